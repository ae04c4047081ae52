using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Kernel;

/// <summary>Static readonly fields that fixes add to a type.</summary>
internal static class StaticFields
{
    /// <summary>The name of a field that holds a value already; null when there is none.</summary>
    /// <param name="type">The type.</param>
    /// <param name="value">The text of the value.</param>
    /// <param name="written">The type of the value, as it is written there; null for any.</param>
    public static string? WithValue(TypeDeclarationSyntax type, string value, string? written = null)
    {
        foreach (var member in type.Members)
        {
            if (member is FieldDeclarationSyntax { Declaration.Variables: [{ Initializer.Value: { } initial } variable] } field && field.Modifiers.Any(SyntaxKind.StaticKeyword) && field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword) &&
                initial.ToString() == value && (written is null || field.Declaration.Type.ToString() == written))
            {
                return variable.Identifier.ValueText;
            }
        }

        return null;
    }

    /// <summary>A name like those of the type's other private static fields, which nothing in it has; <c>s_name</c> where there are none.</summary>
    public static string FreeName(TypeDeclarationSyntax type, string name)
    {
        var prefix = "s_";
        foreach (var member in type.Members)
        {
            if (member is FieldDeclarationSyntax { Declaration.Variables: [var variable, ..] } field && field.Modifiers.Any(SyntaxKind.StaticKeyword) && field.Modifiers.Any(SyntaxKind.PrivateKeyword))
            {
                var other = variable.Identifier.ValueText;
                prefix = other.StartsWith("s_", StringComparison.Ordinal) ? "s_" : other[0] == '_' ? "_" : char.IsUpper(other[0]) ? "" : "s_";
                break;
            }
        }

        var start = prefix.Length == 0 ? char.ToUpperInvariant(name[0]) + name.Substring(1) : prefix + name;
        var free = start;
        for (var number = 2; BlockingCalls.Mentions(type, free); number++)
        {
            free = start + number;
        }

        return free;
    }

    /// <summary>Adds a field: first of all members, or behind the fields its value reads.</summary>
    /// <param name="type">The type as it is in its file.</param>
    /// <param name="changed">The type with the change the field belongs to.</param>
    /// <param name="declaration">The field.</param>
    /// <param name="value">The text of its value.</param>
    public static TypeDeclarationSyntax Add(TypeDeclarationSyntax type, TypeDeclarationSyntax changed, string declaration, string value)
    {
        var layout = new Layout(type.Members[0].SpanStart, type.SyntaxTree);
        var field = SyntaxFactory.ParseMemberDeclaration(declaration)!.WithTrailingTrivia(SyntaxFactory.ParseTrailingTrivia(layout.IsOneLine ? " " : layout.NewLine));
        var index = 0;
        for (var i = 0; i < changed.Members.Count; i++)
        {
            if (changed.Members[i] is FieldDeclarationSyntax { Declaration.Variables: [var read, ..] } && BlockingCalls.Mentions(SyntaxFactory.ParseExpression(value), read.Identifier.ValueText))
            {
                index = i + 1;
            }
        }

        if (index > 0)
        {
            return changed.WithMembers(changed.Members.Insert(index, field.WithLeadingTrivia(SyntaxFactory.ParseLeadingTrivia(layout.IsOneLine ? "" : layout.Indent))));
        }

        // A field stands beside the next field, and apart from everything else.
        var first = changed.Members[0];
        var between = layout.IsOneLine || first is FieldDeclarationSyntax ? layout.Indent : layout.NewLine + layout.Indent;
        var own = SyntaxFactory.ParseLeadingTrivia(layout.IsOneLine ? "" : between);
        field = field.WithLeadingTrivia(type.Members[0].GetLeadingTrivia());
        if (first.GetLeadingTrivia().Any(Comments.Is))
        {
            field = field.WithLeadingTrivia(SyntaxFactory.ParseLeadingTrivia(layout.Indent));
            own = first.GetLeadingTrivia();
            own = layout.IsOneLine ? own : own.Insert(0, SyntaxFactory.EndOfLine(layout.NewLine));
        }

        return changed.WithMembers(changed.Members.Replace(first, first.WithLeadingTrivia(own)).Insert(0, field));
    }
}
