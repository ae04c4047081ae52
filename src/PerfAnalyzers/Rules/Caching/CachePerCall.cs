using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Caching;

/// <summary>A cache, limiter or breaker that is built for one call or request: it remembers nothing from one to the next.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CachePerCall() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF3105", Categories.Caching, DiagnosticSeverity.Warning,
        title: "A cache lives for one call or request only",
        message: "'{0}' is built {1}: {2}; {3}",
        description: "A cache pays when a later call finds what an earlier one has kept. One that is built for each call, or held by an object that is, costs its building and its filling and is never hit.");

    protected override void Start(RuleContext context)
    {
        context.OnKnown("forgets", static (site, method, known) => OnBuilt(site, method, known));
        context.On(static site => OnLazy(site, (IPropertyReferenceOperation)site.Operation), OperationKind.PropertyReference);
        if (context.Facts.Type("Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions") is not null)
        {
            context.On(static site => OnRegistration(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    // AddScoped<IMemoryCache, MemoryCache>()
    private static void OnRegistration(Site site, IInvocationOperation call)
    {
        if (InstanceLifetimes.PhraseOf(call) is not { } phrase || call.TargetMethod is not { IsGenericMethod: true, IsExtensionMethod: true, Parameters.Length: > 0, TypeArguments: { } types } ||
            types[types.Length - 1] is not INamedTypeSymbol { TypeKind: TypeKind.Class } cache || call.TargetMethod.Parameters[call.TargetMethod.Parameters.Length - 1].Type.TypeKind == TypeKind.Delegate)
        {
            return;
        }

        foreach (var constructor in cache.InstanceConstructors)
        {
            if (site.Facts.Knowledge.Of(constructor) is { } known && known.Value("forgets") is not null && known.Value("memo") is null)
            {
                site.Report(Rule, Locations.OfCall(call), null, null, cache.Name, phrase, known.Value("forgets"), "register a singleton");
                return;
            }
        }
    }

    private static void OnBuilt(Site site, IMethodSymbol method, ApiEntry known)
    {
        var built = site.Operation;
        var facts = site.Facts;
        var isMemo = known.Value("memo") is not null;
        var name = method.MethodKind == MethodKind.Constructor ? method.ContainingType.Name : method.Name;
        if (isMemo && built is IObjectCreationOperation { Arguments.Length: > 0 } filled && IsFilled(filled) || Operations.IsInExpressionTree(built) || Benchmarks.Has(site.ContainingSymbol, facts))
        {
            return;
        }

        if (known.Value("alone") is not null && !IsHeldAlone(built))
        {
            return;
        }

        if (InstanceLifetimes.RegistrationAround(built) is { } registration)
        {
            if (!isMemo && InstanceLifetimes.PhraseOf(registration) is { } phrase && new ShortLives(facts, site.Cancellation).Of(built) == Fate.Unknown)
            {
                site.Report(Rule, LocationOf(built), [Locations.OfCall(registration)], null, name, phrase, known.Value("forgets"), "register a singleton");
            }

            return;
        }

        if (InstanceLifetimes.IsBuiltWithObject(built, site.ContainingSymbol))
        {
            OnField(site, built, known, name, isMemo);
            return;
        }

        if (isMemo && !MemoUses.IsUselessLocal(built) || RareCode.Is(site) || !new Lifetimes(facts, site.Cancellation).IsInPerCallCode(built, site.ContainingSymbol) || OnceGuards.Holds(built, facts))
        {
            return;
        }

        if (isMemo || new ShortLives(facts, site.Cancellation).Of(built) == Fate.Dies && !MemoUses.ServesLoop(built) || IsShared(built, site, known))
        {
            site.Report(Rule, LocationOf(built), null, null, name, facts.Heat.IsInRequest(built, site.ContainingSymbol) ? "on every request" : "on every call", known.Value("forgets"), known.Value("replaced"));
        }
    }

    // A local that only the code around it waits for and releases: no lambda, nothing that it is handed to.
    private static bool IsHeldAlone(IOperation built)
    {
        if (Operations.Consumer(built) is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator })
        {
            return false;
        }

        var function = Operations.Function(declarator);
        var waits = false;
        foreach (var part in function.Descendants())
        {
            if (part is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol))
            {
                if (reference.Parent is not IInvocationOperation { TargetMethod.Name: "Wait" or "WaitAsync" or "Release" or "Dispose" } call || !ReferenceEquals(call.Instance, reference) || !ReferenceEquals(Operations.Function(reference), function))
                {
                    return false;
                }

                waits |= call.TargetMethod.Name is "Wait" or "WaitAsync";
            }
        }

        return waits;
    }

    // A policy that is wrapped into others in request code is theirs, and as short-lived as they are.
    private static bool IsShared(IOperation built, Site site, ApiEntry known) =>
        known.TypeName.StartsWith("Polly.", StringComparison.Ordinal) && site.Facts.Heat.IsInRequest(built, site.ContainingSymbol) && new ShortLives(site.Facts, site.Cancellation).Of(built) == Fate.Unknown;

    // private readonly MemoryCache _cache = new(…) of a controller or scoped service; a dictionary serves one request well in services, not in controllers.
    private static void OnField(Site site, IOperation built, ApiEntry known, string name, bool isMemo)
    {
        var owner = site.ContainingSymbol.ContainingType;
        if (isMemo && !InstanceLifetimes.IsRequestType(owner, site.Facts) || RareCode.IsNamed(site.ContainingSymbol) || !InstanceLifetimes.EndWithRequest(owner, site.Facts) ||
            isMemo && !MemoUses.IsMemoField(built, site.Facts, site.Cancellation))
        {
            return;
        }

        site.Report(Rule, LocationOf(built), null, null, name, $"with each '{owner.Name}', which lives for one request", known.Value("forgets"), known.Value("replaced"));
    }

    // new Lazy<Prices>(Load).Value
    private static void OnLazy(Site site, IPropertyReferenceOperation property)
    {
        if (property is not { Property: { Name: "Value", ContainingType: { Name: "Lazy", Arity: 1 or 2, ContainingNamespace.Name: "System" } }, Instance: { } instance } || Operations.Unconverted(instance) is not IObjectCreationOperation lazy || RareCode.Is(site))
        {
            return;
        }

        if (new Lifetimes(site.Facts, site.Cancellation).IsInPerCallCode(lazy, site.ContainingSymbol))
        {
            site.Report(Rule, LocationOf(lazy), null, null, "Lazy", "on every call", "its value is computed each time", "keep the 'Lazy' in a field");
        }
    }

    private static bool IsFilled(IObjectCreationOperation creation)
    {
        foreach (var argument in creation.Arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter?.Type.Name is "IEnumerable" or "IDictionary" or "IReadOnlyDictionary")
            {
                return true;
            }
        }

        return false;
    }

    private static Location LocationOf(IOperation built) => built.Syntax is ImplicitObjectCreationExpressionSyntax creation ? creation.NewKeyword.GetLocation() : Locations.OfCall(built);
}
