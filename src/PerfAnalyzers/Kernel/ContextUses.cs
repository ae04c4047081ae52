using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A round trip over a context or connection that does one thing at a time.</summary>
/// <param name="Context">Where the context comes from, in the function that makes the call.</param>
/// <param name="IsAsync">It may still run when the call has returned.</param>
/// <param name="IsCertain">Every call makes it.</param>
/// <param name="Path">Members on the way; the call's own name first, the round trip's last.</param>
/// <param name="Sites">Where each of them is called.</param>
internal sealed record ContextUse(Origin Context, bool IsAsync, bool IsCertain, ImmutableArray<string> Path, ImmutableArray<Location> Sites);

/// <summary>
/// Which contexts and connections a call uses, itself or through methods of this compilation that it certainly ends in. What a
/// method makes for itself, or guards with a lock, is no use of anybody else's.
/// </summary>
internal sealed class ContextUses(Facts facts)
{
    private const int MaximumDepth = 6;

    /// <summary>A method that uses more than this is a program of its own.</summary>
    private const int MaximumUses = 6;

    private readonly ConcurrentDictionary<ISymbol, ImmutableArray<ContextUse>> _methods = new(SymbolEqualityComparer.Default);

    /// <summary>Whether an operation can use a context, by name: the cheap test before <see cref="At"/>.</summary>
    public bool MayBe(IOperation operation)
    {
        var callee = facts.Dispatch.Callee(operation);
        return callee is null ? facts.RoundTrips.IsKnown(operation, null) : facts.Knowledge.Of(callee) is { } known
            ? known.Has((ApiEffects.AnyRoundTrip & ~(ApiEffects.Remote | ApiEffects.Connect)) | ApiEffects.Terminal | ApiEffects.Consumes)
            : facts.Summaries.MayReach(callee) || callee.Name is "SaveChanges" or "SaveChangesAsync";
    }

    /// <summary>The contexts an operation uses: a round trip, a call, a method group, or <c>Task.Run</c> with what it runs.</summary>
    public ImmutableArray<ContextUse> At(IOperation operation, CancellationToken cancellation) => At(operation, 0, cancellation);

    /// <summary>Whether a call runs its delegate on another thread and returns before that has ended.</summary>
    public static bool IsTaskRun(IInvocationOperation call) =>
        call.TargetMethod is { Name: "Run" or "StartNew", ContainingType: { Name: "Task" or "TaskFactory", ContainingNamespace: { Name: "Tasks", ContainingNamespace.Name: "Threading" } } };

    /// <summary>Whether one at a time enters the code around an operation, or code that it begins with: a lock, a semaphore.</summary>
    public static bool IsGuarded(IOperation operation, IOperation region)
    {
        for (var current = operation; current is not null && !ReferenceEquals(current, region); current = current.Parent)
        {
            if (current is ILockOperation)
            {
                return true;
            }
        }

        foreach (var part in region.Descendants())
        {
            if (part is IInvocationOperation { TargetMethod: { Name: var name, ContainingType.Name: var type } } && part.Syntax.SpanStart < operation.Syntax.SpanStart &&
                (name is "Wait" or "WaitAsync" or "Enter" or "EnterAsync" or "EnterScope" or "Lock" or "LockAsync" or "Acquire" or "AcquireAsync" or "WaitOne" or "TryEnter") &&
                type is not ("Task" or "ValueTask" or "TaskAsyncHelper"))
            {
                return true;
            }
        }

        return false;
    }

    private ImmutableArray<ContextUse> At(IOperation operation, int depth, CancellationToken cancellation)
    {
        if (depth > MaximumDepth)
        {
            return [];
        }

        if (operation is IInvocationOperation run && IsTaskRun(run))
        {
            return run.Arguments.Length > 0 ? OfDelegate(run.Arguments[0].Value, depth, cancellation) : [];
        }

        if (Direct(operation) is { } direct)
        {
            var context = facts.Origins.Of(ContextOf(direct));
            return context is { IsFresh: false } && (facts.Origins.IsSingle(context.Type) || IsGivenQuery(context))
                ? [new ContextUse(context, Operations.IsTask(operation.Type) || operation is IForEachLoopOperation { IsAsynchronous: true }, true, [direct.Name], [Locations.OfCall(direct.Operation)])]
                : [];
        }

        var callee = facts.Dispatch.Callee(operation);
        if (callee is null || facts.RoundTrips.IsKnown(operation, callee) || !MayBe(operation) || facts.Dispatch.Targets(facts.Dispatch.Narrow(operation, callee)) is not [var target])
        {
            return [];
        }

        var found = ImmutableArray.CreateBuilder<ContextUse>();
        foreach (var use in Of(target, depth, cancellation))
        {
            if (facts.Origins.AtCall(use.Context, operation, target) is { IsFresh: false } context)
            {
                Add(found, use with { Context = context, Path = use.Path.Insert(0, MethodSummary.NameOf(target)), Sites = use.Sites.Insert(0, Locations.OfCall(operation)) });
            }
        }

        return found.ToImmutable();
    }

