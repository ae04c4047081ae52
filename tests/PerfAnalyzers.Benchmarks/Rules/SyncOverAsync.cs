using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A burst of requests that each wait 20 ms for a remote answer.</summary>
[Page("PERF2001")]
public class SyncOverAsyncBenchmark
{
    [Params(10, 100)]
    public int Requests { get; set; }

    [Benchmark(Baseline = true)]
    public Task Awaited() => Burst(static () => HandleAsync());

    [Benchmark]
    public Task Blocked() => Burst(static () => Task.FromResult(HandleAsync().Result));

    [Benchmark]
    public Task BlockedInTaskRun() => Burst(static () => Task.FromResult(Task.Run(HandleAsync).Result));

    private Task Burst(Func<Task<int>> request)
    {
        var requests = new Task[Requests];
        for (var i = 0; i < requests.Length; i++)
        {
            requests[i] = Task.Run(request);
        }

        return Task.WhenAll(requests);
    }

    private static async Task<int> HandleAsync()
    {
        await Task.Delay(10);
        await Task.Delay(10);
        return 1;
    }
}
