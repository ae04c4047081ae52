using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Whether a set or lookup finds by a key what a comparison finds.</summary>
internal static class IndexKeys
{
    /// <summary>Whether equal values of a type have equal hash codes, which do not change while they are kept.</summary>
    public static bool IsKey(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var value] })
        {
            type = value;
        }

        return type.SpecialType == SpecialType.System_String || KeyComparisons.IsSimple(type) ||
            type is { Name: "DateTime" or "DateTimeOffset" or "DateOnly" or "TimeOnly" or "TimeSpan" or "Version" or "Type", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } ||
            (type is { TypeKind: TypeKind.Class, IsSealed: true } || type is { IsValueType: true, IsReadOnly: true }) && IsValue(type) ||
            type is { TypeKind: TypeKind.Class, IsSealed: true } && HasReferenceEquality(type);
    }

    // A type that says what is equal, and whose objects do not change: records, types of keys.
    private static bool IsValue(ITypeSymbol type)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IPropertySymbol { IsStatic: false, SetMethod: { IsInitOnly: false } } or IFieldSymbol { IsStatic: false, IsReadOnly: false, IsImplicitlyDeclared: false })
            {
                return false;
            }
        }

        foreach (var contract in type.AllInterfaces)
        {
            if (contract is { Name: "IEquatable", TypeArguments: [var other] } && SymbolEqualityComparer.Default.Equals(other, type))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasReferenceEquality(ITypeSymbol type)
    {
        for (var current = type; current is { SpecialType: not SpecialType.System_Object }; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IMethodSymbol { Name: WellKnownMemberNames.ObjectEquals or WellKnownMemberNames.EqualityOperatorName })
                {
                    return false;
                }
            }
        }

        return !type.IsRecord && type.DeclaringSyntaxReferences.Length > 0;
    }

    /// <summary>Whether an index by keys of a type can be asked for a needle of another.</summary>
    public static bool IsSameType(ITypeSymbol key, ITypeSymbol? needle) =>
        SymbolEqualityComparer.Default.Equals(key, needle) ||
        key is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var value] } && SymbolEqualityComparer.Default.Equals(value, needle);

    /// <summary>Whether a key is the element or a member of it: <c>x</c>, <c>x.Id</c>, <c>x.Customer.Id</c>.</summary>
    public static bool IsPath(IOperation key) => key switch
    {
        IParameterReferenceOperation or ILocalReferenceOperation => true,
        IPropertyReferenceOperation { Property.IsIndexer: false, Instance: { } owner } => IsPath(owner),
        IFieldReferenceOperation { Instance: { } owner } => IsPath(owner),
        _ => false,
    };

    /// <summary>Whether it does not matter how often a needle is computed: once, or for each element.</summary>
    public static bool IsReadOnlyNeedle(IOperation needle)
    {
        foreach (var part in needle.DescendantsAndSelf())
        {
            if (part is not (ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation or IInstanceReferenceOperation or IConversionOperation or ILiteralOperation or
                IArgumentOperation or IArrayElementReferenceOperation or IParenthesizedOperation or IConditionalAccessOperation or IConditionalAccessInstanceOperation))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a comparison fails for a key that is missing, which an index finds different: <c>x.Name.Equals(name)</c>.</summary>
    public static bool IsThrowing(KeyEquality equality) =>
        equality.Comparison is IInvocationOperation { TargetMethod.IsStatic: false, Instance: { Type.IsReferenceType: true } } call && Operations.Unconverted(equality.Key) is var key && ReferenceEquals(Operations.Unconverted(call.Instance!), key) &&
        key.Type?.NullableAnnotation != NullableAnnotation.NotAnnotated && (Operations.SymbolOf(key) switch { IPropertySymbol property => property.NullableAnnotation, IFieldSymbol field => field.NullableAnnotation, _ => NullableAnnotation.None }) != NullableAnnotation.NotAnnotated;

    /// <summary>Whether nothing in a region changes the keys, which are read before it.</summary>
    public static bool KeysStay(KeyEquality equality, IOperation region, Facts facts, CancellationToken cancellation)
    {
        StateChanges? changes = null;
        foreach (var part in equality.Key.DescendantsAndSelf())
        {
            if (part is IPropertyReferenceOperation { Property: { SetMethod: { IsInitOnly: false } } property })
            {
                changes ??= new StateChanges(facts, cancellation).Add(region);
                if (Writes.Any(property, region) || changes.MayWrite || changes.Changes(property))
                {
                    return false;
                }
            }
            else if (part is IFieldReferenceOperation { Field: { IsReadOnly: false } field })
            {
                changes ??= new StateChanges(facts, cancellation).Add(region);
                if (Writes.Any(field, region) || changes.MayWrite || changes.Changes(field))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
