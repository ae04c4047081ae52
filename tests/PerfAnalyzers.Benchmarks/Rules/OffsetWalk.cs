using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A walk over 20,000 rows, 200 at a time, by offset and by key.</summary>
[Page("PERF1109")]
public class OffsetWalkBenchmark
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

    [Benchmark(Description = "OrderBy(Id).Skip(page * 200).Take(200)")]
    public int Offset()
    {
        var sum = 0;
        for (var page = 0; ; page++)
        {
            var rows = _shop.Purchases.AsNoTracking().OrderBy(p => p.Id).Skip(page * 200).Take(200).ToList();
            if (rows.Count == 0)
            {
                return sum;
            }

            sum += rows.Count;
        }
    }

    [Benchmark(Description = "Where(Id > last).OrderBy(Id).Take(200)")]
    public int Keyset()
    {
        var sum = 0;
        for (var last = 0; ;)
        {
            var rows = _shop.Purchases.AsNoTracking().Where(p => p.Id > last).OrderBy(p => p.Id).Take(200).ToList();
            if (rows.Count == 0)
            {
                return sum;
            }

            last = rows[^1].Id;
            sum += rows.Count;
        }
    }

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
