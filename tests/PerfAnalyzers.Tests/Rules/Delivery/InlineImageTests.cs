using static PerfAnalyzers.Tests.WebCase;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Delivery.InlineImage, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class InlineImageTests
{
    private const string Dto = "public class Card { public string? Name { get; set; } public string? Avatar { get; set; } public string? ProductImage { get; set; } public string? Token { get; set; } }";

    public static readonly Cases Firing = new()
    {
        { "address with data", Controller("public string Get(string name) => \"data:image/png;base64,\" + Convert.[|ToBase64String|](System.IO.File.ReadAllBytes(name));") },
        { "interpolated address", Controller("public async Task<string> Get(string name)\n    {\n        var bytes = await System.IO.File.ReadAllBytesAsync(name);\n        return $\"data:image/jpeg;base64,{Convert.[|ToBase64String|](bytes)}\";\n    }") },
        { "member of an answer", Controller("public Card Get(string name) => new Card { Name = name, Avatar = Convert.[|ToBase64String|](System.IO.File.ReadAllBytes(name)) };") },
        { "member that is set", Controller("public Card Get(string name)\n    {\n        var card = new Card();\n        card.ProductImage = Convert.[|ToBase64String|](System.IO.File.ReadAllBytes(name));\n        return card;\n    }") },
        { "image that was sent", Controller("public async Task<Card> Post(IFormFile file)\n    {\n        var memory = new MemoryStream();\n        await file.CopyToAsync(memory);\n        return new Card { Avatar = Convert.[|ToBase64String|](memory.ToArray()) };\n    }") },
        { "minimal API", Program("", "app.MapGet(\"/{name}\", async (string name) => new Card { Avatar = Convert.[|ToBase64String|](await File.ReadAllBytesAsync(name)) });", Dto) },
        { "or nothing", Controller("public Card Get(string? name) => new Card { Avatar = name == null ? null : Convert.[|ToBase64String|](System.IO.File.ReadAllBytes(name!)) };") },
    };

    public static readonly Cases Quiet = new()
    {
        { "made image", Controller("public Card Get(string text) => new Card { Avatar = Convert.ToBase64String(Draw(text)) };\n    private static byte[] Draw(string text) => [];") },
        { "made image with address", Controller("public string Get(string text) { var memory = new MemoryStream(); Draw(text, memory); return \"data:image/png;base64,\" + Convert.ToBase64String(memory.ToArray()); }\n    private static void Draw(string text, Stream to) { }") },
        { "token", Controller("public Card Get(string name) => new Card { Token = Convert.ToBase64String(System.IO.File.ReadAllBytes(name)) };") },
        { "random", Controller("public Card Get() => new Card { Token = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)) };") },
        { "document", Controller("public string Get(string name) => \"data:application/pdf;base64,\" + Convert.ToBase64String(System.IO.File.ReadAllBytes(name));") },
        { "mail", "class Mail { public string Body(string logo) => $\"<img src='data:image/png;base64,{Convert.ToBase64String(File.ReadAllBytes(logo))}'>\"; }" },
        { "template of mails", "class Template { readonly string _logo = \"data:image/png;base64,\" + Convert.ToBase64String(File.ReadAllBytes(\"logo.png\")); public string Logo => _logo; }" },
        { "start-up", Program("", "var logo = \"data:image/png;base64,\" + Convert.ToBase64String(File.ReadAllBytes(\"logo.png\"));\napp.MapGet(\"/\", () => logo);") },
        { "static field", Controller("private static readonly string s_logo = \"data:image/png;base64,\" + Convert.ToBase64String(System.IO.File.ReadAllBytes(\"logo.png\"));\n    public string Get() => s_logo;") },
        { "address of the image", Controller("public Card Get(string name) => new Card { Avatar = \"/avatars/\" + name };") },
        { "image itself", Controller("public IActionResult Get(string name) => PhysicalFile(name, \"image/png\");") },
        { "hash", Controller("public Card Get(string name) => new Card { Token = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.IO.File.ReadAllBytes(name))) };") },
        { "hexadecimal", Controller("public Card Get(string name) => new Card { Avatar = Convert.ToHexString(System.IO.File.ReadAllBytes(name)) };") },
        { "bytes of an entity", Controller("public Card Get(Stored s) => new Card { Avatar = Convert.ToBase64String(s.Content) };", "public class Stored { public byte[] Content { get; set; } = []; }") },
        { "sent to another service", "class Vision(System.Net.Http.HttpClient http) { public Task<System.Net.Http.HttpResponseMessage> Ask(string name) => http.PostAsync(\"/v\", new System.Net.Http.StringContent(Convert.ToBase64String(File.ReadAllBytes(name)))); }" },
        { "thrown away", Controller("public void Post(string name) { _ = Convert.ToBase64String(System.IO.File.ReadAllBytes(name)); }") },
        { "cached", Controller("private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> s_images = new();\n    public Card Get(string name) => new Card { Avatar = s_images.GetOrAdd(name, static n => Convert.ToBase64String(System.IO.File.ReadAllBytes(n))) };") },
        { "own converter", Controller("public Card Get(string name) => new Card { Avatar = Text.ToBase64String(System.IO.File.ReadAllBytes(name)) };", "static class Text { public static string ToBase64String(byte[] b) => \"\"; }") },
        { "of several values", Controller("public Card Get(string name) { var bytes = System.IO.File.ReadAllBytes(name); if (bytes.Length > 9) bytes = []; return new Card { Avatar = Convert.ToBase64String(bytes) }; }") },
        { "read back", Controller("public byte[] Get(Card card) => Convert.FromBase64String(card.Avatar!);") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_it_costs() => Verify.Says(
        Controller("public string Get(string name) => \"data:image/png;base64,\" + Convert.[|ToBase64String|](System.IO.File.ReadAllBytes(name));"),
        "The image is a third larger as text, is held in memory as a string, and no client can keep it; send its address and serve the image itself");

    private static string Controller(string code, string types = "") => WebUsings + "public class CardsController : ControllerBase\n{\n    " + code + "\n}\n" + Dto + "\n" + types;
}
