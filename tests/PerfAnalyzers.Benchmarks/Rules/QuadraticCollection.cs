using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A collection of numbers is built and read.</summary>
[Page("PERF5005")]
[MemoryDiagnoser]
public class QuadraticCollectionBenchmark
{
    [Params(10, 100, 1_000, 10_000)]
    public int Size { get; set; }

    [Benchmark(Baseline = true)]
    public int Add()
    {
        var all = new List<int>();
        for (var i = 0; i < Size; i++)
        {
            all.Add(i);
        }

        all.Reverse();
        return all.ToArray().Length;
    }

    [Benchmark]
    public int InsertInFront()
    {
        var all = new List<int>();
        for (var i = 0; i < Size; i++)
        {
            all.Insert(0, i);
        }

        return all.Count;
    }

    [Benchmark]
    public int SpreadAndAdd()
    {
        int[] all = [];
        for (var i = 0; i < Size; i++)
        {
            all = [.. all, i];
        }

        return all.Length;
    }

    [Benchmark]
    public int ElementAtOfSet()
    {
        var set = Enumerable.Range(0, Size).ToHashSet();
        var sum = 0;
        for (var i = 0; i < set.Count; i++)
        {
            sum += set.ElementAt(i);
        }

        return sum;
    }
}
