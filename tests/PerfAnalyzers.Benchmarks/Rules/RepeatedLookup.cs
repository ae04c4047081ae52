using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Words counted, and counts added up.</summary>
[Page("PERF5010")]
[MemoryDiagnoser]
public class RepeatedLookupBenchmark
{
    private readonly Dictionary<string, int> _counts = [];
    private string[] _words = [];

    [Params(100, 10_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _words = [.. Enumerable.Range(0, Size).Select(static i => "word-" + (i / 2))];
        CountOnce();
    }

    [Benchmark]
    public void CountTwice()
    {
        foreach (var word in _words)
        {
            _counts[word] = _counts.GetValueOrDefault(word) + 1;
        }
    }

    [Benchmark(Baseline = true)]
    public void CountOnce()
    {
        foreach (var word in _words)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, word, out _)++;
        }
    }

    [Benchmark]
    public int KeysAndValues()
    {
        var sum = 0;
        foreach (var word in _counts.Keys)
        {
            sum += _counts[word];
        }

        return sum;
    }

    [Benchmark]
    public int Pairs()
    {
        var sum = 0;
        foreach (var (_, count) in _counts)
        {
            sum += count;
        }

        return sum;
    }
}
