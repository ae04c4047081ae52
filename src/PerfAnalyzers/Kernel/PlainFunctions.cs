using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Functions that only look: they compare, combine and read, change nothing, and throw for nothing but a missing element. When and
/// how often they are called makes no difference.
/// </summary>
internal sealed class PlainFunctions(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 24;

    /// <summary>Whether a delegate value is such a function.</summary>
    public bool Is(IOperation? function)
    {
        if (function is null)
        {
            return false;
        }

        function = Operations.Unconverted(function);
        if (function is IDelegateCreationOperation creation)
        {
            function = Operations.Unconverted(creation.Target);
        }

        return function switch
        {
            IAnonymousFunctionOperation { Symbol.IsAsync: false, Body.Operations: [IReturnOperation { ReturnedValue: { } value }] } => IsValue(value, 0),
            IMethodReferenceOperation { Method: var method } => IsMethod(method),
            _ => false,
        };
    }

    /// <summary>Whether computing a value only looks.</summary>
    public bool IsValue(IOperation value) => IsValue(value, 0);

    private bool IsValue(IOperation? value, int depth)
    {
        if (value is null || value.ConstantValue.HasValue)
        {
            return true;
        }

        if (depth > MaximumDepth)
        {
            return false;
        }

        switch (value)
        {
            case IParameterReferenceOperation or ILocalReferenceOperation { IsDeclaration: false } or IInstanceReferenceOperation or ILiteralOperation or IDefaultValueOperation or ITypeOfOperation or IConditionalAccessInstanceOperation:
                return true;
            case IFieldReferenceOperation or IParenthesizedOperation or IConditionalOperation or ICoalesceOperation or IConditionalAccessOperation or ITupleOperation or IArgumentOperation or
                IAnonymousObjectCreationOperation or IInterpolatedStringOperation or IInterpolatedStringTextOperation or IInterpolationOperation:
            case ISimpleAssignmentOperation { Parent: IAnonymousObjectCreationOperation }:
                return Parts(value, depth);
            case IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation or IBinaryPatternOperation or IRelationalPatternOperation or ITypePatternOperation } match:
                return !Declares(match.Pattern) && IsValue(match.Value, depth + 1);
            case IIsTypeOperation test:
                return IsValue(test.ValueOperand, depth + 1);
            case IPropertyReferenceOperation { Parent: ISimpleAssignmentOperation { Parent: IAnonymousObjectCreationOperation } assignment } property when ReferenceEquals(assignment.Target, property):
                return true;
            case IPropertyReferenceOperation property:
                return IsProperty(property.Property, depth) && Parts(property, depth);
            case IBinaryOperation binary:
                return IsOperator(binary.OperatorMethod) && !binary.IsChecked && (binary.OperatorKind is not (BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder) || IsNotZero(binary.RightOperand)) && Parts(binary, depth);
            case IUnaryOperation unary:
                return IsOperator(unary.OperatorMethod) && !unary.IsChecked && IsValue(unary.Operand, depth + 1);
            case IConversionOperation conversion:
                return IsOperator(conversion.OperatorMethod) && !conversion.IsChecked && (conversion.IsTryCast || conversion.Conversion.IsImplicit || conversion.Conversion.IsNumeric || conversion.Operand.Type?.TypeKind == TypeKind.Enum) && IsValue(conversion.Operand, depth + 1);
            case IInvocationOperation call:
                return IsMethod(call.TargetMethod) && Parts(call, depth);
            case IDelegateCreationOperation or IAnonymousFunctionOperation:
                return Is(value);
            default:
                return false;
        }
    }

    private bool Parts(IOperation value, int depth)
    {
        foreach (var part in value.ChildOperations)
        {
            if (!IsValue(part, depth + 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Declares(IOperation pattern)
    {
        foreach (var part in pattern.DescendantsAndSelf())
        {
            if (part is IDeclarationPatternOperation { DeclaredSymbol: not null } or IRecursivePatternOperation { DeclaredSymbol: not null })
            {
                return true;
            }
        }

        return false;
    }

    // Those the compiler writes (records, tuples) and those of libraries.
    private bool IsOperator(IMethodSymbol? method) => method is null || method.IsImplicitlyDeclared || !facts.IsOwn(method);

    private static bool IsNotZero(IOperation divisor) =>
        divisor.Type?.SpecialType is SpecialType.System_Double or SpecialType.System_Single ||
        divisor.ConstantValue is { HasValue: true, Value: not null and not 0 and not 0L and not 0m };

    private bool IsProperty(IPropertySymbol property, int depth)
    {
        if (property.IsIndexer || StateChanges.IsClock(property) || (facts.Knowledge.EffectsOf(property) & ApiEffects.Advances) != 0)
        {
            return false;
        }

        if (!facts.IsOwn(property))
        {
            // Nullable.Value, Lazy.Value and Task.Result have conditions.
            return !(property.Name is "Value" or "Result" && property.ContainingType.ContainingNamespace.Name is "System" or "Threading" or "Tasks");
        }

        if (property.IsAbstract || property.IsVirtual || property.IsOverride || property.ContainingType.TypeKind == TypeKind.Interface)
        {
            return false;
        }

        if (Operations.HasField(property))
        {
            return true;
        }

        // A positional property of a record, or one that only looks itself.
        return property.GetMethod is { } getter && (facts.Bodies.Of(getter, cancellation) ?? facts.Bodies.Of(property, cancellation)) is { } body && ReturnOf(body) is { } value && IsValue(value, depth + 1);
    }

    private static IOperation? ReturnOf(IOperation body)
    {
        var block = body switch
        {
            IMethodBodyOperation method => method.BlockBody ?? method.ExpressionBody,
            IBlockOperation own => own,
            _ => null,
        };
        return block is { Operations: [IReturnOperation { ReturnedValue: { } value }] } ? value : null;
    }

    private bool IsMethod(IMethodSymbol method)
    {
        if (facts.IsOwn(method) || method.ContainingType is not { } type)
        {
            return false;
        }

        if (type.SpecialType == SpecialType.System_String)
        {
            return method.Name is "StartsWith" or "EndsWith" or "Contains" or "Equals" or "Trim" or "TrimStart" or "TrimEnd" or "ToLower" or "ToUpper" or "ToLowerInvariant" or "ToUpperInvariant" or "CompareTo" or
                "ToString" or "IndexOf" or "IsNullOrEmpty" or "IsNullOrWhiteSpace" or "Compare" or "CompareOrdinal" or "GetHashCode";
        }

        if (Sequences.IsOperator(method))
        {
            return method.Name is "Any" or "All" or "Count" or "LongCount" or "Contains" or "Where" or "Select" or "Distinct" or "Take" or "Skip" || Sequences.IsSort(method);
        }

        return type.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true } &&
            (type is { Name: "Math", IsStatic: true } && method.Name is "Min" or "Max" or "Floor" or "Ceiling" or "Round" ||
                type.IsValueType && method.Name is "Equals" or "CompareTo" or "GetValueOrDefault" or "HasFlag" || type.SpecialType == SpecialType.System_Enum && method.Name is "HasFlag" or "Equals");
    }
}
