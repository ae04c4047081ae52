using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FindSymbols;

namespace PerfAnalyzers.Async;

/// <summary>
/// Turns waits into awaits, and everything from there up to functions that are async already, or that the framework awaits, into
/// async functions. The graph is built over the solution as it is; each document is edited once.
/// </summary>
internal sealed class AsyncChain(Solution solution, CancellationToken cancellation)
{
    private const int MaximumSlots = 60, MaximumDocuments = 40, MaximumDepth = 12;

    private readonly Dictionary<(DocumentId, int), AsyncSlot> _slots = [];

    /// <summary>Why waits were left, in the order they were given.</summary>
    public List<string> Refusals { get; } = [];

    /// <summary>The waits that were awaited.</summary>
    public int Awaited { get; private set; }

    /// <summary>
    /// Whether a wait can be awaited, as far as signatures, bodies and callers tell: what compiles is not known before it is written.
    /// Looks no further up than it must.
    /// </summary>
    public async Task<bool> IsPossible(DocumentId document, ExpressionSyntax wait, string shape)
    {
        var seed = await SeedOf(solution.GetDocument(document)!, wait, shape).ConfigureAwait(false);
        if (seed?.Slot is not { } slot)
        {
            return seed is not null;
        }

        if (slot.Refusal is not null && (slot.NoTwin is not null || !slot.ChangesSignature))
        {
            return false;
        }

        await Expand(slot).ConfigureAwait(false);
        return slot.Refusal is null && slot.Calls.All(static call => call.Caller is null) ||
            slot.NoTwin is null && slot.ChangesSignature && slot.Calls.Any(static call => call.Caller is null) && await AsyncPlan.IsFree(slot, solution, cancellation).ConfigureAwait(false) ||
            (await Possible([(document, wait, shape)]).ConfigureAwait(false)).Count > 0;
    }

    /// <summary>The changed solution; the same one when nothing can be done.</summary>
    public async Task<Solution> Fix(IEnumerable<(DocumentId Document, ExpressionSyntax Wait, string Shape)> waits)
    {
        var seeds = await Possible(waits).ConfigureAwait(false);
        if (seeds is [{ Slot: not null } only])
        {
            var all = await WithOthers(only).ConfigureAwait(false);
            if (all.Count > 1 && await Compiled(all).ConfigureAwait(false) is { } complete)
            {
                Awaited = 1;
                return complete;
            }
        }

        var subset = new AsyncSubset(Compiled, solution);
        var (good, changed) = await subset.Of(seeds).ConfigureAwait(false);
        (good, changed) = await subset.With((good, changed), await Reached(good, seeds).ConfigureAwait(false)).ConfigureAwait(false);
        Awaited = good.Count;
        for (var i = good.Count; i < seeds.Count; i++)
        {
            Refusals.Add("would not compile");
        }

        return changed;
    }

    /// <summary>The slot of a function that is not async yet.</summary>
    public async Task<AsyncSlot> SlotOf(Document document, SyntaxNode function)
    {
        if (_slots.TryGetValue((document.Id, function.SpanStart), out var slot))
        {
            return slot;
        }

        slot = new AsyncSlot();
        _slots.Add((document.Id, function.SpanStart), slot);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (model is null || AsyncCallSites.SymbolOf(function, model) is not { } symbol)
        {
            slot.Refusal = slot.NoTwin = "a function that does not bind";
            return slot;
        }

        var isLambda = function is AnonymousFunctionExpressionSyntax;
        slot.Lazy = function is AnonymousFunctionExpressionSyntax lambda ? AsyncLazy.Of(lambda, model) : null;
        slot.ReturnsTask = Operations.IsTask(symbol.ReturnType);
        slot.ChangesSignature = !slot.ReturnsTask && !isLambda;
        if (slot.ChangesSignature)
        {
            await slot.Collect(symbol, solution, cancellation).ConfigureAwait(false);
            foreach (var other in slot.Functions)
            {
                _slots[(other.Document, other.Syntax.SpanStart)] = slot;
            }
        }
        else
        {
            slot.Functions.Add(new AsyncFunction(document.Id, function, symbol));
            slot.NoTwin = "a lambda";
            slot.Refusal = isLambda && !slot.ReturnsTask && slot.Lazy is null && !AsyncCallSites.MayBecomeAsync(function, model) ? "a lambda that must stay synchronous"
                : isLambda || Awaiting.HasPlainParameters(symbol) ? null
                : "ref, out, span or pointer in the signature";
        }

        await Judge(slot).ConfigureAwait(false);
        return slot;
    }

    private async Task<AsyncSeed?> SeedOf(Document document, ExpressionSyntax wait, string shape)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (shape == SyncOverAsync.AwaitHandedShape && !(AwaitPlaces.Handed(wait) is { } handed && Operations.IsTask(model!.GetTypeInfo(handed).Type)))
        {
            return null;
        }

