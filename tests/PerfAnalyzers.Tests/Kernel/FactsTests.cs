using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Tests;

public sealed class FactsTests
{
    [Theory]
    [InlineData("Contoso.TestKit", true)]
    [InlineData("Contoso.Tests", true)]
    [InlineData("Contoso.Testing.Web", true)]
    [InlineData("Contoso.Shop.IntegrationTests", true)]
    [InlineData("Contoso.Shop", false)]
    [InlineData("Contoso.Contest", false)]
    [InlineData("Contoso.Testament", false)]
    [InlineData("Contoso.LatestNews", false)]
    [InlineData(null, false)]
    public void A_project_may_be_named_as_one_of_tests(string? name, bool isTest)
    {
        var compilation = AllRules.Prepared().WithAssemblyName(name);
        Assert.Equal(isTest, Facts.Of(compilation, new AnalyzerOptions([])).IsTestProject);
    }
}
