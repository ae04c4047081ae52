using static PerfAnalyzers.Tests.WebCase;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.MissingForwardedHeaders, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class MissingForwardedHeadersTests
{
    private static readonly (string, string) s_proxy = (Deployment.Declared.Key, "behind_proxy");

    // Reported behind a proxy; without the option nothing is.
    public static readonly Cases Firing = new()
    {
        { "redirection", Program("", "app.[|UseHttpsRedirection|]();\napp.MapControllers();") },
        { "redirection and HSTS", Program("", "app.UseHsts();\napp.[|UseHttpsRedirection|]();") },
        { "HSTS alone", Program("", "if (!app.Environment.IsDevelopment())\n{\n    app.[|UseHsts|]();\n}") },
        { "address of the client", Program("", "app.MapGet(\"/\", (HttpContext c) => [|c.Connection.RemoteIpAddress|]!.ToString());") },
        { "address in a controller", Program("builder.Services.AddControllers();", "app.MapControllers();", "public class LogController : ControllerBase { public string Get() => \"\" + [|HttpContext.Connection.RemoteIpAddress|]; }") },
        { "start-up class", Startup("", "app.[|UseHttpsRedirection|]();\napp.UseRouting();") },
    };

    public static readonly Cases Quiet = new()
    {
        { "read", Program("", "app.UseForwardedHeaders();\napp.UseHttpsRedirection();") },
        { "read in a start-up class", Startup("", "app.UseForwardedHeaders();\napp.UseHsts();") },
        { "read in a method of its own", Program("", "app.UseProxy();\napp.UseHttpsRedirection();", "static class Proxies { public static void UseProxy(this IApplicationBuilder app) => app.UseForwardedHeaders(); }") },
        { "switched on by the environment", Program("Environment.SetEnvironmentVariable(\"ASPNETCORE_FORWARDEDHEADERS_ENABLED\", \"true\");", "app.UseHttpsRedirection();") },
        { "options alone", Program("builder.Services.Configure<ForwardedHeadersOptions>(o => { });", "app.UseHttpsRedirection();") },
        { "behind IIS", WebUsings + "Host.CreateDefaultBuilder(args).ConfigureWebHostDefaults(w => w.UseIISIntegration().Configure(a => a.UseHttpsRedirection())).Build().Run();\nstatic class Iis { public static IWebHostBuilder UseIISIntegration(this IWebHostBuilder w) => w; }" },
        { "redirection in development", Program("", "if (app.Environment.IsDevelopment())\n{\n    app.UseHttpsRedirection();\n}") },
        { "header read by hand", Program("", "app.MapGet(\"/\", (HttpContext c) => c.Request.Headers[\"X-Forwarded-For\"].ToString() is { Length: > 0 } address ? address : c.Connection.RemoteIpAddress!.ToString());") },
        { "address is set", Program("", "app.Use((c, next) => { c.Connection.RemoteIpAddress = System.Net.IPAddress.Loopback; return next(c); });") },
        { "address of this machine", Program("", "app.MapGet(\"/\", (HttpContext c) => c.Connection.LocalIpAddress!.ToString());") },
        { "library", WebUsings + "public static class Setup { public static void UseShop(this IApplicationBuilder app) => app.UseHttpsRedirection(); }" },
        { "modules", Program("", "foreach (var module in new List<IModule>())\n{\n    module.Configure(app);\n}\napp.UseHttpsRedirection();", "public interface IModule { void Configure(IApplicationBuilder app); }") },
        { "nothing asks", Program("", "app.MapGet(\"/\", () => 1);") },
        { "read in another build", Program("", "#if SHIP\napp.UseForwardedHeaders();\n#endif\napp.UseHttpsRedirection();") },
        { "start-up filter", Program("builder.Services.AddTransient<IStartupFilter, Filter>();", "app.UseHttpsRedirection();", "class Filter : IStartupFilter { public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app => { app.UseForwardedHeaders(); next(app); }; }") },
        { "property of the name", Program("", "app.MapGet(\"/\", () => new Peer().RemoteIpAddress);", "class Peer { public string RemoteIpAddress => \"\"; }") },
        { "middleware by its type", Program("", "app.UseMiddleware<Microsoft.AspNetCore.HttpOverrides.ForwardedHeadersMiddleware>();\napp.UseHttpsRedirection();") },
        { "only files", Program("", "app.UseStaticFiles();\napp.UseRouting();") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source, s_proxy);

    [Theory, MemberData(nameof(Firing))]
    public Task Needs_a_proxy(Case code) => Verify.Silent(code.Unmarked);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source, s_proxy);

    [Fact]
    public Task Needs_no_more_than_several_instances() => Verify.Fires(Program("", "app.[|UseHttpsRedirection|]();"), ("build_property.PerfAnalyzersDeployment", "multi_instance"));

    [Fact]
    public Task Says_what_happens() => Verify.Says(
        Program("", "app.[|UseHttpsRedirection|]();"),
        "Behind a proxy every request looks like HTTP: 'UseHttpsRedirection' redirects those that came over HTTPS, too; add 'UseForwardedHeaders' as the first middleware",
        s_proxy);
}
