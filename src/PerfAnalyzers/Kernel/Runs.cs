using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Whether code always runs when the code around it does.</summary>
internal static class Runs
{
    /// <summary>Whether an operation may be passed over when <paramref name="region"/> runs: a branch, or a statement before it that leaves.</summary>
    public static bool Conditionally(IOperation operation, IOperation region)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null && !ReferenceEquals(child, region); child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case IConditionalOperation choice when !ReferenceEquals(choice.Condition, child):
                case ISwitchCaseOperation or ISwitchExpressionArmOperation or ICatchClauseOperation:
                case ICoalesceOperation coalesce when ReferenceEquals(coalesce.WhenNull, child):
                case ICoalesceAssignmentOperation assignment when ReferenceEquals(assignment.Value, child):
                case IConditionalAccessOperation access when ReferenceEquals(access.WhenNotNull, child):
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both when ReferenceEquals(both.RightOperand, child):
                case IBlockOperation block when MayLeaveBefore(block, child):
                case ILoopOperation loop when !ReferenceEquals(loop, region) && ReferenceEquals(loop.Body, child):
                    return true;
            }
        }

        return false;
    }

    /// <summary>Whether an operation runs for the element of one key only: behind a comparison of a key, name or id with a constant.</summary>
    public static bool ForOneKey(IOperation operation, IOperation region)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null && !ReferenceEquals(child, region); child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalOperation choice && ReferenceEquals(choice.WhenTrue, child) && AsksForKey(choice.Condition) ||
                parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both && ReferenceEquals(both.RightOperand, child) && AsksForKey(both.LeftOperand))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AsksForKey(IOperation condition) => Operations.Unconverted(condition) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => AsksForKey(both.LeftOperand) || AsksForKey(both.RightOperand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equal => IsKey(equal.LeftOperand) && equal.RightOperand.ConstantValue.HasValue || IsKey(equal.RightOperand) && equal.LeftOperand.ConstantValue.HasValue,
        _ => false,
    };

    private static bool IsKey(IOperation value) => Operations.Unconverted(value) is IPropertyReferenceOperation { Property.Name: var name } &&
        (name.EndsWith("Key", StringComparison.Ordinal) || name.EndsWith("Name", StringComparison.Ordinal) || name.EndsWith("Id", StringComparison.Ordinal));

    private static bool MayLeaveBefore(IBlockOperation block, IOperation statement)
    {
        foreach (var earlier in block.Operations)
        {
            if (ReferenceEquals(earlier, statement))
            {
                return false;
            }

            foreach (var part in earlier.DescendantsAndSelf())
            {
                if (part is IReturnOperation { Kind: OperationKind.Return } or IBranchOperation && !StaysWithin(part, earlier))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Leaves no more than the statement: a return of a lambda, a break of an inner loop.
    private static bool StaysWithin(IOperation jump, IOperation statement)
    {
        for (var current = jump; current is not null && !ReferenceEquals(current, statement.Parent); current = current.Parent)
        {
            var isEnd = current switch
            {
                IAnonymousFunctionOperation or ILocalFunctionOperation => true,
                ILoopOperation loop => jump is IBranchOperation branch && (Same(branch.Target, loop.ExitLabel) || Same(branch.Target, loop.ContinueLabel)),
                ISwitchOperation choice => jump is IBranchOperation branch && Same(branch.Target, choice.ExitLabel),
                _ => false,
            };
            if (isEnd)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Same(ISymbol left, ISymbol right) => SymbolEqualityComparer.Default.Equals(left, right);
}
