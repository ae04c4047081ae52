using static PerfAnalyzers.Tests.WebCase;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.LateForwardedHeaders, PerfAnalyzers.Scaling.LateForwardedHeadersFix>;

namespace PerfAnalyzers.Tests;

public sealed class LateForwardedHeadersTests
{
    public static readonly Cases Firing = new()
    {
        { "after the redirection", Program("", "app.UseHttpsRedirection();\napp.[|UseForwardedHeaders|]();\napp.MapControllers();") },
        { "after HSTS under a condition", Program("", "if (!app.Environment.IsDevelopment())\n{\n    app.UseHsts();\n}\napp.[|UseForwardedHeaders|]();") },
        { "after authentication", Startup("services.AddAuthentication();", "app.UseRouting();\napp.UseAuthentication();\napp.UseAuthorization();\napp.[|UseForwardedHeaders|]();\napp.UseEndpoints(e => e.MapControllers());") },
        { "after limits", Program("builder.Services.AddRateLimiter(o => { });", "app.UseRateLimiter();\napp.[|UseForwardedHeaders|](new ForwardedHeadersOptions());") },
        { "after the log", Program("", "app.UseHttpLogging();\napp.[|UseForwardedHeaders|]();") },
        { "in a method of its own", Program("", "app.UseHttpsRedirection();\napp.[|UseProxy|]();", "static class Proxies { public static void UseProxy(this IApplicationBuilder app) => app.UseForwardedHeaders(); }") },
        { "behind a method of its own", Program("", "app.UseSecurity();\napp.[|UseForwardedHeaders|]();", "static class Security { public static void UseSecurity(this WebApplication app) { app.UseHsts(); app.UseHttpsRedirection(); } }") },
        { "chain", Startup("", "app.UseHttpsRedirection()\n    .[|UseForwardedHeaders|]();") },
    };

