using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>A parallel loop whose body is one lock runs one body at a time; one inside another divides what is divided already.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SerializedParallelBody() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF2103", Categories.Async, DiagnosticSeverity.Warning,
        title: "A parallel loop gains nothing from running in parallel",
        message: "{0}; {1}",
        description: "Threads that wait for one lock run one after the other, slower than a plain loop. A parallel loop inside another shares processors that are busy already and adds only its own overhead.");

    protected override void Start(RuleContext context)
    {
        if (context.Facts.Type("System.Threading.Tasks.Parallel") is not null && !Benchmarks.IsProject(context.Facts, default))
        {
            context.On(static site => OnCall(site, (IInvocationOperation)site.Operation), OperationKind.Invocation);
        }
    }

    private static void OnCall(Site site, IInvocationOperation call)
    {
        if (!ParallelCalls.IsName(call.TargetMethod.Name) || !ParallelCalls.IsStart(call))
        {
            return;
        }

        if (LockOf(site, call) is { } held)
        {
            if (!IsQuiet(site, call))
            {
                ReportLock(site, call, held);
            }
        }
        else if (NestedLoops.Around(call, site.Facts, site.Cancellation) is { } outer && !IsQuiet(site, call))
        {
            SuggestNested(site, call, outer);
        }
    }

    private static void ReportLock(Site site, IInvocationOperation call, BodyLock held)
    {
        var isLoop = call.TargetMethod.Name is "For" or "ForEach";
        site.Report(
            Rule, Locations.OfCall(call), [held.Location], null,
            $"'{ParallelCalls.NameOf(call)}' runs one body at a time, because the lock on '{held.Name.Symbol.Name}' covers all of it{(held.Method is { } method ? $" (in '{method.Name}')" : "")}",
            isLoop ? "work outside the lock, gather per thread with 'localInit' and 'localFinally', or use a plain loop" : "work outside the lock, or run the bodies one after the other");
    }

    private static void SuggestNested(Site site, IInvocationOperation call, IInvocationOperation outer)
    {
        var isAsync = call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal);
        site.Suggest(
            Rule, Locations.OfCall(call), [Locations.OfCall(outer)], null,
            isAsync
                ? $"'{ParallelCalls.NameOf(call)}' runs in every body of '{ParallelCalls.NameOf(outer)}': what each allows at once multiplies"
                : $"'{ParallelCalls.NameOf(call)}' divides work among processors that '{ParallelCalls.NameOf(outer)}' around it keeps busy already",
            isAsync ? "loop over all elements with one of them, or set 'MaxDegreeOfParallelism'" : "let the outer loop alone run in parallel, or limit one of the two");
    }

    // One report per line: what a call in the body does wrong comes first.
    private static bool IsQuiet(Site site, IInvocationOperation call) =>
        RareCode.Is(site) || Operations.IsInExpressionTree(call) || Benchmarks.Has(site.ContainingSymbol, site.Facts) ||
        new WorseFaults(site.Facts, site.Cancellation).HasWithin(call, site.ContainingSymbol);

    /// <summary>The lock that all a parallel call's bodies hold all the time.</summary>
    private static BodyLock? LockOf(Site site, IInvocationOperation call)
    {
        if (ParallelCalls.Bodies(call) is not { Length: > 0 } bodies || ParallelCalls.IsOneAtATime(call))
        {
            return null;
        }

        BodyLock? found = null;
        var locks = new BodyLocks(site.Facts, site.Cancellation);
        foreach (var body in bodies)
        {
            if (locks.Of(body) is not { } held || found is { } first && !first.Name.Equals(held.Name))
            {
                return null;
            }

            found = held;
        }

        return site.Facts.Loops.TripCount(Repetition.OfDelegate(call, null), site.Cancellation) <= 1 ? null : found;
    }
}
