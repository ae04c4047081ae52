using Microsoft.EntityFrameworkCore;
using Shop;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Saves per element, and what only looks like them; see <see cref="Growth"/>. What counts are round trips as a server's
/// provider makes them: all that one save sends is one.
/// </summary>
[Trait("Category", "RoundTrips")]
public sealed class SaveChangesPerElementTruth
{
    private const string Source = """
        public static class Truth
        {
            private static List<Order> New(int n) => Enumerable.Range(1, n).Select(i => new Order { CustomerId = i, Total = i, PlacedAt = new DateTime(2026, 5, 1).AddDays(i) }).ToList();

            private static List<Order> Loaded(ShopContext db, int n) => db.Orders.OrderBy(o => o.Id).Take(n).ToList();

            public static void Add_each(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in New(n))
                {
                    db.Orders.Add(order);
                    db.SaveChanges();
                }
            }

            public static async Task Add_each_async(ShopContext db, SqliteConnection c, int n)
            {
                var token = CancellationToken.None;
                foreach (var order in New(n))
                {
                    await db.Orders.AddAsync(order, token);
                    await db.SaveChangesAsync(token);
                }
            }

            public static void Add_all(ShopContext db, SqliteConnection c, int n)
            {
                db.Orders.AddRange(New(n));
                db.SaveChanges();
            }

            public static void Update_each(ShopContext db, SqliteConnection c, int n)
            {
                var orders = Loaded(db, n);
                foreach (var order in orders)
                {
                    order.Total += order.Id;
                    db.SaveChanges();
                }
            }

            public static async Task Update_some(ShopContext db, SqliteConnection c, int n)
            {
                var changed = 0;
                foreach (var order in Loaded(db, n))
                {
                    if (order.Id % 2 == 0)
                    {
                        order.Total += order.Id;
                        await db.SaveChangesAsync();
                    }
                }
            }

            public static void Remove_each(ShopContext db, SqliteConnection c, int n)
            {
                var lines = db.Lines.Where(l => l.OrderId <= n).ToList();
                foreach (var line in lines)
                {
                    db.Lines.Remove(line);
                    db.SaveChanges();
                }
            }

            public static async Task For_with_index(ShopContext db, SqliteConnection c, int n)
            {
                for (var i = 1; i <= n; i++)
                {
                    var customer = new Customer { Name = "New " + i, Email = $"{i}@example.org" };
                    db.Customers.Add(customer);
                    await db.SaveChangesAsync();
                }
            }

            public static void While_queue(ShopContext db, SqliteConnection c, int n)
            {
                var queue = new Queue<Order>(New(n));
                while (queue.Count > 0)
                {
                    db.Add(queue.Dequeue());
                    db.SaveChanges();
                }
            }

            public static void Nested(ShopContext db, SqliteConnection c, int n)
            {
                var orders = db.Orders.Include(o => o.Lines).Where(o => o.Id <= n).ToList();
                foreach (var order in orders)
                {
                    foreach (var line in order.Lines)
                    {
                        line.Quantity += order.Id;
                        db.SaveChanges();
                    }
                }
            }

            public static void Skips_some(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in Loaded(db, n))
                {
                    if (order.IsPaid)
                    {
                        continue;
                    }

                    order.IsPaid = true;
                    order.Total = Rounded(order.Total);
                    db.SaveChanges();
                }
            }

            private static decimal Rounded(decimal total) => Math.Round(total / 3, 1);

            public static int Counts_after(ShopContext db, SqliteConnection c, int n)
            {
                var count = 0;
                foreach (var order in New(n))
                {
                    db.Orders.Add(order);
                    db.SaveChanges();
                    count++;
                }

                return count;
            }

            public static void Graph_of_rows(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in New(n))
                {
                    order.Lines.Add(new OrderLine { ProductId = 1, Quantity = 3 });
                    db.Orders.Add(order);
                    db.SaveChanges();
                }
            }

            public static List<int> Keys(ShopContext db, SqliteConnection c, int n)
            {
                var orders = New(n);
                foreach (var order in orders)
                {
                    order.IsPaid = true;
                    db.Orders.Add(order);
                    db.SaveChanges();
                }

                return orders.Select(o => o.Id).ToList();
            }

            public static void For_each_of_list(ShopContext db, SqliteConnection c, int n) =>
                New(n).ForEach(order => { db.Orders.Add(order); db.SaveChanges(); });

            public static void Repository_each(ShopContext db, SqliteConnection c, int n)
            {
                var repository = new OrderRepository(db);
                foreach (var order in New(n)) { repository.Insert(order); }
            }

            public static async Task Unit_of_work_each(ShopContext db, SqliteConnection c, int n)
            {
                IWork work = new Work(db);
                foreach (var order in New(n)) { db.Orders.Add(order); await work.CompleteAsync(); }
            }

            public static async Task Unit_of_work_once(ShopContext db, SqliteConnection c, int n)
            {
                IWork work = new Work(db);
                foreach (var order in New(n)) { db.Orders.Add(order); }
                await work.CompleteAsync();
            }

            public static void Caught_each(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in New(n))
                {
                    try { db.Orders.Add(order); db.SaveChanges(); }
                    catch (DbUpdateException) { db.Entry(order).State = EntityState.Detached; }
                }
            }

            public static void Transaction_each(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in New(n))
                {
                    using var transaction = db.Database.BeginTransaction();
                    db.Orders.Add(order);
                    db.SaveChanges();
                    transaction.Commit();
                }
            }

            public static void Transaction_around(ShopContext db, SqliteConnection c, int n)
            {
                using var transaction = db.Database.BeginTransaction();
                foreach (var order in New(n)) { db.Orders.Add(order); }
                db.SaveChanges();
                transaction.Commit();
            }

            public static void Few_constants(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var name in new[] { "a", "b", "c" }) { db.Customers.Add(new Customer { Name = name }); db.SaveChanges(); }
            }

            public static void Search_and_save(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in Loaded(db, n))
                {
                    if (order.Total > 30) { order.Total = 31; db.SaveChanges(); break; }
                }
            }

            public static void Retry(ShopContext db, SqliteConnection c, int n)
            {
                db.Orders.AddRange(New(n));
                for (var i = 0; i < n; i++)
                {
                    try { db.SaveChanges(); break; }
                    catch (DbUpdateConcurrencyException) { Thread.Sleep(i); }
                }
            }

            public static void When_all_are_there(ShopContext db, SqliteConnection c, int n)
            {
                var pending = new List<Order>();
                var orders = New(n);
                foreach (var order in orders)
                {
                    pending.Add(order);
                    if (pending.Count == n) { db.Orders.AddRange(pending); db.SaveChanges(); pending.Clear(); }
                }
            }

            public static void With_the_last(ShopContext db, SqliteConnection c, int n)
            {
                var orders = New(n);
                for (var i = 0; i < orders.Count; i++)
                {
                    db.Orders.Add(orders[i]);
                    if (i == orders.Count - 1) { db.SaveChanges(); }
                }
            }

            public static void Chunks(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var chunk in New(n).Chunk(100)) { db.Orders.AddRange(chunk); db.SaveChanges(); }
            }

            public static void Paged(ShopContext db, SqliteConnection c, int n)
            {
                for (var page = 0; page < 3; page++)
                {
                    var some = db.Orders.OrderBy(o => o.Id).Skip(page * n / 3).Take(n / 3).ToList();
                    foreach (var order in some) { order.Total += order.Id; }
                    db.SaveChanges();
                }
            }

            public static void Nothing_to_save(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in New(n)) { db.Orders.Add(order); }
                db.ChangeTracker.Clear();
                db.SaveChanges();
            }

            public static void Stored_lambdas(ShopContext db, SqliteConnection c, int n)
            {
                var later = new List<Action>();
                foreach (var order in New(n)) { later.Add(() => { db.Orders.Add(order); db.SaveChanges(); }); }
                later[0]();
            }
        }

        public class OrderRepository(ShopContext db)
        {
            public void Insert(Order order)
            {
                db.Orders.Add(order);
                db.SaveChanges();
            }
        }

        public interface IWork { Task CompleteAsync(); }
        public class Work(ShopContext db) : IWork { public async Task CompleteAsync() => await db.SaveChangesAsync(); }
        """;

