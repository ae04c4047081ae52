using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>An order's share of all that are open, for each order.</summary>
[Page("PERF5006")]
[MemoryDiagnoser]
public class DeferredRequeryBenchmark
{
    private readonly List<(int Total, bool IsPaid)> _orders = [];

    [Params(10, 100, 1_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < Size; i++)
        {
            _orders.Add((i, i % 3 == 0));
        }
    }

    [Benchmark(Baseline = true)]
    public double List()
    {
        var open = _orders.Where(order => !order.IsPaid).ToList();
        return Shares(open);
    }

    [Benchmark]
    public double Lazy()
    {
        var open = _orders.Where(order => !order.IsPaid);
        return Shares(open);
    }

    private double Shares(IEnumerable<(int Total, bool IsPaid)> open)
    {
        var shares = 0.0;
        foreach (var order in _orders)
        {
            shares += (double)order.Total / open.Count();
        }

        return shares;
    }
}
