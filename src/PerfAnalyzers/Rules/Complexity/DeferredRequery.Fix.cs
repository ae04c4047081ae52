using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Complexity;

/// <summary>Keeps the elements where the sequence is declared.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class DeferredRequeryFix() : PerfFix("PERF5006")
{
    protected override string Title(string shape) => "Keep the elements, with 'ToList()'";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape is DeferredRequery.ListShape or DeferredRequery.LocalShape ? reported : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) => Kept.Edit(editor, node, shape == DeferredRequery.LocalShape, diagnostic);
}

/// <summary>The same, on request: what the sequence is made of may change, have effects or not end.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class DeferredRequeryAssumingFix() : PerfFix("PERF5006")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Keep the elements, with 'ToList()', as the sequence gives the same where it is declared";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape is DeferredRequery.ListAnywayShape or DeferredRequery.LocalAnywayShape ? reported : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) => Kept.Edit(editor, node, shape == DeferredRequery.LocalAnywayShape, diagnostic);
}

/// <summary>Writes what both fixes write.</summary>
internal static class Kept
{
    /// <param name="editor">The document.</param>
    /// <param name="reported">The use that was reported.</param>
    /// <param name="isParameter">Whether a local before the loop takes the place of a parameter.</param>
    /// <param name="diagnostic">The report.</param>
    public static void Edit(DocumentEditor editor, SyntaxNode reported, bool isParameter, Diagnostic diagnostic)
    {
        if (!isParameter)
        {
            Materialized.Declaration(editor, diagnostic.AdditionalLocations[1]);
            return;
        }

        var place = editor.OriginalRoot.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>()!;
        var parameter = ((IdentifierNameSyntax)reported).Identifier.ValueText;
        var local = Hoisted.Unused(Layout.FreeName(place, parameter + "List"), reported, editor.GetChangedRoot());
        Hoisted.Value(editor, (ExpressionSyntax)reported, place, local, "ToList");
        foreach (var name in place.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name != reported && DeferredRequery.IsMention(name, parameter))
            {
                editor.ReplaceNode(name, SyntaxFactory.IdentifierName(local).WithTriviaFrom(name));
            }
        }
    }
}
