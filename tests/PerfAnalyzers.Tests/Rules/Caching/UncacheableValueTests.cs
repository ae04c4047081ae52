using Microsoft.CodeAnalysis;
using PerfAnalyzers.Caching;

namespace PerfAnalyzers.Tests;

using Assumed = Verify<UncacheableValue, UncacheableValueAssumingFix>;
using Verify = Verify<UncacheableValue, UncacheableValueFix>;

public sealed class UncacheableValueTests
{
    private const string Usings = """
        global using System.Collections.Concurrent;
        global using Microsoft.Extensions.Caching.Memory;
        global using Microsoft.Extensions.DependencyInjection;

        """;

    public static readonly Cases Firing = new()
    {
        { "query", In("public void M() { cache.[|Set|](\"open\", db.Orders.Where(o => !o.IsPaid), TimeSpan.FromMinutes(1)); }") },
        { "service of a scope", In("public void M(Prices prices) { cache.[?|Set|](\"prices\", prices, TimeSpan.FromMinutes(1)); }") + "\npublic class Prices { public decimal Of(int id) => id; } static class Start { public static void AddPrices(this IServiceCollection s) => s.AddScoped<Prices>(); }" },
        { "service of a scope, by its contract", In("public IPrices? M(IPrices prices) => cache.[?|GetOrCreate|](\"prices\", e => { e.SlidingExpiration = TimeSpan.FromMinutes(1); return prices; });") + "\npublic interface IPrices { decimal Of(int id); } public class Prices : IPrices { public decimal Of(int id) => id; }" + " static class Start { public static void AddPrices(this IServiceCollection s) => s.AddScoped<IPrices, Prices>(); }" },
        { "query behind a local", In("public void M() { var open = db.Orders.Where(o => !o.IsPaid); cache.[|Set|](\"open\", open, TimeSpan.FromMinutes(1)); }") },
        { "query of a factory", In("public IEnumerable<Order>? M() => cache.[|GetOrCreate|]<IEnumerable<Order>>(\"open\", e => db.Orders.Where(o => !o.IsPaid));") },
        { "lazy sequence", In("public IEnumerable<string>? M(List<Order> orders) => cache.[|GetOrCreate|](\"names\", e => all.Where(o => o.IsPaid).Select(o => Name(o)));\n    static string Name(Order o) => o.Id.ToString();") },
        { "sorted sequence in a local", In("public void M() { var sorted = all.OrderBy(o => o.Total); cache.[|Set|](\"sorted\", sorted, TimeSpan.FromMinutes(1)); }") },
        { "iterator", In("IEnumerable<int> Ids() { foreach (var o in all) { yield return o.Id; } } public IEnumerable<int>? M() => cache.[|GetOrCreate|](\"ids\", e => Ids());") },
        { "lazy sequence in a dictionary", In("static readonly ConcurrentDictionary<int, IEnumerable<Order>> s_of = new();\n    public IEnumerable<Order> M(int customer) => s_of.[|GetOrAdd|](customer, c => all.Where(o => o.CustomerId == c));") },
        { "disposed", In("public void M(string path) { using var document = System.Text.Json.JsonDocument.Parse(path); cache.[|Set|](path, document, TimeSpan.FromMinutes(1)); }") },
        { "stream", In("public Stream? M(string path) => cache.[|GetOrCreate|](path, e => { e.SlidingExpiration = TimeSpan.FromMinutes(1); return File.OpenRead(path); });") },
        { "response", In("public Task<System.Net.Http.HttpResponseMessage?> M(System.Net.Http.HttpClient http, string url) => cache.[|GetOrCreateAsync|](url, e => http.GetAsync(url));") },
        { "context", In("public void M() { cache.[|Set|](\"db\", db, TimeSpan.FromMinutes(1)); }") },
        { "request", Usings + "public class C(IMemoryCache cache) : Microsoft.AspNetCore.Mvc.ControllerBase { public void M(string id) { cache.[|Set|](id, HttpContext, TimeSpan.FromMinutes(1)); } }" },
        { "sorted for all", In("public List<Order> M() { var orders = cache.[|GetOrCreate|](\"all\", e => Load())!; orders.Sort((a, b) => a.Id.CompareTo(b.Id)); return orders; } List<Order> Load() => [.. all];") },
        { "added to for all", In("public async Task<List<Order>> M(Order extra) { var orders = await cache.[|GetOrCreateAsync|](\"all\", e => LoadAsync()); orders!.Add(extra); return orders; } Task<List<Order>> LoadAsync() => Task.FromResult(all.ToList());") },
        { "prices changed for all", In("public List<Product> M(decimal factor) { var products = cache.[|GetOrCreate|](\"products\", e => Load()) ?? []; foreach (var product in products.Where(p => p.Stock > 0)) { product.Price *= factor; } return products; } List<Product> Load() => new();") },
        { "property changed for all", In("public Order M(int id) { if (!cache.[|TryGetValue|](id, out Order? order)) { order = Load(id); cache.Set(id, order, TimeSpan.FromMinutes(1)); } order!.Total += 5; return order; } Order Load(int id) => all[id];") },
        { "counter of an entity", In("public async Task<Product> M(int id) { var product = await cache.[|GetOrCreateAsync|](id, e => LoadAsync(id)); product!.Stock--; return product; } Task<Product> LoadAsync(int id) => Task.FromResult(Known[id]); static readonly Product[] Known = [];") },
    };

