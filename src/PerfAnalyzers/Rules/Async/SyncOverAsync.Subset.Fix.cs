using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Async;

/// <summary>As many waits as compile when they are awaited together.</summary>
/// <param name="compiled">The solution with waits awaited; null when it does not compile.</param>
/// <param name="solution">The solution as it is.</param>
internal sealed class AsyncSubset(Func<List<AsyncSeed>, Task<Solution?>> compiled, Solution solution)
{
    public async Task<(List<AsyncSeed> Seeds, Solution Changed)> Of(List<AsyncSeed> seeds)
    {
        if (seeds.Count > 0 && await compiled(seeds).ConfigureAwait(false) is { } changed)
        {
            return (seeds, changed);
        }

        if (seeds.Count <= 1)
        {
            return ([], solution);
        }

        var first = await Of(seeds.GetRange(0, seeds.Count / 2)).ConfigureAwait(false);
        var second = await Of(seeds.GetRange(seeds.Count / 2, seeds.Count - seeds.Count / 2)).ConfigureAwait(false);
        if (first.Seeds.Count == 0 || second.Seeds.Count == 0)
        {
            return first.Seeds.Count == 0 ? second : first;
        }

        return first.Seeds.Count >= second.Seeds.Count ? await With(first, second.Seeds).ConfigureAwait(false) : await With(second, first.Seeds).ConfigureAwait(false);
    }

    /// <summary>Adds others to waits that compile together. What does not compile together with them goes, half by half.</summary>
    public async Task<(List<AsyncSeed> Seeds, Solution Changed)> With((List<AsyncSeed> Seeds, Solution Changed) some, List<AsyncSeed> others)
    {
        if (others.Count == 0)
        {
            return some;
        }

        List<AsyncSeed> both = [.. some.Seeds, .. others];
        if (await compiled(both).ConfigureAwait(false) is { } changed)
        {
            return (both, changed);
        }

        var half = others.Count / 2;
        return half == 0 ? some : await With(await With(some, others.GetRange(0, half)).ConfigureAwait(false), others.GetRange(half, others.Count - half)).ConfigureAwait(false);
    }
}
