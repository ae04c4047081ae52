using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Which members can reach a round trip, judged by text alone: the filter in front of binding bodies. A member it does not hold
/// reaches nothing; one it holds may. What a file mentions is kept per syntax tree, so that in the editor only the tree that
/// changed is read again.
/// </summary>
internal sealed class CallNames
{
    // Names of query sources that packages declare and repositories are fond of.
    private static readonly string[] s_sources =
    [
        "AsQueryable", "AsNoTracking", "Include", "ThenInclude", "IgnoreQueryFilters", "AsSplitQuery", "FromSql", "FromSqlRaw", "FromSqlInterpolated",
        "SqlQuery", "SqlQueryRaw", "Set", "Table", "TableNoTracking", "Entities", "Query", "Queryable", "GetQueryable", "GetAll", "All", "Items",
    ];

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<(string Type, string Member)> _members = [];

    /// <param name="compilation">The source to read.</param>
    /// <param name="targets">Names that are round trips wherever they stand.</param>
    /// <param name="operators">Names that are round trips when called on a query (<c>First</c>): they count beside the name of a query source.</param>
    /// <param name="cancellation">Cancels reading.</param>
    public CallNames(Compilation compilation, IEnumerable<string> targets, IEnumerable<string> operators, CancellationToken cancellation)
    {
        _names.UnionWith(targets);
        var terminals = new HashSet<string>(operators, StringComparer.Ordinal);
        if (_names.Count == 0 && terminals.Count == 0)
        {
            return;
        }

        var sources = new HashSet<string>(s_sources, StringComparer.Ordinal);
        sources.UnionWith(TreeNames.QueryTypes);
        sources.UnionWith(QuerySources.Of(compilation));
        var trees = new List<TreeNames>();
        var callers = new Dictionary<string, List<MemberNames>?>(StringComparer.Ordinal);
        var words = new WordTable();
        foreach (var tree in compilation.SyntaxTrees)
        {
            var names = TreeNames.Of(tree, words, cancellation);
            trees.Add(names);
            sources.UnionWith(names.Sources);
            foreach (var member in names.Members)
            {
                callers[member.Member] = null;
            }
        }

        // A word says more than one thing: what it is, and who declares it.
        var open = new Queue<string>();
        foreach (var tree in trees)
        {
            foreach (var member in tree.Members)
            {
                var reaches = false;
                var runs = false;
                var hasSource = false;
                foreach (var word in member.Words)
                {
                    reaches |= _names.Contains(word.Text);
                    runs |= word.IsCalled && terminals.Contains(word.Text);
                    hasSource |= sources.Contains(word.Text);
                    if (callers.TryGetValue(word.Text, out var list))
                    {
                        if (list is null)
                        {
                            callers[word.Text] = list = [];
                        }

                        list.Add(member);
                    }
                }

                if (reaches || runs && hasSource)
                {
                    Reach(member, open);
                }
            }
        }

        while (open.Count > 0)
        {
            if (callers.TryGetValue(open.Dequeue(), out var mentioning) && mentioning is not null)
            {
                foreach (var caller in mentioning)
                {
                    Reach(caller, open);
                }
            }
        }
    }

    /// <summary>Whether a member called <paramref name="name"/>, of whatever type, may reach a target.</summary>
    public bool MayReach(string name) => _names.Contains(name);

    /// <summary>Whether the code of a method may reach a target.</summary>
    public bool MayReach(IMethodSymbol method) => _members.Contains((TypeOf(method), NameOf(method)));

    /// <summary>The name others call a method by; of local functions and lambdas that of the member around them.</summary>
    public static string NameOf(IMethodSymbol method) => Outermost(method) switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } constructor => constructor.ContainingType.Name,
        IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator or MethodKind.Conversion } => TreeNames.Operator,
        IMethodSymbol { MethodKind: MethodKind.ExplicitInterfaceImplementation, ExplicitInterfaceImplementations: { Length: > 0 } contracts } => contracts[0].Name,
        IMethodSymbol { AssociatedSymbol: IPropertySymbol property } => property.IsIndexer ? WellKnownMemberNames.Indexer : property.Name,
        var member => member.Name,
    };

    private static string TypeOf(IMethodSymbol method)
    {
        var type = Outermost(method).ContainingType;
        return type is { Name.Length: 0, ContainingType: { } around } ? around.Name : type?.Name ?? "";
    }

    private static ISymbol Outermost(IMethodSymbol method)
    {
        ISymbol member = method;
        while (member is IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction, ContainingSymbol: IMethodSymbol or IFieldSymbol or IPropertySymbol })
        {
            member = member.ContainingSymbol;
        }

        return member;
    }

    private void Reach(MemberNames member, Queue<string> open)
    {
        if (_members.Add((member.Type, member.Member)) && _names.Add(member.Member))
        {
            open.Enqueue(member.Member);
        }
    }
}
