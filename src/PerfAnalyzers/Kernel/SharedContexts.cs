using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A call that uses a context while something else still does.</summary>
/// <param name="Use">What it uses, and how it gets there.</param>
/// <param name="Other">The call that still runs; null when it is the same call for another element.</param>
/// <param name="Repetition">What runs it for several elements at once.</param>
/// <param name="IsProven">Both calls certainly use one context.</param>
/// <param name="IsFirst">Of the calls of one group, the one to speak of.</param>
internal sealed record SharedContext(ContextUse Use, ContextUse? Other, Repetition? Repetition, bool IsProven, bool IsFirst)
{
    /// <summary>The other call, or the loop, and the way to the round trip.</summary>
    public ImmutableArray<Location> Sites => Use.Sites.RemoveAt(0).Insert(0, Other is not null ? Other.Sites[0] : Repetition!.Location);
}

/// <summary>
/// Finds calls that use a context or connection while another still does: tasks that are given to one <c>WhenAll</c>, a task that is
/// awaited later, a task per element, bodies of parallel loops. Where it speaks, rules about round trips per element do not: code
/// that throws is not made faster.
/// </summary>
internal sealed class SharedContexts(Facts facts)
{
    private readonly ContextRegistrations _registrations = new(facts);

    /// <summary>What a call does beside another, proven or likely; null when it runs alone, as far as is known.</summary>
    public SharedContext? Of(IOperation operation, CancellationToken cancellation)
    {
        if (!facts.UsesDatabase || operation is not (IInvocationOperation or IMethodReferenceOperation or IForEachLoopOperation) || operation is not IForEachLoopOperation && !facts.ContextUses.MayBe(operation))
        {
            return null;
        }

        return new Search(this, operation, cancellation).Find() is { } found && !(Connections.Is(found.Use.Context.Type) && AllowsSeveral(operation.Syntax.SyntaxTree)) ? found : null;
    }

    /// <summary>Whether a call is proven to run beside another that uses its context: other findings about it wait.</summary>
    public bool Holds(IOperation operation, CancellationToken cancellation) => Of(operation, cancellation) is { IsProven: true };

    /// <summary>Whether one of the calls an expression is made of, on its line, is proven to run beside another.</summary>
    public bool HoldsWithin(IOperation expression, CancellationToken cancellation)
    {
        if (!facts.UsesDatabase)
        {
            return false;
        }

        var line = Locations.LineOf(expression);
        foreach (var part in expression.Descendants())
        {
            if (part is IInvocationOperation && Locations.LineOf(part) == line && Of(part, cancellation) is { IsProven: true, IsFirst: true })
            {
                return true;
            }
        }

        return false;
    }

    // What Entity Framework never allows, SQL Server does where the connection asks for it.
    private static bool AllowsSeveral(SyntaxTree tree) => tree.GetText().ToString().IndexOf("MultipleActiveResultSets", StringComparison.OrdinalIgnoreCase) >= 0;

    private (bool IsShared, bool IsSure) Compare(ContextUse left, ContextUse right)
    {
        if (!facts.Origins.IsSingle(left.Context.Type) || !facts.Origins.IsSingle(right.Context.Type))
        {
            return (false, false);
        }

        if (left.Context.IsSame(right.Context))
        {
            return (true, true);
        }

        // Two services of one scope are given one context.
        if (!left.Context.IsInjected || !right.Context.IsInjected || left.Context.Type is not INamedTypeSymbol type || !SymbolEqualityComparer.Default.Equals(type, right.Context.Type))
        {
            return (false, false);
        }

        var isShared = _registrations.IsShared(type);
        return (isShared != false, isShared == true);
    }

    /// <summary>One question: the way up from a call to all that may run beside it.</summary>
    private sealed class Search(SharedContexts contexts, IOperation operation, CancellationToken cancellation)
    {
        private readonly Facts _facts = contexts.Facts;
        private ImmutableArray<ContextUse> _uses;
        private SharedContext? _found;
        private int _rivals;
        private bool _isElsewhere;

        private ImmutableArray<ContextUse> Uses => _uses.IsDefault ? _uses = _facts.ContextUses.At(operation, cancellation) : _uses;

