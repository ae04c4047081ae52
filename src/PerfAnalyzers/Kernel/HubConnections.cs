using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Hubs of SignalR, and who is connected to them.</summary>
internal static class HubConnections
{
    private const int MaximumDepth = 6;

    public static bool IsHub(INamedTypeSymbol? type, Facts facts) =>
        type is not null && facts.Type("Microsoft.AspNetCore.SignalR.Hub") is { } hub && Knowledge.Inherits(type, hub);

    /// <summary>Whether a value is made of the connection's id, or of the user's who is connected.</summary>
    public static bool Feed(IOperation value) => Feed(value, 0);

    private static bool Feed(IOperation value, int depth)
    {
        if (depth > MaximumDepth)
        {
            return false;
        }

        switch (value)
        {
            case IAnonymousFunctionOperation:
                return false;
            case IPropertyReferenceOperation { Property: { Name: "ConnectionId" or "UserIdentifier", ContainingType.Name: "HubCallerContext" } }:
                return true;
            case ILocalReferenceOperation local:
                foreach (var (_, written) in LocalValues.Around(local).Of(local.Local))
                {
                    if (written is not null && Feed(written, depth + 1))
                    {
                        return true;
                    }
                }

                return false;
        }

        foreach (var child in value.ChildOperations)
        {
            if (Feed(child, depth))
            {
                return true;
            }
        }

        return false;
    }
}
