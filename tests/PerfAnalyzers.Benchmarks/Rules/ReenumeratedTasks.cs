using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Tasks that are awaited together and then looked at again.</summary>
[Page("PERF2012")]
[MemoryDiagnoser]
public class ReenumeratedTasksBenchmark
{
    private int[] _ids = [];

    [Params(10, 100)]
    public int Elements { get; set; }

    [GlobalSetup]
    public void Fill() => _ids = [.. Enumerable.Range(0, Elements)];

    [Benchmark(Baseline = true)]
    public async Task<int> Kept()
    {
        var tasks = _ids.Select(static id => Load(id)).ToArray();
        await Task.WhenAll(tasks);
        return await Sum(tasks);
    }

    [Benchmark]
    public async Task<int> Lazy()
    {
        var tasks = _ids.Select(static id => Load(id));
        await Task.WhenAll(tasks);
        return await Sum(tasks);
    }

    private static async Task<int> Sum(IEnumerable<Task<int>> tasks)
    {
        var sum = 0;
        foreach (var task in tasks)
        {
            sum += await task;
        }

        return sum;
    }

    private static async Task<int> Load(int id)
    {
        await Task.Delay(1);
        return id;
    }
}
