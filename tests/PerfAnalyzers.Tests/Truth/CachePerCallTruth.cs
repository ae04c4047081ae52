using PerfAnalyzers.Caching;

namespace PerfAnalyzers.Tests;

/// <summary>Ten calls for the same key: how often the answer is computed, and how often a limiter lets through what it should not.</summary>
public sealed class CachePerCallTruth
{
    private const int Calls = 10;

    /// <summary>Members of a controller with <c>Get(key)</c> that calls <c>Compute</c>, whether they are reported, and the computations of ten calls.</summary>
    [Theory]
    [InlineData("public string Get(string key) { using var cache = new MemoryCache(new MemoryCacheOptions()); return cache.GetOrCreate(key, e => Truth.Compute(key))!; }", true, Calls)]
    [InlineData("private readonly IMemoryCache _cache = new MemoryCache(new MemoryCacheOptions()); public string Get(string key) => _cache.GetOrCreate(key, e => Truth.Compute(key))!;", true, Calls)]
    [InlineData("static IMemoryCache Cache => new MemoryCache(new MemoryCacheOptions()); public string Get(string key) => Cache.GetOrCreate(key, e => Truth.Compute(key))!;", true, Calls)]
    [InlineData("public string Get(string key) { var all = new ConcurrentDictionary<string, string>(); return all.GetOrAdd(key, Truth.Compute); }", true, Calls)]
    [InlineData("public string Get(string key) { var all = new Dictionary<string, string>(); if (!all.TryGetValue(key, out var known)) { known = Truth.Compute(key); all[key] = known; } return known; }", true, Calls)]
    [InlineData("private readonly ConcurrentDictionary<string, string> _all = new(); public string Get(string key) => _all.GetOrAdd(key, Truth.Compute);", true, Calls)]
    [InlineData("public string Get(string key) => new Lazy<string>(() => Truth.Compute(key)).Value;", true, Calls)]
    [InlineData("public string Get(string key) { using var limiter = new FixedWindowRateLimiter(new FixedWindowRateLimiterOptions { PermitLimit = 1, Window = TimeSpan.FromHours(1) }); return limiter.AttemptAcquire().IsAcquired ? Truth.Compute(key) : key; }", true, Calls)]
    [InlineData("private static readonly MemoryCache s_cache = new MemoryCache(new MemoryCacheOptions()); public string Get(string key) => s_cache.GetOrCreate(key, e => Truth.Compute(key))!;", false, 1)]
    [InlineData("private static readonly ConcurrentDictionary<string, string> s_all = new(); public string Get(string key) => s_all.GetOrAdd(key, Truth.Compute);", false, 1)]
    [InlineData("private static readonly RateLimiter s_limiter = new FixedWindowRateLimiter(new FixedWindowRateLimiterOptions { PermitLimit = 1, Window = TimeSpan.FromHours(1) }); public string Get(string key) => s_limiter.AttemptAcquire().IsAcquired ? Truth.Compute(key) : key;", false, 1)]
    [InlineData("private static readonly Lazy<string> s_lazy = new(() => Truth.Compute(\"a\")); public string Get(string key) => s_lazy.Value;", false, 1)]
    public async Task A_cache_of_one_call_is_never_hit(string members, bool isReported, int computed)
    {
        var source = "using System.Collections.Concurrent; using System.Threading.RateLimiting; using Microsoft.Extensions.Caching.Memory;\npublic class C : Microsoft.AspNetCore.Mvc.ControllerBase {\n" + members +
            "\n}\npublic static class Truth { public static int Computed; public static string Compute(string key) { Computed++; return key; } public static int Run(string key) { for (var i = 0; i < 10; i++) { new C().Get(key); } return Computed; } }";
        Assert.Equal(isReported, !(await Executed.Review<CachePerCall>(source)).IsEmpty);
        Assert.Equal(computed, await Executed.Load(source).Run("Truth.Run", "a"));
    }

    /// <summary>A memo within one call pays: it is not reported.</summary>
    [Fact]
    public async Task A_memo_of_a_loop_is_hit()
    {
        const string Source = """
            public static class Truth
            {
                public static int Computed;

                public static int Run(string key)
                {
                    var all = new Dictionary<string, string>();
                    for (var i = 0; i < 10; i++)
                    {
                        if (!all.TryGetValue(key, out var known))
                        {
                            known = key.Trim();
                            all[key] = known;
                            Computed++;
                        }
                    }

                    return Computed;
                }
            }
            """;
        Assert.Empty(await Executed.Review<CachePerCall>(Source));
        Assert.Equal(1, await Executed.Load(Source).Run("Truth.Run", "a"));
    }
}
