using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.SaveChangesPerElement, PerfAnalyzers.Database.SaveChangesPerElementFix>;

namespace PerfAnalyzers.Tests;

public sealed partial class SaveChangesPerElementTests
{
    public static readonly Cases Firing = new()
    {
        { "foreach, add and save", Method("""
            foreach (var order in orders)
            {
                db.Orders.Add(order);
                db.[|SaveChanges|]();
            }
            """) },
        { "foreach, awaited", Method("""
            foreach (var order in orders)
            {
                order.IsPaid = true;
                await db.[|SaveChangesAsync|](token);
            }
            """) },
        { "for with an index", Method("""
            for (var i = 0; i < orders.Count; i++)
            {
                orders[i].Total = i;
                await db.[|SaveChangesAsync|]();
            }
            """) },
        { "while over a queue", Method("""
            var queue = new Queue<Order>(orders);
            while (queue.Count > 0)
            {
                var order = queue.Dequeue();
                db.Orders.Remove(order);
                db.[|SaveChanges|]();
            }
            """) },
        { "while reading lines", Method("""
            using var file = File.OpenText("skus.txt");
            while (await file.ReadLineAsync() is { } sku)
            {
                db.Products.Add(new Product { Sku = sku });
                await db.[|SaveChangesAsync|]();
            }
            """) },
        { "foreach over a query", Method("""
            foreach (var order in db.Orders.Where(o => !o.IsPaid).ToList())
            {
                order.IsPaid = true;
                db.[|SaveChanges|]();
            }
            """) },
        { "load, modify, save", Method("""
            foreach (var id in ids)
            {
                var order = await db.Orders.FindAsync(id);
                order!.IsPaid = true;
                await db.[|SaveChangesAsync|]();
            }
            """) },
        { "only some elements change", Method("""
            foreach (var order in orders)
            {
                if (order.Total > 100)
                {
                    order.IsPaid = true;
                    await db.[|SaveChangesAsync|]();
                }
            }
            """) },
        { "a condition of the element's own collection", Method("""
            foreach (var order in orders)
            {
                if (order.Lines.Count == 0)
                {
                    db.Orders.Remove(order);
                    db.[|SaveChanges|]();
                }
            }
            """) },
        { "List.ForEach", Method("""
            orders.ForEach(order =>
            {
                db.Orders.Add(order);
                db.[|SaveChanges|]();
            });
            """) },
        { "nested loops", Method("""
            foreach (var order in orders)
            {
                foreach (var line in order.Lines)
                {
                    line.Quantity++;
                    db.[|SaveChanges|]();
                }
            }
            """) },
        { "an entity of another kind per element", Method("""
            foreach (var id in ids)
            {
                db.Lines.Add(new OrderLine { OrderId = id, Quantity = 1 });
                await db.[|SaveChangesAsync|](token).ConfigureAwait(false);
            }
            """) },
        { "inside an outer transaction each save still is a round trip", Method("""
            await using var transaction = await db.Database.BeginTransactionAsync();
            foreach (var order in orders)
            {
                order.IsPaid = true;
                await db.[|SaveChangesAsync|]();
            }
            await transaction.CommitAsync();
            """) },
        { "the key of an existing row is read", Method("""
            foreach (var order in orders)
            {
                order.IsPaid = true;
                db.[|SaveChanges|]();
                Use(order.Id);
            }
            """) },
        { "an injected context behind an interface", """
            interface IShop { DbSet<Order> Orders { get; } Task<int> SaveChangesAsync(CancellationToken token); }
            class MyShop(DbContextOptions<ShopContext> options) : ShopContext(options), IShop;
            class C(IShop db)
            {
                public async Task M(List<Order> orders, CancellationToken token)
                {
                    foreach (var order in orders)
                    {
                        order.IsPaid = true;
                        await db.[|SaveChangesAsync|](token);
                    }
                }
            }
            """ },
        { "a context with its own SaveChanges", """
            class Audited(DbContextOptions<ShopContext> options) : ShopContext(options)
            {
                public override int SaveChanges() { Console.WriteLine("audit"); return base.SaveChanges(); }
            }
            class C(Audited db)
            {
                public void M(List<Order> orders)
                {
                    foreach (var order in orders) { order.IsPaid = true; db.[|SaveChanges|](); }
                }
            }
            """ },
        { "through a private helper", """
            class C(ShopContext db)
            {
                public async Task M(List<Order> orders)
                {
                    foreach (var order in orders) { order.IsPaid = true; await [|Save|](); }
                }
                private Task Save() => db.SaveChangesAsync();
            }
            """ },
        { "through a repository", """
            interface IOrders { void Update(Order order); }
            class Orders(ShopContext db) : IOrders
            {
                public void Update(Order order) { db.Update(order); db.SaveChanges(); }
            }
            class C(IOrders orders)
            {
                public void M(List<Order> all) { foreach (var order in all) { order.IsPaid = true; orders.[|Update|](order); } }
            }
            """ },
        { "through a generic repository and its base", """
            abstract class Base(ShopContext db)
            {
                protected Task Save() => db.SaveChangesAsync();
            }
            class Repository<T>(ShopContext db) : Base(db) where T : class
            {
                private readonly DbSet<T> _set = db.Set<T>();
                public async Task AddAsync(T row)
                {
                    _set.Add(row);
                    await Save();
                }
            }
            class C(Repository<Order> orders)
            {
                public async Task M(List<Order> all) { foreach (var order in all) { await orders.[|AddAsync|](order); } }
            }
            """ },
        { "through a unit of work", """
            interface IUnitOfWork { Task CompleteAsync(); }
            class UnitOfWork(ShopContext db) : IUnitOfWork { public Task CompleteAsync() => db.SaveChangesAsync(); }
            class C(IUnitOfWork work)
            {
                public async Task M(List<Order> orders)
                {
                    foreach (var order in orders) { order.IsPaid = true; await work.[|CompleteAsync|](); }
                }
            }
            """ },
        { "through a method group", """
            class C(ShopContext db)
            {
                public void M(List<Order> orders) => orders.ForEach([|Save|]);
                private void Save(Order order) { db.Orders.Add(order); db.SaveChanges(); }
            }
            """ },
        { "through an extension method", """
            static class Extensions
            {
                public static void Store(this ShopContext db, Order order) { db.Orders.Update(order); db.SaveChanges(); }
            }
            class C(ShopContext db)
            {
                public void M(List<Order> orders) { foreach (var order in orders) { db.[|Store|](order); } }
            }
            """ },
        { "through a local function", Method("""
            foreach (var order in orders) { [|Pay|](order); }

            void Pay(Order order) { order.IsPaid = true; db.SaveChanges(); }
            """) },
    };

