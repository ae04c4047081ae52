namespace PerfAnalyzers.Tests;

/// <summary>Faults of a call that are told instead of the thread it holds or the token it lacks.</summary>
public sealed class WorseFaultsTests
{
    [Theory]
    [InlineData("_ = [|db.Orders.ToList()|];", false)]
    [InlineData("_ = [|db.Orders.Count()|] > 0;", true)]
    [InlineData("_ = 0 < await [|db.Orders.CountAsync()|].ConfigureAwait(false);", true)]
    [InlineData("_ = [|db.Orders.Count()|] > n;", false)]
    [InlineData("_ = [|db.Orders.Count()|] + 1;", false)]
    [InlineData("foreach (var id in ids) { _ = [|db.Orders.FirstOrDefault(o => o.Id == id)|]; }", true)]
    [InlineData("foreach (var id in ids) { _ = await [|db.Orders.FirstOrDefaultAsync(o => o.Id == id)|]; }", true)]
    [InlineData("foreach (var id in ids) { _ = [|File.ReadAllText(\"a\" + id)|]; }", false)]
    [InlineData("if ([|db.Orders.Any(o => o.Id == n)|]) { _ = db.Orders.First(o => o.Id == n); }", true)]
    [InlineData("if ([|db.Orders.Any(o => o.Id == n)|]) { _ = db.Customers.First(o => o.Id == n); }", false)]
    public void The_worst_is_told(string body, bool expected) => Assert.Equal(expected, Has(Snippet.OfBody(body)));

    [Theory]
    [InlineData("_ = [|db.Orders.Where(o => o.CustomerId == id).ToList()|]; await Walk(db, id + 1);", true)]
    [InlineData("_ = [|File.ReadAllText(\"a\")|]; await Walk(db, id + 1);", false)]
    [InlineData("_ = [|db.Orders.Where(o => o.CustomerId == id).ToList()|]; await Task.Yield();", false)]
    public void A_query_per_level_is_told(string body, bool expected) =>
        Assert.Equal(expected, Has(Snippet.Of($"class C {{ async Task Walk(ShopContext db, int id) {{ {body} }} }}")));

    [Theory]
    [InlineData("[|ids.ForEach(id => db.Orders.First(o => o.Id == id))|];", true)]
    [InlineData("[|ids.ForEach(id => Console.WriteLine(id))|];", false)]
    [InlineData("[|ids.ForEach(\n id => db.Orders.First(o => o.Id == id))|];", false)]
    public void A_call_on_the_line_of_an_expression_is_told(string body, bool expected)
    {
        var snippet = Snippet.OfBody(body);
        Assert.Equal(expected, new WorseFaults(snippet.Facts, default).HasWithin(snippet.Operation, snippet.Member));
    }

    private static bool Has(Snippet snippet) => new WorseFaults(snippet.Facts, default).Has(snippet.Operation, snippet.Member);
}
