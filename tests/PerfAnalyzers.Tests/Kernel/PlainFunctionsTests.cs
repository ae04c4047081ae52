namespace PerfAnalyzers.Tests;

public sealed class PlainFunctionsTests
{
    [Theory]
    [InlineData("o.Id", true)]
    [InlineData("o.Id * 2 + n", true)]
    [InlineData("o.Total / 2", true)]
    [InlineData("o.Customer?.Name ?? \"\"", true)]
    [InlineData("o.Customer is null", true)]
    [InlineData("new { o.Id, n }", true)]
    [InlineData("(o.Id, n)", true)]
    [InlineData("o.Lines.Any(l => l.Quantity > 3)", true)]
    [InlineData("Math.Max(o.Id, n)", true)]
    [InlineData("$\"{o.Id}\"", true)]
    [InlineData("o.Id / n", false)]
    [InlineData("checked(o.Id + n)", false)]
    [InlineData("n++", false)]
    [InlineData("o.Id = 3", false)]
    [InlineData("Count(o)", false)]
    [InlineData("DateTime.Now", false)]
    [InlineData("o.Lines.First()", false)]
    [InlineData("int.Parse(\"1\")", false)]
    [InlineData("new Order()", false)]
    public void Some_values_are_only_looked_at(string value, bool isPlain)
    {
        var snippet = Snippet.Of($$"""class C { int _n; int Count(Order o) => _n++; object? M(Order o, int n) => [|{{value}}|]; }""");
        Assert.Equal(isPlain, new PlainFunctions(snippet.Facts, default).IsValue(snippet.Operation));
    }

    [Theory]
    [InlineData("o => o.Id", true)]
    [InlineData("o => { return o.Id; }", true)]
    [InlineData("o => _n++", false)]
    [InlineData("Count", false)]
    [InlineData("o => { Console.WriteLine(o.Id); return o.Id; }", false)]
    public void So_do_functions(string function, bool isPlain)
    {
        var snippet = Snippet.Of($$"""class C { int _n; int Count(Order o) => _n++; object M(List<Order> all) => all.Select([|{{function}}|]); }""");
        Assert.Equal(isPlain, new PlainFunctions(snippet.Facts, default).Is(snippet.Operation));
    }
}
