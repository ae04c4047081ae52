using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A connection per element against one for all, SQLite on a file with its pool: no login and no network.</summary>
[Page("PERF1005")]
public class ConnectionPerElementBenchmark
{
    private string _file = "";
    private string _text = "";
    private int[] _keys = [];

    [Params(10, 100, 1000)]
    public int Elements { get; set; }

    [GlobalSetup]
    public void Seed()
    {
        _file = Path.GetTempFileName();
        _text = "Data Source=" + _file;
        using var connection = new SqliteConnection(_text);
        connection.Open();
        Execute(connection, "create table Customers (Id integer primary key, Name text)");
        using var transaction = connection.BeginTransaction();
        for (var id = 1; id <= 2000; id++)
        {
            Execute(connection, $"insert into Customers values ({id}, 'Customer {id}')");
        }

        transaction.Commit();
        _keys = Enumerable.Range(1, Elements).ToArray();
    }

    [GlobalCleanup]
    public void Delete()
    {
        SqliteConnection.ClearAllPools();
        File.Delete(_file);
    }

    [Benchmark(Baseline = true)]
    public int ConnectionPerElement()
    {
        var length = 0;
        foreach (var key in _keys)
        {
            using var connection = new SqliteConnection(_text);
            connection.Open();
            length += Name(connection, key).Length;
        }

        return length;
    }

    [Benchmark]
    public int OneConnection()
    {
        var length = 0;
        using var connection = new SqliteConnection(_text);
        connection.Open();
        foreach (var key in _keys)
        {
            length += Name(connection, key).Length;
        }

        return length;
    }

    private static string Name(SqliteConnection connection, int key)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select Name from Customers where Id = $id";
        command.Parameters.AddWithValue("$id", key);
        return (string)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
