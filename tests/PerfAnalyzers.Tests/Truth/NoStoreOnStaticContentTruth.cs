using PerfAnalyzers.Delivery;
using static PerfAnalyzers.Tests.WebCase;

namespace PerfAnalyzers.Tests;

/// <summary>Bytes that a client fetches which keeps what it is allowed to keep and asks whether it has changed.</summary>
public sealed class NoStoreOnStaticContentTruth
{
    private const int Size = 10_000;
    private const int Visits = 5;

    [Theory]
    [InlineData("[HttpGet(\"/terms\"), ResponseCache(NoStore = true)]\n    public IActionResult Terms() => PhysicalFile(Path.Combine(env.ContentRootPath, \"terms.pdf\"), \"application/pdf\");")]
    [InlineData("[HttpGet(\"/terms\")]\n    public IActionResult Terms()\n    {\n        Response.Headers.CacheControl = \"no-store\";\n        return PhysicalFile(Path.Combine(env.ContentRootPath, \"terms.pdf\"), \"application/pdf\");\n    }")]
    public async Task What_may_not_be_kept_is_fetched_on_every_visit(string action)
    {
        var source = Program(
            "builder.Services.AddControllers().AddApplicationPart(typeof(FilesController).Assembly);",
            "app.MapControllers();",
            "public class FilesController(IWebHostEnvironment env) : ControllerBase\n{\n    " + action + "\n}\n");
        Assert.Single(await Executed.Review<NoStoreOnStaticContent>(source));
        var repaired = await Executed.Fix<NoStoreOnStaticContent, NoStoreOnStaticContentFix>(source);
        Assert.Empty(await Executed.Review<NoStoreOnStaticContent>(repaired));
        Assert.Equal(Visits * Size, await TruthHost.Ask(source, Visit, [("terms.pdf", new byte[Size])]));
        Assert.Equal(Size, await TruthHost.Ask(repaired, Visit, [("terms.pdf", new byte[Size])]));
        Assert.Equal(2 * Size, await TruthHost.Ask(repaired, VisitChanged, [("terms.pdf", new byte[Size])]));
    }

    private static Task<int> Visit(TruthHost host) => Visit(host, change: false);

    private static Task<int> VisitChanged(TruthHost host) => Visit(host, change: true);

    private static async Task<int> Visit(TruthHost host, bool change)
    {
        var bytes = 0;
        DateTimeOffset? kept = null;
        File.SetLastWriteTimeUtc(Path.Combine(host.Root, "terms.pdf"), DateTime.UtcNow.AddDays(-2));
        for (var visit = 0; visit < Visits; visit++)
        {
            if (change && visit == 2)
            {
                File.SetLastWriteTimeUtc(Path.Combine(host.Root, "terms.pdf"), DateTime.UtcNow.AddDays(-1));
            }

            var (length, response) = kept is { } date ? await host.Get("/terms", ("If-Modified-Since", date.ToString("R"))) : await host.Get("/terms");
            bytes += length;
            kept = response.Headers.CacheControl?.NoStore == true ? null : response.Content.Headers.LastModified ?? kept;
        }

        return bytes;
    }
}
