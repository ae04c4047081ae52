using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>The SQL that EF Core sends before and after the fix, on an empty and on a filled database.</summary>
public sealed class CountForExistenceTruth
{
    private const int Size = 20;

    /// <summary>Expressions that ask a query for a <c>bool</c>; each counts rows before the fix and none after it.</summary>
    public static readonly TheoryData<string> Counting =
    [
        "db.Orders.Count() > 0",
        "db.Orders.Count(o => o.IsPaid) != 0",
        "db.Orders.Count(o => o.Total < 0) >= 1",
        "db.Orders.Where(o => o.CustomerId == 3).Count() == 0",
        "db.Orders.LongCount() < 1",
        "0 >= db.Orders.LongCount(o => o.Id == 4)",
        "db.Orders.Count() is 0",
        "db.Orders.Count(o => o.Id > 1000) is not (> 0)",
        "!(db.Orders.Count() == 0)",
        "db.Orders.Count().Equals(0)",
        "await db.Orders.CountAsync(o => o.CustomerId == 3) > 0",
        "(await db.Orders.LongCountAsync().ConfigureAwait(false)) == 0",
        "(from o in db.Orders join c in db.Customers on o.CustomerId equals c.Id where c.IsActive select o).Count() > 0",
        "db.Orders.Select(o => o.CustomerId).Distinct().Count() > 0",
        "db.Orders.OrderBy(o => o.Id).Skip(5).Count() > 0",
        "db.Orders.OrderBy(o => o.Id).Take(5).Count() == 0",
        "db.Orders.GroupBy(o => o.CustomerId).Count() > 0",
        "db.Orders.Include(o => o.Lines).AsSplitQuery().Count() > 0",
        "db.Orders.FromSql($\"select * from Orders where IsPaid\").Count() > 0",
        "db.Orders.Select(o => o.Id).Union(db.Products.Select(p => p.Id)).Count() > 0",
    ];

    [Theory, MemberData(nameof(Counting))]
    public async Task A_count_becomes_EXISTS(string expression)
    {
        foreach (var (bad, good) in await Compare(expression))
        {
            Assert.Contains("COUNT(*)", bad, StringComparison.Ordinal);
            Assert.DoesNotContain("EXISTS", bad, StringComparison.Ordinal);
            Assert.StartsWith("SELECT EXISTS (", good, StringComparison.Ordinal);
            Assert.DoesNotContain("COUNT", good, StringComparison.Ordinal);
        }
    }

    /// <summary>Filters on customers; each counts the orders of every customer before the fix.</summary>
    public static readonly TheoryData<string> Subqueries =
    [
        "c.Orders.Count() > 0",
        "c.Orders.Count() != 0",
        "c.Orders.Count() >= 1",
        "c.Orders.Count() == 0",
        "c.Orders.Count() < 1",
        "c.Orders.Count() <= 0",
        "0 < c.Orders.Count()",
        "1 > c.Orders.Count()",
        "!(c.Orders.Count() > 0)",
        "c.Orders.LongCount() > 0",
        "c.Orders.Count(o => o.IsPaid) > 0",
        "c.Orders.LongCount(o => o.IsPaid) == 0",
        "c.Orders.Where(o => o.Total > 50).Count() > 0",
        "c.Orders.Select(o => o.Total).Distinct().Count() > 0",
        "db.Orders.Count(o => o.CustomerId == c.Id) > 0",
        "db.Orders.Where(o => o.CustomerId == c.Id && o.IsPaid).Count() == 0",
        "c.Orders.Count == 0",
        "c.Orders.Count >= 1",
        "c.Orders.Count < 1",
        "c.Orders.Count <= 0",
        "0 < c.Orders.Count",
        "0 == c.Orders.Count",
        "0 != c.Orders.Count",
        "1 <= c.Orders.Count",
    ];

    [Theory, MemberData(nameof(Subqueries))]
    public async Task A_count_in_a_filter_becomes_EXISTS(string filter) =>
        await Exists("string.Join(',', db.Customers.Where(c => " + filter + ").OrderBy(c => c.Id).Select(c => c.Id).ToList()) == \"\"");

    [Theory]
    [InlineData("c.Orders.Count() > 0")]
    [InlineData("c.Orders.LongCount(o => o.IsPaid) == 0")]
    [InlineData("c.Orders.Count == 0")]
    public async Task A_count_in_a_projection_becomes_EXISTS(string filter) =>
        await Exists("db.Customers.OrderBy(c => c.Id).Select(c => new { c.Id, Answer = " + filter + " }).ToList().Exists(c => c.Answer)");

    [Fact]
    public async Task A_count_in_query_syntax_becomes_EXISTS() =>
        await Exists("(from c in db.Customers where c.Orders.Count(o => o.IsPaid) > 0 select c.Id).ToList().Contains(1)");

    /// <summary>Rows that are sent only to be counted.</summary>
    public static readonly TheoryData<string> Loading =
    [
        "db.Orders.ToList().Count > 0",
        "db.Orders.Where(o => o.IsPaid).ToArray().Length == 0",
        "(await db.Orders.Include(o => o.Lines).ToListAsync()).Count != 0",
        "(await db.Orders.OrderBy(o => o.PlacedAt).ToArrayAsync().ConfigureAwait(false)).Length < 1",
    ];

