using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Caching;

/// <summary>Loads through the <c>HybridCache</c> that is at hand.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class CacheStampedeFix() : PlannedFix("PERF3102")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Use 'HybridCache.GetOrCreateAsync' (assumes that the value can be serialized, and that no one else reads or removes the entry)";
}
