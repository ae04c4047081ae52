using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Where memory that is allocated on every pass is worth a word. The runtime moves small objects to the stack in code that runs once
/// per call, never in a loop.
/// </summary>
internal static class LoopAllocations
{
    /// <summary>What a delegate takes on 64 bits.</summary>
    public const int DelegateBytes = 64;

    /// <summary>
    /// The innermost repetition that runs an operation again and again; null where nothing is repeated, the code is rare, cold or a
    /// benchmark, there are few passes, or something else in the pass costs a thousand times as much.
    /// </summary>
    public static Repetition? Around(IOperation allocation, Site site)
    {
        var facts = site.Facts;
        if (facts.Loops.Around(allocation) is null || facts.Loops.Repeating(allocation, site.Cancellation) is not { } loop || UncountedCalls.Around(allocation, facts) || NaturallyShort.Is(loop) ||
            loop.Source is { } source && Sequences.IsFew(source, facts, site.Cancellation) || RareCode.Is(site) || Operations.IsInExpressionTree(allocation) || Benchmarks.Has(site.ContainingSymbol, facts) || IsDwarfed(loop, facts))
        {
            return null;
        }

        return loop;
    }

    // Next to a round trip, a file that is opened, or a wait nobody sees what the garbage collector does.
    private static bool IsDwarfed(Repetition loop, Facts facts)
    {
        if (loop.Owner is IForEachLoopOperation { IsAsynchronous: true } || facts.Loops.IsServiceLoop(loop))
        {
            return true;
        }

        foreach (var part in loop.Region.Descendants())
        {
            if (part is IAwaitOperation || facts.RoundTrips.Of(part) is not null ||
                part is IInvocationOperation call && (facts.Knowledge.EffectsOf(call.TargetMethod) & (ApiEffects.Io | ApiEffects.Waits | ApiEffects.Blocks | ApiEffects.AnyRoundTrip)) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
