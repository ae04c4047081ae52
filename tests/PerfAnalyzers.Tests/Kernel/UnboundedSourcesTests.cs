namespace PerfAnalyzers.Tests;

/// <summary>Sequences whose length nobody has decided, by what messages call an element.</summary>
public sealed class UnboundedSourcesTests
{
    [Theory]
    [InlineData("_ = [|db.Orders|];", "row of the query")]
    [InlineData("_ = [|db.Orders.Where(o => o.IsPaid).ToList()|];", "row of the query")]
    [InlineData("_ = [|await db.Orders.ToListAsync()|];", "row of the query")]
    [InlineData("var all = await db.Orders.ToListAsync(); _ = [|all.Where(o => o.IsPaid).Select(o => o.Id)|];", "row of the query")]
    [InlineData("var all = await db.Orders.ToArrayAsync().ConfigureAwait(false) ?? []; _ = [|all|];", "row of the query")]
    [InlineData("var q = db.Orders.OrderBy(o => o.Id); var all = await q.ToListAsync(); _ = [|all|];", "row of the query")]
    [InlineData("_ = [|File.ReadLines(\"a\")|];", "line of the file")]
    [InlineData("_ = [|Directory.GetFiles(\"a\")|];", "file of the directory")]
    [InlineData("_ = [|new DirectoryInfo(\"a\").GetFiles()|];", "file of the directory")]
    [InlineData("_ = [|await db.Orders.Take(5).ToListAsync()|];", null)]
    [InlineData("var all = await db.Orders.ToListAsync(); _ = [|all.Take(n)|];", null)]
    [InlineData("var all = await db.Orders.ToListAsync(); _ = [|all.Chunk(10)|];", null)]
    [InlineData("var all = await db.Orders.ToListAsync(); _ = [|all.GroupBy(o => o.Id)|];", null)]
    [InlineData("var all = await db.Orders.ToListAsync(); if (all.Count > 100) { return; } _ = [|all|];", null)]
    [InlineData("var all = await db.Orders.ToListAsync(); all = orders; _ = [|all|];", null)]
    [InlineData("_ = [|ids|];", null)]
    [InlineData("_ = [|orders[0].Lines|];", null)]
    [InlineData("_ = [|new List<int> { 1 }|];", null)]
    [InlineData("_ = [|\"text\"|];", null)]
    public void Is_named(string body, string? element)
    {
        var snippet = Snippet.OfBody(body);
        Assert.Equal(element, new UnboundedSources(snippet.Facts, default).Of(snippet.Operation));
    }

    [Theory]
    [InlineData("List<int> ids", "ids", "element of the request")]
    [InlineData("Order order", "order.Lines", "element of the request")]
    [InlineData("[System.ComponentModel.DataAnnotations.MaxLength(9)] List<int> ids", "ids", null)]
    [InlineData("IEnumerable<IDisposable> services", "services", null)]
    [InlineData("[FromServices] List<Order> known", "known", null)]
    [InlineData("DayOfWeek[] days", "days", null)]
    public void What_a_request_brings_is_named(string parameter, string value, string? element)
    {
        var snippet = Snippet.Of($"using Microsoft.AspNetCore.Mvc; public class C : ControllerBase {{ [HttpPost] public void M({parameter}) {{ _ = [|{value}|]; }} }}");
        Assert.Equal(element, new UnboundedSources(snippet.Facts, default).Of(snippet.Operation));
    }
}
