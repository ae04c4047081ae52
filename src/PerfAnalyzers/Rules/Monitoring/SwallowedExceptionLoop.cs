using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Monitoring;

/// <summary>An endless loop swallows every exception and tries again at once: a failure becomes a busy processor and no message.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SwallowedExceptionLoop() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF8005", Categories.Monitoring, DiagnosticSeverity.Warning,
        title: "A loop swallows exceptions and tries again at once",
        message: "Whatever fails in this loop fails again at once, as often as the processor can: nothing is logged, and nothing waits; log the exception and wait before the next turn",
        description: "A loop that catches everything, says nothing and goes on without a pause turns one failing dependency into a processor that is busy throwing, and no log tells why.");

    protected override void Start(RuleContext context) => context.On(static site => OnTry(site, (ITryOperation)site.Operation), OperationKind.Try);

    private static void OnTry(Site site, ITryOperation guarded)
    {
        if (guarded.Catches.IsEmpty || RetryLoops.CatchAll(guarded) is not { } clause || !IsEmpty(clause) || LoopOf(guarded) is not { } loop || !RetryLoops.IsEndless(loop) || HasExit(guarded, loop) || Operations.IsInExpressionTree(guarded))
        {
            return;
        }

        var retries = new RetryLoops(site.Facts);
        if (!IsPaced(loop, guarded, retries, site) && HasWork(guarded.Body))
        {
            site.Report(Rule, clause.Syntax.GetFirstToken().GetLocation(), [Locations.OfLoop(loop.Syntax)]);
        }
    }

    private static bool IsEmpty(ICatchClauseOperation clause)
    {
        foreach (var statement in clause.Handler.Operations)
        {
            if (statement is not (IBranchOperation { BranchKind: BranchKind.Continue } or IEmptyOperation))
            {
                return false;
            }
        }

        return true;
    }

    // The try is a statement of the loop's own body.
    private static ILoopOperation? LoopOf(ITryOperation guarded)
    {
        for (var parent = guarded.Parent; parent is not null; parent = parent.Parent)
        {
            switch (parent)
            {
                case ILoopOperation loop:
                    return loop;
                case not IBlockOperation:
                    return null;
            }
        }

        return null;
    }

    // A way out of the loop within the try: it ends when the work is done.
    private static bool HasExit(ITryOperation guarded, ILoopOperation loop)
    {
        foreach (var part in guarded.Body.Descendants())
        {
            if (part is IReturnOperation { Kind: OperationKind.Return } or IBranchOperation { BranchKind: BranchKind.GoTo } || part is IBranchOperation { BranchKind: BranchKind.Break } branch && SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel))
            {
                return true;
            }
        }

        return false;
    }

    // A delay that stands last in the try is skipped by what fails before it; anything else may slow the loop down.
    private static bool IsPaced(ILoopOperation loop, ITryOperation guarded, RetryLoops retries, Site site)
    {
        foreach (var statement in loop.Body is IBlockOperation body ? body.Operations : [loop.Body])
        {
            if (!ReferenceEquals(statement, guarded) && retries.MayPause(statement, null, site.Cancellation))
            {
                return true;
            }
        }

        if (guarded.Finally is not null && retries.MayPause(guarded.Finally, null, site.Cancellation))
        {
            return true;
        }

        var statements = guarded.Body.Operations;
        for (var i = 0; i < statements.Length; i++)
        {
            if (i > 0 && i == statements.Length - 1 && IsDelay(statements[i]))
            {
                return false;
            }

            if (retries.MayPause(statements[i], null, site.Cancellation))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDelay(IOperation statement)
    {
        if (statement is not IExpressionStatementOperation { Operation: var call })
        {
            return false;
        }

        call = call is IAwaitOperation wait ? Operations.Unconverted(wait.Operation) : call;
        call = call is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task } ? task : call;
        return call is IInvocationOperation { TargetMethod: { Name: "Delay", ContainingType.Name: "Task" } or { Name: "Sleep", ContainingType.Name: "Thread" } };
    }

    private static bool HasWork(IBlockOperation body)
    {
        foreach (var part in body.Descendants())
        {
            if (part is IInvocationOperation or IObjectCreationOperation)
            {
                return true;
            }
        }

        return false;
    }
}
