using PerfAnalyzers.Async;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.UnboundedFanOut, PerfAnalyzers.Async.UnboundedFanOutFix>;

namespace PerfAnalyzers.Tests;

public sealed class UnboundedFanOutTests
{
    public static readonly Cases Firing = new()
    {
        { "a request per row of a query", """
            using System.Net.Http;
            class Notifier(ShopContext db, HttpClient http)
            {
                public async Task NotifyAll(CancellationToken token)
                {
                    var customers = await db.Customers.Where(c => c.IsActive).ToListAsync(token);
                    await Task.WhenAll(customers.[|Select|](async customer =>
                    {
                        var response = await http.PostAsync("notify/" + customer.Id, null, token);
                        response.EnsureSuccessStatusCode();
                    }));
                }
            }
            """ },
        { "a request per id that the caller sends", """
            using System.Net.Http;
            using Microsoft.AspNetCore.Mvc;
            public class PricesController(HttpClient http) : ControllerBase
            {
                [HttpPost]
                public async Task<string[]> Prices(List<int> ids)
                {
                    return await Task.WhenAll(ids.[|Select|](id => http.GetStringAsync("price/" + id)));
                }
            }
            """ },
        { "a request per element of a body", """
            using System.Net.Http;
            using Microsoft.AspNetCore.Mvc;
            public class Import { public List<string> Urls { get; set; } = new(); }
            public class ImportController(HttpClient http) : ControllerBase
            {
                [HttpPost]
                public async Task<int> Run(Import import)
                {
                    var tasks = import.Urls.[|Select|](url => http.GetStringAsync(url)).ToList();
                    var pages = await Task.WhenAll(tasks);
                    return pages.Sum(p => p.Length);
                }
            }
            """ },
        { "through a client", """
            using System.Net.Http;
            class PriceClient(HttpClient http)
            {
                public async Task<decimal> GetPrice(int id)
                {
                    var text = await http.GetStringAsync("price/" + id);
                    return decimal.Parse(text);
                }
            }
            class Catalog(ShopContext db, PriceClient prices)
            {
                public async Task<decimal> Total()
                {
                    var products = await db.Products.ToListAsync();
                    var all = await Task.WhenAll(products.[|Select|](p => prices.GetPrice(p.Id)));
                    return all.Sum();
                }
            }
            """ },
        { "method group", Client("var ids = await db.Orders.Select(o => o.Id).ToListAsync(); await Task.WhenAll(ids.[|Select|](Send));") },
        { "array of tasks", Client("var ids = await db.Orders.Select(o => o.Id).ToArrayAsync(); var tasks = ids.[|Select|](id => Send(id)).ToArray(); await Task.WhenAll(tasks);") },
        { "filtered and sorted in memory", Client("var all = await db.Orders.ToListAsync(); await Task.WhenAll(all.Where(o => o.IsPaid)\n.OrderBy(o => o.Id)\n.[|Select|](o => Send(o.Id)));") },
        { "Task.Run per row", Client("var all = await db.Orders.ToListAsync();\n await Task.WhenAll(all.[|Select|](o => Send(o.Id)).ToList());") },
        { "returned without an await", "using System.Net.Http; using Microsoft.AspNetCore.Mvc; public class C(HttpClient http) : ControllerBase { [HttpPost] public Task<string[]> All(string[] urls) => Task.WhenAll(urls.[|Select|](u => http.GetStringAsync(u))); }" },
        { "lines of a file", "using System.Net.Http; class C(HttpClient http) { async Task M(string path) { var urls = await File.ReadAllLinesAsync(path); await Task.WhenAll(urls.[|Select|](u => http.GetStringAsync(u))); } }" },
        { "files of a directory", "class C { async Task<int> M(string path) { var files = Directory.EnumerateFiles(path); var all = await Task.WhenAll(\n files.[|Select|](f => File.ReadAllBytesAsync(f))); return all.Length; } }" },
        { "what another machine answers", """
            using System.Net.Http;
            using System.Net.Http.Json;
            record Item(string Url);
            record Page(List<Item> Items);
            class Mirror(HttpClient http)
            {
                public async Task Run()
                {
                    var page = await http.GetFromJsonAsync<Page>("items");
                    await Task.WhenAll(page!.Items.[|Select|](item => http.GetStringAsync(item.Url)));
                }
            }
            """ },
        { "pages that were gathered", """
            using System.Net.Http;
            using System.Net.Http.Json;
            record Item(string Url);
            record Page(List<Item> Items, string? Next);
            class Mirror(HttpClient http)
            {
                public async Task Run(string? url)
                {
                    var all = new List<Item>();
                    while (url is not null)
                    {
                        var page = await http.GetFromJsonAsync<Page>(url);
                        all.AddRange(page!.Items);
                        url = page.Next;
                    }

                    await Task.WhenAll(all.[|Select|](item => http.GetStringAsync(item.Url)));
                }
            }
            """ },
        { "tasks that a loop collects", Client("var tasks = new List<Task>(); foreach (var id in await db.Orders.Select(o => o.Id).ToListAsync()) {\n tasks.Add([|Send|](id));\n } await Task.WhenAll(tasks);") },
        { "tasks that a loop keeps in a local first", Client("var tasks = new List<Task>(); var ids = await db.Orders.Select(o => o.Id).ToListAsync(); foreach (var id in ids) {\n var task = [|Send|](id); tasks.Add(task);\n } await Task.WhenAll(tasks);") },
        { "rows that a repository returns", """
            using System.Net.Http;
            class Orders(ShopContext db) { public async Task<List<Order>> Open() { return await db.Orders.Where(o => !o.IsPaid).ToListAsync(); } }
            class Reminder(Orders orders, HttpClient http)
            {
                public async Task Run()
                {
                    var open = await orders.Open();
                    await Task.WhenAll(open.[|Select|](o => http.DeleteAsync("hold/" + o.Id)));
                }
            }
            """ },
        { "a context for each", """
            using Microsoft.Extensions.DependencyInjection;
            class Recalculation(ShopContext db, IServiceScopeFactory scopes)
            {
                public async Task Run()
                {
                    var ids = await db.Orders.Select(o => o.Id).ToListAsync();
                    await Task.WhenAll(ids.[|Select|](async id =>
                    {
                        await using var scope = scopes.CreateAsyncScope();
                        var own = scope.ServiceProvider.GetRequiredService<ShopContext>();
                        var order = await own.Orders.FindAsync(id);
                        order!.Total = 0;
                        await own.SaveChangesAsync();
                    }));
                }
            }
            """ },
        { "handler of an endpoint", """
            using System.Net.Http;
            using Microsoft.AspNetCore.Builder;
            static class Endpoints
            {
                public static void Map(WebApplication app, HttpClient http)
                {
                    app.MapPost("/prices", async (int[] ids) =>
                    {
                        return await Task.WhenAll(ids.[|Select|](id => http.GetStringAsync("price/" + id)));
                    });
                }
            }
            """ },
        { "no limit for a parallel loop", Client("var ids = await db.Orders.Select(o => o.Id).ToListAsync(); await Parallel.[|ForEachAsync|](ids, new ParallelOptions { MaxDegreeOfParallelism = int.MaxValue }, async (id, ct) => await Send(id));") },
        { "a limit of thousands", "using System.Net.Http; class C(HttpClient http) { Task M(IEnumerable<string> urls) { var options = new ParallelOptions { MaxDegreeOfParallelism = 5000 }; return Parallel.[|ForEachAsync|](urls, options, async (url, ct) => { await http.GetStringAsync(url, ct); }); } }" },
        { "a semaphore that limits nothing", """
            using System.Net.Http;
            class Crawler(HttpClient http)
            {
                private readonly SemaphoreSlim _gate = new(10_000);

                public Task Run(IEnumerable<string> urls) =>
                    Task.WhenAll(urls.[|Select|](async url =>
                    {
                        await _gate.WaitAsync();
                        try
                        {
                            await http.GetStringAsync(url);
                        }
                        finally
                        {
                            _gate.Release();
                        }
                    }));
            }
            """ },
        { "checked for being empty", "using System.Net.Http; using Microsoft.AspNetCore.Mvc; public class C(HttpClient http) : ControllerBase { [HttpPost] public async Task<int> All(List<string> urls) { if (urls.Count > 0) { await Task.WhenAll(urls.[|Select|](u => http.GetStringAsync(u))); } return 1; } }" },
    };

