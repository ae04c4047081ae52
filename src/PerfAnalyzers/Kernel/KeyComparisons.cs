using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>By which rule two keys are found equal.</summary>
internal enum KeyComparison
{
    /// <summary>Nobody knows.</summary>
    Unknown,

    /// <summary>As <c>EqualityComparer&lt;T&gt;.Default</c> does, and a dictionary without a comparer of its own.</summary>
    Default,

    /// <summary>As <c>StringComparer.OrdinalIgnoreCase</c> does.</summary>
    IgnoreCase,

    /// <summary>By something else: cultures, references where a type says what is equal, floating point (NaN), comparers of one's own.</summary>
    Other,
}

/// <summary>How equalities and comparers compare.</summary>
internal static class KeyComparisons
{
    /// <summary>How a key equality compares.</summary>
    public static KeyComparison Of(KeyEquality equality) => equality switch
    {
        { Comparer: { Type.TypeKind: TypeKind.Enum } how } => OfStringComparison(how),
        { Comparer: { } comparer } => OfComparer(comparer),
        { Comparison: IBinaryOperation comparison } => OfOperator(comparison),
        _ => KeyComparison.Default,
    };

    /// <summary>How a comparer compares, when it is one of the library's.</summary>
    public static KeyComparison OfComparer(IOperation comparer)
    {
        comparer = Operations.Unconverted(comparer);
        if (comparer.ConstantValue is { HasValue: true, Value: null } || comparer is IDefaultValueOperation)
        {
            return KeyComparison.Default;
        }

        return comparer is IPropertyReferenceOperation { Property: { IsStatic: true } property }
            ? (property.ContainingType.Name, property.Name) switch
            {
                ("StringComparer", "Ordinal") or ("EqualityComparer" or "Comparer", "Default") => KeyComparison.Default,
                ("StringComparer", "OrdinalIgnoreCase") => KeyComparison.IgnoreCase,
                _ => KeyComparison.Other,
            }
            : KeyComparison.Other;
    }

    /// <summary>Whether a type is a floating-point number, or one that may be missing: NaN equals itself in collections only.</summary>
    public static bool IsFloat(ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var value] })
        {
            type = value;
        }

        return type?.SpecialType is SpecialType.System_Single or SpecialType.System_Double || type is { Name: "Half", ContainingNamespace.Name: "System" };
    }

    /// <summary>Whether a type is one whose values nobody compares in a way of their own: whole numbers, enums, characters, <c>Guid</c>.</summary>
    public static bool IsSimple(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Enum ||
        type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Char or SpecialType.System_Decimal or (>= SpecialType.System_SByte and <= SpecialType.System_UInt64) ||
        type is { Name: "Guid", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private static KeyComparison OfStringComparison(IOperation how) => how.ConstantValue.Value switch
    {
        (int)StringComparison.Ordinal => KeyComparison.Default,
        (int)StringComparison.OrdinalIgnoreCase => KeyComparison.IgnoreCase,
        _ => KeyComparison.Other,
    };

    private static KeyComparison OfOperator(IBinaryOperation comparison)
    {
        var operand = comparison.LeftOperand.Type;
        if (operand is null || operand.TypeKind == TypeKind.Dynamic || IsFloat(operand))
        {
            return KeyComparison.Other;
        }

        // An operator of the type's own speaks for its Equals; without one classes are compared by reference.
        return comparison.OperatorMethod is not null || !operand.IsReferenceType || operand.SpecialType == SpecialType.System_String || HasReferenceEquality(operand)
            ? KeyComparison.Default
            : KeyComparison.Other;
    }

    private static bool HasReferenceEquality(ITypeSymbol type)
    {
        if (type.TypeKind != TypeKind.Class || type.SpecialType == SpecialType.System_Object)
        {
            return false;
        }

        for (var current = type; current is { SpecialType: not SpecialType.System_Object }; current = current.BaseType)
        {
            foreach (var member in current.GetMembers(WellKnownMemberNames.ObjectEquals))
            {
                if (member is IMethodSymbol { IsStatic: false, Parameters.Length: 1 })
                {
                    return false;
                }
            }
        }

        return true;
    }
}
