using Microsoft.Data.Sqlite;
using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>The plans of queries over the tables the model creates, before and after the index is added to the model, and their results.</summary>
public sealed class FilterWithoutIndexTruth
{
    /// <summary>Statements that go by a column without an index.</summary>
    public static readonly TheoryData<string> Queries =
    [
        "return db.Members.Where(m => m.Email == text).Select(m => m.Id).ToList();",
        "return db.Members.Where(m => m.IsActive && m.City == text).Select(m => m.Id).ToList();",
        "return db.Visits.Count(v => v.Minutes > number);",
        "return db.Members.Any(m => m.Phone == text);",
        "return db.Members.Where(m => m.Zip == text).Select(m => m.Name).ToList();",
        "return db.Visits.OrderByDescending(v => v.At).Take(3).Select(v => v.Id).ToList();",
        "return db.Members.OrderBy(m => m.JoinedAt).Select(m => m.Name).FirstOrDefault();",
    ];

    [Theory, MemberData(nameof(Queries))]
    public async Task With_the_index_the_table_is_not_scanned(string body)
    {
        var source = Source(body);
        Assert.Single(await Executed.Review<FilterWithoutIndex>(source));
        var text = await Executed.Fix<FilterWithoutIndex, FilterWithoutIndexFix>(source);
        Assert.Contains("[Index(nameof(", text, StringComparison.Ordinal);
        Assert.Empty(await Executed.Review<FilterWithoutIndex>(text));
        var (before, bad) = await Run(source);
        var (after, good) = await Run(text);
        Assert.Equal(before, after);
        Assert.True(bad.Contains("SCAN", StringComparison.Ordinal) && !bad.Contains("INDEX", StringComparison.Ordinal), bad);
        Assert.True(good.Contains("INDEX", StringComparison.Ordinal), good);
        Assert.DoesNotContain("TEMP B-TREE", good, StringComparison.Ordinal);
    }

    /// <summary>What stays silent goes by a key or an index, or no index would help.</summary>
    [Theory]
    [InlineData("return db.Members.Where(m => m.Id == number).Select(m => m.Name).ToList();")]
    [InlineData("return db.Visits.Where(v => v.MemberId == number && v.Room == text).Select(v => v.Id).ToList();")]
    public async Task Silent_forms_are_sought(string body)
    {
        Assert.Empty(await Executed.Review<FilterWithoutIndex>(Source(body)));
        Assert.Contains("SEARCH", (await Run(Source(body))).Plan, StringComparison.Ordinal);
    }

    private static async Task<(string Result, string Plan)> Run(string source)
    {
        var texts = new List<string>();
        var run = await Club.Run(source, 40, (connection, text) =>
        {
            using var explain = new SqliteCommand("explain query plan " + text, connection);
            foreach (var name in System.Text.RegularExpressions.Regex.Matches(text, "@[A-Za-z0-9_]+").Select(static match => match.Value).Distinct())
            {
                explain.Parameters.AddWithValue(name, 3);
            }

            using var reader = explain.ExecuteReader();
            while (reader.Read())
            {
                texts.Add(reader.GetString(3));
            }
        });
        return (run.Result, string.Join('\n', texts));
    }

    private static string Source(string body) => Club.Method("var (text, number) = (\"3@example.com\", 3); " + body);
}
