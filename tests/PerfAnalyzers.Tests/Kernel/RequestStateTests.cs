using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Tests;

/// <summary>What belongs to a request, what a request brings, and what all requests share.</summary>
public sealed class RequestStateTests
{
    [Theory]
    [InlineData("[|context.User.Identity?.Name|]", "HttpContext.User")]
    [InlineData("[|context.Request.Headers[\"a\"].ToString()|]", "HttpContext.Request")]
    [InlineData("[|context|]", "HttpContext")]
    [InlineData("[|context.Session|]", "HttpContext.Session")]
    [InlineData("[|context.Items[\"a\"]|]", "HttpContext.Items")]
    [InlineData("[|context.TraceIdentifier|]", "HttpContext.TraceIdentifier")]
    [InlineData("[|accessor.HttpContext|]", "HttpContext")]
    [InlineData("[|int.Parse(context.Request.Query[\"id\"]!)|]", "HttpContext.Request")]
    [InlineData("[|\"user \" + context.User.Identity!.Name|]", "HttpContext.User")]
    [InlineData("[|UserOf(context)|]", "HttpContext")]
    [InlineData("[|ClaimsPrincipal.Current|]", "ClaimsPrincipal.Current")]
    [InlineData("[|context.Request.Host|]", null)]
    [InlineData("[|context.Request.Scheme|]", null)]
    [InlineData("[|context.RequestServices|]", null)]
    [InlineData("[|context.GetEndpoint()|]", null)]
    [InlineData("[|context.Connection|]", null)]
    [InlineData("[|Load(context)|]", null)]
    [InlineData("[|DateTime.UtcNow|]", null)]
    [InlineData("[|\"constant\"|]", null)]
    public void Source_of_a_value_is_known(string value, string? source)
    {
        var snippet = Snippet.Of($$"""
            using Microsoft.AspNetCore.Http; using System.Security.Claims;
            class C { static string UserOf(HttpContext c) => ""; static string Load(HttpContext c) => ""; static object? M(HttpContext context, IHttpContextAccessor accessor) => {{value}}; }
            """);

        Assert.Equal(source, new RequestState(snippet.Facts).Source(snippet.Operation));
    }

    [Theory]
    [InlineData("int id", true)]
    [InlineData("string name", true)]
    [InlineData("Order order", true)]
    [InlineData("int[] ids", true)]
    [InlineData("List<int> ids", true)]
    [InlineData("Guid key", true)]
    [InlineData("CancellationToken stop", false)]
    [InlineData("IServiceProvider provider", false)]
    [InlineData("Func<int> make", false)]
    [InlineData("Service service", false)]
    [InlineData("[Microsoft.AspNetCore.Mvc.FromServices] Order order", false)]
    public void Data_is_told_from_services(string parameter, bool isData)
    {
        var snippet = Snippet.Of($"class Service {{ public int Count() => 1; }} class C {{ void M({parameter}) {{ [|Console.WriteLine()|]; }} }}");

        Assert.Equal(isData, RequestInputs.IsData(((IMethodSymbol)snippet.Member).Parameters[0], snippet.Facts));
    }

    [Theory]
    [InlineData("class X(RequestDelegate next) { public Task InvokeAsync(HttpContext c) => [|next(c)|]; }", "middleware")]
    [InlineData("class X : IMiddleware { public Task InvokeAsync(HttpContext c, RequestDelegate next) => [|next(c)|]; }", null)]
    [InlineData("class X : Microsoft.Extensions.Hosting.BackgroundService { protected override Task ExecuteAsync(CancellationToken s) => [|Task.Delay(1, s)|]; }", "hosted service")]
    [InlineData("class XAttribute : Microsoft.AspNetCore.Mvc.Filters.ActionFilterAttribute { void M() => [|Console.WriteLine()|]; }", "filter attribute")]
    [InlineData("class XAttribute : Attribute { void M() => [|Console.WriteLine()|]; }", null)]
    [InlineData("class X { void M() => [|Console.WriteLine()|]; } static class R { static void Add(IServiceCollection s) => s.AddSingleton<X>(); }", "singleton")]
    [InlineData("class X { void M() => [|Console.WriteLine()|]; } static class R { static void Add(IServiceCollection s) => s.AddScoped<X>(); }", null)]
    [InlineData("class X { void M() => [|Console.WriteLine()|]; }", null)]
    public void Types_with_one_object_are_known(string code, string? expected)
    {
        var snippet = Snippet.Of("using Microsoft.AspNetCore.Http; using Microsoft.Extensions.DependencyInjection;\n" + code);

        Assert.Equal(expected, SharedInstances.Of(snippet.Member.ContainingType, snippet.Facts));
    }

    [Theory]
    [InlineData("_last", true)]
    [InlineData("s_lastUser", true)]
    [InlineData("LatestPath", true)]
    [InlineData("previous", true)]
    [InlineData("_user", false)]
    [InlineData("_blast", false)]
    public void Names_of_traces_are_known(string name, bool isTrace) => Assert.Equal(isTrace, SharedMembers.IsTrace(name));
}
