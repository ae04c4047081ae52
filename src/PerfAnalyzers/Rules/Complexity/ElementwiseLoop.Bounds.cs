using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>What the code around a loop shows of the lengths of the collections it goes through.</summary>
internal static class ElementBounds
{
    private const int ShortStack = 16;

    /// <summary>Whether all elements that the loop visits certainly lie within their collection.</summary>
    public static bool Holds(ElementRange range, ElementSlot slot)
    {
        if (range.End is not { } end)
        {
            return true;
        }

        if (slot.Offset is not null || range.IsInclusive || ElementRange.Constant(range.Start) is not >= 0)
        {
            return false;
        }

        if (IsLengthOf(end, slot.Owner) || IsSizeOf(end, slot.Owner, range.Loop))
        {
            return true;
        }

        if (end is IPropertyReferenceOperation { Instance: { } other } length && ElementRange.IsLength(length))
        {
            return IsAsLong(slot.Owner, other, range.Loop);
        }

        return end is ILocalReferenceOperation { Local: var local } && LocalValues.Around(end).Of(local) is [(_, { } value)] && IsWithinMinimum(value, slot.Owner);
    }

    /// <summary>Whether the loop certainly does not count to less than where it starts: a negative number of elements is refused by calls.</summary>
    public static bool IsCounted(ElementRange range, params ElementSlot[] slots)
    {
        if (range.End is not { } end || ElementRange.Constant(end) is { } last && ElementRange.Constant(range.Start) is { } first && last >= first)
        {
            return true;
        }

        if (!range.IsFromZero)
        {
            return false;
        }

        if (end is IPropertyReferenceOperation length && ElementRange.IsLength(length))
        {
            return true;
        }

        foreach (var slot in slots)
        {
            if (Holds(range, slot))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a value is the length of a collection.</summary>
    public static bool IsLengthOf(IOperation value, IOperation owner) =>
        value is IPropertyReferenceOperation { Instance: { } other } length && ElementRange.IsLength(length) && Same(other, owner);

    /// <summary>Whether a collection is made in this function and nobody else has it when it is made.</summary>
    public static bool IsFresh(IOperation owner) => owner is ILocalReferenceOperation { Local: var local } && LocalValues.Around(owner).Of(local) is [(_, { } value)] &&
        (Operations.Unconverted(value) is IArrayCreationOperation or IObjectCreationOperation || value.Syntax is StackAllocArrayCreationExpressionSyntax);

    /// <summary>Whether a span lies on the stack and is short.</summary>
    public static bool IsShortStack(IOperation owner) => owner is ILocalReferenceOperation { Local: var local } && LocalValues.Around(owner).Of(local) is [(_, { Syntax: StackAllocArrayCreationExpressionSyntax stack } value)] &&
        stack.Type is ArrayTypeSyntax { RankSpecifiers: [{ Sizes: [var size] }] } && value.SemanticModel?.GetConstantValue(size) is { HasValue: true, Value: int and <= ShortStack };

    private static bool Same(IOperation left, IOperation right) => SameCode.Is(Operations.Unconverted(left), Operations.Unconverted(right));

    // var copy = new int[n], with the same n.
    private static bool IsSizeOf(IOperation end, IOperation owner, ILoopOperation loop)
    {
        if (owner is not ILocalReferenceOperation { Local: var local } || LocalValues.Around(owner).Of(local) is not [({ } write, { } value)] || Operations.Unconverted(value) is not IArrayCreationOperation { DimensionSizes: [var size] })
        {
            return false;
        }

        return ElementRange.Constant(size) is { } length && ElementRange.Constant(end) is { } last ? last <= length : Same(size, end) && (IsFixed(end) || IsJustBefore(write, loop));
    }

    // Nothing happens between the declaration and the loop.
    private static bool IsJustBefore(IOperation declarator, ILoopOperation loop)
    {
        var statement = declarator;
        while (statement.Parent is { } parent and not IBlockOperation)
        {
            statement = parent;
        }

        return loop.Parent is IBlockOperation block && block.Operations.IndexOf(loop) is var place && place > 0 && ReferenceEquals(block.Operations[place - 1], statement);
    }

    // Made of what is written once, and of lengths that do not change.
    private static bool IsFixed(IOperation value) => value switch
    {
        { ConstantValue.HasValue: true } => true,
        ILocalReferenceOperation { Local: var local } => LocalValues.Around(value).Of(local).Count == 1,
        IParameterReferenceOperation { Parameter: var parameter } => !Writes.Any(parameter, Operations.Root(value)),
        IFieldReferenceOperation { Field: { IsReadOnly: true } } field => field.Instance is null or IInstanceReferenceOperation,
        IPropertyReferenceOperation { Instance: { } owner } length => ElementRange.IsLength(length) && owner.Type is { } type && ElementSlot.KindOf(type) != ElementHolder.List && IsFixed(owner),
        IBinaryOperation sum => IsFixed(sum.LeftOperand) && IsFixed(sum.RightOperand),
        _ => false,
    };

    // var n = Math.Min(a.Length, b.Length)
    private static bool IsWithinMinimum(IOperation value, IOperation owner)
    {
        if (value is not IInvocationOperation { TargetMethod: { Name: "Min", ContainingType: { Name: "Math" } }, Arguments: [{ Value: var first }, { Value: var second }] } || !IsFixed(owner))
        {
            return false;
        }

        return IsLengthOf(first, owner) || IsLengthOf(second, owner);
    }

    // if (a.Length != b.Length) { return false; } before the loop, or if (a.Length == b.Length) around it.
    private static bool IsAsLong(IOperation owner, IOperation other, ILoopOperation loop)
    {
        if (!IsFixed(owner) || !IsFixed(other))
        {
            return false;
        }

        for (IOperation child = loop, parent = loop.Parent!; parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalOperation around && ReferenceEquals(around.WhenTrue, child) && IsSaid(around.Condition, owner, other, isDenied: false))
            {
                return true;
            }

            if (parent is not IBlockOperation block)
            {
                continue;
            }

            foreach (var statement in block.Operations)
            {
                if (ReferenceEquals(statement, child))
                {
                    break;
                }

                if (statement is IConditionalOperation { WhenFalse: null } check && Operations.Jumps(check.WhenTrue, orThrows: true) && IsSaid(check.Condition, owner, other, isDenied: true))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Whether a condition says that the owner is as long, or is left out only when it is.
    private static bool IsSaid(IOperation condition, IOperation owner, IOperation other, bool isDenied)
    {
        condition = Operations.Unconverted(condition);
        if (condition is not IBinaryOperation comparison)
        {
            return false;
        }

        if (comparison.OperatorKind == (isDenied ? BinaryOperatorKind.ConditionalOr : BinaryOperatorKind.ConditionalAnd))
        {
            return IsSaid(comparison.LeftOperand, owner, other, isDenied) || IsSaid(comparison.RightOperand, owner, other, isDenied);
        }

        if (IsLengthOf(comparison.LeftOperand, owner) && IsLengthOf(comparison.RightOperand, other))
        {
            return isDenied
                ? comparison.OperatorKind is BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual
                : comparison.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual;
        }

        return IsLengthOf(comparison.LeftOperand, other) && IsLengthOf(comparison.RightOperand, owner) && (isDenied
            ? comparison.OperatorKind is BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual
            : comparison.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual);
    }
}
