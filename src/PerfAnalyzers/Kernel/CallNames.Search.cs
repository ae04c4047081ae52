using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

internal sealed partial class CallNames
{
    // What types of others are called that hand out queries, and variables whose type is not written anywhere.
    private static readonly string[] s_holderTypes = ["DbContext", "DataContext", "DataConnection", "Repo", "UnitOfWork", "Session", "DataAccess", "Database", "Quer"];
    private static readonly string[] s_holderVariables = ["db", "context", "repo", "uow", "unitofwork", "session", "quer"];

    /// <summary>What is known of a word while the members that reach a target are looked for.</summary>
    private sealed class WordFacts
    {
        public bool IsTarget { get; set; }

        public string[] Beside { get; set; } = [];

        public bool IsOperator { get; set; }

        public bool IsSource { get; set; }

        /// <summary>A value that hands out queries can be called so.</summary>
        public bool IsHolder { get; set; }

        /// <summary>Some value called so is declared with a type.</summary>
        public bool IsTyped { get; set; }

        /// <summary>Some member is called so: who mentions it is kept.</summary>
        public bool IsDeclared { get; set; }

        public List<(int Member, WordUses Uses)> Mentions { get; } = [];
    }

    /// <summary>One closure over all members, from the targets back to whatever mentions them.</summary>
    private sealed class Search(CallNames result)
    {
        private readonly Dictionary<string, WordFacts> _words = new(StringComparer.Ordinal);
        private readonly List<(MemberNames Member, TreeNames Tree)> _all = [];
        private readonly List<WordFacts[]> _known = [];
        private readonly List<bool> _isReached = [];
        private readonly CallHolders _holders = new();
        private readonly Dictionary<string, HashSet<WordFacts>> _holdersOf = new(StringComparer.Ordinal);
        private readonly Dictionary<string, HashSet<WordFacts>> _inheritedBy = new(StringComparer.Ordinal);
        private readonly Dictionary<string, bool> _isQueryType = new(StringComparer.Ordinal);
        private readonly HashSet<string> _types = new(StringComparer.Ordinal);
        private readonly HashSet<string> _sourceTypes = new(StringComparer.Ordinal);
        private readonly List<WordFacts> _found = [];
        private readonly Queue<(MemberNames Member, int Depth)> _open = new();

        public bool IsEmpty => _words.Count == 0;

        public WordFacts Word(string text)
        {
            if (!_words.TryGetValue(text, out var word))
            {
                _words.Add(text, word = new WordFacts());
            }

            return word;
        }

