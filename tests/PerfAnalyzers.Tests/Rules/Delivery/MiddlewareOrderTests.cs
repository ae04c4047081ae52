using Microsoft.CodeAnalysis;
using static PerfAnalyzers.Tests.WebCase;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Delivery.MiddlewareOrder, PerfAnalyzers.Delivery.MiddlewareOrderFix>;

namespace PerfAnalyzers.Tests;

public sealed class MiddlewareOrderTests
{
    private const string Auth = "builder.Services.AddAuthentication();\nbuilder.Services.AddAuthorization();";
    private const string Caches = "builder.Services.AddOutputCache();";

    public static readonly Cases Firing = new()
    {
        { "files behind authentication", Program(Auth, "app.UseAuthentication();\napp.UseAuthorization();\napp.[|UseStaticFiles|]();\napp.MapControllers();") },
        { "files behind authentication, start-up class", Startup("services.AddAuthentication();", "app.UseRouting();\napp.UseCors();\napp.UseAuthentication();\napp.UseAuthorization();\napp.UseResponseCaching();\napp.UseDefaultFiles();\napp.[|UseStaticFiles|](new StaticFileOptions { OnPrepareResponse = c => c.Context.Response.Headers.CacheControl = \"public\" });\napp.UseEndpoints(e => e.MapControllers());") },
        { "file server behind authentication", Program(Auth, "app.UseAuthentication();\napp.[|UseFileServer|]();\napp.MapControllers();") },
        { "files in a method of its own", Program(Auth, "app.UseAuthentication();\napp.[|UseSite|]();\napp.MapControllers();", "static class Site { public static void UseSite(this IApplicationBuilder app) => app.UseStaticFiles(); }") },
        { "authentication in a method of its own", Program(Auth, "app.UseSecurity();\napp.[|UseStaticFiles|]();", "static class Security { public static IApplicationBuilder UseSecurity(this IApplicationBuilder app) => app.UseAuthentication().UseAuthorization(); }") },
        { "chain", Startup("services.AddAuthentication();", "app.UseRouting()\n    .UseAuthentication()\n    .[|UseStaticFiles|]();") },
        { "authentication under a setting", Program(Auth, "if (app.Configuration[\"Auth\"] != null)\n{\n    app.UseAuthentication();\n}\napp.[|UseStaticFiles|]();") },
        { "compression behind the endpoints", Startup("services.AddResponseCompression();", "app.UseRouting();\napp.UseEndpoints(e => e.MapControllers());\napp.[|UseResponseCompression|]();") },
        { "compression behind MVC", Startup("services.AddResponseCompression();", "app.UseMvc();\napp.[|UseResponseCompression|]();") },
        { "compression behind the end", Startup("services.AddResponseCompression();", "app.Run(c => c.Response.WriteAsync(\"hello\"));\napp.[|UseResponseCompression|]();") },
        { "cache before routing", Startup("services.AddOutputCache();", "app.[|UseOutputCache|]();\napp.UseRouting();\napp.UseEndpoints(e => e.MapControllers());") },
        { "cache before routing of a web application", Program(Caches, "app.[|UseOutputCache|]();\napp.UseRouting();\napp.MapGet(\"/\", () => 1).CacheOutput();") },
        { "limits before routing", Program("builder.Services.AddRateLimiter(o => { });", "app.[|UseRateLimiter|]();\napp.UseRouting();\napp.MapGet(\"/\", () => 1).RequireRateLimiting(\"x\");") },
        { "time-outs before routing", Program("builder.Services.AddRequestTimeouts();", "app.[|UseRequestTimeouts|]();\napp.UseRouting();\napp.MapGet(\"/\", () => 1).WithRequestTimeout(\"x\");") },
    };

    public static readonly Cases Suggested = new()
    {
        { "compression behind files", Program("builder.Services.AddResponseCompression();", "app.UseStaticFiles();\napp.[|UseResponseCompression|]();\napp.MapControllers();") },
        { "compression behind a file server", Program("builder.Services.AddResponseCompression();", "app.UseFileServer(enableDirectoryBrowsing: false);\napp.UseRouting();\napp.[|UseResponseCompression|]();") },
        { "compression behind endpoints under a setting", Startup("services.AddResponseCompression();", "if (env.IsProduction())\n{\n    app.UseMvc();\n}\napp.[|UseResponseCompression|]();") },
        { "cache before CORS", Program(Caches, "app.[|UseOutputCache|]();\napp.UseCors();\napp.MapGet(\"/\", () => 1).CacheOutput();") },
        { "response cache before CORS", Startup("services.AddResponseCaching();", "app.UseRouting();\napp.[|UseResponseCaching|]();\napp.UseCors();\napp.UseEndpoints(e => e.MapControllers());") },
    };

