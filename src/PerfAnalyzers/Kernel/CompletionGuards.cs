using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What conditions prove about tasks: <c>IsCompleted</c> and its kin, <c>Status</c>, <c>Wait(timeout)</c>, the winner of <c>WhenAny</c>.</summary>
internal sealed class Guards
{
    private const int RanToCompletion = 5;

    private readonly Completion _completion;
    private readonly CompletionFlow? _flow;
    private readonly Target? _target;
    private readonly IParameterSymbol? _element;
    private readonly string _path;

    private Guards(Completion completion, CompletionFlow? flow, Target? target, IParameterSymbol? element, string path)
    {
        _completion = completion;
        _flow = flow;
        _target = target;
        _element = element;
        _path = path;
    }

    /// <summary>Whether the target has ended where <paramref name="condition"/> came out as <paramref name="outcome"/>.</summary>
    public static bool Prove(IOperation condition, bool outcome, Target target, Completion completion, CompletionFlow? flow) =>
        new Guards(completion, flow, target, null, target.Path).Prove(condition, outcome, 0);

    /// <summary>Whether a predicate is true only of elements that have ended (or whose task at <paramref name="path"/> has).</summary>
    public static bool ProveEach(IOperation predicate, string path, Completion completion) =>
        TaskSource.LambdaOf(predicate) is { Symbol.Parameters: { Length: > 0 } parameters } lambda && TaskSource.BodyOf(lambda) is { } condition &&
        new Guards(completion, null, null, parameters[0], path).Prove(condition, true, 0);

    private bool Prove(IOperation? condition, bool outcome, int depth)
    {
        if (condition is null || depth > 12)
        {
            return false;
        }

        condition = Operations.Unconverted(condition);
        switch (condition)
        {
            case IFlowCaptureReferenceOperation capture when _flow is not null:
                return ProveCaptured(_flow.Captured(capture.Id), outcome, depth);
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Prove(not.Operand, !outcome, depth + 1);
            case IBinaryOperation binary:
                return ProveBinary(binary, outcome, depth);
            case IPropertyReferenceOperation { Instance: { } instance } property:
                return _completion.Facts.Knowledge.Of(property.Property)?.Value("proves") is { } proof && (proof == "failure" || (outcome && proof == "ended")) && IsTask(instance);
            case IIsPatternOperation pattern:
                return ProvePattern(pattern.Value, pattern.Pattern, outcome, depth);
            case IInvocationOperation { TargetMethod.Name: "GetValueOrDefault", Instance: { } nullable }:
                return outcome && Prove(nullable, true, depth + 1);
            case IInvocationOperation call:
                return outcome && ProveCall(call);
            case ILocalReferenceOperation local when local.Type?.SpecialType == SpecialType.System_Boolean:
                return Writes.OnlyValue(local.Local, _completion.Root) is { } value && Prove(value, outcome, depth + 1);
            case IConditionalAccessOperation access:
                return outcome && Prove(access.WhenNotNull, true, depth + 1);
            case ICoalesceOperation { WhenNull.ConstantValue: { HasValue: true, Value: bool otherwise } } coalesce:
                return otherwise != outcome && Prove(coalesce.Value, outcome, depth + 1);
            default:
                return false;
        }
    }

    // A captured condition has a value per path: constants that contradict the outcome were not taken.
    private bool ProveCaptured(List<IOperation> values, bool outcome, int depth)
    {
        var proven = false;
        foreach (var value in values)
        {
            if (value is IDefaultValueOperation || (value.ConstantValue is { HasValue: true } constant && !Equals(constant.Value, outcome)))
            {
                continue;
            }

            if (!Prove(_completion.OriginalOf(value), outcome, depth + 1))
            {
                return false;
            }

            proven = true;
        }

        return proven;
    }

