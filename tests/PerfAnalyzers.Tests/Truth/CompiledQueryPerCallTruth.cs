using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>How often Entity Framework translates a query when code runs ten times.</summary>
public sealed class CompiledQueryPerCallTruth
{
    private const int Runs = 10;

    /// <summary>Bodies of methods that take a context and a number.</summary>
    public static readonly TheoryData<string> PerCall =
    [
        "return EF.CompileQuery((ShopContext s, int i) => s.Orders.Count(o => o.CustomerId == i))(db, id);",
        "var count = EF.CompileQuery((ShopContext s, int i) => s.Orders.Count(o => o.CustomerId == i)); return count(db, id);",
    ];

    [Theory, MemberData(nameof(PerCall))]
    public async Task A_static_field_translates_once(string body)
    {
        var source = Method(body);
        Assert.Single(await Executed.Review<CompiledQueryPerCall>(source));
        var (before, bad) = await Run(Executed.Load(source));
        var (after, good) = await Run(Executed.Load(await Executed.Fix<CompiledQueryPerCall, CompiledQueryPerCallFix>(source)));
        Assert.Equal(before, after);
        Assert.Equal(Runs, bad);
        Assert.Equal(1, good);
    }

    private const string Tree = """
        var o = Expression.Parameter(typeof(Order), "o");
        var value = VALUE;
        return db.Orders.Count(Expression.Lambda<Func<Order, bool>>(Expression.Equal(Expression.Property(o, "CustomerId"), value), o));
        """;

    [Fact]
    public async Task A_constant_is_translated_for_each_value()
    {
        var constant = Method(Tree.Replace("VALUE", "Expression.Constant(id)", StringComparison.Ordinal));
        var captured = Method(Tree.Replace("VALUE", "Expression.Property(Expression.Constant(new { Value = id }), \"Value\")", StringComparison.Ordinal));
        Assert.Single(await Executed.Review<CompiledQueryPerCall>(constant));
        Assert.Empty(await Executed.Review<CompiledQueryPerCall>(captured));
        var (before, bad) = await Run(Executed.Load(constant));
        var (after, good) = await Run(Executed.Load(captured));
        Assert.Equal(before, after);
        Assert.Equal(Runs, bad);
        Assert.Equal(1, good);
    }

    private static async Task<(string Results, int Translations)> Run(Executed code)
    {
        using var database = new ShopDatabase(Runs);
        var translations = 0;
        var options = new DbContextOptionsBuilder<Shop.ShopContext>().UseSqlite(database.Connection).EnableServiceProviderCaching(false)
            .LogTo(_ => translations++, [CoreEventId.QueryCompilationStarting]).Options;
        using var context = new Shop.ShopContext(options);
        var results = new List<object?>();
        for (var i = 1; i <= Runs; i++)
        {
            results.Add(await code.Run("Truth.Run", context, i));
        }

        return (string.Join(',', results), translations);
    }

    private static string Method(string body) => "public static class Truth { public static int Run(ShopContext db, int id) { " + body + " } }";
}
