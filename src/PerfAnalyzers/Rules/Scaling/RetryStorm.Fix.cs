using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Scaling;

/// <summary>Switches jitter on.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class RetryStormFix() : PlannedFix("PERF6107")
{
    protected override string Title(string shape) => "Set 'UseJitter'";
}
