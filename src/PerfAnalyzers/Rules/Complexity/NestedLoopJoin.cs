using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>A loop inside a loop goes through a whole collection for the elements with one key.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class NestedLoopJoin() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF5002", Categories.Complexity, DiagnosticSeverity.Warning,
        title: "A loop inside a loop goes through a whole collection for the elements with one key",
        message: "All of '{0}' is gone through for each element of the outer loop to find those whose '{1}' fits; {2}",
        description: "Two loops, one inside the other, with an equality of keys inside are a join that compares everything with everything: a thousand orders and a thousand customers take a million comparisons. A lookup that is built once before the loops, or a join clause, finds what belongs together at once.");

    /// <summary>Keys of the fix's shapes, with the number of statements to the place of the lookup after an <c>@</c>.</summary>
    public const string AloneShape = "alone", ContinueShape = "continue";

    /// <summary>Key of the shape of a query, whose second sequence and condition become a join clause.</summary>
    public const string JoinShape = "join";

    protected override void Start(RuleContext context)
    {
        context.On(static site => OnLoop(site, site.Operation), OperationKind.Loop);
        context.On(static site => OnQuery(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
    }

    private static void OnLoop(Site site, IOperation loop)
    {
        if (loop is IForEachLoopOperation or IForLoopOperation && RepeatedSearches.Of(loop, site.Facts, site.Cancellation) is { } repeated && !RareCode.Is(site))
        {
            Report(site, repeated, Locations.OfLoop(loop.Syntax), loop is IForEachLoopOperation each ? ShapeOf(each, repeated, site) : null, "build a lookup by '{0}' once before the loops");
        }
    }

    private static void OnQuery(Site site, IInvocationOperation call)
    {
        if (call.TargetMethod.Name == "Where" && RepeatedSearches.OfJoin(call, site.Facts, site.Cancellation) is { } repeated && !RareCode.Is(site))
        {
            var location = call.Syntax is WhereClauseSyntax clause ? clause.WhereKeyword.GetLocation() : Locations.OfCall(call);
            Report(site, repeated, location, QueryJoin.IsOffered(call, repeated, site) ? JoinShape : null, call.Syntax is WhereClauseSyntax ? "use a join clause" : "use Join");
        }
    }

    private static void Report(Site site, RepeatedSearch repeated, Location location, string? shape, string way)
    {
        var search = repeated.Search;
        var key = Operations.SymbolOf(Operations.Unconverted(search.Equality!.Key))?.Name ?? "key";
        object?[] arguments = [Locations.ShortText(search.Root.Syntax) ?? "the collection", key, string.Format(CultureInfo.InvariantCulture, way, key)];
        var fix = shape is null ? null : FixProperties.Of(shape);
        if (repeated.IsCertain)
        {
            site.Report(Rule, location, [repeated.Loop.Location], fix, arguments);
        }
        else
        {
            site.Suggest(Rule, location, [repeated.Loop.Location], fix, arguments);
        }
    }

    private static string? ShapeOf(IForEachLoopOperation each, RepeatedSearch repeated, Site site)
    {
        var search = repeated.Search;
        var equality = search.Equality!;
        if (each.Syntax is not ForEachStatementSyntax { Statement: BlockSyntax } loop || !ReferenceEquals(search.Root, search.Collection) || search.Compared is not { } key || Comments.In(loop.Expression) ||
            KeyComparisons.Of(equality) is not (KeyComparison.Default or KeyComparison.IgnoreCase) || !IndexKeys.IsKey(key) || !IndexKeys.IsSameType(key, Operations.Unconverted(equality.Needle).Type) ||
            !IndexKeys.IsPath(Operations.Unconverted(equality.Key)) || !IndexKeys.IsReadOnlyNeedle(equality.Needle) || IndexKeys.IsThrowing(equality) || search.Root.Syntax is not ExpressionSyntax ||
            each.SemanticModel?.LookupSymbols(loop.SpanStart, search.Root.Type, "ToLookup", includeReducedExtensionMethods: true) is not { IsEmpty: false } || ChangesNeedle(equality, each) ||
            IndexPlaces.Of(repeated, site.Facts, site.Cancellation) is not { } place || !IndexKeys.KeysStay(equality, place.Region, site.Facts, site.Cancellation))
        {
            return null;
        }

        var shape = loop.Statement is BlockSyntax { Statements.Count: 1 } ? AloneShape : ContinueShape;
        return shape + "@" + IndexPlaces.DepthOf(loop, place.Place).ToString(CultureInfo.InvariantCulture);
    }

    // The key is asked for once before the inner loop: what it is made of stays while that runs.
    private static bool ChangesNeedle(KeyEquality equality, IForEachLoopOperation each)
    {
        foreach (var part in equality.Needle.DescendantsAndSelf())
        {
            if (Operations.SymbolOf(part) is { } symbol and (ILocalSymbol or IParameterSymbol or IFieldSymbol or IPropertySymbol) && (Writes.Any(symbol, each.Body) || Operations.IsDeclaredIn(symbol, each.Syntax)))
            {
                return true;
            }
        }

        return false;
    }
}
