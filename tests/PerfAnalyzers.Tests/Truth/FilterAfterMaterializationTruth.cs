using System.Text.Json;
using Microsoft.CodeAnalysis.CodeFixes;
using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>The SQL that EF Core sends before and after the fix, the rows it makes entities of, and equal results on empty and filled databases.</summary>
public sealed class FilterAfterMaterializationTruth
{
    private const int Size = 20;

    /// <summary>Expressions that load the whole table before the fix, and what the SQL says after it.</summary>
    public static readonly TheoryData<string, string> Loading = new()
    {
        { "db.Orders.ToList().Where(o => o.IsPaid).ToList()", "WHERE" },
        { "db.Orders.AsEnumerable().Where(o => o.CustomerId == 3).ToList()", "WHERE" },
        { "(await db.Orders.ToListAsync()).Where(o => o.PlacedAt >= new DateTime(2026, 1, 9) && !o.IsPaid).ToArray()", "WHERE" },
        { "db.Orders.ToList().Where(o => o.Total > 50m && o.CustomerId != 4).ToList()", "WHERE" },
        { "db.Orders.ToList().Where(o => o.Total * 2 + 1 < 100).ToList()", "WHERE" },
        { "db.Orders.ToList().Where(o => ids.Contains(o.CustomerId)).ToList()", "WHERE" },
        { "db.Orders.ToList().Where(o => o.PlacedAt.Month == 1 && o.PlacedAt.Date < new DateTime(2026, 1, 15) && o.PlacedAt.DayOfYear > 3).ToList()", "WHERE" },
        { "db.Orders.ToList().Where(o => (o.IsPaid ? o.CustomerId : o.Id) == 3).ToList()", "WHERE" },
        { "db.Orders.ToList().Where(o => (int?)o.CustomerId == null || (long)o.Id > 7L).ToList()", "WHERE" },
        { "db.Orders.Include(o => o.Customer).OrderBy(o => o.Id).ToList().Where(o => o.Customer!.IsActive).Select(o => o.Id).ToList()", "WHERE" },
        { "db.Products.ToList().Where(p => p.Stock > 2 && -p.Stock < 0).ToList()", "WHERE" },
        { "(await db.Orders.ToListAsync()).FirstOrDefault(o => o.Id == 5)", "LIMIT 1" },
        { "db.Orders.ToArray().SingleOrDefault(o => o.Id == 5)", "LIMIT 2" },
        { "db.Orders.OrderBy(o => o.Id).ToList().LastOrDefault(o => o.IsPaid)", "DESC" },
        { "db.Orders.OrderBy(o => o.Id).ToList().Skip(3).Take(4).ToList()", "OFFSET" },
        { "db.Orders.ToList().OrderByDescending(o => o.PlacedAt).ThenBy(o => o.Id).Take(5).ToList()", "ORDER BY" },
        { "db.Orders.ToList().Where(o => o.IsPaid).OrderBy(o => o.Total).Take(2).ToList()", "LIMIT" },
        { "db.Orders.ToList().Count", "COUNT(*)" },
        { "(await db.Orders.ToListAsync()).Count(o => o.IsPaid)", "COUNT(*)" },
        { "db.Orders.ToList().LongCount(o => o.IsPaid)", "COUNT(*)" },
        { "db.Orders.ToList().Any(o => o.CustomerId == 3)", "EXISTS" },
        { "db.Orders.ToList().All(o => o.Total > 0)", "EXISTS" },
        { "db.Lines.ToList().Sum(l => l.Quantity)", "SUM(" },
        { "(int)db.Orders.ToList().Sum(o => o.Total)", "sum(" },
        { "db.Lines.ToList().Select(l => l.Quantity).Distinct().ToList()", "DISTINCT" },
        { "db.Lines.ToList().Select(l => l.Quantity).Sum()", "SUM(" },
        { "db.Orders.Select(o => o.CustomerId).ToList().Contains(3)", " IN (" },
        { "db.Orders.ToList().Find(o => o.Id == 5)", "LIMIT 1" },
        { "db.Orders.ToList().Exists(o => o.CustomerId == 3)", "EXISTS" },
        { "db.Orders.ToList().TrueForAll(o => o.Total > 0)", "EXISTS" },
        { "db.Orders.ToList().FindAll(o => o.IsPaid)", "WHERE" },
        { "db.Orders.Select(o => new { o.Id, o.CustomerId }).ToList().Where(o => o.CustomerId == 3).ToList()", "WHERE" },
    };

