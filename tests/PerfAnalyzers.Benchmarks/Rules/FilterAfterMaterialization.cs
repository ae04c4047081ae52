using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Rows of one buyer, the largest ten and a number, in memory and in the database: 20,000 purchases, SQLite in memory.</summary>
[Page("PERF1101")]
public class FilterAfterMaterializationBenchmark
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

    [Benchmark(Description = "ToList().Where(p => ..)")]
    public int Loaded() => _shop.Purchases.AsNoTracking().ToList().Where(p => p.BuyerId == 7).ToList().Count;

    [Benchmark(Description = "Where(p => ..).ToList()")]
    public int Filtered() => _shop.Purchases.AsNoTracking().Where(p => p.BuyerId == 7).ToList().Count;

    [Benchmark(Description = "ToList().OrderByDescending(..).Take(10)")]
    public int Sorted() => _shop.Purchases.AsNoTracking().ToList().OrderByDescending(p => p.Total).Take(10).ToList().Count;

    [Benchmark(Description = "OrderByDescending(..).Take(10).ToList()")]
    public int Cut() => _shop.Purchases.AsNoTracking().OrderByDescending(p => p.Total).Take(10).ToList().Count;

    [Benchmark(Description = "ToList().Count(p => ..), tracked")]
    public int Counted()
    {
        _shop.ChangeTracker.Clear();
        return _shop.Purchases.ToList().Count(p => p.Total > 50);
    }

    [Benchmark(Description = "Count(p => ..)")]
    public int CountedThere() => _shop.Purchases.Count(p => p.Total > 50);

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
