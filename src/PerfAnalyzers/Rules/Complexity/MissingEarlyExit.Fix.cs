using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Complexity;

/// <summary>Leaves the loop once its answer is known.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class MissingEarlyExitFix() : PerfFix("PERF5009")
{
    protected override string Title(string shape) => "Leave the loop with 'break'";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported.FirstAncestorOrSelf<ExpressionStatementSyntax>();

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var statement = (ExpressionStatementSyntax)node;
        var layout = new Layout(statement.SpanStart, statement.SyntaxTree);
        if (statement.Parent is BlockSyntax)
        {
            editor.InsertAfter(statement, SyntaxFactory.ParseStatement("break;")
                .WithLeadingTrivia(layout.IsOneLine ? default : SyntaxFactory.TriviaList(SyntaxFactory.Whitespace(layout.Indent)))
                .WithTrailingTrivia(statement.GetTrailingTrivia().Where(static trivia => !Comments.Is(trivia))));
            return;
        }

        var around = new Layout(statement.Parent!.SpanStart, statement.SyntaxTree);
        var block = layout.IsOneLine
            ? $"{{ {statement.WithoutTrivia()} break; }}"
            : $"{around.Indent}{{{around.NewLine}{statement.GetLeadingTrivia()}{statement.WithoutTrivia()}{around.NewLine}{layout.Indent}break;{around.NewLine}{around.Indent}}}";
        editor.ReplaceNode(statement, SyntaxFactory.ParseStatement(block).WithTrailingTrivia(statement.GetTrailingTrivia()));
    }
}
