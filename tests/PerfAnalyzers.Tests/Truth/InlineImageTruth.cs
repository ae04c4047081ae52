using PerfAnalyzers.Delivery;
using static PerfAnalyzers.Tests.WebCase;

namespace PerfAnalyzers.Tests;

/// <summary>Bytes that a client fetches to see the same card and its image in five visits, when it keeps what it may.</summary>
public sealed class InlineImageTruth
{
    private const int Size = 30_000;
    private const int Visits = 5;

    [Fact]
    public async Task The_image_comes_again_with_each_answer()
    {
        var inline = Program("", "app.MapGet(\"/card\", async () => new { Avatar = \"data:image/png;base64,\" + Convert.ToBase64String(await File.ReadAllBytesAsync(Path.Combine(app.Environment.ContentRootPath, \"a.png\"))) });");
        var apart = Program("", "app.MapGet(\"/card\", () => new { Avatar = \"/a.png\" });\napp.MapGet(\"/a.png\", () => Results.File(Path.Combine(app.Environment.ContentRootPath, \"a.png\"), \"image/png\"));");
        Assert.Single(await Executed.Review<InlineImage>(inline));
        Assert.Empty(await Executed.Review<InlineImage>(apart));
        var text = (Size + 2) / 3 * 4;
        Assert.InRange(await TruthHost.Ask(inline, Visit, [("a.png", new byte[Size])]), Visits * text, Visits * (text + 100));
        Assert.InRange(await TruthHost.Ask(apart, Visit, [("a.png", new byte[Size])]), Size, Size + Visits * 100);
    }

    private static async Task<int> Visit(TruthHost host)
    {
        var bytes = 0;
        DateTimeOffset? kept = null;
        for (var visit = 0; visit < Visits; visit++)
        {
            var (length, card) = await host.Get("/card");
            bytes += length;
            if ((await card.Content.ReadAsStringAsync()).Contains("data:", StringComparison.Ordinal))
            {
                continue;
            }

            var (image, response) = kept is { } date ? await host.Get("/a.png", ("If-Modified-Since", date.ToString("R"))) : await host.Get("/a.png");
            bytes += image;
            kept = response.Content.Headers.LastModified ?? kept;
        }

        return bytes;
    }
}
