using Microsoft.CodeAnalysis;
using PerfAnalyzers.Caching;

namespace PerfAnalyzers.Tests;

using Verify = Verify<CacheWithoutExpiry, CacheWithoutExpiryFix>;

public sealed class CacheWithoutExpiryTests
{
    private const string Usings = """
        global using System.Collections.Concurrent;
        global using Microsoft.Extensions.Caching.Distributed;
        global using Microsoft.Extensions.Caching.Memory;

        """;

    public static readonly Cases Firing = new()
    {
        { "set", In("public void M(int id, string text) { cache.[|Set|](\"text:\" + id, text); }") },
        { "set under a name", In("public string M(string name) { if (cache.TryGetValue(name, out string? known)) { return known!; } var text = Load(name); cache.[|Set|](name, text); return text; }") },
        { "get or create", In("public string? M(string name) => cache.[|GetOrCreate|](name, e => Load(name));") },
        { "get or create, discard", In("public string? M(Guid id) => cache.[|GetOrCreate|](id, _ => Load(id.ToString()));") },
        { "get or create, awaited", In("public Task<string?> M(int id) => cache.[|GetOrCreateAsync|]($\"text:{id}\", async e => { await Task.Yield(); return Load(id.ToString()); });") },
        { "value set on the entry", In("public string? M(string name) => cache.[|GetOrCreate|](name, e => { var text = Load(name); e.Value = text; return text; });") },
        { "empty options", In("public void M(int id, string text) { cache.[|Set|](id, text, new MemoryCacheEntryOptions()); }") },
        { "distributed", In("public Task M(int id, string text) => shared.[|SetStringAsync|](\"text:\" + id, text);") },
        { "distributed bytes", In("public Task M(string name, byte[] bytes) => shared.[|SetAsync|](name, bytes);") },
        { "distributed, empty options", In("public Task M(string name, byte[] bytes, CancellationToken token) => shared.[|SetAsync|](name, bytes, new DistributedCacheEntryOptions(), token);") },
        { "endpoint", Usings + "using Microsoft.AspNetCore.Builder; static class Api { static string Load(string name) => name.Trim(); public static void Map(WebApplication app) => app.MapGet(\"/{name}\", (string name, IMemoryCache cache) => cache.[|GetOrCreate|](name, e => Load(name))); }" },
        { "controller", Usings + "public class C(IMemoryCache cache) : Microsoft.AspNetCore.Mvc.ControllerBase { static string Load(string name) => name.Trim(); public string? Get(string name, int page) => cache.[|GetOrCreate|]((name, page), e => Load(name + page)); }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "time given", In("public void M(int id, string text) { cache.Set(\"text:\" + id, text, TimeSpan.FromMinutes(5)); }") },
        { "date given", In("public void M(int id, string text) { cache.Set(\"text:\" + id, text, DateTimeOffset.UtcNow.AddHours(1)); }") },
        { "options given", In("readonly MemoryCacheEntryOptions _options = new() { SlidingExpiration = TimeSpan.FromMinutes(5) }; public void M(int id, string text) { cache.Set(\"text:\" + id, text, _options); }") },
        { "options written", In("public void M(int id, string text) { cache.Set(\"text:\" + id, text, new MemoryCacheEntryOptions { Size = 1 }); }") },
        { "options configured", In("public void M(int id, string text) { cache.Set(\"text:\" + id, text, new MemoryCacheEntryOptions().SetSlidingExpiration(TimeSpan.FromMinutes(1))); }") },
        { "expiry of the entry", In("public string? M(string name) => cache.GetOrCreate(name, e => { e.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5); return Load(name); });") },
        { "sliding expiry of the entry", In("public string? M(string name) => cache.GetOrCreate(name, e => { e.SetSlidingExpiration(TimeSpan.FromMinutes(5)); return Load(name); });") },
        { "token of the entry", In("public string? M(string name, Microsoft.Extensions.Primitives.IChangeToken change) => cache.GetOrCreate(name, e => { e.AddExpirationToken(change); return Load(name); });") },
        { "entry handed on", In("static void Configure(ICacheEntry entry) => entry.SlidingExpiration = TimeSpan.FromMinutes(1); public string? M(string name) => cache.GetOrCreate(name, e => { Configure(e); return Load(name); });") },
        { "options beside the factory", In("public string? M(string name) => cache.GetOrCreate(name, e => Load(name), new MemoryCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(1) });") },
        { "constant key", In("public string? M() => cache.GetOrCreate(\"all\", e => Load(\"all\"));") },
        { "key of a few", In("public string? M(DayOfWeek day) => cache.GetOrCreate(day, e => Load(day.ToString()));") },
        { "key of two", In("public string? M(bool hidden) => cache.GetOrCreate(\"menu:\" + hidden, e => Load(hidden.ToString()));") },
        { "key of a type", In("public string? M(Type type) => cache.GetOrCreate(type, e => Load(type.Name));") },
        { "key of a culture", In("public string? M(string culture) => cache.GetOrCreate(\"texts:\" + culture, e => Load(culture));") },
        { "limited cache", In("public string? M(string name) => cache.GetOrCreate(name, e => Load(name));") + "\nstatic class Limits { public static MemoryCache Make() => new(new MemoryCacheOptions { SizeLimit = 1000 }); }" },
        { "taken out under the same key", In("public void M(string id, string text) { cache.Set(id, text); } public void Done(string id) { cache.Remove(id); }") },
        { "wrapper", In("public void M<T>(string key, T value) { cache.Set(key, value); }") },
        { "distributed with options", In("public Task M(int id, string text) => shared.SetStringAsync(\"text:\" + id, text, new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(1) });") },
        { "distributed, constant key", In("public Task M(string text) => shared.SetStringAsync(\"all\", text);") },
        { "start-up", Usings + "using Microsoft.AspNetCore.Builder; static class Program { static void Main(string[] args) { var cache = new MemoryCache(new MemoryCacheOptions()); foreach (var name in args) { cache.Set(name, name); } } }" },
        { "seeding", Usings + "class DataSeeder(IMemoryCache cache) { public void Seed(string name) { cache.Set(name, name); } }" },
        { "all rows once", In("public void M(List<Order> orders) { foreach (var order in orders) { cache.Set(order.Id, order); } }") },
        { "another Set", "class Bag { public void Set(string key, string value) { } } class C(Bag bag) { public void M(string id) { bag.Set(id, id); } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_grows() => Verify.Says(
        In("public void M(int id, string text) { cache.[|Set|](\"text:\" + id, text); }"),
        "'Set' adds an entry for every new 'id', and none ever goes; give it an expiry, or the cache a 'SizeLimit'");

    [Theory]
    [InlineData("public void M(int id, string text) { cache.[|Set|](id, text); }", "public void M(int id, string text) { cache.Set(id, text, TimeSpan.FromMinutes(5)); }")]
    [InlineData("public string? M(string name) => cache.[|GetOrCreate|](name, e => Load(name));", "public string? M(string name) => cache.GetOrCreate(name, e => { e.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5); return Load(name); });")]
    [InlineData("public string? M(string name) => cache.[|GetOrCreate|](name, _ => Load(name));", "public string? M(string name) => cache.GetOrCreate(name, entry => { entry.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5); return Load(name); });")]
    [InlineData("public string? M(string name) => cache.[|GetOrCreate|](name, e =>\n    {\n        // Once.\n        return Load(name);\n    });", "public string? M(string name) => cache.GetOrCreate(name, e =>\n    {\n        // Once.\n        e.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5);\n        return Load(name);\n    });")]
    [InlineData("public Task M(int id, string text, CancellationToken token) => shared.[|SetStringAsync|](\"text:\" + id, text, token);", "public Task M(int id, string text, CancellationToken token) => shared.SetStringAsync(\"text:\" + id, text, new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) }, token);")]
    public Task Lets_it_expire(string member, string expected) => Verify.Fixes(In(member), In(expected), DiagnosticSeverity.Info);

    [Theory]
    [InlineData("public void M(int id, string text) { cache.[|Set|](value: text, key: id); }")]
    [InlineData("public void M(int id, string text) { cache.[|Set|](id, text, new MemoryCacheEntryOptions()); }")]
    [InlineData("public void M(int id, string text) { CacheExtensions.[|Set|](cache, id, text); }")]
    public Task Leaves_what_it_cannot_write(string member) => Verify.RefusesToFix(In(member), DiagnosticSeverity.Info);

    private static string In(string member) => Usings + $$"""
        public class C(IMemoryCache cache, IDistributedCache shared)
        {
            public object[] All => [cache, shared];
            static string Load(string name) => name.Trim();
            {{member}}
        }
        """;
}
