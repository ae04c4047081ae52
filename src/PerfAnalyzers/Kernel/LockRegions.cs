using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Which thread-affine lock is certainly held where an operation runs: shapes that give the lock back on the same level only.</summary>
internal static class LockRegions
{
    /// <summary>The operation that takes the innermost lock held around <paramref name="operation"/> in its own function, or null.</summary>
    public static IOperation? Holding(IOperation operation)
    {
        for (var (child, parent) = (operation, operation.Parent); parent is not null; (child, parent) = (parent, parent.Parent))
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return null;
            }

            var taken = parent switch
            {
                ILockOperation held when child == held.Body => held,
                IUsingOperation scope when child == scope.Body => Scope(scope.Resources),
                ITryOperation attempt when child == attempt.Body => Entered(attempt, operation),
                IBlockOperation block => DeclaredScope(block, child),
                _ => null,
            };

            if (taken is not null)
            {
                return taken;
            }
        }

        return null;
    }

    private static IOperation? DeclaredScope(IBlockOperation block, IOperation child)
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

    private static IOperation? Scope(IOperation resources)
    {
        foreach (var part in resources.DescendantsAndSelf())
        {
            if (part is IInvocationOperation { TargetMethod: { Name: "EnterScope", ContainingType: { Name: "Lock" } type } } && IsThreading(type))
            {
                return part;
            }
        }

        return null;
    }

    // The lock is taken right before the try or as its first statement, and its finally starts with the release.
    private static IOperation? Entered(ITryOperation attempt, IOperation operation)
    {
        if (attempt.Finally is not { } end || Call(First(end)) is not { } exit || attempt.Parent is not IBlockOperation block)
        {
            return null;
        }

        var before = block.Operations.IndexOf(attempt) - 1;

        if (before >= 0 && Call(block.Operations[before]) is { } outer && IsPair(outer, exit))
        {
            return outer;
        }

        return Call(First(attempt.Body)) is { } inner && IsPair(inner, exit) && !Operations.IsWithin(operation, inner) ? inner : null;
    }

    private static IOperation? First(IBlockOperation block) => block.Operations.IsEmpty ? null : block.Operations[0];

    private static IInvocationOperation? Call(IOperation? statement) =>
        statement is IExpressionStatementOperation { Operation: IInvocationOperation call } ? call : null;

    private static bool IsPair(IInvocationOperation enter, IInvocationOperation exit) =>
        IsThreading(enter.TargetMethod.ContainingType) &&
        (enter.TargetMethod.Name, exit.TargetMethod.Name) is ("Enter", "Exit") or ("EnterReadLock", "ExitReadLock") or ("EnterWriteLock", "ExitWriteLock")
            or ("EnterUpgradeableReadLock", "ExitUpgradeableReadLock") or ("WaitOne", "ReleaseMutex") &&
        Lock(enter) is { } taken && SymbolEqualityComparer.Default.Equals(taken, Lock(exit));

    // An instance's own lock only: of `other._gate` nobody knows whose it is.
    private static ISymbol? Lock(IInvocationOperation call) =>
        (call.Instance ?? (call.Arguments.IsEmpty ? null : Operations.Unconverted(call.Arguments[0].Value))) switch
        {
            IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            _ => null,
        };

    private static bool IsThreading(INamedTypeSymbol? type) =>
        type?.ContainingNamespace is { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
}
