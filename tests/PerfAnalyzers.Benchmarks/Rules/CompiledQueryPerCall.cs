using BenchmarkDotNet.Attributes;
using System.Linq.Expressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A query compiled on each call, in a static field, and not at all; a value in a tree as a constant and captured.</summary>
[Page("PERF1202")]
public class CompiledQueryPerCallBenchmark
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

    private static readonly Func<Shop, int, int> s_compiled = EF.CompileQuery((Shop shop, int buyer) => shop.Purchases.Count(p => p.BuyerId == buyer));

    private int _next;

    [Benchmark(Description = "EF.CompileQuery(..)(db, id)")]
    public int PerCall() => EF.CompileQuery((Shop shop, int buyer) => shop.Purchases.Count(p => p.BuyerId == buyer))(_shop, Next());

    [Benchmark(Description = "static readonly compiled query")]
    public int Once() => s_compiled(_shop, Next());

    [Benchmark(Description = "plain query")]
    public int Plain()
    {
        var buyer = Next();
        return _shop.Purchases.Count(p => p.BuyerId == buyer);
    }

    [Benchmark(Description = "tree with Expression.Constant(id)")]
    public int Constant() => Count(Expression.Constant(Next()));

    [Benchmark(Description = "tree with a captured value")]
    public int Captured() => Count(Expression.Property(Expression.Constant(new { Value = Next() }), "Value"));

    private int Next() => _next = (_next + 1) % 1_000_000;

    private int Count(Expression value)
    {
        var row = Expression.Parameter(typeof(Purchase), "p");
        return _shop.Purchases.Count(Expression.Lambda<Func<Purchase, bool>>(Expression.Equal(Expression.Property(row, nameof(Purchase.BuyerId)), value), row));
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
