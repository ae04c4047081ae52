using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Database;

/// <summary>Options that are built for each context, and services that every context is given anew with them.</summary>
internal sealed partial class ContextLifetime
{
    // new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseSqlServer(_text).Options)
    private static void OnBuilder(Site site, IObjectCreationOperation builder)
    {
        if (!builder.Arguments.IsEmpty || !IsPerCall(site, builder) || ContextOf(builder, site.Facts) is not { } context)
        {
            return;
        }

        var settings = new ClientSettings(site.Facts, site.Cancellation);
        var isConfigured = false;
        foreach (var call in CallsOn(builder))
        {
            if (!settings.AreSame(call))
            {
                return;
            }

            isConfigured |= call.TargetMethod.Name.StartsWith("Use", StringComparison.Ordinal);
        }

        if (isConfigured)
        {
            site.Suggest(Rule, Locations.OfCall(builder), null, null, $"The options of '{context.Name}' are the same on every call and are built again on each; keep them in a static readonly field, or take contexts from an 'IDbContextFactory'");
        }
    }

    // options.UseMemoryCache(new MemoryCache(…)): the services of Entity Framework are kept by what they are given. A log is no part of them.
    private static void OnOwnServices(Site site, IInvocationOperation call)
    {
        if (call.Arguments.IsEmpty || !IsOptionsBuilder(Operations.Receiver(call)?.Type) || Operations.Argument(call, call.TargetMethod.Parameters.Length - 1) is not { } value)
        {
            return;
        }

        var isInterceptor = call.TargetMethod.Name == "AddInterceptors";
        if (Built(value, call, isInterceptor, site, 0) is not { } built || PerContext(site, call) is not { } isProven)
        {
            return;
        }

        if (call.TargetMethod.Name == "UseLoggerFactory")
        {
            site.Suggest(Rule, Locations.OfCall(call), null, null, $"Each context is given a '{built.Name}' of its own, which is set up for it and which nobody disposes of; keep one in a static field, or inject that of the application");
            return;
        }

        var text = $"Each context is given {(isInterceptor ? "an" : "a")} '{built.Name}' of its own: Entity Framework builds its services and the model again for each, keeps them all, and fails after twenty; keep one in a static field";
        if (isProven)
        {
            Report(site, Locations.OfCall(call), text);
        }
        else
        {
            site.Suggest(Rule, Locations.OfCall(call), null, null, text);
        }
    }

    // Whether the configuration a call belongs to runs for each context: surely, likely, or null where it does not.
    private static bool? PerContext(Site site, IInvocationOperation call)
    {
        if (Operations.Function(call) is IAnonymousFunctionOperation lambda)
        {
            // A pool and a factory make their options once.
            return Loops.CallReceiving(lambda) is { TargetMethod: { Name: "AddDbContext", IsGenericMethod: true } } registration && !KeepsOptions(registration) ? true : null;
        }

        if (site.ContainingSymbol is IMethodSymbol { Name: "OnConfiguring", IsOverride: true } method && site.Facts.Entities.IsContext(method.ContainingType))
        {
            for (IOperation? current = call; current is not null; current = current.Parent)
            {
                if (current is IConditionalOperation { Condition: var condition } && IsAskedFor(condition))
                {
                    return false;
                }
            }

            return true;
        }

        var root = Root(call);
        var built = root is ILocalReferenceOperation local ? Writes.OnlyValue(local.Local, Operations.Function(call)) : root;
        return built is not null && Operations.Unconverted(built) is IObjectCreationOperation { Arguments.IsEmpty: true } builder && IsOptionsBuilder(builder.Type) && ContextOf(builder, site.Facts) is not null && IsPerCall(site, builder) ? true : null;
    }