    private static readonly Growth s_growth = new(Source, static database => database.RoundTrips);

    public static TheoryData<string> Methods => s_growth.Methods;

    [Theory, MemberData(nameof(Methods))]
    public Task Agrees(string method) => s_growth.Agrees(method);

    [Theory]
    [InlineData("Add_each")]
    [InlineData("Add_each_async")]
    [InlineData("Update_each")]
    [InlineData("Update_some")]
    [InlineData("Remove_each")]
    [InlineData("For_with_index")]
    [InlineData("While_queue")]
    [InlineData("Nested")]
    [InlineData("Skips_some")]
    [InlineData("Counts_after")]
    [InlineData("Graph_of_rows")]
    [InlineData("Keys")]
    public Task Is_fixed(string method) => s_growth.IsFixed(method);

    // Why commands are not what is counted here.
    [Fact]
    public void One_save_is_one_round_trip_whatever_SQLite_makes_of_it()
    {
        using var database = new ShopDatabase(10);
        using var db = database.CreateContext();
        for (var i = 0; i < 20; i++)
        {
            db.Customers.Add(new Customer { Name = "New" });
        }

        db.SaveChanges();
        Assert.Equal(1, database.RoundTrips);
        Assert.True(database.Commands >= 20, $"{database.Commands} commands");
        foreach (var customer in db.Customers.Local.ToList())
        {
            customer.Name = "Old";
            db.SaveChanges();
        }

        Assert.Equal(21, database.RoundTrips);
    }
}
