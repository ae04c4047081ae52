using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Scaling;

/// <summary>Lets the handler open further connections.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class SingleHttp2ConnectionFix() : PlannedFix("PERF6106")
{
    protected override string Title(string shape) => "Set 'EnableMultipleHttp2Connections'";
}
