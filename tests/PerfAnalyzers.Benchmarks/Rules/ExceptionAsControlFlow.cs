using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A thousand texts are read as numbers; some are none.</summary>
[Page("PERF4301")]
[MemoryDiagnoser]
public class ExceptionAsControlFlowBenchmark
{
    private readonly string[] _texts = new string[1_000];

    /// <summary>How many of a hundred texts are no numbers.</summary>
    [Params(0, 1, 10)]
    public int Failures { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < _texts.Length; i++)
        {
            _texts[i] = i % 100 < Failures ? "none" : i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    [Benchmark(Baseline = true)]
    public int TryParse()
    {
        var sum = 0;
        foreach (var text in _texts)
        {
            sum += int.TryParse(text, out var number) ? number : 0;
        }

        return sum;
    }

    [Benchmark]
    public int ParseAndCatch()
    {
        var sum = 0;
        foreach (var text in _texts)
        {
            try
            {
                sum += int.Parse(text, System.Globalization.CultureInfo.CurrentCulture);
            }
            catch (FormatException)
            {
            }
        }

        return sum;
    }
}
