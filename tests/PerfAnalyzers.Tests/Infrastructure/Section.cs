using System.Text.RegularExpressions;

namespace PerfAnalyzers.Tests;

/// <summary>Marked parts of Markdown files: <c>&lt;!-- name --&gt; … &lt;!-- /name --&gt;</c>, and <c>## Heading</c> parts.</summary>
internal static partial class Section
{
    /// <summary>The text with the marked part replaced; null when the markers are missing.</summary>
    public static string? Replace(string text, string name, string body)
    {
        string start = $"<!-- {name} -->", end = $"<!-- /{name} -->";
        var from = text.IndexOf(start, StringComparison.Ordinal);
        var to = from < 0 ? -1 : text.IndexOf(end, from, StringComparison.Ordinal);
        return to < 0 ? null : text[..(from + start.Length)] + "\n" + body.Trim('\n') + "\n" + text[to..];
    }

    /// <summary>Fails when the marked part of a file differs from <paramref name="body"/>, after writing it.</summary>
    public static void Holds(string path, string name, string body)
    {
        var expected = Replace(Repository.Read(path), name, body);
        Assert.True(expected is not null, $"{path} has no <!-- {name} --> … <!-- /{name} --> markers.");
        Repository.Holds(path, expected);
    }

    /// <summary>The <c>##</c> headings of a page in order, each with what stands below it; comments are left out.</summary>
    public static List<(string Heading, string Body)> Headings(string text)
    {
        var result = new List<(string, string)>();
        var lines = Comment().Replace(text, "").Split('\n');
        var isCode = false;
        for (var i = 0; i < lines.Length; i++)
        {
            isCode ^= lines[i].StartsWith("```", StringComparison.Ordinal);
            if (isCode || !lines[i].StartsWith("## ", StringComparison.Ordinal))
            {
                continue;
            }

            var body = new List<string>();
            var isInnerCode = false;
            for (var j = i + 1; j < lines.Length && (isInnerCode || !lines[j].StartsWith("## ", StringComparison.Ordinal)); j++)
            {
                isInnerCode ^= lines[j].StartsWith("```", StringComparison.Ordinal);
                body.Add(lines[j]);
            }

            result.Add((lines[i][3..].Trim(), string.Join('\n', body).Trim()));
        }

        return result;
    }

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();
}
