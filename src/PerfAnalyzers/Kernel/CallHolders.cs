namespace PerfAnalyzers.Kernel;

/// <summary>
/// Which words can name a value of a type, judged by declarations: the type and its relatives, and the fields, properties, parameters
/// and methods declared with one of them. Code that calls a member on a value has one of these words nearby; code that has none
/// means another type's member of that name. Types that bring values of others (collections, indexers) count like those.
/// </summary>
internal sealed class CallHolders
{
    // Half of all types are one of these.
    private static readonly HashSet<string> s_commonTypes = new(
    [
        "Attribute", "Exception", "IAsyncDisposable", "IAsyncEnumerable", "ICloneable", "ICollection", "IComparable", "IComparer", "IConvertible", "IDictionary", "IDisposable", "IEnumerable", "IEnumerator", "IEqualityComparer", "IEquatable",
        "IFormattable", "IHtmlContent", "IList", "IQueryable", "IReadOnlyCollection", "IReadOnlyDictionary", "IReadOnlyList", "ISet", "IServiceProvider", "List", "Stream", "TextReader", "TextWriter",
    ], StringComparer.Ordinal);

    private readonly Dictionary<string, HashSet<string>> _bases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _derived = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _bringers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _brought = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _ancestors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _relatives = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _holders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _inherited = new(StringComparer.Ordinal);

    /// <summary>Takes the declarations of a file; all files come before the first question.</summary>
    public void Add(TreeNames names)
    {
        foreach (var type in names.Types)
        {
            foreach (var entry in type.Bases)
            {
                Put(_bases, type.Type, entry);
                Put(_derived, entry, type.Type);
            }

            foreach (var word in type.Brings)
            {
                Put(_bringers, word, type.Type);
                Put(_brought, type.Type, word);
            }
        }

        foreach (var value in names.Values)
        {
            foreach (var word in value.TypeWords)
            {
                Put(_values, word, value.Name);
            }
        }
    }

    /// <summary>Whether one of two types is the other's base, or they are one.</summary>
    public bool AreRelated(string left, string right) => left == right || Closure(_bases, _ancestors, left).Contains(right) || Closure(_bases, _ancestors, right).Contains(left);

    /// <summary>The type with its bases and the types that derive from it.</summary>
    public HashSet<string> RelativesOf(string type)
    {
        if (!_relatives.TryGetValue(type, out var relatives))
        {
            relatives = new HashSet<string>(StringComparer.Ordinal) { type };
            foreach (var ancestor in Closure(_bases, _ancestors, type))
            {
                if (!s_commonTypes.Contains(ancestor))
                {
                    relatives.Add(ancestor);
                }
            }

            Descend(type, relatives);
            _relatives.Add(type, relatives);
        }

        return relatives;
    }

    /// <summary>The words that can name a value of the type.</summary>
    public HashSet<string> Of(string type)
    {
        if (!_holders.TryGetValue(type, out var holders))
        {
            var types = new HashSet<string>(RelativesOf(type), StringComparer.Ordinal);
            var open = new Stack<string>(types);
            while (open.Count > 0)
            {
                if (_bringers.TryGetValue(open.Pop(), out var bringers))
                {
                    foreach (var bringer in bringers)
                    {
                        if (types.Add(bringer))
                        {
                            open.Push(bringer);
                            var derived = new HashSet<string>(StringComparer.Ordinal);
                            Descend(bringer, derived);
                            foreach (var entry in derived)
                            {
                                if (types.Add(entry))
                                {
                                    open.Push(entry);
                                }
                            }
                        }
                    }
                }
            }

            holders = new HashSet<string>(types, StringComparer.Ordinal);
            foreach (var entry in types)
            {
                if (_values.TryGetValue(entry, out var names))
                {
                    holders.UnionWith(names);
                }
            }

            _holders.Add(type, holders);
        }

        return holders;
    }

    /// <summary>The words a type's members have nearby without mentioning them: those of its base list and its bases' base lists.</summary>
    public HashSet<string> InheritedBy(string type)
    {
        if (!_inherited.TryGetValue(type, out var words))
        {
            words = new HashSet<string>(StringComparer.Ordinal);
            Inherit(type, words);
            foreach (var ancestor in Closure(_bases, _ancestors, type))
            {
                Inherit(ancestor, words);
            }

            _inherited.Add(type, words);
        }

        return words;
    }

    private void Inherit(string type, HashSet<string> words)
    {
        if (_brought.TryGetValue(type, out var own))
        {
            words.UnionWith(own);
        }
    }

    private void Descend(string type, HashSet<string> found)
    {
        if (_derived.TryGetValue(type, out var derived))
        {
            foreach (var entry in derived)
            {
                if (found.Add(entry))
                {
                    Descend(entry, found);
                }
            }
        }
    }

    private static HashSet<string> Closure(Dictionary<string, HashSet<string>> steps, Dictionary<string, HashSet<string>> known, string start)
    {
        if (!known.TryGetValue(start, out var reached))
        {
            known.Add(start, reached = new HashSet<string>(StringComparer.Ordinal));
            var open = new Stack<string>();
            open.Push(start);
            while (open.Count > 0)
            {
                if (steps.TryGetValue(open.Pop(), out var next))
                {
                    foreach (var entry in next)
                    {
                        if (reached.Add(entry))
                        {
                            open.Push(entry);
                        }
                    }
                }
            }
        }

        return reached;
    }

    private static void Put(Dictionary<string, HashSet<string>> map, string key, string value)
    {
        if (!map.TryGetValue(key, out var values))
        {
            map.Add(key, values = new HashSet<string>(StringComparer.Ordinal));
        }

        values.Add(value);
    }
}
