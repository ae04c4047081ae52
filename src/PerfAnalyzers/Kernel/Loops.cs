using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Which code runs once per element: bodies and conditions of loop statements, lambdas and method groups given to LINQ to
/// Objects, <c>List.ForEach</c>, <c>Parallel</c> and their like (API word <c>per-element</c>), or to a method of the project that
/// calls them for the elements of a sequence it is given. A <c>foreach</c> source and a
/// <c>for</c> initializer run once and are outside. Lambdas given to anything else are a boundary: nobody knows when they run.
/// </summary>
internal sealed class Loops(Facts facts)
{
    /// <summary>The innermost repetition around an operation within its function; null when there is none.</summary>
    public Repetition? Around(IOperation operation)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null; child = parent, parent = parent.Parent!)
        {
            switch (parent)
            {
                case ILoopOperation loop when RunsPerPass(loop, child):
                    return Repetition.OfLoop(loop);
                case IAnonymousFunctionOperation lambda:
                    if (PerElementCall(lambda) is { } call)
                    {
                        return Repetition.OfDelegate(call, lambda);
                    }

                    if (ImmediateCall(lambda) is null)
                    {
                        return null;
                    }

                    break;
                case ILocalFunctionOperation:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Whether a loop or lambda is around an operation: the cheap test before <see cref="Around"/>.</summary>
    public static bool MayBeIn(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is ILoopOperation or IAnonymousFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The repetition that calls a method group per element (<c>ids.Select(Load)</c>); null for any other use of it.</summary>
    public Repetition? AroundMethodGroup(IMethodReferenceOperation method) =>
        PerElementCall(method) is { } call ? Repetition.OfDelegate(call, null) : null;

    /// <summary>
    /// The call that runs a delegate value once per element of another argument; null when the value goes elsewhere or
    /// becomes an expression tree.
    /// </summary>
    public IInvocationOperation? PerElementCall(IOperation function) => CallWith(function, ApiEffects.PerElement);

    /// <summary>The call that runs a delegate value once, right away (execution strategies, transactions).</summary>
    public IInvocationOperation? ImmediateCall(IOperation function) => CallWith(function, ApiEffects.Immediate);

    /// <summary>How many times at most the repetition runs, when the code shows it; null when data decides.</summary>
    public int? TripCount(Repetition repetition, CancellationToken cancellation) => repetition.Owner switch
    {
        IForLoopOperation counted => CountedTrips(counted),
        _ when repetition.Source is not null => Length(repetition.Source, 0, cancellation),
        _ => null,
    };

    /// <summary>Whether a sequence has at most <paramref name="count"/> elements, when the code shows it.</summary>
    public bool IsFew(IOperation source, int count, CancellationToken cancellation) => Length(source, 0, cancellation) <= count;

    /// <summary>Whether every path through a loop's body leaves it: a search written as a loop, not a repetition.</summary>
    public static bool LeavesOnFirstPass(Repetition repetition)
    {
        if (repetition.Owner is not ILoopOperation { Body: IBlockOperation { Operations: { Length: > 0 } statements } } loop)
        {
            return false;
        }

        var last = statements[statements.Length - 1];
        return Leaves(last, loop) && !ContainsContinue(loop.Body, loop);
    }

    /// <summary>Whether a pass that reaches the operation is the loop's last: a return, break or throw ends a block around it.</summary>
    public static bool LeavesAfter(IOperation operation, Repetition repetition)
    {
        if (repetition.Owner is not ILoopOperation loop)
        {
            return false;
        }

        // A return inside a lambda leaves the lambda: what counts is where the outermost one stands.
        var start = operation;
        for (var current = operation; current is not null && !ReferenceEquals(current, loop); current = current.Parent)
        {
            start = current is IAnonymousFunctionOperation ? current : start;
        }

        for (var current = start; current is not null && !ReferenceEquals(current, loop); current = current.Parent)
        {
            switch (current)
            {
                case IReturnOperation { Kind: OperationKind.Return }:
                case IBlockOperation { Operations: { Length: > 0 } statements } when Leaves(statements[statements.Length - 1], loop) && !ContainsContinue(current, loop):
                case ISwitchCaseOperation { Body: { Length: > 0 } body } when Leaves(body[body.Length - 1], loop) && !ContainsContinue(current, loop):
                    return true;
            }
        }

        return false;
    }

    /// <summary>The innermost repetition that runs an operation again and again: not a few times only, not left once it has run.</summary>
    public Repetition? Repeating(IOperation operation, CancellationToken cancellation)
    {
        for (var loop = Around(operation); loop is not null; loop = Around(loop.Owner))
        {
            if (!LeavesOnFirstPass(loop) && !LeavesAfter(operation, loop) && !(TripCount(loop, cancellation) <= Heat.SmallTripCount))
            {
                return loop;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether the loop serves messages or ticks instead of visiting elements: it ends with a token or never, waits in its
    /// condition, or reads a stream that does not end by itself.
    /// </summary>
    public bool IsServiceLoop(Repetition repetition) => repetition.Owner switch
    {
        IWhileLoopOperation loop => IsEndless(loop.Condition) || Calls(loop.Condition, ApiEffects.Waits),
        IForLoopOperation { Condition: null } => true,
        IForEachLoopOperation => repetition.Source is not null && Calls(repetition.Source, ApiEffects.Stream),
        _ => false,
    };

    /// <summary>Whether an operation of the region, outside nested functions, has one of the effects.</summary>
    public bool Calls(IOperation? region, ApiEffects effects)
    {
        if (region is null)
        {
            return false;
        }

        if (Operations.SymbolOf(region) is { } symbol && (facts.Knowledge.EffectsOf(symbol) & effects) != 0)
        {
            return true;
        }

        foreach (var child in region.ChildOperations)
        {
            if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation) && Calls(child, effects))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The call a delegate value is an argument of; null when it is stored, returned or an expression tree.</summary>
    public static IInvocationOperation? CallReceiving(IOperation function)
    {
        var parent = function.Parent;
        while (parent is IDelegateCreationOperation or IParenthesizedOperation or IConversionOperation)
        {
            if (Operations.IsExpressionTree(parent.Type))
            {
                return null;
            }

            parent = parent.Parent;
        }

        return parent is IArgumentOperation { Parent: IInvocationOperation call } ? call : null;
    }

    private IInvocationOperation? CallWith(IOperation function, ApiEffects effect) =>
        CallReceiving(function) is { } call && ((facts.Knowledge.Of(call.TargetMethod)?.Effects ?? facts.Delegates.Use(function)) & effect) != 0 ? call : null;

    private static bool RunsPerPass(ILoopOperation loop, IOperation child) => loop switch
    {
        IForEachLoopOperation each => !ReferenceEquals(child, each.Collection),
        IForLoopOperation counted => !counted.Before.Contains(child),
        _ => true,
    };

    // for (var i = 0; i < 10; i++) with a body that leaves i alone.
    private static int? CountedTrips(IForLoopOperation loop)
    {
        if (loop.Before.Length != 1 || loop.AtLoopBottom.Length != 1 || CounterOf(loop.Before[0]) is not { } counter ||
            counter.GetVariableInitializer()?.Value.ConstantValue is not { HasValue: true, Value: int start } ||
            loop.Condition is not IBinaryOperation { RightOperand.ConstantValue: { HasValue: true, Value: int end } } condition ||
            loop.AtLoopBottom[0] is not IExpressionStatementOperation { Operation: IIncrementOrDecrementOperation { Kind: OperationKind.Increment } step } ||
            !Reads(condition.LeftOperand, counter.Symbol) || !Reads(step.Target, counter.Symbol) || Writes.Any(counter.Symbol, loop.Body))
        {
            return null;
        }

        var trips = condition.OperatorKind switch
        {
            BinaryOperatorKind.LessThan => Math.Max(0, (long)end - start),
            BinaryOperatorKind.LessThanOrEqual => Math.Max(0, (long)end - start + 1),
            _ => -1,
        };
        return trips is >= 0 and <= int.MaxValue ? (int)trips : null;
    }

    private static IVariableDeclaratorOperation? CounterOf(IOperation before) =>
        before is IVariableDeclarationGroupOperation { Declarations: { Length: 1 } declarations } && declarations[0].Declarators is { Length: 1 } declarators
            ? declarators[0]
            : null;

    private static bool Reads(IOperation operation, ILocalSymbol local) =>
        operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local);

    private int? Length(IOperation source, int depth, CancellationToken cancellation)
    {
        source = Operations.Unconverted(source);
        switch (source)
        {
            case { ConstantValue: { HasValue: true, Value: string text } }:
                return text.Length;
            case IArrayCreationOperation { Initializer: { } initializer }:
                return initializer.ElementValues.Length;
            case IArrayCreationOperation { DimensionSizes: { Length: 1 } sizes } when sizes[0].ConstantValue is { HasValue: true, Value: int size }:
                return size;
            case ICollectionExpressionOperation collection:
                foreach (var element in collection.Elements)
                {
                    if (element is ISpreadOperation)
                    {
                        return null;
                    }
                }

                return collection.Elements.Length;
            case IObjectCreationOperation { Initializer: { } elements, Arguments.Length: 0 } creation when creation.Type is { SpecialType: SpecialType.None }:
                return AddsElements(elements) ? elements.Initializers.Length : null;
            case IInvocationOperation { TargetMethod: { Name: "Range", ContainingType.Name: "Enumerable" }, Arguments.Length: 2 } range:
                return Operations.Argument(range, 1)?.ConstantValue is { HasValue: true, Value: int count } ? count : null;
            case IInvocationOperation { TargetMethod: { Name: "GetValues" or "GetNames", ContainingType.SpecialType: SpecialType.System_Enum } } values:
                return values.TargetMethod.TypeArguments is { Length: 1 } arguments && arguments[0].TypeKind == TypeKind.Enum ? CountValues(arguments[0]) : 16;
            case ILocalReferenceOperation local when depth < 3:
                return Writes.OnlyValue(local.Local, Operations.Function(source)) is { } value && Length(value, depth + 1, cancellation) is { } length &&
                    !IsGrown(local.Local, Operations.Function(source))
                    ? length
                    : null;
            case IFieldReferenceOperation { Field: { IsReadOnly: true, IsStatic: true } field } when depth < 3:
                return facts.Bodies.Of(field, cancellation) is IFieldInitializerOperation { Value: { } initial } ? Length(initial, depth + 1, cancellation) : null;
            default:
                return null;
        }
    }

    // new List<int> { 1, 2 } and { [1] = 2 } add; { Name = "x" } does not.
    private static bool AddsElements(IObjectOrCollectionInitializerOperation initializer)
    {
        foreach (var element in initializer.Initializers)
        {
            if (element is not (IInvocationOperation or ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments.Length: > 0 } }))
            {
                return false;
            }
        }

        return true;
    }

    private static int CountValues(ITypeSymbol type)
    {
        var count = 0;
        foreach (var member in type.GetMembers())
        {
            count += member is IFieldSymbol { HasConstantValue: true } ? 1 : 0;
        }

        return count;
    }

    // A list that starts short and is filled later is not short.
    private static bool IsGrown(ILocalSymbol local, IOperation function)
    {
        if (local.Type.TypeKind == TypeKind.Array)
        {
            return false;
        }

        foreach (var operation in function.Descendants())
        {
            if (operation is IInvocationOperation { Instance: ILocalReferenceOperation receiver } call &&
                SymbolEqualityComparer.Default.Equals(receiver.Local, local) &&
                call.TargetMethod.Name is not ("Contains" or "ContainsKey" or "TryGetValue" or "ToArray" or "ToList" or "GetEnumerator"))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsEndless(IOperation? condition)
    {
        if (condition is null || condition.ConstantValue is { HasValue: true, Value: true })
        {
            return true;
        }

        if (condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not)
        {
            return Operations.Unconverted(not.Operand) is IPropertyReferenceOperation { Property: { Name: "IsCancellationRequested", ContainingType.Name: "CancellationToken" or "CancellationTokenSource" } };
        }

        return false;
    }

    private static bool Leaves(IOperation statement, ILoopOperation loop) => statement switch
    {
        IReturnOperation { Kind: OperationKind.Return } => true,
        IBranchOperation { BranchKind: BranchKind.Break } branch => SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel),
        IExpressionStatementOperation { Operation: IThrowOperation } or IThrowOperation => true,
        IBlockOperation { Operations: { Length: > 0 } inner } => Leaves(inner[inner.Length - 1], loop),
        IConditionalOperation { WhenFalse: { } otherwise } conditional => Leaves(conditional.WhenTrue, loop) && Leaves(otherwise, loop),
        _ => false,
    };

    private static bool ContainsContinue(IOperation region, ILoopOperation loop)
    {
        foreach (var operation in region.Descendants())
        {
            if (operation is IBranchOperation { BranchKind: BranchKind.Continue } branch && SymbolEqualityComparer.Default.Equals(branch.Target, loop.ContinueLabel))
            {
                return true;
            }
        }

        return false;
    }
}
