using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>What a context tracks when entities are only read, before and after the fix, and the results.</summary>
public sealed class TrackingForReadOnlyTruth
{
    /// <summary>Statements that load entities and read them.</summary>
    public static readonly TheoryData<string> Reading =
    [
        "var n = new List<string>(); foreach (var v in db.Visits) { n.Add(v.At + v.Room + v.Note + v.Minutes + v.Id); } return n;",
        "var n = new List<string>(); var all = await db.Visits.Where(v => v.Minutes > 3).OrderBy(v => v.Id).ToListAsync(); foreach (var v in all) { n.Add(v.At + v.Room + v.Note + v.Minutes); } return n;",
        "var n = new List<string>(); foreach (var v in db.Visits.Include(v => v.Member).OrderBy(v => v.Id).ToArray()) { n.Add(v.Room + v.Note + v.Minutes + v.Member!.Name); } return n;",
        "var n = new List<string>(); foreach (var m in db.Members.Include(m => m.Visits).OrderBy(m => m.Id).ToList()) { n.Add(m.Name + m.Visits.Count); } return n;",
        "var m = await db.Members.Include(m => m.Visits).FirstAsync(m => m.Id == 2); return m.Name + m.Visits.Sum(v => v.Minutes);",
        "return System.Text.Json.JsonSerializer.Serialize(db.Visits.Where(v => v.Minutes > 3).OrderBy(v => v.Id).ToList());",
        "var q = db.Visits.AsQueryable(); if (await db.Visits.AnyAsync()) { q = q.Where(v => v.Minutes > 2); } var n = new List<string>(); foreach (var v in await q.ToListAsync()) { n.Add(v.Room + v.Note + v.Minutes + v.At); } return n;",
    ];

    [Theory, MemberData(nameof(Reading))]
    public async Task The_fix_tracks_nothing(string body)
    {
        var source = Club.Method(body);
        Assert.Single(await Executed.Review<TrackingForReadOnly>(source));
        var before = await Club.Run(source);
        var after = await Club.Run(await Executed.Fix<TrackingForReadOnly, TrackingForReadOnlyFix>(source));
        Assert.Equal(before.Result, after.Result);
        Assert.True(before.Tracked > 3, $"{before.Tracked} entities are tracked.");
        Assert.Equal(0, after.Tracked);
    }

    /// <summary>Where rows share what they include, they share one object after the fix, too.</summary>
    [Fact]
    public async Task Shared_entities_stay_one_object()
    {
        var source = Club.Method("var all = db.Visits.Include(v => v.Member).OrderBy(v => v.Id).ToList(); var n = new HashSet<string>(); foreach (var v in all) { n.Add(v.Member!.Name); } return n.Count;");
        var text = await Executed.Fix<TrackingForReadOnly, TrackingForReadOnlyFix>(source);
        Assert.Contains("AsNoTrackingWithIdentityResolution", text, StringComparison.Ordinal);
        var counting = text.Replace("n.Add(v.Member!.Name); } return n.Count;", "n.Add(v.Member!.Name); } return all.Select(v => v.Member).Distinct().Count();", StringComparison.Ordinal);
        Assert.Equal("3", (await Club.Run(counting)).Result);
        Assert.Equal("12", (await Club.Run(counting.Replace("AsNoTrackingWithIdentityResolution", "AsNoTracking", StringComparison.Ordinal))).Result);
    }

    /// <summary>What stays silent tracks nothing, or needs what it tracks.</summary>
    [Theory]
    [InlineData("return db.Visits.Select(v => new { v.Id, v.Room }).ToList();", 0)]
    [InlineData("var n = new List<int>(); foreach (var v in db.Visits.AsNoTracking().ToList()) { n.Add(v.Minutes); } return n;", 0)]
    [InlineData("foreach (var v in db.Visits.ToList()) { v.Minutes++; } db.SaveChanges(); return db.Visits.Sum(v => v.Minutes);", 12)]
    [InlineData("_ = db.Visits.Where(v => v.MemberId == 2).ToList(); var m = db.Members.First(m => m.Id == 2); return m.Visits.Count;", 5)]
    public async Task Silent_forms_are_right(string body, int tracked)
    {
        var source = Club.Method(body);
        Assert.Empty(await Executed.Review<TrackingForReadOnly>(source));
        Assert.Equal(tracked, (await Club.Run(source)).Tracked);
    }
}
