using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Which operations box.</summary>
internal static class Boxes
{
    /// <summary>What an operation boxes: a conversion, a delegate creation, a call on a struct, a hole, a test. Null when it has nothing to do with boxes.</summary>
    public static Box? Of(IOperation operation) => operation switch
    {
        IConversionOperation conversion => OfConversion(conversion),
        IInvocationOperation call => OfCall(call),
        IDelegateCreationOperation { Target: IMethodReferenceOperation { Instance: { Type: { } type } instance } } when IsBoxed(type) =>
            new Box(BoxReason.DelegateTarget, type, instance),
        IInterpolationOperation { Expression: { Type: { } type } value } hole when IsBoxed(type) => OfHole(hole, type, value),
        IIsTypeOperation { ValueOperand: { Type: { } type } value } when IsBoxed(type) || type is ITypeParameterSymbol => new Box(BoxReason.Tested, type, value),
        IIsPatternOperation { Value: { Type: { } type } value } match => OfPattern(match, type, value),
        IBinaryOperation { Type.TypeKind: TypeKind.Dynamic } sum => OfDynamic(sum, sum.LeftOperand, sum.RightOperand),
        ICompoundAssignmentOperation { Type.TypeKind: TypeKind.Dynamic } sum => OfDynamic(sum, sum.Target, sum.Value),
        _ => null,
    };

    /// <summary>The conversion <c>foreach</c> makes of each element, when it boxes.</summary>
    public static Box? OfElement(IForEachLoopOperation loop)
    {
        if (loop.LoopControlVariable is not IVariableDeclaratorOperation { Symbol.Type: { } declared } || !IsReferenceTarget(declared) || ElementOf(Operations.Unconverted(loop.Collection).Type) is not { } element)
        {
            return null;
        }

        return IsBoxed(element) ? new Box(BoxReason.LoopElement, element, loop.LoopControlVariable) : null;
    }

    /// <summary>Whether a value of the type is boxed when it becomes a reference: value types, and type parameters that must be one.</summary>
    public static bool IsBoxed(ITypeSymbol type) => type is { IsValueType: true, IsRefLikeType: false, TypeKind: not (TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Error) };

