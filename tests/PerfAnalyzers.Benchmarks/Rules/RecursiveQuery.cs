using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A binary tree read by a query per node and by one query, SQLite in process.</summary>
[Page("PERF1007")]
public class RecursiveQueryBenchmark
{
    private SqliteConnection _connection = null!;
    private DbContextOptions<Catalog> _options = null!;

    [Params(30, 500)]
    public int Nodes { get; set; }

    [GlobalSetup]
    public void Seed()
    {
        _connection = new SqliteConnection("Data Source=:memory:");
        _connection.Open();
        _options = new DbContextOptionsBuilder<Catalog>().UseSqlite(_connection).Options;
        using var catalog = new Catalog(_options);
        catalog.Database.EnsureCreated();
        catalog.Categories.AddRange(Enumerable.Range(1, Nodes).Select(id => new Category { Id = id, ParentId = id / 2 }));
        catalog.SaveChanges();
    }

    [GlobalCleanup]
    public void Close() => _connection.Dispose();

    [Benchmark(Baseline = true)]
    public int QueryPerNode()
    {
        using var catalog = new Catalog(_options);
        return Count(catalog, 1);
    }

    [Benchmark]
    public int OneQueryAndLookup()
    {
        using var catalog = new Catalog(_options);
        return Count(catalog.Categories.AsNoTracking().ToLookup(c => c.ParentId), 1);
    }

    private static int Count(Catalog catalog, int id)
    {
        var count = 1;
        foreach (var child in catalog.Categories.AsNoTracking().Where(c => c.ParentId == id).ToList())
        {
            count += Count(catalog, child.Id);
        }

        return count;
    }

    private static int Count(ILookup<int, Category> categories, int id)
    {
        var count = 1;
        foreach (var child in categories[id])
        {
            count += Count(categories, child.Id);
        }

        return count;
    }

    public class Category
    {
        public int Id { get; set; }

        public int ParentId { get; set; }
    }

    public class Catalog(DbContextOptions<Catalog> options) : DbContext(options)
    {
        public DbSet<Category> Categories => Set<Category>();

        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Category>().HasIndex(static c => c.ParentId);
    }
}
