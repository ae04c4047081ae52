using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Caching.UncachedReferenceData, PerfAnalyzers.Caching.UncachedReferenceDataFix>;

namespace PerfAnalyzers.Tests;

public sealed class UncachedReferenceDataTests
{
    private const string Using = """
        using System.Net.Http;
        using System.Net.Http.Json;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.Caching.Memory;

        public class Country { public int Id { get; set; } public string Name { get; set; } = ""; public bool IsActive { get; set; } }
        public class Lists(DbContextOptions<Lists> o) : DbContext(o) { public DbSet<Country> Countries => Set<Country>(); public DbSet<Order> Orders => Set<Order>(); }

        """;

    private const string Hybrid = "namespace Microsoft.Extensions.Caching.Hybrid { public abstract class HybridCache { public abstract ValueTask<T> GetOrCreateAsync<T>(string key, Func<CancellationToken, ValueTask<T>> factory); } }\n";

    public static readonly Cases Firing = new()
    {
        { "all rows in an action", Using + """public class C(Lists db) : ControllerBase { public async Task<List<Country>> Get(CancellationToken token) => await db.Countries.[|ToListAsync|](token); }""" },
        { "sorted rows", Using + """public class C(Lists db) : ControllerBase { [HttpGet] public async Task<IActionResult> All(CancellationToken token) { var all = await db.Countries.AsNoTracking().OrderBy(c => c.Name).[|ToListAsync|](token); return Ok(all); } }""" },
        { "projected rows", Using + """public class C(Lists db) : ControllerBase { public List<string> Get() => db.Countries.Select(c => c.Name).[|ToList|](); }""" },
        { "rows filtered by constants", Using + """public class C(Lists db) : ControllerBase { public async Task<List<Country>> Get(CancellationToken token) => await db.Countries.Where(c => c.IsActive && c.Id > 0).[|ToListAsync|](token); }""" },
        { "a map of rows", Using + """public class C(Lists db) : ControllerBase { public async Task<string> Get(int id, CancellationToken token) { var names = await db.Countries.[|ToDictionaryAsync|](c => c.Id, c => c.Name, token); return names[id]; } }""" },
        { "rows in a page", Using + """public class P(Lists db) : Microsoft.AspNetCore.Mvc.RazorPages.PageModel { public string Text = ""; public async Task OnGetAsync(CancellationToken token) { var all = await db.Countries.[|ToListAsync|](token); Text = string.Join(",", all.Select(c => c.Name)); } }""" },
        { "rows in an endpoint", Using + """static class Api { public static void Map(WebApplication app) => app.MapGet("/countries", async (Lists db, CancellationToken token) => await db.Countries.OrderBy(c => c.Name).[|ToListAsync|](token)); }""" },
        { "rows in a service that an action calls", Using + """public class Countries(Lists db) { public async Task<List<Country>> All(CancellationToken token) => await db.Countries.[|ToListAsync|](token); } public class C(Countries countries) : ControllerBase { public Task<List<Country>> Get(CancellationToken token) => countries.All(token); }""" },
        { "a file", Using + """public class C : ControllerBase { public string Terms() => System.IO.File.[|ReadAllText|]("terms.html"); }""" },
        { "a file below the content root", Using + """public class C(Microsoft.Extensions.Hosting.IHostEnvironment env) : ControllerBase { public async Task<IActionResult> Terms(CancellationToken token) { var path = Path.Combine(env.ContentRootPath, "terms.html"); return Content(await System.IO.File.[|ReadAllTextAsync|](path, token)); } }""" },
        { "lines of a file", Using + """public class C : ControllerBase { public bool Get(string word) => System.IO.File.[|ReadAllLines|]("words.txt").Contains(word); }""" },
        { "a file in a service that an action calls", Using + """public class Letters { public string Render(string name) => System.IO.File.[|ReadAllText|]("letter.html").Replace("{name}", name); } public class C(Letters letters) : ControllerBase { public string Get(string name) => letters.Render(name); }""" },
        { "a resource", Using + """public class C : ControllerBase { public string Get() { using var stream = typeof(C).Assembly.[|GetManifestResourceStream|]("Shop.terms.html")!; using var reader = new StreamReader(stream); return reader.ReadToEnd(); } }""" },
        { "an answer of another machine", Using + """public class C(HttpClient http) : ControllerBase { public async Task<string> Get(CancellationToken token) => await http.[|GetStringAsync|]("https://rates/latest", token); }""" },
        { "an answer as objects", Using + """public class C(HttpClient http) : ControllerBase { public async Task<decimal[]?> Get(CancellationToken token) => await http.[|GetFromJsonAsync|]<decimal[]>("currencies", token); }""" },
        { "an answer in a service", Using + """public class Rates(HttpClient http) { public async Task<string> Latest(CancellationToken token) => await http.[|GetStringAsync|]("latest", token); } public class C(Rates rates) : ControllerBase { public Task<string> Get(CancellationToken token) => rates.Latest(token); }""" },
        { "with a cache at hand", Using + """public class C(Lists db, IMemoryCache memory) : ControllerBase { public async Task<List<Country>> Get(CancellationToken token) => await db.Countries.[|ToListAsync|](token); public string? Other(string k) => memory.Get<string>(k); }""" },
    };

