using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>Entities that are only read are tracked: the context keeps each of them, with a copy of its values, to find changes that nobody makes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class TrackingForReadOnly() : PerfRule(Rule)
{
    /// <summary>Fix shape: the operator is put before the call that runs the query, or behind the query a loop goes through.</summary>
    public const string CallShape = "call", LoopShape = "loop";

    /// <summary>Key of the operator to put there.</summary>
    public const string MethodKey = "method";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1107", Categories.Database, DiagnosticSeverity.Info,
        title: "Entities that are only read are tracked",
        message: "'{0}' makes the context keep every '{1}' with a copy of its values, and nothing changes one; '{2}' loads them without",
        description: "Tracking finds what has changed when changes are saved. Entities that are read and forgotten need none: each costs an entry, a snapshot of its values and a place in the identity map.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Entities.IsUsed && context.Facts.Type(AsyncTwins.QueryExtensions) is { } extensions && !extensions.GetMembers("AsNoTracking").IsEmpty)
        {
            context.On(static site => Check(site), OperationKind.Invocation, OperationKind.Loop);
        }
    }

    private static void Check(Site site)
    {
        if (EntityLoad.Of(site.Facts, site.Operation) is { } load && ReadOnlyLoads.Of(site.Facts, load, site.ContainingSymbol, site.Cancellation) is { } method && !RareCode.Is(site) && !IsToldOtherwise(site, load))
        {
            site.Report(Rule, load.Location, [load.Set.Syntax.GetLocation()], FixFor(load)?.Add(MethodKey, method), load.Name, load.Entity.Name, method);
        }
    }

    // What else is wrong with the same line weighs more: a projection is not tracked, and a page is short.
    private static bool IsToldOtherwise(Site site, EntityLoad load) =>
        OverFetches.Of(site.Facts, load, site.Cancellation) is not null ||
        load.Operation is IInvocationOperation call && (WholeTables.ServedBy(site.Facts, call, site.ContainingSymbol, site.Cancellation) is not null || SameForAll.RowsOf(site, call) is not null) ||
        LoadFaults.HasWorse(site.Facts, load, site.ContainingSymbol, site.Cancellation);

    private static ImmutableDictionary<string, string?>? FixFor(EntityLoad load) => load.Operation switch
    {
        IForEachLoopOperation { Syntax: ForEachStatementSyntax { Expression: not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsAsyncEnumerable" or "AsEnumerable" } } } } => FixProperties.Of(LoopShape),
        IInvocationOperation { Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }, Arguments: [var source, ..] } when access.Expression.Span.Contains(source.Value.Syntax.Span) => FixProperties.Of(CallShape),
        _ => null,
    };
}
