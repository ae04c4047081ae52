using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PerfAnalyzers.Benchmarks;

/// <summary>One query per element against one query for all, SQLite in process: no network, so the gap is the smallest there is.</summary>
[Page("PERF1001")]
public class RoundTripPerElementBenchmark
{
    private SqliteConnection _connection = null!;
    private DbContextOptions<Shop> _options = null!;
    private int[] _keys = [];

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
        shop.Customers.AddRange(Enumerable.Range(1, 2000).Select(id => new Customer { Id = id, Name = "Customer " + id }));
        shop.SaveChanges();
        _keys = Enumerable.Range(1, Elements).ToArray();
    }

    [GlobalCleanup]
    public void Close() => _connection.Dispose();

    [Benchmark(Baseline = true)]
    public async Task<int> QueryPerElement()
    {
        await using var shop = new Shop(_options);
        var length = 0;
        foreach (var key in _keys)
        {
            var customer = await shop.Customers.FirstAsync(c => c.Id == key);
            length += customer.Name.Length;
        }

        return length;
    }

    [Benchmark]
    public async Task<int> OneQuery()
    {
        await using var shop = new Shop(_options);
        var customers = await shop.Customers.Where(c => _keys.Contains(c.Id)).ToDictionaryAsync(c => c.Id);
        var length = 0;
        foreach (var key in _keys)
        {
            length += customers[key].Name.Length;
        }

        return length;
    }

    public class Customer
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";
    }

    public class Shop(DbContextOptions<Shop> options) : DbContext(options)
    {
        public DbSet<Customer> Customers => Set<Customer>();
    }
}
