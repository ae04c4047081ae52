using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Database;

/// <summary>Removes the include, and what is included through it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class UselessIncludeFix() : PerfFix("PERF1104")
{
    protected override string Title(string shape) => "Remove the Include";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported.FirstAncestorOrSelf<InvocationExpressionSyntax>();

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        editor.ReplaceNode(UselessInclude.Removed((InvocationExpressionSyntax)node), static (current, _) =>
        {
            var source = (ExpressionSyntax)current;
            while (source is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Include" or "ThenInclude" } access })
            {
                source = access.Expression;
            }

            return source.WithTrailingTrivia(current.GetTrailingTrivia());
        });
    }
}
