using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>What requests add to static collections: data that other instances do not see.</summary>
internal static class RequestElements
{
    /// <summary>Whether the hub around a write keeps who is connected in a static collection, and in which.</summary>
    public static ISymbol? Connections(Site site, IOperation write, IOperation collection) =>
        HubConnections.IsHub(site.ContainingSymbol.ContainingType, site.Facts) && CollectionAdditions.Holder(collection, out _) is { Member: { IsStatic: true } member } && SharedMembers.IsKept(member, site.Facts) &&
        Collections.Is(collection.Type) && CollectionAdditions.Adds(write, 0, static (value, _) => HubConnections.Feed(value)) ? member : null;

    /// <summary>The static collection in which a write keeps what a request brings, and the call by which the request comes here when it stands elsewhere; null for caches, statistics and what is taken back.</summary>
    public static (ISymbol Member, IInvocationOperation? Caller)? Of(Site site, IOperation write, IOperation collection)
    {
        if (CollectionAdditions.Holder(collection, out var isElement) is not { Member: { IsStatic: true } member } holder || !SharedMembers.IsKept(member, site.Facts) ||
            !StaticCollections.KeepsState(member, holder.Type) || RareCode.Is(site))
        {
            return null;
        }

        if (!CollectionAdditions.Adds(write, site.Facts, static (value, facts) => RequestInputs.Feed(value, facts)) || CollectionAdditions.Adds(write, 0, static (value, _) => HubConnections.Feed(value)) ||
            !isElement && StaticCollections.IsMemo(write, member, site.Facts) || StaticCollections.IsTakenBack(write, member))
        {
            return null;
        }

        if (site.Facts.Heat.IsInRequest(write, site.ContainingSymbol))
        {
            return (member, null);
        }

        return ByDeployment.Speaks(site, always: true) && Operations.Function(write).Parent is null && site.ContainingSymbol is IMethodSymbol method &&
            new RequestCallers(site.Facts, site.Cancellation).To(method) is { IsEmpty: false } path && !PassesConnection(path[path.Length - 1]) ? (member, path[0]) : null;
    }

    // Who is connected is another matter.
    private static bool PassesConnection(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (HubConnections.Feed(argument.Value))
            {
                return true;
            }
        }

        return false;
    }
}
