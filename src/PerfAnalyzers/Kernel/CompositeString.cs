using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A string put together from several values: <c>$"{a}|{b}"</c>, <c>a + "|" + b</c>, <c>string.Join("|", a, b)</c>.</summary>
/// <param name="Text">The string.</param>
/// <param name="Parts">The values, from left to right.</param>
/// <param name="IsExact">Two such strings are equal exactly when all their values are.</param>
internal sealed record CompositeString(IOperation Text, ImmutableArray<IOperation> Parts, bool IsExact)
{
    private const int MaximumParts = 7;

    /// <summary>The string as a tuple: <c>(a, b)</c>.</summary>
    public string Tuple => "(" + string.Join(", ", Parts.Select(static part => part.Syntax.ToString())) + ")";

    /// <summary>The type of the tuple, as it is written at a place.</summary>
    public string TypeAt(SyntaxNode place)
    {
        var model = Text.SemanticModel!;
        return "(" + string.Join(", ", Parts.Select(part => part.Type!.ToMinimalDisplayString(model, place.SpanStart))) + ")";
    }

    /// <summary>The parts of a string, when they are values that a tuple compares as the string does; else null.</summary>
    public static CompositeString? Of(IOperation text)
    {
        text = Operations.Unconverted(text);
        var pieces = ImmutableArray.CreateBuilder<IOperation>();
        if (!Collect(text, pieces) || text.ConstantValue.HasValue)
        {
            return null;
        }

        var parts = ImmutableArray.CreateBuilder<IOperation>();
        var separator = "";
        var isExact = true;
        foreach (var piece in pieces)
        {
            if (piece.ConstantValue is { HasValue: true, Value: var constant })
            {
                separator += constant;
                continue;
            }

            if (!IsComparable(piece.Type) || Operations.Unconverted(piece) is IAwaitOperation)
            {
                return null;
            }

            isExact &= IsPlain(piece.Type!) && (parts.Count == 0 || Separates(separator));
            parts.Add(piece);
            separator = "";
        }

        return parts.Count is >= 2 and <= MaximumParts ? new CompositeString(text, parts.ToImmutable(), isExact) : null;
    }

    /// <summary>Whether the parts of two strings have the same types.</summary>
    public bool IsLike(CompositeString other)
    {
        if (Parts.Length != other.Parts.Length)
        {
            return false;
        }

        for (var i = 0; i < Parts.Length; i++)
        {
            if (!SymbolEqualityComparer.Default.Equals(Parts[i].Type, other.Parts[i].Type))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Collect(IOperation text, ImmutableArray<IOperation>.Builder pieces)
    {
        switch (text)
        {
            case IInterpolatedStringOperation interpolated:
                foreach (var part in interpolated.Parts)
                {
                    switch (part)
                    {
                        case IInterpolatedStringTextOperation constant:
                            pieces.Add(constant.Text);
                            break;
                        case IInterpolationOperation { FormatString: null, Alignment: null } hole:
                            pieces.Add(Value(hole.Expression));
                            break;
                        default:
                            return false;
                    }
                }

                return true;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum:
                return CollectPiece(Bare(sum.LeftOperand), pieces) && CollectPiece(Bare(sum.RightOperand), pieces);
            case IInvocationOperation { TargetMethod: { Name: "Join", ContainingType.SpecialType: SpecialType.System_String }, Arguments: [{ Value: { ConstantValue.HasValue: true } separator }, { ArgumentKind: ArgumentKind.ParamArray or ArgumentKind.ParamCollection, Value: { } values }] }:
                return Join(separator, values, pieces);
            default:
                return false;
        }
    }

    private static bool CollectPiece(IOperation piece, ImmutableArray<IOperation>.Builder pieces)
    {
        if (!piece.ConstantValue.HasValue && piece is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } or IInterpolatedStringOperation)
        {
            return Collect(piece, pieces);
        }

        pieces.Add(Value(piece));
        return true;
    }

    // A cast that is written says what the text is of.
    private static IOperation Bare(IOperation operand)
    {
        while (operand is IConversionOperation { IsImplicit: true } or IParenthesizedOperation)
        {
            operand = operand is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)operand).Operand;
        }

        return operand;
    }

    private static bool Join(IOperation separator, IOperation values, ImmutableArray<IOperation>.Builder pieces)
    {
        var elements = values switch
        {
            IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
            ICollectionExpressionOperation collection => collection.Elements,
            IConversionOperation { Operand: ICollectionExpressionOperation collection } => collection.Elements,
            _ => [],
        };
        foreach (var element in elements)
        {
            if (pieces.Count > 0)
            {
                pieces.Add(separator);
            }

            pieces.Add(Value(Bare(element)));
        }

        return elements.Length > 1;
    }

    // id.ToString() says the same as id.
    private static IOperation Value(IOperation piece)
    {
        piece = Bare(piece);
        return piece is IInvocationOperation { TargetMethod: { Name: "ToString", Parameters.Length: 0 }, Instance: { Type: { } type } instance } && IsPlain(type) ? instance : piece;
    }

    private static bool IsComparable(ITypeSymbol? type) => type is { SpecialType: SpecialType.System_String or SpecialType.System_Char } || type is not null && IsPlain(type);

    // Text that says which value it is.
    private static bool IsPlain(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var value] })
        {
            type = value;
        }

        return type.SpecialType == SpecialType.System_Boolean || type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64 || type.TypeKind == TypeKind.Enum || type is { Name: "Guid", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
    }

    // Numbers, names and ids hold none of these.
    private static bool Separates(string separator) => separator.IndexOfAny(['|', ':', ';', '/', '#', '@', '\t', '\n', '\\', '~', '!']) >= 0;
}
