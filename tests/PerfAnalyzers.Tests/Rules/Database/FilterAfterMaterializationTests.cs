using Text = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.FilterAfterMaterialization, PerfAnalyzers.Database.FilterAfterMaterializationTextFix>;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.FilterAfterMaterialization, PerfAnalyzers.Database.FilterAfterMaterializationFix>;

namespace PerfAnalyzers.Tests;

public sealed class FilterAfterMaterializationTests
{
    public static readonly Cases Firing = new()
    {
        { "filter after ToList", "class C { List<Order> M(ShopContext db) => db.Orders.ToList().[|Where|](o => o.IsPaid).ToList(); }" },
        { "filter after AsEnumerable", "class C { IEnumerable<Order> M(ShopContext db, int id) => db.Orders.AsEnumerable().[|Where|](o => o.CustomerId == id); }" },
        { "filter after an awaited list", "class C { async Task<List<Order>> M(ShopContext db, DateTime since) => (await db.Orders.ToListAsync()).[|Where|](o => o.PlacedAt >= since && !o.IsPaid).ToList(); }" },
        { "first of all rows", "class C { async Task<Customer?> M(ShopContext db, int id, CancellationToken token) => (await db.Customers.ToListAsync(token)).[|FirstOrDefault|](c => c.Id == id); }" },
        { "single after ToArray", "class C { Order M(ShopContext db, int id) => db.Orders.ToArray().[|Single|](o => o.Id == id); }" },
        { "page of all rows", "class C { List<Order> M(ShopContext db, int page) => db.Orders.OrderBy(o => o.Id).ToList().[|Skip|](page * 10).Take(10).ToList(); }" },
        { "sorted, then cut", "class C { List<Order> M(ShopContext db) => db.Orders.ToList().OrderByDescending(o => o.Total).[|Take|](5).ToList(); }" },
        { "number of all rows", "class C { int M(ShopContext db) => db.Orders.ToList().[|Count|]; int N(ShopContext db) => db.Orders.ToArray().[|Length|]; }" },
        { "number of some rows", "class C { int M(ShopContext db) => db.Orders.ToList().[|Count|](o => o.IsPaid); }" },
        { "any and all", """
            class C
            {
                bool A(ShopContext db, int id) => db.Orders.ToList().[|Any|](o => o.CustomerId == id);
                bool B(ShopContext db) => db.Orders.AsEnumerable().[|All|](o => o.IsPaid);
                bool D(ShopContext db) => db.Orders.Where(o => o.IsPaid).ToList().[|Any|]();
            }
            """ },
        { "sum and extremes", """
            class C
            {
                int A(ShopContext db) => db.Lines.ToList().[|Sum|](l => l.Quantity);
                int B(ShopContext db) => db.Lines.AsEnumerable().[|Max|](l => l.Quantity);
                double D(ShopContext db) => db.Products.ToList().[|Average|](p => p.Stock);
                DateTime E(ShopContext db) => db.Orders.ToList().[|Min|](o => o.PlacedAt);
            }
            """ },
        { "column, then sum", "class C { int M(ShopContext db) => db.Lines.ToList().Select(l => l.Quantity).[|Sum|](); }" },
        { "membership", """
            class C
            {
                bool A(ShopContext db, int id) => db.Orders.Select(o => o.CustomerId).ToList().[|Contains|](id);
                List<Order> B(ShopContext db, List<int> ids) => db.Orders.ToList().[|Where|](o => ids.Contains(o.CustomerId)).ToList();
            }
            """ },
        { "membership in an array", "class C { List<Order> M(ShopContext db, int[] ids) => db.Orders.ToList().[|Where|](o => ids.Contains(o.CustomerId)).ToList(); }" },
        { "methods of lists", """
            class C
            {
                Order? A(ShopContext db, int id) => db.Orders.ToList().[|Find|](o => o.Id == id);
                bool B(ShopContext db, int id) => db.Orders.ToList().[|Exists|](o => o.CustomerId == id);
                List<Order> D(ShopContext db) => db.Orders.ToList().[|FindAll|](o => o.IsPaid);
                bool E(ShopContext db) => db.Orders.ToList().[|TrueForAll|](o => o.IsPaid);
            }
            """ },
        { "text", "class C { Customer? M(ShopContext db, string email) => db.Customers.ToList().[|FirstOrDefault|](c => c.Email == email); List<Customer> N(ShopContext db, string s) => db.Customers.AsNoTracking().ToList().[|Where|](c => c.Name.Contains(s) || c.Email.StartsWith(s)).ToList(); }" },
        { "nullable and arithmetic", "class C { List<Order> M(ShopContext db, int? id) => db.Orders.ToList().[|Where|](o => id == null || o.CustomerId == id.Value || o.Total * 2 > 10).ToList(); }" },
        { "part of a date", "class C { List<Order> M(ShopContext db, int year) => db.Orders.ToList().[|Where|](o => o.PlacedAt.Year == year && o.PlacedAt.Date > DateTime.Today).ToList(); }" },
        { "included navigation", "class C { List<Order> M(ShopContext db) => db.Orders.Include(o => o.Customer).ToList().[|Where|](o => o.Customer!.IsActive).ToList(); }" },
        { "anonymous rows", "class C { object? M(ShopContext db, int id) => db.Orders.Select(o => new { o.Id, o.Total }).ToList().[|FirstOrDefault|](o => o.Id == id); }" },
        { "filtered in part", "class C { List<Order> M(ShopContext db, int id) => db.Orders.Where(o => o.CustomerId == id).ToList().[|Where|](o => o.IsPaid).ToList(); }" },
        { "translatable first, client code later", "class C { string Text(Order o) => o.ToString()!; List<string> M(ShopContext db) => db.Orders.AsEnumerable().[|Where|](o => o.IsPaid).Select(o => Text(o)).ToList(); }" },
        { "through a local", """
            class C
            {
                List<Order> M(ShopContext db, int id)
                {
                    var orders = db.Orders.ToList();
                    return orders.[|Where|](o => o.CustomerId == id).ToList();
                }
            }
            """ },
        { "through a local, awaited, with calm code between", """
            class C
            {
                async Task<Order?> M(ShopContext db, int id, CancellationToken token)
                {
                    List<Order> orders = await db.Orders.AsNoTracking().ToListAsync(token).ConfigureAwait(false);
                    var limit = id + 1;
                    var found = orders.[|FirstOrDefault|](o => o.Id == limit);
                    return found;
                }
            }
            """ },
        { "conditional composition", """
            class C
            {
                List<Order> M(ShopContext db, int? id)
                {
                    IQueryable<Order> query = db.Orders;
                    if (id is { } customer)
                    {
                        query = query.Where(o => o.CustomerId == customer);
                    }

                    return query.ToList().[|Where|](o => o.IsPaid).ToList();
                }
            }
            """ },
        { "repository that hands out queries", """
            interface IRepository<T> { IQueryable<T> Query(); }
            class C(IRepository<Order> orders)
            {
                List<Order> M(int id) => orders.Query().ToList().[|Where|](o => o.CustomerId == id).ToList();
            }
            """ },
        { "foreach over the rest", """
            class C
            {
                void M(ShopContext db)
                {
                    foreach (var order in db.Orders.ToList().[|Where|](o => o.IsPaid))
                    {
                        Console.WriteLine(order.Id);
                    }
                }
            }
            """ },
        { "query syntax before", "class C { List<int> M(ShopContext db) => (from o in db.Orders where o.IsPaid select o.Id).ToList().[|Where|](id => id > 5).ToList(); }" },
    };

