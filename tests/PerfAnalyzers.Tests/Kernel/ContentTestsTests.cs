using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class ContentTestsTests
{
    [Theory]
    [InlineData("x => x != null", true)]
    [InlineData("x => x is not null", true)]
    [InlineData("x => x != \"\"", true)]
    [InlineData("x => !string.IsNullOrEmpty(x)", true)]
    [InlineData("x => x != null && !string.IsNullOrWhiteSpace(x)", true)]
    [InlineData("x => x == null", false)]
    [InlineData("x => string.IsNullOrEmpty(x)", false)]
    [InlineData("x => x != \"a\"", false)]
    [InlineData("x => x.Length > 0", false)]
    [InlineData("x => !string.IsNullOrEmpty(x.Trim())", false)]
    [InlineData("x => x != null && x != \"a\"", false)]
    public void Asks_only_for_content(string lambda, bool expected)
    {
        var snippet = Snippet.OfBody("var all = [|new List<string>().Where(" + lambda + ")|];");
        Assert.Equal(expected, ContentTests.Is(((IInvocationOperation)snippet.Operation).Arguments[1].Value));
    }
}
