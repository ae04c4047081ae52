using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PerfAnalyzers.Kernel;

/// <summary>What stands between tokens and is more than layout: comments, directives, text the compiler skipped. A fix that rewrites around it would lose it.</summary>
internal static class Comments
{
    public static bool Is(SyntaxTrivia trivia) => !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia);

    /// <summary>Whether code holds comments: not before or behind it, and not inside <paramref name="kept"/>, which is moved as a whole.</summary>
    public static bool In(SyntaxNode code, SyntaxNode? kept = null)
    {
        foreach (var trivia in code.DescendantTrivia())
        {
            if (Is(trivia) && code.Span.Contains(trivia.Span) && kept?.Span.Contains(trivia.Span) != true)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one stands among what lies before or behind a token.</summary>
    public static bool Among(SyntaxTriviaList all)
    {
        foreach (var trivia in all)
        {
            if (Is(trivia))
            {
                return true;
            }
        }

        return false;
    }
}
