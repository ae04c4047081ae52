using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Measurement;

/// <summary>Returns the result.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class BenchmarkResultDiscardedFix() : PlannedFix("PERF9001")
{
    protected override string Title(string shape) => "Return the result";
}
