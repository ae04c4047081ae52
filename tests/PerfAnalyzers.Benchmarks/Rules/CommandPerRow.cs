using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Dapper;
using Microsoft.Data.Sqlite;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A command per row, the same in one transaction, and one statement for all rows; SQLite in process and in memory.</summary>
[Page("PERF1004")]
public class CommandPerRowBenchmark
{
    private SqliteConnection _connection = null!;
    private int[] _keys = [];

    [Params(10, 100, 1000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Seed()
    {
        _connection = new SqliteConnection("Data Source=:memory:");
        _connection.Open();
        _connection.Execute("create table Customers (Id integer primary key, Visits integer not null)");
        _connection.Execute("with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000) insert into Customers select i, 0 from n");
        _keys = Enumerable.Range(1, Rows).ToArray();
    }

    [GlobalCleanup]
    public void Close() => _connection.Dispose();

    [Benchmark(Baseline = true)]
    public void CommandPerRow()
    {
        foreach (var key in _keys)
        {
            _connection.Execute("update Customers set Visits = Visits + 1 where Id = @key", new { key });
        }
    }

    [Benchmark]
    public void InOneTransaction()
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var key in _keys)
        {
            _connection.Execute("update Customers set Visits = Visits + 1 where Id = @key", new { key }, transaction);
        }

        transaction.Commit();
    }

    [Benchmark]
    public void OneStatement() => _connection.Execute(
        "update Customers set Visits = Visits + 1 where Id in (select value from json_each(@keys))", new { keys = JsonSerializer.Serialize(_keys) });
}
