namespace PerfAnalyzers.Tests;

public sealed partial class SaveChangesPerElementTests
{
    public static readonly Cases Quiet = new()
    {
        { "once after the loop", Method("foreach (var order in orders) { order.IsPaid = true; } await db.SaveChangesAsync();") },
        { "once before the loop", Method("db.SaveChanges(); foreach (var order in orders) { Use(order); }") },
        { "every 100 elements", Method("""
            var i = 0;
            foreach (var order in orders)
            {
                db.Orders.Add(order);
                if (++i % 100 == 0) { db.SaveChanges(); }
            }
            db.SaveChanges();
            """) },
        { "every n of a for", Method("""
            for (var i = 0; i < orders.Count; i++)
            {
                db.Orders.Add(orders[i]);
                if (i % 500 == 499) { await db.SaveChangesAsync(); db.ChangeTracker.Clear(); }
            }
            """) },
        { "when a buffer is full", Method("""
            var pending = new List<Order>();
            foreach (var order in orders)
            {
                pending.Add(order);
                if (pending.Count >= 200)
                {
                    db.Orders.AddRange(pending);
                    await db.SaveChangesAsync();
                    pending.Clear();
                }
            }
            """) },
        { "when a counter reaches the batch size", Method("""
            var count = 0;
            foreach (var order in orders)
            {
                order.IsPaid = true;
                count++;
                if (count == 50) { db.SaveChanges(); count = 0; }
            }
            """) },
        { "skipped until a counter is full", Method("""
            var count = 0;
            foreach (var order in orders)
            {
                order.IsPaid = true;
                if (++count < 50) { continue; }
                db.SaveChanges();
                count = 0;
            }
            """) },
        { "after some time", Method("""
            var watch = System.Diagnostics.Stopwatch.StartNew();
            foreach (var order in orders)
            {
                order.IsPaid = true;
                if (watch.Elapsed.TotalSeconds > 5) { db.SaveChanges(); watch.Restart(); }
            }
            """) },
        { "with the last element", Method("""
            for (var i = 0; i < orders.Count; i++)
            {
                orders[i].IsPaid = true;
                if (i == orders.Count - 1) { db.SaveChanges(); }
            }
            """) },
        { "chunks", Method("""
            foreach (var chunk in orders.Chunk(100))
            {
                db.Orders.AddRange(chunk);
                await db.SaveChangesAsync();
            }
            """) },
        { "batches that come as lists", """
            class C(ShopContext db)
            {
                public void M(IEnumerable<List<Order>> all)
                {
                    foreach (var some in all) { db.Orders.AddRange(some); db.SaveChanges(); }
                }
            }
            """ },
        { "groups", Method("""
            foreach (var group in orders.GroupBy(o => o.CustomerId))
            {
                foreach (var order in group) { order.IsPaid = true; }
                await db.SaveChangesAsync();
            }
            """) },
        { "a dictionary of lists", """
            class C(ShopContext db)
            {
                public void M(Dictionary<int, List<Order>> all)
                {
                    foreach (var (customer, some) in all) { db.Orders.AddRange(some); db.SaveChanges(); Console.WriteLine(customer); }
                }
            }
            """ },
        { "pages by offset", Method("""
            for (var start = 0; start < 10_000; start += 100)
            {
                var some = await db.Orders.OrderBy(o => o.Id).Skip(start).Take(100).ToListAsync();
                foreach (var order in some) { order.IsPaid = true; }
                await db.SaveChangesAsync();
            }
            """) },
        { "pages until none is left", Method("""
            while (true)
            {
                var some = db.Orders.Where(o => !o.IsPaid).Take(100).ToList();
                if (some.Count == 0) { break; }
                foreach (var order in some) { order.IsPaid = true; }
                db.SaveChanges();
            }
            """) },
        { "pages of a pager", """
            class Pager { public bool Next(out List<Order> page) { page = new(); return false; } }
            class C(ShopContext db, Pager pager)
            {
                public void M()
                {
                    while (pager.Next(out var some)) { foreach (var order in some) { order.IsPaid = true; } db.SaveChanges(); }
                }
            }
            """ },
        { "a generated key is collected", Method("""
            var keys = new List<int>();
            foreach (var order in orders)
            {
                db.Orders.Add(order);
                await db.SaveChangesAsync();
                keys.Add(order.Id);
            }
            Use(keys);
            """) },
        { "a generated key goes into the next row", Method("""
            foreach (var id in ids)
            {
                var order = new Order { CustomerId = id };
                db.Orders.Add(order);
                db.SaveChanges();
                File.WriteAllText("orders.txt", order.Id.ToString());
            }
            """) },
        { "the next pass needs the key of the last", Method("""
            Order? previous = null;
            foreach (var id in ids)
            {
                var order = new Order { CustomerId = previous?.CustomerId ?? id };
                if (previous != null) { order.Total = previous.Id; }
                db.Orders.Add(order);
                db.SaveChanges();
                previous = order;
            }
            """) },
        { "a created row is returned by a repository", """
            class Orders(ShopContext db)
            {
                public async Task<Order> AddAsync(Order order) { db.Orders.Add(order); await db.SaveChangesAsync(); return order; }
            }
            class C(Orders orders)
            {
                public async Task M(List<Order> all)
                {
                    foreach (var order in all) { var saved = await orders.AddAsync(order); Console.WriteLine(saved.Id); }
                }
            }
            """ },
        { "the key of a row a repository added", """
            class Orders(ShopContext db)
            {
                public async Task AddAsync(Order order) { db.Orders.Add(order); await db.SaveChangesAsync(); }
            }
            class C(Orders orders)
            {
                public async Task M(List<Order> all, List<int> keys)
                {
                    foreach (var order in all) { await orders.AddAsync(order); keys.Add(order.Id); }
                }
            }
            """ },
        { "retry", Method("""
            for (var i = 0; i < 20; i++)
            {
                try { db.SaveChanges(); break; }
                catch (DbUpdateConcurrencyException) { Use(i); }
            }
            """) },
        { "retry with a return", Method("""
            for (var attempt = 0; attempt < 100; attempt++)
            {
                try { await db.SaveChangesAsync(); return; }
                catch (DbUpdateException) { await Task.Delay(10); }
            }
            """) },
        { "retry until saved", Method("""
            var saved = false;
            while (!saved)
            {
                try { await db.SaveChangesAsync(); saved = true; }
                catch (DbUpdateConcurrencyException e) { foreach (var entry in e.Entries) { entry.OriginalValues.SetValues(entry.CurrentValues); } }
            }
            """) },
        { "retry of each element", Method("""
            foreach (var order in orders)
            {
                order.IsPaid = true;
                for (var i = 0; i < 20; i++)
                {
                    try { db.SaveChanges(); break; }
                    catch (DbUpdateException) { Use(i); }
                }
            }
            """) },
        { "a scope per element", """
            using Microsoft.Extensions.DependencyInjection;
            class C(IServiceProvider services)
            {
                public async Task M(int[] ids)
                {
                    foreach (var id in ids)
                    {
                        using var scope = services.CreateScope();
                        var db = scope.ServiceProvider.GetRequiredService<ShopContext>();
                        db.Orders.Add(new Order { CustomerId = id });
                        await db.SaveChangesAsync();
                    }
                }
            }
            """ },
        { "a context per element", """
            class C(IDbContextFactory<ShopContext> factory)
            {
                public async Task M(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        await using var db = await factory.CreateDbContextAsync();
                        db.Orders.Add(order);
                        await db.SaveChangesAsync();
                    }
                }
            }
            """ },
        { "tenants", """
            class C
            {
                public void M(Dictionary<string, DbContextOptions<ShopContext>> tenants)
                {
                    foreach (var tenant in tenants)
                    {
                        using var db = new ShopContext(tenant.Value);
                        db.Customers.Add(new Customer { Name = tenant.Key });
                        db.SaveChanges();
                    }
                }
            }
            """ },
        { "a list of contexts", """
            class C
            {
                public void M(List<ShopContext> shards) { foreach (var db in shards) { db.SaveChanges(); } }
            }
            """ },
        { "a service of a scope per element", """
            using Microsoft.Extensions.DependencyInjection;
            class Orders(ShopContext db) { public void Add(Order order) { db.Orders.Add(order); db.SaveChanges(); } }
            class C(IServiceScopeFactory scopes)
            {
                public void M(List<Order> all)
                {
                    foreach (var order in all)
                    {
                        using var scope = scopes.CreateScope();
                        scope.ServiceProvider.GetRequiredService<Orders>().Add(order);
                    }
                }
            }
            """ },
        { "parallel bodies with contexts of their own", """
            class C(IDbContextFactory<ShopContext> factory)
            {
                public Task M(List<Order> orders) => Parallel.ForEachAsync(orders, async (order, token) =>
                {
                    await using var db = await factory.CreateDbContextAsync(token);
                    db.Orders.Add(order);
                    await db.SaveChangesAsync(token);
                });
            }
            """ },
        { "a message loop", """
            class C(ShopContext db, System.Threading.Channels.ChannelReader<Order> orders)
            {
                public async Task M(CancellationToken token)
                {
                    await foreach (var order in orders.ReadAllAsync(token)) { db.Orders.Add(order); await db.SaveChangesAsync(token); }
                }
            }
            """ },
        { "a channel that is waited for", """
            class C(ShopContext db, System.Threading.Channels.ChannelReader<Order> orders)
            {
                public async Task M()
                {
                    while (await orders.WaitToReadAsync()) { db.Orders.Add(await orders.ReadAsync()); await db.SaveChangesAsync(); }
                }
            }
            """ },
        { "a background service", """
            class C(ShopContext db) : Microsoft.Extensions.Hosting.BackgroundService
            {
                protected override async Task ExecuteAsync(CancellationToken stop)
                {
                    while (!stop.IsCancellationRequested)
                    {
                        foreach (var order in db.Orders.Where(o => !o.IsPaid).ToList()) { order.IsPaid = true; }
                        await db.SaveChangesAsync(stop);
                        await Task.Delay(1000, stop);
                    }
                }
            }
            """ },
        { "a polling consumer", """
            interface IConsumer { Order Consume(); }
            class C(ShopContext db, IConsumer consumer)
            {
                public void M() { while (true) { db.Orders.Add(consumer.Consume()); db.SaveChanges(); } }
            }
            """ },
        { "an outbox", """
            interface IBus { Task PublishAsync(Order order); }
            class C(ShopContext db, IBus bus)
            {
                public async Task M(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        await bus.PublishAsync(order);
                        order.IsPaid = true;
                        await db.SaveChangesAsync();
                    }
                }
            }
            """ },
        { "mail is sent before the row is marked", """
            interface IMail { Task SendAsync(string to); }
            class C(ShopContext db, IMail mail)
            {
                public async Task M(List<Customer> customers)
                {
                    foreach (var customer in customers)
                    {
                        customer.IsActive = true;
                        await db.SaveChangesAsync();
                        await mail.SendAsync(customer.Email);
                    }
                }
            }
            """ },
        { "a search that ends with a save", Method("""
            foreach (var order in orders)
            {
                if (order.Total > 100)
                {
                    order.IsPaid = true;
                    await db.SaveChangesAsync();
                    return;
                }
            }
            """) },
        { "left on the first pass", Method("foreach (var order in orders) { db.Orders.Add(order); db.SaveChanges(); break; }") },
        { "a few constants", Method("""
            foreach (var name in new[] { "admin", "editor", "reader" })
            {
                db.Customers.Add(new Customer { Name = name });
                await db.SaveChangesAsync();
            }
            """) },
        { "a short loop", Method("for (var i = 0; i < 5; i++) { db.Customers.Add(new Customer()); db.SaveChanges(); }") },
        { "migration", """
            class OrderDataMigration(ShopContext db)
            {
                public void Run(List<Order> orders) { foreach (var order in orders) { order.IsPaid = true; db.SaveChanges(); } }
            }
            """ },
        { "seeder", """
            static class DataSeeder
            {
                public static async Task Run(ShopContext db, string[] names)
                {
                    foreach (var name in names) { db.Customers.Add(new Customer { Name = name }); await db.SaveChangesAsync(); }
                }
            }
            """ },
        { "installer", """
            class ShopInstaller(ShopContext db) { public void Run(List<Order> orders) { foreach (var order in orders) { db.Add(order); db.SaveChanges(); } } }
            """ },
        { "start-up", """
            using Microsoft.AspNetCore.Builder;
            static class Startup
            {
                public static void Configure(IApplicationBuilder app, ShopContext db, List<Order> orders) { foreach (var order in orders) { db.Add(order); db.SaveChanges(); } }
            }
            """ },
        { "error path", Method("""
            foreach (var order in orders)
            {
                try { Use(order); }
                catch (Exception) { order.IsPaid = false; db.SaveChanges(); }
            }
            """) },
        { "stored lambdas", Method("""
            var later = new List<Action>();
            foreach (var order in orders) { later.Add(() => { order.IsPaid = true; db.SaveChanges(); }); }
            Use(later);
            """) },
        { "a batch method of a repository", """
            class Orders(ShopContext db) { public void AddRange(List<Order> orders) { db.Orders.AddRange(orders); db.SaveChanges(); } }
            class C(Orders orders)
            {
                public void M(Queue<List<Order>> all) { while (all.Count > 0) { orders.AddRange(all.Dequeue()); } }
            }
            """ },
        { "a walk up a tree", """
            class Node { public Node? Parent; public int Count; }
            class C(ShopContext db)
            {
                public void M(Node? node) { while (node != null) { node.Count++; db.SaveChanges(); node = node.Parent; } }
            }
            """ },
        { "a SaveChanges that is not a context's", """
            class Settings { public void SaveChanges() { } }
            class C { void M(Settings settings, int[] ids) { foreach (var id in ids) { Console.WriteLine(id); settings.SaveChanges(); } } }
            """ },
        { "a unit of work without a database", """
            interface IUnitOfWork { void Commit(); }
            class Memory : IUnitOfWork { public void Commit() { } }
            class C(IUnitOfWork work) { public void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(id); work.Commit(); } } }
            """ },
        { "an interface with no implementation here", """
            interface IUnitOfWork { Task SaveChangesAsync(); }
            class C(IUnitOfWork work) { public async Task M(int[] ids) { foreach (var id in ids) { Console.WriteLine(id); await work.SaveChangesAsync(); } } }
            """ },
        { "a repository that only adds", """
            class Orders(ShopContext db) { public void Add(Order order) => db.Orders.Add(order); }
            class C(Orders orders) { public void M(List<Order> all) { foreach (var order in all) { orders.Add(order); } } }
            """ },
        { "handlers that each do their own work", """
            interface IHandler { Task Handle(Order order); }
            class Pay(ShopContext db) : IHandler { public async Task Handle(Order order) { order.IsPaid = true; await db.SaveChangesAsync(); } }
            class C(IEnumerable<IHandler> handlers)
            {
                public async Task M(Order order) { foreach (var handler in handlers) { await handler.Handle(order); } }
            }
            """ },
        { "failures are noted", Method("""
            foreach (var order in orders)
            {
                var error = order.Total < 0 ? "negative" : null;
                if (error != null) { order.IsPaid = false; await db.SaveChangesAsync(); }
            }
            """) },
        { "a service that notifies", """
            class Stock(ShopContext db)
            {
                public async Task SendNotificationsAsync(Product product) { product.Stock = 0; await db.SaveChangesAsync(); }
            }
            class C(Stock stock) { public async Task M(List<Product> all) { foreach (var product in all) { await stock.SendNotificationsAsync(product); } } }
            """ },
        { "a service that saves when it is told to", """
            class Media(ShopContext db)
            {
                public async Task<bool> Resolve(Product product, bool save)
                {
                    if (product.Sku == "") { return false; }
                    product.Name = product.Sku.Trim();
                    product.Price = Math.Round(product.Price);
                    product.Stock = Math.Max(0, product.Stock);
                    if (save) { await db.SaveChangesAsync(); }
                    return true;
                }
            }
            class C(Media media) { public async Task M(List<Product> all) { foreach (var product in all) { await media.Resolve(product, false); } } }
            """ },
        { "seeders of several contexts", """
            class Data(ShopContext db) { public void RunSeeders(Type type) { Console.WriteLine(type); db.SaveChanges(); } }
            class C(Data data) { public void M(List<Type> types) { foreach (var type in types) { data.RunSeeders(type); } } }
            """ },
        { "a pause between elements", Method("""
            foreach (var order in orders)
            {
                order.IsPaid = true;
                await db.SaveChangesAsync();
                await Task.Delay(100);
            }
            """) },
        { "nameof", Method("foreach (var order in orders) { Use(nameof(db.SaveChanges)); }") },
        { "one commit around all", Method("""
            using var transaction = connection.BeginTransaction();
            foreach (var id in ids) { Use(id); }
            transaction.Commit();
            """) },
    };
}
