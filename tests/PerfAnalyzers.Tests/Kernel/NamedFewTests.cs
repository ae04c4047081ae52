using PerfAnalyzers.Kernel;

namespace PerfAnalyzers.Tests;

public sealed class NamedFewTests
{
    [Theory]
    [InlineData("roles")]
    [InlineData("selectedCustomerRoleIds")]
    [InlineData("_languages")]
    [InlineData("IPlugin")]
    [InlineData("versionsOfItem")]
    [InlineData("AttributeId")]
    [InlineData("CURRENCY_CODES")]
    [InlineData("allCountries")]
    [InlineData("providerOrder")]
    [InlineData("MediaStream")]
    [InlineData("_factories")]
    [InlineData("cookies")]
    [InlineData("limits")]
    public void There_are_few(string name) => Assert.True(NamedFew.IsName(name));

    [Theory]
    [InlineData("customers")]
    [InlineData("ids")]
    [InlineData("Name")]
    [InlineData("typewriters")]
    [InlineData("roleMembers")]
    [InlineData("ordersByStatus")]
    [InlineData("items")]
    [InlineData("x")]
    [InlineData("_")]
    [InlineData("")]
    public void Nobody_knows(string name) => Assert.False(NamedFew.IsName(name));
}
