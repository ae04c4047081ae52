using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Passes of a loop that wait for a database, another machine or a message: an object more or less makes no difference to them.</summary>
internal static class CostlyPasses
{
    /// <summary>Whether each pass waits for that, and, short of it, whether it awaits anything.</summary>
    /// <param name="operation">What is judged; one that is awaited itself counts as waiting.</param>
    /// <param name="repetition">The loop around it.</param>
    /// <param name="facts">The compilation.</param>
    /// <param name="mayWait">It awaits something nobody knows.</param>
    public static bool Dwarf(IOperation operation, Repetition repetition, Facts facts, out bool mayWait) =>
        Dwarf(operation, repetition, facts, throughCalls: false, default, out mayWait);

    /// <summary>As above, where calls are followed to round trips.</summary>
    public static bool DwarfThroughCalls(IOperation operation, Repetition repetition, Facts facts, CancellationToken cancellation, out bool mayWait) =>
        Dwarf(operation, repetition, facts, throughCalls: true, cancellation, out mayWait);

    /// <summary>Whether an operation is a round trip, directly or somewhere in what it calls.</summary>
    public static bool IsRoundTrip(IOperation operation, Facts facts, CancellationToken cancellation) =>
        facts.RoundTrips.Of(operation) is not null ||
        facts.UsesDatabase && facts.PerElement.MayBe(operation, cancellation) && facts.PerElement.Of(operation, ApiEffects.AnyRoundTrip & ~ApiEffects.Remote, cancellation) is not null;

    private static bool Dwarf(IOperation operation, Repetition repetition, Facts facts, bool throughCalls, CancellationToken cancellation, out bool mayWait)
    {
        mayWait = false;
        if (repetition.Owner is IForEachLoopOperation { IsAsynchronous: true } ||
            (facts.Loops.IsServiceLoop(repetition) && facts.Loops.Calls(repetition.Region, ApiEffects.Waits)))
        {
            return true;
        }

        foreach (var part in repetition.Region.Descendants())
        {
            if (throughCalls ? IsRoundTrip(part, facts, cancellation) : facts.RoundTrips.Of(part) is not null)
            {
                return true;
            }

            if (part is IAwaitOperation)
            {
                mayWait = true;
                if (Operations.IsWithin(operation, part))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
