using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Tasks that are started and not awaited at once.</summary>
internal static class Starts
{
    /// <summary>The call that starts the task a value is; null when the value is no task, is awaited, or was started elsewhere.</summary>
    public static IInvocationOperation? Task(IOperation? value)
    {
        while (value is not null)
        {
            value = Operations.Unconverted(value);
            if (value is not IInvocationOperation call)
            {
                return null;
            }

            if (call.TargetMethod.Name is not ("ConfigureAwait" or "AsTask" or "WaitAsync" or "ContinueWith" or "Unwrap" or "Preserve") || Operations.Receiver(call) is not { } receiver || !Operations.IsTask(receiver.Type))
            {
                return Operations.IsTask(call.Type) ? call : null;
            }

            value = receiver;
        }

        return null;
    }

    /// <summary>The tasks that a statement starts and leaves running.</summary>
    public static IEnumerable<IInvocationOperation> In(IOperation statement)
    {
        switch (statement)
        {
            case IVariableDeclarationGroupOperation group:
                foreach (var declaration in group.Declarations)
                {
                    foreach (var declarator in declaration.Declarators)
                    {
                        if (Task(declarator.GetVariableInitializer()?.Value) is { } start)
                        {
                            yield return start;
                        }
                    }
                }

                break;
            case IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: ILocalReferenceOperation or IDiscardOperation, Value: var value } }:
                if (Task(value) is { } assigned)
                {
                    yield return assigned;
                }

                break;
            case IExpressionStatementOperation { Operation: IInvocationOperation { Arguments: [var added], TargetMethod.Name: "Add" } call } when !Operations.IsTask(call.Type):
                if (Task(added.Value) is { } kept)
                {
                    yield return kept;
                }

                break;
            case IExpressionStatementOperation { Operation: IInvocationOperation forgotten } when Task(forgotten) is { } thrown:
                yield return thrown;
                break;
        }
    }

    /// <summary>Whether a task may still run when a later operation of the block begins: nothing has touched what holds it.</summary>
    public static bool StillRuns(IInvocationOperation start, IOperation statement, IBlockOperation block, IOperation operation)
    {
        if (HolderOf(statement, start) is not { } holder)
        {
            return true;
        }

        foreach (var part in block.Descendants())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, holder) &&
                reference.Syntax.SpanStart >= statement.Syntax.Span.End && reference.Syntax.SpanStart < operation.Syntax.SpanStart &&
                !IsAdding(reference) && !AreTogether(reference, operation))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether every pass of a loop starts the task and goes on: it is kept in a collection that is awaited after the loop, or nobody awaits it.</summary>
    public static bool IsKept(IOperation start, ILoopOperation loop)
    {
        var value = start;
        while (Operations.Consumer(value) is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "ContinueWith" or "Unwrap" } wrapped && ReferenceEquals(Operations.Receiver(wrapped) is { } receiver ? Operations.Unconverted(receiver) : null, value))
        {
            value = wrapped;
        }

        var consumer = Operations.Consumer(value);
        switch (consumer)
        {
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                return HolderIsAdded(declarator.Symbol, loop);
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Add" or "Enqueue" or "Push", Instance: { } collection } }:
                return IsOutside(collection, loop);
            case ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: var array } }:
                return IsOutside(array, loop);
            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } indexed } }:
                return IsOutside(indexed, loop);
            case ISimpleAssignmentOperation { Target: IDiscardOperation } or IExpressionStatementOperation:
                return true;
            default:
                return false;
        }
    }

    private static bool HolderIsAdded(ILocalSymbol task, ILoopOperation loop)
    {
        foreach (var part in loop.Body.Descendants())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, task))
            {
                return Operations.Consumer(reference) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Add" or "Enqueue" or "Push", Instance: { } collection } } && IsOutside(collection, loop);
            }
        }

        return false;
    }

    // A pass that waits for the collection waits for its task.
    private static bool IsOutside(IOperation collection, ILoopOperation loop)
    {
        if (Operations.SymbolOf(Operations.Unconverted(collection)) is not { } symbol || Operations.IsDeclaredIn(symbol, loop.Syntax))
        {
            return false;
        }

        foreach (var part in loop.Descendants())
        {
            if (part is IAwaitOperation wait)
            {
                foreach (var awaited in wait.Descendants())
                {
                    if (SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(awaited), symbol))
                    {
                        return false;
                    }
                }
            }
        }

        return true;
    }

    private static ISymbol? HolderOf(IOperation statement, IInvocationOperation start) => statement switch
    {
        IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } } => local.Local,
        IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod.Name: "Add", Instance: ILocalReferenceOperation collection } } => collection.Local,
        IVariableDeclarationGroupOperation group => DeclaratorOf(group, start)?.Symbol,
        _ => null,
    };

    private static IVariableDeclaratorOperation? DeclaratorOf(IVariableDeclarationGroupOperation group, IOperation start)
    {
        for (var current = start; current is not null && !ReferenceEquals(current, group); current = current.Parent)
        {
            if (current is IVariableDeclaratorOperation declarator)
            {
                return declarator;
            }
        }

        return null;
    }

    // tasks.Add(…)
    private static bool IsAdding(ILocalReferenceOperation reference) =>
        reference.Parent is IInvocationOperation { TargetMethod.Name: "Add" } call && ReferenceEquals(call.Instance, reference) ||
        Operations.Consumer(reference) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Add" } };

    // Task.WhenAll(before, db.Orders.ToListAsync()): named beside it, awaited with it.
    private static bool AreTogether(IOperation reference, IOperation operation)
    {
        for (var current = reference.Parent; current is not null; current = current.Parent)
        {
            if (current is IAwaitOperation or IBlockOperation)
            {
                return false;
            }

            if (current is IInvocationOperation or ITupleOperation && Operations.IsWithin(operation, current))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>What becomes of the tasks a <c>Select</c> makes.</summary>
internal static class TasksOfSelect
{
    /// <summary>Whether all tasks are started before the first is awaited: the sequence goes to <c>WhenAll</c>, or into a list.</summary>
    public static bool AreStarted(IInvocationOperation select, ITypeSymbol returned)
    {
        if (select.TargetMethod is not { Name: "Select", ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } } || !Operations.IsTask(returned))
        {
            return false;
        }

        return GoesToAll(select, 0);
    }

    private static bool GoesToAll(IOperation sequence, int depth)
    {
        switch (Operations.Consumer(sequence))
        {
            case ISpreadOperation:
                return true;
            case IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "List" or "HashSet" or "Queue" or "Stack" or "ConcurrentBag" } }:
                return true;
            case IArgumentOperation { Parent: IInvocationOperation call }:
                return call.TargetMethod.Name is "WhenAll" or "WaitAll" or "WhenAny" or "WhenEach" or "ToList" or "ToArray" or "AddRange" or "ToImmutableArray" or "ToImmutableList" or "ToHashSet" ||
                    call.TargetMethod.Name is "Concat" or "Append" or "Prepend" or "Cast" or "AsEnumerable" && GoesToAll(call, depth);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } when depth == 0:
                foreach (var part in Operations.Function(declarator).Descendants())
                {
                    if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol) && GoesToAll(reference, 1))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }
}
