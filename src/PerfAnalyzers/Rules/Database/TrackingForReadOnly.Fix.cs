using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Database;

/// <summary>Puts <c>AsNoTracking</c> before what runs the query.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class TrackingForReadOnlyFix() : PerfFix("PERF1107")
{
    protected override string Title(string shape) => "Load the entities without tracking";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) =>
        shape == TrackingForReadOnly.LoopShape ? reported.FirstAncestorOrSelf<CommonForEachStatementSyntax>() : reported.FirstAncestorOrSelf<InvocationExpressionSyntax>();

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var method = diagnostic.Properties[TrackingForReadOnly.MethodKey]!;
        if (node is CommonForEachStatementSyntax loop)
        {
            editor.ReplaceNode(loop.Expression, (current, _) => SyntaxFactory.InvocationExpression(
                SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, Parenthesized((ExpressionSyntax)current).WithoutTrailingTrivia(), SyntaxFactory.IdentifierName(method))).WithTrailingTrivia(current.GetTrailingTrivia()));
            return;
        }

        editor.ReplaceNode(node, (current, _) =>
        {
            var call = (InvocationExpressionSyntax)current;
            if (call.Expression is not MemberAccessExpressionSyntax access)
            {
                return current;
            }

            // On a line of its own where the call that runs the query is.
            var source = SyntaxFactory.InvocationExpression(access.WithName(SyntaxFactory.IdentifierName(method)).WithoutTrailingTrivia()).WithTrailingTrivia(access.Expression.GetTrailingTrivia());
            return call.WithExpression(access.WithExpression(source));
        });
    }

    private static ExpressionSyntax Parenthesized(ExpressionSyntax expression) =>
        expression is InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax or ParenthesizedExpressionSyntax ? expression : SyntaxFactory.ParenthesizedExpression(expression);
}
