using PerfAnalyzers.Delivery;
using static PerfAnalyzers.Tests.WebCase;

namespace PerfAnalyzers.Tests;

/// <summary>What a handler allocates to answer with a file of four megabytes, and what clients get.</summary>
public sealed class BufferedFileResponseTruth
{
    private const int Size = 4 << 20;

    [Theory]
    [InlineData("Results.File(File.ReadAllBytes(path), \"application/pdf\")")]
    [InlineData("Results.Bytes(File.ReadAllBytes(path), \"application/pdf\", \"a.pdf\")")]
    public async Task The_array_is_as_long_as_the_file(string answer)
    {
        var source = WebUsings + "public static class Truth { public static IResult Get(string path) => " + answer + "; }";
        Assert.Single(await Executed.Review<BufferedFileResponse>(source));
        var repaired = await Executed.Fix<BufferedFileResponse, BufferedFileResponseFix>(source);
        Assert.Empty(await Executed.Review<BufferedFileResponse>(repaired));
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, new byte[Size]);
            Assert.InRange(Allocated(source, path), Size, 2L * Size);
            Assert.InRange(Allocated(repaired, path), 0, 10_000);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Bytes that a client fetches in two visits, when it keeps what it may and asks with what it was told.</summary>
    [Theory]
    [InlineData("app.MapGet(\"/a\", async () => Results.File(await File.ReadAllBytesAsync(Path.Combine(app.Environment.ContentRootPath, \"a.pdf\")), \"application/pdf\"));")]
    [InlineData("app.MapGet(\"/a\", async () =>\n{\n    var bytes = await File.ReadAllBytesAsync(Path.Combine(app.Environment.ContentRootPath, \"a.pdf\"));\n    return Results.Bytes(bytes, \"application/pdf\");\n});")]
    [InlineData("app.MapControllers();")]
    public async Task A_client_that_has_the_file_is_sent_it_again(string pipeline)
    {
        var source = Program(
            "builder.Services.AddControllers().AddApplicationPart(typeof(FilesController).Assembly);",
            pipeline,
            pipeline == "app.MapControllers();"
                ? "public class FilesController(IWebHostEnvironment env) : ControllerBase\n{\n    [HttpGet(\"/a\")]\n    public async Task<IActionResult> Get()\n    {\n        var bytes = await System.IO.File.ReadAllBytesAsync(Path.Combine(env.ContentRootPath, \"a.pdf\"));\n        return File(bytes, \"application/pdf\");\n    }\n}\n"
                : "public class FilesController : ControllerBase;\n");
        Assert.Single(await Executed.Review<BufferedFileResponse>(source));
        var repaired = await Executed.Fix<BufferedFileResponse, BufferedFileResponseFix>(source);
        Assert.Empty(await Executed.Review<BufferedFileResponse>(repaired));
        Assert.Equal(2 * Size, await TruthHost.Ask(source, Visit, [("a.pdf", new byte[Size])]));
        Assert.Equal(Size, await TruthHost.Ask(repaired, Visit, [("a.pdf", new byte[Size])]));
    }

    private static async Task<int> Visit(TruthHost host)
    {
        var (first, response) = await host.Get("/a");
        Assert.Equal("application/pdf", response.Content.Headers.ContentType?.ToString());
        var (second, _) = response.Content.Headers.LastModified is { } date ? await host.Get("/a", ("If-Modified-Since", date.ToString("R"))) : await host.Get("/a");
        return first + second;
    }

    private static long Allocated(string source, string path)
    {
        var get = Executed.Load(source).Delegate<Func<string, object>>("Truth.Get");
        get(path);
        return AllocatedBytes.Of(() => get(path));
    }
}