    public static readonly Cases Quiet = new()
    {
        // The source is short, cut, or not known.
        { "array literal", Client("await Task.WhenAll(new[] { 1, 2, 3 }.Select(id => Send(id)));") },
        { "list of constants", "using System.Net.Http; class C(HttpClient http) { static readonly string[] s_urls = { \"a\", \"b\" }; Task M() => Task.WhenAll(s_urls.Select(u => http.GetStringAsync(u))); }" },
        { "range of constants", Client("await Task.WhenAll(Enumerable.Range(0, 10).Select(id => Send(id)));") },
        { "enum values", Client("await Task.WhenAll(Enum.GetValues<DayOfWeek>().Select(day => Send((int)day)));") },
        { "chunks of rows", Client("var ids = await db.Orders.Select(o => o.Id).ToListAsync(); foreach (var chunk in ids.Chunk(10)) { await Task.WhenAll(chunk.Select(id => Send(id))); }") },
        { "rows cut by Take", Client("var ids = await db.Orders.Select(o => o.Id).Take(20).ToListAsync(); await Task.WhenAll(ids.Select(id => Send(id)));") },
        { "cut by Take in memory", Client("var ids = await db.Orders.Select(o => o.Id).ToListAsync(); await Task.WhenAll(ids.Take(10).Select(id => Send(id)));") },
        { "page of rows", Client("var ids = await db.Orders.OrderBy(o => o.Id).Select(o => o.Id).Skip(n * 50).Take(50).ToListAsync(); await Task.WhenAll(ids.Select(id => Send(id)));") },
        { "groups", Client("var groups = await db.Orders.GroupBy(o => o.IsPaid).Select(g => g.Key).ToListAsync(); await Task.WhenAll(groups.Select(paid => Send(paid ? 1 : 0)));") },
        { "parameter of a helper", "using System.Net.Http; class C(HttpClient http) { public Task M(IEnumerable<string> urls) => Task.WhenAll(urls.Select(u => http.GetStringAsync(u))); }" },
        { "field", "using System.Net.Http; class C(HttpClient http) { readonly List<string> _servers = new(); public Task M() => Task.WhenAll(_servers.Select(u => http.GetStringAsync(u))); }" },
        { "configured list", "using System.Net.Http; class Settings { public List<string> Mirrors { get; set; } = new(); } class C(HttpClient http, Settings settings) { public Task M() => Task.WhenAll(settings.Mirrors.Select(u => http.GetStringAsync(u))); }" },
        { "registered handlers", "using System.Net.Http; interface IHandler { Task Handle(HttpClient http); } class H : IHandler { public async Task Handle(HttpClient http) => await http.GetStringAsync(\"a\"); } class C(IEnumerable<IHandler> handlers, HttpClient http) { public Task M() => Task.WhenAll(handlers.Select(h => h.Handle(http))); }" },
        { "services of an endpoint", "using System.Net.Http; using Microsoft.AspNetCore.Builder; interface ICheck { Task Run(HttpClient http); } class H : ICheck { public async Task Run(HttpClient http) => await http.GetStringAsync(\"a\"); } static class E { static void Map(WebApplication app, HttpClient http) => app.MapPost(\"/\", async (IEnumerable<ICheck> checks) => { await Task.WhenAll(checks.Select(c => c.Run(http))); }); }" },
        { "length checked", "using System.Net.Http; using Microsoft.AspNetCore.Mvc; public class C(HttpClient http) : ControllerBase { [HttpPost] public async Task<object> All(List<string> urls) { if (urls.Count > 20) { return BadRequest(); } return await Task.WhenAll(urls.Select(u => http.GetStringAsync(u))); } }" },
        { "length validated", "using System.Net.Http; using System.ComponentModel.DataAnnotations; using Microsoft.AspNetCore.Mvc; public class Input { [MaxLength(10)] public string[] Urls { get; set; } = []; } public class C(HttpClient http) : ControllerBase { [HttpPost] public async Task<object> All(Input input) => await Task.WhenAll(input.Urls.Select(u => http.GetStringAsync(u))); }" },
        { "parameter validated", "using System.Net.Http; using System.ComponentModel.DataAnnotations; using Microsoft.AspNetCore.Mvc; public class C(HttpClient http) : ControllerBase { [HttpPost] public async Task<object> All([MaxLength(10)] string[] urls) => await Task.WhenAll(urls.Select(u => http.GetStringAsync(u))); }" },
        { "loop over a literal", Client("var tasks = new List<Task>(); foreach (var id in new[] { 1, 2, 3 }) { tasks.Add(Send(id)); } await Task.WhenAll(tasks);") },
        { "loop over a parameter", Client("var tasks = new List<Task>(); foreach (var id in given) { tasks.Add(Send(id)); } await Task.WhenAll(tasks);") },
        { "page of an answer", "using System.Net.Http; using System.Net.Http.Json; class C(HttpClient http) { async Task M() { var urls = await http.GetFromJsonAsync<List<string>>(\"items?limit=20\"); await Task.WhenAll(urls!.Select(u => http.GetStringAsync(u))); } }" },
        { "rows of a page method", "using System.Net.Http; class Orders(ShopContext db) { public async Task<List<int>> Get(int pageSize) => await db.Orders.Select(o => o.Id).ToListAsync(); } class C(Orders orders, HttpClient http) { async Task M() { var ids = await orders.Get(10); await Task.WhenAll(ids.Select(i => http.GetStringAsync(\"a\" + i))); } }" },
        { "local that has several values", Client("var all = await db.Orders.Select(o => o.Id).ToListAsync(); if (n > 0) { all = given; } await Task.WhenAll(all.Select(id => Send(id)));") },

        // Something limits it.
        { "semaphore in the lambda", """
            using System.Net.Http;
            class Crawler(ShopContext db, HttpClient http)
            {
                private readonly SemaphoreSlim _gate = new(8);

                public async Task Run()
                {
                    var ids = await db.Orders.Select(o => o.Id).ToListAsync();
                    await Task.WhenAll(ids.Select(async id =>
                    {
                        await _gate.WaitAsync();
                        try
                        {
                            await http.GetStringAsync("order/" + id);
                        }
                        finally
                        {
                            _gate.Release();
                        }
                    }));
                }
            }
            """ },
        { "semaphore in the client", "using System.Net.Http; class Client(HttpClient http) { readonly SemaphoreSlim _gate = new(4); public async Task<string> Get(int id) { await _gate.WaitAsync(); try { return await http.GetStringAsync(\"a\" + id); } finally { _gate.Release(); } } } class C(ShopContext db, Client client) { async Task M() { var ids = await db.Orders.Select(o => o.Id).ToListAsync(); await Task.WhenAll(ids.Select(id => client.Get(id))); } }" },
        { "semaphore of a configured size", "using System.Net.Http; class C(ShopContext db, HttpClient http, int size) { async Task M() { using var gate = new SemaphoreSlim(size); var ids = await db.Orders.Select(o => o.Id).ToListAsync(); await Task.WhenAll(ids.Select(async id => { await gate.WaitAsync(); await http.GetStringAsync(\"a\" + id); gate.Release(); })); } }" },
        { "semaphore in the loop", Client("using var gate = new SemaphoreSlim(8); var tasks = new List<Task>(); foreach (var id in await db.Orders.Select(o => o.Id).ToListAsync()) { await gate.WaitAsync(); tasks.Add(Send(id)); } await Task.WhenAll(tasks);") },
        { "tasks counted in the loop", Client("var tasks = new List<Task>(); foreach (var id in await db.Orders.Select(o => o.Id).ToListAsync()) { tasks.Add(Send(id)); if (tasks.Count >= 10) { await Task.WhenAll(tasks); tasks.Clear(); } } await Task.WhenAll(tasks);") },
        { "rate limiter", "using System.Net.Http; class Limiter { public Task<IDisposable> AcquireAsync() => throw new Exception(); } class C(ShopContext db, HttpClient http, Limiter limiter) { async Task M() { var ids = await db.Orders.Select(o => o.Id).ToListAsync(); await Task.WhenAll(ids.Select(async id => { using (await limiter.AcquireAsync()) { await http.GetStringAsync(\"a\" + id); } })); } }" },
        { "pause before each", Client("var all = await db.Orders.ToListAsync(); await Task.WhenAll(all.Select(async (o, i) => { await Task.Delay(i * 100); await Send(o.Id); }));") },
        { "connections limited by the handler", "using System.Net.Http; class C(ShopContext db) { static readonly HttpClient s_http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 10 }); async Task M() { var ids = await db.Orders.Select(o => o.Id).ToListAsync(); await Task.WhenAll(ids.Select(id => s_http.GetStringAsync(\"a\" + id))); } }" },
        { "parallel loop with its default", Client("var all = await db.Orders.Select(o => o.Id).ToListAsync(); await Parallel.ForEachAsync(all, async (id, ct) => await Send(id));") },
        { "parallel loop with minus one", Client("var all = await db.Orders.Select(o => o.Id).ToListAsync(); await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = -1 }, async (id, ct) => await Send(id));") },
        { "parallel loop with a limit", Client("var all = await db.Orders.Select(o => o.Id).ToListAsync(); await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (id, ct) => await Send(id));") },
        { "no limit for computation", "class C { Task M(int[] all, Func<int, int> work) => Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = int.MaxValue }, (i, ct) => { work(i); return ValueTask.CompletedTask; }); }" },
        { "no limit for a few", Client("await Parallel.ForEachAsync(new[] { 1, 2 }, new ParallelOptions { MaxDegreeOfParallelism = int.MaxValue }, async (id, ct) => await Send(id));") },

        // The work takes nothing scarce, or nothing certain is known of it.
        { "computation per row", "class C(ShopContext db) { async Task M() { var all = await db.Orders.ToListAsync(); await Task.WhenAll(all.Select(o => Task.Run(() => o.Total * 2))); } }" },
        { "unknown work", "interface ISender { Task Send(int id); } class C(ShopContext db, ISender sender) { async Task M() { var ids = await db.Orders.Select(o => o.Id).ToListAsync(); await Task.WhenAll(ids.Select(id => sender.Send(id))); } }" },
        { "only in some cases", Client("var all = await db.Orders.ToListAsync(); await Task.WhenAll(all.Select(async o => { if (o.IsPaid) { await Send(o.Id); } }));") },
        { "answered from a cache", "using System.Net.Http; class C(ShopContext db, HttpClient http) { readonly Dictionary<int, string> _known = new(); async Task M() { var ids = await db.Orders.Select(o => o.Id).ToListAsync(); await Task.WhenAll(ids.Select(async id => { if (_known.TryGetValue(id, out var text)) { return text; } return await http.GetStringAsync(\"a\" + id); })); } }" },
        { "completed tasks", "class C(ShopContext db) { Task Nothing(int id) => Task.CompletedTask; async Task M() { var ids = await db.Orders.Select(o => o.Id).ToListAsync(); await Task.WhenAll(ids.Select(Nothing)); } }" },
        { "shared context", "class C(ShopContext db) { async Task M() { var ids = await db.Orders.Select(o => o.Id).ToListAsync(); await Task.WhenAll(ids.Select(id => db.Lines.Where(l => l.OrderId == id).ToListAsync())); } }" },

        { "query per row, which is told as such", "class C(ShopContext db, IDbContextFactory<ShopContext> factory) { async Task M() { var ids = await db.Orders.Select(o => o.Id).ToListAsync(); await Task.WhenAll(ids.Select(async id => { await using var own = await factory.CreateDbContextAsync(); return await own.Lines.CountAsync(l => l.OrderId == id); })); } }" },

        // One after the other.
        { "awaited one by one", Client("foreach (var id in await db.Orders.Select(o => o.Id).ToListAsync()) { await Send(id); }") },
        { "select that nobody starts", Client("var all = await db.Orders.ToListAsync(); var lazy = all.Select(o => Send(o.Id)); foreach (var task in lazy) { await task; }") },
        { "first of the rows", Client("var all = await db.Orders.ToListAsync(); await Task.WhenAll(Send(all[0].Id), Send(all[1].Id));") },
        { "blocks on it", Client("var all = await db.Orders.ToListAsync(); Task.WaitAll(all.Select(o => Send(o.Id)).ToArray());") },
        { "start-up", "using System.Net.Http; class Program { static async Task Main() { var http = new HttpClient(); var urls = await File.ReadAllLinesAsync(\"urls\"); await Task.WhenAll(urls.Select(u => http.GetStringAsync(u))); } }" },
        { "seeder", "using System.Net.Http; class Seeder(ShopContext db, HttpClient http) { async Task M() { var ids = await db.Orders.Select(o => o.Id).ToListAsync(); await Task.WhenAll(ids.Select(id => http.GetStringAsync(\"a\" + id))); } }" },
    };

