using Microsoft.CodeAnalysis;
using PerfAnalyzers.Caching;

namespace PerfAnalyzers.Tests;

using Verify = Verify<CacheRoundTripPerElement, CacheRoundTripPerElementFix>;

public sealed class CacheRoundTripPerElementTests
{
    internal const string Redis = """

        namespace StackExchange.Redis
        {
            public readonly struct RedisKey { public static implicit operator RedisKey(string key) => default; }
            public readonly struct RedisValue { public bool IsNull => false; public static implicit operator RedisValue(string value) => default; public static implicit operator string?(RedisValue value) => null; }
            public interface IDatabaseAsync
            {
                Task<long> StringIncrementAsync(RedisKey key);
                Task<RedisValue> StringGetAsync(RedisKey key);
                Task<RedisValue[]> StringGetAsync(RedisKey[] keys);
                Task<RedisValue> HashGetAsync(RedisKey key, RedisValue field);
                Task<RedisValue[]> HashGetAsync(RedisKey key, RedisValue[] fields);
                Task<bool> SetContainsAsync(RedisKey key, RedisValue value);
                Task<bool> StringSetAsync(RedisKey key, RedisValue value, TimeSpan? expiry = null);
            }
            public interface IDatabase : IDatabaseAsync
            {
                RedisValue StringGet(RedisKey key);
                RedisValue[] StringGet(RedisKey[] keys);
                IBatch CreateBatch();
            }
            public interface IBatch : IDatabaseAsync { void Execute(); }
        }
        namespace Foundatio.Caching
        {
            public interface ICacheClient { Task<T> GetAsync<T>(string key); Task<IDictionary<string, T>> GetAllAsync<T>(IEnumerable<string> keys); }
        }
        namespace EasyCaching.Core
        {
            public interface IEasyCachingProviderBase { Task<T> GetAsync<T>(string key); T Get<T>(string key); T Get<T>(string key, Func<T> make, TimeSpan time); Task<object> GetAsync(string key, Type type); }
            public interface IEasyCachingProvider : IEasyCachingProviderBase { Task<IDictionary<string, T>> GetAllAsync<T>(IEnumerable<string> keys); IDictionary<string, T> GetAll<T>(IEnumerable<string> keys); }
            public interface IHybridCachingProvider : IEasyCachingProviderBase { }
        }
        namespace Enyim.Caching
        {
            public interface IMemcachedClient { object Get(string key); T Get<T>(string key); IDictionary<string, T> Get<T>(IEnumerable<string> keys); Task<T> GetValueAsync<T>(string key); Task<IDictionary<string, T>> GetAsync<T>(IEnumerable<string> keys); }
        }
        namespace Alachisoft.NCache.Client
        {
            public interface ICache { T Get<T>(string key); IDictionary<string, T> GetBulk<T>(IEnumerable<string> keys); }
        }
        namespace Volo.Abp.Caching
        {
            public interface IDistributedCache<TCacheItem, TCacheKey> { Task<TCacheItem> GetAsync(TCacheKey key, bool? hideErrors = null); Task<KeyValuePair<TCacheKey, TCacheItem>[]> GetManyAsync(IEnumerable<TCacheKey> keys, bool? hideErrors = null); }
            public interface IDistributedCache<TCacheItem> : IDistributedCache<TCacheItem, string> { }
        }
        namespace Hazelcast.DistributedObjects
        {
            public interface IHMap<TKey, TValue> { Task<TValue> GetAsync(TKey key); Task<IReadOnlyDictionary<TKey, TValue>> GetAllAsync(ICollection<TKey> keys); }
        }
        namespace ServiceStack.Caching
        {
            public interface ICacheClient { T Get<T>(string key); IDictionary<string, T> GetAll<T>(IEnumerable<string> keys); }
        }
        namespace ZiggyCreatures.Caching.Fusion
        {
            public interface IFusionCache { ValueTask<T> GetOrDefaultAsync<T>(string key); }
        }
        """;

