using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Whether tasks are known to have ended where their results are read: awaited before, checked, made ended, handed to a
/// continuation. Made for one question about one member's code; asked only for candidates, because it builds flow graphs.
/// </summary>
internal sealed partial class Completion
{
    private const int MaximumDepth = 8;

    private readonly int _depth;

    private Dictionary<(SyntaxNode, OperationKind), IOperation>? _originals;

    private Completion(Facts facts, IOperation root, int depth, CancellationToken cancellation)
    {
        Facts = facts;
        Root = root;
        _depth = depth;
        Cancellation = cancellation;
    }

    public Facts Facts { get; }

    /// <summary>The body of the member that holds the question.</summary>
    public IOperation Root { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>Whether the task that <paramref name="task"/> evaluates to has ended by then.</summary>
    public static bool HasEnded(IOperation task, Facts facts, CancellationToken cancellation)
    {
        var completion = new Completion(facts, RootOf(task), 0, cancellation);
        return completion.HasEnded(task, default, 0);
    }

    /// <summary>Whether every task (or any, when <paramref name="any"/>) among the arguments of a call has ended by then.</summary>
    public static bool HaveEnded(IInvocationOperation call, bool any, Facts facts, CancellationToken cancellation)
    {
        if (call.Arguments.Length == 0)
        {
            return false;
        }

        var completion = new Completion(facts, RootOf(call), 0, cancellation);
        var tasks = Operations.Unconverted(call.Arguments[0].Value);
        if (any && TaskSource.Elements(tasks) is { } elements)
        {
            foreach (var element in elements)
            {
                if (completion.HasEnded(element, default, 1))
                {
                    return true;
                }
            }

            return false;
        }

        return completion.ElementsHaveEnded(tasks, "", default, 1);
    }

    internal bool HasEnded(IOperation? value, Point at, int depth)
    {
        if (value is null || depth > MaximumDepth)
        {
            return false;
        }

        value = TaskSource.Of(value, Facts);
        switch (value)
        {
            case IAwaitOperation wait:
                return HandsOutEnded(wait.Operation);
            case IInvocationOperation call:
                return CallHasEnded(call, at, depth);
            case IObjectCreationOperation { Type: { Name: "ValueTask", ContainingNamespace.Name: "Tasks" } } creation:
                // From a value: ended. From a task: as that. From a source with its token: unknown.
                return creation.Arguments.Length switch
                {
                    0 => true,
                    1 => creation.Arguments[0].Parameter?.Type is not INamedTypeSymbol { Name: "Task" } || HasEnded(creation.Arguments[0].Value, at, depth + 1),
                    _ => false,
                };
            case IDefaultValueOperation { Type: { Name: "ValueTask" } }:
            case IThrowOperation:
                return true;
            case IConditionalOperation { WhenFalse: { } otherwise } conditional:
                return HasEnded(conditional.WhenTrue, at, depth + 1) && HasEnded(otherwise, at, depth + 1);
            case ICoalesceOperation coalesce:
                return HasEnded(coalesce.Value, at, depth + 1) && HasEnded(coalesce.WhenNull, at, depth + 1);
            case ISwitchExpressionOperation choice:
                foreach (var arm in choice.Arms)
                {
                    if (!HasEnded(arm.Value, at, depth + 1))
                    {
                        return false;
                    }
                }

                return choice.Arms.Length > 0;
            case ISimpleAssignmentOperation assignment:
                return HasEnded(assignment.Value, at, depth + 1);
            case IPropertyReferenceOperation property when Facts.Knowledge.Of(property.Property) is { } known && known.Has(ApiEffects.Completes | ApiEffects.Blocks):
                return known.Has(ApiEffects.Completes) || (property.Instance is not null && HandsOutEnded(property.Instance));
            default:
                return Place.Is(value) && PlaceHasEnded(value, at, depth);
        }
    }

    /// <summary>Whether the elements of a sequence (or what <paramref name="path"/> leads to from each) have ended by then.</summary>
    internal bool ElementsHaveEnded(IOperation tasks, string path, Point at, int depth)
    {
        if (depth > MaximumDepth)
        {
            return false;
        }

        tasks = TaskSource.Of(tasks, Facts);
        Place.Normalize(ref tasks, ref path);
        if (at.At is null)
        {
            at = at with { At = tasks };
        }

        if (TaskSource.Elements(tasks) is { } elements)
        {
            foreach (var element in elements)
            {
                if (path.Length > 0 || !HasEnded(element, at, depth + 1))
                {
                    return false;
                }
            }

            return elements.Length > 0;
        }

        switch (tasks)
        {
            case IInvocationOperation call:
                if (Facts.Knowledge.Of(call.TargetMethod)?.Value("elements") == "ended")
                {
                    return true;
                }

                if (TaskSource.ProjectionOf(call) is { } projection)
                {
                    return projection.Path is { } member && ElementsHaveEnded(projection.Source, Place.Join(member, path), at, depth + 1);
                }

                return TaskSource.PassedThrough(call) is { } source &&
                    (ChecksEach(call, path) || ElementsHaveEnded(source, path, at, depth + 1));
            case IParameterReferenceOperation parameter when ReceivingCall(parameter)?.Value("parameter") == "ended":
                return true;
            case ILocalReferenceOperation local when Writes.OnlyValue(local.Local, Root) is { } value:
                // A deferred sequence makes new tasks each time it is enumerated: what was awaited is not what is read.
                return !TaskSource.IsDeferred(value) &&
                    (CompletionFlow.HaveEnded(this, new Target(tasks, true, path), at, depth) || ElementsHaveEnded(value, path, at, depth + 1));
            default:
                return Place.Is(tasks) && CompletionFlow.HaveEnded(this, new Target(tasks, true, path), at, depth);
        }
    }

    /// <summary>Whether an awaitable hands out a task that has ended: <c>Task.WhenAny</c>, alone or kept in a local.</summary>
    internal bool HandsOutEnded(IOperation awaited, int depth = 0) => WinnerOf(awaited, depth) is not null;

    /// <summary>The <c>Task.WhenAny</c> call behind an awaited expression.</summary>
    internal IInvocationOperation? WinnerOf(IOperation awaited, int depth = 0) => TaskSource.Of(awaited, Facts) switch
    {
        IInvocationOperation call => Facts.Knowledge.Of(call.TargetMethod)?.Value("result") == "ended" ? call : null,
        ILocalReferenceOperation local when depth < 3 && Writes.OnlyValue(local.Local, Root) is { } value => WinnerOf(value, depth + 1),
        _ => null,
    };

    private bool CallHasEnded(IInvocationOperation call, Point at, int depth)
    {
        var known = Facts.Knowledge.Of(call.TargetMethod);
        if (known is not null && known.Has(ApiEffects.Completes))
        {
            return true;
        }

        if (known?.Value("joins") == "all")
        {
            return call.Arguments.Length > 0 && ElementsHaveEnded(call.Arguments[0].Value, "", at, depth + 1);
        }

        if (known is not null && known.Has(ApiEffects.Blocks))
        {
            return call.Instance is not null && HandsOutEnded(call.Instance);
        }

        if (TaskSource.IsElementOperator(call))
        {
            return ElementsHaveEnded(call.Arguments[0].Value, "", at, depth + 1);
        }

        return IsSynchronousByFlag(call) || IsInMemory(call) || (known is null && OwnMethodEnds(call, depth));
    }

    // Reads and writes what lies in this process, and nothing else: JsonSerializer.DeserializeAsync(memory).
    private bool IsInMemory(IInvocationOperation call)
    {
        if (!Dispatch.IsFramework(call.TargetMethod.ContainingAssembly) || call.Instance is { } instance && InMemory.IsStreamLike(instance.Type) && !InMemory.Is(instance, Facts, Cancellation))
        {
            return false;
        }

        var isOver = call.Instance is { } receiver && InMemory.IsStreamLike(receiver.Type);
        foreach (var argument in call.Arguments)
        {
            if (InMemory.IsStreamLike(argument.Parameter?.Type))
            {
                if (!InMemory.Is(argument.Value, Facts, Cancellation))
                {
                    return false;
                }

                isOver = true;
            }
        }

        return isOver;
    }

    /// <summary>Whether a call passes a constant that asks a two-way method to do its work synchronously: <c>LoadCore(async: false)</c>.</summary>
    internal static bool IsSynchronousByFlag(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && AsyncFlag.MeaningOf(parameter) is { } trueMeansAsync &&
                argument.Value.ConstantValue is { HasValue: true, Value: bool flag } && flag != trueMeansAsync)
            {
                return true;
            }
        }

