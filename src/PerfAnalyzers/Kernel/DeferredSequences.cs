using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A lazy sequence that is computed again on every pass of a loop.</summary>
/// <param name="Declarator">The local that holds it; null for fields, properties and parameters.</param>
/// <param name="Value">What it is made by: the last operator of a chain, or the call of an iterator; of a parameter in a caller.</param>
/// <param name="Evaluation">What computes it: the operator, the loop, the call that goes through it.</param>
/// <param name="Loop">What repeats that.</param>
/// <param name="IsCertain">Every pass goes through all of it.</param>
internal sealed record RepeatedEvaluation(IVariableDeclaratorOperation? Declarator, IOperation Value, IOperation Evaluation, Repetition Loop, bool IsCertain);

/// <summary>
/// Which uses of a local, field, property or parameter compute a lazy sequence anew on every pass of a loop, with the same result each time.
/// Queries of databases and sequences of tasks are other matters.
/// </summary>
internal sealed class DeferredSequences(Facts facts, CancellationToken cancellation)
{
    private const int MaximumDepth = 3;

    /// <summary>What a use of a local, field, property or parameter computes again; null when it computes nothing, once only, or something else each time.</summary>
    public RepeatedEvaluation? Of(IOperation use)
    {
        if (!IsSequence(use.Type) || use is ILocalReferenceOperation { IsDeclaration: true } || Evaluation(use, out var reads) is not { } evaluation ||
            facts.Loops.Repeating(evaluation is IForEachLoopOperation each ? each.Collection : evaluation, cancellation) is not { } loop || facts.Loops.IsServiceLoop(loop))
        {
            return null;
        }

        if (MadeBy(use, out var declarator) is not { } value || declarator is not null && Operations.IsWithin(declarator, loop.Region) || reads == Reads.First && !Filters(value) ||
            !Works(value) || Sequences.IsFew(value, facts, cancellation) || facts.MemoGuards.Guard(use, loop.Region) || Operations.IsInExpressionTree(use))
        {
            return null;
        }

        // Found, as often as the loop runs, in what has not changed.
        return new RepeatedValues(facts, cancellation).StaysIn(use is IParameterReferenceOperation ? use : value, loop)
            ? new RepeatedEvaluation(declarator, value, evaluation, loop, reads == Reads.All && !Runs.Conditionally(use, loop.Region))
            : null;
    }

    private enum Reads
    {
        None,

        /// <summary>The first element that there is.</summary>
        First,

        /// <summary>Elements until one fits.</summary>
        Some,

        All,
    }

    private bool IsSequence(ITypeSymbol? type) => type is INamedTypeSymbol { TypeArguments: [var element] } sequence && !Operations.IsTask(element) &&
        (sequence.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T || sequence.Name is "IOrderedEnumerable" or "IAsyncEnumerable") && !facts.Queries.IsQueryable(type);

    /// <summary>What goes through a sequence, here and now; null when it is handed on.</summary>
    public static IOperation? Evaluation(IOperation use) => Evaluation(use, out _);

    private static IOperation? Evaluation(IOperation use, out Reads reads)
    {
        reads = Reads.All;
        var isCut = false;
        var sequence = use;
        while (true)
        {
            switch (Sequences.User(sequence))
            {
                case IForEachLoopOperation loop when Operations.IsWithin(sequence, loop.Collection):
                    reads = Loops.LeavesOnFirstPass(Repetition.OfLoop(loop)) ? Reads.First : Leaves(loop) ? Reads.Some : Reads.All;
                    return loop;
                case ISpreadOperation spread:
                    return spread;
                case IArgumentOperation { Parent: IInvocationOperation call } argument when Sequences.IsOperator(call.TargetMethod) && argument.Parameter?.Ordinal == 0:
                    if (Sequences.IsLazy(call.TargetMethod) || call.TargetMethod.Name == "AsEnumerable")
                    {
                        // Pages and prefixes are another matter.
                        if (call.TargetMethod.Name is "Take" or "Skip" && Operations.Argument(call, 1)?.ConstantValue.HasValue != true)
                        {
                            return null;
                        }

                        isCut |= call.TargetMethod.Name is "Take" or "TakeWhile";
                        sequence = call;
                        continue;
                    }

                    reads = call.TargetMethod.Name switch
                    {
                        "ElementAt" or "ElementAtOrDefault" => Reads.None,
                        _ when isCut => Reads.Some,
                        "Any" or "First" or "FirstOrDefault" when call.TargetMethod.Parameters.Length == 1 => Reads.First,
                        "Any" or "First" or "FirstOrDefault" or "All" or "Contains" => Reads.Some,
                        "TryGetNonEnumeratedCount" => Reads.None,
                        _ => Reads.All,
                    };
                    return reads == Reads.None ? null : call;
                case IArgumentOperation { Parent: IInvocationOperation call } argument when ReadsAll(call, argument):
                    return call;
                case IArgumentOperation { Parent: IObjectCreationOperation { Type: INamedTypeSymbol { Name: "List" or "HashSet" or "Queue" or "Stack" or "SortedSet" or "LinkedList", ContainingNamespace.Name: "Generic" } } creation }:
                    return creation;
                default:
                    return null;
            }
        }
    }

