using static PerfAnalyzers.Tests.WebCase;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Delivery.BufferedFileResponse, PerfAnalyzers.Delivery.BufferedFileResponseFix>;

namespace PerfAnalyzers.Tests;

public sealed class BufferedFileResponseTests
{
    public static readonly Cases Firing = new()
    {
        { "array", Controller("public IActionResult Get(string name) => [|File|](System.IO.File.ReadAllBytes(Path.Combine(\"/data\", name)), \"application/pdf\");") },
        { "array in a variable", Controller("public IActionResult Get(string name)\n    {\n        var bytes = System.IO.File.ReadAllBytes(\"/data/\" + name);\n        return [|File|](bytes, \"application/pdf\", name);\n    }") },
        { "array that is awaited", Controller("public async Task<IActionResult> Get(string name)\n    {\n        var bytes = await System.IO.File.ReadAllBytesAsync(name);\n        return [|File|](bytes, \"application/pdf\");\n    }") },
        { "behind a check", Controller("public async Task<IActionResult> Get(string name, CancellationToken token)\n    {\n        if (!System.IO.File.Exists(name)) return NotFound();\n        var bytes = await System.IO.File.ReadAllBytesAsync(name, token).ConfigureAwait(false);\n        return [|File|](bytes, \"image/png\");\n    }") },
        { "minimal API", Program("", "app.MapGet(\"/f/{name}\", (string name) => Results.[|File|](File.ReadAllBytes(name), \"text/csv\"));") },
        { "minimal API, typed", Program("", "app.MapGet(\"/f/{name}\", async (string name) => TypedResults.[|Bytes|](await File.ReadAllBytesAsync(name), \"text/csv\"));") },
        { "minimal API, bytes", Program("", "app.MapGet(\"/f/{name}\", (string name) => Results.[|Bytes|](File.ReadAllBytes(name)));") },
        { "result object", Controller("public FileContentResult Get(string name) => new [|FileContentResult|](System.IO.File.ReadAllBytes(name), \"application/pdf\");") },
        { "copied into memory", Controller("public async Task<IActionResult> Get(string name)\n    {\n        using var file = System.IO.File.OpenRead(name);\n        var memory = new MemoryStream();\n        await file.CopyToAsync(memory);\n        return [|File|](memory.ToArray(), \"application/pdf\");\n    }") },
        { "copied into memory and sent as a stream", Controller("public async Task<IActionResult> Get(string name)\n    {\n        var memory = new MemoryStream();\n        using (var file = System.IO.File.OpenRead(name))\n        {\n            await file.CopyToAsync(memory);\n        }\n        memory.Position = 0;\n        return [|File|](memory, \"application/pdf\");\n    }") },
        { "array in a stream", Controller("public IActionResult Get(string name) => [|File|](new MemoryStream(System.IO.File.ReadAllBytes(name)), \"application/pdf\");") },
    };

