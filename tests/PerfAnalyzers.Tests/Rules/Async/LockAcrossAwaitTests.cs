using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.LockAcrossAwait, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class LockAcrossAwaitTests
{
    public static readonly Cases Firing = new()
    {
        { "Monitor before the try", Held("object", "Monitor.Enter(_gate);", "[|await|] Task.Delay(1);", "Monitor.Exit(_gate);") },
        { "Monitor in the try", "class C { readonly object _gate = new(); async Task M() { try { Monitor.Enter(_gate); [|await|] Task.Delay(1); } finally { Monitor.Exit(_gate); } } }" },
        { "read lock", Held("System.Threading.ReaderWriterLockSlim", "_gate.EnterReadLock();", "[|await|] Task.Yield();", "_gate.ExitReadLock();") },
        { "write lock", Held("System.Threading.ReaderWriterLockSlim", "_gate.EnterWriteLock();", "if (DateTime.Now.Year > 1) { [|await|] Task.Yield(); }", "_gate.ExitWriteLock();") },
        { "upgradeable", Held("System.Threading.ReaderWriterLockSlim", "_gate.EnterUpgradeableReadLock();", "[|await|] Task.Yield();", "_gate.ExitUpgradeableReadLock();") },
        { "mutex", Held("System.Threading.Mutex", "_gate.WaitOne();", "[|await|] Task.Yield();", "_gate.ReleaseMutex();") },
        { "taken flag", """
            class Stock(ShopContext db)
            {
                private static readonly object s_gate = new();

                public async Task Reserve(int id)
                {
                    var taken = false;
                    try
                    {
                        Monitor.Enter(s_gate, ref taken);
                        var order = [|await|] db.Orders.FindAsync(id);
                        order!.IsPaid = true;
                        [|await|] db.SaveChangesAsync();
                    }
                    finally
                    {
                        if (taken)
                        {
                            Monitor.Exit(s_gate);
                        }
                    }
                }
            }
            """ },
        { "TryEnter", """
            class Jobs
            {
                private readonly object _gate = new();

                public async Task<bool> Run(Func<Task> job)
                {
                    if (!Monitor.TryEnter(_gate, TimeSpan.FromSeconds(1)))
                    {
                        return false;
                    }

                    try
                    {
                        [|await|] job().ConfigureAwait(false);
                        return true;
                    }
                    finally
                    {
                        Monitor.Exit(_gate);
                    }
                }
            }
            """ },
        { "TryEnter with a flag", "class C { readonly object _gate = new(); async Task M() { var ok = false; Monitor.TryEnter(_gate, 5, ref ok); if (ok) { [|await|] Task.Delay(1); Monitor.Exit(_gate); } } }" },
        { "TryEnter in a local", "class C { readonly object _gate = new(); async Task M() { var ok = Monitor.TryEnter(_gate); if (ok) { [|await|] Task.Delay(1); Monitor.Exit(_gate); } } }" },
        { "SpinLock", "class C { SpinLock _gate; async Task M() { var ok = false; _gate.Enter(ref ok); try { [|await|] Task.Delay(1); } finally { if (ok) { _gate.Exit(); } } } }" },
        { "Lock", Held("System.Threading.Lock", "_gate.Enter();", "[|await|] Task.Delay(1);", "_gate.Exit();") },
        { "TryEnter of a Lock", "class C { readonly Lock _gate = new(); async Task M() { if (_gate.TryEnter()) { try { [|await|] Task.Delay(1); } finally { _gate.Exit(); } } } }" },
        { "write lock with a time-out", "class C { readonly ReaderWriterLockSlim _gate = new(); async Task M() { if (_gate.TryEnterWriteLock(100)) { [|await|] Task.Delay(1); _gate.ExitWriteLock(); } } }" },
        { "mutex with a time-out", "class C { async Task M() { using var single = new Mutex(false, \"import\"); if (!single.WaitOne(1000)) { return; } try { [|await|] Task.Delay(1); } finally { single.ReleaseMutex(); } } }" },
        { "without a try", "class C { readonly object _gate = new(); async Task M(System.Net.Http.HttpClient c) { Monitor.Enter(_gate); var s = [|await|] c.GetStringAsync(\"/\"); Monitor.Exit(_gate); } }" },
        { "released on the way out", "class C { readonly object _gate = new(); async Task<int> M(bool b) { Monitor.Enter(_gate); if (b) { Monitor.Exit(_gate); return 0; } [|await|] Task.Delay(1); Monitor.Exit(_gate); return 1; } }" },
        { "released later in the finally", Held("object", "Monitor.Enter(_gate);", "[|await|] Task.Delay(1);", "Console.WriteLine(); Monitor.Exit(_gate);") },
        { "in the finally", "class C { readonly object _gate = new(); async Task M() { Monitor.Enter(_gate); try { Console.WriteLine(); } finally { [|await|] Task.Delay(1); Monitor.Exit(_gate); } } }" },
        { "another object's lock", "class C { readonly object _gate = new(); async Task M(C other) { Monitor.Enter(other._gate); [|await|] Task.Delay(1); Monitor.Exit(other._gate); } }" },
        { "in an async lambda", "class C { readonly object _gate = new(); void M() { Func<Task> f = async () => { Monitor.Enter(_gate); try { [|await|] Task.Delay(1); } finally { Monitor.Exit(_gate); } }; } }" },
        { "in an async lambda inside try", "class C { readonly object _gate = new(); async Task M(bool a) { if (a) { Console.WriteLine(); } if (!a) { Console.WriteLine(); } try { if (a) { Console.WriteLine(); } Func<Task> f = async () => { Monitor.Enter(_gate); [|await|] Task.Delay(1); Monitor.Exit(_gate); }; await f(); } catch (Exception) { Console.WriteLine(); } } }" },
        { "await foreach", "class C { readonly object _gate = new(); async Task M(IAsyncEnumerable<int> all) { Monitor.Enter(_gate); try { [|await|] foreach (var x in all) { Console.WriteLine(x); } } finally { Monitor.Exit(_gate); } } }" },
        { "await using", "class C { readonly object _gate = new(); async Task M(Stream s) { Monitor.Enter(_gate); try { [|await|] using (s) { Console.WriteLine(); } } finally { Monitor.Exit(_gate); } } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "semaphore", Held("System.Threading.SemaphoreSlim", "_gate.Wait();", "await Task.Yield();", "_gate.Release();", "new(1, 1)") },
        { "semaphore, async", Held("System.Threading.SemaphoreSlim", "await _gate.WaitAsync();", "await Task.Yield();", "_gate.Release();", "new(1, 1)") },
        { "released before", Held("object", "Monitor.Enter(_gate);", "Console.WriteLine();", "Monitor.Exit(_gate);") },
        { "another lock is released", "class C { readonly object _gate = new(), _other = new(); async Task M() { Monitor.Enter(_gate); try { await Task.Yield(); } finally { Monitor.Exit(_other); } } }" },
        { "in a lambda", Held("object", "Monitor.Enter(_gate);", "Func<Task> f = async () => await Task.Yield();", "Monitor.Exit(_gate);") },
        { "await in front", Held("object", "await Task.Yield(); Monitor.Enter(_gate);", "Console.WriteLine();", "Monitor.Exit(_gate);") },
        { "other read lock and write lock", Held("System.Threading.ReaderWriterLockSlim", "_gate.EnterReadLock();", "await Task.Yield();", "_gate.ExitWriteLock();") },
        { "released and retaken around", Held("object", "Monitor.Enter(_gate);", "Monitor.Exit(_gate); await Task.Delay(1); Monitor.Enter(_gate);", "Monitor.Exit(_gate);") },
        { "write lock given back around", Held("System.Threading.ReaderWriterLockSlim", "_gate.EnterWriteLock();", "_gate.ExitWriteLock(); try { await Task.Delay(1); } finally { _gate.EnterWriteLock(); }", "_gate.ExitWriteLock();") },
        { "released on one way", "class C { readonly object _gate = new(); async Task M(bool b) { Monitor.Enter(_gate); if (b) { Monitor.Exit(_gate); } await Task.Delay(1); } }" },
        { "taken on one way", "class C { readonly object _gate = new(); async Task M(bool b) { if (b) { Monitor.Enter(_gate); } await Task.Delay(1); if (b) { Monitor.Exit(_gate); } } }" },
        { "attempt that failed", "class C { readonly object _gate = new(); async Task M() { if (!Monitor.TryEnter(_gate)) { await Task.Delay(1); return; } Monitor.Exit(_gate); } }" },
        { "flag not asked", "class C { readonly object _gate = new(); async Task M() { var ok = Monitor.TryEnter(_gate); await Task.Delay(1); if (ok) { Monitor.Exit(_gate); } } }" },
        { "flag overwritten", "class C { readonly object _gate = new(); async Task M(bool b) { var ok = Monitor.TryEnter(_gate); ok = b; if (ok) { await Task.Delay(1); Monitor.Exit(_gate); } } }" },
        { "caught outside", "class C { readonly object _gate = new(); async Task M() { Monitor.Enter(_gate); try { try { Console.WriteLine(); } finally { Monitor.Exit(_gate); } } catch { await Task.Delay(1); } } }" },
        { "released elsewhere", "class C { readonly object _gate = new(); async Task M() { Monitor.Enter(_gate); await Task.Delay(1); } void Leave() => Monitor.Exit(_gate); }" },
        { "lock statement before", "class C { readonly object _gate = new(); int _n; async Task M() { lock (_gate) { _n++; } await Task.Delay(1); } }" },
        { "scope before", "class C { readonly Lock _gate = new(); int _n; async Task M() { using (_gate.EnterScope()) { _n++; } await Task.Delay(1); } }" },
        { "completed task", Held("object", "Monitor.Enter(_gate);", "await Task.CompletedTask;", "Monitor.Exit(_gate);") },
        { "awaited before", "class C { readonly object _gate = new(); async Task<int> M(Task<int> t) { await t; Monitor.Enter(_gate); try { return await t; } finally { Monitor.Exit(_gate); } } }" },
        { "SpinLock that knows no owner", "class C { SpinLock _gate = new(false); async Task M() { var ok = false; _gate.Enter(ref ok); try { await Task.Delay(1); } finally { _gate.Exit(); } } }" },
        { "event", "class C { readonly AutoResetEvent _gate = new(true); async Task M() { _gate.WaitOne(); try { await Task.Delay(1); } finally { _gate.Set(); } } }" },
        { "own Enter and Exit", "class Door { public void Enter(object o) { } public void Exit(object o) { } async Task M() { Enter(this); await Task.Delay(1); Exit(this); } }" },
        { "lock of an async lock library", "class AsyncLock { public Task<IDisposable> LockAsync() => throw new Exception(); } class C { readonly AsyncLock _gate = new(); async Task M() { using (await _gate.LockAsync()) { await Task.Delay(1); } } }" },
        { "started under the lock, awaited after it", "class C { readonly object _gate = new(); async Task M() { Task t; Monitor.Enter(_gate); try { t = Task.Delay(1); } finally { Monitor.Exit(_gate); } await t; } }" },
        { "local function", "class C { readonly object _gate = new(); void M() { Monitor.Enter(_gate); _ = L(); Monitor.Exit(_gate); static async Task L() => await Task.Delay(1); } }" },
        { "lock object replaced", "class C { object _gate = new(); async Task M() { var gate = _gate; Monitor.Enter(gate); Monitor.Exit(gate); gate = new object(); await Task.Delay(1); } }" },
        { "loop that releases each time", "class C { readonly object _gate = new(); async Task M(bool b) { while (b) { Monitor.Enter(_gate); Monitor.Exit(_gate); await Task.Delay(1); } } }" },
        { "await using after", "class C { readonly object _gate = new(); async Task M(Stream s) { Monitor.Enter(_gate); Monitor.Exit(_gate); await using (s) { } } }" },
        { "window", "namespace System.Windows.Threading { public class Dispatcher { } } class C { readonly object _gate = new(); async Task M() { Monitor.Enter(_gate); await Task.Delay(1); Monitor.Exit(_gate); } }" },
    };

    [Fact]
    public Task Says() => Verify.Says(
        "class C { readonly object _gate = new(); async Task M() { Monitor.Enter(_gate); [|await|] Task.Delay(1); Monitor.Exit(_gate); } }",
        "The lock taken by 'Enter' belongs to its thread and is held across this await; the code that releases it may run on another thread");

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    private static string Held(string type, string enter, string body, string exit, string create = "new()") =>
        $"class C {{ readonly {type} _gate = {create}; async Task M() {{ {enter} try {{ {body} }} finally {{ {exit} }} await Task.Yield(); }} }}";
}
