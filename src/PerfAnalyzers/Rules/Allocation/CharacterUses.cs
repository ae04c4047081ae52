using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Allocation;

/// <summary>Arrays of characters and bytes that are only read, and strings of one character.</summary>
internal static class CharacterUses
{
    /// <summary><c>foreach (var c in text.ToCharArray())</c>, also through a local: a string has the same elements.</summary>
    public static TemporaryText? OfArray(IInvocationOperation call)
    {
        if (call.Arguments.Length > 0)
        {
            return null;
        }

        var local = OneResult.Declared(call);
        if (local is null ? !IsRead(call) : !IsOnlyRead(local, call))
        {
            return null;
        }

        return new TemporaryText("an array", "read its characters", "read those of the string", true, WithoutCall(call, local)?.ToProperties(TemporaryString.CharactersShape));
    }

    /// <summary><c>encoding.GetBytes(text).Length</c>.</summary>
    public static TemporaryText? OfBytes(IInvocationOperation call)
    {
        if (call.Arguments.Length != 1 || call.Instance?.Type is not { } type || !HasByteCount(type, call) || Operations.Consumer(call) is not { } use)
        {
            return null;
        }

        var isLength = use is IPropertyReferenceOperation { Property.Name: "Length" };
        if (!isLength && !(Sequences.Next(call) is { TargetMethod.Name: "Count", Arguments.Length: 1 } counted && ReferenceEquals(counted, use.Parent)))
        {
            return null;
        }

        var end = isLength ? use.Syntax : use.Parent!.Syntax;
        var plan = Spans.Name(call) is { } name && call.Syntax.Parent is MemberAccessExpressionSyntax && !Comments.In(end) && end.SpanStart == call.Syntax.SpanStart
            ? new PlannedEdits().Replace(name.Span, "GetByteCount").Replace(TextSpan.FromBounds(call.Syntax.Span.End, end.Span.End), "")
            : null;
        return new TemporaryText("an array", "measure it", "ask 'GetByteCount'", true, plan?.ToProperties(TemporaryString.BytesShape));
    }

    /// <summary><c>c.ToString() == "x"</c>, and <c>int.Parse(c.ToString())</c>; CA1830 reports <c>builder.Append(c.ToString())</c>.</summary>
    public static TemporaryText? OfText(IInvocationOperation call, Facts facts)
    {
        if (call.Arguments.Length > 0)
        {
            return null;
        }

        switch (Operations.Consumer(call))
        {
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, OperatorMethod: null or { ContainingType.SpecialType: SpecialType.System_String } } comparison:
                var other = ReferenceEquals(comparison.LeftOperand, call) ? comparison.RightOperand : comparison.LeftOperand;
                return other.ConstantValue is { HasValue: true, Value: string { Length: 1 } text }
                    ? new TemporaryText("a string", "compare it", "compare the character", true, (WithoutCall(call, null) is { } plan && other.Syntax is LiteralExpressionSyntax literal ? plan.Replace(literal.Span, SyntaxFactory.Literal(text[0]).Text) : null)?.ToProperties(TemporaryString.CharacterShape))
                    : null;
            case IArgumentOperation { Parameter: { Ordinal: 0, Type.SpecialType: SpecialType.System_String }, Parent: IInvocationOperation { Arguments.Length: 1 } parse } when facts.Knowledge.Of(parse.TargetMethod)?.Value("parses") is not null && parse.Type is { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 }:
                return new TemporaryText("a string", "parse it", "subtract '0' from the character", true, null);
            default:
                return null;
        }
    }

    // Reads that a string allows, too.
    private static bool IsRead(IOperation array) => Operations.Consumer(array) switch
    {
        IForEachLoopOperation loop => ReferenceEquals(Operations.Unconverted(loop.Collection), array),
        IArrayElementReferenceOperation { Indices: [{ Type.SpecialType: SpecialType.System_Int32 }] } element => IsValue(element),
        IPropertyReferenceOperation { Property.Name: "Length" } => true,
        _ => false,
    };

    private static bool IsValue(IOperation element) => element.Parent switch
    {
        IAssignmentOperation assignment => ReferenceEquals(assignment.Value, element),
        IIncrementOrDecrementOperation or IAddressOfOperation => false,
        IArgumentOperation argument => argument.Parameter is { RefKind: RefKind.None },
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.RefKind: not RefKind.None } } => false,
        IReturnOperation => element.Syntax.Parent is not RefExpressionSyntax,
        _ => element.Syntax.Parent is not RefExpressionSyntax,
    };

    private static bool IsOnlyRead(ILocalSymbol local, IOperation made)
    {
        var count = 0;
        var root = Operations.Root(made);
        foreach (var part in root.Descendants())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local))
            {
                if (!IsRead(reference))
                {
                    return false;
                }

                count++;
            }
        }

        return count > 0 && LocalValues.Around(made).Of(local).Count == 1;
    }

    private static PlannedEdits? WithoutCall(IInvocationOperation call, ILocalSymbol? local)
    {
        if (call.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.SimpleMemberAccessExpression } access } invocation || Comments.In(invocation, access.Expression))
        {
            return null;
        }

        var plan = new PlannedEdits().Replace(TextSpan.FromBounds(access.Expression.Span.End, invocation.Span.End), "");
        if (local is null)
        {
            return plan;
        }

        return invocation.FirstAncestorOrSelf<VariableDeclarationSyntax>() switch
        {
            { Type.IsVar: true } => plan,
            { Type: ArrayTypeSyntax type } => plan.Replace(type.Span, "string"),
            _ => null,
        };
    }

    private static bool HasByteCount(ITypeSymbol type, IInvocationOperation call)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current is { Name: "Encoding", ContainingNamespace.Name: "Text" })
            {
                return call.TargetMethod.Parameters[0].Type is { SpecialType: SpecialType.System_String } or IArrayTypeSymbol;
            }
        }

        return false;
    }
}
