using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Database;

/// <summary>Compares the column itself.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class NonSargablePredicateFix() : PerfFix("PERF1110")
{
    protected override string Title(string shape) => "Compare the column itself";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var comparison = editor.OriginalRoot.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true);
        editor.ReplaceNode(comparison, SyntaxFactory.ParseExpression(diagnostic.Properties[NonSargablePredicate.TextKey]!).WithTriviaFrom(comparison));
    }
}
