using Microsoft.CodeAnalysis.Testing;
using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

using Verify = Verify<RemoteCallPerElement, EmptyCodeFixProvider>;

public sealed class RemoteCallPerElementTests
{
    private const string Http = """
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using Microsoft.Extensions.Caching.Distributed;

        """;

    private const string Redis = """

        namespace StackExchange.Redis
        {
            public readonly struct RedisKey { public static implicit operator RedisKey(string key) => default; }
            public readonly struct RedisValue { public static implicit operator RedisValue(string value) => default; public static implicit operator string?(RedisValue value) => null; }
            public interface IDatabaseAsync
            {
                Task<RedisValue> StringGetAsync(RedisKey key);
                Task<RedisValue[]> StringGetAsync(RedisKey[] keys);
                Task<bool> StringSetAsync(RedisKey key, RedisValue value, TimeSpan? expiry = null);
                Task<bool> KeyDeleteAsync(RedisKey key);
                Task<RedisValue[]> SetMembersAsync(RedisKey key);
                Task<long> StringIncrementAsync(RedisKey key);
            }
            public interface IDatabase : IDatabaseAsync
            {
                RedisValue StringGet(RedisKey key);
                IBatch CreateBatch();
            }
            public interface IBatch : IDatabaseAsync { void Execute(); }
        }
        """;

