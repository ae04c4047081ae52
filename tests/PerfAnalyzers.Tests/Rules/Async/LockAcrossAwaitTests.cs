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
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    private static string Held(string type, string enter, string body, string exit, string create = "new()") =>
        $"class C {{ readonly {type} _gate = {create}; async Task M() {{ {enter} try {{ {body} }} finally {{ {exit} }} await Task.Yield(); }} }}";
}
