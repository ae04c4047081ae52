using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace PerfAnalyzers.Allocation;

/// <summary>Asks the logger before the message is made.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class LogFormattingInLoopFix() : LogGuardFix(LogFormattingInLoop.GuardShape)
{
    protected override string Title(string shape) => "Ask whether the level is on";
}

/// <summary>The same where methods of the project compute what is logged.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class LogFormattingInLoopAssumingFix() : LogGuardFix(LogFormattingInLoop.GuardCallsShape)
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Ask whether the level is on, if what the message calls has no effects";
}

/// <summary>Puts a log call behind a question.</summary>
internal abstract class LogGuardFix(string wanted) : PerfFix("PERF4302")
{
    protected override SyntaxNode? Find(SyntaxNode reported, string shape) =>
        shape.Split(LogFormattingInLoop.Separator)[0] == wanted && reported.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: MemberAccessExpressionSyntax, Parent: ExpressionStatementSyntax statement } ? statement : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var question = shape.Split(LogFormattingInLoop.Separator)[1];
        var layout = new Layout(node.SpanStart, node.SyntaxTree);
        editor.ReplaceNode(node, (current, _) =>
        {
            var statement = (ExpressionStatementSyntax)current;
            var receiver = ((MemberAccessExpressionSyntax)((InvocationExpressionSyntax)statement.Expression).Expression).Expression.WithoutTrivia().ToString();
            var text = statement.WithoutTrivia().ToString();
            if (!statement.DescendantTokens().Any(static token => token.Text.Contains('\n')))
            {
                text = text.Replace("\n", "\n    ");
            }

            var guard = (IfStatementSyntax)SyntaxFactory.ParseStatement($"if ({receiver}.{question}){layout.Open}{text}{layout.Close}");
            var level = guard.Condition.DescendantNodes().OfType<ArgumentSyntax>().LastOrDefault()?.Expression;
            return (level is null ? guard : guard.ReplaceNode(level, level.WithAdditionalAnnotations(Simplifier.Annotation))).WithTriviaFrom(statement);
        });
    }
}
