using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.TrackingForReadOnly, PerfAnalyzers.Database.TrackingForReadOnlyFix>;

namespace PerfAnalyzers.Tests;

public sealed class TrackingForReadOnlyTests
{
    public static readonly Cases Firing = new()
    {
        { "rows of a loop", """
            class C(ShopContext db)
            {
                public decimal Total()
                {
                    var sum = 0m;
                    var orders = db.Orders.Where(o => o.IsPaid).[|ToList|]();
                    foreach (var order in orders)
                    {
                        sum += order.Total;
                    }

                    return sum;
                }
            }
            """ },
        { "query of a loop", """
            class C(ShopContext db)
            {
                public void Print()
                {
                    foreach (var customer in [|db.Customers|])
                    {
                        Console.WriteLine(customer.Name);
                    }
                }
            }
            """ },
        { "mapped by hand", """
            class OrderDto { public int Id { get; set; } public decimal Total { get; set; } }
            class C(ShopContext db)
            {
                public async Task<List<OrderDto>> All(int customer)
                {
                    var orders = await db.Orders
                        .Where(o => o.CustomerId == customer)
                        .OrderBy(o => o.PlacedAt)
                        .[|ToListAsync|]();
                    return orders.Select(o => new OrderDto { Id = o.Id, Total = o.Total }).ToList();
                }
            }
            """ },
        { "mapped by a method", """
            class OrderDto { public int Id { get; set; } public decimal Total { get; set; } public int Lines { get; set; } }
            static class Mapping { public static OrderDto ToDto(this Order order) => new() { Id = order.Id, Total = order.Total, Lines = order.Lines.Count }; }
            class C(ShopContext db)
            {
                public async Task<List<OrderDto>> All(int customer)
                {
                    var orders = await db.Orders.Include(o => o.Lines).Where(o => o.CustomerId == customer).[|ToListAsync|]();
                    return orders.Select(o => o.ToDto()).ToList();
                }
            }
            """ },
        { "mapped by a method group", """
            class C(ShopContext db)
            {
                static string Line(Product p) => p.Sku + " " + p.Price;
                public string[] All() => db.Products.Where(p => p.Stock > 0).[|ToList|]().Select(Line).ToArray();
            }
            """ },
        { "serialized", """
            class C(ShopContext db)
            {
                public string Json()
                {
                    var products = db.Products.Where(p => p.Stock > 0).[|ToList|]();
                    return System.Text.Json.JsonSerializer.Serialize(products);
                }
            }
            """ },
        { "returned by an action", """
            public class OrdersController(ShopContext db) : Microsoft.AspNetCore.Mvc.ControllerBase
            {
                public async Task<List<Order>> Get(int customer, CancellationToken token) => await db.Orders.Where(o => o.CustomerId == customer).[|ToListAsync|](token);
                public async Task<Microsoft.AspNetCore.Mvc.ActionResult<List<Order>>> After(int page, CancellationToken token)
                {
                    return await db.Orders.Where(o => o.Id > page).[|ToListAsync|](token);
                }
                public async Task<Microsoft.AspNetCore.Mvc.IActionResult> Before(int page, CancellationToken token)
                {
                    var orders = await db.Orders.Where(o => o.Id < page).[|ToListAsync|](token);
                    return Ok(orders);
                }
            }
            """ },
        { "shown in a view", """
            namespace Microsoft.AspNetCore.Mvc { public abstract class Controller : ControllerBase { public IActionResult View(object? model) => Ok(model); } }
            public class ProductsController(ShopContext db) : Microsoft.AspNetCore.Mvc.Controller
            {
                public async Task<Microsoft.AspNetCore.Mvc.IActionResult> Index(int stock, CancellationToken token)
                {
                    return View(await db.Products.Where(p => p.Stock < stock).[|ToListAsync|](token));
                }
            }
            """ },
        { "conditional composition", """
            class C(ShopContext db)
            {
                public int Count(bool paid, string? name)
                {
                    IQueryable<Order> query = db.Orders;
                    if (paid)
                    {
                        query = query.Where(o => o.IsPaid);
                    }

                    if (name != null)
                    {
                        query = query.Where(o => o.Customer!.Name == name);
                    }

                    var days = new HashSet<DateTime>();
                    foreach (var order in query.[|ToList|]())
                    {
                        days.Add(order.PlacedAt);
                    }

                    return days.Count;
                }
            }
            """ },
        { "own filter", """
            static class Filters { public static IQueryable<Order> Paid(this IQueryable<Order> orders) => orders.Where(o => o.IsPaid); }
            class C(ShopContext db)
            {
                public int Sum()
                {
                    var sum = 0;
                    foreach (var order in db.Orders.Paid().[|ToList|]()) { sum += order.Id; }
                    return sum;
                }
            }
            """ },
        { "set of the context", """
            class C(ShopContext db)
            {
                public string Names()
                {
                    var text = new StringBuilder();
                    foreach (var customer in db.Set<Customer>().Where(c => c.IsActive).[|ToArray|]())
                    {
                        text.Append(customer.Name).Append(customer.Email);
                    }

                    return text.ToString();
                }
            }
            """ },
        { "repository of any entity", "interface IRepository<T> where T : class { IQueryable<T> Query(); } class Repository<T>(ShopContext db) : IRepository<T> where T : class { public IQueryable<T> Query() => db.Set<T>(); } class C(IRepository<Order> orders) { public int Sum() { var n = 0; foreach (var o in orders.Query().Where(o => o.IsPaid).[|ToList|]()) { n += o.Id; } return n; } }" },
        { "rows of an enumerable query", "class C(ShopContext db) { public int Sum() { var n = 0; foreach (var o in db.Orders.[|AsEnumerable|]()) { n += o.Id; } return n; } }" },
        { "one with its collection", """
            class C(ShopContext db)
            {
                public async Task<int> Pieces(int id)
                {
                    var order = await db.Orders.Include(o => o.Lines).[|FirstOrDefaultAsync|](o => o.Id == id);
                    if (order is null)
                    {
                        return 0;
                    }

                    var pieces = 0;
                    foreach (var line in order.Lines)
                    {
                        pieces += line.Quantity;
                    }

                    return pieces;
                }
            }
            """ },
    };

