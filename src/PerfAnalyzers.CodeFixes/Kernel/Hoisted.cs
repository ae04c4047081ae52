using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace PerfAnalyzers.Kernel;

/// <summary>Moves statements in front of another one, with their comments; blank lines stay between what they separate.</summary>
internal static class Hoisted
{
    /// <summary>Puts a statement before <paramref name="place"/>, after what was put there already.</summary>
    public static void Insert(DocumentEditor editor, StatementSyntax place, StatementSyntax statement)
    {
        var mark = new SyntaxAnnotation("inserted", place.SpanStart.ToString(System.Globalization.CultureInfo.InvariantCulture));
        // What a formatter may lay out anew would take the blank lines with it.
        var leading = SyntaxFactory.TriviaList(WithoutBlankLines(statement.GetLeadingTrivia()).Where(static trivia => trivia.FullSpan.Length > 0));
        if (!editor.GetChangedRoot().GetAnnotatedNodes(mark.Kind!).Any(node => node.GetAnnotations(mark.Kind!).Any(other => other.Data == mark.Data)))
        {
            var own = place.GetLeadingTrivia();
            leading = leading.InsertRange(0, own.Take(own.Count - WithoutBlankLines(own).Count));
        }

        editor.InsertBefore(place, statement.WithLeadingTrivia(leading).WithAdditionalAnnotations(Formatter.Annotation, mark));
        editor.ReplaceNode(place, static (current, _) => current.WithLeadingTrivia(WithoutBlankLines(current.GetLeadingTrivia())));
    }

    /// <summary>Computes a value once, before <paramref name="place"/>.</summary>
    /// <param name="editor">The document.</param>
    /// <param name="value">The value where it stands.</param>
    /// <param name="place">The statement.</param>
    /// <param name="local">The local to declare for it; null when it has one, whose declaration moves.</param>
    /// <param name="copy">The method that makes a collection of it, <c>ToList</c>; null when it is to be kept as it is.</param>
    /// <param name="type">The type to declare the local with; null for <c>var</c>.</param>
    public static void Value(DocumentEditor editor, ExpressionSyntax value, StatementSyntax place, string? local, string? copy = null, string? type = null)
    {
        if (local is null)
        {
            var declaration = value.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>()!;
            Insert(editor, place, copy is null ? declaration : declaration.ReplaceNode(value, Copied(value, copy)));
            Remove(editor, declaration);
            return;
        }

        local = Unused(local, value, editor.GetChangedRoot());
        Insert(editor, place, SyntaxFactory.LocalDeclarationStatement(SyntaxFactory.VariableDeclaration(
            type is null ? SyntaxFactory.IdentifierName("var") : SyntaxFactory.ParseTypeName(type),
            SyntaxFactory.SingletonSeparatedList(SyntaxFactory.VariableDeclarator(
                SyntaxFactory.Identifier(local), null, SyntaxFactory.EqualsValueClause((copy is null ? value : Copied(value, copy)).WithoutTrivia()))))));
        editor.ReplaceNode(value, (current, _) => SyntaxFactory.IdentifierName(local).WithTriviaFrom(current));
    }

    /// <summary>The same, as <see cref="HoistPlans"/> tell it.</summary>
    public static void Value(DocumentEditor editor, Diagnostic diagnostic)
    {
        var place = editor.OriginalRoot.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>()!;
        var value = (ExpressionSyntax)editor.OriginalRoot.FindNode(diagnostic.AdditionalLocations[1].SourceSpan, getInnermostNodeForTie: true);
        diagnostic.Properties.TryGetValue(HoistPlans.LocalKey, out var local);
        diagnostic.Properties.TryGetValue(HoistPlans.CopyKey, out var copy);
        diagnostic.Properties.TryGetValue(HoistPlans.TypeKey, out var type);
        Value(editor, value, place, local, copy, type);
    }

    /// <summary><c>value.ToList()</c>.</summary>
    public static ExpressionSyntax Copied(ExpressionSyntax value, string copy) => SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(
        SyntaxKind.SimpleMemberAccessExpression,
        value is QueryExpressionSyntax ? SyntaxFactory.ParenthesizedExpression(value.WithoutTrivia()) : value.WithoutTrailingTrivia(),
        SyntaxFactory.IdentifierName(copy))).WithTrailingTrivia(value.GetTrailingTrivia());

    /// <summary>A name that no other local of the member has; fixes applied together may have taken the one that was free.</summary>
    public static string Unused(string name, SyntaxNode place, SyntaxNode changed)
    {
        var members = place.SyntaxTree.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>().ToList();
        var member = changed.DescendantNodes().OfType<MemberDeclarationSyntax>().ElementAtOrDefault(members.IndexOf(place.FirstAncestorOrSelf<MemberDeclarationSyntax>()!));
        var candidate = name;
        for (var i = 2; member?.DescendantNodes().OfType<VariableDeclaratorSyntax>().Any(variable => variable.Identifier.ValueText == candidate) == true; i++)
        {
            candidate = name + i;
        }

        return candidate;
    }

    /// <summary>Removes neighbouring statements of a block; a blank line that set them off at its start goes with them.</summary>
    public static void Remove(DocumentEditor editor, params StatementSyntax[] statements)
    {
        if (statements[0].Parent is BlockSyntax { Statements: { } all } && all[0] == statements[0] && all.Count > statements.Length)
        {
            editor.ReplaceNode(all[statements.Length], static (current, _) => current.WithLeadingTrivia(WithoutBlankLines(current.GetLeadingTrivia())));
        }

        foreach (var statement in statements)
        {
            editor.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia);
        }
    }

    private static SyntaxTriviaList WithoutBlankLines(SyntaxTriviaList trivia)
    {
        while (trivia.Count > 0 && (trivia[0].IsKind(SyntaxKind.EndOfLineTrivia) || trivia.Count > 1 && trivia[0].IsKind(SyntaxKind.WhitespaceTrivia) && trivia[1].IsKind(SyntaxKind.EndOfLineTrivia)))
        {
            trivia = trivia.RemoveAt(0);
        }

        return trivia;
    }
}
