using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// The profiles a project has among its additional files: <c>*.speedscope.json</c>, as dotnet-trace writes it, and <c>*.perfprofile</c>. What they
/// name is hot. What they do not name may be hot, too: samplers miss methods that are inlined, and see only what was run.
/// </summary>
internal sealed class Profiles
{
    /// <summary>A method that takes at least so much of the application's own CPU time in a recorded profile is hot, in percent.</summary>
    public static readonly PerfOption<int> HotPercent = PerfOption.Number("profile_hot_percent", 1);

    // An editor makes a compilation per keystroke, and keeps the text.
    private static readonly ConditionalWeakTable<SourceText, ConcurrentDictionary<string, ProfileSamples>> s_samples = new();

    private readonly Facts _facts;
    private readonly ImmutableArray<AdditionalText> _files;
    private readonly Lazy<ImmutableArray<Profile>> _profiles;

    public Profiles(Facts facts)
    {
        _facts = facts;
        _profiles = new(Read);
        var files = ImmutableArray.CreateBuilder<AdditionalText>();
        foreach (var file in facts.Options.AdditionalFiles)
        {
            if (IsSpeedscope(file.Path) || file.Path.EndsWith(".perfprofile", StringComparison.OrdinalIgnoreCase))
            {
                files.Add(file);
            }
        }

        _files = files.ToImmutable();
    }

    /// <summary>The project has profiles, whatever they say.</summary>
    public bool Any => !_files.IsEmpty;

    /// <summary>The profile in a file; null where it is none, or cannot be opened.</summary>
    public Profile? In(AdditionalText file)
    {
        foreach (var profile in Any ? _profiles.Value : [])
        {
            if (profile.Path == file.Path)
            {
                return profile;
            }
        }

        return null;
    }

    /// <summary>Whether a profile shows that a method takes time.</summary>
    public bool IsHot(IMethodSymbol method)
    {
        if (!Any)
        {
            return false;
        }

        method = (method.PartialDefinitionPart ?? method).OriginalDefinition;
        foreach (var profile in _profiles.Value)
        {
            var references = method.DeclaringSyntaxReferences;
            if (profile.ShareOf(method) is { } share && share * 100 >= HotPercent.In(_facts.Options, references.Length > 0 ? references[0].SyntaxTree : null))
            {
                return true;
            }
        }

        return false;
    }

    private ImmutableArray<Profile> Read()
    {
        var profiles = ImmutableArray.CreateBuilder<Profile>(_files.Length);
        var name = _facts.Compilation.AssemblyName ?? "";
        foreach (var file in _files)
        {
            if (file.GetText() is { } text)
            {
                var samples = s_samples.GetValue(text, static _ => new(StringComparer.Ordinal)).GetOrAdd(name, assembly => ProfileSamples.Read(text, IsSpeedscope(file.Path), assembly));
                profiles.Add(new Profile(file.Path, samples, _facts));
            }
        }

        return profiles.ToImmutable();
    }

    private static bool IsSpeedscope(string path) => path.EndsWith(".speedscope.json", StringComparison.OrdinalIgnoreCase);
}
