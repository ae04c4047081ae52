using static PerfAnalyzers.Tests.WebCase;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.UnmappedHealthChecks, PerfAnalyzers.Scaling.UnmappedHealthChecksFix>;

namespace PerfAnalyzers.Tests;

public sealed class UnmappedHealthChecksTests
{
    private const string Check = "class Ready : Microsoft.Extensions.Diagnostics.HealthChecks.IHealthCheck { public Task<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult> CheckHealthAsync(Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckContext c, CancellationToken t) => Task.FromResult(Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult.Healthy()); }";

    public static readonly Cases Firing = new()
    {
        { "registered", Program("builder.Services.[|AddHealthChecks|]();", "app.MapGet(\"/\", () => 1);") },
        { "with a check", Program("builder.Services.[|AddHealthChecks|]().AddCheck<Ready>(\"ready\");", "app.MapControllers();", Check) },
        { "start-up class", Startup("services.AddControllers();\nservices.[|AddHealthChecks|]();", "app.UseRouting();\napp.UseEndpoints(e =>\n{\n    e.MapControllers();\n});") },
        { "method of its own", Program("builder.Services.AddShop();", "app.MapControllers();", "static class Setup { public static void AddShop(this IServiceCollection services) => services.[|AddHealthChecks|](); }") },
        { "commented out", Program("builder.Services.[|AddHealthChecks|]();", "// app.MapHealthChecks(\"/health\");\napp.MapControllers();") },
        { "under a setting", Program("if (builder.Configuration[\"Checks\"] != null)\n    builder.Services.[|AddHealthChecks|]();", "app.MapControllers();") },
        { "route of that name that asks nothing", Program("builder.Services.[|AddHealthChecks|]();", "app.MapGet(\"/health\", () => \"ok\");") },
    };

    public static readonly Cases Quiet = new()
    {
        { "mapped", Program("builder.Services.AddHealthChecks();", "app.MapHealthChecks(\"/healthz\");") },
        { "used", Startup("services.AddHealthChecks();", "app.UseHealthChecks(\"/healthz\");") },
        { "mapped among endpoints", Startup("services.AddHealthChecks();", "app.UseRouting();\napp.UseEndpoints(e => { e.MapControllers(); e.MapHealthChecks(\"/ready\"); });") },
        { "mapped in a method of its own", Program("builder.Services.AddHealthChecks();", "app.MapDefaults();", "static class Defaults { public static void MapDefaults(this WebApplication app) { if (app.Environment.IsDevelopment()) { app.MapHealthChecks(\"/health\"); } } }") },
        { "mapped in a group", Program("builder.Services.AddHealthChecks();", "app.MapGroup(\"/ops\").MapHealthChecks(\"/health\");") },
        { "published", Program("builder.Services.AddHealthChecks();\nbuilder.Services.AddSingleton<Microsoft.Extensions.Diagnostics.HealthChecks.IHealthCheckPublisher, Push>();", "app.MapControllers();", "class Push : Microsoft.Extensions.Diagnostics.HealthChecks.IHealthCheckPublisher { public Task PublishAsync(Microsoft.Extensions.Diagnostics.HealthChecks.HealthReport r, CancellationToken t) => Task.CompletedTask; }") },
        { "asked by code", Program("builder.Services.AddHealthChecks();", "app.MapGet(\"/state\", (Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckService checks) => checks.CheckHealthAsync());") },
        { "for gRPC", Program("builder.Services.AddHealthChecks();\nbuilder.Services.AddGrpcHealthChecks();", "app.MapControllers();", "namespace Microsoft.Extensions.DependencyInjection { static class Grpc { public static IServiceCollection AddGrpcHealthChecks(this IServiceCollection services) => services; } }") },
        { "for a dashboard", Program("builder.Services.AddHealthChecks();", "app.MapHealthChecksUI();", "static class Ui { public static void MapHealthChecksUI(this WebApplication app) { } }") },
        { "modules", Program("builder.Services.AddHealthChecks();", "foreach (var module in new List<IModule>())\n{\n    module.Map(app);\n}", "public interface IModule { void Map(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder endpoints); }") },
        { "in development", Program("if (builder.Environment.IsDevelopment())\n{\n    builder.Services.AddHealthChecks();\n}", "app.MapControllers();") },
        { "library", WebUsings + "public static class Setup { public static void AddShop(this IServiceCollection services) => services.AddHealthChecks(); }" },
        { "worker without a pipeline", WebUsings + "var builder = Host.CreateApplicationBuilder(args);\nbuilder.Services.AddHealthChecks();\nbuilder.Build().Run();" },
        { "in another build", Program("builder.Services.AddHealthChecks();", "#if SHIP\napp.MapHealthChecks(\"/healthz\");\n#endif\napp.MapControllers();") },
        { "none at all", Program("builder.Services.AddControllers();", "app.MapControllers();") },
        { "own method of the name", Program("builder.Services.AddHealthChecks(5);", "app.MapControllers();", "static class Mine { public static void AddHealthChecks(this IServiceCollection services, int n) { } }") },
        { "mapped outside development", Program("builder.Services.AddHealthChecks();", "if (!app.Environment.IsDevelopment())\n{\n    app.MapHealthChecks(\"/healthz\");\n}") },
        { "mapped in a branch", Program("builder.Services.AddHealthChecks();", "app.MapWhen(c => c.Connection.LocalPort == 8081, b => b.UseHealthChecks(\"/\"));") },
        { "start-up filter", Program("builder.Services.AddHealthChecks();\nbuilder.Services.AddTransient<IStartupFilter, Filter>();", "", "class Filter : IStartupFilter { public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app => { app.UseHealthChecks(\"/healthz\"); next(app); }; }") },
        { "handed to another method", Program("builder.Services.AddHealthChecks();", "Configure(app, endpoints => endpoints.MapHealthChecks(\"/healthz\"));\nstatic void Configure(WebApplication app, Action<Microsoft.AspNetCore.Routing.IEndpointRouteBuilder> map) => map(app);") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory]
    [InlineData("behind_proxy")]
    [InlineData("multi_instance")]
    public async Task Balanced_instances_need_some(string deployment)
    {
        var code = Program("builder.Services.AddControllers();", "app.MapControllers();").Replace("builder.Build()", "builder.[|Build|]()", StringComparison.Ordinal);
        await Verify.Fires(code, (Deployment.Declared.Key, deployment));
        await Verify.Silent(Program("", "app.MapGet(\"/alive\", () => \"ok\");"), (Deployment.Declared.Key, deployment));
        await Verify.Silent(Program("builder.Services.AddHealthChecks();", "app.MapHealthChecks(\"/x\");"), (Deployment.Declared.Key, deployment));
        await Verify.Silent(code.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal), (Deployment.Declared.Key, "single_instance"));
    }

