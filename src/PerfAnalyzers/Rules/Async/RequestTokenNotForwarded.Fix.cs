using System.Composition;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Async;

/// <summary>Passes the token.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class RequestTokenNotForwardedFix() : PerfFix("PERF2013")
{
    protected override string Title(string shape) => "Pass the cancellation token";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape == RequestTokenNotForwarded.EachShape
        ? reported.FirstAncestorOrSelf<ForEachStatementSyntax>()?.Expression
        : reported.FirstAncestorOrSelf<InvocationExpressionSyntax>();

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var argument = diagnostic.Properties[RequestTokenNotForwarded.ArgumentKey]!;
        if (shape == RequestTokenNotForwarded.EachShape)
        {
            editor.ReplaceNode(node, (current, _) => Sequence((ExpressionSyntax)current, argument));
            return;
        }

        var index = int.Parse(diagnostic.Properties[RequestTokenNotForwarded.IndexKey]!, CultureInfo.InvariantCulture);
        diagnostic.Properties.TryGetValue(RequestTokenNotForwarded.ArrayKey, out var array);
        editor.ReplaceNode(node, (current, _) =>
        {
            var call = (InvocationExpressionSyntax)current;
            return call.WithArgumentList(TokenCall.With(call.ArgumentList, index, argument, array));
        });
    }

    private static ExpressionSyntax Sequence(ExpressionSyntax sequence, string token)
    {
        var plain = sequence.WithoutTrivia();
        if (plain is not (InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax or ThisExpressionSyntax))
        {
            plain = SyntaxFactory.ParenthesizedExpression(plain);
        }

        return SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, plain, SyntaxFactory.IdentifierName("WithCancellation")),
            SyntaxFactory.ParseArgumentList("(" + token + ")")).WithTriviaFrom(sequence);
    }
}
