using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Scaling;

/// <summary>Reads the headers before they are needed.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class LateForwardedHeadersFix() : PlannedFix("PERF6102")
{
    protected override string Title(string shape) => "Read the forwarded headers first";
}