    private bool ProveBinary(IBinaryOperation binary, bool outcome, int depth)
    {
        switch (binary.OperatorKind)
        {
            case BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And:
            case BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or:
                var isAnd = binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And;
                var left = Prove(binary.LeftOperand, outcome, depth + 1);
                return isAnd == outcome ? left || Prove(binary.RightOperand, outcome, depth + 1) : left && Prove(binary.RightOperand, outcome, depth + 1);
            case BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals:
                var equal = (binary.OperatorKind == BinaryOperatorKind.Equals) == outcome;
                return ProveEquality(binary.LeftOperand, binary.RightOperand, equal, depth) || ProveEquality(binary.RightOperand, binary.LeftOperand, equal, depth);
            case BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThan:
                return outcome == (binary.OperatorKind == BinaryOperatorKind.GreaterThanOrEqual) && IsStatus(binary.LeftOperand) && Constant(binary.RightOperand) >= RanToCompletion;
            case BinaryOperatorKind.GreaterThan or BinaryOperatorKind.LessThanOrEqual:
                return outcome == (binary.OperatorKind == BinaryOperatorKind.GreaterThan) && IsStatus(binary.LeftOperand) && Constant(binary.RightOperand) >= RanToCompletion - 1;
            default:
                return false;
        }
    }

    private bool ProveEquality(IOperation left, IOperation right, bool equal, int depth)
    {
        left = Resolve(left);
        right = Resolve(right);
        if (right.ConstantValue is { HasValue: true } constant)
        {
            return constant.Value switch
            {
                bool flag => equal && Prove(left, flag, depth + 1),
                null => !equal && IsProof(left, "exception"),
                int status => equal && status >= RanToCompletion && IsStatus(left),
                _ => false,
            };
        }

        // if (await Task.WhenAny(task, delay) == task), or != delay of two.
        if (WinnerOf(right) is not { } winner)
        {
            return false;
        }

        if (equal)
        {
            return IsTask(left);
        }

        if (winner.Arguments.Length == 0)
        {
            return false;
        }

        var others = winner.Arguments.Length == 2
            ? [winner.Arguments[0].Value, winner.Arguments[1].Value]
            : TaskSource.Elements(winner.Arguments[0].Value);
        return others is { Length: 2 } pair &&
            ((Place.Same(pair[0], left, _completion.Facts) && IsTask(pair[1])) || (Place.Same(pair[1], left, _completion.Facts) && IsTask(pair[0])));
    }

    private IInvocationOperation? WinnerOf(IOperation value)
    {
        value = _completion.OriginalOf(value);
        if (value is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, _completion.Root) is { } only)
        {
            value = Operations.Unconverted(only);
        }

