using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Caching;

/// <summary>A cache on another machine is asked for one key after the other, and could be asked for all.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CacheRoundTripPerElement() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF3108", Categories.Caching, DiagnosticSeverity.Warning,
        title: "A cache on another machine is asked for one key after the other, and can be asked for all at once",
        message: "'{0}' waits for the cache once for every {1}; ask for all keys at once with '{2}'",
        description: "Each key costs a round trip of the network, mostly longer than the query the cache is to save. The form that takes all keys costs one.");

    /// <summary>Fix shape.</summary>
    public const string ManyShape = "many";

    protected override void Start(RuleContext context)
    {
        var names = context.Facts.Knowledge.NamesWith("many");
        if (names.Count > 0)
        {
            context.On(site => Analyze(site, names), OperationKind.Invocation);
        }
    }

    private static void Analyze(Site site, HashSet<string> names)
    {
        var call = (IInvocationOperation)site.Operation;
        if (!names.Contains(call.TargetMethod.Name) || RemoteElementCalls.Of(site) is not { IsMultiGet: true } found)
        {
            return;
        }

        site.Report(Rule, Locations.OfCall(call), found.RoundTrip.Sites, FixOf(call, found.RoundTrip.Loop), call.TargetMethod.Name, found.RoundTrip.Loop.Phrase, found.Entry.Value("many"));
    }

    // foreach (var id in ids) { var text = await db.StringGetAsync("text:" + id); … }
    private static ImmutableDictionary<string, string?>? FixOf(IInvocationOperation call, Repetition loop)
    {
        if (call is not { TargetMethod: { Name: "StringGet" or "StringGetAsync", Parameters: [{ Type: { Name: "RedisKey" } keyType }, ..] }, Arguments: [{ Value: { } key }, ..] } ||
            call.Syntax is not InvocationExpressionSyntax { ArgumentList.Arguments: [{ NameColon: null } written], Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or ThisExpressionSyntax or MemberAccessExpressionSyntax } access } syntax ||
            loop.Owner is not IForEachLoopOperation { Collection: { } collection, Syntax: ForEachStatementSyntax { Statement: BlockSyntax { Statements: [var first, ..] }, Parent: BlockSyntax, Type: IdentifierNameSyntax { IsVar: true } } each } ||
            !first.Span.Contains(syntax.Span) || Operations.Unconverted(collection) is not (ILocalReferenceOperation or IParameterReferenceOperation) || Sequences.Bare(collection).Type is not { } source || !Collections.Is(source) && source is not IArrayTypeSymbol ||
            call.SemanticModel is not { } model || syntax.ContainsDirectives || Comments.In(syntax))
        {
            return null;
        }

        // Once on each pass, whatever the pass does.
        SyntaxNode asked = syntax;
        if (syntax.Parent is AwaitExpressionSyntax wait)
        {
            asked = wait;
        }
        else if (call.Type?.Name is "Task" or "ValueTask")
        {
            return null;
        }

        for (var parent = call.Parent; parent is not null && !ReferenceEquals(parent, loop.Owner); parent = parent.Parent)
        {
            if (parent is IConditionalOperation conditional && !Operations.IsWithin(call, conditional.Condition) || parent is ICoalesceOperation coalesce && !Operations.IsWithin(call, coalesce.Value) || parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } or ILoopOperation or ISwitchExpressionOperation or ISwitchOperation or IAnonymousFunctionOperation)
            {
                return null;
            }
        }

        var layout = new Layout(each.SpanStart, each.SyntaxTree);
        if (layout.IsOneLine)
        {
            return null;
        }

        var values = Layout.FreeName(each, "cached");
        var index = Layout.FreeName(each, "index");
        var text = written.Expression is LiteralExpressionSyntax or IdentifierNameSyntax or InvocationExpressionSyntax or InterpolatedStringExpressionSyntax or MemberAccessExpressionSyntax ? written.ToString() : $"({written})";
        var cast = SymbolEqualityComparer.Default.Equals(key.Type, keyType) && key is not IConversionOperation ? text : $"({keyType.ToMinimalDisplayString(model, each.SpanStart)}){text}";
        var ask = $"{(asked is AwaitExpressionSyntax ? "await " : "")}{access}({each.Expression}.Select({each.Identifier} => {cast}).ToArray())";
        return new PlannedEdits().Replace(new Microsoft.CodeAnalysis.Text.TextSpan(each.SpanStart, 0), $"var {values} = {ask};{layout.Line}var {index} = 0;{layout.Line}")
            .Replace(asked.Span, $"{values}[{index}++]").ToProperties(ManyShape);
    }
}
