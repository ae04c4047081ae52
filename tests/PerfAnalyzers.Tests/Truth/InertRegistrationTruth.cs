using System.Net;
using PerfAnalyzers.Delivery;
using static PerfAnalyzers.Tests.WebCase;

namespace PerfAnalyzers.Tests;

/// <summary>Applications as they are reported, and after the fix, on a server in memory.</summary>
public sealed class InertRegistrationTruth
{
    [Fact]
    public async Task Nothing_is_compressed_without_the_middleware()
    {
        var (before, after) = await Measure(
            Program("builder.Services.AddResponseCompression();", "app.MapGet(\"/\", () => new string('x', 8000));"),
            static async host => (await host.Get("/", ("Accept-Encoding", "gzip"))).Length);
        Assert.Equal(8000, before);
        Assert.InRange(after, 1, 200);
    }

    [Fact]
    public async Task Every_request_runs_its_handler_without_the_cache()
    {
        var (before, after) = await Measure(
            Program("builder.Services.AddOutputCache();", "var runs = 0;\napp.MapGet(\"/\", () => ++runs).CacheOutput();"),
            static async host =>
            {
                string last = "";
                for (var i = 0; i < 5; i++)
                {
                    last = await host.Client.GetStringAsync("/");
                }

                return int.Parse(last, System.Globalization.CultureInfo.InvariantCulture);
            });
        Assert.Equal(5, before);
        Assert.Equal(1, after);
    }

    [Fact]
    public async Task Every_request_runs_its_action_without_response_caching()
    {
        var (before, after) = await Measure(
            Program("builder.Services.AddResponseCaching();", "var runs = 0;\napp.MapGet(\"/\", (HttpContext c) => { c.Response.Headers.CacheControl = \"public,max-age=60\"; return ++runs; });"),
            static async host =>
            {
                await host.Client.GetStringAsync("/");
                return int.Parse(await host.Client.GetStringAsync("/"), System.Globalization.CultureInfo.InvariantCulture);
            });
        Assert.Equal(2, before);
        Assert.Equal(1, after);
    }

    [Fact]
    public async Task Nothing_is_limited_without_the_middleware()
    {
        const string Limit = "builder.Services.AddRateLimiter(o => Microsoft.AspNetCore.RateLimiting.RateLimiterOptionsExtensions.AddFixedWindowLimiter(o, \"two\", w => { w.PermitLimit = 2; w.Window = TimeSpan.FromHours(1); }));";
        var (before, after) = await Measure(
            Program(Limit, "app.MapGet(\"/\", () => 1).RequireRateLimiting(\"two\");"),
            static async host =>
            {
                var served = 0;
                for (var i = 0; i < 5; i++)
                {
                    served += (await host.Get("/")).Response.StatusCode == HttpStatusCode.OK ? 1 : 0;
                }

                return served;
            });
        Assert.Equal(5, before);
        Assert.Equal(2, after);
    }

    [Fact]
    public async Task Nothing_times_out_without_the_middleware()
    {
        var (before, after) = await Measure(
            Program("builder.Services.AddRequestTimeouts();", "app.MapGet(\"/\", (CancellationToken token) => token.WaitHandle.WaitOne(1000) ? Results.StatusCode(504) : Results.Ok()).WithRequestTimeout(TimeSpan.FromMilliseconds(20));"),
            static async host => (int)(await host.Get("/")).Response.StatusCode);
        Assert.Equal(200, before);
        Assert.Equal(504, after);
    }

    [Fact]
    public async Task Packed_bodies_stay_packed_without_the_middleware()
    {
        var (before, after) = await Measure(
            Program("builder.Services.AddRequestDecompression();", "app.MapPost(\"/\", async (HttpRequest r) => { using var reader = new StreamReader(r.Body); return (await reader.ReadToEndAsync()).Length; });"),
            static async host =>
            {
                using var packed = new MemoryStream();
                using (var zip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
                {
                    zip.Write(new byte[5000]);
                }

                using var content = new ByteArrayContent(packed.ToArray());
                content.Headers.ContentEncoding.Add("gzip");
                using var response = await host.Client.PostAsync("/", content);
                return int.Parse(await response.Content.ReadAsStringAsync(), System.Globalization.CultureInfo.InvariantCulture);
            });
        Assert.InRange(before, 1, 200);
        Assert.Equal(5000, after);
    }

    private static async Task<(int Before, int After)> Measure(string source, Func<TruthHost, Task<int>> measure)
    {
        Assert.Single(await Executed.Review<InertRegistration>(source));
        var repaired = await Executed.Fix<InertRegistration, InertRegistrationFix>(source);
        Assert.Empty(await Executed.Review<InertRegistration>(repaired));
        return (await TruthHost.Ask(source, measure), await TruthHost.Ask(repaired, measure));
    }
}
