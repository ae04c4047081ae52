namespace PerfAnalyzers.Tests;

public sealed class RepeatedSearchesTests
{
    [Theory]
    [InlineData("foreach (var i in ids) { Use([|orders.First(o => o.Id == i)|]); }", "certain")]
    [InlineData("ids.Select(i => [|orders.First(o => o.Id == i)|]).ToList();", "certain")]
    [InlineData("foreach (var o in orders) { Use([|names.Contains(o.Customer.Name)|]); }", "perhaps")]
    [InlineData("foreach (var i in ids) { [|foreach (var o in orders)|] { if (o.Id == i) { Use(o); } } }", "certain")]
    [InlineData("foreach (var i in ids) { [|for (var j = 0; j < orders.Count; j++)|] { if (orders[j].Id == i) { Use(j); } } }", "certain")]
    [InlineData("names.Where([|others.Contains|]).ToList();", "perhaps")]
    [InlineData("foreach (var i in ids) { Use([|orders.First(o => o.Id == 3)|]); }", null)]
    [InlineData("foreach (var i in ids) { Use([|new[] { 1, 2 }.Contains(i)|]); }", null)]
    [InlineData("foreach (var o in orders) { Use([|o.Lines.Any(l => l.Id == o.Id)|]); }", null)]
    [InlineData("foreach (var i in ids) { Use([|orders.First(o => o.Id == i)|]); return; }", null)]
    [InlineData("foreach (var i in new[] { 1, 2 }) { Use([|orders.First(o => o.Id == i)|]); }", null)]
    [InlineData("foreach (var i in ids) { Use([|set.Contains(i)|]); }", null)]
    [InlineData("foreach (var i in ids) { Use([|orders.First(o => o.Id > i)|]); }", null)]
    [InlineData("foreach (var i in ids) { if (!known.TryGetValue(i, out var o)) { o = [|orders.First(x => x.Id == i)|]; known[i] = o; } Use(o); }", null)]
    [InlineData("Use([|orders.First(o => o.Id == 3)|]);", null)]
    public void A_search_may_be_made_for_each_element(string body, string? expected)
    {
        var snippet = Snippet.Of($$"""class C { void Use(object x) => Console.WriteLine(x); void M(List<int> ids, List<Order> orders, List<string> names, List<string> others, HashSet<int> set, Dictionary<int, Order> known) { {{body}} } }""");
        var found = RepeatedSearches.Of(snippet.Operation, snippet.Facts, default);
        Assert.Equal(expected, found is null ? null : found.IsCertain ? "certain" : "perhaps");
    }
}
