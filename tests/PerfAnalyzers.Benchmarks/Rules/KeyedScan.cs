using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>One price by its article number.</summary>
[Page("PERF5004")]
[MemoryDiagnoser]
public class KeyedScanBenchmark
{
    private readonly Dictionary<string, decimal> _prices = new(StringComparer.Ordinal);
    private string _wanted = "";

    [Params(8, 100, 10_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < Size; i++)
        {
            _prices["article-" + i] = i;
        }

        _wanted = "article-" + (Size / 2);
    }

    [Benchmark(Baseline = true)]
    public decimal GetValueOrDefault() => _prices.GetValueOrDefault(_wanted);

    [Benchmark]
    public decimal FirstOrDefault() => _prices.FirstOrDefault(price => price.Key == _wanted).Value;

    [Benchmark]
    public decimal Loop()
    {
        foreach (var price in _prices)
        {
            if (price.Key == _wanted)
            {
                return price.Value;
            }
        }

        return 0;
    }

    [Benchmark]
    public bool KeysToList() => _prices.Keys.ToList().Contains(_wanted);
}
