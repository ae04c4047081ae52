using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <content>When the values can become parameters without a look at the database.</content>
internal sealed partial class SqlTextVaries
{
    private static ImmutableDictionary<string, string?>? FixFor(IInvocationOperation call, IOperation text)
    {
        if (text.Syntax is not InterpolatedStringExpressionSyntax interpolated || !HoldsOnlyValues(interpolated, text, IsDapper(call.TargetMethod)) || call.Syntax is not InvocationExpressionSyntax { ArgumentList.Arguments: { } written })
        {
            return null;
        }

        if (IsDapper(call.TargetMethod))
        {
            return written.Count == 1 && TakesObject(call.TargetMethod) && Parameterized(interpolated) is not null ? FixProperties.Of(ObjectShape) : null;
        }

        // Only the text, or the text and a token: what else is given are parameters already.
        foreach (var argument in call.Arguments)
        {
            if (argument is { ArgumentKind: ArgumentKind.ParamArray, Value: IArrayCreationOperation { Initializer.ElementValues.Length: > 0 } } || argument is { IsImplicit: false, Parameter: { Ordinal: > 0 } parameter } && !SymbolEqualityComparer.Default.Equals(argument.Value.Type, text.Type) && !Operations.IsToken(argument.Value.Type) && parameter.Type.Name is not ("DatabaseFacade" or "DbSet"))
            {
                return null;
            }
        }

        var name = call.TargetMethod.Name.Replace("Raw", "");
        foreach (var member in call.TargetMethod.ContainingType.GetMembers(name))
        {
            if (member is IMethodSymbol)
            {
                return FixProperties.Of(InterpolatedShape).Add(MethodKey, name);
            }
        }

        return null;
    }

    private static bool TakesObject(IMethodSymbol method)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Name == "param")
            {
                return parameter.Type.SpecialType == SpecialType.System_Object;
            }
        }

        return false;
    }

    // Whole numbers as they are, text in quotes: other types are written in a form that the parameter may not have.
    private static bool HoldsOnlyValues(InterpolatedStringExpressionSyntax text, IOperation operation, bool areNamed)
    {
        if (Operations.Unconverted(operation) is not IInterpolatedStringOperation interpolated)
        {
            return false;
        }

        var holes = 0;
        for (var i = 0; i < interpolated.Parts.Length; i++)
        {
            if (interpolated.Parts[i] is not IInterpolationOperation hole)
            {
                continue;
            }

            var before = i > 0 && interpolated.Parts[i - 1] is IInterpolatedStringTextOperation left ? left.Text.ConstantValue.Value as string ?? "" : "";
            var after = i + 1 < interpolated.Parts.Length && interpolated.Parts[i + 1] is IInterpolatedStringTextOperation right ? right.Text.ConstantValue.Value as string ?? "" : "";
            if (hole.Alignment is not null || hole.FormatString is not null || areNamed && NameOf(hole.Expression.Syntax as ExpressionSyntax) is null || before.TrimEnd().EndsWith("TOP", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            var value = Operations.Unconverted(hole.Expression);
            var isText = value.Type?.SpecialType == SpecialType.System_String;
            if (isText ? !IsQuotedBy(before, after) || value is IInvocationOperation : value.Type?.SpecialType is not (SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Int16) || before.EndsWith("'", StringComparison.Ordinal) || !EndsOpen(before))
            {
                return false;
            }

            holes++;
        }

        return holes > 0 && !Comments.In(text);
    }

    private static bool IsQuotedBy(string before, string after) =>
        before.EndsWith("'", StringComparison.Ordinal) && !before.EndsWith("''", StringComparison.Ordinal) && after.StartsWith("'", StringComparison.Ordinal) && !after.StartsWith("''", StringComparison.Ordinal);

    private static bool EndsOpen(string before) => before.Length > 0 && (char.IsWhiteSpace(before[before.Length - 1]) || before[before.Length - 1] is '=' or '<' or '>' or '(' or ',');

    private static string? NameOf(ExpressionSyntax? value) => value switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } => name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>The text without the quotes around values.</summary>
    public static InterpolatedStringExpressionSyntax Unquoted(InterpolatedStringExpressionSyntax text)
    {
        var contents = text.Contents;
        for (var i = contents.Count - 1; i >= 0; i--)
        {
            if (contents[i] is InterpolatedStringTextSyntax part)
            {
                var changed = part.TextToken.Text;
                changed = i > 0 && changed.StartsWith("'", StringComparison.Ordinal) ? changed.Substring(1) : changed;
                changed = i + 1 < text.Contents.Count && changed.EndsWith("'", StringComparison.Ordinal) ? changed.Substring(0, changed.Length - 1) : changed;
                if (changed.Length == 0)
                {
                    contents = contents.RemoveAt(i);
                    continue;
                }

                contents = contents.Replace(contents[i], part.WithTextToken(SyntaxFactory.Token(part.TextToken.LeadingTrivia, SyntaxKind.InterpolatedStringTextToken, changed, changed, part.TextToken.TrailingTrivia)));
            }
        }

        return text.WithContents(contents);
    }

    /// <summary>The text with named parameters, and the object that holds them; null where names would clash.</summary>
    public static (string Text, string Values)? Parameterized(InterpolatedStringExpressionSyntax text)
    {
        var sql = "";
        var values = new List<string>();
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var start = text.StringStartToken.Text;
        foreach (var content in Unquoted(text).Contents)
        {
            if (content is InterpolatedStringTextSyntax part)
            {
                if (part.TextToken.Text.IndexOf('{') >= 0 || part.TextToken.Text.IndexOf('}') >= 0)
                {
                    return null;
                }

                sql += part.TextToken.Text;
            }
            else if (content is InterpolationSyntax hole && NameOf(hole.Expression) is { } name)
            {
                var written = hole.Expression.ToString();
                if (names.TryGetValue(name, out var other) && other != written)
                {
                    return null;
                }

                if (other is null)
                {
                    names.Add(name, written);
                    values.Add(written);
                }

                sql += "@" + name;
            }
        }

        foreach (var name in names.Keys)
        {
            if (text.ToString().IndexOf("@" + name, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return null;
            }
        }

        return start.IndexOf("$$", StringComparison.Ordinal) >= 0 ? null : (start.Replace("$", "") + sql + text.StringEndToken.Text, "new { " + string.Join(", ", values) + " }");
    }
}
