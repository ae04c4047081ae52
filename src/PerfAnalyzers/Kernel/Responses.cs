using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>Where values leave the code as a response, or as text: there they are read, and nothing else.</summary>
internal static class Responses
{
    /// <summary>Whether a method writes what it is given: results of controllers and minimal APIs, serializers, views.</summary>
    public static bool Writes(IMethodSymbol method) => IsSerialized(method) || method is { Name: "View" or "PartialView", ContainingType.Name: "Controller" };

    /// <summary>Whether a method serializes what it is given.</summary>
    public static bool IsSerialized(IMethodSymbol method) => method.ContainingType?.Name switch
    {
        "ControllerBase" => method.Name is "Ok" or "Created" or "CreatedAtAction" or "CreatedAtRoute" or "Accepted" or "StatusCode",
        "Controller" => method.Name == "Json",
        "Results" or "TypedResults" => method.Name is "Ok" or "Json" or "Created" or "CreatedAtRoute" or "Accepted",
        "JsonSerializer" => method.Name.StartsWith("Serialize", StringComparison.Ordinal),
        "JsonConvert" => method.Name.StartsWith("SerializeObject", StringComparison.Ordinal),
        "HttpResponseJsonExtensions" => method.Name == "WriteAsJsonAsync",
        _ => false,
    };

    /// <summary>Whether what a function returns is serialized: an action of a controller, a method of a hub, the lambda of an endpoint.</summary>
    public static bool IsReturnSerialized(Facts facts, IOperation operation, ISymbol member)
    {
        var function = Operations.Function(operation);
        return function.Parent is not null
            ? IsEndpoint(facts, function)
            : member is IMethodSymbol { DeclaredAccessibility: Accessibility.Public, IsStatic: false, ContainingType: { } type } && IsServing(facts, type);
    }

    /// <summary>Whether a lambda is the handler of an endpoint.</summary>
    public static bool IsEndpoint(Facts facts, IOperation function) =>
        function is IAnonymousFunctionOperation && Loops.CallReceiving(function) is { } call && (facts.Knowledge.EffectsOf(call.TargetMethod) & ApiEffects.Request) != 0;

    private static bool IsServing(Facts facts, INamedTypeSymbol type)
    {
        for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            if (current is { Name: "ControllerBase", ContainingNamespace.Name: "Mvc" } or { Name: "Hub", ContainingNamespace.Name: "SignalR" } || facts.Knowledge.HasAttribute(current, ApiEffects.Request))
            {
                return true;
            }
        }

        return false;
    }
}
