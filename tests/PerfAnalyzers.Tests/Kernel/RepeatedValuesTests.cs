using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class RepeatedValuesTests
{
    [Theory]
    [InlineData("foreach (var o in orders) { Use([|ids.Max()|], o.Id); }", "certain movable")]
    [InlineData("foreach (var o in orders) { if (o.Id > 1) { Use([|ids.Max()|], o.Id); } }", "sometimes movable")]
    [InlineData("foreach (var o in orders) { var all = ids; Use([|all.Max()|], o.Id); }", "certain")]
    [InlineData("foreach (var o in orders) { Use([|ids.Max()|], o.Id); ids.Add(o.Id); }", null)]
    [InlineData("foreach (var o in orders) { Use([|ids.Max()|], o.Id); ids = []; }", null)]
    [InlineData("foreach (var o in orders) { Use([|o.Lines.Count()|], o.Id); }", null)]
    [InlineData("foreach (var o in orders) { Use([|Next()|], o.Id); }", null)]
    [InlineData("for (var i = 0; i < 3; i++) { Use([|ids.Max()|], i); }", null)]
    [InlineData("Use([|ids.Max()|], 1);", null)]
    [InlineData("while (true) { Use([|ids.Max()|], 1); }", null)]
    public void A_value_may_be_the_same_on_each_pass(string body, string? expected)
    {
        var snippet = Snippet.Of($$"""class C { int _n; int Next() => _n++; void Use(int a, int b) => Console.WriteLine(a + b); void M(List<Order> orders, List<int> ids) { {{body}} } }""");
        var found = new RepeatedValues(snippet.Facts, default).Of(snippet.Operation);
        Assert.Equal(expected, found is null ? null : (found.IsCertain ? "certain" : "sometimes") + (found.Place is null ? "" : " movable"));
    }

    [Fact]
    public void The_outermost_loop_is_told_in_which_it_stays()
    {
        var snippet = Snippet.OfBody("foreach (var o in orders) { foreach (var l in o.Lines) { n += [|ids.Max()|] * l.Id; } }");
        var found = new RepeatedValues(snippet.Facts, default).Of(snippet.Operation)!;
        Assert.Equal("o", ((ForEachStatementSyntax)found.Loop.Owner.Syntax).Identifier.ValueText);
        Assert.Same(found.Loop.Owner.Syntax, found.Place);
    }

    [Theory]
    [InlineData("[|ids.Where(i => i > n)|]", "foreach (var o in orders) { [|F(o.Id)|]; }", true)]
    [InlineData("[|ids.Where(i => i > n)|]", "foreach (var o in orders) { [|F(o.Id)|]; n++; }", false)]
    [InlineData("[|ids.Where(i => i > n)|]", "foreach (var o in orders) { [|F(o.Id)|]; ids.Clear(); }", false)]
    public void A_value_made_before_may_stay_in_a_loop(string value, string loop, bool stays)
    {
        var snippet = Snippet.OfBody($"var made = {value}; {loop} Console.WriteLine(made);");
        Assert.Equal(stays, new RepeatedValues(snippet.Facts, default).StaysIn(snippet.Marked[0], snippet.Facts.Loops.Around(snippet.Marked[1])!));
    }
}
