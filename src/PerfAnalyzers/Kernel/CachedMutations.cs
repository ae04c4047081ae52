using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Changes of a value that came out of a cache in the same method, where it was loaded to be read.</summary>
internal static class CachedMutations
{
    private static readonly HashSet<string> s_changes = new(StringComparer.Ordinal)
    {
        "Add", "AddRange", "AddFirst", "AddLast", "Insert", "InsertRange", "Remove", "RemoveAt", "RemoveAll", "RemoveRange", "RemoveWhere", "Clear", "Sort", "Reverse", "TryAdd", "UnionWith", "ExceptWith", "IntersectWith",
    };

    /// <summary>What changes the value a call takes out of a cache; null when nothing is seen to.</summary>
    public static IOperation? Of(CacheUse use, Site site)
    {
        if (use.Store != CacheStore.Memory || use.Act is not (CacheAct.Get or CacheAct.Fill) || Taken(use) is not { } local)
        {
            return null;
        }

        var function = Operations.Function(use.Call);
        if (use.Act == CacheAct.Fill ? !IsLoadedBy(use) : !IsLoadedOnMiss(local, use, function))
        {
            return null;
        }

        foreach (var part in function.Descendants())
        {
            if (part.Syntax.SpanStart > use.Call.Syntax.Span.End && Changes(part, local) && !IsPutBack(use, part, function, site) && LockRegions.Holding(part) is null && !IsOnMiss(part, local) && ReferenceEquals(Operations.Function(part), function))
            {
                return part;
            }
        }

        return null;
    }

    // var x = cache.Get(key); cache.TryGetValue(key, out var x)
    private static ILocalSymbol? Taken(CacheUse use)
    {
        foreach (var argument in use.Call.Arguments)
        {
            if (argument.Parameter?.RefKind == RefKind.Out)
            {
                foreach (var part in argument.Value.DescendantsAndSelf())
                {
                    if (part is ILocalReferenceOperation { Local: var taken })
                    {
                        return taken;
                    }
                }
            }
        }

        var value = Operations.Outcome(use.Call);
        while (value?.Parent is IConversionOperation or ICoalesceOperation)
        {
            value = value.Parent;
        }

        return value?.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var declared } } ? declared : null;
    }

    // A delegate that makes an empty object makes a place to put things.
    private static bool IsLoadedBy(CacheUse use)
    {
        if (use.Lambda is not { } lambda)
        {
            return use.Factory is not null;
        }

        foreach (var result in CacheUse.Results(lambda))
        {
            if (IsMadeHere(result))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsMadeHere(IOperation value)
    {
        value = Operations.Unconverted(value);
        if (value is IInvocationOperation { TargetMethod.Name: "FromResult", Arguments: [var argument] })
        {
            value = Operations.Unconverted(argument.Value);
        }

        if (value is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, Operations.Root(local)) is { } only)
        {
            value = Operations.Unconverted(only);
        }

        return value is IObjectCreationOperation or IArrayCreationOperation or ILiteralOperation or IDefaultValueOperation || value.Kind == OperationKind.CollectionExpression;
    }

    // On a miss the same local is given what a call answers.
    private static bool IsLoadedOnMiss(ILocalSymbol local, CacheUse use, IOperation function)
    {
        foreach (var (write, value) in LocalValues.Around(use.Call).Of(local))
        {
            if (value is not null && write is ISimpleAssignmentOperation && Operations.IsWithin(write, function))
            {
                var loaded = Operations.Unconverted(value);
                if (loaded is IAwaitOperation || loaded is IInvocationOperation)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Changes(IOperation part, ILocalSymbol local)
    {
        switch (part)
        {
            case IInvocationOperation { Instance: { Type: { } type } instance } call when s_changes.Contains(call.TargetMethod.Name):
                return IsOf(instance, local) && IsPlainCollection(type);
            case IAssignmentOperation { Target: IPropertyReferenceOperation or IFieldReferenceOperation }:
            case IIncrementOrDecrementOperation:
                var target = part is IAssignmentOperation assignment ? assignment.Target : ((IIncrementOrDecrementOperation)part).Target;
                var written = target is IPropertyReferenceOperation { Instance: { } of } ? of : target is IFieldReferenceOperation { Instance: { } from } ? from : null;
                return written is { Type.IsReferenceType: true } && (IsOf(written, local) || IsElementOf(written, local));
            case IAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: { } array } }:
                return IsOf(array, local);
            default:
                return false;
        }
    }

    private static bool IsOf(IOperation value, ILocalSymbol local) => Operations.Unconverted(value) is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local);

    // foreach (var product in cached) { product.Price *= 2; }
    private static bool IsElementOf(IOperation value, ILocalSymbol local)
    {
        if (Operations.Unconverted(value) is not ILocalReferenceOperation { Local: var element })
        {
            return false;
        }

        for (var current = value.Parent; current is not null; current = current.Parent)
        {
            if (current is IForEachLoopOperation loop && loop.Locals.Contains(element, SymbolEqualityComparer.Default))
            {
                var source = Sequences.Bare(loop.Collection);
                while (source is IInvocationOperation { TargetMethod: { Name: "Where" or "OrderBy" or "OrderByDescending" or "Take" or "Skip" or "Reverse" } method } call && Sequences.IsOperator(method) && Sequences.Source(call) is { } inner)
                {
                    source = inner;
                }

                return IsOf(source, local);
            }
        }

        return false;
    }

    private static bool IsPlainCollection(ITypeSymbol type) => type is INamedTypeSymbol { ContainingNamespace: { Name: "Generic", ContainingNamespace.Name: "Collections" }, Name: "List" or "IList" or "ICollection" or "Dictionary" or "IDictionary" or "HashSet" or "ISet" or "SortedSet" or "SortedDictionary" or "Queue" or "Stack" or "LinkedList" };

    // Set again, or taken out: the change is meant for all.
    private static bool IsPutBack(CacheUse use, IOperation change, IOperation function, Site site)
    {
        foreach (var part in function.Descendants())
        {
            if (part is IInvocationOperation call && !ReferenceEquals(call, use.Call) && call.Syntax.SpanStart > change.Syntax.SpanStart &&
                (call.TargetMethod.Name is "Remove" or "RemoveAsync" && Operations.Receiver(call)?.Type is { } type && type.Name.IndexOf("Cache", StringComparison.Ordinal) >= 0 || CacheUse.Of(call, site.Facts) is { Act: CacheAct.Set or CacheAct.Entry }))
            {
                return true;
            }
        }

        return false;
    }

    // What was just loaded is nobody else's yet.
    private static bool IsOnMiss(IOperation change, ILocalSymbol local)
    {
        for (IOperation child = change, parent = change.Parent!; parent is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation; child = parent, parent = parent.Parent!)
        {
            if (parent is IConditionalOperation conditional && !ReferenceEquals(conditional.Condition, child) && Writes.Any(local, ReferenceEquals(conditional.WhenTrue, child) ? conditional.WhenTrue : conditional.WhenFalse ?? conditional.WhenTrue))
            {
                return true;
            }
        }

        return false;
    }
}
