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
    public static bool Dwarf(IOperation operation, Repetition repetition, Facts facts, out bool mayWait)
    {
        mayWait = false;
        if (repetition.Owner is IForEachLoopOperation { IsAsynchronous: true } ||
            (facts.Loops.IsServiceLoop(repetition) && facts.Loops.Calls(repetition.Region, ApiEffects.Waits)))
        {
            return true;
        }

        foreach (var part in repetition.Region.Descendants())
        {
            if (facts.RoundTrips.Of(part) is not null)
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
