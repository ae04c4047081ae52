using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>One hole of a composite format: where it is written, the argument's number, and its alignment and format.</summary>
internal readonly record struct FormatHole(int Start, int End, int Index, string Tail);

/// <summary>Which calls can be rewritten without a change of what they do.</summary>
internal static class BoxingRewrite
{
    /// <summary>A composite format with a literal becomes an interpolated string.</summary>
    public const string Format = "format";

    /// <summary><c>object.Equals(a, b)</c> becomes <c>a == b</c>.</summary>
    public const string Operator = "operator";

    /// <summary><c>a.Equals((object)b)</c> becomes <c>a.Equals(b)</c>.</summary>
    public const string Typed = "typed";

    private const LanguageVersion CSharp11 = (LanguageVersion)1100;

    public static string? ShapeOf(IInvocationOperation call, Facts facts)
    {
        if (call.Syntax is not InvocationExpressionSyntax { ArgumentList: { } list } syntax || list.ContainsDirectives)
        {
            return null;
        }

        foreach (var argument in list.Arguments)
        {
            if (argument.NameColon is not null || !argument.RefKindKeyword.IsKind(SyntaxKind.None))
            {
                return null;
            }
        }

        foreach (var trivia in list.DescendantTrivia())
        {
            if (!trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            {
                return null;
            }
        }

        return IsFormat(call, syntax, facts) ? Format : IsOperator(call, syntax) ? Operator : IsTyped(call, syntax) ? Typed : null;
    }

    /// <summary>Position of the format among the arguments: behind the provider, if there is one.</summary>
    public static int FormatPosition(ArgumentListSyntax list) =>
        list.Arguments.Count > 0 && list.Arguments[0].Expression is LiteralExpressionSyntax literal && literal.IsKind(SyntaxKind.StringLiteralExpression) ? 0 : 1;

    private static bool IsFormat(IInvocationOperation call, InvocationExpressionSyntax syntax, Facts facts)
    {
        var method = call.TargetMethod;
        var isText = false;
        IOperation? builder = null;
        switch (method)
        {
            case { Name: "Format", ContainingType.SpecialType: SpecialType.System_String }:
                isText = true;
                break;
            case { Name: "AppendFormat", ContainingType: { Name: "StringBuilder", ContainingNamespace.Name: "Text" } }:
                builder = call.Instance;
                break;
            case { Name: "Write" or "WriteLine", ContainingType: { Name: "Console", ContainingNamespace.Name: "System" } }:
            // Other writers may have a culture of their own.
            case { Name: "Write" or "WriteLine" } when call.Instance?.Type is { Name: "StreamWriter", ContainingNamespace.Name: "IO" }:
                break;
            default:
                return false;
        }

        var arguments = syntax.ArgumentList.Arguments;
        var position = FormatPosition(syntax.ArgumentList);
        if (!BoxingWayOut.HasHandler(facts) || arguments.Count < position + 2 || method.Parameters.Length <= position ||
            method.Parameters[position].Type.SpecialType != SpecialType.System_String || method.Parameters[position].Name != "format" ||
            arguments[position].Expression is not LiteralExpressionSyntax { Token: { } token } || !token.IsKind(SyntaxKind.StringLiteralToken))
        {
            return false;
        }

        var values = new List<IOperation>();
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal > position)
            {
                if (argument.Parameter.IsParams && argument.ArgumentKind == ArgumentKind.Explicit)
                {
                    return false;
                }

                values.AddRange(BoxingWayOut.ValuesOf(argument));
            }
        }

        var options = (CSharpParseOptions)syntax.SyntaxTree.Options;
        if (values.Count != arguments.Count - position - 1 || Holes(token) is not { } holes || !AreUsed(holes, values, out var isInOrder))
        {
            return false;
        }

        if (isText)
        {
            if (syntax.Parent is ExpressionStatementSyntax || (call.Parent is IArgumentOperation { Parent: var receiver } && !TakesText(receiver, ref builder)))
            {
                return false;
            }
        }