    [Fact]
    public Task Says() => Verify.Says(
        "using System.Net.Http; class C(HttpClient http) { async Task M(string path) { var urls = await File.ReadAllLinesAsync(path); await Task.WhenAll(urls.[|Select|](u => http.GetStringAsync(u))); } }",
        "'GetStringAsync' starts for every line of the file at once, however many there are: sockets pile up and the other side is flooded; run a few at a time with 'Parallel.ForEachAsync'");

    [Fact]
    public Task Says_the_way() => Verify.Says(
        Client("var ids = await db.Orders.Select(o => o.Id).ToListAsync(); await Task.WhenAll(ids.[|Select|](id => Send(id)));"),
        "'Send -> PostAsync' starts for every row of the query at once, however many there are: sockets pile up and the other side is flooded; run a few at a time with 'Parallel.ForEachAsync'");

    [Fact]
    public Task Says_what_limits_nothing() => Verify.Says(
        "using System.Net.Http; class C(HttpClient http) { Task M(IEnumerable<string> urls) => Parallel.[|ForEachAsync|](urls, new ParallelOptions { MaxDegreeOfParallelism = 2000 }, async (url, ct) => await http.GetStringAsync(url, ct)); }",
        "'GetStringAsync' starts for every element of the sequence at once, and a limit of 2000 limits nothing: sockets pile up and the other side is flooded; run a few at a time with 'Parallel.ForEachAsync'");

