using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PerfAnalyzers.Benchmarks;

/// <summary>One save per element against one save for all, SQLite in process and in memory: neither a network nor a disk, so the gap is the smallest there is.</summary>
[Page("PERF1003")]
public class SaveChangesPerElementBenchmark
{
    private SqliteConnection _connection = null!;
    private DbContextOptions<Shop> _options = null!;

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
        shop.Customers.AddRange(Enumerable.Range(1, 1000).Select(id => new Customer { Id = id, Name = "Customer " + id }));
        shop.SaveChanges();
    }

    [GlobalCleanup]
    public void Close() => _connection.Dispose();

    [Benchmark(Baseline = true)]
    public async Task SavePerElement()
    {
        await using var shop = new Shop(_options);
        foreach (var customer in await shop.Customers.Where(c => c.Id <= Elements).ToListAsync())
        {
            customer.Visits++;
            await shop.SaveChangesAsync();
        }
    }

    [Benchmark]
    public async Task SaveOnce()
    {
        await using var shop = new Shop(_options);
        foreach (var customer in await shop.Customers.Where(c => c.Id <= Elements).ToListAsync())
        {
            customer.Visits++;
        }

        await shop.SaveChangesAsync();
    }

    public class Customer
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public int Visits { get; set; }
    }

    public class Shop(DbContextOptions<Shop> options) : DbContext(options)
    {
        public DbSet<Customer> Customers => Set<Customer>();
    }
}
