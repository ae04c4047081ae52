using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Kernel;

/// <summary>What <see cref="JsonScanner"/> reads.</summary>
internal enum JsonToken
{
    /// <summary>The text is over, or is no JSON.</summary>
    End,
    ObjectStart,
    ObjectEnd,
    ArrayStart,
    ArrayEnd,
    String,
    Number,

    /// <summary><c>true</c>, <c>false</c> or <c>null</c>.</summary>
    Word,
}

/// <summary>
/// Pulls tokens out of JSON: analyzers cannot bring a library along. Colons and commas are not checked. Whatever the text, it ends, and nothing throws.
/// </summary>
internal sealed class JsonScanner(SourceText text)
{
    private readonly char[] _buffer = new char[16 * 1024];
    private readonly StringBuilder _value = new();
    private int _start;
    private int _length;
    private int _position;

    /// <summary>The last number.</summary>
    public double Number { get; private set; }

    /// <summary>The last string.</summary>
    public string Text => _value.ToString();

    /// <summary>Whether the last string is this one.</summary>
    public bool Is(string value)
    {
        if (_value.Length != value.Length)
        {
            return false;
        }

        for (var i = 0; i < value.Length; i++)
        {
            if (_value[i] != value[i])
            {
                return false;
            }
        }

        return true;
    }

    public JsonToken Read()
    {
        for (var next = Peek(); ; next = Peek())
        {
            switch (next)
            {
                case ' ' or '\t' or '\r' or '\n' or ',' or ':' or '\uFEFF':
                    _position++;
                    continue;
                case '{':
                    return Take(JsonToken.ObjectStart);
                case '}':
                    return Take(JsonToken.ObjectEnd);
                case '[':
                    return Take(JsonToken.ArrayStart);
                case ']':
                    return Take(JsonToken.ArrayEnd);
                case '"':
                    _position++;
                    return ReadString() ? JsonToken.String : JsonToken.End;
                case '-' or >= '0' and <= '9':
                    ReadNumber();
                    return JsonToken.Number;
                case >= 'a' and <= 'z':
                    while (Peek() is >= 'a' and <= 'z')
                    {
                        _position++;
                    }

                    return JsonToken.Word;
                default:
                    return JsonToken.End;
            }
        }
    }

    /// <summary>Reads the name of the next member of an object; false at its end, and where the text breaks.</summary>
    public bool ReadName(out bool isBroken)
    {
        var token = Read();
        isBroken = token is not (JsonToken.String or JsonToken.ObjectEnd);
        return token == JsonToken.String;
    }

    /// <summary>Passes over the next value; false where the text breaks.</summary>
    public bool Skip() => SkipRest(Read());

    /// <summary>Passes over what is left of a value whose first token has been read.</summary>
    public bool SkipRest(JsonToken first)
    {
        var depth = 0;
        for (var token = first; ; token = Read())
        {
            switch (token)
            {
                case JsonToken.End:
                    return false;
                case JsonToken.ObjectStart or JsonToken.ArrayStart:
                    depth++;
                    break;
                case JsonToken.ObjectEnd or JsonToken.ArrayEnd:
                    depth--;
                    break;
            }

            if (depth <= 0)
            {
                return depth == 0;
            }
        }
    }

    private JsonToken Take(JsonToken token)
    {
        _position++;
        return token;
    }

    // -1 at the end. In chunks: single characters of a large text are slow to ask for.
    private int Peek()
    {
        if (_position >= _start + _length)
        {
            _start = _position;
            _length = Math.Min(_buffer.Length, text.Length - _start);
            if (_length <= 0)
            {
                _length = 0;
                return -1;
            }

            text.CopyTo(_start, _buffer, 0, _length);
        }

        return _buffer[_position - _start];
    }

    private bool ReadString()
    {
        _value.Clear();
        for (var next = Peek(); next >= 0; next = Peek())
        {
            _position++;
            if (next == '"')
            {
                return true;
            }

            if (next != '\\')
            {
                _value.Append((char)next);
                continue;
            }

            next = Peek();
            _position++;
            switch (next)
            {
                case 'u':
                    var code = 0;
                    for (var i = 0; i < 4; i++)
                    {
                        var digit = Digit(Peek());
                        if (digit < 0)
                        {
                            return false;
                        }

                        code = code * 16 + digit;
                        _position++;
                    }

                    _value.Append((char)code);
                    break;
                case 'n' or 't' or 'r' or 'b' or 'f':
                    _value.Append(' ');
                    break;
                case < 0:
                    return false;
                default:
                    _value.Append((char)next);
                    break;
            }
        }

        return false;
    }

    private static int Digit(int character) => character switch
    {
        >= '0' and <= '9' => character - '0',
        >= 'a' and <= 'f' => character - 'a' + 10,
        >= 'A' and <= 'F' => character - 'A' + 10,
        _ => -1,
    };

    // By hand: a text per number would be most of what a profile of a million events costs.
    private void ReadNumber()
    {
        var isNegative = Peek() == '-';
        if (isNegative)
        {
            _position++;
        }

        var value = Digits(0, out _);
        if (Peek() == '.')
        {
            _position++;
            value = Digits(value, out var count) / Math.Pow(10, count);
        }

        if (Peek() is 'e' or 'E')
        {
            _position++;
            var isSmall = Peek() == '-';
            if (Peek() is '-' or '+')
            {
                _position++;
            }

            var exponent = Digits(0, out _);
            value *= Math.Pow(10, isSmall ? -exponent : exponent);
        }

        Number = isNegative ? -value : value;
    }

    private double Digits(double value, out int count)
    {
        for (count = 0; Peek() is >= '0' and <= '9' and var digit; count++)
        {
            value = value * 10 + (digit - '0');
            _position++;
        }

        return value;
    }
}
