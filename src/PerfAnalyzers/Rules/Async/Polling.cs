using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>A loop wakes up on a timer to ask whether something has happened that could wake it up itself.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class Polling() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF2010", Categories.Async, DiagnosticSeverity.Info,
        title: "A loop polls for what it could wait for",
        message: "This loop wakes up again and again to ask for '{0}'; {1}",
        description: "Polling costs a timer and a wake-up per interval and waiter while nothing happens, and answers late by half an interval when it does. Tasks, tokens, processes, events and channels wake up who waits for them.");

    /// <summary>What the fix waits for.</summary>
    public const string TaskShape = "task", ProcessShape = "process";

    /// <summary>The object that is awaited, and the token that ends the wait.</summary>
    public const string SourceKey = "source", TokenKey = "token";

    protected override void Start(RuleContext context) => context.On(static site => OnLoop(site, (ILoopOperation)site.Operation), OperationKind.Loop);

    private static void OnLoop(Site site, ILoopOperation loop)
    {
        // A sleeping thread in an async function is a fault of its own, and told as such.
        if (loop is not IWhileLoopOperation || PollingLoops.Of(loop, site.ContainingSymbol, site.Cancellation) is not { } polling || site.Heat == HeatLevel.Cold || (!polling.IsAsync && AwaitPlaces.IsInAsyncFunction(loop, site.ContainingSymbol)))
        {
            return;
        }

        site.Report(Rule, Locations.OfLoop(loop.Syntax), null, FixOf(site, loop, polling), polling.Name, WayOut(polling));
    }

    private static string WayOut(PollingLoop polling) => polling.Signal switch
    {
        Signal.Task => polling.IsAsync ? "await the task" : "wait for the task",
        Signal.Token => polling.IsAsync ? "await 'Task.Delay(Timeout.Infinite, …)' with the token" : "wait for the 'WaitHandle' of the token",
        Signal.Process => polling.IsAsync ? "await 'WaitForExitAsync'" : "call 'WaitForExit'",
        Signal.Thread => polling.IsAsync ? "let the thread complete a 'TaskCompletionSource' and await its task" : "call 'Join'",
        Signal.Event => polling.IsAsync ? "let a 'TaskCompletionSource' be the signal and await its task" : "call 'Wait'",
        Signal.Queue => polling.IsAsync ? "use a 'Channel' and await its reader" : "use a 'BlockingCollection' and take from it",
        Signal.Channel => polling.IsAsync ? "await 'ReadAsync' or 'WaitToReadAsync'" : "read where the reader can be awaited",
        _ => polling.IsAsync ? "let what changes it complete a 'TaskCompletionSource' and await its task" : "let what changes it set a 'ManualResetEventSlim' and wait for that",
    };

    private static ImmutableDictionary<string, string?>? FixOf(Site site, ILoopOperation loop, PollingLoop polling)
    {
        var shape = polling.Signal switch
        {
            Signal.Task => TaskShape,
            Signal.Process when site.Facts.Type("System.Diagnostics.Process")?.GetMembers("WaitForExitAsync").Length > 0 => ProcessShape,
            _ => null,
        };
        if (shape is null || !polling.IsAsync || !polling.IsAlone || loop.Syntax is not WhileStatementSyntax || Comments.In(loop.Syntax))
        {
            return null;
        }

        string? token = null;
        foreach (var argument in polling.Pause.Arguments)
        {
            switch (argument.Parameter?.Type.Name)
            {
                case "CancellationToken" when argument.ArgumentKind == ArgumentKind.Explicit:
                    token = argument.Value.Syntax.ToString();
                    break;
                case "TimeProvider":
                    return null;
            }
        }

        return token is not null && site.Facts.Type("System.Threading.Tasks.Task`1")?.GetMembers("WaitAsync").Length is not > 0
            ? null
            : FixProperties.Of(shape).Add(SourceKey, polling.Source.Syntax.ToString()).Add(TokenKey, token);
    }
}
