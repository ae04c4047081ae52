using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Kernel;

/// <summary>Which types an application is composed with, and which libraries only add themselves to it.</summary>
internal static class CompositionTypes
{
    // Libraries that register and map what they are, and leave everything else to the application.
    private static readonly string[] s_plain =
    [
        "Microsoft.", "System.", "Azure.", "Aspire.", "Swashbuckle.", "NSwag.", "Scalar.", "Serilog", "NLog", "log4net", "AutoMapper", "Mapster", "MediatR", "FluentValidation", "Hangfire", "Quartz",
        "MassTransit", "Polly", "OpenTelemetry", "Npgsql", "Pomelo.", "MySql.", "Oracle.", "MongoDB.", "Grpc.", "Dapper", "StackExchange.", "Scrutor", "Refit", "Prometheus", "prometheus-net", "Sentry",
        "Autofac", "Lamar", "Castle.", "Newtonsoft.", "Asp.Versioning", "Yarp.", "Duende.", "OpenIddict", "MiniProfiler", "AspNetCoreRateLimit", "Blazored.", "MudBlazor", "GraphQL", "HotChocolate",
        "Humanizer", "Marten", "Wolverine", "Rebus", "NServiceBus", "Confluent.", "EasyNetQ", "RabbitMQ.", "ZiggyCreatures.", "EFCore.", "EntityFrameworkCore.", "Ardalis.", "Bogus", "MailKit", "IdentityModel",
    ];

    // These map and register what others have added.
    private static readonly string[] s_composing = ["AspNetCore.HealthChecks", "HealthChecks.", "Aspire.Hosting"];

    /// <summary>What a type composes; none for other types.</summary>
    public static CompositionPart PartOf(ITypeSymbol? type)
    {
        switch (type)
        {
            case ITypeParameterSymbol parameter:
                var all = CompositionPart.None;
                foreach (var constraint in parameter.ConstraintTypes)
                {
                    all |= PartOf(constraint);
                }

                return all;
            case INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Interface or TypeKind.Struct } named when named.SpecialType == SpecialType.None:
                var part = PartOfName(named);
                if (part == CompositionPart.None && named.TypeKind == TypeKind.Class)
                {
                    foreach (var contract in named.AllInterfaces)
                    {
                        part |= PartOfName(contract);
                    }
                }

                return part;
            default:
                return CompositionPart.None;
        }
    }

    /// <summary>Whether a word of a file may be the name of such a type or of something that makes one.</summary>
    public static bool IsName(string word) => PartOfName(word) != CompositionPart.None || word is "Host" or "WebHost" or "IStartupFilter" or "IHostingStartup" or "StartupBase";

    /// <summary>Whether the calls of a library add no middleware, endpoints or services but its own.</summary>
    public static bool IsPlain(IAssemblySymbol? library)
    {
        var name = library?.Name ?? "";
        foreach (var prefix in s_composing)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return false;
            }
        }

        foreach (var prefix in s_plain)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static CompositionPart PartOfName(INamedTypeSymbol type)
    {
        var part = PartOfName(type.Name);
        if (part == CompositionPart.None)
        {
            return part;
        }

        var space = type.ContainingNamespace;
        while (space is { ContainingNamespace.IsGlobalNamespace: false })
        {
            space = space.ContainingNamespace;
        }

        return space is { Name: "Microsoft" } ? part : CompositionPart.None;
    }

    private static CompositionPart PartOfName(string name) => name switch
    {
        "IServiceCollection" or "ServiceCollection" or "IMvcBuilder" or "IMvcCoreBuilder" or "ISignalRServerBuilder" or "ISignalRBuilder" or "IDataProtectionBuilder" or "IHttpClientBuilder" or
            "IHealthChecksBuilder" or "AuthenticationBuilder" or "AuthorizationBuilder" or "ILoggingBuilder" or "IHybridCacheBuilder" or "OptionsBuilder" or "IdentityBuilder" => CompositionPart.Services,
        "IApplicationBuilder" or "ApplicationBuilder" => CompositionPart.Pipeline,
        "IEndpointRouteBuilder" or "RouteGroupBuilder" or "IEndpointConventionBuilder" or "RouteHandlerBuilder" or "IRouteBuilder" => CompositionPart.Endpoints,
        "WebApplication" => CompositionPart.Pipeline | CompositionPart.Endpoints,
        "IHostBuilder" or "IWebHostBuilder" or "IHostApplicationBuilder" or "WebApplicationBuilder" or "HostApplicationBuilder" or "ConfigureHostBuilder" or "ConfigureWebHostBuilder" => CompositionPart.Host,
        _ => CompositionPart.None,
    };
}
