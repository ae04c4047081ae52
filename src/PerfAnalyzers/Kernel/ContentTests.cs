using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Conditions that ask of a value only whether it has content: <c>x => x != null</c>, <c>x => !string.IsNullOrEmpty(x)</c>.</summary>
internal static class ContentTests
{
    /// <summary>Whether a lambda is such a condition on its own parameter.</summary>
    public static bool Is(IOperation argument) =>
        Translations.Lambda(argument) is { Symbol.Parameters: [{ } row], Body.Operations: [IReturnOperation { ReturnedValue: { } test }] } && IsTest(test, row);

    private static bool IsTest(IOperation test, IParameterSymbol row)
    {
        test = Operations.Unconverted(test);
        return test switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: IInvocationOperation { TargetMethod.Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace", Arguments: [{ } argument] } } => IsRow(argument.Value, row),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => IsTest(both.LeftOperand, row) && IsTest(both.RightOperand, row),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } comparison => IsRow(comparison.LeftOperand, row) && IsNothing(comparison.RightOperand),
            IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation constant } } pattern => IsRow(pattern.Value, row) && IsNothing(constant.Value),
            _ => false,
        };
    }

    private static bool IsNothing(IOperation value) => Operations.Unconverted(value).ConstantValue is { HasValue: true, Value: null or "" };

    private static bool IsRow(IOperation value, IParameterSymbol row) =>
        Operations.Unconverted(value) is IParameterReferenceOperation read && SymbolEqualityComparer.Default.Equals(read.Parameter, row);
}
