using System.Data.Common;
using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Two queries that each wait 2 ms for their answer.</summary>
[Page("PERF2006")]
public class SharedContextConcurrencyBenchmark
{
    private SqliteConnection _keeper = null!;
    private DbContextOptions<RowContext> _options = null!;

    [GlobalSetup]
    public void Start()
    {
        const string Text = "Data Source=shared;Mode=Memory;Cache=Shared";
        _keeper = new SqliteConnection(Text);
        _keeper.Open();
        _options = new DbContextOptionsBuilder<RowContext>().UseSqlite(Text).AddInterceptors(new Latency()).Options;
        using var db = new RowContext(_options);
        db.Database.EnsureCreated();
    }

    [GlobalCleanup]
    public void Stop() => _keeper.Dispose();

    [Benchmark(Baseline = true)]
    public async Task<int> OneAfterTheOther()
    {
        await using var db = new RowContext(_options);
        return await db.Rows.CountAsync() + await db.Rows.CountAsync(static row => row.Id > 0);
    }

    [Benchmark]
    public async Task<int> AContextEach()
    {
        await using var first = new RowContext(_options);
        await using var second = new RowContext(_options);
        var all = first.Rows.CountAsync();
        var some = second.Rows.CountAsync(static row => row.Id > 0);
        return await all + await some;
    }

    private sealed class Row
    {
        public int Id { get; set; }
    }

    private sealed class RowContext(DbContextOptions<RowContext> options) : DbContext(options)
    {
        public DbSet<Row> Rows => Set<Row>();
    }

    private sealed class Latency : DbCommandInterceptor
    {
        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            await Task.Delay(2, cancellationToken);
            return result;
        }
    }
}
