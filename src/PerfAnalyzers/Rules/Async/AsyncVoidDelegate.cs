using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Async;

/// <summary>An async function is handed to a member that takes it for a synchronous one: nobody waits for it or sees it fail.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class AsyncVoidDelegate() : PerfRule(Rule)
{
    public static readonly DiagnosticDescriptor Rule = Describe(
        "PERF2003", Categories.Async, DiagnosticSeverity.Warning,
        title: "An async function becomes a delegate nobody awaits",
        message: "'{0}' does not wait for this async function: it returns at the first await, and what is thrown afterwards ends the process; {1}",
        description: "An async lambda that becomes an Action is async void: the caller goes on while the work still runs, all of it starts at once whatever a limit says, and exceptions reach nobody.");

    protected override void Start(RuleContext context) =>
        context.On(static site => OnDelegate(site, (IDelegateCreationOperation)site.Operation), OperationKind.DelegateCreation);

    private static void OnDelegate(Site site, IDelegateCreationOperation creation)
    {
        if (AsyncVoids.Target(creation) is null || AsyncVoids.Argument(creation) is not { Parent: { } call } || Operations.Callee(call) is not { } callee)
        {
            return;
        }

        var known = site.Facts.Knowledge.Of(callee);
        var voids = known?.Value("voids");
        if (voids is null && site.Facts.Delegates.Use(creation) == ApiEffects.None)
        {
            return;
        }

        var asyncVoids = new AsyncVoids(site.Facts, site.Cancellation);
        var left = asyncVoids.Of(creation);
        if (left == AsyncVoid.Complete || left == AsyncVoid.Caught && voids != "waits" || asyncVoids.IsTold(creation))
        {
            return;
        }

        var name = callee.MethodKind == MethodKind.Constructor ? callee.ContainingType.Name : callee.Name;
        site.Report(Rule, AsyncVoids.LocationOf(creation), [Locations.OfCall(call)], null, name, known?.Value("way") ?? "let it take a 'Func<Task>' and await that");
    }
}
