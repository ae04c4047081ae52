using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.NavigationPerElement, PerfAnalyzers.Database.NavigationPerElementFix>;

namespace PerfAnalyzers.Tests;

public sealed class NavigationPerElementTests
{
    // Entities of the case's own with virtual navigations, and a context that makes proxies: lazy loading is proven.
    private const string Model = """

        namespace Store
        {
            public class Country { public int Id { get; set; } public string Name { get; set; } = ""; }
            public class Customer
            {
                public int Id { get; set; }
                public string Name { get; set; } = "";
                public int CountryId { get; set; }
                public virtual Country Country { get; set; } = null!;
                public virtual ICollection<Order> Orders { get; set; } = new List<Order>();
            }
            public class Order
            {
                public int Id { get; set; }
                public int CustomerId { get; set; }
                public bool IsPaid { get; set; }
                public decimal Total { get; set; }
                public virtual Customer Customer { get; set; } = null!;
                public virtual ICollection<Line> Lines { get; set; } = new List<Line>();
                [System.ComponentModel.DataAnnotations.Schema.NotMapped] public string Label => Id + " " + Customer.Name;
                public decimal Weight() => Lines.Sum(l => l.Quantity);
            }
            public class Line
            {
                public int Id { get; set; }
                public int Quantity { get; set; }
                public int OrderId { get; set; }
                public virtual Order Order { get; set; } = null!;
                public int ProductId { get; set; }
                public virtual Product? Product { get; set; }
            }
            public class Product { public int Id { get; set; } public string Name { get; set; } = ""; public decimal Price { get; set; } public virtual Category? Category { get; set; } }
            public class Category { public int Id { get; set; } public string Name { get; set; } = ""; public virtual Category? Parent { get; set; } }
            public class StoreContext(DbContextOptions<StoreContext> options) : DbContext(options)
            {
                public DbSet<Customer> Customers { get; set; } = null!;
                public DbSet<Order> Orders { get; set; } = null!;
                public DbSet<Line> Lines { get; set; } = null!;
                public DbSet<Product> Products { get; set; } = null!;
                public DbSet<Category> Categories { get; set; } = null!;
                public DbSet<Country> Countries { get; set; } = null!;
                protected override void OnConfiguring(DbContextOptionsBuilder builder) => builder.UseLazyLoadingProxies().UseSqlite("Data Source=store.db");
            }
        }
        """;

    // The same entities without proxies, options and configuration in full view.
    private static readonly string s_eager = Model.Replace("UseLazyLoadingProxies().", "");

    private static string Lazy(string code) => "using Store;\nusing Order = Store.Order;\nusing Customer = Store.Customer;\nusing Product = Store.Product;\n" + code + Model;

    private static string Eager(string code, string context = "") =>
        "using Store;\nusing Order = Store.Order;\nusing Customer = Store.Customer;\nusing Product = Store.Product;\n" + code +
        s_eager.Replace("protected override void OnConfiguring", context + " protected override void OnConfiguring");

    private static string LazyWith(string context, string code) =>
        Lazy(code).Replace("protected override void OnConfiguring", context + " protected override void OnConfiguring");

