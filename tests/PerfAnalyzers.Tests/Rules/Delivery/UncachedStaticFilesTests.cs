using static PerfAnalyzers.Tests.WebCase;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Delivery.UncachedStaticFiles, PerfAnalyzers.Delivery.UncachedStaticFilesFix>;

namespace PerfAnalyzers.Tests;

public sealed class UncachedStaticFilesTests
{
    private const string Age = "OnPrepareResponse = static file => file.Context.Response.Headers.CacheControl = \"public,max-age=604800\"";

    public static readonly Cases Firing = new()
    {
        { "web application", Program("", "app.[|UseStaticFiles|]();\napp.MapControllers();") },
        { "web application under a setting", Program("", "if (app.Configuration[\"Files\"] != null)\n{\n    app.[|UseStaticFiles|]();\n}") },
        { "start-up class", Startup("", "app.[|UseStaticFiles|]();\napp.UseRouting();") },
        { "options without headers", Program("", "app.[|UseStaticFiles|](new StaticFileOptions { ServeUnknownFileTypes = true });") },
        { "options of a folder", Program("", "app.[|UseStaticFiles|](new StaticFileOptions\n{\n    RequestPath = \"/media\",\n    RedirectToAppendTrailingSlash = false\n});") },
        { "empty options", Startup("", "app.[|UseStaticFiles|](new StaticFileOptions());") },
        { "files that arrive at run time", Program("", "app.[|UseStaticFiles|]();\napp.MapPost(\"/\", (IWebHostEnvironment env) => env.WebRootPath);") },
        { "chain", Startup("", "app.UseRouting().[|UseStaticFiles|]();") },
        { "method of its own", Program("", "app.UseSite();", "static class Site { public static void UseSite(this IApplicationBuilder app) { app.[|UseStaticFiles|](); } }") },
        { "default documents", Program("", "app.UseDefaultFiles();\napp.[|UseStaticFiles|]();") },
    };

