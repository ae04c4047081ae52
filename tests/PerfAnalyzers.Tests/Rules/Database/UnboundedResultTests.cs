using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.UnboundedResult, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class UnboundedResultTests
{
    private const string Controller = "Microsoft.AspNetCore.Mvc.ControllerBase";

    public static readonly Cases Firing = new()
    {
        { "returned by an action", "public class OrdersController(ShopContext db) : " + Controller + " { public async Task<List<Order>> Get(CancellationToken token) => await db.Orders.[|ToListAsync|](token); }" },
        { "result of an action", """
            public class OrdersController(ShopContext db) : Microsoft.AspNetCore.Mvc.ControllerBase
            {
                public async Task<Microsoft.AspNetCore.Mvc.IActionResult> Get(CancellationToken token)
                {
                    var orders = await db.Orders
                        .Include(o => o.Lines)
                        .OrderByDescending(o => o.PlacedAt)
                        .[|ToListAsync|](token);
                    return Ok(orders);
                }
            }
            """ },
        { "typed result", "public class OrdersController(ShopContext db) : " + Controller + " { public async Task<Microsoft.AspNetCore.Mvc.ActionResult<IEnumerable<Order>>> Get(CancellationToken token) { return await db.Orders.AsNoTracking().[|ToListAsync|](token); } }" },
        { "projection", "public class OrdersController(ShopContext db) : " + Controller + " { public object Get() { var all = db.Orders.Select(o => new { o.Id, o.Total }).[|ToList|](); return Ok(all); } }" },
        { "minimal API", """
            static class Endpoints
            {
                public static void Run(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder app)
                {
                    Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions.MapGet(app, "/orders", async (ShopContext db, CancellationToken token) =>
                        await db.Orders.[|ToListAsync|](token));
                }
            }
            """ },
        { "mapped afterwards", """
            public class OrderDto { public int Id { get; set; } public decimal Total { get; set; } }
            public class OrdersController(ShopContext db) : Microsoft.AspNetCore.Mvc.ControllerBase
            {
                public async Task<Microsoft.AspNetCore.Mvc.IActionResult> Get(CancellationToken token)
                {
                    var orders = await db.Orders.[|ToListAsync|](token);
                    return Ok(orders.Select(o => new OrderDto { Id = o.Id, Total = o.Total }).ToList());
                }
            }
            """ },
        { "repository", """
            public class Orders(ShopContext db) { public async Task<List<Order>> All(CancellationToken token) => await db.Orders.[|ToListAsync|](token); }
            public class OrdersController(Orders orders) : Microsoft.AspNetCore.Mvc.ControllerBase
            {
                public async Task<Microsoft.AspNetCore.Mvc.IActionResult> Get(CancellationToken token) => Ok(await orders.All(token));
            }
            """ },
        { "service over a repository", """
            public interface IOrders { Task<List<Order>> All(CancellationToken token); }
            public class Orders(ShopContext db) : IOrders { public async Task<List<Order>> All(CancellationToken token) { return await db.Orders.OrderBy(o => o.Id).[|ToListAsync|](token); } }
            public class OrderService(IOrders orders) { public Task<List<Order>> List(CancellationToken token) => orders.All(token); }
            public class OrdersController(OrderService service) : Microsoft.AspNetCore.Mvc.ControllerBase
            {
                public async Task<List<Order>> Get(CancellationToken token) => await service.List(token);
            }
            """ },
    };

    public static readonly Cases Quiet = new()
    {
        { "filtered", "public class A(ShopContext db) : " + Controller + " { public async Task<List<Order>> Get(int customer, CancellationToken t) => await db.Orders.Where(o => o.CustomerId == customer).ToListAsync(t); }" },
        { "page", "public class A(ShopContext db) : " + Controller + " { public async Task<List<Order>> Get(int page, CancellationToken t) => await db.Orders.OrderBy(o => o.Id).Skip(page * 20).Take(20).ToListAsync(t); }" },
        { "page by an extension", "static class P { public static IQueryable<T> Page<T>(this IQueryable<T> q, int n) => q.Skip(n * 20).Take(20); } public class A(ShopContext db) : " + Controller + " { public async Task<List<Order>> Get(int n, CancellationToken t) => await db.Orders.OrderBy(o => o.Id).Page(n).ToListAsync(t); }" },
        { "filter by condition", "public class A(ShopContext db) : " + Controller + " { public async Task<List<Order>> Get(bool? paid, CancellationToken t) { var q = db.Orders.AsQueryable(); if (paid != null) { q = q.Where(o => o.IsPaid == paid); } return await q.ToListAsync(t); } }" },
        { "groups", "public class A(ShopContext db) : " + Controller + " { public object Get() => Ok(db.Orders.GroupBy(o => o.CustomerId).Select(g => new { g.Key, Sum = g.Count() }).ToList()); }" },
        { "distinct values", "public class A(ShopContext db) : " + Controller + " { public object Get() => Ok(db.Orders.Select(o => o.IsPaid).Distinct().ToList()); }" },
        { "products", "public class A(ShopContext db) : " + Controller + " { public async Task<List<Product>> Get(CancellationToken t) => await db.Products.ToListAsync(t); }" },
        { "customers", "public class A(ShopContext db) : " + Controller + " { public async Task<List<Customer>> Get(CancellationToken t) => await db.Customers.ToListAsync(t); }" },
        { "lookup table", "public class Country { public int Id { get; set; } public string Code { get; set; } = \"\"; public string Name { get; set; } = \"\"; public DateTime Changed { get; set; } public int ZoneId { get; set; } public Zone? Zone { get; set; } } public class Zone { public int Id { get; set; } } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Country> Countries => Set<Country>(); public DbSet<Zone> Zones => Set<Zone>(); } public class A(X db) : " + Controller + " { public async Task<List<Country>> Get(CancellationToken t) => await db.Countries.ToListAsync(t); }" },
        { "seeded by the model", "public class Holiday { public int Id { get; set; } public DateTime At { get; set; } public string Name { get; set; } = \"\"; public int ZoneId { get; set; } public Zone? Zone { get; set; } } public class Zone { public int Id { get; set; } } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Holiday> Holidays => Set<Holiday>(); public DbSet<Zone> Zones => Set<Zone>(); protected override void OnModelCreating(ModelBuilder b) => b.Entity<Holiday>().HasData(new Holiday { Id = 1 }); } public class A(X db) : " + Controller + " { public async Task<List<Holiday>> Get(CancellationToken t) => await db.Holidays.ToListAsync(t); }" },
        { "filtered by the model", "public class Visit { public int Id { get; set; } public DateTime At { get; set; } public int TenantId { get; set; } public int GuestId { get; set; } public Guest? Guest { get; set; } } public class Guest { public int Id { get; set; } } public class X(DbContextOptions o) : DbContext(o) { public int Tenant; public DbSet<Visit> Visits => Set<Visit>(); public DbSet<Guest> Guests => Set<Guest>(); protected override void OnModelCreating(ModelBuilder b) => b.Entity<Visit>().HasQueryFilter(v => v.TenantId == Tenant); } public class A(X db) : " + Controller + " { public async Task<List<Visit>> Get(CancellationToken t) => await db.Visits.ToListAsync(t); }" },
        { "export", "public class OrderExportController(ShopContext db) : " + Controller + " { public async Task<List<Order>> Get(CancellationToken t) => await db.Orders.ToListAsync(t); } public class A(ShopContext db) : " + Controller + " { public async Task<List<Order>> Download(CancellationToken t) => await db.Orders.ToListAsync(t); }" },
        { "streamed", "public class A(ShopContext db) : " + Controller + " { public IAsyncEnumerable<Order> Get() => db.Orders.AsAsyncEnumerable(); public IQueryable<Order> Query() => db.Orders; }" },
        { "read for a sum", "public class A(ShopContext db) : " + Controller + " { public decimal Get() { var sum = 0m; foreach (var o in db.Orders.ToList()) { sum += o.Total; } return sum; } }" },
        { "not served", "public class Job(ShopContext db) { public List<Order> All() => db.Orders.ToList(); public void Run() { foreach (var o in All()) { Console.WriteLine(o.Id); } } }" },
        { "repository that a request filters", "public class Orders(ShopContext db) { public List<Order> All() => db.Orders.ToList(); } public class A(Orders orders) : " + Controller + " { public object Get(int id) => Ok(orders.All().Where(o => o.CustomerId == id).Take(20).ToList()); }" },
        { "cached", "public class A(ShopContext db, Microsoft.Extensions.Caching.Memory.IMemoryCache cache) : " + Controller + " { public async Task<List<Order>?> Get(CancellationToken t) => await Microsoft.Extensions.Caching.Memory.CacheExtensions.GetOrCreateAsync(cache, \"orders\", async e => await db.Orders.ToListAsync(t)); }" },
        { "cut in memory", "public class A(ShopContext db) : " + Controller + " { public object Get() { var all = db.Orders.ToList(); return Ok(all.Take(10).ToList()); } }" },
        { "query from elsewhere", "public class A(IQueryable<Order> orders) : " + Controller + " { public object Get() => Ok(orders.ToList()); }" },
        { "tree that is built", "public class Node { public int Id { get; set; } public string Text { get; set; } = \"\"; public string Url { get; set; } = \"\"; public DateTime At { get; set; } public int? ParentId { get; set; } public Node? Parent { get; set; } } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Node> Nodes => Set<Node>(); } public class A(X db) : " + Controller + " { public async Task<List<Node>> Get(CancellationToken t) => await db.Nodes.ToListAsync(t); }" },
        { "seeding", "public class OrdersSeeder(ShopContext db) : " + Controller + " { public List<Order> Get() => db.Orders.ToList(); }" },
        { "list in memory", "public class A(List<Order> all) : " + Controller + " { public object Get() => Ok(all.OrderBy(o => o.Id).ToList()); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_to_ask_for() => Verify.Says(
        "public class A(ShopContext db) : " + Controller + " { public async Task<List<Order>> Get(CancellationToken t) => await db.Orders.[|ToListAsync|](t); }",
        "'ToListAsync' loads every 'Order' there is for one response, and there are more every day; ask for a page ('OrderBy', 'Skip' and 'Take', or 'Where' by the last key and 'Take')");
}
