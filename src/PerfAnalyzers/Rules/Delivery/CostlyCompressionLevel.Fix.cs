using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Delivery;

/// <summary>Compresses quickly.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class CostlyCompressionLevelFix() : PerfFix("PERF7007")
{
    protected override string Title(string shape) => "Compress at the fastest level";

    // A static import may hold this name alone.
    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported is IdentifierNameSyntax { Parent: MemberAccessExpressionSyntax } ? reported : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) =>
        editor.ReplaceNode(node, SyntaxFactory.IdentifierName("Fastest").WithTriviaFrom(node));
}
