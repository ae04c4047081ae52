namespace PerfAnalyzers.Kernel;

/// <summary>Faults of a call of a cache that make its answers wrong: they weigh more than what it costs, and one line has one report.</summary>
internal static class CacheFaults
{
    /// <summary>Whether a call has a key that is wrong, or a value that must not be kept or is changed for all.</summary>
    public static bool HasWorse(CacheUse use, Site site) => KeyFaults.Of(use, site) is not null || ValueFaults.Of(use, site) is not null || CachedMutations.Of(use, site) is not null;
}
