using static PerfAnalyzers.Tests.WebCase;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Delivery.NoStoreOnStaticContent, PerfAnalyzers.Delivery.NoStoreOnStaticContentFix>;

namespace PerfAnalyzers.Tests;

public sealed class NoStoreOnStaticContentTests
{
    public static readonly Cases Firing = new()
    {
        { "physical file", Controller("[ResponseCache(NoStore = true)]\n    public IActionResult Terms() => [|PhysicalFile|](\"/app/terms.pdf\", \"application/pdf\");") },
        { "with a location", Controller("[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]\n    public IActionResult Terms() { return [|PhysicalFile|](\"/app/terms.pdf\", \"application/pdf\"); }") },
        { "with a duration", Controller("[HttpGet, ResponseCache(Duration = 0, NoStore = true)]\n    public IActionResult Terms() => [|PhysicalFile|](\"/app/terms.pdf\", \"application/pdf\", \"terms.pdf\");") },
        { "below the content root", Controller("[ResponseCache(NoStore = true)]\n    public IActionResult Terms() => [|PhysicalFile|](Path.Combine(env.ContentRootPath, \"files\", \"terms.pdf\"), \"application/pdf\");") },
        { "virtual file", Controller("[ResponseCache(NoStore = true)]\n    public IActionResult Logo() => [|File|](\"~/images/logo.png\", \"image/png\");") },
        { "constant of the class", Controller("private const string Terms = \"/app/terms.pdf\";\n    [ResponseCache(NoStore = true)]\n    public IActionResult Get() => [|PhysicalFile|](Terms, \"application/pdf\");") },
        { "through a profile's name too", Controller("[ResponseCache(CacheProfileName = \"none\", NoStore = true)]\n    public IActionResult Get() => [|PhysicalFile|](\"/app/terms.pdf\", \"application/pdf\");") },
        { "header", Controller("public IActionResult Terms()\n    {\n        Response.Headers.CacheControl = \"no-store\";\n        return [|PhysicalFile|](\"/app/terms.pdf\", \"application/pdf\");\n    }") },
        { "header by its name", Controller("public IActionResult Terms()\n    {\n        Response.Headers[\"Cache-Control\"] = \"no-store\";\n        return [|PhysicalFile|](\"/app/terms.pdf\", \"application/pdf\");\n    }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "kept for an hour", Controller("[ResponseCache(Duration = 3600)]\n    public IActionResult Terms() => PhysicalFile(\"/app/terms.pdf\", \"application/pdf\");") },
        { "asked for", Controller("[ResponseCache(Duration = 0, Location = ResponseCacheLocation.None)]\n    public IActionResult Terms() => PhysicalFile(\"/app/terms.pdf\", \"application/pdf\");") },
        { "no attribute", Controller("public IActionResult Terms() => PhysicalFile(\"/app/terms.pdf\", \"application/pdf\");") },
        { "storing is allowed", Controller("[ResponseCache(NoStore = false, Duration = 60)]\n    public IActionResult Terms() => PhysicalFile(\"/app/terms.pdf\", \"application/pdf\");") },
        { "file of an argument", Controller("[ResponseCache(NoStore = true)]\n    public IActionResult Get(string name) => PhysicalFile(\"/app/\" + name, \"application/pdf\");") },
        { "argument that is not used", Controller("[ResponseCache(NoStore = true)]\n    public IActionResult Get(int version) => PhysicalFile(\"/app/terms.pdf\", \"application/pdf\");") },
        { "file of the user", Controller("[ResponseCache(NoStore = true)]\n    public IActionResult Get() => PhysicalFile(Path.Combine(\"/data\", User.Identity!.Name!), \"application/pdf\");") },
        { "depends on the user", Controller("[ResponseCache(NoStore = true)]\n    public IActionResult Get() { if (User.Identity?.IsAuthenticated != true) return Forbid(); return PhysicalFile(\"/app/terms.pdf\", \"application/pdf\"); }") },
        { "one of two answers", Controller("[ResponseCache(NoStore = true)]\n    public IActionResult Get() { if (DateTime.Now.Hour > 12) return NoContent(); return PhysicalFile(\"/app/terms.pdf\", \"application/pdf\"); }") },
        { "depends on the session", Controller("[ResponseCache(NoStore = true)]\n    public IActionResult Get() { HttpContext.Session.Clear(); return PhysicalFile(\"/app/terms.pdf\", \"application/pdf\"); }") },
        { "made content", Controller("[ResponseCache(NoStore = true)]\n    public IActionResult Get() => File(Encoding.UTF8.GetBytes(\"x\"), \"text/plain\");") },
        { "page", Controller("[ResponseCache(NoStore = true)]\n    public IActionResult Error() => Content(\"error\");") },
        { "whole controller", WebUsings + "[ResponseCache(NoStore = true)] public class BaseController : ControllerBase { public IActionResult Get() => Ok(); }" },
        { "from a field", Controller("private readonly string _path = Environment.MachineName;\n    [ResponseCache(NoStore = true)]\n    public IActionResult Get() => PhysicalFile(_path, \"application/pdf\");") },
        { "depends on the request", Controller("[ResponseCache(NoStore = true)]\n    public IActionResult Get() => PhysicalFile(Path.Combine(\"/app\", Request.Host.Host), \"image/png\");") },
        { "stream", Controller("[ResponseCache(NoStore = true)]\n    public IActionResult Get() => File(new MemoryStream(), \"application/pdf\");") },
        { "method beside it", Controller("[ResponseCache(NoStore = true)]\n    public IActionResult Get() => Ok();\n    public IActionResult Terms() => PhysicalFile(\"/app/terms.pdf\", \"application/pdf\");") },
        { "minimal API", Program("", "app.MapGet(\"/terms\", () => Results.File(\"/app/terms.pdf\", \"application/pdf\"));") },
        { "own attribute", Controller("[NoStore]\n    public IActionResult Terms() => PhysicalFile(\"/app/terms.pdf\", \"application/pdf\");", "class NoStoreAttribute : Attribute { }") },
        { "other header", Controller("public IActionResult Terms()\n    {\n        Response.Headers[\"X-Mode\"] = \"no-store\";\n        return PhysicalFile(\"/app/terms.pdf\", \"application/pdf\");\n    }") },
        { "header that lets clients ask", Controller("public IActionResult Terms()\n    {\n        Response.Headers.CacheControl = \"no-cache\";\n        return PhysicalFile(\"/app/terms.pdf\", \"application/pdf\");\n    }") },
        { "lambda", Controller("[ResponseCache(NoStore = true)]\n    public IActionResult Get() { Func<IActionResult> late = () => PhysicalFile(\"/app/terms.pdf\", \"application/pdf\"); return late(); }") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_it_costs() => Verify.Says(
        Controller("[ResponseCache(NoStore = true)]\n    public IActionResult Terms() => [|PhysicalFile|](\"/app/terms.pdf\", \"application/pdf\");"),
        "'no-store' makes each client fetch the whole file on every visit; 'no-cache' lets it ask whether the file has changed, which costs 304");

    [Fact]
    public Task Lets_clients_ask() => Verify.Fixes(
        Controller("[HttpGet, ResponseCache(NoStore = true)] // always new\n    public IActionResult Terms() => [|PhysicalFile|](\"/app/terms.pdf\", \"application/pdf\");"),
        Controller("[HttpGet, ResponseCache(Duration = 0, Location = ResponseCacheLocation.None)] // always new\n    public IActionResult Terms() => PhysicalFile(\"/app/terms.pdf\", \"application/pdf\");"));

    [Fact]
    public Task Lets_clients_ask_by_header() => Verify.Fixes(
        Controller("public IActionResult Terms()\n    {\n        Response.Headers.CacheControl = \"no-store\"; // always new\n        return [|PhysicalFile|](\"/app/terms.pdf\", \"application/pdf\");\n    }"),
        Controller("public IActionResult Terms()\n    {\n        Response.Headers.CacheControl = \"no-cache\"; // always new\n        return PhysicalFile(\"/app/terms.pdf\", \"application/pdf\");\n    }"));

    [Fact]
    public Task Refuses_profiles() => Verify.RefusesToFix(
        Controller("[ResponseCache(CacheProfileName = \"none\", NoStore = true)]\n    public IActionResult Get() => [|PhysicalFile|](\"/app/terms.pdf\", \"application/pdf\");"));

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        (Controller("[ResponseCache(NoStore = true)]\n    public IActionResult A() => [|PhysicalFile|](\"/a\", \"x/y\");\n    [ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]\n    public IActionResult B() => [|PhysicalFile|](\"/b\", \"x/y\");"),
         Controller("[ResponseCache(Duration = 0, Location = ResponseCacheLocation.None)]\n    public IActionResult A() => PhysicalFile(\"/a\", \"x/y\");\n    [ResponseCache(Duration = 0, Location = ResponseCacheLocation.None)]\n    public IActionResult B() => PhysicalFile(\"/b\", \"x/y\");")),
    ]);

    private static string Controller(string code, string types = "") => WebUsings + "public class FilesController(IWebHostEnvironment env) : ControllerBase\n{\n    public string Root => env.WebRootPath;\n    " + code + "\n}\n" + types;
}
