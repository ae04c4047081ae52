using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Allocation;

/// <summary>A sequence is copied into a list or array that is only gone through once.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class NeedlessMaterialization() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF4105", Categories.Allocation, DiagnosticSeverity.Info,
        title: "A sequence is copied only to be gone through once",
        message: "'{0}' makes a copy of all elements that is only {1}; {2}",
        description: "What goes through a copy once can go through the source itself: it allocates no array that grows, and may stop early.");

    /// <summary>Fix shape: the source is used itself.</summary>
    public const string SourceShape = "source";

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Linq.Enumerable") is not null)
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void OnCall(Site site, IInvocationOperation copy)
    {
        var facts = site.Facts;
        if (copy is not { TargetMethod: { Name: "ToList" or "ToArray" } method, Arguments.Length: 1 } || !Sequences.IsOperator(method) || Sequences.Source(copy) is not { } source || CopyUse.Of(copy, facts, site.Cancellation) is not { } use)
        {
            return;
        }

        // What finds by key should be asked for the key; a search in a loop, and a sort for one element, weigh more than the copy.
        var keyed = source is IPropertyReferenceOperation { Property.Name: "Keys" or "Values", Instance: { } map } ? map : source;
        if (use.IsSearch && (KeyedCollections.KindOf(keyed.Type, facts) != KeyedKind.None || facts.Loops.Around(copy) is not null) || use is { Loop: null, IsJoin: false } && Sequences.IsSorted(source))
        {
            return;
        }

        // A snapshot of a concurrent dictionary is the greater waste.
        var root = source;
        while (root is IInvocationOperation step && Sequences.IsOperator(step.TargetMethod) && Sequences.Source(step) is { } inner)
        {
            root = inner;
        }

        if (root.Type is { Name: "ConcurrentDictionary" } || root is IPropertyReferenceOperation { Instance.Type.Name: "ConcurrentDictionary" })
        {
            return;
        }

        var chain = new CopiedSource(facts, site.Cancellation);
        if (!chain.IsHarmless(source, use.IsInterleaved) || use.Loop is { } loop && !chain.StaysIn(source, loop) || use.Target is { } target && Operations.Mentions(source, target) ||
            Sequences.IsFew(source, facts, site.Cancellation) || AllocationSites.HeatOf(site, copy, out _) is null || new RepeatedValues(facts, site.Cancellation).OfCall(copy) is not null)
        {
            return;
        }

        // In the middle of a loop an element that cannot be computed would be met later.
        var isOffered = use.Plan is not null && (use.Loop is null || new ThrowFree(facts, site.Cancellation).Is(source));
        site.Report(Rule, Locations.OfCall(copy), null, isOffered ? use.Plan!.ToProperties(SourceShape) : null, method.Name, use.What, use.Way);
    }
}
