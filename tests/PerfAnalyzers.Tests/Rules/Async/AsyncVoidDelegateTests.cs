using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.AsyncVoidDelegate, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class AsyncVoidDelegateTests
{
    public static readonly Cases Firing = new()
    {
        { "Parallel.ForEach", In("Parallel.ForEach(ids, [|async|] id => await Work(id));") },
        { "Parallel.ForEach with options", In("Parallel.ForEach(ids, new ParallelOptions { MaxDegreeOfParallelism = 2 }, [|async|] (id, state) => { await Work(id); });") },
        { "Parallel.For", In("Parallel.For(0, ids.Count, [|async|] i => await Work(ids[i]));") },
        { "Parallel.Invoke", In("Parallel.Invoke(() => Console.WriteLine(),\n[|async|] () => await Work(1));") },
        { "List.ForEach", In("ids.ForEach([|async|] id => await Work(id));") },
        { "List.ForEach, caught inside: still not waited for", In("ids.ForEach([|async|] id => { try { await Work(id); } catch (Exception) { } });") },
        { "Array.ForEach, anonymous method", In("Array.ForEach(ids.ToArray(), [|async|] delegate (int id) { await Work(id); });") },
        { "ForAll", In("ids.AsParallel().ForAll([|async|] id => await Work(id));") },
        { "ImmutableList.ForEach", In("System.Collections.Immutable.ImmutableList.CreateRange(ids).ForEach([|async|] id => await Work(id));") },
        { "thread", In("var t = new Thread([|async|] () => await Work(1)); t.Start(); t.Join();") },
        { "cold task", In("var t = new Task([|async|] () => await Work(1));\nt.Start();\nt.Wait();") },
        { "timer", In("_ = new Timer([|async|] _ => await Work(1), null, 0, 1000);") },
        { "timer that throws again", In("_ = new Timer([|async|] _ => { try { await Work(1); } catch (Exception e) { Console.WriteLine(e); throw; } }, null, 0, 1000);") },
        { "timer that catches one kind", In("_ = new Timer([|async|] _ => { try { await Work(1); } catch (IOException) { } }, null, 0, 1000);") },
        { "timer whose helper catches one kind", "class C { Timer M() => new(Tick, null, 0, 1000);\nTimer N() => new([|async|] _ => await Send(), null, 0, 1000); async void Tick(object? state) { await Safe(); } async Task Safe() { try { await Send(); } catch (Exception) { } } async Task Send() { try { await Task.Delay(1); } catch (IOException) { } } }" },
        { "timer with an await outside the try", In("_ = new Timer([|async|] _ => { await Work(0); try { await Work(1); } catch { } }, null, 0, 1000);") },
        { "pool", In("ThreadPool.QueueUserWorkItem([|async|] _ => await Work(1));") },
        { "token", In("CancellationToken.None.Register([|async|] () => await Work(1));") },
        { "method group", "class C { void M(List<int> ids) => ids.ForEach([|Save|]); async void Save(int id) => await Task.Delay(id); }" },
        { "method group of another object", "class S { public async void Save(int id) { await Task.Delay(id); } } class C { void M(List<int> ids, S s) => ids.ForEach(s.[|Save|]); }" },
        { "local function", In("ids.ForEach([|Save|]); async void Save(int id) { await Work(id); }") },
        { "own helper", "class C { static void Timed(Action action) { var w = System.Diagnostics.Stopwatch.StartNew(); action(); Console.WriteLine(w.Elapsed); } void M() => Timed([|async|] () => await Task.Delay(1)); }" },
        { "own ForEach", "static class E { public static void Each<T>(this IEnumerable<T> all, Action<T> action) { foreach (var x in all) { action(x); } } } class C { void M(int[] ids) => ids.Each([|async|] id => await Task.Delay(id)); }" },
        { "await foreach", In("ids.ForEach([|async|] id => { await foreach (var x in Rows(id)) { Console.WriteLine(x); } }); async IAsyncEnumerable<int> Rows(int n) { await Task.Yield(); yield return n; }") },
        { "await using", In("ids.ForEach([|async|] id => { await using var s = new MemoryStream(); s.WriteByte((byte)id); });") },
    };

    public static readonly Cases Quiet = new()
    {
        { "event", "class B { public event EventHandler? Clicked; public void Raise() => Clicked?.Invoke(this, EventArgs.Empty); } class C { void M(B b) => b.Clicked += async (_, _) => await Task.Delay(1); }" },
        { "event with a method", "class B { public event EventHandler? Clicked; public void Raise() => Clicked?.Invoke(this, EventArgs.Empty); } class C { void M(B b) { b.Clicked += On; } async void On(object? s, EventArgs e) => await Task.Delay(1); }" },
        { "elapsed event", In("var t = new System.Timers.Timer(1000); t.Elapsed += async (_, _) => await Work(1);") },
        { "Task.Run", In("Task.Run(async () => await Work(1));") },
        { "StartNew", In("Task.Factory.StartNew(async () => await Work(1)).Unwrap();") },
        { "ForEachAsync", In("Parallel.ForEachAsync(ids, async (id, token) => await Work(id));") },
        { "Select", In("Task.WhenAll(ids.Select(async id => await Work(id)));") },
        { "Func of a task", In("Run(async () => await Work(1)); static void Run(Func<Task> work) => work().ContinueWith(_ => { });") },
        { "sync lambda", In("ids.ForEach(id => Console.WriteLine(id));") },
        { "task left alone", In("ids.ForEach(id => { _ = Work(id); });") },
        { "no await", In("ids.ForEach(async id => Console.WriteLine(id));") },
        { "await of an ended task", In("ids.ForEach(async id => { Console.WriteLine(id); await Task.CompletedTask; });") },
        { "await in an inner function only", In("ids.ForEach(async id => { Func<Task> f = async () => await Work(id); Console.WriteLine(f); });") },
        { "timer that catches", In("_ = new Timer(async _ => { try { await Work(1); } catch (Exception e) { Console.WriteLine(e); } }, null, 0, 1000);") },
        { "timer that catches all", In("_ = new Timer(async _ => { try { await Work(1); } catch { } }, null, 0, 1000);") },
        { "pool that catches", In("ThreadPool.QueueUserWorkItem(async _ => { try { await Work(1); } catch (Exception e) { Console.WriteLine(e); } });") },
        { "timer with a method that catches", "class C { Timer M() => new(Tick, null, 0, 1000); async void Tick(object? state) { try { await Task.Delay(1); } catch (Exception) { } } }" },
        { "timer whose helpers catch", "class C { bool _paused; Timer M() => new(Tick, null, 0, 1000); async void Tick(object? state) { if (_paused) { await Resume().ConfigureAwait(false); } else { await Pause(); } } async Task Pause() { try { await Task.Delay(1); _paused = true; } catch (Exception e) { Console.WriteLine(e); } } async Task Resume() => await Once(); async Task Once() { try { await Task.Delay(2); } catch { } } }" },
        { "stored", "class C { Action? _done; void M() => _done = async () => await Task.Delay(1); }" },
        { "kept by a constructor", "class Command(Action run) { public Action Run => run; } class C { Command M() => new(async () => await Task.Delay(1)); }" },
        { "kept by a method", "class C { readonly List<Action> _all = []; void On(Action a) => _all.Add(a); void M() => On(async () => await Task.Delay(1)); }" },
        { "of an interface", "interface IUi { void Post(Action a); } class C { void M(IUi ui) => ui.Post(async () => await Task.Delay(1)); }" },
        { "virtual helper", "class B { protected virtual void Run(Action a) => a(); } class C : B { void M() => Run(async () => await Task.Delay(1)); }" },
        { "own helper, caught inside", "class C { static void Begin(Action a) => a(); void M() => Begin(async () => { try { await Task.Delay(1); } catch (Exception e) { Console.WriteLine(e); } }); }" },
        { "synchronization context", In("SynchronizationContext.Current?.Post(async _ => await Work(1), null);") },
        { "progress", In("_ = new Progress<int>(async n => await Work(n));") },
        { "local delegate", In("Action<int> a = async id => await Work(id); Console.WriteLine(a);") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_who_does_not_wait() => Verify.Says(
        In("Parallel.ForEach(ids, [|async|] id => await Work(id));"),
        "'ForEach' does not wait for this async function: it returns at the first await, and what is thrown afterwards ends the process; use 'Parallel.ForEachAsync'");

    [Fact]
    public Task A_round_trip_per_element_on_the_same_line_comes_first() => Verify.Silent(
        "class C { void M(List<int> ids, ShopContext db) => ids.ForEach(async id => Console.WriteLine(await db.Orders.FirstOrDefaultAsync(o => o.Id == id))); }");

    private static string In(string body) =>
        $"class C {{ static async Task Work(int n) {{ await Task.Yield(); if (n < 0) {{ throw new IOException(); }} }} void M(List<int> ids) {{ {body} }} }}";
}
