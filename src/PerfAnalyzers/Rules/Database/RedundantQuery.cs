using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>
/// A query whose answer is known: it stays the same on every pass of a loop, ran before in the same method, only checks for
/// rows that the next query fetches, or asks for rows that are in a list already.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class RedundantQuery() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1006", Categories.Database, DiagnosticSeverity.Warning,
        title: "A query runs again although its answer is known",
        message: "'{0}' {1}; {2}",
        description: "Each query is a round trip. One whose answer cannot have changed need not run again: keep the first result.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.UsesDatabase)
        {
            context.On(static site => Analyze(site), OperationKind.Invocation, OperationKind.Loop, OperationKind.PropertyReference);
        }
    }

    private static void Analyze(Site site)
    {
        if (new RepeatedQueries(site.Facts, site.Cancellation).Of(site.Operation) is { } repeated)
        {
            if (!IsAnotherRules(site) && !RareCode.Is(site))
            {
                OnRepeated(site, repeated);
            }
        }
        else if (new QueryPairs(site.Facts, site.Cancellation).Of(site.Operation) is { } needless && !IsAnotherRules(site) && !RareCode.Is(site))
        {
            OnNeedless(site, needless);
        }
    }

    // What depends on the element costs more, and is cured differently; what fails beside another comes first.
    private static bool IsAnotherRules(Site site) =>
        site.Facts.PerElement.Of(site.Operation, ApiEffects.AnyRoundTrip, site.Cancellation) is not null || site.Facts.SharedContexts.Holds(site.Operation, site.Cancellation);

    private static void OnRepeated(Site site, RepeatedQuery found)
    {
        object?[] arguments =
        [
            found.Path[0],
            $"runs the same query for every {found.Loop.Phrase}{(found.Path.Length > 1 ? $" ({string.Join(" -> ", found.Path)})" : "")}",
            "nothing in the loop changes its answer: run it once before",
        ];
        var location = LocationOf(site.Operation);
        // Where only a query inside the call stays the same, the way out leads through the callee.
        if (found.IsCertain && found.IsMovable)
        {
            site.Report(Rule, location, found.Sites, Hoisted(site, found), arguments);
        }
        else
        {
            site.Suggest(Rule, location, found.Sites, null, arguments);
        }
    }

    private static void OnNeedless(Site site, NeedlessQuery found)
    {
        var name = found.Needless.Name;
        object?[] arguments = found.Kind switch
        {
            Redundancy.Check => [name, $"asks for rows that '{found.Other.Name}' fetches next", "query once and test its result"],
            Redundancy.Loaded => [name, $"asks for rows that '{found.Other.Name}' has loaded", "ask the list"],
            _ => [name, "runs the same query as before", "nothing has changed the rows in between: keep the first result"],
        };
        var properties = found.Kind switch
        {
            Redundancy.Check => Tested(found),
            Redundancy.Same => Reused(found),
            _ => null,
        };
        site.Suggest(Rule, LocationOf(site.Operation), [LocationOf(found.Other)], properties, arguments);
    }

    private static Location LocationOf(IOperation operation) =>
        operation is IForEachLoopOperation loop ? Locations.OfExpression(loop.Collection.Syntax) : Locations.OfCall(operation);

    private static Location LocationOf(RoundTrip query) =>
        query.Name == "foreach" ? Locations.OfExpression(query.Operation.Syntax) : Locations.OfCall(query.Operation);
}
