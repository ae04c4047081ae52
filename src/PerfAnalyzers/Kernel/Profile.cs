using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>Why a profile says little or nothing about the code as it is.</summary>
internal enum ProfileFault
{
    None,

    /// <summary>No profile, cut off, or too long.</summary>
    Unreadable,

    /// <summary>No method of this assembly was on a stack.</summary>
    Foreign,

    /// <summary>Of a build without optimisation.</summary>
    Debug,

    /// <summary>More than nine tenths of the time lie in unmanaged code: threads waited.</summary>
    Waiting,

    /// <summary>More than three tenths of the time lie in methods that are not there any more.</summary>
    Stale,
}

/// <summary>One recorded profile, matched with the methods of a compilation.</summary>
internal sealed class Profile
{
    private const double MostWaiting = 0.9;
    private const double MostLost = 0.3;

    private readonly Dictionary<ISymbol, double> _times = new(SymbolEqualityComparer.Default);
    private readonly double _total;

    public Profile(string path, ProfileSamples samples, Facts facts)
    {
        Path = path;
        _total = samples.Total;
        var frames = new ProfileFrames(facts.Compilation.Assembly);
        double lost = 0, mostLost = 0, found = 0;
        string? lostKey = null;
        foreach (var sample in samples.Times)
        {
            var exists = samples.HasIds ? Find(sample.Key, facts, out var method) : frames.Exists(sample.Key, out method);
            if (!exists)
            {
                lost += sample.Value;
                if (sample.Value > mostLost)
                {
                    (mostLost, lostKey) = (sample.Value, sample.Key);
                }

                continue;
            }

            found += sample.Value;
            if (method is not null)
            {
                _times.TryGetValue(method, out var before);
                _times[method] = before + sample.Value;
            }
        }

        if (lostKey is not null)
        {
            var end = lostKey.IndexOf('(');
            LostMethod = !samples.HasIds ? ProfileFrames.Display(lostKey) : end < 0 ? lostKey.Substring(2) : lostKey.Substring(2, end - 2);
        }

        LostShare = _total > 0 ? lost / _total : 0;
        WaitingShare = samples.Waiting > 0 ? samples.Waiting / (samples.Waiting + _total) : 0;
        Fault = !samples.IsReadable ? ProfileFault.Unreadable
            : !samples.HasFrames || samples.HasIds && found == 0 ? ProfileFault.Foreign
            : samples.IsDebug ? ProfileFault.Debug
            : WaitingShare > MostWaiting ? ProfileFault.Waiting
            : LostShare > MostLost ? ProfileFault.Stale
            : ProfileFault.None;
    }

    public string Path { get; }

    public ProfileFault Fault { get; }

    /// <summary>The part of the assembly's CPU time in methods that are not there any more.</summary>
    public double LostShare { get; }

    /// <summary>The most expensive of them.</summary>
    public string LostMethod { get; } = "";

    public double WaitingShare { get; }

    /// <summary>The part of the assembly's CPU time a method took; null where the profile does not tell.</summary>
    public double? ShareOf(IMethodSymbol method) =>
        Fault is ProfileFault.None or ProfileFault.Stale && _total > 0 && _times.TryGetValue(method, out var time) ? time / _total : null;

    private static bool Find(string id, Facts facts, out IMethodSymbol? method)
    {
        method = DocumentationCommentId.GetFirstSymbolForDeclarationId(id, facts.Compilation) as IMethodSymbol;
        if (method is not null && !facts.IsOwn(method))
        {
            method = null;
        }

        return method is not null;
    }
}
