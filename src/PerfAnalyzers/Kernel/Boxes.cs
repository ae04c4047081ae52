using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Why an operation allocates a box, or why it does not although one would think so. Measured on .NET 10 inside loops, where
/// the runtime cannot move allocations to the stack.
/// </summary>
internal enum BoxReason
{
    /// <summary>A value becomes <c>object</c>, <c>ValueType</c>, <c>Enum</c>, <c>dynamic</c> or an interface.</summary>
    Conversion,

    /// <summary>As <see cref="Conversion"/>, of a <c>Nullable</c>; nothing is allocated for null.</summary>
    Nullable,

    /// <summary><c>foreach</c> converts each element.</summary>
    LoopElement,

    /// <summary>A hole of an interpolated string that becomes a <c>FormattableString</c>.</summary>
    FormatHole,

    /// <summary>A delegate over an instance method of a struct holds a boxed copy.</summary>
    DelegateTarget,

    /// <summary><c>base.GetHashCode()</c> and its like in a struct.</summary>
    BaseCall,

    /// <summary>A pattern that gives the value another, boxed, name: <c>value is IDisposable d</c>.</summary>
    PatternVariable,

    /// <summary>No <c>box</c> here: a struct without the override is boxed by the call of <c>object</c>'s member.</summary>
    InheritedMember,

    /// <summary>First of the reasons not to allocate: a type parameter that is a class; <c>box</c> does nothing.</summary>
    ReferenceTypeParameter,

    /// <summary>A type parameter that may be either.</summary>
    OpenTypeParameter,

    /// <summary>Unboxed by the next operation: <c>(T)(object)value</c>.</summary>
    UnboxedAtOnce,

    /// <summary>Compared with null, or tested for a type without keeping the result.</summary>
    Tested,

    /// <summary>Only the receiver of a call, which the runtime makes on the value: <c>((IShape)square).Area()</c>.</summary>
    Receiver,

    /// <summary><c>value.GetType()</c>.</summary>
    TypeQuery,

    /// <summary>An operand of string concatenation: the compiler calls <c>ToString</c> on the value.</summary>
    Concatenation,

    /// <summary><c>HasFlag</c>: two boxes in the code, a bit test at run time.</summary>
    EnumFlag,

    /// <summary>The other members of enums; some allocate. They are a subject of their own.</summary>
    EnumMember,
}

/// <summary>A judgement of <see cref="Boxes"/>.</summary>
/// <param name="Reason">Why a box is allocated, or why not.</param>
/// <param name="Type">The type of the value.</param>
/// <param name="Value">The value.</param>
internal readonly record struct Box(BoxReason Reason, ITypeSymbol Type, IOperation Value)
{
    /// <summary>Whether memory is allocated each time the operation runs in a loop.</summary>
    public bool Allocates => Reason < BoxReason.ReferenceTypeParameter;

    /// <summary>Whether the compiler emits a <c>box</c> instruction here.</summary>
    public bool IsEmitted => Reason is not (BoxReason.InheritedMember or BoxReason.Concatenation or BoxReason.EnumMember);
}