    public static readonly Cases Suggested = new()
    {
        { "asks through a repository what an earlier pass may have saved, and saves twice", """
            interface ITags { Task<Customer?> FindByNameAsync(string name); }
            class Tags(ShopContext db) : ITags { public Task<Customer?> FindByNameAsync(string name) => db.Customers.FirstOrDefaultAsync(c => c.Name == name); }
            class UnitOfWork(ShopContext db) { public Task CommitAsync() => db.SaveChangesAsync(); }
            class Importer(ShopContext db, ITags tags, UnitOfWork work)
            {
                public async Task Import(List<string> names)
                {
                    foreach (var name in names)
                    {
                        if (await tags.FindByNameAsync(name) is null) { db.Customers.Add(new Customer { Name = name }); }
                        await work.[|CommitAsync|]();
                    }
                }
            }
            """ },
        { "one bad element does not stop the others", Method("""
            foreach (var order in orders)
            {
                try
                {
                    order.IsPaid = true;
                    await db.[|SaveChangesAsync|]();
                }
                catch (DbUpdateException e)
                {
                    Use(e);
                }
            }
            """) },
        { "a transaction per element", Method("""
            foreach (var order in orders)
            {
                using var transaction = db.Database.BeginTransaction();
                order.IsPaid = true;
                db.SaveChanges();
                transaction.[|Commit|]();
            }
            """) },
        { "a transaction of the connection per element", Method("""
            foreach (var id in ids)
            {
                using var transaction = connection.BeginTransaction();
                Use(id);
                await transaction.[|CommitAsync|]();
            }
            """) },
        { "two saves in a pass", Method("""
            foreach (var order in orders)
            {
                db.Orders.Add(order);
                db.[|SaveChanges|]();
                order.IsPaid = true;
                db.[|SaveChanges|]();
            }
            """) },
        { "a question between", Method("""
            foreach (var id in ids)
            {
                if (!await db.Customers.AnyAsync(c => c.Id == id))
                {
                    db.Customers.Add(new Customer { Id = id });
                    await db.[|SaveChangesAsync|]();
                }
            }
            """) },
        { "a batch of its own per element", Method("""
            foreach (var order in orders)
            {
                foreach (var line in order.Lines) { line.Quantity = 0; }
                await db.[|SaveChangesAsync|]();
            }
            """) },
        { "a long job that can be stopped", Method("""
            foreach (var order in orders)
            {
                token.ThrowIfCancellationRequested();
                order.IsPaid = true;
                await db.[|SaveChangesAsync|](token);
            }
            """) },
        { "a count that is used", Method("""
            foreach (var order in orders)
            {
                order.IsPaid = true;
                if (await db.[|SaveChangesAsync|]() > 1) { Use(order); }
            }
            """) },
        { "a service with work of its own", """
            class Billing(ShopContext db)
            {
                public async Task Bill(Order order)
                {
                    var customer = order.Customer!;
                    customer.IsActive = true;
                    foreach (var line in order.Lines) { order.Total += line.Quantity; }
                    order.IsPaid = true;
                    await db.SaveChangesAsync();
                }
            }
            class C(Billing billing)
            {
                public async Task M(List<Order> orders) { foreach (var order in orders) { await billing.[|Bill|](order); } }
            }
            """ },
        { "a helper that saves sometimes", """
            class C(ShopContext db)
            {
                public void M(List<Order> orders) { foreach (var order in orders) { [|Pay|](order); } }
                private void Pay(Order order) { if (order.Total > 10) { order.IsPaid = true; db.SaveChanges(); } }
            }
            """ },
        { "files move with the rows", Method("""
            foreach (var order in orders)
            {
                File.Delete(order.Total + ".pdf");
                order.IsPaid = true;
                db.[|SaveChanges|]();
            }
            """) },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_saves_over_what_and_how() => Verify.Says(
        """
        interface IOrders { Task UpdateAsync(Order order); }
        class Orders(ShopContext db) : IOrders
        {
            public async Task UpdateAsync(Order order) { db.Update(order); await db.SaveChangesAsync(); }
        }
        class C(IOrders orders)
        {
            public async Task M(List<Order> all) { foreach (var order in all) { await orders.[|UpdateAsync|](order); } }
        }
        """,
        "'IOrders.UpdateAsync' saves changes for every element of 'all' (IOrders.UpdateAsync -> SaveChangesAsync): a round trip and a transaction each time; save once after the loop");

    private static string Method(string body) => $$"""
        class C
        {
            async Task M(ShopContext db, SqliteConnection connection, List<Order> orders, int[] ids, CancellationToken token)
            {
                await Task.Yield();
        {{body}}
            }

            void Use(object? value) { }
        }
        """;
}
