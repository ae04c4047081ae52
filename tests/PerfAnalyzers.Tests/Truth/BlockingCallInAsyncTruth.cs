using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using PerfAnalyzers.Async;
using Shop;

namespace PerfAnalyzers.Tests;

/// <summary>Things that answer late: synchronous members block the thread until <see cref="Work"/> has ended, asynchronous ones await it.</summary>
public static class Late
{
    public static Stream Stream() => new LateStream();

    public static DbConnection Connection() => new LateConnection();

    public static DbCommand Command() => new LateCommand();

    public static ShopContext Shop()
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        var plain = new DbContextOptionsBuilder<ShopContext>().UseSqlite(connection).Options;
        using (var setup = new ShopContext(plain))
        {
            setup.Database.EnsureCreated();
            setup.Customers.AddRange(new Customer { Id = 1, Name = "a" }, new Customer { Id = 2, Name = "b" });
            setup.SaveChanges();
        }

        return new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseSqlite(connection).AddInterceptors(new LateCommands()).Options);
    }

    private static void Block() => Work.Start(0).Wait();

    private sealed class LateCommands : DbCommandInterceptor
    {
        public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
        {
            Block();
            return result;
        }

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            await Work.Start(0);
            return result;
        }

        public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
        {
            Block();
            return result;
        }

        public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            await Work.Start(0);
            return result;
        }
    }

    private sealed class LateStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => 0;

        public override long Position { get; set; }

        public override void Flush() => Block();

        public override Task FlushAsync(CancellationToken cancellationToken) => Work.Start(0);

        public override int Read(byte[] buffer, int offset, int count)
        {
            Block();
            return 0;
        }

        public override int Read(Span<byte> buffer)
        {
            Block();
            return 0;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Work.Start(0);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => await Work.Start(0);

        public override void CopyTo(Stream destination, int bufferSize) => Block();

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => Work.Start(0);

        public override void Write(byte[] buffer, int offset, int count) => Block();

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Work.Start(0);

        public override long Seek(long offset, SeekOrigin origin) => 0;

        public override void SetLength(long value)
        {
        }
    }

    private sealed class LateConnection : DbConnection
    {
        [AllowNull]
        public override string ConnectionString { get; set; } = "";

        public override string Database => "";

        public override string DataSource => "";

        public override string ServerVersion => "";

        public override ConnectionState State => ConnectionState.Open;

        public override void Open() => Block();

        public override Task OpenAsync(CancellationToken cancellationToken) => Work.Start(0);

        public override void Close()
        {
        }

        public override void ChangeDatabase(string databaseName)
        {
        }

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException();

        protected override DbCommand CreateDbCommand() => new LateCommand();
    }

    private sealed class LateCommand : DbCommand
    {
        [AllowNull]
        public override string CommandText { get; set; } = "";

        public override int CommandTimeout { get; set; }

        public override CommandType CommandType { get; set; }

        public override bool DesignTimeVisible { get; set; }

        public override UpdateRowSource UpdatedRowSource { get; set; }

        protected override DbConnection? DbConnection { get; set; }

        protected override DbParameterCollection DbParameterCollection => throw new NotSupportedException();

        protected override DbTransaction? DbTransaction { get; set; }

        public override void Cancel()
        {
        }

        public override void Prepare()
        {
        }

        public override int ExecuteNonQuery()
        {
            Block();
            return 3;
        }

        public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => Work.Start(3);

        public override object ExecuteScalar()
        {
            Block();
            return 4;
        }

        public override async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) => await Work.Start(4);

        protected override DbParameter CreateDbParameter() => throw new NotSupportedException();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => throw new NotSupportedException();
    }
}

