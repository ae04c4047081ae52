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
        var projects = new HashSet<ProjectId>(documents.Select(static document => document.ProjectId));
        foreach (var project in after.GetProjectDependencyGraph().GetTopologicallySortedProjects(cancellation))
        {
            if (!projects.Contains(project))
            {
                continue;
            }

            var old = await Count(before.GetProject(project)!, cancellation).ConfigureAwait(false);
            foreach (var found in await Count(after.GetProject(project)!, cancellation).ConfigureAwait(false))
            {
                if (!old.TryGetValue(found.Key, out var count) || found.Value > count)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static async Task<Dictionary<string, int>> Count(Project project, CancellationToken cancellation)
    {
        if (await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation)
        {
            return [];
        }

        if (s_counts.TryGetValue(compilation, out var known))
        {
            return known;
        }

        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var diagnostic in compilation.GetDiagnostics(cancellation))
        {
            if (diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Id is "CS4014" or "CS1998" or "CS0108" or "CS0114" or "CS0162")
            {
                counts[diagnostic.Id] = counts.TryGetValue(diagnostic.Id, out var count) ? count + 1 : 1;
            }
        }

        return s_counts.GetValue(compilation, _ => counts);
    }
}
