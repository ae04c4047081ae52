using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What a search asks of each element.</summary>
internal enum SearchKind
{
    /// <summary>Whether it equals a value: <c>Contains</c>, <c>IndexOf</c>, <c>Remove</c>.</summary>
    Value,

    /// <summary>Whether it fits a predicate: <c>First</c>, <c>Any</c>, <c>Find</c>, <c>Count</c>.</summary>
    Predicate,

    /// <summary>The same, when somebody enumerates the result: <c>Where</c>.</summary>
    Filter,
}

/// <summary>A call, or a method group, that looks at the elements of a collection one by one.</summary>
/// <param name="Operation">The call or the method group; of a loop that looks for a key, the loop.</param>
/// <param name="Method">What is called, of an extension the whole form; null for a loop.</param>
/// <param name="Collection">What is searched, below conversions, as written.</param>
/// <param name="Root">The collection that <paramref name="Collection"/> is made from: below lazy operators and copies.</param>
/// <param name="Kind">What is asked of each element.</param>
/// <param name="Needle">The value that elements or their keys are compared with; null when it is not known.</param>
/// <param name="Equality">The key equality of the predicate; null for values and other predicates.</param>
/// <param name="Compared">The type of what is compared: of the elements, or of their keys.</param>
internal sealed record LinearSearch(
    IOperation Operation, IMethodSymbol? Method, IOperation Collection, IOperation Root, SearchKind Kind, IOperation? Needle, KeyEquality? Equality, ITypeSymbol? Compared)
{
    /// <summary>The name of what searches.</summary>
    public string Name => Method?.Name ?? "foreach";

    /// <summary>
    /// Elements are compared many at a time: numbers, characters and enums by their own equality. Such a search is worth a set only
    /// from about 64 elements on, others from about 16.
    /// </summary>
    public bool IsVectorised => Kind == SearchKind.Value && Compared is { } type && LinearSearches.IsVectorised(type) && !HasComparer;

    /// <summary>A comparer is handed to the search.</summary>
    public bool HasComparer => Comparer is not null;

    /// <summary>The comparer that is handed to a search for a value, or named in the predicate.</summary>
    public IOperation? Comparer => Equality is not null ? Equality.Comparer : Operation is IInvocationOperation call && LinearSearches.ComparerOf(call) is { ConstantValue: not { HasValue: true, Value: null } } comparer ? comparer : null;
}

/// <summary>Which operations search linearly, and for what (API word <c>scans</c>).</summary>
internal static class LinearSearches
{
    /// <summary>The search an operation makes; null when it makes none, or its collection is a query, a string, or answers by key.</summary>
    public static LinearSearch? Of(IOperation operation, Facts facts) => operation switch
    {
        IInvocationOperation call => OfCall(call, facts),
        IMethodReferenceOperation { Instance: { } collection } group when KindOf(group.Method, facts) == SearchKind.Value => OfGroup(group, group.Method, collection),

        _ => null,
    };

    /// <summary>
    /// The search that a <c>foreach</c> makes: all its body does depends on whether the element has a key, or the body goes on to the
    /// next element when it has another. Null for other loops.
    /// </summary>
    public static LinearSearch? OfLoop(IForEachLoopOperation each, Facts facts)
    {
        if (each is not { IsAsynchronous: false, LoopControlVariable: IVariableDeclaratorOperation { Symbol: var element }, Body: var body } ||
            (body is IBlockOperation block ? block.Operations.Length > 0 ? block.Operations[0] : null : body) is not IConditionalOperation { WhenFalse: null } check)
        {
            return null;
        }

        var isAlone = body is not IBlockOperation { Operations.Length: > 1 };
        var equality = isAlone ? KeyEquality.Of(check.Condition, element) : IsContinue(check.WhenTrue, each) ? KeyEquality.Of(check.Condition, element, isNegated: true) : null;
        var collection = Operations.Unconverted(each.Collection);
        return equality is null || collection.Type is null or { SpecialType: SpecialType.System_String } || facts.Queries.IsQueryable(collection.Type)
            ? null
            : new LinearSearch(each, null, collection, Root(collection), SearchKind.Predicate, equality.Needle, equality, Operations.Unconverted(equality.Key).Type);
    }

