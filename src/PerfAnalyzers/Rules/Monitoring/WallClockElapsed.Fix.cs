using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Monitoring;

/// <summary>Measures with a clock that nobody sets.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class WallClockElapsedFix() : PlannedFix("PERF8001")
{
    protected override string Title(string shape) => "Measure with 'Stopwatch'";
}
