using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>How long objects of a type live, as far as the code shows.</summary>
internal static class InstanceLifetimes
{
    /// <summary>
    /// Whether a type's objects are built again for each request, message or scope: controllers, pages, hubs, gRPC services and
    /// handlers, and what the project registers as scoped or transient and nowhere as a singleton.
    /// </summary>
    public static bool EndWithRequest(INamedTypeSymbol type, Facts facts)
    {
        if (type.IsStatic || type.IsAbstract || type.TypeKind != TypeKind.Class || facts.Registrations.IsSingleton(type))
        {
            return false;
        }

        return IsRequestType(type, facts) || facts.Registrations.IsShortLived(type);
    }

    // Middleware and filters are built once, or as somebody registers them.
    private static bool IsRequestType(INamedTypeSymbol type, Facts facts)
    {
        if (facts.Knowledge.OfType(type) is { } known && known.Has(ApiEffects.Request) && !known.TypeName.EndsWith("Filter", StringComparison.Ordinal) && !known.TypeName.EndsWith("IMiddleware", StringComparison.Ordinal))
        {
            return true;
        }

        for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            if (facts.Knowledge.HasAttribute(current, ApiEffects.Request))
            {
                return true;
            }
        }

        return false;
    }
}
