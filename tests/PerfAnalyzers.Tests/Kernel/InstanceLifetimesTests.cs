namespace PerfAnalyzers.Tests;

public sealed class InstanceLifetimesTests
{
    private const string Using = "using Microsoft.AspNetCore.Mvc; using Microsoft.Extensions.DependencyInjection;\n";

    [Theory]
    [InlineData("public class T : ControllerBase { }", true)]
    [InlineData("class T : Microsoft.AspNetCore.Mvc.RazorPages.PageModel { }", true)]
    [InlineData("class T { } static class S { public static void Add(IServiceCollection s) => s.AddScoped<T>(); }", true)]
    [InlineData("interface I { } class T : I { } static class S { public static void Add(IServiceCollection s) => s.AddTransient<I, T>(); }", true)]
    [InlineData("class T { } static class S { public static void Add(IServiceCollection s) => s.AddScoped(_ => new T()); }", true)]
    [InlineData("class T { } static class S { public static void Add(IServiceCollection s) => s.AddScoped(typeof(T)); }", true)]
    [InlineData("class T { } static class S { public static void Add(IServiceCollection s) => s.AddSingleton<T>(); }", false)]
    [InlineData("class T { } static class S { public static void Add(IServiceCollection s) { s.AddScoped<T>(); s.AddSingleton<T>(); } }", false)]
    [InlineData("class T { }", false)]
    [InlineData("class T : Microsoft.AspNetCore.Http.IMiddleware { public Task InvokeAsync(Microsoft.AspNetCore.Http.HttpContext c, Microsoft.AspNetCore.Http.RequestDelegate n) => n(c); }", false)]
    public void Tells_whether_an_object_ends_with_the_request(string source, bool ends)
    {
        var snippet = Snippet.Of(Using + source);
        Assert.Equal(ends, InstanceLifetimes.EndWithRequest(snippet.Model.Compilation.GetTypeByMetadataName("T")!, snippet.Facts));
    }
}