    [Fact]
    public Task Says_what_the_balancer_sees() => Verify.Says(
        Program("builder.Services.[|AddHealthChecks|]();", "app.MapControllers();"),
        "No endpoint asks these health checks, so a load balancer gets 404; map them with 'MapHealthChecks'");

    [Fact]
    public Task Maps_them() => Verify.Fixes(
        Program("builder.Services.[|AddHealthChecks|]();", "app.UseStaticFiles();\napp.MapControllers();\n"),
        Program("builder.Services.AddHealthChecks();", "app.UseStaticFiles();\napp.MapControllers();\napp.MapHealthChecks(\"/healthz\");\n"));

    [Fact]
    public Task Maps_them_before_the_run() => Verify.Fixes(
        Program("builder.Services.[|AddHealthChecks|]();", "app.UseStaticFiles();\n"),
        Program("builder.Services.AddHealthChecks();", "app.UseStaticFiles();\napp.MapHealthChecks(\"/healthz\");\n"));

    [Fact]
    public Task Maps_them_among_endpoints() => Verify.Fixes(
        Startup("services.[|AddHealthChecks|]();", "app.UseRouting();\napp.UseEndpoints(e =>\n{\n    e.MapControllers();\n});"),
        Startup("services.AddHealthChecks();", "app.UseRouting();\napp.UseEndpoints(e =>\n{\n    e.MapControllers();\n    e.MapHealthChecks(\"/healthz\");\n});"));

    [Fact]
    public Task Refuses_without_a_place() => Verify.RefusesToFix(Startup("services.[|AddHealthChecks|]();", "app.UseRouting();\napp.UseEndpoints(e => e.MapControllers());"));

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        (WebUsings + "new First();\nclass First\n{\n    void ConfigureServices(IServiceCollection services) => services.[|AddHealthChecks|]();\n    void Configure(IApplicationBuilder app)\n    {\n        app.UseEndpoints(e =>\n        {\n            e.MapControllers();\n        });\n    }\n}\n",
         WebUsings + "new First();\nclass First\n{\n    void ConfigureServices(IServiceCollection services) => services.AddHealthChecks();\n    void Configure(IApplicationBuilder app)\n    {\n        app.UseEndpoints(e =>\n        {\n            e.MapControllers();\n            e.MapHealthChecks(\"/healthz\");\n        });\n    }\n}\n"),
    ]);
}
