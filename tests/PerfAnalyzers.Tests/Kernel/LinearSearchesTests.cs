using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class LinearSearchesTests
{
    [Theory]
    [InlineData("[|ids.Contains(n)|]", "Contains Value ids n vectorised")]
    [InlineData("[|names.IndexOf(name)|]", "IndexOf Value names name")]
    [InlineData("[|orders.First(o => o.Id == n)|]", "First Predicate orders n")]
    [InlineData("[|orders.Where(o => o.IsPaid).Any(o => n == o.Id)|]", "Any Predicate orders n")]
    [InlineData("[|orders.ToList().Find(o => o.Id == n)|]", "Find Predicate orders n")]
    [InlineData("[|orders.Where(o => o.CustomerId == n)|]", "Where Filter orders n")]
    [InlineData("[|names.Contains(name, StringComparer.OrdinalIgnoreCase)|]", "Contains Value names name")]
    [InlineData("[|orders.All(o => o.Id != n)|]", "All Predicate orders n")]
    [InlineData("names.Count([|names.Contains|])", "Contains Value names ")]
    [InlineData("[|orders.First(o => o.Id > n)|]", "First Predicate orders ")]
    [InlineData("[|name.Contains('x')|]", null)]
    [InlineData("[|db.Orders.First(o => o.Id == n)|]", null)]
    [InlineData("[|ids.Add(n)|]", null)]
    [InlineData("[|ids.Sum()|]", null)]
    public void Calls_search(string call, string? expected)
    {
        var body = call.StartsWith("[|ids.Add", StringComparison.Ordinal) ? call + ";" : $"Console.WriteLine({call});";
        var snippet = Snippet.Of($$"""class C { void M(ShopContext db, List<int> ids, List<Order> orders, List<string> names, int n, string name) { {{body}} } }""");
        var found = LinearSearches.Of(snippet.Operation, snippet.Facts);
        Assert.Equal(expected, found is null ? null : $"{found.Name} {found.Kind} {found.Root.Syntax} {found.Needle?.Syntax}{(found.IsVectorised ? " vectorised" : "")}");
    }

    [Theory]
    [InlineData("[|foreach (var o in orders)|] { if (o.Id == n) { F(1); } }", "o.Id")]
    [InlineData("[|foreach (var o in orders)|] if (o.IsPaid && n == o.Id) F(1);", "o.Id")]
    [InlineData("[|foreach (var o in orders)|] { if (o.Id != n) { continue; } F(1); }", "o.Id")]
    [InlineData("[|for (var i = 0; i < orders.Count; i++)|] { if (orders[i].Id == n) { F(i); } }", "orders[i].Id")]
    [InlineData("[|for (var i = 0; i < orders.Count; i++)|] { var o = orders[i]; if (o.Id == n) { F(i); } }", "o.Id")]
    [InlineData("[|foreach (var o in orders)|] { if (o.Id == n) { F(1); } else { F(2); } }", null)]
    [InlineData("[|foreach (var o in orders)|] { if (o.Id == n) { F(1); } F(2); }", null)]
    [InlineData("[|foreach (var o in orders)|] { if (o.Id > n) { F(1); } }", null)]
    [InlineData("[|for (var i = 1; i < orders.Count; i++)|] { if (orders[i].Id == n) { F(i); } }", null)]
    [InlineData("[|for (var i = 0; i < n; i++)|] { if (orders[i].Id == n) { F(i); } }", null)]
    [InlineData("[|for (var i = 0; i < orders.Count; i++)|] { if (i == n) { F(i); } }", null)]
    [InlineData("[|for (var i = 0; i < orders.Count; i++)|] { if (orders[i].Id == i) { F(i); } }", null)]
    [InlineData("[|for (var i = 0; i < orders.Count; i++)|] { if (orders[i].Id == n) { i++; } }", null)]
    public void So_do_loops(string loop, string? key)
    {
        var snippet = Snippet.OfBody(loop);
        var found = snippet.Operation is IForEachLoopOperation each ? LinearSearches.OfLoop(each, snippet.Facts) : LinearSearches.OfLoop((IForLoopOperation)snippet.Operation, snippet.Facts);
        Assert.Equal(key, found?.Equality!.Key.Syntax.ToString());
    }

    [Theory]
    [InlineData("ids.Select(i => i + 1).Where(i => i > 2).ToList()", "ids")]
    [InlineData("ids.AsReadOnly()", "ids")]
    [InlineData("maybe ?? ids", "maybe")]
    [InlineData("ids.GroupBy(i => i)", "ids.GroupBy(i => i)")]
    [InlineData("new List<int>(ids)", "new List<int>(ids)")]
    public void The_collection_lies_below_operators(string collection, string root) =>
        Assert.Equal(root, LinearSearches.Root(Snippet.Of($$"""class C { object? M(List<int> ids, List<int>? maybe) => [|{{collection}}|]; }""").Operation).Syntax.ToString());
}
