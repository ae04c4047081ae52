using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>The rule says of each case exactly how often its thread is blocked.</summary>
public sealed class SyncOverAsyncTruth
{
    private static readonly (string Name, string Code)[] s_cases =
    [
        ("result", "async Task<int> M() { await Task.Yield(); return Work.Start(1).Result; }"),
        ("wait", "async Task<int> M() { await Task.Yield(); Work.Start(1).Wait(); return 1; }"),
        ("wait with token", "async Task<int> M() { var stop = new CancellationTokenSource().Token; await Task.Yield(); Work.Start(1).Wait(stop); return 1; }"),
        ("get result", "async Task<int> M() { await Task.Yield(); return Work.Start(1).GetAwaiter().GetResult(); }"),
        ("configured", "async Task<int> M() { await Task.Yield(); return Work.Start(1).ConfigureAwait(true).GetAwaiter().GetResult(); }"),
        ("value task", "async Task<int> M() { await Task.Yield(); return Work.Value(1).Result; }"),
        ("value task get result", "async Task<int> M() { await Task.Yield(); return Work.Value(1).GetAwaiter().GetResult(); }"),
        ("wait all", "async Task<int> M() { await Task.Yield(); var a = Work.Start(1); var b = Work.Start(2); Task.WaitAll(a, b); return a.Result + b.Result; }"),
        ("two in one", "async Task<int> M() { await Task.Yield(); return Work.Start(1).Result + Work.Start(2).Result; }"),
        ("local", "async Task<int> M() { var a = Work.Start(1); await Task.CompletedTask; return a.Result; }"),
        ("twice", "async Task<int> M() { var a = Work.Start(1); await Task.CompletedTask; return a.Result + a.Result; }"),
        ("local function", "async Task<int> M() { return await F() + 1; async Task<int> F() { await Task.Yield(); return Work.Start(1).Result; } }"),
        ("lambda", "async Task<int> M() { Func<Task<int>> f = async () => { await Task.Yield(); return Work.Start(1).Result; }; return await f(); }"),
        ("branch", "async Task<int> M() { var a = Work.Start(1); if (Environment.TickCount64 < 0) { await a; } return a.Result; }"),
        ("replaced", "async Task<int> M() { var a = Work.Start(1); await a; a = Work.Start(2); return a.Result; }"),
        ("try", "async Task<int> M() { var a = Work.Start(1); try { if (await Work.Start(0) == 0) throw new InvalidOperationException(); await a; } catch (InvalidOperationException) { a = Work.Start(3); } return a.Result; }"),
        ("synchronous method", "int M() => Work.Start(1).Result;"),
        ("synchronous twin", "int M() => F().GetAwaiter().GetResult(); static async Task<int> F() { await Work.Start(0); return 1; }"),
        ("wait any", "int M() { var tasks = new[] { Work.Start(1), Work.Start(2) }; var i = Task.WaitAny(tasks); return tasks[i].Result; }"),
        ("deferred", "async Task<int> M() { var tasks = new[] { 1 }.Select(i => Work.Start(i)); await Task.WhenAll(tasks); return tasks.First().Result; }"),
        ("checked the wrong way", "int M() { var a = Work.Start(1); return !a.IsCompleted ? a.Result : 0; }"),
        ("list that grew", "async Task<int> M() { var tasks = new List<Task<int>> { Work.Start(1) }; await Task.WhenAll(tasks); tasks.Add(Work.Start(2)); return tasks[1].Result; }"),
        ("timeout", "int M() => Work.Start(1).Wait(100000) ? 1 : 0;"),
        ("stored awaiter", "int M() { var awaiter = Work.Start(1).GetAwaiter(); return awaiter.GetResult(); }"),
        ("constructor", "int M() => new C().N; sealed class C { public readonly int N; public C() { N = Work.Start(1).Result; } }"),
        ("property", "int M() => N; static int N => Work.Start(1).Result;"),
        ("lazy", "int M() => new Lazy<int>(() => Work.Start(1).Result).Value;"),

        ("awaited", "async Task<int> M() { var a = Work.Start(1); await a; return a.Result; }"),
        ("awaited together", "async Task<int> M() { var a = Work.Start(1); var b = Work.Start(2); await Task.WhenAll(a, b); return a.Result + b.Result; }"),
        ("awaited list", "async Task<int> M() { var tasks = new[] { 1, 2 }.Select(i => Work.Start(i)).ToList(); await Task.WhenAll(tasks); return tasks.Sum(t => t.Result); }"),
        ("awaited foreach", "async Task<int> M() { var tasks = new[] { 1, 2 }.Select(i => Work.Start(i)).ToList(); await Task.WhenAll(tasks); var n = 0; foreach (var t in tasks) { n += t.Result; } return n; }"),
        ("awaited in finally", "async Task<int> M() { var a = Work.Start(1); try { await a; } finally { GC.KeepAlive(a); } return a.Result; }"),
        ("failed", "async Task<int> M() { var a = F(); try { await a; } catch (InvalidOperationException) { } return a.IsFaulted ? 1 : a.Result; static async Task<int> F() { await Work.Start(1); throw new InvalidOperationException(); } }"),
        ("winner", "async Task<int> M() => (await Task.WhenAny(Work.Start(1), Work.Start(2))).Result;"),
        ("winner compared", "async Task<int> M() { var a = Work.Start(1); var b = Work.Start(2); return await Task.WhenAny(a, b) == a ? a.Result : 0; }"),
        ("each", "async Task<int> M() { var n = 0; await foreach (var t in Task.WhenEach(Work.Start(1), Work.Start(2))) { n += t.Result; } return n; }"),
        ("checked", "async Task<int> M() { var a = Work.Start(1); await Work.Start(2); return a.IsCompleted ? a.Result : 0; }"),
        ("checked, early return", "async Task<int> M() { var a = Work.Start(1); await Work.Start(2); if (!a.IsCompletedSuccessfully) { return 0; } return a.Result; }"),
        ("status", "async Task<int> M() { var a = Work.Start(1); await Work.Start(2); return a.Status switch { TaskStatus.RanToCompletion => a.Result, _ => 0 }; }"),
        ("pattern", "async Task<int> M() { var a = Work.Start(1); await Work.Start(2); return a is { IsCompleted: true } ? a.Result : 0; }"),
        ("continuation", "async Task<int> M() => await Work.Start(1).ContinueWith(t => t.Result + 1, TaskContinuationOptions.ExecuteSynchronously);"),
        ("from a result", "int M() => Task.FromResult(1).Result;"),
        ("own completed", "int M() => F(1).Result; static Task<int> F(int n) => Task.FromResult(n);"),
        ("completion source", "int M() { var s = new TaskCompletionSource<int>(); s.SetResult(1); return s.Task.Result; }"),
        ("value task checked", "async Task<int> M() { var a = Work.Value(1); await Work.Start(2); return a.IsCompletedSuccessfully ? a.Result : 0; }"),
        ("waited", "async Task<int> M() { var a = Work.Start(1); await Work.Start(2); return a.Wait(0) ? a.Result : 0; }"),
        ("captured", "async Task<int> M() { var a = Work.Start(1); await a; return new[] { 1, 2 }.Sum(i => i + a.Result); }"),
    ];

    // Run is called through a delegate: what calls synchronously stays so.
    [Fact]
    public Task Reports_are_blocked_threads_and_fixes_free_them() => OneThread.Agrees<SyncOverAsync, SyncOverAsyncFix>(
        [.. s_cases.Select(static test => (test.Name, test.Code.StartsWith("async", StringComparison.Ordinal), test.Code))], "static readonly Func<object> s_run = Run;", firing: 20, silent: 18);
}
