using System.Collections.Concurrent;
using System.Diagnostics;
using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A burst of requests that each wait 20 ms for a remote answer, on a pool of 16 threads.</summary>
[Page("PERF2001")]
public class SyncOverAsyncBenchmark
{
    private readonly BlockingCollection<(long Due, TaskCompletionSource<int> Answer)> _remote = [];
    private SmallPool? _pool;

    [Params(10, 100, 400)]
    public int Requests { get; set; }

    /// <summary>Answers come from a thread of their own, like those of a network card.</summary>
    [GlobalSetup]
    public void Start()
    {
        _pool = new SmallPool();
        new Thread(Answer) { IsBackground = true }.Start();
    }

    [GlobalCleanup]
    public void Stop()
    {
        _remote.CompleteAdding();
        _pool?.Dispose();
    }

    [Benchmark(Baseline = true)]
    public Task Awaited() => Burst(HandleAsync);

    [Benchmark]
    public Task Blocked() => Burst(() => Task.FromResult(HandleAsync().Result));

    private Task Burst(Func<Task<int>> request)
    {
        var requests = new Task[Requests];
        for (var i = 0; i < requests.Length; i++)
        {
            requests[i] = Task.Run(request);
        }

        return Task.WhenAll(requests);
    }

    private async Task<int> HandleAsync()
    {
        var answer = new TaskCompletionSource<int>();
        _remote.Add((Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 50), answer));
        return await answer.Task + 1;
    }

    private void Answer()
    {
        foreach (var (due, answer) in _remote.GetConsumingEnumerable())
        {
            while (Stopwatch.GetTimestamp() < due)
            {
                Thread.Sleep(1);
            }

            answer.SetResult(1);
        }
    }
}
