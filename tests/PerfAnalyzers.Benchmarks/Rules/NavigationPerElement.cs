using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A navigation loaded lazily per order, with the query, and as a projection; SQLite in process, so a round trip costs next to nothing.</summary>
[Page("PERF1002")]
public class NavigationPerElementBenchmark
{
    private SqliteConnection _connection = null!;
    private DbContextOptions<Shop> _options = null!;

    [Params(10, 200)]
    public int Orders { get; set; }

    [GlobalSetup]
    public void Seed()
    {
        _connection = new SqliteConnection("Data Source=:memory:");
        _connection.Open();
        _options = new DbContextOptionsBuilder<Shop>().UseSqlite(_connection).Options;
        using var shop = new Shop(_options);
        shop.Database.EnsureCreated();
        shop.Orders.AddRange(Enumerable.Range(1, 1000).Select(id => new Order { Id = id, Customer = new Customer { Id = id, Name = "Customer " + id } }));
        shop.SaveChanges();
    }

    [GlobalCleanup]
    public void Close() => _connection.Dispose();

    [Benchmark(Baseline = true)]
    public int LazyPerElement()
    {
        using var shop = new Shop(_options);
        var length = 0;
        foreach (var order in shop.Orders.Where(o => o.Id <= Orders).ToList())
        {
            length += order.Customer!.Name.Length;
        }

        return length;
    }

    [Benchmark]
    public int Included()
    {
        using var shop = new Shop(_options);
        var length = 0;
        foreach (var order in shop.Orders.Include(o => o.Customer).Where(o => o.Id <= Orders).ToList())
        {
            length += order.Customer!.Name.Length;
        }

        return length;
    }

    [Benchmark]
    public int Projected()
    {
        using var shop = new Shop(_options);
        var length = 0;
        foreach (var name in shop.Orders.Where(o => o.Id <= Orders).Select(o => o.Customer!.Name).ToList())
        {
            length += name.Length;
        }

        return length;
    }

    public class Customer
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";
    }

    public class Order
    {
        private readonly ILazyLoader? _loader;
        private Customer? _customer;

        public Order()
        {
        }

        private Order(ILazyLoader loader) => _loader = loader;

        public int Id { get; set; }

        public Customer? Customer
        {
            get => _loader is null ? _customer : _loader.Load(this, ref _customer);
            set => _customer = value;
        }
    }

    public class Shop(DbContextOptions<Shop> options) : DbContext(options)
    {
        public DbSet<Order> Orders => Set<Order>();

        public DbSet<Customer> Customers => Set<Customer>();
    }
}
