using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Scaling;

/// <summary>Maps an endpoint for the checks.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class UnmappedHealthChecksFix() : PlannedFix("PERF6103")
{
    protected override string Title(string shape) => "Map the health checks to '/healthz'";
}