        public SharedContext? Find()
        {
            if (operation is IMethodReferenceOperation method)
            {
                return OfMethodGroup(method);
            }

            for (IOperation child = operation, parent = operation.Parent!; parent is not null; child = parent, parent = parent.Parent!)
            {
                switch (parent)
                {
                    case IThrowOperation or ILockOperation or ICatchClauseOperation:
                        return null;
                    case IBlockOperation block:
                        AfterStatements(block, child);
                        break;
                    case IArrayInitializerOperation { ElementValues: var elements }:
                        Among(elements, child);
                        break;
                    case ICollectionExpressionOperation { Elements: var elements }:
                        Among(elements, child);
                        break;
                    case ITupleOperation { Elements: var elements }:
                        Among(elements, child);
                        break;
                    case IInvocationOperation call:
                        AmongArguments(call.Arguments, child);
                        break;
                    case IObjectOrCollectionInitializerOperation { Initializers: var additions }:
                        Among(additions, child);
                        break;
                    case ILoopOperation loop when StartsPerPass(loop, child) is { } repetition:
                        return OfRegion(repetition, loop) ?? Ended();
                    case IAnonymousFunctionOperation lambda:
                        if (OfLambda(lambda, out var goesOn) is { } found)
                        {
                            return found;
                        }

                        if (!goesOn)
                        {
                            return Ended();
                        }

                        break;
                    case ILocalFunctionOperation:
                        return Ended();
                }
            }

            return Ended();
        }

        private SharedContext? Ended() => _found is null ? null : _found with { IsFirst = _rivals == 1 };

        private SharedContext? OfLambda(IAnonymousFunctionOperation lambda, out bool goesOn)
        {
            goesOn = true;
            if (Loops.CallReceiving(lambda) is { } call)
            {
                if (ContextUses.IsTaskRun(call))
                {
                    _isElsewhere = true;
                    return null;
                }

                if (ParallelCalls.IsLoop(call))
                {
                    goesOn = false;
                    return ParallelCalls.IsOneAtATime(call) || _facts.Loops.TripCount(Repetition.OfDelegate(call, lambda), cancellation) <= 1 ? null : OfRegion(Repetition.OfDelegate(call, lambda), lambda);
                }

                if (_facts.Loops.PerElementCall(lambda) is { } each && TasksOfSelect.AreStarted(each, lambda.Symbol.ReturnType))
                {
                    goesOn = false;
                    return _facts.Loops.TripCount(Repetition.OfDelegate(each, lambda), cancellation) <= 1 ? null : OfRegion(Repetition.OfDelegate(each, lambda), lambda);
                }

                if (_facts.Loops.ImmediateCall(lambda) is not null)
                {
                    return null;
                }
            }
            else if (ParallelCalls.InvokeReceiving(lambda) is { } parallel)
            {
                BesideDelegates(parallel, lambda);
            }

            goesOn = false;
            return null;
        }

        private SharedContext? OfMethodGroup(IMethodReferenceOperation method)
        {
            if (Loops.CallReceiving(method) is not { } call || !(ParallelCalls.IsLoop(call) ? !ParallelCalls.IsOneAtATime(call) : _facts.Loops.PerElementCall(method) is not null && TasksOfSelect.AreStarted(call, method.Method.ReturnType)))
            {
                return null;
            }

            foreach (var use in Uses)
            {
                if (_facts.Origins.IsSingle(use.Context.Type) && (use.IsAsync || ParallelCalls.IsLoop(call)))
                {
                    return new SharedContext(use, null, Repetition.OfDelegate(call, null), use.IsCertain, true);
                }
            }

            return null;
        }

        // The call for one element beside the same call for another.
        private SharedContext? OfRegion(Repetition repetition, IOperation region)
        {
            var isParallel = _isElsewhere || repetition.Owner is IInvocationOperation call && ParallelCalls.IsLoop(call);
            var use = RepeatedUse(Uses, region, isParallel);
            if (use is null || ContextUses.IsGuarded(operation, region))
            {
                return null;
            }

            // The first call of the pass stands for the others.
            foreach (var earlier in region.Descendants())
            {
                if (ReferenceEquals(earlier, operation))
                {
                    break;
                }

                if (earlier is IInvocationOperation && !ReferenceEquals(earlier, operation) && earlier.Syntax.Span.End <= operation.Syntax.SpanStart && _facts.ContextUses.MayBe(earlier) &&
                    RepeatedUse(_facts.ContextUses.At(earlier, cancellation), region, isParallel) is { } before && before.Context.IsSame(use.Context))
                {
                    return new SharedContext(use, null, repetition, use.IsCertain, false);
                }
            }

            return new SharedContext(use, null, repetition, use.IsCertain, true);
        }

