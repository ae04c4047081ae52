using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>How many columns the SQL selects before and after the fix, and the results.</summary>
public sealed class OverFetchTruth
{
    /// <summary>Statements that load members or visits and read little of them.</summary>
    public static readonly TheoryData<string> Reading =
    [
        "var n = new List<string>(); foreach (var m in db.Members.OrderBy(m => m.Id).ToList()) { n.Add(m.Name); } return n;",
        "var n = new List<string>(); foreach (var m in db.Members.OrderBy(m => m.Id)) { n.Add(m.Name + m.City); } return n;",
        "var n = new List<string>(); var all = await db.Members.Where(m => m.IsActive).OrderBy(m => m.Id).ToListAsync(); foreach (var m in all) { n.Add(m.Email); } return n;",
        "var m = await db.Members.FirstOrDefaultAsync(m => m.Id == 3); return m?.Email;",
        "var m = db.Members.FirstOrDefault(m => m.Id == 300); return m?.Email;",
        "return db.Members.Single(m => m.Email == \"3@example.com\").Points;",
        "var v = db.Visits.OrderBy(v => v.Id).ToArray(); return v.Select(x => new { x.Room, x.Minutes }).ToList();",
        "var q = db.Members.AsQueryable(); if (db.Visits.Any()) { q = q.Where(m => m.IsActive); } var n = new List<int>(); foreach (var m in q.OrderBy(m => m.Id).ToList()) { n.Add(m.Points); } return n;",
    ];

    [Theory, MemberData(nameof(Reading))]
    public async Task The_fix_selects_what_is_read(string body)
    {
        var source = Club.Method(body);
        Assert.Single(await Executed.Review<OverFetch>(source));
        var text = await Executed.Fix<OverFetch, OverFetchFix>(source);
        Assert.Contains("Select(", text, StringComparison.Ordinal);
        var before = await Club.Run(source);
        var after = await Club.Run(text);
        Assert.Equal(before.Result, after.Result);
        Assert.True(after.Columns * 2 <= before.Columns, $"{before.Columns} columns before, {after.Columns} after.");
        Assert.Equal(before.Texts.Count, after.Texts.Count);
        Assert.Equal(0, after.Tracked);
    }

    /// <summary>Methods that load for all their callers: what such a caller needs costs less where it is asked for.</summary>
    [Theory]
    [InlineData("var all = Repository.Active(db); return all.Count;", "return db.Members.Count(m => m.IsActive);", "public static class Repository { public static List<Member> Active(ClubContext db) => db.Members.Where(m => m.IsActive).ToList(); }")]
    [InlineData("return Repository.ByMail(db, \"3@example.com\") != null;", "return db.Members.Any(m => m.Email == \"3@example.com\");", "public static class Repository { public static Member? ByMail(ClubContext db, string mail) => db.Members.SingleOrDefault(m => m.Email == mail); }")]
    [InlineData("return Repository.Get(db, 3).Email;", "return db.Members.Where(m => m.Id == 3).Select(m => m.Email).First();", "public static class Repository { public static Member Get(ClubContext db, int id) => db.Members.First(m => m.Id == id); }")]
    public async Task A_caller_that_needs_less_pays_for_all(string bad, string good, string members)
    {
        var source = Club.Method(bad, members);
        Assert.Single(await Executed.Review<OverFetch>(source));
        Assert.Empty(await Executed.Review<OverFetch>(Club.Method(good)));
        var before = await Club.Run(source);
        var after = await Club.Run(Club.Method(good));
        Assert.Equal(before.Result, after.Result);
        Assert.True(before.Columns >= 10 && after.Columns <= 1, $"{before.Columns} columns before, {after.Columns} after.");
        Assert.True(before.Tracked > after.Tracked);
    }

    /// <summary>What stays silent reads what it loads, or needs the entities.</summary>
    [Theory]
    [InlineData("return db.Members.OrderBy(m => m.Id).Select(m => m.Name).ToList();", 1)]
    [InlineData("foreach (var m in db.Members.ToList()) { m.Points = 7; } db.SaveChanges(); return db.Members.Sum(m => m.Points);", 10)]
    [InlineData("return db.Members.Where(m => m.IsActive).ToList();", 10)]
    public async Task Silent_forms_are_right(string body, int columns)
    {
        var source = Club.Method(body);
        Assert.Empty(await Executed.Review<OverFetch>(source));
        Assert.True((await Club.Run(source)).Columns >= columns);
    }
}
