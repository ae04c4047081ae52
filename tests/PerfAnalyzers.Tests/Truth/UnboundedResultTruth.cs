using System.Text.Json;
using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>How many rows a response holds over a small and a larger table, reported and with a page.</summary>
public sealed class UnboundedResultTruth
{
    private const int Page = 10;

    /// <summary>Bodies of an action that answers with visits, and the same with a page.</summary>
    public static readonly TheoryData<string, string> Actions = new()
    {
        { "await db.Visits.ToListAsync(token)", "await db.Visits.OrderBy(v => v.Id).Take(10).ToListAsync(token)" },
        { "await db.Visits.Include(v => v.Member).OrderByDescending(v => v.At).ToListAsync(token)", "await db.Visits.Include(v => v.Member).OrderByDescending(v => v.At).Take(10).ToListAsync(token)" },
        { "await db.Visits.AsNoTracking().ToArrayAsync(token)", "await db.Visits.AsNoTracking().Where(v => v.Id > 2).OrderBy(v => v.Id).Take(10).ToArrayAsync(token)" },
        { "await db.Visits.Select(v => new { v.Id, v.Room }).ToListAsync(token)", "await db.Visits.OrderBy(v => v.Id).Skip(2).Take(10).Select(v => new { v.Id, v.Room }).ToListAsync(token)" },
    };

    [Theory, MemberData(nameof(Actions))]
    public async Task The_response_grows_with_the_table(string bad, string good)
    {
        Assert.Single(await Executed.Review<UnboundedResult>(Source(bad)));
        Assert.Empty(await Executed.Review<UnboundedResult>(Source(good)));
        Assert.Equal(12, await Rows(bad, 12));
        Assert.Equal(36, await Rows(bad, 36));
        Assert.Equal(Page, await Rows(good, 12));
        Assert.Equal(Page, await Rows(good, 36));
    }

    /// <summary>What stays silent has a bound that the table does not move.</summary>
    [Theory]
    [InlineData("await db.Visits.Select(v => v.Room).Distinct().ToListAsync(token)", 4)]
    [InlineData("await db.Visits.GroupBy(v => v.MemberId).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(token)", 3)]
    public async Task Silent_forms_have_a_bound(string expression, int rows)
    {
        Assert.Empty(await Executed.Review<UnboundedResult>(Source(expression)));
        Assert.Equal(rows, await Rows(expression, 12));
        Assert.Equal(rows, await Rows(expression, 36));
    }

    private static async Task<int> Rows(string expression, int size)
    {
        using var result = JsonDocument.Parse((await Club.Run(Source(expression), size)).Result);
        return result.RootElement.GetProperty("Value").GetArrayLength();
    }

    private static string Source(string expression) => Club.Method(
        "return await new VisitsController(db).Get(default);",
        "public class VisitsController(ClubContext db) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<object> Get(CancellationToken token) { return Ok(" + expression + "); } }");
}
