using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Which locks that calls take are held at each place of one function, on every way there. What a finally block may release
/// counts as released after it; what a lock's own function never releases is somebody else's business.
/// </summary>
internal sealed class HeldLocks
{
    private static readonly ConditionalWeakTable<IOperation, HeldLocks> s_functions = new();
    private static readonly ImmutableArray<Held> s_nothing = [];

    private readonly List<(LockKind Kind, LockName Name)> _released = [];
    private readonly ControlFlowGraph? _graph;

    // At the start of each block; default where no way is known to lead.
    private readonly ImmutableArray<Held>[] _states = [];

    private HeldLocks(IOperation function)
    {
        if (!TakesAndReleases(function) || FlowGraphs.Of(function) is not { } graph)
        {
            return;
        }

        _graph = graph;
        _states = new ImmutableArray<Held>[graph.Blocks.Length];
        _states[0] = s_nothing;
        var work = new Queue<BasicBlock>([graph.Blocks[0]]);
        while (work.Count > 0)
        {
            Pass(work.Dequeue(), work);
        }
    }

    /// <summary>The call that takes the innermost lock held where an operation of the same function begins; null when none is certain.</summary>
    public static IInvocationOperation? At(IOperation operation) =>
        s_functions.GetValue(Operations.Function(operation), static function => new HeldLocks(function)).Find(operation);

    private IInvocationOperation? Find(IOperation wanted)
    {
        if (_graph is null)
        {
            return null;
        }

        foreach (var block in _graph.Blocks)
        {
            if (!_states[block.Ordinal].IsDefault)
            {
                var search = new Steps(_states[block.Ordinal], wanted);
                search.Take(block);
                if (search.IsFound)
                {
                    return Innermost(search.State);
                }
            }
        }

        return null;
    }

    private IInvocationOperation? Innermost(ImmutableArray<Held> state)
    {
        for (var i = state.Length - 1; i >= 0; i--)
        {
            if (state[i].If is null && _released.Contains((state[i].Kind, state[i].Name)))
            {
                return state[i].Taken;
            }
        }

        return null;
    }

    private bool TakesAndReleases(IOperation function)
    {
        var takes = false;
        foreach (var operation in function.Descendants())
        {
            if (operation is IInvocationOperation call && LockCalls.Of(call) is { Kind: not LockKind.None } step)
            {
                takes |= !step.IsRelease;
                if (step.IsRelease && LockName.Of(LockCalls.Locked(call)) is { } name)
                {
                    _released.Add((step.Kind, name));
                }
            }
        }

        return takes && _released.Count > 0;
    }

    private void Pass(BasicBlock block, Queue<BasicBlock> work)
    {
        var steps = new Steps(_states[block.Ordinal], null);
        steps.Take(block);

        // An exception leaves between any two steps.
        var leaving = steps.Least;
        for (var region = block.EnclosingRegion; FlowGraphs.Around(region) is { } around; region = around)
        {
            if (region.Kind == ControlFlowRegionKind.Try)
            {
                foreach (var handler in around.NestedRegions)
                {
                    if (handler.Kind != ControlFlowRegionKind.Try)
                    {
                        Reach(_graph!.Blocks[handler.FirstBlockOrdinal], leaving, work);
                        leaving = handler.Kind == ControlFlowRegionKind.Finally ? After(handler, leaving) : leaving;
                    }
                }
            }
        }

        Follow(block.FallThroughSuccessor, steps.State, work, steps.Answer, block.ConditionKind == ControlFlowConditionKind.WhenFalse);
        Follow(block.ConditionalSuccessor, steps.State, work, steps.Answer, block.ConditionKind == ControlFlowConditionKind.WhenTrue);
    }

    private void Follow(ControlFlowBranch? branch, ImmutableArray<Held> state, Queue<BasicBlock> work, Answer? answer, bool isTrue)
    {
        if (branch?.Destination is not { } destination)
        {
            return;
        }

        if (answer is { } asked && branch.Source.ConditionKind != ControlFlowConditionKind.None)
        {
            state = asked.Apply(state, isTrue);
        }

        foreach (var region in branch.FinallyRegions)
        {
            state = After(region, state);
        }

        Reach(destination, state, work);
    }

    private ImmutableArray<Held> After(ControlFlowRegion region, ImmutableArray<Held> state)
    {
        for (var ordinal = region.FirstBlockOrdinal; ordinal <= region.LastBlockOrdinal && state.Length > 0; ordinal++)
        {
            foreach (var operation in _graph!.Blocks[ordinal].Operations)
            {
                foreach (var part in operation.DescendantsAndSelf())
                {
                    state = part is IInvocationOperation call && LockCalls.Of(call) is { IsRelease: true } release ? Steps.Without(state, call, release.Kind) : state;
                }
            }
        }

        return state;
    }

    private void Reach(BasicBlock block, ImmutableArray<Held> state, Queue<BasicBlock> work)
    {
        var known = _states[block.Ordinal];
        var next = known.IsDefault ? state : known.RemoveAll(held => !state.Contains(held));
        if (known.IsDefault || next.Length != known.Length)
        {
            _states[block.Ordinal] = next;
            work.Enqueue(block);
        }
    }

