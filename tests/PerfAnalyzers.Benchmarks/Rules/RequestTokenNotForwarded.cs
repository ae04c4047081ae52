using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>100 pages of work for a caller who leaves after the tenth.</summary>
[Page("PERF2013")]
public class RequestTokenNotForwardedBenchmark
{
    [Benchmark(Baseline = true)]
    public async Task<int> Forwarded()
    {
        using var left = new CancellationTokenSource();
        return await Load(left, left.Token);
    }

    [Benchmark]
    public async Task<int> NotForwarded()
    {
        using var left = new CancellationTokenSource();
        return await Load(left, CancellationToken.None);
    }

    private static async Task<int> Load(CancellationTokenSource caller, CancellationToken stop)
    {
        var rows = 0;
        for (var page = 0; page < 100 && !stop.IsCancellationRequested; page++)
        {
            await Task.Yield();
            Thread.SpinWait(100);
            rows += 50;
            if (page == 9)
            {
                await caller.CancelAsync();
            }
        }

        return rows;
    }
}
