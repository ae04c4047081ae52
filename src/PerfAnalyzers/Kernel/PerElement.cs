using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A round trip that runs once per element.</summary>
/// <param name="Operation">The call in the loop, or the method group given to it.</param>
/// <param name="Loop">What repeats it.</param>
/// <param name="Effects">What the round trip does.</param>
/// <param name="Path">Members on the way from the call to the round trip; the call's own name first.</param>
/// <param name="Sites">Loop, then every hop.</param>
/// <param name="IsProven">False where only some implementations make the round trip, only under a condition, or far away.</param>
internal sealed record ElementRoundTrip(
    IOperation Operation, Repetition Loop, ApiEffects Effects, ImmutableArray<string> Path, ImmutableArray<Location> Sites, bool IsProven);

/// <summary>
/// Joins loops, flow, round trips and summaries: which round trips are repeated for different elements, directly or through
/// calls, and are neither a batch, a page, a poll, a search nor answered from a cache.
/// </summary>
internal sealed class PerElement(Facts facts)
{
    /// <summary>How many bodies with work of their own may lie between a loop and a proven round trip.</summary>
    private const int NearDistance = 2;

    private readonly Flow _flow = new(facts);
    private readonly ElementGuards _guards = new(facts);

    /// <summary>The repeated round trip an operation makes, when it is one of <paramref name="wanted"/>.</summary>
    public ElementRoundTrip? Of(IOperation operation, ApiEffects wanted, CancellationToken cancellation)
    {
        var loop = Repeated(operation is IMethodReferenceOperation method ? facts.Loops.AroundMethodGroup(method) : facts.Loops.Around(operation), cancellation);
        if (loop is null)
        {
            return null;
        }

        ApiEffects effects;
        var isProven = true;
        ImmutableArray<string> path;
        ImmutableArray<Location> sites;
        RoundTrip? direct = operation is IMethodReferenceOperation ? null : facts.RoundTrips.Of(operation);
        MethodSummary? summary = null;
        if (direct is { } roundTrip)
        {
            effects = roundTrip.Effects;
            path = [roundTrip.Name];
            sites = [];
        }
        else if (facts.Dispatch.Callee(operation) is { } callee && facts.Summaries.Of(callee, cancellation) is { IsSilent: false } found)
        {
            summary = found;
            effects = found.RoundTrip;
            isProven = found.IsCertain && found.Distance <= NearDistance;
            path = found.Path.Insert(0, MethodSummary.NameOf(callee));
            sites = found.Sites;
        }
        else
        {
            return null;
        }

        // What may happen far away is no finding.
        if ((effects & wanted) == 0 || (summary is { IsCertain: false, Distance: > NearDistance }) || Operations.IsInExpressionTree(operation) ||
            (summary is not null && (effects & ApiEffects.Query) != 0 && facts.Recursion.LeadsBack(operation, facts.Dispatch.Callee(operation)!, cancellation)))
        {
            return null;
        }

        for (; loop is not null; loop = Repeated(facts.Loops.Around(loop.Owner), cancellation))
        {
            if (Varies(operation, direct, summary, loop))
            {
                return _guards.IsRight(operation, direct, summary, loop)
                    ? null
                    : new ElementRoundTrip(operation, loop, effects, path, sites.Insert(0, loop.Location), isProven);
            }
        }

        return null;
    }

    // The loop itself or the nearest around it that visits elements.
    private Repetition? Repeated(Repetition? loop, CancellationToken cancellation)
    {
        while (loop is not null && !_guards.IsRepeated(loop, cancellation))
        {
            loop = facts.Loops.Around(loop.Owner);
        }

        return loop;
    }

    private bool Varies(IOperation operation, RoundTrip? direct, MethodSummary? summary, Repetition loop)
    {
        if (operation is IMethodReferenceOperation)
        {
            // The element is the first parameter.
            return summary is not null && (summary.Parameters & 1) != 0;
        }

        foreach (var value in direct is { } roundTrip ? RoundTrips.Feeding(roundTrip, loop.Region) : summary!.Feeding(operation))
        {
            if (_flow.Of(value, loop) == Variation.Varies)
            {
                return true;
            }
        }

        return false;
    }
}
