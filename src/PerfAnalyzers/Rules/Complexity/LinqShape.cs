using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>Operators are combined to what one operator does with less.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LinqShape() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF5011", Categories.Complexity, DiagnosticSeverity.Info,
        title: "Operators are combined to what one operator does with less",
        message: "'{0}' {1}; {2}",
        description: "Grouping keeps every element in a list of its group, reversing copies everything. Where one element, one number or one answer per key is wanted, an operator exists that keeps no more than that.");

    /// <summary>Keys of the fix's shapes.</summary>
    public const string DistinctShape = "distinct", CountsShape = "counts", CountedShape = "counted", SumShape = "sum", OrderShape = "order", ChunkShape = "chunk", LastShape = "last", SupersetShape = "superset", OverlapsShape = "overlaps";

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Linq.Enumerable") is not null)
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        var name = call.TargetMethod.Name;
        if (name is not ("GroupBy" or "OrderBy" or "OrderByDescending" or "Reverse" or "Except" or "Intersect") || !LinqChain.IsLinq(call.TargetMethod) ||
            LinqFinding.Of(call, site.Facts, site.Cancellation) is not { } found || site.Facts.Heat.OfMember(site.ContainingSymbol) == HeatLevel.Contract || Operations.IsInExpressionTree(call) || RareCode.Is(site) || Benchmarks.Has(site.ContainingSymbol, site.Facts))
        {
            return;
        }

        var isWritten = call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } written && written.ArgumentList.Arguments.Count == call.Arguments.Length - 1;
        site.Report(Rule, Locations.OfCall(call), null, found.Shape is { } shape && isWritten ? FixProperties.Of(shape) : null, name, found.Cost, found.Way);
    }
}

