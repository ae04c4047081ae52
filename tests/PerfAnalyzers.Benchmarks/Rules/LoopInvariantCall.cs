using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Each order's share of the sum of all, and the customers of a name.</summary>
[Page("PERF3003")]
[MemoryDiagnoser]
public class LoopInvariantCallBenchmark
{
    private readonly List<(int Total, string Customer)> _orders = [];

    [Params(10, 100, 1_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < Size; i++)
        {
            _orders.Add((i, "customer" + i));
        }
    }

    [Benchmark(Baseline = true)]
    public double SumOnce()
    {
        var shares = 0.0;
        var sum = _orders.Sum(order => order.Total);
        foreach (var order in _orders)
        {
            shares += (double)order.Total / sum;
        }

        return shares;
    }

    [Benchmark]
    public double SumPerPass()
    {
        var shares = 0.0;
        foreach (var order in _orders)
        {
            shares += (double)order.Total / _orders.Sum(other => other.Total);
        }

        return shares;
    }

    [Benchmark]
    public int UpperOnce()
    {
        var name = "Customer7";
        var upper = name.ToUpperInvariant();
        return _orders.Count(order => order.Customer.Length == upper.Length);
    }

    [Benchmark]
    public int UpperPerElement()
    {
        var name = "Customer7";
        return _orders.Count(order => order.Customer.Length == name.ToUpperInvariant().Length);
    }
}
