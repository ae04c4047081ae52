using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Delivery;

/// <summary>Adds the middleware that the registration is for.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class InertRegistrationFix() : PlannedFix("PERF7001")
{
    protected override string Title(string shape) => "Add the middleware";
}
