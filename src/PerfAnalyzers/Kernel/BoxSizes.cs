using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>What a box costs.</summary>
internal static class BoxSizes
{
    /// <summary>
    /// What an object that holds a value costs on 64 bits: header, method table and fields, rounded up to 8. Null when the
    /// layout is not known: then at least 24.
    /// </summary>
    public static int? Of(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } arguments })
        {
            type = arguments[0];
        }

        return Layout(type, 0) is { Size: > 0 } layout ? 16 + ((layout.Size + 7) & ~7) : null;
    }

    private static (int Size, int Alignment, bool HasReferences) Layout(ITypeSymbol type, int depth)
    {
        if (type.IsReferenceType)
        {
            return (8, 8, true);
        }

        if (type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer)
        {
            return (8, 8, false);
        }

        if (type is not INamedTypeSymbol named || depth > 4)
        {
            return default;
        }

        if (named.TypeKind == TypeKind.Enum)
        {
            return named.EnumUnderlyingType is { } underlying ? Layout(underlying, depth) : default;
        }

        if (KnownLayout(named) is { Size: > 0 } known)
        {
            return (known.Size, known.Alignment, false);
        }

        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            var value = Layout(named.TypeArguments[0], depth + 1);
            return value.Size == 0 ? default : (value.Size + value.Alignment, value.Alignment, value.HasReferences);
        }

        var fields = new List<ITypeSymbol>();
        if (named is { Name: "ValueTuple" or "KeyValuePair", ContainingNamespace.Name: "System" or "Generic" })
        {
            fields.AddRange(named.TypeArguments);
            return LayoutOfFields(fields, named.Name == "ValueTuple", depth);
        }

        return CollectFields(named, fields) ? LayoutOfFields(fields, false, depth) : default;
    }

    private static bool CollectFields(INamedTypeSymbol type, List<ITypeSymbol> fields)
    {
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "InlineArrayAttribute" or "StructLayoutAttribute")
            {
                return false;
            }
        }

        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false, IsConst: false } field)
            {
                // Reference assemblies of the platform show made-up fields: such types are known by name.
                if (field.IsFixedSizeBuffer || field.Name.StartsWith("_dummy", StringComparison.Ordinal))
                {
                    return false;
                }

                fields.Add(field.Type);
            }
        }

        return true;
    }

    // The runtime keeps the order of fields, unless one holds a reference or the type asks for it: then primitives are packed
    // by size, and structs follow at multiples of 8.
    private static (int Size, int Alignment, bool HasReferences) LayoutOfFields(List<ITypeSymbol> fields, bool isPacked, int depth)
    {
        int inOrder = 0, primitives = 0, structs = 0, alignment = 1;
        var hasReferences = false;
        foreach (var field in fields)
        {
            var part = Layout(field, depth + 1);
            if (part.Size == 0)
            {
                return default;
            }

            alignment = Math.Max(alignment, part.Alignment);
            hasReferences |= part.HasReferences;
            inOrder = Align(inOrder, part.Alignment) + part.Size;
            if (field.IsReferenceType || field.TypeKind == TypeKind.Enum || field.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_Double and not SpecialType.System_Decimal)
            {
                primitives += part.Size;
            }
            else
            {
                structs = Align(structs, 8) + part.Size;
            }
        }

        if (!hasReferences && !isPacked)
        {
            // An empty struct still takes a byte.
            return (Math.Max(1, Align(inOrder, alignment)), alignment, false);
        }

        var size = structs == 0 ? primitives : Align(primitives, 8) + structs;
        alignment = hasReferences || structs > 0 ? 8 : alignment;
        return (Align(size, alignment), alignment, hasReferences);
    }

    private static int Align(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;

    private static (int Size, int Alignment) KnownLayout(INamedTypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean or SpecialType.System_Byte or SpecialType.System_SByte => (1, 1),
        SpecialType.System_Char or SpecialType.System_Int16 or SpecialType.System_UInt16 => (2, 2),
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => (4, 4),
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double or SpecialType.System_DateTime => (8, 8),
        SpecialType.System_IntPtr or SpecialType.System_UIntPtr => (8, 8),
        SpecialType.System_Decimal => (16, 8),
        _ when type is { ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true }, ContainingType: null } => type.Name switch
        {
            "Int128" or "UInt128" => (16, 16),
            "DateTimeOffset" => (16, 8),
            "Guid" => (16, 4),
            "TimeSpan" or "TimeOnly" => (8, 8),
            "Range" => (8, 4),
            "DateOnly" or "Index" => (4, 4),
            "Half" => (2, 2),
            _ => default,
        },
        _ => default,
    };
}