        for (var i = 0; i < values.Count; i++)
        {
            var written = arguments[position + 1 + i].Expression;
            if (!FitsInHole(written, token, options) || !IsQuiet(values[i], values, isInOrder, builder))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The holes of a format as written, in order; null when it is not one that can be copied.</summary>
    public static List<FormatHole>? Holes(SyntaxToken token)
    {
        var text = token.Text;
        if (!text.StartsWith("\"", StringComparison.Ordinal) && !text.StartsWith("@\"", StringComparison.Ordinal) || Count(text, '{') != Count(token.ValueText, '{') || Count(text, '}') != Count(token.ValueText, '}'))
        {
            return null;
        }

        var holes = new List<FormatHole>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('{' or '}'))
            {
                continue;
            }

            if (i + 1 < text.Length && text[i + 1] == text[i])
            {
                i++;
                continue;
            }

            var end = text.IndexOf('}', i);
            if (text[i] == '}' || end < 0 || ReadHole(text.Substring(i + 1, end - i - 1)) is not { } hole || (end + 1 < text.Length && text[end + 1] == '}' && hole.Tail.IndexOf(':') >= 0))
            {
                return null;
            }

            holes.Add(new FormatHole(i, end + 1, hole.Index, hole.Tail));
            i = end;
        }

        return holes;
    }

    private static (int Index, string Tail)? ReadHole(string hole)
    {
        var digits = 0;
        while (digits < hole.Length && hole[digits] is >= '0' and <= '9')
        {
            digits++;
        }

        if (digits is 0 or > 3)
        {
            return null;
        }

        var rest = hole.Substring(digits);
        var colon = rest.IndexOf(':');
        var alignment = colon < 0 ? rest : rest.Substring(0, colon);
        if (alignment.Length > 0 && (alignment[0] != ',' || !int.TryParse(alignment.Substring(1), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out _)))
        {
            return null;
        }

        var isPlain = colon < 0 || (colon < rest.Length - 1 && rest.IndexOfAny(['"', '\\', '{']) < 0);
        return isPlain ? (int.Parse(hole.Substring(0, digits), System.Globalization.CultureInfo.InvariantCulture), rest) : null;
    }

    private static bool AreUsed(List<FormatHole> holes, List<IOperation> values, out bool isInOrder)
    {
        isInOrder = holes.Count == values.Count;
        var used = new bool[values.Count];
        for (var i = 0; i < holes.Count; i++)
        {
            if (holes[i].Index >= values.Count)
            {
                return false;
            }

            used[holes[i].Index] = true;
            isInOrder &= holes[i].Index == i;
        }

        return Array.IndexOf(used, false) < 0;
    }

    private static int Count(string text, char c)
    {
        var count = 0;
        foreach (var each in text)
        {
            count += each == c ? 1 : 0;
        }

        return count;
    }

    private static bool FitsInHole(ExpressionSyntax written, SyntaxToken token, CSharpParseOptions options)
    {
        var text = written.ToString();
        var isNew = options.LanguageVersion >= CSharp11;
        return written is not (LambdaExpressionSyntax or AnonymousMethodExpressionSyntax or StackAllocArrayCreationExpressionSyntax or SwitchExpressionSyntax or QueryExpressionSyntax or AssignmentExpressionSyntax) &&
            (isNew || (text.IndexOf('\n') < 0 && (text.IndexOf('"') < 0 || token.Text[0] != '@')));
    }

    // In an interpolated string each value is formatted before the next one is evaluated.
    private static bool IsQuiet(IOperation value, List<IOperation> all, bool isInOrder, IOperation? builder)
    {
        if (Operations.Unconverted(value) is not { Type: { TypeKind: not (TypeKind.Dynamic or TypeKind.Pointer or TypeKind.Error), IsRefLikeType: false } })
        {
            return false;
        }

        var owner = builder is null ? null : Operations.SymbolOf(Root(builder));
        foreach (var part in value.DescendantsAndSelf())
        {
            switch (part)
            {
                case IAssignmentOperation or IIncrementOrDecrementOperation or IAwaitOperation or IThrowOperation or IAnonymousFunctionOperation or IDynamicInvocationOperation or IDynamicMemberReferenceOperation:
                    return false;
                case IInvocationOperation or IObjectCreationOperation when !isInOrder || !AreSnapshots(all):
                    return false;
                case IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.Length: > 0 } when builder is not null:
                    return false;
            }

            if (owner is not null && SymbolEqualityComparer.Default.Equals(owner, Operations.SymbolOf(part)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreSnapshots(List<IOperation> values)
    {
        foreach (var value in values)
        {
            if (Operations.Unconverted(value).Type is not ({ IsValueType: true } or { SpecialType: SpecialType.System_String }))
            {
                return false;
            }
        }

        return true;
    }

    private static IOperation Root(IOperation receiver)
    {
        while (receiver is IInvocationOperation { Instance: { } instance })
        {
            receiver = instance;
        }

        return receiver;
    }

    // An interpolated string could choose another overload than a string does. StringBuilder's is the better one.
    private static bool TakesText(IOperation? receiver, ref IOperation? builder)
    {
        var method = receiver is IInvocationOperation call ? call.TargetMethod : (receiver as IObjectCreationOperation)?.Constructor;
        if (method is null)
        {
            return false;
        }

        if (method is { Name: "Append" or "AppendLine", ContainingType: { Name: "StringBuilder", ContainingNamespace.Name: "Text" } })
        {
            builder = ((IInvocationOperation)receiver!).Instance;
            return builder is not null;
        }

        method = method.ReducedFrom ?? method;
        for (var type = method.ContainingType; type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers(method.Name))
            {
                if (member is IMethodSymbol overload && TakesInterpolation(overload))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool TakesInterpolation(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Type.Name is "FormattableString" or "IFormattable" || parameter.Type.Name.EndsWith("InterpolatedStringHandler", StringComparison.Ordinal))
            {
                return true;
            }

            foreach (var attribute in parameter.Type.GetAttributes())
            {
                if (attribute.AttributeClass?.Name == "InterpolatedStringHandlerAttribute")
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsOperator(IInvocationOperation call, InvocationExpressionSyntax syntax)
    {
        if (call is not { TargetMethod: { Name: "Equals", IsStatic: true, ContainingType.SpecialType: SpecialType.System_Object }, Arguments.Length: 2 } || syntax.Parent is ExpressionStatementSyntax)
        {
            return false;
        }

        var left = Operations.Unconverted(call.Arguments[0].Value);
        var right = Operations.Unconverted(call.Arguments[1].Value);
        return left.Type is { } type && SymbolEqualityComparer.Default.Equals(type, right.Type) && IsComparable(type) && IsBoxOf(call.Arguments[0].Value, left) && IsBoxOf(call.Arguments[1].Value, right) &&
            !(left.ConstantValue.HasValue && right.ConstantValue.HasValue) && !(Operations.SymbolOf(left) is { } symbol && SymbolEqualityComparer.Default.Equals(symbol, Operations.SymbolOf(right)));
    }

    // One conversion only: (object)(long)i compares longs.
    private static bool IsBoxOf(IOperation value, IOperation unconverted) =>
        value is IConversionOperation { Operand: var operand } && ReferenceEquals(operand is IParenthesizedOperation parenthesized ? parenthesized.Operand : operand, unconverted);

    // Not float and double: NaN equals itself, and is not == itself.
    private static bool IsComparable(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } arguments })
        {
            type = arguments[0];
        }

        return type.TypeKind == TypeKind.Enum || type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_Decimal or SpecialType.System_DateTime;
    }

    private static bool IsTyped(IInvocationOperation call, InvocationExpressionSyntax syntax)
    {
        if (call is not { TargetMethod: { Name: "Equals" or "CompareTo" } method, Instance.Type: { IsValueType: true } type, Arguments.Length: 1 } ||
            type.DeclaringSyntaxReferences.Length > 0 || type is ITypeParameterSymbol || type.TypeKind == TypeKind.Enum || syntax.ArgumentList.Arguments.Count != 1)
        {
            return false;
        }

        var expression = syntax.ArgumentList.Arguments[0].Expression;
        if (ReferenceEquals(BoxCasts.Unboxed(expression), expression) || call.Arguments[0].Value is not IConversionOperation { Operand.Type: { } argument } || !SymbolEqualityComparer.Default.Equals(type, argument))
        {
            return false;
        }

        foreach (var member in type.GetMembers(method.Name))
        {
            if (member is IMethodSymbol { DeclaredAccessibility: Accessibility.Public, Parameters: { Length: 1 } parameters } && SymbolEqualityComparer.Default.Equals(parameters[0].Type, type))
            {
                return true;
            }
        }

        return false;
    }
}
