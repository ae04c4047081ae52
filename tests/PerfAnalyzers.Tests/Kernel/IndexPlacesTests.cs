using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Tests;

public sealed class IndexPlacesTests
{
    [Theory]
    [InlineData("foreach (var i in ids) { Use([|orders.First(o => o.Id == i)|]); }", "foreach", 2)]
    [InlineData("for (var n = 0; n < ids.Count; n++) { foreach (var i in ids) { Use([|orders.First(o => o.Id == i)|]); } }", "for", 3)]
    [InlineData("var found = ids.Select(i => [|orders.First(o => o.Id == i)|]).ToList(); Use(found);", "var", 1)]
    [InlineData("foreach (var i in ids) { Use([|orders.First(o => o.Id == i)|]); orders.Clear(); }", null, 0)]
    [InlineData("foreach (var i in ids) { Use([|orders.First(o => o.Id == i)|]); Change(orders); }", null, 0)]
    [InlineData("var found = ids.Select(i => [|orders.First(o => o.Id == i)|]); Use(found);", null, 0)]
    public void An_index_is_built_before_the_outermost_loop(string body, string? first, int depth)
    {
        var snippet = Snippet.Of($$"""class C { void Use(object x) => Console.WriteLine(x); void Change(List<Order> all) => all.Clear(); void M(List<int> ids, List<Order> orders) { {{body}} } }""");
        var repeated = RepeatedSearches.Of(snippet.Operation, snippet.Facts, default);
        Assert.NotNull(repeated);
        var place = IndexPlaces.Of(repeated, snippet.Facts, default);
        Assert.Equal(first, place?.Place.GetFirstToken().ValueText);
        if (place is { Place: var statement })
        {
            Assert.Equal(depth, IndexPlaces.DepthOf(snippet.Operation.Syntax, statement));
            Assert.Same(statement, IndexPlaces.At(snippet.Operation.Syntax, depth));
        }
    }

    [Theory]
    [InlineData("int M(List<int> ids, List<Order> orders) => ids.Count(i => [|orders.Any(o => o.Id == i)|]);", true)]
    [InlineData("List<int> ids = new(); List<Order> orders = new(); int M => ids.Count(i => [|orders.Any(o => o.Id == i)|]);", true)]
    [InlineData("int M(List<int> ids, List<Order> orders) => /* all */ ids.Count(i => [|orders.Any(o => o.Id == i)|]);", false)]
    [InlineData("IEnumerable<int> M(List<int> ids, List<Order> orders) => ids.Where(i => [|orders.Any(o => o.Id == i)|]);", false)]
    public void An_expression_body_is_a_place(string member, bool isOne)
    {
        var snippet = Snippet.Of($$"""class C { {{member}} }""");
        var place = IndexPlaces.Of(RepeatedSearches.Of(snippet.Operation, snippet.Facts, default)!, snippet.Facts, default);
        Assert.Equal(isOne, place?.Place is ArrowExpressionClauseSyntax);
        Assert.True(!isOne || IndexPlaces.At(snippet.Operation.Syntax, IndexPlaces.DepthOf(snippet.Operation.Syntax, place!.Value.Place)) == place.Value.Place);
    }

    [Fact]
    public void Nothing_lies_further_out()
    {
        var snippet = Snippet.OfBody("foreach (var i in ids) { F([|orders.First(o => o.Id == i)|].Id); }");
        Assert.Null(IndexPlaces.At(snippet.Operation.Syntax, 3));
        Assert.IsType<ForEachStatementSyntax>(IndexPlaces.At(snippet.Operation.Syntax, 2));
    }
}
