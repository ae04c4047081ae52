using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Scaling;

/// <summary>Loops until the host stops.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class BackgroundServiceIgnoresStopFix() : PlannedFix("PERF6104")
{
    protected override string Title(string shape) => "Loop until the host stops";
}
