using System.Data.Common;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using PerfAnalyzers.Async;
using Shop;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Commands wait at a gate until all that a method starts at once has started. A method is reported exactly when Entity Framework
/// then refuses a second operation.
/// </summary>
public sealed class SharedContextConcurrencyTruth
{
    private const string Source = """
        public static class Truth
        {
            public static async Task<int> Given_to_WhenAll(ShopContext db, IDbContextFactory<ShopContext> factory) =>
                (await Task.WhenAll(db.Orders.CountAsync(), db.Customers.CountAsync())).Sum();

            public static async Task<int> Awaited_later(ShopContext db, IDbContextFactory<ShopContext> factory)
            {
                var orders = db.Orders.ToListAsync();
                var customers = await db.Customers.ToListAsync();
                return (await orders).Count + customers.Count;
            }

            public static async Task<int> A_synchronous_query_meanwhile(ShopContext db, IDbContextFactory<ShopContext> factory)
            {
                var orders = db.Orders.CountAsync();
                var customers = db.Customers.Count();
                return await orders + customers;
            }

            public static async Task<int> A_task_per_element(ShopContext db, IDbContextFactory<ShopContext> factory) =>
                (await Task.WhenAll(new List<int> { 1, 2, 3 }.Select(id => db.Orders.CountAsync(o => o.Id == id)))).Sum();

            public static async Task<int> A_task_per_pass(ShopContext db, IDbContextFactory<ShopContext> factory)
            {
                var tasks = new List<Task<int>>();
                foreach (var id in new[] { 1, 2, 3 }) { tasks.Add(db.Orders.CountAsync(o => o.Id == id)); }
                return (await Task.WhenAll(tasks)).Sum();
            }

            public static async Task<int> Saved_without_await(ShopContext db, IDbContextFactory<ShopContext> factory)
            {
                db.Customers.Add(new Customer { Name = "new" });
                _ = db.SaveChangesAsync();
                return await db.Orders.CountAsync();
            }

            public static async Task<int> Through_repositories(ShopContext db, IDbContextFactory<ShopContext> factory)
            {
                var orders = new OrderRepository(db);
                var customers = new CustomerRepository(db);
                return (await Task.WhenAll(orders.Count(), customers.Count())).Sum();
            }

            public static async Task<int> Through_one_service(ShopContext db, IDbContextFactory<ShopContext> factory) => await new Home(new OrderRepository(db)).Load();

            public static async Task<int> Threads_in_parallel(ShopContext db, IDbContextFactory<ShopContext> factory)
            {
                var sum = 0;
                await Parallel.ForEachAsync(new[] { 1, 2 }, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (id, token) => Interlocked.Add(ref sum, await db.Orders.CountAsync(o => o.Id == id, token)));
                return sum;
            }

            public static async Task<int> Threads_beside_the_caller(ShopContext db, IDbContextFactory<ShopContext> factory)
            {
                var orders = Task.Run(() => db.Orders.CountAsync());
                var customers = Task.Run(() => db.Customers.CountAsync());
                return await orders + await customers;
            }

            public static async Task<int> One_after_the_other(ShopContext db, IDbContextFactory<ShopContext> factory)
            {
                var orders = await db.Orders.ToListAsync();
                var customers = await db.Customers.ToListAsync();
                return orders.Count + customers.Count;
            }

            public static async Task<int> Awaited_before_the_next(ShopContext db, IDbContextFactory<ShopContext> factory)
            {
                var orders = db.Orders.CountAsync();
                var first = await orders;
                var customers = db.Customers.CountAsync();
                return first + await customers;
            }

            public static async Task<int> A_lazy_sequence(ShopContext db, IDbContextFactory<ShopContext> factory)
            {
                var sum = 0;
                foreach (var task in new List<int> { 1, 2, 3 }.Select(id => db.Orders.CountAsync(o => o.Id == id))) { sum += await task; }
                return sum;
            }

            public static async Task<int> Two_contexts(ShopContext db, IDbContextFactory<ShopContext> factory)
            {
                await using var other = factory.CreateDbContext();
                return (await Task.WhenAll(db.Orders.CountAsync(), other.Customers.CountAsync())).Sum();
            }

            public static async Task<int> A_context_per_element(ShopContext db, IDbContextFactory<ShopContext> factory) =>
                (await Task.WhenAll(new List<int> { 1, 2, 3 }.Select(async id => { await using var own = factory.CreateDbContext(); return await own.Orders.CountAsync(o => o.Id == id); }))).Sum();

            public static async Task<int> A_gate_in_the_repository(ShopContext db, IDbContextFactory<ShopContext> factory)
            {
                var orders = new GuardedRepository(db);
                return (await Task.WhenAll(orders.Count(1), orders.Count(2))).Sum();
            }

            public static async Task<int> Synchronous_after_all(ShopContext db, IDbContextFactory<ShopContext> factory)
            {
                var orders = new FakeAsync(db);
                return (await Task.WhenAll(orders.Count(1), orders.Count(2))).Sum();
            }

            public static async Task<int> Threads_with_their_own(ShopContext db, IDbContextFactory<ShopContext> factory)
            {
                var sum = 0;
                await Parallel.ForEachAsync(new[] { 1, 2 }, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (id, token) =>
                {
                    await using var own = factory.CreateDbContext();
                    Interlocked.Add(ref sum, await own.Orders.CountAsync(o => o.Id == id, token));
                });
                return sum;
            }
        }

        public class OrderRepository(ShopContext db) { public Task<int> Count() => db.Orders.CountAsync(); public Task<int> Paid() => db.Orders.CountAsync(o => o.IsPaid); }
        public class CustomerRepository(ShopContext db) { public async Task<int> Count() => await db.Customers.CountAsync(); }
        public class Home(OrderRepository orders) { public async Task<int> Load() { var all = orders.Count(); var paid = orders.Paid(); return await all + await paid; } }
        public class FakeAsync(ShopContext db) { public Task<int> Count(int id) => Task.FromResult(db.Orders.Count(o => o.Id == id)); }
        public class GuardedRepository(ShopContext db)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            public async Task<int> Count(int id) { await _gate.WaitAsync(); try { return await db.Orders.CountAsync(o => o.Id == id); } finally { _gate.Release(); } }
        }
        """;

