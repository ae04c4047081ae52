using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Shop;

namespace PerfAnalyzers.Tests;

/// <summary>
/// An SQLite database in memory with the shop's tables, seeded by size, that counts the commands it executes, whether EF Core,
/// Dapper or plain ADO.NET sends them.
/// </summary>
internal sealed class ShopDatabase : IDisposable
{
    private readonly CountingConnection _connection = new();

    /// <param name="size">How many customers, products and orders there are; each order has two lines.</param>
    public ShopDatabase(int size)
    {
        _connection.Open();
        using var context = CreateContext();
        context.Database.EnsureCreated();
        for (var i = 1; i <= size; i++)
        {
            context.Customers.Add(new Customer { Id = i, Name = "Customer " + i, Email = i + "@example.com", IsActive = i % 2 == 0 });
            context.Products.Add(new Product { Id = i, Sku = "SKU-" + i, Name = "Product " + i, Price = i * 1.25m, Stock = i % 7 });
        }

        for (var i = 1; i <= size; i++)
        {
            context.Orders.Add(new Order
            {
                Id = i,
                CustomerId = 1 + (i * 7 % size),
                PlacedAt = new DateTime(2026, 1, 1).AddDays(i),
                Total = i * 10m,
                IsPaid = i % 3 == 0,
                Lines = [new OrderLine { ProductId = 1 + (i % size), Quantity = 1 }, new OrderLine { ProductId = 1 + (i * 3 % size), Quantity = 2 }],
            });
        }

        context.SaveChanges();
        _connection.Commands = 0;
        _connection.RoundTrips = 0;
        _connection.Texts.Clear();
    }

    /// <summary>Commands executed since the database was seeded.</summary>
    public int Commands => _connection.Commands;

    /// <summary>
    /// The same, but what one save of a context sends counts once: the SQLite provider sends a command per row where those of
    /// servers send a batch.
    /// </summary>
    public int RoundTrips => _connection.RoundTrips;

    /// <summary>The SQL of those commands, in order.</summary>
    public IReadOnlyList<string> Texts => _connection.Texts;

    /// <summary>The open connection, for Dapper and ADO.NET.</summary>
    public SqliteConnection Connection => _connection;

    /// <summary>A new context on the same database.</summary>
    public ShopContext CreateContext() => new(new DbContextOptionsBuilder<ShopContext>().UseSqlite(_connection).AddInterceptors(new SaveCounter(_connection)).Options);

    public void Dispose() => _connection.Dispose();

    private sealed class CountingConnection() : SqliteConnection("Data Source=:memory:")
    {
        public new SqliteTransaction? Transaction => base.Transaction;

        public int Commands { get; set; }

        public int RoundTrips { get; set; }

        /// <summary>Set while a context saves; the first command of a save counts as a round trip, the others travel with it.</summary>
        public bool IsSaving { get; set; }

        public bool HasSent { get; set; }

        public List<string> Texts { get; } = [];

        public override SqliteCommand CreateCommand() => new CountingCommand(this);

        protected override DbCommand CreateDbCommand() => CreateCommand();
    }

    private sealed class CountingCommand : SqliteCommand
    {
        private readonly CountingConnection _owner;

        public CountingCommand(CountingConnection owner)
        {
            _owner = owner;
            Connection = owner;
            Transaction = owner.Transaction;
        }

        // ExecuteScalar, ExecuteNonQuery and the asynchronous methods of SqliteCommand all end here.
        public override SqliteDataReader ExecuteReader(CommandBehavior behavior)
        {
            _owner.Commands++;
            _owner.RoundTrips += _owner.IsSaving && _owner.HasSent ? 0 : 1;
            _owner.HasSent = true;
            _owner.Texts.Add(CommandText);
            return base.ExecuteReader(behavior);
        }
    }

    private sealed class SaveCounter(CountingConnection connection) : SaveChangesInterceptor
    {
        public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
        {
            Begin();
            return result;
        }

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Begin();
            return new(result);
        }

        public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
        {
            connection.IsSaving = false;
            return result;
        }

        public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            connection.IsSaving = false;
            return new(result);
        }

        public override void SaveChangesFailed(DbContextErrorEventData eventData) => connection.IsSaving = false;

        public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
        {
            connection.IsSaving = false;
            return Task.CompletedTask;
        }

        private void Begin()
        {
            connection.IsSaving = true;
            connection.HasSent = false;
        }
    }
}
