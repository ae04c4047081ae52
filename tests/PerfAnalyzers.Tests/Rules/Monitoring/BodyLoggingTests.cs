using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Monitoring.BodyLogging, PerfAnalyzers.Monitoring.BodyLoggingFix>;

namespace PerfAnalyzers.Tests;

public sealed class BodyLoggingTests
{
    public static readonly Cases Firing = new()
    {
        { "everything", In("services.AddHttpLogging(o => o.LoggingFields = [|HttpLoggingFields.All|]);") },
        { "in a block", In("services.AddHttpLogging(o => { o.LoggingFields = [|HttpLoggingFields.All|]; o.CombineLogs = true; });") },
        { "the request", In("services.AddHttpLogging(o => o.LoggingFields = [|HttpLoggingFields.Request|]);") },
        { "the response", In("services.AddHttpLogging(o => o.LoggingFields = [|HttpLoggingFields.Response|]);") },
        { "added", In("services.AddHttpLogging(o => o.LoggingFields |= [|HttpLoggingFields.RequestBody|]);") },
        { "combined", In("services.AddHttpLogging(o => o.LoggingFields = [|HttpLoggingFields.RequestPath | HttpLoggingFields.ResponseBody|]);") },
        { "options", In("services.Configure<HttpLoggingOptions>(o => o.LoggingFields = [|HttpLoggingFields.All|]);") },
        { "not in development", In("if (!env.IsDevelopment()) { services.AddHttpLogging(o => o.LoggingFields = [|HttpLoggingFields.All|]); }") },
        { "else of development", In("if (env.IsDevelopment()) { services.AddHttpLogging(_ => { }); } else { services.AddHttpLogging(o => o.LoggingFields = [|HttpLoggingFields.All|]); }") },
        { "object", In("var o = new HttpLoggingOptions { LoggingFields = [|HttpLoggingFields.All|] }; Console.WriteLine(o.CombineLogs.ToString());") },
    };

    public static readonly Cases Quiet = new()
    {
        { "default", In("services.AddHttpLogging(_ => { });") },
        { "properties and headers", In("services.AddHttpLogging(o => o.LoggingFields = HttpLoggingFields.RequestPropertiesAndHeaders | HttpLoggingFields.ResponsePropertiesAndHeaders);") },
        { "duration", In("services.AddHttpLogging(o => o.LoggingFields = HttpLoggingFields.Duration);") },
        { "nothing", In("services.AddHttpLogging(o => o.LoggingFields = HttpLoggingFields.None);") },
        { "while developing", In("if (env.IsDevelopment()) { services.AddHttpLogging(o => o.LoggingFields = HttpLoggingFields.All); }") },
        { "while developing, early out", In("services.AddHttpLogging(o => { if (env.IsDevelopment() && o.CombineLogs) { o.LoggingFields = HttpLoggingFields.All; } });") },
        { "else of not development", In("if (!env.IsDevelopment()) { services.AddHttpLogging(_ => { }); } else { services.AddHttpLogging(o => o.LoggingFields = HttpLoggingFields.All); }") },
        { "while developing, chosen", In("services.AddHttpLogging(o => o.LoggingFields = env.IsDevelopment() ? HttpLoggingFields.All : HttpLoggingFields.RequestPath);") },
        { "under a debugger", In("if (System.Diagnostics.Debugger.IsAttached) { services.AddHttpLogging(o => o.LoggingFields = HttpLoggingFields.All); }") },
        { "in debug builds", "#define DEBUG\n" + In("\n#if DEBUG\nservices.AddHttpLogging(o => o.LoggingFields = HttpLoggingFields.All);\n#endif\n") },
        { "from settings", In("services.AddHttpLogging(o => o.LoggingFields = Enum.Parse<HttpLoggingFields>(Environment.GetEnvironmentVariable(\"FIELDS\")!));") },
        { "all but bodies", In("services.AddHttpLogging(o => o.LoggingFields = HttpLoggingFields.All & ~HttpLoggingFields.RequestBody & ~HttpLoggingFields.ResponseBody);") },
        { "taken away", In("services.AddHttpLogging(o => o.LoggingFields &= ~HttpLoggingFields.RequestBody);") },
        { "limits", In("services.AddHttpLogging(o => { o.RequestBodyLogLimit = 4096; o.ResponseBodyLogLimit = 4096; });") },
        { "one endpoint", "using Microsoft.AspNetCore.HttpLogging; class C : Microsoft.AspNetCore.Mvc.ControllerBase { [HttpLogging(HttpLoggingFields.All)] public int Get() => 1; }" },
        { "one mapped endpoint", "using Microsoft.AspNetCore.Builder; using Microsoft.AspNetCore.HttpLogging; class C { void M(WebApplication app) { app.MapGet(\"/a\", () => 1).WithHttpLogging(HttpLoggingFields.All); } }" },
        { "compared", In("services.AddHttpLogging(o => { if (o.LoggingFields == HttpLoggingFields.All) { o.CombineLogs = true; } });") },
        { "headers", In("services.AddHttpLogging(o => o.RequestHeaders.Add(\"x-id\"));") },
        { "own options", "class Options { public int LoggingFields { get; set; } } class C { void M(Options o) => o.LoggingFields = 255; }" },
        { "read", In("services.AddHttpLogging(o => Console.WriteLine(o.LoggingFields.ToString()));") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_logged() => Verify.Says(
        In("services.AddHttpLogging(o => o.LoggingFields = [|HttpLoggingFields.All|]);"),
        "'HttpLoggingFields.All' copies the body of every request and response into a buffer, decodes it and writes it to the log; log properties and headers, and bodies behind 'IsDevelopment()' or for single endpoints");

    [Fact]
    public Task Leaves_bodies_out() => Verify.Fixes(
        In("services.AddHttpLogging(o => o.LoggingFields = [|HttpLoggingFields.All|]);"),
        In("services.AddHttpLogging(o => o.LoggingFields = HttpLoggingFields.Duration | HttpLoggingFields.RequestPropertiesAndHeaders | HttpLoggingFields.ResponsePropertiesAndHeaders);"));

    [Fact]
    public Task Keeps_what_else_was_asked_for() => Verify.Fixes(
        In("services.AddHttpLogging(o => o.LoggingFields = [|HttpLoggingFields.RequestPath | HttpLoggingFields.ResponseBody|]);"),
        In("services.AddHttpLogging(o => o.LoggingFields = HttpLoggingFields.RequestPath);"));

    [Theory]
    [InlineData("services.AddHttpLogging(o => o.LoggingFields |= [|HttpLoggingFields.RequestBody|]);")]
    [InlineData("services.AddHttpLogging(o => o.LoggingFields = [|HttpLoggingFields.RequestBody | /* both */ HttpLoggingFields.Response|]);")]
    public Task Leaves_what_it_cannot_write(string body) => Verify.RefusesToFix(In(body));

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (In("services.AddHttpLogging(o => o.LoggingFields = [|HttpLoggingFields.Request|]);"), In("services.AddHttpLogging(o => o.LoggingFields = HttpLoggingFields.RequestPropertiesAndHeaders);")),
        (In("services.AddHttpLogging(o => o.LoggingFields = [|HttpLoggingFields.Response|]);").Replace("class C", "class D"), In("services.AddHttpLogging(o => o.LoggingFields = HttpLoggingFields.ResponsePropertiesAndHeaders);").Replace("class C", "class D")),
    ]);

    private static string In(string body) => $$"""
        using Microsoft.AspNetCore.HttpLogging;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        class C
        {
            void M(IServiceCollection services, IHostEnvironment env)
            {
                {{body}}
            }
        }
        """;
}
