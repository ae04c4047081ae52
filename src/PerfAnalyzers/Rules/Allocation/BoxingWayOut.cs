using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>What the author can do about a box, judged by what receives it. Null: nothing, and so nothing is said.</summary>
internal static class BoxingWayOut
{
    /// <summary>The values an argument hands over one by one: itself, or the elements of an array or span written at the call.</summary>
    public static IEnumerable<IOperation> ValuesOf(IArgumentOperation argument) => argument.Value switch
    {
        IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
        IConversionOperation { Operand: ICollectionExpressionOperation collection } => collection.Elements,
        ICollectionExpressionOperation collection => collection.Elements,
        var value => [value],
    };

    /// <summary>The way out for an argument.</summary>
    public static string? OfArgument(IInvocationOperation call, IParameterSymbol parameter, Box box, Facts facts, CancellationToken cancellation)
    {
        var method = call.TargetMethod;
        if (facts.Knowledge.Of(method) is { } known && known.Value("way") is { } way)
        {
            return known.Value("form") == "equality" && !ComparesSame(call) ? null : OfForm(known.Value("form"), way, box.Type, facts);
        }

        return method is { Name: "Equals" or "CompareTo", Parameters.Length: 1 } && call.Instance?.Type is { IsValueType: true } type
            ? OfComparison(method, type, box.Type, facts)
            : null;
    }

    /// <summary>The way out for the receiver of a call that a struct inherits from <c>ValueType</c>.</summary>
    public static string? OfReceiver(IInvocationOperation call, Box box, Facts facts)
    {
        var name = call.TargetMethod.Name;
        if (box.Reason == BoxReason.EnumComparison || !IsOwn(box.Type, facts))
        {
            return null;
        }

        if (box.Reason == BoxReason.BaseCall)
        {
            return name == "GetHashCode" ? "combine the hash codes of its fields" : name == "Equals" ? "compare its fields" : null;
        }

        return name is "Equals" or "GetHashCode" ? $"make '{box.Type.Name}' a record struct or give it its own 'Equals' and 'GetHashCode'" : $"override '{name}' in '{box.Type.Name}'";
    }

