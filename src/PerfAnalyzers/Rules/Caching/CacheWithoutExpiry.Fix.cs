using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Caching;

/// <summary>Gives the entry an expiry. Only who knows the data knows how old it may be.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class CacheWithoutExpiryFix() : PlannedFix("PERF3101")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Let the entry expire after five minutes (assumes that it may be that old, and be loaded again)";
}
