using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class SortsTests
{
    [Theory]
    [InlineData("n = [|ids.OrderBy(i => -i)|].First(i => i > 3);", "One First")]
    [InlineData("n = [|ids.OrderBy(i => -i)|].ThenBy(i => i).First(i => i > 3);", "One First")]
    [InlineData("n = [|ids.OrderBy(i => -i)|].ToList()[0];", "One ToList()[0]")]
    [InlineData("var sorted = [|ids.OrderBy(i => -i)|].ToList(); n = sorted[^1];", "One sorted[^1]")]
    [InlineData("n = [|ids.OrderBy(i => -i)|].Sum();", "Unordered Sum")]
    [InlineData("n = [|ids.OrderBy(i => -i)|].Count(i => i > 3);", "Unordered Count")]
    [InlineData("foreach (var i in [|ids.OrderBy(i => -i)|].Where(i => i > 3)) { F(i); }", "Filtered Where")]
    [InlineData("foreach (var i in [|ids.OrderBy(i => -i)|].OrderBy(i => i % 3)) { F(i); }", "Resorted OrderBy")]
    [InlineData("foreach (var i in [|ids.OrderBy(i => -i)|]) { n = i; break; }", "One foreach")]
    [InlineData("n = [|ids.OrderBy(i => -i)|].First();", null)]
    [InlineData("foreach (var i in [|ids.OrderBy(i => -i)|].Take(3)) { F(i); }", null)]
    [InlineData("foreach (var i in [|ids.OrderBy(i => -i)|]) { F(i); }", null)]
    [InlineData("var sorted = [|ids.OrderBy(i => -i)|].ToList(); n = sorted[0] + sorted[1];", null)]
    [InlineData("var sorted = [|ids.OrderBy(i => -i)|].ToList(); n = sorted[0]; F(sorted.Sum());", null)]
    [InlineData("n = [|ids.OrderBy(i => -i)|].ToList()[n];", null)]
    public void A_sort_may_do_more_than_is_needed(string body, string? expected)
    {
        var snippet = Snippet.OfBody(body);
        var found = snippet.Facts.Sorts.Of((IInvocationOperation)snippet.Operation);
        Assert.Equal(expected, found is null ? null : $"{found.Waste} {Named(found.User)}");
    }

    // Without what stands before it.
    private static string Named(IOperation user) => user switch
    {
        IInvocationOperation call => call.TargetMethod.Name,
        ILoopOperation => "foreach",
        _ => user.Syntax.ToString() is var text && text.Contains("ToList()", StringComparison.Ordinal) ? text[text.IndexOf("ToList()", StringComparison.Ordinal)..] : text,
    };
}
