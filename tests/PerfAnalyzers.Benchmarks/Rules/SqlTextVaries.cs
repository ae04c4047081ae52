using BenchmarkDotNet.Attributes;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PerfAnalyzers.Benchmarks;

/// <summary>One row by its key, 100 keys: values in the text, and as parameters.</summary>
[Page("PERF1201")]
public class SqlTextVariesBenchmark
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

#pragma warning disable EF1003 // what is measured
    [Benchmark(Description = "FromSqlRaw($\"..{id}\"), 100 ids")]
    public int Raw()
    {
        var found = 0;
        for (var id = 1; id <= 100; id++)
        {
            var sql = "select * from Purchases where Id = " + id;
            found += _shop.Purchases.FromSqlRaw(sql).AsNoTracking().ToList().Count;
        }

        return found;
    }

#pragma warning restore EF1003
    [Benchmark(Description = "FromSql($\"..{id}\"), 100 ids")]
    public int Parameters()
    {
        var found = 0;
        for (var id = 1; id <= 100; id++)
        {
            found += _shop.Purchases.FromSql($"select * from Purchases where Id = {id}").AsNoTracking().ToList().Count;
        }

        return found;
    }

    [Benchmark(Description = "Dapper, text with the value, 100 ids")]
    public int DapperText()
    {
        var found = 0;
        for (var id = 1; id <= 100; id++)
        {
            found += _connection.QueryFirst<int>("select Total from Purchases where Id = " + id);
        }

        return found;
    }

    [Benchmark(Description = "Dapper, parameter, 100 ids")]
    public int DapperParameters()
    {
        var found = 0;
        for (var id = 1; id <= 100; id++)
        {
            found += _connection.QueryFirst<int>("select Total from Purchases where Id = @id", new { id });
        }

        return found;
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
