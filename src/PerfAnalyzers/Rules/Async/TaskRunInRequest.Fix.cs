using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Async;

/// <summary>Takes the work out of <c>Task.Run</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class TaskRunInRequestFix() : PerfFix("PERF2007")
{
    protected override string Title(string shape) => shape == TaskRunInRequest.TwinShape ? "Await the asynchronous twin" : "Remove 'Task.Run'";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape)
    {
        var call = reported.FirstAncestorOrSelf<InvocationExpressionSyntax>();
        return shape == TaskRunInRequest.WorkShape ? call?.FirstAncestorOrSelf<AwaitExpressionSyntax>() : call;
    }

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        string? Property(string key) => diagnostic.Properties.TryGetValue(key, out var value) ? value : null;

        var name = Property(TaskRunInRequest.NameKey);
        var argument = Property(TaskRunInRequest.ArgumentKey);
        var keepsConfiguration = node.Parent is AwaitExpressionSyntax;
        var isPlain = node.Parent is EqualsValueClauseSyntax or ExpressionStatementSyntax or ReturnStatementSyntax or ArgumentSyntax or ParenthesizedExpressionSyntax or ArrowExpressionClauseSyntax;
        editor.ReplaceNode(node, (current, _) =>
        {
            var work = Work(current);
            ExpressionSyntax rest;
            if (shape == TaskRunInRequest.TwinShape)
            {
                rest = AwaitSyntax.Twin(work, name!, null, argument);
            }
            else if (shape == TaskRunInRequest.TaskShape)
            {
                rest = AwaitSyntax.Unwrapped(work, keepsConfiguration ? null : "ConfigureAwait");
            }
            else
            {
                rest = isPlain || work is InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax or LiteralExpressionSyntax or ElementAccessExpressionSyntax
                    ? work
                    : SyntaxFactory.ParenthesizedExpression(work.WithoutTrivia());
            }

            return rest.WithTriviaFrom(current);
        });
    }

    // The expression the lambda runs.
    private static ExpressionSyntax Work(SyntaxNode node) =>
        Body(((InvocationExpressionSyntax)AwaitSyntax.Unwrapped((ExpressionSyntax)node, "ConfigureAwait")).ArgumentList.Arguments[0].Expression);

    private static ExpressionSyntax Body(ExpressionSyntax function)
    {
        var lambda = (AnonymousFunctionExpressionSyntax)function;
        var work = lambda.ExpressionBody ?? lambda.Block!.Statements[0] switch
        {
            ReturnStatementSyntax { Expression: { } value } => value,
            var statement => ((ExpressionStatementSyntax)statement).Expression,
        };
        return work;
    }
}
