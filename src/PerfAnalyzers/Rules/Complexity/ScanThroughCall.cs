using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Complexity;

/// <summary>A member that is called for each element of a loop searches a collection from its start.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ScanThroughCall() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF5003", Categories.Complexity, DiagnosticSeverity.Warning,
        title: "A member that is called for each element of a loop searches a collection from its start",
        message: "'{0}' goes through '{1}' for each element of the loop ({2}); let it answer from a {3}",
        description: "A property, helper, indexer or extension looks cheap where it is called. When it searches a list, a loop that calls it for each element takes as many comparisons as the product of both lengths. A dictionary or set that is kept with the collection, or built once before the loop, answers at once.");

    protected override void Start(RuleContext context) => context.On(static site => OnOperation(site), OperationKind.Invocation, OperationKind.PropertyReference, OperationKind.MethodReference);

    private static void OnOperation(Site site)
    {
        if (RepeatedScans.Of(site.Operation, site.Facts, site.Cancellation) is not { } repeated || RareCode.Is(site))
        {
            return;
        }

        var summary = repeated.Summary;
        var search = summary.Search;
        var key = search.Equality is { } equality && Operations.SymbolOf(Operations.Unconverted(equality.Key)) is IPropertySymbol or IFieldSymbol ? Operations.SymbolOf(Operations.Unconverted(equality.Key))!.Name : null;
        object?[] arguments =
        [
            repeated.Callee.AssociatedSymbol?.Name is { } property and not "this[]" ? property : repeated.Callee.AssociatedSymbol is not null ? "this[]" : repeated.Callee.Name,
            Locations.ShortText(search.Root.Syntax) ?? "a collection",
            repeated.Path,
            key is null ? "HashSet" : $"Dictionary by '{key}'",
        ];
        if (summary.IsCertain && !RepeatedSearches.Waits(repeated.Loop.Region))
        {
            site.Report(Rule, Locations.OfCall(site.Operation), summary.Sites.Insert(0, repeated.Loop.Location), null, arguments);
        }
        else
        {
            site.Suggest(Rule, Locations.OfCall(site.Operation), summary.Sites.Insert(0, repeated.Loop.Location), null, arguments);
        }
    }
}
