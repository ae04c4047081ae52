namespace PerfAnalyzers.Tests;

/// <summary>Which finding a call has that runs per element on a context others use at the same time.</summary>
public sealed class SharedContextsTests
{
    [Theory]
    [InlineData("await Task.WhenAll(ids.Select(id => db.Orders.[|CountAsync|](o => o.Id == id)));", true)]
    [InlineData("await Parallel.ForEachAsync(ids, async (id, _) => await db.Orders.[|CountAsync|](o => o.Id == id));", true)]
    [InlineData("Parallel.ForEach(ids, id => db.Orders.[|Count|](o => o.Id == id));", true)]
    [InlineData("var all = new List<Task>(); foreach (var id in ids) { all.Add(db.Orders.[|CountAsync|](o => o.Id == id)); } await Task.WhenAll(all);", true)]
    [InlineData("foreach (var id in ids) { await db.Orders.[|CountAsync|](o => o.Id == id); }", false)]
    [InlineData("_ = ids.Select(id => db.Orders.[|Count|](o => o.Id == id)).ToList();", false)]
    public void That_it_fails_comes_before_that_it_is_repeated(string body, bool fails)
    {
        var snippet = Snippet.OfBody(body);
        Assert.Equal(fails, snippet.Facts.SharedContexts.Holds(snippet.Operation, default));
        Assert.Equal(fails, snippet.Facts.PerElement.Of(snippet.Operation, ApiEffects.Query, default) is null);
    }

    [Fact]
    public void What_is_only_likely_to_be_shared_stays_a_repeated_query()
    {
        var snippet = Snippet.Of("""
            class Orders(ShopContext db) { public async Task Load(int id) { if (id > 0) { await db.Orders.FirstAsync(o => o.Id == id); } } }
            class C(Orders orders) { public Task M(int[] ids) => Task.WhenAll(ids.Select(id => orders.[|Load|](id))); }
            """);
        Assert.NotNull(snippet.Facts.SharedContexts.Of(snippet.Operation, default));
        Assert.False(snippet.Facts.SharedContexts.Holds(snippet.Operation, default));
        Assert.NotNull(snippet.Facts.PerElement.Of(snippet.Operation, ApiEffects.Query, default));
    }

    [Theory]
    [InlineData("db", "[db]")]
    [InlineData("db.Orders", "[db]")]
    [InlineData("db.Set<Order>().Where(o => o.IsPaid)", "[db]")]
    [InlineData("db.Database", "[db]")]
    public void Origins_lead_to_the_context(string expression, string origin)
    {
        var snippet = Snippet.OfBody($"_ = [|{expression}|];");
        Assert.Equal(origin, "[" + string.Join(",", snippet.Facts.Origins.Of(snippet.Operation)!.Steps.Select(static step => step.Name)) + "]");
    }
}
