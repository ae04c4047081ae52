using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A lazy sequence of tasks in a local, and two places where its work starts.</summary>
/// <param name="Declaration">Where the local is given the sequence.</param>
/// <param name="First">The local where it is enumerated first.</param>
/// <param name="Second">The local where it is enumerated again; the same place in a loop.</param>
/// <param name="IsSimple">All uses are enumerations, and the first follows the declaration at once.</param>
internal sealed record TaskEnumeration(IOperation Declaration, IOperation First, IOperation Second, bool IsSimple);

/// <summary>Finds sequences that start their tasks anew each time they are enumerated, and are enumerated more than once.</summary>
internal sealed class TaskEnumerations(Facts facts)
{
    private const int MaximumDepth = 2;

    /// <summary>Where the sequence a local is declared with is enumerated again; null when nowhere, or when nothing is known.</summary>
    public TaskEnumeration? Of(ILocalSymbol local, IOperation reference)
    {
        var writes = LocalValues.Around(Operations.Root(reference)).Of(local);
        if (writes.Count != 1 || writes[0] is not { Write: IVariableDeclaratorOperation declarator, Value: { } value } || !StartsWork(value))
        {
            return null;
        }

        var function = Operations.Function(declarator);
        IOperation? first = null;
        var isSimple = true;
        TaskEnumeration? found = null;
        foreach (var use in function.Descendants())
        {
            if (use is not ILocalReferenceOperation other || !SymbolEqualityComparer.Default.Equals(other.Local, local))
            {
                continue;
            }

            if (!ReferenceEquals(Operations.Function(use), function) || Enumeration(use, function, 0) is not { } place)
            {
                isSimple = false;
                continue;
            }

            isSimple &= !IsReversed(use);
            first ??= use;
            if (found is null && (!ReferenceEquals(first, use) && BothRun(first, place) || IsRepeated(place, declarator)))
            {
                found = new TaskEnumeration(declarator, first, use, false);
            }
        }

        return found is null ? null : found with { IsSimple = isSimple && Follows(declarator, found.First) };
    }

    /// <summary>
    /// One report per cause: whether a task is an element of a sequence that is enumerated again, so that keeping the started tasks
    /// also ends the wait for it.
    /// </summary>
    public bool IsStartedAnew(IOperation task)
    {
        for (var depth = 0; depth < 2 * MaximumDepth; depth++)
        {
            task = TaskSource.Of(task, facts);
            switch (task)
            {
                case ILocalReferenceOperation { Local: var local } when Operations.IsTask(local.Type):
                    if (Place.LoopOf(local, Operations.Root(task)) is not { } loop)
                    {
                        return false;
                    }

                    task = loop.Collection;
                    break;
                case ILocalReferenceOperation { Local: var local }:
                    return Of(local, task) is not null;
                case IParameterReferenceOperation { Parameter: var parameter }:
                    if (LambdaAround(task, parameter) is not { } lambda || Loops.CallReceiving(lambda) is not { Arguments.Length: > 0 } receiving)
                    {
                        return false;
                    }

                    task = receiving.Arguments[0].Value;
                    break;
                case IInvocationOperation call when TaskSource.IsElementOperator(call) || TaskSource.PassedThrough(call) is not null:
                    task = Operations.Receiver(call) ?? call.Arguments[0].Value;
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    private static IAnonymousFunctionOperation? LambdaAround(IOperation use, IParameterSymbol parameter)
    {
        for (var current = use.Parent; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation lambda && SymbolEqualityComparer.Default.Equals(lambda.Symbol, parameter.ContainingSymbol))
            {
                return lambda;
            }
        }

        return null;
    }

    // A Select at the end whose function starts something on every call.
    private bool StartsWork(IOperation value)
    {
        value = Operations.Unconverted(value);
        if (value is ITranslatedQueryOperation query)
        {
            value = Operations.Unconverted(query.Operation);
        }

        if (value is not IInvocationOperation call || !IsLinq(call))
        {
            return false;
        }

        if (call.TargetMethod.Name != "Select")
        {
            return call.TargetMethod.Name is "Where" or "Take" or "Skip" or "TakeWhile" or "SkipWhile" or "AsEnumerable" or "Concat" or "Append" or "Prepend" && call.Arguments.Length > 0 && StartsWork(call.Arguments[0].Value);
        }

        if (call.Arguments.Length < 2 || call.Arguments[1].Value is not { } selector)
        {
            return false;
        }

        if (TaskSource.LambdaOf(selector) is { } lambda)
        {
            return lambda.Symbol.IsAsync ? HasWork(lambda.Body) : TaskSource.BodyOf(lambda) is { } body && Starts(TaskSource.Of(body, facts) as IInvocationOperation);
        }

        return Operations.Unconverted(selector) is IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: var method } } && Starts(method);
    }

    private bool HasWork(IOperation body)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is IAwaitOperation { Operation: var awaited } && TaskSource.Of(awaited, facts) is IInvocationOperation call && (facts.Knowledge.EffectsOf(call.TargetMethod) & ApiEffects.Completes) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool Starts(IInvocationOperation? call) => call is not null && Starts(call.TargetMethod);

