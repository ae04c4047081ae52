using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PerfAnalyzers.Scaling;

namespace PerfAnalyzers.Tests;

/// <summary>Two instances: counts sessions and entries the other one knows, answers computed twice or kept too long, and sessions loaded with a blocked thread.</summary>
public sealed class InMemoryDistributedCacheTruth
{
    private const string Deployment = "perfanalyzers.deployment";

    private static string Program(string services, string routes, string more = "") => $$"""
        using Microsoft.AspNetCore.Builder; using Microsoft.AspNetCore.Http; using Microsoft.AspNetCore.OutputCaching; using Microsoft.Extensions.Caching.Distributed; using Microsoft.Extensions.DependencyInjection; using PerfAnalyzers.Tests;
        var builder = WebApplication.CreateBuilder(args);
        App.Services(builder.Services);
        var app = builder.Build();
        App.Use(app);
        app.Run();
        public static class App
        {
            public static void Services(IServiceCollection services) { {{services}} }
            public static void Use(WebApplication app) { {{routes}} }
        }
        {{more}}
        """;

    private const string Session = "app.UseSession(); app.MapGet(\"/one\", (HttpContext c) => { c.Session.SetString(\"cart\", \"book\"); return \"\"; }); app.MapGet(\"/two\", (HttpContext c) => c.Session.GetString(\"cart\") ?? \"\");";

    private const string Entries = "app.MapGet(\"/one\", (IDistributedCache cache) => { cache.SetString(\"cart\", \"book\"); return \"\"; }); app.MapGet(\"/two\", (IDistributedCache cache) => cache.GetString(\"cart\") ?? \"\");";

    [Theory]
    [InlineData("sessions", Session, "services.AddSession();")]
    [InlineData("entries", Entries, "")]
    public async Task What_one_instance_has_kept_another_does_not_find(string name, string routes, string more)
    {
        var local = Program("services.AddDistributedMemoryCache(); " + more, routes);
        var shared = Program("services.AddSingleton<IDistributedCache>(provider => provider.GetRequiredService<SharedStore>()); " + more, routes);
        Assert.Single(await Executed.ReviewWith<InMemoryDistributedCache>(local, (Deployment, "multi_instance")));
        Assert.Empty(await Executed.ReviewWith<InMemoryDistributedCache>(local));
        Assert.Empty(await Executed.ReviewWith<InMemoryDistributedCache>(shared, (Deployment, "multi_instance")));
        Assert.Equal((name, "book", ""), await Found(name, local));
        Assert.Equal((name, "book", "book"), await Found(name, shared));
    }

    [Fact]
    public async Task Answers_are_computed_on_each_instance_and_evicted_on_one()
    {
        const string Routes = "app.UseOutputCache(); app.MapGet(\"/price\", (Prices prices) => prices.Read()).CacheOutput(policy => policy.Tag(\"prices\")); app.MapGet(\"/evict\", async (IOutputCacheStore store) => { await store.EvictByTagAsync(\"prices\", default); return \"\"; });";
        var local = Program("services.AddOutputCache();", Routes);
        var shared = Program("services.AddOutputCache(); services.AddSingleton<IOutputCacheStore>(provider => provider.GetRequiredService<SharedAnswers>());", Routes);
        Assert.Single(await Executed.ReviewWith<InMemoryDistributedCache>(local, (Deployment, "multi_instance")));
        Assert.Empty(await Executed.ReviewWith<InMemoryDistributedCache>(local));
        Assert.Empty(await Executed.ReviewWith<InMemoryDistributedCache>(shared, (Deployment, "multi_instance")));
        Assert.Equal((2, "old"), await Prices(local));
        Assert.Equal((1, "new"), await Prices(shared));
    }

    [Fact]
    public async Task Sessions_are_loaded_with_a_blocked_thread_unless_that_is_awaited()
    {
        const string Redis = "namespace Microsoft.Extensions.DependencyInjection { static class Redis { public static IServiceCollection AddStackExchangeRedisCache(this IServiceCollection services, Action<object> setup) => services.AddSingleton<IDistributedCache>(provider => provider.GetRequiredService<SharedStore>()); } }";
        var blocking = Program("services.AddStackExchangeRedisCache(_ => { }); services.AddSession();", "app.UseSession(); app.MapGet(\"/\", async (HttpContext c) => { await Task.Yield(); return c.Session.GetString(\"cart\") ?? \"\"; });", Redis);
        var awaited = Program("services.AddStackExchangeRedisCache(_ => { }); services.AddSession();", "app.UseSession(); app.MapGet(\"/\", async (HttpContext c) => { await c.Session.LoadAsync(c.RequestAborted); return c.Session.GetString(\"cart\") ?? \"\"; });", Redis);
        Assert.Single(await Executed.ReviewWith<InMemoryDistributedCache>(blocking));
        Assert.Empty(await Executed.ReviewWith<InMemoryDistributedCache>(awaited));
        Assert.Equal((3, 0), await Loads(blocking));
        Assert.Equal((0, 3), await Loads(awaited));
    }