    public static readonly Cases Suggested = new()
    {
        { "tracked list", In("public Task<List<Order>?> M() => cache.[|GetOrCreateAsync|](\"open\", e =>\n        db.Orders.Where(o => !o.IsPaid).ToListAsync());") },
        { "tracked entity, set", In("public async Task<Order> M(int id) { if (cache.TryGetValue(id, out Order? known)) { return known!; }\n        var order = await db.Orders.SingleAsync(o => o.Id == id);\n        cache.[|Set|](id, order, TimeSpan.FromMinutes(1)); return order; }") },
        { "found entity", In("public async Task<Order?> M(int id) => await cache.[|GetOrCreateAsync|](id, async e =>\n        await db.Orders.FindAsync(id));") },
        { "task in a cache", In("public Task<string> M(string url, System.Net.Http.HttpClient http) => cache.[|GetOrCreate|](url, e =>\n        http.GetStringAsync(url))!;") },
        { "task in a dictionary", In("static readonly ConcurrentDictionary<string, Task<string>> s_texts = new();\n    static Task<string> Load(string url) => File.ReadAllTextAsync(url);\n    public Task<string> M(string url) => s_texts.[|GetOrAdd|](url, u => Load(u));") },
        { "lazy task in a dictionary", In("static readonly ConcurrentDictionary<string, Lazy<Task<string>>> s_texts = new();\n    static Task<string> Load(string url) => File.ReadAllTextAsync(url);\n    public Task<string> M(string url) => s_texts.[|GetOrAdd|](url, static u => new Lazy<Task<string>>(() => Load(u))).Value;") },
    };

