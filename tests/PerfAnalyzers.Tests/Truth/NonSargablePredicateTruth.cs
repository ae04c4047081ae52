using Microsoft.Data.Sqlite;
using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>The plans of queries before and after the fix, over an index of the column, and their results.</summary>
public sealed class NonSargablePredicateTruth
{
    private const int Size = 40;

    /// <summary>Filters of orders, in a method with a day and a year.</summary>
    public static readonly TheoryData<string> Filters =
    [
        "o.PlacedAt.Date == day.Date",
        "o.PlacedAt.Date >= day.Date",
        "o.PlacedAt.Date < day.Date",
        "o.PlacedAt.Date > day.Date",
        "o.PlacedAt.Date <= day.Date",
        "o.PlacedAt.Year == year",
    ];

    [Theory, MemberData(nameof(Filters))]
    public async Task The_column_itself_is_sought(string filter)
    {
        var source = Method(filter);
        Assert.Single(await Executed.Review<NonSargablePredicate>(source));
        var fixedSource = await Executed.Fix<NonSargablePredicate, NonSargablePredicateFix>(source);
        Assert.NotEqual(source, fixedSource);
        var (before, bad) = await Run(source);
        var (after, good) = await Run(fixedSource);
        Assert.Equal(before, after);
        Assert.Contains("SCAN", bad, StringComparison.Ordinal);
        Assert.Contains("SEARCH", good, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN", good, StringComparison.Ordinal);
    }

    /// <summary>Forms without a fix: reported, and scanned.</summary>
    [Theory]
    [InlineData("o.PlacedAt.Date == day")]
    [InlineData("o.PlacedAt.Year > year")]
    [InlineData("o.Id + 1 > year")]
    [InlineData("o.Id.ToString() == \"3\"")]
    public async Task What_is_reported_is_scanned(string filter)
    {
        Assert.Single(await Executed.Review<NonSargablePredicate>(Method(filter)));
        Assert.Contains("SCAN", (await Run(Method(filter))).Plan, StringComparison.Ordinal);
    }

    /// <summary>What stays silent is sought.</summary>
    [Theory]
    [InlineData("o.PlacedAt >= day.Date && o.PlacedAt < day.Date.AddDays(1)")]
    [InlineData("o.Id == 3 && o.PlacedAt.Year == year")]
    [InlineData("o.CustomerId == 3 && o.PlacedAt.Date == day")]
    public async Task What_is_silent_is_sought(string filter)
    {
        Assert.Empty(await Executed.Review<NonSargablePredicate>(Method(filter)));
        Assert.Contains("SEARCH", (await Run(Method(filter))).Plan, StringComparison.Ordinal);
    }

    /// <summary>Texts whose case is changed for each row, on an index of the column, and the column itself, which is sought.</summary>
    [Theory]
    [InlineData("c.Email.ToLower().Equals(mail)", true)]
    [InlineData("string.Equals(c.Email.ToUpper(), mail)", true)]
    [InlineData("c.Email.ToLower() == mail", true)]
    [InlineData("c.Email.ToLower().StartsWith(\"3@\")", true)]
    [InlineData("mails.Contains(c.Email.ToLower())", true)]
    [InlineData("c.Email.Equals(mail)", false)]
    [InlineData("mails.Contains(c.Email)", false)]
    [InlineData("mails.Contains(c.Email) && c.Email.ToLower() != mail", false)]
    public async Task Texts_are_sought_as_they_are_stored(string filter, bool isScanned)
    {
        var source = "public static class Truth { public static string Run(ShopContext db, string mail, string[] mails) => string.Join(',', db.Customers.Where(c => " + filter + ").Select(c => c.Id)); }";
        Assert.Equal(isScanned ? 1 : 0, (await Executed.Review<NonSargablePredicate>(source)).Length);
        using var database = new ShopDatabase(Size);
        using (var index = new SqliteCommand("create index IX on Customers (Email)", database.Connection))
        {
            index.ExecuteNonQuery();
        }

        using var context = database.CreateContext();
        await Executed.Load(source).Run("Truth.Run", context, "3@example.com", new[] { "3@example.com", "5@example.com" });
        Assert.Contains(isScanned ? "SCAN c" : "SEARCH c", Plan(database), StringComparison.Ordinal);
    }

    private static async Task<(string Ids, string Plan)> Run(string source)
    {
        using var database = new ShopDatabase(Size);
        using (var index = new SqliteCommand("create index IX on Orders (PlacedAt)", database.Connection))
        {
            index.ExecuteNonQuery();
        }

        using var context = database.CreateContext();
        var code = Executed.Load(source);
        var ids = (string)(await code.Run("Truth.Run", context, new DateTime(2026, 1, 20, 5, 0, 0), 2026))!;
        return (ids, Plan(database));
    }

    private static string Plan(ShopDatabase database)
    {
        using var explain = new SqliteCommand("explain query plan " + database.Texts[0], database.Connection);
        foreach (var name in System.Text.RegularExpressions.Regex.Matches(database.Texts[0], "@[A-Za-z0-9_]+").Select(static match => match.Value).Distinct())
        {
            explain.Parameters.AddWithValue(name, "2026-01-20 00:00:00");
        }

        using var reader = explain.ExecuteReader();
        var plan = "";
        while (reader.Read())
        {
            plan += reader.GetString(3) + "\n";
        }

        return plan;
    }

    private static string Method(string filter) =>
        "public static class Truth { public static string Run(ShopContext db, DateTime day, int year) => string.Join(',', db.Orders.Where(o => " + filter + ").OrderBy(o => o.Total).Select(o => o.Id).ToList()); }";
}