    [Theory, MemberData(nameof(Loading))]
    public async Task A_list_becomes_EXISTS(string expression)
    {
        var source = Method(expression);
        var tracked = await Tracked(source);
        Assert.InRange(tracked, 6, 3 * Size);
        Assert.Equal(0, await Tracked(await Executed.Fix<CountForExistence, CountForExistenceFix>(source)));
        foreach (var (bad, good) in await Compare(expression))
        {
            Assert.DoesNotContain("EXISTS", bad, StringComparison.Ordinal);
            Assert.StartsWith("SELECT EXISTS (", good, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("db.Customers.FirstOrDefault(c => c.IsActive) != null")]
    [InlineData("await db.Customers.OrderBy(c => c.Name).FirstOrDefaultAsync(c => c.Email == \"3@example.com\") is null")]
    public async Task A_first_row_becomes_EXISTS(string expression)
    {
        foreach (var (bad, good) in await Compare(expression))
        {
            Assert.Contains("\"Email\"", bad[..bad.IndexOf("FROM", StringComparison.Ordinal)], StringComparison.Ordinal);
            Assert.StartsWith("SELECT EXISTS (", good, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_local_becomes_an_answer()
    {
        const string Bad = """
            public static class Truth
            {
                public static async Task<bool> Run(ShopContext db)
                {
                    var orderCount = await db.Orders.CountAsync(o => o.IsPaid);
                    if (orderCount == 0)
                    {
                        return false;
                    }

                    var ids = db.Orders.Select(o => o.Id).ToList();
                    return orderCount > 0 && ids.Count > 0;
                }
            }
            """;
        Assert.Equal(2, (await Executed.Review<CountForExistence>(Bad)).Length);
        var good = await Executed.Fix<CountForExistence, CountForExistenceFix>(Bad);
        Assert.Contains("anyOrder && anyIds", good, StringComparison.Ordinal);
        foreach (var size in new[] { 0, Size })
        {
            var (badResult, _) = await Run(Executed.Load(Bad), size);
            var (goodResult, texts) = await Run(Executed.Load(good), size);
            Assert.Equal(badResult, goodResult);
            Assert.All(texts, static text => Assert.StartsWith("SELECT EXISTS (", text, StringComparison.Ordinal));
        }
    }

    /// <summary>Why the rule is silent about these: EF Core asks for existence by itself, or aggregates without a subquery.</summary>
    [Theory]
    [InlineData("db.Customers.Where(c => c.Orders.Count > 0).ToList().Count == 7", "EXISTS", "COUNT")]
    [InlineData("db.Customers.Where(c => c.Orders.Count != 0).ToList().Count == 7", "EXISTS", "COUNT")]
    [InlineData("db.Orders.GroupBy(o => o.CustomerId).Where(g => g.Count(o => o.IsPaid) > 0).Select(g => g.Key).ToList().Contains(1)", "HAVING COUNT(CASE", "EXISTS")]
    public async Task What_stays_silent_is_well_translated(string expression, string present, string absent)
    {
        Assert.Empty(await Executed.Review<CountForExistence>(Method(expression)));
        var (_, texts) = await Run(Executed.Load(Method(expression)), Size);
        Assert.Contains(present, Assert.Single(texts), StringComparison.Ordinal);
        Assert.DoesNotContain(absent, texts[0], StringComparison.Ordinal);
    }

    private static async Task Exists(string expression)
    {
        foreach (var (bad, good) in await Compare(expression))
        {
            Assert.Contains("COUNT(*)", bad, StringComparison.Ordinal);
            Assert.Contains("EXISTS (", good, StringComparison.Ordinal);
            Assert.DoesNotContain("COUNT", good, StringComparison.Ordinal);
        }
    }

    // The SQL before and after the fix, on an empty and a filled database; the answers are equal.
    private static async Task<List<(string Bad, string Good)>> Compare(string expression)
    {
        var source = Method(expression);
        Assert.Single(await Executed.Review<CountForExistence>(source));
        var fixedSource = await Executed.Fix<CountForExistence, CountForExistenceFix>(source);
        Assert.NotEqual(source, fixedSource);
        var (badCode, goodCode) = (Executed.Load(source), Executed.Load(fixedSource));
        var texts = new List<(string, string)>();
        foreach (var size in new[] { 0, 1, Size })
        {
            var (before, bad) = await Run(badCode, size);
            var (after, good) = await Run(goodCode, size);
            Assert.Equal(before, after);
            texts.Add((Assert.Single(bad), Assert.Single(good)));
        }

        return texts;
    }

    private static async Task<(object? Result, IReadOnlyList<string> Texts)> Run(Executed code, int size)
    {
        using var database = new ShopDatabase(size);
        using var context = database.CreateContext();
        var result = await code.Run("Truth.Run", context);
        return (result, database.Texts);
    }

    private static async Task<int> Tracked(string source)
    {
        using var database = new ShopDatabase(Size);
        using var context = database.CreateContext();
        await Executed.Load(source).Run("Truth.Run", context);
        return context.ChangeTracker.Entries().Count();
    }

    private static string Method(string expression) =>
        "public static class Truth { public static async Task<bool> Run(ShopContext db) { await Task.Yield(); return " + expression + "; } }";
}