    public static readonly Cases Quiet = new()
    {
        { "the documented order", Program(Auth, "app.UseExceptionHandler(\"/error\");\napp.UseHsts();\napp.UseHttpsRedirection();\napp.UseStaticFiles();\napp.UseRouting();\napp.UseRateLimiter();\napp.UseRequestLocalization();\napp.UseCors();\napp.UseAuthentication();\napp.UseAuthorization();\napp.UseSession();\napp.UseResponseCaching();\napp.MapControllers();") },
        { "files without authentication", Program("", "app.UseRouting();\napp.UseStaticFiles();\napp.MapControllers();") },
        { "files behind authorization that the framework puts behind authentication", Program(Auth, "app.UseAuthorization();\napp.UseStaticFiles();") },
        { "every file is protected", Program("builder.Services.AddAuthorization(o => o.FallbackPolicy = o.DefaultPolicy);", "app.UseAuthentication();\napp.UseAuthorization();\napp.UseStaticFiles();") },
        { "every file is protected, by a builder", Program("builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());", "app.UseAuthentication();\napp.UseAuthorization();\napp.UseStaticFiles();") },
        { "protected files beside public ones", Program(Auth, "app.UseStaticFiles();\napp.UseAuthentication();\napp.UseAuthorization();\napp.UseStaticFiles(new StaticFileOptions { RequestPath = \"/reports\" });") },
        { "protected folder", Program(Auth, "app.UseAuthentication();\napp.UseStaticFiles(new StaticFileOptions { FileProvider = new Microsoft.Extensions.FileProviders.PhysicalFileProvider(\"/data/invoices\"), RequestPath = \"/invoices\" });") },
        { "path", Program(Auth, "app.UseAuthentication();\napp.UseStaticFiles(\"/private\");") },
        { "files ask for the user", Program(Auth, "app.UseAuthentication();\napp.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = c => { if (c.Context.User.Identity?.IsAuthenticated != true) c.Context.Response.StatusCode = 401; } });") },
        { "options from elsewhere", Program(Auth, "var options = new StaticFileOptions();\napp.UseAuthentication();\napp.UseStaticFiles(options);") },
        { "a gate of its own", Program(Auth, "app.UseAuthentication();\napp.Use(async (c, next) => { if (c.User.Identity?.IsAuthenticated == true) await next(c); });\napp.UseStaticFiles();") },
        { "a middleware of its own", Program(Auth, "app.UseAuthentication();\napp.UseMiddleware<Gate>();\napp.UseStaticFiles();", "class Gate(RequestDelegate next) { public Task InvokeAsync(HttpContext c) => next(c); }") },
        { "branch", Program(Auth, "app.UseAuthentication();\napp.Map(\"/files\", files => files.UseStaticFiles());\napp.MapControllers();") },
        { "files before, in a method of its own", Program(Auth, "app.UseSite();\napp.UseAuthentication();\napp.MapControllers();", "static class Site { public static void UseSite(this IApplicationBuilder app) => app.UseStaticFiles(); }") },
        { "other application", Program(Auth, "app.UseAuthentication();", "static class Other { public static void Build(IApplicationBuilder other) => other.UseStaticFiles(); }") },
        { "compression first", Program("builder.Services.AddResponseCompression();", "app.UseResponseCompression();\napp.UseStaticFiles();\napp.MapControllers();") },
        { "compression before mapped endpoints run", Program("builder.Services.AddResponseCompression();", "app.MapGet(\"/\", () => 1);\napp.UseResponseCompression();") },
        { "compression behind files that are not to be compressed", Program("builder.Services.AddResponseCompression();", "app.UseStaticFiles(new StaticFileOptions { HttpsCompression = Microsoft.AspNetCore.Http.Features.HttpsCompressionMode.DoNotCompress });\napp.UseResponseCompression();") },
        { "compression behind assets that are endpoints", Program("builder.Services.AddResponseCompression();", "app.MapStaticAssets();\napp.UseResponseCompression();") },
        { "compression behind files of the developer", Program("builder.Services.AddResponseCompression();", "if (app.Environment.IsDevelopment())\n{\n    app.UseStaticFiles();\n}\napp.UseResponseCompression();") },
        { "compression in a branch", Program("builder.Services.AddResponseCompression();", "app.UseStaticFiles();\napp.UseWhen(c => c.Request.Path.StartsWithSegments(\"/api\"), api => api.UseResponseCompression());") },
        { "cache behind routing", Startup("services.AddOutputCache();", "app.UseRouting();\napp.UseCors();\napp.UseOutputCache();\napp.UseEndpoints(e => e.MapControllers());") },
        { "routing is implied", Program(Caches, "app.UseOutputCache();\napp.MapGet(\"/\", () => 1).CacheOutput();") },
        { "cache for everything", Startup("services.AddOutputCache(o => o.AddBasePolicy(b => b.Cache()));", "app.UseOutputCache();\napp.UseRouting();\napp.UseEndpoints(e => e.MapControllers());") },
        { "limit for everything", Program("builder.Services.AddRateLimiter(o => o.GlobalLimiter = null);", "app.UseRateLimiter();\napp.UseRouting();\napp.MapGet(\"/\", () => 1);") },
        { "time-out for everything", Program("builder.Services.AddRequestTimeouts(o => { });", "app.UseRequestTimeouts();\napp.UseRouting();\napp.MapGet(\"/\", () => 1);") },
        { "routing twice", Program(Caches, "app.UseRouting();\napp.UseOutputCache();\napp.UseRouting();\napp.MapGet(\"/\", () => 1).CacheOutput();") },
        { "endpoints behind a run without handler", Program("builder.Services.AddResponseCompression();", "app.UseResponseCompression();\napp.MapGet(\"/\", () => 1);") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_files_cost() => Verify.Says(
        Program(Auth, "app.UseAuthentication();\napp.[|UseStaticFiles|]();"),
        "'UseStaticFiles' comes after 'UseAuthentication': each request for a file authenticates its user; move it before");

    [Fact]
    public Task Says_what_is_not_cached() => Verify.Says(
        Program(Caches, "app.[|UseOutputCache|]();\napp.UseRouting();\napp.MapGet(\"/\", () => 1).CacheOutput();"),
        "'UseOutputCache' comes before 'UseRouting': it does not know the endpoint, and caches nothing; move it behind");

    [Fact]
    public Task Moves_files_and_default_documents() => Verify.Fixes(
        Startup("services.AddAuthentication();", "app.UseRouting();\n\n// Who is it?\napp.UseAuthentication();\napp.UseAuthorization();\n\n// The site\napp.UseDefaultFiles();\napp.[|UseStaticFiles|](); // wwwroot\n\napp.UseEndpoints(e => e.MapControllers());"),
        Startup("services.AddAuthentication();", "app.UseRouting();\n\n// The site\napp.UseDefaultFiles();\napp.UseStaticFiles(); // wwwroot\n// Who is it?\napp.UseAuthentication();\napp.UseAuthorization();\n\n\napp.UseEndpoints(e => e.MapControllers());"));

    [Fact]
    public Task Moves_compression() => Verify.Fixes(
        Program("builder.Services.AddResponseCompression();", "app.UseStaticFiles();\napp.UseRouting();\napp.[|UseResponseCompression|]();\napp.MapControllers();"),
        Program("builder.Services.AddResponseCompression();", "app.UseResponseCompression();\napp.UseStaticFiles();\napp.UseRouting();\napp.MapControllers();"),
        DiagnosticSeverity.Info);

    [Fact]
    public Task Moves_the_cache_behind_routing_and_cors() => Verify.Fixes(
        Startup("services.AddOutputCache();", "app.[|UseOutputCache|]();\napp.UseRouting();\napp.UseCors();\napp.UseEndpoints(e => e.MapControllers());"),
        Startup("services.AddOutputCache();", "app.UseRouting();\napp.UseCors();\napp.UseOutputCache();\napp.UseEndpoints(e => e.MapControllers());"));

    [Fact]
    public Task Moves_on_one_line() => Verify.Fixes(
        WebUsings + "var app = WebApplication.CreateBuilder(args).Build(); app.UseAuthentication(); app.[|UseStaticFiles|](); app.Run();",
        WebUsings + "var app = WebApplication.CreateBuilder(args).Build(); app.UseStaticFiles(); app.UseAuthentication(); app.Run();");

    [Fact]
    public async Task Refuses_what_is_no_statement_of_its_own()
    {
        await Verify.RefusesToFix(Startup("services.AddAuthentication();", "app.UseRouting()\n    .UseAuthentication()\n    .[|UseStaticFiles|]();"));
        await Verify.RefusesToFix(Program(Auth, "app.UseAuthentication();\napp.[|UseSite|]();", "static class Site { public static void UseSite(this IApplicationBuilder app) => app.UseStaticFiles(); }"));
    }

    [Fact]
    public async Task Refuses_to_pass_what_acts_on_files()
    {
        await Verify.RefusesToFix(Program(Auth, "app.UseAuthentication();\napp.UseCors();\napp.[|UseStaticFiles|]();"));
        await Verify.RefusesToFix(Program(Auth, "app.UseAuthentication();\napp.UseResponseCompression();\napp.[|UseStaticFiles|]();"));
        await Verify.RefusesToFix(Program(Auth, "app.UseAuthentication();\nvar age = app.Configuration[\"Age\"];\napp.[|UseStaticFiles|](new StaticFileOptions { OnPrepareResponse = c => c.Context.Response.Headers.CacheControl = age });"));
    }

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        (WebUsings + "new First();\nclass First\n{\n    void Configure(IApplicationBuilder app)\n    {\n        app.UseAuthentication();\n        app.[|UseStaticFiles|]();\n    }\n}\n",
         WebUsings + "new First();\nclass First\n{\n    void Configure(IApplicationBuilder app)\n    {\n        app.UseStaticFiles();\n        app.UseAuthentication();\n    }\n}\n"),
        (WebUsings + "class Second\n{\n    void Configure(IApplicationBuilder app)\n    {\n        app.[|UseOutputCache|]();\n        app.UseRouting();\n    }\n}\n",
         WebUsings + "class Second\n{\n    void Configure(IApplicationBuilder app)\n    {\n        app.UseRouting();\n        app.UseOutputCache();\n    }\n}\n"),
    ]);
}
