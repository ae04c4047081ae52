using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>Whether a change compiles: no error that was not there before, no task that nobody awaits, no <c>async</c> without <c>await</c>.</summary>
internal static class CompileGate
{
    private static readonly ConditionalWeakTable<Compilation, Dictionary<string, int>> s_counts = new();

    /// <param name="before">The solution without the change.</param>
    /// <param name="after">The solution with it.</param>
    /// <param name="documents">What was changed; all projects that hold a reference to what changed are among theirs.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<bool> Passes(Solution before, Solution after, IEnumerable<DocumentId> documents, CancellationToken cancellation)
    {
        var changed = documents.ToList();
        foreach (var document in changed)
        {
            // Most of what fails does so where it was written, which is known long before whole projects are compiled.
            if (after.GetDocument(document) is { } written && HasMore(await Count(before.GetDocument(document), cancellation).ConfigureAwait(false), await Count(written, cancellation).ConfigureAwait(false)))
            {
                return false;
            }
        }

        var projects = new HashSet<ProjectId>(changed.Select(static document => document.ProjectId));
        foreach (var project in after.GetProjectDependencyGraph().GetTopologicallySortedProjects(cancellation))
        {
            if (!projects.Contains(project))
            {
                continue;
            }

            if (HasMore(await Count(before.GetProject(project)!, cancellation).ConfigureAwait(false), await Count(after.GetProject(project)!, cancellation).ConfigureAwait(false)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasMore(Dictionary<string, int> before, Dictionary<string, int> after)
    {
        foreach (var found in after)
        {
            if (!before.TryGetValue(found.Key, out var count) || found.Value > count)
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<Dictionary<string, int>> Count(Document? document, CancellationToken cancellation) =>
        document is not null && await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is { } model ? Counted(model.GetDiagnostics(cancellationToken: cancellation)) : [];

    private static async Task<Dictionary<string, int>> Count(Project project, CancellationToken cancellation)
    {
        if (await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation)
        {
            return [];
        }

        return s_counts.GetValue(compilation, found => Counted(found.GetDiagnostics(cancellation)));
    }

    private static Dictionary<string, int> Counted(ImmutableArray<Diagnostic> diagnostics)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var diagnostic in diagnostics)
        {
            if (diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Id is "CS4014" or "CS1998" or "CS0108" or "CS0114" or "CS0162")
            {
                counts[diagnostic.Id] = counts.TryGetValue(diagnostic.Id, out var count) ? count + 1 : 1;
            }
        }

        return counts;
    }
}
