using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>How one query makes another needless.</summary>
internal enum Redundancy
{
    /// <summary>The same query ran before.</summary>
    Same,

    /// <summary><c>Any</c> asks what the query it guards answers by itself.</summary>
    Check,

    /// <summary>The rows are in a list already.</summary>
    Loaded,
}

/// <summary>A query that need not run.</summary>
/// <param name="Kind">Why not.</param>
/// <param name="Needless">The query to drop.</param>
/// <param name="Other">The query that answers it.</param>
/// <param name="Condition">For a check, the statement that tests it.</param>
internal sealed record NeedlessQuery(Redundancy Kind, RoundTrip Needless, RoundTrip Other, IConditionalOperation? Condition);

/// <summary>Finds queries of one method that another query of it answers, with nothing between them that could change the rows.</summary>
internal sealed class QueryPairs(Facts facts, CancellationToken cancellation)
{
    private static readonly ConditionalWeakTable<IOperation, RoundTrip[]> s_queries = new();

    /// <summary>What makes the query an operation runs needless; null when nothing does.</summary>
    public NeedlessQuery? Of(IOperation operation)
    {
        if (facts.RoundTrips.Of(operation) is not { Effects: ApiEffects.Query } query || Operations.Function(operation) is not { } function)
        {
            return null;
        }

        if (!s_queries.TryGetValue(function, out var queries))
        {
            queries = s_queries.GetValue(function, QueriesOf);
        }

        if (queries.Length == 0 || !IsComparable(query))
        {
            return null;
        }

        foreach (var other in queries)
        {
            if (ReferenceEquals(other.Operation, query.Operation))
            {
                continue;
            }

            if (End(other) < End(query))
            {
                if (Terminals.Before(other, query) is { } kind && IsBeforeEvery(other.Operation, query.Operation) && IsUntouched(other, other.Operation, query.Operation))
                {
                    return new NeedlessQuery(kind, query, other, null);
                }
            }
            else if (Terminals.IsCheckOf(query, other) && Guards(operation, other.Operation) is { } condition && IsUntouched(query, operation, other.Operation))
            {
                return new NeedlessQuery(Redundancy.Check, query, other, condition);
            }
        }

        return null;
    }

    // The queries of a function that can be compared; none where there is only one.
    private RoundTrip[] QueriesOf(IOperation function)
    {
        List<RoundTrip>? queries = null;
        foreach (var part in function.Descendants())
        {
            if (part is IInvocationOperation or IForEachLoopOperation && facts.RoundTrips.Of(part) is { Effects: ApiEffects.Query } query && ReferenceEquals(Operations.Function(part), function))
            {
                (queries ??= []).Add(query);
            }
        }

        if (queries is null or { Count: 1 })
        {
            return [];
        }

        queries.RemoveAll(static query => !IsComparable(query));
        return [.. queries];
    }

    private static int End(RoundTrip query) => query.Operation.Syntax.Span.End;

    // Answers of the change tracker, commands whose parameters live elsewhere, clocks, statements that do more than read.
    private static bool IsComparable(RoundTrip query)
    {
        if (query.Operation is IInvocationOperation call && (call.Instance is not null && query.Query is null || !StateChanges.RunsNoStatement(call)))
        {
            return false;
        }

        if (query.Query is { Root: ILocalReferenceOperation or IConditionalOperation })
        {
            return false;
        }

        foreach (var value in Terminals.Parts(query))
        {
            foreach (var part in value.DescendantsAndSelf())
            {
                switch (part)
                {
                    case IInvocationOperation inner when StateChanges.IsClock(inner.TargetMethod) || SqlText.Of(inner) is { } sql && !SqlText.OnlyReads(sql):
                    case IPropertyReferenceOperation property when StateChanges.IsClock(property.Property):
                    case IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IAssignmentOperation { Parent: not (IObjectOrCollectionInitializerOperation or IAnonymousObjectCreationOperation) } or IIncrementOrDecrementOperation:
                    case IInvocationOperation { TargetMethod: { MethodKind: MethodKind.DelegateInvoke } }:
                        return false;
                }
            }
        }

        return true;
    }