    // string.Join(", ", names), list.AddRange(names), set.UnionWith(names)
    private static bool ReadsAll(IInvocationOperation call, IArgumentOperation argument) => call.TargetMethod switch
    {
        { ContainingType.SpecialType: SpecialType.System_String, Name: "Join" or "Concat" } => argument.Parameter?.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T },
        { ContainingType: { Name: "List", ContainingNamespace.Name: "Generic" }, Name: "AddRange" or "InsertRange" } => true,
        { ContainingType: { Name: "HashSet" or "SortedSet" or "ISet", ContainingNamespace.Name: "Generic" }, Name: "UnionWith" or "ExceptWith" or "IntersectWith" or "Overlaps" or "SetEquals" or "IsSubsetOf" or "IsSupersetOf" } => true,
        _ => Sequences.IsOperator(call.TargetMethod) && argument.Parameter is { Ordinal: 1, Type: INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T } } && !Sequences.IsLazy(call.TargetMethod),
    };

    private static bool Leaves(IForEachLoopOperation loop)
    {
        foreach (var part in loop.Body.Descendants())
        {
            if (part is IReturnOperation { Kind: OperationKind.Return } or IBranchOperation { BranchKind: BranchKind.Break })
            {
                return true;
            }
        }

        return false;
    }

    // The one value it is given.
    private IOperation? MadeBy(IOperation use, out IVariableDeclaratorOperation? declarator)
    {
        declarator = null;
        switch (use)
        {
            case ILocalReferenceOperation local:
                if (LocalValues.Around(local).Of(local.Local) is not [(IVariableDeclaratorOperation declared, { } initial)])
                {
                    return null;
                }

                declarator = declared;
                return Sequences.Bare(initial);
            case IParameterReferenceOperation { Parameter: { RefKind: RefKind.None, ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } } parameter }:
                return Writes.Any(parameter, Operations.Root(use)) ? null : Given(parameter);
            case IPropertyReferenceOperation { Property: { IsIndexer: false, SetMethod: null, IsVirtual: false, IsAbstract: false, GetMethod: { } getter } property, Instance: null or IInstanceReferenceOperation } when facts.IsOwn(property):
                return facts.Bodies.Of(getter, cancellation) is { } body ? Returned(body) : null;
            case IFieldReferenceOperation { Field: { IsReadOnly: true } field, Instance: null or IInstanceReferenceOperation } when facts.IsOwn(field):
                return ValueOf(field);
            default:
                return null;
        }
    }

    /// <summary>What callers hand over for a parameter, as far as they are seen; a null stands for what nobody can look into.</summary>
    public IEnumerable<IOperation?> Arguments(IParameterSymbol parameter)
    {
        foreach (var (call, _) in new CallSites(facts, cancellation).Of((IMethodSymbol)parameter.ContainingSymbol.OriginalDefinition, isOnly: true))
        {
            var given = Operations.Argument(call, parameter.Ordinal);
            yield return given is null ? null
                : Sequences.Bare(given) is ILocalReferenceOperation local && LocalValues.Around(local).Of(local.Local) is [(IVariableDeclaratorOperation, { } initial)] ? Sequences.Bare(initial)
                : Sequences.Bare(given);
        }
    }

    // A lazy sequence that a caller hands over.
    private IOperation? Given(IParameterSymbol parameter)
    {
        foreach (var given in Arguments(parameter))
        {
            if (given is not null && Works(given))
            {
                return given;
            }
        }

        return null;
    }

    private IOperation? ValueOf(IFieldSymbol field)
    {
        if (facts.Bodies.Of(field, cancellation) is IFieldInitializerOperation { Value: { } initial })
        {
            return Sequences.Bare(initial);
        }

        // Given in the one constructor that there is.
        if (field.IsStatic || field.ContainingType.InstanceConstructors is not [{ IsImplicitlyDeclared: false } constructor] || facts.Bodies.Of(constructor, cancellation) is not { } body)
        {
            return null;
        }

        return Writes.OnlyValue(field, body) is { } value ? Sequences.Bare(value) : null;
    }

    private static IOperation? Returned(IOperation body)
    {
        IOperation? only = null;
        foreach (var part in body.Descendants())
        {
            if (part.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak)
            {
                return null;
            }

            if (part is IReturnOperation { ReturnedValue: { } value } && ReferenceEquals(Operations.Function(part), Operations.Root(part)))
            {
                if (only is not null)
                {
                    return null;
                }

                only = Sequences.Bare(value);
            }
        }

        return only;
    }

    // A chain with an operator that does something, or an iterator.
    private bool Works(IOperation value) => Works(value, 0);

    private bool Works(IOperation value, int depth)
    {
        if (value is not IInvocationOperation call || depth > MaximumDepth || facts.Queries.IsQueryable(call.Type))
        {
            return false;
        }

        if (Sequences.IsOperator(call.TargetMethod))
        {
            return Sequences.IsLazy(call.TargetMethod) && !IsRootedInQuery(call) && call.TargetMethod.Name is not ("Range" or "Repeat" or "Empty") && (!IsCheap(call) || Sequences.Source(call) is { } source && Works(source, depth + 1));
        }

        return facts.IsOwn(call.TargetMethod) && facts.Dispatch.Targets(call.TargetMethod) is [{ } target] && facts.Bodies.Of(target, cancellation) is { } body && (IsIterator(body) || Returned(body) is { } returned && Works(returned, depth + 1));
    }

    // Operators that hand on what they are given.
    private static bool IsCheap(IInvocationOperation call) => call.TargetMethod.Name is "Cast" or "AsEnumerable" or "DefaultIfEmpty" or "Append" or "Prepend" or "Take" or "Skip" or "Reverse" or "Concat";

    private bool IsRootedInQuery(IInvocationOperation call)
    {
        for (IOperation? current = call; current is not null; current = current is IInvocationOperation step && Sequences.IsOperator(step.TargetMethod) ? Sequences.Source(step) : null)
        {
            if (facts.Queries.IsQueryable(current.Type) || current is ILocalReferenceOperation { Local: var local } && Writes.OnlyValue(local, Operations.Root(current)) is { } value && facts.Queries.IsQueryable(Sequences.Bare(value).Type))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIterator(IOperation body)
    {
        foreach (var part in body.Descendants())
        {
            if (part.Kind is OperationKind.YieldReturn && ReferenceEquals(Operations.Function(part), Operations.Root(part)))
            {
                return true;
            }
        }

        return false;
    }

    // What has to be gone through before there is a first element.
    private static bool Filters(IOperation value)
    {
        for (IOperation? current = value; current is IInvocationOperation call && Sequences.IsOperator(call.TargetMethod); current = Sequences.Source(call))
        {
            if (call.TargetMethod.Name is "Where" or "OfType" or "OrderBy" or "OrderByDescending" or "Order" or "OrderDescending" or "GroupBy" or "Except" or "ExceptBy" or "Intersect" or "IntersectBy" or "Join" or "GroupJoin" or
                "Reverse" or "SkipWhile" or "CountBy" or "AggregateBy" or "SelectMany")
            {
                return true;
            }
        }

        return false;
    }
}
