using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>Writes the query for many keys from the query for one.</summary>
/// <param name="lookup">The query for one key.</param>
/// <param name="usesDictionary">One row per key at most.</param>
/// <param name="keepsNull">The key that is looked up may be null.</param>
/// <param name="isNullAware">Nullable warnings are on.</param>
internal sealed class BatchText(KeyLookup lookup, bool usesDictionary, bool keepsNull, bool isNullAware)
{
    private const int MaximumLine = 140;

    private string Row => lookup.Filter is { } filter && filter.Arguments[1].Syntax is ArgumentSyntax { Expression: SimpleLambdaExpressionSyntax lambda }
        ? lambda.Parameter.Identifier.ValueText
        : char.ToLowerInvariant(lookup.Row.Name[0]).ToString();

    private string Forgiven => isNullAware ? "!" : "";

    private string Column => $"{Row}.{lookup.Column.Name}" + (lookup.IsColumnNullable ? Forgiven + ".Value" : "");

    private string Selector(string column) => $"{Row} => {(keepsNull ? $"({lookup.Key.Type!.ToMinimalDisplayString(lookup.Operation.SemanticModel!, lookup.Operation.Syntax.SpanStart)})" : "")}{column}";

    /// <summary>The query for the keys in <paramref name="keys"/>, up to what makes a dictionary, lookup or set of it.</summary>
    /// <param name="keys">Name of the collection of keys.</param>
    /// <param name="indent">Indentation of the statement.</param>
    /// <param name="used">Length of what stands before it on its line.</param>
    /// <param name="newLine">Line break of the document.</param>
    /// <param name="wait">What follows the asynchronous call: <c>.ConfigureAwait(false)</c>.</param>
    /// <param name="isTask">The task is returned, not awaited.</param>
    public string Query(string keys, string indent, int used, string newLine, string wait, bool isTask = false)
    {
        var calls = new List<string>();
        var isLong = false;
        foreach (var step in lookup.Steps)
        {
            var syntax = (InvocationExpressionSyntax)step.Syntax;
            isLong |= !HasOneLine(syntax);
            if (lookup.Value is null || lookup.Answer >= LookupAnswer.Sum || step.TargetMethod.Name != "Select")
            {
                if (step.TargetMethod.Name != "Select")
                {
                    calls.Add("." + ((MemberAccessExpressionSyntax)syntax.Expression).Name + Arguments(syntax.ArgumentList, keys));
                }
            }
        }

        if (lookup.Filter is null)
        {
            calls.Add($".Where({Row} => {keys}.Contains({Column}))");
        }
        else if (ReferenceEquals(lookup.Filter, lookup.Operation))
        {
            calls.Add($".Where({Filtered(((ArgumentSyntax)lookup.Filter.Arguments[1].Syntax).Expression, keys)})");
        }
        else if (lookup.Answer < LookupAnswer.Sum && lookup.Operation is IInvocationOperation { Arguments: [_, { Syntax: ArgumentSyntax { Expression: LambdaExpressionSyntax rest } }, ..] })
        {
            // A condition that is the same for all keys.
            calls.Add($".Where({rest})");
        }

        var token = lookup.Token is { } given ? given.Syntax.ToString() : "";
        string open = "", close = "";
        switch (lookup.Answer)
        {
            case <= LookupAnswer.Sequence:
                var column = Column;
                var element = "";
                if (lookup.Value is { } value)
                {
                    var lambda = (LambdaExpressionSyntax)value.Syntax;
                    var row = value.Symbol.Parameters[0].Name;
                    var source = $"{row}.{lookup.Column.Name}" + (lookup.IsColumnNullable ? Forgiven + ".Value" : "");
                    calls.Add($".Select({row} => new {{ Key = {source}, Value = {lambda.ExpressionBody} }})");
                    column = $"{Row}.Key";
                    element = $", {Row} => {Row}.Value";
                }

                if (usesDictionary)
                {
                    calls.Add(lookup.IsAsync ? $".ToDictionaryAsync({Joined(Selector(column) + element, token)}){wait}" : $".ToDictionary({Selector(column)}{element})");
                    open = lookup.IsAsync && !isTask ? "await " : "";
                    break;
                }

                if (lookup.IsAsync)
                {
                    calls.Add($".ToListAsync({token}){wait}");
                    open = "(await ";
                    close = ")";
                }

                calls.Add($"{close}.ToLookup({Selector(column)}{element})");
                break;
            case LookupAnswer.Any:
                calls.Add($".Select({Row} => {Column}).Distinct()");
                if (lookup.IsAsync)
                {
                    calls.Add($".ToListAsync({token}){wait}");
                    open = "(await ";
                    close = ")";
                }

                calls.Add($"{close}.ToHashSet()");
                break;
            default:
                var group = Row == "g" ? "group" : "g";
                var aggregate = lookup.Value is { } added ? $"{group}.{lookup.Answer}({added.Syntax})" : $"{group}.{lookup.Answer}()";
                calls.Add($".GroupBy({Row} => {Column})");
                var name = lookup.Answer == LookupAnswer.LongCount ? "Count" : lookup.Answer.ToString();
                calls.Add($".Select({group} => new {{ {group}.Key, {name} = {aggregate} }})");
                var pair = $"{group} => {group}.Key, {group} => {group}.{name}";
                calls.Add(lookup.IsAsync ? $".ToDictionaryAsync({Joined(pair, token)}){wait}" : $".ToDictionary({pair})");
                open = lookup.IsAsync && !isTask ? "await " : "";
                break;
        }

        var text = open + lookup.Root.Syntax;
        if (!isLong && indent.Length + used + text.Length + calls.Sum(static call => call.Length) <= MaximumLine)
        {
            return text + string.Concat(calls);
        }

        var start = newLine + indent + "    ";
        return text + string.Concat(calls.Select(call => call[0] == ')' ? ")" + start + call.Substring(1) : start + call));
    }

