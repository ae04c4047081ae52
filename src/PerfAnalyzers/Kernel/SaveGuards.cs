using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What is to be said of a save that runs per element.</summary>
internal enum SaveVerdict
{
    /// <summary>Nothing argues for it.</summary>
    Wrong,

    /// <summary>Something argues for it; the cost is real all the same.</summary>
    Arguable,

    /// <summary>It is right as it is.</summary>
    Right,
}

/// <summary>The reasons for which a save per element is right, or may be.</summary>
internal sealed partial class SaveGuards(Facts facts, CancellationToken cancellation)
{
    private readonly ElementGuards _elements = new(facts);

    /// <summary>The nearest loop that visits elements; null where a pass that saves is the last one, or serves a message.</summary>
    public Repetition? Repeated(IOperation operation, Repetition? loop)
    {
        for (; loop is not null; loop = facts.Loops.Around(loop.Owner))
        {
            if (_elements.IsRepeated(loop, cancellation))
            {
                return Loops.LeavesAfter(operation, loop) ? null : loop;
            }

            // Retries are short loops that end with success.
            if (facts.Loops.IsServiceLoop(loop) || (!Loops.LeavesOnFirstPass(loop) && Loops.LeavesAfter(operation, loop)))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>What is to be said of a save in a loop, made by the operation itself or by the member it calls.</summary>
    public SaveVerdict Judge(IOperation operation, RoundTrip? direct, IMethodSymbol? callee, Repetition loop)
    {
        if (IsRightPlace(operation, direct, loop))
        {
            return SaveVerdict.Right;
        }

        var use = ResultUse(operation, callee);
        if (use == SaveVerdict.Right)
        {
            return use;
        }

        if (BodyOf(loop) is not { } body)
        {
            return use;
        }

        if (IsEveryNth(operation, body, loop) || IsErrorPath(operation, body) || ReadsKeys(operation, body, loop))
        {
            return SaveVerdict.Right;
        }

        var pass = Scan(operation, direct?.Name ?? "", body);
        return pass > use ? pass : use;
    }

    /// <summary>Whether a save is right in the loop it stands in, as far as the loop tells it, before what is called is read.</summary>
    public bool IsRightPlace(IOperation operation, RoundTrip? direct, Repetition loop) =>
        IsPerBatch(operation, loop) || !VisitsElements(loop) || _elements.IsOnOwnContext(operation, direct, loop) ||
        loop.Owner is ILoopOperation statement && ElementGuards.EndsWithAnswer(operation, statement);

    /// <summary>Whether a member that saves does little else: a repository's Update, a unit of work.</summary>
    public bool IsThin(IMethodSymbol callee)
    {
        var targets = facts.Dispatch.Targets(callee);
        if (targets.Length != 1 || facts.Bodies.Of(targets[0], cancellation) is not { } body)
        {
            return false;
        }

        var statements = 0;
        foreach (var part in body.Descendants())
        {
            switch (part)
            {
                case ILoopOperation or ITryOperation or ILockOperation or IUsingOperation or IUsingDeclarationOperation or IAnonymousFunctionOperation:
                    return false;
                case IExpressionStatementOperation or IVariableDeclarationGroupOperation or IConditionalOperation:
                    statements++;
                    break;
            }
        }

        return statements <= 4;
    }

    /// <summary>Whether a member answers for its element alone: it catches what fails, or tells other systems.</summary>
    public bool MindsItself(IMethodSymbol callee)
    {
        foreach (var target in facts.Dispatch.Targets(callee))
        {
            if (facts.Bodies.Of(target, cancellation) is not { } body)
            {
                continue;
            }

            foreach (var part in body.Descendants())
            {
                if (part is ICatchClauseOperation handler && !Throws(handler.Handler) || part is IInvocationOperation call && IsEffect(call.TargetMethod.Name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Throws(IOperation handler)
    {
        foreach (var part in handler.Descendants())
        {
            if (part is IThrowOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The code of one pass; null for a method group.</summary>
    public static IOperation? BodyOf(Repetition loop) => loop.Lambda is { } lambda ? lambda.Body : (loop.Owner as ILoopOperation)?.Body;

    // The element is itself a batch, or the call is given one.
    private static bool IsPerBatch(IOperation operation, Repetition loop)
    {
        if (loop.Source is { } source && ElementGuards.IsBatchSource(source))
        {
            return true;
        }

        if (loop.Owner is ILoopOperation statement)
        {
            if (ElementGuards.IsByBlocks(statement))
            {
                return true;
            }

            foreach (var local in statement.Locals)
            {
                if (IsBatch(local.Type) || IsBatchName(local.Name))
                {
                    return true;
                }
            }
        }

        if (loop.Lambda is { } lambda)
        {
            foreach (var parameter in lambda.Symbol.Parameters)
            {
                if (IsBatch(parameter.Type) || IsBatchName(parameter.Name))
                {
                    return true;
                }
            }
        }

        if (operation is IInvocationOperation call)
        {
            foreach (var argument in call.Arguments)
            {
                if (ElementGuards.IsCollection(Operations.Unconverted(argument.Value).Type) && argument.ArgumentKind == ArgumentKind.Explicit)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsBatch(ITypeSymbol? type)
    {
        if (ElementGuards.IsCollection(type))
        {
            return true;
        }

        if (type is INamedTypeSymbol { Name: "KeyValuePair" or "ValueTuple", TypeArguments: var arguments })
        {
            foreach (var argument in arguments)
            {
                if (ElementGuards.IsCollection(argument))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsBatchName(string name) =>
        Contains(name, "batch") || Contains(name, "chunk") || Contains(name, "page") || Contains(name, "attempt") || Contains(name, "retr");

    private static bool Contains(string name, string part) => name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;

    // A while loop visits elements when it takes one from somewhere, or counts; otherwise it walks, waits or retries.
    private bool VisitsElements(Repetition loop)
    {
        if (loop.Owner is not IWhileLoopOperation conditional)
        {
            return true;
        }

        if (facts.Loops.Calls(conditional.Condition, ApiEffects.Advances) || facts.Loops.Calls(conditional.Body, ApiEffects.Advances))
        {
            return true;
        }

        if (conditional.Condition is null)
        {
            return false;
        }

        foreach (var part in conditional.Condition.DescendantsAndSelf())
        {
            switch (part)
            {
                case ILocalReferenceOperation local when IsCounted(local.Local, conditional.Body):
                case IInvocationOperation { TargetMethod: { Name: "Read" or "ReadAsync", ContainingType.Name: { } type } } when type.EndsWith("Reader", StringComparison.Ordinal):
                    return true;
            }
        }

        return false;
    }

    /// <summary>Whether code counts a local up or down.</summary>
    private static bool IsCounted(ILocalSymbol local, IOperation body)
    {
        foreach (var part in body.Descendants())
        {
            var target = part switch
            {
                IIncrementOrDecrementOperation step => step.Target,
                ICompoundAssignmentOperation step => step.Target,
                _ => null,
            };
            if (target is ILocalReferenceOperation counted && SymbolEqualityComparer.Default.Equals(counted.Local, local))
            {
                return true;
            }
        }

        return false;
    }

    // if (++count % 100 == 0), if (pending.Count >= size), if (i == last), if (watch.Elapsed > limit)
    private static bool IsEveryNth(IOperation operation, IOperation body, Repetition loop)
    {
        for (IOperation child = operation, parent = operation.Parent!; parent is not null && !ReferenceEquals(child, body); child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalOperation choice && !ReferenceEquals(choice.Condition, child) && Counts(choice.Condition, body, loop))
            {
                return true;
            }

            if (parent is IBlockOperation block)
            {
                foreach (var earlier in block.Operations)
                {
                    if (ReferenceEquals(earlier, child))
                    {
                        break;
                    }

                    if (earlier is IConditionalOperation { WhenFalse: null } skip && Continues(skip.WhenTrue) && Counts(skip.Condition, body, loop))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static bool Continues(IOperation branch) => branch is IBranchOperation { BranchKind: BranchKind.Continue } ||
        branch is IBlockOperation { Operations: { Length: > 0 } statements } && statements[statements.Length - 1] is IBranchOperation { BranchKind: BranchKind.Continue };

    private static bool Counts(IOperation condition, IOperation body, Repetition loop)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            switch (part)
            {
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Remainder } modulo when Operations.Unconverted(modulo.LeftOperand) is not IPropertyReferenceOperation || IsOutside(modulo.LeftOperand, body, loop):
                case IIncrementOrDecrementOperation:
                case IPropertyReferenceOperation { Property.Name: "Elapsed" or "ElapsedMilliseconds" or "Now" or "UtcNow" }:
                case IPropertyReferenceOperation { Property.Name: "Count" or "Length", Instance: { } counted } when IsOutside(counted, body, loop):
                case IInvocationOperation { TargetMethod.Name: "Count" } count when Operations.Receiver(count) is { } sequence && IsOutside(sequence, body, loop):
                case ILocalReferenceOperation local when IsCounted(local.Local, body) || (loop.Owner is IForLoopOperation && loop.IsElement(local.Local)):
                    return true;
                case ILocalReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation or IInvocationOperation when Operations.SymbolOf(part) is { } symbol && (Contains(symbol.Name, "batch") || Contains(symbol.Name, "flush")):
                    return true;
            }
        }

        return false;
    }

    private static bool IsOutside(IOperation value, IOperation body, Repetition loop) =>
        RootOf(value) is not { } root || (!loop.IsElement(root) && !Operations.IsDeclaredIn(root, body.Syntax));

    /// <summary>The local, parameter or field at the start of a chain of members.</summary>
    public static ISymbol? RootOf(IOperation value)
    {
        while (true)
        {
            value = Operations.Unconverted(value);
            switch (value)
            {
                case IPropertyReferenceOperation { Instance: { } instance } when Operations.Unconverted(instance) is not IInstanceReferenceOperation:
                    value = instance;
                    break;
                case IFieldReferenceOperation { Instance: { } instance } when Operations.Unconverted(instance) is not IInstanceReferenceOperation:
                    value = instance;
                    break;
                case IAwaitOperation wait:
                    value = wait.Operation;
                    break;
                case IInvocationOperation call when Operations.Receiver(call) is { } receiver:
                    value = receiver;
                    break;
                case IArrayElementReferenceOperation element:
                    value = element.ArrayReference;
                    break;
                default:
                    return value is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation ? Operations.SymbolOf(value) : null;
            }
        }
    }
}