    [Fact]
    public Task Fixes_work_without_results() => Verify.Fixes(
        Web("""
                    await Task.WhenAll(urls.[|Select|](async url =>
                    {
                        // The answer does not matter.
                        var response = await http.PostAsync(url, null);
                        response.EnsureSuccessStatusCode();
                    }));
            """),
        Web("""
                    await Parallel.ForEachAsync(urls, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (url, _) =>
                    {
                        // The answer does not matter.
                        var response = await http.PostAsync(url, null);
                        response.EnsureSuccessStatusCode();
                    });
            """));

    [Fact]
    public Task Fixes_an_expression() => Verify.Fixes(
        Web("        await Task.WhenAll(urls.Where(u => u.Length > 0).[|Select|](url => http.DeleteAsync(url))).ConfigureAwait(false);"),
        Web("        await Parallel.ForEachAsync(urls.Where(u => u.Length > 0), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (url, _) => await http.DeleteAsync(url)).ConfigureAwait(false);"));

    [Fact]
    public Task Fixes_a_method_group() => Verify.Fixes(
        Web("        await Task.WhenAll(urls.[|Select|](Load));"),
        Web("        await Parallel.ForEachAsync(urls, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (item, _) => await Load(item));"));

    [Fact]
    public Task Fixes_a_body_with_discards() => Verify.Fixes(
        Web("        await Task.WhenAll(urls.[|Select|](async url => { _ = await http.GetStringAsync(url); }));"),
        Web("        await Parallel.ForEachAsync(urls, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (url, token) => { _ = await http.GetStringAsync(url); });"));

