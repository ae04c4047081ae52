using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Delivery;

/// <summary>Moves the middleware to where it works.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class MiddlewareOrderFix() : PlannedFix("PERF7002")
{
    protected override string Title(string shape) => "Move the middleware";
}
