using Microsoft.CodeAnalysis;
using Assuming = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.RedundantQuery, PerfAnalyzers.Database.RedundantQueryAssumingFix>;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.RedundantQuery, PerfAnalyzers.Database.RedundantQueryFix>;

namespace PerfAnalyzers.Tests;

public sealed class RedundantQueryTests
{
    public static readonly Cases Firing = new()
    {
        { "lookup table loaded per order", Method("""
            foreach (var order in orders)
            {
                var products = await db.Products.[|ToListAsync|]();
                Use(products.Count + order.Id);
            }
            """) },
        { "one row read per order", Method("""
            foreach (var order in orders)
            {
                var vip = await db.Customers.[|FirstOrDefaultAsync|](c => c.Name == "VIP");
                if (vip is not null) { Use(vip.Id + order.Id); }
            }
            """) },
        { "filter from a parameter of the method", Method("""
            foreach (var order in orders)
            {
                var open = db.Orders.[|Count|](o => o.CustomerId == customerId && !o.IsPaid);
                Use(order.Total / open);
            }
            """) },
        { "filter from a local set before the loop", Method("""
            var name = customers[0].Name;
            for (var i = 0; i < orders.Count; i++)
            {
                Use(db.Customers.Where(c => c.Name == name).Select(c => c.Email).[|First|]() + orders[i].Id);
            }
            """) },
        { "count in the condition of a for", Method("""
            for (var i = 0; i < db.Orders.[|Count|](); i++)
            {
                Use(i);
            }
            """) },
        { "nested loops, made from neither", Method("""
            foreach (var customer in customers)
            {
                foreach (var order in customer.Orders)
                {
                    Use(db.Products.[|Max|](p => p.Price) * order.Total);
                }
            }
            """) },
        { "query syntax", Method("""
            foreach (var order in orders)
            {
                var names = (from p in db.Products where p.Stock == 0 select p.Name).[|ToList|]();
                Use(names.Contains(order.Id.ToString()));
            }
            """) },
        { "a list of keys that stays", Method("""
            foreach (var order in orders)
            {
                var wanted = db.Products.Where(p => ids.Contains(p.Id)).[|ToList|]();
                Use(wanted.Count + order.Id);
            }
            """) },
        { "lambda of Select", Method("Use(orders.Select(o => o.Total * db.Products.[|Max|](p => p.Price)).ToList());") },
        { "lambda of Where", Method("Use(orders.Where(o => db.Customers.[|Any|](c => c.IsActive) && o.IsPaid).ToList());") },
        { "List.ForEach", Method("orders.ForEach(o => Use(db.Products.[|Sum|](p => p.Stock) + o.Id));") },
        { "Dapper", Method("""
            foreach (var order in orders)
            {
                var rate = await connection.[|ExecuteScalarAsync|]<decimal>("select max(Price) from Products");
                Use(order.Total * rate);
            }
            """) },
        { "Dapper with a parameter that stays", Method("""
            foreach (var order in orders)
            {
                Use(connection.[|QueryFirst|]<string>("select Name from Customers where Id = @customerId", new { customerId }) + order.Id);
            }
            """) },
        { "ADO.NET command built per pass", Method("""
            foreach (var order in orders)
            {
                using var command = connection.CreateCommand();
                command.CommandText = "select count(*) from Products";
                Use(command.[|ExecuteScalar|]());
                Use(order);
            }
            """) },
        { "while over a queue", Method("""
            var queue = new Queue<Order>(orders);
            while (queue.Count > 0)
            {
                var order = queue.Dequeue();
                Use(order.Total * db.Products.[|Average|](p => p.Price));
            }
            """) },
        { "inner foreach over a query that stays", Method("""
            foreach (var order in orders)
            {
                foreach (var product in [|db.Products.Where(p => p.Stock > 0)|])
                {
                    Use(product.Id + order.Id);
                }
            }
            """) },
        { "field of the class in the filter", """
            class Report(ShopContext db, string country)
            {
                private readonly string _country = country;
                public void Print(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        Console.WriteLine(db.Customers.[|Count|](c => c.Name == _country) + order.Id);
                    }
                }
            }
            """ },
        { "repository without arguments", """
            class Rates(ShopContext db)
            {
                public async Task<decimal> Highest() => await db.Products.MaxAsync(p => p.Price);
            }
            class Pricing(Rates rates)
            {
                public async Task<decimal> Total(List<Order> orders)
                {
                    var total = 0m;
                    foreach (var order in orders)
                    {
                        total += order.Total * await rates.[|Highest|]();
                    }
                    return total;
                }
            }
            """ },
        { "repository behind an interface", """
            interface ISettings { Task<Customer?> Get(string name); }
            class Settings(ShopContext db) : ISettings
            {
                public Task<Customer?> Get(string name) => db.Customers.AsNoTracking().FirstOrDefaultAsync(c => c.Name == name);
            }
            class Pricing(ISettings settings)
            {
                public async Task Print(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var house = await settings.[|Get|]("house");
                        Console.WriteLine(house?.Id + order.Id);
                    }
                }
            }
            """ },
        { "property that queries", """
            class Stock(ShopContext db)
            {
                private int Total => db.Products.Sum(p => p.Stock);
                public void Print(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        Console.WriteLine(order.Id + [|Total|]);
                    }
                }
            }
            """ },
        { "private helper that logs", """
            using Microsoft.Extensions.Logging;
            class Stock(ShopContext db, ILogger<Stock> log)
            {
                public void Print(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        log.LogInformation("order {Id}", order.Id);
                        Console.WriteLine([|Empty|]().Count);
                    }
                }
                private List<Product> Empty() => db.Products.Where(p => p.Stock == 0).ToList();
            }
            """ },
        { "entities changed in memory beside it", Method("""
            foreach (var order in orders)
            {
                order.Total *= db.Products.[|Max|](p => p.Price);
            }
            """) },
        { "new rows are added and saved after the loop", Method("""
            foreach (var order in orders)
            {
                var house = db.Customers.[|Single|](c => c.Name == "house");
                db.Lines.Add(new OrderLine { OrderId = order.Id, ProductId = house.Id });
            }
            await db.SaveChangesAsync();
            """) },
    };

