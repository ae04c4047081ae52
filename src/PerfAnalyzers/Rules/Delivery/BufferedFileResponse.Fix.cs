using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Delivery;

/// <summary>Sends the file from disk.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class BufferedFileResponseFix() : PlannedFix("PERF7004")
{
    protected override string Title(string shape) => "Send the file from disk";
}