    public static readonly Cases Firing = new()
    {
        { "a request per element", Http + """
            public class Prices(HttpClient http)
            {
                public async Task<List<string>> Load(List<string> symbols)
                {
                    var prices = new List<string>();
                    foreach (var symbol in symbols)
                    {
                        prices.Add(await http.[|GetStringAsync|]("prices/" + symbol));
                    }

                    return prices;
                }
            }
            """ },
        { "json", Http + """
            public record Quote(string Symbol, decimal Price);
            public class Quotes(HttpClient http)
            {
                public async Task<decimal> Sum(IReadOnlyList<int> ids, CancellationToken token)
                {
                    var sum = 0m;
                    foreach (var id in ids)
                    {
                        var quote = await http.[|GetFromJsonAsync|]<Quote>($"quotes/{id}", token).ConfigureAwait(false);
                        sum += quote!.Price;
                    }

                    return sum;
                }
            }
            """ },
        { "over an index", Http + """
            public class Images(HttpClient http)
            {
                public async Task<byte[][]> Load(Uri[] addresses)
                {
                    var images = new byte[addresses.Length][];
                    for (var i = 0; i < addresses.Length; i++)
                    {
                        images[i] = await http.[|GetByteArrayAsync|](addresses[i]);
                    }

                    return images;
                }
            }
            """ },
        { "the response is read", Http + """
            public class Pages(HttpClient http)
            {
                public async Task<int> Count(IEnumerable<string> addresses)
                {
                    var length = 0;
                    foreach (var address in addresses)
                    {
                        using var response = await http.[|GetAsync|](address);
                        response.EnsureSuccessStatusCode();
                        length += (await response.Content.ReadAsStringAsync()).Length;
                    }

                    return length;
                }
            }
            """ },
        { "a failed response is skipped", Http + """
            public class Pages(HttpClient http)
            {
                public async Task<List<string>> Load(List<string> addresses)
                {
                    var pages = new List<string>();
                    foreach (var address in addresses)
                    {
                        var response = await http.[|GetAsync|](address);
                        if (!response.IsSuccessStatusCode) { continue; }
                        pages.Add(await response.Content.ReadAsStringAsync());
                    }

                    return pages;
                }
            }
            """ },
        { "a local for the address", Http + """
            public class Users(HttpClient http)
            {
                public async Task<Dictionary<int, string>> Load(HashSet<int> ids)
                {
                    var users = new Dictionary<int, string>();
                    foreach (var id in ids)
                    {
                        var path = $"users/{id}";
                        users[id] = await http.[|GetStringAsync|](path);
                    }

                    return users;
                }
            }
            """ },
        { "a distributed cache", Http + """
            public class Names(IDistributedCache cache)
            {
                public async Task<List<string?>> Load(List<int> ids)
                {
                    var names = new List<string?>();
                    foreach (var id in ids) { names.Add(await cache.[|GetStringAsync|]("name:" + id)); }
                    return names;
                }
            }
            """ },
        { "a distributed cache, blocking", Http + """
            public class Names(IDistributedCache cache)
            {
                public List<byte[]?> Load(List<string> keys) => keys.Select(key => cache.[|Get|](key)).ToList();
            }
            """ },
        { "Redis, a key each", Http + """
            public class Sessions(StackExchange.Redis.IDatabase redis)
            {
                public async Task<List<string?>> Load(List<string> keys)
                {
                    var values = new List<string?>();
                    foreach (var key in keys) { values.Add(await redis.[|KeyDeleteAsync|](key) ? key : null); }
                    return values;
                }
            }
            """ + Redis },
        { "Redis, blocking", Http + """
            public class Sessions(StackExchange.Redis.IDatabase redis)
            {
                public void Print(IEnumerable<string> keys) { foreach (var key in keys) { Console.WriteLine((string?)redis.[|StringGet|](key)); } }
            }
            """ + Redis },
        { "Redis, deleted one by one", Http + """
            public class Sessions(StackExchange.Redis.IDatabase redis)
            {
                public async Task Clear(string[] keys) { foreach (var key in keys) { await redis.[|KeyDeleteAsync|](key); } }
            }
            """ + Redis },
        { "Redis, written one by one", Http + """
            public class Sessions(StackExchange.Redis.IDatabase redis)
            {
                public async Task Store(Dictionary<string, string> values) { foreach (var (key, value) in values) { await redis.[|StringSetAsync|](key, value); } }
            }
            """ + Redis },
        { "Redis, sets", Http + """
            public class Groups(StackExchange.Redis.IDatabase redis)
            {
                public async Task<int> Count(List<string> groups)
                {
                    var count = 0;
                    foreach (var group in groups) { count += (await redis.[|SetMembersAsync|]("group:" + group)).Length; }
                    return count;
                }
            }
            """ + Redis },
        { "a typed client", Http + """
            public class WeatherClient(HttpClient http)
            {
                public async Task<string> Of(string city) => await http.GetStringAsync("weather/" + city);
            }
            public class Report(WeatherClient weather)
            {
                public async Task<List<string>> Build(List<string> cities)
                {
                    var lines = new List<string>();
                    foreach (var city in cities) { lines.Add(await weather.[|Of|](city)); }
                    return lines;
                }
            }
            """ },
        { "a client behind an interface", Http + """
            public record Rate(string Currency, decimal Value);
            public interface IRates { Task<Rate?> FindAsync(string currency); }
            public class HttpRates(HttpClient http) : IRates { public Task<Rate?> FindAsync(string currency) => http.GetFromJsonAsync<Rate>($"rates/{currency}"); }
            public class Converter(IRates rates)
            {
                public async Task<decimal> Sum((string Currency, decimal Amount)[] amounts)
                {
                    var sum = 0m;
                    foreach (var (currency, amount) in amounts)
                    {
                        var rate = await rates.[|FindAsync|](currency);
                        sum += amount * rate!.Value;
                    }

                    return sum;
                }
            }
            """ },
        { "a generated gRPC client", Http + """
            namespace Grpc.Core
            {
                public abstract class CallInvoker { public abstract Task<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request); }
            }
            public record PriceRequest(string Symbol);
            public record PriceReply(decimal Price);
            public class PricesClient(Grpc.Core.CallInvoker invoker) { public Task<PriceReply> GetPriceAsync(PriceRequest request) => invoker.AsyncUnaryCall<PriceRequest, PriceReply>(request); }
            public class Portfolio(PricesClient prices)
            {
                public async Task<decimal> Value(List<string> symbols)
                {
                    var value = 0m;
                    foreach (var symbol in symbols) { value += (await prices.[|GetPriceAsync|](new PriceRequest(symbol))).Price; }
                    return value;
                }
            }
            """ },
    };

