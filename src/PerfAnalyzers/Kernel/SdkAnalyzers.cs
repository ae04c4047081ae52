using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>Whether an analyzer of the .NET SDK speaks of the same line: one report is enough.</summary>
internal static class SdkAnalyzers
{
    /// <param name="id">Its diagnostic, one that is on by default.</param>
    /// <param name="version">The .NET version it came with.</param>
    /// <param name="code">The line.</param>
    /// <param name="facts">The compilation.</param>
    /// <param name="cancellation">Cancels.</param>
    public static bool Report(string id, int version, SyntaxNode code, Facts facts, CancellationToken cancellation)
    {
        var options = facts.Compilation.Options;
        if (options.SyntaxTreeOptionsProvider is { } provider && (provider.TryGetDiagnosticValue(code.SyntaxTree, id, cancellation, out var severity) || provider.TryGetGlobalDiagnosticValue(id, cancellation, out severity)))
        {
            return severity is not (ReportDiagnostic.Suppress or ReportDiagnostic.Hidden);
        }

        if (options.SpecificDiagnosticOptions.TryGetValue(id, out severity))
        {
            return severity is not (ReportDiagnostic.Suppress or ReportDiagnostic.Hidden);
        }

        return facts.Compilation.GetSpecialType(SpecialType.System_Object).ContainingAssembly?.Identity.Version.Major >= version;
    }
}
