using System.Text;
using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>One text of pieces of eight characters each.</summary>
[Page("PERF4201")]
[MemoryDiagnoser]
public class QuadraticStringBenchmark
{
    private string[] _pieces = [];

    [Params(10, 100, 1_000, 10_000)]
    public int Pieces { get; set; }

    [GlobalSetup]
    public void Fill() => _pieces = [.. Enumerable.Range(0, Pieces).Select(static i => i.ToString("D8", System.Globalization.CultureInfo.InvariantCulture))];

    [Benchmark(Baseline = true)]
    public string Builder()
    {
        var text = new StringBuilder();
        foreach (var piece in _pieces)
        {
            text.Append(piece);
        }

        return text.ToString();
    }

    [Benchmark]
    public string Concatenation()
    {
        var text = "";
        foreach (var piece in _pieces)
        {
            text += piece;
        }

        return text;
    }
}
