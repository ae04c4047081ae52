using System.Text.Json;
using Microsoft.Data.Sqlite;
using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>The rows that the database sends when two collections are loaded in one query and in several.</summary>
public sealed class CartesianExplosionTruth
{
    private const int Size = 12;

    private static readonly JsonSerializerOptions s_json = new() { ReferenceHandler = System.Text.Json.Serialization.ReferenceHandler.IgnoreCycles };

    /// <summary>Queries over orders with their lines, and all orders of their customer.</summary>
    public static readonly TheoryData<string> Multiplied =
    [
        "db.Orders.Include(o => o.Lines).Include(o => o.Customer).ThenInclude(c => c!.Orders).OrderBy(o => o.Id).ToList()",
        "await db.Orders.AsNoTrackingWithIdentityResolution().Include(o => o.Customer!.Orders).Include(o => o.Lines).ThenInclude(l => l.Product).OrderBy(o => o.Id).ToListAsync()",
        "db.Orders.Include(\"Lines\").Include(\"Customer.Orders\").OrderBy(o => o.Id).ToArray()",
        "db.Orders.Include(o => o.Lines.Where(l => l.Quantity > 0)).Include(o => o.Customer!.Orders.OrderBy(p => p.Id)).OrderBy(o => o.Id).ToList()",
        "db.Orders.Include(o => o.Lines).Include(o => o.Customer!.Orders).Single(o => o.Id == 3)",
    ];

    [Theory, MemberData(nameof(Multiplied))]
    public async Task Split_queries_send_the_sum_instead_of_the_product(string expression)
    {
        var source = Method(expression);
        Assert.Single(await Executed.Review<CartesianExplosion>(source));
        var fixedSource = await Executed.Fix<CartesianExplosion, CartesianExplosionFix>(source);
        Assert.NotEqual(source, fixedSource);
        var (before, bad, one) = await Run(Executed.Load(source));
        var (after, good, several) = await Run(Executed.Load(fixedSource));
        Assert.Equal(before, after);
        Assert.Equal(1, one);
        Assert.True(several > 1);
        Assert.True(good < bad, $"{good} rows instead of {bad}");
    }

    /// <summary>What stays silent sends no product.</summary>
    [Theory]
    [InlineData("db.Orders.Include(o => o.Lines).Include(o => o.Customer).OrderBy(o => o.Id).ToList()", 2 * Size)]
    [InlineData("db.Customers.Include(c => c.Orders).ThenInclude(o => o.Lines).OrderBy(c => c.Id).ToList()", 2 * Size)]
    [InlineData("db.Orders.Include(o => o.Lines).Include(o => o.Customer!.Orders).Count()", 1)]
    [InlineData("db.Orders.Include(o => o.Lines).Include(o => o.Customer!.Orders).Select(o => o.Id).ToList()", Size)]
    public async Task Silent_forms_send_no_product(string expression, int rows)
    {
        Assert.Empty(await Executed.Review<CartesianExplosion>(Method(expression)));
        var (_, sent, _) = await Run(Executed.Load(Method(expression)));
        Assert.InRange(sent, 1, rows + Size);
    }

    private static async Task<(string Result, int Rows, int Commands)> Run(Executed code)
    {
        using var database = new ShopDatabase(Size);

        // All orders belong to three customers.
        using (var spread = new SqliteCommand("update Orders set CustomerId = 1 + Id % 3", database.Connection))
        {
            spread.ExecuteNonQuery();
        }

        using var context = database.CreateContext();
        var result = JsonSerializer.Serialize(await code.Run("Truth.Run", context), s_json);
        var texts = database.Texts.ToArray();
        return (result, texts.Sum(text => RowsOf(text, database.Connection)), texts.Length);
    }

    private static int RowsOf(string text, SqliteConnection connection)
    {
        using var command = new SqliteCommand(text, connection);
        using var reader = command.ExecuteReader();
        var rows = 0;
        while (reader.Read())
        {
            rows++;
        }

        return rows;
    }

    private static string Method(string expression) => "public static class Truth { public static async Task<object?> Run(ShopContext db) { await Task.Yield(); return " + expression + "; } }";
}