    public static readonly Cases Firing = new()
    {
        { "awaited for each", In("public async Task<int> M(List<int> ids) { var n = 0; foreach (var id in ids) { string? text = await redis.[|StringGetAsync|](\"text:\" + id); n += text?.Length ?? 0; } return n; }") },
        { "configured await", In("public async Task<int> M(int[] ids) { var n = 0; foreach (var id in ids) { string? text = await redis.[|StringGetAsync|](\"text:\" + id).ConfigureAwait(false); n += text?.Length ?? 0; } return n; }") },
        { "counted", In("public async Task<int> M(List<int> ids) { var n = 0; for (var i = 0; i < ids.Count; i++) { string? text = await redis.[|StringGetAsync|](\"text:\" + ids[i]); n += text?.Length ?? 0; } return n; }") },
        { "blocking", In("public int M(List<int> ids) { var n = 0; foreach (var id in ids) { string? text = redis.[|StringGet|](\"text:\" + id); n += text?.Length ?? 0; } return n; }") },
        { "blocking, in a query", In("public List<string?> M(List<int> ids) => ids.Select(id => (string?)redis.[|StringGet|](\"text:\" + id)).ToList();") },
        { "key in a local", In("public async Task<int> M(List<int> ids) { var n = 0; foreach (var id in ids) { var key = \"text:\" + id; string? text = await redis.[|StringGetAsync|](key); n += text?.Length ?? 0; } return n; }") },
        { "another client", In("public async Task<int> M(List<int> ids) { var n = 0; foreach (var id in ids) { var text = await client.[|GetAsync|]<string>(\"text:\" + id); n += text.Length; } return n; }") },
        { "a third client", In("public async Task<int> M(List<int> ids) { var n = 0; foreach (var id in ids) { var text = await easy.[|GetAsync|]<string>(\"text:\" + id); n += text.Length; } return n; }") },
        { "easy caching, blocking", In("public int M(List<int> ids) { var n = 0; foreach (var id in ids) { n += easy.[|Get|]<string>(\"text:\" + id).Length; } return n; }") },
        { "memcached", Other("Enyim.Caching.IMemcachedClient", "public int M(List<int> ids) { var n = 0; foreach (var id in ids) { n += cache.[|Get|]<string>(\"text:\" + id).Length; } return n; }") },
        { "memcached, awaited", Other("Enyim.Caching.IMemcachedClient", "public async Task<int> M(List<int> ids) { var n = 0; foreach (var id in ids) { n += (await cache.[|GetValueAsync|]<string>(\"text:\" + id)).Length; } return n; }") },
        { "NCache", Other("Alachisoft.NCache.Client.ICache", "public int M(List<int> ids) { var n = 0; foreach (var id in ids) { n += cache.[|Get|]<string>(\"text:\" + id).Length; } return n; }") },
        { "ABP", Other("Volo.Abp.Caching.IDistributedCache<Order>", "public async Task<int> M(List<int> ids) { var n = 0; foreach (var id in ids) { n += (await cache.[|GetAsync|](\"text:\" + id)).Id; } return n; }") },
        { "ABP with keys of a type", Other("Volo.Abp.Caching.IDistributedCache<Order, int>", "public async Task<int> M(List<int> ids) { var n = 0; foreach (var id in ids) { n += (await cache.[|GetAsync|](id)).Id; } return n; }") },
        { "Hazelcast", Other("Hazelcast.DistributedObjects.IHMap<int, string>", "public async Task<int> M(List<int> ids) { var n = 0; foreach (var id in ids) { n += (await cache.[|GetAsync|](id)).Length; } return n; }") },
        { "ServiceStack", Other("ServiceStack.Caching.ICacheClient", "public int M(List<int> ids) { var n = 0; foreach (var id in ids) { n += cache.[|Get|]<string>(\"text:\" + id).Length; } return n; }") },
        { "cache of the user's tables", Attached.To("public interface IStore { Task<string> FindAsync(string key); Task<string[]> FindAllAsync(string[] keys); } public class C(IStore store) { public async Task<int> M(List<int> ids) { var n = 0; foreach (var id in ids) { n += (await store.[|FindAsync|](\"text:\" + id)).Length; } return n; } }", "PerfAnalyzers.Apis.txt", "M:IStore.FindAsync remote lookup read=yes many=\"FindAllAsync(string[])\"") },
        { "fields of one hash", In("public async Task<int> M(List<int> ids) { var n = 0; foreach (var id in ids) { string? text = await redis.[|HashGetAsync|](\"texts\", \"f\" + id); n += text?.Length ?? 0; } return n; }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "all at once", In("public async Task<int> M(List<int> ids) { var n = 0; foreach (string? text in await redis.StringGetAsync(ids.Select(id => (StackExchange.Redis.RedisKey)(\"text:\" + id)).ToArray())) { n += text?.Length ?? 0; } return n; }") },
        { "one", In("public async Task<string?> M(int id) => await redis.StringGetAsync(\"text:\" + id);") },
        { "the same for all", In("public async Task<int> M(List<int> ids) { var n = 0; foreach (var id in ids) { string? text = await redis.StringGetAsync(\"text\"); n += id; } return n; }") },
        { "started together", In("public async Task<int> M(List<int> ids) { var all = await Task.WhenAll(ids.Select(id => redis.StringGetAsync(\"text:\" + id))); return all.Length; }") },
        { "collected tasks", In("public async Task<int> M(List<int> ids) { var tasks = new List<Task<StackExchange.Redis.RedisValue>>(); foreach (var id in ids) { tasks.Add(redis.StringGetAsync(\"text:\" + id)); } return (await Task.WhenAll(tasks)).Length; }") },
        { "batch", In("public async Task<int> M(List<int> ids) { var batch = redis.CreateBatch(); var tasks = new List<Task<StackExchange.Redis.RedisValue>>(); foreach (var id in ids) { tasks.Add(batch.StringGetAsync(\"text:\" + id)); } batch.Execute(); return (await Task.WhenAll(tasks)).Length; }") },
        { "first that is there", In("public async Task<string?> M(List<int> ids) { foreach (var id in ids) { string? text = await redis.StringGetAsync(\"text:\" + id); if (text != null) { return text; } } return null; }") },
        { "two known ones", In("public async Task<int> M() { var n = 0; foreach (var id in new[] { 1, 2 }) { string? text = await redis.StringGetAsync(\"text:\" + id); n += text?.Length ?? 0; } return n; }") },
        { "chain of keys", In("public async Task<int> M(string key) { var n = 0; for (var i = 0; i < 100; i++) { key = (string?)await redis.StringGetAsync(key) ?? \"\"; n += key.Length; } return n; }") },
        { "streamed", In("public async IAsyncEnumerable<string?> M(List<int> ids) { foreach (var id in ids) { yield return await redis.StringGetAsync(\"text:\" + id); } }") },
        { "read and counted", In("public async Task M(List<int> ids) { foreach (var id in ids) { string? text = await redis.StringGetAsync(\"text:\" + id); await redis.StringIncrementAsync(\"hits:\" + text); } }") },
        { "polled", In("public async Task M(int id, CancellationToken token) { while (!token.IsCancellationRequested) { string? text = await redis.StringGetAsync(\"text:\" + id); Console.WriteLine(text); await Task.Delay(1000, token); } }") },
        { "distributed cache, which has no such form", In("public async Task<int> M(List<int> ids, Microsoft.Extensions.Caching.Distributed.IDistributedCache shared) { var n = 0; foreach (var id in ids) { var bytes = await shared.GetAsync(\"text:\" + id); n += bytes?.Length ?? 0; } return n; }") },
        { "fields of hashes, which have no such form", In("public async Task<int> M(List<int> ids) { var n = 0; foreach (var id in ids) { string? text = await redis.HashGetAsync(\"h:\" + id, \"text\"); n += text?.Length ?? 0; } return n; }") },
        { "behind a local cache", In("readonly Dictionary<int, string?> _known = new(); public async Task<int> M(List<int> ids) { var n = 0; foreach (var id in ids) { if (!_known.TryGetValue(id, out var text)) { text = await redis.StringGetAsync(\"text:\" + id); _known[id] = text; } n += text?.Length ?? 0; } return n; }") },
        { "start-up", "static class Program { static async Task Main(string[] args) { StackExchange.Redis.IDatabase redis = null!; foreach (var id in args) { Console.WriteLine((string?)await redis.StringGetAsync(id)); } } }" + Redis },
        { "seeding", "class DataSeeder(StackExchange.Redis.IDatabase redis) { public async Task Seed(List<string> ids) { foreach (var id in ids) { Console.WriteLine((string?)await redis.StringGetAsync(id)); } } }" + Redis },
        { "chunks", In("public async Task<int> M(List<int> ids) { var n = 0; foreach (var part in ids.Chunk(100)) { n += (await redis.StringGetAsync(Array.ConvertAll(part, id => (StackExchange.Redis.RedisKey)(\"text:\" + id)))).Length; } return n; }") },
        { "retried", In("public async Task<string?> M(int id) { for (var attempt = 0; attempt < 3; attempt++) { try { return await redis.StringGetAsync(\"text:\" + id + attempt); } catch (TimeoutException) { } } return null; }") },
        { "own client", "class Client { public Task<string> StringGetAsync(string key) => Task.FromResult(key); } class C(Client client) { public async Task<int> M(List<int> ids) { var n = 0; foreach (var id in ids) { n += (await client.StringGetAsync(\"a\" + id)).Length; } return n; } }" },
        { "a cache of two levels, which has no such form", Other("EasyCaching.Core.IHybridCachingProvider", "public async Task<int> M(List<int> ids) { var n = 0; foreach (var id in ids) { n += (await cache.GetAsync<string>(\"text:\" + id)).Length; } return n; }") },
        { "fusion cache, which has no such form", Other("ZiggyCreatures.Caching.Fusion.IFusionCache", "public async Task<int> M(List<int> ids) { var n = 0; foreach (var id in ids) { n += (await cache.GetOrDefaultAsync<string>(\"text:\" + id)).Length; } return n; }") },
        { "made when it is missing", In("public int M(List<int> ids) { var n = 0; foreach (var id in ids) { n += easy.Get(\"text:\" + id, () => \"text\", TimeSpan.FromMinutes(1)).Length; } return n; }") },
        { "of a type that is only known later", In("public async Task<int> M(List<int> ids, Type type) { var n = 0; foreach (var id in ids) { n += (await easy.GetAsync(\"text:\" + id, type)).GetHashCode(); } return n; }") },
        { "members of one set, where the version has no such form", In("public async Task<int> M(List<int> ids) { var n = 0; foreach (var id in ids) { n += await redis.SetContainsAsync(\"all\", \"f\" + id) ? 1 : 0; } return n; }") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_how_often() => Verify.Says(
        In("public async Task M(List<int> ids) { foreach (var id in ids) { Console.WriteLine((string?)await redis.[|StringGetAsync|](\"text:\" + id)); } }"),
        "'StringGetAsync' waits for the cache once for every element of 'ids'; ask for all keys at once with 'StringGetAsync(RedisKey[])'");

    [Theory]
    [InlineData(
        "public async Task M(List<int> ids)\n    {\n        foreach (var id in ids)\n        {\n            string? text = await redis.[|StringGetAsync|](\"text:\" + id);\n            Console.WriteLine(text);\n        }\n    }",
        "public async Task M(List<int> ids)\n    {\n        var cached = await redis.StringGetAsync(ids.Select(id => (StackExchange.Redis.RedisKey)(\"text:\" + id)).ToArray());\n        var index = 0;\n        foreach (var id in ids)\n        {\n            string? text = cached[index++];\n            Console.WriteLine(text);\n        }\n    }")]
    [InlineData(
        "public void M(int[] ids)\n    {\n        foreach (var id in ids)\n        {\n            string? text = redis.[|StringGet|]($\"text:{id}\");\n            Console.WriteLine(text);\n        }\n    }",
        "public void M(int[] ids)\n    {\n        var cached = redis.StringGet(ids.Select(id => (StackExchange.Redis.RedisKey)$\"text:{id}\").ToArray());\n        var index = 0;\n        foreach (var id in ids)\n        {\n            string? text = cached[index++];\n            Console.WriteLine(text);\n        }\n    }")]
    public Task Asks_for_all_before(string member, string expected) => Verify.Fixes(In(member), In(expected));

    [Theory]
    [InlineData("public async Task M(List<int> ids)\n    {\n        foreach (var id in ids)\n        {\n            if (id > 3)\n            {\n                Console.WriteLine((string?)await redis.[|StringGetAsync|](\"text:\" + id));\n            }\n        }\n    }")]
    [InlineData("public async Task M(List<int> ids)\n    {\n        foreach (var id in ids)\n        {\n            var key = \"text:\" + id;\n            Console.WriteLine((string?)await redis.[|StringGetAsync|](key));\n        }\n    }")]
    [InlineData("public async Task M(List<int> ids)\n    {\n        foreach (var id in ids)\n        {\n            Console.WriteLine(await client.[|GetAsync|]<string>(\"text:\" + id));\n        }\n    }")]
    public Task Leaves_what_it_cannot_write(string member) => Verify.RefusesToFix(In(member));

    private static string Other(string type, string member) => $$"""
        public class C({{type}} cache)
        {
            public object All => cache;
            {{member}}
        }
        """ + Redis;

    private static string In(string member) => $$"""
        public class C(StackExchange.Redis.IDatabase redis, Foundatio.Caching.ICacheClient client, EasyCaching.Core.IEasyCachingProvider easy)
        {
            public object[] All => [redis, client, easy];
            {{member}}
        }
        """ + Redis;
}
