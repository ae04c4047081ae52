using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>The orders of all customers: everything with everything, by a lookup that is built anew, by a join.</summary>
[Page("PERF5002")]
[MemoryDiagnoser]
public class NestedLoopJoinBenchmark
{
    private List<Order> _orders = [];
    private List<Customer> _customers = [];

    [Params(16, 100, 1_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        _customers = [.. Enumerable.Range(0, Size).Select(i => new Customer("customer " + i))];
        _orders = [.. Enumerable.Range(0, Size).Select(i => new Order(i, "customer " + random.Next(Size)))];
    }

    [Benchmark(Baseline = true)]
    public int Lookup()
    {
        var sum = 0;
        var orders = _orders.ToLookup(order => order.CustomerCode);
        foreach (var customer in _customers)
        {
            foreach (var order in orders[customer.Code])
            {
                sum += order.Total;
            }
        }

        return sum;
    }

    [Benchmark]
    public int NestedLoops()
    {
        var sum = 0;
        foreach (var customer in _customers)
        {
            foreach (var order in _orders)
            {
                if (order.CustomerCode == customer.Code)
                {
                    sum += order.Total;
                }
            }
        }

        return sum;
    }

    [Benchmark]
    public int NestedQuery() => (from customer in _customers from order in _orders where order.CustomerCode == customer.Code select order.Total).Sum();

    [Benchmark]
    public int JoinedQuery() => (from customer in _customers join order in _orders on customer.Code equals order.CustomerCode select order.Total).Sum();

    private sealed record Customer(string Code);

    private sealed record Order(int Total, string CustomerCode);
}
