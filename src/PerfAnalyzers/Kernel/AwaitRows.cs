using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Awaited calls in a row, none of which needs what another one gave.</summary>
/// <param name="Awaits">The awaits in order, at least two.</param>
/// <param name="Calls">Their calls.</param>
internal sealed record AwaitRow(ImmutableArray<IAwaitOperation> Awaits, ImmutableArray<IInvocationOperation> Calls);

/// <summary>
/// Finds awaits that follow each other in one block although their calls could run at the same time. Between them stands nothing
/// that others could see, that leaves, or that decides about a later call.
/// </summary>
internal sealed class AwaitRows(Facts facts, CancellationToken cancellation)
{
    private readonly List<AwaitRow> _rows = [];
    private readonly List<(IAwaitOperation Await, IInvocationOperation Call, IOperation Statement)> _members = [];
    private readonly HashSet<ISymbol> _results = new(SymbolEqualityComparer.Default);

    /// <summary>The rows of a block; statements in inner blocks belong to those.</summary>
    public IReadOnlyList<AwaitRow> Of(IBlockOperation block)
    {
        if (!MayHold(block))
        {
            return [];
        }

        foreach (var statement in block.Operations)
        {
            Add(statement);
        }

        Close();
        return _rows;
    }

    /// <summary>Whether a call is the second of a row: the one a row is told at.</summary>
    public bool IsSecond(IInvocationOperation call)
    {
        for (var parent = call.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IBlockOperation block)
            {
                foreach (var row in Of(block))
                {
                    if (ReferenceEquals(row.Calls[1], call))
                    {
                        return true;
                    }
                }

                return false;
            }
        }

        return false;
    }

    // The cheap test: two awaits with nothing but values between them.
    private static bool MayHold(IBlockOperation block)
    {
        var awaits = 0;
        foreach (var statement in block.Operations)
        {
            if (ValueOf(statement) is not { } value)
            {
                awaits = 0;
                continue;
            }

            foreach (var part in value.DescendantsAndSelf())
            {
                if (part is IAwaitOperation && ++awaits == 2)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void Add(IOperation statement)
    {
        if (ValueOf(statement) is not { } value)
        {
            Close();
            return;
        }

        if (_members.Count == 0 && !HasAwait(value))
        {
            return;
        }

        // Of the last statement of a row the awaits count, whatever is done with what they give.
        if (!Collect(value, statement) || TargetOf(statement) is not { } target || !facts.ConcurrentReads.IsHarmless(value, cancellation))
        {
            Close();
        }
        else if (_members.Count > 0 && (ReferenceEquals(_members[_members.Count - 1].Statement, statement) || Uses(value)))
        {
            _results.Add(target);
        }
    }

    // Where a value is computed that nobody else sees, or the row may end.
    private static IOperation? ValueOf(IOperation statement) => statement switch
    {
        IUsingDeclarationOperation { IsAsynchronous: false, DeclarationGroup: { } group } => ValueOf(group),
        IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ Symbol: { RefKind: RefKind.None } } declarator] }] } => declarator.GetVariableInitializer()?.Value,
        IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { IsRef: false } assignment } => assignment.Value,
        IExpressionStatementOperation { Operation: IInvocationOperation call } => call,
        IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } returned } => returned,
        _ => null,
    };

    private static ISymbol? TargetOf(IOperation statement) => statement switch
    {
        IUsingDeclarationOperation { DeclarationGroup: { } group } => TargetOf(group),
        IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ Symbol: var local }] }] } => local,
        IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } } => local,
        _ => null,
    };

    // Collects the awaits that run whatever the value of another, in order; false once something may be seen by others, or not run.
    private bool Collect(IOperation operation, IOperation statement)
    {
        switch (operation)
        {
            case IAwaitOperation wait:
                return CollectAwait(wait, statement);
            case IAnonymousFunctionOperation or ILiteralOperation or INameOfOperation:
                return true;
            case IConditionalOperation or ICoalesceOperation or IConditionalAccessOperation or ISwitchExpressionOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } or
                IAssignmentOperation { Parent: not IObjectOrCollectionInitializerOperation } or IWithOperation:
                return !HasAwait(operation);
        }

        foreach (var child in operation.ChildOperations)
        {
            if (!Collect(child, statement))
            {
                return false;
            }
        }

        // What stands before a later await must not be seen by others; the value's own last step may.
        return operation is not (IInvocationOperation or IObjectCreationOperation or IPropertyReferenceOperation) || ReferenceEquals(Operations.Unconverted(ValueOf(statement)!), operation) || facts.ConcurrentReads.IsHarmless(operation, cancellation);
    }

    private bool CollectAwait(IAwaitOperation wait, IOperation statement)
    {
        if (TaskSource.Of(wait.Operation, facts) is not IInvocationOperation call || call.TargetMethod.ContainingType is { Name: "Task", ContainingNamespace.Name: "Tasks" } || HasAwait(call) || HasPattern(call) || !facts.ConcurrentReads.Is(call, cancellation))
        {
            return false;
        }

        if (Uses(call) || IsRepeated(call))
        {
            Close();
        }

        _members.Add((wait, call, statement));
        return true;
    }

    // The same question twice is asked to see what has changed.
    private bool IsRepeated(IInvocationOperation call)
    {
        foreach (var (_, other, _) in _members)
        {
            if (other.Syntax.IsEquivalentTo(call.Syntax, topLevel: false))
            {
                return true;
            }
        }

        return false;
    }

    private bool Uses(IOperation value)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if (part is ILocalReferenceOperation { Local: var local } && _results.Contains(local))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasAwait(IOperation operation)
    {
        foreach (var part in operation.DescendantsAndSelf())
        {
            if (part is IAwaitOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasPattern(IOperation operation)
    {
        foreach (var part in operation.Descendants())
        {
            if (part is IDeclarationExpressionOperation or IDeclarationPatternOperation)
            {
                return true;
            }
        }

        return false;
    }

    private void Close()
    {
        if (_members.Count > 1)
        {
            _rows.Add(new AwaitRow([.. _members.Select(static member => member.Await)], [.. _members.Select(static member => member.Call)]));
        }

        _members.Clear();
        _results.Clear();
    }
}
