using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>
/// How many bodies are inside at the same time: each waits there for others to come. Under the lock nobody ever comes, without it
/// somebody does; a parallel loop inside another lets in more than the outer one allows.
/// </summary>
public sealed class SerializedParallelBodyTruth
{
    private static readonly (string Name, bool IsBad, string Code)[] s_cases =
    [
        ("lock in For", true, "Parallel.For(0, all.Count, i => { lock (s_gate) { crowd.Meet(); } });"),
        ("lock in ForEach", true, "Parallel.ForEach(all, i => { lock (s_gate) { crowd.Meet(); } });"),
        ("lock in ForAll", true, "all.AsParallel().WithDegreeOfParallelism(4).ForAll(i => { lock (s_gate) { crowd.Meet(); } });"),
        ("lock in Invoke", true, "Parallel.Invoke(() => { lock (s_gate) { crowd.Meet(); } }, () => { lock (s_gate) { crowd.Meet(); } });"),
        ("Monitor", true, "Parallel.ForEach(all, i => { Monitor.Enter(s_gate); try { crowd.Meet(); } finally { Monitor.Exit(s_gate); } });"),
        ("scope", true, "Parallel.ForEach(all, i => { using (s_lock.EnterScope()) { crowd.Meet(); } });"),
        ("write lock", true, "Parallel.ForEach(all, i => { s_rw.EnterWriteLock(); try { crowd.Meet(); } finally { s_rw.ExitWriteLock(); } });"),
        ("method", true, "Parallel.ForEach(all, i => Locked(crowd));"),
        ("semaphore", true, "await Parallel.ForEachAsync(all, Wide(), async (i, ct) => { await s_one.WaitAsync(ct); try { await crowd.MeetAsync(); } finally { s_one.Release(); } });"),

        ("no lock", false, "Parallel.ForEach(all, i => crowd.Meet());"),
        ("lock behind the work", false, "Parallel.ForEach(all, i => { crowd.Meet(); lock (s_gate) { } });"),
        ("lock per element", false, "var gates = all.ConvertAll(_ => new object()); Parallel.ForEach(gates, gate => { lock (gate) { crowd.Meet(); } });"),
        ("read lock", false, "Parallel.ForEach(all, i => { s_rw.EnterReadLock(); try { crowd.Meet(); } finally { s_rw.ExitReadLock(); } });"),
        ("semaphore for two", false, "await Parallel.ForEachAsync(all, Wide(), async (i, ct) => { await s_two.WaitAsync(ct); try { await crowd.MeetAsync(); } finally { s_two.Release(); } });"),
        ("ForAll behind work", false, "all.AsParallel().WithDegreeOfParallelism(4).Select(i => { crowd.Meet(); return i; }).ForAll(i => { lock (s_gate) { } });"),
    ];

    [Fact]
    public async Task Reports_are_bodies_that_are_never_inside_together()
    {
        foreach (var (name, isBad, code) in s_cases)
        {
            var source = Source(code);
            var reports = await Executed.Review<SerializedParallelBody>(source);
            Assert.True(isBad == (reports.Length == 1), $"{name}: {reports.Length} reports");

            var crowd = new Crowd(2, isBad ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(60));
            await Executed.Load(source).Run("Truth.Run", Enumerable.Range(0, 8).ToList(), crowd).WaitAsync(TimeSpan.FromMinutes(2));
            Assert.True(isBad ? crowd.Peak == 1 : crowd.Peak >= 2, $"{name}: {crowd.Peak} at once");
        }
    }

    [Theory]
    [InlineData("Parallel.ForEach(all, i => { Parallel.For(0, 8, j => crowd.Meet()); });", "Parallel.ForEach(all, i => { for (var j = 0; j < 8; j++) { crowd.Meet(); } });")]
    [InlineData("Parallel.ForEach(all, i => { Enumerable.Range(0, 8).AsParallel().ForAll(j => crowd.Meet()); });", "Parallel.ForEach(all, i => { foreach (var j in Enumerable.Range(0, 8)) { crowd.Meet(); } });")]
    [InlineData(
        "await Parallel.ForEachAsync(all, async (i, ct) => { await Parallel.ForEachAsync(all, ct, async (j, _) => await crowd.MeetAsync()); });",
        "await Parallel.ForEachAsync(all.SelectMany(i => all), async (i, ct) => { await crowd.MeetAsync(); });")]
    public async Task Nested_loops_let_in_more_than_the_outer_one(string nested, string plain)
    {
        Assert.Single(await Executed.Review<SerializedParallelBody>(Source(nested)));
        Assert.Empty(await Executed.Review<SerializedParallelBody>(Source(plain)));

        // As many outer bodies as processors.
        var processors = Environment.ProcessorCount;
        var before = new Crowd(processors + 1, TimeSpan.FromSeconds(60));
        await Executed.Load(Source(nested)).Run("Truth.Run", Enumerable.Range(0, processors).ToList(), before).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(before.Peak > processors, $"{before.Peak} at once");

        var after = new Crowd(processors + 1, TimeSpan.FromMilliseconds(100));
        await Executed.Load(Source(plain)).Run("Truth.Run", Enumerable.Range(0, processors).ToList(), after).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.InRange(after.Peak, 1, processors);
    }

    private static string Source(string code) => $$"""
        using PerfAnalyzers.Tests;
        public static class Truth
        {
            static readonly object s_gate = new();
            static readonly Lock s_lock = new();
            static readonly ReaderWriterLockSlim s_rw = new();
            static readonly SemaphoreSlim s_one = new(1, 1), s_two = new(2, 2);

            static void Locked(Crowd crowd) { lock (s_gate) { crowd.Meet(); } }

            static ParallelOptions Wide() => new() { MaxDegreeOfParallelism = 4 };

            public static async Task Run(List<int> all, Crowd crowd)
            {
                await Task.Yield();
                {{code}}
            }
        }
        """;
}

/// <summary>A place where each visitor waits until enough are there at once, or the time is up for all.</summary>
/// <param name="enough">How many are waited for.</param>
/// <param name="limit">How long at most.</param>
public sealed class Crowd(int enough, TimeSpan limit)
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private int _inside;

    /// <summary>The most visitors that were there at once.</summary>
    public int Peak { get; private set; }

    /// <summary>Visits on this thread.</summary>
    public void Meet()
    {
        Enter();
        if (!_over.Task.Wait(limit))
        {
            _over.TrySetResult();
        }

        Leave();
    }

    /// <summary>Visits without holding a thread.</summary>
    public async Task MeetAsync()
    {
        Enter();
        if (await Task.WhenAny(_over.Task, Task.Delay(limit)) != _over.Task)
        {
            _over.TrySetResult();
        }

        Leave();
    }

    private void Enter()
    {
        lock (_gate)
        {
            _inside++;
            Peak = Math.Max(Peak, _inside);
            if (_inside >= enough)
            {
                _over.TrySetResult();
            }
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _inside--;
        }
    }
}