    /// <summary>How the answer for one key is read from what <see cref="Query"/> gave.</summary>
    public string Answer(string found, string key) => lookup.Answer switch
    {
        LookupAnswer.Any => $"{found}.Contains({key})",
        LookupAnswer.Sequence => $"{found}[{key}]",
        LookupAnswer.List => $"{found}[{key}].ToList()",
        LookupAnswer.Array => $"{found}[{key}].ToArray()",
        _ => usesDictionary ? $"{found}.GetValueOrDefault({key})" : $"{found}[{key}].{lookup.Answer}()",
    };

    /// <summary>A name for the result: <c>customersById</c>, <c>orderCountByCustomerId</c>.</summary>
    public string NameOfResult(string keys) => lookup.Answer switch
    {
        LookupAnswer.Any => Lower(keys.StartsWith("distinct", StringComparison.Ordinal) ? keys.Substring(8) : keys) + "With" + Upper(lookup.Set),
        <= LookupAnswer.Sequence => Lower(lookup.Set) + "By" + lookup.Column.Name,
        LookupAnswer.LongCount => Lower(lookup.Row.Name) + "CountBy" + lookup.Column.Name,
        _ => Lower(lookup.Row.Name) + lookup.Answer + "By" + lookup.Column.Name,
    };

    public static string Lower(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name.Substring(1);

    public static string Upper(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name.Substring(1);

    /// <summary><c>customerIds</c> of <c>customerId</c>.</summary>
    public static string Plural(string name) => name switch
    {
        [.., 'y'] when name.Length > 1 && "aeiou".IndexOf(name[name.Length - 2]) < 0 => name.Substring(0, name.Length - 1) + "ies",
        [.., 's' or 'x'] => name + "es",
        _ => name + "s",
    };

    private static string Joined(string first, string second) => second.Length == 0 ? first : first + ", " + second;

    private static bool HasOneLine(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax access && access.Expression.GetLastToken().TrailingTrivia.All(static trivia => !trivia.IsKind(SyntaxKind.EndOfLineTrivia));

    private string Arguments(ArgumentListSyntax arguments, string keys) => Filtered(arguments, keys).ToString();

    private SyntaxNode Filtered(SyntaxNode node, string keys)
    {
        if (lookup.Equality?.Syntax is not { } equality || !node.Span.Contains(equality.Span) || node.SyntaxTree != equality.SyntaxTree)
        {
            return node;
        }

        var contains = SyntaxFactory.ParseExpression($"{keys}.Contains({Column})");
        return node.ReplaceNode(node.FindNode(equality.Span, getInnermostNodeForTie: true), contains.WithTriviaFrom(equality));
    }
}
