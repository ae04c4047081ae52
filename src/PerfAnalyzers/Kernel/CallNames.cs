using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Which member names can reach a database, judged by text alone: the filter in front of binding bodies. A name it does not
/// hold reaches nothing; a name it holds may. What a file mentions is kept per syntax tree, so that in the editor only the
/// tree that changed is read again.
/// </summary>
internal sealed class CallNames
{
    // Names of query sources that packages declare and repositories are fond of.
    private static readonly string[] s_sources =
    [
        "AsQueryable", "AsNoTracking", "Include", "ThenInclude", "IgnoreQueryFilters", "AsSplitQuery", "FromSql", "FromSqlRaw", "FromSqlInterpolated",
        "SqlQuery", "SqlQueryRaw", "Set", "Table", "TableNoTracking", "Entities", "Query", "Queryable", "GetQueryable", "GetAll", "All", "Items",
    ];

    private readonly HashSet<string> _reaching = new(StringComparer.Ordinal);

    /// <param name="compilation">The source to read.</param>
    /// <param name="targets">Names that are round trips wherever they stand.</param>
    /// <param name="operators">Names that are round trips when called on a query (<c>First</c>): they count beside the name of a query source.</param>
    /// <param name="cancellation">Cancels reading.</param>
    public CallNames(Compilation compilation, IEnumerable<string> targets, IEnumerable<string> operators, CancellationToken cancellation)
    {
        _reaching.UnionWith(targets);
        var terminals = new HashSet<string>(operators, StringComparer.Ordinal);
        if (_reaching.Count == 0 && terminals.Count == 0)
        {
            return;
        }

        var sources = new HashSet<string>(s_sources, StringComparer.Ordinal);
        sources.UnionWith(TreeNames.QueryTypes);
        sources.UnionWith(QuerySources.Of(compilation));
        var trees = new List<TreeNames>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            var names = TreeNames.Of(tree, cancellation);
            trees.Add(names);
            sources.UnionWith(names.Sources);
        }

        var callers = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var open = new Queue<string>(_reaching);
        foreach (var tree in trees)
        {
            foreach (var member in tree.Members)
            {
                var runs = false;
                var hasSource = false;
                foreach (var name in member.Names)
                {
                    runs |= terminals.Contains(name);
                    hasSource |= sources.Contains(name);
                    if (!callers.TryGetValue(name, out var list))
                    {
                        callers.Add(name, list = []);
                    }

                    list.Add(member.Member);
                }

                if (runs && hasSource && _reaching.Add(member.Member))
                {
                    open.Enqueue(member.Member);
                }
            }
        }

        while (open.Count > 0)
        {
            if (callers.TryGetValue(open.Dequeue(), out var mentioning))
            {
                foreach (var caller in mentioning)
                {
                    if (_reaching.Add(caller))
                    {
                        open.Enqueue(caller);
                    }
                }
            }
        }
    }

    /// <summary>Whether a member called <paramref name="name"/> may reach a target.</summary>
    public bool MayReach(string name) => _reaching.Contains(name);
}