    public static readonly Cases Suggested = new()
    {
        { "helper that takes the element and asks for something else", """
            class Prices(ShopContext db)
            {
                public void Print(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        Console.WriteLine([|Gross|](order));
                    }
                }
                private decimal Gross(Order order)
                {
                    var rate = db.Products.Max(p => p.Price);
                    return order.Total * rate;
                }
            }
            """ },
        { "may never run: under a condition", Method("""
            foreach (var order in orders)
            {
                if (order.IsPaid)
                {
                    Use(db.Products.[|Max|](p => p.Price));
                }
            }
            """) },
        { "may never run: after a continue", Method("""
            foreach (var order in orders)
            {
                if (!order.IsPaid) { continue; }
                Use(await db.Products.[|CountAsync|]());
            }
            """) },
        { "right side of a condition", Method("Use(orders.Where(o => o.IsPaid && db.Customers.[|Any|](c => c.IsActive)).ToList());") },
        { "the same count twice", Method("""
            Use(db.Orders.Count(o => o.IsPaid));
            Use("paid");
            Use(db.Orders.[|Count|](o => o.IsPaid));
            """) },
        { "the same row twice, other names in the lambda", Method("""
            var first = await db.Customers.FirstOrDefaultAsync(c => c.Name == "house");
            Use(first);
            var second = await db.Customers.[|FirstOrDefaultAsync|](x => x.Name == "house");
            Use(second);
            """) },
        { "the same list twice, the second in a branch", Method("""
            var all = await db.Products.Where(p => p.Stock > 0).ToListAsync();
            if (all.Count > 3)
            {
                Use(await db.Products.Where(p => p.Stock > 0).[|ToListAsync|]());
            }
            """) },
        { "twice in one expression", Method("Use(db.Customers.First(c => c.Id == customerId).Name + db.Customers.[|First|](c => c.Id == customerId).Email);") },
        { "in the condition and in the branch", Method("""
            if (db.Products.Max(p => p.Price) > 10)
            {
                Use(db.Products.[|Max|](p => p.Price));
            }
            """) },
        { "Dapper twice", Method("""
            var a = connection.Query<string>("select Name from Products where Stock > @customerId", new { customerId });
            Use(a);
            var b = connection.[|Query|]<string>("select Name from Products where Stock > @customerId", new { customerId });
            Use(b);
            """) },
        { "a query local enumerated twice", Method("""
            var open = db.Orders.Where(o => !o.IsPaid);
            foreach (var order in open) { Use(order.Id); }
            foreach (var order in [|open|]) { Use(order.Total); }
            """) },
        { "a list, then its count", Method("""
            var open = db.Orders.Where(o => !o.IsPaid);
            var list = await open.ToListAsync();
            Use(list);
            Use(await open.[|CountAsync|]());
            """) },
        { "a list, then whether there are any", Method("""
            var list = db.Orders.Where(o => !o.IsPaid).OrderBy(o => o.Id).ToList();
            Use(list);
            if (db.Orders.Where(o => !o.IsPaid).[|Any|]()) { Use("open"); }
            """) },
        { "Any, then First", Method("""
            if (await db.Customers.[|AnyAsync|](c => c.Id == customerId))
            {
                var customer = await db.Customers.FirstAsync(c => c.Id == customerId);
                Use(customer);
            }
            """) },
        { "Any, then Single with Where", Method("""
            if (db.Customers.[|Any|](c => c.Id == customerId))
            {
                Use(db.Customers.Where(c => c.Id == customerId).Single().Name);
            }
            """) },
        { "not Any returns, then First with Include", Method("""
            if (!await db.Orders.[|AnyAsync|](o => o.Id == customerId))
            {
                return;
            }

            var order = await db.Orders.Include(o => o.Lines).FirstAsync(o => o.Id == customerId);
            Use(order);
            """) },
        { "Any in a local that is only tested", Method("""
            var exists = await db.Orders.[|AnyAsync|](o => o.Id == customerId);
            if (!exists) { throw new InvalidOperationException(); }
            Use(await db.Orders.SingleAsync(o => o.Id == customerId));
            """) },
        { "Any, then the list", Method("""
            if (db.Orders.Where(o => !o.IsPaid).[|Any|]())
            {
                foreach (var order in db.Orders.Where(o => !o.IsPaid).OrderBy(o => o.Id).ToList()) { Use(order); }
            }
            """) },
        { "not Any else First", Method("""
            if (!db.Customers.[|Any|](c => c.Id == customerId)) { Use("none"); }
            else { Use(db.Customers.First(c => c.Id == customerId)); }
            """) },
    };

