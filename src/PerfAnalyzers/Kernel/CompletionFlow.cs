using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Forward analysis of one function's flow graph for one target: has it ended at a point on every path? Awaits, waits and
/// conditions make it ended; writes make it unknown again; an exception leaves a <c>try</c> with what was known when it was thrown.
/// </summary>
internal sealed class CompletionFlow
{
    private const int Unreached = -1;

    private readonly Completion _completion;
    private readonly ControlFlowGraph _graph;
    private readonly Target _target;
    private readonly int[] _entries;
    private readonly Queue<int> _pending = new();
    private readonly bool _isWrittenByLambda;
    private readonly int _depth;
    private Dictionary<CaptureId, List<IOperation>>? _captures;
    private IOperation? _at;
    private bool? _answer;
    private bool _state;
    private bool _thrown;

    private CompletionFlow(Completion completion, ControlFlowGraph graph, Target target, int depth)
    {
        _completion = completion;
        _graph = graph;
        _target = target;
        _depth = depth;
        _isWrittenByLambda = IsWrittenByLambda(completion.Root, target);
        _entries = new int[graph.Blocks.Length];
        for (var i = 0; i < _entries.Length; i++)
        {
            _entries[i] = Unreached;
        }
    }

    /// <summary>Whether the target has ended at a point.</summary>
    public static bool HaveEnded(Completion completion, Target target, Point at, int depth)
    {
        if (depth > 8 || at.At is null)
        {
            return false;
        }

        if (at.Flow is not null)
        {
            return new CompletionFlow(completion, at.Flow._graph, target, depth).Run(at.At, false);
        }

        var function = Operations.Function(at.At);
        if (FlowGraphs.Of(function) is not { } graph)
        {
            return false;
        }

        var before = function.Parent is not null && !IsDeclaredIn(target.Place, function) && HasEndedOutside(completion, function, target, depth + 1);
        return new CompletionFlow(completion, graph, target, depth).Run(at.At, before);
    }

    /// <summary>The values that a flow capture may hold.</summary>
    public List<IOperation> Captured(CaptureId id)
    {
        if (_captures is null)
        {
            _captures = [];
            foreach (var block in _graph.Blocks)
            {
                foreach (var operation in block.Operations)
                {
                    if (operation is IFlowCaptureOperation capture)
                    {
                        if (!_captures.TryGetValue(capture.Id, out var values))
                        {
                            _captures.Add(capture.Id, values = []);
                        }

                        values.Add(capture.Value);
                    }
                }
            }
        }

        return _captures.TryGetValue(id, out var known) ? known : [];
    }

    // Inside a lambda: what is known where it is created. Inside a local function: what is known at every use.
    private static bool HasEndedOutside(Completion completion, IOperation function, Target target, int depth)
    {
        if (function is not ILocalFunctionOperation local)
        {
            return RunsAfter(completion, function, target) || HaveEnded(completion, target, new Point(function, null), depth);
        }

        var isUsed = false;
        foreach (var operation in completion.Root.DescendantsAndSelf())
        {
            if (operation is IInvocationOperation or IMethodReferenceOperation &&
                SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(operation)?.OriginalDefinition, local.Symbol) && !Operations.IsWithin(operation, function))
            {
                isUsed = true;
                if (!HaveEnded(completion, target, new Point(operation, null), depth))
                {
                    return false;
                }
            }
        }

