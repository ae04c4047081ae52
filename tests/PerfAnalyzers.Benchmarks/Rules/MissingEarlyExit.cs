using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Whether any of the numbers is above a limit; one in the middle is.</summary>
[Page("PERF5009")]
[MemoryDiagnoser]
public class MissingEarlyExitBenchmark
{
    private int[] _numbers = [];

    [Params(100, 10_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _numbers = new int[Size];
        _numbers[Size / 2] = 1;
    }

    [Benchmark(Baseline = true)]
    public bool Break()
    {
        var found = false;
        foreach (var number in _numbers)
        {
            if (number > 0)
            {
                found = true;
                break;
            }
        }

        return found;
    }

    [Benchmark]
    public bool NoBreak()
    {
        var found = false;
        foreach (var number in _numbers)
        {
            if (number > 0)
            {
                found = true;
            }
        }

        return found;
    }
}
