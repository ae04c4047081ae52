using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Monitoring;

/// <summary>Logs properties and headers.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class BodyLoggingFix() : PlannedFix("PERF8004")
{
    protected override string Title(string shape) => "Log everything but bodies";
}