    /// <summary>
    /// The same of a loop that counts through all positions of a collection: <c>for (var j = 0; j &lt; all.Count; j++)</c> with <c>all[j]</c>, or a local
    /// for it, in the condition. Null for other loops.
    /// </summary>
    public static LinearSearch? OfLoop(IForLoopOperation counted, Facts facts)
    {
        if (counted is not { Before: [IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ Symbol: var counter } declarator] }] }], AtLoopBottom: [IExpressionStatementOperation { Operation: IIncrementOrDecrementOperation { Kind: OperationKind.Increment } }], Body: var body } ||
            declarator.GetVariableInitializer()?.Value.ConstantValue is not { HasValue: true, Value: 0 } || counted.Condition is not IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan, LeftOperand: ILocalReferenceOperation { Local: var tested }, RightOperand: IPropertyReferenceOperation { Property.Name: "Count" or "Length", Instance: { } all } } ||
            !SymbolEqualityComparer.Default.Equals(tested, counter) || Writes.Any(counter, body) || facts.Queries.IsQueryable(all.Type) || all.Type is null or { SpecialType: SpecialType.System_String })
        {
            return null;
        }

        var statements = body is IBlockOperation block ? block.Operations : [body];
        var element = statements is [IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ Symbol: var local } only] }] }, ..] && only.GetVariableInitializer()?.Value is { } value && IsAt(Operations.Unconverted(value), counter, all) ? local : null;
        var first = element is null ? 0 : 1;
        if (statements.Length <= first || statements[first] is not IConditionalOperation { WhenFalse: null } check)
        {
            return null;
        }

        var isAlone = statements.Length == first + 1;
        var isNegated = !isAlone && IsContinue(check.WhenTrue, counted);
        var equality = isAlone || isNegated ? KeyEquality.Of(check.Condition, element ?? counter, isNegated) : null;
        if (equality is null || element is null ? equality is null || !IsOnlyAt(equality.Key, counter, all) : Operations.Mentions(equality.Needle, counter))
        {
            return null;
        }

        var collection = Operations.Unconverted(all);
        return new LinearSearch(counted, null, collection, Root(collection), SearchKind.Predicate, equality.Needle, equality, Operations.Unconverted(equality.Key).Type);
    }

    // all[j]
    private static bool IsAt(IOperation value, ILocalSymbol counter, IOperation all)
    {
        var (owner, index) = value switch
        {
            IArrayElementReferenceOperation { Indices: [var only] } slot => (slot.ArrayReference, only),
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance, Arguments: [{ Value: var only }] } => (instance, only),
            _ => default,
        };
        return owner is not null && index is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, counter) && SameCode.Is(owner, all);
    }

    // all[j], or what is reached through it, and the counter for nothing else.
    private static bool IsOnlyAt(IOperation key, ILocalSymbol counter, IOperation all)
    {
        for (var part = Operations.Unconverted(key); ; part = Operations.Unconverted(part))
        {
            if (IsAt(part, counter, all))
            {
                return true;
            }

            switch (part)
            {
                case IPropertyReferenceOperation { Property.IsIndexer: false, Instance: { } owner }:
                    part = owner;
                    break;
                case IFieldReferenceOperation { Instance: { } owner }:
                    part = owner;
                    break;
                default:
                    return false;
            }
        }
    }

    private static bool IsContinue(IOperation statement, ILoopOperation loop) => statement switch
    {
        IBranchOperation { BranchKind: BranchKind.Continue } branch => SymbolEqualityComparer.Default.Equals(branch.Target, loop.ContinueLabel),
        IBlockOperation { Operations: [var only] } => IsContinue(only, loop),
        _ => false,
    };

    /// <summary>What a method of the API tables does to find what it is asked for; null for others.</summary>
    public static SearchKind? KindOf(IMethodSymbol method, Facts facts) => facts.Knowledge.Of(method)?.Value("scans") switch
    {
        "value" => SearchKind.Value,
        "predicate" => SearchKind.Predicate,
        "filter" => SearchKind.Filter,
        _ => null,
    };

    /// <summary>
    /// The collection below operators that look at it element by element when they are enumerated (<c>Select</c>, <c>Where</c>), below
    /// copies (<c>ToList</c>, <c>AsSpan</c>), <c>?.</c> and <c>?? []</c>.
    /// </summary>
    public static IOperation Root(IOperation collection)
    {
        while (true)
        {
            collection = Operations.Unconverted(collection);
            switch (collection)
            {
                case IInvocationOperation call when IsPassedThrough(call) && Operations.Receiver(call) is { } source:
                    collection = source;
                    break;
                case IConditionalAccessInstanceOperation when Operations.AccessedBy(collection) is { } accessed:
                    collection = accessed;
                    break;
                case IConditionalAccessOperation access:
                    collection = access.WhenNotNull;
                    break;
                case ICoalesceOperation coalesce:
                    collection = coalesce.Value;
                    break;
                default:
                    return collection;
            }
        }
    }

    /// <summary>Whether elements of a type are compared many at a time.</summary>
    public static bool IsVectorised(ITypeSymbol type) => type.TypeKind == TypeKind.Enum || type.SpecialType is
        SpecialType.System_Boolean or SpecialType.System_Char or SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16 or
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

    /// <summary>The comparer handed to a call; null when there is none.</summary>
    public static IOperation? ComparerOf(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type is { Name: "IEqualityComparer" or "IComparer" })
            {
                return argument.Value;
            }
        }

        return null;
    }

    /// <summary>The type of a sequence's elements; null when it is not known.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol? type)
    {
        switch (type)
        {
            case null:
                return null;
            case IArrayTypeSymbol array:
                return array.ElementType;
            case INamedTypeSymbol { Name: "Span" or "ReadOnlySpan", TypeArguments: [var spanned] }:
                return spanned;
            case INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T, TypeArguments: [var element] }:
                return element;
        }

        foreach (var contract in type.AllInterfaces)
        {
            if (contract is { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T, TypeArguments: [var element] })
            {
                return element;
            }
        }

        return null;
    }

    private static LinearSearch? OfCall(IInvocationOperation call, Facts facts)
    {
        if (KindOf(call.TargetMethod, facts) is not { } kind)
        {
            return null;
        }

        // The collection is the receiver, or the first argument of a static form.
        var isStatic = call.Instance is null;
        if ((call.Instance ?? Operations.Argument(call, 0)) is not { } receiver)
        {
            return null;
        }

        var collection = Operations.Unconverted(receiver);
        if (collection is IConditionalAccessInstanceOperation && Operations.AccessedBy(collection) is { } accessed)
        {
            collection = Operations.Unconverted(accessed);
        }

        var root = Root(collection);
        if (collection.Type is null || root.Type is null or { SpecialType: SpecialType.System_String } || facts.Queries.IsQueryable(collection.Type) || facts.Queries.IsQueryable(root.Type))
        {
            return null;
        }

        var asked = Operations.Argument(call, isStatic ? 1 : 0);
        if (kind == SearchKind.Value)
        {
            return asked is null ? null : new LinearSearch(call, call.TargetMethod, collection, root, kind, asked, null, ElementOf(collection.Type) ?? asked.Type);
        }

        // FindIndex(start, predicate) and Count() without one.
        for (var i = call.Arguments.Length - 1; asked is { Type.TypeKind: not TypeKind.Delegate } && i > 0; i--)
        {
            asked = call.Arguments[i].Value;
        }

        if (asked is not { Type.TypeKind: TypeKind.Delegate })
        {
            return null;
        }

        var equality = KeyEquality.Of(asked, call.TargetMethod.Name is "All" or "TrueForAll");
        return new LinearSearch(call, call.TargetMethod, collection, root, kind, equality?.Needle, equality, equality is null ? null : Operations.Unconverted(equality.Key).Type);
    }

    // orders.Where(others.Contains)
    private static LinearSearch OfGroup(IMethodReferenceOperation group, IMethodSymbol method, IOperation receiver)
    {
        var collection = Operations.Unconverted(receiver);
        return new LinearSearch(group, method, collection, Root(collection), SearchKind.Value, null, null, ElementOf(collection.Type));
    }

    private static bool IsPassedThrough(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        return method.ContainingType is { Name: "Enumerable", ContainingNamespace.Name: "Linq" } or { Name: "ImmutableArrayExtensions", ContainingNamespace.Name: "Linq" }
            ? IsEnumerated(method.Name)
            : method.Name is "AsSpan" or "AsReadOnly" or "AsMemory" or "ToArray" or "ToList" or "ToImmutableArray" or "ToImmutableList" && method.Parameters.Length <= 1 && Collections.Is(call.Type) ||
              method.Name is "AsSpan" && method.ContainingType.Name is "CollectionsMarshal" or "MemoryExtensions";
    }

    private static bool IsEnumerated(string name) => name is
        "Select" or "Where" or "Cast" or "OfType" or "AsEnumerable" or "Reverse" or "Skip" or "SkipLast" or "SkipWhile" or "TakeWhile" or "Distinct" or "DistinctBy" or "Concat" or "Append" or "Prepend" or "Union" or "UnionBy" or "Except" or "ExceptBy" or "Intersect" or "IntersectBy" or
        "DefaultIfEmpty" or "ToList" or "ToArray" or "SelectMany" or "Index" or "Take" or "TakeLast";
}
