using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>Which elements a loop visits, one after the other: those of a counter that goes up by one, or all of a collection.</summary>
internal sealed class ElementRange
{
    private ElementRange(ILoopOperation loop, ILocalSymbol variable)
    {
        Loop = loop;
        Variable = variable;
    }

    public ILoopOperation Loop { get; }

    /// <summary>The counter, or the element of a <c>foreach</c>.</summary>
    public ILocalSymbol Variable { get; }

    /// <summary>The collection of a <c>foreach</c>; null for a counter.</summary>
    public IOperation? Collection { get; private init; }

    /// <summary>The counter's first value; null when it is zero.</summary>
    public IOperation? Start { get; private init; }

    /// <summary>The counter stays below it; null for a <c>foreach</c>.</summary>
    public IOperation? End { get; private init; }

    /// <summary>The counter reaches <see cref="End"/>.</summary>
    public bool IsInclusive { get; private init; }

    /// <summary>The range of a loop, or null when it is of another form.</summary>
    public static ElementRange? Of(IOperation loop) => loop switch
    {
        IForLoopOperation counted => OfCounter(counted),
        IForEachLoopOperation { IsAsynchronous: false, LoopControlVariable: IVariableDeclaratorOperation { Symbol: { RefKind: RefKind.None } element } } each =>
            new ElementRange(each, element) { Collection = Operations.Unconverted(each.Collection) },
        _ => null,
    };

    /// <summary>Whether a value is the same on each pass of a loop that changes elements only, and computing it has no effect.</summary>
    public bool IsStable(IOperation? value) => value switch
    {
        null or { ConstantValue.HasValue: true } or IDefaultValueOperation => true,
        ILocalReferenceOperation { IsDeclaration: false, Local: { RefKind: RefKind.None } local } => !Operations.IsDeclaredIn(local, Loop.Syntax),
        IParameterReferenceOperation { Parameter.RefKind: RefKind.None } or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } => true,
        IFieldReferenceOperation { Field.IsVolatile: false } field => IsStable(field.Instance),
        IPropertyReferenceOperation { Arguments.Length: 0 } property => (IsLength(property) || Operations.IsAutomatic(property.Property)) && IsStable(property.Instance),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply, OperatorMethod: null, IsChecked: false, IsLifted: false, Type.SpecialType: SpecialType.System_Int32 } sum =>
            IsStable(sum.LeftOperand) && IsStable(sum.RightOperand),
        IParenthesizedOperation inner => IsStable(inner.Operand),
        _ => false,
    };

    /// <summary>Whether a property is the number of elements of an array, a span, a string or a list.</summary>
    public static bool IsLength(IPropertyReferenceOperation property) => property.Instance is { Type: { } type } && ElementSlot.KindOf(type) switch
    {
        ElementHolder.None => false,
        ElementHolder.List => property.Property.Name == "Count",
        _ => property.Property.Name == "Length",
    };

    /// <summary>Whether the counter starts at zero.</summary>
    public bool IsFromZero => Start is null;

    /// <summary>How many elements, as text: <c>n</c>, <c>n - 2</c>.</summary>
    public string CountText()
    {
        var end = Plain(End!, isRight: false);
        if (Constant(End) is { } last && Constant(Start) is { } first)
        {
            return (last - first + (IsInclusive ? 1 : 0)).ToString(CultureInfo.InvariantCulture);
        }

        end = Start is null ? end : end + " - " + Plain(Start, isRight: true);
        return IsInclusive ? end + " + 1" : end;
    }

    /// <summary>Start and an offset, as text; null for zero.</summary>
    public string? FromText(ElementSlot slot)
    {
        if (slot.Offset is not { } offset)
        {
            return Start is null ? null : Plain(Start, isRight: false);
        }

        if (Constant(offset) is { } moved && Constant(Start) is { } first)
        {
            var sum = slot.IsMinus ? first - moved : first + moved;
            return sum == 0 ? null : sum.ToString(CultureInfo.InvariantCulture);
        }

        return Start is null ? (slot.IsMinus ? "-" + Plain(offset, isRight: true) : Plain(offset, isRight: false)) : Plain(Start, isRight: false) + (slot.IsMinus ? " - " : " + ") + Plain(offset, slot.IsMinus);
    }

    /// <summary>A constant; zero for what is left out, null for other values.</summary>
    public static int? Constant(IOperation? value) => value is null ? 0 : value.ConstantValue is { HasValue: true, Value: int number } ? number : null;

    private static string Plain(IOperation value, bool isRight) => isRight && Operations.Unconverted(value) is IBinaryOperation && value.Syntax is not Microsoft.CodeAnalysis.CSharp.Syntax.ParenthesizedExpressionSyntax ? $"({value.Syntax})" : value.Syntax.ToString();

    private static ElementRange? OfCounter(IForLoopOperation loop)
    {
        if (loop.Before is not [IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ Symbol: { Type.SpecialType: SpecialType.System_Int32 } counter } declarator] }] }] || declarator.GetVariableInitializer()?.Value is not { } start ||
            loop.AtLoopBottom is not [IExpressionStatementOperation { Operation: var step }] || !IsStep(step, counter) || loop.Condition is not IBinaryOperation { OperatorMethod: null, IsLifted: false } condition ||
            Bound(condition, counter) is not var (end, isInclusive))
        {
            return null;
        }

        // i <= n - 1
        if (isInclusive && end is IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract, RightOperand.ConstantValue: { HasValue: true, Value: 1 }, LeftOperand: var whole })
        {
            (end, isInclusive) = (whole, false);
        }

        var range = new ElementRange(loop, counter) { Start = start.ConstantValue is { HasValue: true, Value: 0 } ? null : start, End = end, IsInclusive = isInclusive };
        return range.IsStable(start) && range.IsStable(end) ? range : null;
    }

    private static (IOperation End, bool IsInclusive)? Bound(IBinaryOperation condition, ILocalSymbol counter)
    {
        if (Is(condition.LeftOperand, counter) && condition.OperatorKind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual)
        {
            return (condition.RightOperand, condition.OperatorKind == BinaryOperatorKind.LessThanOrEqual);
        }

        return Is(condition.RightOperand, counter) && condition.OperatorKind is BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual
            ? (condition.LeftOperand, condition.OperatorKind == BinaryOperatorKind.GreaterThanOrEqual)
            : null;
    }

    private static bool IsStep(IOperation step, ILocalSymbol counter) => step switch
    {
        IIncrementOrDecrementOperation { Kind: OperationKind.Increment } increment => Is(increment.Target, counter),
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Value.ConstantValue: { HasValue: true, Value: 1 } } sum => Is(sum.Target, counter),
        _ => false,
    };

    private static bool Is(IOperation operation, ILocalSymbol local) => operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local);
}
