using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.SequentialAwaits, PerfAnalyzers.Async.SequentialAwaitsFix>;

namespace PerfAnalyzers.Tests;

public sealed class SequentialAwaitsTests
{
    private const string Usings = """
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using Microsoft.Extensions.Logging;

        """;

    // A typed client whose code is visible.
    private const string Client = """

        public record Price(decimal Amount);
        public record Stock(int Count);
        public interface IShopClient { Task<Price?> GetPriceAsync(int id); Task<Stock?> GetStockAsync(int id, CancellationToken token = default); Task SendAsync(int id); }
        public class ShopClient(HttpClient http, ILogger<ShopClient> logger) : IShopClient
        {
            public async Task<Price?> GetPriceAsync(int id)
            {
                logger.LogInformation("Price of {Id}", id);
                return await http.GetFromJsonAsync<Price>($"prices/{id}");
            }

            public async Task<Stock?> GetStockAsync(int id, CancellationToken token = default)
            {
                var response = await http.GetAsync("stock/" + id, token);
                response.EnsureSuccessStatusCode();
                var text = await response.Content.ReadAsStringAsync(token);
                return System.Text.Json.JsonSerializer.Deserialize<Stock>(text);
            }

            public async Task SendAsync(int id) => await http.PostAsJsonAsync("orders", id);
        }
        """;

