using System.Text.Json;
using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>How many different statements the database sees when the same code runs for ten values, before and after the fix.</summary>
public sealed class SqlTextVariesTruth
{
    private const int Size = 10;

    private static readonly JsonSerializerOptions s_json = new() { ReferenceHandler = System.Text.Json.Serialization.ReferenceHandler.IgnoreCycles };

    /// <summary>Code that is run with an <c>id</c> and a <c>text</c>.</summary>
    public static readonly TheoryData<string> Interpolated =
    [
        "db.Orders.FromSqlRaw($\"select * from Orders where CustomerId = {id}\").AsNoTracking().ToList()",
        "db.Customers.FromSqlRaw($\"select * from Customers where Name = '{text}' and Id >= {id}\").AsNoTracking().ToList()",
        "await db.Database.ExecuteSqlRawAsync($\"update Orders set IsPaid = 1 where Id = {id}\")",
        "db.Database.SqlQueryRaw<int>($\"select Id as Value from Customers where Name = '{text}'\").ToList()",
    ];

    [Theory, MemberData(nameof(Interpolated))]
    public Task A_parameter_leaves_one_statement(string expression) => Compare(expression, static source => Executed.Fix<SqlTextVaries, SqlTextVariesFix>(source));

    /// <summary>As above, with Dapper.</summary>
    public static readonly TheoryData<string> Dapper =
    [
        "c.Query<Order>($\"select Id, CustomerId from Orders where CustomerId = {id}\").ToList()",
        "(await c.QueryAsync<Customer>($\"select * from Customers where Name = '{text}' and Id <= {id}\")).ToList()",
        "c.Execute($\"update Orders set IsPaid = 1 where Id = {id}\")",
    ];

    [Theory, MemberData(nameof(Dapper))]
    public Task An_object_leaves_one_statement(string expression) => Compare(expression, static source => Executed.Fix<SqlTextVaries, SqlTextVariesObjectFix>(source));

    /// <summary>Forms without a fix: reported, and each value is another statement.</summary>
    [Theory]
    [InlineData("c.Query<Order>(\"select Id, CustomerId from Orders where CustomerId = \" + id).ToList()")]
    [InlineData("c.Query<Customer>(string.Format(\"select * from Customers where Name = '{0}'\", text)).ToList()")]
    [InlineData("c.Query<Customer>($\"select * from Customers where Name like '%{text}%'\").ToList()")]
    [InlineData("c.Query<Customer>($\"select * from [Customers] where Id = {id}\".Replace('[', ' ').Replace(']', ' ')).ToList()")]
    [InlineData("c.Query<Customer>(string.Intern($\"select * from Customers where Id = {id}\")).ToList()")]
    [InlineData("new SqliteCommand($\"select Total from Orders where Id = {id}\", c).ExecuteScalar() is null", false)]
    public async Task Each_value_is_another_statement(string expression, bool isCounted = true)
    {
        var source = Method(expression);
        Assert.Single(await Executed.Review<SqlTextVaries>(source));
        if (isCounted)
        {
            var (_, texts) = await Run(Executed.Load(source));
            Assert.Equal(Size, texts);
        }
    }

    /// <summary>What stays silent sends one statement, or as many as there are names.</summary>
    [Theory]
    [InlineData("c.Query<Order>(\"select Id, CustomerId from Orders where CustomerId = @id\", new { id }).ToList()")]
    [InlineData("db.Orders.FromSql($\"select * from Orders where CustomerId = {id}\").AsNoTracking().ToList()")]
    [InlineData("c.Query<Order>($\"select Id from {(id > 0 ? \"Orders\" : \"Products\")} where Id = @id\", new { id }).ToList()")]
    public async Task Silent_forms_send_one_statement(string expression)
    {
        Assert.Empty(await Executed.Review<SqlTextVaries>(Method(expression)));
        var (_, texts) = await Run(Executed.Load(Method(expression)));
        Assert.Equal(1, texts);
    }

    private static async Task Compare(string expression, Func<string, Task<string>> fix)
    {
        var source = Method(expression);
        Assert.Single(await Executed.Review<SqlTextVaries>(source));
        var (before, bad) = await Run(Executed.Load(source));
        var (after, good) = await Run(Executed.Load(await fix(source)));
        Assert.Equal(before, after);
        Assert.Equal(Size, bad);
        Assert.Equal(1, good);
    }

    private static async Task<(string Results, int Texts)> Run(Executed code)
    {
        using var database = new ShopDatabase(Size);
        using var context = database.CreateContext();
        var results = new List<string>();
        for (var i = 1; i <= Size; i++)
        {
            results.Add(JsonSerializer.Serialize(await code.Run("Truth.Run", context, database.Connection, i, "Customer " + i), s_json));
        }

        return (string.Join('\n', results), database.Texts.Distinct().Count());
    }

    private static string Method(string expression) =>
        "public static class Truth { public static async Task<object?> Run(ShopContext db, SqliteConnection c, int id, string text) { await Task.Yield(); return " + expression + "; } }";
}
