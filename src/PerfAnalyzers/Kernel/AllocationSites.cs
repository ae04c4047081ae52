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
    /// people, benchmarks, what only developers run, expression trees, and passes that cost a thousand times as much anyway.
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
        if (heat == HeatLevel.Cold || RareCode.IsNamed(member) || UncountedCalls.Around(operation, facts) || Benchmarks.Has(member, facts) || DevelopmentOnly.Is(operation))
        {
            return null;
        }

        repetition = facts.Loops.Repeating(operation, cancellation);
        if (repetition is null)
        {
            return heat;
        }

        // A round trip costs a thousand allocations. An await may cost as much, which leaves a suggestion.
        return CostlyPasses.DwarfThroughCalls(operation, repetition, facts, cancellation, out var mayWait) ? null : mayWait ? HeatLevel.Loop : heat;
    }

    /// <summary>Whether the passes of a loop wait for something: what they allocate is of no matter then.</summary>
    public static bool Waits(ILoopOperation loop, Facts facts, CancellationToken cancellation)
    {
        foreach (var part in loop.Descendants())
        {
            if (part is IAwaitOperation || CostlyPasses.IsRoundTrip(part, facts, cancellation))
            {
                return true;
            }
        }

        return false;
    }
}
