using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>One question to a dictionary: is a key there, and how many values fit.</summary>
[Page("PERF2102")]
[MemoryDiagnoser]
public class ConcurrentDictionarySnapshotBenchmark
{
    private readonly ConcurrentDictionary<int, int> _all = new();

    [Params(100, 10_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < Size; i++)
        {
            _all[i] = i;
        }
    }

    [Benchmark(Baseline = true)]
    public bool ContainsKey() => _all.ContainsKey(Size / 2);

    [Benchmark]
    public bool KeysContains() => _all.Keys.Contains(Size / 2);

    [Benchmark]
    public int QueryOfPairs() => _all.Select(pair => pair.Value).Count(value => value % 2 == 0);

    [Benchmark]
    public int QueryOfValues() => _all.Values.Count(value => value % 2 == 0);
}
