using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Existence asked by counting, by loading, and by <c>Any</c>: 20,000 orders of 200 customers, SQLite in memory.</summary>
[Page("PERF1102")]
public class CountForExistenceBenchmark
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private Shop _shop = null!;

    [GlobalSetup]
    public void Fill()
    {
        _connection.Open();
        _shop = new Shop(new DbContextOptionsBuilder<Shop>().UseSqlite(_connection).Options);
        _shop.Database.EnsureCreated();
        for (var i = 1; i <= 200; i++)
        {
            _shop.Add(new Buyer { Id = i, Name = "Customer " + i });
        }

        for (var i = 1; i <= 20_000; i++)
        {
            _shop.Add(new Purchase { Id = i, BuyerId = 1 + (i % 200), Total = i % 100 });
        }

        _shop.SaveChanges();
        _shop.ChangeTracker.Clear();
    }

    [GlobalCleanup]
    public void Close()
    {
        _shop.Dispose();
        _connection.Dispose();
    }

    [Benchmark(Description = "orders.Count(o => ..) > 0")]
    public bool Count() => _shop.Purchases.Count(p => p.Total > 10) > 0;

    [Benchmark(Description = "orders.Where(..).ToList().Count > 0")]
    public bool List() => _shop.Purchases.AsNoTracking().Where(p => p.Total > 10).ToList().Count > 0;

    [Benchmark(Description = "orders.Any(o => ..)")]
    public bool Any() => _shop.Purchases.Any(p => p.Total > 10);

    [Benchmark(Description = "customers.Where(c => c.Orders.Count() > 0)")]
    public List<int> CountInQuery() => _shop.Buyers.Where(b => b.Purchases.Count() > 0).Select(b => b.Id).ToList();

    [Benchmark(Description = "customers.Where(c => c.Orders.Any())")]
    public List<int> AnyInQuery() => _shop.Buyers.Where(b => b.Purchases.Any()).Select(b => b.Id).ToList();

    public class Buyer
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public List<Purchase> Purchases { get; set; } = [];
    }

    public class Purchase
    {
        public int Id { get; set; }

        public int BuyerId { get; set; }

        public int Total { get; set; }
    }

    public class Shop(DbContextOptions<Shop> options) : DbContext(options)
    {
        public DbSet<Buyer> Buyers => Set<Buyer>();

        public DbSet<Purchase> Purchases => Set<Purchase>();
    }
}
