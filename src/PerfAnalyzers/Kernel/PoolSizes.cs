using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Sizes of the thread pool that the code fixes: constants and multiples of the number of processors.</summary>
internal sealed class PoolSizes(Facts facts, CancellationToken cancellation)
{
    // Fewer threads than this are no cure for blocked ones.
    private const int SmallCount = 4, MaximumDepth = 5;

    /// <summary>
    /// Whether one of the counts passed to <c>SetMinThreads</c> or <c>SetMaxThreads</c> is fixed by the code. Values that are read from the pool
    /// or from configuration are not; neither is a change that the same member takes back.
    /// </summary>
    public bool IsFixed(IInvocationOperation call)
    {
        var isFixed = false;
        foreach (var argument in call.Arguments)
        {
            isFixed |= IsFixed(argument.Value);
        }

        return isFixed && !IsTakenBack(call);
    }

    private bool IsFixed(IOperation value)
    {
        value = Value(value);
        if (value.ConstantValue is { HasValue: true, Value: int count })
        {
            return count > SmallCount;
        }

        var isFixed = false;
        return value is not IPropertyReferenceOperation && Read(value, ref isFixed, 0) && isFixed;
    }

    // Made of constants, the number of processors and what the pool says; false on anything else.
    private bool Read(IOperation value, ref bool isFixed, int depth)
    {
        value = Value(value);
        if (value.ConstantValue.HasValue || IsProcessorCount(value))
        {
            isFixed = true;
            return true;
        }

        if (depth > MaximumDepth)
        {
            return false;
        }

        switch (value)
        {
            case ILocalReferenceOperation local:
                return IsReadFromPool(local.Local, Operations.Root(local));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply or BinaryOperatorKind.Add or BinaryOperatorKind.Divide or BinaryOperatorKind.Subtract or BinaryOperatorKind.LeftShift } both:
                return Read(both.LeftOperand, ref isFixed, depth + 1) && Read(both.RightOperand, ref isFixed, depth + 1);
            case IInvocationOperation { TargetMethod: { Name: "Max" or "Min" or "Clamp", ContainingType: { Name: "Math", ContainingNamespace.Name: "System" } }, Arguments: var arguments }:
                foreach (var argument in arguments)
                {
                    if (!Read(argument.Value, ref isFixed, depth + 1))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return false;
        }
    }

    // Through locals and readonly fields with one value.
    private IOperation Value(IOperation value)
    {
        value = Operations.Unconverted(value);
        for (var depth = 0; depth < MaximumDepth; depth++)
        {
            var next = value switch
            {
                ILocalReferenceOperation local when !value.ConstantValue.HasValue => Writes.OnlyValue(local.Local, Operations.Root(local)),
                IFieldReferenceOperation { Field: { IsReadOnly: true, IsStatic: true } field } => (facts.Bodies.Of(field, cancellation) as IFieldInitializerOperation)?.Value,
                _ => null,
            };
            if (next is null)
            {
                break;
            }

            value = Operations.Unconverted(next);
        }

        return value;
    }

    private static bool IsProcessorCount(IOperation value) =>
        value is IPropertyReferenceOperation { Property: { Name: "ProcessorCount", ContainingType: { Name: "Environment", ContainingNamespace.Name: "System" } } };

    private static bool IsReadFromPool(ILocalSymbol local, IOperation body)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && IsOutOfPool(reference) ||
                operation is IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } && SymbolEqualityComparer.Default.Equals(declared.Local, local) && IsOutOfPool(operation))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOutOfPool(IOperation reference) =>
        reference.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "GetMinThreads" or "GetMaxThreads" or "GetAvailableThreads", ContainingType.Name: "ThreadPool" } } };

    private bool IsTakenBack(IInvocationOperation call)
    {
        foreach (var operation in Operations.Root(call).Descendants())
        {
            if (operation is IInvocationOperation other && !ReferenceEquals(other, call) && other.TargetMethod.Name == call.TargetMethod.Name && other.Syntax.SpanStart > call.Syntax.SpanStart &&
                SymbolEqualityComparer.Default.Equals(other.TargetMethod, call.TargetMethod) && !IsFixed(other.Arguments[0].Value))
            {
                return true;
            }
        }

        return false;
    }
}