    public static readonly Cases Suggested = new()
    {
        { "action for a file of the web root", WebRoot("public IActionResult Logo(string name) => [|PhysicalFile|](Path.Combine(env.WebRootPath, \"logos\", name), \"image/png\");") },
        { "action for a file of the web root, in a variable", WebRoot("public IActionResult Logo(string name) { var path = Path.Combine(env.WebRootPath, name); if (!System.IO.File.Exists(path)) return NotFound(); return [|PhysicalFile|](path, \"image/png\"); }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "from disk", Controller("public IActionResult Get(string name) => PhysicalFile(Path.GetFullPath(name), \"application/pdf\");") },
        { "stream", Controller("public IActionResult Get(string name) => File(System.IO.File.OpenRead(name), \"application/pdf\");") },
        { "made content", Controller("public IActionResult Get() => File(Encoding.UTF8.GetBytes(\"a;b\"), \"text/csv\");") },
        { "made in memory", Controller("public IActionResult Get() { var memory = new MemoryStream(); using (var writer = new StreamWriter(memory, leaveOpen: true)) writer.Write(\"a;b\"); return File(memory.ToArray(), \"text/csv\"); }") },
        { "marked", Controller("public IActionResult Get(string name) { var bytes = System.IO.File.ReadAllBytes(name); bytes[0] = 1; return File(bytes, \"image/png\"); }") },
        { "hashed", Controller("public IActionResult Get(string name) { var bytes = System.IO.File.ReadAllBytes(name); Response.Headers.ETag = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes)); return File(bytes, \"image/png\"); }") },
        { "changed on the way", Controller("public IActionResult Get(string name) => File(Sign(System.IO.File.ReadAllBytes(name)), \"image/png\");\n    private static byte[] Sign(byte[] content) => content;") },
        { "deleted afterwards", Controller("public IActionResult Get(string name) { var bytes = System.IO.File.ReadAllBytes(name); System.IO.File.Delete(name); return File(bytes, \"application/zip\"); }") },
        { "deleted in the end", Controller("public IActionResult Get(string name) { try { return File(System.IO.File.ReadAllBytes(name), \"application/zip\"); } finally { System.IO.File.Delete(name); } }") },
        { "temporary", Controller("public IActionResult Get() { var path = Path.GetTempFileName(); Fill(path); return File(System.IO.File.ReadAllBytes(path), \"application/zip\"); }\n    private static void Fill(string path) { }") },
        { "written by the same request", Controller("public IActionResult Get(string name) { System.IO.File.WriteAllText(name, \"x\"); return File(System.IO.File.ReadAllBytes(name), \"text/plain\"); }") },
        { "kept", Controller("private static readonly byte[] s_logo = System.IO.File.ReadAllBytes(\"logo.png\");\n    public IActionResult Get() => File(s_logo, \"image/png\");") },
        { "cached", Controller("private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, byte[]> s_files = new();\n    public IActionResult Get(string name) => File(s_files.GetOrAdd(name, static n => System.IO.File.ReadAllBytes(n)), \"image/png\");") },
        { "embedded", Controller("public IActionResult Get() { using var stream = GetType().Assembly.GetManifestResourceStream(\"logo\")!; var memory = new MemoryStream(); stream.CopyTo(memory); return File(memory.ToArray(), \"image/png\"); }") },
        { "two files in one", Controller("public IActionResult Get() { var memory = new MemoryStream(); using var first = System.IO.File.OpenRead(\"a\"); using var second = System.IO.File.OpenRead(\"b\"); first.CopyTo(memory); second.CopyTo(memory); return File(memory.ToArray(), \"text/plain\"); }") },
        { "read by code of its own", Controller("public IActionResult Get(string name) => File(Store.Read(name), \"image/png\");", "static class Store { public static byte[] Read(string name) => System.IO.File.ReadAllBytes(name); }") },
        { "one of two", Controller("public IActionResult Get(string name) { var bytes = System.IO.File.ReadAllBytes(name); if (bytes.Length == 0) bytes = new byte[1]; return File(bytes, \"image/png\"); }") },
        { "text", Controller("public IActionResult Get(string name) => Content(System.IO.File.ReadAllText(name));") },
        { "no answer", "class Backup { public byte[] Load(string name) => File.ReadAllBytes(name); }" },
        { "own method of the name", "class Mail { static void File(byte[] content, string type) { } void Send(string name) => File(System.IO.File.ReadAllBytes(name), \"image/png\"); }" },
        { "download from the web root", WebRoot("public IActionResult Get(string name) => PhysicalFile(Path.Combine(env.WebRootPath, name), \"application/pdf\", \"invoice.pdf\");") },
        { "protected file of the web root", WebRoot("[Microsoft.AspNetCore.Authorization.Authorize] public IActionResult Get(string name) => PhysicalFile(Path.Combine(env.WebRootPath, name), \"application/pdf\");") },
        { "file of the user", WebRoot("public IActionResult Get() => PhysicalFile(Path.Combine(env.WebRootPath, User.Identity!.Name + \".png\"), \"image/png\");") },
        { "page of a single-page application", WebRoot("public IActionResult Index() => PhysicalFile(Path.Combine(env.WebRootPath, \"index.html\"), \"text/html\");") },
        { "file elsewhere", WebRoot("public IActionResult Get(string name) => PhysicalFile(Path.Combine(env.ContentRootPath, \"reports\", name), \"application/pdf\");") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_it_costs() => Verify.Says(
        Controller("public IActionResult Get(string name) => [|File|](System.IO.File.ReadAllBytes(name), \"application/pdf\");"),
        "Each request holds the whole file in memory to send it; 'PhysicalFile' sends it from disk, in part when asked, and answers 304 when the client has it");

    [Fact]
    public Task Sends_from_disk() => Verify.Fixes(
        Controller("public IActionResult Get(string name) => [|File|](System.IO.File.ReadAllBytes(name), \"application/pdf\");"),
        Controller("public IActionResult Get(string name) => PhysicalFile(System.IO.Path.GetFullPath(name), \"application/pdf\");"));

    [Fact]
    public Task Keeps_a_rooted_path() => Verify.Fixes(
        WebRoot("public IActionResult Get(string name)\n    {\n        var bytes = System.IO.File.ReadAllBytes(Path.Combine(env.ContentRootPath, name));\n        return [|File|](bytes, \"application/pdf\", name);\n    }"),
        WebRoot("public IActionResult Get(string name)\n    {\n        return PhysicalFile(Path.Combine(env.ContentRootPath, name), \"application/pdf\", name);\n    }"));

    [Fact]
    public Task Keeps_the_signature_when_nothing_is_awaited_any_more() => Verify.Fixes(
        Controller("public async Task<IActionResult> Get(string name)\n    {\n        // Is it there?\n        if (!System.IO.File.Exists(name)) return NotFound();\n        var bytes = await System.IO.File.ReadAllBytesAsync(name);\n        return [|File|](bytes, \"application/pdf\");\n    }"),
        Controller("public Task<IActionResult> Get(string name)\n    {\n        // Is it there?\n        if (!System.IO.File.Exists(name)) return Task.FromResult<IActionResult>(NotFound());\n        return Task.FromResult<IActionResult>(PhysicalFile(System.IO.Path.GetFullPath(name), \"application/pdf\"));\n    }"));

    [Fact]
    public Task Stays_asynchronous_where_something_is_awaited() => Verify.Fixes(
        Controller("public async Task<IActionResult> Get(string name)\n    {\n        await Task.Yield();\n        return [|File|](await System.IO.File.ReadAllBytesAsync(name), \"application/pdf\");\n    }"),
        Controller("public async Task<IActionResult> Get(string name)\n    {\n        await Task.Yield();\n        return PhysicalFile(System.IO.Path.GetFullPath(name), \"application/pdf\");\n    }"));

    [Fact]
    public async Task Sends_from_disk_in_minimal_APIs()
    {
        await Verify.Fixes(
            Program("", "app.MapGet(\"/f/{name}\", async (string name) => Results.[|Bytes|](await File.ReadAllBytesAsync(name), \"text/csv\"));"),
            Program("", "app.MapGet(\"/f/{name}\", (string name) => Results.File(Path.GetFullPath(name), \"text/csv\"));"));
        await Verify.Fixes(
            Program("", "app.MapGet(\"/f/{name}\", (string name) => Results.[|File|](File.ReadAllBytes(name), \"text/csv\", \"list.csv\"));"),
            Program("", "app.MapGet(\"/f/{name}\", (string name) => Results.File(Path.GetFullPath(name), \"text/csv\", \"list.csv\"));"));
    }

    [Fact]
    public async Task Refuses_what_somebody_relies_on()
    {
        await Verify.RefusesToFix(Controller("public FileContentResult Get(string name) => [|File|](System.IO.File.ReadAllBytes(name), \"application/pdf\");"));
        await Verify.RefusesToFix(Controller("public IActionResult Get(string name) { try { return [|File|](System.IO.File.ReadAllBytes(name), \"application/pdf\"); } catch (FileNotFoundException) { return NotFound(); } }"));
        await Verify.RefusesToFix(Controller("public IActionResult Get(string name) { var memory = new MemoryStream(); using var file = System.IO.File.OpenRead(name); file.CopyTo(memory); return [|File|](memory.ToArray(), \"application/pdf\"); }"));
    }

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        (Controller("public IActionResult A(string name) => [|File|](System.IO.File.ReadAllBytes(name), \"application/pdf\");\n    public IActionResult B(string name) => [|File|](System.IO.File.ReadAllBytes(name), \"application/pdf\");"),
         Controller("public IActionResult A(string name) => PhysicalFile(System.IO.Path.GetFullPath(name), \"application/pdf\");\n    public IActionResult B(string name) => PhysicalFile(System.IO.Path.GetFullPath(name), \"application/pdf\");")),
    ]);

    private static string Controller(string code, string types = "") => WebUsings + "public class FilesController : ControllerBase\n{\n    " + code + "\n}\n" + types;

    private static string WebRoot(string code) => Program("builder.Services.AddControllers();", "app.UseStaticFiles();\napp.MapControllers();", "public class FilesController(IWebHostEnvironment env) : ControllerBase\n{\n    " + code + "\n}\n");
}
