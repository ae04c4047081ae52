using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>The sum of a list, by copies of the rest and by a start index.</summary>
[Page("PERF5008")]
[MemoryDiagnoser]
public class CostlyRecursionBenchmark
{
    private List<int> _numbers = [];

    [Params(10, 100, 1_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill() => _numbers = [.. Enumerable.Range(0, Size)];

    [Benchmark(Baseline = true)]
    public int StartIndex() => From(_numbers, 0);

    [Benchmark]
    public int CopyOfTheRest() => Sum(_numbers);

    private static int From(List<int> numbers, int start) => start == numbers.Count ? 0 : numbers[start] + From(numbers, start + 1);

    private static int Sum(List<int> numbers) => numbers.Count == 0 ? 0 : numbers[0] + Sum(numbers.Skip(1).ToList());
}
