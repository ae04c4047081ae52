using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Caching;

/// <summary>A client that owns connections is built again for each call, request or scope.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ClientPerCall() : PerfRule(Rule)
{
    /// <summary>Fix shape: the client moves into a static readonly field.</summary>
    public const string FieldShape = "field";

    /// <summary>Fix shape: an <c>IHttpClientFactory</c> at hand makes it; <see cref="DetailKey"/> names it.</summary>
    public const string FactoryShape = "factory";

    /// <summary>Fix shape: the registration becomes a singleton's.</summary>
    public const string SingletonShape = "singleton";

    /// <summary>Property: the name to give the field, or that of the factory.</summary>
    public const string DetailKey = "detail";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF3002", Categories.Caching, DiagnosticSeverity.Warning,
        title: "A client that is made to be shared is built for each call or request",
        message: "'{0}' is built {1}: {2}; {3}",
        description: "A client owns connections, pools and tokens, and serves all threads. Built for each call it opens and closes them again, under load until the machine has no ports left.");

    protected override void Start(RuleContext context)
    {
        context.OnKnown("client", static (site, method, known) => OnBuilt(site, method, known));
        if (context.Facts.Type("Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions") is not null)
        {
            context.On(static site => OnRegistration(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    // AddScoped<CosmosClient>()   AddTransient<IMongoClient, MongoClient>()
    private static void OnRegistration(Site site, IInvocationOperation call)
    {
        if (InstanceLifetimes.PhraseOf(call) is not { } phrase || call.TargetMethod is not { IsGenericMethod: true, IsExtensionMethod: true, TypeArguments: { } types } ||
            types[types.Length - 1] is not INamedTypeSymbol { TypeKind: TypeKind.Class, IsAbstract: false } client)
        {
            return;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.Value.Type?.TypeKind == TypeKind.Delegate || argument.Parameter?.Type.TypeKind == TypeKind.Delegate)
            {
                return;
            }
        }

        foreach (var constructor in client.InstanceConstructors)
        {
            if (site.Facts.Knowledge.Of(constructor) is { } known && known.Value("client") is not null)
            {
                if (known.Value("when") is null && !ShortLivedClients.IsOfBrowser(known, site.Facts))
                {
                    var properties = known.Value("handler") is null ? FixProperties.Of(SingletonShape) : null;
                    Tell(site, Locations.OfCall(call), null, properties, known, client.Name, phrase, isProven: true);
                }

                return;
            }
        }
    }

    private static void OnBuilt(Site site, IMethodSymbol method, ApiEntry known)
    {
        var built = site.Operation;
        var type = method.MethodKind == MethodKind.Constructor ? method.ContainingType : Operations.Awaited(method.ReturnType);
        if (type is null || ShortLivedClients.Of(site, built, known) is not { } found)
        {
            return;
        }

        var properties = found.Registration is { } registration
            ? known.Value("handler") is null && known.Value("connects") is null && ResolvesOnlyShared(registration) ? FixProperties.Of(SingletonShape) : null
            : found.IsOfCall ? Fix(site, built, known, found.Fate) : null;
        Tell(site, LocationOf(built), found.Related, properties, known, type.Name, found.Where, found.IsProven);
    }

    private static void Tell(Site site, Location location, IEnumerable<Location>? related, ImmutableDictionary<string, string?>? properties, ApiEntry known, string name, string where, bool isProven)
    {
        object?[] arguments = [name, where, known.Value("client"), known.Value("instead") ?? "share one for the whole process"];
        if (isProven && known.Value("severity") != "info")
        {
            site.Report(Rule, location, related, properties, arguments);
        }
        else
        {
            site.Suggest(Rule, location, related, properties, arguments);
        }
    }

    private static ImmutableDictionary<string, string?>? Fix(Site site, IOperation built, ApiEntry known, Fate fate)
    {
        if (known.Value("handler") is not null && built is IObjectCreationOperation { Arguments.Length: 0, Initializer: null } && FactoryAtHand(site) is { } factory)
        {
            return FixProperties.Of(FactoryShape).Add(DetailKey, factory);
        }

        return known.Value("connects") is null && known.Value("when") is null && fate == Fate.Dies && ClientMoves.IsMovable(built, known, site) ? FixProperties.Of(FieldShape).Add(DetailKey, known.Value("name")) : null;
    }

    // A field, property or parameter that the code can reach by its name.
    private static string? FactoryAtHand(Site site)
    {
        if (site.Facts.Type("System.Net.Http.IHttpClientFactory") is not { } factory || site.ContainingSymbol.IsStatic)
        {
            return null;
        }

        foreach (var member in site.ContainingSymbol.ContainingType.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false, IsImplicitlyDeclared: false } field && SymbolEqualityComparer.Default.Equals(field.Type, factory))
            {
                return field.Name;
            }

            if (member is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor && constructor.DeclaringSyntaxReferences is [var declared] && declared.GetSyntax(site.Cancellation) is TypeDeclarationSyntax)
            {
                foreach (var parameter in constructor.Parameters)
                {
                    if (SymbolEqualityComparer.Default.Equals(parameter.Type, factory))
                    {
                        return parameter.Name;
                    }
                }
            }
        }

        return null;
    }

    // What a singleton's factory may ask for.
    private static bool ResolvesOnlyShared(IInvocationOperation registration)
    {
        foreach (var part in registration.Descendants())
        {
            if (part is IInvocationOperation { TargetMethod: { Name: "GetRequiredService" or "GetService", TypeArguments: [var asked] } } && asked.Name is not ("IConfiguration" or "IOptions" or "ILogger" or "ILoggerFactory" or "IHostEnvironment" or "IWebHostEnvironment"))
            {
                return false;
            }
        }

        return true;
    }

    private static Location LocationOf(IOperation built) => built.Syntax is ImplicitObjectCreationExpressionSyntax creation ? creation.NewKeyword.GetLocation() : Locations.OfCall(built);
}