    /// <summary>The way out for a conversion that is not an argument of a call.</summary>
    public static string? OfValue(IConversionOperation conversion, Box box, Facts facts, CancellationToken cancellation)
    {
        IOperation child = conversion;
        var parent = conversion.Parent;
        while (parent is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            child = parent;
            parent = parent.Parent;
        }

        switch (parent)
        {
            case IBinaryOperation or ICompoundAssignmentOperation when box.Reason == BoxReason.InheritedMember:
                return box.Type.TypeKind != TypeKind.Enum ? IsOwn(box.Type, facts) ? $"override 'ToString' in '{box.Type.Name}'" : null
                    : HasHandler(facts) ? "use an interpolated string" : null;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { } local } }:
                return OfLocal(local, Operations.Function(conversion), box, facts, cancellation);
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: { } local } } assignment when ReferenceEquals(assignment.Value, child):
                return OfLocal(local, Operations.Function(conversion), box, facts, cancellation);
            case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true } target } assignment when ReferenceEquals(assignment.Value, child):
                return facts.Knowledge.Of(target.Property)?.Value("way");
            case IArgumentOperation { Parent: IPropertyReferenceOperation indexer } when !IsToldOfValue(indexer):
                return facts.Knowledge.Of(indexer.Property)?.Value("way");
            case IReturnOperation { Kind: OperationKind.YieldReturn }:
                return OfYield(conversion, box);
            case IReturnOperation { Parent: IBlockOperation { Parent: IAnonymousFunctionOperation lambda } }:
                return IsKeySelector(lambda) ? "let the key keep its own type" : null;
            default:
                return null;
        }
    }

    /// <summary>
    /// The way out for a variable: to declare it with the value's own type. Only when it never holds anything else and nothing
    /// that uses it needs the object.
    /// </summary>
    public static string? OfLocal(ILocalSymbol local, IOperation scope, Box box, Facts facts, CancellationToken cancellation)
    {
        var uses = 0;
        foreach (var operation in scope.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when Same(declarator.Symbol, local):
                    if (declarator.GetVariableInitializer() is { } initializer && !HoldsSame(initializer.Value, box))
                    {
                        return null;
                    }

                    break;
                case ILocalReferenceOperation { Parent: ISimpleAssignmentOperation assignment } target when Same(target.Local, local) && ReferenceEquals(assignment.Target, target):
                    if (!HoldsSame(assignment.Value, box))
                    {
                        return null;
                    }

                    break;
                case ILocalReferenceOperation reference when Same(reference.Local, local) && !GenericParameters.IsNullTest(reference):
                    if (!TakesValue(reference, box, facts, cancellation))
                    {
                        return null;
                    }

                    uses++;
                    break;
            }
        }

        return uses > 0 ? $"declare '{local.Name}' with the value's own type" : null;
    }

    /// <summary>The way out for a hole of an interpolated string.</summary>
    public static string? OfHole(IInterpolatedStringOperation text, IInterpolationOperation hole, Box box, Facts facts)
    {
        if (box.Reason == BoxReason.InheritedMember)
        {
            return IsOwn(box.Type, facts) ? $"override 'ToString' in '{box.Type.Name}'" : null;
        }

        if (text.Parent is not IConversionOperation { Type.Name: "FormattableString" or "IFormattable" })
        {
            // string.Format: the text of a hole is made anyway, from the box or from the value.
            return hole.Alignment is null && OfForm("text", "", box.Type, facts) is not null ? "call 'ToString()' in the hole" : null;
        }

        return HasHandler(facts) && FormatsWithoutBox(box.Type) &&
            Operations.Consumer(text) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Invariant" or "CurrentCulture", ContainingType.Name: "FormattableString" } } }
            ? "use 'string.Create' with the culture and the interpolated string"
            : null;
    }

    /// <summary>The way out for an operator of a variable of type <c>dynamic</c>.</summary>
    public static string? OfDynamic(IOperation operation, Box box, Facts facts, CancellationToken cancellation)
    {
        var target = operation switch
        {
            ICompoundAssignmentOperation compound => compound.Target,
            IBinaryOperation { Parent: ISimpleAssignmentOperation { Target: var assigned } } => assigned,
            _ => null,
        };
        return target is ILocalReferenceOperation { Local: { Type.TypeKind: TypeKind.Dynamic } local } ? OfLocal(local, Operations.Function(operation), box, facts, cancellation) : null;
    }

    /// <summary>Whether interpolation formats a value of the type without a box. It boxes nullables, and structs that leave ToString to ValueType.</summary>
    public static bool FormatsWithoutBox(ITypeSymbol type) =>
        type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T && type is not ITypeParameterSymbol && !Boxes.Inherits(type, "ToString");

    /// <summary>Whether interpolated strings are built by a handler, which takes values as they are.</summary>
    public static bool HasHandler(Facts facts) => facts.Type("System.Runtime.CompilerServices.DefaultInterpolatedStringHandler") is not null;

    private static string? OfForm(string? form, string way, ITypeSymbol type, Facts facts) => form switch
    {
        "equality" => OfEquality(type, facts),
        "cast" => type.TypeKind == TypeKind.Enum || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? way : null,
        "interpolation" when HasHandler(facts) => FormatsWithoutBox(type) ? way : null,
        // The text is made anyway: from the box, or from the value.
        "interpolation" or "text" => type is ITypeParameterSymbol || type.TypeKind == TypeKind.Enum || Boxes.Inherits(type, "ToString") ? null : "call 'ToString()' on it",
        _ => way,
    };

    // A value compared with an object needs its box.
    private static bool ComparesSame(IInvocationOperation call)
    {
        if (call.Arguments.Length != 2 || Operations.Unconverted(call.Arguments[0].Value).Type is not { IsValueType: true } left || Operations.Unconverted(call.Arguments[1].Value).Type is not { IsValueType: true } right)
        {
            return false;
        }

        return Same(left.OriginalDefinition, right.OriginalDefinition);
    }

    private static string? OfEquality(ITypeSymbol type, Facts facts)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } arguments })
        {
            type = arguments[0];
        }

        if (type.TypeKind == TypeKind.Enum || type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_Decimal)
        {
            return "compare with '=='";
        }

        foreach (var contract in type.AllInterfaces)
        {
            // Original definitions: names of tuple elements make no difference.
            if (contract is { Name: "IEquatable", TypeArguments: { Length: 1 } compared } && Same(compared[0].OriginalDefinition, type.OriginalDefinition))
            {
                return "use 'EqualityComparer<T>.Default'";
            }
        }

        return type is ITypeParameterSymbol ? "use 'EqualityComparer<T>.Default'" : IsOwn(type, facts) ? $"implement 'IEquatable<{type.Name}>' in '{type.Name}'" : "compare what it consists of";
    }

    private static string? OfComparison(IMethodSymbol method, ITypeSymbol type, ITypeSymbol argument, Facts facts)
    {
        if (!Same(type, argument) || type.TypeKind == TypeKind.Enum)
        {
            return null;
        }

        if (type is ITypeParameterSymbol parameter)
        {
            return method.Name == "CompareTo" ? $"constrain '{parameter.Name}' to 'IComparable<{parameter.Name}>'" : null;
        }

        foreach (var member in type.GetMembers(method.Name))
        {
            if (member is IMethodSymbol { Parameters: { Length: 1 } parameters } && Same(parameters[0].Type, type))
            {
                return $"call the '{method.Name}' that takes '{type.Name}'";
            }
        }

        return IsOwn(type, facts) ? $"implement '{(method.Name == "Equals" ? "IEquatable" : "IComparable")}<{type.Name}>' in '{type.Name}'" : null;
    }

    private static bool TakesValue(ILocalReferenceOperation reference, Box box, Facts facts, CancellationToken cancellation) => reference.Parent switch
    {
        IBinaryOperation { Type.TypeKind: TypeKind.Dynamic } sum => IsStatic(sum.LeftOperand, reference.Local, box) && IsStatic(sum.RightOperand, reference.Local, box),
        ICompoundAssignmentOperation { Type.TypeKind: TypeKind.Dynamic } sum => IsStatic(sum.Target, reference.Local, box) && IsStatic(sum.Value, reference.Local, box),
        IInvocationOperation or IPropertyReferenceOperation => GenericParameters.IsReceiver(reference, box),
        IConversionOperation { OperatorMethod: null, Type: { } target } => Same(target, box.Type),
        IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation call } => TakesValueAs(call, parameter, box, facts, cancellation),
        IArrayInitializerOperation { Parent: IArrayCreationOperation { Parent: IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation call } } } =>
            TakesValueAs(call, parameter, box, facts, cancellation),
        _ => false,
    };

    private static bool TakesValueAs(IInvocationOperation call, IParameterSymbol parameter, Box box, Facts facts, CancellationToken cancellation) =>
        OfArgument(call, parameter, box, facts, cancellation) is not null || GenericParameters.Fits(call.TargetMethod, parameter, box, facts, cancellation);

    private static bool HoldsSame(IOperation value, Box box) =>
        value switch
        {
            IConversionOperation { OperatorMethod: null, Operand.Type: { } type } => Same(type, box.Type),
            IBinaryOperation { Type.TypeKind: TypeKind.Dynamic } => Boxes.Of(value) is { } sum && Same(sum.Type, box.Type),
            _ => value.ConstantValue is { HasValue: true, Value: null },
        };

    // int + int is int; byte + byte is not byte.
    private static bool IsStatic(IOperation operand, ILocalSymbol local, Box box) =>
        box.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Double or SpecialType.System_Decimal &&
        (operand is ILocalReferenceOperation reference && Same(reference.Local, local) || Same(Operations.Unconverted(operand).Type, box.Type));

    // table[key] = value: when both box, one report is enough.
    private static bool IsToldOfValue(IPropertyReferenceOperation indexer) =>
        indexer.Parent is ISimpleAssignmentOperation { Value: IConversionOperation value } assignment && ReferenceEquals(assignment.Target, indexer) && Boxes.Of(value) is { Allocates: true };

    // All yields give the same type, and the signature is the author's to choose.
    private static string? OfYield(IConversionOperation conversion, Box box)
    {
        if (conversion.SemanticModel?.GetEnclosingSymbol(conversion.Syntax.SpanStart) is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method || !GenericParameters.IsFree(method))
        {
            return null;
        }

        foreach (var operation in Operations.Function(conversion).Descendants())
        {
            if (operation is IReturnOperation { Kind: OperationKind.YieldReturn, ReturnedValue: { } value } && !HoldsSame(value, box))
            {
                return null;
            }
        }

        return $"return a sequence of '{box.Type.Name}'";
    }

    private static bool IsKeySelector(IAnonymousFunctionOperation lambda)
    {
        if (Loops.CallReceiving(lambda) is not { TargetMethod.ContainingType.Name: "Enumerable" } call)
        {
            return false;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && Operations.IsWithin(lambda, argument))
            {
                return parameter.Name.EndsWith("eySelector", StringComparison.Ordinal);
            }
        }

        return false;
    }

    private static bool IsOwn(ITypeSymbol type, Facts facts) => !type.IsTupleType && facts.IsOwn(type);

    private static bool Same(ISymbol? left, ISymbol? right) => SymbolEqualityComparer.Default.Equals(left, right);
}
