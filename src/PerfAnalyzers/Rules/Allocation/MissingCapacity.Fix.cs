using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Allocation;

/// <summary>Creates the collection with its capacity.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class MissingCapacityFix() : PlannedFix("PERF4106")
{
    protected override string Title(string shape) => "Create it with its capacity";
}