        private ContextUse? RepeatedUse(ImmutableArray<ContextUse> uses, IOperation region, bool isParallel)
        {
            foreach (var use in uses)
            {
                if ((use.IsAsync || isParallel) && _facts.Origins.IsSingle(use.Context.Type) && !ContextUses.IsOwn(use.Context, region))
                {
                    return use;
                }
            }

            return null;
        }

        // foreach (…) { tasks.Add(LoadAsync(id)); }
        private Repetition? StartsPerPass(ILoopOperation loop, IOperation child)
        {
            if (loop is IForEachLoopOperation each && ReferenceEquals(each.Collection, child) || loop is IForLoopOperation counted && counted.Before.Contains(child) || StartOf(loop) is not { } start)
            {
                return null;
            }

            var repetition = Repetition.OfLoop(loop);
            return !(_facts.Loops.TripCount(repetition, cancellation) <= 1) && Starts.IsKept(start, loop) && !Loops.LeavesAfter(start, repetition) ? repetition : null;
        }

        // The task that a pass of the loop starts with the call.
        private IOperation? StartOf(IOperation region)
        {
            var start = operation;
            for (var current = operation; current is not null && !ReferenceEquals(current, region); current = current.Parent)
            {
                if (current is IAnonymousFunctionOperation lambda)
                {
                    start = Loops.CallReceiving(lambda);
                }
            }

            return start is not null && Operations.IsTask(start.Type) ? start : null;
        }

        private void AfterStatements(IBlockOperation block, IOperation child)
        {
            foreach (var statement in block.Operations)
            {
                if (ReferenceEquals(statement, child))
                {
                    return;
                }

                foreach (var start in Starts.In(statement))
                {
                    if (Starts.StillRuns(start, statement, block, operation))
                    {
                        Beside(start);
                    }
                }
            }
        }

        private void Among(ImmutableArray<IOperation> elements, IOperation child)
        {
            foreach (var element in elements)
            {
                if (ReferenceEquals(element, child))
                {
                    return;
                }

                // new List<Task> { a, b } adds them.
                var added = element is IInvocationOperation { TargetMethod.Name: "Add", Arguments: [var argument, ..] } ? argument.Value : element;
                if (Starts.Task(added) is { } start)
                {
                    Beside(start);
                }
            }
        }

        private void AmongArguments(ImmutableArray<IArgumentOperation> arguments, IOperation child)
        {
            foreach (var argument in arguments)
            {
                if (ReferenceEquals(argument, child))
                {
                    return;
                }

                if (Starts.Task(argument.Value) is { } start)
                {
                    Beside(start);
                }
            }
        }

        private void BesideDelegates(IInvocationOperation parallel, IOperation lambda)
        {
            foreach (var part in parallel.Descendants())
            {
                if (ReferenceEquals(part, lambda))
                {
                    return;
                }

                if (part is IAnonymousFunctionOperation && ParallelCalls.InvokeReceiving(part) is not null)
                {
                    foreach (var inner in part.Descendants())
                    {
                        if (inner is IInvocationOperation or IForEachLoopOperation)
                        {
                            Beside(inner, isElsewhere: true);
                        }
                    }
                }
            }
        }

        private void Beside(IOperation start, bool isElsewhere = false)
        {
            foreach (var other in _facts.ContextUses.At(start, cancellation))
            {
                if (!other.IsAsync && !isElsewhere)
                {
                    continue;
                }

                foreach (var use in Uses)
                {
                    var (isShared, isSure) = contexts.Compare(other, use);
                    if (isShared && !ContextUses.IsGuarded(operation, Operations.Function(operation)))
                    {
                        _rivals++;
                        _found ??= new SharedContext(use, other, null, isSure && use.IsCertain && other.IsCertain, true);
                        return;
                    }
                }
            }
        }
    }

    private Facts Facts => facts;
}
