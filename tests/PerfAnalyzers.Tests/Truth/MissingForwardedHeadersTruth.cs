using static PerfAnalyzers.Tests.WebCase;

namespace PerfAnalyzers.Tests;

/// <summary>Requests as a proxy forwards them, with and without the middleware that reads its headers.</summary>
public sealed class MissingForwardedHeadersTruth
{
    private const string Options = "builder.Services.Configure<ForwardedHeadersOptions>(o => { o.ForwardedHeaders = Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders.All; o.KnownProxies.Clear(); o.KnownIPNetworks.Clear(); });\nbuilder.Services.AddHttpsRedirection(o => o.HttpsPort = 443);\n";
    private const string Plain = "builder.Services.AddHttpsRedirection(o => o.HttpsPort = 443);\n";

    [Theory]
    [InlineData(Plain, "", 307)]
    [InlineData(Options, "app.UseForwardedHeaders();\n", 200)]
    public async Task What_came_over_https_is_redirected(string services, string first, int status)
    {
        var source = Program(services, first + "app.UseHttpsRedirection();\napp.MapGet(\"/\", () => 1);");
        Assert.Equal(first.Length == 0 ? 1 : 0, await Reports(source));
        Assert.Equal(status, await TruthHost.Ask(source, static async host => (int)(await host.Get("/", ("X-Forwarded-Proto", "https"))).Response.StatusCode));
    }

    /// <summary>How many addresses the application sees of three clients.</summary>
    [Theory]
    [InlineData(Plain, "", 1)]
    [InlineData(Options, "app.UseForwardedHeaders();\n", 3)]
    public async Task All_clients_have_one_address(string services, string first, int addresses)
    {
        var source = Program(services, first + "app.MapGet(\"/\", (HttpContext c) => \"\" + c.Connection.RemoteIpAddress);");
        Assert.Equal(first.Length == 0 ? 1 : 0, await Reports(source));
        Assert.Equal(addresses, await TruthHost.Ask(source, static async host =>
        {
            var seen = new HashSet<string>();
            for (var client = 1; client <= 3; client++)
            {
                var (_, response) = await host.Get("/", ("X-Forwarded-For", $"203.0.113.{client}"));
                seen.Add(await response.Content.ReadAsStringAsync());
            }

            return seen.Count;
        }));
    }

    private static async Task<int> Reports(string source)
    {
        var reports = await AllRules.Review(AllRules.With(AllRules.Parse(source)), source, (Deployment.Declared.Key, "behind_proxy"));
        return reports.Count(static report => report.Id == "PERF6101");
    }
}
