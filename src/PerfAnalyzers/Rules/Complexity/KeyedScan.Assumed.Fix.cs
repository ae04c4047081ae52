using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Complexity;

/// <summary>Looks the key up where that rests on something the code does not show.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class KeyedScanAssumedFix() : SolutionFix("PERF5004")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => KeyedScanRewrite.Title(shape);

    protected override Task<bool> IsOffered(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        Task.FromResult(KeyedScanRewrite.IsOffered(reported, shape, isAssumed: true));

    protected override Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        KeyedScanRewrite.Apply(document, reported, shape, isAssumed: true, cancellation);
}
