using System.Net;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PerfAnalyzers.Delivery;
using static PerfAnalyzers.Tests.WebCase;

namespace PerfAnalyzers.Tests;

/// <summary>Applications as they are reported, and after the move, on a server in memory.</summary>
public sealed class MiddlewareOrderTruth
{
    private static readonly (string, byte[])[] s_files = [("wwwroot/site.css", Encoding.ASCII.GetBytes(new string('x', 8000))), ("wwwroot/index.html", "<html>"u8.ToArray())];

    [Theory]
    [InlineData("app.UseAuthentication();\napp.UseAuthorization();\napp.UseStaticFiles();")]
    [InlineData("app.UseRouting();\napp.UseAuthentication();\napp.UseDefaultFiles();\napp.UseStaticFiles();")]
    public async Task Files_authenticate_behind_authentication(string pipeline)
    {
        var (before, after) = await Measure(Program("builder.Services.AddAuthorization();", pipeline), static async host =>
        {
            var counter = host.Provider.GetRequiredService<Counter>();
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal(8000, (await host.Get("/site.css")).Length);
            }

            return counter.Calls;
        });
        Assert.Equal(3, before);
        Assert.Equal(0, after);
    }

    [Fact]
    public async Task Default_documents_still_work()
    {
        var (before, after) = await Measure(Program("", "app.UseAuthentication();\napp.UseDefaultFiles();\napp.UseStaticFiles();"), static async host => (await host.Get("/")).Length);
        Assert.Equal(6, before);
        Assert.Equal(6, after);
    }

    [Fact]
    public async Task Files_before_compression_are_sent_whole()
    {
        var (before, after) = await Measure(Program("builder.Services.AddResponseCompression();", "app.UseStaticFiles();\napp.UseResponseCompression();"), static async host => (await host.Get("/site.css", ("Accept-Encoding", "gzip"))).Length);
        Assert.Equal(8000, before);
        Assert.InRange(after, 1, 200);
    }

    [Fact]
    public async Task Nothing_is_compressed_behind_the_endpoints()
    {
        var (before, after) = await Measure(
            Startup("services.AddResponseCompression();\nservices.AddRouting();", "app.UseRouting();\napp.UseEndpoints(e => e.MapGet(\"/\", () => new string('x', 8000)));\napp.UseResponseCompression();"),
            static async host => (await host.Get("/", ("Accept-Encoding", "gzip"))).Length);
        Assert.Equal(8000, before);
        Assert.InRange(after, 1, 200);
    }

    [Fact]
    public async Task Nothing_is_cached_before_routing()
    {
        var (before, after) = await Measure(
            Program("builder.Services.AddOutputCache();", "var runs = 0;\napp.UseOutputCache();\napp.UseRouting();\napp.MapGet(\"/\", () => ++runs).CacheOutput();"),
            static async host =>
            {
                await host.Client.GetStringAsync("/");
                return int.Parse(await host.Client.GetStringAsync("/"), System.Globalization.CultureInfo.InvariantCulture);
            });
        Assert.Equal(2, before);
        Assert.Equal(1, after);
    }

    [Fact]
    public async Task Nothing_is_limited_before_routing()
    {
        const string Limit = "builder.Services.AddRateLimiter(o => Microsoft.AspNetCore.RateLimiting.RateLimiterOptionsExtensions.AddFixedWindowLimiter(o, \"one\", w => { w.PermitLimit = 1; w.Window = TimeSpan.FromHours(1); }));";
        var (before, after) = await Measure(
            Program(Limit, "app.UseRateLimiter();\napp.UseRouting();\napp.MapGet(\"/\", () => 1).RequireRateLimiting(\"one\");"),
            static async host =>
            {
                await host.Get("/");
                return (int)(await host.Get("/")).Response.StatusCode;
            });
        Assert.Equal(200, before);
        Assert.Equal((int)HttpStatusCode.ServiceUnavailable, after);
    }

    [Fact]
    public async Task Nothing_times_out_before_routing()
    {
        var (before, after) = await Measure(
            Program("builder.Services.AddRequestTimeouts();", "app.UseRequestTimeouts();\napp.UseRouting();\napp.MapGet(\"/\", (CancellationToken token) => token.WaitHandle.WaitOne(1000) ? Results.StatusCode(504) : Results.Ok()).WithRequestTimeout(TimeSpan.FromMilliseconds(20));"),
            static async host => (int)(await host.Get("/")).Response.StatusCode);
        Assert.Equal(200, before);
        Assert.Equal(504, after);
    }

    /// <summary>How many of two origins are told that they may read the answer.</summary>
    [Fact]
    public async Task A_cached_response_keeps_the_headers_of_whoever_asked_first()
    {
        var (before, after) = await Measure(
            Program("builder.Services.AddOutputCache();\nbuilder.Services.AddCors(o => o.AddDefaultPolicy(p => p.WithOrigins(\"https://a.example\", \"https://b.example\")));", "app.UseOutputCache();\napp.UseCors();\napp.MapGet(\"/\", () => 1).CacheOutput();"),
            static async host =>
            {
                var allowed = 0;
                foreach (var origin in new[] { "https://a.example", "https://b.example" })
                {
                    var (_, response) = await host.Get("/", ("Origin", origin));
                    allowed += response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) && values.Single() == origin ? 1 : 0;
                }

                return allowed;
            });
        Assert.Equal(1, before);
        Assert.Equal(2, after);
    }

    private static async Task<(int Before, int After)> Measure(string source, Func<TruthHost, Task<int>> measure)
    {
        Assert.Single(await Executed.Review<MiddlewareOrder>(source));
        var repaired = await Executed.Fix<MiddlewareOrder, MiddlewareOrderFix>(source);
        Assert.Empty(await Executed.Review<MiddlewareOrder>(repaired));
        // What is authenticated is not cached.
        return (await Run(source), await Run(repaired));

        Task<int> Run(string text) => TruthHost.Ask(text, measure, s_files, text.Contains("UseAuthentication", StringComparison.Ordinal) ? AddCounting : null);
    }

    private static void AddCounting(IServiceCollection services)
    {
        services.AddSingleton<Counter>();
        services.AddAuthentication("count").AddScheme<AuthenticationSchemeOptions, Counting>("count", null);
    }

    private sealed class Counter
    {
        public int Calls;
    }

    private sealed class Counting(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Counter counter) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            Interlocked.Increment(ref counter.Calls);
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity("count")), "count")));
        }
    }
}
