using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>A linear search that is made again for each element of a loop, in the same collection.</summary>
/// <param name="Search">The search.</param>
/// <param name="Loop">What repeats it.</param>
/// <param name="Growth">What shows that the collection is not short.</param>
/// <param name="IsCertain">
/// Both grow with the data, and each pass does little else: the collection by <paramref name="Growth"/> or as one side of a join by a
/// key. Numbers are compared so fast that the loop has to be shown to be long, too.
/// </param>
internal sealed record RepeatedSearch(LinearSearch Search, Repetition Loop, SearchGrowth Growth, bool IsCertain);

/// <summary>Joins loops, flow and searches: which linear searches are repeated for different elements in one collection.</summary>
internal static class RepeatedSearches
{
    private const int MaximumDepth = 3;

    private static readonly string[] s_settings = ["Settings", "Options", "Configuration", "Config", "Query", "Filter", "Criteria"];

    /// <summary>
    /// The repeated search an operation makes. Null where the collection answers by key, is known to be short, belongs to the pass or the
    /// element, where nothing of the element is looked for, and where the loop is left once the search has run.
    /// </summary>
    public static RepeatedSearch? Of(IOperation operation, Facts facts, CancellationToken cancellation)
    {
        if (Search(operation, facts) is not { } search || search.Kind != SearchKind.Value && search.Equality is null ||
            LoopOf(operation, search, facts) is not { } first || !IsLinear(search, facts, cancellation) || IsShort(search, facts, cancellation) || Operations.IsInExpressionTree(operation) || IsAsserted(operation) || IsLocked(search.Root, facts) || IsBoxing(search.Equality))
        {
            return null;
        }

        var flow = new Flow(facts);
        for (var loop = first; loop is not null; loop = facts.Loops.Around(loop.Owner))
        {
            if (!SameCollections.Is(search.Root, loop, facts, cancellation) || flow.Of(search.Collection, loop) == Variation.Varies && !IsOnlyGrown(search, loop))
            {
                return null;
            }

            if (!Repeats(operation, loop, facts, cancellation) || !IsLookedFor(search, loop, flow))
            {
                continue;
            }

            // Elements that are taken out while they are walked are growth by copies, not a search.
            if (search.Name == "Remove" && Operations.SymbolOf(search.Root) is { } taken && IsTakenOut(search, loop, taken))
            {
                return null;
            }

            if (IsOfOuterElement(search, loop, flow, facts) || facts.MemoGuards.Guard(operation, loop.Region))
            {
                return null;
            }

            var growth = new SearchGrowths(facts, cancellation);
            var found = growth.Of(search.Root, loop);
            var isCertain = IsCertain(search, loop, found, growth);
            return NamedFew.Is(search, loop) || !isCertain && !IsLikely(search, loop, found, growth, facts, cancellation) ? null : new RepeatedSearch(search, loop, found, isCertain);
        }

        return null;
    }

    /// <summary>
    /// Whether a loop goes through more than what one object holds for itself: through a parameter, a local or what a call answers, or
    /// what is shown to grow; or stands in such a loop. Loops that wait, and those that end when something is found, say nothing.
    /// </summary>
    internal static bool IsLong(Repetition loop, SearchGrowths growth) => !Waits(loop.Region) && !growth.EndsEarly(loop) && growth.IsOpen(loop);

    // Each pass does not wait, the loop goes through all of more than what one entity holds, one text says or one request asks for, and the collection is
    // none of settings and queries, nor what one entity holds. Where nobody knows how long it is, it is no table in the code either; and numbers, which
    // are compared fast, have to be seen to grow. What a loop around loads in each of its passes belongs to one of its elements.
    private static bool IsLikely(LinearSearch search, Repetition loop, SearchGrowth found, SearchGrowths growth, Facts facts, CancellationToken cancellation)
    {
        // Of a join written as two loops only those wait that belong together.
        if (search.Operation is not ILoopOperation && Waits(loop.Region) || IsOfOptions(search.Root) || growth.IsOfOne(search.Root) || NaturallyShort.Is(loop) ||
            loop.Source is { } source && growth.IsOfOne(source) && facts.Loops.Around(loop.Owner) is null || found != SearchGrowth.WithLoop && (growth.EndsEarly(loop) || IsLoadedInPass(search.Root, loop, facts)))
        {
            return false;
        }

        return found != SearchGrowth.Unknown || !search.IsVectorised && !IsShared(search.Root, facts) && !KnownSizes.IsFew(search.Collection, KnownSizes.FewNumbers, facts, cancellation);
    }

