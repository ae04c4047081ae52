using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Four threads come to the lock. A disk (here: something that is waited for) answers once as many have asked it as can: under the lock that is one, whoever else
/// waits; outside it is all of them.
/// </summary>
public sealed class IoUnderLockTruth
{
    private const int Threads = 4;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private static readonly (string Name, int AtOnce, string Body)[] s_cases =
    [
        ("lock", 1, "lock (s_gate) { s_count++; disk.WaitOne(); }"),
        ("with a limit", 1, "lock (s_gate) { s_count++; disk.WaitOne(60000); }"),
        ("helper", 1, "lock (s_gate) { s_count++; Ask(disk); }"),
        ("the new lock", 1, "lock (s_lock) { s_count++; disk.WaitOne(); }"),
        ("scope", 1, "using (s_lock.EnterScope()) { s_count++; disk.WaitOne(); }"),
        ("monitor", 1, "Monitor.Enter(s_gate); try { s_count++; disk.WaitOne(); } finally { Monitor.Exit(s_gate); }"),
        ("write lock", 1, "s_slim.EnterWriteLock(); try { s_count++; disk.WaitOne(); } finally { s_slim.ExitWriteLock(); }"),
        ("mutex", 1, "s_mutex.WaitOne(); try { s_count++; disk.WaitOne(); } finally { s_mutex.ReleaseMutex(); }"),

        ("before the lock", Threads, "disk.WaitOne(); lock (s_gate) { s_count++; }"),
        ("after the lock", Threads, "lock (s_gate) { s_count++; } disk.WaitOne();"),
        ("read lock", Threads, "s_slim.EnterReadLock(); try { disk.WaitOne(); } finally { s_slim.ExitReadLock(); } lock (s_gate) { s_count++; }"),
        ("lock of this call", Threads, "var gate = new object(); lock (gate) { disk.WaitOne(); } lock (s_gate) { s_count++; }"),
        ("lambda that runs later", Threads, "Action ask; lock (s_gate) { s_count++; ask = () => disk.WaitOne(); } ask();"),
    ];

    [Fact]
    public async Task Reported_locks_let_one_thread_at_a_time_wait()
    {
        var source = string.Join('\n', s_cases.Select(static (test, i) => $$"""
            public static class Case{{i}} { static readonly object s_gate = new(); static readonly Lock s_lock = new(); static readonly ReaderWriterLockSlim s_slim = new(); static readonly Mutex s_mutex = new(); static int s_count; public static int Count() => s_count; static void Ask(WaitHandle s) { s.WaitOne(); } public static void Run(WaitHandle disk) { {{test.Body}} } }
            """));
        var reported = (await Executed.Review<IoUnderLock>(source)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line).ToHashSet();
        var code = Executed.Load(source);
        for (var i = 0; i < s_cases.Length; i++)
        {
            var disk = new Disk(s_cases[i].AtOnce);
            var run = code.Delegate<Action<WaitHandle>>($"Case{i}.Run");
            var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() => run(disk)) { IsBackground = true }).ToList();
            threads.ForEach(static thread => thread.Start());
            Assert.All(threads, thread => Assert.True(thread.Join(s_limit), s_cases[i].Name));
            Assert.Equal((s_cases[i].Name, Threads), (s_cases[i].Name, code.Delegate<Func<int>>($"Case{i}.Count")()));
            Assert.Equal((s_cases[i].Name, s_cases[i].AtOnce), (s_cases[i].Name, disk.Peak));
            Assert.Equal((s_cases[i].Name, s_cases[i].AtOnce == 1), (s_cases[i].Name, reported.Contains(i)));
        }
    }

    /// <summary>Answers when a number of threads ask at the same time.</summary>
    private sealed class Disk(int atOnce) : WaitHandle
    {
        private readonly ManualResetEventSlim _answers = new();
        private int _asking;
        private int _peak;

        public int Peak => _peak;

        public override bool WaitOne()
        {
            var asking = Interlocked.Increment(ref _asking);
            lock (_answers)
            {
                _peak = Math.Max(_peak, asking);
            }

            if (asking >= atOnce)
            {
                _answers.Set();
            }

            Assert.True(_answers.Wait(s_limit));
            Interlocked.Decrement(ref _asking);
            return true;
        }

        public override bool WaitOne(int millisecondsTimeout) => WaitOne();
    }
}