    private static readonly Lazy<Executed> s_code = new(static () => Executed.Load(Source));

    public static TheoryData<string> Methods => [.. Source.Split("Task<int> ").Skip(1).Select(static part => part[..part.IndexOf('(')]).Where(static name => name.Contains('_'))];

    [Theory, MemberData(nameof(Methods))]
    public async Task Reported_exactly_when_a_second_operation_is_refused(string method)
    {
        var start = Source.IndexOf(" " + method + "(", StringComparison.Ordinal);
        var end = Math.Min(After("public static"), After("public class"));
        var reports = await Executed.Review<SharedContextConcurrency>(Source);
        var isReported = reports.Any(report => report.Location.SourceSpan.Start > start && report.Location.SourceSpan.Start < end || method == "Through_one_service" && report.Location.SourceSpan.Start > Source.IndexOf("class Home", StringComparison.Ordinal));
        Assert.Equal(await IsRefused(method), isReported);

        int After(string text) => Source.IndexOf(text, start, StringComparison.Ordinal) is var next and > 0 ? next : Source.Length;
    }

    [Fact]
    public async Task Both_sides_are_spoken_of()
    {
        var reports = await Executed.Review<SharedContextConcurrency>(Source);
        Assert.Equal(10, reports.Length);
    }

    private static async Task<bool> IsRefused(string method)
    {
        using var database = new Database(method);
        using var db = database.CreateDbContext();

        // Two threads that set a context up at the same time are refused with other words.
        _ = db.Model;
        EventHandler<FirstChanceExceptionEventArgs> onRefusal = (_, thrown) =>
        {
            if (IsRefusal(thrown.Exception))
            {
                database.Gate.Open();
            }
        };
        AppDomain.CurrentDomain.FirstChanceException += onRefusal;
        try
        {
            var task = s_code.Value.Run("Truth." + method, db, database);

            // What does not use other threads has started all it can by now.
            if (!method.StartsWith("Threads", StringComparison.Ordinal))
            {
                database.Gate.Open();
            }

            await task;
            return false;
        }
        catch (Exception exception) when (IsRefusal((exception as TargetInvocationException)?.InnerException ?? exception))
        {
            return true;
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= onRefusal;
        }
    }

    private static bool IsRefusal(Exception exception) =>
        exception is InvalidOperationException && exception.Message.StartsWith("A second operation was started on this context instance", StringComparison.Ordinal);

    /// <summary>Holds commands back until it is opened, or until two wait.</summary>
    private sealed class CommandGate : DbCommandInterceptor
    {
        private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _waiting;

        public bool IsClosed { get; set; }

        public void Open() => _opened.TrySetResult();

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (IsClosed)
            {
                if (Interlocked.Increment(ref _waiting) == 2)
                {
                    Open();
                }

                // What goes wrong otherwise is told, and not waited for.
                await _opened.Task.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);
            }

            return result;
        }
    }

    /// <summary>Tables in memory, with a connection per context.</summary>
    private sealed class Database : IDbContextFactory<ShopContext>, IDisposable
    {
        private readonly SqliteConnection _keeper;
        private readonly string _text;

        public Database(string name)
        {
            _text = $"Data Source={name};Mode=Memory;Cache=Shared";
            _keeper = new SqliteConnection(_text);
            _keeper.Open();
            using var context = CreateDbContext();
            context.Database.EnsureCreated();
            Gate.IsClosed = true;
        }

        public CommandGate Gate { get; } = new();

        public ShopContext CreateDbContext() => new(new DbContextOptionsBuilder<ShopContext>().UseSqlite(_text).AddInterceptors(Gate).Options);

        public void Dispose() => _keeper.Dispose();
    }
}
