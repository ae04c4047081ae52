using Microsoft.CodeAnalysis;
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

    [Theory]
    [InlineData("System.Collections.Generic.Dictionary`2", "Dictionary")]
    [InlineData("System.Collections.Generic.Dictionary`2+KeyCollection", "KeyCollection")]
    [InlineData("System.Collections.Generic.Dictionary`2.KeyCollection", "KeyCollection")]
    [InlineData("System.Collections.Generic.Dictionary`2.Missing", null)]
    [InlineData("System.Collections.Generic.Dictionary", null)]
    [InlineData("System.Collections.Generic.Dictionary`two", null)]
    [InlineData("System.Collections.Generic", null)]
    [InlineData("System.Collections.Missing", null)]
    [InlineData("Missing.Library.Type", null)]
    [InlineData("Outside", "Outside")]
    [InlineData("Outside.Inside`1", "Inside")]
    [InlineData("", null)]
    [InlineData(".", null)]
    public void Types_are_found_by_metadata_name(string metadataName, string? found)
    {
        var compilation = AllRules.Prepared().AddSyntaxTrees(AllRules.Parse("class Outside { class Inside<T> { } }"));
        Assert.Equal(found, Facts.Of(compilation, new AnalyzerOptions([])).Type(metadataName)?.Name);
    }

    [Fact]
    public void The_own_copy_of_a_type_is_meant_then_the_public_one()
    {
        var library = AllRules.Prepared().WithAssemblyName("Polyfills").RemoveAllSyntaxTrees().AddSyntaxTrees(AllRules.Parse("namespace System.Linq { class Enumerable { } }"));
        var compilation = AllRules.Prepared().AddReferences(library.ToMetadataReference());
        Assert.Equal(Accessibility.Public, Facts.Of(compilation, new AnalyzerOptions([])).Type("System.Linq.Enumerable")?.DeclaredAccessibility);

        compilation = compilation.AddSyntaxTrees(AllRules.Parse("namespace System.Linq { class Enumerable { } }"));
        Assert.Equal(compilation.Assembly, Facts.Of(compilation, new AnalyzerOptions([])).Type("System.Linq.Enumerable")?.ContainingAssembly, SymbolEqualityComparer.Default);
    }
}
