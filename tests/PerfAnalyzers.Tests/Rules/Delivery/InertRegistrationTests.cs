using static PerfAnalyzers.Tests.WebCase;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Delivery.InertRegistration, PerfAnalyzers.Delivery.InertRegistrationFix>;

namespace PerfAnalyzers.Tests;

public sealed class InertRegistrationTests
{
    public static readonly Cases Firing = new()
    {
        { "compression", Program("builder.Services.[|AddResponseCompression|]();", "app.MapGet(\"/\", () => \"hello\");") },
        { "compression with options", Program("builder.Services.[|AddResponseCompression|](o => o.EnableForHttps = true);", "app.UseHttpsRedirection();\napp.MapControllers();") },
        { "output cache of an endpoint", Program("builder.Services.[|AddOutputCache|]();", "app.MapGet(\"/\", () => \"hello\").CacheOutput();") },
        { "output cache of a controller", Program("builder.Services.AddControllers();\nbuilder.Services.[|AddOutputCache|]();", "app.MapControllers();", "[ApiController, Route(\"prices\")] public class PricesController : ControllerBase { [HttpGet, Microsoft.AspNetCore.OutputCaching.OutputCache(Duration = 60)] public int Get() => 1; }") },
        { "response cache", Program("builder.Services.[|AddResponseCaching|]();", "app.MapControllers();") },
        { "limits of endpoints", Program("builder.Services.[|AddRateLimiter|](o => { });", "app.MapGet(\"/\", () => 1).RequireRateLimiting(\"fixed\");") },
        { "time-outs of endpoints", Program("builder.Services.[|AddRequestTimeouts|]();", "app.MapGet(\"/\", () => 1).WithRequestTimeout(\"short\");") },
        { "unpacking", Program("builder.Services.[|AddRequestDecompression|]();", "app.MapPost(\"/\", (HttpContext c) => 1);") },
        { "request log", Program("builder.Services.[|AddHttpLogging|](o => { });", "app.MapGet(\"/\", () => 1);") },
        { "access log", Program("builder.Services.[|AddW3CLogging|](o => { });", "app.MapGet(\"/\", () => 1);") },
        { "start-up class", Startup("services.[|AddResponseCompression|]();\nservices.AddControllers();", "app.UseRouting();\napp.UseEndpoints(e => e.MapControllers());") },
        { "method of its own", Program("builder.Services.AddShop();", "app.MapGet(\"/\", () => 1);", "static class Setup { public static IServiceCollection AddShop(this IServiceCollection services) { services.[|AddOutputCache|](); return services; } }") },
        { "commented out", Program("builder.Services.[|AddResponseCompression|]();", "// app.UseResponseCompression();\napp.MapGet(\"/\", () => 1);") },
        { "under a setting", Program("if (builder.Configuration[\"Compress\"] == \"yes\")\n{\n    builder.Services.[|AddResponseCompression|]();\n}", "app.MapGet(\"/\", () => 1);") },
        { "in a lambda", WebUsings + "Host.CreateDefaultBuilder(args).ConfigureServices(s => s.[|AddResponseCompression|]()).ConfigureWebHostDefaults(w => w.Configure(a => a.UseRouting())).Build().Run();" },
        { "two of them", Program("builder.Services.[|AddOutputCache|]();\nbuilder.Services.[|AddRateLimiter|](o => { });", "app.MapGet(\"/\", () => 1);") },
    };

