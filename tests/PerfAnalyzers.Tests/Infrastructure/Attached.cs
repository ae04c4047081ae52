using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Tests;

/// <summary>
/// The additional file a case brings along, in a comment at its top: <c>/* file app.perfprofile</c>, the lines of the file, <c>*/</c>. To the
/// compiler it is a comment; what runs rules makes it an additional file.
/// </summary>
internal static partial class Attached
{
    /// <summary>A case with an additional file.</summary>
    public static string To(string code, string path, string text) => $"/* file {path}\n{text}\n*/\n{code}";

    /// <summary>The code of a case and what its file holds; no path when there is no file.</summary>
    public static (string Code, string? Path, string Text) Split(string source)
    {
        var match = source.Contains("/* file ", StringComparison.Ordinal) ? File().Match(source) : Match.Empty;
        return match.Success ? (source.Remove(match.Index, match.Length), match.Groups["path"].Value, match.Groups["text"].Value) : (source, null, "");
    }

    /// <summary>What a compiler is given beside the code.</summary>
    public static ImmutableArray<AdditionalText> Of(string source) => Split(source) is (_, { } path, var text) ? [new Held(path, text)] : [];

    [GeneratedRegex(@"^/\* file (?<path>\S+)\r?\n(?<text>.*?)\r?\n?\*/(\r?\n|$)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex File();

    /// <summary>A file that is nowhere on a disk.</summary>
    internal sealed class Held(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
