using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Keys that are there are asked for: with a value, with a lambda that captures, with a static one.</summary>
[Page("PERF3107")]
[MemoryDiagnoser]
public class EagerCacheFactoryBenchmark
{
    private readonly ConcurrentDictionary<int, List<int>> _lists = new();
    private readonly int _capacity = 16;

    [Params(100)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < Size; i++)
        {
            _lists[i] = [i];
        }
    }

    [Benchmark(Baseline = true)]
    public int StaticLambda()
    {
        var sum = 0;
        for (var i = 0; i < Size; i++)
        {
            sum += _lists.GetOrAdd(i, static (_, capacity) => new List<int>(capacity), _capacity).Count;
        }

        return sum;
    }

    [Benchmark]
    public int CapturingLambda()
    {
        var sum = 0;
        for (var i = 0; i < Size; i++)
        {
            sum += Captured(i, _capacity).Count;
        }

        return sum;
    }

    [Benchmark]
    public int EagerValue()
    {
        var sum = 0;
        for (var i = 0; i < Size; i++)
        {
            sum += _lists.GetOrAdd(i, new List<int>(_capacity)).Count;
        }

        return sum;
    }

    private List<int> Captured(int key, int capacity) => _lists.GetOrAdd(key, _ => new List<int>(capacity));
}
