using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Questions that ask of a string or collection only whether there is anything in it.</summary>
internal static class Emptiness
{
    /// <summary>
    /// The test of <paramref name="target"/> that a condition consists of: <c>s == ""</c>, <c>s.Length > 0</c>, <c>s is null</c>,
    /// <c>string.IsNullOrEmpty(s)</c>, <c>list.Count == 0</c>, or one of these negated. Null for any other condition.
    /// </summary>
    public static IOperation? Of(IOperation? condition, IOperation target)
    {
        if (condition is null)
        {
            return null;
        }

        condition = Operations.Unconverted(condition);
        if (condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not)
        {
            condition = Operations.Unconverted(not.Operand);
        }

        return condition switch
        {
            IBinaryOperation comparison when IsNothing(comparison.RightOperand) && IsAsked(comparison.LeftOperand, target) || IsNothing(comparison.LeftOperand) && IsAsked(comparison.RightOperand, target) => comparison,
            IInvocationOperation { TargetMethod: { Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace", ContainingType.SpecialType: SpecialType.System_String }, Arguments: [var argument] } call
                when Accumulation.Same(argument.Value, target) => call,
            IInvocationOperation { TargetMethod.Name: "Any", Arguments.Length: <= 1 } call when Operations.Receiver(call) is { } receiver && Accumulation.Same(receiver, target) => call,
            IIsPatternOperation match when IsAsked(match.Value, target) && match.Pattern is IConstantPatternOperation { Value: var constant } && IsNothing(constant) => match,
            IIsPatternOperation match when IsAsked(match.Value, target) && match.Pattern is INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var constant } } && IsNothing(constant) => match,
            _ => null,
        };
    }

    /// <summary>
    /// The question a read of a string belongs to when it asks only how long it is or whether it holds anything:
    /// <c>s.Length</c>, <c>s != ""</c>, <c>string.IsNullOrEmpty(s)</c>; null for any other read.
    /// </summary>
    public static IOperation? AskedBy(IOperation read)
    {
        var child = read;
        while (child.Parent is IConversionOperation or IParenthesizedOperation)
        {
            child = child.Parent;
        }

        switch (child.Parent)
        {
            case IPropertyReferenceOperation { Property.Name: "Length" } length when ReferenceEquals(length.Instance, child):
                return length;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                return IsText(comparison.LeftOperand) || IsText(comparison.RightOperand) ? comparison : null;
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "IsNullOrEmpty", ContainingType.SpecialType: SpecialType.System_String } } call }:
                return call;
            default:
                return null;
        }
    }

    private static bool IsAsked(IOperation value, IOperation target)
    {
        value = Operations.Unconverted(value);
        return Accumulation.Same(value, target) ||
            value is IPropertyReferenceOperation { Property.Name: "Length" or "Count", Instance: { } owner } && Accumulation.Same(owner, target);
    }

    private static bool IsNothing(IOperation value) =>
        value.ConstantValue is { HasValue: true, Value: null or "" or 0 or 1 } || IsText(value);

    // "" or string.Empty.
    private static bool IsText(IOperation value) =>
        value.ConstantValue is { HasValue: true, Value: "" } ||
        Operations.Unconverted(value) is IFieldReferenceOperation { Field: { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } };
}
