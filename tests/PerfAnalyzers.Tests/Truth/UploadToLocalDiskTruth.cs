using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PerfAnalyzers.Scaling;

namespace PerfAnalyzers.Tests;

/// <summary>Uploads a file to one of two instances with folders of their own, and asks both for it, and the first one's successor.</summary>
public sealed class UploadToLocalDiskTruth
{
    private const string Source = """
        using Microsoft.AspNetCore.Builder; using Microsoft.AspNetCore.Hosting; using Microsoft.AspNetCore.Http; using Microsoft.Extensions.Configuration;
        public static class Local { public static void Use(WebApplication app) { app.MapPut("/{name}", async (string name, HttpRequest request, IWebHostEnvironment env) => { using var file = File.Create(Path.Combine(env.ContentRootPath, name)); await request.Body.CopyToAsync(file); }); app.MapGet("/{name}", (string name, IWebHostEnvironment env) => File.Exists(Path.Combine(env.ContentRootPath, name)) ? Results.Text(File.ReadAllText(Path.Combine(env.ContentRootPath, name))) : Results.NotFound()); } }
        public static class Shared { public static void Use(WebApplication app) { app.MapPut("/{name}", async (string name, HttpRequest request, IConfiguration settings) => { using var file = File.Create(Path.Combine(settings["Files"]!, name)); await request.Body.CopyToAsync(file); }); app.MapGet("/{name}", (string name, IConfiguration settings) => File.Exists(Path.Combine(settings["Files"]!, name)) ? Results.Text(File.ReadAllText(Path.Combine(settings["Files"]!, name))) : Results.NotFound()); } }
        """;

    [Fact]
    public async Task A_file_below_the_content_root_is_found_at_one_instance()
    {
        Assert.Equal([1], (await Executed.ReviewWith<UploadToLocalDisk>(Source, ("perfanalyzers.deployment", "multi_instance"))).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line));
        Assert.Empty(await Executed.ReviewWith<UploadToLocalDisk>(Source));
        Assert.Equal("200 404 404", await Found("Local"));
        Assert.Equal("200 200 200", await Found("Shared"));
    }

    private static async Task<string> Found(string type)
    {
        var folders = Directory.CreateTempSubdirectory("perf-machines-");
        try
        {
            var shared = folders.CreateSubdirectory("shared").FullName;
            await using var first = await Start(type, folders.CreateSubdirectory("first").FullName, shared);
            await using var second = await Start(type, folders.CreateSubdirectory("second").FullName, shared);
            await using var successor = await Start(type, folders.CreateSubdirectory("successor").FullName, shared);
            using var body = new StringContent("picture");
            using var put = await first.Client.PutAsync("/cat", body);
            Assert.True(put.IsSuccessStatusCode);
            return $"{(await first.Get("/cat")).Status} {(await second.Get("/cat")).Status} {(await successor.Get("/cat")).Status}";
        }
        finally
        {
            folders.Delete(recursive: true);
        }
    }

    private static Task<WebInstance> Start(string type, string folder, string shared) => WebInstance.Start(
        services => services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("Files", shared)]).Build()),
        Executed.Load(Source).Delegate<Action<WebApplication>>(type + ".Use"),
        folder);
}
