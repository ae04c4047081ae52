namespace PerfAnalyzers.Tests;

public sealed class DeploymentTests
{
    private const string Redis = "namespace Microsoft.Extensions.DependencyInjection { static class Redis { public static IServiceCollection AddStackExchangeRedisCache(this IServiceCollection s, Action<object> o) => s; } }";
    private const string Start = "using Microsoft.AspNetCore.Builder; using Microsoft.Extensions.DependencyInjection; using Microsoft.Extensions.Hosting;\nvar builder = WebApplication.CreateBuilder(args);\n";

    [Theory]
    [InlineData("", null, null, nameof(ScaleOut.Unknown))]
    [InlineData("", "multi_instance", null, nameof(ScaleOut.Declared))]
    [InlineData("", "behind_proxy, multi_instance", null, nameof(ScaleOut.Declared))]
    [InlineData("", "behind_proxy, cdn", null, nameof(ScaleOut.Unknown))]
    [InlineData("", "nonsense", null, nameof(ScaleOut.Unknown))]
    [InlineData("", null, "multi_instance", nameof(ScaleOut.Declared))]
    [InlineData("", null, "Multi_Instance;cdn", nameof(ScaleOut.Declared))]
    [InlineData("", null, "", nameof(ScaleOut.Unknown))]
    [InlineData("", "single_instance", "multi_instance", nameof(ScaleOut.Single))]
    [InlineData("builder.Services.AddStackExchangeRedisCache(_ => { });", null, null, nameof(ScaleOut.Evident))]
    [InlineData("builder.Services.AddStackExchangeRedisCache(_ => { });", "single_instance", null, nameof(ScaleOut.Single))]
    [InlineData("builder.Services.AddStackExchangeRedisCache(_ => { });", "multi_instance", null, nameof(ScaleOut.Declared))]
    [InlineData("if (args.Length > 0) { builder.Services.AddStackExchangeRedisCache(_ => { }); }", null, null, nameof(ScaleOut.Evident))]
    [InlineData("if (builder.Environment.IsDevelopment()) { builder.Services.AddStackExchangeRedisCache(_ => { }); }", null, null, nameof(ScaleOut.Unknown))]
    [InlineData("builder.Services.AddDistributedMemoryCache();", null, null, nameof(ScaleOut.Unknown))]
    [InlineData("LeaderElector elector = new(); class LeaderElector { }", null, null, nameof(ScaleOut.Evident))]
    public void Instances_are_known(string code, string? option, string? property, string expected)
    {
        List<(string, string)> options = [];
        if (option is not null)
        {
            options.Add((Deployment.Declared.Key, option));
        }

        if (property is not null)
        {
            options.Add(("build_property.PerfAnalyzersDeployment", property));
        }

        var facts = Snippet.Of(Start + code + "\n" + Redis, [.. options]).Facts;
        Assert.Equal(expected, facts.Deployment.ScaleOutOf(facts.Compilation.SyntaxTrees.Last()).ToString());
    }

    [Theory]
    [InlineData("behind_proxy", true, false)]
    [InlineData("multi_instance", true, false)]
    [InlineData("cdn", false, true)]
    [InlineData("single_instance", false, false)]
    public void What_stands_in_front_is_known(string option, bool hasProxy, bool hasCdn)
    {
        var facts = Snippet.Of("class C { }", (Deployment.Declared.Key, option)).Facts;
        var tree = facts.Compilation.SyntaxTrees.Last();
        Assert.Equal(hasProxy, facts.Deployment.IsBehindProxy(tree));
        Assert.Equal(hasCdn, facts.Deployment.HasCdn(tree));
    }
}
