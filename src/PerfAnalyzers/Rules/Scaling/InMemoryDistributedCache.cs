using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>Several instances keep sessions, cached entries or answers, each in its own memory; or they load shared sessions with a blocked thread.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class InMemoryDistributedCache() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6002", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "A cache that is meant to be shared is kept in the memory of one instance",
        message: "{0}; {1}",
        description: "AddDistributedMemoryCache and AddOutputCache keep their entries in the process. Sessions are lost when the next request goes to another instance, and entries are computed and evicted on each instance for itself. Sessions in a shared store are loaded synchronously unless the request has awaited LoadAsync.");

    private static readonly string[] s_stores =
    [
        "AddStackExchangeRedisCache", "AddDistributedRedisCache", "AddRedisDistributedCache", "AddDistributedSqlServerCache", "AddSqlServerCache", "AddDistributedPostgresCache", "AddDistributedPostgreSqlCache", "AddCosmosCache",
        "AddEnyimMemcached", "AddNCacheDistributedCache", "AddDistributedMySqlCache", "AddMongoDbCache", "AddGarnetCache", "AddCouchbaseDistributedCache", "AddDynamoDBDistributedCache", "AddAWSDynamoDBDistributedCache",
    ];

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.AspNetCore.Builder.IApplicationBuilder") is null)
        {
            return;
        }

        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        switch (call.TargetMethod.Name)
        {
            case "AddDistributedMemoryCache" when call.TargetMethod.ContainingType.Name == "MemoryCacheServiceCollectionExtensions":
                OnCache(site, call);
                break;
            case "AddOutputCache" when call.TargetMethod.ContainingType.Name == "OutputCacheServiceCollectionExtensions":
                OnOutputCache(site, call);
                break;
            case "GetString" or "GetInt32" or "SetString" or "SetInt32" or "Get" or "Set" or "TryGetValue" or "Remove" when call.TargetMethod.ContainingType is { Name: "SessionExtensions" or "ISession", ContainingNamespace.Name: "Http" }:
                OnSession(site, call);
                break;
        }
    }

    private static void OnCache(Site site, IInvocationOperation call)
    {
        if (CompositionConditions.Of(call) == CompositionCondition.Development || !ByDeployment.Speaks(site, always: false) || !site.Facts.Composition.Lacks(CompositionPart.Services, call.Syntax.SyntaxTree, s_stores) ||
            IsRegistered("IDistributedCache", site.Facts) || HasStorePackage(site.Facts.Compilation))
        {
            return;
        }

        var composition = site.Facts.Composition;
        if (composition.IsCalled("AddSession"))
        {
            ByDeployment.Report(site, always: false, Rule, Locations.OfCall(call), composition.First("AddSession") is { } session ? [Locations.OfCall(session.Operation)] : null,
                "'AddDistributedMemoryCache' keeps sessions in this instance alone: the next request may go to one that does not know them", "register a shared store ('AddStackExchangeRedisCache', 'AddDistributedSqlServerCache')");
        }
        else if (composition.Mentions("IDistributedCache") || composition.IsCalled("AddHybridCache"))
        {
            ByDeployment.Report(site, always: false, Rule, Locations.OfCall(call), null,
                "'AddDistributedMemoryCache' is no distributed cache: each instance has entries of its own, and none sees what another writes or removes", "register a shared store ('AddStackExchangeRedisCache', 'AddDistributedSqlServerCache')");
        }
    }

    private static void OnOutputCache(Site site, IInvocationOperation call)
    {
        var composition = site.Facts.Composition;
        if (CompositionConditions.Of(call) == CompositionCondition.Development || !ByDeployment.Speaks(site, always: false) ||
            !composition.Lacks(CompositionPart.Services, call.Syntax.SyntaxTree, "AddStackExchangeRedisOutputCache", "AddRedisOutputCache") || composition.Mentions("IOutputCacheStore") && IsRegistered("IOutputCacheStore", site.Facts) ||
            composition.References("Microsoft.AspNetCore.OutputCaching.StackExchangeRedis") || !composition.IsCalled("CacheOutput") && !composition.Mentions("OutputCache") && !composition.Mentions("OutputCacheAttribute"))
        {
            return;
        }

        // An entry that only one instance drops is wrong on the others; one that each makes for itself is merely made again.
        if (composition.Mentions("EvictByTagAsync"))
        {
            ByDeployment.Report(site, always: false, Rule, Locations.OfCall(call), null,
                "'AddOutputCache' keeps answers in this instance alone: 'EvictByTagAsync' leaves the old ones on all others", "share them ('AddStackExchangeRedisOutputCache')");
        }
        else
        {
            site.Suggest(Rule, Locations.OfCall(call), null, null, "'AddOutputCache' keeps answers in this instance alone: every other one computes them again", "share them ('AddStackExchangeRedisOutputCache')");
        }
    }

    // The first use of a session in a request loads it: with a blocked thread, unless that has been awaited.
    private static void OnSession(Site site, IInvocationOperation call)
    {
        if (site.ContainingSymbol is not IMethodSymbol || !IsAsync(Operations.Function(call), site.ContainingSymbol) || !site.Facts.Heat.IsInRequest(call, site.ContainingSymbol) || !IsFirstUse(call) ||
            LoadsSession(site.Facts) || !HasStore(site.Facts) || site.Facts.Deployment.ScaleOutOf(call.Syntax.SyntaxTree) == ScaleOut.Single)
        {
            return;
        }

        site.Suggest(Rule, Locations.OfCall(call), null, null, $"'{call.TargetMethod.Name}' loads the session from its store and blocks the thread meanwhile", "await 'Session.LoadAsync' before the first use");
    }

    private static bool IsAsync(IOperation function, ISymbol member) => function switch
    {
        IAnonymousFunctionOperation lambda => lambda.Symbol.IsAsync,
        ILocalFunctionOperation local => local.Symbol.IsAsync,
        _ => member is IMethodSymbol { IsAsync: true },
    };

    private static bool IsFirstUse(IInvocationOperation call)
    {
        foreach (var operation in Operations.Function(call).Descendants())
        {
            if (operation is IInvocationOperation { TargetMethod.ContainingType: { Name: "SessionExtensions" or "ISession", ContainingNamespace.Name: "Http" } })
            {
                return ReferenceEquals(operation, call);
            }
        }

        return false;
    }

    private static bool LoadsSession(Facts facts)
    {
        foreach (var (_, names) in SourceFiles.Of(facts.Compilation))
        {
            if (names.Words.Contains("LoadAsync") && (names.Words.Contains("Session") || names.Words.Contains("ISession")))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasStore(Facts facts)
    {
        foreach (var store in s_stores)
        {
            if (facts.Composition.First(store) is not null)
            {
                return true;
            }
        }

        return false;
    }

    // AddSingleton<IDistributedCache, RedisCache>()
    private static bool IsRegistered(string contract, Facts facts)
    {
        foreach (var call in facts.Composition.Calls)
        {
            if (call.Method is { TypeArguments: [{ } type, ..] } && type.Name == contract)
            {
                return true;
            }

            if (call.Operation is IInvocationOperation { Arguments: [_, { Value: ITypeOfOperation { TypeOperand: { } named } }, ..] } && named.Name == contract)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasStorePackage(Compilation compilation)
    {
        foreach (var reference in compilation.ReferencedAssemblyNames)
        {
            var name = reference.Name;
            if (name.StartsWith("Microsoft.Extensions.Caching.", StringComparison.Ordinal)
                ? name is not ("Microsoft.Extensions.Caching.Abstractions" or "Microsoft.Extensions.Caching.Memory" or "Microsoft.Extensions.Caching.Hybrid")
                : name.IndexOf("Caching", StringComparison.Ordinal) >= 0 && (name.IndexOf("Redis", StringComparison.Ordinal) >= 0 || name.IndexOf("Cosmos", StringComparison.Ordinal) >= 0 || name.IndexOf("Postgre", StringComparison.Ordinal) >= 0 || name.StartsWith("NCache", StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
