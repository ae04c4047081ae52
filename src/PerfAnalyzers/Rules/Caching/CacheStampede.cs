using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Caching;

/// <summary>All callers that find an entry missing load it, at the same time.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CacheStampede() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF3102", Categories.Caching, DiagnosticSeverity.Info,
        title: "When a cache entry expires, all callers load it at once",
        message: "'{0}' lets everyone who finds the entry missing call '{1}' at the same time; {2}",
        description: "Between the look into the cache and the end of the load, every other request finds nothing and loads, too. When an entry that many ask for expires, its source is asked by all of them in one moment.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.Extensions.Caching.Memory.IMemoryCache") is not null || context.Facts.Type("Microsoft.Extensions.Caching.Distributed.IDistributedCache") is not null)
        {
            context.On(Analyze, OperationKind.Invocation);
        }
    }

    private static void Analyze(Site site)
    {
        var call = (IInvocationOperation)site.Operation;
        if (call.TargetMethod.Name is not ("Set" or "SetAsync" or "SetString" or "SetStringAsync" or "GetOrCreate" or "GetOrCreateAsync") || CacheUse.Of(call, site.Facts) is not { Store: CacheStore.Memory or CacheStore.Distributed } use ||
            Operations.IsInExpressionTree(call) || Load(use, site) is not { } load || RareCode.Is(site) || IsServedAlone(site) || HasGate(call, site) || IsOfOneUser(use) || IsBlocked(call, site) ||
            EntryLifetimes.Endless(use, site) is not null || CacheFaults.HasWorse(use, site))
        {
            return;
        }

        var hybrid = HybridRewrite.InReach(call, site);
        site.Report(
            Rule, Locations.OfCall(call), [load.Syntax.GetLocation()], hybrid is null ? null : HybridRewrite.Plan(use, hybrid, site.Facts),
            call.TargetMethod.Name, load.TargetMethod.Name,
            hybrid is not null ? "'HybridCache.GetOrCreateAsync' lets one of them load, and the others wait for it"
                : site.Facts.Type("Microsoft.Extensions.Caching.Hybrid.HybridCache") is not null ? "let one of them load: with 'HybridCache', or behind a 'SemaphoreSlim' per key"
                : "let one of them load, behind a 'SemaphoreSlim' per key");
    }

    // What is loaded on a miss.
    private static IInvocationOperation? Load(CacheUse use, Site site)
    {
        if (use.Act == CacheAct.Fill)
        {
            return use.Lambda is { } lambda ? CostlyLoads.In(lambda.Body, site.Facts, site.Cancellation) : null;
        }

        var function = Operations.Function(use.Call);
        if (!site.Facts.MemoGuards.Guard(use.Call, function))
        {
            return null;
        }

        IInvocationOperation? get = null;
        foreach (var part in function.Descendants())
        {
            if (part is not IInvocationOperation call || call.Syntax.SpanStart >= use.Call.Syntax.SpanStart)
            {
                continue;
            }

            if (get is null)
            {
                get = CacheUse.Of(call, site.Facts) is { Act: CacheAct.Get } found && CacheUse.IsSame(found.Key, use.Key) ? call : null;
            }
            else if (call.Syntax.SpanStart > get.Syntax.Span.End && CacheUse.Of(call, site.Facts) is null && !LogCalls.Is(call, site.Facts) && CostlyLoads.Is(call, site.Facts, site.Cancellation) && Feeds(call, use))
            {
                return call;
            }
        }

        return null;
    }

    // What is set is made of what was loaded.
    private static bool Feeds(IInvocationOperation load, CacheUse use)
    {
        if (use.Value is not { } value)
        {
            return false;
        }

        var roots = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        Flow.Roots(value, LocalValues.Around(value), roots);
        foreach (var root in roots)
        {
            if (root is ILocalSymbol local)
            {
                foreach (var (write, _) in LocalValues.Around(value).Of(local))
                {
                    if (Operations.IsWithin(load, write))
                    {
                        return true;
                    }
                }
            }
        }

        return Operations.IsWithin(load, value);
    }

    private static bool IsServedAlone(Site site)
    {
        for (var type = site.ContainingSymbol.ContainingType; type is not null; type = type.BaseType)
        {
            if (type.Name is "BackgroundService" or "Grain")
            {
                return true;
            }
        }

        return site.ContainingSymbol.ContainingType is { } own && Knowledge.Inherits(own, site.Facts.Type("Microsoft.Extensions.Hosting.IHostedService"));
    }

    // A lock around it, or in its type: who loads behind one need not be seen.
    private static bool HasGate(IInvocationOperation call, Site site)
    {
        foreach (var part in Operations.Root(call).Descendants())
        {
            if (part is ILockOperation || part is IInvocationOperation { TargetMethod: var method } && (IsGate(method.Name) || IsGate(method.ContainingType?.Name ?? "")))
            {
                return true;
            }
        }

        foreach (var member in site.ContainingSymbol.ContainingType?.GetMembers() ?? [])
        {
            switch (member)
            {
                case IFieldSymbol field when IsGate(field.Type.Name) || IsGate(field.Name) || field.Type is INamedTypeSymbol { TypeArguments: [.., { } last] } && IsGate(last.Name):
                case IMethodSymbol { MethodKind: MethodKind.Constructor } constructor when TakesGate(constructor):
                    return true;
            }
        }

        return false;
    }

    private static bool TakesGate(IMethodSymbol constructor)
    {
        foreach (var parameter in constructor.Parameters)
        {
            if (IsGate(parameter.Type.Name) || IsGate(parameter.Name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsGate(string name) =>
        name.IndexOf("Semaphore", StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf("Mutex", StringComparison.OrdinalIgnoreCase) >= 0 || name.EndsWith("Lock", StringComparison.OrdinalIgnoreCase) || name.EndsWith("LockAsync", StringComparison.Ordinal) ||
        name.EndsWith("Locks", StringComparison.OrdinalIgnoreCase) || name.EndsWith("Locker", StringComparison.OrdinalIgnoreCase) || name is "Lazy" or "Monitor" || name.EndsWith("Gate", StringComparison.OrdinalIgnoreCase) || name.EndsWith("Gates", StringComparison.OrdinalIgnoreCase);

    // One user rarely asks twice at once.
    private static bool IsOfOneUser(CacheUse use)
    {
        foreach (var part in use.Key.DescendantsAndSelf())
        {
            if (Operations.SymbolOf(part) is { } symbol && IsUser(symbol.Name))
            {
                return true;
            }

            if (part is ILocalReferenceOperation local && Writes.OnlyValue(local.Local, Operations.Root(local)) is { } value)
            {
                foreach (var inner in value.DescendantsAndSelf())
                {
                    if (Operations.SymbolOf(inner) is { } read && IsUser(read.Name))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static bool IsUser(string name) => name.IndexOf("user", StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf("session", StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf("token", StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf("email", StringComparison.OrdinalIgnoreCase) >= 0;

    // That it blocks a thread is told on the same line.
    private static bool IsBlocked(IInvocationOperation call, Site site) =>
        call.TargetMethod.Name is "Set" or "SetString" && call.TargetMethod.ContainingType.Name is "DistributedCacheExtensions" or "IDistributedCache" && AwaitPlaces.IsInAsyncFunction(call, site.ContainingSymbol);
}
