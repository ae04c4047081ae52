using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What a static collection is there for: data, or a cache, a lock, a statistic.</summary>
internal static class StaticCollections
{
    private static readonly HashSet<string> s_purposes = new(StringComparer.OrdinalIgnoreCase)
    {
        "cache", "cached", "caches", "memo", "pool", "pools", "lock", "locks", "gate", "gates", "semaphore", "semaphores", "throttle", "throttles", "limiter", "limiters", "metric", "metrics", "stats", "statistics",
        "counter", "counters", "count", "counts", "hits", "flight", "inflight", "running", "busy", "registry", "handlers", "types", "log", "logs",
    };

    /// <summary>Whether a collection keeps data, by its type and name.</summary>
    public static bool KeepsState(ISymbol member, ITypeSymbol? type)
    {
        if (type is not INamedTypeSymbol { TypeArguments: { Length: > 0 } elements } named || !Collections.Is(type) || named.Name is "ConditionalWeakTable" or "BlockingCollection" or "ObjectPool" ||
            named.ContainingNamespace is not { Name: "Generic" or "Concurrent" })
        {
            return false;
        }

        if (SaysPurpose(member.Name))
        {
            return false;
        }

        // What is known of a type or a culture is the same everywhere. Numbers by key are statistics, as a rule.
        if (elements[0] is { Name: "Type" or "MemberInfo" or "MethodInfo" or "PropertyInfo" or "Assembly" or "CultureInfo" })
        {
            return false;
        }

        var last = elements[elements.Length - 1];
        return elements.Length == 1 || last is not ({ SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_Double } or { Name: "SemaphoreSlim" or "Lazy" or "WeakReference" or "Lock" or "Task" or "Regex" or "Delegate" } or
            { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.Delegate });
    }

    /// <summary>Whether a write keeps what was looked up and not found: a cache. An empty container that is filled later is none.</summary>
    public static bool IsMemo(IOperation write, ISymbol member, Facts facts)
    {
        var value = write switch
        {
            IAssignmentOperation assignment => assignment.Value,
            IInvocationOperation { Arguments: { Length: > 1 } arguments } => arguments[arguments.Length - 1].Value,
            _ => null,
        };
        if (value is not null && Operations.Unconverted(value) is ISimpleAssignmentOperation inner)
        {
            value = inner.Value;
        }

        if (value is not null && IsEmptyContainer(Operations.Unconverted(value)))
        {
            return false;
        }

        if (facts.MemoGuards.Guard(write, write))
        {
            return true;
        }

        foreach (var operation in Operations.Function(write).Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod.Name: "TryGetValue" or "ContainsKey" or "Contains", Instance: IMemberReferenceOperation asked } && SymbolEqualityComparer.Default.Equals(asked.Member, member))
            {
                return value is not null && Operations.Unconverted(value) is not IParameterReferenceOperation;
            }
        }

        return false;
    }

    /// <summary>Whether the member that adds an element removes it again: it marks work that is under way.</summary>
    public static bool IsTakenBack(IOperation write, ISymbol member)
    {
        foreach (var operation in Operations.Function(write).Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod.Name: "Remove" or "TryRemove" or "TryDequeue" or "Dequeue" or "TryTake" or "Pop" or "TryPop", Instance: IMemberReferenceOperation emptied } &&
                SymbolEqualityComparer.Default.Equals(emptied.Member, member))
            {
                return true;
            }
        }

        return false;
    }

    // Word by word: a country is no count.
    private static bool SaysPurpose(string name)
    {
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i == name.Length || name[i] == '_' || char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
            {
                if (s_purposes.Contains(name.Substring(start, i - start).Trim('_')))
                {
                    return true;
                }

                start = i;
            }
        }

        return false;
    }

    private static bool IsEmptyContainer(IOperation value) =>
        value is IObjectCreationOperation { Arguments.IsEmpty: true, Initializer: null } creation && Collections.Is(creation.Type) || value is ICollectionExpressionOperation { Elements.IsEmpty: true };
}