/// <summary>The rule says of each case exactly how often its thread is blocked.</summary>
public sealed class BlockingCallInAsyncTruth
{
    private static readonly (string Name, bool IsFixed, string Code)[] s_cases =
    [
        ("read", true, "async Task<int> M() { var s = Late.Stream(); await Task.Yield(); return s.Read(new byte[4], 0, 4); }"),
        ("span", false, "async Task<int> M() { var s = Late.Stream(); await Task.Yield(); return s.Read(new byte[4].AsSpan()); }"),
        ("write", true, "async Task<int> M() { var s = Late.Stream(); s.Write(new byte[4], 0, 4); await Task.Yield(); return 1; }"),
        ("write and flush", true, "async Task<int> M() { var s = Late.Stream(); s.Write(new byte[4], 0, 4); await Task.Yield(); s.Flush(); return 1; }"),
        ("copy", true, "async Task<int> M() { var s = Late.Stream(); s.CopyTo(new MemoryStream()); await Task.Yield(); return 1; }"),
        ("reader", true, "async Task<int> M() { using var r = new StreamReader(Late.Stream()); await Task.Yield(); return r.ReadToEnd().Length; }"),
        ("line", true, "async Task<int> M() { using var r = new StreamReader(Late.Stream()); await Task.Yield(); return r.ReadLine()?.Length ?? 7; }"),
        ("open", true, "async Task<int> M() { var c = Late.Connection(); c.Open(); await Task.Yield(); return 1; }"),
        ("scalar", true, "async Task<int> M() { var c = Late.Command(); await Task.Yield(); return (int)c.ExecuteScalar()!; }"),
        ("command", true, "async Task<int> M() { var c = Late.Command(); await Task.Yield(); return c.ExecuteNonQuery() + 1; }"),
        ("ToList", true, "async Task<int> M() { using var db = Late.Shop(); await Task.Yield(); return string.Concat(db.Customers.ToList()).Length; }"),
        ("First", true, "async Task<int> M() { using var db = Late.Shop(); await Task.Yield(); return db.Customers.First(c => c.Id == 2).Id; }"),
        ("composed in a local", true, "async Task<int> M() { using var db = Late.Shop(); var q = db.Customers.Where(c => c.Id > 1); await Task.Yield(); return q.Count(); }"),
        ("Find", true, "async Task<int> M() { using var db = Late.Shop(); await Task.Yield(); return db.Customers.Find(2)!.Id; }"),
        ("SaveChanges", true, "async Task<int> M() { using var db = Late.Shop(); db.Customers.Add(new Customer { Id = 9 }); await Task.Yield(); return db.SaveChanges(); }"),
        ("ExecuteDelete", true, "async Task<int> M() { using var db = Late.Shop(); await Task.Yield(); return db.Customers.ExecuteDelete(); }"),
        ("foreach", true, "async Task<int> M() { using var db = Late.Shop(); await Task.Yield(); var n = 0; foreach (var c in db.Customers.OrderBy(c => c.Id)) { n += c.Id; } return n; }"),
        ("lambda", true, "async Task<int> M() { Func<Task<int>> f = async () => { var c = Late.Command(); await Task.Yield(); return c.ExecuteNonQuery(); }; return await f(); }"),
        ("token", true, "async Task<int> M() { return await F(default); async Task<int> F(CancellationToken stop) { await Task.Yield(); return Late.Command().ExecuteNonQuery(); } }"),
        ("helper", false, "async Task<int> M() { await Task.Yield(); return F(); } static int F() => Late.Command().ExecuteNonQuery();"),
        ("helper with a twin", true, "async Task<int> M() { await Task.Yield(); return F(); } static int F() => Late.Command().ExecuteNonQuery(); static Task<int> FAsync() => Late.Command().ExecuteNonQueryAsync();"),

        ("awaited read", true, "async Task<int> M() { var s = Late.Stream(); return await s.ReadAsync(new byte[4], 0, 4); }"),
        ("awaited query", true, "async Task<int> M() { using var db = Late.Shop(); return (await db.Customers.ToListAsync()).First().Id; }"),
        ("await foreach", true, "async Task<int> M() { using var db = Late.Shop(); var n = 0; await foreach (var c in db.Customers.AsAsyncEnumerable()) { n += c.Id; } return n; }"),
        ("memory", true, "async Task<int> M() { Stream s = new MemoryStream(new byte[3]); await Task.Yield(); using var r = new StreamReader(s); return r.ReadToEnd().Length; }"),
        ("text", true, "async Task<int> M() { TextReader r = new StringReader(\"abc\"); await Task.Yield(); return r.ReadToEnd().Length; }"),
        ("rows in memory", true, "async Task<int> M() { using var db = Late.Shop(); var rows = await db.Customers.ToListAsync(); return rows.Where(c => c.Id > 1).ToList().Count; }"),
        ("tracked", true, "async Task<int> M() { using var db = Late.Shop(); await Task.Yield(); db.Customers.AddRange(new Customer { Id = 8 }); return db.ChangeTracker.Entries().Count(); }"),
        ("composed", true, "async Task<int> M() { using var db = Late.Shop(); return await F(db).CountAsync(); static IQueryable<Customer> F(ShopContext db) => db.Customers.Where(c => c.Id > 1); }"),
        ("helper that does not block", true, "async Task<int> M() { await Task.Yield(); return F(new MemoryStream()); } static int F(Stream s) => s.Read(new byte[1], 0, 1);"),
        ("free semaphore asked for", true, "async Task<int> M() { using var gate = new SemaphoreSlim(1); await Task.Yield(); return gate.Wait(0) ? 1 : 0; }"),
    ];

    [Fact]
    public Task Reports_are_blocked_threads_and_fixes_free_them() => OneThread.Agrees<BlockingCallInAsync, BlockingCallInAsyncFix>(s_cases, "", firing: 20, silent: 10);
}
