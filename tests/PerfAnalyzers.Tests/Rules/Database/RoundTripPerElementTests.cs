using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.RoundTripPerElement, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class RoundTripPerElementTests
{
    public static readonly Cases Firing = new()
    {
        { "a delay only after a failure", """
            class Sync(ShopContext db)
            {
                public async Task Run(List<int> ids, CancellationToken token)
                {
                    foreach (var id in ids)
                    {
                        var customer = await db.Customers.[|FindAsync|](id);
                        if (customer is null) { await Task.Delay(1500, token); }
                    }
                }
            }
            """ },
        { "a helper that loops over a query", """
            class Report(ShopContext db)
            {
                public decimal Sum(List<Order> orders)
                {
                    var sum = 0m;
                    foreach (var order in orders) { sum += [|PiecesOf|](order.Id); }
                    return sum;
                }
                private int PiecesOf(int order)
                {
                    var pieces = 0;
                    foreach (var line in db.Lines.Where(l => l.OrderId == order)) { pieces += line.Quantity; }
                    return pieces;
                }
            }
            """ },
        { "foreach, awaited FirstOrDefaultAsync", Method("""
            foreach (var order in orders)
            {
                var customer = await db.Customers.[|FirstOrDefaultAsync|](c => c.Id == order.CustomerId);
                Use(customer);
            }
            """) },
        { "foreach, key in a local", Method("""
            foreach (var order in orders)
            {
                var id = order.CustomerId;
                var customer = db.Customers.[|Single|](c => c.Id == id);
                Use(customer);
            }
            """) },
        { "foreach, the query composed before it runs", Method("""
            foreach (var order in orders)
            {
                var lines = db.Lines.Where(l => l.OrderId == order.Id);
                lines = lines.OrderBy(l => l.Id);
                Use(await lines.[|ToListAsync|]());
            }
            """) },
        { "for with an index", Method("""
            for (var i = 0; i < orders.Count; i++)
            {
                Use(db.Customers.[|Find|](orders[i].CustomerId));
            }
            """) },
        { "for with an index, FindAsync", Method("""
            for (var i = 0; i < ids.Length; i++)
            {
                Use(await db.Customers.[|FindAsync|](ids[i]));
            }
            """) },
        { "for elements in a state", Method("""
            foreach (var order in orders)
            {
                if (order.Total == 0 && order.CustomerId > 0)
                {
                    Use(await db.Customers.[|FindAsync|](order.CustomerId));
                }
            }
            """) },
        { "for over pairs", Method("""
            for (var i = 0; i < ids.Length; i += 2)
            {
                Use(await db.Customers.[|FindAsync|](ids[i]));
            }
            """) },
        { "while over a queue", Method("""
            var queue = new Queue<int>(ids);
            while (queue.Count > 0)
            {
                var id = queue.Dequeue();
                Use(await db.Orders.Where(o => o.CustomerId == id).[|CountAsync|]());
            }
            """) },
        { "while reading lines of a file", Method("""
            using var file = File.OpenText("skus.txt");
            while (await file.ReadLineAsync() is { } sku)
            {
                Use(await db.Products.[|SingleOrDefaultAsync|](p => p.Sku == sku));
            }
            """) },
        { "do", Method("""
            var i = 0;
            do
            {
                Use(db.Orders.[|Any|](o => o.Id == ids[i]));
                i++;
            }
            while (i < ids.Length);
            """) },
        { "nested loops, made from the outer element", Method("""
            foreach (var order in orders)
            {
                foreach (var line in order.Lines)
                {
                    Use(db.Products.[|First|](p => p.Id == line.ProductId));
                }
            }
            """) },
        { "foreach directly over an inner query", Method("""
            foreach (var customer in customers)
            {
                foreach (var order in [|db.Orders.Where(o => o.CustomerId == customer.Id)|])
                {
                    Use(order);
                }
            }
            """) },
        { "query syntax", Method("""
            foreach (var order in orders)
            {
                var names = (from c in db.Customers where c.Id == order.CustomerId select c.Name).[|ToList|]();
                Use(names);
            }
            """) },
        { "query handed to AddRange", Method("""
            var all = new List<OrderLine>();
            foreach (var order in orders)
            {
                all.[|AddRange|](db.Lines.Where(l => l.OrderId == order.Id));
            }
            Use(all);
            """) },
        { "aggregate per element", Method("""
            decimal total = 0;
            foreach (var customer in customers)
            {
                total += db.Orders.Where(o => o.CustomerId == customer.Id).[|Sum|](o => o.Total);
            }
            Use(total);
            """) },
        { "Set of T", Method("""
            foreach (var order in orders)
            {
                Use(db.Set<Customer>().[|FirstOrDefault|](c => c.Id == order.CustomerId));
            }
            """) },
        { "raw SQL source", Method("""
            foreach (var id in ids)
            {
                Use(await db.Orders.FromSqlInterpolated($"select * from Orders where CustomerId = {id}").[|ToListAsync|]());
            }
            """) },
        { "lambda of Select over a list", Method("""
            var names = orders.Select(o => db.Customers.[|First|](c => c.Id == o.CustomerId).Name).ToList();
            Use(names);
            """) },
        { "lambda of Where after ToList", Method("""
            var open = orders.Where(o => db.Lines.[|Any|](l => l.OrderId == o.Id)).ToList();
            Use(open);
            """) },
        { "lambda of ToDictionary", Method("""
            var byId = ids.ToDictionary(id => id, id => db.Orders.[|Count|](o => o.CustomerId == id));
            Use(byId);
            """) },
        { "List.ForEach", Method("""
            orders.ForEach(o => Use(db.Customers.[|Find|](o.CustomerId)));
            """) },
        { "WhenAll over Select", Method("""
            var all = await Task.WhenAll(ids.Select(async id => await connection.[|ExecuteScalarAsync|]<int>("select count(*) from Orders where CustomerId = @id", new { id })));
            Use(all);
            """) },
        { "Parallel.ForEachAsync", Method("""
            await Parallel.ForEachAsync(ids, async (id, ct) => Use(await connection.[|ExecuteScalarAsync|]<int>("select count(*) from Orders where CustomerId = @id", new { id })));
            """) },
        { "tasks collected in a loop", Method("""
            var tasks = new List<Task<int>>();
            foreach (var id in ids)
            {
                tasks.Add(connection.[|ExecuteScalarAsync|]<int>("select count(*) from Orders where CustomerId = @id", new { id }));
            }
            Use(await Task.WhenAll(tasks));
            """) },
        { "query syntax over memory", Method("""
            var pairs = (from o in orders select new { o.Id, Customer = db.Customers.[|First|](c => c.Id == o.CustomerId) }).ToList();
            Use(pairs);
            """) },
        { "await foreach over an outer query", Method("""
            await foreach (var order in db.Orders.AsAsyncEnumerable())
            {
                Use(await db.Customers.[|FirstAsync|](c => c.Id == order.CustomerId));
            }
            """) },
        { "missing rows are skipped", Method("""
            foreach (var order in orders)
            {
                var customer = await db.Customers.[|FindAsync|](order.CustomerId);
                if (customer is null)
                {
                    continue;
                }
                customer.Name += "!";
            }
            """) },
        { "a missing row is an error", Method("""
            foreach (var order in orders)
            {
                var customer = await db.Customers.[|FindAsync|](order.CustomerId);
                if (customer is null)
                {
                    throw new InvalidOperationException("no customer");
                }
                Use(customer.Name);
            }
            """) },
        { "a missing row ends the method, the row is used", Method("""
            foreach (var order in orders)
            {
                var customer = await db.Customers.[|FindAsync|](order.CustomerId);
                if (customer is null)
                {
                    return;
                }
                Use(customer.Name);
            }
            """) },
        { "Dapper", Method("""
            foreach (var order in orders)
            {
                Use(connection.[|QueryFirst|]<string>("select Name from Customers where Id = @Id", new { Id = order.CustomerId }));
            }
            """) },
        { "Dapper, async, in a lambda", Method("""
            var names = await Task.WhenAll(ids.Select(id => connection.[|QuerySingleAsync|]<string>("select Name from Customers where Id = @id", new { id })));
            Use(names);
            """) },
        { "ADO.NET with a command per element", Method("""
            foreach (var id in ids)
            {
                using var command = connection.CreateCommand();
                command.CommandText = "select count(*) from Orders where CustomerId = $id";
                command.Parameters.AddWithValue("$id", id);
                Use(command.[|ExecuteScalar|]());
            }
            """) },
        { "ADO.NET with one command and changing parameters", Method("""
            using var command = connection.CreateCommand();
            command.CommandText = "select Name from Customers where Id = $id";
            var parameter = command.CreateParameter();
            parameter.ParameterName = "$id";
            command.Parameters.Add(parameter);
            foreach (var id in ids)
            {
                parameter.Value = id;
                Use(await command.[|ExecuteScalarAsync|]());
            }
            """) },
        { "ADO.NET with the key in the text", Method("""
            foreach (var id in ids)
            {
                using var command = new SqliteCommand("select Name from Customers where Id = " + id, connection);
                Use(command.[|ExecuteScalar|]());
            }
            """) },
        { "a connection per element to the same database", Method("""
            foreach (var id in ids)
            {
                using var own = new SqliteConnection("Data Source=shop.db");
                Use(own.[|QueryFirst|]<string>("select Name from Customers where Id = @id", new { id }));
            }
            """) },
        { "through a private helper", """
            class C(ShopContext db)
            {
                public async Task M(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        Console.WriteLine(await [|NameOf|](order.CustomerId));
                    }
                }

                private async Task<string> NameOf(int id) => (await db.Customers.FirstAsync(c => c.Id == id)).Name;
            }
            """ },
        { "through a helper that takes the element", """
            class C(ShopContext db)
            {
                public List<string> M(List<Order> orders) => orders.Select(o => [|NameOf|](o)).ToList();

                private string NameOf(Order order)
                {
                    var customer = db.Customers.Single(c => c.Id == order.CustomerId);
                    return customer.Name;
                }
            }
            """ },
        { "through a method group", """
            class C(ShopContext db)
            {
                public List<string> M(int[] ids) => ids.Select([|NameOf|]).ToList();

                private string NameOf(int id) => db.Customers.Single(c => c.Id == id).Name;
            }
            """ },
        { "through an extension method", """
            static class Extensions
            {
                public static Customer? ById(this ShopContext db, int id) => db.Customers.FirstOrDefault(c => c.Id == id);
            }
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        Console.WriteLine(db.[|ById|](order.CustomerId));
                    }
                }
            }
            """ },
        { "through a local function", """
            class C
            {
                void M(ShopContext db, List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        Console.WriteLine([|Load|](order.CustomerId));
                    }

                    Customer Load(int id) => db.Customers.First(c => c.Id == id);
                }
            }
            """ },
        { "through a repository behind an interface", """
            interface ICustomers { Task<Customer?> FindAsync(int id); }
            class Customers(ShopContext db) : ICustomers
            {
                public async Task<Customer?> FindAsync(int id) => await db.Customers.FirstOrDefaultAsync(c => c.Id == id);
            }
            class C(ICustomers customers)
            {
                public async Task M(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        var customer = await customers.[|FindAsync|](order.CustomerId);
                        Console.WriteLine(customer?.Name);
                    }
                }
            }
            """ },
        { "through two layers", """
            interface ICustomers { Customer? Find(int id); }
            class Customers(ShopContext db) : ICustomers
            {
                public Customer? Find(int id) => db.Customers.Find(id);
            }
            class Greeter(ICustomers customers)
            {
                public string Greet(Order order) => "Dear " + customers.Find(order.CustomerId)?.Name;
            }
            class C(Greeter greeter)
            {
                public void M(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        Console.WriteLine(greeter.[|Greet|](order));
                    }
                }
            }
            """ },
        { "through layers that only forward", """
            interface IRepository { Customer? Find(int id); }
            class Repository(ShopContext db) : IRepository { public Customer? Find(int id) => Load(id); private Customer? Load(int id) => db.Customers.Find(id); }
            class Service(IRepository repository) { public Customer? Get(int id) { return repository.Find(id); } }
            class Facade(Service service) { public Customer? Customer(int id) => service.Get(id); }
            class C(Facade facade)
            {
                public void M(List<Order> orders) { foreach (var order in orders) { Console.WriteLine(facade.[|Customer|](order.CustomerId)); } }
            }
            """ },
        { "through an abstract base", """
            abstract class Loader
            {
                public abstract Customer Load(int id);
            }
            class DbLoader(ShopContext db) : Loader
            {
                public override Customer Load(int id) => db.Customers.First(c => c.Id == id);
            }
            class C(Loader loader)
            {
                public IEnumerable<Customer> M(int[] ids) => ids.Select(id => loader.[|Load|](id));
            }
            """ },
        { "through a generic repository", """
            interface IRepository<T> where T : class { Task<T?> Get(int id); }
            class Repository<T>(ShopContext db) : IRepository<T> where T : class
            {
                public async Task<T?> Get(int id) => await db.Set<T>().FindAsync(id);
            }
            class C(IRepository<Product> products)
            {
                public async Task M(List<OrderLine> lines)
                {
                    foreach (var line in lines)
                    {
                        Console.WriteLine(await products.[|Get|](line.ProductId));
                    }
                }
            }
            """ },
        { "through a constructor", """
            class View
            {
                public View(ShopContext db, Order order) => Name = db.Customers.First(c => c.Id == order.CustomerId).Name;
                public string Name { get; }
            }
            class C
            {
                List<View> M(ShopContext db, List<Order> orders) => orders.Select(o => new [|View|](db, o)).ToList();
            }
            """ },
        { "through a getter of the element", """
            class Row(ShopContext db, int id)
            {
                public int Id => id;
                public string Customer => db.Customers.First(c => c.Id == Id).Name;
            }
            class C
            {
                void M(List<Row> rows)
                {
                    foreach (var row in rows)
                    {
                        Console.WriteLine(row.[|Customer|]);
                    }
                }
            }
            """ },
        { "Dapper through a helper", """
            class C(SqliteConnection connection)
            {
                public void M(int[] ids)
                {
                    foreach (var id in ids)
                    {
                        Console.WriteLine([|NameOf|](id));
                    }
                }

                private string NameOf(int id) => connection.QuerySingle<string>("select Name from Customers where Id = @id", new { id });
            }
            """ },
        { "ADO.NET through a helper", """
            class C(DbConnection connection)
            {
                public void M(int[] ids)
                {
                    foreach (var id in ids)
                    {
                        Console.WriteLine([|NameOf|](id));
                    }
                }

                private object? NameOf(int id)
                {
                    using var command = connection.CreateCommand();
                    command.CommandText = "select Name from Customers where Id = " + id;
                    return command.ExecuteScalar();
                }
            }
            """ },
        { "inside an execution strategy", Method("""
            foreach (var order in orders)
            {
                await db.Database.CreateExecutionStrategy().ExecuteAsync(async () => Use(await db.Customers.[|FirstAsync|](c => c.Id == order.CustomerId)));
            }
            """) },
        { "controller action", """
            using Microsoft.AspNetCore.Mvc;
            public class OrdersController(ShopContext db) : ControllerBase
            {
                [HttpGet]
                public async Task<IActionResult> List()
                {
                    var orders = await db.Orders.ToListAsync();
                    var result = new List<object>();
                    foreach (var order in orders)
                    {
                        result.Add(new { order.Id, Customer = await db.Customers.[|FindAsync|](order.CustomerId) });
                    }
                    return Ok(result);
                }
            }
            """ },
    };

    public static readonly Cases Suggested = new()
    {
        { "for elements of one kind of several", Method("""
            foreach (var order in orders)
            {
                switch (order.Total)
                {
                    case 0: Use(order); break;
                    case 1: Use(await db.Customers.[?|FindAsync|](order.CustomerId)); break;
                }
            }
            """) },
        { "for the element that is looked for", Method("""
            var wanted = Environment.UserName;
            foreach (var customer in customers)
            {
                if (string.Equals(customer.Name.Trim(), wanted.Trim(), StringComparison.Ordinal))
                {
                    Use(await db.Orders.Where(o => o.CustomerId == customer.Id).[?|ToListAsync|]());
                }
            }
            """) },
        { "ExecuteDelete per element", Method("""
            foreach (var id in ids)
            {
                await db.Orders.Where(o => o.Id == id).[|ExecuteDeleteAsync|]();
            }
            """) },
        { "a query far away, through work of several kinds", """
            class C(ShopContext db)
            {
                public void M(List<Order> orders) { foreach (var order in orders) { [|A|](order); } }
                private void A(Order order) { Console.WriteLine(order.Id); B(order); }
                private void B(Order order) { Console.WriteLine(order.Total); D(order); }
                private void D(Order order) { Console.WriteLine(order.PlacedAt); Console.WriteLine(db.Customers.First(c => c.Id == order.CustomerId)); }
            }
            """ },
        { "a helper that queries under a condition", """
            class C(ShopContext db)
            {
                public void M(List<Order> orders) { foreach (var order in orders) { Console.WriteLine([|NameOf|](order)); } }
                private string NameOf(Order order)
                {
                    if (order.IsPaid) { return db.Customers.First(c => c.Id == order.CustomerId).Name; }
                    return "open";
                }
            }
            """ },
        { "only one of two implementations queries", """
            interface IPrices { decimal Of(int productId); }
            class DbPrices(ShopContext db) : IPrices { public decimal Of(int productId) => db.Products.First(p => p.Id == productId).Price; }
            class FixedPrices : IPrices { public decimal Of(int productId) => 1m; }
            class C(IPrices prices)
            {
                public decimal M(List<OrderLine> lines)
                {
                    decimal sum = 0;
                    foreach (var line in lines)
                    {
                        sum += prices.[|Of|](line.ProductId);
                    }
                    return sum;
                }
            }
            """ },
    };

    public static readonly Cases Quiet = new()
    {
        { "a loop that paces itself", """
            class Sync(ShopContext db)
            {
                public async Task Run(List<int> ids, CancellationToken token)
                {
                    foreach (var id in ids)
                    {
                        var customer = await db.Customers.FindAsync(id);
                        Console.WriteLine(customer?.Name);
                        await Task.Delay(1500, token);
                    }
                }
            }
            """ },
        { "migrations by their namespace", """
            namespace App.Migrations.Routines
            {
                class MoveNames(ShopContext db)
                {
                    public void Perform(List<int> ids) { foreach (var id in ids) { Console.WriteLine(db.Customers.Find(id)?.Name); } }
                }
            }
            """ },
        { "a rule of many implementations", """
            interface IRule { bool Matches(ShopContext db, int id); }
            class R1 : IRule { public bool Matches(ShopContext db, int id) => db.Orders.Any(o => o.Id == id); }
            class R2 : IRule { public bool Matches(ShopContext db, int id) => db.Orders.Any(o => o.CustomerId == id); }
            class R3 : IRule { public bool Matches(ShopContext db, int id) => db.Lines.Any(o => o.Id == id); }
            class R4 : IRule { public bool Matches(ShopContext db, int id) => id > 1; }
            class R5 : IRule { public bool Matches(ShopContext db, int id) => id > 2; }
            class R6 : IRule { public bool Matches(ShopContext db, int id) => id > 3; }
            class R7 : IRule { public bool Matches(ShopContext db, int id) => id > 4; }
            class R8 : IRule { public bool Matches(ShopContext db, int id) => id > 5; }
            class R9 : IRule { public bool Matches(ShopContext db, int id) => id > 6; }
            class Engine(ShopContext db, IRule rule)
            {
                public int Count(List<int> ids) { var n = 0; foreach (var id in ids) { n += rule.Matches(db, id) ? 1 : 0; } return n; }
            }
            """ },
        { "search that returns at the first hit", """
            class C(ShopContext db)
            {
                public async Task<string?> FirstFree(List<string> names)
                {
                    foreach (var name in names)
                    {
                        if (!await db.Customers.AnyAsync(c => c.Name == name))
                        {
                            return name;
                        }
                    }
                    return null;
                }
            }
            """ },
        { "search that breaks at the first hit", Method("""
            foreach (var id in ids)
            {
                var order = await db.Orders.FirstOrDefaultAsync(o => o.CustomerId == id);
                if (order != null)
                {
                    break;
                }
            }
            """) },
        { "search in both arms of a sync switch", """
            class C(ShopContext db)
            {
                public async Task<Customer?> Find(List<string> names, bool async)
                {
                    foreach (var name in names)
                    {
                        var customer = async ? await db.Customers.FirstOrDefaultAsync(c => c.Name == name) : db.Customers.FirstOrDefault(c => c.Name == name);
                        if (customer != null) { return customer; }
                    }
                    return null;
                }
            }
            """ },
        { "the source of a foreach runs once", Method("foreach (var order in db.Orders.Where(o => o.IsPaid)) { Use(order); }") },
        { "materialised before the loop", Method("foreach (var order in await db.Orders.ToListAsync()) { Use(order); }") },
        { "the batch itself", Method("""
            var keys = orders.Select(o => o.CustomerId).Distinct().ToList();
            var byId = await db.Customers.Where(c => keys.Contains(c.Id)).ToDictionaryAsync(c => c.Id);
            foreach (var order in orders) { Use(byId[order.CustomerId]); }
            """) },
        { "in-memory First", Method("foreach (var order in orders) { Use(customers.First(c => c.Id == order.CustomerId)); }") },
        { "AsQueryable over a list", Method("foreach (var order in orders) { Use(customers.AsQueryable().First(c => c.Id == order.CustomerId)); }") },
        { "DbSet.Local", Method("foreach (var order in orders) { Use(db.Customers.Local.First(c => c.Id == order.CustomerId)); }") },
        { "composition only", Method("""
            IQueryable<Order> query = db.Orders;
            foreach (var id in ids) { query = query.Where(o => o.Id != id); }
            Use(await query.ToListAsync());
            """) },
        { "sub-query inside an expression tree", Method("""
            var result = await db.Customers.Select(c => new { c.Id, Count = db.Orders.Count(o => o.CustomerId == c.Id) }).ToListAsync();
            Use(result);
            """) },
        { "lambda of a database Where", Method("Use(await db.Customers.Where(c => db.Orders.Any(o => o.CustomerId == c.Id)).ToListAsync());") },
        { "stored predicate", Method("""
            var tests = new List<Expression<Func<Customer, bool>>>();
            foreach (var id in ids) { tests.Add(c => db.Orders.Any(o => o.CustomerId == c.Id && o.Id == id)); }
            Use(tests);
            """) },
        { "chunks of keys", Method("""
            foreach (var chunk in ids.Chunk(500))
            {
                Use(await db.Customers.Where(c => chunk.Contains(c.Id)).ToListAsync());
            }
            """) },
        { "chunks of entities, keys taken out", Method("""
            foreach (var chunk in orders.Chunk(500))
            {
                var keys = chunk.Select(o => o.CustomerId).ToList();
                Use(await db.Customers.Where(c => keys.Contains(c.Id)).ToListAsync());
            }
            """) },
        { "ranges of a list", Method("""
            for (var i = 0; i < ids.Length; i += 500)
            {
                var part = ids.Skip(i).Take(500).ToArray();
                Use(await db.Customers.Where(c => part.Contains(c.Id)).ToListAsync());
            }
            """) },
        { "blocks of keys in the text of a command", """
            class Store(DbConnection connection, int[] keys)
            {
                private const int MaximumKeys = 200;

                public async Task Load()
                {
                    for (var offset = 0; offset < keys.Length; offset += MaximumKeys)
                    {
                        var length = Math.Min(MaximumKeys, keys.Length - offset);
                        using var command = Prepare(offset, length);
                        using var reader = await command.ExecuteReaderAsync();
                        while (await reader.ReadAsync()) { Console.WriteLine(reader.GetInt32(0)); }
                    }
                }

                private DbCommand Prepare(int offset, int length)
                {
                    var command = connection.CreateCommand();
                    command.CommandText = "select Total from Orders where Id in (" + string.Join(',', keys.AsSpan(offset, length).ToArray()) + ")";
                    return command;
                }
            }
            """ },
        { "blocks as long as an option says", Method("""
            var size = int.Parse(Environment.GetEnvironmentVariable("SIZE")!);
            for (var first = 0; first < ids.Length; first += size)
            {
                Use(await connection.ExecuteScalarAsync("select count(*) from Orders where Id between @first and @last", new { first, last = first + size }));
            }
            """) },
        { "blocks in a while loop", Method("""
            var first = 0;
            while (first < ids.Length)
            {
                Use(await connection.ExecuteScalarAsync("select count(*) from Orders where Id between @first and @last", new { first, last = first + 999 }));
                first += 1000;
            }
            """) },
        { "chunks through Dapper", Method("""
            foreach (var chunk in ids.Chunk(500))
            {
                Use(await connection.QueryAsync<Customer>("select * from Customers where Id in @chunk", new { chunk }));
            }
            """) },
        { "chunks through a helper", """
            class C(ShopContext db)
            {
                public async Task M(int[] ids)
                {
                    foreach (var chunk in ids.Chunk(500))
                    {
                        Console.WriteLine((await Load(chunk)).Count);
                    }
                }

                private Task<List<Customer>> Load(int[] ids) => db.Customers.Where(c => ids.Contains(c.Id)).ToListAsync();
            }
            """ },
        { "keyset walk", Method("""
            var last = 0;
            while (true)
            {
                var page = await db.Orders.Where(o => o.Id > last).OrderBy(o => o.Id).Take(500).ToListAsync();
                if (page.Count == 0) { break; }
                last = page[^1].Id;
            }
            """) },
        { "offset walk", Method("""
            for (var page = 0; ; page++)
            {
                var rows = await db.Orders.OrderBy(o => o.Id).Skip(page * 100).Take(100).ToListAsync();
                if (rows.Count == 0) { break; }
                Use(rows);
            }
            """) },
        { "pages of known number", Method("""
            var pages = (await db.Orders.CountAsync() + 99) / 100;
            for (var page = 0; page < pages; page++)
            {
                Use(await db.Orders.OrderBy(o => o.Id).Skip(page * 100).Take(100).ToListAsync());
            }
            """) },
        { "walk up a tree", Method("""
            var id = ids[0];
            while (id != 0)
            {
                var order = await db.Orders.FindAsync(id);
                id = order!.CustomerId;
            }
            """) },
        { "retry", Method("""
            for (var attempt = 0; attempt < 3; attempt++)
            {
                try
                {
                    Use(await db.Orders.FirstAsync(o => o.Id == ids[0]));
                    break;
                }
                catch (TimeoutException)
                {
                    await Task.Delay(100 * attempt);
                }
            }
            """) },
        { "retry without a counter", Method("""
            while (true)
            {
                try
                {
                    Use(await db.Orders.FirstAsync(o => o.Id == ids[0]));
                    return;
                }
                catch (TimeoutException)
                {
                }
            }
            """) },
        { "polling", Method("""
            while (!await db.Orders.AnyAsync(o => o.IsPaid))
            {
                await Task.Delay(1000);
            }
            """) },
        { "polling until done", Method("""
            var order = await db.Orders.FirstAsync(o => o.Id == ids[0]);
            while (!order.IsPaid)
            {
                await Task.Delay(1000);
                order = await db.Orders.AsNoTracking().FirstAsync(o => o.Id == ids[0]);
            }
            """) },
        { "background service tick", """
            using Microsoft.Extensions.Hosting;
            class Job(ShopContext db) : BackgroundService
            {
                protected override async Task ExecuteAsync(CancellationToken stop)
                {
                    var last = 0;
                    while (!stop.IsCancellationRequested)
                    {
                        var order = await db.Orders.FirstOrDefaultAsync(o => o.Id > last, stop);
                        last = order?.Id ?? last;
                        await Task.Delay(1000, stop);
                    }
                }
            }
            """ },
        { "periodic timer", Method("""
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
            var since = DateTime.MinValue;
            while (await timer.WaitForNextTickAsync())
            {
                Use(await db.Orders.CountAsync(o => o.PlacedAt > since));
                since = DateTime.UtcNow;
            }
            """) },
        { "messages of a channel", Method("""
            var channel = System.Threading.Channels.Channel.CreateUnbounded<int>();
            await foreach (var id in channel.Reader.ReadAllAsync())
            {
                Use(await db.Orders.FindAsync(id));
            }
            """) },
        { "answered from a dictionary", Method("""
            var known = new Dictionary<int, Customer>();
            foreach (var order in orders)
            {
                if (!known.TryGetValue(order.CustomerId, out var customer))
                {
                    customer = await db.Customers.FirstAsync(c => c.Id == order.CustomerId);
                    known[order.CustomerId] = customer;
                }
                Use(customer);
            }
            """) },
        { "answered from a dictionary, early continue", Method("""
            var known = new Dictionary<int, Customer>();
            foreach (var order in orders)
            {
                if (known.ContainsKey(order.CustomerId)) { continue; }
                known.Add(order.CustomerId, await db.Customers.FirstAsync(c => c.Id == order.CustomerId));
            }
            """) },
        { "GetOrAdd", Method("""
            var known = new System.Collections.Concurrent.ConcurrentDictionary<int, Customer>();
            foreach (var order in orders)
            {
                Use(known.GetOrAdd(order.CustomerId, id => db.Customers.First(c => c.Id == id)));
            }
            """) },
        { "memory cache", """
            using Microsoft.Extensions.Caching.Memory;
            class C(ShopContext db, IMemoryCache cache)
            {
                public async Task M(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        Console.WriteLine(await cache.GetOrCreateAsync(order.CustomerId, _ => db.Customers.FirstAsync(c => c.Id == order.CustomerId)));
                    }
                }
            }
            """ },
        { "caching repository", """
            class Customers(ShopContext db)
            {
                private readonly Dictionary<int, Customer> _known = new();
                public Customer Find(int id)
                {
                    if (_known.TryGetValue(id, out var known)) { return known; }
                    return _known[id] = db.Customers.First(c => c.Id == id);
                }
            }
            class C(Customers customers)
            {
                public void M(List<Order> orders) { foreach (var order in orders) { Console.WriteLine(customers.Find(order.CustomerId)); } }
            }
            """ },
        { "lazily loaded once", """
            class Rates(ShopContext db)
            {
                private List<Product>? _all;
                public decimal Of(int id) { _all ??= db.Products.ToList(); return _all.First(p => p.Id == id).Price; }
            }
            class C(Rates rates)
            {
                public void M(List<OrderLine> lines) { foreach (var line in lines) { Console.WriteLine(rates.Of(line.ProductId)); } }
            }
            """ },
        { "a lazily loaded collection of the element", """
            class Attributes(ShopContext db, int id)
            {
                private List<OrderLine>? _lines;
                public int Count(int product) { EnsureLoaded(); return _lines!.Count(l => l.ProductId == product); }
                private void EnsureLoaded() { if (_lines == null) { Reload(); } }
                private void Reload() { _lines = db.Lines.Where(l => l.OrderId == id).ToList(); }
            }
            class C
            {
                public void M(List<Attributes> all, int product) { foreach (var each in all) { Console.WriteLine(each.Count(product)); } }
            }
            """ },
        { "loaded behind a flag", """
            class Rates(ShopContext db)
            {
                private bool _isLoaded;
                private readonly Dictionary<int, decimal> _rates = new();
                public decimal Of(int id) { if (!_isLoaded) { Load(id); } return _rates[id]; }
                private void Load(int id) { foreach (var p in db.Products.Where(p => p.Id >= id).ToList()) { _rates[p.Id] = p.Price; } _isLoaded = true; }
            }
            class C(Rates rates) { public void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(rates.Of(id)); } } }
            """ },
        { "filled into the project's own cache", """
            interface ICacheManager { T Get<T>(string key, Func<T> load); }
            class C(ShopContext db, ICacheManager cache)
            {
                public Dictionary<int, int> M(int[] ids) => cache.Get("counts", () =>
                {
                    var counts = new Dictionary<int, int>();
                    foreach (var id in ids) { counts[id] = db.Orders.Count(o => o.CustomerId == id); }
                    return counts;
                });
            }
            """ },
        { "a far query under a condition", """
            class C(ShopContext db)
            {
                public void M(List<Order> orders) { foreach (var order in orders) { A(order); } }
                private void A(Order order) { Console.WriteLine(order.Id); B(order); }
                private void B(Order order) { Console.WriteLine(order.Total); if (order.IsPaid) { D(order); } }
                private void D(Order order) { Console.WriteLine(order.PlacedAt); Console.WriteLine(db.Customers.First(c => c.Id == order.CustomerId)); }
            }
            """ },
        { "installer", """
            class ShopInstaller(ShopContext db) { public void Run(int[] ids) { foreach (var id in ids) { Console.WriteLine(db.Orders.Find(id)); } } }
            """ },
        { "a few constants", Method("""
            foreach (var name in new[] { "admin", "editor", "reader" })
            {
                Use(await db.Customers.FirstOrDefaultAsync(c => c.Name == name));
            }
            """) },
        { "a short constant loop", Method("for (var i = 0; i < 3; i++) { Use(await db.Orders.CountAsync(o => o.Id == i)); }") },
        { "a short static list", """
            class C(ShopContext db)
            {
                private static readonly string[] s_names = ["a", "b", "c"];
                public void M() { foreach (var name in s_names) { Console.WriteLine(db.Customers.Count(c => c.Name == name)); } }
            }
            """ },
        { "left on the first pass", Method("""
            foreach (var id in ids)
            {
                Use(await db.Orders.FindAsync(id));
                break;
            }
            """) },
        { "the same for every pass", Method("foreach (var id in ids) { Use(id + db.Orders.Count()); }") },
        { "stored lambda", Method("""
            var loaders = new List<Func<Task<Order>>>();
            foreach (var id in ids) { loaders.Add(() => db.Orders.FirstAsync(o => o.Id == id)); }
            Use(loaders);
            """) },
        { "tenant contexts", """
            class C
            {
                public async Task M(Dictionary<string, DbContextOptions<ShopContext>> tenants)
                {
                    foreach (var tenant in tenants)
                    {
                        await using var db = new ShopContext(tenant.Value);
                        Console.WriteLine(tenant.Key + await db.Orders.CountAsync());
                    }
                }
            }
            """ },
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
                        Console.WriteLine(await db.Orders.FirstAsync(o => o.Id == id));
                    }
                }
            }
            """ },
        { "a service per tenant", """
            class Report(ShopContext db) { public int Count(string name) => db.Customers.Count(c => c.Name == name); }
            class C
            {
                public void M(Dictionary<string, DbContextOptions<ShopContext>> tenants)
                {
                    foreach (var tenant in tenants)
                    {
                        using var db = new ShopContext(tenant.Value);
                        var report = new Report(db);
                        Console.WriteLine(report.Count(tenant.Key));
                    }
                }
            }
            """ },
        { "a helper on a tenant's context", """
            class C
            {
                public async Task M(Dictionary<string, DbContextOptions<ShopContext>> tenants)
                {
                    foreach (var tenant in tenants)
                    {
                        await using var db = new ShopContext(tenant.Value);
                        await Report(db, tenant.Key);
                    }
                }
                private static async Task Report(ShopContext db, string name) => Console.WriteLine(await db.Customers.CountAsync(c => c.Name == name));
            }
            """ },
        { "handlers that each do their own work", """
            interface IHandler { Task Handle(Order order); }
            class Notify(ShopContext db, string template) : IHandler
            {
                public async Task Handle(Order order) => Console.WriteLine(template + await db.Customers.FirstAsync(c => c.Id == order.CustomerId && c.Name != template));
            }
            class C(IEnumerable<IHandler> handlers)
            {
                public async Task M(Order order) { foreach (var handler in handlers) { await handler.Handle(order); } }
            }
            """ },
        { "a script of statements", Method("""
            foreach (var statement in File.ReadAllLines("schema.sql")) { await db.Database.ExecuteSqlRawAsync(statement); }
            """) },
        { "migration", """
            class OrderDataMigration(ShopContext db)
            {
                public void Run(int[] ids) { foreach (var id in ids) { Console.WriteLine(db.Orders.Find(id)); } }
            }
            """ },
        { "seeder", """
            class ShopSeeder(ShopContext db)
            {
                public void Run(string[] names)
                {
                    foreach (var name in names)
                    {
                        if (!db.Customers.Any(c => c.Name == name)) { db.Customers.Add(new Customer { Name = name }); }
                    }
                }
            }
            """ },
        { "start-up", """
            using Microsoft.AspNetCore.Builder;
            static class Startup
            {
                public static void Configure(IApplicationBuilder app, ShopContext db, int[] ids) { foreach (var id in ids) { Console.WriteLine(db.Orders.Find(id)); } }
            }
            """ },
        { "error path", Method("""
            foreach (var id in ids)
            {
                try { Use(id); }
                catch (Exception) { Use(await db.Orders.FindAsync(id)); }
            }
            """) },
        { "helper that only composes", """
            class C(ShopContext db)
            {
                public async Task M(int[] ids)
                {
                    IQueryable<Order> query = db.Orders;
                    foreach (var id in ids) { query = Exclude(query, id); }
                    Console.WriteLine(await query.CountAsync());
                }
                private static IQueryable<Order> Exclude(IQueryable<Order> query, int id) => query.Where(o => o.Id != id);
            }
            """ },
        { "the only implementation is in memory", """
            interface ICustomers { Customer Find(int id); }
            class Customers : ICustomers { private readonly List<Customer> _all = new(); public Customer Find(int id) => _all.First(c => c.Id == id); }
            class C(ICustomers customers)
            {
                public void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(customers.Find(id)); } }
            }
            """ },
        { "no implementation here", """
            interface ICustomers { Customer Find(int id); }
            class C(ICustomers customers)
            {
                public void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(customers.Find(id)); } }
            }
            """ },
        { "helper called outside the loop", """
            class C(ShopContext db)
            {
                public void M(int[] ids) { var all = Load(); foreach (var id in ids) { Console.WriteLine(all[id]); } }
                private Dictionary<int, Order> Load() => db.Orders.ToDictionary(o => o.Id);
            }
            """ },
        { "helper whose query does not depend on the element", """
            class C(ShopContext db)
            {
                public void M(int[] ids) { foreach (var id in ids) { Console.WriteLine(Plus(id)); } }
                private int Plus(int id) => id + db.Orders.Count();
            }
            """ },
        { "scalar getter", Method("foreach (var order in orders) { Use(order.CustomerId); }") },
        { "recursion over memory", """
            class Node { public List<Node> Children = new(); }
            class C
            {
                public int Count(Node node) { var sum = 1; foreach (var child in node.Children) { sum += Count(child); } return sum; }
            }
            """ },
        { "Add per element", Method("foreach (var order in orders) { db.Orders.Add(order); } await db.SaveChangesAsync();") },
        { "navigation of a loaded entity", Method("foreach (var order in orders) { Use(order.Lines.First(l => l.Id == order.Id)); }") },
        { "a dictionary called Find", """
            class Cache { public string Find(int id) => id.ToString(); }
            class C { void M(Cache cache, int[] ids) { foreach (var id in ids) { Console.WriteLine(cache.Find(id)); } } }
            """ },
        { "nameof", Method("foreach (var id in ids) { Use(id + nameof(db.Orders.Find)); }") },
        { "reading rows of one command", Method("""
            using var command = connection.CreateCommand();
            command.CommandText = "select Id from Orders";
            using var reader = command.ExecuteReader();
            while (reader.Read()) { Use(reader.GetInt32(0)); }
            """) },
        { "an insert per row is another matter", Method("""
            const string sql = "insert into Orders (Id) values (@id)";
            foreach (var id in ids) { Use(await connection.ExecuteScalarAsync<int>(sql, new { id })); }
            """) },
        { "an update per message", Method("""
            foreach (var id in ids)
            {
                using var command = connection.CreateCommand();
                command.CommandText = $"update Orders set IsPaid = 1 where Id = {id} returning Id";
                Use(command.ExecuteScalar());
            }
            """) },
        { "Dapper Execute with a list is one call", Method("await connection.ExecuteAsync(\"update Orders set IsPaid = 1 where Id = @Id\", orders);") },
        { "at once on one context: it fails", Method("Use(await Task.WhenAll(ids.Select(async id => await db.Orders.CountAsync(o => o.CustomerId == id))));") },
        { "bodies of a parallel loop on one context", Method("await Parallel.ForEachAsync(ids, async (id, stop) => Use(await db.Orders.CountAsync(o => o.CustomerId == id, stop)));") },
        { "tasks of one context, collected", Method("var tasks = new List<Task<int>>(); foreach (var id in ids) { tasks.Add(db.Orders.CountAsync(o => o.CustomerId == id)); } Use(await Task.WhenAll(tasks));") },
        { "fixed fan-out", Method("Use(await Task.WhenAll(db.Orders.CountAsync(o => o.Id == 1), db.Orders.CountAsync(o => o.Id == 2)));") },
        { "lambda run once by unknown code", """
            class C(ShopContext db)
            {
                public void M(int id) => Later(() => db.Orders.First(o => o.Id == id));
                private static void Later(Func<Order> work) => work();
            }
            """ },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_runs_over_what_and_how() => Verify.Says(
        """
        interface ICustomers { Customer? Find(int id); }
        class Customers(ShopContext db) : ICustomers
        {
            public Customer? Find(int id) => db.Customers.FirstOrDefault(c => c.Id == id);
        }
        class Pricing(ICustomers customers)
        {
            public decimal Discount(Order order) => customers.Find(order.CustomerId) is null ? 0 : 1;
        }
        class C(Pricing pricing)
        {
            decimal M(List<Order> orders)
            {
                decimal sum = 0;
                foreach (var order in orders)
                {
                    sum += pricing.[|Discount|](order);
                }
                return sum;
            }
        }
        """,
        "'Pricing.Discount' runs a query for every element of 'orders' (Pricing.Discount -> ICustomers.Find -> FirstOrDefault): 1 + N round trips; fetch what all elements need with one query before the loop");

    private static string Method(string body) => $$"""
        class C
        {
            async Task M(ShopContext db, SqliteConnection connection, List<Order> orders, List<Customer> customers, int[] ids)
            {
                await Task.Yield();
        {{body}}
            }

            void Use(object? value) { }
        }
        """;
}
