namespace PerfAnalyzers.Tests;

/// <summary>Which of two parameters a value depends on.</summary>
public sealed class ValueSourcesTests
{
    [Theory]
    [InlineData("var v = a;", "a")]
    [InlineData("var v = a + b;", "ab")]
    [InlineData("var v = $\"{a}:{b}\";", "ab")]
    [InlineData("var v = a; if (b.Length > 3) { v = \"\"; }", "ab")]
    [InlineData("var v = b.Length > 3 ? a : \"\";", "ab")]
    [InlineData("var v = a; v += b;", "ab")]
    [InlineData("var v = First(a, b);", "a")]
    [InlineData("var v = Through(a, b);", "a")]
    [InlineData("var v = string.Concat(a, b);", "ab")]
    [InlineData("var v = new StringBuilder(a); v.Append('/').Append(b);", "ab")]
    [InlineData("var v = new List<string>(); v.Add(a); v.Add(b);", "ab")]
    [InlineData("_ = int.TryParse(a, out var v);", "a")]
    [InlineData("var (v, w) = (a, b); _ = w;", "ab")]
    [InlineData("string v = \"\"; foreach (var c in a) { v += c; }", "a")]
    [InlineData("var v = Logged(a, b);", "a")]
    [InlineData("var v = Local(b); string Local(string x) => x + a;", "ab")]
    [InlineData("var v = nameof(a) + b;", "b")]
    [InlineData("var v = a ?? throw new ArgumentException(b);", "a")]
    [InlineData("var v = \"\";", "")]
    public void A_value_depends_on(string body, string expected)
    {
        var snippet = Snippet.Of($$"""
            class C
            {
                static string First(string x, string y) => x;
                static string Through(string x, string y) { var z = First(x, y); return z; }
                static string Logged(string x, string y) { Log.Write(y); return x; }
                static class Log { public static void Write(string text) { } }
                void M(string a, string b)
                {
                    {{body}}
                    _ = [|v|];
                }
            }
            """);
        var sources = new ValueSources(snippet.Facts, default).Add(snippet.Operation);
        Assert.Equal(expected, string.Concat(sources.Reads.Keys.Select(static symbol => symbol.Name).Where(static name => name is "a" or "b").Order(StringComparer.Ordinal)));
        Assert.False(sources.IsUnclear);
    }

    [Fact]
    public void What_cannot_be_seen_is_unclear()
    {
        var snippet = Snippet.Of("class C { void M(object o) { _ = [|Guid.NewGuid()|]; } }");
        Assert.True(new ValueSources(snippet.Facts, default).Add(snippet.Operation).IsUnclear);
    }
}
