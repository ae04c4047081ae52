using System.Collections.Immutable;

namespace PerfAnalyzers.Kernel;

/// <summary>One line of an API table.</summary>
/// <param name="Id">Documentation-comment id as written.</param>
/// <param name="TypeName">Metadata name of the (containing) type.</param>
/// <param name="MemberName">Metadata name of the member (<c>.ctor</c> for constructors); empty for types.</param>
/// <param name="HasParameters">The id names one overload; without a parameter list it means all of them.</param>
/// <param name="Effects">What the member does.</param>
/// <param name="Values">The <c>key=value</c> words.</param>
internal sealed record ApiEntry(
    string Id, string TypeName, string MemberName, bool HasParameters, ApiEffects Effects, ImmutableDictionary<string, string> Values)
{
    public bool Has(ApiEffects effects) => (Effects & effects) != 0;

    /// <summary>The value of a <c>key=value</c> word, or null.</summary>
    public string? Value(string key) => Values.TryGetValue(key, out var value) ? value : null;

    /// <summary>Whether the value of a word is a list, <c>key=A,B</c>, that holds a name.</summary>
    public bool Lists(string key, string name)
    {
        if (!Values.TryGetValue(key, out var value))
        {
            return false;
        }

        for (var start = 0; start <= value.Length - name.Length;)
        {
            var end = value.IndexOf(',', start);
            end = end < 0 ? value.Length : end;
            if (end - start == name.Length && string.CompareOrdinal(value, start, name, 0, name.Length) == 0)
            {
                return true;
            }

            start = end + 1;
        }

        return false;
    }
}

/// <summary>
/// A text table of what library members do. A line is a documentation-comment id followed by words:
/// <c>M:Dapper.SqlMapper.Query query</c>. Without a parameter list an id means all overloads; <c>T:</c> lines speak of a type.
/// <c>key=value</c> words carry data, <c>"…"</c> quotes spaces, <c>#</c> at the start of a line begins a comment.
/// </summary>
internal sealed class ApiTable
{
    private ApiTable(ImmutableArray<ApiEntry> entries, ImmutableArray<string> errors)
    {
        Entries = entries;
        Errors = errors;
    }

    public ImmutableArray<ApiEntry> Entries { get; }

    /// <summary>Lines that could not be read; they are skipped.</summary>
    public ImmutableArray<string> Errors { get; }

    public static ApiTable Parse(string text)
    {
        var entries = ImmutableArray.CreateBuilder<ApiEntry>();
        var errors = ImmutableArray.CreateBuilder<string>();
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (ParseLine(line) is { } entry)
            {
                entries.Add(entry);
            }
            else
            {
                errors.Add(line);
            }
        }

        return new ApiTable(entries.ToImmutable(), errors.ToImmutable());
    }

    private static ApiEntry? ParseLine(string line)
    {
        var words = Words(line);
        if (words.Count < 2 || words[0] is not ['T' or 'M' or 'P' or 'F', ':', _, ..])
        {
            return null;
        }

        var id = words[0];

        var effects = ApiEffects.None;
        var values = ImmutableDictionary<string, string>.Empty;
        for (var i = 1; i < words.Count; i++)
        {
            var equals = words[i].IndexOf('=');
            if (equals > 0)
            {
                values = values.SetItem(words[i].Substring(0, equals), words[i].Substring(equals + 1));
            }
            else if (EffectOf(words[i]) is { } effect)
            {
                effects |= effect;
            }
            else
            {
                return null;
            }
        }

        var parenthesis = id.IndexOf('(');
        var path = parenthesis < 0 ? id.Substring(2) : id.Substring(2, parenthesis - 2);
        if (id[0] == 'T')
        {
            return new ApiEntry(id, path, "", false, effects, values);
        }

        var dot = path.LastIndexOf('.');
        if (dot <= 0)
        {
            return null;
        }

        var member = path.Substring(dot + 1);
        var arity = member.IndexOf('`');
        member = (arity < 0 ? member : member.Substring(0, arity)).Replace('#', '.');
        return new ApiEntry(id, path.Substring(0, dot), member, parenthesis >= 0, effects, values);
    }

    private static List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new System.Text.StringBuilder();
        var quoted = false;
        foreach (var c in line)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (char.IsWhiteSpace(c) && !quoted)
            {
                if (word.Length > 0)
                {
                    words.Add(word.ToString());
                    word.Clear();
                }
            }
            else
            {
                word.Append(c);
            }
        }

        words.Add(word.ToString());
        words.RemoveAll(static w => w.Length == 0);
        return words;
    }

    private static ApiEffects? EffectOf(string word) => word switch
    {
        "query" => ApiEffects.Query,
        "command" => ApiEffects.Command,
        "save" => ApiEffects.Save,
        "connect" => ApiEffects.Connect,
        "remote" => ApiEffects.Remote,
        "terminal" => ApiEffects.Terminal,
        "consumes" => ApiEffects.Consumes,
        "per-element" => ApiEffects.PerElement,
        "advances" => ApiEffects.Advances,
        "lookup" => ApiEffects.Lookup,
        "memoizes" => ApiEffects.Memoizes,
        "waits" => ApiEffects.Waits,
        "stream" => ApiEffects.Stream,
        "request" => ApiEffects.Request,
        "cold" => ApiEffects.Cold,
        "hot" => ApiEffects.Hot,
        "costly" => ApiEffects.Costly,
        "pure" => ApiEffects.Pure,
        "context" => ApiEffects.Context,
        "completes" => ApiEffects.Completes,
        "blocks" => ApiEffects.Blocks,
        "io" => ApiEffects.Io,
        "immediate" => ApiEffects.Immediate,
        "row-command" => ApiEffects.RowCommand,
        "inert" => ApiEffects.Inert,
        "consults" => ApiEffects.Consults,
        "compiles" => ApiEffects.Compiles,
        "none" => ApiEffects.Known,
        _ => null,
    };
}
