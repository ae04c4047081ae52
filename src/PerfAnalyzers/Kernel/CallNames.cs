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

    /// <param name="compilation">The source to read.</param>
    /// <param name="targets">Names that are round trips wherever they stand, and for names that say little alone the words of which one stands beside them.</param>
    /// <param name="operators">Names that are round trips when called on a query (<c>First</c>): they count beside the name of a query source.</param>
    /// <param name="cancellation">Cancels reading.</param>
    public CallNames(Compilation compilation, IEnumerable<(string Name, string[] Beside)> targets, IEnumerable<string> operators, CancellationToken cancellation)
    {
        var search = new Search(this);
        foreach (var (name, beside) in targets)
        {
            var word = search.Word(name);
            word.Beside = word.IsTarget && (word.Beside.Length == 0 || beside.Length == 0) ? [] : beside;
            word.IsTarget = true;
            _names.Add(name);
        }

        foreach (var name in operators)
        {
            search.Word(name).IsOperator = true;
        }

        if (!search.IsEmpty)
        {
            search.Run(compilation, cancellation);
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

    /// <summary>What is known of a word while the members that reach a target are looked for.</summary>
    private sealed class WordFacts
    {
        public bool IsTarget { get; set; }

        public string[] Beside { get; set; } = [];

        public bool IsOperator { get; set; }

        public bool IsSource { get; set; }

        /// <summary>Some member is called so: who mentions it is kept.</summary>
        public bool IsDeclared { get; set; }

        public List<(int Member, WordUses Uses)> Mentions { get; } = [];
    }

    /// <summary>One closure over all members, from the targets back to whatever mentions them.</summary>
    private sealed class Search(CallNames result)
    {
        private readonly Dictionary<string, WordFacts> _words = new(StringComparer.Ordinal);
        private readonly List<(MemberNames Member, TreeNames Tree)> _all = [];
        private readonly Dictionary<string, HashSet<string>> _bases = new(StringComparer.Ordinal);
        private readonly Dictionary<string, HashSet<string>> _ancestors = new(StringComparer.Ordinal);
        private readonly Dictionary<string, List<string>> _relatives = new(StringComparer.Ordinal);
        private readonly HashSet<string> _types = new(StringComparer.Ordinal);
        private readonly Queue<MemberNames> _open = new();

        public bool IsEmpty => _words.Count == 0;

        public WordFacts Word(string text)
        {
            if (!_words.TryGetValue(text, out var word))
            {
                _words.Add(text, word = new WordFacts());
            }

            return word;
        }

        public void Run(Compilation compilation, CancellationToken cancellation)
        {
            Declare(s_sources);
            Declare(TreeNames.QueryTypes);
            Declare(QuerySources.Of(compilation));
            Read(compilation, cancellation);
            for (var i = 0; i < _all.Count; i++)
            {
                if (Mention(i, _all[i].Member))
                {
                    Reach(_all[i].Member);
                }
            }

            while (_open.Count > 0)
            {
                var reached = _open.Dequeue();
                if (_words.TryGetValue(reached.Member, out var word))
                {
                    var relatives = s_common.Contains(reached.Member) ? RelativesOf(reached.Type) : null;
                    foreach (var (index, uses) in word.Mentions)
                    {
                        var (caller, tree) = _all[index];
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
        }

        private void Declare(IEnumerable<string> sources)
        {
            foreach (var source in sources)
            {
                Word(source).IsSource = true;
            }
        }

        private void Read(Compilation compilation, CancellationToken cancellation)
        {
            foreach (var sender in Mediators.Senders)
            {
                Word(sender).IsDeclared = true;
            }

            var words = new WordTable();
            foreach (var tree in compilation.SyntaxTrees)
            {
                var names = TreeNames.Of(tree, words, cancellation);
                Declare(names.Sources);
                foreach (var member in names.Members)
                {
                    Word(member.Member).IsDeclared = true;
                    _all.Add((member, names));
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
        }

        // Notes what a member mentions; true when that is a target, or an operator beside a query source.
        private bool Mention(int index, MemberNames member)
        {
            var reaches = false;
            var runs = false;
            var hasSource = false;
            // new(…) creates a type that is named somewhere else.
            var createsUnnamed = false;
            foreach (var word in member.Words)
            {
                createsUnnamed |= (word.Uses & WordUses.Call) != 0 && word.Text == "new";
            }

            foreach (var word in member.Words)
            {
                if (!_words.TryGetValue(word.Text, out var known))
                {
                    continue;
                }

                reaches |= known.IsTarget && (known.Beside.Length == 0 || MentionsOne(member, known.Beside));
                runs |= known.IsOperator && (word.Uses & (WordUses.Call | WordUses.QualifiedCall)) != 0;
                hasSource |= known.IsSource;
                if (known.IsDeclared)
                {
                    known.Mentions.Add((index, createsUnnamed && (word.Uses & WordUses.Read) != 0 ? word.Uses | WordUses.Created : word.Uses));
                }
            }

            return reaches || runs && hasSource;
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
                    if (name != type && !s_commonTypes.Contains(name) && AreRelated(name, type))
                    {
                        relatives.Add(name);
                    }
                }
            }

            return relatives;
        }

        private bool AreRelated(string left, string right) => left == right || AncestorsOf(left).Contains(right) || AncestorsOf(right).Contains(left);

        private HashSet<string> AncestorsOf(string type)
        {
            if (!_ancestors.TryGetValue(type, out var ancestors))
            {
                _ancestors.Add(type, ancestors = new HashSet<string>(StringComparer.Ordinal));
                var open = new Stack<string>();
                open.Push(type);
                while (open.Count > 0)
                {
                    if (_bases.TryGetValue(open.Pop(), out var bases))
                    {
                        foreach (var entry in bases)
                        {
                            if (ancestors.Add(entry))
                            {
                                open.Push(entry);
                            }
                        }
                    }
                }
            }

            return ancestors;
        }

        // Who sends a request does not name its handler.
        private void ReachSenders()
        {
            foreach (var sender in Mediators.Senders)
            {
                if (_words.TryGetValue(sender, out var word))
                {
                    foreach (var (index, _) in word.Mentions)
                    {
                        Reach(_all[index].Member);
                    }

                    word.Mentions.Clear();
                }
            }
        }

        private void Reach(MemberNames member)
        {
            if (result._members.Add((member.Type, member.Member)))
            {
                result._names.Add(member.Member);
                _open.Enqueue(member);
            }
        }
    }
}