    public static readonly Cases Quiet = new()
    {
        { "a write that reads on its way", Http + """
            public class Images(HttpClient http)
            {
                public async Task SaveImage(string url) => await File.WriteAllBytesAsync("image", await http.GetByteArrayAsync(url));
            }
            public class Refresh(Images images)
            {
                public async Task Run(List<string> urls) { foreach (var url in urls) { await images.SaveImage(url); } }
            }
            """ },
        { "started together", Http + Method("var tasks = ids.Select(id => http.GetStringAsync(\"x/\" + id)); await Task.WhenAll(tasks);") },
        { "collected", Http + Method("var tasks = new List<Task<string>>(); foreach (var id in ids) { tasks.Add(http.GetStringAsync(\"x/\" + id)); } await Task.WhenAll(tasks);") },
        { "asynchronous lambdas", Http + Method("await Task.WhenAll(ids.Select(async id => { var text = await http.GetStringAsync(\"x/\" + id); Console.WriteLine(text); }));") },
        { "in parallel", Http + Method("await Parallel.ForEachAsync(ids, async (id, token) => Console.WriteLine(await http.GetStringAsync(\"x/\" + id, token)));") },
        { "chunks started together", Http + Method("foreach (var chunk in ids.Chunk(10)) { await Task.WhenAll(chunk.Select(id => http.GetStringAsync(\"x/\" + id))); }") },
        { "a request for all", Http + Method("Console.WriteLine(await http.GetStringAsync(\"x?ids=\" + string.Join(',', ids)));") },
        { "a request per chunk", Http + Method("foreach (var chunk in ids.Chunk(100)) { Console.WriteLine(await http.GetStringAsync(\"x?ids=\" + string.Join(',', chunk))); }") },
        { "the same request", Http + Method("foreach (var id in ids) { Console.WriteLine(await http.GetStringAsync(\"x\") + id); }") },
        { "a pause between requests", Http + Method("foreach (var id in ids) { Console.WriteLine(await http.GetStringAsync(\"x/\" + id)); await Task.Delay(200); }") },
        { "a semaphore limits requests", Http + Method("var gate = new SemaphoreSlim(1); foreach (var id in ids) { await gate.WaitAsync(); Console.WriteLine(await http.GetStringAsync(\"x/\" + id)); gate.Release(); }") },
        { "pages by next link", Http + """
            public record Page(string[] Items, string? Next);
            public class Reader(HttpClient http)
            {
                public async Task<List<string>> All()
                {
                    var items = new List<string>();
                    string? next = "items";
                    while (next != null)
                    {
                        var page = await http.GetFromJsonAsync<Page>(next);
                        items.AddRange(page!.Items);
                        next = page.Next;
                    }

                    return items;
                }
            }
            """ },
        { "pages by number", Http + Method("for (var page = 1; page <= ids.Count; page++) { Console.WriteLine(await http.GetStringAsync(\"x?page=\" + page)); }") },
        { "pages until one is empty", Http + Method("for (var i = 1; ; i++) { var text = await http.GetStringAsync(\"x?page=\" + i); if (text == \"\") { break; } }") },
        { "a retry", Http + Method("for (var attempt = 0; attempt < 20; attempt++) { try { Console.WriteLine(await http.GetStringAsync(\"x/\" + attempt)); return; } catch (HttpRequestException) { } }") },
        { "polling", Http + Method("while (true) { if (await http.GetStringAsync(\"state/\" + ids[0]) == \"done\") { return; } await Task.Delay(1000); }") },
        { "the first that answers", Http + Method("foreach (var id in ids) { var response = await http.GetAsync(\"x/\" + id); if (response.IsSuccessStatusCode) { Console.WriteLine(id); break; } }") },
        { "the first that answers is returned", Http + """
            public class Mirrors(HttpClient http)
            {
                public async Task<string?> Load(List<string> mirrors)
                {
                    foreach (var mirror in mirrors)
                    {
                        var response = await http.GetAsync(mirror);
                        if (response.IsSuccessStatusCode) { return await response.Content.ReadAsStringAsync(); }
                    }

                    return null;
                }
            }
            """ },
        { "each asks with the last answer", Http + Method("var token = \"\"; foreach (var id in ids) { token = await http.GetStringAsync($\"x/{id}?after={token}\"); }") },
        { "each asks with part of the last answer", Http + Method("var etag = \"\"; foreach (var id in ids) { var text = await http.GetStringAsync($\"x/{id}?tag={etag}\"); etag = text.Substring(2); }") },
        { "writes in order", Http + Method("foreach (var id in ids) { await http.PostAsJsonAsync(\"x\", id); }") },
        { "deletes", Http + Method("foreach (var id in ids) { await http.DeleteAsync(\"x/\" + id); }") },
        { "reads and writes in order", Http + Method("foreach (var id in ids) { var text = await http.GetStringAsync(\"x/\" + id); await http.PutAsJsonAsync(\"y/\" + id, text); }") },
        { "a message of our own", Http + Method("foreach (var id in ids) { await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, \"x/\" + id)); }") },
        { "few constants", Http + Method("foreach (var name in new[] { \"a\", \"b\", \"c\" }) { Console.WriteLine(await http.GetStringAsync(name)); }") },
        { "a known answer is not asked for again", Http + Method("var known = new Dictionary<int, string>(); foreach (var id in ids) { if (!known.ContainsKey(id)) { known[id] = await http.GetStringAsync(\"x/\" + id); } }") },
        { "the cache is filled", Http + """
            public class Names(IDistributedCache cache, HttpClient http)
            {
                public async Task Warm(List<int> ids)
                {
                    foreach (var id in ids)
                    {
                        var name = await cache.GetStringAsync("n" + id);
                        if (name == null) { await cache.SetStringAsync("n" + id, await http.GetStringAsync("n/" + id)); }
                    }
                }
            }
            """ },
        { "a cache of our own in front", Http + """
            public class Names(HttpClient http)
            {
                private readonly Dictionary<int, string> _known = new();
                private async Task<string> Of(int id)
                {
                    if (_known.TryGetValue(id, out var known)) { return known; }
                    return _known[id] = await http.GetStringAsync("n/" + id);
                }
                public async Task Print(List<int> ids) { foreach (var id in ids) { Console.WriteLine(await Of(id)); } }
            }
            """ },
        { "answers are yielded", Http + """
            public class Pages(HttpClient http)
            {
                public async IAsyncEnumerable<string> Load(List<string> addresses) { foreach (var address in addresses) { yield return await http.GetStringAsync(address); } }
            }
            """ },
        { "elements of a stream", Http + """
            public class Pages(HttpClient http)
            {
                public async Task Load(IAsyncEnumerable<string> addresses) { await foreach (var address in addresses) { Console.WriteLine(await http.GetStringAsync(address)); } }
            }
            """ },
        { "a crawler", Http + Method("var queue = new Queue<string>(); while (queue.Count > 0) { var text = await http.GetStringAsync(queue.Dequeue()); queue.Enqueue(text); }") },
        { "messages of a channel", Http + """
            public class Worker(HttpClient http, System.Threading.Channels.ChannelReader<string> jobs)
            {
                public async Task Run() { await foreach (var job in jobs.ReadAllAsync()) { await http.GetAsync(job); } }
            }
            """ },
        { "a service loop", Http + """
            public class Worker(HttpClient http, Queue<string> jobs)
            {
                public async Task Run(CancellationToken token) { while (!token.IsCancellationRequested) { await http.GetAsync(jobs.Dequeue(), token); } }
            }
            """ },
        { "Redis, all keys", Http + """
            public class Sessions(StackExchange.Redis.IDatabase redis)
            {
                public async Task Load(List<string> keys) { foreach (var value in await redis.StringGetAsync(keys.Select(k => (StackExchange.Redis.RedisKey)k).ToArray())) { Console.WriteLine((string?)value); } }
            }
            """ + Redis },
        { "Redis, pipelined", Http + """
            public class Sessions(StackExchange.Redis.IDatabase redis)
            {
                public async Task Load(List<string> keys)
                {
                    var batch = redis.CreateBatch();
                    var tasks = new List<Task>();
                    foreach (var key in keys) { tasks.Add(batch.StringGetAsync(key)); }
                    batch.Execute();
                    await Task.WhenAll(tasks);
                }
            }
            """ + Redis },
        { "Redis, with an expiry", Http + """
            public class Sessions(StackExchange.Redis.IDatabase redis)
            {
                public async Task Store(Dictionary<string, string> values) { foreach (var (key, value) in values) { await redis.StringSetAsync(key, value, TimeSpan.FromMinutes(5)); } }
            }
            """ + Redis },
        { "Redis, counters", Http + """
            public class Counters(StackExchange.Redis.IDatabase redis)
            {
                public async Task Count(List<string> keys) { foreach (var key in keys) { await redis.StringIncrementAsync(key); } }
            }
            """ + Redis },
        { "a thread is blocked for each", Http + """
            public class Pages(HttpClient http)
            {
                public void Print(List<string> addresses)
                {
                    foreach (var address in addresses) { Console.WriteLine(http.GetStringAsync(address).Result); }
                }
            }
            """ },
        { "in memory", Http + """
            public interface INames { Task<string> Of(int id); }
            public class FixedNames : INames { public Task<string> Of(int id) => Task.FromResult("n" + id); }
            public class Printer(INames names, HttpClient http)
            {
                public async Task Print(List<int> ids) { foreach (var id in ids) { Console.WriteLine(await names.Of(id)); } Console.WriteLine(await http.GetStringAsync("x")); }
            }
            """ },
        { "a handler per element", Http + """
            public interface IProbe { Task<string> Run(); }
            public class HttpProbe(HttpClient http) : IProbe { public Task<string> Run() => http.GetStringAsync("health"); }
            public class Health(IEnumerable<IProbe> probes) { public async Task Check() { foreach (var probe in probes) { Console.WriteLine(await probe.Run()); } } }
            """ },
        { "at start", Http + """
            public static class Program
            {
                public static async Task Main(string[] args) { using var http = new HttpClient(); foreach (var address in args) { Console.WriteLine(await http.GetStringAsync(address)); } }
            }
            """ },
        { "a seeder", Http + """
            public class CitySeeder(HttpClient http) { public async Task Run(List<string> cities) { foreach (var city in cities) { Console.WriteLine(await http.GetStringAsync(city)); } } }
            """ },
        { "a stream is read", Http + Method("using var stream = await http.GetStreamAsync(\"x\"); var buffer = new byte[10]; while (await stream.ReadAsync(buffer) > 0) { }") },
        { "a file per element", Http + Method("foreach (var id in ids) { Console.WriteLine(await File.ReadAllTextAsync(\"x\" + id)); }") },
        { "a generated gRPC client that writes", Http + """
            namespace Grpc.Core
            {
                public abstract class CallInvoker { public abstract Task<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request); }
            }
            public record OrderRequest(string Symbol);
            public record OrderReply(int Id);
            public class OrdersClient(Grpc.Core.CallInvoker invoker) { public Task<OrderReply> PlaceAsync(OrderRequest request) => invoker.AsyncUnaryCall<OrderRequest, OrderReply>(request); }
            public class Desk(OrdersClient orders) { public async Task Place(List<string> symbols) { foreach (var symbol in symbols) { await orders.PlaceAsync(new OrderRequest(symbol)); } } }
            """ },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Message_offers_independent_calls() => Verify.Says(
        Http + Method("foreach (var id in ids) { Console.WriteLine(await http.[|GetStringAsync|](\"x/\" + id)); }"),
        "'GetStringAsync' waits for an answer from the network for every element of 'ids': the calls are independent; start them together, a few at a time, and await them with 'Task.WhenAll'");

    [Fact]
    public Task Message_names_the_form_for_many_keys() => Verify.Says(
        Http + "public class Sessions(StackExchange.Redis.IDatabase redis) { public async Task Load(List<string> keys) { foreach (var key in keys) { await redis.[|KeyDeleteAsync|](key); } } }" + Redis,
        "'KeyDeleteAsync' waits for an answer from the network for every element of 'keys': ask for all keys at once with 'KeyDeleteAsync(RedisKey[])'");

    private static string Method(string body) => $$"""
        public class Service(HttpClient http)
        {
            public async Task Run(List<int> ids)
            {
                await Task.Yield();
                {{body}}
            }
        }
        """;
}