        return value is IAwaitOperation wait ? _completion.WinnerOf(wait.Operation) : null;
    }

    private bool ProvePattern(IOperation value, IPatternOperation pattern, bool outcome, int depth)
    {
        value = Resolve(value);
        switch (pattern)
        {
            case INegatedPatternOperation negated:
                return ProvePattern(value, negated.Pattern, !outcome, depth + 1);
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } and:
                return outcome
                    ? ProvePattern(value, and.LeftPattern, true, depth + 1) || ProvePattern(value, and.RightPattern, true, depth + 1)
                    : ProvePattern(value, and.LeftPattern, false, depth + 1) && ProvePattern(value, and.RightPattern, false, depth + 1);
            case IBinaryPatternOperation or:
                return outcome
                    ? ProvePattern(value, or.LeftPattern, true, depth + 1) && ProvePattern(value, or.RightPattern, true, depth + 1)
                    : ProvePattern(value, or.LeftPattern, false, depth + 1) || ProvePattern(value, or.RightPattern, false, depth + 1);
            case IConstantPatternOperation constant:
                return constant.Value.ConstantValue is { HasValue: true } expected && expected.Value switch
                {
                    bool flag => Prove(value, outcome ? flag : !flag, depth + 1),
                    null => !outcome && IsProof(value, "exception"),
                    int status => outcome && status >= RanToCompletion && IsStatus(value),
                    _ => false,
                };
            case IRelationalPatternOperation { OperatorKind: BinaryOperatorKind.GreaterThanOrEqual } relational:
                return outcome && IsStatus(value) && Constant(relational.Value) >= RanToCompletion;
            case IRecursivePatternOperation recursive when outcome:
                var isTask = IsTask(value) || (recursive.DeclaredSymbol is { } declared && IsTarget(declared));
                foreach (var property in recursive.PropertySubpatterns)
                {
                    if (property.Member is IPropertyReferenceOperation member && _completion.Facts.Knowledge.Of(member.Property)?.Value("proves") is { } proof && isTask &&
                        PatternProves(property.Pattern, proof))
                    {
                        return true;
                    }
                }

                return false;
            case IDeclarationPatternOperation or IRecursivePatternOperation or ITypePatternOperation:
                return outcome && IsProof(value, "exception");
            default:
                return false;
        }
    }

    private static bool PatternProves(IPatternOperation pattern, string proof) => pattern switch
    {
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true } constant } => proof switch
        {
            "ended" => constant.Value is true,
            "failure" => true,
            "status" => constant.Value is int status && status >= RanToCompletion,
            _ => false,
        },
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } or => PatternProves(or.LeftPattern, proof) && PatternProves(or.RightPattern, proof),
        IBinaryPatternOperation and => PatternProves(and.LeftPattern, proof) || PatternProves(and.RightPattern, proof),
        INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true } not } } =>
            (proof == "exception" && not.Value is null) || (proof == "ended" && not.Value is false),
        _ => proof == "exception" && pattern is IDeclarationPatternOperation or IRecursivePatternOperation,
    };

    private bool ProveCall(IInvocationOperation call)
    {
        var known = _completion.Facts.Knowledge.Of(call.TargetMethod);
        if (known is not null && known.Has(ApiEffects.Blocks))
        {
            // Wait(timeout) and WaitAll(tasks, timeout): true when everything ended in time.
            return known.Value("on") switch
            {
                "receiver" => call.Instance is not null && IsTask(call.Instance),
                "all" => _target is { } target && call.Arguments.Length > 0 && Joins.Covers(call.Arguments[0].Value, target, _completion),
                _ => false,
            };
        }

        if (call.TargetMethod is { Name: "All", ContainingType.Name: "Enumerable" } && call.Arguments.Length == 2)
        {
            return _target is { IsCollection: true } all && Place.Same(call.Arguments[0].Value, all.Place, _completion.Facts) &&
                Guards.ProveEach(call.Arguments[1].Value, all.Path, _completion);
        }

        // Polyfills and helpers: task.IsCompletedSuccessfully().
        return call.Type?.SpecialType == SpecialType.System_Boolean && Operations.Receiver(call) is { } receiver && IsTask(receiver) &&
            (call.TargetMethod.Name.StartsWith("IsCompleted", StringComparison.Ordinal) || call.TargetMethod.Name.StartsWith("IsFaulted", StringComparison.Ordinal) ||
             call.TargetMethod.Name.StartsWith("IsCanceled", StringComparison.Ordinal) || call.TargetMethod.Name.StartsWith("IsRanToCompletion", StringComparison.Ordinal));
    }

    private bool IsStatus(IOperation value) => IsProof(value, "status");

    private bool IsProof(IOperation value, string proof) =>
        Resolve(value) is IPropertyReferenceOperation { Instance: { } instance } property && _completion.Facts.Knowledge.Of(property.Property)?.Value("proves") == proof && IsTask(instance);

    private bool IsTask(IOperation task)
    {
        task = Resolve(task);
        if (_element is not null)
        {
            return TaskSource.PathOf(task, _element) == _path;
        }

        return _target is { IsCollection: false } target && (Place.Same(task, target.Place, _completion.Facts) || IsOther(task, target));
    }

    // An awaiter or a copy kept in a local stands for its task.
    private bool IsOther(IOperation task, Target target) =>
        task is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, _completion.Root) is { } value && Place.Same(value, target.Place, _completion.Facts);

    private bool IsTarget(ISymbol symbol) => _target is { IsCollection: false } target && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(target.Place), symbol);

    private IOperation Resolve(IOperation value)
    {
        value = TaskSource.Of(value, _completion.Facts);
        return value is IFlowCaptureReferenceOperation capture && _flow?.Captured(capture.Id) is { Count: > 0 } values
            ? TaskSource.Of(_completion.OriginalOf(values[values.Count - 1]), _completion.Facts)
            : value;
    }

    private static int Constant(IOperation value) => value.ConstantValue is { HasValue: true, Value: int constant } ? constant : -1;
}
