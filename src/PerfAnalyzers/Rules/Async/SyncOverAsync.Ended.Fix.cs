using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Async;

/// <summary>Members of a slot that have nothing to await: they return tasks that have ended. All their callers await at once, so exceptions arrive as before.</summary>
internal static class AsyncEnded
{
    public static void Write(TextEdits edits, AsyncFunction function, SemanticModel model)
    {
        var task = AsyncBodies.TaskName(edits, function.Document, model, function.Syntax.SpanStart);
        var isVoid = function.Symbol.ReturnsVoid;
        foreach (var (_, value) in isVoid ? [] : AsyncBodies.Returns(function.Syntax))
        {
            if (value is not ThrowExpressionSyntax)
            {
                edits.Wrap(function.Document, value.Span, $"{task}.FromResult{TypeOf(value, function, model)}(", ")");
            }
        }

        if (!isVoid)
        {
            return;
        }

        var (block, arrow, semicolon) = function.Syntax switch
        {
            MethodDeclarationSyntax method => (method.Body, method.ExpressionBody, method.SemicolonToken),
            LocalFunctionStatementSyntax local => (local.Body, local.ExpressionBody, local.SemicolonToken),
            _ => default,
        };
        if (arrow is { Expression: not ThrowExpressionSyntax })
        {
            edits.Replace(function.Document, arrow.ArrowToken.Span, "{");
            edits.Replace(function.Document, semicolon.Span, $"; return {task}.CompletedTask; }}");
        }
        else if (block is not null)
        {
            foreach (var node in block.DescendantNodes(static node => !AsyncBoundaries.IsFunction(node)))
            {
                if (node is ReturnStatementSyntax statement)
                {
                    edits.Replace(function.Document, statement.ReturnKeyword.Span, $"return {task}.CompletedTask");
                }
            }

            if (model.AnalyzeControlFlow(block) is not { Succeeded: true, EndPointIsReachable: false })
            {
                End(edits, function.Document, block, $"return {task}.CompletedTask;");
            }
        }
    }

    private static void End(TextEdits edits, DocumentId document, BlockSyntax block, string statement)
    {
        var isOneLine = block.SyntaxTree.GetLineSpan(block.Span) is var lines && lines.StartLinePosition.Line == lines.EndLinePosition.Line;
        if (isOneLine)
        {
            edits.Replace(document, new TextSpan(block.CloseBraceToken.SpanStart, 0), (block.Statements.Count == 0 && !block.OpenBraceToken.HasTrailingTrivia ? " " : "") + statement + " ");
            return;
        }

        var newLine = block.SyntaxTree.GetText().ToString().Contains("\r\n") ? "\r\n" : "\n";
        var own = block.CloseBraceToken.LeadingTrivia.LastOrDefault() is var last && last.IsKind(SyntaxKind.WhitespaceTrivia) ? last.ToString() : "";
        var inner = block.Statements.LastOrDefault()?.GetLeadingTrivia().LastOrDefault() is { } space && space.IsKind(SyntaxKind.WhitespaceTrivia) ? space.ToString().Substring(Math.Min(own.Length, space.ToString().Length)) : "    ";

        // A block that ends above takes an empty line behind it.
        var isBehindBlock = block.Statements.LastOrDefault() is { } above && above.GetLastToken().IsKind(SyntaxKind.CloseBraceToken) &&
            block.SyntaxTree.GetLineSpan(above.Span) is var span && span.StartLinePosition.Line != span.EndLinePosition.Line && block.CloseBraceToken.LeadingTrivia.All(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        edits.Replace(document, new TextSpan(block.CloseBraceToken.SpanStart - own.Length, own.Length), (isBehindBlock ? newLine : "") + own + inner + statement + newLine + own);
    }

    private static string TypeOf(ExpressionSyntax value, AsyncFunction function, SemanticModel model)
    {
        var type = function.Symbol.ReturnType;
        var isSame = SymbolEqualityComparer.Default.Equals(model.GetTypeInfo(value).Type, type) && type.NullableAnnotation != NullableAnnotation.Annotated &&
            value is not (LiteralExpressionSyntax { RawKind: (int)SyntaxKind.DefaultLiteralExpression } or ImplicitObjectCreationExpressionSyntax or SwitchExpressionSyntax or ConditionalExpressionSyntax);
        return isSame ? "" : $"<{type.ToMinimalDisplayString(model, value.SpanStart)}>";
    }
}