    [Theory, MemberData(nameof(Loading))]
    public Task The_database_does_it(string expression, string sql) => Compare<FilterAfterMaterializationFix>(expression, sql);

    /// <summary>Comparisons of text, over text that differs in more than case.</summary>
    public static readonly TheoryData<string> Texts =
    [
        "db.Customers.ToList().FirstOrDefault(c => c.Email == \"3@example.com\")",
        "db.Customers.ToList().Where(c => c.Name.Contains(\"r 1\") || c.Email.StartsWith(\"2\") || c.Email.EndsWith(\"7@example.com\")).ToList()",
        "db.Customers.ToList().Where(c => !string.IsNullOrEmpty(c.Name) && c.Name.ToLower() != \"x\" && c.Name.Trim().Length > 10).ToList()",
        "db.Customers.ToList().Where(c => c.Name.Equals(\"Customer 4\") || names.Contains(c.Name)).ToList()",
        "db.Customers.ToList().OrderBy(c => c.Name).Take(3).ToList()",
        "db.Customers.Select(c => c.Email).ToList().Contains(\"3@example.com\")",
    ];

    [Theory, MemberData(nameof(Texts))]
    public Task The_database_compares_text(string expression) => Compare<FilterAfterMaterializationTextFix>(expression, "");

    [Fact]
    public async Task Averages_and_extremes_are_equal()
    {
        const string Code = """
            public static class Truth
            {
                public static object Run(ShopContext db) => new object[]
                {
                    db.Products.ToList().Average(p => p.Stock),
                    db.Orders.ToList().Max(o => o.Total),
                    db.Orders.AsEnumerable().Min(o => o.PlacedAt),
                    db.Lines.ToList().Max(l => l.Quantity),
                };
            }
            """;
        Assert.Equal(4, (await Executed.Review<FilterAfterMaterialization>(Code)).Length);
        var fixedCode = await Executed.Fix<FilterAfterMaterialization, FilterAfterMaterializationFix>(Code);
        var (before, rows, _) = await Run(Executed.Load(Code), Size);
        var (after, left, _) = await Run(Executed.Load(fixedCode), Size);
        Assert.Equal(before, after);
        Assert.True(rows > 0 && left == 0);
    }

    private static async Task Compare<TFix>(string expression, string sql)
        where TFix : CodeFixProvider, new()
    {
        var source = "public static class Truth { public static async Task<object?> Run(ShopContext db) { await Task.Yield(); var ids = new List<int> { 2, 3, 5 }; var names = new List<string> { \"Customer 7\" }; return " + expression + "; } }";
        Assert.Single(await Executed.Review<FilterAfterMaterialization>(source));
        var fixedSource = await Executed.Fix<FilterAfterMaterialization, TFix>(source);
        Assert.NotEqual(source, fixedSource);
        var (bad, good) = (Executed.Load(source), Executed.Load(fixedSource));
        foreach (var size in new[] { 0, Size })
        {
            var (before, rows, text) = await Run(bad, size);
            var (after, left, better) = await Run(good, size);
            Assert.Equal(before, after);
            Assert.DoesNotContain(sql.Length == 0 ? "WHERE" : sql, text, StringComparison.Ordinal);
            Assert.Contains(sql, better, StringComparison.Ordinal);
            Assert.True(left < rows || size == 0 || rows == 0, $"{left} of {rows} rows");
        }
    }

    private static async Task<(string Result, int Rows, string Text)> Run(Executed code, int size)
    {
        using var database = new ShopDatabase(size);
        using var context = database.CreateContext();
        var result = await code.Run("Truth.Run", context);
        return (JsonSerializer.Serialize(result, s_json), context.ChangeTracker.Entries().Count(), string.Join('\n', database.Texts));
    }

    private static readonly JsonSerializerOptions s_json = new() { ReferenceHandler = System.Text.Json.Serialization.ReferenceHandler.IgnoreCycles };
}