    public static readonly Cases Quiet = new()
    {
        { "list of a query", In("public List<Order>? M() => cache.GetOrCreate(\"open\", e => { e.SlidingExpiration = TimeSpan.FromMinutes(1); return db.Orders.AsNoTracking().Where(o => !o.IsPaid).ToList(); });") },
        { "projection", In("public Task<List<string>?> M() => cache.GetOrCreateAsync(\"names\", e => db.Customers.Select(c => c.Name).ToListAsync());") },
        { "service for all", In("public void M(Prices prices) { cache.Set(\"prices\", prices, TimeSpan.FromMinutes(1)); }") + "\npublic class Prices { public decimal Of(int id) => id; } static class Start { public static void AddPrices(this IServiceCollection s) => s.AddSingleton<Prices>(); }" },
        { "number", In("public Task<int> M() => cache.GetOrCreateAsync(\"count\", e => db.Customers.CountAsync());") },
        { "array of a sequence", In("public string[]? M() => cache.GetOrCreate(\"names\", e => all.Select(o => o.Id.ToString()).ToArray());") },
        { "list as a sequence", In("public IEnumerable<Order>? M() => cache.GetOrCreate<IEnumerable<Order>>(\"all\", e => all.ToList());") },
        { "dictionary of entities made here", In("public Dictionary<int, string>? M() => cache.GetOrCreate(\"names\", e => all.ToDictionary(o => o.Id, o => o.Total.ToString()));") },
        { "bytes of a stream", In("public byte[]? M(string path) => cache.GetOrCreate(path, e => { using var stream = new MemoryStream(); stream.WriteByte(1); return stream.ToArray(); });") },
        { "text of a response", In("public Task<string?> M(System.Net.Http.HttpClient http, string url) => cache.GetOrCreateAsync(url, async e => { using var response = await http.GetAsync(url); return await response.Content.ReadAsStringAsync(); });") },
        { "task that is awaited", In("public async Task<string?> M(string url, System.Net.Http.HttpClient http) => await cache.GetOrCreateAsync(url, async e => await http.GetStringAsync(url));") },
        { "task that is taken out when it fails", In("static readonly ConcurrentDictionary<string, Task<string>> s_texts = new();\n    public async Task<string> M(string url) { var task = s_texts.GetOrAdd(url, u => File.ReadAllTextAsync(u)); try { return await task; } catch { s_texts.TryRemove(url, out _); throw; } }") },
        { "completed task", In("static readonly ConcurrentDictionary<string, Task<string>> s_texts = new();\n    public Task<string> M(string name) => s_texts.GetOrAdd(name, n => Task.FromResult(n.Trim()));") },
        { "locks by name", In("static readonly ConcurrentDictionary<string, SemaphoreSlim> s_gates = new();\n    public SemaphoreSlim M(string name) => s_gates.GetOrAdd(name, _ => new SemaphoreSlim(1, 1));") },
        { "connections by name", In("static readonly ConcurrentDictionary<string, SqliteConnection> s_connections = new();\n    public SqliteConnection M(string name) => s_connections.GetOrAdd(name, n => new SqliteConnection(n));") },
        { "copy that is sorted", In("public List<Order> M() { var orders = cache.GetOrCreate(\"all\", e => Load())!; var own = new List<Order>(orders); own.Sort((a, b) => a.Id.CompareTo(b.Id)); return own; } List<Order> Load() => [.. all];") },
        { "copy by ToList", In("public List<Order> M(Order extra) { var orders = cache.GetOrCreate(\"all\", e => Load())!.ToList(); orders.Add(extra); return orders; } List<Order> Load() => [.. all];") },
        { "read only", In("public decimal M() { var orders = cache.GetOrCreate(\"all\", e => Load())!; var sum = 0m; foreach (var order in orders) { sum += order.Total; } return sum; } List<Order> Load() => [.. all];") },
        { "changed before it is set", In("public List<Order> M() { if (!cache.TryGetValue(\"all\", out List<Order>? orders)) { orders = Load(); orders.Sort((a, b) => a.Id.CompareTo(b.Id)); cache.Set(\"all\", orders, TimeSpan.FromMinutes(1)); } return orders!; } List<Order> Load() => [.. all];") },
        { "changed and put back", In("public void M(Order order) { var orders = cache.GetOrCreate(\"all\", e => Load())!; orders.Add(order); cache.Set(\"all\", orders, TimeSpan.FromMinutes(1)); } List<Order> Load() => [.. all];") },
        { "changed and taken out", In("public void M(int id) { var order = cache.GetOrCreate(id, e => Load(id))!; order.IsPaid = true; db.Update(order); db.SaveChanges(); cache.Remove(id); } Order Load(int id) => all[id];") },
        { "place to collect", In("public void M(string id, string line) { var lines = cache.GetOrCreate(id, e => new List<string>())!; lines.Add(line); }") },
        { "place to collect, set on a miss", In("public void M(string id, string line) { if (!cache.TryGetValue(id, out List<string>? lines)) { lines = []; cache.Set(id, lines, TimeSpan.FromMinutes(1)); } lines!.Add(line); }") },
        { "counter of a caller", In("sealed class Hits { public int Count { get; set; } } public bool M(string ip) { var hits = cache.GetOrCreate(ip, e => new Hits())!; hits.Count++; return hits.Count < 5; }") },
        { "changed under a lock", In("readonly object _gate = new(); public void M(Order order) { var orders = cache.GetOrCreate(\"all\", e => Load())!; lock (_gate) { orders.Add(order); } } List<Order> Load() => [.. all];") },
        { "dictionary made for many callers", In("public void M(string id) { var map = cache.GetOrCreate(\"map\", e => Load())!; map.TryAdd(id, 1); } ConcurrentDictionary<string, int> Load() => new();") },
        { "entry that is disposed to be kept", In("public void M(string id) { using (var entry = cache.CreateEntry(id)) { entry.Value = id; entry.SlidingExpiration = TimeSpan.FromMinutes(1); } }") },
        { "untracked by default", In("public Task<List<Order>?> M() => cache.GetOrCreateAsync(\"open\", e => db.Orders.Where(o => !o.IsPaid).ToListAsync());") + "\nstatic class Start { public static void Add(DbContextOptionsBuilder o) => o.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking); }" },
        { "in memory query", In("public void M() { cache.Set(\"all\", all.AsQueryable(), TimeSpan.FromMinutes(1)); }") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_kept() => Verify.Says(
        In("public void M() { cache.[|Set|](\"open\", db.Orders.Where(o => !o.IsPaid), TimeSpan.FromMinutes(1)); }"),
        "'Set' keeps a query, not its rows: it runs again for everyone who reads it, on the context of whoever was first; keep 'ToList()' of it");

    [Fact]
    public Task Says_what_changes_it() => Verify.Says(
        In("public void M() { var orders = cache.[|GetOrCreate|](\"all\", e => Load())!; orders.Clear(); } List<Order> Load() => [.. all];"),
        "'GetOrCreate' gives all callers the same object, and 'orders.Clear()' changes it for them; change a copy");

    [Fact]
    public Task Keeps_a_list_of_rows() => Verify.Fixes(
        In("public void M() { cache.[|Set|](\"open\", db.Orders.Where(o => !o.IsPaid), TimeSpan.FromMinutes(1)); }"),
        In("public void M() { cache.[?|Set|](\"open\", db.Orders.Where(o => !o.IsPaid).ToList(), TimeSpan.FromMinutes(1)); }"));

    [Fact]
    public Task Awaits_the_list() => Verify.Fixes(
        In("public Task<IEnumerable<string>?> M() => cache.[|GetOrCreateAsync|]<IEnumerable<string>>(\"open\", async e =>\n    {\n        await Task.Yield();\n        return db.Customers.Select(c => c.Name);\n    });"),
        In("public Task<IEnumerable<string>?> M() => cache.GetOrCreateAsync<IEnumerable<string>>(\"open\", async e =>\n    {\n        await Task.Yield();\n        return await db.Customers.Select(c => c.Name).ToListAsync();\n    });"));

    [Theory]
    [InlineData("public IEnumerable<int>? M() => cache.[|GetOrCreate|](\"ids\", e => all.Where(o => o.IsPaid).Select(o => o.Id));", "public IEnumerable<int>? M() => cache.GetOrCreate(\"ids\", e => all.Where(o => o.IsPaid).Select(o => o.Id).ToList());")]
    [InlineData("public void M() { var sorted = all.OrderBy(o => o.Total); cache.[|Set|](\"sorted\", sorted, TimeSpan.FromMinutes(1)); }", "public void M() { var sorted = all.OrderBy(o => o.Total); cache.Set(\"sorted\", sorted.ToList(), TimeSpan.FromMinutes(1)); }")]
    public Task Keeps_a_list(string member, string expected) => Verify.Fixes(In(member), In(expected));

    [Fact]
    public Task Reads_untracked() => Assumed.Fixes(
        In("public Task<List<Order>?> M() => cache.[|GetOrCreateAsync|](\"open\", e => db.Orders.Where(o => !o.IsPaid).ToListAsync());"),
        In("public Task<List<Order>?> M() => cache.GetOrCreateAsync(\"open\", e => db.Orders.AsNoTracking().Where(o => !o.IsPaid).ToListAsync());"),
        DiagnosticSeverity.Info);

    [Theory]
    [InlineData("public void M() { cache.[|Set|]<IQueryable<Order>>(\"open\", db.Orders.Where(o => !o.IsPaid), TimeSpan.FromMinutes(1)); }")]
    [InlineData("public IOrderedEnumerable<Order>? M() => cache.[|GetOrCreate|](\"sorted\", e => all.OrderBy(o => o.Total));")]
    [InlineData("public void M() { cache.[|Set|](\"db\", db, TimeSpan.FromMinutes(1)); }")]
    public Task Leaves_what_it_cannot_write(string member) => Verify.RefusesToFix(In(member));

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (In("public void M() { cache.[|Set|](\"a\", all.Where(o => o.IsPaid), TimeSpan.FromMinutes(1));\n        cache.[|Set|](\"b\", all.OrderBy(o => o.Id), TimeSpan.FromMinutes(1)); }"),
            In("public void M() { cache.Set(\"a\", all.Where(o => o.IsPaid).ToList(), TimeSpan.FromMinutes(1));\n        cache.Set(\"b\", all.OrderBy(o => o.Id).ToList(), TimeSpan.FromMinutes(1)); }")),
        ("public class D(IMemoryCache cache) { public void M(List<int> ids) { cache.[|Set|](\"ids\", ids.Where(i => i > 0), TimeSpan.FromMinutes(1)); } }",
            "public class D(IMemoryCache cache) { public void M(List<int> ids) { cache.Set(\"ids\", ids.Where(i => i > 0).ToList(), TimeSpan.FromMinutes(1)); } }"),
    ]);

    private static string In(string member) => Usings + $$"""
        public class C(IMemoryCache cache, ShopContext db, List<Order> all)
        {
            public object[] All => [cache, db, all];
            {{member}}
        }
        """;
}
