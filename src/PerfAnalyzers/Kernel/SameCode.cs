using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Whether two pieces of code mean the same: same symbols, constants and operators; parameters of lambdas may be named differently.</summary>
internal static class SameCode
{
    public static bool Is(IOperation? left, IOperation? right) => Is(left, right, []);

    private static bool Is(IOperation? left, IOperation? right, List<(ISymbol Left, ISymbol Right)> bound)
    {
        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        if (left.Kind != right.Kind || !SymbolEqualityComparer.Default.Equals(left.Type, right.Type) || left is IInvalidOperation)
        {
            return false;
        }

        if (left.ConstantValue.HasValue || right.ConstantValue.HasValue)
        {
            return left.ConstantValue.HasValue && right.ConstantValue.HasValue && Equals(left.ConstantValue.Value, right.ConstantValue.Value);
        }

        switch (left)
        {
            case ILocalReferenceOperation local:
                return Same(local.Local, ((ILocalReferenceOperation)right).Local, bound);
            case IParameterReferenceOperation parameter:
                return Same(parameter.Parameter, ((IParameterReferenceOperation)right).Parameter, bound);
            case IFieldReferenceOperation or IPropertyReferenceOperation or IInvocationOperation or IObjectCreationOperation:
                if (!SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(left), Operations.SymbolOf(right)))
                {
                    return false;
                }

                break;
            case IBinaryOperation binary:
                if (binary.OperatorKind != ((IBinaryOperation)right).OperatorKind)
                {
                    return false;
                }

                break;
            case IUnaryOperation unary:
                if (unary.OperatorKind != ((IUnaryOperation)right).OperatorKind)
                {
                    return false;
                }

                break;
            case IAnonymousFunctionOperation lambda:
                var other = ((IAnonymousFunctionOperation)right).Symbol;
                if (lambda.Symbol.Parameters.Length != other.Parameters.Length)
                {
                    return false;
                }

                for (var i = 0; i < other.Parameters.Length; i++)
                {
                    bound.Add((lambda.Symbol.Parameters[i], other.Parameters[i]));
                }

                break;
            case IInstanceReferenceOperation instance:
                return instance.ReferenceKind == ((IInstanceReferenceOperation)right).ReferenceKind;
            case IArgumentOperation or IConversionOperation or IBlockOperation or IReturnOperation or IDelegateCreationOperation or IParenthesizedOperation or IAwaitOperation or
                IAnonymousObjectCreationOperation or ISimpleAssignmentOperation or IConditionalOperation or ICoalesceOperation or ITranslatedQueryOperation or IConditionalAccessOperation or
                IInterpolatedStringOperation or IInterpolationOperation or IInterpolatedStringTextOperation or IArrayCreationOperation or IArrayInitializerOperation or ITupleOperation or IDefaultValueOperation:
                break;
            default:
                return left.Syntax.IsEquivalentTo(right.Syntax, topLevel: false);
        }

        var children = left.ChildOperations.GetEnumerator();
        var others = right.ChildOperations.GetEnumerator();
        while (children.MoveNext())
        {
            if (!others.MoveNext() || !Is(children.Current, others.Current, bound))
            {
                return false;
            }
        }

        return !others.MoveNext();
    }

    private static bool Same(ISymbol left, ISymbol right, List<(ISymbol Left, ISymbol Right)> bound)
    {
        foreach (var pair in bound)
        {
            if (SymbolEqualityComparer.Default.Equals(pair.Left, left))
            {
                return SymbolEqualityComparer.Default.Equals(pair.Right, right);
            }
        }

        return SymbolEqualityComparer.Default.Equals(left, right);
    }
}