    public static readonly Cases Quiet = new()
    {
        { "assets", Program("", "app.MapStaticAssets();") },
        { "assets beside files", Program("", "app.UseStaticFiles();\napp.MapStaticAssets();") },
        { "headers in options", Program("", "app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = c => c.Context.Response.Headers[\"Cache-Control\"] = \"public\" });") },
        { "headers in asynchronous options", Program("", "app.UseStaticFiles(new StaticFileOptions { OnPrepareResponseAsync = c => Task.CompletedTask });") },
        { "headers in registered options", Program("builder.Services.Configure<StaticFileOptions>(o => o.OnPrepareResponse = c => { });", "app.UseStaticFiles();") },
        { "headers by middleware", Program("", "app.Use((c, next) => { c.Response.Headers.CacheControl = \"public,max-age=60\"; return next(c); });\napp.UseStaticFiles();") },
        { "headers by middleware, by name", Program("", "app.Use((c, next) => { c.Response.Headers.Append(\"Cache-Control\", \"public\"); return next(c); });\napp.UseStaticFiles();") },
        { "headers by typed middleware", Program("", "app.UseMiddleware<Keep>();\napp.UseStaticFiles();", "class Keep(RequestDelegate next) { public Task InvokeAsync(HttpContext c) { c.Response.GetTypedHeaders().CacheControl = new() { Public = true }; return next(c); } }") },
        { "options from elsewhere", Program("", "app.UseStaticFiles(Files.Options);", "static class Files { public static StaticFileOptions Options { get; } = new() { OnPrepareResponse = c => { } }; }") },
        { "options from elsewhere, unknown", Startup("services.AddSingleton(new StaticFileOptions());", "app.UseStaticFiles((StaticFileOptions)app.ApplicationServices.GetService(typeof(StaticFileOptions))!);") },
        { "in development", Program("", "if (app.Environment.IsDevelopment())\n{\n    app.UseStaticFiles();\n}") },
        { "library", WebUsings + "public static class Setup { public static void UseShop(this IApplicationBuilder app) => app.UseStaticFiles(); }" },
        { "modules", Program("", "foreach (var module in new List<IModule>())\n{\n    module.Configure(app);\n}\napp.UseStaticFiles();", "public interface IModule { void Configure(IApplicationBuilder app); }") },
        { "path alone", Program("", "app.UseStaticFiles(\"/files\");") },
        { "file server", Program("", "app.UseFileServer();") },
        { "no files", Program("", "app.MapControllers();") },
        { "Blazor", Program("", "app.UseBlazorFrameworkFiles();\napp.UseStaticFiles();", "static class Blazor { public static void UseBlazorFrameworkFiles(this IApplicationBuilder app) { } }") },
        { "own method of the name", Program("", "new Site().UseStaticFiles();", "class Site { public void UseStaticFiles() { } }") },
        { "middleware by its type", Program("", "app.UseMiddleware<Microsoft.AspNetCore.StaticFiles.StaticFileMiddleware>();") },
        { "assets in another build", Program("", "app.MapGet(\"/\", () => 1);\n#if SHIP\napp.UseStaticFiles();\n#endif\n") },
        { "files behind authentication", Program("builder.Services.AddAuthentication();", "app.UseAuthentication();\napp.UseStaticFiles();") },
        { "header filter", Program("builder.Services.AddControllers();", "app.UseStaticFiles();\napp.MapControllers();", "class Keep : Attribute { public void Set(HttpResponse r) => r.Headers[Microsoft.Net.Http.Headers.HeaderNames.CacheControl] = \"public\"; }") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public async Task A_network_in_front_decides_itself()
    {
        await Verify.Silent(Program("", "app.UseStaticFiles();"), (Deployment.Declared.Key, "cdn"));
        await Verify.Silent(Program("", "app.UseStaticFiles();").Replace("UseStaticFiles()", "MapStaticAssets()", StringComparison.Ordinal), (Deployment.Declared.Key, "cdn"));
    }

    [Fact]
    public Task Disabled_assets_cannot_be_mapped() => Verify.FixesWith(
        Program("", "app.[|UseStaticFiles|]();"),
        Program("", "app.UseStaticFiles(new StaticFileOptions { " + Age + " });"),
        ("build_property.StaticWebAssetsEnabled", "false"));

    [Fact]
    public Task Says_what_is_missing() => Verify.Says(
        Program("", "app.[|UseStaticFiles|]();"),
        "'UseStaticFiles' sends files uncompressed and without Cache-Control; 'MapStaticAssets' sends what the build has compressed, with caching headers");

    [Fact]
    public Task Maps_assets() => Verify.Fixes(
        Program("", "app.[|UseStaticFiles|](); // files\napp.MapControllers();"),
        Program("", "app.MapStaticAssets(); // files\napp.MapControllers();"));

    [Fact]
    public Task Adds_options() => Verify.Fixes(
        Startup("", "app.[|UseStaticFiles|]();"),
        Startup("", "app.UseStaticFiles(new StaticFileOptions { " + Age + " });"));

    [Fact]
    public async Task Adds_to_options()
    {
        await Verify.Fixes(
            Program("", "app.[|UseStaticFiles|](new StaticFileOptions { ServeUnknownFileTypes = true });"),
            Program("", "app.UseStaticFiles(new StaticFileOptions { ServeUnknownFileTypes = true, " + Age + " });"));
        await Verify.Fixes(
            Program("", "app.[|UseStaticFiles|](new StaticFileOptions\n{\n    RequestPath = \"/media\"\n});"),
            Program("", "app.UseStaticFiles(new StaticFileOptions\n{\n    RequestPath = \"/media\",\n    " + Age + "\n});"));
        await Verify.Fixes(
            Program("", "app.[|UseStaticFiles|](new StaticFileOptions());"),
            Program("", "app.UseStaticFiles(new StaticFileOptions { " + Age + " });"));
    }

    [Fact]
    public async Task Refuses_comments_and_chains()
    {
        await Verify.RefusesToFix(Program("", "app.[|UseStaticFiles|](new StaticFileOptions { /* all */ ServeUnknownFileTypes = true });"));
        await Verify.RefusesToFix(Program("", "app.[|UseStaticFiles|]().UseRouting();"));
    }
}
