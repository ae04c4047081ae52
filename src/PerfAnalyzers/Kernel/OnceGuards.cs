using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Code that runs the first time only: a condition around it, or before it with a return, reads state that the same member changes
/// (<c>if (s_isStarted) { return; } s_isStarted = true;</c>), exchanges a flag, or asks whether a thread is alive.
/// </summary>
internal static class OnceGuards
{
    /// <summary>Whether an operation is guarded so within its member.</summary>
    public static bool Holds(IOperation operation, Facts facts)
    {
        if (facts.MemoGuards.Guard(operation, operation))
        {
            return true;
        }

        for (IOperation child = operation, parent = operation.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case ICoalesceAssignmentOperation assignment when ReferenceEquals(assignment.Value, child):
                case ICoalesceOperation coalesce when ReferenceEquals(coalesce.WhenNull, child):
                    return true;
                case IConditionalOperation choice when !ReferenceEquals(choice.Condition, child) && IsState(choice.Condition):
                    return true;
                case IBlockOperation block when FollowsExit(block, child):
                    return true;
            }
        }

        return false;
    }

    private static bool FollowsExit(IBlockOperation block, IOperation statement)
    {
        foreach (var earlier in block.Operations)
        {
            if (ReferenceEquals(earlier, statement))
            {
                return false;
            }

            if (earlier is IConditionalOperation choice && (Operations.Jumps(choice.WhenTrue, orThrows: true) || Operations.Jumps(choice.WhenFalse, orThrows: true)) && IsState(choice.Condition))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsState(IOperation condition)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            switch (part)
            {
                case IInvocationOperation { TargetMethod: { Name: "Exchange" or "CompareExchange" or "Increment" or "Or", ContainingType.Name: "Interlocked" } }:
                case IInvocationOperation { TargetMethod.Name: "TryAdd" or "Add" or "Remove" or "TryRemove" or "TryUpdate", Instance: { } set } when IsMember(set):
                case IPropertyReferenceOperation { Property: { Name: "IsAlive" or "ThreadState", ContainingType: { Name: "Thread", ContainingNamespace.Name: "Threading" } } }:
                case IMemberReferenceOperation member when IsMember(member) && IsChanged(member.Member, Operations.Root(condition)):
                    return true;
            }
        }

        return false;
    }

    private static bool IsMember(IOperation value) => value is IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: false };

    private static bool IsChanged(ISymbol member, IOperation body)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is IMemberReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Member, member) && IsChange(reference))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsChange(IMemberReferenceOperation reference) => reference.Parent switch
    {
        IAssignmentOperation assignment => ReferenceEquals(assignment.Target, reference),
        IIncrementOrDecrementOperation => true,
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } => true,
        IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd" or "Remove" or "TryRemove" or "Set" or "Enqueue" or "Push" or "Cancel" } => true,
        _ => false,
    };
}