    private RoundTrip? Direct(IOperation operation)
    {
        var found = facts.RoundTrips.Of(operation) ?? (operation is IInvocationOperation { TargetMethod.Name: "SaveChanges" or "SaveChangesAsync" } save ? Saves.Direct(facts, save) : null);
        return found is { } roundTrip && (roundTrip.Effects & (ApiEffects.Remote | ApiEffects.Connect)) == 0 ? found : null;
    }

    private static IOperation? ContextOf(RoundTrip roundTrip) => roundTrip switch
    {
        { Query: { } query } => query.Root,
        { Operation: IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Arguments: [var context, ..] } } => context.Value,
        { Operation: IInvocationOperation call } => Operations.Receiver(call),
        _ => null,
    };

    // A query that is handed in is its caller's.
    private bool IsGivenQuery(Origin origin) => origin.Steps is [IParameterSymbol parameter] && facts.Queries.IsQueryable(parameter.Type);

    private ImmutableArray<ContextUse> OfDelegate(IOperation value, int depth, CancellationToken cancellation)
    {
        value = Operations.Unconverted(value);
        var found = ImmutableArray.CreateBuilder<ContextUse>();
        switch ((value as IDelegateCreationOperation)?.Target ?? value)
        {
            case IAnonymousFunctionOperation lambda:
                var inside = ImmutableArray.CreateBuilder<ContextUse>();
                Visit(lambda.Body, lambda, inside, depth, cancellation);
                foreach (var use in inside)
                {
                    if (!IsOwn(use.Context, lambda))
                    {
                        found.Add(use with { IsAsync = true });
                    }
                }

                break;
            case IMethodReferenceOperation method:
                foreach (var use in At(method, depth, cancellation))
                {
                    found.Add(use with { IsAsync = true });
                }

                break;
        }

        return found.ToImmutable();
    }

    /// <summary>Whether a context belongs to a lambda or loop body: declared in it, or one of its parameters.</summary>
    public static bool IsOwn(Origin context, IOperation region) =>
        !context.Steps.IsEmpty && context.Steps[0] is ILocalSymbol or IParameterSymbol && Operations.IsDeclaredIn(context.Steps[0], region.Syntax);

    private ImmutableArray<ContextUse> Of(IMethodSymbol method, int depth, CancellationToken cancellation)
    {
        if (_methods.TryGetValue(method, out var known))
        {
            return known;
        }

        if (facts.Bodies.Of(method, cancellation) is not { } body)
        {
            return [];
        }

        var found = ImmutableArray.CreateBuilder<ContextUse>();
        if (depth > MaximumDepth || !facts.Summaries.ReachesItself(method))
        {
            return [];
        }

        Visit(body, body, found, depth + 1, cancellation);
        var uses = found.ToImmutable();
        if (depth == 0)
        {
            _methods.TryAdd(method, uses);
        }

        return uses;
    }

    private void Visit(IOperation operation, IOperation body, ImmutableArray<ContextUse>.Builder found, int depth, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        switch (operation)
        {
            case IAnonymousFunctionOperation lambda when !ReferenceEquals(operation, body) && facts.Loops.PerElementCall(lambda) is null && facts.Loops.ImmediateCall(lambda) is null:
            case ILocalFunctionOperation when !ReferenceEquals(operation, body):
            case IThrowOperation or ICatchClauseOperation or INameOfOperation or ILiteralOperation or ILockOperation:
                return;
        }

        if (operation is IInvocationOperation or IForEachLoopOperation or IPropertyReferenceOperation && found.Count < MaximumUses && (operation is IForEachLoopOperation || MayBe(operation)) &&
            At(operation, depth, cancellation) is { IsEmpty: false } uses && !facts.MemoGuards.Guard(operation, body) && !IsGuarded(operation, body))
        {
            var isConditional = IsConditional(operation, body);
            foreach (var use in uses)
            {
                if (use.Context.Steps is not [ILocalSymbol, ..] || body is ILocalFunctionOperation or IAnonymousFunctionOperation)
                {
                    Add(found, isConditional ? use with { IsCertain = false } : use);
                }
            }
        }

        foreach (var child in operation.ChildOperations)
        {
            Visit(child, body, found, depth, cancellation);
        }
    }

    private static bool IsConditional(IOperation operation, IOperation body)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null && !ReferenceEquals(child, body); child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case IConditionalOperation choice when !ReferenceEquals(choice.Condition, child):
                case ISwitchCaseOperation or ISwitchExpressionArmOperation:
                case ICoalesceOperation coalesce when ReferenceEquals(coalesce.WhenNull, child):
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both when ReferenceEquals(both.RightOperand, child):
                    return true;
            }
        }

        return false;
    }

    // One of each context, the one that says most.
    private static void Add(ImmutableArray<ContextUse>.Builder found, ContextUse use)
    {
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i].Context.IsSame(use.Context))
            {
                if ((use.IsAsync, use.IsCertain) is (true, true) && (found[i].IsAsync, found[i].IsCertain) is not (true, true) || use.IsAsync && !found[i].IsAsync)
                {
                    found[i] = use;
                }

                return;
            }
        }

        found.Add(use);
    }
}
