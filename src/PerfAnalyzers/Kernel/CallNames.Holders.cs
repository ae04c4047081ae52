namespace PerfAnalyzers.Kernel;

internal sealed partial class CallNames
{
    // What types of others are called that hand out queries, and variables whose type is not written anywhere.
    private static readonly string[] s_holderTypes = ["DbContext", "DataContext", "DataConnection", "Repo", "UnitOfWork", "Session", "DataAccess", "Database", "Quer"];
    private static readonly string[] s_holderVariables = ["db", "context", "repo", "uow", "unitofwork", "session", "quer"];

    /// <content>What the words of a member can hold, and so which members they can mean.</content>
    private sealed partial class Search
    {
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
        private bool HasTarget(WordFacts[] all, int group)
        {
            foreach (var target in all)
            {
                if ((target.Targets & 1 << group) == 0)
                {
                    continue;
                }

                if (target.Beside[group] is not { } texts)
                {
                    return true;
                }

                foreach (var text in texts)
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
    }
}
