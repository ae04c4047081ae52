using Microsoft.CodeAnalysis;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using PerfAnalyzers.Caching;

namespace PerfAnalyzers.Tests;

/// <summary>Entries that are still there a day after a hundred different requests, by the clock of a real cache. A method is reported exactly when they are.</summary>
public sealed class CacheWithoutExpiryTruth
{
    private const int Requests = 100;

    private const string Source = """
        using Microsoft.Extensions.Caching.Distributed;
        using Microsoft.Extensions.Caching.Memory;

        public static class Truth
        {
            public static void Set_for_good(IMemoryCache cache, IDistributedCache shared, string name) { cache.Set(name, name); }

            public static void Set_for_a_time(IMemoryCache cache, IDistributedCache shared, string name) { cache.Set(name, name, TimeSpan.FromMinutes(10)); }

            public static void Created_for_good(IMemoryCache cache, IDistributedCache shared, string name) { cache.GetOrCreate(name, e => name.Trim()); }

            public static void Created_for_a_time(IMemoryCache cache, IDistributedCache shared, string name)
            {
                cache.GetOrCreate(name, e =>
                {
                    e.SlidingExpiration = TimeSpan.FromMinutes(10);
                    return name.Trim();
                });
            }

            public static Task Awaited_for_good(IMemoryCache cache, IDistributedCache shared, string name) => cache.GetOrCreateAsync(name, async e => { await Task.Yield(); return name.Trim(); });

            public static Task Shared_for_good(IMemoryCache cache, IDistributedCache shared, string name) => shared.SetStringAsync(name, name);

            public static Task Shared_for_a_time(IMemoryCache cache, IDistributedCache shared, string name) => shared.SetStringAsync(name, name, new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) });

            public static void One_key(IMemoryCache cache, IDistributedCache shared, string name) { cache.GetOrCreate("all", e => name.Trim()); }
        }
        """;

    private static readonly TruthCode s_code = new(Source, [Catalog.Rule("CacheWithoutExpiry")]);

    private static readonly Lazy<Executed> s_loaded = new(() => Executed.Load(Source));

    public static TheoryData<string> Methods => s_code.Methods;

    [Theory, MemberData(nameof(Methods))]
    public async Task What_is_reported_stays_for_good(string method)
    {
        var left = await Left(s_loaded.Value, method);
        var reports = await s_code.Reports(method);
        Assert.Equal(left == Requests, reports.Count > 0);
        Assert.True(left is 0 or Requests);
        if (reports.Count > 0)
        {
            Assert.Equal(0, await Left(Executed.Load(await Executed.Fix<CacheWithoutExpiry, CacheWithoutExpiryFix>(Source)), method));
        }
    }

    private static async Task<int> Left(Executed code, string method)
    {
        var clock = new Clock();
#pragma warning disable CS0618 // the clock of tests
        using var cache = new MemoryCache(new MemoryCacheOptions { Clock = clock });
        var shared = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions { Clock = clock }));
#pragma warning restore CS0618
        for (var i = 0; i < Requests; i++)
        {
            await code.Run("Truth." + method, cache, shared, "name" + i);
        }

        clock.UtcNow += TimeSpan.FromDays(1);
        var left = 0;
        for (var i = 0; i < Requests; i++)
        {
            left += cache.TryGetValue("name" + i, out _) || shared.Get("name" + i) is not null ? 1 : 0;
        }

        return left;
    }

    private sealed class Clock : Microsoft.Extensions.Internal.ISystemClock
    {
        public DateTimeOffset UtcNow { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
