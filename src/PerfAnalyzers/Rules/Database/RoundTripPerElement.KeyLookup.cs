using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>What a query for one key answers.</summary>
internal enum LookupAnswer
{
    First,
    FirstOrDefault,
    Single,
    SingleOrDefault,
    List,
    Array,
    Sequence,
    Any,
    Count,
    LongCount,
    Sum,
    Max,
    Min,
    Average,
}

/// <summary>A query for the rows of one set whose column equals one key, and nothing else that changes from call to call.</summary>
/// <param name="Operation">The call that runs the query, or the <c>foreach</c> over it.</param>
/// <param name="Answer">What it answers.</param>
/// <param name="IsAsync">The answer is a task.</param>
/// <param name="Root">What the chain is written on: a set, or a local that holds a query.</param>
/// <param name="Set">The name of the set.</param>
/// <param name="Row">The entity.</param>
/// <param name="Steps">Operators between the root and the terminal, in source order.</param>
/// <param name="Filter">The operator or terminal whose lambda compares the key; null for <c>Find</c>.</param>
/// <param name="Equality">The comparison; null for <c>Find</c>.</param>
/// <param name="Column">The property that is compared.</param>
/// <param name="Key">What it is compared with.</param>
/// <param name="Value">What is returned (or added up) of a row instead of the row; null for the row itself.</param>
/// <param name="Token">The cancellation token that is passed on.</param>
/// <param name="IsUnique">The column is the primary key.</param>
internal sealed partial record KeyLookup(
    IOperation Operation,
    LookupAnswer Answer,
    bool IsAsync,
    IOperation Root,
    string Set,
    ITypeSymbol Row,
    ImmutableArray<IInvocationOperation> Steps,
    IInvocationOperation? Filter,
    IBinaryOperation? Equality,
    IPropertySymbol Column,
    IOperation Key,
    IAnonymousFunctionOperation? Value,
    IOperation? Token,
    bool IsUnique)
{
    /// <summary>One answer per key, or the rows of a key.</summary>
    public bool AnswersRows => Answer <= LookupAnswer.Sequence;

    public bool IsColumnNullable => Column.Type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    public bool IsKeyNullable => Key.Type?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    /// <summary>The rows are not tracked, or it is not known: each query may build new objects.</summary>
    public bool IsUntracked { get; init; }

    /// <summary>The rows may be tracked: loading them may be seen elsewhere.</summary>
    public bool IsTracked { get; init; }

    /// <summary>The lookup an operation makes; null when it is more, or not provably that.</summary>
    /// <param name="operation">A call, or a <c>foreach</c>.</param>
    /// <param name="facts">Facts of the compilation.</param>
    /// <param name="varies">Which locals and parameters change from call to call.</param>
    public static KeyLookup? Of(IOperation operation, Facts facts, Func<ISymbol, bool> varies)
    {
        switch (operation)
        {
            case IForEachLoopOperation { IsAsynchronous: false } loop:
                return OfChain(operation, LookupAnswer.Sequence, isAsync: false, Operations.Unconverted(loop.Collection), predicate: null, token: null, facts, varies);
            case IInvocationOperation { TargetMethod: { Name: "Find" or "FindAsync" } } find:
                return OfFind(find, facts, varies);
            case IInvocationOperation { Arguments.Length: > 0, TargetMethod.IsExtensionMethod: true } call when IsChained(call) && AnswerOf(call.TargetMethod) is { } answer:
                IAnonymousFunctionOperation? predicate = null;
                IOperation? token = null;
                foreach (var argument in call.Arguments)
                {
                    if (argument.Parameter?.Ordinal == 0 || argument.ArgumentKind != ArgumentKind.Explicit)
                    {
                        continue;
                    }

                    if (argument.Value.Type is { Name: "CancellationToken" })
                    {
                        token = argument.Value;
                    }
                    else if (LambdaOf(argument.Value) is { } lambda && predicate is null)
                    {
                        predicate = lambda;
                    }
                    else
                    {
                        return null;
                    }
                }

                var isAsync = call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal);
                return token is not null && Mentions(token, varies) ? null : OfChain(call, answer, isAsync, call.Arguments[0].Value, predicate, token, facts, varies);
            default:
                return null;
        }
    }

    /// <summary>The lambda an argument is; null when it is not written in place or has a block.</summary>
    public static IAnonymousFunctionOperation? LambdaOf(IOperation argument)
    {
        argument = Operations.Unconverted(argument);
        argument = argument is IDelegateCreationOperation creation ? creation.Target : argument;
        return argument is IAnonymousFunctionOperation { Syntax: LambdaExpressionSyntax { ExpressionBody: not null }, Symbol.Parameters.Length: 1 } lambda ? lambda : null;
    }

    /// <summary>The value a lambda returns.</summary>
    public static IOperation? BodyOf(IAnonymousFunctionOperation lambda) =>
        lambda.Body is { Operations: { Length: 1 } statements } && statements[0] is IReturnOperation { ReturnedValue: { } value } ? value : null;

    /// <summary>Whether a value reads a local or parameter of the given kind.</summary>
    public static bool Mentions(IOperation value, Func<ISymbol, bool> varies)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if (part is ILocalReferenceOperation or IParameterReferenceOperation && varies(Operations.SymbolOf(part)!))
            {
                return true;
            }
        }

        return false;
    }

    private static KeyLookup? OfFind(IInvocationOperation find, Facts facts, Func<ISymbol, bool> varies)
    {
        if (find.Instance is not { } set || !IsSet(set, facts) || EntityOf(set, facts) is not { } row || !IsPlainSet(set, varies))
        {
            return null;
        }

        IOperation? key = null, token = null;
        foreach (var argument in find.Arguments)
        {
            if (argument.Value.Type is { Name: "CancellationToken" })
            {
                token = argument.Value;
            }
            else if (Operations.Unconverted(argument.Value) is IArrayCreationOperation { Initializer.ElementValues: { Length: 1 } values })
            {
                key = Operations.Unconverted(values[0]);
            }
            else if (Operations.Unconverted(argument.Value) is ICollectionExpressionOperation { Elements: { Length: 1 } elements } && elements[0] is not ISpreadOperation)
            {
                key = Operations.Unconverted(elements[0]);
            }
        }

        return key is not null && !(token is not null && Mentions(token, varies)) && EntityKeys.Of(row, facts) is { } column && IsExact(column.Type) &&
            SymbolEqualityComparer.Default.Equals(column.Type, key.Type) && Mentions(key, varies)
                ? new KeyLookup(find, LookupAnswer.SingleOrDefault, find.TargetMethod.Name == "FindAsync", set, set.SetName(), row, [], null, null, column, key, null, token, IsUnique: true) { IsTracked = true }
                : null;
    }

    private static KeyLookup? OfChain(
        IOperation operation, LookupAnswer answer, bool isAsync, IOperation source, IAnonymousFunctionOperation? predicate, IOperation? token, Facts facts, Func<ISymbol, bool> varies)
    {
        var steps = ImmutableArray.CreateBuilder<IInvocationOperation>();
        var root = Operations.Unconverted(source);
        while (root is IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments.Length: > 0 } step && IsChained(step))
        {
            steps.Add(step);
            root = Operations.Unconverted(step.Arguments[0].Value);
        }

        steps.Reverse();
        if (facts.Queries.Of(root) is not { Origin: QueryOrigin.Database } chain || EntityOf(chain.Root, facts) is not { } row || !IsPlainSet(chain.Root, varies) ||
            !(ReferenceEquals(chain.Root, root) || root is ILocalReferenceOperation local && !varies(local.Local)))
        {
            return null;
        }

        var isUntracked = false;
        foreach (var hidden in chain.Operators)
        {
            isUntracked |= IsUntracking(hidden);
            if (!KeepsRows(hidden.TargetMethod.Name))
            {
                return null;
            }
        }

        IInvocationOperation? filter = null;
        IBinaryOperation? equality = null;
        IAnonymousFunctionOperation? value = null;
        foreach (var step in steps)
        {
            if (value is not null)
            {
                return null;
            }

            isUntracked |= IsUntracking(step);
            if (step.TargetMethod.Name == "Select")
            {
                value = LambdaOf(step.Arguments[1].Value);
                if (value is null || Mentions(value, varies))
                {
                    return null;
                }
            }
            else if (!KeepsRows(step.TargetMethod.Name) || !Judge(step, step.TargetMethod.Name == "Where" ? step.Arguments[1].Value : null))
            {
                return null;
            }
        }

        if (predicate is not null && answer >= LookupAnswer.Sum)
        {
            if (value is not null || Mentions(predicate, varies))
            {
                return null;
            }

            value = predicate;
        }
        else if (predicate is not null && (value is not null || !Judge((IInvocationOperation)operation, ((IInvocationOperation)operation).Arguments[1].Value)))
        {
            return null;
        }

        if (filter is null || equality is null || SidesOf(equality, filter, varies) is not { } sides || !(value is null || answer is <= LookupAnswer.Sequence or >= LookupAnswer.Sum))
        {
            return null;
        }

        if (answer >= LookupAnswer.Sum && (value is null || !HasAnswerWithoutRows(answer, BodyOf(value)?.Type)))
        {
            return null;
        }

        // What a repository hands out may be joined, and tracked or not.
        var isSet = IsSet(chain.Root, facts);
        var isUnique = isSet && SymbolEqualityComparer.Default.Equals(EntityKeys.Of(row, facts), sides.Column);
        return new KeyLookup(operation, answer, isAsync, root, chain.Root.SetName(), row, steps.ToImmutable(), filter, equality, sides.Column, sides.Key, value, token, isUnique)
        {
            IsTracked = value is null && !isUntracked,
            IsUntracked = value is null ? isUntracked || !isSet : BodyOf(value)?.Type is not { IsValueType: true } and not { SpecialType: SpecialType.System_String },
        };

        // One comparison depends on the element; everything else is the same for all.
        bool Judge(IInvocationOperation step, IOperation? condition)
        {
            if (condition is null)
            {
                return !Mentions(step, varies, from: 1);
            }

            if (!Mentions(condition, varies))
            {
                return true;
            }

            if (filter is not null || LambdaOf(condition) is not { } lambda || BodyOf(lambda) is not { } body)
            {
                return false;
            }

            filter = step;
            return FindEquality(body);
        }

        bool FindEquality(IOperation condition)
        {
            condition = Operations.Unconverted(condition);
            if (condition is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } and)
            {
                return FindEquality(and.LeftOperand) && FindEquality(and.RightOperand);
            }

            if (!Mentions(condition, varies))
            {
                return true;
            }

            if (equality is not null)
            {
                return false;
            }

            equality = condition as IBinaryOperation;
            return equality is { OperatorKind: BinaryOperatorKind.Equals };
        }
    }

    private static bool Mentions(IInvocationOperation call, Func<ISymbol, bool> varies, int from)
    {
        for (var i = from; i < call.Arguments.Length; i++)
        {
            if (Mentions(call.Arguments[i], varies))
            {
                return true;
            }
        }

        return false;
    }

    private static (IPropertySymbol Column, IOperation Key)? SidesOf(IBinaryOperation equality, IInvocationOperation filter, Func<ISymbol, bool> varies)
    {
        var left = Plain(equality.LeftOperand);
        var right = Plain(equality.RightOperand);
        var (row, key) = Mentions(left, varies) ? (right, left) : (left, right);
        if (row is not IPropertyReferenceOperation { Instance: IParameterReferenceOperation { Parameter: { } parameter }, Property: { IsIndexer: false } column } ||
            LambdaOf(filter.Arguments[1].Value) is not { } lambda || !SymbolEqualityComparer.Default.Equals(parameter, lambda.Symbol.Parameters[0]) || key.Type is not { } keyType)
        {
            return null;
        }

        // The key must not be made from the row.
        foreach (var part in key.DescendantsAndSelf())
        {
            if (part is IParameterReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Parameter, parameter))
            {
                return null;
            }
        }

        // Null equals null in a query; memory and database must agree on everything else that is equal, too.
        return IsNullable(column.Type) && IsNullable(keyType) || !IsExact(Underlying(column.Type)) ||
            !SymbolEqualityComparer.Default.Equals(Underlying(column.Type), Underlying(keyType))
                ? null
                : (column, key);
    }

    private static IOperation Plain(IOperation value)
    {
        while (value is IConversionOperation { IsImplicit: true, OperatorMethod: null } conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }
}
