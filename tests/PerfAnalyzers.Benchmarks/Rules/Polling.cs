using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Functions that wait for a task that ends after 20 ms.</summary>
[Page("PERF2010")]
public class PollingBenchmark
{
    [Params(1, 100)]
    public int Waiting { get; set; }

    [Benchmark(Baseline = true)]
    public Task Awaited() => All(static async task => await task);

    [Benchmark]
    public Task Polled() => All(static async task =>
    {
        while (!task.IsCompleted)
        {
            await Task.Delay(1);
        }
    });

    private Task All(Func<Task, Task> wait)
    {
        var signal = Task.Delay(20);
        var all = new Task[Waiting];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = wait(signal);
        }

        return Task.WhenAll(all);
    }
}
