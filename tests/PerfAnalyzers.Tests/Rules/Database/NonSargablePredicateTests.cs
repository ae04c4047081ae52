using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.NonSargablePredicate, PerfAnalyzers.Database.NonSargablePredicateFix>;

namespace PerfAnalyzers.Tests;

public sealed class NonSargablePredicateTests
{
    private const string Model = """
        [Index(nameof(Sent)), Index(nameof(Code), nameof(Sent))]
        class Mail { public int Id { get; set; } public DateTime Sent { get; set; } public string Code { get; set; } = ""; public string Subject { get; set; } = ""; public int Size { get; set; } public DateTime? Read { get; set; } public int BoxId { get; set; } public Box? Box { get; set; } }
        class Box { public int Id { get; set; } }
        class Mails(DbContextOptions o) : DbContext(o) { public DbSet<Mail> All => Set<Mail>(); public DbSet<Box> Boxes => Set<Box>(); }
        """;

    public static readonly Cases Firing = new()
    {
        { "day of an indexed date", "class C { List<Mail> M(Mails db, DateTime day) => db.All.Where(m => [|m.Sent.Date|] == day).ToList(); }\n" + Model },
        { "year of an indexed date", "class C { int M(Mails db, int year) => db.All.Count(m => [|m.Sent.Year|] == year); }\n" + Model },
        { "start of an indexed text", "class C { List<Mail> M(Mails db) => db.All.Where(m => m.Size > 3 && [|m.Code.Substring(0, 2)|] == \"DE\").ToList(); }\n" + Model },
        { "indexed text without case", "class C { Mail? M(Mails db, string code) => db.All.FirstOrDefault(m => [|m.Code.ToLower()|] == code.ToLower()); }\n" + Model },
        { "key as text", "class C { Task<Mail?> M(Mails db, string id) => db.All.FirstOrDefaultAsync(m => [|m.Id.ToString()|] == id); }\n" + Model },
        { "index of the configuration", "class C { int M(ShopContext db, int year) => db.Orders.Count(o => [|o.PlacedAt.Year|] == year); } class OrderMap : IEntityTypeConfiguration<Order> { public void Configure(Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<Order> b) => b.HasIndex(o => new { o.PlacedAt, o.IsPaid }); }" },
        { "index of the model", "class C { List<Product> M(ShopContext db, string sku) => db.Products.Where(p => [|p.Sku.Trim()|] == sku).ToList(); } class D(DbContextOptions o) : DbContext(o) { protected override void OnModelCreating(ModelBuilder b) => b.Entity<Product>().HasIndex(\"Sku\"); }" },
        { "key in a sum", "class C { List<Mail> M(Mails db, int n) => db.All.Where(m => [|m.Id + 1|] > n).ToList(); }\n" + Model },
    };

