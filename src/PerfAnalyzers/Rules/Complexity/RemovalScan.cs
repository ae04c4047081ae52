using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>A loop that walks a list and removes elements from it one by one.</summary>
/// <param name="Loop">The loop.</param>
/// <param name="Condition">When an element is removed; null when the loop does more than test and remove.</param>
/// <param name="Element">The local that holds the element; null where it is read from the list.</param>
/// <param name="Reads">Reads of the element from the list in the condition.</param>
internal sealed record RemovalScan(ILoopOperation Loop, IOperation? Condition, ILocalSymbol? Element, IReadOnlyList<IOperation> Reads)
{
    /// <summary>Whether <c>RemoveAll</c> with the condition does exactly the same.</summary>
    public bool IsExact => Condition is not null;

    /// <summary>The scan that a removal is part of, or null.</summary>
    /// <param name="removal">A call of <c>RemoveAt</c> or <c>Remove</c>.</param>
    /// <param name="list">Its receiver.</param>
    /// <param name="loop">The innermost loop that repeats it.</param>
    public static RemovalScan? Of(IInvocationOperation removal, IOperation list, Repetition loop)
    {
        if (loop.Owner is not ILoopOperation statement || removal.Arguments.Length != 1)
        {
            return null;
        }

        var argument = Operations.Unconverted(removal.Arguments[0].Value);
        switch (removal.TargetMethod.Name)
        {
            case "RemoveAt" when statement is not IForEachLoopOperation && argument is ILocalReferenceOperation index && Walks(statement, index, list):
                return statement is IForLoopOperation counted ? Exact(removal, list, counted, index.Local) : new(statement, null, null, []);
            case "Remove" when statement is IForEachLoopOperation each && argument is ILocalReferenceOperation element && loop.IsElement(element.Local) && IsOf(each.Collection, list):
                return new(statement, null, null, []);
            case "Remove" when statement is IForLoopOperation && IsElementRead(argument, list, null, out var at) && Walks(statement, at!, list):
                return new(statement, null, null, []);
            default:
                return null;
        }
    }

    // list, list.ToList(), list.Where(…).ToArray(), new List<T>(list)
    private static bool IsOf(IOperation source, IOperation list)
    {
        source = Operations.Unconverted(source);
        for (var depth = 0; depth < 8; depth++)
        {
            switch (source)
            {
                case IInvocationOperation { TargetMethod: { IsExtensionMethod: true, Name: "ToList" or "ToArray" or "Where" or "Reverse" or "OfType" or "AsEnumerable" or "OrderBy" }, Arguments: [var first, ..] }:
                    source = Operations.Unconverted(first.Value);
                    break;
                case IInvocationOperation { TargetMethod.Name: "ToArray" or "GetRange" or "FindAll", Instance: { } instance }:
                    source = Operations.Unconverted(instance);
                    break;
                case IObjectCreationOperation { Arguments: [var copied] }:
                    source = Operations.Unconverted(copied.Value);
                    break;
                case ILocalReferenceOperation local when !Accumulation.Same(local, list) && Writes.OnlyValue(local.Local, Operations.Root(local)) is { } value:
                    source = Operations.Unconverted(value);
                    break;
                default:
                    return Accumulation.Same(source, list);
            }
        }

        return false;
    }

    // for (i = 0; i < list.Count; …), for (i = list.Count - 1; i >= 0; i--)
    private static bool Walks(ILoopOperation loop, IOperation index, IOperation list)
    {
        var condition = loop switch
        {
            IForLoopOperation counted => counted.Condition,
            IWhileLoopOperation repeated => repeated.Condition,
            _ => null,
        };
        if (condition is null || !Accumulation.Mentions(condition, index))
        {
            return false;
        }

        if (Accumulation.Mentions(condition, list))
        {
            return true;
        }

        return loop is IForLoopOperation { Before: [var start] } && Accumulation.Mentions(start, list) ||
            index is ILocalReferenceOperation local && LocalValues.Around(loop).Of(local.Local) is [var first, ..] && first.Value is { } value && Accumulation.Mentions(value, list);
    }