    // What keeps its tasks has another name, or is known to.
    private bool Starts(IMethodSymbol method)
    {
        if (!Operations.IsTask(method.ReturnType) || (facts.Knowledge.EffectsOf(method) & (ApiEffects.Completes | ApiEffects.Memoizes | ApiEffects.Lookup)) != 0)
        {
            return false;
        }

        return method.IsAsync || method is { Name: "Run" or "Delay", ContainingType.Name: "Task" } ||
            method.Name.EndsWith("Async", StringComparison.Ordinal) && method.Name.IndexOf("GetOr", StringComparison.Ordinal) < 0 && method.Name.IndexOf("Cache", StringComparison.Ordinal) < 0;
    }

    // The operation that enumerates; null when the sequence goes elsewhere.
    private IOperation? Enumeration(IOperation use, IOperation function, int depth)
    {
        var current = use;
        while (true)
        {
            switch (Operations.Consumer(current))
            {
                case IForEachLoopOperation { IsAsynchronous: false } loop when Operations.IsWithin(current, loop.Collection):
                    return loop.Collection;
                case ISpreadOperation spread:
                    return spread;
                case IReturnOperation returned when !ReferenceEquals(current, use) && returned.Kind == OperationKind.Return:
                    return returned;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation other } when !ReferenceEquals(current, use) && depth < MaximumDepth:
                    return OfLocal(other.Symbol, function, depth + 1);
                case IArgumentOperation { Parent: IInvocationOperation call } argument:
                    var method = call.TargetMethod;
                    if (method is { Name: "WhenAll" or "WhenAny" or "WhenEach" or "WaitAll", ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } })
                    {
                        return method.Name == "WhenEach" ? null : call;
                    }

                    if (!IsLinq(call) || argument.Parameter?.Ordinal != 0)
                    {
                        return null;
                    }

                    if ((facts.Knowledge.EffectsOf(method) & ApiEffects.Consumes) != 0)
                    {
                        // Any and Count may know the answer without asking for elements.
                        return method.Name == "Any" && call.Arguments.Length == 1 ? null : call;
                    }

                    if (method.Name is not ("Select" or "Where" or "SelectMany" or "OrderBy" or "Concat" or "Cast" or "OfType" or "Take" or "Skip" or "Zip" or "AsEnumerable" or "Distinct"))
                    {
                        return null;
                    }

                    current = call;
                    continue;
                default:
                    return null;
            }
        }
    }

    private IOperation? OfLocal(ILocalSymbol local, IOperation function, int depth)
    {
        foreach (var operation in function.Descendants())
        {
            if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && ReferenceEquals(Operations.Function(reference), function) &&
                Enumeration(reference, function, depth) is { } place)
            {
                return place;
            }
        }

        return null;
    }

    // Nothing between the two leaves, and they are no alternatives of each other.
    private static bool BothRun(IOperation first, IOperation second)
    {
        IOperation child = first;
        for (var parent = first.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            if (Operations.IsWithin(second, parent))
            {
                return parent is not (IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation or ICoalesceOperation or ITryOperation) || parent is IConditionalOperation either && Operations.IsWithin(first, either.Condition);
            }

            if (parent is IReturnOperation or IThrowOperation ||
                parent is IBlockOperation { Operations: { Length: > 0 } statements } && statements[statements.Length - 1] is IReturnOperation or IThrowOperation or IBranchOperation or IExpressionStatementOperation { Operation: IThrowOperation })
            {
                return false;
            }
        }

        return false;
    }

    private bool IsRepeated(IOperation place, IVariableDeclaratorOperation declarator) =>
        facts.Loops.Around(place) is { Owner: ILoopOperation loop } around && !Operations.IsWithin(declarator, loop) && !Loops.LeavesOnFirstPass(around) && !Loops.LeavesAfter(place, around) &&
        Operations.IsWithin(place, loop);

    private static bool Follows(IOperation declarator, IOperation first)
    {
        var statement = Statement(declarator);
        var next = Statement(first);
        if (statement?.Parent is not IBlockOperation block || next is null || !ReferenceEquals(next.Parent, block))
        {
            return false;
        }

        var place = block.Operations.IndexOf(statement);
        return place >= 0 && place + 1 < block.Operations.Length && ReferenceEquals(block.Operations[place + 1], next) && next is not (IConditionalOperation or ISwitchOperation or ITryOperation or IWhileLoopOperation or IForLoopOperation);
    }

    private static IOperation? Statement(IOperation operation)
    {
        var current = operation;
        while (current.Parent is { } parent and not IBlockOperation)
        {
            current = parent;
        }

        return current;
    }

    private static bool IsReversed(IOperation use) =>
        Operations.Consumer(use) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Reverse" } };

    private static bool IsLinq(IInvocationOperation call) => call.TargetMethod.ContainingType is { Name: "Enumerable", ContainingNamespace.Name: "Linq" };
}
