using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

internal sealed partial class CallNames
{
    /// <summary>What is known of a word while the members that reach a target are looked for.</summary>
    private sealed class WordFacts
    {
        /// <summary>The groups it is a target of, a bit each; so are all groups here.</summary>
        public int Targets { get; set; }

        /// <summary>For each group the words it counts beside; null where it counts alone.</summary>
        public string[]?[] Beside { get; set; } = [];

        public int Operators { get; set; }

        public bool IsSource { get; set; }

        /// <summary>A value that hands out queries can be called so.</summary>
        public bool IsHolder { get; set; }

        /// <summary>Some value called so is declared with a type.</summary>
        public bool IsTyped { get; set; }

        /// <summary>Some member is called so: who mentions it is kept.</summary>
        public bool IsDeclared { get; set; }

        public List<(int Member, WordUses Uses)> Mentions { get; } = [];
    }

    /// <summary>For each group one closure over all members, from the targets back to whatever mentions them.</summary>
    private sealed partial class Search
    {
        private readonly CallTargets[] _groups;
        private readonly Dictionary<string, WordFacts> _words = new(StringComparer.Ordinal);
        private readonly List<(MemberNames Member, TreeNames Tree)> _all = [];
        private readonly List<WordFacts[]> _known = [];
        private readonly List<int> _targets = [];
        private readonly CallHolders _holders = new();
        private readonly Dictionary<string, HashSet<WordFacts>> _holdersOf = new(StringComparer.Ordinal);
        private readonly Dictionary<string, HashSet<WordFacts>> _inheritedBy = new(StringComparer.Ordinal);
        private readonly Dictionary<string, bool> _isQueryType = new(StringComparer.Ordinal);
        private readonly HashSet<string> _types = new(StringComparer.Ordinal);
        private readonly HashSet<string> _sourceTypes = new(StringComparer.Ordinal);
        private readonly List<WordFacts> _found = [];
        private readonly Queue<(MemberNames Member, int Depth)> _open = new();
        private CallNames _result = null!;
        private bool[] _isReached = [];
        private bool _reachesSenders;

        public Search(CallTargets[] groups)
        {
            _groups = groups;
            for (var i = 0; i < groups.Length; i++)
            {
                foreach (var (name, beside) in groups[i].Targets)
                {
                    var word = Word(name);
                    if (word.Beside.Length == 0)
                    {
                        word.Beside = new string[]?[groups.Length];
                    }

                    var isKnown = (word.Targets & 1 << i) != 0;
                    word.Beside[i] = beside.Length == 0 || isKnown && word.Beside[i] is null ? null : [.. word.Beside[i] ?? [], .. beside];
                    word.Targets |= 1 << i;
                }

                foreach (var name in groups[i].Operators)
                {
                    Word(name).Operators |= 1 << i;
                }
            }
        }

        public bool IsEmpty => _words.Count == 0;

        public WordFacts Word(string text)
        {
            if (!_words.TryGetValue(text, out var word))
            {
                _words.Add(text, word = new WordFacts());
            }

            return word;
        }

        public void Read(Compilation compilation, CancellationToken cancellation)
        {
            Declare(s_sources);
            Declare(TreeNames.QueryTypes);
            foreach (var (type, name) in QuerySources.Of(compilation))
            {
                Word(name).IsSource = true;
                _sourceTypes.Add(type);
            }

            ReadTrees(compilation, cancellation);
            for (var i = 0; i < _all.Count; i++)
            {
                _targets.Add(Mention(i, _all[i].Member));
            }
        }

        /// <summary>Collects what reaches the targets of a group.</summary>
        public void Follow(int group, CallNames result)
        {
            _result = result;
            _isReached = new bool[_all.Count];
            _reachesSenders = false;
            for (var i = 0; i < _all.Count; i++)
            {
                if ((_targets[i] & 1 << group) != 0)
                {
                    Reach(i, 1);
                }
            }

            while (_open.Count > 0)
            {
                var (reached, length) = _open.Dequeue();
                if (length == _groups[group].Depth)
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

                if (!_reachesSenders && reached.Type.EndsWith("Handler", StringComparison.Ordinal))
                {
                    _reachesSenders = true;
                    ReachSenders(length + 1);
                }
            }
        }

        /// <summary>Of what <see cref="Follow"/> has collected, the members that can come back to themselves.</summary>
        public void Recur()
        {
            var calls = new HashSet<(string Caller, string Called)>();
            for (var i = 0; i < _all.Count; i++)
            {
                if (_isReached[i])
                {
                    foreach (var word in _all[i].Member.Words)
                    {
                        if (_result._names.Contains(word.Text))
                        {
                            calls.Add((_all[i].Member.Member, word.Text));
                        }
                    }
                }
            }

            foreach (var (caller, called) in calls)
            {
                if (caller == called || calls.Contains((called, caller)))
                {
                    _result._recursive.Add(caller);
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

        private void ReadTrees(Compilation compilation, CancellationToken cancellation)
        {
            foreach (var sender in Mediators.Senders)
            {
                Word(sender).IsDeclared = true;
            }

            foreach (var target in _words.Values.ToArray())
            {
                foreach (var texts in target.Beside)
                {
                    foreach (var beside in texts ?? [])
                    {
                        Word(beside);
                    }
                }
            }

            var files = new List<TreeNames>();
            foreach (var (_, names) in SourceFiles.Of(compilation, cancellation))
            {
                files.Add(names);
                Declare(names.Sources);
                _sourceTypes.UnionWith(names.SourceTypes);
                foreach (var member in names.Members)
                {
                    Word(member.Member).IsDeclared = true;
                    Word(member.Type);
                    _types.Add(member.Type);
                    _all.Add((member, names));
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

        // Notes what a member mentions; the groups of which that is a target, or an operator beside a query source.
        private int Mention(int index, MemberNames member)
        {
            var targets = 0;
            var operators = 0;
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

                targets |= known.Targets;
                operators |= (word.Uses & (WordUses.Call | WordUses.QualifiedCall)) != 0 ? known.Operators : 0;
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
            for (var group = 0; targets >> group != 0; group++)
            {
                if ((targets & 1 << group) != 0 && !HasTarget(all, group))
                {
                    targets &= ~(1 << group);
                }
            }

            return (operators & ~targets) != 0 && (hasSource || hasSourceOfOthers && (HasHolder(member) || HandsOutQueries(member.Type))) ? targets | operators : targets;
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
                }
            }
        }

        private void Reach(int index, int depth)
        {
            var member = _all[index].Member;
            _isReached[index] = true;
            if (_result._members.Add((member.Type, member.Member, member.Overload)))
            {
                _result._names.Add(member.Member);
                _open.Enqueue((member, depth));
            }
        }
    }
}
