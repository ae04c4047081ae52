using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PerfAnalyzers.Benchmarks;

/// <summary>One row by its key: with a context of the process that tracks 20,000 rows, a new one, and one from a pool.</summary>
[Page("PERF1301")]
public class ContextLifetimeBenchmark
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

    private readonly PooledDbContextFactory<Shop> _pool;
    private readonly DbContextOptions<Shop> _options;
    private Shop _old = null!;

    public ContextLifetimeBenchmark()
    {
        _options = new DbContextOptionsBuilder<Shop>().UseSqlite(_connection).Options;
        _pool = new PooledDbContextFactory<Shop>(_options);
    }

    [IterationSetup(Target = nameof(Kept))]
    public void Load()
    {
        _old = new Shop(_options);
        _old.Purchases.Load();
    }

    [Benchmark(Description = "context of the process, 20,000 tracked")]
    public int Kept()
    {
        _old.Purchases.First(p => p.Id == 7).Total++;
        return _old.SaveChanges();
    }

    [Benchmark(Description = "new context")]
    public int New()
    {
        using var shop = new Shop(_options);
        shop.Purchases.First(p => p.Id == 7).Total++;
        return shop.SaveChanges();
    }

    [Benchmark(Description = "context from a pool")]
    public int Pooled()
    {
        using var shop = _pool.CreateDbContext();
        shop.Purchases.First(p => p.Id == 7).Total++;
        return shop.SaveChanges();
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
