using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Complexity;

/// <summary>Looks the key up where the lookup gives what the scan gave.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class KeyedScanFix() : SolutionFix("PERF5004")
{
    protected override string Title(string shape) => KeyedScanRewrite.Title(shape);

    protected override Task<bool> IsOffered(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        Task.FromResult(KeyedScanRewrite.IsOffered(reported, shape, isAssumed: false));

    protected override Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        KeyedScanRewrite.Apply(document, reported, shape, isAssumed: false, cancellation);
}
