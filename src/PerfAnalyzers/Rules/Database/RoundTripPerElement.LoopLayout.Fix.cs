using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Database;

/// <summary>Where statements are written: on lines of their own as the loop is, or on its line.</summary>
internal sealed class LoopLayout
{
    private readonly bool _isOwnLine;

    public LoopLayout(SyntaxNode statement)
    {
        var leading = statement.GetLeadingTrivia();
        _isOwnLine = leading.Any(SyntaxKind.EndOfLineTrivia) || statement.GetFirstToken().GetPreviousToken().TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia);
        Indent = _isOwnLine && leading.LastOrDefault() is var last && last.IsKind(SyntaxKind.WhitespaceTrivia) ? last.ToString() : "";
        NewLine = statement.SyntaxTree.GetText().ToString().Contains("\r\n") ? "\r\n" : "\n";
    }

    private string Step => Indent.Contains("\t") ? "\t" : "    ";

    public string Indent { get; }

    /// <summary>Indentation within a block that stands where the loop does.</summary>
    public string Inner => _isOwnLine ? Indent + Step : "";

    public string NewLine { get; }

    public IReadOnlyList<SyntaxNode> Before(SyntaxNode statement, List<string> texts)
    {
        if (texts.Count == 0)
        {
            return [statement];
        }

        // Empty lines stay above, comments with the loop.
        var leading = statement.GetLeadingTrivia();
        var moved = 0;
        for (var i = 0; _isOwnLine && i < leading.Count && (leading[i].IsKind(SyntaxKind.EndOfLineTrivia) || leading[i].IsKind(SyntaxKind.WhitespaceTrivia)); i++)
        {
            moved = leading[i].IsKind(SyntaxKind.EndOfLineTrivia) ? i + 1 : moved;
        }

        var result = new List<SyntaxNode>();
        foreach (var text in texts)
        {
            var parsed = SyntaxFactory.ParseStatement(text);
            var first = result.Count == 0 ? leading.Take(_isOwnLine ? moved : leading.Count) : [];
            result.Add(parsed
                .WithLeadingTrivia(SyntaxFactory.TriviaList(first).AddRange(_isOwnLine && Indent.Length > 0 ? [SyntaxFactory.Whitespace(Indent)] : []))
                .WithTrailingTrivia(_isOwnLine ? SyntaxFactory.EndOfLine(NewLine) : SyntaxFactory.Space));
        }

        result.Add(statement.WithLeadingTrivia(_isOwnLine ? leading.Skip(moved) : []));
        return result;
    }

    /// <summary>The loop within the loop of <paramref name="header"/>, after statements; what stands above it stays above both.</summary>
    public StatementSyntax PerChunk(StatementSyntax loop, string header, List<string> texts)
    {
        var margin = _isOwnLine ? SyntaxFactory.TriviaList(SyntaxFactory.Whitespace(Inner)) : [];
        var end = _isOwnLine ? SyntaxFactory.TriviaList(SyntaxFactory.EndOfLine(NewLine)) : SyntaxFactory.TriviaList(SyntaxFactory.Space);
        var statements = new List<StatementSyntax>();
        foreach (var text in texts)
        {
            statements.Add(SyntaxFactory.ParseStatement(text).WithLeadingTrivia(margin).WithTrailingTrivia(end));
        }

        var trailing = loop.GetTrailingTrivia();
        var endsLine = trailing.Any(SyntaxKind.EndOfLineTrivia);
        statements.Add((_isOwnLine ? Indented(loop) : loop).WithLeadingTrivia(margin).WithTrailingTrivia(endsLine && _isOwnLine ? trailing : end));

        var chunks = (ForEachStatementSyntax)SyntaxFactory.ParseStatement(_isOwnLine ? $"{header}{NewLine}{Indent}{{{NewLine}{Indent}}}" : header + " { }");
        return chunks
            .WithStatement(((BlockSyntax)chunks.Statement).WithStatements(SyntaxFactory.List(statements)))
            .WithLeadingTrivia(loop.GetLeadingTrivia())
            .WithTrailingTrivia(endsLine && _isOwnLine ? end : trailing);
    }

    // Lines within a token, as those of a string, stay as they are.
    private StatementSyntax Indented(StatementSyntax loop)
    {
        var first = loop.GetFirstToken();
        return loop.ReplaceTokens(loop.DescendantTokens(), (token, _) =>
        {
            var startsLine = token != first && token.GetPreviousToken().TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia);
            var written = new List<SyntaxTrivia>();
            foreach (var trivia in token.LeadingTrivia)
            {
                if (startsLine && !trivia.IsKind(SyntaxKind.EndOfLineTrivia) && !trivia.IsKind(SyntaxKind.DisabledTextTrivia) && !trivia.IsDirective)
                {
                    written.Add(SyntaxFactory.Whitespace(Step));
                }

                written.Add(trivia);
                startsLine = trivia.IsKind(SyntaxKind.EndOfLineTrivia) || trivia.IsDirective || trivia.IsKind(SyntaxKind.DisabledTextTrivia);
            }

            if (startsLine)
            {
                written.Add(SyntaxFactory.Whitespace(Step));
            }

            return token.WithLeadingTrivia(written);
        });
    }
}
