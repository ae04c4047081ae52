using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Numbers filtered, then counted, searched and enumerated: through a copy and without.</summary>
[Page("PERF4105")]
[MemoryDiagnoser]
public class NeedlessMaterializationBenchmark
{
    private int[] _numbers = [];

    [Params(100, 10_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill() => _numbers = [.. Enumerable.Range(0, Size)];

    [Benchmark]
    public int CopyCounted() => _numbers.Where(static x => x % 2 == 0).ToList().Count;

    [Benchmark]
    public int Counted() => _numbers.Where(static x => x % 2 == 0).Count();

    [Benchmark]
    public bool CopySearched() => _numbers.Where(static x => x % 2 == 0).ToList().Exists(static x => x > 50);

    [Benchmark]
    public bool Searched() => _numbers.Where(static x => x % 2 == 0).Any(static x => x > 50);

    [Benchmark]
    public int CopyEnumerated()
    {
        var sum = 0;
        foreach (var one in _numbers.Where(static x => x % 2 == 0).ToList())
        {
            sum += one;
        }

        return sum;
    }

    [Benchmark]
    public int Enumerated()
    {
        var sum = 0;
        foreach (var one in _numbers.Where(static x => x % 2 == 0))
        {
            sum += one;
        }

        return sum;
    }
}
