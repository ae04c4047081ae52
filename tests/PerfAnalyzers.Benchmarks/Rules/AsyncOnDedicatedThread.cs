using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Starts an async function that awaits once.</summary>
[Page("PERF2009")]
public class AsyncOnDedicatedThreadBenchmark
{
    [Benchmark(Baseline = true)]
    public Task Pool() => Task.Run(static async () => await Task.Yield());

    [Benchmark]
    public Task OwnThread() => Task.Factory.StartNew(static async () => await Task.Yield(), TaskCreationOptions.LongRunning).Unwrap();
}