    private static async Task<(string Name, string Same, string Other)> Found(string name, string source)
    {
        await using var instances = await Instances.Start(source);
        var (_, _, cookie) = await instances.First.Get("/one");
        return (name, (await instances.First.Get("/two", ("Cookie", cookie ?? ""))).Body, (await instances.Second.Get("/two", ("Cookie", cookie ?? ""))).Body);
    }

    private static async Task<(int Computed, string After)> Prices(string source)
    {
        await using var instances = await Instances.Start(source);
        await instances.First.Get("/price");
        await instances.Second.Get("/price");
        var computed = instances.Prices.Reads;
        instances.Prices.Price = "new";
        await instances.First.Get("/evict");
        return (computed, (await instances.Second.Get("/price")).Body);
    }

    private static async Task<(int Blocking, int Awaited)> Loads(string source)
    {
        await using var instances = await Instances.Start(source);
        for (var i = 0; i < 3; i++)
        {
            await instances.First.Get("/");
        }

        return (instances.Store.Gets, instances.Store.AsyncGets);
    }

    private sealed class Instances : IAsyncDisposable
    {
        private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("perf-keys-");

        public SharedStore Store { get; } = new();

        public SharedAnswers Answers { get; } = new();

        public Prices Prices { get; } = new();

        public WebInstance First { get; private set; } = null!;

        public WebInstance Second { get; private set; } = null!;

        public static async Task<Instances> Start(string source)
        {
            var instances = new Instances();
            instances.First = await instances.StartOne(source);
            instances.Second = await instances.StartOne(source);
            return instances;
        }

        public async ValueTask DisposeAsync()
        {
            await First.DisposeAsync();
            await Second.DisposeAsync();
            _keys.Delete(recursive: true);
        }

        private Task<WebInstance> StartOne(string source)
        {
            var code = Executed.Load(source);
            return WebInstance.Start(
                services =>
                {
                    services.AddSingleton(Store).AddSingleton(Answers).AddSingleton(Prices);
                    services.AddDataProtection().PersistKeysToFileSystem(_keys);
                    code.Delegate<Action<IServiceCollection>>("App.Services")(services);
                },
                code.Delegate<Action<WebApplication>>("App.Use"));
        }
    }
}

/// <summary>Stands for a store outside of the instances, and counts how it is asked.</summary>
public sealed class SharedStore : IDistributedCache
{
    private readonly MemoryDistributedCache _entries = new(Options.Create(new MemoryDistributedCacheOptions()));

    public int Gets { get; private set; }

    public int AsyncGets { get; private set; }

    public byte[]? Get(string key)
    {
        Gets++;
        return _entries.Get(key);
    }

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        AsyncGets++;
        return _entries.GetAsync(key, token);
    }

    public void Refresh(string key) => _entries.Refresh(key);

    public Task RefreshAsync(string key, CancellationToken token = default) => _entries.RefreshAsync(key, token);

    public void Remove(string key) => _entries.Remove(key);

    public Task RemoveAsync(string key, CancellationToken token = default) => _entries.RemoveAsync(key, token);

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => _entries.Set(key, value, options);

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) => _entries.SetAsync(key, value, options, token);
}

/// <summary>Stands for a store of answers outside of the instances.</summary>
public sealed class SharedAnswers : IOutputCacheStore
{
    private readonly ConcurrentDictionary<string, (byte[] Answer, string[] Tags)> _answers = new();

    public ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken)
    {
        foreach (var (key, (_, tags)) in _answers)
        {
            if (tags.Contains(tag))
            {
                _answers.TryRemove(key, out _);
            }
        }

        return default;
    }

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => new(_answers.TryGetValue(key, out var kept) ? kept.Answer : null);

    public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        _answers[key] = (value, tags ?? []);
        return default;
    }
}

/// <summary>Data that changes, and how often it was read.</summary>
public sealed class Prices
{
    public string Price { get; set; } = "old";

    public int Reads { get; private set; }

    public string Read()
    {
        Reads++;
        return Price;
    }
}
