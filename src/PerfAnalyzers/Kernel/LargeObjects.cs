using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Arrays that the runtime puts on the large object heap, which is collected with the oldest generation only.</summary>
internal static class LargeObjects
{
    /// <summary>From so many bytes on an object is a large one.</summary>
    public const long Threshold = 85_000;

    private const int ArrayHeader = 24;

    /// <summary>Whether an array is seen to be a large object.</summary>
    public static bool IsLarge(IArrayCreationOperation creation) => BytesOf(creation) >= Threshold;

    /// <summary>What an array of constant length takes on 64 bits, from below; null when the code does not show it.</summary>
    public static long? BytesOf(IArrayCreationOperation creation)
    {
        if (creation is not { DimensionSizes: [{ ConstantValue: { HasValue: true, Value: int length and > 0 } }], Type: IArrayTypeSymbol { Rank: 1, ElementType: { } element } })
        {
            return null;
        }

        return ArrayHeader + (long)length * SizeOf(element);
    }

    private static int SizeOf(ITypeSymbol type) => (type as INamedTypeSymbol)?.EnumUnderlyingType?.SpecialType switch
    {
        { } underlying => SizeOf(underlying),
        _ => type.IsReferenceType ? 8 : SizeOf(type.SpecialType),
    };

    // Of other structs at least a byte is known.
    private static int SizeOf(SpecialType type) => type switch
    {
        SpecialType.System_Char or SpecialType.System_Int16 or SpecialType.System_UInt16 => 2,
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double or SpecialType.System_DateTime or SpecialType.System_IntPtr or SpecialType.System_UIntPtr => 8,
        SpecialType.System_Decimal => 16,
        _ => 1,
    };
}
