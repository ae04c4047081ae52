using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>A member that is called for each element of a loop searches a collection from its start.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ScanThroughCall() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF5003", Categories.Complexity, DiagnosticSeverity.Warning,
        title: "A member that is called for each element of a loop searches a collection from its start",
        message: "'{0}' goes through '{1}' for each {4} ({2}); let it answer from a {3}",
        description: "A property, helper, indexer or extension looks cheap where it is called. When it searches a list, a loop that calls it for each element takes as many comparisons as the product of both lengths. A dictionary or set that is kept with the collection, or built once before the loop, answers at once.");

    protected override void Start(RuleContext context) => context.On(static site => OnOperation(site), OperationKind.Invocation, OperationKind.PropertyReference, OperationKind.MethodReference);

    private static void OnOperation(Site site)
    {
        if (RepeatedScans.Of(site.Operation, site.Facts, site.Cancellation) is { } repeated)
        {
            Report(site, repeated, "element of the loop");
        }
        else if (site.Operation is IInvocationOperation call && ComparerScans.Of(call, site.Facts, site.Cancellation) is { } compared)
        {
            Report(site, compared, "comparison");
        }
    }

    private static void Report(Site site, RepeatedScan repeated, string each)
    {
        if (RareCode.Is(site))
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
            key is not null ? $"Dictionary by '{key}'" : search.Name is "IndexOf" or "FindIndex" ? "Dictionary of positions" : "HashSet",
            each,
        ];
        var location = site.Operation.Syntax is ElementAccessExpressionSyntax element && !Locations.IsOneLine(element.GetLocation()) ? element.ArgumentList.OpenBracketToken.GetLocation() : Locations.OfCall(site.Operation);
        if (IsCertain(repeated, site))
        {
            site.Report(Rule, location, summary.Sites.Insert(0, repeated.Loop.Location), null, arguments);
        }
        else if (IsLikely(repeated, site))
        {
            site.Suggest(Rule, location, summary.Sites.Insert(0, repeated.Loop.Location), null, arguments);
        }
    }

    // Nobody knows how long the collection is: it is none of settings and constants in the code, nor what one entity holds; and the loop neither
    // waits, nor ends when something is found, nor goes through what one entity holds.
    private static bool IsLikely(RepeatedScan repeated, Site site)
    {
        var search = repeated.Summary.Search;
        var loop = repeated.Loop;
        var growth = new SearchGrowths(site.Facts, site.Cancellation);
        return !RepeatedSearches.Waits(loop.Region) && !growth.EndsEarly(loop) && !NaturallyShort.Is(loop) && !(loop.Source is { } source && growth.IsOfOne(source)) &&
            !growth.IsOfOne(search.Root) && !RepeatedSearches.IsOfOptions(search.Root) && !KnownSizes.IsFew(search.Collection, KnownSizes.FewNumbers, site.Facts, site.Cancellation);
    }

    // A member that answers by a key, for each element of a loop that is not known to be short. Siblings are as many as the loop's elements.
    private static bool IsCertain(RepeatedScan repeated, Site site)
    {
        var summary = repeated.Summary;
        if (!summary.IsCertain || repeated.Callee.ReturnsVoid)
        {
            return false;
        }

        var growth = new SearchGrowths(site.Facts, site.Cancellation);
        return summary.Owner == ScanOwner.Siblings
            ? !RepeatedSearches.Waits(repeated.Loop.Region) && !growth.EndsEarly(repeated.Loop)
            : !RepeatedSearches.IsOfOther(summary.Search.Root) && RepeatedSearches.IsLong(repeated.Loop, growth);
    }
}
