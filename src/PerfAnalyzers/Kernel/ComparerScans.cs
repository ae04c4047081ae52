using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Calls that sort, group or look up with a comparer of the project, or by the <c>CompareTo</c>, <c>Equals</c> and
/// <c>GetHashCode</c> of a type of the project, when these search a collection: each comparison is a search.
/// </summary>
internal static class ComparerScans
{
    /// <summary>The search that each comparison of a call makes; null when it makes none that is known.</summary>
    public static RepeatedScan? Of(IInvocationOperation call, Facts facts, CancellationToken cancellation)
    {
        if (!Compares(call.TargetMethod) || Operations.IsInExpressionTree(call) || facts.Queries.IsQueryable(call.Type) || Repetition.OfDelegate(call, null) is not { Source: { } source } loop ||
            facts.Queries.IsQueryable(source.Type) || KnownSizes.IsFew(source, KnownSizes.Few, facts, cancellation))
        {
            return null;
        }

        var isOrder = IsOrder(call.TargetMethod.Name);
        if (ComparerOf(call) is { } comparer)
        {
            return comparer.Type is INamedTypeSymbol type && facts.IsOwn(type) ? OfMembers(call, loop, type, isOrder ? "IComparer" : "IEqualityComparer", ofElements: false, facts, cancellation) : null;
        }

        return KeyOf(call) is INamedTypeSymbol { IsRecord: false } key && facts.IsOwn(key) && key.TypeKind is TypeKind.Class or TypeKind.Struct ? OfMembers(call, loop, key, isOrder ? "IComparable" : "IEquatable", ofElements: true, facts, cancellation) : null;
    }

    private static bool Compares(IMethodSymbol method) => method.ContainingType is { } type &&
        (Sequences.IsOperator(method) && (IsOrder(method.Name) || IsEquality(method.Name)) ||
            method.Name == "Sort" && (type is { Name: "List", ContainingNamespace.Name: "Generic" } || type.SpecialType == SpecialType.System_Array || type is { Name: "MemoryExtensions", ContainingNamespace.Name: "System" }));

    private static bool IsOrder(string name) => name is "Sort" or "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending" or "Order" or "OrderDescending" or "Min" or "Max" or "MinBy" or "MaxBy";

    private static bool IsEquality(string name) => name is "Distinct" or "DistinctBy" or "ToHashSet" or "ToDictionary" or "ToLookup" or "GroupBy" or "Join" or "GroupJoin" or "Except" or "ExceptBy" or "Intersect" or "IntersectBy" or "Union" or "UnionBy" or "CountBy";

    // The object, as the code shows what it is.
    private static IOperation? ComparerOf(IInvocationOperation call)
    {
        if (LinearSearches.ComparerOf(call) is not { } given || given.ConstantValue is { HasValue: true, Value: null } || given is IDefaultValueOperation)
        {
            return null;
        }

        given = Operations.Unconverted(given);
        return given is ILocalReferenceOperation { Local: var local } && Writes.OnlyValue(local, Operations.Root(given)) is { } value ? Operations.Unconverted(value) : given;
    }

    // What is compared when no comparer is given: the element, or what the selector makes of it.
    private static ITypeSymbol? KeyOf(IInvocationOperation call)
    {
        if (LinearSearches.ComparerOf(call) is not (null or { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation))
        {
            return null;
        }

        foreach (var argument in call.Arguments)
        {
            switch (argument.Parameter?.Type)
            {
                case INamedTypeSymbol { Name: "Comparison" }:
                    return null;
                case INamedTypeSymbol { Name: "Func", TypeArguments: { Length: >= 2 } types } when argument.Parameter.Name == "keySelector" || argument.Parameter.Name == "outerKeySelector":
                    return types[types.Length - 1];
                case INamedTypeSymbol { Name: "Func" }:
                    return null;
            }
        }

        return LinearSearches.ElementOf((call.Instance ?? Operations.Argument(call, 0))?.Type);
    }

    private static RepeatedScan? OfMembers(IInvocationOperation call, Repetition loop, INamedTypeSymbol type, string contract, bool ofElements, Facts facts, CancellationToken cancellation)
    {
        for (var current = type; current is not null && facts.IsOwn(current); current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IMethodSymbol { IsStatic: false, IsImplicitlyDeclared: false } method && IsOf(method, contract) && facts.ScanSummaries.Of(method, cancellation) is { } summary && IsShared(summary, ofElements))
                {
                    return new RepeatedScan(call, loop, summary, method);
                }
            }
        }

        return null;
    }

    private static bool IsOf(IMethodSymbol method, string contract) => contract switch
    {
        "IComparer" => method is { Name: "Compare", Parameters.Length: 2 },
        "IEqualityComparer" => method is { Name: "Equals", Parameters.Length: 2 } or { Name: "GetHashCode", Parameters.Length: 1 },
        "IComparable" => method is { Name: "CompareTo", Parameters.Length: 1 },
        _ => method is { Name: "Equals", Parameters.Length: 1 } or { Name: "GetHashCode", Parameters.Length: 0 },
    };

    // The collection is the comparer's or everybody's; what each element holds for itself is short.
    private static bool IsShared(ScanSummary summary, bool ofElements) => ofElements ? summary.Owner is ScanOwner.Siblings or ScanOwner.Static : summary.Owner is ScanOwner.Receiver or ScanOwner.Static;
}
