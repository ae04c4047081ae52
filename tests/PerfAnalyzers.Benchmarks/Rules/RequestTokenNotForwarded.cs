using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>100 pages of work for a caller who has left.</summary>
[Page("PERF2013")]
public class RequestTokenNotForwardedBenchmark
{
    private readonly CancellationToken _left = new(canceled: true);

    [Benchmark(Baseline = true)]
    public Task<int> Forwarded() => Load(_left);

    [Benchmark]
    public Task<int> NotForwarded() => Load(CancellationToken.None);

    private static async Task<int> Load(CancellationToken stop)
    {
        var rows = 0;
        for (var page = 0; page < 100 && !stop.IsCancellationRequested; page++)
        {
            await Task.Yield();
            Thread.SpinWait(100);
            rows += 50;
        }

        return rows;
    }
}
