using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A lock that is held.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Taken">The lock statement, or the call that takes it.</param>
/// <param name="Locked">The object that is locked.</param>
internal readonly record struct HeldLock(LockKind Kind, IOperation Taken, IOperation? Locked);

/// <summary>Which lock of a thread is certainly held where an operation runs, as far as its own function shows.</summary>
internal static class LockRegions
{
    /// <summary>The innermost lock held where <paramref name="operation"/> begins; null when none is certain.</summary>
    public static HeldLock? Holding(IOperation operation) => Statement(operation) ?? Called(operation);

    /// <summary>The innermost lock that a call has taken and a call will release: such a region can hold an await.</summary>
    public static HeldLock? Called(IOperation operation) =>
        HeldLocks.At(operation) is { } taken ? new HeldLock(LockCalls.Of(taken).Kind, taken, LockCalls.Locked(taken)) : null;

    /// <summary>The innermost lock statement or scope of a <c>System.Threading.Lock</c> around an operation.</summary>
    public static HeldLock? Statement(IOperation operation)
    {
        for (var (child, parent) = (operation, operation.Parent); parent is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); (child, parent) = (parent, parent.Parent))
        {
            var scope = parent switch
            {
                IUsingOperation scoped when child == scoped.Body => Scope(scoped.Resources),
                IBlockOperation block => DeclaredScope(block, child),
                _ => null,
            };
            if (scope is not null)
            {
                return new HeldLock(LockKind.Exclusive, scope, scope.Instance);
            }

            if (parent is ILockOperation held && child == held.Body)
            {
                return new HeldLock(LockKind.Exclusive, held, held.LockedValue);
            }
        }

        return null;
    }

    private static IInvocationOperation? DeclaredScope(IBlockOperation block, IOperation child)
    {
        foreach (var statement in block.Operations)
        {
            if (statement == child)
            {
                return null;
            }

            if (statement is IUsingDeclarationOperation declaration && Scope(declaration.DeclarationGroup) is { } taken)
            {
                return taken;
            }
        }

        return null;
    }

    private static IInvocationOperation? Scope(IOperation resources)
    {
        if (resources is IInvocationOperation direct)
        {
            return LockCalls.IsScope(direct) ? direct : null;
        }

        if (resources is IVariableDeclarationGroupOperation group)
        {
            foreach (var declaration in group.Declarations)
            {
                foreach (var declarator in declaration.Declarators)
                {
                    if (declarator.GetVariableInitializer()?.Value is { } value && Operations.Unconverted(value) is IInvocationOperation call && LockCalls.IsScope(call))
                    {
                        return call;
                    }
                }
            }
        }

        return null;
    }
}
