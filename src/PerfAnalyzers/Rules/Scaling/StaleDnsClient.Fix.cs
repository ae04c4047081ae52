using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Scaling;

/// <summary>Gives connections a lifetime.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class StaleDnsClientFix() : PlannedFix("PERF6105")
{
    protected override string Title(string shape) => "Give its connections a lifetime of two minutes";
}
