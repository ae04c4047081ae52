using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Complexity;

/// <summary>A collection is searched from its start for each element of a loop.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LinearSearchInLoop() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF5001", Categories.Complexity, DiagnosticSeverity.Warning,
        title: "A collection is searched from its start for each element of a loop",
        message: "'{0}' looks at up to all elements of '{1}' on each pass; {2}",
        description: "A search in a list or array compares element after element. In a loop over as many elements the work grows with their square: a thousand elements take a million comparisons. A HashSet or Dictionary built once before the loop answers at once.");

    protected override void Start(RuleContext context) => context.On(static site => OnOperation(site), OperationKind.Invocation, OperationKind.MethodReference);

    private static void OnOperation(Site site)
    {
        if (RepeatedSearches.Of(site.Operation, site.Facts, site.Cancellation) is not { } repeated || RareCode.Is(site))
        {
            return;
        }

        var search = repeated.Search;
        object?[] arguments = [search.Method.Name, Locations.ShortText(search.Root.Syntax) ?? "the collection", $"{repeated.Growth} {(search.IsVectorised ? "vec" : "ref")} {search.Kind} {search.Root.Kind} {repeated.IsCertain}"];
        if (repeated.IsCertain)
        {
            site.Report(Rule, Locations.OfCall(site.Operation), [repeated.Loop.Location], null, arguments);
        }
        else
        {
            site.Report(Rule, Locations.OfCall(site.Operation), [repeated.Loop.Location], null, arguments);
        }
    }
}
