using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>A struct becomes an interface only to be handed to a method that could take it as it is.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class StructThroughInterface() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF4004", Categories.Allocation, DiagnosticSeverity.Info,
        title: "A struct is boxed for a parameter that could be generic",
        message: "'{0}' takes {1} as '{2}', which boxes it {3}, {4} bytes each time; make '{0}' generic in the type of '{5}'",
        description: "A parameter of an interface type takes objects only. A type parameter with the interface as its constraint takes the struct as it is, and calls its members directly.");

    /// <summary>The shape of the fix.</summary>
    public const string Generic = "generic";

    protected override void Start(RuleContext context) => context.On(static site => OfCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);

    private static void OfCall(Site site, IInvocationOperation call)
    {
        if (BoxedArgument(call) is not { } first || BoxPlaces.Of(call, site.ContainingSymbol, site.Facts, site.Cancellation) is not { IsSilent: false } place)
        {
            return;
        }

        IParameterSymbol? parameter = null;
        Box taken = default;
        int bytes = 0, count = 0;
        var isExact = true;
        for (var i = first; i < call.Arguments.Length; i++)
        {
            if (call.Arguments[i] is { Parameter: { } other, Value: IConversionOperation value } && Boxes.Of(value) is { Allocates: true } box &&
                GenericParameters.Fits(call.TargetMethod, other, box, site.Facts, site.Cancellation))
            {
                parameter ??= other;
                taken = count++ == 0 ? box : taken;
                bytes += BoxSizes.Of(box.Type) ?? 24;
                isExact &= BoxSizes.Of(box.Type) is not null;
            }
        }

        if (parameter is not null)
        {
            var what = Locations.ShortText(taken.Value.Syntax) is { } text ? $"'{text}'" : $"a '{taken.Type.Name}'";
            site.Report(
                Rule, Locations.OfCall(call), place.Repetition is null ? null : [place.Repetition.Location], GenericMethodPlan.IsOffered(call.TargetMethod, site.Facts) ? FixProperties.Of(Generic) : null,
                call.TargetMethod.Name, what, parameter.Type.Name, place.Phrase(site.ContainingSymbol), isExact ? bytes.ToString() : $"at least {bytes}", parameter.Name);
        }
    }

    // The first argument that boxes; most calls have none.
    private static int? BoxedArgument(IInvocationOperation call)
    {
        if (call.TargetMethod.DeclaringSyntaxReferences.Length > 0)
        {
            for (var i = 0; i < call.Arguments.Length; i++)
            {
                if (call.Arguments[i].Value is IConversionOperation value && Boxes.Of(value) is { Allocates: true })
                {
                    return i;
                }
            }
        }

        return null;
    }
}
