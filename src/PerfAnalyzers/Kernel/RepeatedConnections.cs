using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A connection or context that every pass of a loop makes or opens anew for the same target.</summary>
/// <param name="Operation">The creation, the factory call or the <c>Open</c>.</param>
/// <param name="Loop">The outermost loop that repeats it for the same target.</param>
/// <param name="IsContext">A unit of work rather than a bare connection.</param>
/// <param name="UsesInnerLocals">Its target is made from locals of the pass.</param>
internal sealed record RepeatedConnection(IOperation Operation, Repetition Loop, bool IsContext, bool UsesInnerLocals);

/// <summary>Finds connections and contexts made per element although one would serve all.</summary>
internal sealed class RepeatedConnections(Facts facts, CancellationToken cancellation)
{
    private static readonly string[] s_partitions = ["tenant", "shard", "server", "region", "catalog", "databasename", "replica", "node"];

    private readonly ElementGuards _guards = new(facts);

    /// <summary>The connection an operation makes or opens on every pass; null when it makes none, or each pass needs its own.</summary>
    public RepeatedConnection? Of(IOperation operation)
    {
        if (facts.Loops.Around(operation) is null || TypeOf(operation) is not { } type || Operations.IsInExpressionTree(operation))
        {
            return null;
        }

        RepeatedConnection? found = null;
        for (var loop = _guards.Repeated(facts.Loops.Around(operation), cancellation); loop is not null; loop = _guards.Repeated(facts.Loops.Around(loop.Owner), cancellation))
        {
            if (In(loop, operation, !Connections.Is(type)) is not { } outer)
            {
                break;
            }

            found = outer;
        }

        return found;
    }

    private RepeatedConnection? In(Repetition loop, IOperation operation, bool isContext)
    {
        if (!IsOrderly(loop) || facts.MemoGuards.Guard(operation, loop.Region) || Loops.LeavesAfter(operation, loop) || IsGuarded(operation, loop.Region) || IsPartitioned(loop) ||
            facts.Loops.Calls(loop.Region, ApiEffects.Waits) || isContext && (Saves(loop) || HasInnerLoop(operation, loop)))
        {
            return null;
        }

        var invariance = new Invariance(facts, loop.Region, new StateChanges(facts, cancellation), cancellation);
        if (operation is IInvocationOperation { TargetMethod.Name: "Open" or "OpenAsync", Instance: { } connection } && Connections.Is(connection.Type))
        {
            // Opened and closed on each pass; one that belongs to the pass is judged where it is made.
            return Operations.SymbolOf(Operations.Unconverted(connection)) is { } symbol && invariance.Holds(connection) && !invariance.UsesInnerLocals && IsClosed(symbol, loop)
                ? new RepeatedConnection(operation, loop, false, true)
                : null;
        }

        return IsOwned(operation) && Holds(operation, invariance) && !IsInMemory(operation)
            ? new RepeatedConnection(operation, loop, isContext, invariance.UsesInnerLocals)
            : null;
    }

    // What a new connection or context is made by; null for anything else.
    private ITypeSymbol? TypeOf(IOperation operation)
    {
        switch (operation)
        {
            case IObjectCreationOperation { Type: { } created } when IsTarget(created):
                return created;
            case IInvocationOperation call:
                var type = Operations.Awaited(call.Type);
                return call.TargetMethod.Name is "Open" or "OpenAsync" && Connections.Is(call.Instance?.Type) ? call.Instance!.Type :
                    IsTarget(type) && call.TargetMethod.Name is not ("GetService" or "GetRequiredService" or "Resolve" or "GetDbConnection" or "Clone") ? type : null;
            default:
                return null;
        }
    }

    private bool IsTarget(ITypeSymbol? type) =>
        type is { SpecialType: SpecialType.None } && (Connections.Is(type) || facts.Knowledge.OfType(type) is { } known && known.Has(ApiEffects.Context));

    // Passes that follow each other, over single elements: no tasks at once, no chunks, nothing whose end the database decides.
    private static bool IsOrderly(Repetition loop)
    {
        if (loop.Owner is IInvocationOperation call)
        {
            return call.TargetMethod.ContainingType.Name is not ("Parallel" or "ParallelEnumerable") && loop.Lambda is { Symbol.IsAsync: false } lambda &&
                lambda.Symbol.ReturnType is not { Name: "Task" or "ValueTask" };
        }

        return loop.Source is not { } source || !(Collections.Is(ElementOf(source.Type)) || source is IInvocationOperation { TargetMethod.Name: "Chunk" or "Batch" or "Buffer" });
    }