    /// <summary>Whether a struct relies on what <c>ValueType</c> does for a member of <c>object</c>.</summary>
    public static bool Inherits(ITypeSymbol type, string member)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Struct, OriginalDefinition.SpecialType: not SpecialType.System_Nullable_T })
        {
            return false;
        }

        foreach (var declared in type.GetMembers(member))
        {
            if (declared is IMethodSymbol { IsOverride: true })
            {
                return false;
            }
        }

        return true;
    }

    private static Box? OfConversion(IConversionOperation conversion)
    {
        if (conversion.OperatorMethod is not null || conversion.Operand.Type is not { } type || conversion.Type is not { } target || !IsReferenceTarget(target))
        {
            return null;
        }

        if (type is ITypeParameterSymbol parameter && !parameter.IsValueType)
        {
            return new Box(parameter.IsReferenceType ? BoxReason.ReferenceTypeParameter : BoxReason.OpenTypeParameter, type, conversion.Operand);
        }

        return IsBoxed(type) ? new Box(OfUse(conversion, type), type, conversion.Operand) : null;
    }

    private static BoxReason OfUse(IConversionOperation conversion, ITypeSymbol type)
    {
        IOperation child = conversion;
        var parent = conversion.Parent;
        while (parent is IParenthesizedOperation)
        {
            child = parent;
            parent = parent.Parent;
        }

        switch (parent)
        {
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "HasFlag", ContainingType.SpecialType: SpecialType.System_Enum } } }:
                return BoxReason.EnumFlag;
            case IConversionOperation { Type: { } next, OperatorMethod: null } when next.IsValueType || next.TypeKind == TypeKind.TypeParameter:
                return BoxReason.UnboxedAtOnce;
            case IConversionOperation { IsTryCast: true }:
            case IIsTypeOperation:
            case IIsPatternOperation { Pattern: var pattern } when !Names(pattern):
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison when IsNull(comparison.LeftOperand) || IsNull(comparison.RightOperand):
                return BoxReason.Tested;
            case IInvocationOperation call when ReferenceEquals(call.Instance, child):
                return BoxReason.Receiver;
            case IPropertyReferenceOperation property when ReferenceEquals(property.Instance, child):
                return BoxReason.Receiver;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String }:
            case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String }:
                return type.TypeKind == TypeKind.Enum || Inherits(type, "ToString") ? BoxReason.InheritedMember : BoxReason.Concatenation;
            default:
                return type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? BoxReason.Nullable : BoxReason.Conversion;
        }
    }

    private static Box? OfCall(IInvocationOperation call)
    {
        if (call.Instance is { Type.SpecialType: SpecialType.System_ValueType, Syntax: BaseExpressionSyntax } self)
        {
            return call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart)?.ContainingType is { IsValueType: true } own && call.TargetMethod.Name != "GetType" ? new Box(BoxReason.BaseCall, own, self) : null;
        }

        if (call.Instance is not { Type: { } type } instance || !IsBoxed(type) || call.TargetMethod is not { ContainingType: { } owner } method ||
            owner.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType or SpecialType.System_Enum))
        {
            return null;
        }

        if (method.Name == "GetType")
        {
            return new Box(BoxReason.TypeQuery, type, instance);
        }

        if (type.TypeKind == TypeKind.Enum || owner.SpecialType == SpecialType.System_Enum)
        {
            var reason = method.Name switch { "HasFlag" => BoxReason.EnumFlag, "Equals" or "CompareTo" => BoxReason.EnumComparison, _ => BoxReason.EnumMember };
            return new Box(reason, type, instance);
        }

        // What a type parameter stands for may have the override.
        return type is ITypeParameterSymbol ? null : new Box(BoxReason.InheritedMember, type, instance);
    }

    // The handler takes values as they are, and calls their ToString.
    private static Box? OfHole(IInterpolationOperation hole, ITypeSymbol type, IOperation value)
    {
        if (hole.Parent is not IInterpolatedStringOperation text)
        {
            return null;
        }

        if (text.Parent is IConversionOperation { Type.Name: "FormattableString" or "IFormattable" } || !HasHandler(text))
        {
            return new Box(BoxReason.FormatHole, type, value);
        }

        return Inherits(type, "ToString") ? new Box(BoxReason.InheritedMember, type, value) : null;
    }

    /// <summary>Whether an interpolated string is built by a handler: of .NET 6 on, unless a hole awaits.</summary>
    public static bool HasHandler(IInterpolatedStringOperation text)
    {
        if (text.SemanticModel is not { } model || !Facts.HasHandler(model.Compilation))
        {
            return false;
        }

        foreach (var part in text.Descendants())
        {
            if (part is IAwaitOperation)
            {
                return false;
            }
        }

        return true;
    }

    private static Box? OfDynamic(IOperation operation, IOperation left, IOperation right)
    {
        var type = left.Type is { TypeKind: TypeKind.Dynamic } ? Operations.Unconverted(right).Type : Operations.Unconverted(left).Type;
        return type is not null && IsBoxed(type) ? new Box(BoxReason.DynamicResult, type, operation) : null;
    }

    private static Box? OfPattern(IIsPatternOperation match, ITypeSymbol type, IOperation value)
    {
        if (match.Pattern is not IDeclarationPatternOperation { MatchedType: { } matched } || !IsReferenceTarget(matched))
        {
            return type is ITypeParameterSymbol && match.Pattern is ITypePatternOperation or IDeclarationPatternOperation ? new Box(BoxReason.Tested, type, value) : null;
        }

        if (type is ITypeParameterSymbol { IsValueType: false })
        {
            return new Box(BoxReason.OpenTypeParameter, type, value);
        }

        return IsBoxed(type) ? new Box(Names(match.Pattern) ? BoxReason.PatternVariable : BoxReason.Tested, type, value) : null;
    }

    private static bool Names(IPatternOperation pattern)
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

    private static bool IsNull(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: null };

    private static bool IsReferenceTarget(ITypeSymbol type) =>
        type.TypeKind is TypeKind.Interface or TypeKind.Dynamic || type.SpecialType is SpecialType.System_Object or SpecialType.System_ValueType or SpecialType.System_Enum;

    private static ITypeSymbol? ElementOf(ITypeSymbol? collection)
    {
        if (collection is IArrayTypeSymbol array)
        {
            return array.ElementType;
        }

        if (collection is not INamedTypeSymbol named)
        {
            return null;
        }

        if (named.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
        {
            return named.TypeArguments[0];
        }

        ITypeSymbol? element = null;
        foreach (var contract in named.AllInterfaces)
        {
            if (contract.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
            {
                if (element is not null)
                {
                    return null;
                }

                element = contract.TypeArguments[0];
            }
        }

        return element;
    }
}
