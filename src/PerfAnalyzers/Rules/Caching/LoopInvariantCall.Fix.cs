using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Caching;

/// <summary>Makes the call once, before the loop.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class LoopInvariantCallFix() : PerfFix("PERF3003")
{
    protected override bool StartsAtTop => true;

    protected override string Title(string shape) => "Call it once, before the loop";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape == LoopInvariantCall.HoistShape ? reported : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) => Hoisted.Value(editor, diagnostic);
}

/// <summary>The same, on request: it may throw there, or not be needed.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class LoopInvariantCallAssumingFix() : PerfFix("PERF3003")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Call it once, before the loop, as it may also run when the loop does not need it";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => shape == LoopInvariantCall.HoistAlwaysShape ? reported : null;

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation) => Hoisted.Value(editor, diagnostic);
}
