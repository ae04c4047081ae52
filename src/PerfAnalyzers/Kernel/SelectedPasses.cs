using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Code of a loop that runs for some elements only, which are likely few: those of one kind of several (<c>switch</c>), or those
/// that equal what is the same on every pass (<c>if (file.Pin == pin)</c>).
/// </summary>
internal static class SelectedPasses
{
    /// <summary>Whether an operation runs on such passes of a loop around it.</summary>
    public static bool Has(IOperation operation, Repetition loop, Facts facts)
    {
        var flow = new Flow(facts);
        var child = operation;
        for (var parent = operation.Parent; parent is not null && !ReferenceEquals(child, loop.Region); child = parent, parent = parent.Parent)
        {
            switch (parent)
            {
                case ISwitchCaseOperation { Parent: ISwitchOperation choice } when flow.Of(choice.Value, loop) == Variation.Varies:
                case IConditionalOperation conditional when ReferenceEquals(conditional.WhenTrue, child) && Selects(conditional.Condition, loop, flow):
                    return true;
            }
        }

        return false;
    }

    private static bool Selects(IOperation condition, Repetition loop, Flow flow) => Operations.Unconverted(condition) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => Selects(both.LeftOperand, loop, flow) || Selects(both.RightOperand, loop, flow),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equality => Compares(equality.LeftOperand, equality.RightOperand, loop, flow),
        IInvocationOperation { TargetMethod.Name: "Equals", Instance: { } left, Arguments: [var right, ..] } => Compares(left, right.Value, loop, flow),
        IInvocationOperation { TargetMethod: { Name: "Equals", IsStatic: true }, Arguments: [var left, var right, ..] } => Compares(left.Value, right.Value, loop, flow),
        _ => false,
    };

    private static bool Compares(IOperation left, IOperation right, Repetition loop, Flow flow) => IsGiven(left, loop, flow) ? flow.Of(right, loop) == Variation.Varies : IsGiven(right, loop, flow) && flow.Of(left, loop) == Variation.Varies;

    // A constant is a state that many elements may have.
    private static bool IsGiven(IOperation value, Repetition loop, Flow flow) => !Operations.Unconverted(value).ConstantValue.HasValue && flow.Of(value, loop) != Variation.Varies;
}
