using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Scaling;

/// <summary>A field that all requests share is given what belongs to one of them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class RequestStateInSingleton() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF6010", Categories.Scaling, DiagnosticSeverity.Warning,
        title: "What belongs to one request is kept where all requests share it",
        message: "'{0}' keeps what one request brings ('{1}') in {2}: the next request overwrites it, and another instance never has it; pass it on, or keep it in a scoped service or 'HttpContext.Items'",
        description: "Singletons, hosted services, middleware, filter attributes and static fields exist once per process. A user, tenant or header that is written there is read by other requests that run at the same time, and is unknown to every other instance.");

    protected override void Start(RuleContext context)
    {
        if (!RequestState.Exists(context.Facts))
        {
            return;
        }

        context.On(static site => OnAssignment(site, (IAssignmentOperation)site.Operation), OperationKind.SimpleAssignment, OperationKind.CoalesceAssignment);
        context.On(static site => OnInitializer(site, (ISymbolInitializerOperation)site.Operation), OperationKind.FieldInitializer, OperationKind.PropertyInitializer);
    }

    private static void OnAssignment(Site site, IAssignmentOperation assignment)
    {
        if (assignment.Target is not (IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: false }) || assignment.Value.ConstantValue.HasValue)
        {
            return;
        }

        var target = (IMemberReferenceOperation)assignment.Target;
        var member = target.Member;
        if (Holder(target, site) is not { } holder || Source(site, assignment.Value) is not { } source || !SharedMembers.IsKept(member, site.Facts) || SharedMembers.IsTrace(member.Name) || site.Heat == HeatLevel.Cold)
        {
            return;
        }

        site.Report(Rule, Locations.OfExpression(target.Syntax), null, null, member.Name, source, holder);
    }

    // Fields of a class with a primary constructor.
    private static void OnInitializer(Site site, ISymbolInitializerOperation initializer)
    {
        var member = initializer switch
        {
            IFieldInitializerOperation { InitializedFields: [var field, ..] } => (ISymbol)field,
            IPropertyInitializerOperation { InitializedProperties: [var property, ..] } => property,
            _ => null,
        };
        if (member is not { IsStatic: false } || Source(site, initializer.Value) is not { } source || SharedInstances.Of(member.ContainingType, site.Facts) is not { } shared)
        {
            return;
        }

        site.Report(Rule, Locations.OfExpression(initializer.Value.Syntax), null, null, member.Name, source, Phrase(shared, member.ContainingType));
    }

    private static string? Source(Site site, IOperation value) => new RequestState(site.Facts).Source(value);

    private static string? Holder(IMemberReferenceOperation target, Site site)
    {
        if (target.Member.IsStatic)
        {
            return "a static member";
        }

        // this.field, and the members of an object that a field keeps.
        var instance = target.Instance is null ? null : Operations.Unconverted(target.Instance);
        if (instance is IFieldReferenceOperation or IPropertyReferenceOperation)
        {
            var owner = (IMemberReferenceOperation)instance;
            if (!SharedMembers.IsKept(owner.Member, site.Facts))
            {
                return null;
            }

            if (owner.Member.IsStatic)
            {
                return $"the static '{owner.Member.Name}'";
            }

            instance = owner.Instance;
        }

        return instance is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance, Type: INamedTypeSymbol type } && SharedInstances.Of(type, site.Facts) is { } shared
            ? Phrase(shared, type)
            : null;
    }

    private static string Phrase(string shared, INamedTypeSymbol type) => $"the {shared} '{type.Name}'";
}
