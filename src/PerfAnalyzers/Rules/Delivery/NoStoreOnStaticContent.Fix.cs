using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Delivery;

/// <summary>Lets clients keep the file and ask whether it has changed.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class NoStoreOnStaticContentFix() : PlannedFix("PERF7006")
{
    protected override string Title(string shape) => "Let clients ask whether the file has changed";
}
