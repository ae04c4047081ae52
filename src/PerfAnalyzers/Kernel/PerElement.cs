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
    private readonly Flow _flow = new(facts);
    private readonly ElementGuards _guards = new(facts);

    /// <summary>
    /// The repeated round trip an operation makes, when it is one of <paramref name="wanted"/>. An operation has one: of several
    /// the query, else the command, the save, the row command, the remote call. Null also where the elements' calls run at once on
    /// one context: that they fail comes first.
    /// </summary>
    public ElementRoundTrip? Of(IOperation operation, ApiEffects wanted, CancellationToken cancellation)
    {
        if (wanted == ApiEffects.Remote)
        {
            return facts.UsesDatabase && Find(operation, facts.Summaries, ApiEffects.AnyRoundTrip, cancellation) is not null ? null : Find(operation, facts.RemoteSummaries, wanted, cancellation);
        }

        return Find(operation, facts.Summaries, wanted, cancellation) is { } found && (found.Effects & wanted) != 0 && !facts.SharedContexts.Holds(operation, cancellation) ? found : null;
    }

    /// <summary>Whether <see cref="Of"/> can say anything, by name and place: the cheap test before tests that are cheaper than following a call.</summary>
    public bool MayBe(IOperation operation, CancellationToken cancellation) => LoopOf(operation, facts.Summaries, cancellation, out _, out _) is not null;

    private Repetition? LoopOf(IOperation operation, Summaries summaries, CancellationToken cancellation, out IMethodSymbol? callee, out bool isKnown)
    {
        (callee, isKnown) = (null, false);
        if (operation is not IMethodReferenceOperation && !Loops.MayBeIn(operation))
        {
            return null;
        }

        callee = facts.Dispatch.Callee(operation);
        isKnown = facts.RoundTrips.IsKnown(operation, callee);
        if (!isKnown && (callee is null || !summaries.MayReach(callee)))
        {
            return null;
        }

        return _guards.Repeated(operation is IMethodReferenceOperation method ? facts.Loops.AroundMethodGroup(method) : facts.Loops.Around(operation), cancellation);
    }

    private ElementRoundTrip? Find(IOperation operation, Summaries summaries, ApiEffects wanted, CancellationToken cancellation)
    {
        if (LoopOf(operation, summaries, cancellation, out var callee, out var isKnown) is not { } loop)
        {
            return null;
        }

        if (isKnown && operation is not IMethodReferenceOperation)
        {
            return facts.RoundTrips.Of(operation) is { } direct && (direct.Effects & summaries.Effects) != 0
                ? Judge(operation, loop, direct, null, direct.Effects, cancellation)
                : null;
        }

        if (callee is null || Operations.IsInExpressionTree(operation) || facts.Dispatch.Narrow(operation, callee) is not { } target || !summaries.MayFollow(target) || (wanted & ApiEffects.Save) == 0 && !MayBeTied(operation, loop, cancellation))
        {
            return null;
        }

        foreach (var summary in summaries.Near(target, cancellation))
        {
            if (Judge(operation, loop, null, summary, summary.RoundTrip, cancellation) is { } found &&
                !(summary.RoundTrip == ApiEffects.Query && facts.Recursion.LeadsBack(operation, callee!, cancellation)))
            {
                return found;
            }
        }

        return null;
    }

    private ElementRoundTrip? Judge(IOperation operation, Repetition first, RoundTrip? direct, MethodSummary? summary, ApiEffects effects, CancellationToken cancellation)
    {
        if (Operations.IsInExpressionTree(operation))
        {
            return null;
        }

        // A save costs the same whatever it is given.
        var isTied = (effects & ApiEffects.Save) == 0;
        for (var loop = first; loop is not null; loop = _guards.Repeated(facts.Loops.Around(loop.Owner), cancellation))
        {
            if (!isTied || Varies(operation, direct, summary, loop))
            {
                if (_guards.IsRight(operation, direct, summary, loop))
                {
                    return null;
                }

                return summary is null
                    ? new ElementRoundTrip(operation, loop, effects, [direct!.Value.Name], [loop.Location], true)
                    : new ElementRoundTrip(
                        operation, loop, effects,
                        summary.Path.Insert(0, MethodSummary.NameOf(facts.Dispatch.Callee(operation)!)),
                        summary.Sites.Insert(0, loop.Location),
                        summary.IsCertain && summary.Distance <= Summaries.NearDistance);
            }
        }

        return null;
    }

    // Before bodies are bound: whether anything that changes from pass to pass goes into the call, where that is not right anyway.
    private bool MayBeTied(IOperation operation, Repetition first, CancellationToken cancellation)
    {
        for (var loop = first; loop is not null; loop = _guards.Repeated(facts.Loops.Around(loop.Owner), cancellation))
        {
            if (Varies(operation, null, MethodSummary.FedByAll, loop) && !_guards.IsRightPlace(operation, null, loop))
            {
                return true;
            }
        }

        return false;
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
