using System.IO.Compression;
using System.Text;
using PerfAnalyzers.Delivery;
using static PerfAnalyzers.Tests.WebCase;

namespace PerfAnalyzers.Tests;

/// <summary>What clients are sent, and told, of a style sheet.</summary>
public sealed class UncachedStaticFilesTruth
{
    private const int Visits = 5;

    private static readonly byte[] s_sheet = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("body { color: black }\n", 400)));

    [Fact]
    public async Task Assets_are_sent_compressed_and_with_headers()
    {
        var source = Program("", "app.UseStaticFiles();");
        var repaired = await Repaired(source);
        Assert.Equal((s_sheet.Length, false), await Ask(source));
        var (length, hasHeader) = await Ask(repaired);
        Assert.Equal(Packed().Length, length);
        Assert.InRange(length, 1, 200);
        Assert.True(hasHeader);
    }

    /// <summary>Requests of a client that asks for each file whose age it was not told.</summary>
    [Theory]
    [InlineData("app.UseStaticFiles(new StaticFileOptions { ServeUnknownFileTypes = true });")]
    [InlineData("app.UseDefaultFiles();\napp.UseStaticFiles();")]
    public async Task Clients_ask_again_for_files_whose_age_they_are_not_told(string pipeline)
    {
        var source = Program("", pipeline);
        var repaired = await Repaired(source);
        Assert.Equal(Visits, await TruthHost.Ask(source, Visit, [("wwwroot/site.css", s_sheet)]));
        Assert.Equal(1, await TruthHost.Ask(repaired, Visit, [("wwwroot/site.css", s_sheet)]));
    }

    private static async Task<int> Visit(TruthHost host)
    {
        var requests = 0;
        var isFresh = false;
        for (var visit = 0; visit < Visits; visit++)
        {
            if (!isFresh)
            {
                requests++;
                var (_, response) = await host.Get("/site.css");
                isFresh = response.Headers.CacheControl?.MaxAge > TimeSpan.FromDays(1);
            }
        }

        return requests;
    }

    private static async Task<string> Repaired(string source)
    {
        Assert.Single(await Executed.Review<UncachedStaticFiles>(source));
        var repaired = await Executed.Fix<UncachedStaticFiles, UncachedStaticFilesFix>(source);
        Assert.Empty(await Executed.Review<UncachedStaticFiles>(repaired));
        return repaired;
    }

    private static async Task<(int Length, bool HasHeader)> Ask(string source)
    {
        // The manifest lies beside the program and is called after it.
        var name = "truth" + Guid.NewGuid().ToString("N");
        var manifest = Path.Combine(AppContext.BaseDirectory, name + ".staticwebassets.endpoints.json");
        await File.WriteAllTextAsync(manifest, Manifest());
        try
        {
            using var host = await TruthHost.Start(source, [("wwwroot/site.css", s_sheet), ("wwwroot/site.css.gz", Packed())], null, "--applicationName=" + name);
            var (length, response) = await host.Get("/site.css", ("Accept-Encoding", "gzip"));
            return (length, response.Headers.CacheControl is not null);
        }
        finally
        {
            File.Delete(manifest);
        }
    }

    private static byte[] Packed()
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zip.Write(s_sheet);
        }

        return packed.ToArray();
    }

    // As the SDK publishes it.
    private static string Manifest() => $$"""
        {"Version":1,"ManifestType":"Publish","Endpoints":[
        {"Route":"site.css","AssetFile":"site.css.gz","Selectors":[{"Name":"Content-Encoding","Value":"gzip","Quality":"0.008474576271"}],"ResponseHeaders":[{"Name":"Cache-Control","Value":"no-cache"},{"Name":"Content-Encoding","Value":"gzip"},{"Name":"Content-Length","Value":"{{Packed().Length}}"},{"Name":"Content-Type","Value":"text/css"},{"Name":"ETag","Value":"\"packed\""},{"Name":"Last-Modified","Value":"Mon, 05 Jan 2026 10:00:00 GMT"},{"Name":"Vary","Value":"Accept-Encoding"}],"EndpointProperties":[]},
        {"Route":"site.css","AssetFile":"site.css","Selectors":[],"ResponseHeaders":[{"Name":"Cache-Control","Value":"no-cache"},{"Name":"Content-Length","Value":"{{s_sheet.Length}}"},{"Name":"Content-Type","Value":"text/css"},{"Name":"ETag","Value":"\"plain\""},{"Name":"Last-Modified","Value":"Mon, 05 Jan 2026 10:00:00 GMT"},{"Name":"Vary","Value":"Accept-Encoding"}],"EndpointProperties":[]}]}
        """;
}
