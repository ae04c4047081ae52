using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>How a collection finds what it is asked for.</summary>
internal enum SearchOrder
{
    /// <summary>Nobody knows: an interface that sets implement, too, or a type of the user's own.</summary>
    Unknown,

    /// <summary>Element by element.</summary>
    Linear,

    /// <summary>By key: dictionaries, sets, lookups, sorted collections.</summary>
    Keyed,
}

/// <summary>How collections answer, by their type or by what the code puts into the variable that holds them.</summary>
internal static class SearchedTypes
{
    private const int MaximumDepth = 4;

    /// <summary>How the collection answers whether it contains a value.</summary>
    public static SearchOrder Of(IOperation collection, Facts facts, CancellationToken cancellation) => Of(collection, facts, cancellation, 0);

    /// <summary>As above, of a type alone.</summary>
    public static SearchOrder Of(ITypeSymbol? type)
    {
        switch (type)
        {
            case null:
                return SearchOrder.Unknown;
            case IArrayTypeSymbol:
                return SearchOrder.Linear;
        }

        if (IsKeyed(type))
        {
            return SearchOrder.Keyed;
        }

        if (type is { TypeKind: TypeKind.Interface })
        {
            return IsListInterface(type) ? SearchOrder.Linear : SearchOrder.Unknown;
        }

        for (var current = type; current is not null; current = current.BaseType)
        {
            if (IsLinearType(current))
            {
                return SearchOrder.Linear;
            }
        }

        return SearchOrder.Unknown;
    }

    /// <summary>Whether a type answers by key.</summary>
    public static bool IsKeyed(ITypeSymbol type)
    {
        if (IsKeyedContract(type) || type is INamedTypeSymbol { Name: "KeyCollection" or "KeyedCollection" or "FrozenSet" or "FrozenDictionary" or "AlternateLookup" })
        {
            return true;
        }

        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            if (current.Name == "KeyedCollection")
            {
                return true;
            }
        }

        foreach (var contract in type.AllInterfaces)
        {
            if (IsKeyedContract(contract))
            {
                return true;
            }
        }

        return false;
    }

    private static SearchOrder Of(IOperation collection, Facts facts, CancellationToken cancellation, int depth)
    {
        collection = Operations.Unconverted(collection);
        var known = Of(collection.Type);
        if (known != SearchOrder.Unknown || depth > MaximumDepth)
        {
            return known;
        }

        switch (collection)
        {
            case ILocalReferenceOperation local:
                return OfValues(local, facts, cancellation, depth);
            case IFieldReferenceOperation { Field: { } field } when field.IsReadOnly || field.DeclaredAccessibility == Accessibility.Private:
                return facts.Bodies.Of(field, cancellation) is IFieldInitializerOperation { Value: { } initial } ? Of(initial, facts, cancellation, depth + 1) : SearchOrder.Unknown;
            case IPropertyReferenceOperation { Property.Name: "Keys", Instance.Type: { } owner }:
                return IsKeyed(owner) ? SearchOrder.Keyed : SearchOrder.Unknown;

            // Iterators of LINQ walk, except those that hand a collection on.
            case IInvocationOperation { TargetMethod: { ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" }, Name: not ("AsEnumerable" or "Cast" or "OfType" or "Empty" or "Repeat" or "Range" or "DefaultIfEmpty") } }:
                return SearchOrder.Linear;
            case IInvocationOperation { TargetMethod: { ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" }, Name: "AsEnumerable" or "Cast" or "OfType" } } passed when passed.Arguments.Length > 0:
                return Of(passed.Arguments[0].Value, facts, cancellation, depth + 1);
            case ICoalesceOperation coalesce:
                return Of(coalesce.Value, facts, cancellation, depth + 1);
            case IConditionalAccessInstanceOperation when Operations.AccessedBy(collection) is { } accessed:
                return Of(accessed, facts, cancellation, depth + 1);
            default:
                return SearchOrder.Unknown;
        }
    }

    // All values a local is given, as far as they show.
    private static SearchOrder OfValues(ILocalReferenceOperation local, Facts facts, CancellationToken cancellation, int depth)
    {
        var worst = SearchOrder.Unknown;
        foreach (var (_, value) in LocalValues.Around(local).Of(local.Local))
        {
            var order = value is null ? SearchOrder.Unknown : Of(value, facts, cancellation, depth + 1);
            if (order == SearchOrder.Unknown || worst != SearchOrder.Unknown && order != worst)
            {
                return SearchOrder.Unknown;
            }

            worst = order;
        }

        return worst;
    }

    private static bool IsListInterface(ITypeSymbol type) =>
        type is { Name: "IList" or "IReadOnlyList" or "IImmutableList", ContainingNamespace: { ContainingNamespace: { } } } && IsCollectionsNamespace(type.ContainingNamespace);

    private static bool IsLinearType(ITypeSymbol type) =>
        type.Name is "List" or "Queue" or "Stack" or "LinkedList" or "Collection" or "ReadOnlyCollection" or "ImmutableArray" or "ImmutableList" or "ImmutableQueue" or "ImmutableStack" or
            "ConcurrentBag" or "ConcurrentQueue" or "ConcurrentStack" or "ArrayList" or "StringCollection" or "Span" or "ReadOnlySpan" or "ArraySegment" or "ValueCollection" or "Builder" or "BlockingCollection" &&
        (IsCollectionsNamespace(type.ContainingNamespace) || type is { Name: "Span" or "ReadOnlySpan" or "ArraySegment", ContainingNamespace.Name: "System" });

    private static bool IsCollectionsNamespace(INamespaceSymbol? space)
    {
        for (; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space is { Name: "Collections", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsKeyedContract(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Interface && type.Name is "ISet" or "IReadOnlySet" or "IImmutableSet" or "IDictionary" or "IReadOnlyDictionary" or "IImmutableDictionary" or "ILookup" && IsCollectionsOrLinq(type.ContainingNamespace);

    private static bool IsCollectionsOrLinq(INamespaceSymbol? space) => IsCollectionsNamespace(space) || space is { Name: "Linq", ContainingNamespace.Name: "System" };
}
