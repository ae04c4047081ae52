using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Database;

/// <summary>Splits the query: one for the entities, one for each collection.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class CartesianExplosionFix() : PerfFix("PERF1103")
{
    protected override string Title(string shape) => "Load the collections apart (AsSplitQuery)";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (editor.OriginalRoot.FindNode(diagnostic.AdditionalLocations[1].SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax run)
        {
            return;
        }

        editor.ReplaceNode(run, static (current, _) =>
        {
            var call = (InvocationExpressionSyntax)current;
            if (call.Expression is not MemberAccessExpressionSyntax access)
            {
                return current;
            }

            // On a line of its own where the call that runs the query is.
            var split = access.WithName(SyntaxFactory.IdentifierName("AsSplitQuery"));
            var source = SyntaxFactory.InvocationExpression(split.WithoutTrailingTrivia(), SyntaxFactory.ArgumentList()).WithTrailingTrivia(access.Expression.GetTrailingTrivia());
            return call.WithExpression(access.WithExpression(source));
        });
    }
}
