using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PerfAnalyzers.Benchmarks;

/// <summary>100 buyers of 20,000 purchases, found by what is computed from an indexed column and by the column.</summary>
[Page("PERF1110")]
public class NonSargablePredicateBenchmark
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private Shop _shop = null!;

    [GlobalSetup]
    public void Fill()
    {
        _connection.Open();
        _shop = new Shop(new DbContextOptionsBuilder<Shop>().UseSqlite(_connection).Options);
        _shop.Database.EnsureCreated();
        for (var i = 1; i <= 20_000; i++)
        {
            _shop.Add(new Purchase { Id = i, BuyerId = 1 + (i % 200), Total = i % 100, Note = "Purchase " + i });
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

    [Benchmark(Description = "Where(p => p.BuyerId + 1 == n)")]
    public int Computed()
    {
        var found = 0;
        for (var n = 1; n <= 100; n++)
        {
            found += _shop.Purchases.Count(p => p.BuyerId + 1 == n);
        }

        return found;
    }

    [Benchmark(Description = "Where(p => p.BuyerId == n - 1)")]
    public int Plain()
    {
        var found = 0;
        for (var n = 1; n <= 100; n++)
        {
            found += _shop.Purchases.Count(p => p.BuyerId == n - 1);
        }

        return found;
    }

    [Index(nameof(BuyerId))]
    public class Purchase
    {
        public int Id { get; set; }

        public int BuyerId { get; set; }

        public int Total { get; set; }

        public string Note { get; set; } = "";
    }

    public class Shop(DbContextOptions<Shop> options) : DbContext(options)
    {
        public DbSet<Purchase> Purchases => Set<Purchase>();
    }
}
