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

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape == DeferredRequery.ListShape ? reported : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) => Materialized.Declaration(editor, diagnostic.AdditionalLocations[1]);
}

/// <summary>The same, on request: what the sequence is made of may change, have effects or not end.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class DeferredRequeryAssumingFix() : PerfFix("PERF5006")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Keep the elements, with 'ToList()', as the sequence gives the same where it is declared";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape == DeferredRequery.ListAnywayShape ? reported : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) => Materialized.Declaration(editor, diagnostic.AdditionalLocations[1]);
}
