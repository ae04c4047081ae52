using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Methods of the project whose <c>object</c> or interface parameter could be a type parameter.</summary>
internal static class GenericParameters
{
    /// <summary>
    /// Whether a method does nothing with a parameter but call its members and test it for null, in a signature that nothing
    /// prescribes. Members of a type parameter are called on the value itself.
    /// </summary>
    /// <param name="method">The method that is called.</param>
    /// <param name="parameter">Its parameter.</param>
    /// <param name="box">What is boxed for it.</param>
    /// <param name="facts">Facts.</param>
    /// <param name="cancellation">Cancels.</param>
    public static bool Fits(IMethodSymbol method, IParameterSymbol parameter, Box box, Facts facts, CancellationToken cancellation)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        parameter = parameter.OriginalDefinition;
        if (method.DeclaringSyntaxReferences.Length == 0 || method.MethodKind is not (MethodKind.Ordinary or MethodKind.ReducedExtension or MethodKind.LocalFunction) ||
            parameter.IsParams || parameter.RefKind != RefKind.None || parameter.Type.TypeKind == TypeKind.Dynamic || box.Reason == BoxReason.Nullable ||
            !IsFree(method) || facts.Bodies.Of(method, cancellation) is not { } body)
        {
            return false;
        }

        var calls = 0;
        foreach (var operation in body.DescendantsAndSelf())
        {
            if (operation is IParameterReferenceOperation reference && reference.Parameter.Ordinal == parameter.Ordinal && Same(reference.Parameter.ContainingSymbol.OriginalDefinition, method) && !IsNullTest(reference))
            {
                if (!IsReceiver(reference, box))
                {
                    return false;
                }

                calls++;
            }
        }

        return calls > 0;
    }

    /// <summary>Whether no base type or interface prescribes the signature.</summary>
    public static bool IsFree(IMethodSymbol method)
    {
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            return true;
        }

        if (method.IsVirtual || method.IsOverride || method.IsAbstract || !method.ExplicitInterfaceImplementations.IsEmpty || method.ContainingType is not { TypeKind: not TypeKind.Interface } type)
        {
            return false;
        }

        foreach (var contract in type.AllInterfaces)
        {
            foreach (var member in contract.GetMembers(method.Name))
            {
                if (Same(type.FindImplementationForInterfaceMember(member), method))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Whether a reference is only the receiver of a member that a type parameter would call on the value. What a struct inherits from ValueType boxes there too.</summary>
    public static bool IsReceiver(IOperation reference, Box box) => reference.Parent switch
    {
        IInvocationOperation call => ReferenceEquals(call.Instance, reference) && call.TargetMethod.Name != "GetType" &&
            (call.TargetMethod.ContainingType?.SpecialType != SpecialType.System_Object || (box.Type.TypeKind != TypeKind.Enum && !Boxes.Inherits(box.Type, call.TargetMethod.Name))),
        IPropertyReferenceOperation property => ReferenceEquals(property.Instance, reference),
        _ => false,
    };

    /// <summary>Whether a reference is only compared with null.</summary>
    public static bool IsNullTest(IOperation reference) => Operations.Consumer(reference) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison =>
            comparison.LeftOperand.ConstantValue is { HasValue: true, Value: null } || comparison.RightOperand.ConstantValue is { HasValue: true, Value: null },
        IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation } } => true,
        _ => false,
    };

    private static bool Same(ISymbol? left, ISymbol? right) => SymbolEqualityComparer.Default.Equals(left, right);
}