/// <summary>A combination of operators.</summary>
/// <param name="Shape">The shape of the fix; null where none is safe.</param>
/// <param name="Cost">What it costs.</param>
/// <param name="Way">What does the same.</param>
internal readonly record struct LinqFinding(string? Shape, string Cost, string Way)
{
    private const string Lists = "keeps every element in a list of its group";

    public static LinqFinding? Of(IInvocationOperation call, Facts facts, CancellationToken cancellation) => call.TargetMethod.Name switch
    {
        "GroupBy" => OfGroups(call, facts),
        "OrderBy" or "OrderByDescending" => OfOrder(call, facts, cancellation),
        "Reverse" => OfReverse(call),
        _ => OfSets(call, facts),
    };

    // xs.GroupBy(x => x.Key).Select(g => g.First())   .ToDictionary(g => g.Key, g => g.Count())   .Select(g => new { g.Key, Count = g.Count() })
    private static LinqFinding? OfGroups(IInvocationOperation groups, Facts facts)
    {
        if (!LinqChain.IsByKey(groups) || LinqChain.Next(groups) is not { } next)
        {
            return null;
        }

        switch (next.TargetMethod.Name, next.Arguments.Length)
        {
            case ("Select", 2) when LinqChain.LambdaOf(next.Arguments[1]) is { } lambda:
                var body = KeyEquality.Body(lambda)!;
                if (LinqChain.IsOfGroup(body, lambda, "First", "FirstOrDefault"))
                {
                    return LinqChain.Has(facts, "DistinctBy") ? new(LinqChain.EndsNow(next) ? LinqShape.DistinctShape : null, Lists, "'DistinctBy' keeps one") : null;
                }

                if (LinqChain.IsChunk(groups, body, lambda, out var chunkShape))
                {
                    return LinqChain.Has(facts, "Chunk") ? new(chunkShape, "numbers every element and keeps it in a list of its group", "'Chunk' cuts the sequence as it goes") : null;
                }

                return LinqChain.IsKeyOfValue(groups) && LinqChain.UsesKeyAndCount(lambda) && LinqChain.Has(facts, "CountBy") ? new(LinqShape.CountedShape, Lists, "'CountBy' keeps a number") : null;

            case ("ToDictionary", 3) when LinqChain.LambdaOf(next.Arguments[1]) is { } key && LinqChain.LambdaOf(next.Arguments[2]) is { } value && LinqChain.IsKeyOfGroup(key):
                var result = KeyEquality.Body(value)!;
                if (LinqChain.IsOfGroup(result, value, "Count"))
                {
                    return LinqChain.Has(facts, "CountBy") ? new(LinqChain.HasPlainToDictionary(facts) ? LinqShape.CountsShape : null, Lists, "'CountBy' keeps a number") : null;
                }

                // A sum of integers throws when it overflows, which + does not.
                return LinqChain.Has(facts, "AggregateBy") && LinqChain.IsSumOfGroup(result, value) is { } type
                    ? new(type is SpecialType.System_Decimal or SpecialType.System_Double && LinqChain.HasPlainToDictionary(facts) ? LinqShape.SumShape : null, Lists, "'AggregateBy' keeps a number")
                    : null;
            default:
                return null;
        }
    }

    // xs.OrderBy(x => x)
    private static LinqFinding? OfOrder(IInvocationOperation order, Facts facts, CancellationToken cancellation)
    {
        var name = order.TargetMethod.Name == "OrderBy" ? "Order" : "OrderDescending";
        if (!LinqChain.Has(facts, name) || LinqChain.LambdaOf(order.Arguments[1]) is not { } lambda || KeyEquality.Body(lambda) is not IParameterReferenceOperation { Parameter: var element } || !SymbolEqualityComparer.Default.Equals(element, lambda.Symbol.Parameters[0]) ||
            LinqChain.Next(order) is { TargetMethod.Name: not ("ToList" or "ToArray" or "Select" or "ToImmutableArray" or "ToImmutableList" or "SequenceEqual") })
        {
            return null;
        }

        // What stays the same on each pass is sorted once, before the loop; that is said of the loop.
        if (facts.Loops.Around(order) is not null && new RepeatedValues(facts, cancellation).Of(order) is not null)
        {
            return null;
        }

        return new(LinqShape.OrderShape, "copies every element as its own key", $"'{name}' sorts the elements themselves");
    }

    // xs.Reverse().First()
    private static LinqFinding? OfReverse(IInvocationOperation reverse) =>
        LinqChain.Next(reverse) is { TargetMethod.Name: "First" or "FirstOrDefault" or "Last" or "LastOrDefault", Arguments.Length: 1 } next
            ? new(LinqShape.LastShape, "copies the whole sequence to take one", $"'{LinqChain.Opposite(next.TargetMethod.Name)}' takes it from the other end")
            : null;

    // !xs.Except(set).Any()   xs.Intersect(set).Any()
    private static LinqFinding? OfSets(IInvocationOperation call, Facts facts)
    {
        if (call.Arguments.Length != 2 || LinqChain.Next(call) is not { TargetMethod.Name: "Any", Arguments.Length: 1 } || call.TargetMethod.TypeArguments is not [var element])
        {
            return null;
        }

        var set = Operations.Unconverted(call.Arguments[1].Value);
        if (KeyedCollections.KindOf(set.Type, facts) != KeyedKind.Set || facts.Knowledge.OfType(set.Type)?.Value("comparer") is not null || Operations.IsTask(set.Type))
        {
            return null;
        }

        var member = call.TargetMethod.Name == "Except" ? "IsSupersetOf" : "Overlaps";
        var isSame = KeyedCollections.ComparisonOf(set, element, facts) is var comparison && (comparison == KeyComparison.Default || comparison == KeyComparison.Unknown && KeyComparisons.IsSimple(element));
        return isSame && set.Type!.GetMembers(member).Length > 0 ? new(member == "Overlaps" ? LinqShape.OverlapsShape : LinqShape.SupersetShape, "builds a second set of what is a set already", $"'{member}' asks the set itself") : null;
    }
}
