namespace PerfAnalyzers.Tests;

/// <summary>Commands that a client sends and waits for, over 12 and over 36 keys. A method is reported exactly when they grow with the keys; fixed, one is left.</summary>
public sealed class CacheRoundTripPerElementTruth
{
    private const string Source = """
        namespace StackExchange.Redis
        {
            public readonly record struct RedisKey(string Text) { public static implicit operator RedisKey(string key) => new(key); }
            public readonly record struct RedisValue(string? Text) { public static implicit operator string?(RedisValue value) => value.Text; }

            public interface IDatabaseAsync
            {
                Task<RedisValue> StringGetAsync(RedisKey key);
                Task<RedisValue[]> StringGetAsync(RedisKey[] keys);
            }

            public interface IDatabase : IDatabaseAsync
            {
                RedisValue StringGet(RedisKey key);
                RedisValue[] StringGet(RedisKey[] keys);
            }
        }

        public sealed class Counting : StackExchange.Redis.IDatabase
        {
            public int Waits;
            public StackExchange.Redis.RedisValue StringGet(StackExchange.Redis.RedisKey key) { Waits++; return new(key.Text); }
            public StackExchange.Redis.RedisValue[] StringGet(StackExchange.Redis.RedisKey[] keys) { Waits++; return Array.ConvertAll(keys, k => new StackExchange.Redis.RedisValue(k.Text)); }
            public Task<StackExchange.Redis.RedisValue> StringGetAsync(StackExchange.Redis.RedisKey key) => Task.FromResult(StringGet(key));
            public Task<StackExchange.Redis.RedisValue[]> StringGetAsync(StackExchange.Redis.RedisKey[] keys) => Task.FromResult(StringGet(keys));
        }

        public static class Truth
        {
            public static async Task<string> Each(StackExchange.Redis.IDatabase redis, List<int> ids)
            {
                var all = new StringBuilder();
                foreach (var id in ids)
                {
                    string? text = await redis.StringGetAsync("text:" + id);
                    all.Append(text).Append(';');
                }

                return all.ToString();
            }

            public static string Each_blocking(StackExchange.Redis.IDatabase redis, List<int> ids)
            {
                var all = new StringBuilder();
                foreach (var id in ids)
                {
                    string? text = redis.StringGet($"text:{id}");
                    all.Append(text).Append(';');
                }

                return all.ToString();
            }

            public static async Task<string> All(StackExchange.Redis.IDatabase redis, List<int> ids)
            {
                var all = new StringBuilder();
                foreach (string? text in await redis.StringGetAsync(ids.Select(id => (StackExchange.Redis.RedisKey)("text:" + id)).ToArray()))
                {
                    all.Append(text).Append(';');
                }

                return all.ToString();
            }

            public static async Task<string> First(StackExchange.Redis.IDatabase redis, List<int> ids)
            {
                foreach (var id in ids)
                {
                    string? text = await redis.StringGetAsync("text:" + id);
                    if (text is not null) { return text; }
                }

                return "";
            }
        }

        public static class Counter
        {
            public static async Task<string> Run(string name, int n)
            {
                var redis = new Counting();
                var result = typeof(Truth).GetMethod(name)!.Invoke(null, [redis, Enumerable.Range(1, n).ToList()]);
                var text = result is Task<string> task ? await task : (string)result!;
                return redis.Waits + " " + text;
            }
        }
        """;

    private static readonly TruthCode s_code = new(Source, [Catalog.Rule("CacheRoundTripPerElement")]);

    private static readonly Lazy<Executed> s_loaded = new(() => Executed.Load(Source));

    public static TheoryData<string> Methods => s_code.Methods;

    [Theory, MemberData(nameof(Methods))]
    public async Task Waits_grow_where_it_is_reported(string method)
    {
        var (few, _) = await Run(s_loaded.Value, method, 12);
        var (many, text) = await Run(s_loaded.Value, method, 36);
        var reports = await s_code.Reports(method);
        Assert.Equal(many > few, reports.Count > 0);
        Assert.True(reports.Count == 0 || few == 12 && many == 36);
        var (fixedText, applied) = await s_code.Fix(method);
        if (applied > 0)
        {
            var (left, same) = await Run(Executed.Load(fixedText), method, 36);
            Assert.Equal(1, left);
            Assert.Equal(text, same);
        }

        Assert.Equal(reports.Count, applied);
    }

    private static async Task<(int Waits, string Text)> Run(Executed code, string method, int n)
    {
        var parts = ((string)(await code.Run("Counter.Run", method, n))!).Split(' ', 2);
        return (int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[1]);
    }
}
