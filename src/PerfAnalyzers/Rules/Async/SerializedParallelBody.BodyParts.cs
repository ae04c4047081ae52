using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>What the statements of a body are, seen from a lock that may cover it.</summary>
internal static class BodyParts
{
    /// <summary>Whether the statements from <paramref name="first"/> on cost nothing.</summary>
    public static bool AreFree(ImmutableArray<IOperation> statements, int first)
    {
        for (var i = first; i < statements.Length; i++)
        {
            if (!IsFree(statements[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a statement costs nothing: it names values, or ends the function.</summary>
    public static bool IsFree(IOperation statement)
    {
        switch (statement)
        {
            case ILocalFunctionOperation or IEmptyOperation or IReturnOperation { ReturnedValue: null }:
                return true;
            case IReturnOperation { ReturnedValue: { } value }:
                return IsFreeValue(value);
            case IVariableDeclarationGroupOperation group:
                foreach (var declaration in group.Declarations)
                {
                    foreach (var declarator in declaration.Declarators)
                    {
                        if (declarator.GetVariableInitializer() is { } initializer && !IsFreeValue(initializer.Value))
                        {
                            return false;
                        }
                    }
                }

                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether a value is read or computed without running anybody's code.</summary>
    public static bool IsFreeValue(IOperation value)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            switch (part)
            {
                case ILiteralOperation or ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IArrayElementReferenceOperation or IParenthesizedOperation or IInstanceReferenceOperation or
                    IDefaultValueOperation or ITupleOperation or IConditionalOperation or ICoalesceOperation or IConditionalAccessOperation or IConditionalAccessInstanceOperation or IIsTypeOperation or ITypeOfOperation or
                    INameOfOperation or IDiscardOperation or IArgumentOperation or IDeclarationExpressionOperation:
                case IConversionOperation { OperatorMethod: null }:
                case IUnaryOperation { OperatorMethod: null }:
                case IBinaryOperation { OperatorMethod: null, Type.SpecialType: not SpecialType.System_String }:
                case IPropertyReferenceOperation { Property: var property } when property.DeclaringSyntaxReferences.IsEmpty || property.GetMethod is { } getter && Bodies.SyntaxOf(getter, default) is null:
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    /// <summary>Whether code may give its lock back for a while.</summary>
    public static bool LetsGo(IOperation body)
    {
        foreach (var part in body.Descendants())
        {
            if (part is IInvocationOperation { TargetMethod: { Name: "Wait" or "Exit", ContainingType: { Name: "Monitor" or "Lock", ContainingNamespace.Name: "Threading" } } })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a finally block does no more than to give locks back.</summary>
    public static bool OnlyReleases(IBlockOperation? block)
    {
        foreach (var part in block is null ? [] : block.Descendants())
        {
            if (IsWork(part, block!) && !(part is IInvocationOperation call && (LockCalls.Of(call).IsRelease || call.TargetMethod is { Name: "Release", ContainingType.Name: "SemaphoreSlim" })))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The call that takes a <c>System.Threading.Lock</c> for a using.</summary>
    public static IInvocationOperation? Scope(IOperation resources)
    {
        var value = resources is IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [var declarator] }] } ? declarator.GetVariableInitializer()?.Value : resources;
        return value is not null && Operations.Unconverted(value) is IInvocationOperation call && LockCalls.IsScope(call) ? call : null;
    }

    /// <summary>Whether everything a function does, it does with the lock that a call takes.</summary>
    public static bool AreHeld(IInvocationOperation taken, IOperation function)
    {
        if (LockName.Of(LockCalls.Locked(taken)) is not { } name || LetsGoOf(function, taken))
        {
            return false;
        }

        var isAny = false;
        foreach (var part in function.Descendants())
        {
            if (!IsWork(part, function))
            {
                continue;
            }

            if (HeldLocks.At(part) is not { } held || LockName.Of(LockCalls.Locked(held)) is not { } other || !other.Equals(name))
            {
                return false;
            }

            isAny = true;
        }

        return isAny;
    }

    /// <summary>Whether a call waits for a semaphore, however long it takes.</summary>
    public static bool IsSemaphoreWait(IInvocationOperation call)
    {
        if (call.TargetMethod is not { Name: "Wait" or "WaitAsync", ContainingType: { Name: "SemaphoreSlim", ContainingNamespace.Name: "Threading" } })
        {
            return false;
        }

        foreach (var argument in call.Arguments)
        {
            if (!Operations.IsToken(argument.Parameter?.Type))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the statements behind a wait end with the release of its semaphore: in a finally, or as the last of them.</summary>
    public static bool AreBeforeRelease(IInvocationOperation wait, ImmutableArray<IOperation> statements, int place, IOperation function)
    {
        if (wait.Instance is null || LockName.Of(wait.Instance) is not { } name || place + 1 >= statements.Length && wait.Syntax.FirstAncestorOrSelf<TryStatementSyntax>() is null)
        {
            return false;
        }

        IInvocationOperation? release = null;
        foreach (var part in function.Descendants())
        {
            if (part is IInvocationOperation { TargetMethod: { Name: "Release", ContainingType.Name: "SemaphoreSlim" }, Instance: { } released } call && LockName.Of(released) is { } other && other.Equals(name))
            {
                if (release is not null)
                {
                    return false;
                }

                release = call;
            }
        }

        if (release is null)
        {
            return false;
        }

        var last = statements.Length - 1;
        while (last > place && IsFree(statements[last]))
        {
            last--;
        }

        // Nothing stands behind the release: it is the last statement, or in a finally that ends the body.
        return statements[last] is IExpressionStatementOperation { Operation: var end } && ReferenceEquals(end, release) ||
            IsInFinally(release) is { } attempt && OnlyReleases(attempt.Finally) && (last == place + 1 && ReferenceEquals(statements[last], attempt) || Operations.IsWithin(statements[place], attempt.Body));
    }

    /// <summary>Whether a body may be, or lead to, a lock: by the words in it.</summary>
    public static bool MayHold(SyntaxNode body, bool orCalls)
    {
        foreach (var node in body.DescendantNodes())
        {
            switch (node)
            {
                case LockStatementSyntax:
                case IdentifierNameSyntax { Identifier.ValueText: "Enter" or "EnterScope" or "EnterWriteLock" or "AcquireWriterLock" or "WaitOne" or "Wait" or "WaitAsync" }:
                    return true;
            }
        }

        return orCalls && Statements(body) == 1;
    }

    private static int Statements(SyntaxNode body) => body switch
    {
        MethodDeclarationSyntax { Body.Statements.Count: var count } => count,
        MethodDeclarationSyntax => 1,
        LocalFunctionStatementSyntax { Body.Statements.Count: var count } => count,
        LocalFunctionStatementSyntax => 1,
        _ => 0,
    };

    private static bool LetsGoOf(IOperation function, IInvocationOperation taken)
    {
        foreach (var part in function.Descendants())
        {
            if (part is IInvocationOperation { TargetMethod: { Name: "Wait", ContainingType: { Name: "Monitor", ContainingNamespace.Name: "Threading" } } } ||
                part is IInvocationOperation other && !ReferenceEquals(other, taken) && LockCalls.Of(other) is { IsRelease: false, Kind: not LockKind.None })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWork(IOperation part, IOperation function)
    {
        switch (part)
        {
            case IInvocationOperation call when LockCalls.Of(call).Kind == LockKind.None:
            case IObjectCreationOperation:
            case IAssignmentOperation { Target: not (ILocalReferenceOperation or IDiscardOperation) }:
            case ICompoundAssignmentOperation:
            case IIncrementOrDecrementOperation:
                return !IsAside(part, function);
            default:
                return false;
        }
    }

    // In a function of its own, or only when something fails.
    private static bool IsAside(IOperation part, IOperation function)
    {
        for (var parent = part.Parent; parent is not null && !ReferenceEquals(parent, function); parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation or ICatchClauseOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static ITryOperation? IsInFinally(IOperation release)
    {
        for (IOperation child = release, parent = release.Parent!; parent is not null and not IAnonymousFunctionOperation; child = parent, parent = parent.Parent!)
        {
            if (parent is ITryOperation attempt)
            {
                return ReferenceEquals(attempt.Finally, child) ? attempt : null;
            }
        }

        return null;
    }
}