    [Fact]
    public Task Fixes_results_in_order() => Verify.Fixes(
        Web("""
                    // All of them.
                    var pages = await Task.WhenAll(urls.[|Select|](url => http.GetStringAsync(url)));
                    Console.WriteLine(pages.Length);
            """),
        Web("""
                    // All of them.
                    var items = urls.ToList();
                    var pages = new string[items.Count];
                    await Parallel.ForAsync(0, items.Count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
                    {
                        var url = items[i];
                        pages[i] = await http.GetStringAsync(url);
                    });
                    Console.WriteLine(pages.Length);
            """));

    [Fact]
    public Task Fixes_results_of_a_block() => Verify.Fixes(
        Web("""
                    var sizes = await Task.WhenAll(urls.[|Select|](async url =>
                    {
                        var page = await http.GetStringAsync(url);
                        return page.Length;
                    })).ConfigureAwait(false);
            """),
        Web("""
                    var items = urls.ToList();
                    var sizes = new int[items.Count];
                    await Parallel.ForAsync(0, items.Count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
                    {
                        var url = items[i];
                        var page = await http.GetStringAsync(url);
                        sizes[i] = page.Length;
                    }).ConfigureAwait(false);
            """));

    [Fact]
    public Task Fixes_results_that_are_arrays() => Verify.Fixes(
        Web("        var files = await Task.WhenAll(urls.[|Select|](url => http.GetByteArrayAsync(url)));"),
        Web("""
                    var items = urls.ToList();
                    var files = new byte[items.Count][];
                    await Parallel.ForAsync(0, items.Count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
                    {
                        var url = items[i];
                        files[i] = await http.GetByteArrayAsync(url);
                    });
            """));

