using Microsoft.CodeAnalysis;
using PerfAnalyzers.Caching;

namespace PerfAnalyzers.Tests;

using Verify = Verify<CacheStampede, CacheStampedeFix>;

public sealed class CacheStampedeTests
{
    private const string Usings = """
        global using System.Collections.Concurrent;
        global using System.Net.Http;
        global using Microsoft.Extensions.Caching.Distributed;
        global using Microsoft.Extensions.Caching.Hybrid;
        global using Microsoft.Extensions.Caching.Memory;

        """;

    private const string Ttl = "e.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5);";

    public static readonly Cases Firing = new()
    {
        { "http in a factory", In("public Task<string?> M(int id) => cache.[|GetOrCreateAsync|](id, async e => { " + Ttl + " return await http.GetStringAsync(\"texts/\" + id); });") },
        { "query in a factory", In("public Task<List<string>?> M() => cache.[|GetOrCreateAsync|](\"names\", e => { " + Ttl + "\n        return db.Customers.Select(c => c.Name).ToListAsync(); });") },
        { "query that blocks", In("public List<string>? M() => cache.[|GetOrCreate|](\"names\", e => { " + Ttl + "\n        return db.Customers.Select(c => c.Name).ToList(); });") },
        { "service in a factory", In("public Task<string?> M() => cache.[|GetOrCreateAsync|](\"texts\", e => { " + Ttl + "\n        return texts.LoadAsync(1); });") },
        { "helper in a factory", In("Task<int> CountAsync() => db.Orders.CountAsync(); public Task<int> M() => cache.[|GetOrCreateAsync|](\"count\", e => { " + Ttl + " return CountAsync(); });") },
        { "constant key without expiry", In("public Task<string?> M() => cache.[|GetOrCreateAsync|](\"texts\", async e =>\n        await texts.LoadAsync(1));") },
        { "asked for, loaded and set", In("public async Task<string> M(int id) { if (cache.TryGetValue(id, out string? known)) { return known!; }\n        var text = await texts.LoadAsync(id);\n        cache.[|Set|](id, text, TimeSpan.FromMinutes(5)); return text; }") },
        { "asked for and set in one block", In("public async Task<string> M(int id) { if (!cache.TryGetValue(id, out string? text)) {\n        text = await texts.LoadAsync(id);\n        cache.[|Set|](id, text, TimeSpan.FromMinutes(5)); } return text!; }") },
        { "asked for with Get", In("public async Task<string> M(int id) { var known = cache.Get<string>(id); if (known is not null) { return known; }\n        var text = await texts.LoadAsync(id);\n        cache.[|Set|](id, text, TimeSpan.FromMinutes(5)); return text; }") },
        { "distributed", In("public async Task<string> M(int id) { var key = \"text:\" + id; var known = await shared.GetStringAsync(key); if (known != null) { return known; }\n        var text = await texts.LoadAsync(id);\n        await shared.[|SetStringAsync|](key, text, Options); return text; } static readonly DistributedCacheEntryOptions Options = new() { SlidingExpiration = TimeSpan.FromMinutes(5) };") },
        { "distributed, serialized", In("public async Task<List<string>> M(CancellationToken token) { var bytes = await shared.GetAsync(\"names\", token); if (bytes is not null) { return System.Text.Json.JsonSerializer.Deserialize<List<string>>(bytes)!; }\n        var names = await db.Customers.Select(c => c.Name).ToListAsync(token);\n        await shared.[|SetAsync|](\"names\", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(names), token); return names; }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "computed in memory", In("public string? M(int id) => cache.GetOrCreate(id, e => { " + Ttl + " return id.ToString().PadLeft(8); });") },
        { "completed task", In("public Task<string?> M(int id) => cache.GetOrCreateAsync(id, e => { " + Ttl + " return Task.FromResult(id.ToString()); });") },
        { "hybrid", In("public async Task<string> M(int id, HybridCache hybrid) => await hybrid.GetOrCreateAsync(\"text:\" + id, async t => await texts.LoadAsync(id));") },
        { "semaphore in the method", In("static readonly SemaphoreSlim s_one = new(1, 1); public async Task<string> M(int id) { if (cache.TryGetValue(id, out string? known)) { return known!; } await s_one.WaitAsync(); try { if (cache.TryGetValue(id, out known)) { return known!; }\n        var text = await texts.LoadAsync(id);\n        cache.Set(id, text, TimeSpan.FromMinutes(5)); return text; } finally { s_one.Release(); } }") },
        { "semaphore in the type", In("readonly ConcurrentDictionary<int, SemaphoreSlim> _entries = new(); public async Task<string> M(int id) { var one = _entries.GetOrAdd(id, static _ => new SemaphoreSlim(1, 1)); await one.WaitAsync(); try { return await Load(id); } finally { one.Release(); } } async Task<string> Load(int id) { if (cache.TryGetValue(id, out string? known)) { return known!; }\n        var text = await texts.LoadAsync(id);\n        cache.Set(id, text, TimeSpan.FromMinutes(5)); return text; }") },
        { "lock", In("readonly object _sync = new(); public List<string>? M() { lock (_sync) { return cache.GetOrCreate(\"names\", e => { " + Ttl + "\n        return db.Customers.Select(c => c.Name).ToList(); }); } }") },
        { "lazy", In("readonly ConcurrentDictionary<int, Lazy<Task<string>>> _loads = new(); public Task<string?> M(int id) => cache.GetOrCreateAsync(id, e => { " + Ttl + " return _loads.GetOrAdd(id, i => new Lazy<Task<string>>(() => texts.LoadAsync(i))).Value; })!;") },
        { "lock of a library", In("public interface IKeyedLocker { Task<IDisposable> LockAsync(object key); } public async Task<string?> M(int id, IKeyedLocker locker) { using (await locker.LockAsync(id)) { return await cache.GetOrCreateAsync(id, async e => { " + Ttl + " return await texts.LoadAsync(id); }); } }") },
        { "own user", In("public Task<string?> M(int userId) => cache.GetOrCreateAsync(\"user:\" + userId, e => { " + Ttl + " return texts.LoadAsync(userId); });") },
        { "own session", In("public async Task<string> M(string session) { var key = \"cart:\" + session; var known = await shared.GetStringAsync(key); if (known != null) { return known; } var text = await texts.LoadAsync(session.Length); await shared.SetStringAsync(key, text, new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(5) }); return text; }") },
        { "background service", Usings + "public class Refresher(IMemoryCache cache, HttpClient http) : Microsoft.Extensions.Hosting.BackgroundService { protected override async Task ExecuteAsync(CancellationToken token) { await cache.GetOrCreateAsync(\"a\", async e => await http.GetStringAsync(\"a\")); } }" },
        { "written through", In("public async Task M(int id, string text) { await http.PutAsync(\"texts/\" + id, new StringContent(text)); cache.Set(id, text, TimeSpan.FromMinutes(5)); }") },
        { "another value", In("public async Task<string> M(int id) { if (cache.TryGetValue(id, out string? known)) { return known!; } var text = await texts.LoadAsync(id); cache.Set(id, \"asked\", TimeSpan.FromMinutes(5)); return text; }") },
        { "another key", In("public async Task<string> M(int id) { if (cache.TryGetValue(\"stopped\", out string? known)) { return known!; } var text = await texts.LoadAsync(id); cache.Set(id, text, TimeSpan.FromMinutes(5)); return text; }") },
        { "set always", In("public async Task<string> M(int id) { _ = cache.TryGetValue(id, out string? before); var text = await texts.LoadAsync(id); cache.Set(id, text, TimeSpan.FromMinutes(5)); return before + text; }") },
        { "read only", In("public string? M(int id) => cache.Get<string>(id);") },
        { "logged only", In("public string? M(int id, Microsoft.Extensions.Logging.ILogger log) => cache.GetOrCreate(id, e => { " + Ttl + " Microsoft.Extensions.Logging.LoggerExtensions.LogInformation(log, \"Missing\"); return id.ToString(); });") },
        { "seeding", Usings + "class DataSeeder(IMemoryCache cache, HttpClient http) { public Task<string?> Seed() => cache.GetOrCreateAsync(\"a\", async e => await http.GetStringAsync(\"a\")); }" },
        { "start-up", Usings + "static class Program { static async Task Main() { using var http = new HttpClient(); var cache = new MemoryCache(new MemoryCacheOptions()); Console.WriteLine(await cache.GetOrCreateAsync(\"a\", async e => await http.GetStringAsync(\"http://a\"))); } }" },
        { "method of an own class", In("string Describe() => string.Join(',', All.Select(a => a.ToString())); public string? M() => cache.GetOrCreate(\"all\", e => { " + Ttl + " return Describe(); });") },
        { "fusion cache", Usings + "namespace ZiggyCreatures.Caching.Fusion { public interface IFusionCache { ValueTask<T> GetOrSetAsync<T>(string key, Func<CancellationToken, Task<T>> factory); } } public class C(ZiggyCreatures.Caching.Fusion.IFusionCache cache, HttpClient http) { public ValueTask<string> M(int id) => cache.GetOrSetAsync(\"text:\" + id, t => http.GetStringAsync(\"texts/\" + id, t)); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_everyone_loads() => Verify.Says(
        In("public Task<string?> M() => cache.[|GetOrCreateAsync|](\"texts\", e => texts.LoadAsync(1));"),
        "'GetOrCreateAsync' lets everyone who finds the entry missing call 'LoadAsync' at the same time; let one of them load: with 'HybridCache', or behind a 'SemaphoreSlim' per key");

    [Theory]
    [InlineData(
        "public async Task<string?> M(int id) => await cache.[|GetOrCreateAsync|](\"text:\" + id, async e =>\n    {\n        e.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5);\n        return await texts.LoadAsync(id);\n    });",
        "public async Task<string?> M(int id) => await hybrid.GetOrCreateAsync(\"text:\" + id, async token =>\n    {\n        return await texts.LoadAsync(id);\n    }, new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(5) });")]
    [InlineData(
        "public async Task<string?> M() => await cache.[|GetOrCreateAsync|](\"texts\", _ => texts.LoadAsync(1));",
        "public async Task<string?> M() => await hybrid.GetOrCreateAsync(\"texts\", async _ => await texts.LoadAsync(1));")]
    [InlineData(
        "public async Task<string> M(int id)\n    {\n        var key = \"text:\" + id;\n        if (!cache.TryGetValue(key, out string? text))\n        {\n            text = await texts.LoadAsync(id);\n            cache.[|Set|](key, text, TimeSpan.FromMinutes(5));\n        }\n\n        return text!;\n    }",
        "public async Task<string> M(int id)\n    {\n        var key = \"text:\" + id;\n        var text = await hybrid.GetOrCreateAsync(key, async token => await texts.LoadAsync(id), new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(5) });\n\n        return text!;\n    }")]
    public Task Loads_through_the_hybrid_cache(string member, string expected) => Verify.Fixes(InHybrid(member), InHybrid(expected), DiagnosticSeverity.Info);

    [Theory]
    [InlineData("public async Task<string?> M(int id) => await cache.[|GetOrCreateAsync|](id, e => { e.SlidingExpiration = TimeSpan.FromMinutes(1); return texts.LoadAsync(id); });")]
    [InlineData("public async Task<string?> M(int id) => await cache.[|GetOrCreateAsync|](\"a:\" + id, e => { e.SlidingExpiration = TimeSpan.FromMinutes(1); return texts.LoadAsync(id); });")]
    [InlineData("public Task<string?> M() => cache.[|GetOrCreateAsync|](\"a\", e => texts.LoadAsync(1));")]
    [InlineData("public async Task<string> M() { if (!cache.TryGetValue(\"a\", out string? text)) { text = await texts.LoadAsync(1); Console.WriteLine(); cache.[|Set|](\"a\", text); } return text!; }")]
    public Task Leaves_what_it_cannot_write(string member) => Verify.RefusesToFix(InHybrid(member), DiagnosticSeverity.Info);

    private static string InHybrid(string member) => In(member).Replace("HttpClient http,", "HttpClient http, HybridCache hybrid,", StringComparison.Ordinal).Replace("[cache,", "[hybrid, cache,", StringComparison.Ordinal);

    private static string In(string member) => Usings + $$"""
        public interface ITexts { Task<string> LoadAsync(int id); }
        public class C(IMemoryCache cache, IDistributedCache shared, HttpClient http, ITexts texts, ShopContext db)
        {
            public object[] All => [cache, shared, http, texts, db];
            {{member}}
        }
        """;
}
