using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A list and a dictionary filled by a loop, without and with their capacity.</summary>
[Page("PERF4106")]
[MemoryDiagnoser]
public class MissingCapacityBenchmark
{
    private int[] _data = [];

    [Params(100, 10_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill() => _data = [.. Enumerable.Range(0, Size)];

    [Benchmark]
    public List<int> ListThatGrows()
    {
        var all = new List<int>();
        foreach (var one in _data)
        {
            all.Add(one * 2);
        }

        return all;
    }

    [Benchmark]
    public List<int> ListWithCapacity()
    {
        var all = new List<int>(_data.Length);
        foreach (var one in _data)
        {
            all.Add(one * 2);
        }

        return all;
    }

    [Benchmark]
    public Dictionary<int, int> DictionaryThatGrows()
    {
        var all = new Dictionary<int, int>();
        foreach (var one in _data)
        {
            all.Add(one, one * 2);
        }

        return all;
    }

    [Benchmark]
    public Dictionary<int, int> DictionaryWithCapacity()
    {
        var all = new Dictionary<int, int>(_data.Length);
        foreach (var one in _data)
        {
            all.Add(one, one * 2);
        }

        return all;
    }
}