    public static readonly Cases Quiet = new()
    {
        { "first", Program("", "app.UseForwardedHeaders();\napp.UseHsts();\napp.UseHttpsRedirection();\napp.UseAuthentication();") },
        { "after error pages", Program("", "app.UseExceptionHandler(\"/error\");\napp.UseForwardedHeaders();\napp.UseHsts();") },
        { "after the developer's pages", Program("", "if (app.Environment.IsDevelopment())\n{\n    app.UseDeveloperExceptionPage();\n    app.UseHttpLogging();\n}\napp.UseForwardedHeaders();") },
        { "after files", Program("", "app.UseStaticFiles();\napp.UseForwardedHeaders();\napp.UseHttpsRedirection();") },
        { "after compression", Program("builder.Services.AddResponseCompression();", "app.UseResponseCompression();\napp.UseForwardedHeaders();\napp.UseHsts();") },
        { "after the path base", Program("", "app.UsePathBase(\"/shop\");\napp.UseForwardedHeaders();") },
        { "after routing", Program("", "app.UseRouting();\napp.UseForwardedHeaders();\napp.UseAuthentication();") },
        { "twice, for two proxies", Program("", "app.UseForwardedHeaders();\napp.UseHttpsRedirection();\napp.UseForwardedHeaders(new ForwardedHeadersOptions());") },
        { "in development", Program("", "app.UseHttpsRedirection();\nif (app.Environment.IsDevelopment())\n{\n    app.UseForwardedHeaders();\n}") },
        { "branch", Program("", "app.UseHttpsRedirection();\napp.Map(\"/proxied\", branch => branch.UseForwardedHeaders());") },
        { "redirection in a branch", Program("", "app.UseWhen(c => c.Request.Path.StartsWithSegments(\"/health\"), b => b.UseHttpsRedirection());\napp.UseForwardedHeaders();") },
        { "other application", Program("", "app.UseHttpsRedirection();", "static class Other { public static void Build(IApplicationBuilder other) => other.UseForwardedHeaders(); }") },
        { "first in a method of its own", Program("", "app.UseProxy();\napp.UseHttpsRedirection();", "static class Proxies { public static void UseProxy(this IApplicationBuilder app) => app.UseForwardedHeaders(); }") },
        { "no proxy", Program("", "app.UseHsts();\napp.UseHttpsRedirection();") },
        { "own middleware first", Program("", "app.Use((c, next) => next(c));\napp.UseForwardedHeaders();\napp.UseHttpsRedirection();") },
        { "start-up class", Startup("", "app.UseForwardedHeaders();\nif (!env.IsDevelopment())\n{\n    app.UseHsts();\n}\napp.UseRouting();") },
        { "own method of the name", Program("", "app.UseHttpsRedirection();\nnew Proxy().UseForwardedHeaders();", "class Proxy { public void UseForwardedHeaders() { } }") },
        { "library", WebUsings + "public static class Setup { public static IApplicationBuilder UseProxy(this IApplicationBuilder app) => app.UseForwardedHeaders().UseHttpsRedirection(); }" },
        { "start-up filter", Program("builder.Services.AddTransient<IStartupFilter, Filter>();", "app.UseHttpsRedirection();", "class Filter : IStartupFilter { public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app => { app.UseForwardedHeaders(); next(app); }; }") },
        { "after CORS and localization", Program("", "app.UseRequestLocalization();\napp.UseForwardedHeaders();\napp.UseCors();") },
        { "redirection in development", Program("", "if (app.Environment.IsDevelopment())\n{\n    app.UseHttpsRedirection();\n}\napp.UseForwardedHeaders();") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_seen() => Verify.Says(
        Program("", "app.UseHttpsRedirection();\napp.[|UseForwardedHeaders|]();"),
        "'UseForwardedHeaders' comes after 'UseHttpsRedirection', which sees the proxy's scheme instead of the client's; move it before");

    [Fact]
    public Task Moves_it() => Verify.Fixes(
        Program("", "app.UseExceptionHandler(\"/error\");\nif (!app.Environment.IsDevelopment())\n{\n    app.UseHsts();\n}\n\n// The balancer ends TLS.\napp.[|UseForwardedHeaders|]();\napp.UseHttpsRedirection();"),
        Program("", "app.UseExceptionHandler(\"/error\");\n// The balancer ends TLS.\napp.UseForwardedHeaders();\nif (!app.Environment.IsDevelopment())\n{\n    app.UseHsts();\n}\n\napp.UseHttpsRedirection();"));

    [Fact]
    public Task Moves_it_in_a_startup_class() => Verify.Fixes(
        Startup("", "app.UseHttpsRedirection();\napp.[|UseForwardedHeaders|](new ForwardedHeadersOptions { ForwardLimit = 2 });\napp.UseRouting();"),
        Startup("", "app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardLimit = 2 });\napp.UseHttpsRedirection();\napp.UseRouting();"));

    [Fact]
    public async Task Refuses_chains_and_options_made_on_the_way()
    {
        await Verify.RefusesToFix(Startup("", "app.UseHttpsRedirection()\n    .[|UseForwardedHeaders|]();"));
        await Verify.RefusesToFix(Program("", "app.UseHttpsRedirection();\nvar options = new ForwardedHeadersOptions();\napp.[|UseForwardedHeaders|](options);"));
    }

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        (WebUsings + "new First();\nclass First\n{\n    void Configure(IApplicationBuilder app)\n    {\n        app.UseHsts();\n        app.[|UseForwardedHeaders|]();\n    }\n}\n",
         WebUsings + "new First();\nclass First\n{\n    void Configure(IApplicationBuilder app)\n    {\n        app.UseForwardedHeaders();\n        app.UseHsts();\n    }\n}\n"),
        (WebUsings + "class Second\n{\n    void Configure(IApplicationBuilder app)\n    {\n        app.UseHttpLogging();\n        app.[|UseForwardedHeaders|]();\n    }\n}\n",
         WebUsings + "class Second\n{\n    void Configure(IApplicationBuilder app)\n    {\n        app.UseForwardedHeaders();\n        app.UseHttpLogging();\n    }\n}\n"),
    ]);
}
