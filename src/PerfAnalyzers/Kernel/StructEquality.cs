using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>A struct whose values are boxed to be compared, because it does not implement <c>IEquatable</c> of itself.</summary>
/// <param name="Type">The struct.</param>
/// <param name="HasOwnEquality">It overrides <c>Equals</c> and <c>GetHashCode</c>; otherwise <c>ValueType</c> compares it by reflection, and boxes it to hash it.</param>
/// <param name="IsPart">It is a part of what is compared: of a tuple, a record, an anonymous type.</param>
internal readonly record struct BoxedEquality(INamedTypeSymbol Type, bool HasOwnEquality, bool IsPart);

/// <summary>How values of a type are compared by <c>EqualityComparer&lt;T&gt;.Default</c>.</summary>
internal static class StructEquality
{
    private const int MaximumDepth = 3;

    /// <summary>The struct that is boxed when values of a type are compared; null when none is, or nobody can tell.</summary>
    public static BoxedEquality? Of(ITypeSymbol type) => Of(type, false, 0);

    private static BoxedEquality? Of(ITypeSymbol type, bool isPart, int depth)
    {
        if (type is not INamedTypeSymbol named || depth > MaximumDepth)
        {
            return null;
        }

        if (named is { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var value] })
        {
            return Of(value, isPart, depth);
        }

        if (named.IsTupleType)
        {
            return OfParts(named.TupleElements, depth);
        }

        if (named.IsAnonymousType || named.IsRecord && ComparesParts(named))
        {
            return OfParts(named.GetMembers(), depth);
        }

        return named is { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None, IsRefLikeType: false } && !IsEquatable(named) ? new BoxedEquality(named, OverridesEquality(named), isPart) : null;
    }

    private static BoxedEquality? OfParts<T>(System.Collections.Immutable.ImmutableArray<T> members, int depth)
        where T : ISymbol
    {
        foreach (var member in members)
        {
            var type = member switch
            {
                IFieldSymbol { IsStatic: false } field => field.Type,
                IPropertySymbol { IsStatic: false, ContainingType.IsAnonymousType: true } property => property.Type,
                _ => null,
            };
            if (type is not null && Of(type, true, depth + 1) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Whether a type implements <c>IEquatable</c> of itself.</summary>
    public static bool IsEquatable(ITypeSymbol type)
    {
        foreach (var contract in type.AllInterfaces)
        {
            if (contract is { Name: "IEquatable", TypeArguments: [var other], ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } && SymbolEqualityComparer.Default.Equals(other, type))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether equal values have equal bits: fields of numbers without a point, characters, enums, and structs of such without an equality of their own.</summary>
    public static bool IsBits(ITypeSymbol type, int depth = 0)
    {
        if (type.TypeKind == TypeKind.Enum || type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_UInt64 or SpecialType.System_IntPtr or SpecialType.System_UIntPtr)
        {
            return true;
        }

        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Struct } named || depth > MaximumDepth || OverridesEquality(named) || type.SpecialType != SpecialType.None)
        {
            return false;
        }

        foreach (var member in named.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false } field && !IsBits(field.Type, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool OverridesEquality(INamedTypeSymbol type) => !Boxes.Inherits(type, "Equals") && !Boxes.Inherits(type, "GetHashCode");

    // A record without an Equals of its own compares its fields.
    private static bool ComparesParts(INamedTypeSymbol record)
    {
        foreach (var member in record.GetMembers("Equals"))
        {
            if (member is IMethodSymbol { IsImplicitlyDeclared: false, Parameters: [var other] } && SymbolEqualityComparer.Default.Equals(other.Type, record))
            {
                return false;
            }
        }

        return true;
    }
}
