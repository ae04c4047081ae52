using System.Collections.Immutable;

namespace PerfAnalyzers.Kernel;

/// <summary>What a rule tells its fix through <c>Diagnostic.Properties</c>: eligibility is decided in the analyzer, once.</summary>
internal static class FixProperties
{
    /// <summary>Key of the shape the fix rewrites; absent when no fix is safe.</summary>
    public const string Fix = "fix";

    /// <summary>Properties that say which fix applies.</summary>
    public static ImmutableDictionary<string, string?> Of(string fix) =>
        ImmutableDictionary<string, string?>.Empty.Add(Fix, fix);
}
