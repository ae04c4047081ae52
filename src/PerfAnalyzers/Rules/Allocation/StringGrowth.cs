using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>What an assignment does to the string it is made of.</summary>
internal enum StringGrowthKind
{
    /// <summary>Something is put behind it.</summary>
    Append,

    /// <summary>Something is put before or into it.</summary>
    Prepend,

    /// <summary>A piece of known length is taken away.</summary>
    Cut,

    /// <summary>A piece is taken away whose length is found as it goes.</summary>
    Consume,
}

/// <summary>An assignment that copies all of a string to make it longer or shorter.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Target">The string: a local, parameter, member or slot.</param>
/// <param name="Pieces">What is appended, in order, when the assignment shows it and nothing else; empty otherwise.</param>
internal sealed record StringGrowth(StringGrowthKind Kind, IOperation Target, ImmutableArray<IOperation> Pieces)
{
    /// <summary>What an operation does to a string; null when it is no such assignment.</summary>
    public static StringGrowth? Of(IOperation operation)
    {
        switch (operation)
        {
            case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } compound:
                var pieces = ImmutableArray.CreateBuilder<IOperation>();
                Split(compound.Value, pieces);
                return new(StringGrowthKind.Append, compound.Target, pieces.ToImmutable());
            case ISimpleAssignmentOperation { Type.SpecialType: SpecialType.System_String } assignment when MayGrow(assignment.Value):
                return OfValue(assignment.Value, assignment.Target);
            default:
                return null;
        }
    }

    /// <summary>What a value does to a string that it is assigned to, or that an <c>Aggregate</c> gives back.</summary>
    public static StringGrowth? OfValue(IOperation value, IOperation target)
    {
        value = Operations.Unconverted(value);
        switch (value)
        {
            case { ConstantValue.HasValue: true }:
                return null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String }:
                var parts = ImmutableArray.CreateBuilder<IOperation>();
                Split(value, parts);
                return OfParts(parts.ToImmutable(), target);
            case IInterpolatedStringOperation text:
                return OfText(text, target);
            case IConditionalOperation { WhenFalse: { } otherwise } choice when Emptiness.Of(choice.Condition, target) is not null:
                return (OfValue(choice.WhenTrue, target) ?? OfValue(otherwise, target)) is { } grown ? grown with { Pieces = [] } : null;
            case IInvocationOperation { TargetMethod.ContainingType.SpecialType: SpecialType.System_String } call:
                return OfCall(call, target);
            case IImplicitIndexerReferenceOperation slice when Accumulation.Same(slice.Instance, target):
                return new(OfRange(slice.Argument), target, []);
            default:
                return null;
        }
    }

    // Cheap: by kind alone, before anything is compared.
    private static bool MayGrow(IOperation value) => Operations.Unconverted(value) is
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } or IInterpolatedStringOperation or IConditionalOperation or IImplicitIndexerReferenceOperation or
        IInvocationOperation { TargetMethod: { ContainingType.SpecialType: SpecialType.System_String, Name: "Concat" or "Insert" or "PadLeft" or "PadRight" or "Substring" or "Remove" or "Trim" or "TrimStart" or "TrimEnd" or "Format" } };

    // a + b + c from left to right; a constant is one piece.
    private static void Split(IOperation value, ImmutableArray<IOperation>.Builder pieces)
    {
        if (!value.ConstantValue.HasValue && value is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String, OperatorMethod: null } sum)
        {
            Split(sum.LeftOperand, pieces);
            Split(sum.RightOperand, pieces);
        }
        else if (value is IParenthesizedOperation parenthesized)
        {
            Split(parenthesized.Operand, pieces);
        }
        else if (value is IConversionOperation { IsImplicit: true, Type.SpecialType: SpecialType.System_Object or SpecialType.System_String, OperatorMethod: null } conversion)
        {
            Split(conversion.Operand, pieces);
        }
        else
        {
            pieces.Add(value);
        }
    }

    private static StringGrowth? OfParts(ImmutableArray<IOperation> parts, IOperation target)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            var isWhole = Accumulation.Same(parts[i], target);
            if (isWhole || parts[i] is ICoalesceOperation kept && Accumulation.Same(kept.Value, target))
            {
                return new(i == 0 ? StringGrowthKind.Append : StringGrowthKind.Prepend, target, i == 0 && isWhole ? parts.RemoveAt(0) : []);
            }
        }

        return null;
    }

    private static StringGrowth? OfText(IInterpolatedStringOperation text, IOperation target)
    {
        for (var i = 0; i < text.Parts.Length; i++)
        {
            if (text.Parts[i] is IInterpolationOperation { Alignment: null, FormatString: null } hole && Accumulation.Same(hole.Expression, target))
            {
                return new(i == 0 ? StringGrowthKind.Append : StringGrowthKind.Prepend, target, []);
            }
        }

        return null;
    }

    private static StringGrowth? OfCall(IInvocationOperation call, IOperation target)
    {
        switch (call.TargetMethod.Name)
        {
            case "Concat" when call.Arguments.Length > 1:
                var parts = ImmutableArray.CreateBuilder<IOperation>();
                foreach (var argument in call.Arguments)
                {
                    if (argument.ArgumentKind == ArgumentKind.ParamArray)
                    {
                        return null;
                    }

                    Split(argument.Value, parts);
                }

                return OfParts(parts.ToImmutable(), target);
            case "Format" when call.Arguments.Length > 1:
                for (var i = 1; i < call.Arguments.Length; i++)
                {
                    if (Accumulation.Same(call.Arguments[i].Value, target))
                    {
                        return new(i == 1 && call.Arguments[0].Value.ConstantValue is { HasValue: true, Value: string format } && format.StartsWith("{0}", StringComparison.Ordinal) ? StringGrowthKind.Append : StringGrowthKind.Prepend, target, []);
                    }
                }

                return null;
            case "Trim" or "TrimStart" or "TrimEnd" when call.Instance is { } trimmed && Operations.Unconverted(trimmed) is not (ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation):
                return OfValue(trimmed, target) is { Kind: StringGrowthKind.Cut or StringGrowthKind.Consume } cut ? cut : null;
        }

        if (call.Instance is null || !Accumulation.Same(call.Instance, target))
        {
            return null;
        }

        return call.TargetMethod.Name switch
        {
            "Insert" => new(StringGrowthKind.Prepend, target, []),
            "PadLeft" when Accumulation.Mentions(call.Arguments[0].Value, target) => new(StringGrowthKind.Prepend, target, []),
            "PadRight" when Accumulation.Mentions(call.Arguments[0].Value, target) => new(StringGrowthKind.Append, target, []),
            "Substring" or "Remove" => new(IsKnown(call.Arguments[call.Arguments.Length - 1].Value, target) ? StringGrowthKind.Cut : StringGrowthKind.Consume, target, []),
            _ => null,
        };
    }

    private static StringGrowthKind OfRange(IOperation argument) =>
        argument is IRangeOperation range && (range.LeftOperand is null || IsConstant(range.LeftOperand)) && (range.RightOperand is null || IsConstant(range.RightOperand))
            ? StringGrowthKind.Cut
            : StringGrowthKind.Consume;

    private static bool IsConstant(IOperation bound) => bound.ConstantValue.HasValue ||
        bound switch
        {
            IConversionOperation conversion => IsConstant(conversion.Operand),
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat => hat.Operand.ConstantValue.HasValue,
            _ => false,
        };

    // 1, or s.Length - 1.
    private static bool IsKnown(IOperation count, IOperation target) => count.ConstantValue.HasValue ||
        count is IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract, LeftOperand: IPropertyReferenceOperation { Property.Name: "Length", Instance: { } counted }, RightOperand.ConstantValue.HasValue: true } &&
        Accumulation.Same(counted, target);
}
