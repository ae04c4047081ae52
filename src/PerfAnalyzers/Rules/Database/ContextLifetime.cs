using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>A context that lives as long as the process and tracks all it has ever loaded; and one that is built anew where it could be reused.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed partial class ContextLifetime() : PerfRule(Rule)
{
    /// <summary>Fix shape: the registration that pools.</summary>
    public const string PoolShape = "pool";

    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF1301", Categories.Database, DiagnosticSeverity.Warning,
        title: "A context lives too long, or it or its options are built for each use",
        message: "{0}",
        description: "A context tracks every entity it loads. One that outlives its unit of work grows, slows down each save and each query, and is used by several threads at once. One without state of its own can be taken from a pool.");

    protected override void Start(RuleContext context)
    {
        if (!context.Facts.Entities.IsUsed)
        {
            return;
        }

        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        context.On(static site => OnCreation(site, (IObjectCreationOperation)site.Operation), OperationKind.ObjectCreation);
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        var method = call.TargetMethod;
        switch (method.Name)
        {
            case "AddDbContext" when method.IsGenericMethod && call.Syntax is InvocationExpressionSyntax:
                OnContext(site, call, method.TypeArguments[method.TypeArguments.Length - 1]);
                break;
            case "AddSingleton" or "TryAddSingleton" or "AddHostedService" or "UseMiddleware" when method.IsExtensionMethod && method.IsGenericMethod:
                OnSingleton(site, call, method.TypeArguments[method.TypeArguments.Length - 1]);
                break;
            case "UseLoggerFactory" or "UseMemoryCache" or "UseInternalServiceProvider" or "AddInterceptors":
                OnOwnServices(site, call);
                break;
        }
    }

    private static void OnContext(Site site, IInvocationOperation call, ITypeSymbol context)
    {
        var hasLifetime = false;
        foreach (var argument in call.Arguments)
        {
            if (argument is { IsImplicit: false, Parameter.Type.Name: "ServiceLifetime" } && argument.ArgumentKind == ArgumentKind.Explicit)
            {
                hasLifetime = true;
                if (argument.Parameter.Name == "contextLifetime" && argument.Value is IFieldReferenceOperation { Field.Name: "Singleton" })
                {
                    Report(site, Locations.OfCall(call), $"One '{context.Name}' serves the whole process: it tracks all it has ever loaded, and threads share it; register it scoped, or a factory");
                    return;
                }
            }
        }

        if (!hasLifetime && call.TargetMethod.TypeArguments.Length == 1 && context is INamedTypeSymbol named && IsPoolable(site.Facts, named) && !TakesServices(call))
        {
            site.Suggest(Rule, Locations.OfCall(call), null, FixProperties.Of(PoolShape), $"'{context.Name}' holds nothing but its options and is built for each scope; 'AddDbContextPool' reuses it");
        }
    }

    // AddSingleton<Worker>(), AddSingleton<IWorker>(sp => new Worker(sp.GetRequiredService<ShopContext>()))
    private static void OnSingleton(Site site, IInvocationOperation call, ITypeSymbol implementation)
    {
        if (site.Facts.Entities.IsContext(implementation))
        {
            Report(site, Locations.OfCall(call), $"One '{implementation.Name}' serves the whole process: it tracks all it has ever loaded, and threads share it; register it scoped, or a factory");
            return;
        }

        foreach (var part in call.Descendants())
        {
            if (part is IInvocationOperation { TargetMethod: { Name: "GetRequiredService" or "GetService", TypeArguments: [{ } asked] } } && site.Facts.Entities.IsContext(asked) && !IsInScope(part, call))
            {
                Report(site, Locations.OfCall(call), $"A singleton keeps the '{asked.Name}' it is given for ever; give it an 'IDbContextFactory' or 'IServiceScopeFactory'");
                return;
            }
        }

        if (implementation is not INamedTypeSymbol { TypeKind: TypeKind.Class, IsAbstract: false } type || HasFactory(call))
        {
            return;
        }

        foreach (var constructor in type.InstanceConstructors)
        {
            foreach (var parameter in constructor.Parameters)
            {
                if (constructor.DeclaredAccessibility == Accessibility.Public && site.Facts.Entities.IsContext(parameter.Type))
                {
                    Report(site, Locations.OfCall(call), $"'{type.Name}' lives as long as the process and keeps the '{parameter.Type.Name}' it is given; give it an 'IDbContextFactory' or 'IServiceScopeFactory'");
                    return;
                }
            }
        }
    }

    private static bool HasFactory(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { Ordinal: > 0 } && argument.ArgumentKind == ArgumentKind.Explicit && call.TargetMethod.Name != "UseMiddleware")
            {
                return true;
            }
        }

        return false;
    }

    // using var scope = sp.CreateScope(); … scope.ServiceProvider.GetRequiredService<ShopContext>()
    private static bool IsInScope(IOperation resolved, IOperation registration)
    {
        foreach (var part in registration.Descendants())
        {
            if (part is IInvocationOperation { TargetMethod.Name: "CreateScope" or "CreateAsyncScope" })
            {
                return true;
            }
        }

        for (var current = resolved.Parent; current is not null && !ReferenceEquals(current, registration); current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation && current.Parent?.Parent is not IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "AddSingleton" or "TryAddSingleton" or "AddHostedService" } })
            {
                return true;
            }
        }

        return false;
    }

    // static readonly ShopContext s_db = new(…);
    private static void OnCreation(Site site, IObjectCreationOperation creation)
    {
        if (IsOptionsBuilder(creation.Type))
        {
            OnBuilder(site, creation);
            return;
        }

        if (!site.Facts.Entities.IsContext(creation.Type) || Operations.Function(creation) is IAnonymousFunctionOperation)
        {
            return;
        }

        ISymbol? kept = Operations.Consumer(creation) switch
        {
            IFieldInitializerOperation => site.ContainingSymbol,
            IPropertyInitializerOperation => site.ContainingSymbol,
            IAssignmentOperation { Target: IFieldReferenceOperation field } => field.Field,
            IAssignmentOperation { Target: IPropertyReferenceOperation property } => property.Property,
            _ => null,
        };
        if (kept is IFieldSymbol { IsStatic: true } or IPropertySymbol { IsStatic: true } && !Operations.IsThreadStatic(kept) && creation.Type is { } type)
        {
            Report(site, Locations.OfCall(creation), $"A static '{type.Name}' serves the whole process: it tracks all it has ever loaded, and threads share it; build one per unit of work");
        }
    }

    private static void Report(Site site, Location location, string text) => site.Report(Rule, location, null, null, text);

    // Its options are its only state: a pool resets the rest.
    private static bool IsPoolable(Facts facts, INamedTypeSymbol context)
    {
        if (!facts.IsOwn(context) || context.InstanceConstructors is not [{ Parameters: [{ Type: { Name: "DbContextOptions" } }] }])
        {
            return false;
        }

        for (var type = context; type is not null && type.Name != "DbContext"; type = type.BaseType)
        {
            if (!facts.IsOwn(type))
            {
                return false;
            }

            foreach (var member in type.GetMembers())
            {
                if (member is IFieldSymbol { IsStatic: false, IsConst: false } field && facts.Entities.EntityOf(field.Type) is null ||
                    member is IEventSymbol or IMethodSymbol { Name: "OnConfiguring" or "Dispose" or "DisposeAsync" })
                {
                    return false;
                }
            }
        }

        return true;
    }

    // (provider, options) => …: a pool has one set of options, made once.
    private static bool TakesServices(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type is INamedTypeSymbol { TypeArguments.Length: > 1 })
            {
                return true;
            }
        }

        return call.Arguments.Length < 2 || call.Arguments[1].ArgumentKind != ArgumentKind.Explicit;
    }
}
