namespace PerfAnalyzers.Tests;

public sealed class SearchGrowthTests
{
    [Theory]
    [InlineData("foreach (var o in orders) { [|ids|].Contains(o.Id); }", "Unknown")]
    [InlineData("foreach (var o in orders) { if (![|seen|].Contains(o.Id)) { seen.Add(o.Id); } }", "WithLoop")]
    [InlineData("foreach (var i in ids) { [|ids|].Contains(i + 1); }", "WithLoop")]
    [InlineData("foreach (var o in orders) { seen.Add(o.Id); } foreach (var i in ids) { [|seen|].Contains(i); }", "Filled")]
    [InlineData("var lines = File.ReadAllLines(\"x\"); foreach (var o in orders) { [|lines|].Contains(o.Status); }", "Rows")]
    [InlineData("var rows = db.Orders.ToList(); foreach (var i in ids) { [|rows|].First(r => r.Id == i); }", "Rows")]
    [InlineData("foreach (var o in orders) { [|_kept|].Contains(o.Id); }", "Kept")]
    [InlineData("foreach (var o in orders) { [|_options|].Contains(o.Id); }", "Unknown")]
    public void Something_may_show_that_a_collection_grows(string body, string growth)
    {
        var snippet = Snippet.Of($$"""
            class C(ShopContext db)
            {
                private readonly List<int> _kept = [];
                private readonly List<int> _options = [];
                public void Keep(int id) => _kept.Add(id);
                void M(List<Order> orders, List<int> ids) { var seen = new List<int>(); {{body.Replace("o.Status", "o.Id.ToString()", StringComparison.Ordinal)}} Console.WriteLine(seen.Count + db.GetHashCode()); }
            }
            """);
        Assert.Equal(growth, new SearchGrowths(snippet.Facts, default).Of(snippet.Operation, snippet.Facts.Loops.Around(snippet.Operation)!).ToString());
    }

    [Theory]
    [InlineData("foreach (var o in orders) { if (o.IsPaid) { break; } [|F(1)|]; }", true)]
    [InlineData("foreach (var o in orders) { if (o.IsPaid) { return; } [|F(1)|]; }", true)]
    [InlineData("orders.Any(o => [|F(1)|] > 1);", true)]
    [InlineData("foreach (var o in orders) { foreach (var i in ids) { break; } [|F(1)|]; }", false)]
    [InlineData("orders.Count(o => [|F(1)|] > 1);", false)]
    [InlineData("foreach (var o in orders) { [|F(1)|]; }", false)]
    public void A_loop_may_end_when_something_is_found(string body, bool ends)
    {
        var snippet = Snippet.OfBody(body);
        Assert.Equal(ends, new SearchGrowths(snippet.Facts, default).EndsEarly(snippet.Facts.Loops.Around(snippet.Operation)!));
    }

    [Theory]
    [InlineData("[|orders[0].Lines|].Count();", true)]
    [InlineData("var lines = orders[0].Lines.Where(l => l.Id > 1).ToList(); [|lines|].Count();", true)]
    [InlineData("[|\"a,b\".Split(',')|].Count();", true)]
    [InlineData("var parts = new HashSet<string>(\"a,b\".Split(',')); [|parts|].Count();", true)]
    [InlineData("[|orders|].Count();", false)]
    [InlineData("[|db.Orders.ToList()|].Count();", false)]
    public void What_one_entity_holds_or_one_text_says_is_of_one(string body, bool isOfOne)
    {
        var snippet = Snippet.OfBody(body);
        Assert.Equal(isOfOne, new SearchGrowths(snippet.Facts, default).IsOfOne(snippet.Operation));
    }
}
