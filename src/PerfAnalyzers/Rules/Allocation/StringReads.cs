using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>Who reads a string while it is being built.</summary>
internal static class StringReads
{
    /// <summary>
    /// Whether a repetition needs the whole string before it is complete: it is handed on, compared or decides about the next pass.
    /// Its length may be asked for, and a pass that leaves the loop may take it.
    /// </summary>
    public static bool InPass(IOperation target, Repetition repetition)
    {
        if (Condition(repetition) is { } condition && Accumulation.Mentions(condition, target))
        {
            return true;
        }

        var kind = Operations.Unconverted(target).Kind;
        foreach (var operation in repetition.Region.Descendants())
        {
            if (operation.Kind == kind && Accumulation.Same(operation, target) && !(repetition.Owner is IForEachLoopOperation each && Operations.IsWithin(operation, each.Collection)) && !IsPartOfGrowth(operation) && Emptiness.AskedBy(operation) is null && !IsFirstValue(operation) &&
                operation.Parent is not INameOfOperation && !Loops.LeavesAfter(operation, repetition))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The widest repetition that makes a string longer on and on, and does not need it before it is complete; null where the
    /// innermost that makes it longer needs it.
    /// </summary>
    public static Repetition? Widest(IOperation target, IOperation write, Accumulation accumulation)
    {
        if (accumulation.Of(target, write) is not { } loop || InPass(target, loop))
        {
            return null;
        }

        var outermost = accumulation.Outermost(target, write, loop);
        return ReferenceEquals(outermost, loop) || InPass(target, outermost) ? loop : outermost;
    }

    /// <summary>What decides whether a loop statement runs once more.</summary>
    public static IOperation? Condition(Repetition repetition) => repetition.Owner switch
    {
        IWhileLoopOperation loop => loop.Condition,
        IForLoopOperation loop => loop.Condition,
        _ => null,
    };

    /// <summary>Whether a condition asks of a string only whether anything is left of it.</summary>
    public static bool AsksOnlyLength(IOperation condition, IOperation target)
    {
        var kind = Operations.Unconverted(target).Kind;
        foreach (var part in condition.DescendantsAndSelf())
        {
            if (part.Kind == kind && Accumulation.Same(part, target) && Emptiness.AskedBy(part) is null && part.Parent is not IIsPatternOperation)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a string is both made longer and cut in a repetition: a buffer that is filled and emptied.</summary>
    public static bool IsBuffer(IOperation target, Repetition repetition)
    {
        bool isFilled = false, isCut = false;
        foreach (var operation in repetition.Region.Descendants())
        {
            if (operation is IAssignmentOperation && StringGrowth.Of(operation) is { } growth && Accumulation.Same(growth.Target, target))
            {
                var isShorter = growth.Kind is StringGrowthKind.Cut or StringGrowthKind.Consume;
                isCut |= isShorter;
                isFilled |= !isShorter;
            }
        }

        return isFilled && isCut;
    }

    /// <summary>Whether a mention is the string that an assignment makes longer, as its target or at its place in the new value.</summary>
    public static bool IsPartOfGrowth(IOperation mention)
    {
        for (IOperation child = mention, parent = mention.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case IConversionOperation or IParenthesizedOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } or IInterpolationOperation or IInterpolatedStringOperation or ICoalesceOperation:
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Concat" or "Format", ContainingType.SpecialType: SpecialType.System_String } } }:
                case IInvocationOperation { TargetMethod: { Name: "Concat" or "Format" or "Insert" or "PadLeft" or "PadRight" or "Substring" or "Remove", ContainingType.SpecialType: SpecialType.System_String } }:
                case IConditionalOperation choice when !ReferenceEquals(choice.Condition, child):
                    break;
                case IAssignmentOperation assignment:
                    return ReferenceEquals(assignment.Target, child) && assignment.Parent is IExpressionStatementOperation ||
                        assignment is not ICompoundAssignmentOperation && assignment.Parent is IExpressionStatementOperation && Accumulation.Same(assignment.Target, mention) && Occurrences(assignment.Value, mention) == 1;
                default:
                    return false;
            }
        }

        return false;
    }

    // Twice in one value: it grows by itself, or a look at it decides what is added.
    private static int Occurrences(IOperation value, IOperation mention)
    {
        var count = 0;
        foreach (var part in value.DescendantsAndSelf())
        {
            count += part.Kind == mention.Kind && SameCode.Is(part, mention) && Emptiness.AskedBy(part) is null ? 1 : 0;
        }

        return count;
    }

    private static bool IsFirstValue(IOperation mention) => mention.Parent is ISimpleAssignmentOperation { Parent: IExpressionStatementOperation } assignment && ReferenceEquals(assignment.Target, mention);
}