    public static readonly Cases Quiet = new()
    {
        { "asked for without tracking", "class C(ShopContext db) { int M() { var n = 0; foreach (var o in db.Orders.AsNoTracking().ToList()) { n += o.Id; } return n; } int N() { var n = 0; foreach (var o in db.Orders.AsNoTrackingWithIdentityResolution().Include(o => o.Customer).ToList()) { n += o.Customer!.Id; } return n; } }" },
        { "asked for with tracking", "class C(ShopContext db) { int M() { var n = 0; foreach (var o in db.Orders.AsTracking().ToList()) { n += o.Id; } return n; } }" },
        { "in the branch of a composed query", "class C(ShopContext db) { int M(bool fast) { var q = db.Orders.Where(o => o.IsPaid); if (fast) { q = q.AsNoTracking(); } var n = 0; foreach (var o in q.ToList()) { n += o.Id; } return n; } }" },
        { "own filter that decides", "static class F { public static IQueryable<Order> Fast(this IQueryable<Order> q) => q.AsNoTracking().Where(o => o.IsPaid); } class C(ShopContext db) { int M() { var n = 0; foreach (var o in db.Orders.Fast().ToList()) { n += o.Id; } return n; } }" },
        { "default of the options", "class Startup { void Configure(DbContextOptionsBuilder b) => b.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking); } class C(ShopContext db) { int M() { var n = 0; foreach (var o in db.Orders.ToList()) { n += o.Id; } return n; } }" },
        { "default of the context", "class C { private readonly ShopContext _db; public C(ShopContext db) { _db = db; _db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking; } int M() { var n = 0; foreach (var o in _db.Orders.ToList()) { n += o.Id; } return n; } }" },
        { "changed", "class C(ShopContext db) { public List<Order> Changed = new(); void M() { foreach (var o in db.Orders.Where(o => o.IsPaid).ToList()) { o.IsPaid = false; } } void N() { foreach (var p in db.Products.ToList()) { p.Stock++; } } }" },
        { "changed by a method", "class C(ShopContext db) { static void Pay(Order o) { o.IsPaid = true; } void M(int c) { foreach (var o in db.Orders.Where(o => o.CustomerId == c).ToList()) { Pay(o); } } }" },
        { "changed by itself", "public class Box { public int Id { get; set; } public int Weight { get; set; } public void Empty() { Weight = 0; } } public class Boxes(DbContextOptions o) : DbContext(o) { public DbSet<Box> All => Set<Box>(); } class C(Boxes db) { void M() { foreach (var b in db.All.ToList()) { b.Empty(); } } }" },
        { "lines are added", "class C(ShopContext db) { void M(int c) { foreach (var o in db.Orders.Include(o => o.Lines).Where(o => o.CustomerId == c).ToList()) { o.Lines.Clear(); } } }" },
        { "saved in the same method", "class C(ShopContext db) { int M() { var n = 0; foreach (var o in db.Orders.Where(o => o.IsPaid).ToList()) { n += o.Id; } db.SaveChanges(); return n; } }" },
        { "saved by a method it calls", "class C(ShopContext db) { void Store() { db.SaveChanges(); } int M() { var n = 0; foreach (var o in db.Orders.Where(o => o.IsPaid).ToList()) { n += o.Id; } Store(); return n; } }" },
        { "removed", "class C(ShopContext db) { void M() { var old = db.Orders.Where(o => o.IsPaid).ToList(); db.RemoveRange(old); } }" },
        { "returned to the caller", "class C(ShopContext db) { public List<Order> M(int c) => db.Orders.Where(o => o.CustomerId == c).ToList(); public async Task<List<Order>> N() { var all = await db.Orders.Where(o => o.IsPaid).ToListAsync(); return all; } }" },
        { "kept in a field", "class C(ShopContext db) { private List<Product> _all = new(); void M() { _all = db.Products.Where(p => p.Stock > 0).ToList(); } }" },
        { "handed to what cannot be seen", "interface IPrinter { void Print(Order o); } class C(ShopContext db, IPrinter printer) { void M(int c) { foreach (var o in db.Orders.Where(o => o.CustomerId == c).ToList()) { printer.Print(o); } } }" },
        { "put into a model", "class Page { public List<Order> Orders { get; set; } = new(); } class C(ShopContext db) { Page M(int c) { var all = db.Orders.Where(o => o.CustomerId == c).ToList(); return new Page { Orders = all }; } }" },
        { "projection", "class C(ShopContext db) { int M() { var n = 0; foreach (var o in db.Orders.Select(o => new { o.Id, o.Total }).ToList()) { n += o.Id; } return n; } int N() { var n = 0; foreach (var id in db.Orders.Select(o => o.Id).ToList()) { n += id; } return n; } }" },
        { "one row", "class C(ShopContext db) { decimal M(int id) { var o = db.Orders.First(o => o.Id == id); return o.Total; } async Task<string> N(int id) { var c = await db.Customers.FindAsync(id); return c!.Name; } }" },
        { "a handful", "class C(ShopContext db) { int M() { var n = 0; foreach (var o in db.Orders.OrderBy(o => o.Total).Take(5).ToList()) { n += o.Id; } return n; } int N(int id) { var n = 0; foreach (var o in db.Orders.Where(o => o.Id == id).ToList()) { n += o.CustomerId; } return n; } }" },
        { "loaded for fix-up", "class C(ShopContext db) { void M(int c) { db.Lines.Where(l => l.Order!.CustomerId == c).ToList(); } int N(int c) { _ = db.Lines.Where(l => l.OrderId == c).ToList(); var orders = db.Orders.Where(o => o.CustomerId == c).ToList(); var n = 0; foreach (var o in orders) { n += o.Lines.Count; } return n; } }" },
        { "navigation that is not included", "class C(ShopContext db) { int M(int c) { var n = 0; foreach (var o in db.Orders.Where(o => o.CustomerId == c).ToList()) { n += o.Lines.Count; } return n; } }" },
        { "joined by fix-up", "class C(ShopContext db) { int M(int c) { var orders = db.Orders.Where(o => o.CustomerId == c).ToList(); var customers = db.Customers.Where(x => x.Id == c).ToList(); var n = 0; foreach (var o in orders) { n += o.Id; } foreach (var x in customers) { n += x.Id; } return n; } }" },
        { "repositories joined by fix-up", "interface IRepository<T> where T : class { IQueryable<T> Query(); } class Repository<T>(ShopContext db) : IRepository<T> where T : class { public IQueryable<T> Query() => db.Set<T>(); } class C(IRepository<Order> orders, IRepository<OrderLine> lines) { int M(int c) { var all = orders.Query().Where(o => o.CustomerId == c).ToList(); lines.Query().Where(l => l.Order!.CustomerId == c).ToList(); var n = 0; foreach (var o in all) { n += o.Id; } return n; } }" },
        { "repository without tracking", "interface IRepository<T> where T : class { IQueryable<T> Query(); } class Repository<T>(ShopContext db) : IRepository<T> where T : class { public IQueryable<T> Query() => db.Set<T>().AsNoTracking(); } class C(IRepository<Order> orders) { int M() { var n = 0; foreach (var o in orders.Query().ToList()) { n += o.Id; } return n; } }" },
        { "compared by identity", "class C(ShopContext db) { bool M(Order asked) { foreach (var o in db.Orders.Where(o => o.IsPaid).ToList()) { if (o == asked) { return true; } } return false; } }" },
        { "found again", "class C(ShopContext db) { int M(int id) { var n = 0; foreach (var o in db.Orders.Where(o => o.IsPaid).ToList()) { n += o.Id; } return n + db.Orders.Find(id)!.CustomerId; } }" },
        { "keyless entity", "[Keyless] public class Total { public int Year { get; set; } public decimal Sum { get; set; } } public class Totals(DbContextOptions o) : DbContext(o) { public DbSet<Total> All => Set<Total>(); } class C(Totals db) { decimal M() { var n = 0m; foreach (var t in db.All.ToList()) { n += t.Sum; } return n; } }" },
        { "lazy navigations are serialized", "public class A { public int Id { get; set; } public string Text { get; set; } = \"\"; public virtual List<B> Bs { get; set; } = new(); } public class B { public int Id { get; set; } public int AId { get; set; } public virtual A? A { get; set; } } public class X(DbContextOptions o) : DbContext(o) { public DbSet<A> As => Set<A>(); public DbSet<B> Bs => Set<B>(); protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseLazyLoadingProxies(); } class C(X db) { string M(int id) => System.Text.Json.JsonSerializer.Serialize(db.As.Where(a => a.Id > id).ToList()); }" },
        { "query from outside", "class C { int M(IQueryable<Order> q) { var n = 0; foreach (var o in q.Where(o => o.IsPaid).ToList()) { n += o.Id; } return n; } }" },
        { "repository that may decide", "interface IOrders { IQueryable<Order> Query(); } class C(IOrders orders) { int M() { var n = 0; foreach (var o in orders.Query().Where(o => o.IsPaid).ToList()) { n += o.Id; } return n; } }" },
        { "in memory", "class C { int M(List<Order> all) { var n = 0; foreach (var o in all.Where(o => o.IsPaid).ToList()) { n += o.Id; } return n; } int N(List<Order> all) { var n = 0; foreach (var o in all.AsQueryable().Where(o => o.IsPaid).ToList()) { n += o.Id; } return n; } }" },
        { "seeding", "class Seeder(ShopContext db) { void Seed() { foreach (var p in db.Products.ToList()) { Console.WriteLine(p.Name); } } }" },
        { "grouped", "class C(ShopContext db) { Dictionary<int, Product> M() => db.Products.Where(p => p.Stock > 0).ToDictionary(p => p.Id); object N() => db.Orders.Where(o => o.IsPaid).ToList().GroupBy(o => o.CustomerId).ToList(); }" },
        { "attached to another", "class C(ShopContext db) { void M(Order order) { foreach (var p in db.Products.Where(p => p.Stock > 0).ToList()) { order.Lines.Add(new OrderLine { Product = p }); } } }" },
        { "stored procedure of one's own", "static class X { public static List<Order> Rows(this ShopContext db) => db.Orders.FromSqlRaw(\"select * from Orders\").ToList(); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_it_costs() => Verify.Says(
        "class C(ShopContext db) { int M() { var n = 0; foreach (var o in db.Orders.Where(o => o.IsPaid).[|ToList|]()) { n += o.Id; } return n; } }",
        "'ToList' makes the context keep every 'Order' with a copy of its values, and nothing changes one; 'AsNoTracking' loads them without");

    [Theory]
    [InlineData("db.Orders.Where(o => o.IsPaid).[|ToList|]()", "db.Orders.Where(o => o.IsPaid).AsNoTracking().ToList()")]
    [InlineData("[|db.Orders|]", "db.Orders.AsNoTracking()")]
    [InlineData("[|db.Orders.Where(o => o.IsPaid)|]", "db.Orders.Where(o => o.IsPaid).AsNoTracking()")]
    [InlineData("[|from o in db.Orders where o.IsPaid select o|]", "(from o in db.Orders where o.IsPaid select o).AsNoTracking()")]
    [InlineData("(from o in db.Orders where o.IsPaid select o).[|ToArray|]()", "(from o in db.Orders where o.IsPaid select o).AsNoTracking().ToArray()")]
    [InlineData("await db.Orders.OrderBy(o => o.Id).[|ToListAsync|]()", "await db.Orders.OrderBy(o => o.Id).AsNoTracking().ToListAsync()")]
    public Task Fixes_the_query(string code, string fixedCode) => Verify.Fixes(Loop(code), Loop(fixedCode));

    [Fact]
    public Task Keeps_one_object_for_what_repeats() => Verify.Fixes(
        "class C(ShopContext db) { string M() { var n = \"\"; foreach (var o in db.Orders.Include(o => o.Customer).[|ToList|]()) { n += o.Customer!.Id; } return n; } }",
        "class C(ShopContext db) { string M() { var n = \"\"; foreach (var o in db.Orders.Include(o => o.Customer).AsNoTrackingWithIdentityResolution().ToList()) { n += o.Customer!.Id; } return n; } }");

    [Fact]
    public Task Keeps_the_layout() => Verify.Fixes("""
        class C(ShopContext db)
        {
            public async Task<int> Sum(int customer)
            {
                var orders = await db.Orders
                    .Where(o => o.CustomerId == customer) // theirs
                    .OrderBy(o => o.PlacedAt)
                    .[|ToListAsync|]();
                var sum = 0;
                foreach (var order in orders)
                {
                    sum += order.Id;
                }

                return sum;
            }
        }
        """, """
        class C(ShopContext db)
        {
            public async Task<int> Sum(int customer)
            {
                var orders = await db.Orders
                    .Where(o => o.CustomerId == customer) // theirs
                    .OrderBy(o => o.PlacedAt)
                    .AsNoTracking()
                    .ToListAsync();
                var sum = 0;
                foreach (var order in orders)
                {
                    sum += order.Id;
                }

                return sum;
            }
        }
        """);

    [Fact]
    public Task Refuses_what_is_not_a_chain() => Verify.RefusesToFix(
        "class C(ShopContext db) { int M() { var n = 0; foreach (var o in Enumerable.[|ToList|](db.Orders.Where(o => o.IsPaid))) { n += o.Id; } return n; } }");

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        ("class C(ShopContext db) { int M() { var n = 0; foreach (var o in db.Orders.[|ToList|]()) { n += o.Id; } foreach (var p in [|db.Products|]) { n += p.Id; } return n; } }", "class C(ShopContext db) { int M() { var n = 0; foreach (var o in db.Orders.AsNoTracking().ToList()) { n += o.Id; } foreach (var p in db.Products.AsNoTracking()) { n += p.Id; } return n; } }"),
        ("class D(ShopContext db) { int M() { var n = 0; foreach (var c in db.Customers.[|ToArray|]()) { n += c.Id; } return n; } }", "class D(ShopContext db) { int M() { var n = 0; foreach (var c in db.Customers.AsNoTracking().ToArray()) { n += c.Id; } return n; } }"),
    ]);

    private static string Loop(string source) =>
        source.StartsWith("await", StringComparison.Ordinal)
            ? "class C(ShopContext db) { async Task<int> M() { var n = 0; var all = " + source + "; foreach (var o in all) { n += o.Id; } return n; } }"
            : "class C(ShopContext db) { int M() { var n = 0; foreach (var o in " + source + ") { n += o.Id; } return n; } }";
}
