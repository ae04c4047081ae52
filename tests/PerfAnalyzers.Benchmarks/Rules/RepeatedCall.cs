using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>The sum of all orders is asked and returned; lines of a table are cut in two.</summary>
[Page("PERF3004")]
[MemoryDiagnoser]
public class RepeatedCallBenchmark
{
    private readonly List<int> _totals = [];
    private readonly List<string> _lines = [];

    [Params(10, 1_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < Size; i++)
        {
            _totals.Add(i);
            _lines.Add("key" + i + ",value" + i);
        }
    }

    [Benchmark(Baseline = true)]
    public long SumOnce()
    {
        var sum = _totals.Sum(total => (long)total);
        return sum > 10 ? sum : 0;
    }

    [Benchmark]
    public long SumTwice() => _totals.Sum(total => (long)total) > 10 ? _totals.Sum(total => (long)total) : 0;

    [Benchmark]
    public int SplitOnce()
    {
        var length = 0;
        foreach (var line in _lines)
        {
            var parts = line.Split(',');
            length += parts[0].Length * parts[1].Length;
        }

        return length;
    }

    [Benchmark]
    public int SplitTwice()
    {
        var length = 0;
        foreach (var line in _lines)
        {
            length += line.Split(',')[0].Length * line.Split(',')[1].Length;
        }

        return length;
    }
}
