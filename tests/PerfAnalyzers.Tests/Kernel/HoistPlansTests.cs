namespace PerfAnalyzers.Tests;

public sealed class HoistPlansTests
{
    [Theory]
    [InlineData("foreach (var o in orders) { F([|ids.Max()|] + o.Id); }", "local=limit")]
    [InlineData("foreach (var o in orders) { var top = [|ids.Max()|]; F(top + o.Id); }", "")]
    [InlineData("var limit = 3; foreach (var o in orders) { F([|ids.Max()|] + o.Id + limit); }", "local=limit2")]
    [InlineData("foreach (var o in orders) { foreach (var x in [|ids.Where(i => i > n)|]) { F(x + o.Id); } }", "copy=ToList local=limit")]
    [InlineData("foreach (var o in orders) { var all = [|ids.ToArray()|]; F(all[0] + o.Id); }", "")]
    [InlineData("foreach (var o in orders) { var all = [|ids.ToArray()|]; all[0] = o.Id; F(all[0]); }", null)]
    [InlineData("foreach (var o in orders) { var all = [|ids.ToList()|]; all.Add(o.Id); F(all[0]); }", null)]
    [InlineData("foreach (var o in orders) { F([|ids /* all */ .Max()|] + o.Id); }", null)]
    public void What_the_fix_is_told(string body, string? expected)
    {
        var snippet = Snippet.OfBody(body);
        var found = new RepeatedValues(snippet.Facts, default).Of(snippet.Operation);
        Assert.NotNull(found);
        var plan = HoistPlans.Of("shape", snippet.Operation, found, "limit");
        Assert.Equal(expected, plan is null ? null : string.Join(' ', plan.Where(static pair => pair.Key != FixProperties.Fix).Select(static pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("[|ids|][0] = 3;", true)]
    [InlineData("[|ids|][0]++;", true)]
    [InlineData("[|ids|][^1] = 3;", true)]
    [InlineData("n = [|ids|][0];", false)]
    [InlineData("F([|ids|][0]);", false)]
    [InlineData("[|ids|].Add(3);", false)]
    public void Elements_may_be_written(string statement, bool isWritten) => Assert.Equal(isWritten, HoistPlans.Stores(Snippet.OfBody(statement).Operation));
}
