using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Kernel;

/// <summary>Statements that a rewrite adds or moves, in text: whole lines where they have lines of their own, with the comments that stand right above them.</summary>
internal static class StatementMoves
{
    /// <summary>The statement around a node that stands in the body itself: of a method, or of the top level; null in expression bodies.</summary>
    public static StatementSyntax? InBody(SyntaxNode node, SyntaxNode body)
    {
        for (var current = node; current is not null; current = current.Parent)
        {
            if (current is StatementSyntax statement && (statement.Parent is GlobalStatementSyntax || statement.Parent is BlockSyntax && ReferenceEquals(statement.Parent.Parent, body)))
            {
                return statement;
            }

            if (ReferenceEquals(current, body))
            {
                break;
            }
        }

        return null;
    }

    /// <summary>Plans a statement behind another one.</summary>
    public static void InsertAfter(this PlannedEdits edits, StatementSyntax anchor, string text)
    {
        var layout = new Place(anchor);
        edits.Replace(new TextSpan(layout.IsOneLine ? anchor.Span.End : EndOfLine(anchor), 0), layout.Line + text);
    }

    /// <summary>Plans a statement in front of another one and its comments.</summary>
    public static void InsertBefore(this PlannedEdits edits, StatementSyntax anchor, string text)
    {
        var layout = new Place(anchor);
        edits.Replace(new TextSpan(layout.IsOneLine ? anchor.SpanStart : Lines(anchor).Start, 0), layout.IsOneLine ? text + " " : layout.Indent + text + layout.NewLine);
    }

    /// <summary>Plans to move a statement of the same list in front of another one.</summary>
    public static void MoveBefore(this PlannedEdits edits, StatementSyntax moved, StatementSyntax anchor) => Move(edits, moved, anchor, isAfter: false);

    /// <summary>Plans to move a statement of the same list behind another one.</summary>
    public static void MoveAfter(this PlannedEdits edits, StatementSyntax moved, StatementSyntax anchor) => Move(edits, moved, anchor, isAfter: true);

    private static void Move(PlannedEdits edits, StatementSyntax moved, StatementSyntax anchor, bool isAfter)
    {
        var text = moved.SyntaxTree.GetText();
        if (OwnsLines(moved) && OwnsLines(anchor))
        {
            var lines = Lines(moved);
            var anchorLines = Lines(anchor);
            var content = text.ToString(lines);
            if (isAfter && text.Lines.GetLineFromPosition(anchorLines.End - 1) is { EndIncludingLineBreak: var end } line && end == line.End)
            {
                // The file ends without a line break.
                content = new Place(moved).NewLine + content.TrimEnd('\r', '\n');
            }

            edits.Replace(lines, "");
            edits.Replace(new TextSpan(isAfter ? anchorLines.End : anchorLines.Start, 0), content);
            return;
        }

        var start = moved.SpanStart;
        while (start > 0 && text[start - 1] == ' ')
        {
            start--;
        }

        edits.Replace(TextSpan.FromBounds(start, moved.Span.End), "");
        edits.Replace(new TextSpan(isAfter ? anchor.Span.End : anchor.SpanStart, 0), isAfter ? " " + moved : moved + " ");
    }

    /// <summary>Whether nothing else stands on the lines of a statement but a comment behind it.</summary>
    private static bool OwnsLines(StatementSyntax statement)
    {
        if (new Place(statement).IsOneLine)
        {
            return false;
        }

        var text = statement.SyntaxTree.GetText();
        return statement.GetLastToken().GetNextToken() is not { RawKind: not 0 } next || next.SpanStart >= text.Lines.GetLineFromPosition(statement.Span.End).End || next.Span.IsEmpty;
    }

    // From the comments right above it to the end of its last line.
    private static TextSpan Lines(StatementSyntax statement)
    {
        var text = statement.SyntaxTree.GetText();
        var line = text.Lines.GetLineFromPosition(statement.SpanStart).LineNumber;
        var first = statement.GetFirstToken().LeadingTrivia;
        var earliest = first.Count > 0 ? text.Lines.GetLineFromPosition(first[0].SpanStart).LineNumber : line;
        while (line > earliest && text.Lines[line - 1].ToString().TrimStart() is { } above && above.StartsWith("//", StringComparison.Ordinal))
        {
            line--;
        }

        return TextSpan.FromBounds(text.Lines[line].Start, text.Lines.GetLineFromPosition(statement.Span.End).EndIncludingLineBreak);
    }

    private static int EndOfLine(StatementSyntax statement) => statement.SyntaxTree.GetText().Lines.GetLineFromPosition(statement.Span.End).End;

    /// <summary>What stands before a statement on its line, and how the file breaks lines.</summary>
    private readonly struct Place
    {
        public Place(StatementSyntax statement)
        {
            var text = statement.SyntaxTree.GetText();
            var line = text.Lines.GetLineFromPosition(statement.SpanStart);
            Indent = text.ToString(TextSpan.FromBounds(line.Start, statement.SpanStart));
            IsOneLine = Indent.Trim().Length > 0;
            NewLine = text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)) is { Length: > 0 } end ? end : "\n";
        }

        public string Indent { get; }

        public bool IsOneLine { get; }

        public string NewLine { get; }

        public string Line => IsOneLine ? " " : NewLine + Indent;
    }
}