    public static readonly Cases Suggested = new()
    {
        { "text without case, by Equals", "class C { Task<Customer?> M(ShopContext db, string mail) { var lower = mail.ToLower(); return db.Customers.FirstOrDefaultAsync(c => c.Email != null && [|c.Email.ToLower()|].Equals(lower)); } bool N(ShopContext db, string mail) => db.Customers.Any(c => string.Equals([|c.Email.ToUpper()|], mail)); }" },
        { "beginning of a text without case", "class C { List<Customer> M(ShopContext db, string start) => db.Customers.Where(c => [|c.Name.ToLower()|].StartsWith(start)).ToList(); }" },
        { "one of several texts without case", "class C { List<Customer> M(ShopContext db, List<string> names) => db.Customers.Where(c => names.Contains([|c.Name.ToLower()|])).ToList(); List<Customer> N(ShopContext db, string[] names) => db.Customers.Where(c => names.Contains([|c.Name.ToLower()|])).ToList(); }" },
        { "condition that is added", "class Filter { public string? Name { get; set; } public bool Raw { get; set; } } class C { IQueryable<Customer> M(IQueryable<Customer> query, Filter filter) { if (!string.IsNullOrEmpty(filter.Name)) { if (filter.Raw) { var lower = filter.Name.ToLowerInvariant(); query = query.Where(c => [|c.Name!.ToLower()|] == lower); } else { query = query.Where(c => c.Name == filter.Name); } } return query; } }" },
        { "day", "class C { List<Order> M(ShopContext db, DateTime day) => db.Orders.Where(o => [|o.PlacedAt.Date|] == day.Date).ToList(); }" },
        { "since a day", "class C { bool M(ShopContext db) => db.Orders.Any(o => o.IsPaid && [|o.PlacedAt.Date|] >= DateTime.Today); }" },
        { "year", "class C { List<Order> M(ShopContext db, int year) => db.Orders.Where(o => [|o.PlacedAt.Year|] == year).ToList(); }" },
        { "price with tax", "class C { List<Product> M(ShopContext db, decimal most) => db.Products.Where(p => [|p.Price * 1.2m|] < most).ToList(); }" },
        { "trimmed text on the right", "class C { Customer M(ShopContext db, string name) => db.Customers.Single(c => name == [|c.Name.Trim()|]); }" },
        { "query syntax", "class C { List<Customer> M(ShopContext db, string mail) => (from c in db.Customers where [|c.Email.ToUpper()|] == mail select c).ToList(); }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "beside an index of the configuration", "class C { List<Order> M(ShopContext db, decimal total, int year) => db.Orders.Where(o => o.PlacedAt.Year == year && o.Total == total).ToList(); } class D(DbContextOptions o) : DbContext(o) { protected override void OnModelCreating(ModelBuilder b) => b.Entity<Order>().HasIndex(o => o.Total); }" },
        { "range", "class C { List<Order> M(ShopContext db, DateTime day) => db.Orders.Where(o => o.PlacedAt >= day && o.PlacedAt < day.AddDays(1)).ToList(); }" },
        { "computed value", "class C { List<Order> M(ShopContext db, DateTime day, string n) => db.Orders.Where(o => o.PlacedAt >= day.Date && o.Total > day.Year * 2 && o.Customer!.Name == n.Trim()).ToList(); }" },
        { "beside the key", "class C { Order? M(ShopContext db, int id, DateTime day) => db.Orders.FirstOrDefault(o => o.Id == id && o.PlacedAt.Date == day); }" },
        { "beside a foreign key, in an earlier filter", "class C { bool M(ShopContext db, int id, string name) => db.Lines.Where(l => l.OrderId == id).Any(l => l.Quantity + 1 > id); List<OrderLine> N(ShopContext db, List<int> ids) => db.Lines.Where(l => ids.Contains(l.OrderId)).Where(l => l.Quantity * 2 > 3).ToList(); }" },
        { "beside a key of another table", "class Place { public int Id { get; set; } public int SiteId { get; set; } public string Path { get; set; } = \"\"; } class Paper { public int Id { get; set; } public int PlaceId { get; set; } public Place? Place { get; set; } public string Name { get; set; } = \"\"; } class Papers(DbContextOptions o) : DbContext(o) { public DbSet<Paper> All => Set<Paper>(); } class C { Paper? M(Papers db, int site, string path, string name) => db.All.FirstOrDefault(p => p.Place!.SiteId == site && p.Place.Path.ToLower() == path && p.Name.ToLower() == name); }" },
        { "beside a foreign key of another table", "class C { Order? M(ShopContext db, int id, int year) => db.Orders.FirstOrDefault(o => o.PlacedAt.Year == year && o.Lines.Count > 1 && o.CustomerId == id); OrderLine? N(ShopContext db, int id) => db.Lines.FirstOrDefault(l => l.Order!.CustomerId == id && l.Quantity + 1 > 2); }" },
        { "text that holds a text without case", "class C { List<Customer> M(ShopContext db, string s) => db.Customers.Where(c => c.Name.ToLower().Contains(s) || s.Contains(c.Name.ToLower())).ToList(); }" },
        { "list of the row", "class C { List<Customer> M(ShopContext db, string s) => db.Customers.Where(c => c.Orders.Select(o => o.Id.ToString()).Contains(s)).ToList(); }" },
        { "beside a foreign key", "class C { List<Order> M(ShopContext db, int id, int year) => db.Orders.Where(o => o.PlacedAt.Year == year && o.CustomerId == id).ToList(); }" },
        { "beginning of a text", "class C { List<Customer> M(ShopContext db, string s) => db.Customers.Where(c => c.Name.StartsWith(s)).ToList(); }" },
        { "part of a text", "class C { List<Customer> M(ShopContext db, string s) => db.Customers.Where(c => c.Name.Contains(s) || c.Name.EndsWith(s)).ToList(); }" },
        { "projection and order", "class C { object M(ShopContext db) => db.Orders.OrderBy(o => o.PlacedAt.Date).Select(o => new { o.PlacedAt.Year, Total = o.Total * 2 }).ToList(); }" },
        { "groups", "class C { object M(ShopContext db) => db.Orders.GroupBy(o => o.PlacedAt.Year).Select(g => new { g.Key, N = g.Count() }).ToList(); }" },
        { "two columns", "class C { List<Product> M(ShopContext db) => db.Products.Where(p => p.Price * p.Stock > p.Id).ToList(); }" },
        { "different from", "class C { List<Order> M(ShopContext db, int year) => db.Orders.Where(o => o.PlacedAt.Year != year).ToList(); }" },
        { "nullable and enum", "enum Kind { A } class Item { public int Id { get; set; } public int? Rank { get; set; } public Kind Kind { get; set; } } class Items(DbContextOptions o) : DbContext(o) { public DbSet<Item> All => Set<Item>(); } class C { List<Item> M(Items db, int n) => db.All.Where(i => i.Rank!.Value == n && (int)i.Kind == n).ToList(); }" },
        { "one of two conditions", "class C { List<Order> M(ShopContext db, int year, bool all) => db.Orders.Where(o => all || o.PlacedAt.Year == year).ToList(); }" },
        { "in memory", "class C { List<Order> M(List<Order> all, int year) => all.Where(o => o.PlacedAt.Year == year).ToList(); List<Order> N(List<Order> all, int year) => all.AsQueryable().Where(o => o.PlacedAt.Year == year).ToList(); }" },
        { "column of a projection", "class C { object M(ShopContext db, int n) => db.Orders.Select(o => new { N = o.Id, o.Total }).Where(o => o.N + 1 > n).ToList(); }" },
        { "seeding", "class Seeder { bool Seed(ShopContext db, int year) => db.Orders.Any(o => o.PlacedAt.Year == year); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_to_compare() => Verify.Says(
        "class C { int M(Mails db, int year) => db.All.Count(m => [|m.Sent.Year|] == year); }\n" + Model,
        "'m.Sent.Year' is computed for every row before it is compared, and no index of 'Sent' helps; compare the column itself with the bounds of a range");

    [Theory]
    [InlineData("[|o.PlacedAt.Date|] == day.Date", "o.PlacedAt >= day.Date && o.PlacedAt < day.Date.AddDays(1)")]
    [InlineData("[|o.PlacedAt.Date|] >= DateTime.Today", "o.PlacedAt >= DateTime.Today")]
    [InlineData("[|o.PlacedAt.Date|] < day.Date", "o.PlacedAt < day.Date")]
    [InlineData("[|o.PlacedAt.Date|] > day.Date && o.IsPaid", "o.PlacedAt >= day.Date.AddDays(1) && o.IsPaid")]
    [InlineData("o.IsPaid && [|o.PlacedAt.Date|] <= day.Date", "o.IsPaid && o.PlacedAt < day.Date.AddDays(1)")]
    [InlineData("[|o.PlacedAt.Year|] == year", "o.PlacedAt >= new DateTime(year, 1, 1) && o.PlacedAt < new DateTime(year + 1, 1, 1)")]
    public Task Compares_the_column(string filter, string fixedFilter) => Verify.Fixes(Method(filter), Method(fixedFilter), DiagnosticSeverity.Info);

    [Fact]
    public Task Compares_the_beginning() => Verify.Fixes(
        "class C { int M(Mails db) => db.All.Count(m => [|m.Code.Substring(0, 2)|] == \"DE\"); }\n" + Model,
        "class C { int M(Mails db) => db.All.Count(m => m.Code.StartsWith(\"DE\")); }\n" + Model);

    [Theory]
    [InlineData("[|o.PlacedAt.Date|] == day")]
    [InlineData("day.Date == [|o.PlacedAt.Date|]")]
    [InlineData("[|o.PlacedAt.Year|] >= year")]
    [InlineData("[|o.PlacedAt.Year|] == year + 1")]
    [InlineData("[|o.Total * 2|] > year")]
    [InlineData("[|o.PlacedAt.Date|] /* all day */ == day.Date")]
    public Task Refuses_what_may_mean_something_else(string filter) => Verify.RefusesToFix(Method(filter), DiagnosticSeverity.Info);

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        (Method("[|o.PlacedAt.Year|] == year && db.Orders.Any(p => p.PlacedAt > o.PlacedAt)"), Method("o.PlacedAt >= new DateTime(year, 1, 1) && o.PlacedAt < new DateTime(year + 1, 1, 1) && db.Orders.Any(p => p.PlacedAt > o.PlacedAt)")),
        ("class D { int M(ShopContext db) => db.Orders.Count(o => [|o.PlacedAt.Date|] >= DateTime.Today); }", "class D { int M(ShopContext db) => db.Orders.Count(o => o.PlacedAt >= DateTime.Today); }"),
    ], DiagnosticSeverity.Info);

    private static string Method(string filter) => "class C { List<Order> M(ShopContext db, DateTime day, int year) => db.Orders.Where(o => " + filter + ").ToList(); }";
}
