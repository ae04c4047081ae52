namespace PerfAnalyzers.Tests;

public sealed class NamesInScopeTests
{
    [Theory]
    [InlineData("using System.Diagnostics; class C { int M() => [|F()|]; int F() => 1; }", "Stopwatch", null)]
    [InlineData("class C { int M() => [|F()|]; int F() => 1; }", "Stopwatch", "System.Diagnostics")]
    [InlineData("class Stopwatch { } class C { int M() => [|F()|]; int F() => 1; }", "global::System.Diagnostics.Stopwatch", null)]
    public void A_name_is_written_as_the_place_allows(string source, string name, string? import)
    {
        var snippet = Snippet.Of(source);
        Assert.Equal((name, import), NamesInScope.At(snippet.Operation, "System.Diagnostics.Stopwatch", snippet.Facts));
    }

    [Fact]
    public void What_is_not_referenced_has_none()
    {
        var snippet = Snippet.Of("class C { int M() => [|F()|]; int F() => 1; }");
        Assert.Null(NamesInScope.At(snippet.Operation, "Missing.Type", snippet.Facts));
    }
}
