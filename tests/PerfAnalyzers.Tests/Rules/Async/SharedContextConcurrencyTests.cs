using Microsoft.CodeAnalysis.Testing;
using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

using Verify = Verify<SharedContextConcurrency, EmptyCodeFixProvider>;

public sealed class SharedContextConcurrencyTests
{
    private const string Repositories = """

        interface IOrders { Task<List<Order>> Recent(); Task<Order?> Find(int id); Task Save(Order order); IQueryable<Order> Query(); }
        interface ICustomers { Task<List<Customer>> Active(); Task<Customer?> Find(int id); }
        class OrderRepository(ShopContext db) : IOrders
        {
            public async Task<List<Order>> Recent() => await db.Orders.OrderByDescending(o => o.PlacedAt).Take(10).ToListAsync();
            public Task<Order?> Find(int id) => db.Orders.FirstOrDefaultAsync(o => o.Id == id);
            public async Task Save(Order order) { db.Orders.Update(order); await db.SaveChangesAsync(); }
            public IQueryable<Order> Query() => db.Orders.AsNoTracking();
        }
        class CustomerRepository : ICustomers
        {
            private readonly ShopContext _context;
            public CustomerRepository(ShopContext context) { _context = context; }
            public Task<List<Customer>> Active() => _context.Customers.Where(c => c.IsActive).ToListAsync();
            public async Task<Customer?> Find(int id) => await _context.Customers.FindAsync(id);
        }
        """;

    private const string Scoped = """

        static class Setup
        {
            public static void AddShop(Microsoft.Extensions.DependencyInjection.IServiceCollection services) =>
                Microsoft.Extensions.DependencyInjection.EntityFrameworkServiceCollectionExtensions.AddDbContext<ShopContext>(services, o => o.UseSqlite("Data Source=shop.db"));
        }
        """;

    private static string Method(string body, string parameters = "") =>
        "class C\n{\n    async Task M(ShopContext db, int[] ids, List<Order> orders, CancellationToken stop" + (parameters.Length > 0 ? ", " + parameters : "") + ")\n    {\n" + body + "\n    }\n\n    static void Use(params object?[] values) { }\n}";

