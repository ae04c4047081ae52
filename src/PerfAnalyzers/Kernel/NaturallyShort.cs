using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Loops that have no constant bound and run a few times all the same: up a chain of parents or a path, over the digits of a
/// number, over what reflection says of one type or member, over the bytes of a hash, over the fields of one request.
/// </summary>
internal static class NaturallyShort
{
    private static readonly string[] s_upwards = ["Parent", "GetParent", "Inner", "Base", "Declaring", "Containing", "Container", "Owner", "Outer", "Enclosing"];

    /// <summary>Whether a repetition is such a loop.</summary>
    public static bool Is(Repetition repetition)
    {
        if (repetition.Source is { } source)
        {
            return IsShort(source);
        }

        return repetition.Owner switch
        {
            IForLoopOperation counted => SourceOf(counted) is { } walked && IsShort(walked) || ClimbsOrDivides(counted),
            ILoopOperation loop => ClimbsOrDivides(loop),
            _ => false,
        };
    }

    /// <summary>What a counted loop walks by index: <c>all</c> of <c>i &lt; all.Length</c>; null for other loops.</summary>
    public static IOperation? SourceOf(IForLoopOperation loop) =>
        loop.Condition is IBinaryOperation { RightOperand: var bound } && Operations.Unconverted(bound) is IPropertyReferenceOperation { Property.Name: "Length" or "Count", Instance: { } walked } ? walked : null;

    /// <summary>Whether a sequence is short by what it holds.</summary>
    public static bool IsShort(IOperation source)
    {
        source = Operations.Unconverted(source);
        return ElementOf(source.Type) is { } element && IsOfFew(element) || IsHash(source) || IsOfRequest(LinearSearches.Root(source));
    }

    // request.Query, request.Form.Keys
    private static bool IsOfRequest(IOperation source)
    {
        source = source is IPropertyReferenceOperation { Property.Name: "Keys", Instance: { } owner } ? LinearSearches.Root(owner) : source;
        return source.Type is { Name: "IQueryCollection" or "IFormCollection" or "IHeaderDictionary" or "IRequestCookieCollection", ContainingNamespace: { Name: "Http", ContainingNamespace.Name: "AspNetCore" } };
    }

    /// <summary>What a sequence holds; null for what is none, or untyped.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol? type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return array.ElementType;
            case INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T } sequence:
                return sequence.TypeArguments[0];
        }

        if (type is not null)
        {
            foreach (var contract in type.AllInterfaces)
            {
                if (contract.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
                {
                    return contract.TypeArguments[0];
                }
            }
        }

        return null;
    }

    private static bool IsOfFew(ITypeSymbol element)
    {
        // Groups by yes and no, or by the values of an enum.
        if (element is INamedTypeSymbol { Name: "IGrouping", TypeArguments: [var key, _] } && (key.SpecialType == SpecialType.System_Boolean || key.TypeKind == TypeKind.Enum))
        {
            return true;
        }

        for (ITypeSymbol? type = element; type is { SpecialType: SpecialType.None }; type = type.BaseType)
        {
            if (type.Name is "Type" or "Exception" or "Attribute" && type.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true } ||
                type.ContainingNamespace is { Name: "Reflection", ContainingNamespace.Name: "System" } ||
                type.ContainingNamespace is { Name: "CodeAnalysis", ContainingNamespace.Name: "Microsoft" } ||
                type.Name is "IdentityError" or "ValidationFailure" or "ValidationResult" or "ModelError" or "CompilerError")
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHash(IOperation source)
    {
        if (source is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, Operations.Function(source)) is { } value)
        {
            source = Operations.Unconverted(value);
        }

        return source is IInvocationOperation { TargetMethod: { } method } && ElementOf(source.Type)?.SpecialType == SpecialType.System_Byte &&
            (method.Name.StartsWith("ComputeHash", StringComparison.Ordinal) || method.Name is "HashData" or "GetHash" or "GetHashAndReset" or "ToByteArray" or "GetAddressBytes" or "GetPublicKeyToken");
    }

    // node = node.Parent; number /= 10.
    private static bool ClimbsOrDivides(ILoopOperation loop)
    {
        foreach (var operation in loop.Descendants())
        {
            switch (operation)
            {
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation or IParameterReferenceOperation } step when Climbs(step):
                case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Divide or BinaryOperatorKind.RightShift or BinaryOperatorKind.UnsignedRightShift }:
                case ISimpleAssignmentOperation { Value: IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide or BinaryOperatorKind.RightShift } quotient } divided when Accumulation.Same(quotient.LeftOperand, divided.Target):
                    return true;
            }
        }

        return false;
    }

    private static bool Climbs(ISimpleAssignmentOperation step)
    {
        var value = Operations.Unconverted(step.Value);
        if (step.Type?.SpecialType == SpecialType.System_String)
        {
            return IsShorterPath(value, step.Target);
        }

        if (value is IConditionalAccessOperation access)
        {
            return IsUpwards(Operations.SymbolOf(Operations.Unconverted(access.WhenNotNull))?.Name) && Accumulation.Same(access.Operation, step.Target);
        }

        if (value is IInvocationOperation { Arguments.Length: > 0, Instance: null } lookup)
        {
            return IsUpwards(lookup.TargetMethod.Name) && Accumulation.Same(lookup.Arguments[0].Value, step.Target);
        }

        var receiver = value switch
        {
            IMemberReferenceOperation member => member.Instance,
            IInvocationOperation call => call.Instance,
            _ => null,
        };
        return receiver is not null && IsUpwards(Operations.SymbolOf(value)?.Name) && Accumulation.Mentions(receiver, step.Target);
    }

    // path = path[..path.LastIndexOf('/')]
    private static bool IsShorterPath(IOperation value, IOperation path) => value switch
    {
        IImplicitIndexerReferenceOperation { Argument: IRangeOperation { LeftOperand: null, RightOperand: { } end } } slice =>
            Accumulation.Same(slice.Instance, path) && Operations.Unconverted(end) is not IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat, Operand.ConstantValue.HasValue: true },
        IInvocationOperation { TargetMethod: { Name: "Substring", ContainingType.SpecialType: SpecialType.System_String }, Arguments: [{ Value.ConstantValue: { HasValue: true, Value: 0 } }, var length], Instance: { } cut } =>
            Accumulation.Same(cut, path) && length.Value is not IBinaryOperation { LeftOperand: IPropertyReferenceOperation { Property.Name: "Length" }, RightOperand.ConstantValue.HasValue: true },
        IInvocationOperation { TargetMethod: { Name: "GetDirectoryName", ContainingType.Name: "Path" } } => true,
        _ => false,
    };

    /// <summary>Whether a sequence is the parts of one name or path: short, unless somebody means harm.</summary>
    public static bool IsPartsOfName(IOperation source)
    {
        source = Operations.Unconverted(source);
        if (source is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, Operations.Function(source)) is { } value)
        {
            source = Operations.Unconverted(value);
        }

        return source is IInvocationOperation { TargetMethod: { Name: "Split", ContainingType.SpecialType: SpecialType.System_String }, Arguments: [var separator, ..] } &&
            (separator.Value is IArrayCreationOperation { Initializer.ElementValues: [var only] } ? only : separator.Value).ConstantValue is { HasValue: true, Value: '.' or '/' or '\\' or ':' or '-' or '_' or '|' or "." or "/" or "\\" or ":" or "-" or "_" or "|" };
    }

    private static bool IsUpwards(string? name)
    {
        if (name is not null)
        {
            foreach (var prefix in s_upwards)
            {
                if (name.TrimStart('_').StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
