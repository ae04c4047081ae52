using Named = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.SqlTextVaries, PerfAnalyzers.Database.SqlTextVariesObjectFix>;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.SqlTextVaries, PerfAnalyzers.Database.SqlTextVariesFix>;

namespace PerfAnalyzers.Tests;

public sealed class SqlTextVariesTests
{
    public static readonly Cases Firing = new()
    {
        { "interpolated number", "class C { List<Order> M(ShopContext db, int id) => db.Orders.[|FromSqlRaw|]($\"select * from Orders where CustomerId = {id}\").ToList(); }" },
        { "interpolated text", "class C { List<Customer> M(ShopContext db, string name) => db.Customers.[|FromSqlRaw|]($\"select * from Customers where Name = '{name}'\").ToList(); }" },
        { "concatenated", "class C { List<Order> M(ShopContext db, int id) => db.Orders.[|FromSqlRaw|](\"select * from Orders where CustomerId = \" + id).ToList(); }" },
        { "concatenated text", "class C { Task<int> M(ShopContext db, string name) => db.Database.[|ExecuteSqlRawAsync|](\"update Customers set IsActive = 1 where Name = '\" + name + \"'\"); }" },
        { "formatted", "class C { int M(ShopContext db, int id, Guid key) => db.Database.[|ExecuteSqlRaw|](string.Format(\"delete from Orders where Id = {0} and Key = '{1}'\", id, key)); }" },
        { "query of values", "class C { List<int> M(ShopContext db, decimal least) => db.Database.[|SqlQueryRaw|]<int>($\"select Id as Value from Orders where Total > {least}\").ToList(); }" },
        { "Dapper", "class C { IEnumerable<Order> M(SqliteConnection c, int id) => c.[|Query|]<Order>($\"select * from Orders where Id = {id}\"); async Task<Order> N(SqliteConnection c, string mail) => await c.[|QuerySingleAsync|]<Order>(\"select * from Customers where Email = '\" + mail + \"'\"); }" },
        { "Dapper's commands", "class C { int M(SqliteConnection c, Order o) => c.[|Execute|]($\"update Orders set IsPaid = 1 where Id = {o.Id}\"); }" },
        { "text of a command", """
            class C
            {
                object? M(SqliteConnection c, int id)
                {
                    using var command = c.CreateCommand();
                    command.[|CommandText|] = $"select Total from Orders where Id = {id}";
                    return command.ExecuteScalar();
                }
            }
            """ },
        { "new command", "class C { object? M(SqliteConnection c, int id) => new [|SqliteCommand|](\"select Total from Orders where Id = \" + id, c).ExecuteScalar(); }" },
        { "text in a local", """
            class C
            {
                List<Order> M(ShopContext db, int id)
                {
                    var sql = $"select * from Orders where CustomerId = {id}";
                    return db.Orders.[|FromSqlRaw|](sql).ToList();
                }
            }
            """ },
        { "text that grows", """
            class C
            {
                List<Order> M(SqliteConnection c, int? id)
                {
                    var sql = "select * from Orders where IsPaid = 1";
                    if (id is not null)
                    {
                        sql += " and CustomerId = " + id;
                    }

                    return c.[|Query|]<Order>(sql).ToList();
                }
            }
            """ },
        { "list of numbers", "class C { List<Order> M(ShopContext db, List<int> ids) => db.Orders.[|FromSqlRaw|]($\"select * from Orders where Id in ({string.Join(\",\", ids)})\").ToList(); }" },
        { "page", "class C { IEnumerable<Order> M(SqliteConnection c, int page) => c.[|Query|]<Order>($\"select * from Orders order by Id limit 10 offset {page * 10}\"); }" },
        { "date", "class C { IEnumerable<Order> M(SqliteConnection c, DateTime since) => c.[|Query|]<Order>($\"select * from Orders where PlacedAt > '{since:yyyy-MM-dd}'\"); }" },
        { "clock", "class C { int M(SqliteConnection c) => c.[|Execute|]($\"delete from Orders where PlacedAt < '{DateTime.UtcNow:O}'\"); }" },
        { "part of a pattern", "class C { IEnumerable<Customer> M(SqliteConnection c, string s) => c.[|Query|]<Customer>($\"select * from Customers where Name like '%{s}%'\"); }" },
        { "escaped quotes", "class C { IEnumerable<Customer> M(SqliteConnection c, string s) => c.[|Query|]<Customer>(\"select * from Customers where Name = '\" + s.Replace(\"'\", \"''\") + \"'\"); }" },
        { "value beside the name of a table", "class C { int M(SqliteConnection c, string table, int id) => c.[|Execute|]($\"delete from {table} where Id = {id}\"); }" },
        { "text handed through a dialect", "interface IDialect { string Sql(string text); } class C(IDialect dialect) { int M(SqliteConnection c, int id) => c.[|Execute|](dialect.Sql($\"delete from [Orders] where [Id] = {id}\")); int N(SqliteConnection c, int id) => c.[|Execute|]($\"delete from Orders where Id = {id}\".Replace('[', '\\\"').Trim()); }" },
        { "value of a parameter", "class C { readonly object _key = 3; void M(SqliteConnection c) { var command = c.CreateCommand(); var parameter = command.CreateParameter(); parameter.ParameterName = \"@Id\"; parameter.Value = _key;\n command.[|CommandText|] = $\"select [Body] from [Files] where [Id] = {parameter.Value}\"; } }" },
        { "raw string literal", """"
            class C
            {
                List<Order> M(ShopContext db, int id) => db.Orders
                    .[|FromSqlRaw|]($"""
                        select * from Orders
                        where CustomerId = {id}
                        """).ToList();
            }
            """" },
    };

    public static readonly Cases Quiet = new()
    {
        { "name of a parameter", "class C { void M(SqliteConnection c, string column) { var command = c.CreateCommand(); var parameter = command.CreateParameter(); command.CommandText = $\"select * from Files where {column} = {parameter.ParameterName}\"; } }" },
        { "dialect of names", "interface IDialect { string Quote(string name); } class C(IDialect dialect) { int M(SqliteConnection c, int id) => c.Execute($\"delete from {dialect.Quote(\"Orders\")} where Id = @id\", new { id }); }" },
        { "constant", "class C { List<Order> M(ShopContext db) => db.Orders.FromSqlRaw(\"select * from Orders where IsPaid = 1\").ToList(); }" },
        { "parameters", "class C { List<Order> M(ShopContext db, int id) => db.Orders.FromSqlRaw(\"select * from Orders where CustomerId = {0}\", id).ToList(); IEnumerable<Order> N(SqliteConnection c, int id) => c.Query<Order>(\"select * from Orders where Id = @id\", new { id }); }" },
        { "interpolated, and parameters are made of it", "class C { List<Order> M(ShopContext db, int id) => db.Orders.FromSql($\"select * from Orders where CustomerId = {id}\").ToList(); List<Order> N(ShopContext db, int id) => db.Orders.FromSqlInterpolated($\"select * from Orders where CustomerId = {id}\").ToList(); int O(ShopContext db, int id) => db.Database.ExecuteSql($\"delete from Orders where Id = {id}\"); }" },
        { "name of a table", "class C { int M(SqliteConnection c, string table) => c.ExecuteScalar<int>($\"select count(*) from {table}\"); int N(SqliteConnection c, string table, string column) => c.ExecuteScalar<int>(\"select max(\" + column + \") from [\" + table + \"]\"); }" },
        { "part of a name", "class C { int M(SqliteConnection c, int year) => c.ExecuteScalar<int>($\"select count(*) from Orders_{year}\"); int N(SqliteConnection c, int shard) => c.ExecuteScalar<int>(\"select count(*) from Orders\" + shard); }" },
        { "nameof and constants", "class C { const int Paid = 1; const string Table = \"Orders\"; IEnumerable<Order> M(SqliteConnection c) => c.Query<Order>($\"select * from {Table} where {nameof(Order.IsPaid)} = {Paid}\"); }" },
        { "fixed when the process starts", "class C { static readonly int Limit = Environment.ProcessorCount; IEnumerable<Order> M(SqliteConnection c) => c.Query<Order>($\"select * from Orders limit {Limit}\"); }" },
        { "setting of the object", "class C(int batch) { readonly int _batch = batch; int Size { get; init; } IEnumerable<Order> M(SqliteConnection c) => c.Query<Order>($\"select * from Orders limit {_batch}\"); IEnumerable<Order> N(SqliteConnection c) => c.Query<Order>($\"select * from Orders limit {Size}\"); }" },
        { "enum", "enum State { Open = 1, Closed = 2 } class C { IEnumerable<Order> M(SqliteConnection c, State s) => c.Query<Order>($\"select * from Orders where State = {s:D}\"); }" },
        { "one of two texts", "class C { IEnumerable<Order> M(SqliteConnection c, bool paid) => c.Query<Order>(\"select * from Orders where \" + (paid ? \"IsPaid = 1\" : \"IsPaid = 0\")); IEnumerable<Order> N(SqliteConnection c, bool paid) => c.Query<Order>($\"select * from Orders where IsPaid = {paid}\"); }" },
        { "order by a column", "class C { IEnumerable<Order> M(SqliteConnection c, string column, bool down) => c.Query<Order>($\"select * from Orders order by {column} {(down ? \"desc\" : \"asc\")}\"); }" },
        { "list of parameter names", "class C { IEnumerable<Order> M(SqliteConnection c, List<int> ids) { var names = string.Join(\", \", ids.Select((_, i) => \"@p\" + i)); return c.Query<Order>($\"select * from Orders where Id in ({names})\", new DynamicParameters()); } }" },
        { "numbered parameters", "class C { int M(SqliteConnection c, int i) => c.Execute($\"update Orders set IsPaid = 1 where Id = @p{i}\"); int N(SqliteConnection c, int i) => c.Execute(\"update Orders set IsPaid = 1 where Id = $id\" + i); }" },
        { "condition built elsewhere", "class C { IEnumerable<Order> M(SqliteConnection c, string where) => c.Query<Order>(\"select * from Orders \" + where); }" },
        { "statement handed in", "class C { IEnumerable<Order> M(SqliteConnection c, string sql) => c.Query<Order>(sql); IEnumerable<Order> N(SqliteConnection c, string sql, int id) => c.Query<Order>(sql + id); }" },
        { "definition of tables", "class C { int M(SqliteConnection c, int length) => c.Execute($\"create table T (Name varchar({length}))\"); int N(SqliteConnection c, int v) => c.Execute($\"pragma user_version = {v}\"); int O(ShopContext db, int n) => db.Database.ExecuteSqlRaw($\"alter sequence S restart with {n}\"); }" },
        { "counter of the database's own", "class C { int M(ShopContext db, string table, int next) { var sql = $\"UPDATE sqlite_sequence SET seq = {next} WHERE name = '{table}'\"; return db.Database.ExecuteSqlRaw(sql); } }" },
        { "question about the catalogue", "class C { int M(SqliteConnection c, string table) => c.ExecuteScalar<int>($\"select count(*) from sqlite_master where type = 'table' and name = '{table}'\"); int N(SqliteConnection c, string table) => c.ExecuteScalar<int>($\"select count(*) from INFORMATION_SCHEMA.COLUMNS where TABLE_NAME = '{table}'\"); }" },
        { "path in a document", "class C { IEnumerable<string> M(SqliteConnection c, string field) => c.Query<string>($\"select json_extract(Data, '$.{field}') from Orders\"); }" },
        { "text in a local that is always the same", "class C { IEnumerable<Order> M(SqliteConnection c) { const int Limit = 10; var sql = \"select * from Orders limit \" + Limit; return c.Query<Order>(sql); } }" },
        { "text of two statements, both constant", "class C { IEnumerable<Order> M(SqliteConnection c, bool b) { var sql = \"select * from Orders\"; if (b) { sql += \" where IsPaid = 1\"; } return c.Query<Order>(sql); } }" },
        { "loop: that is the matter", "class C { void M(SqliteConnection c, List<int> ids) { foreach (var id in ids) { c.Execute($\"delete from Orders where Id = {id}\"); } } }" },
        { "not SQL", "class Log { public void Query(string sql) { } public string CommandText { get; set; } = \"\"; } class C { void M(Log l, int id) { l.Query($\"select {id}\"); l.CommandText = $\"select * from T where Id = {id}\"; } }" },
        { "start-up", "class Program { static void Main(string[] args) { using var c = new SqliteConnection(\"\"); c.Execute($\"delete from Orders where Id = {args.Length}\"); } }" },
        { "migration", "namespace Shop.Migrations { class AddColumn { void Up(SqliteConnection c, int id) => c.Execute($\"update Orders set IsPaid = 1 where Id = {id}\"); } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_which_value() => Verify.Says(
        "class C { IEnumerable<Order> M(SqliteConnection c, Order o) => c.[|Query|]<Order>($\"select * from Orders where Id = {o.Id}\"); }",
        "The value of 'o.Id' becomes part of the SQL text, so that each value is another statement to parse and plan; pass it as a parameter");

    [Theory]
    [InlineData("db.Orders.[|FromSqlRaw|]($\"select * from Orders where CustomerId = {id}\")", "db.Orders.FromSql($\"select * from Orders where CustomerId = {id}\")")]
    [InlineData("db.Customers.[|FromSqlRaw|]($\"select * from Customers where Name = '{text}' and Id > {id}\")", "db.Customers.FromSql($\"select * from Customers where Name = {text} and Id > {id}\")")]
    [InlineData("await db.Database.[|ExecuteSqlRawAsync|]($\"delete from Orders where Id = {id}\", token)", "await db.Database.ExecuteSqlAsync($\"delete from Orders where Id = {id}\", token)")]
    [InlineData("db.Database.[|SqlQueryRaw|]<int>($\"select Id as Value from Customers where Name='{text}'\").ToList()", "db.Database.SqlQuery<int>($\"select Id as Value from Customers where Name={text}\").ToList()")]
    [InlineData("db.Database.[|ExecuteSqlRaw|]($@\"delete from Orders where Id in ({id}, {id + 1})\")", "db.Database.ExecuteSql($@\"delete from Orders where Id in ({id}, {id + 1})\")")]
    public Task Makes_parameters(string code, string fixedCode) => Verify.Fixes(Method(code), Method(fixedCode));

    [Theory]
    [InlineData("c.[|Query|]<Order>($\"select * from Orders where Id = {id}\")", "c.Query<Order>(\"select * from Orders where Id = @id\", new { id })")]
    [InlineData("await c.[|ExecuteAsync|]($\"update Orders set CustomerId = {id} where CustomerId <> {id} and IsPaid = {o.CustomerId}\")", "await c.ExecuteAsync(\"update Orders set CustomerId = @id where CustomerId <> @id and IsPaid = @CustomerId\", new { id, o.CustomerId })")]
    [InlineData("c.[|QueryFirst|]<Customer>($\"select * from Customers where Name = '{text}'\")", "c.QueryFirst<Customer>(\"select * from Customers where Name = @text\", new { text })")]
    public async Task Hands_values_to_Dapper(string code, string fixedCode)
    {
        await Named.Fixes(Method(code), Method(fixedCode));
        await Verify.RefusesToFix(Method(code));
    }

    [Theory]
    [InlineData("c.[|Query|]<Order>($\"select * from Orders where Id = {id} and CustomerId = {o.Id}\")")]
    [InlineData("c.[|Query|]<Order>($\"select * from Orders where Id = {id + 1}\")")]
    [InlineData("c.[|Query|]<Order>($\"select * from Orders where Id = {id} and IsPaid = @id2\", new { id2 = 1 })")]
    public Task Refuses_names_that_clash(string code) => Named.RefusesToFix(Method(code));

    [Theory]
    [InlineData("db.Orders.[|FromSqlRaw|](\"select * from Orders where CustomerId = \" + id)")]
    [InlineData("db.Orders.[|FromSqlRaw|]($\"select * from {text} where CustomerId = {id}\")")]
    [InlineData("db.Orders.[|FromSqlRaw|]($\"select * from Orders where CustomerId = {id:D}\")")]
    [InlineData("db.Orders.[|FromSqlRaw|]($\"select * from Orders where CustomerId = '{id}'\")")]
    [InlineData("db.Customers.[|FromSqlRaw|]($\"select * from Customers where Name like '%{text}%'\")")]
    [InlineData("db.Orders.[|FromSqlRaw|]($\"select top {id} * from Orders\")")]
    [InlineData("db.Orders.[|FromSqlRaw|]($\"select * from Orders where Id = {id} and CustomerId = {{0}}\", id)")]
    [InlineData("db.Orders.[|FromSqlRaw|]($\"select * from Orders where Total > {o.Total}\")")]
    public Task Refuses_what_is_not_plain(string code) => Verify.RefusesToFix(Method(code));

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        (Method("db.Orders.[|FromSqlRaw|]($\"select * from Orders where CustomerId = {id}\").Concat(db.Orders.[|FromSqlRaw|]($\"select * from Orders where Id = {id}\"))").Replace(".Concat", "\n.Concat", StringComparison.Ordinal),
            Method("db.Orders.FromSql($\"select * from Orders where CustomerId = {id}\").Concat(db.Orders.FromSql($\"select * from Orders where Id = {id}\"))").Replace(".Concat", "\n.Concat", StringComparison.Ordinal)),
        ("class D { int M(ShopContext db, int id) => db.Database.[|ExecuteSqlRaw|]($\"delete from Orders where Id = {id}\"); }", "class D { int M(ShopContext db, int id) => db.Database.ExecuteSql($\"delete from Orders where Id = {id}\"); }"),
    ]);

    private static string Method(string expression) => "class C { async Task<object?> M(ShopContext db, SqliteConnection c, Order o, int id, string text, CancellationToken token) { await Task.Yield(); return " + expression + "; } }";
}
