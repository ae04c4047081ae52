using System.Globalization;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// What the text of a profile says about one assembly: which of its frames took which part of its CPU time. Time belongs to the frame of the
/// assembly that is nearest to the leaf, libraries it calls included.
/// </summary>
internal sealed class ProfileSamples
{
    /// <summary>Longer texts are not read: they would cost every build more than they tell it.</summary>
    public const int MaximumLength = 16_000_000;

    private const string Header = "# perfprofile v1";

    private static readonly ProfileSamples s_unreadable = new();

    private ProfileSamples()
    {
    }

    public bool IsReadable { get; private init; }

    /// <summary>Of a build without optimisation, by its own account.</summary>
    public bool IsDebug { get; private init; }

    /// <summary>Frames are documentation-comment ids, not names the runtime gives them.</summary>
    public bool HasIds { get; private init; }

    /// <summary>The assembly has frames in it, whether or not any of them was on a processor.</summary>
    public bool HasFrames { get; private init; }

    /// <summary>CPU time by frame, in whatever unit the profile has; all of it is 100 where the profile gives percent.</summary>
    public Dictionary<string, double> Times { get; } = new(StringComparer.Ordinal);

    /// <summary>All CPU time of the assembly.</summary>
    public double Total { get; private set; }

    /// <summary>Time the assembly spent in unmanaged code, most of it waiting; that of the entry point left out, which waits for the application to end.</summary>
    public double Waiting { get; private set; }

    /// <summary>Reads a <c>.speedscope.json</c> or a <c>.perfprofile</c>. Never throws.</summary>
    public static ProfileSamples Read(SourceText text, bool isSpeedscope, string assembly) =>
        text.Length > MaximumLength ? s_unreadable : isSpeedscope ? ReadSpeedscope(text, assembly) : ReadLines(text, assembly);

    private static ProfileSamples ReadSpeedscope(SourceText text, string assembly)
    {
        if (ProfileFrameTable.Read(new JsonScanner(text), assembly) is not { } frames)
        {
            return s_unreadable;
        }

        var samples = new ProfileSamples { IsReadable = true, HasFrames = frames.HasOwn };
        return !frames.HasOwn || new SpeedscopeReader(new JsonScanner(text), frames, samples.Add).Read() ? samples : s_unreadable;
    }

    private void Add(string frame, double time, bool isWaiting)
    {
        if (!isWaiting)
        {
            Times.TryGetValue(frame, out var before);
            Times[frame] = before + time;
            Total += time;
        }
        else if (!frame.Contains(".Main(") && !frame.Contains("<Main>"))
        {
            Waiting += time;
        }
    }

    private static ProfileSamples ReadLines(SourceText text, string assembly)
    {
        var head = text.Lines[0].ToString();
        if (!head.StartsWith(Header, StringComparison.Ordinal))
        {
            return s_unreadable;
        }

        var other = Value(head, "assembly") is { } named && named != assembly;
        var samples = new ProfileSamples { IsReadable = true, HasIds = true, HasFrames = !other, IsDebug = Value(head, "collected")?.Equals("Debug", StringComparison.OrdinalIgnoreCase) == true };
        if (other)
        {
            return samples;
        }

        foreach (var row in text.Lines)
        {
            var line = row.ToString().Trim();
            var end = line.IndexOf(' ');
            if (end > 0 && line[0] != '#' && double.TryParse(line.Substring(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent <= 100 &&
                line.Substring(end).Trim() is ['M', ':', _, ..] id)
            {
                samples.Add(id, percent, isWaiting: false);
            }
        }

        // What is not listed is there all the same.
        samples.Total = Math.Max(samples.Total, 100);
        return samples;
    }

    private static string? Value(string head, string key)
    {
        foreach (var part in head.Split(';'))
        {
            var word = part.Trim();
            if (word.Length > key.Length && word[key.Length] == '=' && word.StartsWith(key, StringComparison.Ordinal))
            {
                return word.Substring(key.Length + 1).Trim();
            }
        }

        return null;
    }
}
