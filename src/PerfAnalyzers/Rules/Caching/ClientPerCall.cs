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
                if (known.Value("when") is null && !IsBrowser(site.Facts, known))
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
        var facts = site.Facts;
        var type = method.MethodKind == MethodKind.Constructor ? method.ContainingType : Operations.Awaited(method.ReturnType);
        if (type is null || Operations.IsInExpressionTree(built) || IsBrowser(facts, known) || Benchmarks.Has(site.ContainingSymbol, facts) || built is IObjectCreationOperation { Constructor: { } } creation && IsPartOfOther(creation))
        {
            return;
        }

        var settings = new ClientSettings(facts, site.Cancellation);
        if (InstanceLifetimes.RegistrationAround(built) is { } registration)
        {
            if (known.Value("when") is null && new ShortLives(facts, site.Cancellation).Of(built) == Fate.Unknown && settings.AreSame(built) && InstanceLifetimes.PhraseOf(registration) is { } phrase)
            {
                var properties = known.Value("handler") is null && known.Value("connects") is null && ResolvesOnlyShared(registration) ? FixProperties.Of(SingletonShape) : null;
                Tell(site, LocationOf(built), [Locations.OfCall(registration)], properties, known, type.Name, phrase, isProven: true);
            }

            return;
        }

        if (InstanceLifetimes.IsBuiltWithObject(built, site.ContainingSymbol))
        {
            var owner = site.ContainingSymbol.ContainingType;
            if (known.Value("when") is null && InstanceLifetimes.EndWithRequest(owner, facts) && settings.AreSame(built) && !RareCode.IsNamed(site.ContainingSymbol))
            {
                Tell(site, LocationOf(built), null, null, known, type.Name, $"with each '{owner.Name}', which lives for one request", isProven: true);
            }

            return;
        }

        OnCall(site, built, known, type, settings);
    }

    private static void OnCall(Site site, IOperation built, ApiEntry known, ITypeSymbol type, ClientSettings settings)
    {
        var facts = site.Facts;
        if (RareCode.Is(site) || !new Lifetimes(facts, site.Cancellation).IsInPerCallCode(built, site.ContainingSymbol) || OnceGuards.Holds(built, facts))
        {
            return;
        }

        var loop = site.Heat >= HeatLevel.Loop ? facts.Loops.Repeating(built, site.Cancellation) : null;
        var isRequest = facts.Heat.IsInRequest(built, site.ContainingSymbol);
        if (known.Value("when") is not null && loop is null)
        {
            return;
        }

        var fate = new ShortLives(facts, site.Cancellation).Of(built);
        if (fate == Fate.Kept || fate == Fate.Unknown && !isRequest && loop is null || !settings.AreSame(built))
        {
            return;
        }

        // One that a loop builds and hands out belongs to an element.
        if (loop is not null && fate != Fate.Dies)
        {
            return;
        }

        ImmutableArray<IInvocationOperation> callers = isRequest || loop is not null || site.ContainingSymbol is not IMethodSymbol method ? [] : new RequestCallers(facts, site.Cancellation).To(method);
        isRequest |= !callers.IsEmpty;
        var isProven = isRequest || loop is not null || site.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.PropertyGet } || facts.Registrations.Has(site.ContainingSymbol.ContainingType);
        if (!isProven && (RunsRarely(site, facts) || IsPlainProgram(facts)))
        {
            return;
        }

        var where = loop is not null ? $"for every {loop.Phrase}" : isRequest ? "on every request" : "on every call";
        var related = new List<Location>();
        if (loop is not null)
        {
            related.Add(loop.Location);
        }

        foreach (var caller in callers)
        {
            related.Add(Locations.OfCall(caller));
        }

        Tell(site, LocationOf(built), related, Fix(site, built, known, fate), known, type.Name, where, isProven);
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

    // In the browser, which owns the connections, a client is a plain object.
    private static bool IsBrowser(Facts facts, ApiEntry known) =>
        known.Value("handler") is not null && facts.Type("Microsoft.AspNetCore.Components.WebAssembly.Hosting.WebAssemblyHostBuilder") is not null;

    // A credential built for a client that is reported itself.
    private static bool IsPartOfOther(IObjectCreationOperation creation) =>
        creation.Type is { Name: { } name } && name.EndsWith("Credential", StringComparison.Ordinal) && Operations.Consumer(creation) is IArgumentOperation;

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

    private static bool RunsRarely(Site site, Facts facts)
    {
        for (var member = site.ContainingSymbol; member is IMethodSymbol method; member = member.ContainingSymbol)
        {
            foreach (var start in s_rare)
            {
                if (method.Name.StartsWith(start, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return Knowledge.Inherits(site.ContainingSymbol.ContainingType, facts.Type("Microsoft.Extensions.Hosting.IHostedService"));
    }

    private static readonly ImmutableArray<string> s_rare = ["Test", "Ping", "Init", "Start", "Setup", "Connect", "Open", "Ensure", "Create", "Build", "Main", "Run", "Check", "Execute", "OnStart", "Dispose", "Verify", "Validate"];

    // A tool that runs from its start to its end: its methods are called once.
    private static bool IsPlainProgram(Facts facts) =>
        facts.Compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication &&
        facts.Type("Microsoft.Extensions.Hosting.IHost") is null && facts.Type("Microsoft.AspNetCore.Builder.IApplicationBuilder") is null;

    private static Location LocationOf(IOperation built) => built.Syntax is ImplicitObjectCreationExpressionSyntax creation ? creation.NewKeyword.GetLocation() : Locations.OfCall(built);
}
