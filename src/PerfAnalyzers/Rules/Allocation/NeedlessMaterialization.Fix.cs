using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Allocation;

/// <summary>Goes through the source itself.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class NeedlessMaterializationFix() : PlannedFix("PERF4105")
{
    protected override string Title(string shape) => "Do without the copy";
}
