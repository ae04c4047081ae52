using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>Where a query comes from, how its context is configured, and how its model is: the same for every rule of query shapes.</summary>
public sealed class QueryShapeSourcesTests
{
    /// <summary>Ways to a query of orders: what the class holds, what the method does first, and the query.</summary>
    public static readonly TheoryData<string, string, string> Sources = new()
    {
        { "", "", "db.Orders" },
        { "", "", "db.Set<Order>()" },
        { "", "var q = db.Orders.Where(o => o.Total > 3);", "q" },
        { "", "var q = db.Orders.Where(o => o.Total > 3); if (flag) { q = q.Where(o => o.Id > 2); }", "q" },
        { "", "IQueryable<Order> q = db.Orders; if (flag) q = q.Where(o => o.Id > 2); else q = q.Where(o => o.Id < 9); q = q.OrderBy(o => o.Id);", "q" },
        { "", "var q = flag ? db.Orders : db.Orders.Where(o => o.Id > 3);", "q" },
        { "", "var q = flag switch { true => db.Orders.Where(o => o.Id > 3), _ => db.Orders.Where(o => o.Id > 5) };", "q" },
        { "", "IQueryable<Order> Since(int id) => db.Orders.Where(o => o.Id > id);", "Since(3)" },
        { "readonly IQueryable<Order> _open; public C(ShopContext shop) { _open = shop.Orders.Where(o => o.Total > 3); }", "", "_open" },
        { "ShopContext _shop = null!; IQueryable<Order> Open => _shop.Orders.Where(o => o.Total > 3);", "", "Open" },
        { "static IQueryable<Order> Since(IQueryable<Order> all, int id) { if (id > 0) { all = all.Where(o => o.Id > id); } return all; }", "", "Since(db.Orders, 3)" },
        { "", "", "db.Orders.Since(3)" },
        { "", "", "(from o in db.Orders where o.Total > 3 select o)" },
        { "", "", "(from o in db.Orders join c in db.Customers on o.CustomerId equals c.Id where c.IsActive select o)" },
        { "IOrders _orders = null!;", "", "_orders.All()" },
        { "IRepository<Order> _orders = null!;", "", "_orders.Query()" },
        { "OrderRepository _orders = null!;", "var q = _orders.Query(); if (flag) q = q.Where(o => o.Id > 3);", "q" },
        { "", "", "db.Customers.SelectMany(c => c.Orders)" },
    };

    private const string Others = """

        interface IOrders { IQueryable<Order> All(); }
        interface IRepository<T> { IQueryable<T> Query(); }
        class Repository<T>(ShopContext db) : IRepository<T> where T : class { public IQueryable<T> Query() => db.Set<T>(); }
        class OrderRepository(ShopContext db) : Repository<Order>(db) { }
        static class Filters { public static IQueryable<Order> Since(this IQueryable<Order> all, int id) => all.Where(o => o.Id > id); }
        """;

    [Theory, MemberData(nameof(Sources))]
    public Task Filters_after_the_load_are_seen(string members, string before, string source) =>
        Verify<FilterAfterMaterialization, FilterAfterMaterializationFix>.Fires(Method(members, before, source + ".ToList().[|Where|](o => o.IsPaid).ToList()"));

    [Theory, MemberData(nameof(Sources))]
    public Task Counts_for_existence_are_seen(string members, string before, string source) =>
        Verify<CountForExistence, CountForExistenceFix>.Fires(Method(members, before, source + ".[|Count|](o => o.IsPaid) > 0"));

    [Theory, MemberData(nameof(Sources))]
    public Task Dropped_includes_are_seen(string members, string before, string source) =>
        Verify<UselessInclude, UselessIncludeFix>.Fires(Method(members, before, source + ".[|Include|](o => o.Lines).Select(o => o.Id).ToList()"));

    [Theory, MemberData(nameof(Sources))]
    public Task Computed_columns_are_seen(string members, string before, string source) =>
        Verify<NonSargablePredicate, NonSargablePredicateFix>.Suggests(Method(members, before, source + ".Where(o => [|o.PlacedAt.Year|] == 2026).ToList()"));

    /// <summary>Ways to orders in memory.</summary>
    public static readonly TheoryData<string, string, string> InMemory = new()
    {
        { "", "var q = new List<Order>();", "q" },
        { "", "var q = new List<Order>().AsQueryable(); if (flag) { q = q.Where(o => o.Id > 2); }", "q" },
        { "IReadOnlyList<Order> _all = [];", "", "_all" },
        { "static IEnumerable<Order> All() { yield return new Order(); }", "", "All()" },
        { "ICache _cache = null!; interface ICache { List<Order> Orders { get; } }", "", "_cache.Orders" },
    };

    [Theory, MemberData(nameof(InMemory))]
    public async Task Orders_in_memory_are_left_alone(string members, string before, string source)
    {
        await Verify<FilterAfterMaterialization, FilterAfterMaterializationFix>.Silent(Method(members, before, source + ".ToList().Where(o => o.IsPaid).ToList()"));
        await Verify<CountForExistence, CountForExistenceFix>.Silent(Method(members, before, source + ".Count(o => o.IsPaid) > 0"));
        await Verify<NonSargablePredicate, NonSargablePredicateFix>.Silent(Method(members, before, source + ".Where(o => o.PlacedAt.Year == 2026).ToList()"));
    }

