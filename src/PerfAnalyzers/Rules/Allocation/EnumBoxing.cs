using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>A member of <c>Enum</c> that boxes, where another form does not.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EnumBoxing() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF4002", Categories.Allocation, DiagnosticSeverity.Warning,
        title: "An enum is boxed on every pass of a loop",
        message: "'{0}' boxes {1} of '{2}' {3}, {4} bytes each time; {5}",
        description: "Members of Enum take and return objects. Operators, comparers and the generic members work on the values themselves.");

    protected override void Start(RuleContext context) => context.On(static site => OfCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);

    private static void OfCall(Site site, IInvocationOperation call)
    {
        if (EnumCall.Of(call) is { } found && BoxPlaces.Of(call, site.ContainingSymbol, site.Facts, site.Cancellation) is { IsSilent: false } place)
        {
            BoxPlaces.Report(site, Rule, place, Locations.OfCall(call), found.Shape, call.TargetMethod.Name, found.What, found.Type.Name, place.Phrase(site.ContainingSymbol), found.Bytes, found.Way);
        }
    }
}
