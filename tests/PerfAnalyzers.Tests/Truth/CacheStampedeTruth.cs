using Microsoft.CodeAnalysis;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Loads of one entry that is missing, while all callers wait for it: the source answers only when every caller has asked. A method is
/// reported exactly when each of them has loaded.
/// </summary>
public sealed class CacheStampedeTruth
{
    private const int Callers = 20;

    private const string Source = """
        using System.Net.Http;
        using Microsoft.Extensions.Caching.Distributed;
        using Microsoft.Extensions.Caching.Hybrid;
        using Microsoft.Extensions.Caching.Memory;

        public static class Truth
        {
            public static async Task<int> Run(string name, IMemoryCache cache, IDistributedCache shared, HybridCache hybrid, HttpClient http, int callers, Func<int> loads, Action open)
            {
                var caches = new Caches(cache, shared, hybrid, http);
                var method = typeof(Caches).GetMethod(name)!;
                var all = new List<Task<string>>();
                for (var i = 0; i < callers; i++) { all.Add((Task<string>)method.Invoke(caches, null)!); }
                while (loads() == 0) { await Task.Yield(); }
                open();
                await Task.WhenAll(all);
                return loads();
            }

            public static Task<string> Behind_a_gate(IMemoryCache cache, HttpClient http) => (s_gates ??= new Gates(cache, http)).Behind_a_semaphore();

            private static Gates? s_gates;
        }

        public sealed class Caches(IMemoryCache cache, IDistributedCache shared, HybridCache hybrid, HttpClient http)
        {
            public async Task<string> Created() => (await cache.GetOrCreateAsync("a", async e => { e.SlidingExpiration = TimeSpan.FromMinutes(1); return await http.GetStringAsync("a"); }))!;

            public async Task<string> Created_to_fix() => (await cache.GetOrCreateAsync("b", async e => { e.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1); return await http.GetStringAsync("b"); }))!;

            public async Task<string> Asked_and_set()
            {
                if (!cache.TryGetValue("c", out string? text))
                {
                    text = await http.GetStringAsync("c");
                    cache.Set("c", text, TimeSpan.FromMinutes(1));
                }

                return text!;
            }

            public async Task<string> Shared()
            {
                var known = await shared.GetStringAsync("d");
                if (known is not null) { return known; }
                var text = await http.GetStringAsync("d");
                await shared.SetStringAsync("d", text);
                return text;
            }

            public async Task<string> Shared_to_fix()
            {
                var known = await shared.GetStringAsync("g");
                if (known is not null) { return known; }
                var text = await http.GetStringAsync("g");
                await shared.SetStringAsync("g", text, new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) });
                return text;
            }

            public async Task<string> Serialized()
            {
                var bytes = await shared.GetAsync("h");
                if (bytes == null)
                {
                    var text = await http.GetStringAsync("h");
                    await shared.SetAsync("h", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(text), new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) });
                    return text;
                }

                return System.Text.Json.JsonSerializer.Deserialize<string>(bytes)!;
            }

            public async Task<string> Through_hybrid() => await hybrid.GetOrCreateAsync("e", async token => await http.GetStringAsync("e"));
        }

        public sealed class Gates(IMemoryCache cache, HttpClient http)
        {
            private readonly SemaphoreSlim _one = new(1, 1);

            public async Task<string> Behind_a_semaphore()
            {
                if (cache.TryGetValue("f", out string? text)) { return text!; }
                await _one.WaitAsync();
                try { return (await cache.GetOrCreateAsync("f", async e => { e.SlidingExpiration = TimeSpan.FromMinutes(1); return await http.GetStringAsync("f"); }))!; }
                finally { _one.Release(); }
            }
        }
        """;

    private static readonly TruthCode s_code = new(Source, [Catalog.Rule("CacheStampede")]);

    private static readonly Lazy<Executed> s_loaded = new(() => Executed.Load(Source));

    [Theory]
    [InlineData("Created", Callers)]
    [InlineData("Created_to_fix", Callers)]
    [InlineData("Asked_and_set", Callers)]
    [InlineData("Shared", Callers)]
    [InlineData("Shared_to_fix", Callers)]
    [InlineData("Serialized", Callers)]
    [InlineData("Through_hybrid", 1)]
    public async Task Each_caller_loads_or_it_is_silent(string method, int loads)
    {
        Assert.Equal(loads, await Loads(s_loaded.Value, method));
        Assert.Equal(loads > 1, (await s_code.Reports(method)).Count > 0);
    }

    [Theory]
    [InlineData("Created_to_fix")]
    [InlineData("Asked_and_set")]
    [InlineData("Shared_to_fix")]
    [InlineData("Serialized")]
    public async Task Fixed_one_of_them_loads(string method)
    {
        var (text, applied) = await s_code.Fix(method);
        Assert.Equal(1, applied);
        Assert.Equal(1, await Loads(Executed.Load(text), method));
    }

    [Fact]
    public async Task Behind_a_gate_one_of_them_loads()
    {
        using var server = new Server();
        using var http = server.Client();
        using var cache = new MemoryCache(new MemoryCacheOptions());
        var all = new List<Task>();
        for (var i = 0; i < Callers; i++)
        {
            all.Add(s_loaded.Value.Run("Truth.Behind_a_gate", cache, http));
        }

        server.Open();
        await Task.WhenAll(all);
        Assert.Equal(1, server.Loads);
        Assert.Empty(await s_code.Reports("Behind_a_semaphore"));
    }

    private static async Task<int> Loads(Executed code, string method)
    {
        using var server = new Server();
        using var http = server.Client();
        var services = new ServiceCollection();
        services.AddMemoryCache().AddDistributedMemoryCache().AddHybridCache();
        await using var provider = services.BuildServiceProvider();
        return (int)(await code.Run(
            "Truth.Run", method, provider.GetRequiredService<IMemoryCache>(), provider.GetRequiredService<IDistributedCache>(), provider.GetRequiredService<HybridCache>(), http, Callers, (Func<int>)(() => server.Loads), (Action)server.Open))!;
    }

    // Answers nobody before it is opened.
    private sealed class Server : HttpMessageHandler
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _loads;

        public int Loads => Volatile.Read(ref _loads);

        public HttpClient Client() => new(this, disposeHandler: false) { BaseAddress = new Uri("http://server/") };

        public void Open() => _open.SetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _loads);
            await _open.Task;
            return new HttpResponseMessage { Content = new StringContent("text") };
        }
    }
}
