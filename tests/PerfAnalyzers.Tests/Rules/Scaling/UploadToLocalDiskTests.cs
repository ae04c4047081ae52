using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.UploadToLocalDisk, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class UploadToLocalDiskTests
{
    private static readonly (string, string) s_several = ("perfanalyzers.deployment", "multi_instance");

    private const string Usings = """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Hosting;
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.Configuration;

        """;

    private static string Action(string body, string members = "", string more = "") =>
        Usings + "[Controller] public class FilesController(IWebHostEnvironment env, IConfiguration settings) {\n" + members + "\npublic async Task<int> Post(IFormFile file, string name, byte[] bytes) {\n" + body + "\nawait Task.Yield();\nConsole.WriteLine(settings[\"a\"] + env.EnvironmentName);\nreturn 1; } }\n" + more;

    public static readonly Cases Firing = new()
    {
        { "web root", Action("var path = Path.Combine(env.WebRootPath, \"uploads\", name);\nusing var stream = new [|FileStream|](path, FileMode.Create);\nawait file.CopyToAsync(stream);") },
        { "content root", Action("await File.[|WriteAllBytesAsync|](Path.Combine(env.ContentRootPath, name), bytes);") },
        { "folder of the program", Action("await File.[|WriteAllBytesAsync|](Path.Combine(AppContext.BaseDirectory, name), bytes);") },
        { "current folder", Action("using var stream = File.[|Create|](Path.Combine(Directory.GetCurrentDirectory(), \"wwwroot\", \"images\", name));\nawait file.CopyToAsync(stream);") },
        { "relative folder", Action("await File.[|WriteAllTextAsync|](\"uploads/\" + name, name);") },
        { "relative folder in a text", Action("await File.[|WriteAllTextAsync|]($\"wwwroot/files/{name}\", name);") },
        { "joined text", Action("await File.[|WriteAllTextAsync|](env.WebRootPath + \"/\" + name, name);") },
        { "field set in the constructor", Usings + "public class FilesController : ControllerBase { private readonly string _folder; public FilesController(IWebHostEnvironment env) { _folder = Path.Combine(env.WebRootPath, \"files\"); }\npublic void Post(string name, byte[] bytes) {\nSystem.IO.File.[|WriteAllBytes|](Path.Combine(_folder, name), bytes);\n} }" },
        { "field with an initializer", Action("await File.[|WriteAllBytesAsync|](Path.Combine(s_folder, name), bytes);", "private static readonly string s_folder = Path.Combine(Directory.GetCurrentDirectory(), \"files\");") },
        { "appended", Action("await File.[|AppendAllTextAsync|](Path.Combine(env.ContentRootPath, \"orders.csv\"), name);") },
        { "opened to write", Action("using var stream = File.[|OpenWrite|](Path.Combine(env.WebRootPath, name));\nstream.WriteByte(1);") },
        { "writer", Action("using var writer = new [|StreamWriter|](Path.Combine(env.ContentRootPath, name));\nwriter.Write(name);") },
        { "moved there", Action("File.[|Move|](name, Path.Combine(env.WebRootPath, name));") },
        { "minimal API", Usings + "public static class Api { public static void Map(WebApplication app) => app.MapPost(\"/files\", async (IFormFile file, IWebHostEnvironment env) => {\nusing var stream = new [|FileStream|](Path.Combine(env.WebRootPath, file.FileName), FileMode.CreateNew);\nawait file.CopyToAsync(stream);\n}); }" },
        { "service that a request calls", Usings + "public class FilesController(Store store) : ControllerBase { public void Post(string name, byte[] bytes) => store.Save(name, bytes); }\npublic class Store(IWebHostEnvironment env) { public void Save(string name, byte[] bytes) {\nFile.[|WriteAllBytes|](Path.Combine(env.WebRootPath, name), bytes);\n} }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "temporary file", Action("await File.WriteAllBytesAsync(Path.Combine(Path.GetTempPath(), name), bytes);") },
        { "temporary name", Action("var path = Path.GetTempFileName(); await File.WriteAllBytesAsync(path, bytes);") },
        { "configured folder", Action("await File.WriteAllBytesAsync(Path.Combine(settings[\"Files\"]!, name), bytes);") },
        { "configured folder, with a fallback", Action("await File.WriteAllBytesAsync(Path.Combine(settings[\"Files\"] ?? env.WebRootPath, name), bytes);") },
        { "absolute folder", Action("await File.WriteAllBytesAsync(\"/mnt/files/\" + name, bytes);") },
        { "folder of a drive", Action("await File.WriteAllBytesAsync(@\"Z:\\files\\\" + name, bytes);") },
        { "deleted again", Action("var path = Path.Combine(env.ContentRootPath, name); await File.WriteAllBytesAsync(path, bytes); try { Console.WriteLine(path); } finally { File.Delete(path); }") },
        { "read", Action("var text = await File.ReadAllTextAsync(Path.Combine(env.WebRootPath, name)); Console.WriteLine(text);") },
        { "opened to read", Action("using var stream = new FileStream(Path.Combine(env.WebRootPath, name), FileMode.Open, FileAccess.Read); Console.WriteLine(stream.Length);") },
        { "asked", Action("Console.WriteLine(File.Exists(Path.Combine(env.WebRootPath, name)));") },
        { "memory", Action("using var stream = new MemoryStream(); await file.CopyToAsync(stream);") },
        { "given path", Action("await File.WriteAllBytesAsync(name, bytes);") },
        { "start-up", Usings + "public static class Startup { public static void UseFiles(this IApplicationBuilder app, IWebHostEnvironment env) { File.WriteAllText(Path.Combine(env.ContentRootPath, \"started\"), \"x\"); } }" },
        { "tool", "public class Export { public void Run(string name) { File.WriteAllText(Path.Combine(AppContext.BaseDirectory, name), name); } }" },
        { "hosted service", Usings + "public class Pump(IWebHostEnvironment env) : Microsoft.Extensions.Hosting.BackgroundService { protected override async Task ExecuteAsync(CancellationToken stop) { await File.WriteAllTextAsync(Path.Combine(env.ContentRootPath, \"a.txt\"), \"x\", stop); } }" },
        { "blob store", Action("await Blobs.Upload(name, bytes);", more: "public static class Blobs { public static Task Upload(string name, byte[] bytes) => Task.CompletedTask; }") },
        { "folder made", Action("Directory.CreateDirectory(Path.Combine(env.WebRootPath, \"uploads\"));") },
        { "name without a folder", Action("await File.WriteAllBytesAsync(\"state\", bytes);") },
        { "database", Usings + "public class OrdersController(ShopContext db) : ControllerBase { public void Post(Order order) { db.Orders.Add(order); db.SaveChanges(); } }" },
        { "response", Usings + "public class FilesController : ControllerBase { public async Task Get(byte[] bytes) { await Response.Body.WriteAsync(bytes); } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Files_in_the_applications_folders_are_reported(Case code) => Verify.Fires(code.Source, s_several);

    [Theory, MemberData(nameof(Firing))]
    public Task Nothing_is_said_where_nobody_knows_of_several_instances(Case code) => Verify.Silent(code.Unmarked);

    [Theory, MemberData(nameof(Quiet))]
    public Task Other_files_are_not(Case code) => Verify.Silent(code.Source, s_several);

    [Fact]
    public Task Says_who_lacks_the_file() => Verify.Says(
        Action("await File.[|WriteAllBytesAsync|](Path.Combine(env.WebRootPath, name), bytes);"),
        "'File.WriteAllBytesAsync' writes below 'WebRootPath', on the disk of this instance: the others do not have the file, and a new container has lost it; keep it in a blob store or on a volume that all instances share",
        s_several);
}