    /// <summary>A lock that is held, or held if a local is true.</summary>
    private readonly record struct Held(LockName Name, LockKind Kind, ILocalSymbol? If, IInvocationOperation Taken)
    {
        public bool Equals(Held other) => Name.Equals(other.Name) && Kind == other.Kind && SymbolEqualityComparer.Default.Equals(If, other.If);

        public override int GetHashCode() => Name.GetHashCode();
    }

    /// <summary>What a branch asks: whether an attempt has taken a lock.</summary>
    private readonly record struct Answer(Held? Taken, ILocalSymbol? Local, bool IsNegated)
    {
        public ImmutableArray<Held> Apply(ImmutableArray<Held> state, bool isTrue)
        {
            var succeeds = isTrue != IsNegated;
            if (Taken is { } taken)
            {
                return succeeds ? state.Add(taken) : state;
            }

            var changed = state.ToBuilder();
            var known = new HashSet<Held>(state);
            for (var i = changed.Count - 1; i >= 0; i--)
            {
                if (changed[i].If is { } local && SymbolEqualityComparer.Default.Equals(local, Local))
                {
                    var held = changed[i] with { If = null };
                    changed.RemoveAt(i);
                    if (succeeds && known.Add(held))
                    {
                        changed.Add(held);
                    }
                }
            }

            return changed.ToImmutable();
        }
    }

    /// <summary>The steps of one block, in the order they run.</summary>
    private struct Steps(ImmutableArray<Held> state, IOperation? wanted)
    {
        public ImmutableArray<Held> State { get; private set; } = state;

        /// <summary>What is held all the time.</summary>
        public ImmutableArray<Held> Least { get; private set; } = state;

        public Answer? Answer { get; private set; }

        public bool IsFound { get; private set; }

        public void Take(BasicBlock block)
        {
            foreach (var operation in block.Operations)
            {
                Take(operation);
                if (IsFound)
                {
                    return;
                }
            }

            if (block.BranchValue is { } value)
            {
                Take(value);
                Answer = AnswerOf(value);
            }
        }

        public static ImmutableArray<Held> Without(ImmutableArray<Held> state, IInvocationOperation call, LockKind kind)
        {
            if (LockName.Of(LockCalls.Locked(call)) is not { } name)
            {
                // Nobody knows which.
                return state.RemoveAll(held => held.Kind == kind);
            }

            return state.RemoveAll(held => held.Kind == kind && held.Name.Equals(name));
        }

        private void Take(IOperation operation)
        {
            foreach (var child in operation.ChildOperations)
            {
                Take(child);
                if (IsFound)
                {
                    return;
                }
            }

            if (wanted is not null && operation.Syntax == wanted.Syntax && operation.Kind == wanted.Kind)
            {
                IsFound = true;
                return;
            }

            switch (operation)
            {
                case IInvocationOperation call when LockCalls.Of(call) is { Kind: not LockKind.None } step:
                    Take(call, step);
                    break;
                case IAssignmentOperation { Target: ILocalReferenceOperation target } assignment when State.Length > 0:
                    Forget(target.Local, Operations.Unconverted(assignment.Value));
                    break;
            }
        }

        private void Take(IInvocationOperation call, LockCall step)
        {
            if (step.IsRelease)
            {
                State = Without(State, call, step.Kind);
                Least = Without(Least, call, step.Kind);
            }
            else if (HeldBy(call, step.Kind) is { } held)
            {
                if (!step.IsAttempt)
                {
                    Add(held);
                }
                else if ((LockCalls.Flag(call) ?? Receiver(call)) is { } local)
                {
                    State = State.RemoveAll(other => SymbolEqualityComparer.Default.Equals(other.If, local));
                    Add(held with { If = local });
                }
            }
        }

        private void Add(Held held) => State = State.Contains(held) ? State : State.Add(held);

        private static Held? HeldBy(IInvocationOperation call, LockKind kind) =>
            LockName.Of(LockCalls.Locked(call)) is { } name ? new Held(name, kind, null, call) : null;

        // var taken = Monitor.TryEnter(gate);
        private static ILocalSymbol? Receiver(IInvocationOperation call) =>
            Operations.Consumer(call) is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } ? target.Local : null;

        private void Forget(ILocalSymbol local, IOperation value)
        {
            var isAttempt = value is IInvocationOperation call && LockCalls.Of(call).IsAttempt;
            State = State.RemoveAll(held =>
                (!isAttempt && SymbolEqualityComparer.Default.Equals(held.If, local)) || SymbolEqualityComparer.Default.Equals(held.Name.Symbol, local) || SymbolEqualityComparer.Default.Equals(held.Name.Owner, local));
            Least = Least.RemoveAll(held => SymbolEqualityComparer.Default.Equals(held.Name.Symbol, local) || SymbolEqualityComparer.Default.Equals(held.Name.Owner, local));
        }

        private static Answer? AnswerOf(IOperation value)
        {
            var isNegated = false;
            value = Operations.Unconverted(value);
            while (value is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not)
            {
                isNegated = !isNegated;
                value = Operations.Unconverted(not.Operand);
            }

            return value switch
            {
                ILocalReferenceOperation local => new Answer(null, local.Local, isNegated),
                IInvocationOperation call when LockCalls.Of(call) is { IsAttempt: true, Kind: var kind } && LockCalls.Flag(call) is null && HeldBy(call, kind) is { } held => new Answer(held, null, isNegated),
                _ => null,
            };
        }
    }
}
