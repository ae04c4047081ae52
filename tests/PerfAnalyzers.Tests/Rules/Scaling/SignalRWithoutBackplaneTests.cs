using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.SignalRWithoutBackplane, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class SignalRWithoutBackplaneTests
{
    private const string Usings = """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.SignalR;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        """;

    private const string Chat = "\npublic class Chat : Hub { public Task Say(string text) => Clients.All.SendAsync(\"said\", text); }";

    // What packages bring.
    private const string Packages = """

        namespace Microsoft.Extensions.DependencyInjection { public static class Stores {
            public static IServiceCollection AddStackExchangeRedisCache(this IServiceCollection s, Action<object> o) => s;
            public static Microsoft.AspNetCore.SignalR.ISignalRServerBuilder AddStackExchangeRedis(this Microsoft.AspNetCore.SignalR.ISignalRServerBuilder b, string c) => b;
            public static Microsoft.AspNetCore.SignalR.ISignalRServerBuilder AddAzureSignalR(this Microsoft.AspNetCore.SignalR.ISignalRServerBuilder b) => b;
        } }
        """;

    private static string Program(string services, string more = Chat, string map = "app.MapHub<Chat>(\"/chat\");", string before = "") =>
        Usings + "var builder = WebApplication.CreateBuilder(args);\n" + before + "\n" + services + "\nvar app = builder.Build();\n" + map + "\napp.Run();\n" + more + Packages;

    /// <summary>Redis holds the cache, so there are several instances.</summary>
    private static string Evident(string services, string more = Chat) => Program(services, more, before: "builder.Services.AddStackExchangeRedisCache(_ => { });");

    public static readonly Cases Suggested = new()
    {
        { "shared cache, no backplane", Evident("builder.Services.[|AddSignalR|]();") },
        { "with options", Evident("builder.Services.[|AddSignalR|](options => options.EnableDetailedErrors = true);") },
        { "with a protocol", Evident("builder.Services.[|AddSignalR|]().AddJsonProtocol();") },
        { "hub with groups", Evident("builder.Services.[|AddSignalR|]();", "\npublic class Chat : Hub { public Task Say(string room, string text) => Clients.Group(room).SendAsync(\"said\", text); }") },
        { "service that sends", Evident("builder.Services.[|AddSignalR|]();", "\npublic class Chat : Hub { } public class Notifier(IHubContext<Chat> hub) { public Task Tell(string user) => hub.Clients.User(user).SendAsync(\"said\"); }") },
        { "start-up class", Usings + "WebApplication.CreateBuilder(args).Build();\npublic class Startup { public void ConfigureServices(IServiceCollection services) { services.AddStackExchangeRedisCache(_ => { }); services\n.[|AddSignalR|](); } public void Configure(IApplicationBuilder app) { app.UseRouting(); app.UseEndpoints(endpoints => endpoints.MapHub<Chat>(\"/chat\")); } }" + Chat + Packages },
        { "extension of the project", Evident("builder.Services.AddChat();", Chat + "\npublic static class Composition { public static void AddChat(this IServiceCollection services) { services.[|AddSignalR|](); } }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "nothing known of instances", Program("builder.Services.AddSignalR();") },
        { "backplane", Evident("builder.Services.AddSignalR().AddStackExchangeRedis(\"redis\");") },
        { "backplane under a setting", Evident("var signalR = builder.Services.AddSignalR();\nif (args.Length > 0) {\nsignalR.AddStackExchangeRedis(\"redis\");\n}") },
        { "service in the cloud", Evident("builder.Services.AddSignalR().AddAzureSignalR();") },
        { "manager of its own", Evident("builder.Services.AddSignalR();\nbuilder.Services.AddSingleton(typeof(HubLifetimeManager<>), typeof(DefaultHubLifetimeManager<>));") },
        { "no hub is mapped", Evident("builder.Services.AddSignalR();").Replace("app.MapHub<Chat>(\"/chat\");", "") },
        { "answers the caller alone", Evident("builder.Services.AddSignalR();", "\npublic class Chat : Hub { public Task Echo(string text) => Clients.Caller.SendAsync(\"said\", text); }") },
        { "hub that sends nothing", Evident("builder.Services.AddSignalR();", "\npublic class Chat : Hub { public string Echo(string text) => text; }") },
        { "in development", Evident("if (builder.Environment.IsDevelopment()) {\nbuilder.Services.AddSignalR();\n}") },
        { "library", Usings + "public static class Composition { public static void AddChat(this IServiceCollection services) { services.AddStackExchangeRedisCache(_ => { }); services.AddSignalR(); } public static void MapChat(this WebApplication app) => app.MapHub<Chat>(\"/chat\"); }" + Chat + Packages },
        { "modules behind an interface", Evident("builder.Services.AddSignalR();\nforeach (var module in Modules.All) { module.Add(builder.Services); }", Chat + "\npublic interface IModule { void Add(IServiceCollection services); } public static class Modules { public static readonly IModule[] All = []; }") },
        { "backplane that is switched off", Evident("builder.Services.AddSignalR()\n#if REDIS\n.AddStackExchangeRedis(\"redis\")\n#endif\n;") },
        { "no SignalR", Evident("builder.Services.AddHttpContextAccessor();", "\npublic class Chat : Hub { }") },
        { "method of that name", "static class C { static object AddSignalR(this string s) => s; static object M() => \"x\".AddSignalR(); }" },
        { "backplane in another file's method", Evident("var b = builder.Services.AddSignalR();\nCloud.Add(b);", Chat + "\npublic static class Cloud { public static void Add(ISignalRServerBuilder b) { b.AddStackExchangeRedis(\"redis\"); } }") },
        { "Redis in development alone", Program("builder.Services.AddSignalR();", before: "if (builder.Environment.IsDevelopment()) { builder.Services.AddStackExchangeRedisCache(_ => { }); }") },
        { "hubs of another server", Usings + "var builder = WebApplication.CreateBuilder(args);\nbuilder.Services.AddStackExchangeRedisCache(_ => { });\nvar app = builder.Build();\napp.Run();" + Chat + Packages },
        { "console", "Console.WriteLine(\"AddSignalR\");" },
        { "options alone", Evident("builder.Services.Configure<HubOptions>(options => options.EnableDetailedErrors = true);") },
        { "memory cache alone", Program("builder.Services.AddSignalR();", before: "builder.Services.AddDistributedMemoryCache();") },
    };

    [Theory, MemberData(nameof(Suggested))]
    public Task Hub_beside_shared_stores_is_a_suggestion(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task It_is_reported_where_several_instances_run(Case code) => Verify.Fires(code.Source, ("perfanalyzers.deployment", "multi_instance"));

    [Theory, MemberData(nameof(Suggested))]
    public Task One_instance_needs_none(Case code) => Verify.Silent(code.Unmarked, ("perfanalyzers.deployment", "single_instance"));

    [Theory, MemberData(nameof(Quiet))]
    public Task Other_hubs_are_not_reported(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Nor_where_several_instances_run(Case code) => code.Name is "nothing known of instances" or "Redis in development alone" or "memory cache alone"
        ? Verify.Fires(code.Source.Replace("builder.Services.AddSignalR()", "builder.Services.[|AddSignalR|]()"), ("perfanalyzers.deployment", "multi_instance"))
        : Verify.Silent(code.Source, ("perfanalyzers.deployment", "multi_instance"));

    [Fact]
    public Task Trust_in_what_is_visible_speaks_beside_modules() => Verify.Fires(
        Evident("builder.Services.[|AddSignalR|]();\nforeach (var module in Modules.All) { module.Add(builder.Services); }", Chat + "\npublic interface IModule { void Add(IServiceCollection services); } public static class Modules { public static readonly IModule[] All = []; }"),
        ("perfanalyzers.deployment", "multi_instance"), ("perfanalyzers.trust_visible_composition", "true"));

    [Fact]
    public Task Says_who_misses_the_message() => Verify.Says(
        Evident("builder.Services.[?|AddSignalR|]();"),
        "'AddSignalR' sends to the clients of this instance alone: whoever is connected to another one misses the message; add a backplane ('AddStackExchangeRedis') or a service that holds the connections ('AddAzureSignalR')");
}
