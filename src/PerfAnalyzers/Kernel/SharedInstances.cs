using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>Types of which the framework keeps one object for all requests: what its fields hold, all requests share.</summary>
internal static class SharedInstances
{
    /// <summary>What makes a type such a one, as a noun for messages; null when it is not known to be.</summary>
    public static string? Of(INamedTypeSymbol? type, Facts facts)
    {
        if (type is null || type.TypeKind is not TypeKind.Class)
        {
            return null;
        }

        if (Knowledge.Inherits(type, facts.Type("Microsoft.Extensions.Hosting.IHostedService")))
        {
            return "hosted service";
        }

        if (IsMiddleware(type))
        {
            return "middleware";
        }

        // The attribute itself is the filter, and metadata is read once.
        if (Knowledge.Inherits(type, facts.Type("System.Attribute")) && Knowledge.Inherits(type, facts.Type("Microsoft.AspNetCore.Mvc.Filters.IFilterMetadata")))
        {
            return "filter attribute";
        }

        return facts.Registrations.IsSingleton(type) ? "singleton" : null;
    }

    // By convention: takes the next delegate, and the context of each request. A type with a contract is made per request.
    private static bool IsMiddleware(INamedTypeSymbol type)
    {
        if (!Has(type.GetMembers("InvokeAsync")) && !Has(type.GetMembers("Invoke")))
        {
            return false;
        }

        foreach (var constructor in type.InstanceConstructors)
        {
            foreach (var parameter in constructor.Parameters)
            {
                if (parameter.Type.Name == "RequestDelegate")
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Has(System.Collections.Immutable.ImmutableArray<ISymbol> members)
    {
        foreach (var member in members)
        {
            if (member is IMethodSymbol { IsStatic: false, Parameters: [{ Type.Name: "HttpContext" }, ..] })
            {
                return true;
            }
        }

        return false;
    }
}
