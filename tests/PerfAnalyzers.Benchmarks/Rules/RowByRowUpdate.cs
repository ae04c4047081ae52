using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PerfAnalyzers.Benchmarks;

/// <summary>The same column changed row by row and by one command, SQLite in process.</summary>
[Page("PERF1008")]
public class RowByRowUpdateBenchmark
{
    private SqliteConnection _connection = null!;
    private DbContextOptions<Shop> _options = null!;

    [Params(10, 1000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Seed()
    {
        _connection = new SqliteConnection("Data Source=:memory:");
        _connection.Open();
        _options = new DbContextOptionsBuilder<Shop>().UseSqlite(_connection).Options;
        using var shop = new Shop(_options);
        shop.Database.EnsureCreated();
        shop.Products.AddRange(Enumerable.Range(1, Rows).Select(id => new Product { Id = id, Name = "Product " + id }));
        shop.SaveChanges();
    }

    [GlobalCleanup]
    public void Close() => _connection.Dispose();

    [Benchmark(Baseline = true)]
    public int LoadChangeSave()
    {
        using var shop = new Shop(_options);
        foreach (var product in shop.Products.ToList())
        {
            product.Stock += 1;
        }

        return shop.SaveChanges();
    }

    [Benchmark]
    public int OneCommand()
    {
        using var shop = new Shop(_options);
        return shop.Products.ExecuteUpdate(s => s.SetProperty(p => p.Stock, p => p.Stock + 1));
    }

    public class Product
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public int Stock { get; set; }
    }

    public class Shop(DbContextOptions<Shop> options) : DbContext(options)
    {
        public DbSet<Product> Products => Set<Product>();
    }
}
