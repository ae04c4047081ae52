using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <content>When the load may move behind the operators, and what the code is then.</content>
internal sealed partial class FilterAfterMaterialization
{
    private static ImmutableDictionary<string, string?>? FixFor(Site site, EarlyLoad found)
    {
        if (!found.FitsTree || found.Load.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } || found.Local is not null ||
            site.Facts.Entities.EntityOf(found.Query.Root.Type) is null && site.Facts.Queries.HasOtherMapper || found.Load.SemanticModel is not { } model)
        {
            return null;
        }

        if (Moved((ExpressionSyntax)found.Last.Syntax, found.Steps) is not { } moved)
        {
            return null;
        }

        // A list where there was a lazy sequence, or the other way round: only where nobody can tell.
        if (moved.IsSequence && !IsSequenceUse(found, moved.Replaced, model) || Comments.In(moved.Replaced))
        {
            return null;
        }

        return FixProperties.Of(found.Meaning == Translation.Text ? TextShape : MovedShape).Add(StepsKey, found.Steps.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>What operators look like once they run before the load.</summary>
    /// <param name="Replaced">The expression that changes.</param>
    /// <param name="Text">What it becomes.</param>
    /// <param name="Load">The load that moves, or falls away.</param>
    /// <param name="IsSequence">It still gives a sequence, made by another call than before.</param>
    internal sealed record Move(ExpressionSyntax Replaced, string Text, InvocationExpressionSyntax? Load, bool IsSequence);

    /// <summary>Moves the load behind the last operator; null where the code is not of the plain form <c>query.Load().A().B()</c>.</summary>
    /// <param name="last">The last operator that moves.</param>
    /// <param name="steps">How many there are.</param>
    public static Move? Moved(ExpressionSyntax last, int steps)
    {
        // From the last operator down to the load.
        var source = last;
        for (var i = 0; i < steps; i++)
        {
            var access = source as MemberAccessExpressionSyntax ?? (source as InvocationExpressionSyntax)?.Expression as MemberAccessExpressionSyntax;
            if (access is null)
            {
                return null;
            }

            source = access.Expression;
        }

        var name = (last as MemberAccessExpressionSyntax)?.Name ?? ((MemberAccessExpressionSyntax)((InvocationExpressionSyntax)last).Expression).Name;
        if (name is not IdentifierNameSyntax)
        {
            return null;
        }

        var operators = Renamed(Between(source, last), name.Identifier.ValueText, last);
        var wait = Bare(source) as AwaitExpressionSyntax;
        var configured = "";
        var loaded = Bare(wait?.Expression ?? source);
        if (loaded is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var task } } configure)
        {
            configured = Between(task, configure);
            loaded = Bare(task);
        }

