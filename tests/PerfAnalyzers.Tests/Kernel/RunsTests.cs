namespace PerfAnalyzers.Tests;

public sealed class RunsTests
{
    [Theory]
    [InlineData("if (o.SettingKey == 7) { [|F()|]; }", true)]
    [InlineData("if (o.Name == \"size\" && [|F()|] > 3) { F(); }", true)]
    [InlineData("if (n > 0 && 7 == o.SettingKey) { [|F()|]; }", true)]
    [InlineData("if (o.SettingKey != 7) { [|F()|]; }", false)]
    [InlineData("if (o.SettingKey == 7) { } else { [|F()|]; }", false)]
    [InlineData("if (o.SettingKey == n) { [|F()|]; }", false)]
    [InlineData("if (o.Kind == 7) { [|F()|]; }", false)]
    [InlineData("[|F()|];", false)]
    public void A_key_is_met_once(string body, bool isOne)
    {
        var snippet = Snippet.Of($$"""class O { public int SettingKey { get; set; } public string Name { get; set; } = ""; public int Kind { get; set; } } class C { int F() => 1; void M(List<O> all, int n) { foreach (var o in all) { {{body}} } } }""");
        Assert.Equal(isOne, Runs.ForOneKey(snippet.Operation, snippet.Facts.Loops.Around(snippet.Operation)!.Region));
    }
}
