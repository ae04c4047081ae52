using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Database;

/// <summary>Selects the columns that are read, into an anonymous type.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class OverFetchFix() : PerfFix("PERF1105")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Select the columns that are read (no other code of this context counts on the entities being tracked)";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) =>
        shape == OverFetch.LoopShape ? reported.FirstAncestorOrSelf<CommonForEachStatementSyntax>() : reported.FirstAncestorOrSelf<InvocationExpressionSyntax>();

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var lambda = SyntaxFactory.ParseExpression(diagnostic.Properties[OverFetch.TextKey]!);
        if (node is CommonForEachStatementSyntax loop)
        {
            editor.ReplaceNode(loop.Expression, (current, _) => Called(Parenthesized((ExpressionSyntax)current).WithoutTrailingTrivia(), "Select", lambda).WithTrailingTrivia(current.GetTrailingTrivia()));
            return;
        }

        editor.ReplaceNode(node, (current, _) =>
        {
            var call = (InvocationExpressionSyntax)current;
            if (call.Expression is not MemberAccessExpressionSyntax access)
            {
                return current;
            }

            // First(o => o.Id == id) filters before it takes: Where(o => o.Id == id).Select(…).First()
            var arguments = call.ArgumentList.Arguments;
            var trivia = access.Expression.GetTrailingTrivia();
            var source = access;
            if (arguments.Count > 0 && arguments[0].Expression is LambdaExpressionSyntax predicate)
            {
                source = access.WithExpression(SyntaxFactory.InvocationExpression(access.WithName(SyntaxFactory.IdentifierName("Where")), SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(predicate.WithoutTrivia())))).WithTrailingTrivia(trivia));
                call = call.WithArgumentList(call.ArgumentList.WithArguments(arguments.RemoveAt(0)));
            }

            var selected = SyntaxFactory.InvocationExpression(source.WithName(SyntaxFactory.IdentifierName("Select")).WithoutTrailingTrivia(), SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(lambda)))).WithTrailingTrivia(trivia);
            return call.WithExpression(access.WithExpression(selected));
        });
    }

    private static InvocationExpressionSyntax Called(ExpressionSyntax source, string name, ExpressionSyntax argument) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, source, SyntaxFactory.IdentifierName(name)), SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(argument))));

    private static ExpressionSyntax Parenthesized(ExpressionSyntax expression) =>
        expression is InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax or ParenthesizedExpressionSyntax ? expression : SyntaxFactory.ParenthesizedExpression(expression);
}
