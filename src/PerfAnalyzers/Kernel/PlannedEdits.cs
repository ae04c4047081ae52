using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// A rewrite that the rule has decided down to the text, where it takes symbols and conversions to decide: which texts are replaced, and
/// what is put around others. The fix only carries it out.
/// </summary>
internal sealed class PlannedEdits
{
    private const string EditsKey = "edits", ImportKey = "import";
    private const char Field = '\u001f', Record = '\u001e';

    private readonly StringBuilder _edits = new();
    private string? _import;

    /// <summary>One change: <paramref name="After"/> is null when <paramref name="Before"/> stands in place of the span, else both are put around it.</summary>
    /// <param name="Span">In the text of the reported file.</param>
    /// <param name="Before">Text.</param>
    /// <param name="After">Text.</param>
    public readonly record struct Edit(TextSpan Span, string Before, string? After);

    /// <summary>Puts text in place of a span; an empty span inserts.</summary>
    public PlannedEdits Replace(TextSpan span, string text) => Add(span, text, null);

    /// <summary>Puts text around a span.</summary>
    public PlannedEdits Wrap(TextSpan span, string before, string after) => Add(span, before, after);

    /// <summary>Imports a namespace at the top of the file.</summary>
    public PlannedEdits Import(string name)
    {
        _import = name;
        return this;
    }

    /// <summary>What the diagnostic carries.</summary>
    /// <param name="shape">The shape of the fix.</param>
    public ImmutableDictionary<string, string?> ToProperties(string shape)
    {
        var properties = FixProperties.Of(shape).Add(EditsKey, _edits.ToString());
        return _import is null ? properties : properties.Add(ImportKey, _import);
    }

    /// <summary>The changes a diagnostic carries, and the namespace to import.</summary>
    public static (List<Edit> Edits, string? Import) Read(ImmutableDictionary<string, string?> properties)
    {
        var edits = new List<Edit>();
        if (properties.TryGetValue(EditsKey, out var text) && text is not null)
        {
            foreach (var record in text.Split(Record))
            {
                var fields = record.Split(Field);
                if (fields.Length > 2)
                {
                    edits.Add(new Edit(new TextSpan(int.Parse(fields[0], CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture)), fields[2], fields.Length > 3 ? fields[3] : null));
                }
            }
        }

        return (edits, properties.TryGetValue(ImportKey, out var import) ? import : null);
    }

    private PlannedEdits Add(TextSpan span, string before, string? after)
    {
        if (_edits.Length > 0)
        {
            _edits.Append(Record);
        }

        _edits.Append(span.Start.ToString(CultureInfo.InvariantCulture)).Append(Field).Append(span.Length.ToString(CultureInfo.InvariantCulture)).Append(Field).Append(before);
        if (after is not null)
        {
            _edits.Append(Field).Append(after);
        }

        return this;
    }
}