    public static readonly Cases Firing = new()
    {
        { "reference in foreach over a list", Lazy("""
            class C
            {
                async Task M(StoreContext db)
                {
                    var orders = await db.Orders.Where(o => !o.IsPaid).ToListAsync();
                    foreach (var order in orders)
                    {
                        Console.WriteLine(order.[|Customer|].Name);
                    }
                }
            }
            """) },
        { "foreach over the query itself", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders) { Console.WriteLine(o.[|Customer|].Name); } } }") },
        { "collection as the source of an inner loop", Lazy("""
            class C
            {
                int M(StoreContext db)
                {
                    var sum = 0;
                    foreach (var order in db.Orders.AsEnumerable())
                    {
                        foreach (var line in order.[|Lines|])
                        {
                            sum += line.Quantity;
                        }
                    }

                    return sum;
                }
            }
            """) },
        { "nested lambdas", Lazy("class C { decimal M(StoreContext db) => db.Orders.ToList().Sum(o => o.[|Lines|].Sum(l => l.[|Product|]!.Price)); }") },
        { "second level", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.Include(o => o.Customer).ToList()) { Console.WriteLine(o.Customer.[|Country|].Name); } } }") },
        { "both levels are one report", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.ToList()) { Console.WriteLine(o.Customer.[|Country|].Name); } } }") },
        { "conditional access on both levels", Lazy("class C { void M(StoreContext db) { foreach (var l in db.Lines.ToList()) { Console.WriteLine(l?.Product?.[|Category|]?.Name); } } }") },
        { "another path is included", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.Include(o => o.Lines).ThenInclude(l => l.Product).ToList()) { Console.WriteLine(o.[|Customer|].Name); } } }") },
        { "string include of another path", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.Include(\"Lines\").ToList()) { foreach (var l in o.Lines) { Console.WriteLine(l.[|Product|]); } } } }") },
        { "per-element lambda of a list", Lazy("class C { void M(StoreContext db) => db.Orders.ToList().ForEach(o => Console.WriteLine(o.[|Customer|].Name)); }") },
        { "key of a grouping", Lazy("class C { object M(StoreContext db) => db.Orders.ToList().GroupBy(o => o.[|Customer|].Name).ToList(); }") },
        { "sort key after a filter in memory", Lazy("""
            class C
            {
                async Task<List<Order>> M(StoreContext db)
                {
                    var orders = await db.Orders.ToListAsync();
                    return orders.Where(o => o.Total > 3)
                        .OrderBy(o => o.[|Customer|].Name).ToList();
                }
            }
            """) },
        { "members of a group", Lazy("""
            class C
            {
                void M(StoreContext db)
                {
                    foreach (var group in db.Orders.ToList().GroupBy(o => o.CustomerId))
                    {
                        foreach (var order in group)
                        {
                            Console.WriteLine(order.[|Lines|].Count);
                        }
                    }
                }
            }
            """) },
        { "query syntax in memory", Lazy("class C { object M(StoreContext db) { var orders = db.Orders.ToList(); return (from o in orders select o.[|Customer|].Name).ToList(); } }") },
        { "property pattern", Lazy("class C { int M(StoreContext db) { var n = 0; foreach (var o in db.Orders.ToList()) { if (o is { IsPaid: true, [|Customer|]: { Name: \"x\" } }) { n++; } } return n; } }") },
        { "switch on a pattern", Lazy("""
            class C
            {
                void M(StoreContext db)
                {
                    foreach (var order in db.Orders.ToList())
                    {
                        var text = order switch { { [|Customer|].Name: "x" } => 1, _ => 2 };
                        Console.WriteLine(text);
                    }
                }
            }
            """) },
        { "interpolation", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.ToArray()) { Console.WriteLine($\"{o.Id} {o.[|Customer|].Name}\"); } } }") },
        { "null check", Lazy("class C { int M(StoreContext db) => db.Lines.ToList().Count(l => l.[|Product|] != null); }") },
        { "indexed loop", Lazy("""
            class C
            {
                void M(StoreContext db)
                {
                    var orders = db.Orders.ToList();
                    for (var i = 0; i < orders.Count; i++)
                    {
                        var order = orders[i];
                        Console.WriteLine(order.[|Customer|].Name);
                    }
                }
            }
            """) },
        { "dictionary", Lazy("""
            class C
            {
                async Task M(StoreContext db, int[] ids)
                {
                    var orders = await db.Orders.Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id);
                    foreach (var id in ids)
                    {
                        if (orders.TryGetValue(id, out var order))
                        {
                            Console.WriteLine(order.[|Customer|].Name);
                        }
                    }
                }
            }
            """) },
        { "values of a dictionary", Lazy("class C { void M(StoreContext db) { var d = db.Orders.ToDictionary(o => o.Id); foreach (var o in d.Values) { Console.WriteLine(o.[|Customer|].Name); } foreach (var p in d) { Console.WriteLine(p.Value.[|Lines|].Count); } } }") },
        { "local copy", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.ToList()) { var customer = o.Customer; Console.WriteLine(customer.[|Country|].Name); } } }".Replace("o.Customer;", "o.[|Customer|];")) },
        { "await foreach", Lazy("class C { async Task M(StoreContext db) { await foreach (var o in db.Orders.AsAsyncEnumerable()) { Console.WriteLine(o.[|Customer|].Name); } } }") },
        { "conditional composition", Lazy("""
            class C
            {
                async Task M(StoreContext db, bool paid)
                {
                    IQueryable<Order> query = db.Orders.AsNoTracking();
                    if (paid)
                    {
                        query = query.Where(o => o.IsPaid);
                    }

                    foreach (var order in await query.OrderBy(o => o.Id).ToListAsync())
                    {
                        Console.WriteLine(order.[|Customer|].Name);
                    }
                }
            }
            """) },
        { "repository that does not include", Lazy("""
            interface IOrders { Task<List<Order>> OpenAsync(); }
            class Orders(StoreContext db) : IOrders { public async Task<List<Order>> OpenAsync() => await db.Orders.Where(o => !o.IsPaid).ToListAsync(); }
            class C(IOrders orders)
            {
                async Task M()
                {
                    foreach (var order in await orders.OpenAsync())
                    {
                        Console.WriteLine(order.[|Customer|].Name);
                    }
                }
            }
            """) },
        { "generic repository", Lazy("""
            class Repository<T>(StoreContext db) where T : class { public List<T> All() => db.Set<T>().ToList(); }
            class C(Repository<Order> orders) { void M() { foreach (var o in orders.All()) { Console.WriteLine(o.[|Customer|].Name); } } }
            """) },
        { "query property of a repository", Lazy("""
            class Repository(StoreContext db) { public IQueryable<Order> Open => db.Orders.Where(o => !o.IsPaid); }
            class C(Repository orders) { void M() { foreach (var o in orders.Open.ToList()) { Console.WriteLine(o.[|Customer|].Name); } } }
            """) },
        { "extension that only filters", Lazy("""
            static class Filters { public static IQueryable<Order> Open(this IQueryable<Order> query) => query.Where(o => !o.IsPaid); }
            class C { void M(StoreContext db) { foreach (var o in db.Orders.Open().ToList()) { Console.WriteLine(o.[|Customer|].Name); } } }
            """) },
        { "helper that is passed the element", Lazy("""
            class C
            {
                void M(StoreContext db)
                {
                    foreach (var order in db.Orders.ToList())
                    {
                        [|Print|](order);
                    }
                }

                static void Print(Order order) => Write(order, Console.Out);

                static void Write(Order order, TextWriter writer) => writer.WriteLine(order.Customer.Name);
            }
            """) },
        { "mapper that is passed all elements", Lazy("""
            class C
            {
                List<string> M(StoreContext db)
                {
                    var orders = db.Orders.ToList();
                    return [|Names|](orders);
                }

                static List<string> Names(IEnumerable<Order> orders) => orders.Select(o => o.Customer.Name).ToList();
            }
            """) },
        { "extension method of the entity as a selector", Lazy("""
            record Dto(int Id, string Name);
            static class Map { public static Dto ToDto(this Order order) => new(order.Id, order.Customer.Name); }
            class C { object M(StoreContext db) => db.Orders.ToList().Select(o => o.[|ToDto|]()).ToList(); }
            """) },
        { "computed property of the entity", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.ToList()) { Console.WriteLine(o.[|Label|]); } } }") },
        { "method of the entity", Lazy("class C { decimal M(StoreContext db) => db.Orders.ToList().Sum(o => o.[|Weight|]()); }") },
        { "navigation of one entity's collection", Lazy("""
            class C
            {
                async Task<decimal> M(StoreContext db, int id)
                {
                    var order = await db.Orders.Include(o => o.Lines).SingleAsync(o => o.Id == id);
                    var sum = 0m;
                    foreach (var line in order.Lines)
                    {
                        sum += line.Quantity * line.[|Product|]!.Price;
                    }

                    return sum;
                }
            }
            """) },
        { "found by key", Lazy("class C { void M(StoreContext db, int id) { var order = db.Orders.Find(id)!; foreach (var l in order.Lines) { Console.WriteLine(l.[|Product|]); } } }") },
        { "flattened", Lazy("class C { object M(StoreContext db) => db.Orders.ToList().SelectMany(o => o.[|Lines|]).Select(l => l.[|Product|]).ToList(); }") },
        { "automatic includes ignored", LazyWith("protected override void OnModelCreating(ModelBuilder b) => b.Entity<Order>().Navigation(o => o.Customer).AutoInclude();",
            "class C { void M(StoreContext db) { foreach (var o in db.Orders.IgnoreAutoIncludes().ToList()) { Console.WriteLine(o.[|Customer|].Name); } } }") },
        { "lazy loader service", """
            using Microsoft.EntityFrameworkCore.Infrastructure;
            public class Author { public int Id { get; set; } public string Name { get; set; } = ""; }
            public class Post
            {
                private readonly ILazyLoader? _loader;
                private Author? _author;
                public Post() { }
                private Post(ILazyLoader loader) => _loader = loader;
                public int Id { get; set; }
                public Author? Author { get => _loader.Load(this, ref _author); set => _author = value; }
            }
            public class Blog : DbContext { public DbSet<Post> Posts { get; set; } = null!; public DbSet<Author> Authors { get; set; } = null!; }
            class C { void M(Blog db) { foreach (var post in db.Posts.ToList()) { Console.WriteLine(post.[|Author|]!.Name); } } }
            """ },
        { "proxies from the registration", Lazy("""
            using Microsoft.Extensions.DependencyInjection;
            static class Services { public static void Add(IServiceCollection services) => services.AddDbContext<StoreContext>(o => o.UseLazyLoadingProxies().UseSqlite("x")); }
            class C { void M(StoreContext db) { foreach (var o in db.Orders.ToList()) { Console.WriteLine(o.[|Customer|].Name); } } }
            """.Replace("using Microsoft.Extensions.DependencyInjection;", "")).Replace("builder.UseLazyLoadingProxies().UseSqlite(\"Data Source=store.db\")", "base.OnConfiguring(builder)")
            .Replace("using Store;", "using Store;\nusing Microsoft.Extensions.DependencyInjection;") },
    };

    public static readonly Cases Suggested = new()
    {
        { "an own operator that filters under a condition", """
            static class Including
            {
                public static IQueryable<Order> Includes(this IQueryable<Order> query, bool all)
                {
                    if (all) { query = query.Where(o => o.Total > 10); }
                    return query.AsSplitQuery();
                }
            }
            class Repository(ShopContext db) { public Task<List<Order>> GetAsync(bool all = false) => db.Orders.Where(o => o.IsPaid).Includes(all).ToListAsync(); }
            class Report(Repository orders)
            {
                public async Task Print() { foreach (var order in await orders.GetAsync(true)) { Console.WriteLine(order.[|Lines|].Count); } }
            }
            """ },
        { "no lazy loading, virtual navigation", Eager("class C { void M(StoreContext db) { foreach (var o in db.Orders.ToList()) { Console.WriteLine(o.[|Customer|].Name); } } }") },
        { "navigations that cannot be lazy", "class C { decimal M(ShopContext db) => db.Orders.ToList().Sum(o => o.[|Lines|].Sum(l => l.Quantity)); }" },
        { "two loops", """
            class C
            {
                async Task M(ShopContext db)
                {
                    var orders = await db.Orders.Where(o => o.IsPaid).ToListAsync();
                    foreach (var order in orders)
                    {
                        Console.WriteLine(order.[|Customer|]!.Name);
                    }

                    foreach (var order in orders)
                    {
                        Console.WriteLine(order.[|Lines|].Count);
                    }
                }
            }
            """ },
        { "mapper", """
            record Dto(int Id, string Name);
            class C
            {
                async Task<List<Dto>> M(ShopContext db)
                {
                    var orders = await db.Orders.ToListAsync();
                    return orders.Select(o => [|Map|](o)).ToList();
                }

                static Dto Map(Order order) => new(order.Id, order.Customer!.Name);
            }
            """ },
        { "third level", "class C { void M(ShopContext db) { foreach (var o in db.Orders.Include(o => o.Lines).ToList()) { foreach (var l in o.Lines) { Console.WriteLine(l.[|Product|]!.Name); } } } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "an own operator that may include it", """
            static class Including
            {
                public static IQueryable<Order> Includes(this IQueryable<Order> query, bool all)
                {
                    if (all) { query = query.Include(o => o.Lines); }
                    return query.AsSplitQuery();
                }
            }
            class Repository(ShopContext db) { public Task<List<Order>> GetAsync(bool all = false) => db.Orders.Where(o => o.IsPaid).Includes(all).ToListAsync(); }
            class Report(Repository orders)
            {
                public async Task Print() { foreach (var order in await orders.GetAsync(true)) { Console.WriteLine(order.Lines.Count); } }
            }
            """ },
        { "Include", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.Include(o => o.Customer).Where(o => o.IsPaid).ToList()) { Console.WriteLine(o.Customer.Name); } } }") },
        { "Include after the filter", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.Where(o => o.IsPaid).OrderBy(o => o.Id).Include(o => o.Customer).ToList()) { Console.WriteLine(o.Customer.Name); } } }") },
        { "ThenInclude", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.Include(o => o.Lines).ThenInclude(l => l.Product!.Category).ToList()) { foreach (var l in o.Lines) { Console.WriteLine(l.Product!.Category!.Name); } } } }") },
        { "Include of a chain", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.Include(o => o.Customer.Country).ToList()) { Console.WriteLine(o.Customer.Country.Name); } } }") },
        { "string Include", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.Include(\"Lines.Product\").ToList()) { foreach (var l in o.Lines) { Console.WriteLine(l.Product); } } } }") },
        { "Include by nameof", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.Include(nameof(Order.Customer)).ToList()) { Console.WriteLine(o.Customer.Name); } } }") },
        { "Include by interpolated nameof", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.Include($\"{nameof(Order.Customer)}.{nameof(Customer.Country)}\").ToList()) { Console.WriteLine(o.Customer.Country.Name); } } }") },
        { "Include of what a parameter names", Lazy("class C { void M(StoreContext db, string path) { foreach (var o in db.Orders.Include(path).ToList()) { Console.WriteLine(o.Customer.Name); } } }") },
        { "Include of a selector parameter", Lazy("class C { void M(StoreContext db, Expression<Func<Order, Customer>> path) { foreach (var o in db.Orders.Include(path).ToList()) { Console.WriteLine(o.Customer.Name); } } }") },
        { "filtered Include", Lazy("class C { int M(StoreContext db) => db.Orders.Include(o => o.Lines.Where(l => l.Quantity > 1).OrderBy(l => l.Id)).ToList().Sum(o => o.Lines.Count); }") },
        { "conditional Include", Lazy("class C { void M(StoreContext db, bool full) { IQueryable<Order> q = db.Orders; if (full) { q = q.Include(o => o.Customer); } foreach (var o in q.ToList()) { if (full) { Console.WriteLine(o.Customer.Name); } } } }") },
        { "Include by an extension", Lazy("""
            static class Parts { public static IQueryable<Order> WithCustomer(this IQueryable<Order> query) => query.Include(o => o.Customer); }
            class C { void M(StoreContext db) { foreach (var o in db.Orders.WithCustomer().ToList()) { Console.WriteLine(o.Customer.Name); } } }
            """) },
        { "AutoInclude", LazyWith("protected override void OnModelCreating(ModelBuilder b) => b.Entity<Order>().Navigation(o => o.Customer).AutoInclude();",
            "class C { void M(StoreContext db) { foreach (var o in db.Orders.ToList()) { Console.WriteLine(o.Customer.Name); } } }") },
        { "AutoInclude in a lambda", LazyWith("protected override void OnModelCreating(ModelBuilder b) => b.Entity<Order>(e => { e.HasKey(o => o.Id); e.Navigation(o => o.Customer).AutoInclude(); });",
            "class C { void M(StoreContext db) { foreach (var o in db.Orders.ToList()) { Console.WriteLine(o.Customer.Name); } } }") },
        { "AutoInclude by name", LazyWith("protected override void OnModelCreating(ModelBuilder b) => b.Entity<Order>().Navigation(\"Customer\").AutoInclude();",
            "class C { void M(StoreContext db) { foreach (var o in db.Orders.ToList()) { Console.WriteLine(o.Customer.Name); } } }") },
        { "AutoInclude in an entity configuration", Lazy("""
            class OrderMap : IEntityTypeConfiguration<Order> { public void Configure(Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<Order> b) { b.Navigation(o => o.Lines).AutoInclude(); } }
            class C { int M(StoreContext db) => db.Orders.ToList().Sum(o => o.Lines.Count); }
            """) },
        { "eager loading set in the metadata", LazyWith("protected override void OnModelCreating(ModelBuilder b) { foreach (var e in b.Model.GetEntityTypes()) { foreach (var n in e.GetNavigations()) { n.SetIsEagerLoaded(true); } } }",
            "class C { void M(StoreContext db) { foreach (var o in db.Orders.ToList()) { Console.WriteLine(o.Customer.Name); } } }") },
        { "projection", Lazy("class C { object M(StoreContext db) => db.Orders.Select(o => new { o.Id, o.Customer.Name, o.Lines.Count }).ToList(); }") },
        { "projected entities", Lazy("class C { void M(StoreContext db) { foreach (var x in db.Orders.Select(o => new { o, o.Customer }).ToList()) { Console.WriteLine(x.Customer.Name + x.o.Customer.Name); } } }") },
        { "filter in the query", Lazy("class C { int M(StoreContext db, int[] ids) { var n = 0; foreach (var id in ids) { n += id; } return n + db.Orders.Count(o => o.Customer.Name == \"x\" && o.Lines.Any(l => l.Product!.Price > n)); } }") },
        { "foreign key", Lazy("class C { int M(StoreContext db) => db.Orders.ToList().Sum(o => o.CustomerId); }") },
        { "single entity", Lazy("class C { string M(StoreContext db) { var o = db.Orders.First(); return o.Customer.Name + o.Lines.Count; } }") },
        { "single entity in a loop", Lazy("class C { int M(StoreContext db, int n) { var o = db.Orders.First(); var sum = 0; for (var i = 0; i < n; i++) { sum += o.Customer.Id; } return sum; } }") },
        { "collection of a single entity", Lazy("class C { int M(StoreContext db) { var o = db.Orders.First(); var n = 0; foreach (var l in o.Lines) { n += l.Quantity; } return n; } }") },
        { "explicit loading", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.ToList()) { db.Entry(o).Reference(x => x.Customer).Load(); Console.WriteLine(o.Customer.Name); } } }") },
        { "explicit loading by a method of the project", Lazy("""
            static class Loading { public static void Load<T, P>(this DbContext db, T entity, Expression<Func<T, P?>> path) where T : class where P : class { db.Entry(entity).Reference(path).Load(); } }
            class C { void M(StoreContext db) { foreach (var o in db.Orders.ToList()) { db.Load(o, x => x.Customer); Console.WriteLine(o.Customer.Name); } } }
            """) },
        { "all customers are loaded before", Lazy("class C { void M(StoreContext db) { db.Customers.Load(); foreach (var o in db.Orders.ToList()) { Console.WriteLine(o.Customer.Name); } } }") },
        { "their customers are loaded before", Lazy("""
            class C
            {
                async Task M(StoreContext db)
                {
                    var orders = await db.Orders.ToListAsync();
                    var ids = orders.Select(o => o.CustomerId).Distinct().ToList();
                    await db.Customers.Where(c => ids.Contains(c.Id)).LoadAsync();
                    foreach (var o in orders) { Console.WriteLine(o.Customer.Name); }
                }
            }
            """) },
        { "a repository loads them before", Lazy("""
            class Customers(StoreContext db) { public Task<List<Customer>> ForAsync(int[] ids) => db.Customers.Where(c => ids.Contains(c.Id)).ToListAsync(); }
            class C(Customers customers)
            {
                async Task M(StoreContext db)
                {
                    var orders = await db.Orders.ToListAsync();
                    await customers.ForAsync(orders.Select(o => o.CustomerId).ToArray());
                    foreach (var o in orders) { Console.WriteLine(o.Customer.Name); }
                }
            }
            """) },
        { "filled by a call", Lazy("""
            class C
            {
                void M(StoreContext db) { var orders = db.Orders.ToList(); Fill(db, orders); foreach (var o in orders) { Console.WriteLine(o.Customer.Name); } }
                static void Fill(StoreContext db, List<Order> orders) { db.ChangeTracker.DetectChanges(); }
            }
            """) },
        { "one customer's orders", Lazy("class C { void M(StoreContext db, int id) { foreach (var o in db.Orders.Where(o => o.CustomerId == id).ToList()) { Console.WriteLine(o.Customer.Name); } } }") },
        { "one customer's orders, by the navigation", Lazy("class C { void M(StoreContext db, int id) { foreach (var o in db.Orders.Where(o => o.Customer.Id == id).ToList()) { Console.WriteLine(o.Customer.Name); } } }") },
        { "way back", Lazy("class C { void M(StoreContext db) { foreach (var c in db.Customers.Include(c => c.Orders).ToList()) { foreach (var o in c.Orders) { Console.WriteLine(o.Customer.Name); } } } }") },
        { "tree loaded whole", Lazy("class C { void M(StoreContext db) { foreach (var c in db.Categories.ToList()) { Console.WriteLine(c.Parent?.Name); } } }") },
        { "assigned", Lazy("class C { void M(StoreContext db, Dictionary<int, Customer> known) { foreach (var o in db.Orders.ToList()) { o.Customer = known[o.CustomerId]; Console.WriteLine(o.Customer.Name); } } }") },
        { "built here", Lazy("class C { int M(Customer c) { var orders = new List<Order> { new() { Customer = c }, new() { Customer = c } }; var n = 0; foreach (var o in orders) { n += o.Customer.Id; } return n; } }") },
        { "parameter", Lazy("class C { void M(List<Order> orders) { foreach (var o in orders) { Console.WriteLine(o.Customer.Name); } } }") },
        { "field", Lazy("class C { List<Order> _orders = new(); void M() { foreach (var o in _orders) { Console.WriteLine(o.Customer.Name); } } }") },
        { "queryable parameter", Lazy("class C { void M(IQueryable<Order> orders) { foreach (var o in orders.ToList()) { Console.WriteLine(o.Customer.Name); } } }") },
        { "few rows", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.OrderBy(o => o.Id).Take(5).ToList()) { Console.WriteLine(o.Customer.Name); } } }") },
        { "first pass only", Lazy("class C { string M(StoreContext db) { foreach (var o in db.Orders.ToList()) { return o.Customer.Name; } return \"\"; } }") },
        { "after the search", Lazy("class C { string M(StoreContext db, int id) { foreach (var o in db.Orders.ToList()) { if (o.Total > id) { return o.Customer.Name; } } return \"\"; } }") },
        { "name of it", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.ToList()) { Console.WriteLine(nameof(o.Customer) + o.Id); } } }") },
        { "repository that includes", Lazy("""
            interface IOrders { Task<List<Order>> OpenAsync(); }
            class Orders(StoreContext db) : IOrders { public async Task<List<Order>> OpenAsync() => await db.Orders.Include(o => o.Customer).ToListAsync(); }
            class C(IOrders orders) { async Task M() { foreach (var o in await orders.OpenAsync()) { Console.WriteLine(o.Customer.Name); } } }
            """) },
        { "one of two repositories includes", Lazy("""
            interface IOrders { List<Order> Open(); }
            class Orders(StoreContext db) : IOrders { public List<Order> Open() => db.Orders.Include(o => o.Customer).ToList(); }
            class Others(StoreContext db) : IOrders { public List<Order> Open() => db.Orders.ToList(); }
            class C(IOrders orders) { void M() { foreach (var o in orders.Open()) { Console.WriteLine(o.Customer.Name); } } }
            """) },
        { "repository out of sight", Lazy("interface IOrders { List<Order> Open(); } class C(IOrders orders) { void M() { foreach (var o in orders.Open()) { Console.WriteLine(o.Customer.Name); } } }") },
        { "repository with includes handed in", Lazy("""
            class Repository<T>(StoreContext db) where T : class
            {
                public List<T> All(params Expression<Func<T, object>>[] paths)
                {
                    IQueryable<T> query = db.Set<T>();
                    foreach (var path in paths) { query = query.Include(path); }
                    return query.ToList();
                }
            }
            class C(Repository<Order> orders) { void M() { foreach (var o in orders.All(o => o.Customer)) { Console.WriteLine(o.Customer.Name); } } }
            """) },
        { "helper, and the query includes", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.Include(x => x.Customer).ToList()) { Print(o); } } static void Print(Order o) => Console.WriteLine(o.Customer.Name); }") },
        { "helper that reads columns", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.ToList()) { Print(o); } } static void Print(Order o) => Console.WriteLine(o.Total); }") },
        { "helper for a single entity", Lazy("class C { void M(StoreContext db) => Print(db.Orders.First()); static void Print(Order o) => Console.WriteLine(o.Customer.Name); }") },
        { "computed property, included", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.Include(o => o.Customer).ToList()) { Console.WriteLine(o.Label); } } }") },
        { "owned type", Lazy("""
            [Owned] public class Address { public int Id { get; set; } public string City { get; set; } = ""; }
            public class Shopper { public int Id { get; set; } public virtual Address Home { get; set; } = null!; }
            public class ShopperContext : DbContext { public DbSet<Shopper> Shoppers { get; set; } = null!; protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseLazyLoadingProxies().UseSqlite("x"); }
            class C { void M(ShopperContext db) { foreach (var s in db.Shoppers.ToList()) { Console.WriteLine(s.Home.City); } } }
            """) },
        { "owned by the model, JSON", Lazy("""
            public class Address { public int Id { get; set; } public string City { get; set; } = ""; }
            public class Shopper { public int Id { get; set; } public virtual Address Home { get; set; } = null!; public virtual List<Address> Others { get; set; } = null!; }
            public class ShopperContext : DbContext
            {
                public DbSet<Shopper> Shoppers { get; set; } = null!;
                protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseLazyLoadingProxies().UseSqlite("x");
                protected override void OnModelCreating(ModelBuilder b) { b.Entity<Shopper>().OwnsOne(s => s.Home, h => h.ToJson()); b.Entity<Shopper>(e => e.OwnsMany(s => s.Others)); }
            }
            class C { void M(ShopperContext db) { foreach (var s in db.Shoppers.ToList()) { Console.WriteLine(s.Home.City + s.Others.Count); } } }
            """) },
        { "complex property and conversion", Lazy("""
            public class Money { public int Id { get; set; } public decimal Amount { get; set; } }
            public class Email { public int Id { get; set; } public string Text { get; set; } = ""; }
            public class Shopper { public int Id { get; set; } public virtual Money Limit { get; set; } = null!; public virtual Email Email { get; set; } = null!; }
            public class ShopperContext : DbContext
            {
                public DbSet<Shopper> Shoppers { get; set; } = null!;
                protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseLazyLoadingProxies().UseSqlite("x");
                protected override void OnModelCreating(ModelBuilder b) { b.Entity<Shopper>().ComplexProperty(s => s.Limit); b.Entity<Shopper>().Property(s => s.Email).HasMaxLength(9).HasConversion(e => e.Text, t => new Email { Text = t }); }
            }
            class C { void M(ShopperContext db) { foreach (var s in db.Shoppers.ToList()) { Console.WriteLine(s.Limit.Amount + s.Email.Text); } } }
            """) },
        { "not mapped", Lazy("""
            public class Note { public int Id { get; set; } public string Text { get; set; } = ""; }
            public class Shopper { public int Id { get; set; } [System.ComponentModel.DataAnnotations.Schema.NotMapped] public virtual Note Note { get; set; } = new(); }
            public class ShopperContext : DbContext { public DbSet<Shopper> Shoppers { get; set; } = null!; protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseLazyLoadingProxies().UseSqlite("x"); }
            class C { void M(ShopperContext db) { foreach (var s in db.Shoppers.ToList()) { Console.WriteLine(s.Note.Text); } } }
            """) },
        { "value without a key", Lazy("""
            public class Size { public int Width { get; set; } }
            public class Box { public int Id { get; set; } public virtual Size Size { get; set; } = null!; }
            public class BoxContext : DbContext { public DbSet<Box> Boxes { get; set; } = null!; protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseLazyLoadingProxies().UseSqlite("x"); }
            class C { void M(BoxContext db) { foreach (var b in db.Boxes.ToList()) { Console.WriteLine(b.Size.Width); } } }
            """) },
        { "switched off in the method", Lazy("class C { int M(StoreContext db) { db.ChangeTracker.LazyLoadingEnabled = false; return db.Orders.ToList().Sum(o => o.Lines.Count); } }") },
        { "configured out of sight", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.ToList()) { Console.WriteLine(o.Customer.Name); } } }").Replace("protected override void OnConfiguring(DbContextOptionsBuilder builder) => builder.UseLazyLoadingProxies().UseSqlite(\"Data Source=store.db\");", "") },
        { "not lazy, navigation asked for", "class C { void M(ShopContext db) { foreach (var o in db.Orders.ToList()) { if (o.Customer != null) { Console.WriteLine(o.Id); } Console.WriteLine(o.Customer?.Name ?? \"none\"); } } }" },
        { "not lazy, added to", "class C { void M(ShopContext db) { foreach (var o in db.Orders.ToList()) { o.Lines.Add(new OrderLine()); } db.SaveChanges(); } }" },
        { "not lazy, lines loaded before", "class C { int M(ShopContext db) { db.Lines.Load(); return db.Orders.ToList().Sum(o => o.Lines.Count); } }" },
        { "not lazy, included", "class C { int M(ShopContext db) => db.Orders.Include(o => o.Lines).ToList().Sum(o => o.Lines.Count); }" },
        { "start-up", Lazy("static class Program { static void Main() { using var db = new StoreContext(new()); foreach (var o in db.Orders.ToList()) { Console.WriteLine(o.Customer.Name); } } }") },
        { "seeder", Lazy("class OrderSeeder { void M(StoreContext db) { foreach (var o in db.Orders.ToList()) { Console.WriteLine(o.Customer.Name); } } }") },
        { "no database", "class Node { public int Id { get; set; } public Node? Next { get; set; } public List<Node> All { get; set; } = new(); } class C { int M(List<Node> nodes) { var n = 0; foreach (var x in nodes) { n += x.Next!.Id + x.All.Count; } return n; } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Is_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_loaded() => Verify.Says(
        Lazy("class C { void M(StoreContext db) { var lines = db.Lines.ToList(); foreach (var line in lines) { Console.WriteLine(line.Product!.[|Category|]!.Name); } } }"),
        "'Product.Category' is loaded by a query of its own for every element of 'lines': 1 + N round trips; 'Include(l => l.Product).ThenInclude(p => p!.Category)' loads it with the query");

    [Fact]
    public Task Says_through_what() => Verify.Says(
        Lazy("class C { void M(StoreContext db) { var orders = db.Orders.ToList(); foreach (var o in orders) { [|Print|](o); } } static void Print(Order o) => Console.WriteLine(o.Customer.Name + o.Lines.Count); }"),
        "'Customer' and 'Lines' are each loaded by a query of their own for every element of 'orders' (C.Print): many round trips; 'Include(o => o.Customer).Include(o => o.Lines)' loads it with the query");

    [Fact]
    public Task Suggestions_can_be_left_out() => Verify.Silent(
        "class C { int M(ShopContext db) => db.Orders.ToList().Sum(o => o.Lines.Count); }", (Site.IncludeSuggestions.Key, "false"));

    private static Task Fixes(string code, string changed) => Verify.Fixes(Lazy(code), Lazy(changed));

    [Fact]
    public Task Includes_a_reference() => Fixes("""
        class C
        {
            async Task M(StoreContext db)
            {
                // Open ones.
                var orders = await db.Orders // all
                    .Where(o => !o.IsPaid) // open
                    .ToListAsync();
                foreach (var order in orders)
                {
                    Console.WriteLine(order.[|Customer|].Name + order.Customer.Id);
                }
            }
        }
        """, """
        class C
        {
            async Task M(StoreContext db)
            {
                // Open ones.
                var orders = await db.Orders // all
                    .Include(o => o.Customer)
                    .Where(o => !o.IsPaid) // open
                    .ToListAsync();
                foreach (var order in orders)
                {
                    Console.WriteLine(order.Customer.Name + order.Customer.Id);
                }
            }
        }
        """);

    [Fact]
    public Task Includes_on_one_line() => Fixes(
        "class C { void M(StoreContext db) { foreach (var o in db.Orders.Where(o => o.IsPaid).ToList()) { Console.WriteLine(o.[|Customer|].Name); } } }",
        "class C { void M(StoreContext db) { foreach (var o in db.Orders.Include(o => o.Customer).Where(o => o.IsPaid).ToList()) { Console.WriteLine(o.Customer.Name); } } }");

    [Fact]
    public Task Includes_in_foreach_over_the_set() => Fixes(
        "class C { void M(StoreContext db) { foreach (var o in db.Orders) { Console.WriteLine(o.[|Customer|].Name); } foreach (var o in db.Set<Order>().AsNoTracking()) { Console.WriteLine(o.[|Lines|].Count); } } }",
        "class C { void M(StoreContext db) { foreach (var o in db.Orders.Include(o => o.Customer)) { Console.WriteLine(o.Customer.Name); } foreach (var o in db.Set<Order>().Include(o => o.Lines).AsNoTracking()) { Console.WriteLine(o.Lines.Count); } } }");

    [Fact]
    public Task Merges_nested_paths() => Fixes(
        "class C { decimal M(StoreContext db) => db.Orders.ToList().Sum(o => o.[|Lines|].Sum(l => l.[|Product|]!.Price)); }",
        "class C { decimal M(StoreContext db) => db.Orders.Include(o => o.Lines).ThenInclude(l => l.Product).ToList().Sum(o => o.Lines.Sum(l => l.Product!.Price)); }");

    [Fact]
    public Task Goes_on_from_an_include() => Fixes("""
        class C
        {
            decimal M(StoreContext db)
            {
                var orders = db.Orders
                    .Include(o => o.Lines)
                    .AsNoTracking()
                    .ToList();
                return orders.Sum(o => o.Lines.Sum(l => l.[|Product|]!.Price));
            }
        }
        """, """
        class C
        {
            decimal M(StoreContext db)
            {
                var orders = db.Orders
                    .Include(o => o.Lines)
                    .ThenInclude(l => l.Product)
                    .AsNoTracking()
                    .ToList();
                return orders.Sum(o => o.Lines.Sum(l => l.Product!.Price));
            }
        }
        """);

    [Fact]
    public Task Includes_two_levels_through_what_may_be_null() => Fixes(
        "class C { void M(StoreContext db) { foreach (var l in db.Lines.ToList()) { Console.WriteLine(l.Product!.[|Category|]!.Name); } } }",
        "class C { void M(StoreContext db) { foreach (var l in db.Lines.Include(l => l.Product).ThenInclude(p => p!.Category).ToList()) { Console.WriteLine(l.Product!.Category!.Name); } } }");

    [Fact]
    public Task Includes_several_in_the_order_of_reading() => Fixes("""
        class C
        {
            void M(StoreContext db)
            {
                foreach (var order in db.Orders.Where(o => o.IsPaid).ToList())
                {
                    Console.WriteLine(order.[|Customer|].Name);
                    Console.WriteLine(order.[|Lines|].Count);
                }
            }
        }
        """, """
        class C
        {
            void M(StoreContext db)
            {
                foreach (var order in db.Orders.Include(o => o.Customer).Include(o => o.Lines).Where(o => o.IsPaid).ToList())
                {
                    Console.WriteLine(order.Customer.Name);
                    Console.WriteLine(order.Lines.Count);
                }
            }
        }
        """);

    [Fact]
    public Task Gives_a_second_branch_an_include_of_its_own() => Fixes(
        "class C { void M(StoreContext db) { foreach (var o in db.Orders.Include(o => o.Customer).ThenInclude(c => c.Orders).ToList()) { Console.WriteLine(o.Customer.[|Country|].Name); } } }",
        "class C { void M(StoreContext db) { foreach (var o in db.Orders.Include(o => o.Customer).ThenInclude(c => c.Orders).Include(o => o.Customer).ThenInclude(c => c.Country).ToList()) { Console.WriteLine(o.Customer.Country.Name); } } }");

    [Fact]
    public Task Includes_for_a_helper() => Fixes(
        "class C { void M(StoreContext db) { var orders = db.Orders.ToList(); foreach (var o in orders) { [|Print|](o); } } static void Print(Order o) => Console.WriteLine(o.Customer.Name + o.Lines.Count); }",
        "class C { void M(StoreContext db) { var orders = db.Orders.Include(o => o.Customer).Include(o => o.Lines).ToList(); foreach (var o in orders) { Print(o); } } static void Print(Order o) => Console.WriteLine(o.Customer.Name + o.Lines.Count); }");

    [Fact]
    public Task Includes_in_the_repository_that_only_this_code_calls() => Fixes("""
        class Orders(StoreContext db) { public Task<List<Order>> OpenAsync() => db.Orders.Where(o => !o.IsPaid).ToListAsync(); }
        class C(Orders orders)
        {
            async Task M()
            {
                foreach (var order in await orders.OpenAsync())
                {
                    Console.WriteLine(order.[|Customer|].Name);
                }
            }
        }
        """, """
        class Orders(StoreContext db) { public Task<List<Order>> OpenAsync() => db.Orders.Include(o => o.Customer).Where(o => !o.IsPaid).ToListAsync(); }
        class C(Orders orders)
        {
            async Task M()
            {
                foreach (var order in await orders.OpenAsync())
                {
                    Console.WriteLine(order.Customer.Name);
                }
            }
        }
        """);

    [Fact]
    public Task Includes_in_query_syntax() => Fixes(
        "class C { void M(StoreContext db) { var orders = from o in db.Orders where o.IsPaid select o; foreach (var order in orders.ToList()) { Console.WriteLine(order.[|Customer|].Name); } } }",
        "class C { void M(StoreContext db) { var orders = from o in db.Orders.Include(o => o.Customer) where o.IsPaid select o; foreach (var order in orders.ToList()) { Console.WriteLine(order.Customer.Name); } } }");

    [Fact]
    public Task Includes_where_lazy_loading_is_off() => Verify.Fixes(
        "class C { int M(ShopContext db) => db.Orders.ToList().Sum(o => o.[|Lines|].Count); }",
        "class C { int M(ShopContext db) => db.Orders.Include(o => o.Lines).ToList().Sum(o => o.Lines.Count); }",
        DiagnosticSeverity.Info);

    [Fact]
    public Task Fixes_several_documents() => Verify.FixesAll(
    [
        ("class A { int M(ShopContext db) => db.Orders.ToList().Sum(o => o.[|Lines|].Sum(l => l.[|Product|]!.Stock)); }",
            "class A { int M(ShopContext db) => db.Orders.Include(o => o.Lines).ThenInclude(l => l.Product).ToList().Sum(o => o.Lines.Sum(l => l.Product!.Stock)); }"),
        ("class B { int M(ShopContext db) => db.Customers.ToList().Sum(c => c.[|Orders|].Count); }",
            "class B { int M(ShopContext db) => db.Customers.Include(c => c.Orders).ToList().Sum(c => c.Orders.Count); }"),
    ], DiagnosticSeverity.Info);

    public static readonly Cases Refused = new()
    {
        { "raw SQL", Lazy("class C { void M(StoreContext db) { foreach (var o in db.Orders.FromSqlRaw(\"exec open_orders\").ToList()) { Console.WriteLine(o.[|Customer|].Name); } } }") },
        { "found by key", Lazy("class C { void M(StoreContext db, int id) { var order = db.Orders.Find(id)!; foreach (var l in order.Lines) { Console.WriteLine(l.[|Product|]); } } }") },
        { "generic repository", Lazy("""
            class Repository<T>(StoreContext db) where T : class { public List<T> All() => db.Set<T>().ToList(); }
            class C(Repository<Order> orders) { void M() { foreach (var o in orders.All()) { Console.WriteLine(o.[|Customer|].Name); } } }
            """) },
        { "repository that others call too", Lazy("""
            class Orders(StoreContext db) { public List<Order> Open() => db.Orders.ToList(); }
            class D(Orders orders) { int M() => orders.Open().Count; }
            class C(Orders orders) { void M() { foreach (var o in orders.Open()) { Console.WriteLine(o.[|Customer|].Name); } } }
            """) },
        { "two queries", Lazy("class C { void M(StoreContext db, bool paid) { var orders = paid ? db.Orders.Where(o => o.IsPaid).ToList() : db.Orders.ToList(); foreach (var o in orders) { Console.WriteLine(o.[|Customer|].Name); } } }") },
        { "the set is kept", Lazy("class C { void M(StoreContext db) { var set = db.Orders; set.Add(new Order()); foreach (var o in set.ToList()) { Console.WriteLine(o.[|Customer|].Name); } } }") },
        { "the set is a field", Lazy("class C(StoreContext db) { readonly DbSet<Order> _orders = db.Orders; void M() { foreach (var o in _orders.Cast<Order>().ToList()) { } foreach (var o in Enumerable.ToList(_orders)) { Console.WriteLine(o.Id); } var all = _orders; foreach (var o in all.ToList()) { Console.WriteLine(o.[|Customer|].Name); } } }") },
    };

    [Theory, MemberData(nameof(Refused))]
    public Task Refuses_to_fix(Case code) => Verify.RefusesToFix(code.Source);

    // The prelude has the namespace in scope everywhere; this project has not.
    [Fact]
    public async Task Adds_the_using_directive()
    {
        const string Code = """
            // Shops.
            using System;
            using System.Linq;

            class Order { public int Id { get; set; } public Customer? Customer { get; set; } }
            class Customer { public int Id { get; set; } }
            class Db : Microsoft.EntityFrameworkCore.DbContext { public Microsoft.EntityFrameworkCore.DbSet<Order> Orders { get; set; } = null!; }
            class C { void M(Db db) { foreach (var o in db.Orders.ToList()) { Console.WriteLine(o.Customer!.Id); } } }
            """;
        using var workspace = new AdhocWorkspace();
        var document = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Using", "Using", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable),
            metadataReferences: Library.References)).AddDocument("Case.cs", SourceText.From(Code));
        var rule = Catalog.Rule("NavigationPerElement");
        var report = Assert.Single(await Executed.Review((await document.Project.GetCompilationAsync())!, [rule]));
        CodeAction? action = null;
        await rule.Fixes[0].RegisterCodeFixesAsync(new CodeFixContext(document, report, (offered, _) => action ??= offered, default));
        var changed = (await action!.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        var text = (await changed.GetTextAsync()).ToString();
        Assert.Equal(Code.Replace("using System.Linq;", "using System.Linq;\nusing Microsoft.EntityFrameworkCore;").Replace("db.Orders.ToList()", "db.Orders.Include(o => o.Customer).ToList()"), text);
        Assert.DoesNotContain((await changed.Project.GetCompilationAsync())!.GetDiagnostics(), static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }
}
