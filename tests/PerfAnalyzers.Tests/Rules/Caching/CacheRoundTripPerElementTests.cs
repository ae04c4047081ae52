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
            public interface IEasyCachingProviderBase { Task<T> GetAsync<T>(string key); Task<IDictionary<string, T>> GetAllAsync<T>(IEnumerable<string> keys); }
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

    private static string In(string member) => $$"""
        public class C(StackExchange.Redis.IDatabase redis, Foundatio.Caching.ICacheClient client, EasyCaching.Core.IEasyCachingProviderBase easy)
        {
            public object[] All => [redis, client, easy];
            {{member}}
        }
        """ + Redis;
}
