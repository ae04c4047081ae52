using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

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

    /// <summary>Whether a type's objects serve one request by what it is. Middleware and filters are built once, or as somebody registers them.</summary>
    public static bool IsRequestType(INamedTypeSymbol type, Facts facts)
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

    /// <summary>The registration whose factory builds an object; null when none does.</summary>
    public static IInvocationOperation? RegistrationAround(IOperation built)
    {
        for (var function = Operations.Function(built); function is IAnonymousFunctionOperation lambda; function = Operations.Function(function))
        {
            if (Loops.CallReceiving(lambda) is { TargetMethod: { IsExtensionMethod: true } method } call && (method.ContainingType.Name is "ServiceCollectionServiceExtensions" or "ServiceCollectionDescriptorExtensions"))
            {
                return call;
            }
        }

        return null;
    }

    /// <summary>How often a registration's factory runs, for messages: <c>for each scope</c>; null when once.</summary>
    public static string? PhraseOf(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "AddScoped" or "TryAddScoped" or "AddKeyedScoped" => "for each scope, and so for each request",
        "AddTransient" or "TryAddTransient" or "AddKeyedTransient" => "for each object that asks for it",
        _ => null,
    };

    /// <summary>Whether an object is built with the one that keeps it: <c>private readonly HttpClient _http = new();</c>, or in the constructor.</summary>
    public static bool IsBuiltWithObject(IOperation built, ISymbol member)
    {
        if (Operations.Function(built) is IAnonymousFunctionOperation or ILocalFunctionOperation || member.IsStatic)
        {
            return false;
        }

        var consumer = Operations.Consumer(built);
        return consumer is IFieldInitializerOperation or IPropertyInitializerOperation ||
            member is IMethodSymbol { MethodKind: MethodKind.Constructor } && consumer is ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field.IsStatic: false } or IPropertyReferenceOperation { Property.IsStatic: false } };
    }
}
