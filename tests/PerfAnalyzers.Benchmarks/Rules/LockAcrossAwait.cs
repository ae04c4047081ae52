using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>
/// Requests that each need 5 ms of something remote and one shared counter, on a pool of 16 threads. Holding the lock while they
/// wait makes a queue of them; the counter alone needs it for nanoseconds.
/// </summary>
[Page("PERF2011")]
public class LockAcrossAwaitBenchmark
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Lock _counter = new();
    private SmallPool? _pool;
    private int _count;

    [Params(10, 40)]
    public int Requests { get; set; }

    [GlobalSetup]
    public void Start() => _pool = new SmallPool();

    [GlobalCleanup]
    public void Stop() => _pool?.Dispose();

    [Benchmark(Baseline = true)]
    public Task AwaitedThenLocked() => Burst(async () =>
    {
        await Task.Delay(5);
        lock (_counter)
        {
            _count++;
        }
    });

    /// <summary>What the broken code would do if it worked: the wait lies inside.</summary>
    [Benchmark]
    public Task HeldAcrossTheAwait() => Burst(async () =>
    {
        await _gate.WaitAsync();
        try
        {
            await Task.Delay(5);
            _count++;
        }
        finally
        {
            _gate.Release();
        }
    });

    private Task Burst(Func<Task> request)
    {
        var requests = new Task[Requests];
        for (var i = 0; i < requests.Length; i++)
        {
            requests[i] = Task.Run(request);
        }

        return Task.WhenAll(requests);
    }
}
