using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>Requests keep data in static members, number things with them, or demand what they have put into the memory cache.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class RequestWritesStaticState() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6006", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "Requests keep their data in the memory of one process",
        message: "{0}; {1}",
        description: "Static members and the memory cache live in one process. Another instance does not see what a request has written there, a restart forgets it, and numbers begin anew. A cache may be empty at any time, so nothing may depend on an entry.");

    protected override void Start(RuleContext context)
    {
        if (!RequestState.Exists(context.Facts) && context.Facts.Type("Microsoft.Extensions.Caching.Memory.IMemoryCache") is null)
        {
            return;
        }

        context.On(static site => OnAssignment(site, (IAssignmentOperation)site.Operation), OperationKind.SimpleAssignment, OperationKind.CoalesceAssignment);
        context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        context.On(static site => OnNumber(site, ((IIncrementOrDecrementOperation)site.Operation).Target), OperationKind.Increment, OperationKind.Decrement);
    }

    private static void OnAssignment(Site site, IAssignmentOperation assignment)
    {
        switch (assignment.Target)
        {
            case IMemberReferenceOperation { Member: { IsStatic: true } member } target and (IFieldReferenceOperation or IPropertyReferenceOperation):
                if (SharedMembers.IsKept(member, site.Facts) && !SharedMembers.IsTrace(member.Name) && !assignment.Value.ConstantValue.HasValue && IsInRequest(site) &&
                    new RequestState(site.Facts).Source(assignment.Value) is null && RequestInputs.Feed(assignment.Value, site.Facts))
                {
                    Report(site, Locations.OfExpression(target.Syntax), member, null);
                }

                break;
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } collection } element:
                OnElement(site, collection, NameOf(collection, element.Syntax));
                break;
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (CollectionAdditions.Collection(call) is { } collection)
        {
            OnElement(site, collection, Locations.OfCall(call));
        }

        var method = call.TargetMethod;
        switch (method.Name)
        {
            case "Increment" or "Decrement" or "Add" when method.ContainingType is { Name: "Interlocked" } && call.Arguments.Length > 0:
                OnNumber(site, call.Arguments[0].Value);
                break;
            case "Set" when method.ContainingType is { Name: "CacheExtensions", ContainingNamespace: { Name: "Memory", ContainingNamespace.Name: "Caching" } }:
                if (ByDeployment.Speaks(site, always: true) && !RareCode.Is(site) && new DemandedEntries(site.Facts, site.Cancellation).Of(call, site.ContainingSymbol) is { } demanded)
                {
                    ByDeployment.Report(site, always: true, Rule, Locations.OfCall(call), [demanded.Location],
                        $"'{demanded.Key}' is put into the memory cache and '{demanded.Member}' refuses who comes without it: another instance has no such entry, and a restart or a full cache loses it", "keep it in a database or a distributed cache");
                }

                break;
        }
    }

    // carts[user] = cart; carts.Add(user, cart); carts.GetOrAdd(user, …).Add(item)
    private static void OnElement(Site site, IOperation collection, Location location)
    {
        if (RequestElements.Of(site, site.Operation, collection) is var (member, caller))
        {
            Report(site, location, member, caller is null ? null : Locations.OfCall(caller));
        }
    }

    private static void OnNumber(Site site, IOperation counter)
    {
        if (Operations.Unconverted(counter) is not IFieldReferenceOperation { Field: { } field } reference || !site.Facts.IsOwn(field) || ProcessNumbers.Numbered(site.Operation, field, site.ContainingSymbol) is not { } target || RareCode.Is(site))
        {
            return;
        }

        if (!field.IsStatic && (reference.Instance is not IInstanceReferenceOperation || SharedInstances.Of(field.ContainingType, site.Facts) is null))
        {
            return;
        }

        var isServed = site.Facts.Heat.IsInRequest(site.Operation, site.ContainingSymbol) || !field.IsStatic;
        if (isServed || Operations.Function(site.Operation).Parent is null && site.ContainingSymbol is IMethodSymbol method && !new RequestCallers(site.Facts, site.Cancellation).To(method).IsEmpty)
        {
            var location = site.Operation is IInvocationOperation call ? Locations.OfCall(call) : Locations.OfExpression(counter.Syntax);
            ByDeployment.Report(site, always: true, Rule, location, null,
                $"'{field.Name}' numbers '{target}' in this process alone: two instances, and one after a restart, hand out the same number", "take it from the database (identity, sequence), or use 'Guid.CreateVersion7()'");
        }
    }

    private static bool IsInRequest(Site site) => site.Facts.Heat.IsInRequest(site.Operation, site.ContainingSymbol) && !RareCode.Is(site);

    private static Location NameOf(IOperation collection, SyntaxNode element) =>
        element is ElementAccessExpressionSyntax { Expression: { } expression } ? Locations.OfExpression(expression) : Locations.OfExpression(collection.Syntax);

    private static void Report(Site site, Location location, ISymbol member, Location? caller) => ByDeployment.Report(site, always: true, Rule, location, caller is null ? null : [caller],
        $"Requests keep their data in the static '{member.Name}': other instances do not see it, and a restart forgets it", "keep it in a database or a distributed cache");
}