    public static readonly Cases Firing = new()
    {
        { "WhenAll", Method("""
            var orderCount = db.Orders.CountAsync();
            await Task.WhenAll(
                orderCount,
                db.Customers.[|CountAsync|]());
            """) },
        { "WhenAll of calls", Method("await Task.WhenAll(db.Orders.ToListAsync(stop), db.Customers.[|ToListAsync|](stop));") },
        { "WhenAll of three is one report", Method("""
            await Task.WhenAll(
                db.Orders.CountAsync(),
                db.Customers.[|CountAsync|](),
                db.Products.CountAsync());
            """) },
        { "WhenAll of an array", Method("await Task.WhenAll(new Task<int>[] { db.Orders.CountAsync(), db.Customers.[|CountAsync|]() });") },
        { "WhenAll of a collection expression", Method("Task[] tasks = [db.Orders.LoadAsync(), db.Customers.[|LoadAsync|]()]; await Task.WhenAll(tasks);") },
        { "WhenAll of a list", Method("var tasks = new List<Task> { db.Orders.LoadAsync(), db.Customers.[|LoadAsync|]() }; await Task.WhenAll(tasks);") },
        { "WhenAny with a save", Method("await Task.WhenAny(db.SaveChangesAsync(), db.Customers.[|ToListAsync|]());") },
        { "started and awaited later", Method("""
            var paid = db.Orders.Where(o => o.IsPaid).ToListAsync();
            var active = db.Customers.Where(c => c.IsActive).[|ToListAsync|]();
            Use(await paid, await active);
            """) },
        { "started, another awaited meanwhile", Method("""
            var paid = db.Orders.Where(o => o.IsPaid).ToListAsync(stop);
            var customer = await db.Customers.[|FirstAsync|](c => c.Id == ids[0]);
            Use(customer, await paid);
            """) },
        { "started, a synchronous query meanwhile", """
            class C
            {
                int M(ShopContext db)
                {
                    Task<int> count = db.Orders.CountAsync();
                    var last = db.Customers.[|Max|](c => c.Id);
                    return last + count.GetAwaiter().GetResult();
                }
            }
            """ },
        { "ConfigureAwait", Method("var a = db.Orders.ToListAsync().ConfigureAwait(false); var n = await db.Customers.[|CountAsync|]().ConfigureAwait(false); Use(n, await a);") },
        { "saved without await", Method("""
            db.SaveChangesAsync();
            Use(await db.Customers.[|ToListAsync|]());
            """) },
        { "discarded", Method("""
            _ = db.SaveChangesAsync(stop);
            foreach (var customer in await db.Customers.[|ToListAsync|](stop)) { Use(customer); }
            """) },
        { "added to a list by hand", Method("""
            var tasks = new List<Task>();
            tasks.Add(db.Orders.LoadAsync());
            tasks.Add(db.Customers.[|LoadAsync|]());
            await Task.WhenAll(tasks);
            """) },
        { "Select into WhenAll", Method("Use(await Task.WhenAll(ids.Select(id => db.Orders.[|FirstOrDefaultAsync|](o => o.Id == id))));") },
        { "asynchronous lambda", Method("""
            var names = await Task.WhenAll(orders.Select(async order =>
            {
                var customer = await db.Customers.[|FirstAsync|](c => c.Id == order.CustomerId);
                return customer.Name;
            }));
            Use(names);
            """) },
        { "Select into a list", Method("var tasks = ids.Select(id => db.Products.[|FindAsync|](id).AsTask()).ToList(); foreach (var task in tasks) { Use(await task); }") },
        { "Select kept in a local", Method("var tasks = ids.Select(async id => await db.Products.[|FindAsync|](id)); Use(await Task.WhenAll(tasks));") },
        { "spread", Method("Task<Order>[] tasks = [.. ids.Select(id => db.Orders.[|FirstAsync|](o => o.Id == id))]; Use(await Task.WhenAll(tasks));") },
        { "a task per pass", Method("""
            var tasks = new List<Task<Product?>>();
            foreach (var id in ids)
            {
                tasks.Add(db.Products.[|FirstOrDefaultAsync|](p => p.Id == id));
            }

            Use(await Task.WhenAll(tasks));
            """) },
        { "a task per pass, in an array", Method("""
            var tasks = new Task<int>[ids.Length];
            for (var i = 0; i < ids.Length; i++)
            {
                var id = ids[i];
                tasks[i] = db.Orders.[|CountAsync|](o => o.CustomerId == id);
            }

            Use(await Task.WhenAll(tasks));
            """) },
        { "a forgotten save per pass", Method("foreach (var order in orders) { order.IsPaid = true; _ = db.[|SaveChangesAsync|](); }") },
        { "Parallel.ForEachAsync", Method("""
            await Parallel.ForEachAsync(orders, async (order, token) =>
            {
                var product = await db.Products.[|FirstAsync|](p => p.Id == order.Id, token);
                Use(product);
            });
            """) },
        { "Parallel.ForEach", Method("Parallel.ForEach(ids, id => Use(db.Orders.Where(o => o.CustomerId == id).[|ToList|]()));") },
        { "Parallel.For", Method("Parallel.For(0, ids.Length, i => Use(db.Products.[|Find|](ids[i])));") },
        { "PLINQ", Method("Use(ids.AsParallel().Select(id => db.Orders.[|Count|](o => o.CustomerId == id)).ToList());") },
        { "Parallel.Invoke", Method("Parallel.Invoke(() => Use(db.Orders.Count()), () => Use(db.Customers.[|Count|]()));") },
        { "foreach over a query in a parallel body", Method("Parallel.ForEach(ids, id => { foreach (var order in [|db.Orders.Where(o => o.CustomerId == id)|])\n{ Use(order); } });") },
        { "one report for a body", Method("""
            await Parallel.ForEachAsync(ids, async (id, token) =>
            {
                var order = await db.Orders.[|FindAsync|]([id], token);
                order!.IsPaid = true;
                await db.SaveChangesAsync(token);
            });
            """) },
        { "two Task.Run", Method("await Task.WhenAll(Task.Run(() => Use(db.Orders.ToList())), Task.Run(() => Use(db.Customers.[|ToList|]())));") },
        { "Task.Run while the caller goes on", Method("""
            var report = Task.Run(async () =>
            {
                var rows = await db.Orders.ToListAsync();
                Use(rows);
            });
            var customers = await db.Customers.[|ToListAsync|]();
            await report;
            Use(customers);
            """) },
        { "forgotten Task.Run while the request goes on", """
            using Microsoft.AspNetCore.Mvc;

            public class OrdersController(ShopContext db) : ControllerBase
            {
                [HttpPost]
                public async Task<IActionResult> Pay(int id)
                {
                    _ = Task.Run(() => Audit(id));
                    var order = await db.Orders.[|FirstAsync|](o => o.Id == id);
                    order.IsPaid = true;
                    await db.SaveChangesAsync();
                    return Ok();
                }

                private void Audit(int id)
                {
                    db.Lines.Add(new OrderLine { OrderId = id });
                    db.SaveChanges();
                }
            }
            """.Replace("    await db.SaveChangesAsync();\n", "    await db.[|SaveChangesAsync|]();\n", StringComparison.Ordinal) },
        { "private methods", """
            class Dashboard
            {
                private readonly ShopContext _db;
                public Dashboard(ShopContext db) => _db = db;
                public async Task<(int, int)> Load()
                {
                    var orders = CountOrders();
                    var customers = [|CountCustomers|]();
                    await Task.WhenAll(orders, customers);
                    return (orders.Result, customers.Result);
                }
                private Task<int> CountOrders() => _db.Orders.CountAsync();
                private async Task<int> CountCustomers() { return await _db.Customers.CountAsync(); }
            }
            """ },
        { "local functions", Method("""
            await Task.WhenAll(Orders(), [|Customers|]());

            async Task Orders() => Use(await db.Orders.ToListAsync());
            async Task Customers() => Use(await db.Customers.ToListAsync());
            """) },
        { "a context passed on", """
            class C
            {
                public Task M(ShopContext shop) => Task.WhenAll(Load(shop, 1), [|Load|](shop, 2));
                private static async Task<Order> Load(ShopContext db, int id) => await db.Orders.SingleAsync(o => o.Id == id);
            }
            """ },
        { "method group", """
            class C(ShopContext db)
            {
                public async Task<Order[]> M(int[] ids) => await Task.WhenAll(ids.Select([|Load|]));
                private Task<Order> Load(int id) => db.Orders.SingleAsync(o => o.Id == id);
            }
            """ },
        { "one repository twice", "class C(IOrders orders) { public Task M() => Task.WhenAll(orders.Find(1), orders.[|Find|](2)); }" + Repositories },
        { "one repository per element", """
            class C
            {
                private readonly IOrders _orders;
                public C(IOrders orders) => _orders = orders ?? throw new ArgumentNullException(nameof(orders));
                public async Task<int> M(List<int> ids)
                {
                    var found = await Task.WhenAll(ids.Select(id => _orders.[|Find|](id)));
                    return found.Length;
                }
            }
            """ + Repositories },
        { "two repositories of one scope", "class C(IOrders orders, ICustomers customers) { public Task M() => Task.WhenAll(orders.Recent(), customers.[|Active|]()); }" + Repositories + Scoped },
        { "a repository beside the context", """
            class C(ShopContext db, ICustomers customers)
            {
                public async Task<int> M()
                {
                    var active = customers.Active();
                    var count = await db.Orders.[|CountAsync|]();
                    return count + (await active).Count;
                }
            }
            """ + Repositories + Scoped },
        { "a service behind the repositories", """
            class OrderService(IOrders orders) { public async Task<int> CountRecent() => (await orders.Recent()).Count; }
            class CustomerService(ICustomers customers) { public async Task<int> CountActive() => (await customers.Active()).Count; }
            class Home(OrderService orders, CustomerService customers)
            {
                public async Task<int> Load()
                {
                    var a = orders.CountRecent();
                    var b = customers.[|CountActive|]();
                    return await a + await b;
                }
            }
            """ + Repositories + Scoped },
        { "repositories made from one context", """
            class C
            {
                public async Task M(ShopContext db)
                {
                    var orders = new OrderRepository(db);
                    var customers = new CustomerRepository(db);
                    await Task.WhenAll(orders.Recent(), customers.[|Active|]());
                }
            }
            """ + Repositories },
        { "unit of work", """
            interface IUnitOfWork { IOrders Orders { get; } ICustomers Customers { get; } }
            class UnitOfWork : IUnitOfWork
            {
                private readonly ShopContext _db;
                private IOrders? _orders;
                public UnitOfWork(ShopContext db) { _db = db; Customers = new CustomerRepository(db); }
                public IOrders Orders => _orders ??= new OrderRepository(_db);
                public ICustomers Customers { get; }
            }
            class C(IUnitOfWork work)
            {
                public async Task M() => await Task.WhenAll(work.Orders.Recent(), work.Customers.[|Active|]());
            }
            """ + Repositories },
        { "generic repository with a set", """
            class Repository<T> where T : class
            {
                protected readonly DbSet<T> Set;
                public Repository(ShopContext context) => Set = context.Set<T>();
                public Task<List<T>> All() => Set.AsNoTracking().ToListAsync();
                public async Task<int> Count() => await Set.CountAsync();
            }
            class C(Repository<Order> orders)
            {
                public async Task M() => await Task.WhenAll(orders.All(), orders.[|Count|]());
            }
            """ },
        { "query of a repository", "class C(IOrders orders) { public Task M() => Task.WhenAll(orders.Query().CountAsync(), orders.Query().[|MaxAsync|](o => o.Id)); }" + Repositories },
        { "interface of the context", """
            interface IShop { DbSet<Order> Orders { get; } DbSet<Customer> Customers { get; } Task<int> SaveChangesAsync(CancellationToken token); }
            class Handler(IShop shop)
            {
                public async Task<int> Handle(CancellationToken token)
                {
                    var orders = shop.Orders.CountAsync(token);
                    var customers = shop.Customers.[|CountAsync|](token);
                    return await orders + await customers;
                }
            }
            """ },
        { "a context made here and shared", """
            class C(IDbContextFactory<ShopContext> factory)
            {
                public async Task M(int[] ids)
                {
                    await using var db = await factory.CreateDbContextAsync();
                    await Task.WhenAll(ids.Select(id => db.Orders.[|FirstAsync|](o => o.Id == id)));
                }
            }
            """ },
        { "an alias of the context", Method("var shop = db; await Task.WhenAll(db.Orders.ToListAsync(), shop.Customers.[|ToListAsync|]());") },
        { "inside the context", "class Db(DbContextOptions o) : DbContext(o) { public DbSet<Order> Orders => Set<Order>(); public Task M() => Task.WhenAll(Orders.ToListAsync(), Orders.[|CountAsync|]()); }" },
        { "Dapper on one connection", """
            class C(DbConnection connection)
            {
                public async Task<int> M()
                {
                    var orders = connection.QueryAsync<int>("select Id from Orders");
                    var customers = connection.[|QueryAsync|]<int>("select Id from Customers");
                    return (await orders).Count() + (await customers).Count();
                }
            }
            """ },
        { "commands of one connection", """
            class C
            {
                public async Task M(DbConnection connection)
                {
                    using var first = connection.CreateCommand();
                    using var second = connection.CreateCommand();
                    first.CommandText = "delete from Logs";
                    second.CommandText = "delete from Traces";
                    await Task.WhenAll(first.ExecuteNonQueryAsync(), second.[|ExecuteNonQueryAsync|]());
                }
            }
            """ },
        { "raw SQL and a query", Method("var t = db.Database.ExecuteSqlAsync($\"delete from Orders where IsPaid\"); await Task.WhenAll(t, db.Orders.[|CountAsync|]());") },
        { "blocked on at once", "class C { void M(ShopContext db) { Task.WaitAll(db.Orders.LoadAsync(), db.Customers.[|LoadAsync|]()); } }" },
        { "start-up is no excuse", """
            static class Program
            {
                static async Task Main() { using var db = new ShopContext(new DbContextOptionsBuilder<ShopContext>().Options); await Task.WhenAll(db.Orders.LoadAsync(), db.Customers.[|LoadAsync|]()); }
            }
            """ },
    };

