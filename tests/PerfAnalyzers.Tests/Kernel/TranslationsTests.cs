using PerfAnalyzers.Kernel;

namespace PerfAnalyzers.Tests;

public sealed class TranslationsTests
{
    [Theory]
    [InlineData("o => o.IsPaid", "Exact")]
    [InlineData("o => o.CustomerId == n && o.Total > 3", "Exact")]
    [InlineData("o => ids.Contains(o.CustomerId)", "Exact")]
    [InlineData("o => o.PlacedAt.Year == 2026", "Exact")]
    [InlineData("o => o.Customer!.IsActive", "Exact")]
    [InlineData("o => o.Customer!.Name == \"x\"", "Text")]
    [InlineData("o => o.Customer!.Name != null", "Exact")]
    [InlineData("o => o.Lines.Count > 0", "None")]
    [InlineData("o => F(o.Id) > 0", "None")]
    [InlineData("o => F(n) > o.Id", "Exact")]
    [InlineData("o => o.PlacedAt - DateTime.Now > TimeSpan.Zero", "None")]
    [InlineData("o => o.ToString() == \"x\"", "None")]
    [InlineData("o => o == orders[0]", "None")]
    public void A_lambda_is_translated(string lambda, string expected)
    {
        var snippet = Snippet.OfBody("_ = orders.Where([|" + lambda + "|]);");
        Assert.Equal(expected, new Translations(snippet.Facts, ["Customer"]).Of(snippet.Operation, isOrdered: false).ToString());
    }

    [Theory]
    [InlineData("o => o.Id", true)]
    [InlineData("o => { return o.IsPaid; }", false)]
    [InlineData("o => o.IsPaid is true", false)]
    public void Some_lambdas_fit_no_tree(string lambda, bool expected)
    {
        var snippet = Snippet.OfBody("_ = orders.Select([|" + lambda + "|]);");
        var translations = new Translations(snippet.Facts, []);
        translations.Of(snippet.Operation, isOrdered: false);
        Assert.Equal(expected, translations.FitsTree);
    }
}