/// <summary>Which operations box, and what a box costs.</summary>
internal static class Boxes
{
    /// <summary>What an operation boxes: a conversion, a delegate creation, a call on a struct, a hole, a test. Null when it has nothing to do with boxes.</summary>
    public static Box? Of(IOperation operation) => operation switch
    {
        IConversionOperation conversion => OfConversion(conversion),
        IInvocationOperation call => OfCall(call),
        IDelegateCreationOperation { Target: IMethodReferenceOperation { Instance: { Type: { } type } instance } } when IsBoxed(type) =>
            new Box(BoxReason.DelegateTarget, type, instance),
        IInterpolationOperation { Expression: { Type: { } type } value, Parent: IInterpolatedStringOperation { Parent: IConversionOperation { Type.Name: "FormattableString" or "IFormattable" } } } when IsBoxed(type) =>
            new Box(BoxReason.FormatHole, type, value),
        IIsTypeOperation { ValueOperand: { Type: { } type } value } when IsBoxed(type) || type is ITypeParameterSymbol => new Box(BoxReason.Tested, type, value),
        IIsPatternOperation { Value: { Type: { } type } value } match => OfPattern(match, type, value),
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

    /// <summary>
    /// What an object that holds a value costs on 64 bits: header, method table and fields, rounded up to 8. Null when the
    /// layout is not known: then at least 24.
    /// </summary>
    public static int? BytesOf(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } arguments })
        {
            type = arguments[0];
        }

        return Layout(type, 0) is { Size: > 0 } layout ? 16 + ((layout.Size + 7) & ~7) : null;
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
            return new Box(method.Name == "HasFlag" ? BoxReason.EnumFlag : BoxReason.EnumMember, type, instance);
        }

        // What a type parameter stands for may have the override.
        return type is ITypeParameterSymbol ? null : new Box(BoxReason.InheritedMember, type, instance);
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

    private static (int Size, int Alignment, bool HasReferences) Layout(ITypeSymbol type, int depth)
    {
        if (type.IsReferenceType)
        {
            return (8, 8, true);
        }

        if (type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer)
        {
            return (8, 8, false);
        }

        if (type is not INamedTypeSymbol named || depth > 4)
        {
            return default;
        }

        if (named.TypeKind == TypeKind.Enum)
        {
            return named.EnumUnderlyingType is { } underlying ? Layout(underlying, depth) : default;
        }

        if (KnownLayout(named) is { Size: > 0 } known)
        {
            return (known.Size, known.Alignment, false);
        }

        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            var value = Layout(named.TypeArguments[0], depth + 1);
            return value.Size == 0 ? default : (value.Size + value.Alignment, value.Alignment, value.HasReferences);
        }

        var fields = new List<ITypeSymbol>();
        if (named is { Name: "ValueTuple" or "KeyValuePair", ContainingNamespace.Name: "System" or "Generic" })
        {
            fields.AddRange(named.TypeArguments);
            return LayoutOfFields(fields, named.Name == "ValueTuple", depth);
        }

        return CollectFields(named, fields) ? LayoutOfFields(fields, false, depth) : default;
    }

    private static bool CollectFields(INamedTypeSymbol type, List<ITypeSymbol> fields)
    {
        foreach (var attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "InlineArrayAttribute" or "StructLayoutAttribute")
            {
                return false;
            }
        }

        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false, IsConst: false } field)
            {
                // Reference assemblies of the platform show made-up fields: such types are known by name.
                if (field.IsFixedSizeBuffer || field.Name.StartsWith("_dummy", StringComparison.Ordinal))
                {
                    return false;
                }

                fields.Add(field.Type);
            }
        }

        return true;
    }

    // The runtime keeps the order of fields, unless one holds a reference or the type asks for it: then primitives are packed
    // by size, and structs follow at multiples of 8.
    private static (int Size, int Alignment, bool HasReferences) LayoutOfFields(List<ITypeSymbol> fields, bool isPacked, int depth)
    {
        int inOrder = 0, primitives = 0, structs = 0, alignment = 1;
        var hasReferences = false;
        foreach (var field in fields)
        {
            var part = Layout(field, depth + 1);
            if (part.Size == 0)
            {
                return default;
            }

            alignment = Math.Max(alignment, part.Alignment);
            hasReferences |= part.HasReferences;
            inOrder = Align(inOrder, part.Alignment) + part.Size;
            if (field.IsReferenceType || field.TypeKind == TypeKind.Enum || field.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_Double and not SpecialType.System_Decimal)
            {
                primitives += part.Size;
            }
            else
            {
                structs = Align(structs, 8) + part.Size;
            }
        }

        if (!hasReferences && !isPacked)
        {
            // An empty struct still takes a byte.
            return (Math.Max(1, Align(inOrder, alignment)), alignment, false);
        }

        var size = structs == 0 ? primitives : Align(primitives, 8) + structs;
        alignment = hasReferences || structs > 0 ? 8 : alignment;
        return (Align(size, alignment), alignment, hasReferences);
    }

    private static int Align(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;

    private static (int Size, int Alignment) KnownLayout(INamedTypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean or SpecialType.System_Byte or SpecialType.System_SByte => (1, 1),
        SpecialType.System_Char or SpecialType.System_Int16 or SpecialType.System_UInt16 => (2, 2),
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => (4, 4),
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double or SpecialType.System_DateTime => (8, 8),
        SpecialType.System_IntPtr or SpecialType.System_UIntPtr => (8, 8),
        SpecialType.System_Decimal => (16, 8),
        _ when type is { ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true }, ContainingType: null } => type.Name switch
        {
            "Int128" or "UInt128" => (16, 16),
            "DateTimeOffset" => (16, 8),
            "Guid" => (16, 4),
            "TimeSpan" or "TimeOnly" => (8, 8),
            "Range" => (8, 4),
            "DateOnly" or "Index" => (4, 4),
            "Half" => (2, 2),
            _ => default,
        },
        _ => default,
    };
}
