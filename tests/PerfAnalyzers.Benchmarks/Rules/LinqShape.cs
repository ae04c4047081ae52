using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Counts per key, and the first element of each key: ten elements per key.</summary>
[Page("PERF5011")]
[MemoryDiagnoser]
public class LinqShapeBenchmark
{
    private int[] _numbers = [];

    [Params(100, 10_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill() => _numbers = [.. Enumerable.Range(0, Size)];

    [Benchmark]
    public int GroupByAndCount() => _numbers.GroupBy(static number => number / 10).ToDictionary(static group => group.Key, static group => group.Count()).Count;

    [Benchmark(Baseline = true)]
    public int CountBy() => _numbers.CountBy(static number => number / 10).ToDictionary().Count;

    [Benchmark]
    public int GroupByAndFirst() => _numbers.GroupBy(static number => number / 10).Select(static group => group.First()).ToList().Count;

    [Benchmark]
    public int DistinctBy() => _numbers.DistinctBy(static number => number / 10).ToList().Count;

    [Benchmark]
    public int NumberedChunks() => _numbers.Select(static (number, index) => (number, index)).GroupBy(static pair => pair.index / 10).Select(static group => group.Select(static pair => pair.number).ToArray()).ToList().Count;

    [Benchmark]
    public int Chunk() => _numbers.Chunk(10).ToList().Count;
}
