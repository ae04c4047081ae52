using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// An option of <c>.editorconfig</c> or a global config, with prefix <c>perfanalyzers.</c>. Each is one static object beside
/// the code that reads it; the tests find them all and check that the documentation names them.
/// </summary>
internal sealed class PerfOption<T>(string name, T fallback, Func<string, T, T> parse) : IPerfOption
{
    public string Key { get; } = "perfanalyzers." + name;

    public T Fallback => fallback;

    string IPerfOption.Fallback => fallback?.ToString()?.ToLowerInvariant() ?? "";

    /// <summary>The value in force for a file; the fallback when unset or malformed.</summary>
    public T In(AnalyzerOptions options, SyntaxTree? tree)
    {
        var provider = options.AnalyzerConfigOptionsProvider;
        if ((tree is not null && provider.GetOptions(tree).TryGetValue(Key, out var text)) || provider.GlobalOptions.TryGetValue(Key, out text))
        {
            return parse(text.Trim(), fallback);
        }

        return fallback;
    }
}

/// <summary>What documentation needs to know about an option.</summary>
internal interface IPerfOption
{
    string Key { get; }

    string Fallback { get; }
}

/// <summary>The kinds of options there are.</summary>
internal static class PerfOption
{
    public static PerfOption<bool> Flag(string name, bool fallback) =>
        new(name, fallback, static (text, otherwise) => bool.TryParse(text, out var value) ? value : otherwise);

    public static PerfOption<int> Number(string name, int fallback) =>
        new(name, fallback, static (text, otherwise) => int.TryParse(text, out var value) && value >= 0 ? value : otherwise);

    /// <summary>Entries separated by commas.</summary>
    public static PerfOption<string> List(string name) => new(name, "", static (text, _) => text);
}
