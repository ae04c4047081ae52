using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What kind of collection finds by key.</summary>
internal enum KeyedKind
{
    /// <summary>None: it is searched element by element.</summary>
    None,

    /// <summary>Pairs of key and value.</summary>
    Dictionary,

    /// <summary>Groups of elements by key.</summary>
    Lookup,

    /// <summary>Elements that are their own keys.</summary>
    Set,
}

/// <summary>Collections that find by key (<c>keyed=</c> in the API tables), and how they compare keys.</summary>
internal static class KeyedCollections
{
    /// <summary>The kind of a type.</summary>
    public static KeyedKind KindOf(ITypeSymbol? type, Facts facts) => type is null or IArrayTypeSymbol || type.SpecialType == SpecialType.System_String
        ? KeyedKind.None
        : facts.Knowledge.OfType(type)?.Value("keyed") switch
        {
            "dictionary" => KeyedKind.Dictionary,
            "lookup" => KeyedKind.Lookup,
            "set" => KeyedKind.Set,
            _ => KeyedKind.None,
        };

    /// <summary>
    /// How a collection compares keys: what its type says, or what it was visibly created with, for locals with one value, readonly
    /// fields and get-only properties.
    /// </summary>
    /// <param name="collection">A reference to it.</param>
    /// <param name="key">The type of its keys.</param>
    /// <param name="facts">Facts.</param>
    public static KeyComparison ComparisonOf(IOperation collection, ITypeSymbol key, Facts facts)
    {
        var type = facts.Knowledge.OfType(collection.Type)?.Value("comparer");
        if (type == "ignore-case")
        {
            return KeyComparison.IgnoreCase;
        }

        if (Creation(collection, facts) is not { } created)
        {
            return KeyComparison.Unknown;
        }

        // Without a comparer of their own, sorted collections compare strings as the culture does.
        var isByCulture = key.SpecialType == SpecialType.System_String && (type ?? facts.Knowledge.OfType(created.Type)?.Value("comparer")) == "order";
        var comparison = created switch
        {
            ICollectionExpressionOperation => KeyComparison.Default,
            IObjectCreationOperation { Type: { } made } creation => IsOfLibrary(made) ? OfArguments(creation.Arguments) : KeyComparison.Unknown,
            IInvocationOperation { TargetMethod: { IsStatic: true, Name: "ToDictionary" or "ToHashSet" or "ToLookup" or "ToFrozenDictionary" or "ToFrozenSet" } } call => OfArguments(call.Arguments),
            _ => KeyComparison.Unknown,
        };
        return isByCulture && comparison == KeyComparison.Default ? KeyComparison.Other : comparison;
    }

    private static IOperation? Creation(IOperation collection, Facts facts)
    {
        var value = facts.Delegates.Value(collection);
        return value is IObjectCreationOperation or ICollectionExpressionOperation or IInvocationOperation ? value : null;
    }

    private static KeyComparison OfArguments(ImmutableArray<IArgumentOperation> arguments)
    {
        foreach (var argument in arguments)
        {
            switch (argument.Parameter?.Type)
            {
                case { Name: "IEqualityComparer" or "IComparer" }:
                    return KeyComparisons.OfComparer(argument.Value);

                // A wrapper compares as what it wraps; a copy of a sorted collection as that does.
                case { Name: "IDictionary" or "SortedSet" } when argument.Parameter.ContainingType is { Name: "ReadOnlyDictionary" or "SortedSet" or "SortedDictionary" or "SortedList" }:
                    return KeyComparison.Unknown;
            }
        }

        return KeyComparison.Default;
    }

    private static bool IsOfLibrary(ITypeSymbol type) =>
        type.ContainingNamespace is { Name: "Generic" or "Concurrent" or "ObjectModel", ContainingNamespace: { Name: "Collections", ContainingNamespace.Name: "System" } };
}