    public static readonly Cases Suggested = new()
    {
        { "query of the caller", "class C { List<Order> M(IQueryable<Order> orders) => orders.ToList().[|Where|](o => o.IsPaid).ToList(); }" },
        { "whole table of another method, copied", "class R(ShopContext db) { public async Task<List<Order>> All() { return await db.Orders.Include(o => o.Lines).AsSplitQuery().ToListAsync(); } } class C(R r) { async Task<List<int>> M() => (await r.All()).AsEnumerable().[|Where|](o => o.IsPaid).Select(o => o.Id).ToList(); async Task<Order?> N(int id) => (await r.All()).ToList().[|FirstOrDefault|](o => o.CustomerId == id); }" },
        { "whole table of another method", """
            class Orders(ShopContext db)
            {
                public async Task<List<Order>> GetAll() => await db.Orders.AsNoTracking().ToListAsync();
                public List<Order> All() { return db.Orders.OrderBy(o => o.Id).ToList(); }
            }
            class C(Orders orders)
            {
                async Task<List<Order>> M(int id) => (await orders.GetAll()).[|Where|](o => o.CustomerId == id).ToList();
                Order? N(int id) => orders.All().[|FirstOrDefault|](o => o.Id == id);
            }
            """ },
    };

    public static readonly Cases Quiet = new()
    {
        { "the empty one of different texts", "class C { async Task<List<string>> M(ShopContext db) { var names = await db.Customers.Select(c => c.Name).Distinct().ToListAsync(); return names.Where(n => !string.IsNullOrEmpty(n)).Select(n => n.Normalize()).ToList(); } List<string> N(ShopContext db) => db.Customers.Select(c => c.Email).Distinct().ToList().Where(e => e != null && e != \"\").ToList(); }" },
        { "list", "class C { List<Order> M(List<Order> orders) => orders.ToList().Where(o => o.IsPaid).ToList(); }" },
        { "list as queryable", "class C { List<Order> M(List<Order> orders) => orders.AsQueryable().ToList().Where(o => o.IsPaid).ToList(); }" },
        { "filtered before", "class C { List<Order> M(ShopContext db) => db.Orders.Where(o => o.IsPaid).ToList(); }" },
        { "own method in the filter", "class C { static bool IsLate(Order o) => o.Total > 3; List<Order> M(ShopContext db) => db.Orders.ToList().Where(o => IsLate(o)).ToList(); List<Order> N(ShopContext db) => db.Orders.AsEnumerable().Where(IsLate).ToList(); }" },
        { "stored delegate", "class C { List<Order> M(ShopContext db, Func<Order, bool> filter) => db.Orders.AsEnumerable().Where(filter).ToList(); }" },
        { "regular expression", "class C { List<Customer> M(ShopContext db, System.Text.RegularExpressions.Regex r) => db.Customers.AsEnumerable().Where(c => r.IsMatch(c.Name)).ToList(); }" },
        { "comparison of strings by culture", "class C { List<Customer> M(ShopContext db, string s) => db.Customers.AsEnumerable().Where(c => c.Name.Equals(s, StringComparison.OrdinalIgnoreCase) || c.Name.Contains(s, StringComparison.CurrentCulture)).ToList(); }" },
        { "computed property", """
            class Invoice { public int Id { get; set; } public int Net { get; set; } public int Gross => Net * 2; public bool IsOpen { get { return Net > 0; } } }
            class Books(DbContextOptions o) : DbContext(o) { public DbSet<Invoice> Invoices => Set<Invoice>(); }
            class C { List<Invoice> M(Books db) => db.Invoices.ToList().Where(i => i.Gross > 10).ToList(); List<Invoice> N(Books db) => db.Invoices.ToList().Where(i => i.IsOpen).ToList(); }
            """ },
        { "property that is not mapped", """
            using System.ComponentModel.DataAnnotations.Schema;
            class Invoice { public int Id { get; set; } [NotMapped] public bool IsOpen { get; set; } public bool IsNew { get; set; } }
            class Books(DbContextOptions o) : DbContext(o)
            {
                public DbSet<Invoice> Invoices => Set<Invoice>();
                protected override void OnModelCreating(ModelBuilder b) => b.Entity<Invoice>().Ignore(i => i.IsNew);
            }
            class C { List<Invoice> M(Books db) => db.Invoices.ToList().Where(i => i.IsOpen).ToList(); List<Invoice> N(Books db) => db.Invoices.ToList().Where(i => i.IsNew).ToList(); }
            """ },
        { "column behind a converter", """
            class Invoice { public int Id { get; set; } public DateTime Due { get; set; } }
            class Books(DbContextOptions o) : DbContext(o)
            {
                public DbSet<Invoice> Invoices => Set<Invoice>();
                protected override void OnModelCreating(ModelBuilder b) => b.Entity<Invoice>().Property(i => i.Due).HasConversion(d => d.Ticks, t => new DateTime(t));
            }
            class C { List<Invoice> M(Books db, DateTime now) => db.Invoices.ToList().Where(i => i.Due.Year > now.Year).ToList(); }
            """ },
        { "navigation that is not loaded", "class C { List<Order> M(ShopContext db) => db.Orders.ToList().Where(o => o.Lines.Count > 0).ToList(); List<Order> N(ShopContext db) => db.Orders.ToList().Where(o => o.Customer!.IsActive).ToList(); }" },
        { "list used again", "class C { object M(ShopContext db) { var all = db.Orders.ToList(); var paid = all.Where(o => o.IsPaid).ToList(); return new { all, paid }; } }" },
        { "list filtered twice", "class C { int M(ShopContext db) { var all = db.Orders.ToList(); return all.Count(o => o.IsPaid) - all.Count(o => o.Total > 3); } }" },
        { "list filtered per element", "class C { int M(ShopContext db, List<int> ids) { var all = db.Orders.ToList(); var n = 0; foreach (var id in ids) { n += all.Where(o => o.CustomerId == id).Sum(o => o.Id); } return n; } }" },
        { "list read in a lambda", "class C { Func<int, Order?> M(ShopContext db) { var all = db.Orders.ToList(); return id => all.FirstOrDefault(o => o.Id == id); } }" },
        { "snapshot before a save", "class C { List<Order> M(ShopContext db) { var before = db.Orders.AsNoTracking().ToList(); db.SaveChanges(); return before.Where(o => o.IsPaid).ToList(); } }" },
        { "list that is returned", "class C { List<Order> M(ShopContext db) { var all = db.Orders.ToList(); return all; } }" },
        { "tree that is loaded to fill itself", """
            class Node { public int Id { get; set; } public int? ParentId { get; set; } public Node? Parent { get; set; } public List<Node> Children { get; set; } = new(); }
            class Trees(DbContextOptions o) : DbContext(o) { public DbSet<Node> Nodes => Set<Node>(); }
            class C
            {
                List<Node> M(Trees db) => db.Nodes.ToList().Where(n => n.ParentId == null).ToList();
                List<Node> N(Trees db) { var nodes = db.Nodes.ToList(); return nodes.Where(n => !n.ParentId.HasValue).ToList(); }
            }
            """ },
        { "list only sorted", "class C { List<Order> M(ShopContext db) => db.Orders.ToList().OrderBy(o => o.PlacedAt).ToList(); }" },
        { "client projection, then filter", "class C { string Text(Order o) => o.ToString()!; List<string> M(ShopContext db) => db.Orders.AsEnumerable().Select(o => Text(o)).Where(t => t.Length > 3).ToList(); List<string> N(ShopContext db) => db.Orders.Select(o => Text(o)).ToList().Where(t => t.Length > 3).ToList(); }" },
        { "client filter, then translatable filter", "class C { bool Is(Order o) => o.Total > 3; List<Order> M(ShopContext db) => db.Orders.AsEnumerable().Where(o => Is(o)).Where(o => o.IsPaid).ToList(); }" },
        { "page already taken", "class C { List<Order> M(ShopContext db) => db.Orders.OrderBy(o => o.Id).Take(20).ToList().Where(o => o.IsPaid).ToList(); }" },
        { "stored procedure", "class C { Order? M(ShopContext db) => db.Orders.FromSqlRaw(\"exec FindOrders\").AsEnumerable().FirstOrDefault(); int N(ShopContext db) => db.Database.SqlQueryRaw<int>(\"exec F\").ToList().First(); List<Order> O(ShopContext db, int id) => db.Orders.FromSql($\"exec Find {id}\").ToList().Where(o => o.IsPaid).ToList(); }" },
        { "groups", "class C { object M(ShopContext db) => db.Orders.GroupBy(o => o.CustomerId).ToList().Where(g => g.Key > 3).ToList(); }" },
        { "row by its key, of a query that was composed", "class C { async Task<Order?> M(ShopContext db, int id, bool all) { IQueryable<Order> query = db.Orders.Include(o => o.Customer); if (all) query = query.Include(o => o.Lines); query = query.Where(o => o.Id == id); var order = (await query.ToListAsync()).FirstOrDefault(); return order; } }" },
        { "row by its key", "class C { Order? M(ShopContext db, int id) => db.Orders.Where(o => o.Id == id).ToList().FirstOrDefault(); }" },
        { "index of the row", "class C { List<Order> M(ShopContext db) => db.Orders.ToList().Where((o, i) => i % 2 == 0).ToList(); }" },
        { "last of an unordered list", "class C { Order? M(ShopContext db) => db.Orders.ToList().LastOrDefault(); }" },
        { "comparer", "class C { bool M(ShopContext db, string s) => db.Customers.Select(c => c.Name).ToList().Contains(s, StringComparer.OrdinalIgnoreCase); }" },
        { "existence through the number of rows", "class C { bool M(ShopContext db) { return db.Orders.Select(o => o.Id).ToList().Count > 5; } }" },
        { "number that is kept", "class C { int M(ShopContext db) { var all = db.Orders.ToList(); return all.Count; } }" },
        { "dictionary of rows", "class C { object M(ShopContext db) => db.Orders.ToList().ToDictionary(o => o.Id); object N(ShopContext db) => db.Orders.ToList().Select(o => o.Total).ToList(); }" },
        { "query per element: that is the matter", "class C { int M(ShopContext db, List<int> ids) { var n = 0; foreach (var id in ids) { n += db.Orders.Where(o => o.CustomerId == id).ToList().Count(o => o.IsPaid); } return n; } }" },
        { "seeding", "class Seeder { void Seed(ShopContext db) { if (db.Products.ToList().Any(p => p.Stock == 3)) { return; } db.SaveChanges(); } }" },
        { "start-up", "class Program { static void Main() { using var db = new ShopContext(null!); Console.WriteLine(db.Orders.ToList().Count(o => o.IsPaid)); } }" },
        { "lookup method with parameters", "class R(ShopContext db) { public List<Order> Of(int customer, bool paid) => db.Orders.Where(o => o.CustomerId == customer && o.IsPaid == paid).ToList(); } class C(R r) { List<Order> M() => r.Of(1, true).Where(o => o.Total > 3).ToList(); }" },
        { "cached table", "class R(ShopContext db) { List<Order>? _all; public List<Order> All() => _all ??= db.Orders.ToList(); } class C(R r) { List<Order> M(int id) => r.All().Where(o => o.CustomerId == id).ToList(); }" },
        { "subquery", "class C { IQueryable<Customer> M(ShopContext db) => db.Customers.Where(c => c.Orders.ToList().Where(o => o.IsPaid).Any()); }" },
        { "own operators of the same names", "static class X { public static List<T> ToList<T>(this IQueryable<T> q, string key) => new(); } class C { int M(ShopContext db) => db.Orders.ToList(\"k\").GetRange(0, 1).Capacity; }" },
        { "changed entries", "class C { int M(ShopContext db) => db.ChangeTracker.Entries().ToList().Count(e => e.State == EntityState.Added); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_it_costs() => Verify.Says(
        "class C { int M(ShopContext db) => db.Orders.ToList().[|Count|](o => o.IsPaid); }",
        "'Count' runs in memory after 'ToList' has loaded every row; put it before, and the database sends only what is wanted");

    public static readonly TheoryData<string, string> Rewrites = new()
    {
        { "db.Orders.ToList().[|Where|](o => o.IsPaid).ToList()", "db.Orders.Where(o => o.IsPaid).ToList()" },
        { "db.Orders.ToList().[|Where|](o => o.IsPaid).ToArray()", "db.Orders.Where(o => o.IsPaid).ToArray()" },
        { "db.Orders.AsEnumerable().[|Where|](o => o.IsPaid).ToList()", "db.Orders.Where(o => o.IsPaid).ToList()" },
        { "db.Orders.AsEnumerable().[|Where|](o => o.IsPaid).Select(o => o.ToString()).ToList()", "db.Orders.Where(o => o.IsPaid).AsEnumerable().Select(o => o.ToString()).ToList()" },
        { "db.Orders.ToList().[|Where|](o => o.IsPaid).Select(o => o.ToString()).ToList()", "db.Orders.Where(o => o.IsPaid).ToList().Select(o => o.ToString()).ToList()" },
        { "(await db.Orders.ToListAsync(token)).[|Where|](o => o.IsPaid).ToList()", "await db.Orders.Where(o => o.IsPaid).ToListAsync(token)" },
        { "(await db.Orders.ToListAsync(token).ConfigureAwait(false)).[|Where|](o => o.IsPaid).ToArray()", "await db.Orders.Where(o => o.IsPaid).ToArrayAsync(token).ConfigureAwait(false)" },
        { "(await db.Orders.ToListAsync(token)).[|First|](o => o.Id == id)", "await db.Orders.FirstAsync(o => o.Id == id, token)" },
        { "(await db.Orders.ToListAsync()).[|Count|]", "await db.Orders.CountAsync()" },
        { "(await db.Orders.ToArrayAsync(token).ConfigureAwait(false)).[|Length|]", "await db.Orders.CountAsync(token).ConfigureAwait(false)" },
        { "(await db.Orders.ToListAsync(token)).[|First|](o => o.Id == id).Total", "(await db.Orders.FirstAsync(o => o.Id == id, token)).Total" },
        { "db.Orders.ToList().[|Single|](o => o.Id == id).Total", "db.Orders.Single(o => o.Id == id).Total" },
        { "db.Orders.ToList().[|Count|](o => o.IsPaid)", "db.Orders.Count(o => o.IsPaid)" },
        { "db.Orders.ToList().OrderBy(o => o.PlacedAt).[|Take|](5).ToList()", "db.Orders.OrderBy(o => o.PlacedAt).Take(5).ToList()" },
        { "db.Orders.OrderBy(o => o.Id).ToList().[|Skip|](id * 10).Take(10).ToList()", "db.Orders.OrderBy(o => o.Id).Skip(id * 10).Take(10).ToList()" },
        { "db.Orders.ToList().[|Where|](o => o.IsPaid).OrderBy(o => o.PlacedAt).First()", "db.Orders.Where(o => o.IsPaid).OrderBy(o => o.PlacedAt).First()" },
        { "db.Lines.ToList().Select(l => l.Quantity).[|Sum|]()", "db.Lines.Select(l => l.Quantity).Sum()" },
        { "db.Orders.ToList().[|Find|](o => o.Id == id)", "db.Orders.FirstOrDefault(o => o.Id == id)" },
        { "db.Orders.ToList().[|Exists|](o => o.CustomerId == id)", "db.Orders.Any(o => o.CustomerId == id)" },
        { "db.Orders.ToList().[|TrueForAll|](o => o.IsPaid)", "db.Orders.All(o => o.IsPaid)" },
        { "db.Orders.ToList().[|FindAll|](o => o.IsPaid)", "db.Orders.Where(o => o.IsPaid).ToList()" },
        { "db.Orders.Select(o => o.CustomerId).ToList().[|Contains|](id)", "db.Orders.Select(o => o.CustomerId).Contains(id)" },
    };

    [Theory, MemberData(nameof(Rewrites))]
    public Task Moves_the_load(string code, string fixedCode) => Verify.Fixes(Method(code), Method(fixedCode));

    [Theory]
    [InlineData("db.Customers.ToList().[|FirstOrDefault|](c => c.Email == text)", "db.Customers.FirstOrDefault(c => c.Email == text)")]
    [InlineData("(await db.Customers.ToListAsync(token)).[|Any|](c => c.Name.StartsWith(text))", "await db.Customers.AnyAsync(c => c.Name.StartsWith(text), token)")]
    public async Task Moves_comparisons_of_text_on_request(string code, string fixedCode)
    {
        await Text.Fixes(Method(code), Method(fixedCode));
        await Verify.RefusesToFix(Method(code));
    }

    [Fact]
    public Task Keeps_the_layout() => Verify.Fixes("""
        class C
        {
            async Task<List<Order>> M(ShopContext db, int id, CancellationToken token)
            {
                // Theirs.
                var orders = (await db.Orders
                        .AsNoTracking()
                        .ToListAsync(token))
                    .[|Where|](o => o.CustomerId == id)
                    .ToList();
                return orders;
            }
        }
        """, """
        class C
        {
            async Task<List<Order>> M(ShopContext db, int id, CancellationToken token)
            {
                // Theirs.
                var orders = await db.Orders
                        .AsNoTracking()
                    .Where(o => o.CustomerId == id)
                    .ToListAsync(token);
                return orders;
            }
        }
        """);

    [Theory]
    [InlineData("{ return o.IsPaid; }")]
    [InlineData("o.IsPaid is true")]
    public Task Refuses_what_no_tree_may_hold(string body) => Verify.RefusesToFix(Method("db.Orders.ToList().[|Where|](o => " + body + ").ToList()"));

    [Fact]
    public Task Refuses_to_lose_a_comment() => Verify.RefusesToFix(Method("db.Orders.ToList()/* all */.[|Where|](o => o.IsPaid).ToList()"));

    [Fact]
    public Task Refuses_static_calls() => Verify.RefusesToFix(Method("Enumerable.[|Where|](db.Orders.ToList(), o => o.IsPaid).ToList()"));

    [Fact]
    public Task Refuses_a_local() => Verify.RefusesToFix("class C { int M(ShopContext db) { var all = db.Orders.ToList(); return all.[|Count|](o => o.IsPaid); } }");

    [Fact]
    public Task Refuses_a_sequence_that_is_replaced() => Verify.RefusesToFix(
        "class C { IEnumerable<Order> M(ShopContext db, List<Order> more, bool b) { var all = db.Orders.ToList().[|Where|](o => o.IsPaid); if (b) { all = all.Concat(more); } return all; } }");

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        (Method("db.Orders.ToList().[|Take|](\ndb.Products.ToList().[|Count|]).ToList()"), Method("db.Orders.Take(\ndb.Products.Count()).ToList()")),
        ("class D { int A(ShopContext db) => db.Orders.ToList().[|Count|]; int B(ShopContext db) => db.Orders.AsEnumerable().[|Count|](o => o.IsPaid); }", "class D { int A(ShopContext db) => db.Orders.Count(); int B(ShopContext db) => db.Orders.Count(o => o.IsPaid); }"),
    ]);

    private static string Method(string expression) => "class C { async Task<object?> M(ShopContext db, int id, string text, CancellationToken token) { await Task.Yield(); return " + expression + "; } }";
}
