namespace PerfAnalyzers.Tests;

public sealed class ThrowFreeTests
{
    [Theory]
    [InlineData("3", true)]
    [InlineData("n", true)]
    [InlineData("s.Length", true)]
    [InlineData("t", true)]
    [InlineData("all.Where(i => i > 3)", true)]
    [InlineData("all.Any(i => i > 3)", true)]
    [InlineData("all.FirstOrDefault()", true)]
    [InlineData("_all.Count", true)]
    [InlineData("typeof(C).Name", true)]
    [InlineData("t!.Length", false)]
    [InlineData("all.First()", false)]
    [InlineData("all.Where(i => 10 / i > 3)", false)]
    [InlineData("all.Max()", false)]
    [InlineData("maybe!.Any(i => i > 3)", false)]
    [InlineData("10 / n", false)]
    [InlineData("int.Parse(s)", false)]
    [InlineData("all[0]", false)]
    [InlineData("(string)boxed", false)]
    public void Computing_a_value_may_throw(string value, bool isSafe)
    {
        var snippet = Snippet.Of($$"""
            #nullable enable
            class C { readonly List<int> _all = []; object? M(List<int> all, List<int>? maybe, string s, string? t, object boxed, int n) => [|{{value}}|]; }
            """);
        Assert.Equal(isSafe, new ThrowFree(snippet.Facts, default).Is(snippet.Operation));
    }
}