        public void Run(Compilation compilation, int depth, CancellationToken cancellation)
        {
            Declare(s_sources);
            Declare(TreeNames.QueryTypes);
            foreach (var (type, name) in QuerySources.Of(compilation))
            {
                Word(name).IsSource = true;
                _sourceTypes.Add(type);
            }

            Read(compilation, cancellation);
            for (var i = 0; i < _all.Count; i++)
            {
                if (Mention(i, _all[i].Member))
                {
                    Reach(i, 1);
                }
            }

            while (_open.Count > 0)
            {
                var (reached, length) = _open.Dequeue();
                if (length == depth)
                {
                    continue;
                }

                if (_words.TryGetValue(reached.Member, out var word))
                {
                    var relatives = s_common.Contains(reached.Member) ? _holders.RelativesOf(reached.Type) : null;
                    foreach (var (index, uses) in word.Mentions)
                    {
                        if (!_isReached[index] && Uses(index, reached, uses) && (relatives is null || _all[index].Tree.Words.Overlaps(relatives)))
                        {
                            Reach(index, length + 1);
                        }
                    }
                }

                if (reached.Type.EndsWith("Handler", StringComparison.Ordinal))
                {
                    ReachSenders(length + 1);
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

            foreach (var target in _words.Values.ToArray())
            {
                foreach (var beside in target.Beside)
                {
                    Word(beside);
                }
            }

            var words = new WordTable();
            var files = new List<TreeNames>();
            foreach (var tree in compilation.SyntaxTrees)
            {
                if (IsPage(tree))
                {
                    continue;
                }

                var names = TreeNames.Of(tree, words, cancellation);
                files.Add(names);
                Declare(names.Sources);
                _sourceTypes.UnionWith(names.SourceTypes);
                foreach (var member in names.Members)
                {
                    Word(member.Member).IsDeclared = true;
                    Word(member.Type);
                    _types.Add(member.Type);
                    _all.Add((member, names));
                    _isReached.Add(false);
                }

                foreach (var value in names.Values)
                {
                    Word(value.Name);
                }

                foreach (var type in names.Types)
                {
                    Word(type.Type);
                    _types.Add(type.Type);
                    foreach (var entry in type.Bases)
                    {
                        Word(entry);
                    }
                }

                _holders.Add(names);
            }

            foreach (var names in files)
            {
                foreach (var value in names.Values)
                {
                    var word = Word(value.Name);
                    word.IsTyped = true;
                    foreach (var type in value.TypeWords)
                    {
                        word.IsHolder |= HandsOutQueries(type);
                    }
                }
            }
        }

        // What is generated from pages is long and called by nobody's loop.
        private static bool IsPage(SyntaxTree tree) =>
            tree.FilePath.EndsWith("_cshtml.g.cs", StringComparison.Ordinal) || tree.FilePath.EndsWith(".cshtml.g.cs", StringComparison.Ordinal);

        private bool HandsOutQueries(string type)
        {
            if (!_isQueryType.TryGetValue(type, out var isQueryType))
            {
                foreach (var relative in _holders.RelativesOf(type))
                {
                    isQueryType |= _sourceTypes.Contains(relative) || !_types.Contains(relative) && HasOne(relative, s_holderTypes);
                }

                _isQueryType.Add(type, isQueryType);
            }

            return isQueryType;
        }

        // Whether a member mentions what hands out queries.
        private bool HasHolder(MemberNames member)
        {
            foreach (var word in member.Words)
            {
                if (_words.TryGetValue(word.Text, out var known) ? IsHolder(known, word.Text) : HasOne(word.Text, s_holderVariables))
                {
                    return true;
                }
            }

            return false;
        }

        private bool IsHolder(WordFacts known, string text) =>
            known.IsHolder || !known.IsTyped && (_types.Contains(text) ? HandsOutQueries(text) : text is "this" or "base");

        private static bool HasOne(string text, string[] parts)
        {
            foreach (var part in parts)
            {
                if (text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0)
                {
                    return true;
                }
            }

            return false;
        }

        // Notes what a member mentions; true when that is a target, or an operator beside a query source.
        private bool Mention(int index, MemberNames member)
        {
            var reaches = false;
            var isBeside = false;
            var runs = false;
            var hasSource = false;
            var hasSourceOfOthers = false;
            // new(…) creates a type that is named somewhere else.
            var createsUnnamed = false;
            foreach (var word in member.Words)
            {
                createsUnnamed |= (word.Uses & WordUses.Call) != 0 && word.Text == "new";
            }

            _found.Clear();
            foreach (var word in member.Words)
            {
                if (!_words.TryGetValue(word.Text, out var known))
                {
                    continue;
                }

                reaches |= known.IsTarget && known.Beside.Length == 0;
                isBeside |= known.IsTarget;
                runs |= known.IsOperator && (word.Uses & (WordUses.Call | WordUses.QualifiedCall)) != 0;
                _found.Add(known);
                hasSource |= known.IsSource && (word.Uses & (WordUses.Read | WordUses.Call)) != 0;
                hasSourceOfOthers |= known.IsSource;
                if (known.IsDeclared)
                {
                    known.Mentions.Add((index, createsUnnamed && (word.Uses & WordUses.Read) != 0 ? word.Uses | WordUses.Created : word.Uses));
                }
            }

            var all = _found.ToArray();
            _known.Add(all);
            return reaches || isBeside && IsBesideTarget(all) || runs && (hasSource || hasSourceOfOthers && (HasHolder(member) || HandsOutQueries(member.Type)));
        }

        // Whether a word of the caller can mean the member: names that nothing qualifies are the type's own or inherited, others
        // belong to a value that something in the caller can hold.
        private bool Uses(int index, MemberNames member, WordUses uses)
        {
            var caller = _all[index].Member;
            var isGroup = (uses & WordUses.Value) != 0;
            var (plain, qualified) = member.Kind switch
            {
                MemberKind.Method => (WordUses.Call | (isGroup ? WordUses.Read : 0), WordUses.QualifiedCall | (isGroup ? WordUses.QualifiedRead : 0)),
                MemberKind.Value => (WordUses.Read | WordUses.Call, WordUses.QualifiedRead),
                _ => (WordUses.Call, WordUses.Created),
            };
            var isQualified = (uses & qualified) != 0;
            return isQualified && (member.IsExtension || member.Kind == MemberKind.Constructor) ||
                (isQualified || (uses & plain) != 0) && _holders.AreRelated(caller.Type, member.Type) ||
                isQualified && Holds(index, caller, member.Type);
        }

        private bool Holds(int index, MemberNames caller, string type)
        {
            var holders = HoldersOf(type);
            foreach (var word in _known[index])
            {
                if (holders.Contains(word))
                {
                    return true;
                }
            }

            if (!_inheritedBy.TryGetValue(caller.Type, out var inherited))
            {
                _inheritedBy.Add(caller.Type, inherited = Known(_holders.InheritedBy(caller.Type)));
            }

            return holders.Overlaps(inherited);
        }

        private HashSet<WordFacts> HoldersOf(string type)
        {
            if (!_holdersOf.TryGetValue(type, out var holders))
            {
                _holdersOf.Add(type, holders = Known(_holders.Of(type)));
            }

            return holders;
        }

        private HashSet<WordFacts> Known(HashSet<string> texts)
        {
            var known = new HashSet<WordFacts>();
            foreach (var text in texts)
            {
                if (_words.TryGetValue(text, out var word))
                {
                    known.Add(word);
                }
            }

            return known;
        }

        // A target whose name says little counts beside one of its words, or beside what is declared with one of them as its type.
        private bool IsBesideTarget(WordFacts[] all)
        {
            foreach (var target in all)
            {
                if (!target.IsTarget)
                {
                    continue;
                }

                foreach (var text in target.Beside)
                {
                    var holders = HoldersOf(text);
                    foreach (var word in all)
                    {
                        if (holders.Contains(word))
                        {
                            return true;
                        }
                    }
                }
            }

            return false;
        }

        // Who sends a request does not name its handler.
        private void ReachSenders(int depth)
        {
            foreach (var sender in Mediators.Senders)
            {
                if (_words.TryGetValue(sender, out var word))
                {
                    foreach (var (index, _) in word.Mentions)
                    {
                        Reach(index, depth);
                    }

                    word.Mentions.Clear();
                }
            }
        }

        private void Reach(int index, int depth)
        {
            var member = _all[index].Member;
            _isReached[index] = true;
            if (result._members.Add((member.Type, member.Member, member.Overload)))
            {
                result._names.Add(member.Member);
                _open.Enqueue((member, depth));
            }
        }
    }
}
