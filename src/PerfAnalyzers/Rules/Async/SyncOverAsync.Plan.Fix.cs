using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Async;

/// <summary>
/// What becomes async where a chain cannot as a whole: below a boundary, methods get an asynchronous twin that those callers await
/// who can, and the synchronous ones wait for it on behalf of all others. Only what leads up to asynchronous code takes part.
/// </summary>
internal sealed class AsyncPlan
{
    private const int MaximumSlots = 60;

    // A thread that pumps messages, and a lock that its holder takes again, know the thread they were taken by.
    private static readonly string[] s_bound =
    [
        "System.Windows.Forms.Control", "System.Windows.Threading.DispatcherObject", "Microsoft.UI.Xaml.DependencyObject", "Microsoft.Maui.Controls.Element", "Avalonia.AvaloniaObject",
        "Android.App.Activity", "UIKit.UIView", "UnityEngine.Object", "System.Web.HttpApplication",
    ];

    /// <summary>All that gets an asynchronous form.</summary>
    public HashSet<AsyncSlot> Members { get; } = [];

    /// <summary>Those of them that keep the synchronous form beside it.</summary>
    public HashSet<AsyncSlot> Twins { get; } = [];

    /// <summary>What runs below a twin, whose synchronous form waits for it: it must not ask for the waiting thread.</summary>
    public HashSet<AsyncSlot> Waited { get; } = [];

    // What a host waits for at its start: there many waits become one.
    private HashSet<AsyncSlot> Started { get; } = [];

    /// <param name="chain">The chain.</param>
    /// <param name="starts">What should become async.</param>
    /// <param name="whole">What does as a whole already.</param>
    /// <param name="solution">The solution.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<AsyncPlan> Of(AsyncChain chain, IEnumerable<AsyncSlot> starts, HashSet<AsyncSlot> whole, Solution solution, CancellationToken cancellation)
    {
        var candidates = new List<AsyncSlot>();
        foreach (var start in starts)
        {
            await Explore(chain, start, candidates).ConfigureAwait(false);
        }

        var judged = new Dictionary<AsyncSlot, bool>();
        var banned = new HashSet<AsyncSlot>();
        while (true)
        {
            var plan = new AsyncPlan();
            plan.Members.UnionWith(whole);
            await plan.Grow(candidates, banned, solution, cancellation).ConfigureAwait(false);
            plan.GrowFromStart(candidates, banned);
            plan.Divide(whole);
            var size = banned.Count;
            foreach (var slot in plan.Members)
            {
                if (plan.Twins.Contains(slot) && slot.NoTwin is not null)
                {
                    banned.Add(slot);
                }
                else if (plan.Waited.Contains(slot) || plan.Started.Contains(slot))
                {
                    if (!judged.TryGetValue(slot, out var isFree))
                    {
                        judged.Add(slot, isFree = await IsFree(slot, solution, cancellation).ConfigureAwait(false));
                    }

                    if (!isFree)
                    {
                        banned.Add(slot);
                    }
                }
            }

            if (banned.Count == size)
            {
                return plan;
            }
        }
    }

    /// <summary>Whether a call is awaited.</summary>
    public bool IsAwaited(AsyncCall call) => call.Caller is null || Members.Contains(call.Caller);

    /// <summary>Whether a call at the start of a host waits for the asynchronous form.</summary>
    public bool WaitsAtStart(AsyncSlot slot, AsyncCall call) => Started.Contains(slot) && !Twins.Contains(slot) && call.Caller is { IsStartup: true };