    public static readonly Cases Quiet = new()
    {
        { "used", Program("builder.Services.AddResponseCompression();", "app.UseResponseCompression();\napp.MapGet(\"/\", () => 1);") },
        { "used under a setting", Program("builder.Services.AddResponseCompression();", "if (app.Configuration[\"Compress\"] == \"yes\")\n{\n    app.UseResponseCompression();\n}") },
        { "used outside development", Program("builder.Services.AddResponseCaching();", "if (!app.Environment.IsDevelopment()) app.UseResponseCaching();") },
        { "used in a branch", Program("builder.Services.AddOutputCache();", "app.UseWhen(c => c.Request.Path.StartsWithSegments(\"/api\"), api => api.UseOutputCache());") },
        { "used in a branch of its own", Program("builder.Services.AddRateLimiter(o => { });", "app.Map(\"/api\", api => api.UseRateLimiter());") },
        { "used in a method of its own", Program("builder.Services.AddResponseCompression();", "app.UseShop();", "static class Pipeline { public static void UseShop(this IApplicationBuilder app) => app.UseRouting().UseResponseCompression(); }") },
        { "used through the type", Program("builder.Services.AddResponseCompression();", "ResponseCompressionBuilderExtensions.UseResponseCompression(app);") },
        { "used in a start-up class", Startup("services.AddResponseCaching();", "app.UseRouting();\napp.UseResponseCaching();\napp.UseEndpoints(e => e.MapControllers());") },
        { "used in a start-up filter", Program("builder.Services.AddHttpLogging(o => { });\nbuilder.Services.AddTransient<IStartupFilter, Filter>();", "", "class Filter : IStartupFilter { public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app => { app.UseHttpLogging(); next(app); }; }") },
        { "used in another build", Program("builder.Services.AddResponseCompression();", "#if SHIP\napp.UseResponseCompression();\n#endif\napp.MapGet(\"/\", () => 1);") },
        { "middleware by its type", Program("builder.Services.AddResponseCompression();", "app.UseMiddleware<Microsoft.AspNetCore.ResponseCompression.ResponseCompressionMiddleware>();") },
        { "library", WebUsings + "public static class Setup { public static IServiceCollection AddShop(this IServiceCollection services) { services.AddResponseCompression(); services.AddOutputCache(); return services; } }" },
        { "pipeline of modules", Program("builder.Services.AddResponseCompression();", "foreach (var module in new List<IModule>())\n{\n    module.Configure(app);\n}", "public interface IModule { void Configure(IApplicationBuilder app); }") },
        { "pipeline handed in", Program("builder.Services.AddResponseCompression();", "Plugins.All(app);", "static class Plugins { public static List<Action<IApplicationBuilder>> Steps { get; } = []; public static void All(IApplicationBuilder app) { foreach (var step in Steps) step(app); } }") },
        { "developer's machine", Program("if (builder.Environment.IsDevelopment())\n{\n    builder.Services.AddHttpLogging(o => { });\n}", "app.MapGet(\"/\", () => 1);") },
        { "services without middleware", Program("builder.Services.AddMemoryCache();\nbuilder.Services.AddHttpContextAccessor();\nbuilder.Services.AddControllers();\nbuilder.Services.AddSignalR();", "app.MapControllers();") },
        { "own method of the name", Program("builder.Services.AddRateLimiter();", "app.MapGet(\"/\", () => 1);", "static class Limits { public static IServiceCollection AddRateLimiter(this IServiceCollection services) => services.AddSingleton<object>(new object()); }") },
        { "unknown helper of the application", Program("builder.Services.AddResponseCompression();", "Contoso.Web.Hosting.Defaults(app);", "namespace Contoso.Web { public interface IHosting { void Run(WebApplication app); } static class Hosting { public static IHosting? Current; public static void Defaults(WebApplication app) => Current!.Run(app); } }") },
        { "all of them", Program("builder.Services.AddResponseCompression();\nbuilder.Services.AddOutputCache();\nbuilder.Services.AddRateLimiter(o => { });\nbuilder.Services.AddRequestTimeouts();", "app.UseResponseCompression();\napp.UseRouting();\napp.UseRateLimiter();\napp.UseRequestTimeouts();\napp.UseOutputCache();\napp.MapGet(\"/\", () => 1);") },
        { "worker", WebUsings + "var builder = Host.CreateApplicationBuilder(args);\nbuilder.Services.AddMemoryCache();\nbuilder.Build().Run();" },
        { "used behind a null check", Program("builder.Services.AddResponseCompression();", "WebApplication? maybe = app;\nmaybe?.UseResponseCompression();") },
        { "other collection of the name", WebUsings + "var services = new Bag();\nservices.AddResponseCompression();\nclass Bag { public void AddResponseCompression() { } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Trusts_what_it_sees_when_asked_to() => Verify.Fires(
        Program("builder.Services.[|AddResponseCompression|]();", "foreach (var module in new List<IModule>())\n{\n    module.Configure(app);\n}", "public interface IModule { void Configure(IApplicationBuilder app); }"),
        (Composition.TrustVisible.Key, "true"));

    [Fact]
    public Task Says_what_does_not_happen() => Verify.Says(
        Program("builder.Services.[|AddRateLimiter|](o => { });", "app.MapGet(\"/\", () => 1);"),
        "'AddRateLimiter' has no effect: nothing calls 'UseRateLimiter', so no request is limited");

    [Fact]
    public Task Adds_compression_in_front() => Verify.Fixes(
        Program("builder.Services.[|AddResponseCompression|]();", "app.UseForwardedHeaders(); // first\nif (!app.Environment.IsDevelopment())\n{\n    app.UseHsts();\n}\n\n// Files\napp.UseStaticFiles();\napp.MapGet(\"/\", () => 1);"),
        Program("builder.Services.AddResponseCompression();", "app.UseForwardedHeaders(); // first\nif (!app.Environment.IsDevelopment())\n{\n    app.UseHsts();\n}\napp.UseResponseCompression();\n\n// Files\napp.UseStaticFiles();\napp.MapGet(\"/\", () => 1);"));

    [Fact]
    public Task Adds_compression_right_behind_the_builder() => Verify.Fixes(
        Program("builder.Services.[|AddResponseCompression|]();", "app.UseStaticFiles();"),
        Program("builder.Services.AddResponseCompression();", "app.UseResponseCompression();\napp.UseStaticFiles();"));

    [Fact]
    public Task Adds_the_cache_behind_what_it_needs() => Verify.Fixes(
        Startup("services.[|AddOutputCache|]();", "app.UseStaticFiles();\napp.UseRouting();\napp.UseCors();\napp.UseAuthorization();\napp.UseEndpoints(e => e.MapControllers());"),
        Startup("services.AddOutputCache();", "app.UseStaticFiles();\napp.UseRouting();\napp.UseCors();\napp.UseAuthorization();\napp.UseOutputCache();\napp.UseEndpoints(e => e.MapControllers());"));

    [Fact]
    public Task Adds_limits_behind_files() => Verify.Fixes(
        Program("builder.Services.[|AddRateLimiter|](o => { });", "app.UseStaticFiles();\napp.MapGet(\"/\", () => 1);"),
        Program("builder.Services.AddRateLimiter(o => { });", "app.UseStaticFiles();\napp.UseRateLimiter();\napp.MapGet(\"/\", () => 1);"));

    [Fact]
    public Task Adds_at_the_start_of_configure() => Verify.Fixes(
        Startup("services.[|AddHttpLogging|](o => { });", "app.UseRouting();"),
        Startup("services.AddHttpLogging(o => { });", "app.UseHttpLogging();\napp.UseRouting();"));

    [Fact]
    public Task Refuses_without_a_pipeline_in_the_file() => Verify.RefusesToFix(
        WebUsings + "Host.CreateDefaultBuilder(args).ConfigureServices(s => s.[|AddResponseCompression|]()).ConfigureWebHostDefaults(w => w.Configure(a => a.UseRouting())).Build().Run();");

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        (WebUsings + "new First();\nclass First\n{\n    void ConfigureServices(IServiceCollection services) => services.[|AddResponseCompression|]();\n    void Configure(IApplicationBuilder app)\n    {\n        app.UseStaticFiles();\n    }\n}\n",
         WebUsings + "new First();\nclass First\n{\n    void ConfigureServices(IServiceCollection services) => services.AddResponseCompression();\n    void Configure(IApplicationBuilder app)\n    {\n        app.UseResponseCompression();\n        app.UseStaticFiles();\n    }\n}\n"),
        (WebUsings + "class Second\n{\n    void ConfigureServices(IServiceCollection services) => services.[|AddOutputCache|]();\n    void Configure(IApplicationBuilder app)\n    {\n        app.UseRouting();\n    }\n}\n",
         WebUsings + "class Second\n{\n    void ConfigureServices(IServiceCollection services) => services.AddOutputCache();\n    void Configure(IApplicationBuilder app)\n    {\n        app.UseRouting();\n        app.UseOutputCache();\n    }\n}\n"),
    ]);
}
