using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Splits program text into words and keeps each word once. One table serves one thread; reading a text makes no garbage
/// except for words never seen before. What is read of a text piece by piece is read once for all of its words, too.
/// </summary>
internal sealed class WordTable
{
    // MethodImplOptions.AggressiveOptimization: all files are read before the runtime would have optimized the loops over their characters.
    private const MethodImplOptions OptimizedAtOnce = (MethodImplOptions)512;

    private readonly List<int> _found = [];
    private readonly List<int> _all = [];
    private string[] _texts = new string[512];
    private int[] _hashes = new int[512];
    private int[] _slots = new int[2048];
    private int[] _stamps = new int[512];
    private int[] _textStamps = new int[512];
    private WordUses[] _uses = new WordUses[512];
    private char[] _buffer = [];
    private int _count;
    private int _stamp;
    private int _textStamp;
    private int _length;
    private int _seen;

    /// <summary>Makes <paramref name="text"/> the text that <see cref="Read"/> reads.</summary>
    public void Take(SourceText text)
    {
        _all.Clear();
        _textStamp++;
        _length = text.Length;
        _seen = 0;
        if (_buffer.Length < text.Length)
        {
            _buffer = new char[text.Length + text.Length / 2];
        }

        text.CopyTo(0, _buffer, 0, text.Length);
    }

    /// <summary>The distinct words between two positions.</summary>
    public Word[] Read(int start, int end)
    {
        if (_seen < start)
        {
            Scan(_seen, start);
        }

        Scan(start, end);
        _seen = Math.Max(_seen, end);
        if (_found.Count == 0)
        {
            return [];
        }

        var words = new Word[_found.Count];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = new Word(_texts[_found[i]], _uses[_found[i]]);
        }

        return words;
    }

    /// <summary>The words of the whole text: what was not read yet is read now.</summary>
    public WordSet ReadAll()
    {
        Scan(_seen, _length);
        _seen = _length;
        var words = new WordSet(_all.Count);
        foreach (var index in _all)
        {
            words.Add(_texts[index], _hashes[index]);
        }

        return words;
    }

    [MethodImpl(OptimizedAtOnce)]
    private void Scan(int start, int end)
    {
        _found.Clear();
        _stamp++;
        var buffer = _buffer;
        var isCreated = false;
        for (var position = start; position < end;)
        {
            var first = buffer[position];
            if (!IsLetter(first))
            {
                // Digits and what follows them (0x1F, 10m) are no words.
                position++;
                if (first is >= '0' and <= '9')
                {
                    while (position < end && IsPart(buffer[position]))
                    {
                        position++;
                    }
                }

                isCreated &= first is ' ' or '.' or '\t';
                continue;
            }

            var begin = position;
            var hash = WordSet.HashStart;
            for (; position < end && IsPart(buffer[position]); position++)
            {
                hash = WordSet.HashNext(hash, buffer[position]);
            }

            var next = position;
            while (next < end && char.IsWhiteSpace(buffer[next]))
            {
                next++;
            }

            var follower = next < end ? buffer[next] : ';';
            if (isCreated)
            {
                // The last name of new A.B(…) is created; the ones before it are namespaces or types around it.
                Find(begin, position - begin, hash, follower == '.' ? WordUses.Read : WordUses.Created);
                isCreated = follower == '.';
            }
            else
            {
                var isQualified = IsQualified(begin, start);
                var isCalled = follower is '(' or '<';
                Find(begin, position - begin, hash,
                    (isCalled ? isQualified ? WordUses.QualifiedCall : WordUses.Call : isQualified ? WordUses.QualifiedRead : WordUses.Read) |
                    (follower == ':' ? WordUses.QualifiedRead : WordUses.None) |
                    (follower is ')' or ',' or ';' or '}' or ']' ? WordUses.Value : WordUses.None));
                isCreated = position - begin == 3 && buffer[begin] == 'n' && buffer[begin + 1] == 'e' && buffer[begin + 2] == 'w';
            }
        }
    }

    private static bool IsLetter(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_' || c > 127 && char.IsLetter(c);

    private static bool IsPart(char c) => IsLetter(c) || c is >= '0' and <= '9';

    // x.Name, x?.Name, x!.Name, and chains broken over lines.
    [MethodImpl(OptimizedAtOnce)]
    private bool IsQualified(int begin, int start)
    {
        var before = begin - 1;
        while (before >= start && char.IsWhiteSpace(_buffer[before]))
        {
            before--;
        }

        return before >= start && _buffer[before] is '.' or ':' && !(before > start && _buffer[before] == '.' && _buffer[before - 1] == '.');
    }

    [MethodImpl(OptimizedAtOnce)]
    private void Find(int begin, int length, int hash, WordUses uses)
    {
        var mask = _slots.Length - 1;
        var slot = (hash ^ (hash >> 15)) & mask;
        int index;
        while ((index = _slots[slot] - 1) >= 0 && !(_hashes[index] == hash && IsText(index, begin, length)))
        {
            slot = (slot + 1) & mask;
        }

        if (index < 0)
        {
            index = Add(new string(_buffer, begin, length), hash, slot);
        }

        if (_textStamps[index] != _textStamp)
        {
            _textStamps[index] = _textStamp;
            _all.Add(index);
        }

        if (_stamps[index] != _stamp)
        {
            _stamps[index] = _stamp;
            _uses[index] = uses;
            _found.Add(index);
        }
        else
        {
            _uses[index] |= uses;
        }
    }

    [MethodImpl(OptimizedAtOnce)]
    private bool IsText(int index, int begin, int length)
    {
        var text = _texts[index];
        if (text.Length != length)
        {
            return false;
        }

        for (var i = 0; i < length; i++)
        {
            if (text[i] != _buffer[begin + i])
            {
                return false;
            }
        }

        return true;
    }

    private int Add(string text, int hash, int slot)
    {
        if (_count == _texts.Length)
        {
            Array.Resize(ref _texts, _count * 2);
            Array.Resize(ref _hashes, _count * 2);
            Array.Resize(ref _stamps, _count * 2);
            Array.Resize(ref _textStamps, _count * 2);
            Array.Resize(ref _uses, _count * 2);
        }

        var index = _count++;
        _texts[index] = text;
        _hashes[index] = hash;
        _slots[slot] = index + 1;
        if (_count * 2 > _slots.Length)
        {
            Grow();
        }

        return index;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        var mask = _slots.Length - 1;
        for (var i = 0; i < _count; i++)
        {
            var slot = (_hashes[i] ^ (_hashes[i] >> 15)) & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = i + 1;
        }
    }
}

/// <summary>A word of a member's code.</summary>
/// <param name="Text">The word; equal words of one table are the same object.</param>
/// <param name="Uses">How the code uses it, over all places.</param>
internal readonly record struct Word(string Text, WordUses Uses);

/// <summary>How a word stands in code, judged by its neighbours.</summary>
[Flags]
internal enum WordUses : byte
{
    None = 0,

    /// <summary>A parenthesis or type arguments follow, nothing qualifies it.</summary>
    Call = 1,

    /// <summary>A parenthesis or type arguments follow, and a dot stands before it.</summary>
    QualifiedCall = 2,

    /// <summary>Neither called nor qualified.</summary>
    Read = 4,

    /// <summary>Not called, behind a dot or before the colon of a property pattern.</summary>
    QualifiedRead = 8,

    /// <summary>Handed on as a value: a method group is.</summary>
    Value = 16,

    /// <summary>The type behind <c>new</c>.</summary>
    Created = 32,
}
