using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A burst of requests that each pause 20 ms, on a pool of 16 threads.</summary>
[Page("PERF2002")]
public class BlockingCallInAsyncBenchmark
{
    private SmallPool? _pool;

    [Params(10, 100, 400)]
    public int Requests { get; set; }

    [GlobalSetup]
    public void Start() => _pool = new SmallPool();

    [GlobalCleanup]
    public void Stop() => _pool?.Dispose();

    [Benchmark(Baseline = true)]
    public Task Awaited() => Burst(static async () => await Task.Delay(20));

    [Benchmark]
    public Task Blocked() => Burst(static () =>
    {
        Thread.Sleep(20);
        return Task.CompletedTask;
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
