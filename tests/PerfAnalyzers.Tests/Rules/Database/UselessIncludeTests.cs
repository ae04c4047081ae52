using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.UselessInclude, PerfAnalyzers.Database.UselessIncludeFix>;

namespace PerfAnalyzers.Tests;

public sealed class UselessIncludeTests
{
    public static readonly Cases Firing = new()
    {
        { "before a projection to columns", "class C { object M(ShopContext db) => db.Orders.[|Include|](o => o.Lines).Select(o => new { o.Id, o.Total }).ToList(); }" },
        { "before a single column", "class C { Task<List<int>> M(ShopContext db) => db.Orders.Where(o => o.IsPaid).[|Include|](o => o.Customer).OrderBy(o => o.Id).Select(o => o.Id).ToListAsync(); }" },
        { "before columns of the navigation", "class C { object M(ShopContext db) => db.Orders.[|Include|](o => o.Customer).Select(o => new { o.Id, Name = o.Customer!.Name, Lines = o.Lines.Count, Sum = o.Lines.Sum(l => l.Quantity) }).ToList(); }" },
        { "before columns of a collection", "class C { object M(ShopContext db) => db.Orders.[|Include|](o => o.Lines).ThenInclude(l => l.Product).Select(o => new { o.Id, Lines = o.Lines.Where(l => l.Quantity > 1).Select(l => new { l.Id, l.Product!.Name }).ToList() }).ToList(); }" },
        { "before an object of columns", "class Row { public int Id { get; set; } public string? Name { get; set; } } class C { List<Row> M(ShopContext db) => db.Orders.[|Include|](o => o.Customer).Include(o => o.Lines).Select(o => new Row { Id = o.Id, Name = o.Customer!.Name }).ToList(); }" },
        { "before Count", "class C { int M(ShopContext db) => db.Orders.[|Include|](o => o.Lines).Count(); async Task<int> N(ShopContext db) => await db.Orders.[|Include|](o => o.Customer).CountAsync(o => o.Customer!.IsActive); }" },
        { "before Any", "class C { Task<bool> M(ShopContext db, int id) => db.Orders.[|Include|](o => o.Lines).AnyAsync(o => o.CustomerId == id); bool N(ShopContext db) => db.Orders.[|Include|](o => o.Lines).All(o => o.IsPaid); }" },
        { "before a sum", "class C { decimal M(ShopContext db) => db.Orders.[|Include|](o => o.Customer).Where(o => o.Customer!.IsActive).Sum(o => o.Total); }" },
        { "path as text", "class C { List<int> M(ShopContext db) => db.Orders.[|Include|](\"Lines.Product\").Select(o => o.Id).ToList(); }" },
        { "query that is composed further", "class C { IQueryable<int> M(ShopContext db) => db.Orders.[|Include|](o => o.Lines).Select(o => o.Id); }" },
    };

    public static readonly Cases Suggested = new()
    {
        { "read by no caller", "class Repository(ShopContext db) { internal Task<List<Order>> Open() => db.Orders.[|Include|](o => o.Lines).Where(o => !o.IsPaid).ToListAsync(); } class C(Repository r) { async Task<decimal> M() { var orders = await r.Open(); var sum = 0m; foreach (var order in orders) { sum += order.Total; } return sum; } async Task<int> N() => (await r.Open()).Count(o => o.Total > 5); }" },
        { "read by no caller of a private method", "class C(ShopContext db) { Order? Load(int id) { return db.Orders.[|Include|](o => o.Customer).FirstOrDefault(o => o.Id == id); } bool M(int id) => Load(id)?.IsPaid ?? false; string N(int id) { var order = Load(id); return order is null ? \"\" : order.Total.ToString(); } }" },
        { "read by no caller behind an interface", "interface IRepository { Task<List<Order>> Open(); } class Repository(ShopContext db) : IRepository { public async Task<List<Order>> Open() => await db.Orders.[|Include|](o => o.Lines).ToListAsync(); } class C(IRepository r) { async Task<decimal> M() { var sum = 0m; foreach (var order in await r.Open()) { sum += order.Total; } return sum; } }" },
        { "rows whose navigation is not read", """
            class C
            {
                void M(ShopContext db)
                {
                    var orders = db.Orders.[|Include|](o => o.Lines).ToList();
                    foreach (var order in orders)
                    {
                        Console.WriteLine(order.Id + " " + order.Total);
                    }
                }
            }
            """ },
        { "rows of a loop", """
            class C
            {
                async Task M(ShopContext db)
                {
                    foreach (var order in await db.Orders.[|Include|](o => o.Customer).Where(o => o.IsPaid).ToListAsync())
                    {
                        Console.WriteLine(order.Total);
                    }
                }
            }
            """ },
        { "one row", """
            class C
            {
                async Task<decimal> M(ShopContext db, int id)
                {
                    var order = await db.Orders.[|Include|](o => o.Lines).ThenInclude(l => l.Product).FirstOrDefaultAsync(o => o.Id == id);
                    if (order == null)
                    {
                        return 0;
                    }

                    return order.Total;
                }
            }
            """ },
    };

