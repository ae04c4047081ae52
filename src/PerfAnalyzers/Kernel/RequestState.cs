using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// What belongs to one request, user or connection: the context of a request, its user, headers, session and items, and what is
/// computed from them. Services that a request resolves and the address it was sent to do not.
/// </summary>
internal sealed class RequestState(Facts facts)
{
    private const int MaximumDepth = 12;

    /// <summary>Whether a project can serve requests at all.</summary>
    public static bool Exists(Facts facts) => facts.Type("Microsoft.AspNetCore.Http.HttpContext") is not null;

    /// <summary>What a value is taken from, for messages: <c>HttpContext.User</c>; null when it belongs to no request, or nobody can tell.</summary>
    public string? Source(IOperation? value) => Source(value, 0);

    /// <summary>Whether a type holds the state of a request.</summary>
    public static bool IsHolder(ITypeSymbol? type) => type switch
    {
        { Name: "HttpContext" or "HttpRequest" or "ISession", ContainingNamespace: { Name: "Http", ContainingNamespace.Name: "AspNetCore" } } => true,
        { Name: "ClaimsPrincipal" or "ClaimsIdentity", ContainingNamespace: { Name: "Claims", ContainingNamespace.Name: "Security" } } => true,
        { Name: "HubCallerContext", ContainingNamespace.Name: "SignalR" } => true,
        _ => false,
    };

    private string? Source(IOperation? value, int depth)
    {
        if (value is null || depth > MaximumDepth || value.ConstantValue.HasValue)
        {
            return null;
        }

        switch (Operations.Unconverted(value))
        {
            case IAwaitOperation awaited:
                return Source(awaited.Operation, depth + 1);
            case ICoalesceOperation coalesce:
                return Source(coalesce.Value, depth + 1) ?? Source(coalesce.WhenNull, depth + 1);
            case IConditionalAccessOperation access:
                return Source(access.WhenNotNull, depth + 1);
            case IConditionalAccessInstanceOperation instance:
                return Source(Operations.AccessedBy(instance), depth + 1);
            case IConditionalOperation choice:
                return Source(choice.WhenTrue, depth + 1) ?? Source(choice.WhenFalse, depth + 1);
            case IBinaryOperation binary:
                return Source(binary.LeftOperand, depth + 1) ?? Source(binary.RightOperand, depth + 1);
            case IInterpolatedStringOperation text:
                foreach (var part in text.Parts)
                {
                    if (part is IInterpolationOperation hole && Source(hole.Expression, depth + 1) is { } found)
                    {
                        return found;
                    }
                }

                return null;
            case IParameterReferenceOperation { Parameter: { } parameter }:
                return IsHolder(parameter.Type) ? parameter.Type.Name : null;
            case ILocalReferenceOperation local:
                return OfLocal(local, depth);
            case IPropertyReferenceOperation property:
                return OfProperty(property, depth);
            case IInvocationOperation call:
                return OfCall(call, depth);
            case IObjectCreationOperation creation when creation.Type is { } type && (facts.IsOwn(type) || IsHolder(type)):
                return OfArguments(creation.Arguments, depth) ?? OfInitializer(creation.Initializer, depth);
            default:
                return null;
        }
    }

    private string? OfLocal(ILocalReferenceOperation reference, int depth)
    {
        foreach (var (write, value) in LocalValues.Around(reference).Of(reference.Local))
        {
            // headers.TryGetValue("X-Tenant", out var tenant)
            var found = value is not null ? Source(value, depth + 1)
                : write is IArgumentOperation { Parent: IInvocationOperation call } ? OfReceiver(call, depth)
                : null;
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    private string? OfProperty(IPropertyReferenceOperation reference, int depth)
    {
        var property = reference.Property;
        if (property.IsStatic)
        {
            return property is { Name: "Current", ContainingType.Name: "ClaimsPrincipal" } ? "ClaimsPrincipal.Current" : null;
        }

        switch (property.ContainingType)
        {
            case { Name: "HttpContext" or "DefaultHttpContext" }:
                return property.Name is "User" or "Request" or "Session" or "Items" or "TraceIdentifier" ? "HttpContext." + property.Name : null;
            case { Name: "HttpRequest" }:
                return property.Name switch
                {
                    "Host" or "Scheme" or "PathBase" or "Protocol" or "IsHttps" => null,
                    "HttpContext" => Source(reference.Instance, depth + 1),
                    _ => "HttpContext.Request",
                };
            case { Name: "IHttpContextAccessor" or "HttpContextAccessor" }:
                return property.Name == "HttpContext" ? "HttpContext" : null;
            case { Name: "HubCallerContext" }:
                return property.Name is "ConnectionId" or "UserIdentifier" or "User" or "Items" ? "Context." + property.Name : null;
        }

        // Properties of controllers, pages and filter contexts.
        if (IsHolder(property.Type) && !facts.IsOwn(property))
        {
            return property.Name is "User" or "Request" or "Session" ? "HttpContext." + property.Name : property.Type.Name;
        }

        return Source(reference.Instance, depth + 1);
    }

    private string? OfCall(IInvocationOperation call, int depth)
    {
        var method = call.TargetMethod;
        if (method.IsStatic && !method.IsExtensionMethod && IsSystem(method.ContainingType) || method.IsExtensionMethod && method.ContainingType.Name is "Enumerable")
        {
            return OfArguments(call.Arguments, depth);
        }

        if (OfReceiver(call, depth) is { } found)
        {
            return found;
        }

        // GetTenant(context), of the project: the name says what comes back.
        return facts.IsOwn(method) && SaysWhose(method.Name) ? OfArguments(call.Arguments, depth) : null;
    }

    private string? OfReceiver(IInvocationOperation call, int depth)
    {
        if (Operations.Receiver(call) is not { } receiver || Source(receiver, depth + 1) is not { } found)
        {
            return null;
        }

        // What the context as a whole is asked for may be a service, an endpoint or a feature.
        return Operations.Unconverted(receiver).Type is { Name: "HttpContext" } && !SaysWhose(call.TargetMethod.Name) ? null : found;
    }

    private string? OfArguments(System.Collections.Immutable.ImmutableArray<IArgumentOperation> arguments, int depth)
    {
        foreach (var argument in arguments)
        {
            if (Source(argument.Value, depth + 1) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private string? OfInitializer(IObjectOrCollectionInitializerOperation? initializer, int depth)
    {
        foreach (var part in initializer?.Initializers ?? [])
        {
            if (part is ISimpleAssignmentOperation assignment && Source(assignment.Value, depth + 1) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static bool SaysWhose(string name) =>
        name.IndexOf("User", StringComparison.Ordinal) >= 0 || name.IndexOf("Tenant", StringComparison.Ordinal) >= 0 || name.IndexOf("Claim", StringComparison.Ordinal) >= 0 ||
        name.IndexOf("Session", StringComparison.Ordinal) >= 0 || name.IndexOf("Token", StringComparison.Ordinal) >= 0 || name.IndexOf("Customer", StringComparison.Ordinal) >= 0;

    private static bool IsSystem(INamedTypeSymbol? type) => type?.ContainingNamespace is { } space && (space.Name == "System" || space.ContainingNamespace is { Name: "System" });
}
