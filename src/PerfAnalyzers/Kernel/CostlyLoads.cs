using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Calls that wait for a database, another machine or a file, as far as their own code and the API tables show, or the task of an unknown service suggests.</summary>
internal static class CostlyLoads
{
    /// <summary>The first such call in a piece of code; null when there is none. Calls of caches are none.</summary>
    public static IInvocationOperation? In(IOperation region, Facts facts, CancellationToken cancellation)
    {
        foreach (var part in region.DescendantsAndSelf())
        {
            if (part is IInvocationOperation call && CacheUse.Of(call, facts) is null && !LogCalls.Is(call, facts) && Is(call, facts, cancellation))
            {
                return call;
            }
        }

        return null;
    }

    /// <summary>Whether a call is one.</summary>
    public static bool Is(IInvocationOperation call, Facts facts, CancellationToken cancellation)
    {
        if (facts.RoundTrips.Of(call) is { } known)
        {
            return (known.Effects & ApiEffects.Connect) == 0;
        }

        var method = call.TargetMethod;
        if (facts.Knowledge.Of(method) is { } entry && (entry.Has(ApiEffects.Io) || entry.Value("read") == "yes" || entry.Value("twin") is not null && method is { ContainingType.Name: "File", ContainingNamespace.Name: "IO" }))
        {
            return true;
        }

        var callee = facts.Dispatch.Narrow(call, method);
        if (facts.UsesDatabase && facts.Summaries.MayReach(callee) && facts.Summaries.Of(callee, ApiEffects.AnyRoundTrip, cancellation) is { IsSilent: false } ||
            facts.RemoteSummaries.MayReach(callee) && facts.RemoteSummaries.Of(callee, ApiEffects.Remote, cancellation) is { IsSilent: false })
        {
            return true;
        }

        // A service of which nothing is known, and that is waited for.
        return Operations.IsTask(call.Type) && method.ContainingType is { TypeKind: TypeKind.Interface } && !StateChanges.IsLibrary(method) && method.Name.EndsWith("Async", StringComparison.Ordinal) && facts.Dispatch.Targets(method).IsEmpty;
    }
}
