using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>A call that boxes values of an enum, and the form that does not.</summary>
/// <param name="Type">The enum.</param>
/// <param name="What">What boxes, for the message.</param>
/// <param name="Bytes">What each call allocates for boxes.</param>
/// <param name="Way">The other form, for the message.</param>
/// <param name="Shape">The fix's shape; null when it is not safe here.</param>
internal sealed record EnumCall(ITypeSymbol Type, string What, string Bytes, string Way, string? Shape)
{
    /// <summary><c>a.Equals(b)</c> becomes <c>a == b</c>.</summary>
    public const string Operator = "operator";

    /// <summary><c>a.CompareTo(b) &lt; 0</c> becomes <c>a &lt; b</c>.</summary>
    public const string Relation = "relation";

    /// <summary><c>a.CompareTo(b)</c> becomes <c>Comparer&lt;E&gt;.Default.Compare(a, b)</c>.</summary>
    public const string Comparer = "comparer";

    /// <summary><c>Enum.IsDefined(typeof(E), e)</c> becomes <c>Enum.IsDefined(e)</c>.</summary>
    public const string Typed = "typed";

    /// <summary><c>(E)Enum.Parse(typeof(E), text)</c> becomes <c>Enum.Parse&lt;E&gt;(text)</c>.</summary>
    public const string Parsed = "parsed";

    /// <summary><c>(E)Enum.ToObject(typeof(E), number)</c> becomes <c>(E)number</c>.</summary>
    public const string Cast = "cast";

    /// <summary><c>Enum.GetValues(typeof(E))</c> becomes <c>Enum.GetValues&lt;E&gt;()</c>.</summary>
    public const string Values = "values";

    public static EnumCall? Of(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.ContainingType?.SpecialType != SpecialType.System_Enum && method.ContainingType?.SpecialType != SpecialType.System_Object)
        {
            return null;
        }

