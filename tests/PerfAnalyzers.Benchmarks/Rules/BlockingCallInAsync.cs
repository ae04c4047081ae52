using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A burst of requests that each pause 20 ms, on a pool of 16 threads.</summary>
[Page("PERF2002")]
public class BlockingCallInAsyncBenchmark
{
    private int _threads;
    private int _ports;

    [Params(10, 100, 400)]
    public int Requests { get; set; }

    /// <summary>The pool is held where a burst finds it.</summary>
    [GlobalSetup]
    public void Start()
    {
        ThreadPool.GetMaxThreads(out _threads, out _ports);
        ThreadPool.SetMaxThreads(16, _ports);
        ThreadPool.SetMinThreads(16, 1);
    }

    [GlobalCleanup]
    public void Stop() => ThreadPool.SetMaxThreads(_threads, _ports);

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
