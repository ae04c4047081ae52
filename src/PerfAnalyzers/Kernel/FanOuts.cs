using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Work that starts for all elements at once.</summary>
/// <param name="Start">The call to speak of: the <c>Select</c>, the call in the loop, the parallel loop.</param>
/// <param name="Work">What each element's work takes.</param>
/// <param name="Element">What messages call an element.</param>
/// <param name="Limit">The limit that is none; null when there is none.</param>
internal sealed record FanOut(IInvocationOperation Start, ScarceCall Work, string Element, int? Limit);

/// <summary>
/// Finds work on something scarce that is started for every element of a sequence of any length before the first has ended: tasks of
/// a <c>Select</c>, tasks that a loop keeps, parallel loops and semaphores whose limit is none.
/// </summary>
internal sealed class FanOuts(Facts facts, CancellationToken cancellation)
{
    private readonly UnboundedSources _sources = new(facts, cancellation);
    private readonly ScarceWork _work = new(facts, cancellation);

    /// <summary>Whether a call has the name of one that <see cref="Of"/> may speak of.</summary>
    public static bool IsName(string name) => name is "Select" or "ForEachAsync" or "ForAsync";

    /// <summary>What a <c>Select</c> or a parallel loop starts without a limit; null when it starts nothing scarce, waits in between, or has few elements.</summary>
    public FanOut? Of(IInvocationOperation call) => call.TargetMethod.Name == "Select" ? OfSelect(call) : IsName(call.TargetMethod.Name) && ParallelCalls.IsLoop(call) ? OfParallel(call) : null;

    /// <summary>What a loop starts in each pass and keeps: <c>tasks.Add(client.GetAsync(url))</c>.</summary>
    public FanOut? Of(IForEachLoopOperation loop)
    {
        if (loop.IsAsynchronous || loop.Body is not IBlockOperation && loop.Body is not IExpressionStatementOperation || StartIn(loop) is not { } start || Paces(loop) || _sources.Of(loop.Collection) is not { } element)
        {
            return null;
        }

        int? limit = null;
        var work = ContextUses.IsTaskRun(start) ? start.Arguments.Length > 0 && TaskSource.LambdaOf(start.Arguments[0].Value) is { } lambda ? _work.In(lambda, out limit) : null : _work.Of(start);
        return work is null ? null : new FanOut(start, work, element, limit);
    }

    /// <summary>Whether a call runs in such work, on the line where that is told: other findings about it wait.</summary>
    public bool Holds(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IInvocationOperation call && IsName(call.TargetMethod.Name) && Locations.LineOf(call) == Locations.LineOf(operation) && Of(call) is not null ||
                parent is IForEachLoopOperation loop && Of(loop) is { } each && Locations.LineOf(each.Start) == Locations.LineOf(operation))
            {
                return true;
            }
        }

        return false;
    }

    private FanOut? OfSelect(IInvocationOperation select)
    {
        if (select.Arguments.Length < 2 || FunctionOf(select.Arguments[1].Value) is not { } function || ReturnedBy(function) is not { } returned || !TasksOfSelect.AreStarted(select, returned))
        {
            return null;
        }

        var source = select.Arguments[0].Value;
        var element = _sources.Of(source);
        if (element is null && (function is not IAnonymousFunctionOperation || !BlockingCalls.Mentions(function.Syntax, "WaitAsync")) || facts.Loops.IsFew(source, Heat.SmallTripCount, cancellation))
        {
            return null;
        }

        return WorkOf(function, out var limit) is { } work && (element is not null || limit is not null) ? new FanOut(select, work, element ?? "element of the sequence", limit) : null;
    }

    // Without a limit, and with -1, ForEachAsync runs as many bodies as there are processors.
    private FanOut? OfParallel(IInvocationOperation loop)
    {
        if (loop.TargetMethod.Name is not ("ForEachAsync" or "ForAsync") || LimitOf(loop) is not { } limit || facts.Loops.IsFew(loop.Arguments[0].Value, Heat.SmallTripCount, cancellation) ||
            FunctionOf(loop.Arguments[loop.Arguments.Length - 1].Value) is not { } function || WorkOf(function, out _) is not { } work)
        {
            return null;
        }

        return new FanOut(loop, work, "element of the sequence", limit);
    }

    private ScarceCall? WorkOf(IOperation function, out int? limit)
    {
        limit = null;
        if (function is IAnonymousFunctionOperation lambda)
        {
            return _work.In(lambda, out limit);
        }

        // Select(LoadAsync)
        return function is IMethodReferenceOperation method && facts.Dispatch.Targets(method.Method) is [var target] && facts.Bodies.Of(target, cancellation) is { } body && _work.In(body, out limit) is { } work
            ? work with { Path = work.Path.Insert(0, method.Method.Name), Call = method }
            : null;
    }

    private IOperation? FunctionOf(IOperation value) => facts.Delegates.Value(value) switch
    {
        IAnonymousFunctionOperation { Symbol.Parameters.Length: 1 or 2 } lambda => lambda,
        IMethodReferenceOperation method => method,
        _ => null,
    };

    private static ITypeSymbol? ReturnedBy(IOperation function) => function switch
    {
        IAnonymousFunctionOperation lambda => lambda.Symbol.ReturnType,
        IMethodReferenceOperation method => method.Method.ReturnType,
        _ => null,
    };

    private static IInvocationOperation? StartIn(IForEachLoopOperation loop)
    {
        foreach (var part in loop.Body.Descendants())
        {
            if (part is IInvocationOperation call && Operations.IsTask(call.Type) && ReferenceEquals(Operations.Function(call), Operations.Function(loop)) && IsCollected(call) && Starts.IsKept(call, loop) &&
                !Loops.LeavesAfter(call, Repetition.OfLoop(loop)))
            {
                return call;
            }
        }

        return null;
    }

    // What nobody collects may be meant to outlive the caller.
    private static bool IsCollected(IInvocationOperation call) => Operations.Consumer(call) switch
    {
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Add" } } => true,
        IVariableInitializerOperation => true,
        ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation } => true,
        _ => false,
    };

    // A pass that awaits something, or looks how many tasks there are.
    private bool Paces(IForEachLoopOperation loop)
    {
        foreach (var part in loop.Body.DescendantsAndSelf())
        {
            switch (part)
            {
                case IAwaitOperation when ReferenceEquals(Operations.Function(part), Operations.Function(loop)):
                case IInvocationOperation call when _work.IsThrottle(call, out var limit) && limit is null:
                case IInvocationOperation { TargetMethod.Name: "WaitAny" or "WaitAll" or "WhenAny" or "WhenAll" }:
                case IBranchOperation { BranchKind: BranchKind.Break }:
                    return true;
            }
        }

        return false;
    }

    private static int? LimitOf(IInvocationOperation loop)
    {
        foreach (var argument in loop.Arguments)
        {
            if (argument.Parameter?.Type is not { Name: "ParallelOptions" })
            {
                continue;
            }

            var options = Operations.Unconverted(argument.Value);
            options = options is ILocalReferenceOperation local ? Writes.OnlyValue(local.Local, Operations.Root(local)) ?? options : options;
            foreach (var part in options.DescendantsAndSelf())
            {
                if (part is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "MaxDegreeOfParallelism" }, Value.ConstantValue: { HasValue: true, Value: int count and >= ScarceWork.NoLimit } })
                {
                    return count;
                }
            }
        }

        return null;
    }
}
