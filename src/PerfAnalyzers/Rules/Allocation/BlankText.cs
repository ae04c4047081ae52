using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>Texts that are trimmed to see whether anything is left.</summary>
internal static class BlankText
{
    /// <summary><c>text.Trim() == ""</c>, <c>text.Trim().Length == 0</c>, <c>string.IsNullOrEmpty(text.Trim())</c>.</summary>
    public static TemporaryText? Of(IInvocationOperation trim, IOperation use)
    {
        var isEmpty = true;
        IOperation? whole = null;
        switch (use)
        {
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison when IsEmptyText(Other(comparison, trim)):
                whole = comparison;
                isEmpty = comparison.OperatorKind == BinaryOperatorKind.Equals;
                break;
            case IPropertyReferenceOperation { Property.Name: "Length" } length when Operations.Consumer(length) is IBinaryOperation { LeftOperand: { } left, RightOperand.ConstantValue: { HasValue: true, Value: int number } } comparison && ReferenceEquals(left, length):
                bool? answer = (comparison.OperatorKind, number) switch
                {
                    (BinaryOperatorKind.Equals, 0) or (BinaryOperatorKind.LessThan, 1) or (BinaryOperatorKind.LessThanOrEqual, 0) => true,
                    (BinaryOperatorKind.NotEquals, 0) or (BinaryOperatorKind.GreaterThan, 0) or (BinaryOperatorKind.GreaterThanOrEqual, 1) => false,
                    _ => null,
                };
                if (answer is null)
                {
                    return null;
                }

                whole = comparison;
                isEmpty = answer.Value;
                break;
            case IInvocationOperation { TargetMethod: { Name: "Equals", Parameters.Length: 1 } } equals when ReferenceEquals(equals.Instance, trim) && IsEmptyText(equals.Arguments[0].Value):
                whole = equals;
                break;
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "IsNullOrEmpty", ContainingType.SpecialType: SpecialType.System_String } } call }:
                whole = call;
                break;
        }

        if (whole is null)
        {
            return null;
        }

        var plan = trim.Instance is { } text && Spans.IsNotNull(text) && Spans.Name(trim) is not null && !Comments.In(whole.Syntax)
            ? new PlannedEdits().Replace(whole.Syntax.Span, $"{(isEmpty ? "" : "!")}string.IsNullOrWhiteSpace({text.Syntax})")
            : null;
        return new TemporaryText("a string", "ask whether it is empty", "ask 'string.IsNullOrWhiteSpace'", false, plan?.ToProperties(TemporaryString.WhiteSpaceShape));
    }

    private static bool IsEmptyText(IOperation? value) => value is not null && (value.ConstantValue is { HasValue: true, Value: "" } ||
        Operations.Unconverted(value) is IFieldReferenceOperation { Field: { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } });

    /// <summary>What a part is compared with.</summary>
    public static IOperation? Other(IBinaryOperation comparison, IOperation part) =>
        ReferenceEquals(Operations.Unconverted(comparison.LeftOperand), part) ? comparison.RightOperand : ReferenceEquals(Operations.Unconverted(comparison.RightOperand), part) ? comparison.LeftOperand : null;
}
