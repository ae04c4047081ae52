using System.Text;
using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>Tells overloads apart by the parameters a frame shows: <c>(int32,class System.String,!0[],int32&amp;)</c>.</summary>
internal static class ProfileSignatures
{
    public static bool Matches(string signature, IMethodSymbol method)
    {
        var expected = new StringBuilder("(");
        foreach (var parameter in method.Parameters)
        {
            Append(expected.Length > 1 ? expected.Append(',') : expected, parameter.Type);
            if (parameter.RefKind != RefKind.None)
            {
                expected.Append('&');
            }
        }

        return expected.Append(')').ToString() == signature.Replace("value class ", "").Replace("class ", "").Replace("valuetype ", "").Replace(" ", "");
    }

    private static void Append(StringBuilder text, ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                Append(text, array.ElementType);
                text.Append('[').Append(',', array.Rank - 1).Append(']');
                break;
            case IPointerTypeSymbol pointer:
                Append(text, pointer.PointedAtType);
                text.Append('*');
                break;
            case ITypeParameterSymbol { DeclaringMethod: not null } parameter:
                text.Append("!!").Append(parameter.Ordinal);
                break;
            case ITypeParameterSymbol parameter:
                text.Append('!').Append(parameter.Ordinal + Outer(parameter.ContainingType));
                break;
            case IDynamicTypeSymbol:
                text.Append("System.Object");
                break;
            case INamedTypeSymbol named:
                AppendNamed(text, named);
                break;
        }
    }

    private static void AppendNamed(StringBuilder text, INamedTypeSymbol type)
    {
        if (Primitive(type.SpecialType) is { } name)
        {
            text.Append(name);
            return;
        }

        type = type.TupleUnderlyingType ?? type;
        if (type.ContainingType is null)
        {
            AppendNamespace(text, type.ContainingNamespace);
        }

        text.Append(type.MetadataName);
        var count = text.Length;
        AppendArguments(text, type);
        if (text.Length > count)
        {
            text[count] = '<';
            text.Append('>');
        }
    }

    // Those of the types around come first.
    private static void AppendArguments(StringBuilder text, INamedTypeSymbol type)
    {
        if (type.ContainingType is { } outer)
        {
            AppendArguments(text, outer);
        }

        foreach (var argument in type.TypeArguments)
        {
            Append(text.Append(','), argument);
        }
    }

    private static void AppendNamespace(StringBuilder text, INamespaceSymbol? space)
    {
        if (space is { IsGlobalNamespace: false })
        {
            AppendNamespace(text, space.ContainingNamespace);
            text.Append(space.MetadataName).Append('.');
        }
    }

    private static int Outer(INamedTypeSymbol? type)
    {
        var count = 0;
        for (var outer = type?.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            count += outer.Arity;
        }

        return count;
    }

    private static string? Primitive(SpecialType type) => type switch
    {
        SpecialType.System_Boolean => "bool",
        SpecialType.System_Char => "wchar",
        SpecialType.System_SByte => "int8",
        SpecialType.System_Byte => "unsignedint8",
        SpecialType.System_Int16 => "int16",
        SpecialType.System_UInt16 => "unsignedint16",
        SpecialType.System_Int32 => "int32",
        SpecialType.System_UInt32 => "unsignedint32",
        SpecialType.System_Int64 => "int64",
        SpecialType.System_UInt64 => "unsignedint64",
        SpecialType.System_Single => "float32",
        SpecialType.System_Double => "float64",
        SpecialType.System_IntPtr => "int",
        SpecialType.System_UIntPtr => "unsignedint",
        _ => null,
    };
}
