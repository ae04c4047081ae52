using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Kernel;

/// <summary>One additional file a rule was called for, and how it reports.</summary>
internal readonly struct FileSite(AdditionalFileAnalysisContext context, Facts facts)
{
    public AdditionalText File => context.AdditionalFile;

    public Facts Facts => facts;

    public CancellationToken Cancellation => context.CancellationToken;

    /// <summary>Reports at the beginning of the file.</summary>
    public void Report(DiagnosticDescriptor rule, params object?[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(rule, Location.Create(context.AdditionalFile.Path, default, default), arguments));
}