    public static readonly Cases Firing = new()
    {
        { "two requests", In("var a = await http.GetStringAsync(\"a\");\nvar b = await http.[|GetStringAsync|](\"b\");\nreturn a + b;") },
        { "three requests, one report", In("var a = await http.GetStringAsync(\"a\");\nvar b = await http.[|GetStringAsync|](\"b\");\nvar c = await http.GetStringAsync(\"c\");\nreturn a + b + c;") },
        { "configured", In("var a = await http.GetStringAsync(\"a\").ConfigureAwait(false);\nvar b = await http.[|GetByteArrayAsync|](\"b\").ConfigureAwait(false);\nreturn a + b.Length;") },
        { "files", In("var a = await File.ReadAllTextAsync(\"a.txt\");\nvar b = await File.[|ReadAllLinesAsync|](\"b.txt\");\nreturn a + b.Length;") },
        { "a file and a request", In("var a = await File.ReadAllTextAsync(\"a.txt\");\nvar b = await http.[|GetStringAsync|](\"b\");\nreturn a + b;") },
        { "a local between", In("var a = await http.GetStringAsync(\"a/\" + id);\nvar url = $\"b/{id}\";\nvar b = await http.[|GetStringAsync|](url);\nreturn a + b;") },
        { "a computation on the first between", In("var a = await http.GetStringAsync(\"a/\" + id);\nvar parts = a.Split(',').Where(p => p.Length > 1).ToList();\nvar b = await http.[|GetStringAsync|](\"b\");\nreturn b + parts.Count;") },
        { "processed at once", In("var a = (await http.GetStringAsync(\"a\")).Trim();\nvar b = (await http.[|GetStringAsync|](\"b\")).Trim();\nreturn a + b;") },
        { "in one expression", In("return await http.GetStringAsync(\"a\")\n+ await http.[|GetStringAsync|](\"b\");") },
        { "arguments", Usings + Client + "public record Offer(Price? Price, Stock? Stock); class C(ShopClient client) { public async Task<Offer> M(int id) => new(await client.GetPriceAsync(id),\nawait client.[|GetStockAsync|](id)); }" },
        { "initializer", Usings + Client + "public class Offer { public Price? Price { get; set; } public Stock? Stock { get; set; } } class C(IShopClient client) { public async Task<Offer> M(int id) { return new Offer { Price = await client.GetPriceAsync(id),\nStock = await client.[|GetStockAsync|](id) }; } }" },
        { "assigned to locals", In("string a, b;\na = await http.GetStringAsync(\"a\");\nb = await http.[|GetStringAsync|](\"b\");\nreturn a + b;") },
        { "typed client", Usings + Client + "class C(ShopClient client) { public async Task<decimal> M(int id) { var price = await client.GetPriceAsync(id);\nvar stock = await client.[|GetStockAsync|](id);\nreturn price!.Amount * stock!.Count; } }" },
        { "typed client behind its interface", Usings + Client + "class C(IShopClient client) { public async Task<decimal> M(int id, CancellationToken token) { var price = await client.GetPriceAsync(id);\nvar stock = await client.[|GetStockAsync|](id, token);\nif (stock == null) { return 0; }\nreturn price!.Amount * stock.Count; } }" },
        { "controller", Usings + Client + "public class OffersController(IShopClient client) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<Microsoft.AspNetCore.Mvc.IActionResult> Get(int id) { var price = await client.GetPriceAsync(id);\nvar stock = await client.[|GetStockAsync|](id);\nreturn Ok(new { price, stock }); } }" },
        { "minimal API", Usings + Client + "static class Api { static async Task<Microsoft.AspNetCore.Http.IResult> Get(int id, IShopClient client) { var price = await client.GetPriceAsync(id);\nvar stock = await client.[|GetStockAsync|](id);\nreturn Microsoft.AspNetCore.Http.Results.Ok(price!.Amount * stock!.Count); } }" },
        { "contexts of their own", "class Orders(IDbContextFactory<ShopContext> contexts) { async Task<int> CountAsync() { await using var db = await contexts.CreateDbContextAsync(); return await db.Orders.CountAsync(); } async Task<List<Product>> ProductsAsync() { using var db = contexts.CreateDbContext(); return await db.Products.Where(p => p.Stock > 0).ToListAsync(); } public async Task<int> M() { var n = await CountAsync();\nvar products = await [|ProductsAsync|]();\nreturn n + products.Count; } }" },
        { "connections of their own", "class Orders(string text) { async Task<int> CountAsync(string sql) { await using var connection = new SqliteConnection(text); await connection.OpenAsync(); return await connection.ExecuteScalarAsync<int>(\"select count(*) from Orders\"); } async Task<List<string>> NamesAsync() { using var connection = Open(); return (await connection.QueryAsync<string>(\"select Name from Products\")).ToList(); } SqliteConnection Open() => new(text); public async Task<int> M() { var n = await CountAsync(\"\");\nvar names = await [|NamesAsync|]();\nreturn n + names.Count; } }" },
        { "clients from the factory", Usings + "class C(IHttpClientFactory clients) { async Task<string> Load(string path) { var client = clients.CreateClient(\"shop\"); return await client.GetStringAsync(path); } public async Task<string> M() { var a = await Load(\"a\");\nvar b = await [|Load|](\"b\");\nreturn a + b; } } namespace System.Net.Http { public interface IHttpClientFactory { HttpClient CreateClient(string name); } }" },
        { "lambda", Usings + "class C { Func<int, Task<string>> M(HttpClient http) => async id => { var a = await http.GetStringAsync(\"a\" + id);\nvar b = await http.[|GetStringAsync|](\"b\" + id);\nreturn a + b; }; }" },
        { "Refit", "namespace Refit { public sealed class GetAttribute(string path) : Attribute { public string Path => path; } } public interface IShop { [Refit.Get(\"/a\")] Task<string> Name(int id); [Refit.Get(\"/b\")] Task<int> Stock(int id); } class C(IShop shop) { public async Task<string> M(int id) { var name = await shop.Name(id);\nvar stock = await shop.[|Stock|](id);\nreturn name + stock; } }" },
        { "two rows", In("var a = await http.GetStringAsync(\"a\");\nvar b = await http.[|GetStringAsync|](\"b\");\nvar c = await http.GetStringAsync(a + b);\nvar d = await http.[|GetStringAsync|](a + \"x\");\nreturn c + d;") },
        { "disposed responses", In("using var a = await http.GetAsync(\"a\");\nusing var b = await http.[|GetAsync|](\"b\");\nreturn a.StatusCode + \" \" + b.StatusCode;") },
        { "few elements", In("var all = new List<string>();\nforeach (var name in new[] { \"a\", \"b\", \"c\" })\n{\nall.Add(await http.[|GetStringAsync|](name));\n}\nreturn all[0];") },
        { "files of a list", In("var all = new Dictionary<string, string>();\nforeach (var file in files)\n{\nall[file] = await File.[|ReadAllTextAsync|](file);\n}\nreturn all.Count.ToString();") },
        { "files of a list, into a list", In("var all = new List<string>();\nforeach (var file in files)\n{\nvar text = await File.[|ReadAllTextAsync|](file);\nall.Add(text.Trim());\n}\nreturn all[0];") },
    };

