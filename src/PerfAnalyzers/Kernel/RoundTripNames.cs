using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Which members can reach round trips, by their names, for the groups of round trips that are looked for apart. The source is
/// read once for all groups: reading it costs more than following the names.
/// </summary>
internal sealed class RoundTripNames
{
    // Other machines are asked by a client or what wraps it. Further up everything reaches one somehow.
    private const int MaximumRemoteDepth = 4;

    public RoundTripNames(Facts facts)
    {
        var read = CallNames.Read(
            facts.Compilation,
            [
                new CallTargets(Targets(facts, Summaries.Database | ApiEffects.Compiles), Operators(facts), Summaries.MaximumDepth),
                new CallTargets(Targets(facts, ApiEffects.Save), [], Summaries.MaximumDepth),
                new CallTargets(Targets(facts, ApiEffects.Remote), [], MaximumRemoteDepth),
            ],
            CancellationToken.None);
        (Database, Saves, Remote) = (read[0], read[1], read[2]);
    }

    /// <summary>All that <see cref="Facts.Summaries"/> looks for.</summary>
    public CallNames Database { get; }

    public CallNames Saves { get; }

    public CallNames Remote { get; }

    private static IEnumerable<(string Name, string[] Beside)> Targets(Facts facts, ApiEffects effects)
    {
        foreach (var entry in facts.Knowledge.MembersOf(effects))
        {
            yield return (WordOf(entry), entry.Value("beside")?.Split(',') ?? []);
        }

        if ((effects & ApiEffects.Query) != 0 && facts.Queries.HasMapper)
        {
            foreach (var name in facts.Knowledge.NamesOf(ApiEffects.Terminal))
            {
                if (name.EndsWith("Async", StringComparison.Ordinal))
                {
                    yield return (name, []);
                }
            }
        }
    }

    private static IEnumerable<string> Operators(Facts facts)
    {
        if (facts.Queries.HasMapper)
        {
            // A loop over a query runs it.
            yield return "foreach";
            foreach (var entry in facts.Knowledge.MembersOf(ApiEffects.Terminal | ApiEffects.Consumes))
            {
                yield return WordOf(entry);
            }
        }
    }

    // What a caller writes: new List<int>(query) mentions List.
    private static string WordOf(ApiEntry entry) =>
        entry.MemberName == WellKnownMemberNames.InstanceConstructorName ? entry.TypeName.Substring(entry.TypeName.LastIndexOf('.') + 1).Split('`')[0] : entry.MemberName;
}