    public static readonly Cases Quiet = new()
    {
        { "rows of a caller", Using + """public class C(Lists db) : ControllerBase { public async Task<List<Country>> Get(string start) => await db.Countries.Where(c => c.Name.StartsWith(start)).ToListAsync(); }""" },
        { "rows of the user", Using + """public class C(Lists db) : ControllerBase { private int UserId => 3; public async Task<List<Country>> Get() => await db.Countries.Where(c => c.Id == UserId).ToListAsync(); }""" },
        { "pages", Using + """public class C(Lists db) : ControllerBase { public async Task<List<Country>> Get(int page) => await db.Countries.OrderBy(c => c.Id).Skip(page * 20).Take(20).ToListAsync(); }""" },
        { "rows of today", Using + """public class Offer { public int Id { get; set; } public DateTime Until { get; set; } } public class Offers(DbContextOptions<Offers> o) : DbContext(o) { public DbSet<Offer> All => Set<Offer>(); } public class C(Offers db) : ControllerBase { public async Task<List<Offer>> Get() => await db.All.Where(f => f.Until > DateTime.UtcNow).ToListAsync(); }""" },
        { "rows that are added", Using + """public class C(Lists db) : ControllerBase { public async Task<List<Country>> Get() => await db.Countries.ToListAsync(); public async Task Post(string name) { db.Countries.Add(new Country { Name = name }); await db.SaveChangesAsync(); } }""" },
        { "rows that are changed elsewhere", Using + """public class C(Lists db) : ControllerBase { public async Task<List<Country>> Get() => await db.Countries.ToListAsync(); } public class Admin(Lists db) { public async Task Rename(int id, string name) { var one = await db.Countries.FindAsync(id); one!.Name = name; await db.SaveChangesAsync(); } }""" },
        { "rows that are deleted in bulk", Using + """public class C(Lists db) : ControllerBase { public async Task<List<Country>> Get() => await db.Countries.ToListAsync(); public async Task Clean() => await db.Countries.Where(c => !c.IsActive).ExecuteDeleteAsync(); }""" },
        { "rows behind a filter of the model", """using Microsoft.AspNetCore.Mvc; public class Country { public int Id { get; set; } public int Tenant { get; set; } } public class Lists(DbContextOptions<Lists> o) : DbContext(o) { public int Tenant; public DbSet<Country> Countries => Set<Country>(); protected override void OnModelCreating(ModelBuilder b) => b.Entity<Country>().HasQueryFilter(c => c.Tenant == Tenant); } public class C(Lists db) : ControllerBase { public async Task<List<Country>> Get() => await db.Countries.ToListAsync(); }""" },
        { "cached output", Using + """class OutputCacheAttribute : Attribute { } public class C(Lists db) : ControllerBase { [OutputCache] public async Task<List<Country>> Get() => await db.Countries.ToListAsync(); }""" },
        { "cached response", Using + """public class C(Lists db) : ControllerBase { [ResponseCache(Duration = 60)] public async Task<List<Country>> Get() => await db.Countries.ToListAsync(); }""" },
        { "cached endpoint", Using + """static class Api { static void CacheOutput(this object o) { } public static void Map(WebApplication app) => app.MapGet("/countries", async (Lists db) => await db.Countries.ToListAsync()).CacheOutput(); }""" },
        { "cached rows", Using + """public class C(Lists db, IMemoryCache cache) : ControllerBase { public async Task<List<Country>?> Get() => await cache.GetOrCreateAsync("countries", e => db.Countries.AsNoTracking().ToListAsync()); }""" },
        { "cached by hand", Using + """public class C(Lists db, IMemoryCache cache) : ControllerBase { public async Task<List<Country>?> Get() { if (cache.TryGetValue("countries", out List<Country>? all)) { return all; } all = await db.Countries.AsNoTracking().ToListAsync(); cache.Set("countries", all); return all; } }""" },
        { "service behind a cache", Using + """public class Countries(Lists db) { public async Task<List<Country>> All() => await db.Countries.ToListAsync(); } public class C(Countries countries, IMemoryCache cache) : ControllerBase { public Task<List<Country>?> Get() => cache.GetOrCreateAsync("countries", e => countries.All()); }""" },
        { "service that nobody's request calls", Using + """public class Countries(Lists db) { public async Task<List<Country>> All() => await db.Countries.ToListAsync(); }""" },
        { "action that writes", Using + """public class C(Lists db) : ControllerBase { [HttpPost] public async Task<int> Import() => (await db.Countries.ToListAsync()).Count; public async Task<int> CreateReport() => (await db.Countries.ToListAsync()).Count; }""" },
        { "worker", Using + """class Worker(Lists db) : Microsoft.Extensions.Hosting.BackgroundService { protected override async Task ExecuteAsync(CancellationToken token) { while (!token.IsCancellationRequested) { var all = await db.Countries.ToListAsync(token); await Task.Delay(all.Count, token); } } }""" },
        { "one row", Using + """public class C(Lists db) : ControllerBase { public async Task<Country?> Get(int id) => await db.Countries.FirstOrDefaultAsync(c => c.Id == id); }""" },
        { "file of a caller", Using + """public class C : ControllerBase { public string Get(string name) => System.IO.File.ReadAllText("templates/" + name); }""" },
        { "file that is written", Using + """public class C : ControllerBase { public string Get() => System.IO.File.ReadAllText("state.json"); public void Post(string state) => System.IO.File.WriteAllText("state.json", state); }""" },
        { "file whose age is checked", Using + """public class C : ControllerBase { static string s_text = ""; static DateTime s_read; public string Get() { var changed = System.IO.File.GetLastWriteTimeUtc("terms.html"); if (changed > s_read) { s_text = System.IO.File.ReadAllText("terms.html"); s_read = changed; } return s_text; } }""" },
        { "file that is read once", Using + """public class C : ControllerBase { static readonly string s_terms = System.IO.File.ReadAllText("terms.html"); public string Terms() => s_terms; }""" },
        { "file that is read lazily", Using + """public class C : ControllerBase { static string? s_terms; public string Terms() => s_terms ??= System.IO.File.ReadAllText("terms.html"); }""" },
        { "file at start-up", Using + """static class Program { static void Main() { Console.WriteLine(System.IO.File.ReadAllText("banner.txt")); } }""" },
        { "file outside requests", """public class Report { public string Header() => File.ReadAllText("header.html"); }""" },
        { "resource of a caller", Using + """public class C : ControllerBase { public Stream? Get(string name) => typeof(C).Assembly.GetManifestResourceStream("Shop." + name); }""" },
        { "address of a caller", Using + """public class C(HttpClient http) : ControllerBase { public async Task<string> Get(int id) => await http.GetStringAsync("https://orders/" + id); }""" },
        { "health of another machine", Using + """public class C(HttpClient http) : ControllerBase { public async Task<string> Get() => await http.GetStringAsync("https://orders/health"); }""" },
        { "answer that is kept", Using + """public class C(HttpClient http, IMemoryCache cache) : ControllerBase { public async Task<string?> Get() => await cache.GetOrCreateAsync("rates", e => http.GetStringAsync("https://rates/latest")); }""" },
        { "after a failure", Using + """public class C : ControllerBase { public string Get(string s) { try { return s.Trim(); } catch (Exception) { return System.IO.File.ReadAllText("error.html"); } } }""" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_fetched() => Verify.Says(
        Using + """public class C(Lists db) : ControllerBase { public async Task<List<Country>> Get() => await db.Countries.[|ToListAsync|](); }""",
        "All rows of 'Country', which nothing here changes, are queried on every request, and the answer depends on nothing of the caller; keep them in 'HybridCache' or 'IMemoryCache' for a while, or mark the action '[OutputCache]'");

    [Fact]
    public Task Says_what_is_read() => Verify.Says(
        Using + """public class C : ControllerBase { public string Terms() => System.IO.File.[|ReadAllText|]("terms.html"); }""",
        "'terms.html' is read from the disk on every request, and the answer depends on nothing of the caller; read it once and keep it");

    [Fact]
    public Task Asks_the_memory_cache_first() => Verify.Fixes(
        Using + """
        public class C(Lists db, IMemoryCache memory) : ControllerBase
        {
            public async Task<List<Country>> Get()
            {
                // By name.
                var all = await db.Countries.OrderBy(c => c.Name).[|ToListAsync|]();
                return all;
            }

            public string? Other(string k) => memory.Get<string>(k);
        }
        """,
        Using + """
        public class C(Lists db, IMemoryCache memory) : ControllerBase
        {
            public async Task<List<Country>> Get()
            {
                // By name.
                var all = (await memory.GetOrCreateAsync("C.Get", entry => { entry.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5); return db.Countries.AsNoTracking().OrderBy(c => c.Name).ToListAsync(); }))!;
                return all;
            }

            public string? Other(string k) => memory.Get<string>(k);
        }
        """);

    [Fact]
    public Task Asks_the_hybrid_cache_first() => Verify.Fixes(
        Using + Hybrid + """
        public class C(HttpClient http, Microsoft.Extensions.Caching.Hybrid.HybridCache memory) : ControllerBase
        {
            public async Task<string> Get() => await http.[|GetStringAsync|]("https://rates/latest");

            public async Task<string> Get(int n) { await Task.Delay(n); return await http.[|GetStringAsync|]("https://rates/all"); }

            public ValueTask<string> Other(string k) => memory.GetOrCreateAsync(k, _ => new ValueTask<string>(k));
        }
        """,
        Using + Hybrid + """
        public class C(HttpClient http, Microsoft.Extensions.Caching.Hybrid.HybridCache memory) : ControllerBase
        {
            public async Task<string> Get() => await memory.GetOrCreateAsync("C.Get()", async _ => await http.GetStringAsync("https://rates/latest"));

            public async Task<string> Get(int n) { await Task.Delay(n); return await memory.GetOrCreateAsync("C.Get(Int32).2", async _ => await http.GetStringAsync("https://rates/all")); }

            public ValueTask<string> Other(string k) => memory.GetOrCreateAsync(k, _ => new ValueTask<string>(k));
        }
        """);

    [Fact]
    public Task Reads_a_file_once() => Verify.Fixes(
        Using + """
        public class C : ControllerBase
        {
            public string Terms(string name)
            {
                var text = System.IO.File.[|ReadAllText|]("terms.html");
                return text.Replace("{name}", name);
            }
        }
        """,
        Using + """
        public class C : ControllerBase
        {
            private static readonly string Text = System.IO.File.ReadAllText("terms.html");

            public string Terms(string name)
            {
                return Text.Replace("{name}", name);
            }
        }
        """);

    public static readonly Cases Unfixed = new()
    {
        { "no cache at hand", Using + """public class C(Lists db) : ControllerBase { public async Task<List<Country>> Get() => await db.Countries.[|ToListAsync|](); }""" },
        { "nothing to await", Using + """public class C(Lists db, IMemoryCache memory) : ControllerBase { public List<Country> Get() => db.Countries.[|ToList|](); public string? Other(string k) => memory.Get<string>(k); }""" },
        { "lines that callers may change", Using + """public class C : ControllerBase { public string[] Get() => System.IO.File.[|ReadAllLines|]("words.txt"); }""" },
        { "a response", Using + """public class C(HttpClient http, IMemoryCache memory) : ControllerBase { public async Task<int> Get() { using var answer = await http.[|GetAsync|]("https://rates/latest"); return (int)answer.StatusCode; } public string? Other(string k) => memory.Get<string>(k); }""" },
    };

    [Theory, MemberData(nameof(Unfixed))]
    public Task Offers_no_fix(Case code) => Verify.RefusesToFix(code.Source);
}
