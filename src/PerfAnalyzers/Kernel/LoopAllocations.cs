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
            loop.Source is { } source && Sequences.IsFew(source, facts, site.Cancellation) || RareCode.Is(site) || Operations.IsInExpressionTree(allocation) || Benchmarks.Has(site.ContainingSymbol, facts) || IsDwarfed(allocation, loop, facts) || DevelopmentOnly.Is(allocation))
        {
            return null;
        }

        return loop;
    }

    // Next to a round trip, a file that is opened, a wait, or work that is started nobody sees what the garbage collector does.
    private static bool IsDwarfed(IOperation allocation, Repetition loop, Facts facts)
    {
        if (loop.Owner is IForEachLoopOperation { IsAsynchronous: true } || facts.Loops.IsServiceLoop(loop))
        {
            return true;
        }

        foreach (var part in loop.Region.Descendants())
        {
            if (part is IAwaitOperation || facts.RoundTrips.Of(part) is not null ||
                part is IInvocationOperation call && (StartsWork(call, allocation, facts) || (facts.Knowledge.EffectsOf(call.TargetMethod) & (ApiEffects.Io | ApiEffects.Waits | ApiEffects.Blocks | ApiEffects.AnyRoundTrip)) != 0))
            {
                return true;
            }
        }

        return false;
    }

    // A task that this call does not only wait for, and that is not done already.
    private static bool StartsWork(IInvocationOperation call, IOperation allocation, Facts facts) =>
        Operations.IsTask(call.Type) && call.TargetMethod.ContainingType is not { Name: "Task" or "ValueTask" } && !Operations.IsWithin(allocation, call) && (facts.Knowledge.EffectsOf(call.TargetMethod) & ApiEffects.Completes) == 0;
}
