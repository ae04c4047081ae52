using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Calls that each wait 2 ms for an answer: started together, and one after the other.</summary>
[Page("PERF2004")]
[MemoryDiagnoser]
public class SequentialAwaitsBenchmark
{
    [Benchmark(Baseline = true)]
    public async Task<int> Together()
    {
        var price = Ask(1);
        var stock = Ask(2);
        var reviews = Ask(3);
        await Task.WhenAll(price, stock, reviews);
        return await price + await stock + await reviews;
    }

    [Benchmark]
    public async Task<int> InARow()
    {
        var price = await Ask(1);
        var stock = await Ask(2);
        var reviews = await Ask(3);
        return price + stock + reviews;
    }

    private static async Task<int> Ask(int answer)
    {
        await Task.Delay(2);
        return answer;
    }
}
