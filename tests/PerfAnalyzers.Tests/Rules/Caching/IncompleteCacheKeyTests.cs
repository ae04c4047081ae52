using Microsoft.CodeAnalysis.Testing;
using PerfAnalyzers.Caching;

namespace PerfAnalyzers.Tests;

using Verify = Verify<IncompleteCacheKey, EmptyCodeFixProvider>;

public sealed class IncompleteCacheKeyTests
{
    private const string Usings = """
        global using System.Collections.Concurrent;
        global using System.Globalization;
        global using Microsoft.Extensions.Caching.Distributed;
        global using Microsoft.Extensions.Caching.Hybrid;
        global using Microsoft.Extensions.Caching.Memory;

        """;

    private const string Texts = """

        public interface ITexts
        {
            string Load(int id, string culture);
            string LoadFor(int id, bool hidden);
            string Find(int id);
            Task<string> LoadAsync(int id, string culture, CancellationToken token = default);
            Task<string> SearchAsync(int[] ids, CancellationToken token = default);
            Task<string> ListAsync(Filter filter);
        }
        public class Filter { public string Category { get; set; } = ""; public int Page { get; set; } public int Id { get; set; } }
        """;

    public static readonly Cases Firing = new()
    {
        { "an argument is missing", In("public string? M(int id, string culture) => cache.[|GetOrCreate|](\"text:\" + id, e => { e.SlidingExpiration = TimeSpan.FromMinutes(1); return texts.Load(id, culture); });") },
        { "awaited, interpolated", In("public Task<string?> M(int id, string culture) => cache.[|GetOrCreateAsync|]($\"text:{id}\", async e => await texts.LoadAsync(id, culture));") },
        { "key in a local", In("public string? M(int id, string culture) { var key = $\"text:{id}\"; return cache.[|GetOrCreate|](key, _ => { var text = texts.Load(id, culture); return text.Trim(); }); }") },
        { "helper that forgets it", In("static string KeyOf(int id, string culture) => \"text:\" + id; public string? M(int id, string culture) => cache.[|GetOrCreate|](KeyOf(id, culture), _ => texts.Load(id, culture));") },
        { "tuple without the flag", In("public string? M(int id, bool hidden) => cache.[|GetOrCreate|]((\"text\", id), _ => texts.LoadFor(id, hidden));") },
        { "page of a query", In("public Task<List<Order>?> M(int customerId, int page) => cache.[|GetOrCreateAsync|](\"orders:\" + customerId, e => db.Orders.AsNoTracking().Where(o => o.CustomerId == customerId).OrderBy(o => o.Id).Skip(page * 20).Take(20).ToListAsync());") },
        { "asked for, loaded and set", In("public async Task<string> M(int id, string culture) { var key = \"text:\" + id; if (cache.TryGetValue(key, out string? known)) { return known!; } var text = await texts.LoadAsync(id, culture); cache.[|Set|](key, text, TimeSpan.FromMinutes(5)); return text; }") },
        { "distributed", In("public async Task<string> M(int id, string culture) { var known = await shared.GetStringAsync(\"text:\" + id); if (known is not null) { return known; } var text = await texts.LoadAsync(id, culture); await shared.[|SetStringAsync|](\"text:\" + id, text); return text; }") },
        { "hybrid", In("public async Task<string> M(int id, string culture, CancellationToken token) => await hybrid.[|GetOrCreateAsync|]($\"text:{id}\", async t => await texts.LoadAsync(id, culture, t), cancellationToken: token);") },
        { "hybrid with a state", In("public async Task<string> M(int id, string culture) => await hybrid.[|GetOrCreateAsync|]($\"text:{id}\", (texts, id, culture), static async (s, t) => await s.texts.LoadAsync(s.id, s.culture, t));") },
        { "static dictionary", "class C { static readonly ConcurrentDictionary<string, string> s_known = new(); static string Format(string name, int width) => name.PadLeft(width); public string M(string name, int width) => s_known.[|GetOrAdd|](name, n => Format(n, width)); }\n".Insert(0, Usings) },
        { "dictionary with an argument", "class C { static readonly ConcurrentDictionary<string, string> s_known = new(); public string M(string name, int width) => s_known.[|GetOrAdd|](name, static (n, w) => n.PadLeft(w), width); }\n".Insert(0, Usings) },
        { "culture of the request", In("public string? M(int id) => cache.[|GetOrCreate|](\"text:\" + id, _ => texts.Load(id, CultureInfo.CurrentUICulture.Name));") },
        { "user of the request", Usings + "public interface IMenus { Task<string> LoadAsync(System.Security.Claims.ClaimsPrincipal user); } public class C(IMemoryCache cache, IMenus menus) : Microsoft.AspNetCore.Mvc.ControllerBase { public Task<string?> Get() => cache.[|GetOrCreateAsync|](\"menu\", e => menus.LoadAsync(User)); }" },
        { "tenant of the request", Usings + "public interface ITenantContext { int TenantId { get; } } public interface IPrices { Task<decimal> LoadAsync(int tenant, int product); } public class C(IMemoryCache cache, IPrices prices, ITenantContext context) { public Task<decimal> Get(int product) => cache.[|GetOrCreateAsync|]($\"price:{product}\", e => prices.LoadAsync(context.TenantId, product)); }" },
        { "minimal endpoint", Usings + "using Microsoft.AspNetCore.Builder; static class Api { public static void Map(WebApplication app) => app.MapGet(\"/texts/{id}\", (int id, string culture, IMemoryCache cache, ITexts texts) => cache.[|GetOrCreateAsync|](\"text:\" + id, e => texts.LoadAsync(id, culture))); }" + Texts },
        { "list by the name of its type", In("public Task<string?> M(List<int> ids) => cache.[|GetOrCreateAsync|]($\"texts:{ids}\", e => texts.SearchAsync(ids.ToArray()));") },
        { "filter by the name of its type", In("public Task<string?> M(Filter filter) => cache.[|GetOrCreateAsync|](\"texts:\" + filter, e => texts.ListAsync(filter));") },
        { "filter by its ToString", In("public Task<string?> M(Filter filter) => cache.[|GetOrCreateAsync|](filter.ToString()!, e => texts.ListAsync(filter));") },
        { "new array", In("public string? M(int id, string culture) => cache.[|GetOrCreate|](new object[] { id, culture }, _ => texts.Load(id, culture));") },
        { "new object without equality", In("sealed class Key(int id) { public int Id => id; } public string? M(int id) => cache.[|GetOrCreate|](new Key(id), _ => texts.Find(id));") },
        { "tuple with an array", In("public Task<string?> M(string culture, int[] ids) => cache.[|GetOrCreateAsync|]((culture, ids), e => texts.SearchAsync(ids));") },
        { "record with a list", In("record Key(string Culture, List<int> Ids); public Task<string?> M(string culture, List<int> ids) => cache.[|GetOrCreateAsync|](new Key(culture, ids), e => texts.SearchAsync(ids.ToArray()));") },
    };