    // Methods of one's own that filter, or are asked for a value, answer the same the second time.
    private bool IsCalm(RoundTrip query)
    {
        foreach (var step in query.Query?.Operators ?? [])
        {
            if (!IsCalm(step.TargetMethod))
            {
                return false;
            }
        }

        foreach (var value in Terminals.Parts(query))
        {
            foreach (var part in value.DescendantsAndSelf())
            {
                if (part is IInvocationOperation call && !IsCalm(call.TargetMethod))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool IsCalm(IMethodSymbol method)
    {
        if (!SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, facts.Compilation.Assembly))
        {
            return true;
        }

        var changes = new StateChanges(facts, cancellation).AddCall(method);
        return !changes.MayWrite && !changes.IsVolatile && !changes.HasWritten;
    }

    // Whenever the second runs, the first has run in the same pass.
    private static bool IsBeforeEvery(IOperation first, IOperation second)
    {
        var shared = Shared(first, second);
        if (shared is null or ILoopOperation or ITryOperation or ISwitchOperation || IsBranchOf(shared, first))
        {
            return false;
        }

        if (Runs.Conditionally(first, shared))
        {
            return false;
        }

        for (var current = second.Parent; current is not null && !ReferenceEquals(current, shared); current = current.Parent)
        {
            if (current is ICatchClauseOperation or ILockOperation)
            {
                return false;
            }
        }

        for (var current = first.Parent; current is not null && !ReferenceEquals(current, shared); current = current.Parent)
        {
            if (current is ITryOperation)
            {
                return false;
            }
        }

        return !IsInLoop(second, shared) && !IsInLoop(first, shared);
    }

    private static bool IsBranchOf(IOperation shared, IOperation first) => shared switch
    {
        IConditionalOperation choice => !Operations.IsWithin(first, choice.Condition),
        ISwitchExpressionOperation choice => !Operations.IsWithin(first, choice.Value),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both => !Operations.IsWithin(first, both.LeftOperand),
        ICoalesceOperation coalesce => !Operations.IsWithin(first, coalesce.Value),
        _ => false,
    };

    private static IOperation? Shared(IOperation first, IOperation second)
    {
        for (var current = first.Parent; current is not null; current = current.Parent)
        {
            if (Operations.IsWithin(second, current))
            {
                return current;
            }
        }

        return null;
    }

    // if (db.X.Any(p)) { … db.X.First(p) … }   if (!db.X.Any(p)) { return; } … db.X.First(p)
    private static IConditionalOperation? Guards(IOperation check, IOperation guarded)
    {
        var value = Operations.Consumer(check) is IAwaitOperation wait ? wait : check;
        value = Operations.Consumer(value) is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured && Operations.Consumer(configured) is IAwaitOperation later ? later : value;
        if (Operations.Consumer(value) is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator })
        {
            if (OnlyUse(declarator.Symbol, Operations.Function(check)) is not { } use)
            {
                return null;
            }

            value = use;
        }

        var isPositive = true;
        var parent = Operations.Consumer(value);
        while (parent is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not })
        {
            isPositive = !isPositive;
            value = parent;
            parent = Operations.Consumer(parent);
        }

        while (isPositive && parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd })
        {
            value = parent;
            parent = Operations.Consumer(parent);
        }

        if (parent is not IConditionalOperation choice || !Operations.IsWithin(value, choice.Condition))
        {
            return null;
        }

        if (isPositive)
        {
            return Operations.IsWithin(guarded, choice.WhenTrue) && !IsInLoop(guarded, choice) ? choice : null;
        }

        if (choice.WhenFalse is { } otherwise && Operations.IsWithin(guarded, otherwise) && !IsInLoop(guarded, choice))
        {
            return choice;
        }

        return choice is { WhenFalse: null, Parent: IBlockOperation block } && Operations.Jumps(choice.WhenTrue, orThrows: true) && Operations.IsWithin(guarded, block) && !IsInLoop(guarded, block) ? choice : null;
    }

    private static IOperation? OnlyUse(ILocalSymbol local, IOperation function)
    {
        IOperation? only = null;
        foreach (var part in function.Descendants())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local))
            {
                if (only is not null)
                {
                    return null;
                }

                only = part;
            }
        }

        return only;
    }

    private static bool IsInLoop(IOperation operation, IOperation region)
    {
        var child = operation;
        for (var current = operation.Parent; current is not null && !ReferenceEquals(current, region); child = current, current = current.Parent)
        {
            if (current is ILoopOperation and not IForEachLoopOperation || current is IForEachLoopOperation each && !ReferenceEquals(each.Collection, child))
            {
                return true;
            }
        }

        return false;
    }

    // Nothing that runs after the first and before the second changes rows, or what the queries are made from.
    private bool IsUntouched(RoundTrip query, IOperation first, IOperation second)
    {
        if (!IsCalm(query))
        {
            return false;
        }

        var shared = Shared(first, second)!;
        var changes = new StateChanges(facts, cancellation);
        var between = new List<IOperation>();
        Collect(shared, first.Syntax.Span.End, second.Syntax.SpanStart, between);
        foreach (var operation in between)
        {
            changes.Add(operation);
        }

        for (var current = first.Parent; current is not null && !ReferenceEquals(current, shared); current = current.Parent)
        {
            if (current is IInvocationOperation { TargetMethod: { } method } && facts.Knowledge.Of(method) is null && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, facts.Compilation.Assembly))
            {
                changes.AddCall(method);
            }
        }

        if (changes.MayWrite)
        {
            return false;
        }

        foreach (var value in Terminals.Parts(query))
        {
            foreach (var part in value.DescendantsAndSelf())
            {
                if (part is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation && Operations.SymbolOf(part) is { } symbol &&
                    (changes.Changes(symbol) || IsChanged(symbol, part.Type, first, shared, between)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsChanged(ISymbol symbol, ITypeSymbol? type, IOperation first, IOperation shared, List<IOperation> between)
    {
        for (var current = first.Parent; current is not null && !ReferenceEquals(current, shared); current = current.Parent)
        {
            if (current is IAssignmentOperation assignment && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(assignment.Target), symbol))
            {
                return true;
            }
        }

        foreach (var operation in between)
        {
            if (Writes.Any(symbol, operation) || Collections.Is(type) && Mentions(operation, symbol))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Mentions(IOperation region, ISymbol symbol)
    {
        foreach (var part in region.DescendantsAndSelf())
        {
            if (part is IInvocationOperation { Instance: { } instance } call && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(Operations.Unconverted(instance)), symbol) && !Collections.IsRead(call.TargetMethod))
            {
                return true;
            }
        }

        return false;
    }

    private static void Collect(IOperation region, int start, int end, List<IOperation> found)
    {
        foreach (var child in region.ChildOperations)
        {
            var span = child.Syntax.Span;
            if (span.Start >= start && span.End <= end)
            {
                found.Add(child);
            }
            else if (span.End > start && span.Start < end)
            {
                Collect(child, start, end, found);
            }
        }
    }
}