        if (loaded is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var query } access2 } load)
        {
            return null;
        }

        return Joined(last, query.ToString(), operators, name.Identifier.ValueText, load, access2, wait is not null, configured);
    }

    private static Move Joined(ExpressionSyntax last, string query, (string Head, string List) operators, string name, InvocationExpressionSyntax load, MemberAccessExpressionSyntax access, bool isAwaited, string configured)
    {
        if (!IsSequenceOperator(name))
        {
            var token = load.ArgumentList.Arguments;
            var answer = isAwaited ? Awaited(query, operators, token.Count == 0 ? "" : token.ToString(), configured) : query + operators.Head + operators.List;
            return new Move(last, Parenthesized(answer, isAwaited, last), load, false);
        }

        // .Where(…).ToList(): one load is enough.
        var replaced = last;
        var own = access.Name.Identifier.ValueText;
        var ending = Between(access.Expression, load);
        var isAgain = false;
        if (last.Parent is MemberAccessExpressionSyntax { Name: IdentifierNameSyntax { Identifier.ValueText: "ToList" or "ToArray" } again, Parent: InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 } outer })
        {
            replaced = outer;
            isAgain = true;
            var kind = again.Identifier.ValueText + (isAwaited ? "Async" : "");
            ending = own == "AsEnumerable" ? Between(last, outer) : ReplaceFirst(ending, own, kind);
        }

        var text = query + operators.Head + operators.List + ending + configured;
        return new Move(replaced, Parenthesized(isAwaited ? "await " + text : text, isAwaited, replaced), load, !isAgain && own != "AsEnumerable");
    }

    // .First(o => o.IsPaid) → .FirstAsync(o => o.IsPaid, token)
    private static string Awaited(string query, (string Head, string List) operators, string token, string configured)
    {
        var arguments = operators.List.Substring(1, operators.List.Length - 2);
        var all = token.Length == 0 ? arguments : arguments.Trim().Length == 0 ? token : arguments + ", " + token;
        return "await " + query + operators.Head + "Async(" + all + ")" + configured;
    }

    // What stands between the rows and the arguments of the last operator, which is named as queries name it, and those arguments.
    private static (string Head, string List) Renamed(string operators, string name, ExpressionSyntax last)
    {
        var list = last is InvocationExpressionSyntax call ? call.ArgumentList.ToString() : "";
        var head = operators.Substring(0, operators.Length - list.Length);
        var newName = name switch { "Find" => "FirstOrDefault", "Exists" => "Any", "TrueForAll" => "All", "FindAll" => "Where", "Length" => "Count", _ => name };
        return (head.Substring(0, head.LastIndexOf(name, StringComparison.Ordinal)) + newName, list.Length == 0 ? "()" : list);
    }

    private static string Parenthesized(string text, bool isAwaited, ExpressionSyntax replaced) =>
        isAwaited && replaced.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ConditionalAccessExpressionSyntax or PostfixUnaryExpressionSyntax ? "(" + text + ")" : text;

    private static string ReplaceFirst(string text, string old, string with)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return text.Substring(0, at) + with + text.Substring(at + old.Length);
    }

    private static bool IsSequenceOperator(string name) => name is "Where" or "FindAll" or "Take" or "Skip" or "Distinct";

    // What an outer expression adds behind an inner one it begins with.
    private static string Between(ExpressionSyntax inner, ExpressionSyntax outer) => outer.ToString().Substring(inner.Span.End - outer.SpanStart);

    private static ExpressionSyntax Bare(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax parenthesized)
        {
            expression = parenthesized.Expression;
        }

        return expression;
    }

    // Whoever takes the result takes any sequence.
    private static bool IsSequenceUse(EarlyLoad found, ExpressionSyntax replaced, SemanticModel model)
    {
        if (found.Last is IInvocationOperation { TargetMethod.Name: "FindAll" } && found.Load.TargetMethod.Name is "ToList" or "ToListAsync")
        {
            return true;
        }

        SyntaxNode node = replaced;
        while (node.Parent is ParenthesizedExpressionSyntax)
        {
            node = node.Parent;
        }

        switch (node.Parent)
        {
            case ForEachStatementSyntax loop:
                return loop.Expression == node;
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: not "Reverse", Parent: InvocationExpressionSyntax call }:
                return model.GetSymbolInfo(call).Symbol is IMethodSymbol { ReducedFrom: not null, ContainingType.Name: "Enumerable" };
            case ReturnStatementSyntax or ArrowExpressionClauseSyntax:
                return node.FirstAncestorOrSelf<SyntaxNode>(static part => part is AnonymousFunctionExpressionSyntax or MemberDeclarationSyntax or LocalFunctionStatementSyntax) is not AnonymousFunctionExpressionSyntax;
            case ArgumentSyntax argument:
                return model.GetOperation(argument) is IArgumentOperation { Parameter.OriginalDefinition.Type: { } type } && EntityModel.ElementOf(type) is not null;
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } declarator }:
                return !declaration.Type.IsVar || model.GetDeclaredSymbol(declarator) is ILocalSymbol local && IsOnlyRead(local, found, model);
            default:
                return false;
        }
    }

    private static bool IsOnlyRead(ILocalSymbol local, EarlyLoad found, SemanticModel model)
    {
        foreach (var part in Operations.Root(found.Load).Descendants())
        {
            if (part is ILocalReferenceOperation use && SymbolEqualityComparer.Default.Equals(use.Local, local) && !IsRead(use))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsRead(ILocalReferenceOperation use)
    {
        var parent = use.Parent;
        while (parent is IConversionOperation { IsImplicit: true })
        {
            parent = parent.Parent;
        }

        return parent switch
        {
            IForEachLoopOperation => true,
            IReturnOperation => Operations.Function(use) is not IAnonymousFunctionOperation,
            IArgumentOperation { Parameter.OriginalDefinition.Type: { } type, Parent: IInvocationOperation call } => EntityModel.ElementOf(type) is not null && call.TargetMethod.Name != "Reverse",
            _ => false,
        };
    }
}
