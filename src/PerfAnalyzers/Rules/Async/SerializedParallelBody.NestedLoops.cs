using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>Parallel loops that start in the bodies of others, neither of them limited.</summary>
internal static class NestedLoops
{
    /// <summary>The parallel loop that runs <paramref name="inner"/> in each of its bodies; null when there is none, or it is meant.</summary>
    public static IInvocationOperation? Around(IInvocationOperation inner, Facts facts, CancellationToken cancellation)
    {
        if (inner.TargetMethod.Name is "Invoke" or "ForAll" || OuterOf(inner, facts) is not { } outer || IsAsync(inner) != IsAsync(outer) || IsFew(outer, facts, cancellation))
        {
            return null;
        }

        return HasLimit(outer) || HasLimit(inner) ? null : outer;
    }

    // A condition on the way: the code chooses when to divide.
    private static IInvocationOperation? OuterOf(IOperation inner, Facts facts)
    {
        for (var parent = inner.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation or ILocalFunctionOperation or ICatchClauseOperation:
                    return null;
                case IAnonymousFunctionOperation lambda when Loops.CallReceiving(lambda) is { } call:
                    if (ParallelCalls.IsLoop(call))
                    {
                        return call;
                    }

                    if (facts.Loops.ImmediateCall(lambda) is null && facts.Loops.PerElementCall(lambda) is null)
                    {
                        return null;
                    }

                    break;
                case IAnonymousFunctionOperation:
                    return null;
            }
        }

        return null;
    }

    private static bool IsAsync(IInvocationOperation call) => call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal);

    // Fewer bodies than processors, or one for each.
    private static bool IsFew(IInvocationOperation outer, Facts facts, CancellationToken cancellation)
    {
        if (outer.TargetMethod.Name is "For" or "ForAsync" && Operations.Argument(outer, 1) is { } end)
        {
            if (end.ConstantValue is { HasValue: true, Value: int count } && count <= Heat.SmallTripCount)
            {
                return true;
            }

            foreach (var part in end.DescendantsAndSelf())
            {
                if (part is IPropertyReferenceOperation { Property: { Name: "ProcessorCount", ContainingType.Name: "Environment" } })
                {
                    return true;
                }
            }
        }

        var source = outer.Arguments.IsEmpty ? null : Operations.Unconverted(outer.Arguments[0].Value);
        while (source is IInvocationOperation { TargetMethod.ContainingType.Name: "ParallelEnumerable", Arguments: { IsEmpty: false } arguments })
        {
            source = Operations.Unconverted(arguments[0].Value);
        }

        return source is not null && facts.Loops.IsFew(source, Heat.SmallTripCount, cancellation);
    }

    private static bool HasLimit(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type is { Name: "ParallelOptions" } && !IsUnlimited(Operations.Unconverted(argument.Value)))
            {
                return true;
            }
        }

        return HasDegree(call.Arguments.IsEmpty ? null : call.Arguments[0].Value) || ConsumersHaveDegree(call);
    }

    private static bool IsUnlimited(IOperation options)
    {
        if (options is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, Operations.Root(local)) is { } value)
        {
            foreach (var part in Operations.Root(local).Descendants())
            {
                if (part is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "MaxDegreeOfParallelism" or "TaskScheduler" } })
                {
                    return false;
                }
            }

            options = Operations.Unconverted(value);
        }

        if (options is not IObjectCreationOperation creation)
        {
            return false;
        }

        foreach (var part in creation.Descendants())
        {
            if (part is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "MaxDegreeOfParallelism" or "TaskScheduler" }, Value.ConstantValue: not { HasValue: true, Value: -1 } })
            {
                return false;
            }
        }

        return true;
    }

    // items.AsParallel().WithDegreeOfParallelism(2).Select(…)
    private static bool HasDegree(IOperation? source)
    {
        while (source is not null && Operations.Unconverted(source) is IInvocationOperation { TargetMethod: { ContainingType.Name: "ParallelEnumerable", Name: var name } } call)
        {
            if (name == "WithDegreeOfParallelism")
            {
                return true;
            }

            source = call.Arguments.IsEmpty ? null : call.Arguments[0].Value;
        }

        return false;
    }

    private static bool ConsumersHaveDegree(IOperation call)
    {
        while (Operations.Consumer(call) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ContainingType.Name: "ParallelEnumerable", Name: var name } } consumer })
        {
            if (name == "WithDegreeOfParallelism")
            {
                return true;
            }

            call = consumer;
        }

        return false;
    }
}
