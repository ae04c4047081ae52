using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.ImplicitColumnConversion, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class ImplicitColumnConversionTests
{
    private const string Server = """
        namespace Microsoft.Data.SqlClient
        {
            public class SqlParameters { public void AddWithValue(string name, object? value) { } public void Add(object parameter) { } }
            public class SqlConnection : System.IDisposable { public void Dispose() { } }
            public class SqlCommand : System.IDisposable { public SqlCommand(string text, SqlConnection connection) { } public SqlParameters Parameters { get; } = new(); public string CommandText { get; set; } = ""; public object? ExecuteScalar() => null; public void Dispose() { } }
        }

        public class Part
        {
            public int Id { get; set; }
            [Unicode(false)] public string Code { get; set; } = "";
            [System.ComponentModel.DataAnnotations.Schema.Column(TypeName = "varchar(20)")] public string Batch { get; set; } = "";
            public string Shelf { get; set; } = "";
            public string Name { get; set; } = "";
        }

        public class PartContext(DbContextOptions<PartContext> options) : DbContext(options)
        {
            public DbSet<Part> Parts => Set<Part>();
            protected override void OnModelCreating(ModelBuilder model) => model.Entity<Part>().Property(p => p.Shelf).HasMaxLength(9).IsUnicode(false);
        }

        """;

    public static readonly Cases Firing = new()
    {
        { "long against a foreign key", "class C(ShopContext db) { public List<Order> M(long customer) => db.Orders.Where(o => [|o.CustomerId|] == customer).ToList(); }" },
        { "long against a key", "class C(ShopContext db) { public Order? M(long id) => db.Orders.FirstOrDefault(o => [|o.Id|] == id); }" },
        { "decimal against a key", "class C(ShopContext db) { public int M(decimal from) => db.Orders.Count(o => [|o.Id|] >= from); }" },
        { "double against an indexed column", "[Index(nameof(Size))] public class Box { public int Id { get; set; } public int Size { get; set; } } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Box> Boxes => Set<Box>(); } class C(X db) { public List<Box> M(double least) => db.Boxes.Where(b => [|b.Size|] > least).ToList(); }" },
        { "column on the right, beside others", "class C(ShopContext db) { public List<OrderLine> M(Product p, long order) => db.Lines.Where(l => l.Quantity > 3 && order == [|l.OrderId|]).ToList(); }" },
        { "nullable long", "class C(ShopContext db) { public bool M(long? customer) => db.Orders.Any(o => [|o.CustomerId|] == customer); }" },
        { "Dapper, column by attribute", Server + "class C { public List<Part> M(SqliteConnection c, string code) => c.Query<Part>(\"select * from Parts where Code = @code\", new { [|code|] }).ToList(); }" },
        { "Dapper, column by type", Server + "class C { public Part? M(SqliteConnection c, string b) => c.QueryFirstOrDefault<Part>(\"select Id, Name from Part p where p.Batch = @Batch\", new { [|Batch = b|] }); }" },
        { "Dapper, column by configuration", Server + "class C { const string Sql = \"select * from [Parts] where [Shelf] like @shelf and Id > @id\"; public List<Part> M(SqliteConnection c, string shelf, int id) => c.Query<Part>(Sql, new { [|shelf|], id }).ToList(); }" },
        { "command", Server + "class C { public object? M(Microsoft.Data.SqlClient.SqlConnection c, string code) { using var command = new Microsoft.Data.SqlClient.SqlCommand(\"select Id from Parts where Code = @code\", c); command.Parameters.AddWithValue(\"@code\", [|code|]); return command.ExecuteScalar(); } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "same type", "class C(ShopContext db) { public List<Order> M(int customer) => db.Orders.Where(o => o.CustomerId == customer).ToList(); }" },
        { "short value", "class C(ShopContext db) { public List<Order> M(short customer) => db.Orders.Where(o => o.CustomerId == customer).ToList(); }" },
        { "value converted before", "class C(ShopContext db) { public List<Order> M(long customer) => db.Orders.Where(o => o.CustomerId == (int)customer).ToList(); }" },
        { "constant", "class C(ShopContext db) { public List<Order> M() => db.Orders.Where(o => o.CustomerId == 3L).ToList(); }" },
        { "short column and an int", "[Index(nameof(Size))] public class Box { public int Id { get; set; } public short Size { get; set; } } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Box> Boxes => Set<Box>(); } class C(X db) { public List<Box> M(int size) => db.Boxes.Where(b => b.Size == size).ToList(); }" },
        { "float column and a double", "[Index(nameof(Size))] public class Box { public int Id { get; set; } public float Size { get; set; } } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Box> Boxes => Set<Box>(); } class C(X db) { public List<Box> M(double size) => db.Boxes.Where(b => b.Size > size).ToList(); }" },
        { "column without an index", "class C(ShopContext db) { public List<Product> M(long stock) => db.Products.Where(p => p.Stock == stock).ToList(); }" },
        { "projection", "class C(ShopContext db) { public object M(long id) => db.Orders.Select(o => new { Same = o.Id == id }).ToList(); }" },
        { "one of several conditions", "class C(ShopContext db) { public List<Order> M(long id) => db.Orders.Where(o => o.Id == id || o.IsPaid).ToList(); }" },
        { "in memory", "class C { public List<Order> M(List<Order> all, long id) => all.Where(o => o.Id == id).ToList(); public Order? N(List<Order> all, long id) => all.AsQueryable().FirstOrDefault(o => o.Id == id); }" },
        { "two columns", "class C(ShopContext db) { public List<Product> M() => db.Products.Where(p => p.Price > p.Stock).ToList(); }" },
        { "list of keys", "class C(ShopContext db) { public List<Order> M(List<int> ids) => db.Orders.Where(o => ids.Contains(o.Id)).ToList(); }" },
        { "Dapper, Unicode column", Server + "class C { public List<Part> M(SqliteConnection c, string name) => c.Query<Part>(\"select * from Parts where Name = @name\", new { name }).ToList(); }" },
        { "Dapper, as it is stored", Server + "class C { public List<Part> M(SqliteConnection c, string code) => c.Query<Part>(\"select * from Parts where Code = @code\", new { code = new DbString { Value = code, IsAnsi = true } }).ToList(); }" },
        { "Dapper, another table", Server + "class C { public List<int> M(SqliteConnection c, string code) => c.Query<int>(\"select Id from Vouchers where Code = @code\", new { code }).ToList(); }" },
        { "Dapper, number", Server + "class C { public List<Part> M(SqliteConnection c, int id) => c.Query<Part>(\"select * from Parts where Id = @id\", new { id }).ToList(); }" },
        { "Dapper, parameter of another name", Server + "class C { public List<Part> M(SqliteConnection c, string code, string name) => c.Query<Part>(\"select * from Parts where Name = @codes\", new { codes = code }).ToList(); }" },
        { "Dapper, text made elsewhere", Server + "class C { static string Sql() => \"x\"; public List<Part> M(SqliteConnection c, string code) => c.Query<Part>(Sql(), new { code }).ToList(); }" },
        { "another database", "public class Part { public int Id { get; set; } [Unicode(false)] public string Code { get; set; } = \"\"; } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Part> Parts => Set<Part>(); } class C { public List<Part> M(SqliteConnection c, string code) => c.Query<Part>(\"select * from Parts where Code = @code\", new { code }).ToList(); }" },
        { "written, not compared", Server + "class C { public void M(SqliteConnection c, string code, int id) => c.Execute(\"update Parts set Name = 'x', Shelf = null where Id = @id and 1 < length(@code)\", new { code, id }); }" },
        { "command with a typed parameter", Server + "class C { public object? M(Microsoft.Data.SqlClient.SqlConnection c, object parameter) { using var command = new Microsoft.Data.SqlClient.SqlCommand(\"select Id from Parts where Code = @code\", c); command.Parameters.Add(parameter); return command.ExecuteScalar(); } }" },
        { "EF, column as it is stored", Server + "class C(PartContext db) { public Part? M(string code) => db.Parts.FirstOrDefault(p => p.Code == code); }" },
        { "migration", "class MigrateOrders(ShopContext db) { public List<Order> M(long id) => db.Orders.Where(o => o.Id == id).ToList(); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_converted() => Verify.Says(
        "class C(ShopContext db) { public List<Order> M(long customer) => db.Orders.Where(o => [|o.CustomerId|] == customer).ToList(); }",
        "'CustomerId' is converted for every row before it is compared with a 'long', and no index of it helps; convert the value to 'int' before");

    [Fact]
    public Task Says_how_to_send_it() => Verify.Says(
        Server + "class C { public List<Part> M(SqliteConnection c, string code) => c.Query<Part>(\"select * from Parts where Code = @code\", new { [|code|] }).ToList(); }",
        "'Code' is converted for every row before it is compared with Unicode text, and no index of it helps; 'DbString' with 'IsAnsi' sends it as it is stored");
}
