using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>A collection is searched from its start for each element of a loop.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class LinearSearchInLoop() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF5001", Categories.Complexity, DiagnosticSeverity.Warning,
        title: "A collection is searched from its start for each element of a loop",
        message: "'{0}' goes through '{1}' for each element of the loop; {2}",
        description: "A search in a list or array compares one element after the other. In a loop the work grows with the product of both lengths: a thousand elements searched among a thousand take a million comparisons. A HashSet, Dictionary or lookup that is built once before the loop answers at once.");

    protected override void Start(RuleContext context) => context.On(static site => OnOperation(site), OperationKind.Invocation, OperationKind.MethodReference);

    private static void OnOperation(Site site)
    {
        if (RepeatedSearches.Of(site.Operation, site.Facts, site.Cancellation) is not { } repeated || RareCode.Is(site) ||
            repeated.Loop.Owner is IInvocationOperation reducer && new WorseFaults(site.Facts, site.Cancellation).IsFilteredTooLate(reducer))
        {
            return;
        }

        var search = repeated.Search;
        var shape = Index.ShapeOf(repeated, site);
        var location = Locations.OfCall(site.Operation);
        var fix = shape is null ? null : FixProperties.Of(shape);
        var collection = Locations.ShortText(search.Root.Syntax) ?? "the collection";
        if (repeated.IsCertain)
        {
            site.Report(Rule, location, [repeated.Loop.Location], fix, search.Name, collection, WayOut(search, shape));
        }
        else
        {
            site.Suggest(Rule, location, [repeated.Loop.Location], fix, search.Name, collection, WayOut(search, shape));
        }
    }

    private static string WayOut(LinearSearch search, string? shape)
    {
        if (search.Equality is { } equality && NamedFew.KeyName(equality) is { } key)
        {
            return search.Name is "Any" or "Exists" or "All" or "TrueForAll" && equality.IsWhole ? $"build a HashSet of '{key}' once before it"
                : search.Name is "Where" or "FindAll" or "Count" or "LongCount" ? $"build a lookup by '{key}' once before it"
                : search.Name == "RemoveAll" ? "remove all in one pass, asking a HashSet"
                : $"build a Dictionary by '{key}' once before it";
        }

        return search.Name switch
        {
            "Remove" => "remove all in one pass, asking a HashSet",
            "IndexOf" or "LastIndexOf" or "FindIndex" or "FindLastIndex" when shape is null => "build a Dictionary of the positions once before it",
            _ when shape?.StartsWith(SeenShape, StringComparison.Ordinal) == true => "keep a HashSet beside it",
            _ => "build a HashSet once before it",
        };
    }
}
