using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>A hub keeps who is connected in a collection of the process.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ConnectionMapInMemory() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6005", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "Connections of a hub are kept in the memory of one process",
        message: "'{0}' knows the connections of this process alone: whoever is connected to another instance is not found, and a restart forgets them all; send to 'Clients.User(…)' or to groups ('Groups.AddToGroupAsync')",
        description: "SignalR knows which connections a user or group has, on all instances once it has a backplane. A dictionary of connection ids knows those of its own process only; entries stay behind when a process ends without closing its connections.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("Microsoft.AspNetCore.SignalR.Hub") is null)
        {
            return;
        }

        context.On(static site => OnWrite(site), OperationKind.Invocation, OperationKind.SimpleAssignment, OperationKind.CoalesceAssignment);
    }

    private static void OnWrite(Site site)
    {
        var operation = site.Operation;
        if (!HubConnections.IsHub(site.ContainingSymbol.ContainingType, site.Facts))
        {
            return;
        }

        if (CollectionAdditions.Collection(operation) is { } collection)
        {
            if (RequestElements.Connections(site, operation, collection) is { } member)
            {
                var location = operation is IAssignmentOperation { Target.Syntax: ElementAccessExpressionSyntax { Expression: { } name } } ? Locations.OfExpression(name) : Locations.OfCall(operation);
                ByDeployment.Report(site, always: true, Rule, location, null, member.Name);
                return;
            }
        }

        if (operation is IInvocationOperation { Arguments.IsEmpty: false } call && ByDeployment.Speaks(site, always: true))
        {
            OnTracker(site, call);
        }
    }

    // tracker.Connected(Context.UserIdentifier, Context.ConnectionId)
    private static void OnTracker(Site site, IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (!site.Facts.IsOwn(method))
        {
            return;
        }

        var parameters = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter && HubConnections.Feed(argument.Value))
            {
                parameters.Add(parameter);
            }
        }

        if (parameters.Count == 0)
        {
            return;
        }

        var targets = method.ContainingType.TypeKind == TypeKind.Interface || method.IsAbstract ? site.Facts.Dispatch.Targets(method) : [method.OriginalDefinition];
        if (targets is not [var target] || site.Facts.Bodies.Of(target, site.Cancellation) is not { } body)
        {
            return;
        }

        // The implementation has parameters of its own.
        var own = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var parameter in target.Parameters)
        {
            foreach (var passed in parameters)
            {
                if (((IParameterSymbol)passed).Ordinal == parameter.Ordinal)
                {
                    own.Add(parameter);
                }
            }
        }

        foreach (var operation in body.Descendants())
        {
            if (CollectionAdditions.Collection(operation) is { } collection && KeptBy(collection, target.ContainingType, site.Facts) is { } member && Collections.Is(collection.Type) &&
                CollectionAdditions.Adds(operation, own, static (value, passed) => IsMadeOf(value, passed)))
            {
                ByDeployment.Report(site, always: true, Rule, Locations.OfCall(call), [Locations.OfExpression(operation.Syntax)], $"{target.ContainingType.Name}.{member.Name}");
                return;
            }
        }
    }

    // A static collection, or one of an object that exists once. The list of an entry may have been looked up into a local.
    private static ISymbol? KeptBy(IOperation collection, INamedTypeSymbol type, Facts facts)
    {
        if (Operations.Unconverted(collection) is ILocalReferenceOperation local)
        {
            foreach (var (write, value) in LocalValues.Around(local).Of(local.Local))
            {
                var source = value ?? (write is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "TryGetValue", Instance: { } asked } } ? asked : null);
                if (source is not null && Operations.Unconverted(source) is not ILocalReferenceOperation && KeptBy(source, type, facts) is { } kept)
                {
                    return kept;
                }
            }

            return null;
        }

        return CollectionAdditions.Holder(collection, out _) is { Member: { } member } && SharedMembers.IsKept(member, facts) && (member.IsStatic || SharedInstances.Of(type, facts) is not null) ? member : null;
    }

    private static bool IsMadeOf(IOperation value, HashSet<ISymbol> parameters)
    {
        var roots = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        Flow.Roots(value, LocalValues.Around(value), roots);
        return roots.Overlaps(parameters);
    }
}