    public static readonly Cases Quiet = new()
    {
        { "read by one of two callers", "class Repository(ShopContext db) { internal List<Order> Open() => db.Orders.Include(o => o.Lines).ToList(); } class C(Repository r) { decimal M() { var sum = 0m; foreach (var order in r.Open()) { sum += order.Total; } return sum; } int N() { var n = 0; foreach (var order in r.Open()) { n += order.Lines.Count + order.Id; } return n; } }" },
        { "handed on by a caller", "class Repository(ShopContext db) { internal List<Order> Open() => db.Orders.Include(o => o.Lines).ToList(); } class C(Repository r) { object M(Func<List<Order>, object> map) => map(r.Open()); decimal N() { var sum = 0m; foreach (var order in r.Open()) { sum += order.Total; } return sum; } }" },
        { "changed by a caller", "class Repository(ShopContext db) { internal Order? Find(int id) => db.Orders.Include(o => o.Lines).FirstOrDefault(o => o.Id == id); public void Save() => db.SaveChanges(); } class C(Repository r) { void M(int id) { var order = r.Find(id); if (order is not null) { order.IsPaid = order.Total > 3; r.Save(); } } }" },
        { "seen by other projects", "public class Repository { readonly ShopContext _db; public Repository(ShopContext db) => _db = db; public List<Order> Open() => _db.Orders.Include(o => o.Lines).ToList(); } class C(Repository r) { decimal M() { var sum = 0m; foreach (var order in r.Open()) { sum += order.Total; } return sum; } }" },
        { "method group", "class Repository(ShopContext db) { internal List<Order> Open() => db.Orders.Include(o => o.Lines).ToList(); } class C(Repository r) { Func<List<Order>> G() => r.Open; decimal M() { var sum = 0m; foreach (var order in r.Open()) { sum += order.Total; } return sum; } }" },
        { "no caller", "class Repository(ShopContext db) { internal List<Order> Open() => db.Orders.Include(o => o.Lines).ToList(); }" },
        { "always included", "class Shop2(DbContextOptions<ShopContext> o) : ShopContext(o) { protected override void OnModelCreating(ModelBuilder b) => b.Entity<Order>().Navigation(o => o.Lines).AutoInclude(); } class Repository(ShopContext db) { internal List<Order> Open() => db.Orders.Include(o => o.Lines).ToList(); } class C(Repository r) { decimal M() { var sum = 0m; foreach (var order in r.Open()) { sum += order.Total; } return sum; } }" },
        { "entities are returned", "class C { List<Order> M(ShopContext db) => db.Orders.Include(o => o.Lines).ToList(); Task<Order?> N(ShopContext db, int id) => db.Orders.Include(o => o.Customer).FirstOrDefaultAsync(o => o.Id == id); }" },
        { "query is returned", "class C { IQueryable<Order> M(ShopContext db) => db.Orders.Include(o => o.Lines); }" },
        { "projection holds the entity", "class C { object M(ShopContext db) => db.Orders.Include(o => o.Lines).Select(o => new { Order = o, o.Total }).ToList(); List<Order> N(ShopContext db) => db.Orders.Include(o => o.Lines).Select(o => o).ToList(); }" },
        { "projection hands the entity on", "class Dto(Order o) { public int Id => o.Lines.Count; } class C { static string Text(Order o) => \"\"; List<Dto> M(ShopContext db) => db.Orders.Include(o => o.Lines).Select(o => new Dto(o)).ToList(); List<string> N(ShopContext db) => db.Orders.Include(o => o.Lines).Select(o => Text(o)).ToList(); }" },
        { "projection holds the navigation", "class C { List<Customer?> M(ShopContext db) => db.Orders.Include(o => o.Customer).ThenInclude(c => c!.Orders).Select(o => o.Customer).ToList(); object N(ShopContext db) => db.Orders.Include(o => o.Lines).ThenInclude(l => l.Product).Select(o => new { o.Id, o.Lines }).ToList(); object O(ShopContext db) => db.Orders.Include(o => o.Lines).ThenInclude(l => l.Product).Select(o => o.Lines.FirstOrDefault()).ToList(); object P(ShopContext db) => db.Orders.Include(o => o.Lines).Select(o => o.Lines.Where(l => l.Quantity > 1).ToList()).ToList(); }" },
        { "entity of the navigation in a projection", "class C { object M(ShopContext db) => db.Orders.Include(o => o.Lines).Select(o => o.Lines.Select(l => l.Product)).ToList(); }" },
        { "projection in memory", "class C { List<int> M(ShopContext db) => db.Orders.Include(o => o.Lines).AsEnumerable().Select(o => o.Lines.Count).ToList(); object N(ShopContext db) => db.Orders.Include(o => o.Lines).ToList().Select(o => new { o.Id, N = o.Lines.Count }).ToList(); }" },
        { "no Include", "class C { List<int> M(ShopContext db) => db.Orders.Select(o => o.Id).ToList(); }" },
        { "navigation read in a loop", "class C { void M(ShopContext db) { foreach (var o in db.Orders.Include(o => o.Lines).ToList()) { Console.WriteLine(o.Lines.Count); } } }" },
        { "navigation read later", "class C { void M(ShopContext db) { var all = db.Orders.Include(o => o.Customer).ToList(); foreach (var o in all) { Console.WriteLine(o.Customer!.Name); } } }" },
        { "row handed on", "class C { void Show(Order o) { } void M(ShopContext db) { foreach (var o in db.Orders.Include(o => o.Lines).ToList()) { Show(o); } } }" },
        { "rows handed on", "class C { void Show(List<Order> o) { } void M(ShopContext db) { var all = db.Orders.Include(o => o.Lines).ToList(); foreach (var o in all) { Console.WriteLine(o.Id); } Show(all); } }" },
        { "rows read by a lambda", "class C { List<int> M(ShopContext db) { var all = db.Orders.Include(o => o.Lines).ToList(); return all.Select(o => o.Lines.Count).ToList(); } }" },
        { "row that is saved", "class C { void M(ShopContext db, int id) { var order = db.Orders.Include(o => o.Lines).First(o => o.Id == id); Console.WriteLine(order.Id); db.SaveChanges(); } }" },
        { "row that is changed", "class C { void M(ShopContext db, int id) { var order = db.Orders.Include(o => o.Lines).First(o => o.Id == id); order.IsPaid = true; } }" },
        { "computed property may read it", "class Cart { public int Id { get; set; } public List<Item> Items { get; set; } = new(); public int Count => Items.Count; } class Item { public int Id { get; set; } } class Carts(DbContextOptions o) : DbContext(o) { public DbSet<Cart> All => Set<Cart>(); public DbSet<Item> Items => Set<Item>(); } class C { int M(Carts db, int id) { var cart = db.All.Include(c => c.Items).First(c => c.Id == id); return cart.Count; } }" },
        { "groups of entities", "class C { object M(ShopContext db) => db.Orders.Include(o => o.Lines).GroupBy(o => o.CustomerId).ToList(); }" },
        { "own Include", "static class X { public static IQueryable<T> Include<T>(this IQueryable<T> q, int depth) => q; } class C { int M(ShopContext db) => db.Orders.Include(3).Count(); }" },
        { "first entity", "class C { Order M(ShopContext db) => db.Orders.Include(o => o.Lines).Where(o => o.Lines.Any()).First(); Order? N(ShopContext db) => db.Orders.Include(o => o.Lines).OrderBy(o => o.Id).LastOrDefault(); }" },
        { "query used twice", "class C { object M(ShopContext db) { var q = db.Orders.Include(o => o.Lines); return new { Count = q.Count(), All = q.ToList() }; } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_drops_it() => Verify.Says(
        "class C { int M(ShopContext db) => db.Orders.[|Include|](o => o.Lines).Count(); }",
        "'Lines' is included, and 'Count' ends the query without its entities; remove the Include");

    [Theory]
    [InlineData("db.Orders.[|Include|](o => o.Lines).Select(o => o.Id).ToList()", "db.Orders.Select(o => o.Id).ToList()")]
    [InlineData("db.Orders.Where(o => o.IsPaid).[|Include|](o => o.Lines).ThenInclude(l => l.Product).Include(o => o.Customer).OrderBy(o => o.Id).Select(o => o.Id).ToList()", "db.Orders.Where(o => o.IsPaid).OrderBy(o => o.Id).Select(o => o.Id).ToList()")]
    [InlineData("await db.Orders.[|Include|](o => o.Customer).CountAsync(o => o.IsPaid)", "await db.Orders.CountAsync(o => o.IsPaid)")]
    public Task Removes_it(string code, string fixedCode) => Verify.Fixes(Method(code), Method(fixedCode));

    [Fact]
    public Task Keeps_the_layout() => Verify.Fixes("""
        class C
        {
            async Task<List<int>> M(ShopContext db)
            {
                // Theirs.
                return await db.Orders
                    .[|Include|](o => o.Lines)
                        .ThenInclude(l => l.Product)
                    .Where(o => o.IsPaid)
                    .Select(o => o.Id)
                    .ToListAsync();
            }
        }
        """, """
        class C
        {
            async Task<List<int>> M(ShopContext db)
            {
                // Theirs.
                return await db.Orders
                    .Where(o => o.IsPaid)
                    .Select(o => o.Id)
                    .ToListAsync();
            }
        }
        """);

    [Fact]
    public Task Removes_what_is_not_read() => Verify.Fixes(
        "class C { void M(ShopContext db) { foreach (var o in db.Orders.[|Include|](o => o.Lines).ToList()) { Console.WriteLine(o.Id); } } }",
        "class C { void M(ShopContext db) { foreach (var o in db.Orders.ToList()) { Console.WriteLine(o.Id); } } }",
        DiagnosticSeverity.Info);

    [Theory]
    [InlineData("db.Orders.[|Include|](o => o.Lines /* all */).Select(o => o.Id).ToList()")]
    [InlineData("EntityFrameworkQueryableExtensions.[|Include|](db.Orders, o => o.Lines).Select(o => o.Id).ToList()")]
    public Task Refuses_what_is_not_plain(string code) => Verify.RefusesToFix(Method(code));

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        ("class C { int M(ShopContext db) => db.Orders.[|Include|](o => o.Lines).Count(o => o.Total > db.Products.[|Include|](p => p.Name).Count()); }".Replace("db.Products.[|Include|](p => p.Name).Count()", "3", StringComparison.Ordinal), "class C { int M(ShopContext db) => db.Orders.Count(o => o.Total > 3); }"),
        ("class D { bool M(ShopContext db) => db.Orders.[|Include|](o => o.Lines).Any(); int N(ShopContext db) => db.Orders.[|Include|](o => o.Customer).Count(); }", "class D { bool M(ShopContext db) => db.Orders.Any(); int N(ShopContext db) => db.Orders.Count(); }"),
    ]);

    private static string Method(string expression) => "class C { async Task<object?> M(ShopContext db) { await Task.Yield(); return " + expression + "; } }";
}
