using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PerfAnalyzers.Benchmarks;

/// <summary>50 purchases with 30 lines and 30 notes each, in one query and in three.</summary>
[Page("PERF1103")]
public class CartesianExplosionBenchmark
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private Shop _shop = null!;

    [GlobalSetup]
    public void Fill()
    {
        _connection.Open();
        _shop = new Shop(new DbContextOptionsBuilder<Shop>().UseSqlite(_connection).Options);
        _shop.Database.EnsureCreated();
        for (var i = 1; i <= 50; i++)
        {
            _shop.Add(new Purchase { Id = i, Lines = [.. Enumerable.Range(0, 30).Select(static n => new Line { Text = "Line " + n })], Notes = [.. Enumerable.Range(0, 30).Select(static n => new Note { Text = "Note " + n })] });
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

    [Benchmark(Description = "Include(lines).Include(notes)")]
    public int Single() => _shop.Purchases.AsNoTracking().Include(p => p.Lines).Include(p => p.Notes).ToList().Count;

    [Benchmark(Description = "Include(lines).Include(notes).AsSplitQuery()")]
    public int Split() => _shop.Purchases.AsNoTracking().Include(p => p.Lines).Include(p => p.Notes).AsSplitQuery().ToList().Count;

    public class Purchase
    {
        public int Id { get; set; }

        public List<Line> Lines { get; set; } = [];

        public List<Note> Notes { get; set; } = [];
    }

    public class Line
    {
        public int Id { get; set; }

        public string Text { get; set; } = "";
    }

    public class Note
    {
        public int Id { get; set; }

        public string Text { get; set; } = "";
    }

    public class Shop(DbContextOptions<Shop> options) : DbContext(options)
    {
        public DbSet<Purchase> Purchases => Set<Purchase>();
    }
}
