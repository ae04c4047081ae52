using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Storefront.Data;

namespace Storefront.Measuring;

/// <summary>Counts every command that goes to the database: Entity Framework's, Dapper's and plain ADO.NET.</summary>
public class CommandCounter
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Increment() => Interlocked.Increment(ref _count);
}

public class CountingInterceptor(CommandCounter counter) : DbCommandInterceptor
{
    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) => Counted(result);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        new(Counted(result));

    public override InterceptionResult<object> ScalarExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result) => Counted(result);

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default) =>
        new(Counted(result));

    public override InterceptionResult<int> NonQueryExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result) => Counted(result);

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        new(Counted(result));

    private TResult Counted<TResult>(TResult result)
    {
        counter.Increment();
        return result;
    }
}

public class CountingConnectionFactory(string connectionString, CommandCounter counter) : IConnectionFactory
{
    public SqliteConnection Open()
    {
        var connection = new CountingConnection(connectionString, counter);
        connection.Open();
        return connection;
    }

    private sealed class CountingConnection(string connectionString, CommandCounter counter) : SqliteConnection(connectionString)
    {
        public override SqliteCommand CreateCommand() => new CountingCommand(counter)
        {
            Connection = this,
            Transaction = Transaction,
            CommandTimeout = DefaultTimeout,
        };

        protected override DbCommand CreateDbCommand() => CreateCommand();
    }

    private sealed class CountingCommand(CommandCounter counter) : SqliteCommand
    {
        // ExecuteScalar, ExecuteNonQuery and the asynchronous methods of SqliteCommand all end here.
        public override SqliteDataReader ExecuteReader(CommandBehavior behavior)
        {
            counter.Increment();
            return base.ExecuteReader(behavior);
        }
    }
}
