using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Measurement;

/// <summary>Measures memory, and release builds.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class BenchmarkConfigurationFix() : PlannedFix("PERF9005")
{
    protected override string Title(string shape) => shape == BenchmarkConfiguration.DiagnoserShape ? "Measure memory, too" : "Take the debug setting out";
}
