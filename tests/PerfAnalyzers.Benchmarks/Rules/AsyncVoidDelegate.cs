using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Work that holds a buffer while it waits 1 ms: with a limit that is kept, and with one that async void passes by.</summary>
[Page("PERF2003")]
[MemoryDiagnoser]
public class AsyncVoidDelegateBenchmark
{
    private static readonly ParallelOptions s_limit = new() { MaxDegreeOfParallelism = 8 };

    [Params(100, 1000)]
    public int Elements { get; set; }

    [Benchmark(Baseline = true)]
    public Task Awaited() => Parallel.ForAsync(0, Elements, s_limit, static async (_, _) => await Work());

    /// <summary>The latch stands for the wait that the code of the rule lacks.</summary>
    [Benchmark]
    public void AsyncVoid()
    {
        using var latch = new CountdownEvent(Elements);
        Parallel.For(0, Elements, s_limit, async _ =>
        {
            await Work();
            latch.Signal();
        });
        latch.Wait();
    }

    private static async Task Work()
    {
        var buffer = new byte[4096];
        await Task.Delay(1);
        GC.KeepAlive(buffer);
    }
}