    /// <summary>Whether a thread may wait for the asynchronous form: it may hold a lock that this takes on another thread.</summary>
    public static async Task<bool> IsFree(AsyncSlot slot, Solution solution, CancellationToken cancellation)
    {
        foreach (var function in slot.Functions)
        {
            var document = solution.GetDocument(function.Document)!;
            var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
            if (Locks(function.Syntax))
            {
                return false;
            }

            foreach (var call in function.Syntax.DescendantNodes().OfType<InvocationExpressionSyntax>())
            {
                if (model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol { DeclaringSyntaxReferences: [var reference] } && Locks(await reference.GetSyntaxAsync(cancellation).ConfigureAwait(false)))
                {
                    return false;
                }
            }

            foreach (var project in solution.GetProjectDependencyGraph().GetProjectsThatTransitivelyDependOnThisProject(document.Project.Id).Concat([document.Project.Id]))
            {
                if (await solution.GetProject(project)!.GetCompilationAsync(cancellation).ConfigureAwait(false) is { } compilation && s_bound.Any(name => Facts.Of(compilation, document.Project.AnalyzerOptions).Type(name) is not null))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static async Task Explore(AsyncChain chain, AsyncSlot start, List<AsyncSlot> all)
    {
        var queue = new Queue<AsyncSlot>();
        var seen = new HashSet<AsyncSlot> { start };
        queue.Enqueue(start);
        while (queue.Count > 0)
        {
            var slot = queue.Dequeue();
            if (slot.Refusal is not null && (slot.NoTwin is not null || !slot.ChangesSignature))
            {
                continue;
            }

            await chain.Expand(slot).ConfigureAwait(false);
            if (!all.Contains(slot))
            {
                all.Add(slot);
            }

            foreach (var call in slot.Calls)
            {
                if (call.Caller is { } caller && seen.Count < MaximumSlots && seen.Add(caller))
                {
                    queue.Enqueue(caller);
                }
            }
        }
    }

    // What somebody awaits, and what is called by such.
    private async Task Grow(List<AsyncSlot> candidates, HashSet<AsyncSlot> banned, Solution solution, CancellationToken cancellation)
    {
        for (var grows = true; grows;)
        {
            grows = false;
            foreach (var slot in candidates)
            {
                if (!banned.Contains(slot) && !Members.Contains(slot) && (slot.Refusal is null || (slot.NoTwin is null && slot.ChangesSignature)) &&
                    (slot.Lazy is not null ? slot.Calls.All(IsAwaited) : slot.Calls.Any(IsAwaited) || await IsAwaitedByOthers(slot, solution, cancellation).ConfigureAwait(false)))
                {
                    grows = Members.Add(slot);
                }
            }
        }
    }

    // Nobody else waits for a thread while a host starts. One wait instead of many is still what the async code below can be awaited from.
    private void GrowFromStart(List<AsyncSlot> candidates, HashSet<AsyncSlot> banned)
    {
        for (var grows = true; grows;)
        {
            grows = false;
            foreach (var slot in candidates)
            {
                if (!banned.Contains(slot) && !Members.Contains(slot) && !Started.Contains(slot) && slot.Refusal is null && slot.ChangesSignature &&
                    slot.Calls.Count > 0 && slot.Calls.All(call => call.Caller is { } caller && (caller.IsStartup || Started.Contains(caller))))
                {
                    grows = Started.Add(slot);
                }
            }
        }

        var before = Started.SelectMany(static slot => slot.Functions).Sum(static function => Waits(function.Syntax));
        if (before > Started.SelectMany(static slot => slot.Calls).Count(static call => call.Caller is { IsStartup: true }))
        {
            Members.UnionWith(Started);
        }
        else
        {
            Started.Clear();
        }
    }

    private static int Waits(SyntaxNode function) =>
        function.DescendantNodes().Count(static node => node is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetResult" or "Result" or "Wait" or "WaitAll" or "WaitAny" });

    private void Divide(HashSet<AsyncSlot> whole)
    {
        foreach (var slot in Members)
        {
            if (!whole.Contains(slot) && slot.ChangesSignature && (slot.Refusal is not null || !slot.Calls.All(call => IsAwaited(call) || WaitsAtStart(slot, call))))
            {
                Twins.Add(slot);
            }
        }

        Waited.UnionWith(Twins);
        for (var grows = true; grows;)
        {
            grows = false;
            foreach (var slot in Members)
            {
                if (!Waited.Contains(slot) && slot.Calls.Any(call => call.Caller is { } caller && Waited.Contains(caller)))
                {
                    grows = Waited.Add(slot);
                }
            }
        }
    }

    private static async Task<bool> IsAwaitedByOthers(AsyncSlot slot, Solution solution, CancellationToken cancellation)
    {
        if (!slot.ChangesSignature || slot.Refusal is not null)
        {
            return !slot.ChangesSignature && slot.Refusal is null;
        }

        var model = await solution.GetDocument(slot.Functions[0].Document)!.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        return slot.Functions is [{ Symbol.MethodKind: MethodKind.Ordinary, Symbol.DeclaredAccessibility: Accessibility.Public } only] && !only.Symbol.Name.EndsWith("Async", StringComparison.Ordinal) &&
            AsyncBoundaries.KeepsName(only.Symbol, model!.Compilation);
    }

    private static bool Locks(SyntaxNode body)
    {
        foreach (var node in body.DescendantNodes())
        {
            if (node is LockStatementSyntax or IdentifierNameSyntax { Identifier.ValueText: "Monitor" or "EnterScope" or "EnterWriteLock" or "EnterReadLock" or "EnterUpgradeableReadLock" or "Mutex" })
            {
                return true;
            }
        }

        return false;
    }
}
