using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using PerfAnalyzers.Delivery;
using static PerfAnalyzers.Tests.WebCase;

namespace PerfAnalyzers.Tests;

/// <summary>How often a response is compressed, and what the most costly level saves.</summary>
public sealed class CostlyCompressionLevelTruth
{
    private const int Requests = 5;

    [Fact]
    public async Task Each_response_is_compressed_anew_for_few_bytes()
    {
        var source = "using System.IO.Compression;\nusing Microsoft.AspNetCore.ResponseCompression;\n" + Program(
            "builder.Services.AddResponseCompression(o => o.Providers.Add<GzipCompressionProvider>());\nbuilder.Services.Configure<GzipCompressionProviderOptions>(o => o.Level = CompressionLevel.SmallestSize);",
            "app.UseResponseCompression();\napp.MapGet(\"/\", () => string.Join(',', Enumerable.Range(0, 5000).Select(i => \"{\\\"id\\\":\" + i + \",\\\"name\\\":\\\"Customer \" + i * 7919 % 1000 + \"\\\",\\\"city\\\":\\\"City \" + i % 100 + \"\\\"}\")));");
        Assert.Single(await Executed.Review<CostlyCompressionLevel>(source));
        var repaired = await Executed.Fix<CostlyCompressionLevel, CostlyCompressionLevelFix>(source);
        Assert.Empty(await Executed.Review<CostlyCompressionLevel>(repaired));
        var plain = await TruthHost.Ask(source, static async host => (await host.Get("/")).Length);
        var (small, runs) = await Measure(source);
        var (fast, _) = await Measure(repaired);
        Assert.Equal(Requests, runs);
        Assert.InRange(small, 1, fast);
        // Both take away most; the difference is small beside it.
        Assert.InRange((fast - small) * 100.0 / plain, 0, 10);
    }

    private static async Task<(int Length, int Runs)> Measure(string source)
    {
        var runs = new int[1];
        var length = await TruthHost.Ask(
            source,
            static async host =>
            {
                var length = 0;
                for (var i = 0; i < Requests; i++)
                {
                    length = (await host.Get("/", ("Accept-Encoding", "gzip"))).Length;
                }

                return length;
            },
            services: services => services.AddSingleton<IResponseCompressionProvider>(provider => new Counting(ActivatorUtilities.CreateInstance<ResponseCompressionProvider>(provider), runs)));
        return (length, runs[0]);
    }

    private sealed class Counting(IResponseCompressionProvider inner, int[] runs) : IResponseCompressionProvider
    {
        public ICompressionProvider? GetCompressionProvider(Microsoft.AspNetCore.Http.HttpContext context)
        {
            Interlocked.Increment(ref runs[0]);
            return inner.GetCompressionProvider(context);
        }

        public bool ShouldCompressResponse(Microsoft.AspNetCore.Http.HttpContext context) => inner.ShouldCompressResponse(context);

        public bool CheckRequestAcceptsCompression(Microsoft.AspNetCore.Http.HttpContext context) => inner.CheckRequestAcceptsCompression(context);
    }
}
