using PerfAnalyzers.Scaling;
using static PerfAnalyzers.Tests.WebCase;

namespace PerfAnalyzers.Tests;

/// <summary>Requests as a proxy forwards them that has ended their TLS, before and after the move.</summary>
public sealed class LateForwardedHeadersTruth
{
    private const string Options = "builder.Services.Configure<ForwardedHeadersOptions>(o => { o.ForwardedHeaders = Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders.All; o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); });\nbuilder.Services.AddHttpsRedirection(o => o.HttpsPort = 443);\n";

    [Fact]
    public async Task A_request_that_came_over_https_is_redirected_to_https()
    {
        var (before, after) = await Measure(Program(Options, "app.UseHttpsRedirection();\napp.UseForwardedHeaders();\napp.MapGet(\"/\", () => 1);"), static async host => (int)(await host.Get("/", ("X-Forwarded-Proto", "https"))).Response.StatusCode);
        Assert.Equal(307, before);
        Assert.Equal(200, after);
    }

    [Fact]
    public async Task The_transport_security_header_is_never_sent()
    {
        var (before, after) = await Measure(
            Program(Options, "app.UseHsts();\napp.UseForwardedHeaders();\napp.MapGet(\"/\", () => 1);"),
            static async host => (await host.Get("http://shop.example/", ("X-Forwarded-Proto", "https"))).Response.Headers.Contains("Strict-Transport-Security") ? 1 : 0);
        Assert.Equal(0, before);
        Assert.Equal(1, after);
    }

    /// <summary>How many of two clients behind the proxy are served, each allowed one request.</summary>
    [Fact]
    public async Task All_clients_share_one_limit()
    {
        const string Limit = "builder.Services.AddRateLimiter(o => o.GlobalLimiter = System.Threading.RateLimiting.PartitionedRateLimiter.Create<HttpContext, string>(c => System.Threading.RateLimiting.RateLimitPartition.GetFixedWindowLimiter(\"\" + c.Connection.RemoteIpAddress, _ => new System.Threading.RateLimiting.FixedWindowRateLimiterOptions { PermitLimit = 1, Window = TimeSpan.FromHours(1) })));";
        var (before, after) = await Measure(
            Program(Options + Limit, "app.UseRateLimiter();\napp.UseForwardedHeaders();\napp.MapGet(\"/\", () => 1);"),
            static async host =>
            {
                var served = 0;
                foreach (var client in new[] { "203.0.113.1", "203.0.113.2" })
                {
                    served += (await host.Get("/", ("X-Forwarded-For", client))).Response.IsSuccessStatusCode ? 1 : 0;
                }

                return served;
            });
        Assert.Equal(1, before);
        Assert.Equal(2, after);
    }

    private static async Task<(int Before, int After)> Measure(string source, Func<TruthHost, Task<int>> measure)
    {
        Assert.Single(await Executed.Review<LateForwardedHeaders>(source));
        var repaired = await Executed.Fix<LateForwardedHeaders, LateForwardedHeadersFix>(source);
        Assert.Empty(await Executed.Review<LateForwardedHeaders>(repaired));
        return (await TruthHost.Ask(source, measure), await TruthHost.Ask(repaired, measure));
    }
}
