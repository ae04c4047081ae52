using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <content>Positions in what has none, and sums over the same start again and again.</content>
internal sealed partial class QuadraticCollection
{
    private static void OfPosition(Site site, IInvocationOperation call)
    {
        if (site.Facts.Loops.Repeating(call, site.Cancellation) is not { } loop)
        {
            return;
        }

        var source = Operations.Unconverted(call.Arguments[0].Value);
        var use = call.TargetMethod.Name switch
        {
            "ElementAt" or "ElementAtOrDefault" => IsWalked(source) ? "visit the elements with 'foreach', or copy them to an array once, before the loop" : null,
            "Skip" => IsPaged(call) && IsWalked(source) ? "visit them once, in parts: 'Chunk'" : IsSummed(call) ? SumWay : null,
            _ => IsSummed(call) ? SumWay : null,
        };
        if (use is null || site.Facts.Queries.IsQueryable(call.Arguments[0].Value.Type) || NaturallyShort.Is(loop) || IsOutOfReach(site) ||
            new Flow(site.Facts).Of(call.Arguments[1].Value, loop) != Variation.Varies || !IsCounted(call.Arguments[1].Value, loop) ||
            new Accumulation(site.Facts, site.Cancellation).Of(Root(source), call) is null || site.Facts.Loops.IsFew(source, PerfAnalyzers.Kernel.Heat.SmallTripCount, site.Cancellation))
        {
            return;
        }

        Say(site, call, loop, false, null, Locations.ShortText(source.Syntax) ?? "sequence", use == SumWay ? "added up from its start" : Walked, use);
    }

    private const string SumWay = "keep the result of the pass before and add what is new";

    // Take(page.Size) says nothing of a position: only what is counted does.
    private static bool IsCounted(IOperation position, Repetition loop)
    {
        foreach (var part in position.DescendantsAndSelf())
        {
            if (part is ILocalReferenceOperation && IsCounter(part, loop) ||
                part is IParameterReferenceOperation parameter && loop.IsElement(parameter.Parameter) && loop.Source is IInvocationOperation { TargetMethod: { Name: "Range", ContainingType.Name: "Enumerable" } })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCounter(IOperation local, Repetition loop)
    {
        foreach (var operation in loop.Region.Descendants())
        {
            if (operation is IIncrementOrDecrementOperation step && Accumulation.Same(step.Target, local) || operation is ICompoundAssignmentOperation added && Accumulation.Same(added.Target, local))
            {
                return true;
            }
        }

        return false;
    }

    // all.Where(…): what has to stay the same is what the chain is made of.
    private static IOperation Root(IOperation source)
    {
        while (source is IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: [var first, ..] })
        {
            source = Operations.Unconverted(first.Value);
        }

        return source;
    }

    // Sets, dictionaries, queues, linked lists, and lazy chains that look at their elements one by one.
    private static bool IsWalked(IOperation source)
    {
        if (source is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, Operations.Root(source)) is { } value)
        {
            source = Operations.Unconverted(value);
        }

        if (source is IInvocationOperation { TargetMethod: { IsExtensionMethod: true, ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } } step })
        {
            return step.Name is "Where" or "Distinct" or "DistinctBy" or "SelectMany" or "OfType" or "Union" or "Except" or "Intersect" or "GroupBy" or "Zip" or "TakeWhile" or "SkipWhile" or "Join" or "GroupJoin" ||
                step.Name is "Select" or "Cast" && source is IInvocationOperation { Arguments: [var inner, ..] } && IsWalked(Operations.Unconverted(inner.Value));
        }

        return source.Type is
            { Name: "LinkedList" or "Queue" or "Stack" or "HashSet" or "SortedSet" or "Dictionary" or "SortedDictionary" or "KeyCollection" or "ValueCollection" or "PriorityQueue", ContainingNamespace: { Name: "Generic", ContainingNamespace.Name: "Collections" } } or
            { Name: "ImmutableHashSet" or "ImmutableDictionary" or "ImmutableQueue" or "ImmutableStack" or "ConcurrentDictionary" or "ConcurrentQueue" or "ConcurrentBag" or "ConcurrentStack", ContainingNamespace: { Name: "Immutable" or "Concurrent", ContainingNamespace.Name: "Collections" } };
    }

    // Skip(i * size).Take(size)
    private static bool IsPaged(IInvocationOperation skip) =>
        skip.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Take", ContainingType.Name: "Enumerable" } } };

    // Take(i).Sum(), Skip(i).Max(x => …), string.Join(", ", all.Take(i))
    private static bool IsSummed(IInvocationOperation part)
    {
        var argument = part.Parent;
        while (argument is IConversionOperation)
        {
            argument = argument.Parent;
        }

        return argument is IArgumentOperation { Parent: IInvocationOperation user } && (user.TargetMethod is
            { Name: "Sum" or "Average" or "Min" or "Max" or "Aggregate", ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } } or
            { Name: "Join" or "Concat", ContainingType.SpecialType: SpecialType.System_String } ||
            user is { TargetMethod: { Name: "Count" or "LongCount", ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } }, Arguments.Length: 2 });
    }
}