    private const string Using = "using Microsoft.Extensions.DependencyInjection;\n";

    /// <summary>Ways to make a context load each collection with a query of its own.</summary>
    [Theory]
    [InlineData("class Own : Blogs { protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseSqlite(\"x\", o => o.UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery)); }")]
    [InlineData("class Own : Blogs { protected override void OnConfiguring(DbContextOptionsBuilder b) { b.UseSqlite(\"x\", o => { o.CommandTimeout(3); o.UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery); }); } }")]
    [InlineData("class Start { void Add(IServiceCollection s) => s.AddDbContext<Blogs>(o => o.UseSqlite(\"x\", x => x.UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery))); }")]
    [InlineData("class Start { void Add(IServiceCollection s) => s.AddDbContextPool<Blogs>((p, o) => { o.UseSqlite(\"x\", x => x.UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery)); }); }")]
    [InlineData("class Start { void Add(IServiceCollection s) => s.AddDbContextFactory<Blogs>(o => o.UseSqlite(\"x\", x => x.UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery))); }")]
    [InlineData("class Start { Blogs New() => new Blogs(new DbContextOptionsBuilder<Blogs>().UseSqlite(\"x\", x => x.UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery)).Options); }")]
    public Task Contexts_that_split_are_left_alone(string options) =>
        Verify<CartesianExplosion, CartesianExplosionFix>.Silent(Using + "class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts).Include(b => b.Tags).ToList(); }\n" + options + Blog);

    /// <summary>Ways to make a context track nothing.</summary>
    [Theory]
    [InlineData("class Own(DbContextOptions<ShopContext> o) : ShopContext(o) { protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking); }")]
    [InlineData("class Start { void Add(IServiceCollection s) => s.AddDbContext<ShopContext>(o => o.UseSqlite(\"x\").UseQueryTrackingBehavior(QueryTrackingBehavior.NoTrackingWithIdentityResolution)); }")]
    [InlineData("class Start { void Add(IServiceCollection s) => s.AddDbContextPool<ShopContext>(o => { o.UseSqlite(\"x\"); o.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking); }); }")]
    [InlineData("class Own : ShopContext { public Own(DbContextOptions<ShopContext> o) : base(o) { ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking; } }")]
    [InlineData("class Start { void Read(ShopContext db) => db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking; }")]
    public async Task Contexts_that_track_nothing_are_left_alone(string options)
    {
        await Verify<TrackingForReadOnly, TrackingForReadOnlyFix>.Silent(Using + "class C(ShopContext db) { decimal M() { var n = 0m; foreach (var o in db.Orders.ToList()) { n += o.Id + o.CustomerId + o.Total + (o.IsPaid ? 1 : 0) + o.PlacedAt.Year; } return n; } }\n" + options);
        await Verify<QueryForKeyLookup, QueryForKeyLookupFix>.Silent(Using + "class C { Order? M(ShopContext db, int id) => db.Orders.FirstOrDefault(o => o.Id == id); }\n" + options);
    }

    /// <summary>Ways to make every query load a navigation.</summary>
    [Theory]
    [InlineData("b.Entity<Blog>().Navigation(x => x.Posts).AutoInclude();")]
    [InlineData("b.Entity<Blog>().Navigation(\"Posts\").AutoInclude();")]
    [InlineData("b.Entity<Blog>(x => x.Navigation(y => y.Posts).AutoInclude());")]
    [InlineData("b.Entity<Blog>(x => { x.HasKey(y => y.Id); x.Navigation(y => y.Posts).AutoInclude(true); });")]
    [InlineData("b.ApplyConfiguration(new BlogMap());")]
    public Task What_is_always_included_is_loaded(string configuration)
    {
        var model = Blog + "\nclass Map(DbContextOptions o) : DbContext(o) { protected override void OnModelCreating(ModelBuilder b) { " + configuration + " } }" +
            (configuration.Contains("BlogMap", StringComparison.Ordinal) ? "\nclass BlogMap : IEntityTypeConfiguration<Blog> { public void Configure(Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<Blog> b) => b.Navigation(x => x.Posts).AutoInclude(); }" : "");
        return Verify<UselessInclude, UselessIncludeFix>.Silent("class C { int M(Blogs db) { var n = 0; foreach (var b in db.All.Include(b => b.Posts).ToList()) { n += b.Id; } return n; } }\n" + model);
    }

    private const string Blog = """

        class Blog { public int Id { get; set; } public List<Post> Posts { get; set; } = new(); public List<Tag> Tags { get; set; } = new(); }
        class Post { public int Id { get; set; } }
        class Tag { public int Id { get; set; } }
        class Blogs : DbContext { public Blogs() { } public Blogs(DbContextOptions<Blogs> o) : base(o) { } public DbSet<Blog> All => Set<Blog>(); }
        """;

    private static string Method(string members, string before, string result) =>
        "class C { " + members + " object M(ShopContext db, bool flag) { " + before + "\n return " + result + "; } }" + Others;
}