    public static readonly Cases Suggested = new()
    {
        { "two repositories, registered elsewhere", "class C(IOrders orders, ICustomers customers) { public Task M() => Task.WhenAll(orders.Recent(), customers.[|Active|]()); }" + Repositories },
        { "only under a condition", """
            class C(ShopContext db)
            {
                public Task M(bool full) => Task.WhenAll(Load(full), [|Load|](!full));
                private async Task Load(bool full) { if (full) { await db.Orders.LoadAsync(); } }
            }
            """ },
    };

    public static readonly Cases Quiet = new()
    {
        { "one after the other", Method("var a = await db.Orders.ToListAsync(); var b = await db.Customers.ToListAsync(); Use(a, b);") },
        { "awaited before the next starts", Method("var a = db.Orders.ToListAsync(); Use(await a); var b = db.Customers.ToListAsync(); Use(await b);") },
        { "awaited under a condition before", Method("Task? a = null; if (ids.Length > 0) { a = db.Orders.LoadAsync(); } if (a != null) { await a; } await db.Customers.LoadAsync();") },
        { "blocked on before", "class C { void M(ShopContext db) { var a = db.Orders.CountAsync(); a.Wait(); Console.WriteLine(db.Customers.Count()); } }" },
        { "either of two branches", Method("Task<int> t; if (ids.Length > 0) { t = db.Orders.CountAsync(); } else { t = db.Customers.CountAsync(); } Use(await t);") },
        { "either of two values", Method("var t = ids.Length > 0 ? db.Orders.CountAsync() : db.Customers.CountAsync(); Use(await t);") },
        { "two contexts", Method("await Task.WhenAll(db.Orders.ToListAsync(), other.Customers.ToListAsync());", "ShopContext other") },
        { "two contexts made here", """
            class C(IDbContextFactory<ShopContext> factory)
            {
                public async Task M()
                {
                    await using var a = await factory.CreateDbContextAsync();
                    await using var b = await factory.CreateDbContextAsync();
                    await Task.WhenAll(a.Orders.ToListAsync(), b.Customers.ToListAsync());
                }
            }
            """ },
        { "a context per task", """
            class C(IDbContextFactory<ShopContext> factory)
            {
                public Task M(int[] ids) => Task.WhenAll(ids.Select(async id =>
                {
                    await using var db = await factory.CreateDbContextAsync();
                    return await db.Orders.FirstAsync(o => o.Id == id);
                }));
            }
            """ },
        { "methods that make their own", """
            class C(IDbContextFactory<ShopContext> factory)
            {
                public Task M() => Task.WhenAll(Orders(), Customers());
                private async Task<int> Orders() { await using var db = factory.CreateDbContext(); return await db.Orders.CountAsync(); }
                private async Task<int> Customers() { await using var db = factory.CreateDbContext(); return await db.Customers.CountAsync(); }
            }
            """ },
        { "new in the lambda", Method("await Parallel.ForEachAsync(ids, async (id, token) => { using var own = new ShopContext(options); await own.Orders.FirstAsync(o => o.Id == id, token); });", "DbContextOptions<ShopContext> options") },
        { "a scope per element", """
            using Microsoft.Extensions.DependencyInjection;

            class C(IServiceScopeFactory scopes)
            {
                public Task M(int[] ids) => Parallel.ForEachAsync(ids, async (id, token) =>
                {
                    using var scope = scopes.CreateScope();
                    var orders = scope.ServiceProvider.GetRequiredService<IOrders>();
                    var db = scope.ServiceProvider.GetRequiredService<ShopContext>();
                    await orders.Find(id);
                    await db.Orders.FirstAsync(o => o.Id == id, token);
                });
            }
            """ + Repositories },
        { "a scope per task", """
            using Microsoft.Extensions.DependencyInjection;

            class C(IServiceProvider services, ShopContext db)
            {
                public async Task M()
                {
                    var background = Task.Run(async () =>
                    {
                        await using var scope = services.CreateAsyncScope();
                        await scope.ServiceProvider.GetRequiredService<ShopContext>().Orders.LoadAsync();
                    });
                    await db.Customers.LoadAsync();
                    await background;
                }
            }
            """ },
        { "transient contexts", "class C(IOrders orders, ICustomers customers) { public Task M() => Task.WhenAll(orders.Recent(), customers.Active()); }" + Repositories +
            Scoped.Replace("shop.db\"))", "shop.db\"), Microsoft.Extensions.DependencyInjection.ServiceLifetime.Transient)", StringComparison.Ordinal) },
        { "contexts of different types", """
            class Logs(DbContextOptions<Logs> options) : DbContext(options) { public DbSet<Order> Entries => Set<Order>(); }
            class LogRepository(Logs logs) { public Task<int> Count() => logs.Entries.CountAsync(); }
            class C(ICustomers customers, LogRepository logs) { public Task M() => Task.WhenAll(customers.Active(), logs.Count()); }
            """ + Repositories + Scoped },
        { "one is no database", Method("await Task.WhenAll(db.Orders.ToListAsync(), File.ReadAllTextAsync(\"a.txt\"), Task.Delay(10));") },
        { "a lazy sequence awaited in turn", Method("var tasks = ids.Select(async id => await db.Products.FindAsync(id)); foreach (var task in tasks) { Use(await task); }") },
        { "a loop that awaits", Method("foreach (var id in ids) { Use(await db.Products.FirstAsync(p => p.Id == id)); }") },
        { "a list that each pass awaits", Method("var tasks = new List<Task>(); foreach (var id in ids) { tasks.Add(db.Products.LoadAsync()); await Task.WhenAll(tasks); }") },
        { "a list of the pass", Method("foreach (var id in ids) { var tasks = new List<Task>(); tasks.Add(db.Products.LoadAsync()); await Task.WhenAll(tasks); }") },
        { "a task of the pass", Method("foreach (var id in ids) { var task = db.Products.FirstAsync(p => p.Id == id); Use(id); Use(await task); }") },
        { "a semaphore in the body", Method("""
            var gate = new SemaphoreSlim(1);
            await Task.WhenAll(ids.Select(async id =>
            {
                await gate.WaitAsync();
                try { return await db.Products.FindAsync(id); }
                finally { gate.Release(); }
            }));
            """) },
        { "a lock in the body", Method("Parallel.ForEach(ids, id => { lock (ids) { Use(db.Orders.Count(o => o.Id == id)); } });") },
        { "a repository with a semaphore", """
            class Guarded(ShopContext db)
            {
                private readonly SemaphoreSlim _gate = new(1, 1);
                public async Task<int> Count(int id) { await _gate.WaitAsync(); try { return await db.Orders.CountAsync(o => o.Id == id); } finally { _gate.Release(); } }
            }
            class C(Guarded guarded) { public Task M() => Task.WhenAll(guarded.Count(1), guarded.Count(2)); }
            """ },
        { "one thread at a time", Method("await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 1 }, async (id, token) => Use(await db.Products.FindAsync([id], token)));") },
        { "read before the parallel loop", Method("var all = await db.Orders.ToListAsync(); Parallel.ForEach(all, order => Use(order.Total * 2)); await Task.WhenAll(all.Select(o => Task.Delay(o.Id)));") },
        { "over a query in parallel", Method("await Parallel.ForEachAsync(db.Orders.AsAsyncEnumerable(), (order, _) => { Use(order); return ValueTask.CompletedTask; });") },
        { "composed, not run", Method("var a = db.Orders.Where(o => o.IsPaid); var b = db.Orders.Where(o => !o.IsPaid); Use(await a.Concat(b).ToListAsync());") },
        { "a task that is no longer running", Method("var a = db.Orders.CountAsync(); await Task.WhenAll(a); Use(await db.Customers.CountAsync(), a.Result);") },
        { "synchronous work behind a task", """
            class C(ShopContext db)
            {
                public async Task M() => await Task.WhenAll(Orders(), Customers());
                private Task<int> Orders() => Task.FromResult(db.Orders.Count());
                private Task<int> Customers() => Task.FromResult(db.Customers.Count());
            }
            """ },
        { "behind a cache", """
            using Microsoft.Extensions.Caching.Memory;

            class Cached(ShopContext db, IMemoryCache cache)
            {
                public Task<Product?> Find(int id) => cache.GetOrCreateAsync(id, entry => db.Products.FirstOrDefaultAsync(p => p.Id == id));
            }
            class C(Cached cached) { public Task M() => Task.WhenAll(cached.Find(1), cached.Find(2)); }
            """ },
        { "SQLite answers before it returns", Method("await Task.WhenAll(c.QueryAsync<int>(\"select 1\"), c.QueryAsync<int>(\"select 2\"));", "SqliteConnection c") },
        { "a connection per task", """
            class C(DbDataSource source)
            {
                public Task M(int[] ids) => Task.WhenAll(ids.Select(async id =>
                {
                    await using var connection = await source.OpenConnectionAsync();
                    return await connection.QuerySingleAsync<string>("select Name from Customers where Id = @id", new { id });
                }));
            }
            """ },
        { "separate connections", """
            class C
            {
                public Task M(DbConnection a, DbConnection b) => Task.WhenAll(a.QueryAsync<int>("select 1"), b.QueryAsync<int>("select 2"));
            }
            """ },
        { "several result sets allowed", """
            class C
            {
                private const string Text = "Server=.;Database=Shop;MultipleActiveResultSets=True";
                public async Task M(DbProviderFactory provider)
                {
                    await using var c = provider.CreateConnection()!;
                    c.ConnectionString = Text;
                    await Task.WhenAll(c.QueryAsync<int>("select 1"), c.QueryAsync<int>("select 2"));
                }
            }
            """ },
        { "contexts of the elements", """
            class Shard { public required ShopContext Db { get; init; } }
            class C { public Task M(List<Shard> shards) => Task.WhenAll(shards.Select(shard => shard.Db.Orders.CountAsync())); }
            """ },
        { "a context chosen by key", "class C(Dictionary<string, ShopContext> all) { public Task M() => Task.WhenAll(all[\"a\"].Orders.CountAsync(), all[\"b\"].Orders.CountAsync()); }" },
        { "a getter that makes one", """
            class C(IDbContextFactory<ShopContext> factory)
            {
                private ShopContext Db => factory.CreateDbContext();
                public Task M() => Task.WhenAll(Db.Orders.CountAsync(), Db.Customers.CountAsync());
            }
            """ },
        { "a repository of another project", "interface IElsewhere { Task<int> Count(); } class C(IElsewhere rows) { public Task M() => Task.WhenAll(rows.Count(), rows.Count()); }" },
        { "one of two implementations", """
            class Remote : ICustomers { public Task<List<Customer>> Active() => Task.FromResult(new List<Customer>()); public Task<Customer?> Find(int id) => Task.FromResult<Customer?>(null); }
            class C(ICustomers customers) { public Task M() => Task.WhenAll(customers.Find(1), customers.Find(2)); }
            """ + Repositories },
        { "a delegate nobody calls here", Method("Func<Task<int>> a = () => db.Orders.CountAsync(); Func<Task<int>> b = () => db.Customers.CountAsync(); Use(await a(), await b());") },
        { "an execution strategy", Method("await db.Database.CreateExecutionStrategy().ExecuteAsync(async () => { await db.Orders.LoadAsync(); await db.Customers.LoadAsync(); });") },
        { "rows that are in memory", Method("await Task.WhenAll(orders.Select(async o => { await Task.Yield(); return orders.Count(x => x.Id == o.Id); }));") },
        { "another context in a loop over a list of one", Method("var one = new[] { 1 }; await Task.WhenAll(one.Select(id => db.Orders.CountAsync(o => o.Id == id)));") },
        { "a context local to each pass", Method("""
            var tasks = new List<Task<int>>();
            foreach (var id in ids)
            {
                var own = new ShopContext(options);
                tasks.Add(own.Orders.CountAsync(o => o.Id == id));
            }

            Use(await Task.WhenAll(tasks));
            """, "DbContextOptions<ShopContext> options") },
        { "a local that changes", Method("var shop = db; var t = shop.Orders.CountAsync(); shop = other; Use(await shop.Customers.CountAsync(), await t);", "ShopContext other") },
        { "a branch that returns", Method("if (ids.Length == 0) { _ = db.SaveChangesAsync(); return; } await db.Orders.LoadAsync();") },
        { "a continuation", Method("await db.Orders.CountAsync().ContinueWith(_ => db.Customers.CountAsync()).Unwrap();") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Message_names_both_calls() => Verify.Says(
        "class C(IOrders orders) { public Task M() => Task.WhenAll(orders.Recent(), orders.[|Find|](2)); }" + Repositories,
        "'OrderRepository.Find' starts while 'OrderRepository.Recent' may still run on one ShopContext (OrderRepository.Find -> FirstOrDefaultAsync), which throws at a second operation; await one after the other, or create a context for each");

    [Fact]
    public Task Message_names_the_elements() => Verify.Says(
        Method("Use(await Task.WhenAll(ids.Select(id => db.Orders.[|FirstOrDefaultAsync|](o => o.Id == id))));"),
        "'FirstOrDefaultAsync' runs at once for every element of 'ids' on one ShopContext, which throws at a second operation; ask for all with one query, or create a context for each");

    [Fact]
    public Task Message_speaks_of_connections() => Verify.Says(
        "class C { public Task M(DbConnection c) => Task.WhenAll(c.QueryAsync<int>(\"select 1\"), c.[|ExecuteAsync|](\"delete from Logs\")); }",
        "'ExecuteAsync' starts while 'QueryAsync' may still run on one DbConnection, which takes one command at a time; await one after the other, or open a connection for each");

    [Fact]
    public Task Suggestions_can_be_left_out() => Verify.Silent(
        "class C(IOrders orders, ICustomers customers) { public Task M() => Task.WhenAll(orders.Recent(), customers.Active()); }" + Repositories, (Site.IncludeSuggestions.Key, "false"));
}