        return method.Name switch
        {
            "Equals" when !method.IsStatic => OfEquals(call),
            "CompareTo" => OfCompareTo(call),
            "IsDefined" or "GetName" => OfTyped(call),
            "Parse" => OfParse(call),
            "ToObject" => OfToObject(call),
            "GetValues" => OfValues(call),
            _ => null,
        };
    }

    // Two values of one enum.
    private static (ITypeSymbol Type, IOperation Other)? Compared(IInvocationOperation call) =>
        call is { Instance.Type: { TypeKind: TypeKind.Enum } type, Arguments: [{ Value: IConversionOperation { OperatorMethod: null, Operand: { Type: { } other } operand } }] } && Same(type, other) ? (type, operand) : null;

    private static EnumCall? OfEquals(IInvocationOperation call)
    {
        if (Compared(call) is not var (type, other))
        {
            return null;
        }

        var isSafe = IsPlain(call) && call.Parent is not IExpressionStatementOperation && !AreSame(call.Instance!, other);
        return new EnumCall(type, "both values", "48", "compare with '=='", isSafe ? Operator : null);
    }

    private static EnumCall? OfCompareTo(IInvocationOperation call)
    {
        if (Compared(call) is not var (type, other))
        {
            return null;
        }

        if (call.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } relation &&
            ReferenceEquals(relation.LeftOperand, call) && relation.RightOperand is { ConstantValue: { HasValue: true, Value: 0 } })
        {
            return new EnumCall(type, "both values", "48", "compare with an operator", IsPlain(call) && !AreSame(call.Instance!, other) ? Relation : null);
        }

        var isSafe = IsPlain(call) && call.Parent is not IExpressionStatementOperation && type is INamedTypeSymbol { EnumUnderlyingType.SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32 or SpecialType.System_UInt64 };
        return new EnumCall(type, "both values", "48", $"use 'Comparer<{type.Name}>.Default'", isSafe ? Comparer : null);
    }

    // The value must be of the enum, or of the type it is made of: anything else throws today.
    private static EnumCall? OfTyped(IInvocationOperation call)
    {
        if (TypeOf(call) is not { } type || call.Arguments.Length != 2 || Operations.Argument(call, 1) is not IConversionOperation { OperatorMethod: null, Operand: { Type: { } given } value } || !Same(given, type) || !HasGeneric(call))
        {
            return null;
        }

        return value.ConstantValue.HasValue ? null : new EnumCall(type, "the value", "24", $"call '{call.TargetMethod.Name}<{type.Name}>'", IsPlain(call) ? Typed : null);
    }

    private static EnumCall? OfParse(IInvocationOperation call) =>
        TypeOf(call) is { } type && IsCast(call, type) && HasGeneric(call) ? new EnumCall(type, "the result", "24", $"call 'Parse<{type.Name}>'", IsPlain(call) ? Parsed : null) : null;

    private static EnumCall? OfToObject(IInvocationOperation call)
    {
        if (TypeOf(call) is not { } type || !IsCast(call, type) || Operations.Argument(call, 1) is not { } given)
        {
            return null;
        }

        var number = Operations.Unconverted(given).Type;
        return number?.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64
            ? new EnumCall(type, "the result", "24", $"cast to '{type.Name}'", IsPlain(call) && call.SemanticModel?.Compilation.Options is Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions { CheckOverflow: false } ? Cast : null)
            : null;
    }

    // The enumerator of an array that is not known to be one of enums boxes each element.
    private static EnumCall? OfValues(IInvocationOperation call) =>
        TypeOf(call) is { } type && call.Arguments.Length == 1 && call.Parent is IConversionOperation { Parent: IForEachLoopOperation loop } && loop.LoopControlVariable is IVariableDeclaratorOperation { Symbol.Type: { } element } && Same(element, type) && HasGeneric(call)
            ? new EnumCall(type, "each value", "24 for each, and more", $"call 'GetValues<{type.Name}>'", IsPlain(call) ? Values : null)
            : null;

    private static ITypeSymbol? TypeOf(IInvocationOperation call) =>
        call.TargetMethod is { IsStatic: true, IsGenericMethod: false } && Operations.Argument(call, 0) is ITypeOfOperation { TypeOperand: { TypeKind: TypeKind.Enum } type } ? type : null;

    private static bool IsCast(IInvocationOperation call, ITypeSymbol type) => call.Parent is IConversionOperation { OperatorMethod: null, Type: { } target } && Same(target, type) && call.Parent.Syntax is CastExpressionSyntax;

    private static bool HasGeneric(IInvocationOperation call)
    {
        foreach (var member in call.TargetMethod.ContainingType.GetMembers(call.TargetMethod.Name))
        {
            if (member is IMethodSymbol { IsGenericMethod: true } generic && generic.Parameters.Length == call.TargetMethod.Parameters.Length - 1)
            {
                return true;
            }
        }

        return false;
    }

    private static bool AreSame(IOperation left, IOperation right) =>
        left.ConstantValue.HasValue && right.ConstantValue.HasValue || SameCode.Is(left, right);

    private static bool IsPlain(IInvocationOperation call)
    {
        if (call.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax or IdentifierNameSyntax } syntax || syntax.ArgumentList.ContainsDirectives)
        {
            return false;
        }

        // Behind a question mark there is nothing that could be an operand.
        for (var receiver = syntax.Expression; ; )
        {
            switch (receiver)
            {
                case MemberAccessExpressionSyntax access:
                    receiver = access.Expression;
                    continue;
                case InvocationExpressionSyntax inner:
                    receiver = inner.Expression;
                    continue;
                case ElementAccessExpressionSyntax element:
                    receiver = element.Expression;
                    continue;
                case MemberBindingExpressionSyntax or ElementBindingExpressionSyntax:
                    return false;
            }

            break;
        }

        foreach (var argument in syntax.ArgumentList.Arguments)
        {
            if (argument.NameColon is not null)
            {
                return false;
            }
        }

        foreach (var trivia in syntax.DescendantTrivia())
        {
            if (trivia.IsKind(Microsoft.CodeAnalysis.CSharp.SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(Microsoft.CodeAnalysis.CSharp.SyntaxKind.MultiLineCommentTrivia))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Same(ISymbol? left, ISymbol? right) => SymbolEqualityComparer.Default.Equals(left, right);
}
