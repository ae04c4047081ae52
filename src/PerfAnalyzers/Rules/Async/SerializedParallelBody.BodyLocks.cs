using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>The lock that covers all a function does.</summary>
/// <param name="Name">What is locked, as the function that was asked for names it.</param>
/// <param name="Location">Where it is taken.</param>
/// <param name="Method">The called method that takes it; null when the function itself does.</param>
internal sealed record BodyLock(LockName Name, Location Location, IMethodSymbol? Method);

/// <summary>
/// Finds functions that are one lock on an object that all their calls share: beside it stand only values that cost nothing.
/// A function that only calls a method of the project is what that method is.
/// </summary>
internal sealed class BodyLocks(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 3;

    /// <summary>The lock that covers a delegate's function; null when there is none, it is not one object for all calls, or nobody knows.</summary>
    public BodyLock? Of(IOperation body)
    {
        switch (facts.Delegates.Value(body))
        {
            case IAnonymousFunctionOperation { Symbol: { IsAsync: true, ReturnsVoid: true } }:
                return null;
            case IAnonymousFunctionOperation lambda:
                return Of(lambda.Body.Operations, new Frame(lambda, new LockName(lambda.Symbol.ContainingType, null), null, null, null));
            case IMethodReferenceOperation method:
                var own = new LockName(method.Method.ContainingType, null);
                var receiver = method.Method.MethodKind == MethodKind.LocalFunction ? own : method.Instance is null ? null : Resolve(method.Instance, new Frame(method, own, null, null, null));
                return OfMethod(method.Method, receiver, null, null);
            default:
                return null;
        }
    }

    private BodyLock? Of(ImmutableArray<IOperation> statements, Frame frame)
    {
        var first = 0;
        while (first < statements.Length && BodyParts.IsFree(statements[first]))
        {
            first++;
        }

        if (first == statements.Length)
        {
            return null;
        }

        var isOnly = BodyParts.AreFree(statements, first + 1);
        switch (statements[first])
        {
            case ILockOperation held:
                return isOnly && !BodyParts.LetsGo(held.Body) ? Found(held.LockedValue, held.Syntax.GetFirstToken().GetLocation(), frame) : null;
            case IUsingOperation { Resources: var resources, Body: var body }:
                return isOnly && !BodyParts.LetsGo(body) && BodyParts.Scope(resources) is { } scope ? Found(scope.Instance, Locations.OfCall(scope), frame) : null;
            case IUsingDeclarationOperation declaration:
                return !BodyParts.LetsGo(frame.Function) && BodyParts.Scope(declaration.DeclarationGroup) is { } taken ? Found(taken.Instance, Locations.OfCall(taken), frame) : null;
            case IBlockOperation block:
                return isOnly ? Of(block.Operations, frame) : null;
            case ITryOperation attempt:
                return isOnly && BodyParts.OnlyReleases(attempt.Finally) ? Of(attempt.Body.Operations, frame) : null;
            case IExpressionStatementOperation { Operation: var operation }:
                return OfCall(operation, statements, first, isOnly, frame);
            case IReturnOperation { ReturnedValue: { } value }:
                return OfCall(value, statements, first, isOnly, frame);
            default:
                return null;
        }
    }

    private BodyLock? OfCall(IOperation operation, ImmutableArray<IOperation> statements, int place, bool isOnly, Frame frame)
    {
        operation = TaskSource.Of(operation is IAwaitOperation wait ? wait.Operation : operation, facts);
        if (operation is not IInvocationOperation call)
        {
            return null;
        }

        if (LockCalls.Of(call) is { Kind: LockKind.Exclusive or LockKind.Write or LockKind.Mutex or LockKind.Spin, IsRelease: false, IsAttempt: false })
        {
            return BodyParts.AreHeld(call, frame.Function) ? Found(LockCalls.Locked(call), Locations.OfCall(call), frame) : null;
        }

        if (BodyParts.IsSemaphoreWait(call))
        {
            return BodyParts.AreBeforeRelease(call, statements, place, frame.Function) && IsForOne(call.Instance) ? Found(call.Instance, Locations.OfCall(call), frame) : null;
        }

        if (!isOnly || call.Instance is { } instance && !BodyParts.IsFreeValue(instance))
        {
            return null;
        }

        foreach (var argument in call.Arguments)
        {
            if (!BodyParts.IsFreeValue(argument.Value))
            {
                return null;
            }
        }

        var receiver = call.TargetMethod.MethodKind == MethodKind.LocalFunction ? frame.This : call.Instance is null ? null : Resolve(call.Instance, frame);
        return OfMethod(call.TargetMethod, receiver, call, frame);
    }

    private BodyLock? OfMethod(IMethodSymbol method, LockName? receiver, IInvocationOperation? call, Frame? caller)
    {
        var depth = 0;
        for (var frame = caller; frame is not null; frame = frame.Caller)
        {
            depth++;
        }

        var targets = method.MethodKind == MethodKind.LocalFunction ? [method] : facts.Dispatch.Targets(method);
        if (depth > MaximumDepth || targets.Length != 1 || method.IsAsync && call is null && !Operations.IsTask(method.ReturnType))
        {
            return null;
        }

        if ((targets[0].MethodImplementationFlags & System.Reflection.MethodImplAttributes.Synchronized) != 0)
        {
            var type = new LockName(method.ContainingType, null);
            return (method.IsStatic ? type : receiver) is { } own ? new BodyLock(own, targets[0].Locations[0], method) : null;
        }

        if (Bodies.SyntaxOf(targets[0], cancellation) is not { } syntax || !BodyParts.MayHold(syntax, depth < MaximumDepth) || facts.Bodies.Of(targets[0], cancellation) is not { } body)
        {
            return null;
        }

        var block = body switch
        {
            IMethodBodyOperation { BlockBody: { } statements } => statements,
            IMethodBodyOperation { ExpressionBody: { } expression } => expression,
            ILocalFunctionOperation { Body: { } statements } => statements,
            _ => null,
        };
        return block is null ? null : Of(block.Operations, new Frame(body, receiver, targets[0], call, caller)) is { } found ? found with { Method = found.Method ?? method } : null;
    }

    private BodyLock? Found(IOperation? locked, Location location, Frame frame) =>
        locked is not null && Resolve(locked, frame) is { } name ? new BodyLock(name, location, null) : null;

    // new SemaphoreSlim(1, 1)
    private bool IsForOne(IOperation? semaphore) =>
        facts.Delegates.Value(semaphore) is IObjectCreationOperation creation && Operations.Argument(creation.Arguments, 0)?.ConstantValue is { HasValue: true, Value: 1 };

    // What a lock is for the function that was asked for; null when each call may have its own.
    private static LockName? Resolve(IOperation value, Frame frame)
    {
        value = Operations.Unconverted(value);
        if (value is IInstanceReferenceOperation)
        {
            return frame.This;
        }

        if (LockName.Of(value) is not { } name)
        {
            return null;
        }

        var root = name.Owner ?? name.Symbol;
        var resolved = root switch
        {
            IFieldSymbol { IsStatic: true } field => Operations.IsThreadStatic(field) ? null : new LockName(root, null),
            ITypeSymbol or IPropertySymbol { IsStatic: true } => new LockName(root, null),
            IFieldSymbol or IPropertySymbol => frame.This is { } owner ? new LockName(root, owner.Symbol is ITypeSymbol ? null : owner.Symbol) : null,
            ILocalSymbol local => OfLocal(local, frame),
            IParameterSymbol parameter => OfParameter(parameter, frame),
            _ => (LockName?)null,
        };
        return resolved is { } shared && name.Owner is not null ? new LockName(name.Symbol, shared.Symbol) : resolved;
    }

    private static LockName? OfLocal(ILocalSymbol local, Frame frame)
    {
        if (frame.IsCaptured(local))
        {
            return new LockName(local, null);
        }

        // var gate = _gate;
        return Writes.OnlyValue(local, frame.Function) is { } value && LockName.Of(value) is { } name && !SymbolEqualityComparer.Default.Equals(name.Owner ?? name.Symbol, local) ? Resolve(value, frame) : null;
    }

    private static LockName? OfParameter(IParameterSymbol parameter, Frame frame)
    {
        if (frame.IsCaptured(parameter))
        {
            return parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } && frame.Method is not null
                ? frame.This is { } owner ? new LockName(parameter, owner.Symbol is ITypeSymbol ? null : owner.Symbol) : null
                : new LockName(parameter, null);
        }

        if (frame is not { Call: { } call, Caller: { } caller })
        {
            return null;
        }

        var ordinal = parameter.Ordinal - (parameter.ContainingSymbol is IMethodSymbol { IsExtensionMethod: true } && call.TargetMethod.ReducedFrom is not null ? 1 : 0);
        return Operations.Argument(call, ordinal) is { } argument ? Resolve(argument, caller) : null;
    }

    /// <summary>A function on the way, and who calls it.</summary>
    /// <param name="Function">Its operation.</param>
    /// <param name="This">Its own object; null when it has none, or each call its own.</param>
    /// <param name="Method">The method; null for the lambda that was asked for.</param>
    /// <param name="Call">The call that runs it.</param>
    /// <param name="Caller">Where that stands.</param>
    private sealed record Frame(IOperation Function, LockName? This, IMethodSymbol? Method, IInvocationOperation? Call, Frame? Caller)
    {
        /// <summary>Whether a symbol outlives the calls.</summary>
        public bool IsCaptured(ISymbol symbol)
        {
            for (var frame = this; frame is not null; frame = frame.Caller)
            {
                if (Operations.IsDeclaredIn(symbol, frame.Function.Syntax))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
