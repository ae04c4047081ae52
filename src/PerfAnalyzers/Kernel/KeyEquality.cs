using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// The comparison by which a predicate looks for a key: <c>x.Id == id</c>, <c>string.Equals(x.Name, name, comparison)</c>. It stands
/// alone or among clauses joined by <c>&amp;&amp;</c>.
/// </summary>
/// <param name="Element">What stands for an element: the parameter of a lambda, the variable of a <c>foreach</c>.</param>
/// <param name="Key">What is compared of the element: <c>x.Id</c>, or <c>x</c> itself.</param>
/// <param name="Needle">What it is compared with: free of the element.</param>
/// <param name="Comparer">The comparer or <c>StringComparison</c> that is named; null for the equality of the type.</param>
/// <param name="Comparison">The operator or call that compares.</param>
/// <param name="IsWhole">The predicate asks nothing else.</param>
internal sealed record KeyEquality(ISymbol Element, IOperation Key, IOperation Needle, IOperation? Comparer, IOperation Comparison, bool IsWhole)
{
    private const int MaximumClauses = 8;

    /// <summary>The element itself is compared: the predicate is a <c>Contains</c>.</summary>
    public bool IsElement => Operations.Unconverted(Key) is IParameterReferenceOperation or ILocalReferenceOperation;

    /// <summary>The key equality of a predicate over elements: a lambda with one parameter and one expression. Null when it has none.</summary>
    /// <param name="predicate">A lambda, or what converts one to a delegate.</param>
    /// <param name="isNegated">The predicate says what must not be: that of <c>All(x => x.Id != id)</c>.</param>
    public static KeyEquality? Of(IOperation predicate, bool isNegated = false) =>
        Lambda(predicate) is { Symbol.Parameters: [var element] } lambda && Body(lambda) is { } body ? Of(body, element, isNegated) : null;

    /// <summary>The key equality of a condition over an element. Null when it has none.</summary>
    /// <param name="condition">What is asked.</param>
    /// <param name="element">What stands for the element in it.</param>
    /// <param name="isNegated">The condition says what must not be.</param>
    public static KeyEquality? Of(IOperation condition, ISymbol element, bool isNegated = false) => In(condition, element, isNegated, isWhole: true, 0);

    /// <summary>The lambda that a delegate value is made from on the spot; null for method groups, locals and expression trees.</summary>
    public static IAnonymousFunctionOperation? Lambda(IOperation predicate) => Operations.Unconverted(predicate) switch
    {
        IAnonymousFunctionOperation lambda => lambda,
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => lambda,
        _ => null,
    };

    /// <summary>What a lambda of one expression or one <c>return</c> returns.</summary>
    public static IOperation? Body(IAnonymousFunctionOperation lambda) =>
        lambda.Body?.Operations is [IReturnOperation { ReturnedValue: { } value }] ? value : null;

    /// <summary>The equality by which a query's condition joins two of its range variables. Null when it joins others, or not at all.</summary>
    /// <param name="condition">The condition, in which range variables are members of one parameter.</param>
    /// <param name="element">The name of the variable whose key is looked for.</param>
    /// <param name="other">The name of the variable that is looked for it.</param>
    public static KeyEquality? Between(IOperation condition, string element, string other)
    {
        condition = Operations.Unconverted(condition);
        if (condition is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both)
        {
            return (Between(both.LeftOperand, element, other) ?? Between(both.RightOperand, element, other)) is { } found ? found with { IsWhole = false } : null;
        }

        if (condition is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } comparison || Variable(comparison.LeftOperand) is not { } left || Variable(comparison.RightOperand) is not { } right)
        {
            return null;
        }

        return left.Name == element && right.Name == other ? new KeyEquality(left, comparison.LeftOperand, comparison.RightOperand, null, comparison, IsWhole: true)
            : right.Name == element && left.Name == other ? new KeyEquality(right, comparison.RightOperand, comparison.LeftOperand, null, comparison, IsWhole: true)
            : null;
    }

    // The range variable that a value is a member of: o of o.Customer.Id.
    private static ISymbol? Variable(IOperation value)
    {
        for (var part = Operations.Unconverted(value); ; part = Operations.Unconverted(part))
        {
            switch (part)
            {
                case IPropertyReferenceOperation { Property: { ContainingType.IsAnonymousType: true } variable }:
                    return variable;
                case IPropertyReferenceOperation { Property.IsIndexer: false, Instance: { } owner }:
                    part = owner;
                    break;
                case IFieldReferenceOperation { Instance: { } owner }:
                    part = owner;
                    break;
                default:
                    return null;
            }
        }
    }

    private static KeyEquality? In(IOperation condition, ISymbol element, bool isNegated, bool isWhole, int clauses)
    {
        condition = Operations.Unconverted(condition);
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return In(not.Operand, element, !isNegated, isWhole, clauses);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both when clauses < MaximumClauses:
                // Of a negated predicate the clauses are joined by ||.
                return both.OperatorKind == BinaryOperatorKind.ConditionalAnd == !isNegated
                    ? In(both.LeftOperand, element, isNegated, isWhole: false, clauses + 1) ?? In(both.RightOperand, element, isNegated, isWhole: false, clauses + 1)
                    : null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                return comparison.OperatorKind == BinaryOperatorKind.Equals == !isNegated
                    ? Between(comparison.LeftOperand, comparison.RightOperand, null, comparison, element, isWhole)
                    : null;
            case IInvocationOperation { TargetMethod.Name: "Equals" } call when !isNegated:
                return OfCall(call, element, isWhole);
            default:
                return null;
        }
    }

    // x.Name.Equals(name)   string.Equals(x.Name, name, comparison)   object.Equals(x.Id, id)   comparer.Equals(x.Name, name)
    private static KeyEquality? OfCall(IInvocationOperation call, ISymbol element, bool isWhole)
    {
        var first = Operations.Argument(call, 0);
        var second = Operations.Argument(call, 1);
        if (first is null)
        {
            return null;
        }

        if (call.TargetMethod.IsStatic)
        {
            return second is null ? null : Between(first, second, Operations.Argument(call, 2), call, element, isWhole);
        }

        if (second is null || second.Type is { TypeKind: TypeKind.Enum, Name: "StringComparison" })
        {
            return call.Instance is { } instance ? Between(Operations.AccessedBy(instance) is { } accessed && instance is IConditionalAccessInstanceOperation ? accessed : instance, first, second, call, element, isWhole) : null;
        }

        return call.TargetMethod.Parameters.Length == 2 && call.Instance is { } comparer && !Operations.Mentions(comparer, element)
            ? Between(first, second, comparer, call, element, isWhole)
            : null;
    }

    private static KeyEquality? Between(IOperation left, IOperation right, IOperation? comparer, IOperation comparison, ISymbol element, bool isWhole)
    {
        var isLeft = Operations.Mentions(left, element);
        return isLeft == Operations.Mentions(right, element) || comparer is not null && Operations.Mentions(comparer, element)
            ? null
            : isLeft ? new KeyEquality(element, left, right, comparer, comparison, isWhole) : new KeyEquality(element, right, left, comparer, comparison, isWhole);
    }
}
