using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Delivery;

/// <summary>Lets clients keep files. Which files there are, and how long they are good, the code does not say.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class UncachedStaticFilesFix() : PlannedFix("PERF7003")
{
    public override bool IsAutomatic => false;

    protected override string Title(string shape) =>
        shape == UncachedStaticFiles.AssetsShape ? "Map static assets (assumes that the build knows all files)" : "Let clients keep files for a week (assumes that their names change with their content)";
}