    public static readonly Cases Quiet = new()
    {
        { "another random row each time", """
            class Genres(ShopContext db)
            {
                public Product? GetRandomProduct() => db.Products.OrderBy(p => EF.Functions.Random()).FirstOrDefault();
            }
            class Page(Genres genres)
            {
                public void Print(List<Order> orders) { foreach (var order in orders) { Console.WriteLine(order.Id + genres.GetRandomProduct()?.Name); } }
            }
            """ },
        // In a loop: the answer may change, or belongs to the element.
        { "depends on the element", Method("foreach (var order in orders) { Use(db.Customers.FirstOrDefault(c => c.Id == order.CustomerId)); }") },
        { "depends on the counter", Method("for (var i = 0; i < orders.Count; i++) { Use(db.Orders.Count(o => o.CustomerId == i)); }") },
        { "depends on what the last pass left", Method("""
            var last = 0;
            foreach (var order in orders) { last = db.Orders.Where(o => o.Id > last).Select(o => o.Id).FirstOrDefault(); Use(order); }
            """) },
        { "source of the loop", Method("foreach (var product in db.Products.ToList()) { Use(product); }") },
        { "saved in the loop", Method("""
            foreach (var order in orders)
            {
                var next = await db.Orders.MaxAsync(o => o.Id) + 1;
                db.Orders.Add(new Order { Id = next, Total = order.Total });
                await db.SaveChangesAsync();
            }
            """) },
        { "saved in a helper", """
            class C(ShopContext db)
            {
                public void M(List<Order> orders)
                {
                    foreach (var order in orders) { Console.WriteLine(db.Orders.Max(o => o.Id)); Store(order); }
                }
                private void Store(Order order) { db.Orders.Add(order); db.SaveChanges(); }
            }
            """ },
        { "a command in the loop", Method("""
            foreach (var order in orders)
            {
                Use(db.Orders.Count(o => o.IsPaid));
                db.Database.ExecuteSqlRaw("update Orders set IsPaid = 1 where Id = {0}", order.Id);
            }
            """) },
        { "ExecuteUpdate in the loop", Method("""
            foreach (var order in orders)
            {
                var rest = await db.Products.SumAsync(p => p.Stock);
                await db.Products.Where(p => p.Id == order.Id).ExecuteUpdateAsync(s => s.SetProperty(p => p.Stock, rest));
            }
            """) },
        { "a service nobody can see into", """
            interface IOrders { Task Send(Order order); }
            class C(ShopContext db, IOrders service)
            {
                public async Task M(List<Order> orders)
                {
                    foreach (var order in orders) { Console.WriteLine(await db.Orders.CountAsync()); await service.Send(order); }
                }
            }
            """ },
        { "a delegate in the loop", """
            class C(ShopContext db)
            {
                public void M(List<Order> orders, Action<Order> send)
                {
                    foreach (var order in orders) { Console.WriteLine(db.Orders.Count()); send(order); }
                }
            }
            """ },
        { "Dapper writes in the loop", Method("""
            foreach (var order in orders)
            {
                Use(connection.QueryFirst<int>("select max(Id) from Orders"));
                connection.Execute("insert into Orders (Total) values (@Total)", order);
            }
            """) },
        { "work queue in the condition", Method("""
            Order? next;
            while ((next = db.Orders.FirstOrDefault(o => !o.IsPaid)) != null)
            {
                next.IsPaid = true;
                db.SaveChanges();
            }
            """) },
        { "work queue with a break", Method("""
            while (true)
            {
                var batch = await db.Orders.Where(o => !o.IsPaid).Take(100).ToListAsync();
                if (batch.Count == 0) { break; }
                batch.ForEach(o => o.IsPaid = true);
                await db.SaveChangesAsync();
            }
            """) },
        { "polling", Method("while (!await db.Orders.AnyAsync(o => o.IsPaid)) { await Task.Delay(1000); }") },
        { "polling a number of times", Method("""
            for (var i = 0; i < 100; i++)
            {
                Use(await db.Orders.CountAsync(o => o.IsPaid));
                await Task.Delay(1000);
            }
            """) },
        { "retry", Method("""
            for (var attempt = 0; attempt < 10; attempt++)
            {
                try { Use(await db.Products.ToListAsync()); break; }
                catch (TimeoutException) { }
            }
            """) },
        { "retry that returns", Method("""
            for (var attempt = 0; attempt < 10; attempt++)
            {
                try { Use(db.Products.Count()); return; }
                catch (DbException) when (attempt < 9) { }
            }
            """) },
        { "service loop", Method("""
            var stop = new CancellationToken();
            while (!stop.IsCancellationRequested) { Use(await db.Orders.CountAsync(stop)); }
            """) },
        { "timer", Method("""
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
            while (await timer.WaitForNextTickAsync()) { Use(await db.Orders.CountAsync()); }
            """) },
        { "clock in the filter", Method("foreach (var order in orders) { Use(db.Orders.Count(o => o.PlacedAt > DateTime.UtcNow)); Use(order); }") },
        { "clock in a local", Method("""
            foreach (var order in orders)
            {
                var since = DateTime.UtcNow.AddMinutes(-1);
                Use(db.Orders.Count(o => o.PlacedAt > since));
            }
            """) },
        { "random row", Method("foreach (var order in orders) { Use(db.Products.OrderBy(p => Guid.NewGuid()).First()); Use(order); }") },
        { "random offset", Method("""
            var random = new Random();
            foreach (var order in orders) { Use(db.Products.OrderBy(p => p.Id).Skip(random.Next(10)).First()); Use(order); }
            """) },
        { "keys collected on the way", Method("""
            var seen = new List<int>();
            foreach (var order in orders)
            {
                Use(db.Products.FirstOrDefault(p => !seen.Contains(p.Id)));
                seen.Add(order.Id);
            }
            """) },
        { "filter object changed on the way", """
            class Filter { public int Page { get; set; } }
            class C(ShopContext db)
            {
                public void M(List<Order> orders, Filter filter)
                {
                    foreach (var order in orders) { Console.WriteLine(db.Products.Count(p => p.Stock == filter.Page) + order.Id); filter.Page++; }
                }
            }
            """ },
        { "field advanced by a helper", """
            class C(ShopContext db)
            {
                private int _page;
                public void M(List<Order> orders)
                {
                    foreach (var order in orders) { Console.WriteLine(db.Products.Count(p => p.Stock == _page) + order.Id); Advance(); }
                }
                private void Advance() => _page++;
            }
            """ },
        { "cursor behind a call", """
            class Reader(ShopContext db)
            {
                private int _page;
                public List<Order> Next() => db.Orders.OrderBy(o => o.Id).Skip(_page++ * 100).Take(100).ToList();
            }
            class C { public void M(Reader reader, int n) { for (var i = 0; i < n; i++) { Console.WriteLine(reader.Next().Count); } } }
            """ },
        { "clock behind a call", """
            class Jobs(ShopContext db) { public int Due() => db.Orders.Count(o => o.PlacedAt < DateTime.UtcNow); }
            class C { public void M(Jobs jobs, List<Order> orders) { foreach (var order in orders) { Console.WriteLine(jobs.Due() + order.Id); } } }
            """ },
        { "claims a row behind a call", """
            class Jobs(ShopContext db)
            {
                public Order? Claim()
                {
                    var order = db.Orders.FirstOrDefault(o => !o.IsPaid);
                    if (order is not null) { order.IsPaid = true; db.SaveChanges(); }
                    return order;
                }
            }
            class C { public void M(Jobs jobs, int n) { for (var i = 0; i < n; i++) { Console.WriteLine(jobs.Claim()); } } }
            """ },
        { "kept in a field behind a call", """
            class Rates(ShopContext db)
            {
                private List<Product>? _all;
                public List<Product> All() => _all ??= db.Products.ToList();
            }
            class C { public void M(Rates rates, List<Order> orders) { foreach (var order in orders) { Console.WriteLine(rates.All().Count + order.Id); } } }
            """ },
        { "kept in a local", Method("""
            List<Product>? all = null;
            foreach (var order in orders) { all ??= db.Products.ToList(); Use(all.Count + order.Id); }
            """) },
        { "kept behind a null check", Method("""
            List<Product>? all = null;
            foreach (var order in orders) { if (all is null) { all = db.Products.ToList(); } Use(all.Count + order.Id); }
            """) },
        { "Find is answered by the tracker", Method("foreach (var order in orders) { Use(db.Customers.Find(customerId)); Use(order); }") },
        { "a context per element", """
            class C(DbContextOptions<ShopContext> options)
            {
                public void M(List<Order> orders)
                {
                    foreach (var order in orders) { using var db = new ShopContext(options); Console.WriteLine(db.Products.Count() + order.Id); }
                }
            }
            """ },
        { "a tenant's context", """
            class C(Func<string, ShopContext> open)
            {
                public void M(List<string> tenants)
                {
                    foreach (var tenant in tenants) { using var db = open(tenant); Console.WriteLine(db.Products.Count()); }
                }
            }
            """ },
        { "a scope per message", """
            using Microsoft.Extensions.DependencyInjection;
            class C(IServiceScopeFactory scopes)
            {
                public void M(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        using var scope = scopes.CreateScope();
                        var db = scope.ServiceProvider.GetRequiredService<ShopContext>();
                        Console.WriteLine(db.Products.Count() + order.Id);
                    }
                }
            }
            """ },
        { "iterator: its consumer may write", """
            class C(ShopContext db)
            {
                public IEnumerable<int> M(List<Order> orders) { foreach (var order in orders) { yield return db.Orders.Max(o => o.Id) + order.Id; } }
            }
            """ },
        { "few constants", Method("""foreach (var name in new[] { "a", "b" }) { Use(db.Products.Count()); Use(name); }""") },
        { "leaves on its first pass", Method("foreach (var order in orders) { Use(db.Products.Count()); break; }") },
        { "composition only", Method("""
            IQueryable<Product> query = db.Products;
            foreach (var order in orders) { query = db.Products.Where(p => p.Stock > 0); Use(order); }
            Use(query.Count());
            """) },
        { "sub-query in an expression tree", Method("Use(db.Orders.Select(o => new { o.Id, Max = db.Products.Max(p => p.Price) }).ToList());") },
        { "in memory", Method("foreach (var order in orders) { Use(customers.Count(c => c.IsActive)); Use(order); }") },
        { "sequence of the database", Method("""foreach (var order in orders) { Use(connection.ExecuteScalar<int>("select nextval('ids')")); Use(order); }""") },
        { "stored procedure", Method("""foreach (var order in orders) { Use(connection.ExecuteScalar<int>("NextNumber")); Use(order); }""") },
        { "FromSql of a procedure", Method("""foreach (var order in orders) { Use(db.Products.FromSqlRaw("exec NextProducts").ToList()); Use(order); }""") },
        { "tracker cleared in the loop", Method("foreach (var order in orders) { Use(db.Products.First()); db.ChangeTracker.Clear(); Use(order); }") },
        { "stored lambda", Method("""
            var later = new List<Func<int>>();
            foreach (var order in orders) { later.Add(() => db.Products.Count()); Use(order); }
            """) },
        { "cache", """
            using Microsoft.Extensions.Caching.Memory;
            class C(ShopContext db, IMemoryCache cache)
            {
                public void M(List<Order> orders)
                {
                    foreach (var order in orders) { Console.WriteLine(cache.GetOrCreate("n", _ => db.Products.Count()) + order.Id); }
                }
            }
            """ },
        { "seeder", """
            class ShopSeeder(ShopContext db)
            {
                public void Seed(List<Order> orders) { foreach (var order in orders) { Console.WriteLine(db.Products.Count() + order.Id); } }
            }
            """ },

        // Twice in a method.
        { "a write between", Method("""
            Use(db.Orders.Count());
            db.Orders.Add(new Order());
            await db.SaveChangesAsync();
            Use(db.Orders.Count());
            """) },
        { "a wait between", Method("""
            Use(db.Orders.Count());
            await Task.Delay(100);
            Use(db.Orders.Count());
            """) },
        { "an unknown call between", """
            interface IBus { void Publish(string name); }
            class C(ShopContext db, IBus bus)
            {
                public void M() { Console.WriteLine(db.Orders.Count()); bus.Publish("x"); Console.WriteLine(db.Orders.Count()); }
            }
            """ },
        { "checked again under a lock", Method("""
            if (db.Products.Any(p => p.Sku == "x")) { return; }
            using var gate = new SemaphoreSlim(1);
            await gate.WaitAsync();
            if (db.Products.Any(p => p.Sku == "x")) { return; }
            """) },
        { "exclusive branches", Method("""
            if (customerId > 0) { Use(db.Orders.Count()); }
            else { Use(db.Orders.Count()); }
            """) },
        { "the first may not run", Method("""
            if (customerId > 0) { Use(db.Orders.Count()); }
            Use(db.Orders.Count());
            """) },
        { "switch arms", Method("Use(customerId switch { 1 => db.Orders.Count(), 2 => db.Orders.Count(), _ => 0 });") },
        { "other filters", Method("Use(db.Orders.Count(o => o.IsPaid)); Use(db.Orders.Count(o => !o.IsPaid));") },
        { "other constants", Method("Use(db.Orders.Count(o => o.Id == 1)); Use(db.Orders.Count(o => o.Id == 2));") },
        { "other tables", Method("Use(db.Orders.Count()); Use(db.Products.Count());") },
        { "other columns", Method("Use(db.Products.Sum(p => p.Stock)); Use(db.Products.Sum(p => p.Price));") },
        { "the key changed between", Method("""
            Use(db.Orders.Count(o => o.Id == customerId));
            customerId++;
            Use(db.Orders.Count(o => o.Id == customerId));
            """) },
        { "count and page", Method("""
            var query = db.Orders.Where(o => o.IsPaid);
            Use(await query.CountAsync());
            Use(await query.OrderBy(o => o.Id).Skip(20).Take(10).ToListAsync());
            """) },
        { "page and count", Method("""
            var query = db.Orders.Where(o => o.IsPaid);
            Use(await query.OrderBy(o => o.Id).Skip(20).Take(10).ToListAsync());
            Use(await query.CountAsync());
            """) },
        { "count guards the list", Method("""
            var query = db.Orders.Where(o => o.IsPaid);
            if (await query.CountAsync() > 1000) { throw new InvalidOperationException(); }
            Use(await query.ToListAsync());
            """) },
        { "read only, then tracked", Method("""
            Use(db.Orders.AsNoTracking().First(o => o.Id == customerId));
            Use(db.Orders.First(o => o.Id == customerId));
            """) },
        { "two aggregates", Method("""
            var query = db.Products.Where(p => p.Stock > 0);
            Use(query.Max(p => p.Price));
            Use(query.Min(p => p.Price));
            """) },
        { "composed differently", Method("""
            var query = db.Products.Where(p => p.Stock > 0);
            Use(query.Where(p => p.Price > 1).ToList());
            Use(query.Where(p => p.Price > 2).ToList());
            """) },
        { "query used twice as a sub-query", Method("""
            var paid = db.Orders.Where(o => o.IsPaid).Select(o => o.CustomerId);
            Use(db.Customers.Where(c => paid.Contains(c.Id)).ToList());
            Use(db.Customers.Where(c => !paid.Contains(c.Id)).ToList());
            """) },
        { "composed under a condition between", Method("""
            var query = db.Products.Where(p => p.Stock > 0);
            Use(query.Count());
            if (customerId > 0) { query = query.Where(p => p.Id == customerId); }
            Use(query.Count());
            """) },
        { "Any with another predicate", Method("""
            if (db.Orders.Any(o => o.IsPaid)) { Use(db.Orders.First(o => !o.IsPaid)); }
            """) },
        { "Any of another table", Method("""
            if (db.Customers.Any(c => c.Id == customerId)) { Use(db.Orders.First(o => o.Id == customerId)); }
            """) },
        { "Any, then a maximum that would throw", Method("if (db.Orders.Any()) { Use(db.Orders.Max(o => o.Total)); }") },
        { "not Any adds, then First", Method("""
            if (!db.Customers.Any(c => c.Name == "house"))
            {
                db.Customers.Add(new Customer { Name = "house" });
                db.SaveChanges();
            }
            Use(db.Customers.First(c => c.Name == "house"));
            """) },
        { "Any whose answer is kept", Method("""
            var exists = db.Customers.Any(c => c.Id == customerId);
            if (exists) { Use(db.Customers.First(c => c.Id == customerId)); }
            Use(exists);
            """) },
        { "Any on the way to something else", Method("""
            if (db.Customers.Any(c => c.Id == customerId)) { Use("known"); }
            """) },
        { "queue drained by Any", Method("""
            while (db.Orders.Any(o => !o.IsPaid))
            {
                var order = db.Orders.First(o => !o.IsPaid);
                order.IsPaid = true;
                db.SaveChanges();
            }
            """) },
        { "in two lambdas", Method("""
            Func<int> a = () => db.Orders.Count();
            Func<int> b = () => db.Orders.Count();
            Use(a); Use(b);
            """) },
        { "tried again in a catch", Method("""
            try { Use(db.Orders.Count()); }
            catch (DbException) { Use(db.Orders.Count()); }
            """) },
        { "clock in both", Method("""
            Use(db.Orders.Count(o => o.PlacedAt < DateTime.UtcNow));
            Use(db.Orders.Count(o => o.PlacedAt < DateTime.UtcNow));
            """) },
        { "reloaded on purpose", Method("""
            var order = db.Orders.First(o => o.Id == customerId);
            db.Entry(order).Reload();
            Use(order);
            db.Entry(order).Reload();
            """) },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_repeats_it() => Verify.Says(
        Method("foreach (var order in orders) { Use(db.Products.[|Count|]() + order.Id); }"),
        "'Count' runs the same query for every element of 'orders'; nothing in the loop changes its answer: run it once before");

    [Fact]
    public Task Says_the_way_through_calls() => Verify.Says("""
        class Rates(ShopContext db) { public decimal Highest() => db.Products.Max(p => p.Price); }
        class Pricing { public void Print(Rates rates, List<Order> orders) { foreach (var order in orders) { Console.WriteLine(rates.[|Highest|]() * order.Total); } } }
        """,
        "'Rates.Highest' runs the same query for every element of 'orders' (Rates.Highest -> Max); nothing in the loop changes its answer: run it once before");

    [Fact]
    public Task Hoists_a_declaration() => Verify.Fixes(
        Method("""
                    Use("start");

                    // All of them.
                    foreach (var order in orders)
                    {
                        // What is on the shelf.
                        var products = await db.Products.Where(p => p.Stock > 0).[|ToListAsync|]();

                        Use(products.Count + order.Id);
                    }
            """),
        Method("""
                    Use("start");

                    // What is on the shelf.
                    var products = await db.Products.Where(p => p.Stock > 0).ToListAsync();
                    // All of them.
                    foreach (var order in orders)
                    {
                        Use(products.Count + order.Id);
                    }
            """));

    [Fact]
    public Task Hoists_an_expression() => Verify.Fixes(
        Method("""
                    foreach (var order in orders)
                    {
                        Use(order.Id + db.Products.[|Count|](p => p.Stock == 0));
                    }
            """),
        Method("""
                    var productsCount = db.Products.Count(p => p.Stock == 0);
                    foreach (var order in orders)
                    {
                        Use(order.Id + productsCount);
                    }
            """));

    [Fact]
    public Task Hoists_an_awaited_expression() => Verify.Fixes(
        Method("""
                    for (var i = 0; i < orders.Count; i++)
                    {
                        orders[i].Total += await db.Products.[|SumAsync|](p => p.Price);
                    }
            """),
        Method("""
                    var sumProducts = await db.Products.SumAsync(p => p.Price);
                    for (var i = 0; i < orders.Count; i++)
                    {
                        orders[i].Total += sumProducts;
                    }
            """));

    [Fact]
    public Task Hoists_out_of_the_condition() => Verify.Fixes(
        Method("""
                    for (var i = 0; i < db.Orders.[|Count|](); i++)
                    {
                        Use(i);
                    }
            """),
        Method("""
                    var ordersCount = db.Orders.Count();
                    for (var i = 0; i < ordersCount; i++)
                    {
                        Use(i);
                    }
            """));

    [Fact]
    public Task Hoists_out_of_both_loops() => Verify.Fixes(
        Method("""
                    foreach (var customer in customers)
                    {
                        foreach (var order in customer.Orders)
                        {
                            Use(order.Id + db.Products.[|Count|]());
                        }
                    }
            """),
        Method("""
                    var productsCount = db.Products.Count();
                    foreach (var customer in customers)
                    {
                        foreach (var order in customer.Orders)
                        {
                            Use(order.Id + productsCount);
                        }
                    }
            """));

    [Fact]
    public Task Hoists_under_a_new_name_when_the_name_is_taken() => Verify.Fixes(
        Method("""
                    foreach (var order in orders)
                    {
                        var count = db.Products.[|Count|]();
                        Use(count + order.Id);
                    }

                    foreach (var customer in customers)
                    {
                        var count = customer.Id;
                        Use(count);
                    }
            """),
        Method("""
                    var productsCount = db.Products.Count();
                    foreach (var order in orders)
                    {
                        var count = productsCount;
                        Use(count + order.Id);
                    }

                    foreach (var customer in customers)
                    {
                        var count = customer.Id;
                        Use(count);
                    }
            """));

    [Fact]
    public Task Hoists_a_tracked_row() => Verify.Fixes(
        Method("""
                    foreach (var order in orders)
                    {
                        var house = db.Customers.[|FirstOrDefault|](c => c.Name == "house");
                        order.Customer = house;
                    }
            """),
        Method("""
                    var house = db.Customers.FirstOrDefault(c => c.Name == "house");
                    foreach (var order in orders)
                    {
                        order.Customer = house;
                    }
            """));

    [Fact]
    public Task Hoists_all_of_a_document() => Verify.Fixes(
        Method("""
                    foreach (var order in orders)
                    {
                        var names = db.Products.Select(p => p.Name).[|ToList|]();
                        Use(names.Count + db.Orders.[|Count|]());
                        foreach (var customer in customers)
                        {
                            Use(customer.Id + db.Orders.[|Count|](o => o.IsPaid));
                        }
                    }
            """),
        Method("""
                    var names = db.Products.Select(p => p.Name).ToList();
                    var ordersCount = db.Orders.Count();
                    var ordersCount2 = db.Orders.Count(o => o.IsPaid);
                    foreach (var order in orders)
                    {
                        Use(names.Count + ordersCount);
                        foreach (var customer in customers)
                        {
                            Use(customer.Id + ordersCount2);
                        }
                    }
            """));

    [Fact]
    public Task Hoists_in_all_documents() => Verify.FixesAll(
    [
        (Method("""
                    foreach (var order in orders)
                    {
                        Use(order.Id + db.Orders.[|Count|]());
                    }
            """).Replace("class C", "class A", StringComparison.Ordinal),
        Method("""
                    var ordersCount = db.Orders.Count();
                    foreach (var order in orders)
                    {
                        Use(order.Id + ordersCount);
                    }
            """).Replace("class C", "class A", StringComparison.Ordinal)),
        (Method("""
                    foreach (var order in orders)
                    {
                        Use(order.Id + db.Products.[|Count|]());
                    }
            """),
        Method("""
                    var productsCount = db.Products.Count();
                    foreach (var order in orders)
                    {
                        Use(order.Id + productsCount);
                    }
            """)),
    ]);

    [Fact]
    public Task Hoists_what_may_throw_with_the_assumption() => Assuming.Fixes(
        Method("""
                    foreach (var order in orders)
                    {
                        var house = await db.Customers.[|SingleAsync|](c => c.Name == "house");
                        Use(house.Id + order.Id);
                    }
            """),
        Method("""
                    var house = await db.Customers.SingleAsync(c => c.Name == "house");
                    foreach (var order in orders)
                    {
                        Use(house.Id + order.Id);
                    }
            """));

    [Fact]
    public Task Hoists_a_call_with_the_assumption() => Assuming.Fixes("""
        class Rates(ShopContext db) { public Task<decimal> GetHighest() => db.Products.MaxAsync(p => p.Price); }
        class Pricing
        {
            public async Task Print(Rates rates, List<Order> orders)
            {
                foreach (var order in orders)
                {
                    Console.WriteLine(order.Total * await rates.[|GetHighest|]());
                }
            }
        }
        """, """
        class Rates(ShopContext db) { public Task<decimal> GetHighest() => db.Products.MaxAsync(p => p.Price); }
        class Pricing
        {
            public async Task Print(Rates rates, List<Order> orders)
            {
                var highest = await rates.GetHighest();
                foreach (var order in orders)
                {
                    Console.WriteLine(order.Total * highest);
                }
            }
        }
        """);

    [Fact]
    public Task Fetches_once_and_tests() => Verify.Fixes(
        Method("""
                    // Known?
                    if (await db.Customers.[|AnyAsync|](c => c.Id == customerId))
                    {
                        var customer = await db.Customers.FirstAsync(c => c.Id == customerId);

                        Use(customer.Name);
                    }
                    else
                    {
                        Use("none");
                    }
            """),
        Method("""
                    var customer = await db.Customers.FirstOrDefaultAsync(c => c.Id == customerId);
                    // Known?
                    if (customer is not null)
                    {
                        Use(customer.Name);
                    }
                    else
                    {
                        Use("none");
                    }
            """),
        DiagnosticSeverity.Info);

    [Fact]
    public Task Fetches_once_and_leaves() => Verify.Fixes(
        Method("""
                    if (!db.Orders.[|Any|](o => o.Id == customerId))
                    {
                        return;
                    }

                    var order = db.Orders.Include(o => o.Lines).Single(o => o.Id == customerId);

                    Use(order.Lines);
            """),
        Method("""
                    var order = db.Orders.Include(o => o.Lines).SingleOrDefault(o => o.Id == customerId);
                    if (order is null)
                    {
                        return;
                    }

                    Use(order.Lines);
            """),
        DiagnosticSeverity.Info);

    [Fact]
    public Task Reuses_the_first_result() => Assuming.Fixes(
        Method("""
                    var open = await db.Orders.CountAsync(o => !o.IsPaid);
                    Use(open);
                    Use(1 + await db.Orders.[|CountAsync|](o => !o.IsPaid));
            """),
        Method("""
                    var open = await db.Orders.CountAsync(o => !o.IsPaid);
                    Use(open);
                    Use(1 + open);
            """),
        DiagnosticSeverity.Info);

    public static readonly Cases Refused = new()
    {
        { "in a lambda", Method("Use(orders.Select(o => o.Id + db.Products.[|Count|]()).ToList());") },
        { "made from a local of the pass", Method("foreach (var order in orders) { var name = \"a\" + customerId; Use(order.Id + db.Products.[|Count|](p => p.Name == name)); }") },
        { "in a try", Method("foreach (var order in orders) { try { Use(order.Id + db.Products.[|Count|]()); } catch (DbException) { Use(null); } }") },
        { "in a lock", Method("foreach (var order in orders) { Held(); void Held() { } lock (orders) { var n = order.Id; } Use(order.Id + db.Products.[|Count|]()); }").Replace("Held(); void Held() { } lock (orders) { var n = order.Id; } Use(order.Id + db.Products.[|Count|]());", "lock (orders) { Console.Write(order.Id + db.Products.[|Count|]()); }", StringComparison.Ordinal) },
        { "a loop without a block around it", Method("if (customerId > 0) foreach (var order in orders) { Use(order.Id + db.Products.[|Count|]()); }") },
        { "a list that grows in the pass", Method("foreach (var order in orders) { var names = db.Products.Select(p => p.Name).[|ToList|](); names.Add(order.Id.ToString()); Use(names.Count); }") },
        { "a list that is kept", Method("var all = new List<List<string>>(); foreach (var order in orders) { var names = db.Products.Select(p => p.Name).[|ToList|](); all.Add(names); Use(order); }") },
        { "untracked rows that are changed", Method("foreach (var order in orders) { foreach (var p in db.Products.AsNoTracking().[|ToList|]()) { p.Stock -= order.Id; Use(p.Stock); } }") },
        { "an untracked row that is kept", Method("foreach (var order in orders) { order.Customer = db.Customers.AsNoTracking().[|FirstOrDefault|](c => c.Name == \"house\"); }") },
        { "a task that is not awaited", Method("foreach (var order in orders) { var task = db.Products.[|CountAsync|](); Use(order.Id + await task); }") },
        { "foreach over the query", Method("foreach (var order in orders) { foreach (var p in [|db.Products|]) { Use(p.Id + order.Id); } }") },
    };

    public static readonly Cases RefusedSuggestions = new()
    {
        { "only a query inside the call stays", """
            class C(ShopContext db)
            {
                public void M(List<Order> orders) { foreach (var order in orders) { Console.WriteLine([|Gross|](order)); } }
                private decimal Gross(Order order) => order.Total * db.Products.Max(p => p.Price);
            }
            """ },
        { "may never run", Method("foreach (var order in orders) { if (order.IsPaid) { Use(order.Id + db.Products.[|Count|]()); } }") },
        { "the row is fetched deeper", Method("if (db.Customers.[|Any|](c => c.Id == customerId)) { Use(1); var customer = db.Customers.First(c => c.Id == customerId); Use(customer); }") },
        { "the row is not kept", Method("if (db.Customers.[|Any|](c => c.Id == customerId)) { Use(db.Customers.First(c => c.Id == customerId).Name); }") },
        { "a projection may be null", Method("if (db.Customers.[|Any|](c => c.Id == customerId)) { var name = db.Customers.Where(c => c.Id == customerId).Select(c => c.Name).First(); Use(name); }") },
        { "more is tested", Method("if (db.Customers.[|Any|](c => c.Id == customerId) && ids.Length > 0) { var customer = db.Customers.First(c => c.Id == customerId); Use(customer); }") },
        { "the name is taken", Method("if (db.Customers.[|Any|](c => c.Id == customerId)) { var x = db.Customers.First(c => c.Id == customerId); Use(x); } foreach (var x in ids) { Use(x); }") },
        { "the first result is not kept", Method("Use(db.Orders.Count()); Use(db.Orders.[|Count|]());") },
        { "the first result is changed", Method("var list = db.Products.Select(p => p.Name).ToList(); list.Add(\"x\"); Use(db.Products.Select(p => p.Name).[|ToList|]().Count);") },
        { "the first result is assigned again", Method("var n = db.Orders.Count(); n++; Use(n + db.Orders.[|Count|]());") },
        { "a list after its count", Method("var open = db.Orders.Where(o => !o.IsPaid); Use(open.ToList()); Use(open.[|Count|]());") },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task Refuses(Case code)
    {
        await Verify.RefusesToFix(code.Source);
        await Assuming.RefusesToFix(code.Source);
    }

    [Theory, MemberData(nameof(RefusedSuggestions))]
    public async Task Refuses_suggestions(Case code)
    {
        await Verify.RefusesToFix(code.Source, DiagnosticSeverity.Info);
        await Assuming.RefusesToFix(code.Source, DiagnosticSeverity.Info);
    }

    private static string Method(string body) => $$"""
        class C
        {
            async Task M(ShopContext db, SqliteConnection connection, List<Order> orders, List<Customer> customers, int[] ids, int customerId)
            {
                await Task.Yield();
        {{body}}
            }

            void Use(object? value) { }
        }
        """;
}
