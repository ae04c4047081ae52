using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Splits program text into words and keeps each word once. One table serves one thread; reading a text makes no garbage
/// except for words never seen before.
/// </summary>
internal sealed class WordTable
{
    private readonly List<int> _found = [];
    private string[] _texts = new string[4096];
    private int[] _hashes = new int[4096];
    private int[] _slots = new int[16384];
    private int[] _stamps = new int[4096];
    private bool[] _isCalled = new bool[4096];
    private char[] _buffer = [];
    private int _count;
    private int _stamp;

    /// <summary>Makes <paramref name="text"/> the text that <see cref="Read"/> reads.</summary>
    public void Take(SourceText text)
    {
        if (_buffer.Length < text.Length)
        {
            _buffer = new char[text.Length + text.Length / 2];
        }

        text.CopyTo(0, _buffer, 0, text.Length);
    }

    /// <summary>The distinct words between two positions.</summary>
    public Word[] Read(int start, int end)
    {
        _found.Clear();
        _stamp++;
        var buffer = _buffer;
        for (var position = start; position < end;)
        {
            var first = buffer[position];
            if (!IsLetter(first))
            {
                // Digits and what follows them (0x1F, 10m) are no words.
                position++;
                if (first is >= '0' and <= '9')
                {
                    while (position < end && (IsLetter(buffer[position]) || buffer[position] is >= '0' and <= '9'))
                    {
                        position++;
                    }
                }

                continue;
            }

            var begin = position;
            var hash = unchecked((int)2166136261);
            for (; position < end && (IsLetter(buffer[position]) || buffer[position] is >= '0' and <= '9'); position++)
            {
                hash = unchecked((hash ^ buffer[position]) * 16777619);
            }

            var next = position;
            while (next < end && buffer[next] is ' ' or '\t')
            {
                next++;
            }

            Find(begin, position - begin, hash, next < end && buffer[next] is '(' or '<');
        }

        if (_found.Count == 0)
        {
            return [];
        }

        var words = new Word[_found.Count];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = new Word(_texts[_found[i]], _isCalled[_found[i]]);
        }

        return words;
    }

    private static bool IsLetter(char c) => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_' || c > 127 && char.IsLetter(c);

    private void Find(int begin, int length, int hash, bool isCalled)
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

        if (_stamps[index] != _stamp)
        {
            _stamps[index] = _stamp;
            _isCalled[index] = isCalled;
            _found.Add(index);
        }
        else
        {
            _isCalled[index] |= isCalled;
        }
    }

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
            Array.Resize(ref _isCalled, _count * 2);
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
