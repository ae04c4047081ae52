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
        var leading = WithoutBlankLines(statement.GetLeadingTrivia());
        if (!editor.GetChangedRoot().GetAnnotatedNodes(mark.Kind!).Any(node => node.GetAnnotations(mark.Kind!).Any(other => other.Data == mark.Data)))
        {
            var own = place.GetLeadingTrivia();
            leading = leading.InsertRange(0, own.Take(own.Count - WithoutBlankLines(own).Count));
        }

        editor.InsertBefore(place, statement.WithLeadingTrivia(leading).WithAdditionalAnnotations(Formatter.Annotation, mark));
        editor.ReplaceNode(place, static (current, _) => current.WithLeadingTrivia(WithoutBlankLines(current.GetLeadingTrivia())));
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
