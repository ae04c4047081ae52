using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>Whether a change compiles: no error that was not there before, no task that nobody awaits, no <c>async</c> without <c>await</c>.</summary>
internal static class CompileGate
{
    public static async Task<bool> Passes(Solution before, Solution after, IEnumerable<DocumentId> documents, CancellationToken cancellation)
    {
        var graph = after.GetProjectDependencyGraph();
        var projects = new HashSet<ProjectId>();
        foreach (var document in documents)
        {
            if (projects.Add(document.ProjectId))
            {
                projects.UnionWith(graph.GetProjectsThatTransitivelyDependOnThisProject(document.ProjectId));
            }
        }

        foreach (var project in graph.GetTopologicallySortedProjects(cancellation))
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
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        if (await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is { } compilation)
        {
            foreach (var diagnostic in compilation.GetDiagnostics(cancellation))
            {
                if (diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Id is "CS4014" or "CS1998" or "CS0108" or "CS0114" or "CS0162")
                {
                    counts[diagnostic.Id] = counts.TryGetValue(diagnostic.Id, out var count) ? count + 1 : 1;
                }
            }
        }

        return counts;
    }
}
