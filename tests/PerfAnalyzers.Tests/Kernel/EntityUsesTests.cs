using PerfAnalyzers.Kernel;

namespace PerfAnalyzers.Tests;

public sealed class EntityUsesTests
{
    [Theory]
    [InlineData("foreach (var o in [|db.Orders.ToList()|]) { Console.WriteLine(o.Id + o.Total); }", "Id, Total")]
    [InlineData("var all = [|db.Orders.Where(o => o.IsPaid).ToList()|]; Console.WriteLine(all.Count);", "counted")]
    [InlineData("var all = await [|db.Orders.ToListAsync()|]; foreach (var o in all.Where(x => x.IsPaid)) { Console.WriteLine(o.Id); }", "Id, IsPaid")]
    [InlineData("var o = [|db.Orders.First()|]; Console.WriteLine(o?.Total); if (o is { IsPaid: true }) { return; }", "IsPaid, Total")]
    [InlineData("var o = [|db.Orders.Include(x => x.Customer).First()|]; Console.WriteLine(o.Customer!.Name);", "Customer, Name")]
    [InlineData("Console.WriteLine(db.Lines.Count(l => l.OrderId == [|db.Orders.First()|].Id));", null)]
    [InlineData("var o = [|db.Orders.First()|]; Console.WriteLine(db.Lines.Count(l => l.OrderId == o.Id));", "Id")]
    [InlineData("foreach (var o in [|db.Orders.ToList()|]) { o.IsPaid = true; }", "changed")]
    [InlineData("foreach (var o in [|db.Orders.ToList()|]) { o.Lines.Clear(); }", "Lines, changed, mixed")]
    [InlineData("foreach (var o in [|db.Orders.ToList()|]) { orders.Add(o); }", "escapes, handed")]
    [InlineData("var o = [|db.Orders.First()|]; if (o == orders[0]) { return; }", "escapes")]
    [InlineData("orders = [|db.Orders.ToList()|];", "escapes")]
    [InlineData("Console.WriteLine([|db.Orders.ToList()|].Select(o => new { o.Id, o.PlacedAt }).ToArray());", "Id, PlacedAt")]
    [InlineData("Console.WriteLine(System.Text.Json.JsonSerializer.Serialize([|db.Orders.ToList()|]));", "served")]
    [InlineData("foreach (Order o in [|db.Orders.ToList()|]) { Console.WriteLine(o.Id); }", "Id, named")]
    public void Uses_are_read(string body, string? expected)
    {
        var snippet = Snippet.OfBody(body);
        var load = EntityLoad.Of(snippet.Facts, snippet.Operation);
        Assert.Equal(expected, load is null ? null : Text(EntityUses.Of(snippet.Facts, load, default)));
    }

    [Theory]
    [InlineData("static decimal Value(Order o) => o.Total; decimal M(ShopContext db) => Value([|db.Orders.First()|]);", "Total, handed")]
    [InlineData("static void Pay(Order o) { o.IsPaid = true; } void M(ShopContext db) { foreach (var o in [|db.Orders.ToList()|]) { Pay(o); } }", "changed, handed")]
    [InlineData("static Order Same(Order o) => o; int M(ShopContext db) => Same([|db.Orders.First()|]).Id;", "escapes, handed, returned")]
    [InlineData("Order M(ShopContext db) => [|db.Orders.First()|];", "returned")]
    [InlineData("Task<List<Order>> M(ShopContext db) => [|db.Orders.ToListAsync()|];", "returned")]
    public void Methods_are_followed(string members, string expected)
    {
        var snippet = Snippet.Of("class C { " + members + " }");
        Assert.Equal(expected, Text(EntityUses.Of(snippet.Facts, EntityLoad.Of(snippet.Facts, snippet.Operation)!, default)));
    }

    [Theory]
    [InlineData("_ = [|db.Orders.Where(o => o.IsPaid).OrderBy(o => o.Id).ToList()|];", "Orders: Where, OrderBy")]
    [InlineData("var q = db.Orders.AsQueryable(); if (n > 1) { q = q.Where(o => o.IsPaid); } _ = [|q.ToList()|];", "Orders: Where")]
    [InlineData("var q = n > 1 ? db.Orders.Where(o => o.IsPaid) : db.Orders; _ = [|q.ToList()|];", "Orders: Where")]
    [InlineData("_ = [|db.Orders.Select(o => o.Customer).ToList()|];", null)]
    [InlineData("_ = [|orders.AsQueryable().ToList()|];", null)]
    [InlineData("_ = [|db.Orders.Count()|];", null)]
    [InlineData("_ = [|db.Orders.GroupBy(o => o.CustomerId).ToList()|];", null)]
    public void Loads_are_read(string body, string? expected)
    {
        var snippet = Snippet.OfBody(body);
        var load = EntityLoad.Of(snippet.Facts, snippet.Operation);
        Assert.Equal(expected, load is null ? null : load.Set.Syntax.ToString()[3..] + ": " + string.Join(", ", load.Operators.Select(static step => step.TargetMethod.Name).Where(static name => name != "AsQueryable")));
    }

    private static string Text(EntityUses uses)
    {
        var parts = new List<string>(uses.Columns.Concat(uses.Navigations).Select(static property => property.Name).Order(StringComparer.Ordinal));
        foreach (var (isSo, name) in new[] { (uses.IsChanged, "changed"), (uses.IsCounted, "counted"), (uses.Escapes, "escapes"), (uses.IsHandedOn, "handed"), (uses.IsMixed, "mixed"), (uses.NamesType, "named"), (uses.IsReturned, "returned"), (uses.IsServed, "served") })
        {
            if (isSo)
            {
                parts.Add(name);
            }
        }

        return string.Join(", ", parts);
    }
}
