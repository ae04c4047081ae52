using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A lookup table loaded on every pass against once before the loop, SQLite in process: no network.</summary>
[Page("PERF1006")]
public class RedundantQueryBenchmark
{
    private SqliteConnection _connection = null!;
    private DbContextOptions<Shop> _options = null!;
    private int[] _orders = [];

    [Params(10, 100, 1000)]
    public int Elements { get; set; }

    [GlobalSetup]
    public void Seed()
    {
        _connection = new SqliteConnection("Data Source=:memory:");
        _connection.Open();
        _options = new DbContextOptionsBuilder<Shop>().UseSqlite(_connection).Options;
        using var shop = new Shop(_options);
        shop.Database.EnsureCreated();
        shop.Rates.AddRange(Enumerable.Range(1, 20).Select(id => new Rate { Id = id, Factor = id * 0.5 }));
        shop.SaveChanges();
        _orders = Enumerable.Range(1, Elements).ToArray();
    }

    [GlobalCleanup]
    public void Close() => _connection.Dispose();

    [Benchmark(Baseline = true)]
    public async Task<double> QueryPerPass()
    {
        await using var shop = new Shop(_options);
        var total = 0.0;
        foreach (var order in _orders)
        {
            var rates = await shop.Rates.AsNoTracking().ToListAsync();
            total += rates[order % rates.Count].Factor;
        }

        return total;
    }

    [Benchmark]
    public async Task<double> OneQuery()
    {
        await using var shop = new Shop(_options);
        var total = 0.0;
        var rates = await shop.Rates.AsNoTracking().ToListAsync();
        foreach (var order in _orders)
        {
            total += rates[order % rates.Count].Factor;
        }

        return total;
    }

    public class Rate
    {
        public int Id { get; set; }

        public double Factor { get; set; }
    }

    public class Shop(DbContextOptions<Shop> options) : DbContext(options)
    {
        public DbSet<Rate> Rates => Set<Rate>();
    }
}
