using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PerfAnalyzers.Benchmarks;

/// <summary>50 purchases with 30 lines each, of which only the number is used, with and without the lines; and an Include that a projection drops.</summary>
[Page("PERF1104")]
public class UselessIncludeBenchmark
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

    [Benchmark(Description = "Include(lines), never read")]
    public int Unread() => Sum(_shop.Purchases.AsNoTracking().Include(p => p.Lines).ToList());

    [Benchmark(Description = "without")]
    public int Without() => Sum(_shop.Purchases.AsNoTracking().ToList());

    [Benchmark(Description = "Include(lines).Select(p => p.Id)")]
    public int Dropped() => _shop.Purchases.Include(p => p.Lines).Select(p => p.Id).ToList().Count;

    [Benchmark(Description = "Select(p => p.Id)")]
    public int Projected() => _shop.Purchases.Select(p => p.Id).ToList().Count;

    private static int Sum(List<Purchase> purchases)
    {
        var sum = 0;
        foreach (var purchase in purchases)
        {
            sum += purchase.Id;
        }

        return sum;
    }

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
