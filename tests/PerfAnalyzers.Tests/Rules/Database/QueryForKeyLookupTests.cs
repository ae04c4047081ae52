using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.QueryForKeyLookup, PerfAnalyzers.Database.QueryForKeyLookupFix>;

namespace PerfAnalyzers.Tests;

public sealed class QueryForKeyLookupTests
{
    public static readonly Cases Firing = new()
    {
        { "by key", "class C(ShopContext db) { public Order? Get(int id) => db.Orders.[|FirstOrDefault|](o => o.Id == id); }" },
        { "single by key", "class C(ShopContext db) { public Customer? Get(int id) => db.Customers.[|SingleOrDefault|](c => c.Id == id); }" },
        { "asynchronously", "class C(ShopContext db) { public async Task<Order?> Get(int id) => await db.Orders.[|FirstOrDefaultAsync|](o => o.Id == id).ConfigureAwait(false); }" },
        { "with a token", "class C(ShopContext db) { public async Task<Order?> Get(int id, CancellationToken token) => await db.Orders.[|SingleOrDefaultAsync|](o => o.Id == id, token); }" },
        { "after Where", "class C(ShopContext db) { public Order? Get(int id) => db.Orders.Where(o => o.Id == id).[|FirstOrDefault|](); }" },
        { "key on the right", "class C(ShopContext db) { public Product? Get(OrderLine line) => db.Products.[|FirstOrDefault|](p => line.ProductId == p.Id); }" },
        { "set by type", "class C(ShopContext db) { public Order? Get(int id) => db.Set<Order>().[|FirstOrDefault|](o => o.Id == id); }" },
        { "key by attribute", "public class Country { [System.ComponentModel.DataAnnotations.Key] public string Code { get; set; } = \"\"; public string Name { get; set; } = \"\"; } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Country> Countries => Set<Country>(); } class C(X db) { public Country? Get(string code) => db.Countries.[|FirstOrDefault|](c => c.Code == code); }" },
        { "changed and saved", "class C(ShopContext db) { public void Pay(int id) { var order = db.Orders.[|FirstOrDefault|](o => o.Id == id); if (order != null) { order.IsPaid = true; db.SaveChanges(); } } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "context that is made here", "class C(IDbContextFactory<ShopContext> contexts) { Order? M(int id) { using var db = contexts.CreateDbContext(); return db.Orders.FirstOrDefault(o => o.Id == id); } async Task<Order?> N(int id) { await using var db = await contexts.CreateDbContextAsync(); return await db.Set<Order>().FirstOrDefaultAsync(o => o.Id == id); } Order? O(DbContextOptions<ShopContext> options, int id) { using var db = new ShopContext(options); return db.Orders.SingleOrDefault(o => o.Id == id); } }" },
        { "found", "class C(ShopContext db) { public Order? Get(int id) => db.Orders.Find(id); }" },
        { "another column", "class C(ShopContext db) { public Product? Get(string sku) => db.Products.FirstOrDefault(p => p.Sku == sku); }" },
        { "another condition", "class C(ShopContext db) { public Order? Get(int id) => db.Orders.FirstOrDefault(o => o.Id == id && o.IsPaid); }" },
        { "another filter before", "class C(ShopContext db) { public Order? Get(int id) => db.Orders.Where(o => o.IsPaid).FirstOrDefault(o => o.Id == id); }" },
        { "with an Include", "class C(ShopContext db) { public Order? Get(int id) => db.Orders.Include(o => o.Customer).FirstOrDefault(o => o.Id == id); }" },
        { "without tracking", "class C(ShopContext db) { public Order? Get(int id) => db.Orders.AsNoTracking().FirstOrDefault(o => o.Id == id); }" },
        { "projection", "class C(ShopContext db) { public decimal Get(int id) => db.Orders.Where(o => o.Id == id).Select(o => o.Total).FirstOrDefault(); }" },
        { "must exist", "class C(ShopContext db) { public Order Get(int id) => db.Orders.First(o => o.Id == id); public Order One(int id) => db.Orders.Single(o => o.Id == id); }" },
        { "not by default", "class S { void M(DbContextOptionsBuilder b) => b.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking); } class C(ShopContext db) { public Order? Get(int id) => db.Orders.FirstOrDefault(o => o.Id == id); }" },
        { "filtered by the model", "public class Doc { public int Id { get; set; } public bool IsDeleted { get; set; } } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Doc> Docs => Set<Doc>(); protected override void OnModelCreating(ModelBuilder b) => b.Entity<Doc>().HasQueryFilter(d => !d.IsDeleted); } class C(X db) { public Doc? Get(int id) => db.Docs.FirstOrDefault(d => d.Id == id); }" },
        { "filters ignored", "class C(ShopContext db) { public Order? Get(int id) => db.Orders.IgnoreQueryFilters().FirstOrDefault(o => o.Id == id); }" },
        { "key of two columns", "[PrimaryKey(nameof(A), nameof(B))] public class Pair { public int A { get; set; } public int B { get; set; } } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Pair> Pairs => Set<Pair>(); } class C(X db) { public Pair? Get(int a) => db.Pairs.FirstOrDefault(p => p.A == a); }" },
        { "value of another type", "class C(ShopContext db) { public Order? Get(long id) => db.Orders.FirstOrDefault(o => o.Id == id); public Order? Maybe(int? id) => db.Orders.FirstOrDefault(o => o.Id == id); }" },
        { "range", "class C(ShopContext db) { public Order? Get(int id) => db.Orders.FirstOrDefault(o => o.Id > id); }" },
        { "first of all", "class C(ShopContext db) { public Order? Get() => db.Orders.FirstOrDefault(); }" },
        { "ordered", "class C(ShopContext db) { public Order? Get(int id) => db.Orders.OrderBy(o => o.Total).FirstOrDefault(o => o.Id == id); }" },
        { "in memory", "class C { public Order? Get(List<Order> all, int id) => all.FirstOrDefault(o => o.Id == id); public Order? Fake(List<Order> all, int id) => all.AsQueryable().FirstOrDefault(o => o.Id == id); }" },
        { "query from elsewhere", "class C { public Order? Get(IQueryable<Order> orders, int id) => orders.FirstOrDefault(o => o.Id == id); }" },
        { "within a query", "class C(ShopContext db) { public object All() => db.Lines.Select(l => db.Products.FirstOrDefault(p => p.Id == l.ProductId)).ToList(); }" },
        { "key of its own row", "class C(ShopContext db) { public Order? Odd() => db.Orders.FirstOrDefault(o => o.Id == o.CustomerId); }" },
        { "seeding", "class Seeder(ShopContext db) { public Order? Get(int id) => db.Orders.FirstOrDefault(o => o.Id == id); }" },
        { "key that configuration moves", "public class Doc { public int Id { get; set; } public string Code { get; set; } = \"\"; } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Doc> Docs => Set<Doc>(); protected override void OnModelCreating(ModelBuilder b) => b.Entity<Doc>().HasKey(d => d.Code); } class C(X db) { public Doc? Get(int id) => db.Docs.FirstOrDefault(d => d.Id == id); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_where_to_look() => Verify.Says(
        "class C(ShopContext db) { public Order? Get(int id) => db.Orders.[|FirstOrDefault|](o => o.Id == id); }",
        "'FirstOrDefault' asks the database for one 'Order' by its key, although the context may hold it; 'Find' looks there first");

    [Theory]
    [InlineData("db.Orders.[|FirstOrDefault|](o => o.Id == id)", "db.Orders.Find(id)")]
    [InlineData("db.Orders.Where(o => o.Id == id).[|SingleOrDefault|]()", "db.Orders.Find(id)")]
    [InlineData("db.Set<Order>().[|FirstOrDefault|](o => id + 1 == o.Id)", "db.Set<Order>().Find(id + 1)")]
    [InlineData("await db.Orders.[|FirstOrDefaultAsync|](o => o.Id == id, token)", "await db.Orders.FindAsync(new object[] { id }, token)")]
    public Task Finds_it(string code, string fixedCode) => Verify.Fixes(Method(code), Method(fixedCode));

    [Theory]
    [InlineData("db.Orders.[|FirstOrDefault|](o => o.Id == id /* theirs */)")]
    [InlineData("Queryable.[|FirstOrDefault|](db.Orders, o => o.Id == id) is null")]
    [InlineData("db.Orders.[|FirstOrDefaultAsync|](o => o.Id == id, token)")]
    public Task Refuses_what_is_not_plain(string code) => Verify.RefusesToFix(Method(code));

    private static string Method(string expression) => expression.StartsWith("await", StringComparison.Ordinal)
        ? "class C(ShopContext db) { public async Task<object?> Get(int id, CancellationToken token) => " + expression + "; }"
        : "class C(ShopContext db) { public object? Get(int id, CancellationToken token) => " + expression + "; }";
}
