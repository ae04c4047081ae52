using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>
/// The code before an await runs on one thread, the code after it on another: each case is driven by hand, so that this is
/// certain. What the rule reports throws there and leaves the lock taken; what it is silent about does neither.
/// </summary>
public sealed class LockAcrossAwaitTruth
{
    private static readonly (string Name, bool IsBad, string Code)[] s_cases =
    [
        ("Monitor", true, "static readonly object s_gate = new(); public static async Task Run(Task work) { Monitor.Enter(s_gate); try { await work.ConfigureAwait(false); } finally { Monitor.Exit(s_gate); } } public static bool IsFree() => Monitor.TryEnter(s_gate);"),
        ("Monitor with a flag", true, "static readonly object s_gate = new(); public static async Task Run(Task work) { var taken = false; try { Monitor.Enter(s_gate, ref taken); await work.ConfigureAwait(false); } finally { if (taken) { Monitor.Exit(s_gate); } } } public static bool IsFree() => Monitor.TryEnter(s_gate);"),
        ("TryEnter", true, "static readonly object s_gate = new(); public static async Task Run(Task work) { if (!Monitor.TryEnter(s_gate)) { return; } try { await work.ConfigureAwait(false); } finally { Monitor.Exit(s_gate); } } public static bool IsFree() => Monitor.TryEnter(s_gate);"),
        ("Lock", true, "static readonly Lock s_gate = new(); public static async Task Run(Task work) { s_gate.Enter(); try { await work.ConfigureAwait(false); } finally { s_gate.Exit(); } } public static bool IsFree() => s_gate.TryEnter();"),
        ("read lock", true, "static readonly ReaderWriterLockSlim s_gate = new(); public static async Task Run(Task work) { s_gate.EnterReadLock(); try { await work.ConfigureAwait(false); } finally { s_gate.ExitReadLock(); } } public static bool IsFree() => s_gate.TryEnterWriteLock(0);"),
        ("write lock", true, "static readonly ReaderWriterLockSlim s_gate = new(); public static async Task Run(Task work) { s_gate.EnterWriteLock(); try { await work.ConfigureAwait(false); } finally { s_gate.ExitWriteLock(); } } public static bool IsFree() => s_gate.TryEnterWriteLock(0);"),
        ("upgradeable", true, "static readonly ReaderWriterLockSlim s_gate = new(); public static async Task Run(Task work) { s_gate.EnterUpgradeableReadLock(); try { await work.ConfigureAwait(false); } finally { s_gate.ExitUpgradeableReadLock(); } } public static bool IsFree() => s_gate.TryEnterWriteLock(0);"),
        ("mutex", true, "static readonly Mutex s_gate = new(); public static async Task Run(Task work) { s_gate.WaitOne(); try { await work.ConfigureAwait(false); } finally { s_gate.ReleaseMutex(); } } public static bool IsFree() => s_gate.WaitOne(0);"),
        ("SpinLock", true, "static SpinLock s_gate = new(true); public static async Task Run(Task work) { var taken = false; s_gate.Enter(ref taken); try { await work.ConfigureAwait(false); } finally { s_gate.Exit(); } } public static bool IsFree() { var taken = false; s_gate.TryEnter(ref taken); return taken; }"),
        ("await foreach", true, "static readonly object s_gate = new(); public static async Task Run(Task work) { Monitor.Enter(s_gate); try { await foreach (var x in Each(work).ConfigureAwait(false)) { } } finally { Monitor.Exit(s_gate); } } static async IAsyncEnumerable<int> Each(Task work) { await work.ConfigureAwait(false); yield return 1; } public static bool IsFree() => Monitor.TryEnter(s_gate);"),

        ("semaphore", false, "static readonly SemaphoreSlim s_gate = new(1, 1); public static async Task Run(Task work) { await s_gate.WaitAsync(); try { await work.ConfigureAwait(false); } finally { s_gate.Release(); } } public static bool IsFree() => s_gate.Wait(0);"),
        ("released and retaken", false, "static readonly object s_gate = new(); public static async Task Run(Task work) { Monitor.Enter(s_gate); try { Monitor.Exit(s_gate); await work.ConfigureAwait(false); Monitor.Enter(s_gate); } finally { Monitor.Exit(s_gate); } } public static bool IsFree() => Monitor.TryEnter(s_gate);"),
        ("awaited first", false, "static readonly object s_gate = new(); public static async Task Run(Task work) { await work.ConfigureAwait(false); lock (s_gate) { } } public static bool IsFree() => Monitor.TryEnter(s_gate);"),
        ("completed", false, "static readonly object s_gate = new(); public static async Task Run(Task work) { Monitor.Enter(s_gate); try { await Task.CompletedTask; } finally { Monitor.Exit(s_gate); } await work; } public static bool IsFree() => Monitor.TryEnter(s_gate);"),
        ("SpinLock without owner", false, "static SpinLock s_gate = new(false); public static async Task Run(Task work) { var taken = false; s_gate.Enter(ref taken); try { await work.ConfigureAwait(false); } finally { s_gate.Exit(); } } public static bool IsFree() { var taken = false; s_gate.TryEnter(ref taken); return taken; }"),
    ];

    [Fact]
    public async Task Reports_are_locks_that_nobody_gives_back()
    {
        foreach (var (name, isBad, code) in s_cases)
        {
            var source = $"public static class Cases {{ {code} }}";
            var reports = await Executed.Review<LockAcrossAwait>(source);
            Assert.True(isBad == (reports.Length == 1), $"{name}: {reports.Length} reports");

            var (failure, isFree) = Drive(Executed.Load(source));
            if (isBad)
            {
                Assert.True(failure is SynchronizationLockException or ApplicationException, $"{name}: {failure}");
                Assert.False(isFree, name);
            }
            else
            {
                Assert.True(failure is null, $"{name}: {failure}");
                Assert.True(isFree, name);
            }
        }
    }

    // The first thread stays alive until all is asked: a mutex is free again once its thread has ended.
    private static (Exception? Failure, bool IsFree) Drive(Executed code)
    {
        var run = code.Delegate<Func<Task, Task>>("Cases.Run");
        var isFree = code.Delegate<Func<bool>>("Cases.IsFree");
        var work = new TaskCompletionSource();
        using var asked = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        Task? task = null;
        var first = new Thread(() =>
        {
            task = run(work.Task);
            started.Set();
            asked.Wait();
        });
        first.Start();
        started.Wait();

        // Completes the work on this thread, which runs the continuation.
        OnThread(() => work.SetResult());
        task!.ContinueWith(static _ => { }, TaskContinuationOptions.ExecuteSynchronously).Wait();
        var free = false;
        OnThread(() => free = isFree());
        asked.Set();
        first.Join();
        return (task.Exception?.InnerException, free);
    }

    private static void OnThread(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        thread.Join();
    }
}
