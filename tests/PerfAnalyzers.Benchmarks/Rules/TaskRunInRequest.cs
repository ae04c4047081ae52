using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Work of some hundred nanoseconds, called, and run through the pool.</summary>
[Page("PERF2007")]
public class TaskRunInRequestBenchmark
{
    private readonly int[] _prices = [.. Enumerable.Range(0, 1_000)];

    [Benchmark(Baseline = true)]
    public async Task<int> Called()
    {
        await Task.Yield();
        return Sum(1);
    }

    [Benchmark]
    public async Task<int> ThroughThePool()
    {
        await Task.Yield();
        var first = 1;
        return await Task.Run(() => Sum(first));
    }

    private int Sum(int first)
    {
        foreach (var price in _prices)
        {
            first += price;
        }

        return first;
    }
}
