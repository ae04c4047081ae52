using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>The oldest order that is paid, the smallest number, and a list that grows in order.</summary>
[Page("PERF5007")]
[MemoryDiagnoser]
public class SortMisuseBenchmark
{
    private readonly List<(int Id, bool IsPaid)> _orders = [];

    [Params(100, 1_000, 10_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        for (var i = 0; i < Size; i++)
        {
            _orders.Add((random.Next(), random.Next(10) == 0));
        }
    }

    [Benchmark(Baseline = true)]
    public (int, bool) WhereOrderByFirst() => _orders.Where(order => order.IsPaid).OrderBy(order => order.Id).FirstOrDefault();

    [Benchmark]
    public (int, bool) OrderByFirstThat() => _orders.OrderBy(order => order.Id).FirstOrDefault(order => order.IsPaid);

    [Benchmark]
    public (int, bool) MinBy() => _orders.MinBy(order => order.Id);

    [Benchmark]
    public (int, bool) OrderByToListFirst() => _orders.OrderBy(order => order.Id).ToList()[0];

    [Benchmark]
    public List<int> SortOnce()
    {
        var ids = new List<int>();
        foreach (var order in _orders)
        {
            ids.Add(order.Id);
        }

        ids.Sort();
        return ids;
    }

    [Benchmark]
    public List<int> SortAfterEachAddition()
    {
        var ids = new List<int>();
        foreach (var order in _orders)
        {
            ids.Add(order.Id);
            ids.Sort();
        }

        return ids;
    }
}