    private static bool IsAskedFor(IOperation condition)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            if (part is IPropertyReferenceOperation { Property.Name: "IsConfigured" })
            {
                return true;
            }
        }

        return false;
    }

    private static bool KeepsOptions(IInvocationOperation registration)
    {
        foreach (var argument in registration.Arguments)
        {
            if (argument.Parameter?.Name == "optionsLifetime" && argument.Value is IFieldReferenceOperation { Field.Name: "Singleton" })
            {
                return true;
            }
        }

        return false;
    }

    // The type of an object that is made each time the call is made; null for what may be kept.
    private static ITypeSymbol? Built(IOperation value, IOperation place, bool isInterceptor, Site site, int depth)
    {
        value = Operations.Unconverted(value);
        switch (value)
        {
            case IObjectCreationOperation { Type: { } type }:
                return !isInterceptor || Implements(type, "ISingletonInterceptor") ? type : null;
            case IArrayCreationOperation { Initializer.ElementValues: var elements } when isInterceptor:
                foreach (var element in elements)
                {
                    if (Built(element, place, isInterceptor, site, depth) is { } found)
                    {
                        return found;
                    }
                }

                return null;
            case IInvocationOperation { TargetMethod: { Name: "Create", ContainingType.Name: "LoggerFactory" } method }:
                return method.ReturnType;
            case IInvocationOperation { TargetMethod: { Name: "BuildServiceProvider", IsExtensionMethod: true } method }:
                return method.ReturnType;
            case ILocalReferenceOperation local when Operations.IsDeclaredIn(local.Local, Operations.Function(place).Syntax):
                return Writes.OnlyValue(local.Local, Operations.Root(place)) is { } only && depth == 0 ? Built(only, place, isInterceptor, site, 1) : null;
            case IInvocationOperation { TargetMethod: var helper } when site.Facts.IsOwn(helper) && !helper.IsVirtual && !helper.IsAbstract && depth == 0:
                return OnlyResult(helper, site) is { } result ? Built(result, result, isInterceptor, site, 1) : null;
            case IPropertyReferenceOperation { Property: { IsVirtual: false, IsAbstract: false, GetMethod: { } getter } property } when site.Facts.IsOwn(property) && !Operations.IsAutomatic(property) && depth == 0:
                return OnlyResult(getter, site) is { } got ? Built(got, got, isInterceptor, site, 1) : null;
            default:
                return null;
        }
    }

    private static IOperation? OnlyResult(IMethodSymbol method, Site site)
    {
        IOperation? only = null;
        if (site.Facts.Bodies.Of(method, site.Cancellation) is { } body)
        {
            foreach (var part in body.Descendants())
            {
                if (part is IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } returned } && ReferenceEquals(Operations.Function(part), Operations.Root(part)))
                {
                    if (only is not null)
                    {
                        return null;
                    }

                    only = returned;
                }
            }
        }

        return only;
    }

    private static bool Implements(ITypeSymbol type, string contract)
    {
        foreach (var candidate in type.AllInterfaces)
        {
            if (candidate.Name == contract)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOptionsBuilder(ITypeSymbol? type) => type is { Name: "DbContextOptionsBuilder", ContainingNamespace: { Name: "EntityFrameworkCore", ContainingNamespace.Name: "Microsoft" } };

    // In a loop, a request, or the factory of contexts; tools, migrations and tests build theirs once.
    private static bool IsPerCall(Site site, IObjectCreationOperation builder) =>
        IsRegisteredPerScope(builder) ||
        (site.Heat >= HeatLevel.Loop || IsContextFactory(site.ContainingSymbol)) && !RareCode.Is(site) &&
        new Lifetimes(site.Facts, site.Cancellation).IsInPerCallCode(builder, site.ContainingSymbol);

    // services.AddScoped(provider => …), container.Register(c => …).InstancePerLifetimeScope()
    private static bool IsRegisteredPerScope(IOperation builder)
    {
        if (Operations.Function(builder) is not IAnonymousFunctionOperation lambda || Loops.CallReceiving(lambda) is not { } registration)
        {
            return false;
        }

        if (registration.TargetMethod.Name != "Register")
        {
            return registration.TargetMethod is { IsExtensionMethod: true, Name: "AddScoped" or "AddTransient" or "TryAddScoped" or "TryAddTransient" };
        }

        for (IOperation step = registration; Next(step) is { } next; step = next)
        {
            if (next.TargetMethod.Name is "InstancePerLifetimeScope" or "InstancePerRequest" or "InstancePerDependency")
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsContextFactory(ISymbol member) =>
        member is { Name: "CreateDbContext" or "CreateDbContextAsync", ContainingType: { } type } && Implements(type, "IDbContextFactory");

    // The context that is made of the options a builder builds, where nobody else is given the builder.
    private static ITypeSymbol? ContextOf(IObjectCreationOperation builder, Facts facts)
    {
        var chain = Outermost(builder);
        switch (Operations.Consumer(chain))
        {
            case IPropertyReferenceOperation { Property.Name: "Options" } options:
                return ContextOfOptions(options, facts);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } declarator }:
                ITypeSymbol? context = null;
                foreach (var part in Operations.Function(declarator).Descendants())
                {
                    if (part is not ILocalReferenceOperation read || !SymbolEqualityComparer.Default.Equals(read.Local, local))
                    {
                        continue;
                    }

                    var outer = Outermost(read);
                    if (Operations.Consumer(outer) is IPropertyReferenceOperation { Property.Name: "Options" } built)
                    {
                        context ??= ContextOfOptions(built, facts);
                    }
                    else if (ReferenceEquals(outer, read) || outer.Parent is not IExpressionStatementOperation)
                    {
                        return null;
                    }
                }

                return context;
            default:
                return null;
        }
    }

    private static ITypeSymbol? ContextOfOptions(IPropertyReferenceOperation options, Facts facts)
    {
        var consumer = Operations.Consumer(options);
        if (consumer is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } declarator })
        {
            IOperation? only = null;
            foreach (var part in Operations.Function(declarator).Descendants())
            {
                if (part is ILocalReferenceOperation read && SymbolEqualityComparer.Default.Equals(read.Local, local))
                {
                    if (only is not null)
                    {
                        return null;
                    }

                    only = read;
                }
            }

            consumer = only is null ? null : Operations.Consumer(only);
        }

        return consumer is IArgumentOperation { Parent: IObjectCreationOperation { Type: { } made } } && facts.Entities.IsContext(made) ? made : null;
    }

    // What is called on a builder, in a chain or through its local.
    private static IEnumerable<IInvocationOperation> CallsOn(IObjectCreationOperation builder)
    {
        var local = Operations.Consumer(Outermost(builder)) is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var declared } } ? declared : null;
        foreach (var part in Operations.Function(builder).Descendants())
        {
            if (part is IInvocationOperation call && Root(call) is var root && (ReferenceEquals(root, builder) || root is ILocalReferenceOperation read && SymbolEqualityComparer.Default.Equals(read.Local, local)))
            {
                yield return call;
            }
        }
    }

    // What a chain of calls begins with.
    private static IOperation Root(IOperation call)
    {
        while (call is IInvocationOperation step && Operations.Receiver(step) is { } receiver)
        {
            call = Operations.Unconverted(receiver);
        }

        return call;
    }

    // The last call of the chain that begins here.
    private static IOperation Outermost(IOperation start)
    {
        while (Next(start) is { } call)
        {
            start = call;
        }

        return start;
    }

    private static IInvocationOperation? Next(IOperation step)
    {
        var consumer = Operations.Consumer(step);
        var call = consumer as IInvocationOperation ?? (consumer as IArgumentOperation)?.Parent as IInvocationOperation;
        return call is not null && Operations.Receiver(call) is { } receiver && ReferenceEquals(Operations.Unconverted(receiver), step) ? call : null;
    }
}
