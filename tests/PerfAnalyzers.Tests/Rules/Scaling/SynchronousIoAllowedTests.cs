using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.SynchronousIoAllowed, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class SynchronousIoAllowedTests
{
    private const string Usings = """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Hosting;
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Http.Features;
        using Microsoft.AspNetCore.Server.HttpSys;
        using Microsoft.AspNetCore.Server.Kestrel.Core;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        """;

    private static string Composition(string body) => Usings + "static class Composition { public static void Compose(WebApplicationBuilder builder) {\n" + body + "\n} }";

    private static string Handler(string body) => Usings + "class Reports(RequestDelegate next) { public async Task InvokeAsync(HttpContext context) {\n" + body + "\nawait next(context); } }";

    public static readonly Cases Firing = new()
    {
        { "Kestrel", Composition("builder.WebHost.ConfigureKestrel(options => options.[|AllowSynchronousIO|] = true);") },
        { "Kestrel's options", Composition("builder.Services.Configure<KestrelServerOptions>(options => {\noptions.[|AllowSynchronousIO|] = true;\n});") },
        { "IIS", Composition("builder.Services.Configure<IISServerOptions>(options => options.[|AllowSynchronousIO|] = true);") },
        { "HTTP.sys", Composition("builder.WebHost.UseHttpSys(options => { options.[|AllowSynchronousIO|] = true; });") },
        { "Kestrel with a context", Composition("builder.WebHost.ConfigureKestrel((context, options) => {\noptions.Limits.MaxRequestBodySize = null;\noptions.[|AllowSynchronousIO|] = true;\n});") },
        { "named constant", Usings + "static class Composition { private const bool Legacy = true; public static void Compose(KestrelServerOptions options) { options.[|AllowSynchronousIO|] = Legacy; } }" },
        { "initializer", Usings + "static class Composition { public static KestrelServerOptions Options() => new() {\n[|AllowSynchronousIO|] = true\n}; }" },
        { "under a setting", Composition("if (builder.Configuration[\"Legacy\"] == \"1\") {\nbuilder.WebHost.ConfigureKestrel(options => options.[|AllowSynchronousIO|] = true);\n}") },
        { "outside development", Composition("if (!builder.Environment.IsDevelopment()) {\nbuilder.WebHost.ConfigureKestrel(options => options.[|AllowSynchronousIO|] = true);\n}") },
        { "request", Handler("context.Features.Get<IHttpBodyControlFeature>()!.[|AllowSynchronousIO|] = true;") },
        { "request, if there is such a feature", Handler("var control = context.Features.Get<IHttpBodyControlFeature>();\nif (control != null) {\ncontrol.[|AllowSynchronousIO|] = true;\n}") },
        { "start-up class", Usings + "class Startup { public void ConfigureServices(IServiceCollection services) { services.Configure<KestrelServerOptions>(o => o.[|AllowSynchronousIO|] = true); } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "left off", Composition("builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);") },
        { "switched off", Composition("builder.WebHost.ConfigureKestrel(options => options.AllowSynchronousIO = false);") },
        { "from configuration", Composition("builder.WebHost.ConfigureKestrel(options => options.AllowSynchronousIO = builder.Configuration[\"Legacy\"] == \"1\");") },
        { "in development", Composition("if (builder.Environment.IsDevelopment()) {\nbuilder.WebHost.ConfigureKestrel(options => options.AllowSynchronousIO = true);\n}") },
        { "in an environment named development", Composition("if (builder.Environment.EnvironmentName == \"Development\") {\nbuilder.WebHost.ConfigureKestrel(options => options.AllowSynchronousIO = true);\n}") },
        { "server of tests", "namespace Microsoft.AspNetCore.TestHost { public class TestServer { public bool AllowSynchronousIO { get; set; } } }\nclass C { void M(Microsoft.AspNetCore.TestHost.TestServer server) { server.AllowSynchronousIO = true; } }" },
        { "option of the project's own", "class Options { public bool AllowSynchronousIO { get; set; } } class C { void M(Options o) { o.AllowSynchronousIO = true; } }" },
        { "IIS options of the project's own", "class IISServerOptions { public bool AllowSynchronousIO { get; set; } } class C { void M(IISServerOptions o) { o.AllowSynchronousIO = true; } }" },
        { "read", Handler("if (context.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO) { await Task.Yield(); }") },
        { "restored", Handler("var control = context.Features.Get<IHttpBodyControlFeature>()!; var before = control.AllowSynchronousIO; await Task.Yield(); control.AllowSynchronousIO = before;") },
        { "implementation of the feature", Usings + "class Control : IHttpBodyControlFeature { public bool AllowSynchronousIO { get; set; } } class C { object M() { var c = new Control(); c.AllowSynchronousIO = true; return c; } }" },
        { "compared", Usings + "class C { bool M(KestrelServerOptions o) => o.AllowSynchronousIO == true; }" },
        { "copied", Usings + "class C { void M(KestrelServerOptions o, KestrelServerOptions from) { o.AllowSynchronousIO = from.AllowSynchronousIO; } }" },
        { "parameter", Usings + "class C { void M(KestrelServerOptions o, bool allow) { o.AllowSynchronousIO = allow; } }" },
        { "other option of Kestrel", Composition("builder.WebHost.ConfigureKestrel(options => options.AllowResponseHeaderCompression = true);") },
        { "other option of IIS", Composition("builder.Services.Configure<IISServerOptions>(options => options.AutomaticAuthentication = true);") },
        { "asynchronous copy", Handler("var copy = new MemoryStream(); await context.Request.Body.CopyToAsync(copy);") },
        { "buffering", Handler("context.Request.EnableBuffering();") },
        { "other feature", Handler("context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();") },
        { "name in text", Composition("Console.WriteLine(nameof(KestrelServerOptions.AllowSynchronousIO));") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Lifted_ban_is_reported(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Other_settings_are_not(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_it_lets_happen() => Verify.Says(
        Composition("builder.WebHost.ConfigureKestrel(options => options.[|AllowSynchronousIO|] = true);"),
        "'KestrelServerOptions.AllowSynchronousIO' lets code block a thread per request for as long as a client sends or receives its body; read and write with the asynchronous methods and leave it off");
}
