using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>A lock that belongs to a thread is held across an await: the code after it may run, and release, on another thread.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class LockAcrossAwait() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF2011", Categories.Async, DiagnosticSeverity.Warning,
        title: "A lock that belongs to a thread is held across an await",
        message: "The lock taken by '{0}' belongs to its thread and is held across this await; the code that releases it may run on another thread",
        description: "Other threads wait as long as the awaited operation takes, and the release on another thread throws: a SemaphoreSlim with WaitAsync can be held across an await.");

    protected override void Start(RuleContext context) =>
        context.On(static site => OnAwait(site), OperationKind.Await);

    private static void OnAwait(Site site)
    {
        if (site.Operation.Syntax is AwaitExpressionSyntax syntax &&
            LockRegions.Holding(site.Operation) is IInvocationOperation taken)
        {
            site.Report(Rule, syntax.AwaitKeyword.GetLocation(), [Locations.OfCall(taken)], null, taken.TargetMethod.Name);
        }
    }
}
