using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Tests;

/// <summary>What code allocates, and code with all its reports fixed.</summary>
internal static class AllocatedBytes
{
    /// <summary>
    /// Bytes per pass of a loop that runs as often as it is told, from two lengths: what is allocated once falls out.
    /// </summary>
    public static double PerPass(Action<int> loop)
    {
        loop(100);
        var shorter = Of(() => loop(1000));
        return (Of(() => loop(3000)) - shorter) / 2000.0;
    }

    /// <summary>
    /// Bytes that a call allocates once everything is warm: the least of several attempts, since the runtime itself only adds. Of a
    /// difference the least would be wrong: what is added to the smaller one takes away.
    /// </summary>
    public static long Of(Action call)
    {
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var start = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - start);
        }

        return least;
    }

    /// <summary>Applies the fix to all reports of a rule at once, as Fix All does.</summary>
    public static async Task<(string Text, ImmutableArray<Diagnostic> Reports)> FixAll<TRule, TFix>(string source)
        where TRule : Microsoft.CodeAnalysis.Diagnostics.DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var reports = await Executed.Review<TRule>(source);
        using var workspace = new AdhocWorkspace();
        var document = Executed.Project(workspace).AddDocument("Case.cs", SourceText.From(source));
        var fix = new TFix();
        var context = new FixAllContext(document, fix, FixAllScope.Document, "", fix.FixableDiagnosticIds, new Found(reports), default);
        if (await fix.GetFixAllProvider()!.GetFixAsync(context) is not { } action)
        {
            return (source, reports);
        }

        var changed = (await action.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        return ((await changed.GetTextAsync()).ToString(), reports);
    }

    private sealed class Found(ImmutableArray<Diagnostic> reports) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
        {
            var tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return reports.Select(report => Diagnostic.Create(
                report.Descriptor, Location.Create(tree!, report.Location.SourceSpan), report.Severity, report.AdditionalLocations.Select(location => Location.Create(tree!, location.SourceSpan)), report.Properties));
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => GetDocumentDiagnosticsAsync(project.Documents.Single(static document => document.Name == "Case.cs"), cancellationToken);
    }
}