    private static bool IsLoadedInPass(IOperation root, Repetition loop, Facts facts) =>
        root is ILocalReferenceOperation { Local: var local } && facts.Loops.Around(loop.Owner) is { } outer && Operations.IsDeclaredIn(local, outer.Region.Syntax);

    private static LinearSearch? Search(IOperation operation, Facts facts) => operation switch
    {
        IForEachLoopOperation each => LinearSearches.OfLoop(each, facts),
        IForLoopOperation counted => LinearSearches.OfLoop(counted, facts),
        _ => LinearSearches.Of(operation, facts),
    };

    // A table of constants of another project.
    private static bool IsShared(IOperation root, Facts facts) =>
        root is IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true } field } && !facts.IsOwn(field) || root is IPropertyReferenceOperation { Property: { IsStatic: true, SetMethod: null } property } && !facts.IsOwn(property);

    // The loop goes through the collection itself, a copy or a part of it, or the element is read from it.
    private static bool IsTakenOut(LinearSearch search, Repetition loop, ISymbol collection)
    {
        if (search.Needle is { } needle && Operations.Unconverted(needle) is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } owner } && SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(Operations.Unconverted(owner)), collection))
        {
            return true;
        }

        var walked = loop.Source;
        for (var depth = 0; walked is not null && depth < 3; depth++)
        {
            walked = LinearSearches.Root(walked);
            if (SymbolEqualityComparer.Default.Equals(Operations.SymbolOf(walked), collection))
            {
                return true;
            }

            walked = walked is ILocalReferenceOperation local ? Writes.OnlyValue(local.Local, Operations.Root(local)) : null;
        }

        return false;
    }

    // Debug.Assert(!all.Contains(x)): not in what is shipped.
    internal static bool IsAsserted(IOperation operation)
    {
        for (var current = operation.Parent; current is IOperation and not IBlockOperation; current = current.Parent)
        {
            if (current is IInvocationOperation { TargetMethod: { ReturnsVoid: true } method })
            {
                foreach (var attribute in method.GetAttributes())
                {
                    if (attribute.AttributeClass is { Name: "ConditionalAttribute" })
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    // Values of a concurrent dictionary lock and copy it, which is worse.
    private static bool IsLocked(IOperation root, Facts facts) => root is IPropertyReferenceOperation property && facts.Knowledge.Of(property.Property)?.Value("locks") is not null;

    // object.Equals(x.Key, key): the boxes come first.
    private static bool IsBoxing(KeyEquality? equality) =>
        equality?.Comparison is IInvocationOperation { TargetMethod.Parameters: [{ Type.SpecialType: SpecialType.System_Object }, ..] } && Operations.Unconverted(equality.Needle).Type is { IsValueType: true };

    private static bool IsCertain(LinearSearch search, Repetition loop, SearchGrowth found, SearchGrowths growth)
    {
        var grows = found >= SearchGrowth.Filled;
        var isJoin = search.Kind != SearchKind.Value && IsJoin(search);
        if (!grows && !isJoin || IsOfOther(search.Root) && found < SearchGrowth.Rows || !IsLong(loop, growth))
        {
            return false;
        }

        return isJoin || found == SearchGrowth.WithLoop || loop.Source is { } source && growth.Of(source) >= SearchGrowth.Filled;
    }

    // customers.First(c => c.Id == order.CustomerId): objects of the project, found by a key.
    private static bool IsJoin(LinearSearch search) => search.Equality is { } equality && !IsOfOther(search.Root) && IsByKey(equality);

    /// <summary>Whether what is compared is a member that keys are named like.</summary>
    internal static bool IsByKey(KeyEquality equality) =>
        Operations.Unconverted(equality.Key) is IPropertyReferenceOperation or IFieldReferenceOperation &&
        Operations.SymbolOf(Operations.Unconverted(equality.Key)) is { } key && IsKeyName(key.Name);

    private static bool IsKeyName(string name) =>
        name.EndsWith("Id", StringComparison.Ordinal) || name.EndsWith("ID", StringComparison.Ordinal) || name.EndsWith("Key", StringComparison.Ordinal) || name.EndsWith("Code", StringComparison.Ordinal) ||
        name.EndsWith("Number", StringComparison.Ordinal) || name.EndsWith("Guid", StringComparison.Ordinal) || name is "Sku" or "SKU" or "Isbn";

    internal static bool IsOfOther(IOperation root) => root is ILocalReferenceOperation { Local: var local } && Writes.OnlyValue(local, Operations.Root(root)) is { } copied ? LinearSearches.Root(copied) is not ILocalReferenceOperation and { } original && IsOfOther(original) :
        root is IPropertyReferenceOperation { Property.Name: "Values", Instance: { Type: { } type } dictionary } && SearchedTypes.IsKeyed(type) ? IsOfOther(Operations.Unconverted(dictionary)) :
        root is IPropertyReferenceOperation { Instance: { } property } && Operations.Unconverted(property) is not IInstanceReferenceOperation ||
        root is IFieldReferenceOperation { Instance: { } field } && Operations.Unconverted(field) is not IInstanceReferenceOperation;

    /// <summary>Whether settings or a query hold a collection: <c>options.Paths</c>, <c>query.Kinds</c>, or what a local took from there.</summary>
    internal static bool IsOfOptions(IOperation root)
    {
        for (var depth = 0; depth < MaximumDepth && root is ILocalReferenceOperation { Local: var local } && Writes.OnlyValue(local, Operations.Root(root)) is { } value; depth++)
        {
            root = LinearSearches.Root(value);
        }

        if (root is not (IPropertyReferenceOperation or IFieldReferenceOperation) || Operations.SymbolOf(root)?.ContainingType.Name is not { } name)
        {
            return false;
        }

        foreach (var ending in s_settings)
        {
            if (name.EndsWith(ending, StringComparison.Ordinal) || name.StartsWith(ending, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    // Each pass waits for a database or another machine: the search is nothing beside that.
    internal static bool Waits(IOperation region)
    {
        foreach (var operation in region.Descendants())
        {
            if (operation is IAwaitOperation or IForEachLoopOperation { IsAsynchronous: true })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The join that a query makes of two sequences, one inside the other, by a condition behind them: <c>from o in orders from c in customers
    /// where c.Id == o.CustomerId</c>. The search stands for the second sequence.
    /// </summary>
    public static RepeatedSearch? OfJoin(IInvocationOperation where, Facts facts, CancellationToken cancellation)
    {
        if (where is not { TargetMethod: { Name: "Where", ContainingType: { Name: "Enumerable", ContainingNamespace.Name: "Linq" } }, Arguments: [{ Value: var source }, { Value: var predicate }] } ||
            Operations.Unconverted(source) is not IInvocationOperation { TargetMethod.Name: "SelectMany", Arguments: [_, { Value: var selector }, { Value: var result }] } ||
            KeyEquality.Lambda(selector) is not { } inner || KeyEquality.Body(inner) is not { } body || KeyEquality.Lambda(result) is not { Symbol.Parameters: [var first, var second] } ||
            KeyEquality.Lambda(predicate) is not { } condition || KeyEquality.Body(condition) is not { } asked || KeyEquality.Between(asked, second.Name, first.Name) is not { } equality)
        {
            return null;
        }

        var collection = Operations.Unconverted(body);
        var search = new LinearSearch(where, where.TargetMethod, collection, LinearSearches.Root(collection), SearchKind.Filter, equality.Needle, equality, Operations.Unconverted(equality.Key).Type);
        if (search.Root.Type is null || facts.Queries.IsQueryable(search.Root.Type) || facts.Loops.Around(body) is not { } loop || !ReferenceEquals(loop.Lambda, inner) || !IsLinear(search, facts, cancellation) ||
            IsShort(search, facts, cancellation) || Operations.IsInExpressionTree(where) || !SameCollections.Is(search.Root, loop, facts, cancellation) || !Repeats(where, loop, facts, cancellation))
        {
            return null;
        }

        var growth = new SearchGrowths(facts, cancellation);
        var found = growth.Of(search.Root, loop);
        return new RepeatedSearch(search, loop, found, IsCertain(search, loop, found, growth) && !NamedFew.Is(search, loop));
    }

    // A filter runs where its result is asked for.
    private static Repetition? LoopOf(IOperation operation, LinearSearch search, Facts facts) => operation is IMethodReferenceOperation group
        ? facts.Loops.AroundMethodGroup(group)
        : search.Kind == SearchKind.Filter && operation is IInvocationOperation && !IsConsumed((IInvocationOperation)operation) ? null : facts.Loops.Around(operation);

    internal static bool Repeats(IOperation operation, Repetition loop, Facts facts, CancellationToken cancellation) =>
        !Loops.LeavesOnFirstPass(loop) && !Loops.LeavesAfter(operation, loop) && !facts.Loops.IsServiceLoop(loop) && !(facts.Loops.TripCount(loop, cancellation) <= KnownSizes.Few) &&
        !(loop.Source is { } source && (KnownSizes.IsFew(source, KnownSizes.Few, facts, cancellation) || KnownSizes.IsFewKind(LinearSearches.ElementOf(source.Type))));

    private static bool IsLookedFor(LinearSearch search, Repetition loop, Flow flow) =>
        search.Operation is IMethodReferenceOperation || search.Needle is { } needle && flow.Of(needle, loop) == Variation.Varies;

    // The list itself, filled in the loop.
    private static bool IsOnlyGrown(LinearSearch search, Repetition loop) => ReferenceEquals(search.Collection, search.Root) && Operations.SymbolOf(search.Root) is { } symbol && !Writes.Any(symbol, loop.Region);

    // order.Lines in the loop over orders: short, and another one each time.
    private static bool IsOfOuterElement(LinearSearch search, Repetition loop, Flow flow, Facts facts) => IsOfOuterElement(search.Root, loop, flow, facts);

    /// <summary>Whether a collection is reached through the element of a loop around <paramref name="loop"/>.</summary>
    internal static bool IsOfOuterElement(IOperation root, Repetition loop, Flow flow, Facts facts)
    {
        for (var outer = facts.Loops.Around(loop.Owner); outer is not null; outer = facts.Loops.Around(outer.Owner))
        {
            if (flow.Of(root, outer) == Variation.Varies && !IsMadeInPass(root, outer))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMadeInPass(IOperation root, Repetition outer) =>
        root is ILocalReferenceOperation { Local: var local } && Operations.IsDeclaredIn(local, outer.Region.Syntax) && Writes.OnlyValue(local, outer.Region) is { } value &&
        Operations.Unconverted(value) is IObjectCreationOperation or ICollectionExpressionOperation;

    internal static bool IsLinear(LinearSearch search, Facts facts, CancellationToken cancellation)
    {
        if (search.Kind != SearchKind.Value)
        {
            return SearchedTypes.Of(search.Root, facts, cancellation) != SearchOrder.Keyed;
        }

        return SearchedTypes.Of(search.Collection, facts, cancellation) == SearchOrder.Linear;
    }

    internal static bool IsShort(LinearSearch search, Facts facts, CancellationToken cancellation) =>
        KnownSizes.IsFewKind(search.Compared) || KnownSizes.IsFewKind(LinearSearches.ElementOf(search.Root.Type)) ||
        KnownSizes.IsFew(search.Collection, search.IsVectorised ? KnownSizes.FewNumbers : KnownSizes.Few, facts, cancellation);

    /// <summary>Whether the result of a lazy call is enumerated where it stands: by a terminal call, a <c>foreach</c>, a copy.</summary>
    public static bool IsConsumed(IInvocationOperation call)
    {
        IOperation current = call;
        while (true)
        {
            var parent = current.Parent;
            while (parent is IConversionOperation or IParenthesizedOperation or ITranslatedQueryOperation)
            {
                current = parent;
                parent = parent.Parent;
            }

            switch (parent)
            {
                case IForEachLoopOperation each:
                    return ReferenceEquals(each.Collection, current);
                case ISpreadOperation:
                    return true;

                // customers.SelectMany(c => orders.Where(o => o.CustomerId == c.Id))
                case IReturnOperation { Parent: IBlockOperation { Parent: IAnonymousFunctionOperation lambda } }:
                    return Loops.CallReceiving(lambda) is { TargetMethod: { Name: "SelectMany", ContainingType.Name: "Enumerable" } };
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { } method } next } argument:
                    if (method.ContainingType is { Name: "Enumerable" or "ImmutableArrayExtensions", ContainingNamespace.Name: "Linq" })
                    {
                        if (!ReferenceEquals(next.Arguments[0], argument))
                        {
                            return false;
                        }

                        if (Collections.Is(next.Type) && method.ReturnType.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T || method.ReturnType.Name == "IOrderedEnumerable")
                        {
                            current = next;
                            continue;
                        }

                        return true;
                    }

                    return method.Name is "AddRange" or "UnionWith" or "ExceptWith" or "IntersectWith" or "Concat" or "Join" && Dispatch.IsFramework(method.ContainingAssembly);
                case IArgumentOperation { Parent: IObjectCreationOperation { Type: { } created } }:
                    return Collections.Is(created);
                default:
                    return false;
            }
        }
    }
}
