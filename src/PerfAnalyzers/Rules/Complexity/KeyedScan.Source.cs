using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>What is walked: a keyed collection, its pairs or its keys, directly or in a copy.</summary>
/// <param name="Collection">The dictionary, lookup or set.</param>
/// <param name="Kind">What it is.</param>
/// <param name="IsKeys">The keys of it are walked.</param>
/// <param name="IsDirect">Neither a copy nor a projection lies between, but for <c>Keys</c>.</param>
internal sealed record KeyedSource(IOperation Collection, KeyedKind Kind, bool IsKeys, bool IsDirect)
{
    /// <summary>The member that tells whether it holds a key.</summary>
    public string Membership => Kind == KeyedKind.Dictionary ? "ContainsKey" : "Contains";

    /// <summary>The keyed collection behind a sequence; null when there is none.</summary>
    public static KeyedSource? Of(IOperation sequence, Facts facts)
    {
        var isKeys = false;
        var isDirect = true;
        while (true)
        {
            sequence = Operations.Unconverted(sequence);
            switch (sequence)
            {
                case IInvocationOperation { TargetMethod.Name: "ToList" or "ToArray" or "AsEnumerable", Arguments: [var copied] } copy when KeyedScan.IsLinq(copy.TargetMethod):
                    sequence = copied.Value;
                    isDirect = false;
                    continue;
                case IInvocationOperation { TargetMethod.Name: "Select", Arguments: [var projected, var selector] } projection when !isKeys && KeyedScan.IsLinq(projection.TargetMethod) && IsKeySelector(selector.Value):
                    sequence = projected.Value;
                    isKeys = true;
                    isDirect = false;
                    continue;
                case IPropertyReferenceOperation { Property.Name: "Keys", Instance: { } owner } when !isKeys && KeyedCollections.KindOf(owner.Type, facts) == KeyedKind.Dictionary:
                    // That the keys of a concurrent dictionary are copied under all its locks is worse, and said elsewhere.
                    return owner.Type is { Name: "ConcurrentDictionary" } ? null : Found(owner, KeyedKind.Dictionary, true, isDirect);
            }

            var kind = KeyedCollections.KindOf(sequence.Type, facts);
            return kind == KeyedKind.None || isKeys && kind == KeyedKind.Set || facts.Queries.IsQueryable(sequence.Type) ? null : Found(sequence, kind, isKeys, isDirect);
        }
    }

    /// <summary>Whether a value made from an element is the key that the collection knows it by.</summary>
    public bool IsKey(IOperation value, ISymbol element)
    {
        value = Operations.Unconverted(value);
        if (Kind == KeyedKind.Set || IsKeys)
        {
            return IsElement(value, element);
        }

        return value is IPropertyReferenceOperation { Property: { Name: "Key", ContainingType.Name: "KeyValuePair" or "IGrouping" }, Instance: { } owner } && IsElement(Operations.Unconverted(owner), element);
    }

    private static KeyedSource Found(IOperation collection, KeyedKind kind, bool isKeys, bool isDirect) => new(Operations.Unconverted(collection), kind, isKeys, isDirect);

    private static bool IsElement(IOperation value, ISymbol element) => SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(value), element);

    // pair => pair.Key
    private static bool IsKeySelector(IOperation selector) =>
        KeyEquality.Lambda(selector) is { Symbol.Parameters: [var pair] } lambda && KeyEquality.Body(lambda) is { } body &&
        Operations.Unconverted(body) is IPropertyReferenceOperation { Property: { Name: "Key", ContainingType.Name: "KeyValuePair" or "IGrouping" }, Instance: IParameterReferenceOperation { Parameter: var owner } } &&
        SymbolEqualityComparer.Default.Equals(owner, pair);
}