    public static readonly Cases NotFixed = new()
    {
        { "tasks in a local", Web("var tasks = urls.[|Select|](url => http.GetStringAsync(url)).ToList(); await Task.WhenAll(tasks);") },
        { "returned", "using System.Net.Http; using Microsoft.AspNetCore.Mvc; public class C(HttpClient http) : ControllerBase { [HttpPost] public async Task<string[]> M(string[] urls) { return await Task.WhenAll(urls.[|Select|](u => http.GetStringAsync(u))); } }" },
        { "anonymous results", Web("var all = await Task.WhenAll(urls.[|Select|](async url => { var page = await http.GetStringAsync(url); return new { page.Length }; }));") },
        { "several returns", Web("var all = await Task.WhenAll(urls.[|Select|](async url => { var page = await http.GetStringAsync(url); if (page.Length > 3) { return page; } return url; }));") },
        { "results of a block that nobody wants", Web("await Task.WhenAll(urls.[|Select|](async url => { var page = await http.GetStringAsync(url); return page; }));") },
        { "comment beside the call", Web("await Task.WhenAll(/* all */ urls.[|Select|](async url => await http.GetStringAsync(url)));") },
        { "index", Web("await Task.WhenAll(urls.[|Select|](async (url, index) => await http.GetStringAsync(url + index)));") },
        { "part of an expression", Web("var length = (await Task.WhenAll(urls.[|Select|](url => http.GetStringAsync(url)))).Length;") },
    };

    [Theory, MemberData(nameof(NotFixed))]
    public Task Offers_no_fix(Case code) => Verify.RefusesToFix(code.Source);

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    private static string Web(string statements) => $$"""
        using System.Net.Http;
        using Microsoft.AspNetCore.Mvc;

        public class MirrorController(HttpClient http) : ControllerBase
        {
            [HttpPost]
            public async Task Run(string[] urls)
            {
        {{statements}}
            }

            private async Task Load(string url) => await http.GetStringAsync(url);
        }
        """;

    private static string Client(string statements) => $$"""
        using System.Net.Http;
        class Sender(ShopContext db, HttpClient http)
        {
            public async Task Run(List<int> given, int n)
            {
                {{statements}}
            }

            private async Task Send(int id)
            {
                var response = await http.PostAsync("order/" + id, null);
                response.EnsureSuccessStatusCode();
            }
        }
        """;
}
