using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A call that searches linearly, made for each element of a loop.</summary>
/// <param name="Operation">The call, the property that is read, or the method group.</param>
/// <param name="Loop">What repeats it.</param>
/// <param name="Summary">The search.</param>
/// <param name="Callee">What is called.</param>
internal sealed record RepeatedScan(IOperation Operation, Repetition Loop, ScanSummary Summary, IMethodSymbol Callee)
{
    /// <summary>The call's own name, members on the way, the search: <c>Basket.Find -> FirstOrDefault</c>.</summary>
    public string Path => string.Join(" -> ", Summary.Path.Insert(0, MethodSummary.NameOf(Callee)));
}

/// <summary>Joins loops, flow and summaries: which calls go through the same collection for each element.</summary>
internal static class RepeatedScans
{
    /// <summary>The repeated search an operation makes through a call; null when it makes none that is known, or takes something out, of which the search is the least.</summary>
    public static RepeatedScan? Of(IOperation operation, Facts facts, CancellationToken cancellation)
    {
        if (Operations.Callee(operation) is not { } callee || !facts.IsOwn(callee) || callee.IsImplicitlyDeclared ||
            (operation is IMethodReferenceOperation group ? facts.Loops.AroundMethodGroup(group) : facts.Loops.Around(operation)) is not { } first || Operations.IsInExpressionTree(operation) ||
            facts.Dispatch.Targets(facts.Dispatch.Narrow(operation, callee)) is not [var target] || facts.ScanSummaries.Of(target, cancellation) is not { } summary || summary.Search.Name == "Remove" || RepeatedSearches.IsAsserted(operation) || facts.Recursion.LeadsBack(operation, callee, cancellation))
        {
            return null;
        }

        var flow = new Flow(facts);
        for (var loop = first; loop is not null; loop = facts.Loops.Around(loop.Owner))
        {
            if (!IsSame(operation, summary, loop, flow, facts, cancellation))
            {
                return null;
            }

            if (RepeatedSearches.Repeats(operation, loop, facts, cancellation) && IsLookedFor(operation, summary, loop, flow))
            {
                return facts.MemoGuards.Guard(operation, loop.Region) || NamedFew.Is(summary.Search, loop) ||
                    CollectionOf(operation, summary) is { } collection && (RepeatedSearches.IsOfOuterElement(collection, loop, flow, facts) || summary.Owner == ScanOwner.Parameter && NamedFew.IsSequence(collection))
                    ? null
                    : new RepeatedScan(operation, loop, summary, callee);
            }
        }

        return null;
    }

    private static IOperation? Instance(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.Instance,
        IPropertyReferenceOperation property => property.Instance,
        IMethodReferenceOperation group => group.Instance,
        _ => null,
    };

    private static ImmutableArray<IArgumentOperation> Arguments(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.Arguments,
        IPropertyReferenceOperation property => property.Arguments,
        _ => [],
    };

    // What the collection is reached through, in the words of the caller.
    private static IOperation? CollectionOf(IOperation operation, ScanSummary summary) => summary.Owner switch
    {
        ScanOwner.Parameter when operation is IMethodReferenceOperation => null,
        ScanOwner.Parameter => Operations.Argument(Arguments(operation), summary.Parameter) is { } given ? LinearSearches.Root(given) : null,
        ScanOwner.Receiver => Instance(operation) is { } instance ? LinearSearches.Root(instance) : null,
        _ => null,
    };

    private static bool IsSame(IOperation operation, ScanSummary summary, Repetition loop, Flow flow, Facts facts, CancellationToken cancellation) => summary.Owner switch
    {
        ScanOwner.Parameter or ScanOwner.Receiver => CollectionOf(operation, summary) is { } collection && SameCollections.Is(collection, loop, facts, cancellation) &&
            !KnownSizes.IsFew(collection, KnownSizes.Few, facts, cancellation) && SearchedTypes.Of(collection, facts, cancellation) != SearchOrder.Keyed,
        ScanOwner.Captured => !Operations.IsDeclaredIn(summary.Captured!, loop.Region.Syntax) && !Writes.Any(summary.Captured!, loop.Region),
        _ => true,
    };

    // The element, or what is made of it, is looked for; of one of its like the element itself looks for another.
    private static bool IsLookedFor(IOperation operation, ScanSummary summary, Repetition loop, Flow flow)
    {
        if (summary.Owner == ScanOwner.Siblings && !(Instance(operation) is { } sibling && flow.Of(sibling, loop) == Variation.Varies))
        {
            return false;
        }

        if (operation is IMethodReferenceOperation)
        {
            return (summary.Needles & 1) != 0;
        }

        foreach (var argument in Arguments(operation))
        {
            if (argument.Parameter is { Ordinal: < 31 } parameter && (summary.Needles & 1 << parameter.Ordinal) != 0 && flow.Of(argument.Value, loop) == Variation.Varies)
            {
                return true;
            }
        }

        return summary.NeedleOfReceiver && summary.Owner is ScanOwner.Siblings or ScanOwner.Static or ScanOwner.Parameter && Instance(operation) is { } instance && flow.Of(instance, loop) == Variation.Varies;
    }
}
