using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Kernel;

/// <summary>How text that is written beside a statement or member breaks its lines: as that does, or not at all where it does not begin its line.</summary>
internal sealed class Layout
{
    /// <param name="start">Where the statement or member begins.</param>
    /// <param name="tree">The tree it is in.</param>
    public Layout(int start, SyntaxTree tree)
    {
        var text = tree.GetText();
        var line = text.Lines.GetLineFromPosition(start);
        Indent = text.ToString(TextSpan.FromBounds(line.Start, start));
        IsOneLine = Indent.Trim().Length > 0;
        NewLine = text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)) is { Length: > 0 } end ? end : "\n";
    }

    private Layout(Layout outer) => (Indent, IsOneLine, NewLine) = (outer.Indent + "    ", outer.IsOneLine, outer.NewLine);

    /// <summary>Something else stands before it on its line.</summary>
    public bool IsOneLine { get; }

    /// <summary>What stands before it on its line.</summary>
    public string Indent { get; }

    /// <summary>The line break of the file.</summary>
    public string NewLine { get; }

    /// <summary>Between two statements.</summary>
    public string Line => IsOneLine ? " " : NewLine + Indent;

    /// <summary>Between two members.</summary>
    public string Separator => IsOneLine ? " " : NewLine + NewLine + Indent;

    /// <summary>From a head to the first statement of its block.</summary>
    public string Open => IsOneLine ? " { " : $"{NewLine}{Indent}{{{NewLine}{Indent}    ";

    /// <summary>From the last statement of a block to its end.</summary>
    public string Close => IsOneLine ? " }" : $"{NewLine}{Indent}}}";

    /// <summary>The layout of what stands in a block of it.</summary>
    public Layout Inner() => new(this);

    /// <summary>A name, with a number where the member around a node mentions it.</summary>
    public static string FreeName(SyntaxNode node, string name)
    {
        var member = (SyntaxNode?)node.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? node;
        var free = name;
        for (var number = 2; BlockingCalls.Mentions(member, free); number++)
        {
            free = name + number;
        }

        return free;
    }
}
