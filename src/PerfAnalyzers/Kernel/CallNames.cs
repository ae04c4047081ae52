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

    // Names that half of all types have: to mean a certain type's member, the file has to speak of the type or a relative.
    private static readonly HashSet<string> s_common = new(
    [
        "Add", "AddAsync", "AddRange", "Append", "Apply", "Build", "Clear", "Clone", "Close", "Compare", "CompareTo", "Contains", "ContainsKey", "Convert", "CopyTo", "Count", "Create", "CreateAsync",
        "Data", "Delete", "DeleteAsync", "Dispose", "DisposeAsync", "Equals", "Exists", "Flush", "FlushAsync", "Format", "Get", "GetAsync", "GetEnumerator", "GetHashCode", "GetValue", "Id", "IndexOf", "Init", "Initialize",
        "Insert", "Invoke", "InvokeAsync", "IsEmpty", "IsValid", "Item", "Items", "Key", "Keys", "Length", "Load", "LoadAsync", "Map", "Match", "Matches", "MoveNext", "Name", "Next", "Open", "Parse", "Peek", "Pop", "Process", "Push",
        "Put", "Read", "ReadAsync", "Register", "Remove", "RemoveAll", "Replace", "Reset", "Resolve", "Result", "Run", "RunAsync", "Save", "SaveAsync", "Send", "SendAsync", "Set", "SetValue", "Size", "Skip", "Sort", "Start", "Stop", "Take", "ToArray",
        "ToList", "ToString", "Trim", "TryAdd", "TryGet", "TryGetValue", "TryParse", "Type", "Update", "UpdateAsync", "Value", "Values", "Where", "Write", "WriteAsync", "WriteTo",
    ], StringComparer.Ordinal);

    private static readonly HashSet<string> s_commonTypes = new(
    [
        "Attribute", "Exception", "IAsyncDisposable", "IAsyncEnumerable", "ICloneable", "ICollection", "IComparable", "IComparer", "IConvertible", "IDictionary", "IDisposable", "IEnumerable", "IEnumerator", "IEqualityComparer", "IEquatable",
        "IFormattable", "IHtmlContent", "IList", "IQueryable", "IReadOnlyCollection", "IReadOnlyDictionary", "IReadOnlyList", "ISet", "IServiceProvider", "List", "Stream", "TextReader", "TextWriter",
    ], StringComparer.Ordinal);

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<(string Type, string Member)> _members = [];
    private readonly Dictionary<string, List<(MemberNames Member, TreeNames Tree, WordUses Uses)>?> _callers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _bases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _relatives = new(StringComparer.Ordinal);
    private readonly HashSet<string> _types = new(StringComparer.Ordinal);
    private readonly Queue<MemberNames> _open = new();

    /// <param name="compilation">The source to read.</param>
    /// <param name="targets">Names that are round trips wherever they stand, and for names that say little alone the words of which one stands beside them.</param>
    /// <param name="operators">Names that are round trips when called on a query (<c>First</c>): they count beside the name of a query source.</param>
    /// <param name="cancellation">Cancels reading.</param>
    public CallNames(Compilation compilation, IEnumerable<(string Name, string[] Beside)> targets, IEnumerable<string> operators, CancellationToken cancellation)
    {
        var ends = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (name, beside) in targets)
        {
            ends[name] = ends.TryGetValue(name, out var other) && (other.Length == 0 || beside.Length == 0) ? [] : beside;
            _names.Add(name);
        }

        var terminals = new HashSet<string>(operators, StringComparer.Ordinal);
        if (ends.Count == 0 && terminals.Count == 0)
        {
            return;
        }

        var sources = new HashSet<string>(s_sources, StringComparer.Ordinal);
        sources.UnionWith(TreeNames.QueryTypes);
        sources.UnionWith(QuerySources.Of(compilation));
        var trees = Read(compilation, sources, cancellation);
        foreach (var tree in trees)
        {
            foreach (var member in tree.Members)
            {
                var reaches = false;
                var runs = false;
                var hasSource = false;
                // new(…) creates a type that is named somewhere else.
                var createsUnnamed = false;
                foreach (var word in member.Words)
                {
                    createsUnnamed |= word is { Text: "new", Uses: var uses } && (uses & WordUses.Call) != 0;
                }

                foreach (var word in member.Words)
                {
                    reaches |= ends.TryGetValue(word.Text, out var beside) && (beside.Length == 0 || MentionsOne(member, beside));
                    runs |= (word.Uses & (WordUses.Call | WordUses.QualifiedCall)) != 0 && terminals.Contains(word.Text);
                    hasSource |= sources.Contains(word.Text);
                    if (_callers.TryGetValue(word.Text, out var list))
                    {
                        if (list is null)
                        {
                            _callers[word.Text] = list = [];
                        }

                        list.Add((member, tree, createsUnnamed && (word.Uses & WordUses.Read) != 0 ? word.Uses | WordUses.Created : word.Uses));
                    }
                }

                if (reaches || runs && hasSource)
                {
                    Reach(member);
                }
            }
        }

        while (_open.Count > 0)
        {
            var reached = _open.Dequeue();
            if (_callers.TryGetValue(reached.Member, out var mentioning) && mentioning is not null)
            {
                var relatives = s_common.Contains(reached.Member) ? RelativesOf(reached.Type) : null;
                foreach (var (caller, tree, uses) in mentioning)
                {
                    if (Uses(caller, reached, uses) && (relatives is null || tree.Words.Overlaps(relatives)))
                    {
                        Reach(caller);
                    }
                }
            }

            if (reached.Type.EndsWith("Handler", StringComparison.Ordinal))
            {
                ReachSenders();
            }
        }

        _callers.Clear();
        _bases.Clear();
        _relatives.Clear();
        _types.Clear();
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

    private List<TreeNames> Read(Compilation compilation, HashSet<string> sources, CancellationToken cancellation)
    {
        var trees = new List<TreeNames>();
        var words = new WordTable();
        foreach (var sender in Mediators.Senders)
        {
            _callers[sender] = null;
        }

        foreach (var tree in compilation.SyntaxTrees)
        {
            var names = TreeNames.Of(tree, words, cancellation);
            trees.Add(names);
            sources.UnionWith(names.Sources);
            foreach (var member in names.Members)
            {
                _callers[member.Member] = null;
            }

            foreach (var type in names.Types)
            {
                if (!_bases.TryGetValue(type.Type, out var bases))
                {
                    _bases.Add(type.Type, bases = new HashSet<string>(StringComparer.Ordinal));
                }

                bases.UnionWith(type.Bases);
                _types.Add(type.Type);
                _types.UnionWith(type.Bases);
            }
        }

        return trees;
    }

    // Whether a word of the caller can mean the member: names that nothing qualifies are the type's own or inherited.
    private bool Uses(MemberNames caller, MemberNames member, WordUses uses)
    {
        var isGroup = (uses & WordUses.Value) != 0;
        var (plain, qualified) = member.Kind switch
        {
            MemberKind.Method => (WordUses.Call | (isGroup ? WordUses.Read : 0), WordUses.QualifiedCall | (isGroup ? WordUses.QualifiedRead : 0)),
            MemberKind.Value => (WordUses.Read | WordUses.Call, WordUses.QualifiedRead),
            _ => (WordUses.Call, WordUses.Created),
        };
        return (uses & qualified) != 0 || (uses & plain) != 0 && AreRelated(caller.Type, member.Type);
    }

    private static bool MentionsOne(MemberNames member, string[] words)
    {
        foreach (var word in member.Words)
        {
            if (Array.IndexOf(words, word.Text) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private List<string> RelativesOf(string type)
    {
        if (!_relatives.TryGetValue(type, out var relatives))
        {
            _relatives.Add(type, relatives = [type]);
            foreach (var name in _types)
            {
                if (name != type && !s_commonTypes.Contains(name) && (Inherits(name, type, 0) || Inherits(type, name, 0)))
                {
                    relatives.Add(name);
                }
            }
        }

        return relatives;
    }

    private bool AreRelated(string left, string right) => left == right || Inherits(left, right, 0) || Inherits(right, left, 0);

    private bool Inherits(string type, string ancestor, int depth)
    {
        if (depth > 16 || !_bases.TryGetValue(type, out var bases))
        {
            return false;
        }

        if (bases.Contains(ancestor))
        {
            return true;
        }

        foreach (var entry in bases)
        {
            if (entry != type && Inherits(entry, ancestor, depth + 1))
            {
                return true;
            }
        }

        return false;
    }

    // Who sends a request does not name its handler.
    private void ReachSenders()
    {
        foreach (var sender in Mediators.Senders)
        {
            if (_callers.TryGetValue(sender, out var sending) && sending is not null)
            {
                _callers[sender] = null;
                foreach (var (caller, _, _) in sending)
                {
                    Reach(caller);
                }
            }
        }
    }

    private void Reach(MemberNames member)
    {
        if (_members.Add((member.Type, member.Member)))
        {
            _names.Add(member.Member);
            _open.Enqueue(member);
        }
    }
}
