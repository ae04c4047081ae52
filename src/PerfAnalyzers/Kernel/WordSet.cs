using System.Collections;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// The distinct words of a text. A <see cref="WordTable"/> makes one per file from the hashes it has at hand, which costs a
/// fraction of a set that hashes every word again.
/// </summary>
internal sealed class WordSet : IEnumerable<string>
{
    // Open addressing, at most half full.
    private readonly string?[] _slots;

    public WordSet(int count)
    {
        var size = 4;
        while (size < count * 2)
        {
            size *= 2;
        }

        _slots = new string?[size];
    }

    /// <summary>Adds a word that is not in the set yet.</summary>
    /// <param name="word">The word.</param>
    /// <param name="hash">Its <see cref="HashOf"/>.</param>
    public void Add(string word, int hash)
    {
        var slot = SlotOf(hash);
        while (_slots[slot] is not null)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        _slots[slot] = word;
    }

    public bool Contains(string word)
    {
        for (var slot = SlotOf(HashOf(word)); _slots[slot] is { } known; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (known == word)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it holds one of some words.</summary>
    public bool Overlaps(string[] words)
    {
        foreach (var word in words)
        {
            if (Contains(word))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc cref="Overlaps(string[])"/>
    public bool Overlaps(HashSet<string> words)
    {
        foreach (var word in words)
        {
            if (Contains(word))
            {
                return true;
            }
        }

        return false;
    }

    public IEnumerator<string> GetEnumerator()
    {
        foreach (var word in _slots)
        {
            if (word is not null)
            {
                yield return word;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>FNV-1a over the UTF-16 code units.</summary>
    public static int HashOf(string word)
    {
        var hash = HashStart;
        foreach (var c in word)
        {
            hash = HashNext(hash, c);
        }

        return hash;
    }

    /// <summary>The hash of no characters.</summary>
    public const int HashStart = unchecked((int)2166136261);

    /// <summary>The hash of one more character.</summary>
    public static int HashNext(int hash, char c) => unchecked((hash ^ c) * 16777619);

    private int SlotOf(int hash) => (hash ^ (hash >> 15)) & (_slots.Length - 1);
}