        var (function, isAsync, loops) = AsyncLoop.Around(wait, model!);
        var slot = isAsync || function is null ? null : await SlotOf(document, function).ConfigureAwait(false);
        return isAsync || slot is not null ? new AsyncSeed(document.Id, wait, shape, function, slot, loops) : null;
    }

    private async Task Judge(AsyncSlot slot)
    {
        foreach (var function in slot.Functions)
        {
            var document = solution.GetDocument(function.Document)!;
            var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
            if (slot.ChangesSignature)
            {
                var (refusal, mayHaveTwin) = AsyncBoundaries.OfSignature(function, document);
                slot.Refusal ??= refusal;
                slot.NoTwin ??= mayHaveTwin ? null : refusal;
                slot.IsStartup = AsyncBoundaries.IsStartup(function.Symbol);
            }

            var body = model is null ? "a file that does not bind"
                : AsyncBoundaries.OfBody(function, model) is { } reason && (reason == "iterator" || !slot.ChangesSignature || slot.Functions.Count == 1) ? reason
                : AsyncBodies.RefusalOfReturns(function, slot, model);
            slot.Refusal ??= body;
            slot.NoTwin ??= body;
        }
    }

    private async Task<List<AsyncSeed>> Possible(IEnumerable<(DocumentId Document, ExpressionSyntax Wait, string Shape)> waits)
    {
        var (seeds, stopped) = await Divided(waits).ConfigureAwait(false);
        if (stopped.Count == 0)
        {
            return seeds;
        }

        var whole = await Whole(seeds).ConfigureAwait(false);
        var plan = await AsyncPlan.Of(this, stopped.Select(static stop => stop.Seed.Slot!), whole, solution, cancellation).ConfigureAwait(false);
        foreach (var (seed, reason) in stopped)
        {
            if (plan.Members.Contains(seed.Slot!))
            {
                seeds.Add(seed);
            }
            else
            {
                Refusals.Add(reason);
            }
        }

        return seeds;
    }

    // Waits whose whole chain can become async, and the others.
    private async Task<(List<AsyncSeed> Seeds, List<(AsyncSeed Seed, string Reason)> Stopped)> Divided(IEnumerable<(DocumentId Document, ExpressionSyntax Wait, string Shape)> waits)
    {
        var seeds = new List<AsyncSeed>();
        var stopped = new List<(AsyncSeed, string)>();
        foreach (var (id, wait, shape) in waits)
        {
            var seed = await SeedOf(solution.GetDocument(id)!, wait, shape).ConfigureAwait(false);
            if (seed?.Slot is { } slot && await Close(slot, []).ConfigureAwait(false) is { } reason)
            {
                stopped.Add((seed, reason));
            }
            else if (seed is not null)
            {
                seeds.Add(seed);
            }
        }

        return (seeds, stopped);
    }

    private async Task<HashSet<AsyncSlot>> Whole(List<AsyncSeed> seeds)
    {
        var whole = new HashSet<AsyncSlot>();
        foreach (var seed in seeds)
        {
            var needed = new List<AsyncSlot>();
            if (seed.Slot is not null && await Close(seed.Slot, needed).ConfigureAwait(false) is null)
            {
                whole.UnionWith(needed);
            }
        }

        return whole;
    }

    // Waits that were left, in functions that become async for others: their callers are in the way no longer.
    private async Task<List<AsyncSeed>> Reached(List<AsyncSeed> good, List<AsyncSeed> seeds)
    {
        if (good.Count == 0 || good.Count == seeds.Count)
        {
            return [];
        }

        var plan = await PlanOf(good).ConfigureAwait(false);
        return [.. seeds.Where(seed => seed.Slot is not null && plan.Members.Contains(seed.Slot) && !good.Contains(seed))];
    }

    private async Task<AsyncPlan> PlanOf(List<AsyncSeed> seeds)
    {
        var whole = await Whole(seeds).ConfigureAwait(false);
        return await AsyncPlan.Of(this, seeds.Where(seed => seed.Slot is not null && !whole.Contains(seed.Slot)).Select(static seed => seed.Slot!), whole, solution, cancellation).ConfigureAwait(false);
    }

    // Everything that has to become async for one slot.
    private async Task<string?> Close(AsyncSlot first, List<AsyncSlot> slots)
    {
        var documents = new HashSet<DocumentId>();
        var queue = new Queue<(AsyncSlot Slot, int Depth)>();
        var seen = new HashSet<AsyncSlot> { first };
        queue.Enqueue((first, 0));
        while (queue.Count > 0)
        {
            var (slot, depth) = queue.Dequeue();
            if (slot.Refusal is null)
            {
                await Expand(slot).ConfigureAwait(false);
            }

            if (slot.Refusal is { } reason)
            {
                return reason;
            }

            slots.Add(slot);
            documents.UnionWith(slot.Functions.Select(static function => function.Document));
            documents.UnionWith(slot.Names.Select(static name => name.Document));
            if (slots.Count > MaximumSlots || documents.Count > MaximumDocuments || depth > MaximumDepth)
            {
                return "too much would change";
            }

            foreach (var call in slot.Calls)
            {
                if (call.Caller is { } caller && seen.Add(caller))
                {
                    queue.Enqueue((caller, depth + 1));
                }
            }
        }

        return null;
    }

    /// <summary>Finds who calls a slot.</summary>
    public async Task Expand(AsyncSlot slot)
    {
        if (slot.IsExpanded)
        {
            return;
        }

        slot.IsExpanded = true;
        if (slot.Functions.Any(static function => function.Syntax is AnonymousFunctionExpressionSyntax))
        {
            slot.Refusal ??= slot.Lazy is null ? null : await slot.Lazy.FindReaders(this, slot, solution, cancellation).ConfigureAwait(false);
            return;
        }

        var covered = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var places = new HashSet<(string, int)>();
        foreach (var function in slot.Functions)
        {
            if (covered.Contains(function.Symbol))
            {
                continue;
            }

            foreach (var found in await SymbolFinder.FindReferencesAsync(function.Symbol, solution, cancellation).ConfigureAwait(false))
            {
                covered.Add(found.Definition);
                if (slot.ChangesSignature && found.Definition is IMethodSymbol && !found.Definition.Locations.Any(static place => place.IsInSource))
                {
                    slot.Refusal ??= "declared in a library";
                    slot.NoTwin ??= slot.IsOfLibrary ? null : slot.Refusal;
                    continue;
                }

                foreach (var location in found.Locations)
                {
                    var file = location.Document.FilePath ?? location.Document.Id.Id.ToString();
                    if (places.Add((file, location.Location.SourceSpan.Start)) && await AsyncCallSites.Add(this, slot, location, cancellation).ConfigureAwait(false) is { } reason)
                    {
                        slot.Refusal ??= reason;
                    }
                }
            }
        }

        await AsyncNames.Choose(slot, solution, cancellation).ConfigureAwait(false);
        if (slot.ChangesSignature && slot.NoTwin is null)
        {
            slot.NoTwin = await AsyncTwinDeclarations.Refusal(slot, solution, cancellation).ConfigureAwait(false);
        }
    }

    // A method that becomes async keeps no other wait that can be awaited now.
    private async Task<List<AsyncSeed>> WithOthers(AsyncSeed seed)
    {
        var seeds = new List<AsyncSeed> { seed };
        var slots = (await PlanOf(seeds).ConfigureAwait(false)).Members;
        foreach (var function in slots.SelectMany(static slot => slot.Functions).ToList())
        {
            var document = solution.GetDocument(function.Document)!;
            var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
            var review = model!.Compilation.WithAnalyzers([new SyncOverAsync()], document.Project.AnalyzerOptions);
            foreach (var report in await review.GetAnalyzerSemanticDiagnosticsAsync(model, function.Syntax.Span, cancellation).ConfigureAwait(false))
            {
                if (function.Syntax.Span.Contains(report.Location.SourceSpan) && report.Properties.TryGetValue(FixProperties.Fix, out var shape) && shape is not null &&
                    SyncOverAsyncFix.Find(function.Syntax.SyntaxTree.GetRoot(cancellation).FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true), shape) is { } found &&
                    seeds.All(other => other.Document != document.Id || other.Wait != found.Wait) &&
                    await SeedOf(document, found.Wait, found.Shape).ConfigureAwait(false) is { } other && (other.Slot is null || slots.Contains(other.Slot)))
                {
                    seeds.Add(other);
                }
            }
        }

        return seeds;
    }

    // The solution with the waits awaited; null when it does not compile.
    private async Task<Solution?> Compiled(List<AsyncSeed> seeds)
    {
        var (changed, edits) = await Edited(seeds).ConfigureAwait(false);
        return changed is not null && await CompileGate.Passes(solution, changed, edits.Documents, cancellation).ConfigureAwait(false) ? changed : null;
    }

    private async Task<(Solution? Changed, TextEdits Edits)> Edited(List<AsyncSeed> seeds)
    {
        var plan = await PlanOf(seeds).ConfigureAwait(false);
        var edits = new TextEdits();
        if (seeds.Any(seed => seed.Slot is not null && !plan.Members.Contains(seed.Slot)))
        {
            return (null, edits);
        }

        var bodies = new AsyncBodies(solution, edits, plan, cancellation);
        foreach (var seed in seeds)
        {
            await bodies.Await(seed).ConfigureAwait(false);
        }

        foreach (var slot in plan.Members)
        {
            await bodies.Calls(slot).ConfigureAwait(false);
        }

        foreach (var slot in plan.Members)
        {
            await bodies.Declarations(slot).ConfigureAwait(false);
        }

        return (await edits.Apply(solution, cancellation).ConfigureAwait(false), edits);
    }
}
