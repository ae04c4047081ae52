using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Whether what is allocated at a place is worth a word there: how often it runs, and what runs beside it.</summary>
internal static class AllocationSites
{
    /// <summary>As below, in the member of a site.</summary>
    public static HeatLevel? HeatOf(Site site, IOperation operation, out Repetition? repetition) => HeatOf(operation, site.ContainingSymbol, site.Facts, site.Cancellation, out repetition);

    /// <summary>
    /// How often an operation runs; null where nothing is to be said of what it allocates: start-up, failure, log calls, text for
    /// people, benchmarks, expression trees, and passes that cost a thousand times as much anyway.
    /// </summary>
    /// <param name="operation">What allocates.</param>
    /// <param name="member">The member it lies in.</param>
    /// <param name="facts">Facts.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <param name="repetition">What repeats it; null when nothing does.</param>
    public static HeatLevel? HeatOf(IOperation operation, ISymbol member, Facts facts, CancellationToken cancellation, out Repetition? repetition)
    {
        repetition = null;
        if (member is IMethodSymbol { Name: "ToString", IsOverride: true } || Operations.IsInExpressionTree(operation))
        {
            return null;
        }

        var heat = facts.Heat.Of(operation, member);
        if (heat == HeatLevel.Cold || RareCode.IsNamed(member) || UncountedCalls.Around(operation, facts) || Benchmarks.Has(member, facts))
        {
            return null;
        }

        repetition = facts.Loops.Repeating(operation, cancellation);
        return repetition is not null && IsDwarfed(operation, repetition, facts, cancellation, ref heat) ? null : heat;
    }

    /// <summary>Whether the passes of a loop wait for something: what they allocate is of no matter then.</summary>
    public static bool Waits(ILoopOperation loop, Facts facts, CancellationToken cancellation)
    {
        foreach (var part in loop.Descendants())
        {
            if (part is IAwaitOperation || IsRoundTrip(part, facts, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    // Directly, or somewhere in what is called.
    private static bool IsRoundTrip(IOperation operation, Facts facts, CancellationToken cancellation) =>
        facts.RoundTrips.Of(operation) is not null ||
        facts.UsesDatabase && facts.PerElement.MayBe(operation, cancellation) && facts.PerElement.Of(operation, ApiEffects.AnyRoundTrip & ~ApiEffects.Remote, cancellation) is not null;

    // A round trip costs a thousand allocations. An await may cost as much, which leaves a suggestion.
    private static bool IsDwarfed(IOperation operation, Repetition repetition, Facts facts, CancellationToken cancellation, ref HeatLevel heat)
    {
        if (repetition.Owner is IForEachLoopOperation { IsAsynchronous: true } || facts.Loops.IsServiceLoop(repetition) && facts.Loops.Calls(repetition.Region, ApiEffects.Waits))
        {
            return true;
        }

        foreach (var part in repetition.Region.Descendants())
        {
            if (IsRoundTrip(part, facts, cancellation))
            {
                return true;
            }

            if (part is IAwaitOperation)
            {
                heat = HeatLevel.Loop;
                if (Operations.IsWithin(operation, part))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