        return false;
    }

    private bool PlaceHasEnded(IOperation place, Point at, int depth)
    {
        if (at.At is null)
        {
            at = at with { At = place };
        }

        switch (place)
        {
            case IFieldReferenceOperation { Field: { IsReadOnly: true, IsStatic: true } field } when InitialValueEnds(field):
            case IPropertyReferenceOperation { Property: { SetMethod: null, IsVirtual: false, IsAbstract: false } property } when InitialValueEnds(property):
            case IParameterReferenceOperation parameter when ReceivingCall(parameter)?.Value("parameter") == "ended":
                return true;
            case ILocalReferenceOperation local when Writes.OnlyValue(local.Local, Root) is { } value && HasEnded(value, at, depth + 1):
                return true;
        }

        return (Place.ElementOf(place, this) is { } element && (element.HasEnded || ElementsHaveEnded(element.Source, element.Path, at, depth + 1))) ||
            CompletionFlow.HaveEnded(this, new Target(place, false, ""), at, depth);
    }

    private bool InitialValueEnds(ISymbol member)
    {
        var body = Facts.Bodies.Of(member, Cancellation);
        var value = body switch
        {
            ISymbolInitializerOperation initializer => initializer.Value,
            IBlockOperation { Operations: { Length: 1 } statements } when statements[0] is IReturnOperation { ReturnedValue: { } returned } => returned,
            _ => null,
        };
        return value is not null && _depth < 3 &&
            new Completion(Facts, body!, _depth + 1, Cancellation).HasEnded(value, default, 1);
    }

    // What is known of the call that a lambda with this parameter is given to.
    private ApiEntry? ReceivingCall(IParameterReferenceOperation parameter) =>
        LambdaOf(parameter) is { } lambda && Loops.CallReceiving(lambda) is { } call ? Facts.Knowledge.Of(call.TargetMethod) : null;

    /// <summary>The lambda that declares a parameter.</summary>
    internal IAnonymousFunctionOperation? LambdaOf(IParameterReferenceOperation parameter)
    {
        foreach (var operation in Root.DescendantsAndSelf())
        {
            if (operation is IAnonymousFunctionOperation lambda && SymbolEqualityComparer.Default.Equals(lambda.Symbol, parameter.Parameter.ContainingSymbol))
            {
                return lambda;
            }
        }

        return null;
    }

    // tasks.Where(t => t.IsCompletedSuccessfully): those left have ended.
    private bool ChecksEach(IInvocationOperation call, string path) =>
        call.TargetMethod.Name is "Where" or "TakeWhile" && call.Arguments.Length > 1 && Guards.ProveEach(call.Arguments[1].Value, path, this);

    /// <summary>The operation of the member's body that a flow graph's operation is a copy of; itself where there is none.</summary>
    internal IOperation OriginalOf(IOperation copy)
    {
        if (_originals is null)
        {
            _originals = [];
            foreach (var operation in Root.DescendantsAndSelf())
            {
                if (!operation.IsImplicit)
                {
                    _originals[(operation.Syntax, operation.Kind)] = operation;
                }
            }
        }

        return !copy.IsImplicit && _originals.TryGetValue((copy.Syntax, copy.Kind), out var original) ? original : copy;
    }

    private static IOperation RootOf(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }
}
