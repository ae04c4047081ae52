using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>As many names, numbers and orders as there are to be searched; what answers at once is built anew each time.</summary>
[Page("PERF5001")]
[MemoryDiagnoser]
public class LinearSearchInLoopBenchmark
{
    private List<string> _names = [];
    private List<int> _numbers = [];
    private List<Order> _orders = [];
    private List<Customer> _customers = [];

    [Params(16, 100, 1_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        _names = [.. Enumerable.Range(0, Size).Select(i => "customer " + i)];
        _numbers = [.. Enumerable.Range(0, Size)];
        _customers = [.. Enumerable.Range(0, Size).Select(i => new Customer(i, "customer " + i))];
        _orders = [.. Enumerable.Range(0, Size).Select(i => new Order(i, random.Next(Size)))];
    }

    [Benchmark]
    public int NamesInList()
    {
        var found = 0;
        foreach (var customer in _customers)
        {
            found += _names.Contains(customer.Name) ? 1 : 0;
        }

        return found;
    }

    [Benchmark]
    public int NamesInSet()
    {
        var names = _names.ToHashSet();
        var found = 0;
        foreach (var customer in _customers)
        {
            found += names.Contains(customer.Name) ? 1 : 0;
        }

        return found;
    }

    [Benchmark]
    public int NumbersInList()
    {
        var found = 0;
        foreach (var order in _orders)
        {
            found += _numbers.Contains(order.CustomerId) ? 1 : 0;
        }

        return found;
    }

    [Benchmark]
    public int NumbersInSet()
    {
        var numbers = _numbers.ToHashSet();
        var found = 0;
        foreach (var order in _orders)
        {
            found += numbers.Contains(order.CustomerId) ? 1 : 0;
        }

        return found;
    }

    [Benchmark]
    public int FirstOfList()
    {
        var length = 0;
        foreach (var order in _orders)
        {
            length += _customers.First(customer => customer.Id == order.CustomerId).Name.Length;
        }

        return length;
    }

    [Benchmark]
    public int FirstOfLookup()
    {
        var customers = _customers.ToLookup(customer => customer.Id);
        var length = 0;
        foreach (var order in _orders)
        {
            length += customers[order.CustomerId].First().Name.Length;
        }

        return length;
    }

    [Benchmark]
    public int OfDictionary()
    {
        var customers = new Dictionary<int, Customer>(_customers.Count);
        foreach (var customer in _customers)
        {
            customers.TryAdd(customer.Id, customer);
        }

        var length = 0;
        foreach (var order in _orders)
        {
            length += customers[order.CustomerId].Name.Length;
        }

        return length;
    }

    private sealed record Customer(int Id, string Name);

    private sealed record Order(int Id, int CustomerId);
}