    public static readonly Cases Quiet = new()
    {
        { "one needs the other", In("var a = await http.GetStringAsync(\"a\");\nvar b = await http.GetStringAsync(a);\nreturn a + b;") },
        { "one needs the other, through a local", In("var a = await http.GetStringAsync(\"a\");\nvar url = a.Trim();\nvar b = await http.GetStringAsync(url);\nreturn b;") },
        { "one needs the other, nested", In("return await http.GetStringAsync(await http.GetStringAsync(\"a\"));") },
        { "the first decides", In("var a = await http.GetStringAsync(\"a\");\nif (a.Length == 0) { return a; }\nvar b = await http.GetStringAsync(\"b\");\nreturn a + b;") },
        { "the first throws", In("var a = await http.GetAsync(\"a\");\na.EnsureSuccessStatusCode();\nvar b = await http.GetStringAsync(\"b\");\nreturn b;") },
        { "short circuit", In("return (await http.GetStringAsync(\"a\")).Length > 0 && (await http.GetStringAsync(\"b\")).Length > 0 ? \"x\" : \"y\";") },
        { "conditional", In("var a = await http.GetStringAsync(\"a\");\nvar b = id > 0 ? await http.GetStringAsync(\"b\") : \"\";\nreturn a + b;") },
        { "a write between", In("var a = await http.GetStringAsync(\"a\");\nawait http.PostAsJsonAsync(\"c\", a);\nvar b = await http.GetStringAsync(\"b\");\nreturn b;") },
        { "writes in a row", In("var a = await http.PostAsJsonAsync(\"a\", 1);\nvar b = await http.PostAsJsonAsync(\"b\", 2);\nreturn \"\" + a.StatusCode + b.StatusCode;") },
        { "a read after a write", In("var a = await http.PostAsJsonAsync(\"a\", 1);\nvar b = await http.GetStringAsync(\"a\");\nreturn b + a.StatusCode;") },
        { "SendAsync may write", In("var a = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, \"a\"));\nvar b = await http.SendAsync(new HttpRequestMessage(HttpMethod.Post, \"b\"));\nreturn \"\" + a.StatusCode + b.StatusCode;") },
        { "the same question twice", In("var a = await http.GetStringAsync(\"a\");\nvar b = await http.GetStringAsync(\"a\");\nreturn a == b ? a : b;") },
        { "headers between", In("var a = await http.GetStringAsync(\"a\");\nhttp.DefaultRequestHeaders.Add(\"X\", \"y\");\nvar b = await http.GetStringAsync(\"b\");\nreturn a + b;") },
        { "log between", Usings + "class C(HttpClient http, List<string> log) { public async Task<string> M() { var a = await http.GetStringAsync(\"a\"); log.Add(\"a\"); var b = await http.GetStringAsync(\"b\"); return a + b; } }" },
        { "a delay between", In("var a = await http.GetStringAsync(\"a\");\nawait Task.Delay(100);\nvar b = await http.GetStringAsync(\"b\");\nreturn a + b;") },
        { "already together", In("var a = http.GetStringAsync(\"a\");\nvar b = http.GetStringAsync(\"b\");\nawait Task.WhenAll(a, b);\nreturn await a + await b;") },
        { "already started", In("var a = http.GetStringAsync(\"a\");\nvar b = http.GetStringAsync(\"b\");\nvar x = await a;\nvar y = await b;\nreturn x + y;") },
        { "one context", "class C(ShopContext db) { public async Task<int> M() { var n = await db.Orders.CountAsync(); var m = await db.Products.CountAsync(); return n + m; } }" },
        { "one context behind methods", "class Orders(ShopContext db) { Task<int> CountAsync() => db.Orders.CountAsync(); async Task<int> ProductsAsync() => await db.Products.CountAsync(); public async Task<int> M() { var n = await CountAsync(); var m = await ProductsAsync(); return n + m; } }" },
        { "one context behind services", "interface IOrders { Task<int> CountAsync(); } interface IProducts { Task<int> CountAsync(); } class Orders(ShopContext db) : IOrders { public Task<int> CountAsync() => db.Orders.CountAsync(); } class Products(ShopContext db) : IProducts { public async Task<int> CountAsync() => await db.Products.CountAsync(); } class C(IOrders orders, IProducts products) { public async Task<int> M() { var n = await orders.CountAsync(); var m = await products.CountAsync(); return n + m; } }" },
        { "one connection", "class C(SqliteConnection db) { public async Task<int> M() { var n = await db.ExecuteScalarAsync<int>(\"select 1\"); var m = await db.ExecuteScalarAsync<int>(\"select 2\"); return n + m; } }" },
        { "one connection handed on", "class C(string text) { static async Task<int> OneAsync(SqliteConnection db) => await db.ExecuteScalarAsync<int>(\"select 1\"); static async Task<int> TwoAsync(SqliteConnection db) => await db.ExecuteScalarAsync<int>(\"select 2\"); public async Task<int> M() { using var db = new SqliteConnection(text); var n = await OneAsync(db); var m = await TwoAsync(db); return n + m; } }" },
        { "a context made once", "class C(IDbContextFactory<ShopContext> contexts) { ShopContext? _db; ShopContext Db => _db ??= contexts.CreateDbContext(); async Task<int> OneAsync() => await Db.Orders.CountAsync(); async Task<int> TwoAsync() => await Db.Products.CountAsync(); public async Task<int> M() { var n = await OneAsync(); var m = await TwoAsync(); return n + m; } }" },
        { "contexts of their own that write", "class C(IDbContextFactory<ShopContext> contexts) { async Task<int> OneAsync() { await using var db = contexts.CreateDbContext(); db.Add(new Order()); return await db.SaveChangesAsync(); } async Task<int> TwoAsync() { await using var db = contexts.CreateDbContext(); return await db.Products.CountAsync(); } public async Task<int> M() { var n = await OneAsync(); var m = await TwoAsync(); return n + m; } }" },
        { "shared state", Usings + "class C(HttpClient http) { int _calls; async Task<string> Load(string path) { _calls++; return await http.GetStringAsync(path); } public async Task<string> M() { var a = await Load(\"a\"); var b = await Load(\"b\"); return a + b + _calls; } }" },
        { "shared cache", Usings + "class C(HttpClient http) { readonly Dictionary<string, string> _all = []; async Task<string> Load(string path) { if (!_all.TryGetValue(path, out var text)) { text = await http.GetStringAsync(path); _all[path] = text; } return text; } public async Task<string> M() { var a = await Load(\"a\"); var b = await Load(\"b\"); return a + b; } }" },
        { "shared list", Usings + "class C(HttpClient http) { async Task<int> Load(string path, List<string> into) { into.Add(await http.GetStringAsync(path)); return into.Count; } public async Task<int> M() { var all = new List<string>(); var a = await Load(\"a\", all); var b = await Load(\"b\", all); return a + b; } }" },
        { "shared token", Usings + "class C(HttpClient http) { string? _token; async Task<string> Load(string path) { _token ??= await http.GetStringAsync(\"token\"); return await http.GetStringAsync(path + _token); } public async Task<string> M() { var a = await Load(\"a\"); var b = await Load(\"b\"); return a + b; } }" },
        { "headers of the client", Usings + "class C(HttpClient http) { async Task<string> Load(string path, string token) { http.DefaultRequestHeaders.Authorization = new(\"Bearer\", token); return await http.GetStringAsync(path); } public async Task<string> M() { var a = await Load(\"a\", \"x\"); var b = await Load(\"b\", \"y\"); return a + b; } }" },
        { "request context", Usings + "class C(HttpClient http, Microsoft.AspNetCore.Http.IHttpContextAccessor context) { async Task<string> Load(string path) => await http.GetStringAsync(path + context.HttpContext!.Request.Path); public async Task<string> M() { var a = await Load(\"a\"); var b = await Load(\"b\"); return a + b; } }" },
        { "limit on calls", Usings + "class C(HttpClient http) { readonly SemaphoreSlim _gate = new(1); async Task<string> Load(string path) { await _gate.WaitAsync(); try { return await http.GetStringAsync(path); } finally { _gate.Release(); } } public async Task<string> M() { var a = await Load(\"a\"); var b = await Load(\"b\"); return a + b; } }" },
        { "within a limit", Usings + "class C(HttpClient http) { readonly SemaphoreSlim _gate = new(1); public async Task<string> M() { await _gate.WaitAsync(); try { var a = await http.GetStringAsync(\"a\"); var b = await http.GetStringAsync(\"b\"); return a + b; } finally { _gate.Release(); } } }" },
        { "within a transaction", Usings + "class C(HttpClient http) { public async Task<string> M() { using var scope = new System.Transactions.TransactionScope(); var a = await http.GetStringAsync(\"a\"); var b = await http.GetStringAsync(\"b\"); scope.Complete(); return a + b; } }" },
        { "service whose code is elsewhere", "public interface IRemote { Task<int> GetAsync(int id); Task<int> FindAsync(int id); } class C(IRemote remote) { public async Task<int> M() { var a = await remote.GetAsync(1); var b = await remote.FindAsync(2); return a + b; } }" },
        { "one of several implementations writes", Usings + "interface IStore { Task<string> GetAsync(string key); } class Web(HttpClient http) : IStore { public async Task<string> GetAsync(string key) => await http.GetStringAsync(key); } class Log(HttpClient http) : IStore { public async Task<string> GetAsync(string key) { await http.PostAsJsonAsync(\"log\", key); return await http.GetStringAsync(key); } } class C(IStore store) { public async Task<string> M() { var a = await store.GetAsync(\"a\"); var b = await store.GetAsync(\"b\"); return a + b; } }" },
        { "no waiting", "class C { async Task<int> A() { await Task.Yield(); return 1; } async Task<int> B() { await Task.CompletedTask; return 2; } public async Task<int> M() { var a = await A(); var b = await B(); return a + b; } }" },
        { "delays", "class C { async Task<int> A(int n) { await Task.Delay(n); return n; } public async Task<int> M() { var a = await A(1); var b = await A(2); return a + b; } }" },
        { "one stream", "class C { public async Task<string?> M(StreamReader reader) { var a = await reader.ReadLineAsync(); var b = await reader.ReadLineAsync(); return a + b; } }" },
        { "channel", "class C { public async Task<int> M(System.Threading.Channels.ChannelReader<int> reader) { var a = await reader.ReadAsync(); var b = await reader.ReadAsync(); return a + b; } }" },
        { "main", Usings + "static class Program { static async Task Main() { var http = new HttpClient(); var a = await http.GetStringAsync(\"a\"); var b = await http.GetStringAsync(\"b\"); Console.WriteLine(a + b); } }" },
        { "seeding", Usings + "class DatabaseSeeder(HttpClient http) { public async Task<string> SeedAsync() { var a = await http.GetStringAsync(\"a\"); var b = await http.GetStringAsync(\"b\"); return a + b; } }" },
        { "delegates", Usings + "class C { public async Task<int> M(Func<Task<int>> load, Func<Task<int>> other) { var a = await load(); var b = await other(); return a + b; } }" },
        { "files written", In("await File.WriteAllTextAsync(\"a\", \"x\");\nvar a = await File.ReadAllTextAsync(\"a\");\nawait File.WriteAllTextAsync(\"a\", \"y\");\nvar b = await File.ReadAllTextAsync(\"a\");\nreturn a + b;") },
        { "pages", In("var all = new List<string>();\nfor (var page = 1; page < 5; page++) { var text = await http.GetStringAsync(\"p\" + page); if (text.Length == 0) { break; } all.Add(text); }\nreturn all[0];") },
        { "search over few elements", In("foreach (var name in new[] { \"a\", \"b\" }) { var text = await http.GetStringAsync(name); if (text.Length > 0) { return text; } }\nreturn \"\";") },
        { "retry", In("foreach (var n in new[] { 1, 2, 3 }) { try { return await http.GetStringAsync(\"a\" + n); } catch (HttpRequestException) { } }\nreturn \"\";") },
        { "elements that add up in order", In("var text = \"\";\nforeach (var file in files) { text += await File.ReadAllTextAsync(file); }\nreturn text;") },
        { "elements that need the one before", In("var all = new List<string> { \"a\" };\nforeach (var n in new[] { 1, 2 }) { all.Add(await http.GetStringAsync(all[^1])); }\nreturn all[0];") },
        { "files written per element", In("foreach (var file in files) { await File.WriteAllTextAsync(file, \"x\"); }\nreturn \"\";") },
        { "stream of elements", Usings + "class C(HttpClient http) { public async IAsyncEnumerable<string> M() { var a = await http.GetStringAsync(\"a\"); yield return a; var b = await http.GetStringAsync(\"b\"); yield return b; } }" },
        { "out argument", Usings + "class C(HttpClient http) { Task<string> Load(string path, out int n) { n = 1; return http.GetStringAsync(path); } public async Task<string> M() { var a = await Load(\"a\", out var n); var b = await Load(\"b\", out var m); return a + b + n + m; } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Theory]
    [InlineData("var a = await http.GetStringAsync(\"a\");\nvar b = await http.[|GetByteArrayAsync|](\"b\");\nreturn a + b;", "'GetByteArrayAsync' begins only when 'GetStringAsync' has ended, and needs nothing of it; start both and await 'Task.WhenAll'")]
    [InlineData("var a = await http.GetStringAsync(\"a\");\nvar b = await http.[|GetByteArrayAsync|](\"b\");\nvar c = await http.GetStringAsync(\"c\");\nreturn a + b + c;", "'GetByteArrayAsync' begins only when 'GetStringAsync' has ended, and needs nothing of it; start all 3 and await 'Task.WhenAll'")]
    [InlineData("var all = new List<string>();\nforeach (var file in files)\n{\nall.Add(await File.[|ReadAllTextAsync|](file));\n}\nreturn all[0];", "'ReadAllTextAsync' begins only when that of the element before has ended, and needs nothing of it; run a few at a time with 'Parallel.ForEachAsync'")]
    public Task Says_what_waits(string body, string message) => Verify.Says(In(body), message);

    [Theory]
    [InlineData(
        "        // both\n        var a = await http.GetStringAsync(\"a\"); // first\n        var b = await http.[|GetStringAsync|](\"b\");\n        return a + b;",
        "        // both\n        var aTask = http.GetStringAsync(\"a\");\n        var bTask = http.GetStringAsync(\"b\");\n        await Task.WhenAll(aTask, bTask);\n        var a = await aTask; // first\n        var b = await bTask;\n        return a + b;")]
    [InlineData(
        "        var a = await http.GetStringAsync(\"a\").ConfigureAwait(false);\n        var url = \"b\" + id;\n        string b = (await http.[|GetStringAsync|](url).ConfigureAwait(false)).Trim();\n        return a + b;",
        "        var aTask = http.GetStringAsync(\"a\");\n        var url = \"b\" + id;\n        var bTask = http.GetStringAsync(url);\n        await Task.WhenAll(aTask, bTask).ConfigureAwait(false);\n        var a = await aTask.ConfigureAwait(false);\n        string b = (await bTask.ConfigureAwait(false)).Trim();\n        return a + b;")]
    [InlineData(
        "        var a = await http.GetStringAsync(\"a\");\n        var length = a.Length;\n        var b = await http.[|GetStringAsync|](\"b\");\n        return b + length;",
        "        var aTask = http.GetStringAsync(\"a\");\n        var bTask = http.GetStringAsync(\"b\");\n        await Task.WhenAll(aTask, bTask);\n        var a = await aTask;\n        var length = a.Length;\n        var b = await bTask;\n        return b + length;")]
    [InlineData(
        "        var aTask = 1;\n        var a = await http.GetStringAsync(\"a\");\n        return a + await File.[|ReadAllTextAsync|](\"b\") + aTask;",
        "        var aTask = 1;\n        var aTask2 = http.GetStringAsync(\"a\");\n        var allTextTask = File.ReadAllTextAsync(\"b\");\n        await Task.WhenAll(aTask2, allTextTask);\n        var a = await aTask2;\n        return a + await allTextTask + aTask;")]
    [InlineData(
        "        return await http.GetStringAsync(\"a\")\n            + await http.[|GetStringAsync|](\"b\");",
        "        var stringTask = http.GetStringAsync(\"a\");\n        var stringTask2 = http.GetStringAsync(\"b\");\n        await Task.WhenAll(stringTask, stringTask2);\n        return await stringTask\n            + await stringTask2;")]
    [InlineData(
        "        var all = new List<string>();\n        foreach (var name in new[] { \"a\", \"b\", \"c\" })\n        {\n            all.Add(await http.[|GetStringAsync|](name));\n        }\n\n        return all[0];",
        "        var all = new List<string>();\n        all.AddRange(await Task.WhenAll(new[] { \"a\", \"b\", \"c\" }.Select(name => http.GetStringAsync(name))));\n\n        return all[0];")]
    public Task Starts_together(string body, string expected) => Verify.Fixes(Lines(body), Lines(expected));

    [Theory]
    [InlineData("using var a = await http.GetAsync(\"a\");\nusing var b = await http.[|GetAsync|](\"b\");\nreturn a.StatusCode + \" \" + b.StatusCode;")]
    [InlineData("var a = await http.GetStringAsync(\"a\");\n#if DEBUG\n#endif\nvar b = await http.[|GetStringAsync|](\"b\");\nreturn a + b;")]
    [InlineData("var all = new List<string>();\nforeach (var file in files)\n{\nall.Add(await File.[|ReadAllTextAsync|](file));\n}\nreturn all[0];")]
    [InlineData("var all = new List<string>();\nforeach (var name in new[] { \"a\", \"b\", \"c\" })\n{\n// one\nall.Add(await http.[|GetStringAsync|](name));\n}\nreturn all[0];")]
    [InlineData("var all = new HashSet<string>();\nforeach (var name in new[] { \"a\", \"b\", \"c\" })\n{\nall.Add(await http.[|GetStringAsync|](name));\n}\nreturn all.First();")]
    public Task Leaves(string body) => Verify.RefusesToFix(In(body));

    [Fact]
    public Task Leaves_expression_bodies() => Verify.RefusesToFix(Usings + "class C(HttpClient http) { public async Task<string> M() => await http.GetStringAsync(\"a\") +\nawait http.[|GetStringAsync|](\"b\"); }");

    [Fact]
    public void Rests_on_an_assumption() => Assert.False(new PerfAnalyzers.Async.SequentialAwaitsFix().IsAutomatic);

    private static string In(string body) => Usings + $"class C(HttpClient http) {{ public async Task<string> M(int id, List<string> files) {{ {body} }} }}";

    private static string Lines(string body) => Usings + $"class C(HttpClient http)\n{{\n    public async Task<string> M(int id)\n    {{\n{body}\n    }}\n}}\n";
}