        return isUsed;
    }

    // task.ContinueWith(_ => task.Result), Task.WhenAll(tasks).ContinueWith(…): the continuation runs when they have ended.
    private static bool RunsAfter(Completion completion, IOperation lambda, Target target)
    {
        if (Loops.CallReceiving(lambda) is not { } call || completion.Facts.Knowledge.Of(call.TargetMethod)?.Value("parameter") != "ended")
        {
            return false;
        }

        if (call.Instance is not null && Joins.Ends(call.Instance, target, completion, 0))
        {
            return true;
        }

        return call.Arguments.Length > 0 && call.TargetMethod.Name == "ContinueWhenAll" && Joins.Covers(call.Arguments[0].Value, target, completion);
    }

    private static bool IsDeclaredIn(IOperation place, IOperation function)
    {
        foreach (var part in place.DescendantsAndSelf())
        {
            if (part is ILocalReferenceOperation or IParameterReferenceOperation)
            {
                foreach (var declaration in Operations.SymbolOf(part)!.DeclaringSyntaxReferences)
                {
                    if (function.Syntax.Span.Contains(declaration.Span))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static bool IsWrittenByLambda(IOperation root, Target target)
    {
        if (Operations.SymbolOf(target.Place) is not (ILocalSymbol or IParameterSymbol) and not null || Operations.SymbolOf(target.Place) is not { } symbol)
        {
            return false;
        }

        foreach (var operation in root.DescendantsAndSelf())
        {
            if (operation is IAnonymousFunctionOperation or ILocalFunctionOperation && !IsDeclaredIn(target.Place, operation) && Writes.Any(symbol, operation))
            {
                return true;
            }
        }

        return false;
    }

    private bool Run(IOperation at, bool before)
    {
        Enter(0, before);
        while (_pending.Count > 0)
        {
            Pass(_graph.Blocks[_pending.Dequeue()]);
        }

        _at = at;
        foreach (var block in _graph.Blocks)
        {
            if (_entries[block.Ordinal] != Unreached)
            {
                Visit(block);
            }
        }

        return _answer ?? IsUnreachable(at);
    }

    // Dead code waits for nothing. What the graph does not show at all is not known.
    private bool IsUnreachable(IOperation at)
    {
        foreach (var block in _graph.Blocks)
        {
            if (_entries[block.Ordinal] == Unreached)
            {
                foreach (var operation in block.Operations)
                {
                    if (operation.Syntax.Span.Contains(at.Syntax.Span))
                    {
                        return true;
                    }
                }

                if (block.BranchValue is { } value && value.Syntax.Span.Contains(at.Syntax.Span))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void Pass(BasicBlock block)
    {
        Visit(block);
        var (state, thrown) = (_state, _thrown);
        if (block.ConditionalSuccessor is { } conditional && block.BranchValue is { } condition)
        {
            var whenTrue = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
            var original = _completion.OriginalOf(condition);
            if (!Contradicts(condition, whenTrue))
            {
                Follow(conditional, state || Guards.Prove(original, whenTrue, _target, _completion, this));
            }

            if (!Contradicts(condition, !whenTrue))
            {
                Follow(block.FallThroughSuccessor, state || Guards.Prove(original, !whenTrue, _target, _completion, this));
            }
        }
        else
        {
            Follow(block.FallThroughSuccessor, state);
        }

        if (block.FallThroughSuccessor?.Semantics is ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow)
        {
            thrown &= state;
        }

        Throw(block, thrown);
    }

    // while (true) never ends by its condition.
    private static bool Contradicts(IOperation condition, bool outcome) => condition.ConstantValue is { HasValue: true, Value: bool constant } && constant != outcome;

    private void Visit(BasicBlock block)
    {
        _state = _entries[block.Ordinal] == 1;
        _thrown = true;
        foreach (var operation in block.Operations)
        {
            Visit(operation);
        }

        if (block.BranchValue is { } value)
        {
            Visit(value);
        }
    }

    private void Visit(IOperation operation)
    {
        foreach (var child in operation.ChildOperations)
        {
            Visit(child);
        }

        if (_at is not null && (ReferenceEquals(operation, _at) || (operation.Syntax == _at.Syntax && IsKind(operation, _at))))
        {
            _answer = (_answer ?? true) && _state;
        }

        _state = Joins.After(operation, _state, _target, _completion, this, _depth);
        if (_isWrittenByLambda && operation is IInvocationOperation)
        {
            _state = false;
        }

        if (MayThrow(operation))
        {
            _thrown &= _state;
        }
    }

    private static bool IsKind(IOperation operation, IOperation at) =>
        operation.Kind == at.Kind || (operation is IFlowAnonymousFunctionOperation && at is IAnonymousFunctionOperation);

    // Calls that return a task put their failure into it.
    private static bool MayThrow(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.Type is not { Name: "Task" or "ValueTask" } && call.TargetMethod.ContainingNamespace is not { Name: "Tasks" or "CompilerServices" },
        IPropertyReferenceOperation property => property.Property.ContainingNamespace is not { Name: "Tasks" or "CompilerServices" },
        IObjectCreationOperation or IArrayElementReferenceOperation or IAwaitOperation or IDynamicInvocationOperation or IDynamicMemberReferenceOperation => true,
        _ => false,
    };

    private void Follow(ControlFlowBranch? branch, bool state)
    {
        if (branch is null)
        {
            return;
        }

        foreach (var region in branch.FinallyRegions)
        {
            Enter(region.FirstBlockOrdinal, state);
            state = After(region, state);
        }

        if (branch.Destination is { } destination)
        {
            Enter(destination.Ordinal, state);
        }
    }

    private bool After(ControlFlowRegion region, bool state)
    {
        var (before, thrown, at) = (_state, _thrown, _at);
        _state = state;
        _at = null;
        for (var i = region.FirstBlockOrdinal; i <= region.LastBlockOrdinal; i++)
        {
            foreach (var operation in _graph.Blocks[i].Operations)
            {
                Visit(operation);
            }
        }

        state = _state;
        (_state, _thrown, _at) = (before, thrown, at);
        return state;
    }

    // What is known at the weakest point of a block is what its handlers may count on.
    private void Throw(BasicBlock block, bool state)
    {
        for (var region = block.EnclosingRegion; FlowGraphs.Around(region) is { } parent; region = parent)
        {
            if (region.Kind != ControlFlowRegionKind.Try)
            {
                continue;
            }

            foreach (var handler in parent.NestedRegions)
            {
                if (handler.Kind != ControlFlowRegionKind.Try)
                {
                    Enter(handler.FirstBlockOrdinal, state);
                }
            }
        }
    }

    private void Enter(int block, bool state)
    {
        var value = state ? 1 : 0;
        if (_entries[block] == Unreached || _entries[block] > value)
        {
            _entries[block] = value;
            _pending.Enqueue(block);
        }
    }
}
