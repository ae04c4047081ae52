using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>How many columns the SQL of a projection selects when it calls code of the project, and when that is written into it.</summary>
public sealed class ClientProjectionTruth
{
    /// <summary>A method and the projection that calls it.</summary>
    public static readonly TheoryData<string, string> Projections = new()
    {
        { "public static object Map(Member x) => new MemberDto { Id = x.Id, Name = x.Name };", "m => Mapping.Map(m)" },
        { "public static object Map(Member x) => new MemberDto { Id = x.Id, Name = x.Name + \" \" + x.City };", "m => Mapping.Map(m)" },
        { "public static string Map(Member x) => x.IsActive ? x.Name : x.Email;", "m => new { m.Id, T = Mapping.Map(m) }" },
        { "public static int Map(Member x) => x.Points * 2 - 1;", "m => Mapping.Map(m)" },
        { "public static bool Map(Member x) => x.Points > 9 && x.IsActive;", "m => new { T = Mapping.Map(m), m.Name }" },
        { "public static MemberDto Map(this Member x) => new() { Id = x.Id };", "m => m.Map()" },
    };

    [Theory, MemberData(nameof(Projections))]
    public async Task Inlined_it_selects_what_is_read(string method, string lambda)
    {
        var source = Source(method, lambda);
        Assert.Single(await Executed.Review<ClientProjection>(source));
        var text = await Executed.Fix<ClientProjection, ClientProjectionFix>(source);
        Assert.NotEqual(source, text);
        var before = await Club.Run(source);
        var after = await Club.Run(text);
        Assert.Equal(before.Result, after.Result);
        Assert.True(before.Columns >= 10, $"{before.Columns} columns.");
        Assert.True(after.Columns <= 4, $"{after.Columns} columns.");
        Assert.Equal(12, before.Tracked);
        Assert.Equal(0, after.Tracked);
    }

    /// <summary>Forms without a fix: reported, and every column is loaded and every row tracked.</summary>
    [Theory]
    [InlineData("public static string Map(Member x) { var n = x.Name; return n + x.Points; }", "m => Mapping.Map(m)")]
    [InlineData("public static string Map(Member x) => x.Name.ToUpperInvariant();", "m => new { T = Mapping.Map(m) }")]
    public async Task What_is_reported_loads_all(string method, string lambda)
    {
        Assert.Single(await Executed.Review<ClientProjection>(Source(method, lambda)));
        var run = await Club.Run(Source(method, lambda));
        Assert.Equal(10, run.Columns);
        Assert.Equal(12, run.Tracked);
    }

    /// <summary>What stays silent loads what it names.</summary>
    [Theory]
    [InlineData("public static string Map(string x) => x.ToUpperInvariant();", "m => Mapping.Map(m.Name)", 1)]
    [InlineData("public static string Map(string x) => x;", "m => new { m.Id, T = Mapping.Map(m.City) }", 2)]
    public async Task Silent_forms_load_what_they_name(string method, string lambda, int columns)
    {
        Assert.Empty(await Executed.Review<ClientProjection>(Source(method, lambda)));
        var run = await Club.Run(Source(method, lambda));
        Assert.Equal(columns, run.Columns);
        Assert.Equal(0, run.Tracked);
    }

    private static string Source(string method, string lambda) => Club.Method(
        "return db.Members.OrderBy(m => m.Points).Select(" + lambda + ").ToList();",
        "public static class Mapping { " + method + " } public class MemberDto { public int Id { get; set; } public string Name { get; set; } = \"\"; }");
}
