using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A thousand pairs of numbers looked up by a string and by a tuple.</summary>
[Page("PERF4203")]
[MemoryDiagnoser]
public class CompositeStringKeyBenchmark
{
    private const int Pairs = 1000;

    private readonly Dictionary<string, int> _byText = [];
    private readonly Dictionary<(int, int), int> _byPair = [];

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < Pairs; i++)
        {
            _byText[$"{i}|{i % 10}"] = i;
            _byPair[(i, i % 10)] = i;
        }
    }

    [Benchmark]
    public int StringKey()
    {
        var sum = 0;
        for (var i = 0; i < Pairs; i++)
        {
            sum += _byText[$"{i}|{i % 10}"];
        }

        return sum;
    }

    [Benchmark(Baseline = true)]
    public int TupleKey()
    {
        var sum = 0;
        for (var i = 0; i < Pairs; i++)
        {
            sum += _byPair[(i, i % 10)];
        }

        return sum;
    }
}