    public static readonly Cases Suggested = new()
    {
        { "object with data", In("public Task<string?> M(int id, Filter filter) => cache.[|GetOrCreateAsync|](\"texts:\" + id, e => texts.ListAsync(filter));") },
        { "one property of two", In("public Task<string?> M(Filter filter) => cache.[|GetOrCreateAsync|](\"texts:\" + filter.Category, e => texts.LoadAsync(filter.Page, filter.Category));") },
        { "nothing between two", In("public string? M(int id, string culture) => cache.[|GetOrCreate|]($\"text:{culture}{id}\", _ => texts.Load(id, culture));") },
        { "type argument", In("public Task<T?> M<T>(int id) where T : class => cache.[|GetOrCreateAsync|](\"row:\" + id, async e => await db.Set<T>().FindAsync(id));") },
        { "cache of the project", Usings + "public interface IAppCache { T Get<T>(string key, Func<T> load); } public class C(IAppCache cache, ITexts texts) { public string M(int id, string culture) => cache.[|Get|](\"text:\" + id, () => texts.Load(id, culture)); }" + Texts },
    };

    public static readonly Cases Quiet = new()
    {
        { "whole key", In("public string? M(int id, string culture) => cache.GetOrCreate($\"text:{id}:{culture}\", _ => texts.Load(id, culture));") },
        { "tuple", In("public string? M(int id, string culture) => cache.GetOrCreate((nameof(M), id, culture), _ => texts.Load(id, culture));") },
        { "record", In("record Key(int Id, string Culture); public string? M(int id, string culture) => cache.GetOrCreate(new Key(id, culture), _ => texts.Load(id, culture));") },
        { "helper", In("static string KeyOf(int id, string culture) => $\"text:{id}:{culture}\"; public string? M(int id, string culture) => cache.GetOrCreate(KeyOf(id, culture), _ => texts.Load(id, culture));") },
        { "helper of another type", In("public string? M(int id, string culture) => cache.GetOrCreate(Keys.Text(id, culture), _ => texts.Load(id, culture)); static class Keys { public static string Text(params object[] parts) => string.Join(':', parts); }") },
        { "joined", In("public Task<string?> M(int[] ids) => cache.GetOrCreateAsync(\"texts:\" + string.Join(',', ids), e => texts.SearchAsync(ids));") },
        { "built", In("public string? M(int id, string culture) { var key = new StringBuilder(\"text:\"); key.Append(id).Append(':'); key.Append(culture); return cache.GetOrCreate(key.ToString(), _ => texts.Load(id, culture)); }") },
        { "hashed", In("public string? M(int id, string culture) { var hash = new HashCode(); hash.Add(id); hash.Add(culture); var key = hash.ToHashCode(); return cache.GetOrCreate(key, _ => texts.Load(id, culture)); }") },
        { "serialized", In("public Task<string?> M(Filter filter) => cache.GetOrCreateAsync(\"texts:\" + System.Text.Json.JsonSerializer.Serialize(filter), e => texts.ListAsync(filter));") },
        { "token, logger and time to live", In("public Task<string?> M(int id, TimeSpan ttl, Microsoft.Extensions.Logging.ILogger logger, CancellationToken token) => cache.GetOrCreateAsync(\"text:\" + id, async e => { e.AbsoluteExpirationRelativeToNow = ttl; Microsoft.Extensions.Logging.LoggerExtensions.LogInformation(logger, \"Loading\"); return await texts.LoadAsync(id, \"en\", token); });") },
        { "logged only", In("public string? M(int id, string caller) => cache.GetOrCreate(\"text:\" + id, _ => { Log.Write(caller); return texts.Find(id); }); static class Log { public static void Write(string text) => Console.WriteLine(text); }") },
        { "minutes only", In("public string? M(int id, int minutes) => cache.GetOrCreate(\"text:\" + id, e => { e.SetSlidingExpiration(TimeSpan.FromMinutes(minutes)); return texts.Find(id); });") },
        { "service as an argument", In("public string? M(int id, ITexts other) => cache.GetOrCreate(\"text:\" + id, _ => other.Find(id));") },
        { "wrapper", In("public T? Ask<T>(string key, Func<T> load) => cache.GetOrCreate(key, _ => load());") },
        { "key from the caller", In("public string? M(string cacheKey, int id, string culture) => cache.GetOrCreate(cacheKey, _ => texts.Load(id, culture));") },
        { "one key per branch", In("public string? M(int id, bool hidden) { if (hidden) { return cache.GetOrCreate(\"hidden:\" + id, _ => texts.LoadFor(id, hidden)); } return cache.GetOrCreate(\"text:\" + id, _ => texts.LoadFor(id, hidden)); }") },
        { "key chosen by a condition", In("public string? M(int id, bool hidden) { var key = \"text:\" + id; if (hidden) { key += \":all\"; } return cache.GetOrCreate(key, _ => texts.LoadFor(id, hidden)); }") },
        { "whole table, filtered afterwards", In("public async Task<string?> M(string culture) { var all = await cache.GetOrCreateAsync(\"all\", e => texts.ListAsync(new Filter())); return all?.Replace(\"-\", culture); }") },
        { "forced", In("public string? M(int id, bool forceRefresh) { if (forceRefresh) { cache.Remove(\"text:\" + id); } return cache.GetOrCreate(\"text:\" + id, _ => texts.Find(id)); }") },
        { "write through", In("public void Save(int id, string text) { cache.Set(\"text:\" + id, text, TimeSpan.FromMinutes(1)); }") },
        { "collected", In("public void Add(int id, string line) { if (!cache.TryGetValue(\"lines:\" + id, out List<string>? lines)) { lines = new List<string> { line }; cache.Set(\"lines:\" + id, lines, TimeSpan.FromMinutes(1)); } }") },
        { "token kept for a request", In("public bool IsNew(string id, string payload) { if (cache.TryGetValue(id, out _)) { return false; } cache.Set(id, payload, TimeSpan.FromMinutes(1)); return true; }") },
        { "object by its identity", In("public Task<string?> M(Filter filter) => cache.GetOrCreateAsync(\"texts:\" + filter.Id, e => texts.LoadAsync(filter.Page, filter.Category));") },
        { "loaded before", In("public async Task<string?> M(int id, string culture) { var order = await db.Orders.AsNoTracking().FirstAsync(o => o.Id == id); return cache.GetOrCreate($\"text:{order.CustomerId}:{culture}\", _ => texts.Load(order.CustomerId, culture)); }") },
        { "culture in the key", In("public string? M(int id) => cache.GetOrCreate($\"text:{CultureInfo.CurrentUICulture.Name}:{id}\", _ => texts.Load(id, CultureInfo.CurrentUICulture.Name));") },
        { "culture as an argument of the key", In("public string? M(int id, string language) => cache.GetOrCreate($\"text:{language}:{id}\", _ => texts.Load(id, language + CultureInfo.CurrentUICulture.Name));") },
        { "user in the key", Usings + "public interface IMenus { Task<string> LoadAsync(System.Security.Claims.ClaimsPrincipal user); } public class C(IMemoryCache cache, IMenus menus) : Microsoft.AspNetCore.Mvc.ControllerBase { public Task<string?> Get() => cache.GetOrCreateAsync(\"menu:\" + User.Identity!.Name, e => menus.LoadAsync(User)); }" },
        { "url as the key", Usings + "public class C(IMemoryCache cache, ITexts texts) : Microsoft.AspNetCore.Mvc.ControllerBase { public string? Get(int id, string culture) => cache.GetOrCreate(Request.Path + Request.QueryString.Value, _ => texts.Load(id, culture)); }" + Texts },
        { "dictionary of one call", Usings + "class C { public List<string> M(List<string> names, int width) { var known = new ConcurrentDictionary<string, string>(); return names.ConvertAll(n => known.GetOrAdd(n, k => k.PadLeft(width))); } }" },
        { "dictionary by type", Usings + "class C { static readonly ConcurrentDictionary<Type, string> s_names = new(); public string M(Type type) => s_names.GetOrAdd(type, t => t.FullName ?? \"\"); }" },
        { "array with a comparer", Usings + "class C { static readonly ConcurrentDictionary<byte[], string> s_names = new(new Bytes()); public string M(int a) => s_names.GetOrAdd(new[] { (byte)a }, k => Convert.ToHexString(k)); class Bytes : IEqualityComparer<byte[]> { public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y); public int GetHashCode(byte[] o) => o.Length; } }" },
        { "class with equality", In("sealed class Key(int id) : IEquatable<Key> { public int Id => id; public bool Equals(Key? other) => other?.Id == Id; public override bool Equals(object? o) => Equals(o as Key); public override int GetHashCode() => id; } public string? M(int id) => cache.GetOrCreate(new Key(id), _ => texts.Find(id));") },
        { "object as its own key", In("public string? M(Filter filter) => cache.GetOrCreate(filter, _ => filter.Category.Trim());") },
        { "text of a record", In("record Query(int Id, string Culture); public string? M(int id, string culture) => cache.GetOrCreate(\"text:\" + new Query(id, culture), _ => texts.Load(id, culture));") },
        { "class with a text", In("sealed class Name(int id, string culture) { public override string ToString() => id + \":\" + culture; } public string? M(int id, string culture) => cache.GetOrCreate($\"text:{new Name(id, culture)}\", _ => texts.Load(id, culture));") },
        { "prefix and id", In("readonly string _prefix = \"text:\"; public string? M(int id) => cache.GetOrCreate($\"{_prefix}{id}\", _ => texts.Find(id));") },
        { "fixed width", In("public string? M(Guid user, int id) => cache.GetOrCreate($\"text:{user:N}{id}\", _ => texts.Load(id, user.ToString()));") },
        { "type argument in the key", In("public Task<T?> M<T>(int id) where T : class => cache.GetOrCreateAsync((typeof(T), id), async e => await db.Set<T>().FindAsync(id));") },
        { "condition around it", Usings + "class C\n{\n    static readonly ConcurrentDictionary<Type, object> s_made = new();\n    public IEnumerable<object> M(Type model, Type? provider)\n    {\n        if (provider is null || provider == typeof(Guid)) { var made = typeof(List<>).MakeGenericType(model); yield return s_made.GetOrAdd(model, _ => Activator.CreateInstance(made)!); }\n    }\n}" },
        { "validated argument", In("public string? M(int id, string culture) { ArgumentNullException.ThrowIfNull(culture); return cache.GetOrCreate((id, culture), _ => texts.Load(id, culture)); }") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_missing() => Verify.Says(
        In("public string? M(int id, string culture) => cache.[|GetOrCreate|](\"text:\" + id, _ => texts.Load(id, culture));"),
        "The key of 'GetOrCreate' does not say 'culture', on which the value depends: who asks with another one is given this value; make it part of the key");

    [Fact]
    public Task Says_what_is_never_found() => Verify.Says(
        In("public string? M(int id) => cache.[|GetOrCreate|](new[] { id }, _ => texts.Find(id));"),
        "The key of 'GetOrCreate' is a new array, compared by reference: it is never found again, and each call adds an entry; use a string, tuple or record of the values");

    private static string In(string member) => Usings + $$"""
        public class C(IMemoryCache cache, IDistributedCache shared, HybridCache hybrid, ITexts texts, ShopContext db)
        {
            public object[] All => [cache, shared, hybrid, texts, db];
            {{member}}
        }
        """ + Texts;
}
