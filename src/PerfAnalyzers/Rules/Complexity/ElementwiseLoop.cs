using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>A loop copies, fills, compares, looks for or adds elements one by one, where one call handles many at a time.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ElementwiseLoop() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF5012", Categories.Complexity, DiagnosticSeverity.Info,
        title: "Elements are handled one by one where one call handles many at a time",
        message: "The loop {0} one by one; '{1}' does it many at a time",
        description: "Copying, filling, comparing and looking for values in arrays and spans is done by vector instructions and block moves behind the calls of the library: around ten times as fast as a loop over the elements.");

    /// <summary>Fix shapes: the call takes the place of the loop, of the loop and the <c>return</c> behind it, or of the initial value of the local before it.</summary>
    public const string LoopShape = "loop", ReturnShape = "return", LocalShape = "local";

    /// <summary>Behind a shape: what the code does not show.</summary>
    public const string AssumesRange = "@range", AssumesApart = "@apart", AssumesCopy = "@copy";

    /// <summary>Key of the call's text among the properties.</summary>
    public const string TextKey = "text";

    protected override void Start(RuleContext context) => context.On(static site => Analyze(site), OperationKind.Loop);

    private static void Analyze(Site site)
    {
        if (ElementRange.Of(site.Operation) is not { } range || Operations.OnlyStatement(range.Loop.Body) is not { } statement || PlanOf(range, statement, site) is not { } plan || IsShort(range, plan, site) || IsJoin(range, site) ||
            RareCode.Is(site) || Benchmarks.Has(site.ContainingSymbol, site.Facts))
        {
            return;
        }

        var isOffered = plan.Text is not null && !Comments.In(range.Loop.Syntax) && !range.Loop.Syntax.ContainsDirectives;
        site.Report(
            Rule, Locations.OfLoop(range.Loop.Syntax), null, isOffered ? FixProperties.Of(plan.Shape + plan.Assumption).Add(TextKey, plan.Text) : null,
            plan.Does, plan.Member);
    }

    private static ElementPlan? PlanOf(ElementRange range, IOperation statement, Site site) => statement switch
    {
        IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { IsRef: false } assignment } => ElementMoves.OfAssignment(range, assignment, site),
        IExpressionStatementOperation { Operation: IInvocationOperation call } => ElementMoves.OfCall(range, call, site),
        IConditionalOperation { WhenFalse: null } choice => ElementQuestions.Of(range, choice, site),
        _ => null,
    };

    private static bool IsShort(ElementRange range, ElementPlan plan, Site site)
    {
        if (site.Facts.Loops.TripCount(Repetition.OfLoop(range.Loop), site.Cancellation) <= Heat.SmallTripCount)
        {
            return true;
        }

        foreach (var owner in plan.Owners)
        {
            if (owner.Type is { SpecialType: not SpecialType.System_String } && KnownSizes.IsFew(owner, KnownSizes.Few, site.Facts, site.Cancellation) || ElementBounds.IsShortStack(owner))
            {
                return true;
            }
        }

        return false;
    }

    // A loop in a loop that looks for the element of the outer one is worse than slow by a factor.
    private static bool IsJoin(ElementRange range, Site site) => RepeatedSearches.Of(range.Loop, site.Facts, site.Cancellation) is not null;
}
