using static PerfAnalyzers.Tests.WebCase;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Delivery.CostlyCompressionLevel, PerfAnalyzers.Delivery.CostlyCompressionLevelFix>;

namespace PerfAnalyzers.Tests;

public sealed class CostlyCompressionLevelTests
{
    private const string Using = "using System.IO.Compression;\nusing Microsoft.AspNetCore.ResponseCompression;\n";

    public static readonly Cases Firing = new()
    {
        { "brotli", Using + Program("builder.Services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.[|SmallestSize|]);", "app.UseResponseCompression();") },
        { "gzip", Using + Program("builder.Services.Configure<GzipCompressionProviderOptions>(options =>\n{\n    options.Level = CompressionLevel.[|SmallestSize|];\n});", "app.UseResponseCompression();") },
        { "start-up class", Using + Startup("services.AddResponseCompression();\nservices.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.[|SmallestSize|]);", "app.UseResponseCompression();") },
        { "options object", Using + WebUsings + "class Setup { public GzipCompressionProvider Gzip() => new(Microsoft.Extensions.Options.Options.Create(new GzipCompressionProviderOptions { Level = CompressionLevel.[|SmallestSize|] })); }" },
        { "qualified", WebUsings + "class Setup { public void Add(IServiceCollection s) => s.Configure<Microsoft.AspNetCore.ResponseCompression.BrotliCompressionProviderOptions>(o => o.Level = System.IO.Compression.CompressionLevel.[|SmallestSize|]); }" },
        { "static import", "using static System.IO.Compression.CompressionLevel;\n" + Using + WebUsings + "class Setup { public void Add(IServiceCollection s) => s.Configure<BrotliCompressionProviderOptions>(o => o.Level = [|SmallestSize|]); }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "fastest", Using + Program("builder.Services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);", "app.UseResponseCompression();") },
        { "in between", Using + Program("builder.Services.Configure<GzipCompressionProviderOptions>(o => o.Level = CompressionLevel.Optimal);", "app.UseResponseCompression();") },
        { "none", Using + Program("builder.Services.Configure<GzipCompressionProviderOptions>(o => o.Level = CompressionLevel.NoCompression);", "app.UseResponseCompression();") },
        { "default", Using + Program("builder.Services.AddResponseCompression(o => o.EnableForHttps = true);", "app.UseResponseCompression();") },
        { "from settings", Using + Program("builder.Services.Configure<GzipCompressionProviderOptions>(o => o.Level = Enum.Parse<CompressionLevel>(builder.Configuration[\"Level\"]!));", "app.UseResponseCompression();") },
        { "cached responses", Using + Program("builder.Services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.SmallestSize);", "app.UseOutputCache();\napp.UseResponseCompression();") },
        { "cached by the other cache", Using + Program("builder.Services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.SmallestSize);", "app.UseResponseCaching();\napp.UseResponseCompression();") },
        { "archive", Using + "class Archive { public void Pack(Stream to) { using var zip = new GZipStream(to, CompressionLevel.SmallestSize); } }" },
        { "zip entry", Using + "class Archive { public void Pack(ZipArchive to) => to.CreateEntry(\"a\", CompressionLevel.SmallestSize); }" },
        { "own options", Using + "class Options { public CompressionLevel Level { get; set; } } class Setup { public Options Make() => new() { Level = CompressionLevel.SmallestSize }; }" },
        { "compared", Using + WebUsings + "class Setup { public bool IsSmall(GzipCompressionProviderOptions o) => o.Level == CompressionLevel.SmallestSize; }" },
        { "handed on", Using + WebUsings + "class Setup { public void Set(GzipCompressionProviderOptions o, CompressionLevel level) => o.Level = level; }" },
        { "own provider", Using + WebUsings + "class Packed : ICompressionProvider { public string EncodingName => \"gz\"; public bool SupportsFlush => true; public Stream CreateStream(Stream to) => new GZipStream(to, CompressionLevel.SmallestSize); }" },
        { "read", Using + WebUsings + "class Setup { public CompressionLevel Of(BrotliCompressionProviderOptions o) => o.Level; }" },
        { "constant of its own", Using + WebUsings + "class Setup { const CompressionLevel Level = CompressionLevel.Fastest; public void Set(GzipCompressionProviderOptions o) => o.Level = Level; }" },
        { "chosen", Using + WebUsings + "class Setup { public void Set(GzipCompressionProviderOptions o, bool small) => o.Level = small ? CompressionLevel.SmallestSize : CompressionLevel.Fastest; }" },
        { "commented out", Using + WebUsings + "class Setup { public void Set(GzipCompressionProviderOptions o) { /* o.Level = CompressionLevel.SmallestSize; */ o.Level = CompressionLevel.Fastest; } }" },
        { "other property", Using + WebUsings + "class Setup { public CompressionLevel Level { get; set; } public void Set() => Level = CompressionLevel.SmallestSize; }" },
        { "web socket", Using + WebUsings + "class Setup { public void Set(System.Net.WebSockets.WebSocketDeflateOptions o) => o.ClientMaxWindowBits = 15; }" },
        { "request bodies", "using System.Net.Http;\n" + Using + WebUsings + "class Client { public HttpContent Pack(byte[] body) { var to = new MemoryStream(); using (var zip = new BrotliStream(to, CompressionLevel.SmallestSize)) zip.Write(body); return new ByteArrayContent(to.ToArray()); } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_it_costs() => Verify.Says(
        Using + WebUsings + "class Setup { public void Set(GzipCompressionProviderOptions o) => o.Level = CompressionLevel.[|SmallestSize|]; }",
        "'SmallestSize' compresses each response anew and costs many times the processor time of 'Fastest' for a few per cent fewer bytes; use 'Fastest'");

    [Fact]
    public Task Takes_the_fastest() => Verify.Fixes(
        Using + WebUsings + "class Setup { public void Set(GzipCompressionProviderOptions o) => o.Level = CompressionLevel.[|SmallestSize|] /* small */; }",
        Using + WebUsings + "class Setup { public void Set(GzipCompressionProviderOptions o) => o.Level = CompressionLevel.Fastest /* small */; }");

    [Fact]
    public Task Refuses_static_imports() => Verify.RefusesToFix("using static System.IO.Compression.CompressionLevel;\n" + Using + WebUsings + "class Setup { public void Set(GzipCompressionProviderOptions o) => o.Level = [|SmallestSize|]; }");

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        (Using + WebUsings + "class Setup { public void Set(GzipCompressionProviderOptions o, BrotliCompressionProviderOptions b) { o.Level = CompressionLevel.[|SmallestSize|];\nb.Level = CompressionLevel.[|SmallestSize|]; } }",
         Using + WebUsings + "class Setup { public void Set(GzipCompressionProviderOptions o, BrotliCompressionProviderOptions b) { o.Level = CompressionLevel.Fastest;\nb.Level = CompressionLevel.Fastest; } }"),
    ]);
}
