using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Loops that go on after a failure, and what paces them.</summary>
internal sealed class RetryLoops(Facts facts)
{
    /// <summary>Whether a loop of statements runs until something ends it: without a condition, until cancelled, or while a flag is up.</summary>
    public static bool IsEndless(ILoopOperation loop) => loop switch
    {
        IWhileLoopOperation { Condition: { } condition } => condition.ConstantValue is { HasValue: true, Value: true } || IsFlag(condition),
        IForLoopOperation counted => counted.Condition is null or { ConstantValue: { HasValue: true, Value: true } },
        _ => false,
    };

    /// <summary>The clause of a <c>try</c> that catches everything, without a filter; null when there is none.</summary>
    public static ICatchClauseOperation? CatchAll(ITryOperation guarded)
    {
        foreach (var clause in guarded.Catches)
        {
            if (clause.Filter is null && (clause.ExceptionType is null or { SpecialType: SpecialType.System_Object } || clause.ExceptionType is { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }))
            {
                return clause;
            }
        }

        return null;
    }

    /// <summary>Whether a clause comes to its end, so that the loop goes on: it does not throw, return, break or jump away.</summary>
    public static bool GoesOn(ICatchClauseOperation clause)
    {
        foreach (var part in clause.Handler.Descendants())
        {
            if (part is IThrowOperation or IReturnOperation { Kind: OperationKind.Return } or IBranchOperation { BranchKind: BranchKind.Break or BranchKind.GoTo } && !IsInFunction(part, clause))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether a region holds anything that may take time on purpose or by waiting for others: delays, timers, queues, readers, and
    /// whatever is awaited or called and cannot be looked into.
    /// </summary>
    /// <param name="region">The code.</param>
    /// <param name="except">Calls that are known to fail at once when they fail.</param>
    /// <param name="cancellation">Cancels.</param>
    public bool MayPause(IOperation region, IOperation? except, CancellationToken cancellation) => MayPause(region, except, cancellation, 0);

    private bool MayPause(IOperation region, IOperation? except, CancellationToken cancellation, int depth)
    {
        foreach (var part in region.DescendantsAndSelf())
        {
            switch (part)
            {
                case IInvocationOperation call when !ReferenceEquals(call, except) && MayPauseIn(call, cancellation, depth):
                case IForEachLoopOperation { IsAsynchronous: true }:
                case IUsingOperation { IsAsynchronous: true }:
                case IDynamicInvocationOperation:
                    return true;
            }
        }

        return false;
    }

    private bool MayPauseIn(IInvocationOperation call, CancellationToken cancellation, int depth)
    {
        var method = call.TargetMethod;
        var effects = facts.Knowledge.EffectsOf(method);
        if ((effects & (ApiEffects.Waits | ApiEffects.Blocks | ApiEffects.Advances | ApiEffects.Stream | ApiEffects.Io)) != 0 || IsPauseName(method.Name))
        {
            return true;
        }

        if ((effects & ApiEffects.AnyRoundTrip) != 0 || method.Name == "ConfigureAwait")
        {
            return false;
        }

        if (method.MethodKind == MethodKind.DelegateInvoke || method.IsAbstract || method.IsVirtual && !method.IsSealed && facts.IsOwn(method))
        {
            return true;
        }

        if (!facts.IsOwn(method))
        {
            return Operations.IsTask(method.ReturnType) || method.IsAbstract || method.ContainingType.TypeKind == TypeKind.Interface;
        }

        return depth >= 3 || facts.Bodies.Of(method, cancellation) is not { } body || MayPause(body, null, cancellation, depth + 1);
    }

    private static bool IsPauseName(string name)
    {
        foreach (var word in s_pauses)
        {
            if (name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static readonly string[] s_pauses =
        ["Delay", "Sleep", "Wait", "Pause", "BackOff", "Receive", "Accept", "Consume", "Dequeue", "Take", "Poll", "Listen", "Read", "Pop", "Next", "Prompt", "Join", "Yield", "Spin", "Throttle"];

    private static bool IsFlag(IOperation condition)
    {
        condition = Operations.Unconverted(condition);
        if (condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand })
        {
            condition = Operations.Unconverted(operand);
        }

        return condition is IFieldReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } or IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" };
    }

    private static bool IsInFunction(IOperation part, IOperation region)
    {
        for (var parent = part.Parent; parent is not null && !ReferenceEquals(parent, region); parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }
}
