using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.InMemoryDistributedCache, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class InMemoryDistributedCacheTests
{
    private static readonly (string, string) s_several = ("perfanalyzers.deployment", "multi_instance");

    private const string Usings = """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.DataProtection;
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.AspNetCore.OutputCaching;
        using Microsoft.Extensions.Caching.Distributed;
        using Microsoft.Extensions.Caching.Memory;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;

        """;

    // What packages bring.
    private const string Packages = """

        namespace Microsoft.Extensions.DependencyInjection { public static class Stores {
            public static IServiceCollection AddStackExchangeRedisCache(this IServiceCollection s, Action<object> o) => s;
            public static IServiceCollection AddStackExchangeRedisOutputCache(this IServiceCollection s, Action<object> o) => s;
            public static Microsoft.AspNetCore.DataProtection.IDataProtectionBuilder PersistKeysToStackExchangeRedis(this Microsoft.AspNetCore.DataProtection.IDataProtectionBuilder b) => b;
        } }
        """;

    private const string Consumer = "\npublic class Rates(IDistributedCache cache) { public string? Of(string currency) => cache.GetString(currency); }";

    private static string Program(string services, string more = "", string app = "") =>
        Usings + "var builder = WebApplication.CreateBuilder(args);\n" + services + "\nvar app = builder.Build();\n" + app + "\napp.Run();\n" + more + Packages;

    /// <summary>Keys are shared, so there are several instances.</summary>
    private static string Evident(string services, string more = "", string app = "") => Program("builder.Services.AddDataProtection().PersistKeysToStackExchangeRedis();\n" + services, more, app);

    private static string Action(string body, string services = "builder.Services.AddStackExchangeRedisCache(_ => { });\nbuilder.Services.AddSession();") =>
        Program(services, "public class CartController : ControllerBase {\npublic async Task<IActionResult> Post(string item) {\n" + body + "\nreturn Ok(); } }");

    public static readonly Cases Suggested = new()
    {
        { "sessions beside shared keys", Evident("builder.Services.[|AddDistributedMemoryCache|]();\nbuilder.Services.AddSession();") },
        { "entries beside shared keys", Evident("builder.Services.[|AddDistributedMemoryCache|]();", Consumer) },
        { "with options", Evident("builder.Services.[|AddDistributedMemoryCache|](options => options.SizeLimit = 1000);\nbuilder.Services.AddSession();") },
        { "in production", Evident("if (!builder.Environment.IsDevelopment()) {\nbuilder.Services.[|AddDistributedMemoryCache|]();\n}\nbuilder.Services.AddSession();") },
        { "extension of the project", Evident("builder.Services.AddState();", "public static class Composition { public static void AddState(this IServiceCollection services) { services\n.[|AddDistributedMemoryCache|](); services.AddSession(); } }") },
        { "session read before it is loaded", Action("var cart = HttpContext.Session.[|GetString|](\"cart\"); await Task.Delay(1); Console.WriteLine(cart);") },
        { "session written before it is loaded", Action("await Task.Delay(1);\nHttpContext.Session.[|SetString|](\"cart\", item);") },
        { "session read twice", Action("await Task.Delay(1);\nvar count = HttpContext.Session.[|GetInt32|](\"count\") ?? 0;\nHttpContext.Session.SetInt32(\"count\", count + 1);") },
        { "session in a minimal API", Program("builder.Services.AddStackExchangeRedisCache(_ => { });\nbuilder.Services.AddSession();", app: "app.MapGet(\"/\", async (HttpContext context) => {\nawait Task.Delay(1);\nreturn context.Session.[|GetString|](\"cart\");\n});") },
        { "session in a middleware", Program("builder.Services.AddStackExchangeRedisCache(_ => { });\nbuilder.Services.AddSession();", "public class Cart(RequestDelegate next) { public async Task InvokeAsync(HttpContext context) {\nvar cart = context.Session.[|TryGetValue|](\"cart\", out _);\nif (cart) { await next(context); } } }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "nothing known of instances", Program("builder.Services.AddDistributedMemoryCache();\nbuilder.Services.AddSession();") },
        { "answers, nothing known of instances", Program("builder.Services.AddOutputCache();", app: "app.UseOutputCache(); app.MapGet(\"/\", () => 1).CacheOutput();") },
        { "Redis too", Evident("if (args.Length > 0) {\nbuilder.Services.AddStackExchangeRedisCache(_ => { });\n} else {\nbuilder.Services.AddDistributedMemoryCache();\n}\nbuilder.Services.AddSession();") },
        { "in development", Evident("if (builder.Environment.IsDevelopment()) {\nbuilder.Services.AddDistributedMemoryCache();\n}\nbuilder.Services.AddSession();") },
        { "store of its own", Evident("builder.Services.AddDistributedMemoryCache();\nbuilder.Services.AddSingleton<IDistributedCache, Own>();\nbuilder.Services.AddSession();", "public abstract class Own : IDistributedCache { public abstract byte[]? Get(string key); public abstract Task<byte[]?> GetAsync(string key, CancellationToken token = default); public abstract void Refresh(string key); public abstract Task RefreshAsync(string key, CancellationToken token = default); public abstract void Remove(string key); public abstract Task RemoveAsync(string key, CancellationToken token = default); public abstract void Set(string key, byte[] value, DistributedCacheEntryOptions options); public abstract Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default); }") },
        { "nobody asks it", Evident("builder.Services.AddDistributedMemoryCache();") },
        { "memory cache", Evident("builder.Services.AddMemoryCache();") },
        { "library", Usings + "public static class Composition { public static void AddState(this IServiceCollection services) { services.AddDistributedMemoryCache(); services.AddSession(); } }" + Packages },
        { "modules behind an interface", Evident("builder.Services.AddDistributedMemoryCache();\nbuilder.Services.AddSession();\nforeach (var module in Modules.All) { module.Add(builder.Services); }", "public interface IModule { void Add(IServiceCollection services); } public static class Modules { public static readonly IModule[] All = []; }") },
        { "store that is switched off", Evident("#if REDIS\nbuilder.Services.AddStackExchangeRedisCache(_ => { });\n#else\nbuilder.Services.AddDistributedMemoryCache();\n#endif\nbuilder.Services.AddSession();") },
        { "shared answers", Evident("builder.Services.AddOutputCache();\nbuilder.Services.AddStackExchangeRedisOutputCache(_ => { });", app: "app.UseOutputCache(); app.MapGet(\"/\", () => 1).CacheOutput();") },
        { "answers nobody caches", Evident("builder.Services.AddOutputCache();") },
        { "method of that name", "static class C { static object AddDistributedMemoryCache(this string s) => s; static object M() => \"x\".AddDistributedMemoryCache(); }" },
        { "session loaded", Action("await HttpContext.Session.LoadAsync(HttpContext.RequestAborted);\nHttpContext.Session.SetString(\"cart\", item);") },
        { "session in memory", Action("await Task.Delay(1); HttpContext.Session.SetString(\"cart\", item);", "builder.Services.AddDistributedMemoryCache();\nbuilder.Services.AddSession();") },
        { "session in a synchronous action", Program("builder.Services.AddStackExchangeRedisCache(_ => { });\nbuilder.Services.AddSession();", "public class CartController : ControllerBase { public IActionResult Post(string item) { HttpContext.Session.SetString(\"cart\", item); return Ok(); } }") },
        { "session loaded by a middleware", Action("await Task.Delay(1); HttpContext.Session.SetString(\"cart\", item);") + "\npublic class Load(RequestDelegate next) { public async Task InvokeAsync(HttpContext context) { await context.Session.LoadAsync(); await next(context); } }" },
        { "identity of a session", Action("await Task.Delay(1); Console.WriteLine(HttpContext.Session.Id);") },
        { "dictionary", Action("await Task.Delay(1); var map = new Dictionary<string, string>(); map.TryGetValue(item, out _);") },
        { "cache asked", Evident("builder.Services.AddStackExchangeRedisCache(_ => { });", Consumer) },
        { "session outside of requests", Program("builder.Services.AddStackExchangeRedisCache(_ => { });\nbuilder.Services.AddSession();", "public class Carts { public async Task<string?> Of(ISession session) { await Task.Delay(1); return session.GetString(\"cart\"); } }") },
    };

    [Theory, MemberData(nameof(Suggested))]
    public Task Local_caches_beside_shared_stores_are_a_suggestion(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Others_are_not(Case code) => Verify.Silent(code.Source);

    [Theory]
    [InlineData("builder.Services.[|AddDistributedMemoryCache|]();\nbuilder.Services.AddSession();", "", "")]
    [InlineData("builder.Services.[|AddDistributedMemoryCache|]();", Consumer, "")]
    [InlineData("builder.Services.[|AddOutputCache|]();", "", "app.MapGet(\"/\", () => 1).CacheOutput(p => p.Tag(\"a\"));\napp.MapPost(\"/\", (IOutputCacheStore store) => store.EvictByTagAsync(\"a\", default));")]
    public Task They_are_reported_where_several_instances_run(string services, string more, string app) => Verify.Fires(Program(services, more, app), s_several);

    [Theory]
    [InlineData("builder.Services.[|AddOutputCache|]();", "", "app.MapGet(\"/\", () => 1).CacheOutput();")]
    [InlineData("builder.Services.[|AddOutputCache|](options => options.AddBasePolicy(policy => policy.Expire(TimeSpan.FromSeconds(5))));", "public class C : ControllerBase { [OutputCache] public int Get() => 1; }", "")]
    public Task Answers_that_are_merely_made_again_stay_a_suggestion(string services, string more, string app) => Verify.Suggests(Program(services, more, app), s_several);

    [Theory]
    [InlineData("builder.Services.AddDistributedMemoryCache();\nbuilder.Services.AddSession();", "")]
    [InlineData("builder.Services.AddOutputCache();", "app.MapGet(\"/\", () => 1).CacheOutput();")]
    public Task One_instance_is_silent(string services, string app) => Verify.Silent(Evident(services, app: app), ("perfanalyzers.deployment", "single_instance"));

    [Fact]
    public Task Says_where_sessions_are() => Verify.Says(
        Evident("builder.Services.[?|AddDistributedMemoryCache|]();\nbuilder.Services.AddSession();"),
        "'AddDistributedMemoryCache' keeps sessions in this instance alone: the next request may go to one that does not know them; register a shared store ('AddStackExchangeRedisCache', 'AddDistributedSqlServerCache')");
}
