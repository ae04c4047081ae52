using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// What carries its content from one pass of a repetition to the next: locals, parameters, members and slots that outlive it and
/// are not begun anew in it.
/// </summary>
internal sealed class Accumulation(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 6;

    /// <summary>
    /// The innermost repetition that runs <paramref name="write"/> again and again while <paramref name="target"/> keeps what the
    /// passes before have left in it; null when there is none, or nobody knows.
    /// </summary>
    public Repetition? Of(IOperation target, IOperation write) => Next(target, write, facts.Loops.Around(write));

    /// <summary>The outermost such repetition, found from <paramref name="first"/>, which <see cref="Of"/> has answered.</summary>
    public Repetition Outermost(IOperation target, IOperation write, Repetition first)
    {
        while (Next(target, write, facts.Loops.Around(first.Owner)) is { } around)
        {
            first = around;
        }

        return first;
    }

    /// <summary>Whether two operations name the same local, member or slot.</summary>
    public static bool Same(IOperation left, IOperation right) => SameCode.Is(Operations.Unconverted(left), Operations.Unconverted(right));

    /// <summary>Whether a piece of code mentions a target.</summary>
    public static bool Mentions(IOperation code, IOperation target)
    {
        target = Operations.Unconverted(target);
        foreach (var part in code.DescendantsAndSelf())
        {
            if (part.Kind == target.Kind && SameCode.Is(part, target))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a target is given content that does not come from itself, or is emptied, within a repetition.</summary>
    public static bool IsReset(IOperation target, Repetition repetition)
    {
        foreach (var operation in repetition.Region.Descendants())
        {
            if (Resets(operation, target) && !IsBefore(operation, repetition))
            {
                return true;
            }
        }

        return false;
    }

    private Repetition? Next(IOperation target, IOperation write, Repetition? loop)
    {
        for (; loop is not null; loop = facts.Loops.Around(loop.Owner))
        {
            if (!Survives(Operations.Unconverted(target), loop) || IsReset(target, loop))
            {
                return null;
            }

            if (!Loops.LeavesOnFirstPass(loop) && !Loops.LeavesAfter(write, loop) && !(facts.Loops.TripCount(loop, cancellation) <= Heat.SmallTripCount))
            {
                return loop;
            }
        }

        return null;
    }

    private static bool Resets(IOperation operation, IOperation target) => operation switch
    {
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Length" or "Count" or "Capacity", Instance: { } cut } } when Same(cut, target) => true,
        ISimpleAssignmentOperation assignment => Same(assignment.Target, target) && !Mentions(assignment.Value, target) && !IsBegun(assignment, target),
        IDeconstructionAssignmentOperation deconstruction => Mentions(deconstruction.Target, target),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => Same(argument.Value, target) && !IsResize(argument),
        IInvocationOperation { TargetMethod.Name: "Clear", Instance: { } cleared } => Same(cleared, target),
        _ => false,
    };

    // if (s == "") { s = x; } else { s += x; }, and the same by a flag or a counter.
    private static bool IsBegun(ISimpleAssignmentOperation assignment, IOperation target)
    {
        IOperation? parent = assignment.Parent;
        while (parent is IExpressionStatementOperation or IBlockOperation)
        {
            parent = parent.Parent;
        }

        return parent is IConditionalOperation { WhenFalse: not null } choice && (Emptiness.Of(choice.Condition, target) is not null || IsFirstPass(choice.Condition));
    }

    private static bool IsFirstPass(IOperation condition)
    {
        condition = Operations.Unconverted(condition);
        if (condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not)
        {
            condition = Operations.Unconverted(not.Operand);
        }

        return condition is ILocalReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } or
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan, LeftOperand: ILocalReferenceOperation { Type.SpecialType: SpecialType.System_Int32 }, RightOperand.ConstantValue.HasValue: true };
    }

    private static bool IsResize(IArgumentOperation argument) =>
        argument.Parent is IInvocationOperation { TargetMethod: { Name: "Resize", ContainingType.SpecialType: SpecialType.System_Array } };

    // for (s = ""; …): once, before the first pass.
    private static bool IsBefore(IOperation operation, Repetition repetition)
    {
        if (repetition.Owner is IForLoopOperation { Before: { Length: > 0 } before })
        {
            foreach (var start in before)
            {
                if (Operations.IsWithin(operation, start))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Survives(IOperation target, Repetition repetition) => target switch
    {
        ILocalReferenceOperation local => IsOutside(local.Local, repetition),
        IParameterReferenceOperation parameter => IsOutside(parameter.Parameter, repetition),
        IFieldReferenceOperation field => IsFixed(field.Instance, repetition, 0),
        IPropertyReferenceOperation property => IsFixed(property.Instance, repetition, 0) && AreFixed(property.Arguments, repetition, 0),
        IArrayElementReferenceOperation slot => IsFixed(slot.ArrayReference, repetition, 0) && AreFixed(slot.Indices, repetition, 0),
        _ => false,
    };

    private static bool IsOutside(ISymbol symbol, Repetition repetition)
    {
        if (!Operations.IsDeclaredIn(symbol, repetition.Region.Syntax))
        {
            return true;
        }

        // for (var s = ""; …)
        if (repetition.Owner is IForLoopOperation { Before: { Length: > 0 } before })
        {
            foreach (var start in before)
            {
                if (Operations.IsDeclaredIn(symbol, start.Syntax))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Always the same object or index, as far as the repetition's own code shows.
    private static bool IsFixed(IOperation? value, Repetition repetition, int depth)
    {
        if (value is null || value.ConstantValue.HasValue)
        {
            return true;
        }

        if (depth > MaximumDepth)
        {
            return false;
        }

        value = Operations.Unconverted(value);
        return value switch
        {
            IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } => true,
            ILocalReferenceOperation local => IsOutside(local.Local, repetition) && !Writes.Any(local.Local, repetition.Region),
            IParameterReferenceOperation parameter => IsOutside(parameter.Parameter, repetition) && !Writes.Any(parameter.Parameter, repetition.Region),
            IFieldReferenceOperation field => IsFixed(field.Instance, repetition, depth + 1) && (field.Field.IsReadOnly || field.Field.IsConst || !Writes.Any(field.Field, repetition.Region)),
            IPropertyReferenceOperation property => property.Property.Name != "Current" && IsStored(property.Property) && IsFixed(property.Instance, repetition, depth + 1) &&
                AreFixed(property.Arguments, repetition, depth + 1) && !Writes.Any(property.Property, repetition.Region),
            IArrayElementReferenceOperation slot => IsFixed(slot.ArrayReference, repetition, depth + 1) && AreFixed(slot.Indices, repetition, depth + 1),
            _ => false,
        };
    }

    private static bool AreFixed(IEnumerable<IOperation> values, Repetition repetition, int depth)
    {
        foreach (var value in values)
        {
            if (!IsFixed(value is IArgumentOperation argument ? argument.Value : value, repetition, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    // A getter of the project that computes may answer with another object each time.
    private static bool IsStored(IPropertySymbol property) => property.DeclaringSyntaxReferences.Length == 0 || Operations.HasField(property);
}
