using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Caching.UnboundedStaticCache, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class UnboundedStaticCacheTests
{
    private const string Using = """
        using System.Collections.Concurrent;
        using System.Globalization;
        using System.Reflection;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.DependencyInjection;

        """;

    public static readonly Cases Firing = new()
    {
        { "grows with the text of requests", Using + """public class C : ControllerBase { static readonly ConcurrentDictionary<string, string> s_slugs = new(); public string Get(string text) => [|s_slugs|].GetOrAdd(text, t => t.Trim()); }""" },
        { "grows with texts, by a lambda that captures", Using + """public class C : ControllerBase { static readonly ConcurrentDictionary<string, string> s_slugs = new(); public string Get(string text) { var start = DateTime.Now.Year; return [|s_slugs|].GetOrAdd(text, t => t.Trim() + start); } }""" },
        { "grows with ids", Using + """public class C : ControllerBase { static readonly ConcurrentDictionary<int, string> s_names = new(); public string Get(int id) { if (s_names.TryGetValue(id, out var known)) { return known; } var name = "#" + id; [|s_names|][id] = name; return name; } }""" },
        { "grows with a part of the request", Using + """public record Search(string Text, int Page); public class C : ControllerBase { static readonly ConcurrentDictionary<string, int> s_hits = new(); public int Post(Search search) => [|s_hits|].AddOrUpdate(search.Text, 1, (k, n) => n + 1); }""" },
        { "grows with a composed key", Using + """public class C : ControllerBase { static readonly ConcurrentDictionary<string, string> s_pages = new(); public string Get(int id, string culture) { var key = id + ":" + culture; return [|s_pages|].GetOrAdd(key, k => k); } }""" },
        { "grows with tuples", Using + """public class C : ControllerBase { static readonly ConcurrentDictionary<(int, string), string> s_pages = new(); public string Get(int id, string user) => [|s_pages|].GetOrAdd((id, user), k => k.Item2); }""" },
        { "grows in an endpoint", Using + """static class Api { static readonly ConcurrentDictionary<string, int> s_counts = new(); public static void Map(WebApplication app) => app.MapGet("/{word}", (string word) => [|s_counts|].GetOrAdd(word, w => w.Length)); }""" },
        { "grows with paths", Using + """class Middleware { static readonly ConcurrentDictionary<string, int> s_paths = new(); public Task InvokeAsync(Microsoft.AspNetCore.Http.HttpContext context) { [|s_paths|].TryAdd(context.Request.Path.ToString(), 1); return Task.CompletedTask; } }""" },
        { "grows in a service that an action calls", Using + """public class Prices { static readonly ConcurrentDictionary<int, decimal> s_prices = new(); public decimal Of(int product) => [|s_prices|].GetOrAdd(product, p => p * 2m); } public class C(Prices prices) : ControllerBase { public decimal Get(int id) => prices.Of(id); }""" },
        { "grows in a singleton", Using + """public class Users { readonly ConcurrentDictionary<string, string> _names = new(); public string Name(string email) => [|_names|].GetOrAdd(email, e => e.Trim()); } static class Startup { public static void AddUsers(this IServiceCollection s) => s.AddSingleton<Users>(); }""" },
        { "keeps a lock for each user", Using + """public class Locks { static readonly ConcurrentDictionary<string, SemaphoreSlim> s_locks = new(); public async Task Run(string userId, Func<Task> work) { var gate = [|s_locks|].GetOrAdd(userId, _ => new SemaphoreSlim(1, 1)); await gate.WaitAsync(); try { await work(); } finally { gate.Release(); } } }""" },
        { "set of seen messages", Using + """public class C : ControllerBase { static readonly HashSet<Guid> s_seen = new(); static readonly object s_lock = new(); public bool Post(Guid message) { lock (s_lock) { if (s_seen.Contains(message)) { return false; } [|s_seen|].Add(message); return true; } } }""" },
        { "filled by requests without a lock", Using + """public class C : ControllerBase { static readonly Dictionary<string, string> s_texts = new(); public string Get(DayOfWeek day) { var key = day.ToString(); if (!s_texts.TryGetValue(key, out var text)) { text = key.ToUpperInvariant(); [|s_texts|][key] = text; } return text; } }""" },
        { "filled below requests without a lock", Using + """public class Names { static readonly Dictionary<Type, string> s_names = new(); public string Of(Type type) { if (s_names.ContainsKey(type)) { return s_names[type]; } var name = type.Name; [|s_names|].Add(type, name); return name; } } public class C(Names names) : ControllerBase { public string Get() => names.Of(typeof(C)); }""" },
        { "memo that is never assigned", """class C { private string? _text; public string Text { get { if ([|_text|] != null) { return _text; } return Load(); } } public void Reset() => _text = null; static string Load() => "a"; }""" },
        { "memo that is never assigned, as a pattern", """class C { private List<int>? _all = null; public List<int> All() { if ([|_all|] is not null) return _all; return Load(); } static List<int> Load() => [1]; }""" },
        { "memo that is never assigned, nullable", """class C { private decimal? _rate = null; public decimal Rate() { if ([|_rate|].HasValue) { return _rate.Value; } return Load(); } static decimal Load() => 2; public void Reset() { _rate = null; } }""" },
        { "memo that is never assigned, coalesced", """class C { private static string? s_text = null; public string Text() => [|s_text|] ?? Load(); static string Load() => "a"; public static void Reset() => s_text = null; }""" },
        { "memo that is never filled", """class C { private static readonly Dictionary<int, string> s_names = new(); public string Name(int id) { if ([|s_names|].TryGetValue(id, out var known)) { return known; } return Load(id); } static string Load(int id) => "#" + id; }""" },
    };

    public static readonly Cases Quiet = new()
    {
        { "entries are removed", Using + """public class C : ControllerBase { static readonly ConcurrentDictionary<string, string> s_slugs = new(); public string Get(string text) => s_slugs.GetOrAdd(text, t => t.Trim()); public void Delete(string text) => s_slugs.TryRemove(text, out _); }""" },
        { "files that were found", Using + """public class C(Microsoft.Extensions.FileProviders.IFileProvider files) : ControllerBase { static readonly ConcurrentDictionary<string, string> s_tags = new(); public string Get(string name) => Tag(HttpContext, files.GetFileInfo(name).PhysicalPath!); private static string Tag(Microsoft.AspNetCore.Http.HttpContext context, string path) { context.Response.ContentType = "text/plain"; return s_tags.GetOrAdd(path, p => p.Trim()); } }""" },
        { "entries are cleared", Using + """public class C : ControllerBase { static readonly ConcurrentDictionary<string, string> s_slugs = new(); public string Get(string text) { if (s_slugs.Count > 1000) { s_slugs.Clear(); } return s_slugs.GetOrAdd(text, t => t.Trim()); } }""" },
        { "it is replaced", Using + """public class C : ControllerBase { static ConcurrentDictionary<string, string> s_slugs = new(); public string Get(string text) => s_slugs.GetOrAdd(text, t => t.Trim()); public void Reset() => s_slugs = new(); }""" },
        { "by type", Using + """public class C : ControllerBase { static readonly ConcurrentDictionary<Type, PropertyInfo[]> s_properties = new(); public int Get() => s_properties.GetOrAdd(typeof(C), t => t.GetProperties()).Length; }""" },
        { "by enum", Using + """public class C : ControllerBase { static readonly ConcurrentDictionary<DayOfWeek, string> s_names = new(); public string Get(DayOfWeek day) => s_names.GetOrAdd(day, d => d.ToString()); }""" },
        { "by culture", Using + """public class C : ControllerBase { static readonly ConcurrentDictionary<string, CultureInfo> s_cultures = new(); public string Get(string culture) => s_cultures.GetOrAdd(culture, c => new CultureInfo(c)).Name; }""" },
        { "by language id", Using + """public class C : ControllerBase { static readonly ConcurrentDictionary<int, string> s_texts = new(); public string Get(int languageId) => s_texts.GetOrAdd(languageId, l => "#" + l); }""" },
        { "by constant", Using + """public class C : ControllerBase { static readonly ConcurrentDictionary<string, string> s_texts = new(); public string Get(string text) => s_texts.GetOrAdd("all", _ => text); }""" },
        { "by a key of nobody's", Using + """public class Templates { static readonly ConcurrentDictionary<string, string> s_parsed = new(); public string Parse(string template) => s_parsed.GetOrAdd(template, t => t.Trim()); }""" },
        { "by a constant of the caller", Using + """public class Texts { static readonly ConcurrentDictionary<string, string> s_texts = new(); public string Of(string resource) => s_texts.GetOrAdd(resource, t => t.Trim()); } public class C(Texts texts) : ControllerBase { public string Get() => texts.Of("terms"); }""" },
        { "field of a request", Using + """public class C : ControllerBase { readonly Dictionary<string, string> _all = new(); public IActionResult Get(string text) { _all[text] = text; return Ok(_all.TryGetValue(text, out var t) ? t : ""); } }""" },
        { "cache with a limit", Using + """public class C(Microsoft.Extensions.Caching.Memory.IMemoryCache cache) : ControllerBase { public string? Get(string text) => Microsoft.Extensions.Caching.Memory.CacheExtensions.GetOrCreate(cache, text, e => text.Trim()); }""" },
        { "dies with its key", Using + """public class C : ControllerBase { static readonly System.Runtime.CompilerServices.ConditionalWeakTable<string, string> s_texts = new(); public string Get(string text) => s_texts.GetValue(text, t => t.Trim()); }""" },
        { "handed on to whoever empties it", Using + """public class C : ControllerBase { static readonly ConcurrentDictionary<string, string> s_slugs = new(); static readonly Sweeper s_sweeper = new(s_slugs); public string Get(string text) => s_slugs.GetOrAdd(text, t => t.Trim()) + s_sweeper; } class Sweeper(ConcurrentDictionary<string, string> all) { public void Sweep() => all.Clear(); }""" },
        { "filled at start-up", Using + """static class Countries { static readonly Dictionary<string, string> s_names = new(); static Countries() { s_names["de"] = "Germany"; s_names["fr"] = "France"; } public static string? Name(string code) => s_names.TryGetValue(code, out var n) ? n : null; }""" },
        { "filled under a lock", Using + """public class C : ControllerBase { static readonly Dictionary<Type, string> s_names = new(); static readonly object s_lock = new(); public string Get() { lock (s_lock) { if (!s_names.TryGetValue(typeof(C), out var name)) { name = "c"; s_names[typeof(C)] = name; } return name; } } }""" },
        { "filled between Enter and Exit", Using + """public class C : ControllerBase { static readonly Dictionary<Type, string> s_names = new(); static readonly SemaphoreSlim s_gate = new(1, 1); public async Task<string> Get() { await s_gate.WaitAsync(); try { if (!s_names.TryGetValue(typeof(C), out var name)) { name = "c"; s_names[typeof(C)] = name; } return name; } finally { s_gate.Release(); } } }""" },
        { "filled by a helper under a lock", Using + """public class C : ControllerBase { static readonly Dictionary<Type, string> s_names = new(); static readonly object s_lock = new(); public string Get() { lock (s_lock) { return Find(typeof(C)); } } private static string Find(Type t) { if (!s_names.TryGetValue(t, out var name)) { name = "c"; s_names[t] = name; } return name; } }""" },
        { "per thread", Using + """public class C : ControllerBase { [ThreadStatic] static Dictionary<Type, string>? s_names; public string Get() { s_names ??= new(); if (!s_names.TryGetValue(typeof(C), out var name)) { name = "c"; s_names[typeof(C)] = name; } return name; } }""" },
        { "nobody's request", """class Tool { static readonly Dictionary<string, string> s_names = new(); public static string Name(string key) { if (!s_names.TryGetValue(key, out var name)) { name = key.Trim(); s_names[key] = name; } return name; } }""" },
        { "registry that start-up fills", Using + """public static class Handlers { static readonly Dictionary<string, Func<string>> s_all = new(); public static void Install(string name, Func<string> f) => s_all[name] = f; public static string? Run(string name) => s_all.TryGetValue(name, out var f) ? f() : null; }""" },
        { "memo that is assigned", """class C { private string? _text; public string Text { get { if (_text != null) { return _text; } return _text = Load(); } } static string Load() => "a"; }""" },
        { "memo that is assigned elsewhere", """class C { private string? _text; public string Text { get { if (_text != null) { return _text; } return Load(); } } string Load() { _text = "a"; return _text; } }""" },
        { "memo that is assigned by reference", """class C { private string? _text; public string Text() { if (_text != null) return _text; return LazyInitializer.EnsureInitialized(ref _text, () => "a"); } }""" },
        { "override that a constructor gives", """class C { private readonly string? _text; public C(string? text) { _text = text; } public string Text => _text ?? Load(); static string Load() => "a"; }""" },
        { "override that a setter gives", """class C { private string? _text; public string Text { get { if (_text != null) return _text; return Load(); } set { _text = value; } } static string Load() => "a"; }""" },
        { "coalesced with a constant", """class C { private static string? s_text = null; public string Text() => s_text ?? "none"; public static void Reset() => s_text = null; }""" },
        { "field that others assign", """class C { internal string? Text; public string Get() { if (Text != null) { return Text; } return Load(); } static string Load() => "a"; }""" },
        { "field that a framework assigns", """class InjectAttribute : Attribute { } class C { [Inject] private string? _text = null; public string Get() { if (_text != null) { return _text; } return Load(); } static string Load() => "a"; }""" },
        { "map with elements", """class C { private static readonly Dictionary<int, string> s_names = new() { [1] = "one" }; public string Name(int id) { if (s_names.TryGetValue(id, out var known)) { return known; } return "#" + id; } }""" },
        { "map that a constructor fills", """class C { private readonly Dictionary<int, string> _names = new(); public C(IEnumerable<int> ids) { foreach (var id in ids) { _names[id] = "#" + id; } } public string? Name(int id) => _names.TryGetValue(id, out var known) ? known : null; }""" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_it_keeps() => Verify.Says(
        Using + """public class C : ControllerBase { static readonly ConcurrentDictionary<string, string> s_slugs = new(); public string Get(string text) => [|s_slugs|].GetOrAdd(text, t => t.Trim()); }""",
        "'s_slugs' keeps an entry for each 'text' of a request until the process ends; use a cache with a size limit or an expiry");

    [Fact]
    public Task Says_what_threads_do() => Verify.Says(
        Using + """public class C : ControllerBase { static readonly Dictionary<string, string> s_slugs = new(); public string Get(string text) { if (!s_slugs.TryGetValue(text, out var slug)) { slug = text.Trim(); [|s_slugs|][text] = slug; } return slug; } }""",
        "Requests fill 's_slugs' without a lock: threads lose each other's entries, or break it; make it a 'ConcurrentDictionary', with a bound");

    [Fact]
    public Task Says_what_is_missing() => Verify.Says(
        """class C { private string? _text = null; public string Text() { if ([|_text|] != null) { return _text; } return Load(); } static string Load() => "a"; }""",
        "'_text' is checked and never assigned, so the answer is computed each time; assign it: '_text ??= …'");
}
