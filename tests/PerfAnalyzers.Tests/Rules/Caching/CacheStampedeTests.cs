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
        global using System.Text.Json;

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
        { "distributed, loaded when nothing is there", In("public async Task<string> M(int id) { var key = \"text:\" + id; var known = await shared.GetStringAsync(key); if (string.IsNullOrWhiteSpace(known)) {\n        var text = await texts.LoadAsync(id);\n        await shared.[|SetStringAsync|](key, text, new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(5) }); return text; } return known; }") },
        { "loaded when nothing is there", In("public async Task<string> M(int id) { var known = cache.Get<string>(id); if (known == null) {\n        var text = await texts.LoadAsync(id);\n        cache.[|Set|](id, text, TimeSpan.FromMinutes(5)); return text; } else { return known; } }") },
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
    [InlineData(
        "public async Task<string?> M(int id, CancellationToken cancel) => await cache.[|GetOrCreateAsync|](\"text:\" + id, async e =>\n    {\n        e.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5);\n        return await http.GetStringAsync(\"a\" + id, cancel);\n    });",
        "public async Task<string?> M(int id, CancellationToken cancel) => await hybrid.GetOrCreateAsync(\"text:\" + id, async token =>\n    {\n        return await http.GetStringAsync(\"a\" + id, token);\n    }, new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(5) }, cancellationToken: cancel);")]
    [InlineData(
        "public async Task<string?> M() => await cache.[|GetOrCreateAsync|](\"texts\", entry => texts.LoadAsync(1));",
        "public async Task<string?> M() => await hybrid.GetOrCreateAsync(\"texts\", async token => await texts.LoadAsync(1));")]
    [InlineData(
        "public async Task<string?> M() => await cache.[|GetOrCreateAsync|](\"texts\", (entry) => texts.LoadAsync(1));",
        "public async Task<string?> M() => await hybrid.GetOrCreateAsync(\"texts\", async (token) => await texts.LoadAsync(1));")]
    [InlineData(
        "public async Task<string?> M(Microsoft.AspNetCore.Http.HttpContext context) => await cache.[|GetOrCreateAsync|](\"texts\", async _ => await http.GetStringAsync(\"a\", context.RequestAborted));",
        "public async Task<string?> M(Microsoft.AspNetCore.Http.HttpContext context) => await hybrid.GetOrCreateAsync(\"texts\", async token => await http.GetStringAsync(\"a\", token), cancellationToken: context.RequestAborted);")]
    [InlineData(
        "public async Task<string?> M() => await cache.[|GetOrCreateAsync|](\"texts\", async _ => await http.GetStringAsync(\"a\", CancellationToken.None));",
        "public async Task<string?> M() => await hybrid.GetOrCreateAsync(\"texts\", async _ => await http.GetStringAsync(\"a\", CancellationToken.None));")]
    [InlineData(
        "public async Task<string?> M(CancellationToken token) => await cache.[|GetOrCreateAsync|](\"texts\", _ => http.GetStringAsync(\"a\", token));",
        "public async Task<string?> M(CancellationToken token) => await hybrid.GetOrCreateAsync(\"texts\", async token2 => await http.GetStringAsync(\"a\", token2), cancellationToken: token);")]
    public Task Waits_with_a_token_of_its_own(string member, string expected) => Verify.Fixes(InHybrid(member), InHybrid(expected), DiagnosticSeverity.Info);

    public static readonly TheoryData<string, string> Shared = new()
    {
        {
            """
            public async Task<string> M(int id)
                {
                    var key = "text:" + id;
                    var known = await shared.GetStringAsync(key);
                    if (known != null)
                    {
                        return known;
                    }

                    var text = await texts.LoadAsync(id);
                    await shared.[|SetStringAsync|](key, text, new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) });
                    return text;
                }
            """,
            """
            public async Task<string> M(int id)
                {
                    var key = "text:" + id;
                    return await hybrid.GetOrCreateAsync(key, async token => await texts.LoadAsync(id), new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(5) });
                }
            """
        },
        {
            """
            public async Task<IReadOnlyList<string>> M(CancellationToken cancel)
                {
                    // What is known.
                    var known = await shared.GetStringAsync("names", cancel).ConfigureAwait(false);
                    if (!string.IsNullOrEmpty(known))
                    {
                        return JsonSerializer.Deserialize<List<string>>(known)!;
                    }

                    var names = await db.Customers.Select(c => c.Name)
                        .ToListAsync(cancel);
                    var options = new DistributedCacheEntryOptions().SetAbsoluteExpiration(TimeSpan.FromMinutes(5));
                    await shared.[|SetStringAsync|]("names", JsonSerializer.Serialize(names), options, cancel).ConfigureAwait(false);
                    return names;
                }
            """,
            """
            public async Task<IReadOnlyList<string>> M(CancellationToken cancel)
                {
                    // What is known.
                    return await hybrid.GetOrCreateAsync("names", async token => await db.Customers.Select(c => c.Name)
                        .ToListAsync(token), new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(5) }, cancellationToken: cancel).ConfigureAwait(false);
                }
            """
        },
        {
            """
            public async Task<List<string>> M()
                {
                    var bytes = await shared.GetAsync("names");
                    if (bytes is null)
                    {
                        Console.WriteLine("Missing");
                        var names = await db.Customers.Select(c => c.Name).ToListAsync();
                        var stored = JsonSerializer.SerializeToUtf8Bytes(names);
                        await shared.[|SetAsync|]("names", stored, s_short);
                        return names;
                    }

                    return JsonSerializer.Deserialize<List<string>>(bytes)!;
                }

                private static readonly DistributedCacheEntryOptions s_short = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) };
            """,
            """
            public async Task<List<string>> M()
                {
                    return await hybrid.GetOrCreateAsync("names", async token =>
                    {
                        Console.WriteLine("Missing");
                        var names = await db.Customers.Select(c => c.Name).ToListAsync();
                        return names;
                    }, new HybridCacheEntryOptions { Expiration = s_short.AbsoluteExpirationRelativeToNow });
                }

                private static readonly DistributedCacheEntryOptions s_short = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) };
            """
        },
        {
            """
            public async Task<List<string>> M()
                {
                    var bytes = await shared.GetAsync("names");
                    if (bytes is not null)
                    {
                        var read = JsonSerializer.Deserialize<List<string>>(Encoding.UTF8.GetString(bytes));
                        return read!;
                    }

                    var count = await db.Customers.CountAsync();
                    var names = new List<string>(count);
                    var json = JsonSerializer.Serialize(names);
                    await shared.[|SetAsync|]("names", Encoding.UTF8.GetBytes(json), new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) });
                    return names;
                }
            """,
            ""
        },
    };

    [Theory, MemberData(nameof(Shared))]
    public Task Asks_loads_and_sets_in_one(string member, string expected) => expected.Length > 0
        ? Verify.Fixes(InHybrid(member), InHybrid(expected), DiagnosticSeverity.Info)
        : Verify.RefusesToFix(InHybrid(member), DiagnosticSeverity.Info);

    private const string Minutes = "new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) }";

    public static readonly TheoryData<string> NotUnderstood = new()
    {
        // An entry that lives on while it is read, or for ever.
        Looked("return known;", "texts.LoadAsync(1)", "text, new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(5) }"),
        Looked("return known;", "texts.LoadAsync(1)", "text"),
        Looked("return known;", "texts.LoadAsync(1)", "text, Options()") + " static DistributedCacheEntryOptions Options() => new();",

        // What is set is not what is answered, or not as it is read.
        Looked("return known + \"!\";", "texts.LoadAsync(1)", $"text, {Minutes}"),
        Looked("return known;", "texts.LoadAsync(1)", $"text.Trim(), {Minutes}"),
        Looked("return JsonSerializer.Deserialize<string>(known, Web)!;", "texts.LoadAsync(1)", $"JsonSerializer.Serialize(text, Web), {Minutes}") + " static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);",
        Looked("return JsonSerializer.Deserialize<List<char>>(known)!.ToString()!;", "texts.LoadAsync(1)", $"JsonSerializer.Serialize(text), {Minutes}"),

        // Written in another form.
        "public async Task<string> M() { var known = await DistributedCacheExtensions.GetStringAsync(shared, \"a\"); if (known != null) { return known; }\n        var text = await texts.LoadAsync(1);\n        await DistributedCacheExtensions.[|SetStringAsync|](shared, \"a\", text, " + Minutes + "); return text; }",

        // Taken out by its key, answered from elsewhere, loaded with what was found.
        Looked("return known;", "texts.LoadAsync(1)", $"text, {Minutes}") + " public Task Forget() => shared.RemoveAsync(\"a\");",
        Looked("Console.WriteLine(); return known;", "texts.LoadAsync(1)", $"text, {Minutes}"),
        Looked("return known;", "texts.LoadAsync(known?.Length ?? 1)", $"text, {Minutes}"),
        Looked("return known; // old", "texts.LoadAsync(1)", $"text, {Minutes}"),
        "public async Task<string> M() { var known = await shared.GetStringAsync(\"a\"); if (known != null) { return known; }\n        var text = await texts.LoadAsync(1); if (text == \"\") { return \"none\"; }\n        await shared.[|SetStringAsync|](\"a\", text, " + Minutes + "); return text; }",
        "public async Task<string> M() { var known = await shared.GetStringAsync(\"a\"); if (!string.IsNullOrEmpty(known)) { return known; }\n        var text = await texts.LoadAsync(1);\n        await shared.[|SetStringAsync|](\"a\", text, " + Minutes + "); return text; }",
        "public async Task<string> M() { var known = await shared.GetStringAsync(\"a\"); if (known != null) { return known; }\n        var text = await texts.LoadAsync(1); var time = TimeSpan.FromMinutes(text.Length);\n        await shared.[|SetStringAsync|](\"a\", text, new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = time }); return text; }",
        "public async Task<string> M(CancellationToken one, CancellationToken two) { var known = await shared.GetStringAsync(\"a\", one); if (known != null) { return known; }\n        var text = await http.GetStringAsync(\"a\", two);\n        await shared.[|SetStringAsync|](\"a\", text, " + Minutes + "); return text; }",
    };

    private static string Looked(string hit, string load, string set) =>
        "public async Task<string> M() { var known = await shared.GetStringAsync(\"a\"); if (known != null) { " + hit + "\n        }\n        var text = await " + load + ";\n        await shared.[|SetStringAsync|](\"a\", " + set + "); return text; }";

    [Theory, MemberData(nameof(NotUnderstood))]
    public Task Leaves_what_it_does_not_understand(string member) => Verify.RefusesToFix(InHybrid(member), DiagnosticSeverity.Info);

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
