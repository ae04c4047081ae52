using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>What elements are in.</summary>
internal enum ElementHolder
{
    None,
    Array,
    Span,
    ReadOnlySpan,
    List,
    Text,
}

/// <summary>The element that a pass of a loop is about.</summary>
/// <param name="Owner">The collection it is in; the same on each pass.</param>
/// <param name="Holder">What the collection is.</param>
/// <param name="Element">The type of the element.</param>
/// <param name="Offset">What is added to the counter; null when nothing is.</param>
/// <param name="IsMinus">It is subtracted.</param>
internal sealed record ElementSlot(IOperation Owner, ElementHolder Holder, ITypeSymbol Element, IOperation? Offset = null, bool IsMinus = false)
{
    /// <summary>The element that a piece of code reads or writes; null when it is something else.</summary>
    public static ElementSlot? Of(IOperation code, ElementRange range)
    {
        if (range.Collection is { Type: { } all } collection)
        {
            return code is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, range.Variable) && ElementOf(all) is { } held && SymbolEqualityComparer.Default.Equals(held, local.Type)
                ? new ElementSlot(collection, KindOf(all), held)
                : null;
        }

        var (owner, index) = code switch
        {
            IArrayElementReferenceOperation { Indices: [var only] } slot => (slot.ArrayReference, only),
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance, Arguments: [{ Value: var only }] } => (instance, only),
            _ => default,
        };
        return owner?.Type is { } type && code.Type is { } element && KindOf(type) is var holder and not ElementHolder.None && range.IsStable(owner) && Index(index, range) is var (offset, isMinus)
            ? new ElementSlot(owner, holder, element, offset, isMinus)
            : null;
    }

    /// <summary>What a type is, of those whose elements lie side by side.</summary>
    public static ElementHolder KindOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } => ElementHolder.Array,
        { SpecialType: SpecialType.System_String } => ElementHolder.Text,
        INamedTypeSymbol { Name: "Span", Arity: 1, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } => ElementHolder.Span,
        INamedTypeSymbol { Name: "ReadOnlySpan", Arity: 1, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } => ElementHolder.ReadOnlySpan,
        INamedTypeSymbol { Name: "List", Arity: 1, ContainingNamespace: { Name: "Generic", ContainingNamespace: { Name: "Collections", ContainingNamespace.Name: "System" } } } => ElementHolder.List,
        _ => ElementHolder.None,
    };

    /// <summary>Whether both are elements of the same collection, as far as the code shows.</summary>
    public bool IsOfSame(ElementSlot other) => SameCode.Is(Operations.Unconverted(Owner), Operations.Unconverted(other.Owner));

    private static ITypeSymbol? ElementOf(ITypeSymbol type) => type.SpecialType == SpecialType.System_String ? Char(type) : LinearSearches.ElementOf(type);

    private static ITypeSymbol? Char(ITypeSymbol text)
    {
        foreach (var member in text.GetMembers("get_Chars"))
        {
            return (member as IMethodSymbol)?.ReturnType;
        }

        return null;
    }

    // i, i + offset, offset + i, i - offset
    private static (IOperation? Offset, bool IsMinus)? Index(IOperation index, ElementRange range)
    {
        if (IsCounter(index, range))
        {
            return (null, false);
        }

        if (index is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, OperatorMethod: null, IsChecked: false } sum)
        {
            return null;
        }

        var isMinus = sum.OperatorKind == BinaryOperatorKind.Subtract;
        if (IsCounter(sum.LeftOperand, range))
        {
            return range.IsStable(sum.RightOperand) ? (sum.RightOperand, isMinus) : null;
        }

        return !isMinus && IsCounter(sum.RightOperand, range) && range.IsStable(sum.LeftOperand) ? (sum.LeftOperand, false) : null;
    }

    private static bool IsCounter(IOperation index, ElementRange range) => index is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, range.Variable);
}