    private static bool IsElementRead(IOperation operation, IOperation list, ILocalSymbol? index, out IOperation? at)
    {
        at = operation is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } owner, Arguments: [var only] } && Accumulation.Same(owner, list) ? Operations.Unconverted(only.Value) : null;
        return at is ILocalReferenceOperation local && (index is null || SymbolEqualityComparer.Default.Equals(local.Local, index));
    }

    // Only where the loop does nothing else, and its test depends on the element alone.
    private static RemovalScan Exact(IInvocationOperation removal, IOperation list, IForLoopOperation loop, ILocalSymbol index)
    {
        var none = new RemovalScan(loop, null, null, []);
        if (list.Type is not { Name: "List", ContainingNamespace.Name: "Generic" } || Operations.Unconverted(list) is not (ILocalReferenceOperation or IParameterReferenceOperation { Parameter.RefKind: RefKind.None } or IFieldReferenceOperation) ||
            Operations.IsCaught(loop, Operations.Root(loop)) || Comments.In(loop.Syntax) || loop.Syntax.ContainsDirectives || loop.Syntax is not ForStatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax } ||
            removal.Parent is not IExpressionStatementOperation)
        {
            return none;
        }

        var body = loop.Body is IBlockOperation block ? block.Operations : [loop.Body];
        ILocalSymbol? element = null;
        if (body is [IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ Symbol: var declared } declarator] }] }, _] &&
            declarator.GetVariableInitializer()?.Value is { } value && IsElementRead(Operations.Unconverted(value), list, index, out _))
        {
            element = declared;
            body = body.RemoveAt(0);
        }

        if (body is not [IConditionalOperation { WhenFalse: null } choice] || !RemovesOnly(choice.WhenTrue, removal, loop, list, index))
        {
            return none;
        }

        var reads = new List<IOperation>();
        return IsPlain(choice.Condition, list, index, reads, 0) && (element is null || reads.Count == 0) ? new(loop, choice.Condition, element, reads) : none;
    }

    // Backwards, or forwards with the step taken back.
    private static bool RemovesOnly(IOperation action, IInvocationOperation removal, IForLoopOperation loop, IOperation list, ILocalSymbol index)
    {
        var statements = action is IBlockOperation block ? block.Operations : [action];
        if (statements.Length == 0 || !ReferenceEquals(statements[0], removal.Parent) || loop.AtLoopBottom is not [IExpressionStatementOperation { Operation: IIncrementOrDecrementOperation step }] || !IsIndex(step.Target, index) ||
            loop.Before is not [IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [var start] }] }] || start.GetVariableInitializer()?.Value is not { } first || loop.Condition is not IBinaryOperation condition || !IsIndex(condition.LeftOperand, index))
        {
            return false;
        }

        if (step.Kind == OperationKind.Decrement)
        {
            return statements.Length == 1 && condition is { OperatorKind: BinaryOperatorKind.GreaterThanOrEqual, RightOperand.ConstantValue: { HasValue: true, Value: 0 } } &&
                first is IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract, RightOperand.ConstantValue: { HasValue: true, Value: 1 } } last && IsCount(last.LeftOperand, list);
        }

        return first.ConstantValue is { HasValue: true, Value: 0 } && condition.OperatorKind == BinaryOperatorKind.LessThan && IsCount(condition.RightOperand, list) &&
            statements is [_, IExpressionStatementOperation { Operation: IIncrementOrDecrementOperation { Kind: OperationKind.Decrement } back }] && IsIndex(back.Target, index);
    }

    private static bool IsCount(IOperation value, IOperation list) => value is IPropertyReferenceOperation { Property.Name: "Count", Instance: { } counted } && Accumulation.Same(counted, list);

    private static bool IsIndex(IOperation value, ILocalSymbol index) => value is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, index);

    // Reads values and compares them: nothing that could tell in which order, or how often, it is asked.
    private static bool IsPlain(IOperation value, IOperation list, ILocalSymbol index, List<IOperation> reads, int depth)
    {
        if (IsElementRead(value, list, index, out _))
        {
            reads.Add(value);
            return true;
        }

        var isPlain = value switch
        {
            _ when depth > 30 || Accumulation.Same(value, list) => false,
            ILocalReferenceOperation local => !SymbolEqualityComparer.Default.Equals(local.Local, index) && !local.Local.IsRef,
            IParameterReferenceOperation parameter => parameter.Parameter.RefKind == RefKind.None,
            IInstanceReferenceOperation instance => instance.Type?.IsValueType == false,
            IFieldReferenceOperation or ILiteralOperation or IBinaryOperation { OperatorMethod: null } or IUnaryOperation { OperatorMethod: null } or IConversionOperation { OperatorMethod: null } or IParenthesizedOperation or IIsPatternOperation or IPatternOperation or IIsTypeOperation or
                ICoalesceOperation or IConditionalOperation or IArgumentOperation { Parameter.RefKind: RefKind.None } or IDefaultValueOperation or IPropertySubpatternOperation => true,
            IBinaryOperation { OperatorMethod: { } compared } => compared.DeclaringSyntaxReferences.Length == 0,
            IPropertyReferenceOperation property => !property.Property.IsIndexer && (property.Property.DeclaringSyntaxReferences.Length == 0 || property.Property is { IsVirtual: false, IsOverride: false, IsAbstract: false } && Operations.HasField(property.Property)),
            IInvocationOperation call => call.TargetMethod.DeclaringSyntaxReferences.Length == 0 && call.TargetMethod.ContainingType.SpecialType is SpecialType.System_String or (>= SpecialType.System_Boolean and <= SpecialType.System_Double),
            _ => false,
        };
        if (isPlain)
        {
            foreach (var child in value.ChildOperations)
            {
                if (!IsPlain(child, list, index, reads, depth + 1))
                {
                    return false;
                }
            }
        }

        return isPlain;
    }
}
