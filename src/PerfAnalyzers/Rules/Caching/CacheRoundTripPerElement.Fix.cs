using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Caching;

/// <summary>Asks for all keys before the loop.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class CacheRoundTripPerElementFix() : PlannedFix("PERF3108")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) => "Ask for all keys before the loop (assumes that the keys fit one request, and that the loop changes none of them)";
}
