using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
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

    // Applications with a window: their continuations come back to its thread.
    private static readonly string[] s_windows =
        ["System.Windows.Threading.Dispatcher", "System.Windows.Forms.Control", "Avalonia.Threading.Dispatcher", "Microsoft.UI.Dispatching.DispatcherQueue", "Microsoft.Maui.Dispatching.IDispatcher"];

    protected override void Start(RuleContext context)
    {
        foreach (var window in s_windows)
        {
            if (context.Facts.Type(window) is not null)
            {
                return;
            }
        }

        context.On(static site => OnAwait(site, (IAwaitOperation)site.Operation), OperationKind.Await);
        context.On(static site => OnLoop(site), OperationKind.Loop);
        context.On(static site => OnUsing(site, (IUsingOperation)site.Operation), OperationKind.Using);
    }

    private static void OnAwait(Site site, IAwaitOperation wait)
    {
        if (wait.Syntax is AwaitExpressionSyntax syntax)
        {
            Report(site, wait, syntax.AwaitKeyword, wait.Operation);
        }
    }

    // await foreach awaits each element, await using the disposal.
    private static void OnLoop(Site site)
    {
        if (site.Operation is IForEachLoopOperation { IsAsynchronous: true, Syntax: CommonForEachStatementSyntax syntax } loop)
        {
            Report(site, Operations.Unconverted(loop.Collection), syntax.AwaitKeyword, null);
        }
    }

    private static void OnUsing(Site site, IUsingOperation scope)
    {
        if (scope is { IsAsynchronous: true, Syntax: UsingStatementSyntax syntax })
        {
            var resource = scope.Resources is IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [var first, ..] }, ..] } && first.GetVariableInitializer() is { } initial
                ? initial.Value
                : scope.Resources;
            Report(site, Operations.Unconverted(resource), syntax.AwaitKeyword, null);
        }
    }

    private static void Report(Site site, IOperation place, SyntaxToken keyword, IOperation? task)
    {
        if (keyword.IsKind(SyntaxKind.AwaitKeyword) && LockRegions.Called(place) is { Taken: IInvocationOperation taken } held && BelongsToThread(held, site) &&
            (task is null || !Completion.HasEnded(task, site.Facts, site.Cancellation)))
        {
            site.Report(Rule, keyword.GetLocation(), [Locations.OfCall(taken)], null, taken.TargetMethod.Name);
        }
    }

    // new SpinLock(false) does not remember who holds it.
    private static bool BelongsToThread(HeldLock held, Site site) =>
        held.Kind != LockKind.Spin || held.Locked is not IFieldReferenceOperation { Field: var field } ||
        site.Facts.Bodies.Of(field, site.Cancellation) is not IFieldInitializerOperation { Value: var value } ||
        Operations.Unconverted(value) is not IObjectCreationOperation { Arguments: [{ Value.ConstantValue: { HasValue: true, Value: false } }] };
}