    private static ITypeSymbol? ElementOf(ITypeSymbol? type)
    {
        if (type is IArrayTypeSymbol array)
        {
            return array.ElementType;
        }

        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T } sequence)
        {
            return sequence.TypeArguments[0];
        }

        foreach (var contract in type?.AllInterfaces ?? [])
        {
            if (contract.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
            {
                return contract.TypeArguments[0];
            }
        }

        return null;
    }

    // Made when the last one broke, every n elements, or inside a try that keeps failures apart.
    private static bool IsGuarded(IOperation operation, IOperation region)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null && !ReferenceEquals(child, region); child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case IConditionalOperation choice when !ReferenceEquals(choice.Condition, child) && IsUpkeep(choice.Condition):
                case ITryOperation { Catches.Length: > 0 }:
                case ICoalesceOperation or ICoalesceAssignmentOperation or ISwitchCaseOperation or ISwitchExpressionArmOperation:
                case ISimpleAssignmentOperation assignment when ReferenceEquals(assignment.Value, child) && assignment.Target is not ILocalReferenceOperation:
                    return true;
            }
        }

        foreach (var part in region.Descendants())
        {
            if (part is ITryOperation { Catches.Length: > 0 } attempt && Operations.IsWithin(operation, attempt))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsUpkeep(IOperation condition)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            if (part is IBinaryOperation { OperatorKind: BinaryOperatorKind.Remainder } or IPropertyReferenceOperation { Property.Name: "State" or "Count" } or IIncrementOrDecrementOperation ||
                part.ConstantValue is { HasValue: true, Value: null })
            {
                return true;
            }
        }

        return false;
    }

    // The pass speaks of tenants, shards or servers: an ambient target may change although no argument shows it.
    private static bool IsPartitioned(Repetition loop)
    {
        foreach (var part in loop.Owner.Descendants())
        {
            if (part is ILocalReferenceOperation or IParameterReferenceOperation or IInvocationOperation or IPropertyReferenceOperation or IFieldReferenceOperation or IVariableDeclaratorOperation &&
                (part is IVariableDeclaratorOperation declared ? declared.Symbol : Operations.SymbolOf(part)) is { } symbol && (Names(symbol.Name) || symbol is ILocalSymbol { Type: { } type } && Names(type.Name)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Names(string name)
    {
        foreach (var word in s_partitions)
        {
            if (name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    // A context whose changes are saved in the pass is a unit of work on purpose: its tracker stays small.
    private bool Saves(Repetition loop)
    {
        foreach (var part in loop.Region.Descendants())
        {
            if (part is IInvocationOperation call && (facts.Knowledge.EffectsOf(call.TargetMethod) & ApiEffects.Save) != 0)
            {
                return true;
            }
        }

        return new StateChanges(facts, cancellation).Add(loop.Region).MayWrite;
    }

    private static bool HasInnerLoop(IOperation operation, Repetition loop)
    {
        foreach (var part in loop.Region.Descendants())
        {
            if (part is ILoopOperation && part.Syntax.SpanStart > operation.Syntax.SpanStart)
            {
                return true;
            }
        }

        return false;
    }

    private bool Holds(IOperation operation, Invariance invariance)
    {
        switch (operation)
        {
            case IObjectCreationOperation creation:
                foreach (var argument in creation.Arguments)
                {
                    if (!invariance.Holds(argument.Value))
                    {
                        return false;
                    }
                }

                return invariance.Holds(creation.Initializer);
            case IInvocationOperation call:
                foreach (var argument in call.Arguments)
                {
                    if (!invariance.Holds(argument.Value))
                    {
                        return false;
                    }
                }

                return invariance.Holds(call.Instance) && ((facts.Knowledge.EffectsOf(call.TargetMethod) & ApiEffects.Connect) != 0 || MakesOne(call));
            default:
                return false;
        }
    }

    // A factory of the user's own: its name says so, or its body shows it.
    private static bool MakesOne(IInvocationOperation call) =>
        call.TargetMethod.Name.StartsWith("Create", StringComparison.Ordinal) || call.TargetMethod.Name.StartsWith("Open", StringComparison.Ordinal) ||
        call.TargetMethod.Name.StartsWith("New", StringComparison.Ordinal) || call.TargetMethod.Name.StartsWith("Get", StringComparison.Ordinal);

    // Disposed by the pass that made it.
    private static bool IsOwned(IOperation operation)
    {
        var value = operation;
        while (value.Parent is IAwaitOperation or IConversionOperation or IParenthesizedOperation || value.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
        {
            value = value.Parent!;
        }

        if (value.Parent is IUsingOperation)
        {
            return true;
        }

        if (value.Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator })
        {
            return false;
        }

        for (var current = declarator.Parent; current is IVariableDeclarationOperation or IVariableDeclarationGroupOperation or IUsingDeclarationOperation or IUsingOperation; current = current.Parent)
        {
            if (current is IUsingDeclarationOperation or IUsingOperation)
            {
                return true;
            }
        }

        foreach (var part in Operations.Function(operation).Descendants())
        {
            if (part is IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" or "Close" or "CloseAsync", Instance: ILocalReferenceOperation local } &&
                SymbolEqualityComparer.Default.Equals(local.Local, declarator.Symbol))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsClosed(ISymbol connection, Repetition loop)
    {
        foreach (var part in loop.Region.Descendants())
        {
            if (part is IInvocationOperation { TargetMethod.Name: "Close" or "CloseAsync", Instance: { } instance } && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(Operations.Unconverted(instance)), connection))
            {
                return true;
            }
        }

        return false;
    }

    // Each connection to a private in-memory database is a database of its own.
    private static bool IsInMemory(IOperation operation)
    {
        foreach (var part in operation.Descendants())
        {
            if (part.ConstantValue is { HasValue: true, Value: string text } && text.IndexOf("memory", StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
