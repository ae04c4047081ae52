using Microsoft.CodeAnalysis.CodeFixes;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Caching.CachePerCall, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class CachePerCallTests
{
    private const string Using = """
        using System.Collections.Concurrent;
        using System.Threading.RateLimiting;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.Caching.Memory;
        using Microsoft.Extensions.DependencyInjection;

        """;

    private const string Polly = "namespace Polly { public class AsyncPolicy { public Task<T> ExecuteAsync<T>(Func<Task<T>> f) => f(); } public class PolicyBuilder { } public class AsyncCircuitBreakerPolicy : AsyncPolicy { } public static class Policy { public static PolicyBuilder Handle<E>() => new(); public static AsyncPolicy WrapAsync(params AsyncPolicy[] p) => p[0]; } public static class AsyncCircuitBreakerSyntax { public static AsyncCircuitBreakerPolicy CircuitBreakerAsync(this PolicyBuilder b, int n, TimeSpan t) => new(); } }\n";

    public static readonly Cases Firing = new()
    {
        { "memory cache in a method", Using + """class C { string? M(string key) { using var cache = new [|MemoryCache|](new MemoryCacheOptions()); return cache.Get<string>(key); } }""" },
        { "memory cache in an action", Using + """public class C : ControllerBase { public string? Get(string key) { var cache = new [|MemoryCache|](new MemoryCacheOptions()); return cache.GetOrCreate(key, e => key.Trim()); } }""" },
        { "memory cache behind a property", Using + """class C { static IMemoryCache Cache => new [|MemoryCache|](new MemoryCacheOptions()); public string? M(string key) => Cache.Get<string>(key); }""" },
        { "memory cache in a helper", Using + """class C { private IMemoryCache Cache() => new [|MemoryCache|](new MemoryCacheOptions()); public string? M(string key) => Cache().Get<string>(key); }""" },
        { "memory cache of a controller", Using + """public class C : ControllerBase { private readonly IMemoryCache _cache = new [|MemoryCache|](new MemoryCacheOptions()); public string? Get(string key) => _cache.GetOrCreate(key, e => key.Trim()); }""" },
        { "memory cache of a scoped service", Using + """
            class Prices { private readonly MemoryCache _cache; public Prices() { _cache = new [|MemoryCache|](new MemoryCacheOptions()); }
            public decimal Of(int id) => _cache.GetOrCreate(id, e => id * 2m); } static class Startup { public static void AddPrices(this IServiceCollection s) => s.AddScoped<Prices>(); }
            """ },
        { "memory cache of a transient service", Using + """
            interface IPrices { } class Prices : IPrices { private readonly IMemoryCache _cache = new [|MemoryCache|](new MemoryCacheOptions());
            public decimal Of(int id) => _cache.GetOrCreate(id, e => id * 2m); } static class Startup { public static void AddPrices(this IServiceCollection s) => s.AddTransient<IPrices, Prices>(); }
            """ },
        { "memory cache registered as scoped", Using + """static class Startup { public static void AddParts(this IServiceCollection s) => s.[|AddScoped|]<IMemoryCache, MemoryCache>(); }""" },
        { "memory cache by a transient factory", Using + """static class Startup { public static void AddParts(this IServiceCollection s) => s.AddTransient<IMemoryCache>(_ => new [|MemoryCache|](new MemoryCacheOptions())); }""" },
        { "dictionary that is asked once", Using + """class C { decimal M(int id) { var prices = new [|Dictionary|]<int, decimal>(); if (prices.TryGetValue(id, out var known)) { return known; } var price = id * 2m; prices[id] = price; return price; } }""" },
        { "concurrent dictionary that is asked once", Using + """class C { decimal M(int id) { var prices = new [|ConcurrentDictionary|]<int, decimal>(); return prices.GetOrAdd(id, i => i * 2m); } }""" },
        { "memo of a controller", Using + """public class C : ControllerBase { private readonly Dictionary<int, decimal> _prices = [|new|](); public decimal Get(int id) { if (!_prices.TryGetValue(id, out var price)) { price = id * 2m; _prices[id] = price; } return price; } }""" },
        { "concurrent memo of a page", Using + """public class P : Microsoft.AspNetCore.Mvc.RazorPages.PageModel { private readonly ConcurrentDictionary<string, string> _names = new [|ConcurrentDictionary|]<string, string>(); public string Text = ""; public void OnGet(string s) => Text = _names.GetOrAdd(s, k => k.Trim()); }""" },
        { "lazy that is asked at once", Using + """class C { static string Load() => "a"; public string M() => new [|Lazy|]<string>(Load).Value; }""" },
        { "semaphore of a call", Using + """class C { int _n; public async Task M() { var gate = new [|SemaphoreSlim|](1, 1); await gate.WaitAsync(); try { _n++; } finally { gate.Release(); } } }""" },
        { "semaphore of a call, disposed", Using + """class C { int _n; public void M() { using var gate = new [|SemaphoreSlim|](1); gate.Wait(); _n++; gate.Release(); } }""" },
        { "limiter of a call", Using + """class C { async Task<bool> M() { using var limiter = new [|TokenBucketRateLimiter|](new TokenBucketRateLimiterOptions { TokenLimit = 5, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(1) }); using var lease = await limiter.AcquireAsync(); return lease.IsAcquired; } }""" },
        { "breaker of a call", Using + Polly + """class C { async Task<string> M(Func<Task<string>> call) { var breaker = Polly.AsyncCircuitBreakerSyntax.[|CircuitBreakerAsync|](Polly.Policy.Handle<Exception>(), 3, TimeSpan.FromSeconds(30)); return await breaker.ExecuteAsync(call); } }""" },
        { "breaker that is wrapped in an action", Using + Polly + """public class C : ControllerBase { [NonAction] public Task<string> Other() => null!; public async Task<string> Get() { var policy = Polly.Policy.WrapAsync(Polly.AsyncCircuitBreakerSyntax.[|CircuitBreakerAsync|](Polly.Policy.Handle<Exception>(), 3, TimeSpan.FromSeconds(30))); return await policy.ExecuteAsync(Other); } }""" },
    };

    public static readonly Cases Quiet = new()
    {
        { "injected", Using + """class C(IMemoryCache cache) { string? M(string key) => cache.GetOrCreate(key, e => key.Trim()); }""" },
        { "static field", Using + """class C { static readonly MemoryCache s_cache = new(new MemoryCacheOptions()); string? M(string key) => s_cache.Get<string>(key); }""" },
        { "field of a singleton", Using + """class Prices { private readonly MemoryCache _cache = new(new MemoryCacheOptions()); public decimal Of(int id) => _cache.GetOrCreate(id, e => id * 2m); } static class Startup { public static void AddPrices(this IServiceCollection s) => s.AddSingleton<Prices>(); }""" },
        { "field of a type that nobody registers", Using + """class Prices { private readonly MemoryCache _cache = new(new MemoryCacheOptions()); public decimal Of(int id) => _cache.GetOrCreate(id, e => id * 2m); }""" },
        { "static field of a controller", Using + """public class C : ControllerBase { private static readonly ConcurrentDictionary<string, string> s_names = new(); public string Get(string s) => s_names.GetOrAdd(s, k => k.Trim()); }""" },
        { "singleton factory", Using + """static class Startup { public static void AddParts(this IServiceCollection s) { s.AddSingleton<IMemoryCache>(_ => new MemoryCache(new MemoryCacheOptions())); s.AddSingleton(new MemoryCache(new MemoryCacheOptions())); } }""" },
        { "handed to a service at start-up", Using + """class Prices(IMemoryCache cache) { public IMemoryCache Cache => cache; } static class Startup { public static void AddPrices(this IServiceCollection s) => s.AddSingleton(new Prices(new MemoryCache(new MemoryCacheOptions()))); }""" },
        { "factory of caches", Using + """class Caches { public IMemoryCache Create(string name) => new MemoryCache(new MemoryCacheOptions()); }""" },
        { "filled once", Using + """class C { MemoryCache? _cache; string? M(string key) { _cache ??= new MemoryCache(new MemoryCacheOptions()); return _cache.Get<string>(key); } }""" },
        { "replaced", Using + """class C { MemoryCache _cache = new(new MemoryCacheOptions()); public void Reset() { var old = _cache; _cache = new MemoryCache(new MemoryCacheOptions()); old.Dispose(); } }""" },
        { "cache of a long run", Using + """class Import { int M(List<int> rows) { using var cache = new MemoryCache(new MemoryCacheOptions()); var n = 0; foreach (var row in rows) { n += cache.GetOrCreate(row % 10, e => row); } return n; } }""" },
        { "memo of a loop", Using + """class C { decimal M(List<int> ids) { var prices = new Dictionary<int, decimal>(); var sum = 0m; foreach (var id in ids) { if (!prices.TryGetValue(id, out var price)) { price = id * 2m; prices[id] = price; } sum += price; } return sum; } }""" },
        { "memo of a recursion", Using + """class C { long M(int n) { var memo = new Dictionary<int, long>(); return Fib(n); long Fib(int k) { if (k < 2) return k; if (memo.TryGetValue(k, out var known)) return known; return memo[k] = Fib(k - 1) + Fib(k - 2); } } }""" },
        { "memo of a lambda", Using + """class C { List<string> M(List<string> all) { var seen = new ConcurrentDictionary<string, string>(); return all.Select(s => seen.GetOrAdd(s, k => k.Trim())).ToList(); } }""" },
        { "memo that is handed on", Using + """class C { decimal M(int id) { var prices = new Dictionary<int, decimal>(); Fill(prices); return prices.TryGetValue(id, out var p) ? p : 0; } static void Fill(Dictionary<int, decimal> d) => d[1] = 2; }""" },
        { "memo of a scoped service", Using + """class Prices { private readonly Dictionary<int, decimal> _prices = new(); public decimal Of(int id) { if (!_prices.TryGetValue(id, out var price)) { price = id * 2m; _prices[id] = price; } return price; } } static class Startup { public static void AddPrices(this IServiceCollection s) => s.AddScoped<Prices>(); }""" },
        { "map that is filled and read", Using + """class C { string M(string s) { var map = new Dictionary<string, string>(); map["a"] = "b"; map["c"] = "d"; return map.TryGetValue(s, out var found) ? found : s; } }""" },
        { "map with elements", Using + """class C { string M(string s) { var map = new Dictionary<string, string> { ["a"] = "b" }; if (!map.TryGetValue(s, out var found)) { map[s] = s; } return found ?? s; } }""" },
        { "map that is returned", Using + """class C { Dictionary<string, int> M(string s) { var map = new Dictionary<string, int>(); if (!map.ContainsKey(s)) { map[s] = 1; } return map; } }""" },
        { "map of a controller's view", Using + """public class C : ControllerBase { private readonly Dictionary<string, int> _counts = new(); public IActionResult Get(string s) { _counts[s] = 1; return Ok(_counts); } }""" },
        { "memo of an action's loop", Using + """public class C : ControllerBase { private readonly Dictionary<int, decimal> _prices = new(); public decimal Get(List<int> ids) { var sum = 0m; foreach (var id in ids) { if (!_prices.TryGetValue(id, out var p)) { p = id; _prices[id] = p; } sum += p; } return sum; } }""" },
        { "lazy in a field", Using + """class C { static readonly Lazy<string> s_text = new(() => "a"); public string M() => s_text.Value; }""" },
        { "lazy that may not be asked", Using + """class C { string M(bool b) { var text = new Lazy<string>(() => "a"); return b ? text.Value : "none"; } }""" },
        { "limiter in a field", Using + """class C { static readonly RateLimiter s_limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 3 }); async Task<bool> M() { using var lease = await s_limiter.AcquireAsync(); return lease.IsAcquired; } }""" },
        { "semaphore for the tasks of a call", Using + """class C { public async Task M(List<int> ids) { using var gate = new SemaphoreSlim(4); await Task.WhenAll(ids.Select(async id => { await gate.WaitAsync(); try { await Task.Delay(id); } finally { gate.Release(); } })); } }""" },
        { "semaphore as a signal", Using + """class C { public void M() { var done = new SemaphoreSlim(0); ThreadPool.QueueUserWorkItem(_ => done.Release()); done.Wait(); } }""" },
        { "semaphore handed on", Using + """class C { public async Task M() { var gate = new SemaphoreSlim(1); var other = Other(gate); await gate.WaitAsync(); gate.Release(); await other; } static async Task Other(SemaphoreSlim gate) { await gate.WaitAsync(); gate.Release(); } }""" },
        { "semaphore in a field", Using + """class C { readonly SemaphoreSlim _gate = new(1, 1); int _n; public async Task M() { await _gate.WaitAsync(); try { _n++; } finally { _gate.Release(); } } }""" },
        { "limiter for the elements of a call", Using + """class C { async Task M(List<string> urls) { using var limiter = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions { TokenLimit = 5, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(1) }); foreach (var url in urls) { using var lease = await limiter.AcquireAsync(); Console.WriteLine(url); } } }""" },
        { "limiter per user", Using + """class C { static readonly ConcurrentDictionary<string, RateLimiter> s_limiters = new(); RateLimiter For(string user) => s_limiters.GetOrAdd(user, _ => new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions { TokenLimit = 5, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(1) })); }""" },
        { "limiter of a partition", Using + """class C { static readonly PartitionedRateLimiter<string> s_all = PartitionedRateLimiter.Create<string, string>(user => RateLimitPartition.Get(user, _ => new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions { TokenLimit = 5, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(1) }))); }""" },
        { "breaker in a field", Using + Polly + """class C { static readonly Polly.AsyncPolicy s_breaker = Polly.AsyncCircuitBreakerSyntax.CircuitBreakerAsync(Polly.Policy.Handle<Exception>(), 3, TimeSpan.FromSeconds(30)); Task<string> M(Func<Task<string>> call) => s_breaker.ExecuteAsync(call); }""" },
        { "Main", Using + """static class Program { static void Main(string[] args) { using var cache = new MemoryCache(new MemoryCacheOptions()); Console.WriteLine(cache.Get<string>(args[0])); } }""" },
        { "own registration", Using + """class Bag { public void AddScoped<T>() { } public void AddTransient<A, B>() { } } class C { void M(Bag b) { b.AddScoped<MemoryCache>(); b.AddTransient<IMemoryCache, MemoryCache>(); } }""" },
        { "own type of the same name", """class MemoryCache : IDisposable { public string Get(string k) => k; public void Dispose() { } } class C { string M(string key) { using var cache = new MemoryCache(); return cache.Get(key); } }""" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_lost() => Verify.Says(
        Using + """public class C : ControllerBase { public string? Get(string key) { var cache = new [|MemoryCache|](new MemoryCacheOptions()); return cache.GetOrCreate(key, e => key.Trim()); } }""",
        "'MemoryCache' is built on every request: it is empty each time, and nothing finds what it has kept; inject the application's 'IMemoryCache', or keep one for the whole process");
}
