using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.RequestTokenNotForwarded, PerfAnalyzers.Async.RequestTokenNotForwardedFix>;

namespace PerfAnalyzers.Tests;

public sealed class RequestTokenNotForwardedTests
{
    private const string Api = """
        public class Api
        {
            public Task<int> GetAsync(int id, CancellationToken stop = default) => Task.FromResult(id);
            public Task<int> GetOneAsync(int id) => Task.FromResult(id);
            public Task<int> GetOneAsync(int id, CancellationToken stop) => Task.FromResult(id);
            public Task<int> GetManyAsync(int id, CancellationToken stop = default, int take = 10) => Task.FromResult(id);
            public Task<int> GetFirstAsync(int id) => Task.FromResult(id);
            public Task<int> GetFirstAsync(CancellationToken stop, int id) => Task.FromResult(id);
            public Task<int> GetPlainAsync(int id) => Task.FromResult(id);
            public Task SaveAsync(int id, CancellationToken stop = default) => Task.CompletedTask;
            public Task CommitAsync(CancellationToken stop = default) => Task.CompletedTask;
            public IAsyncEnumerable<int> All(CancellationToken stop = default) => null!;
        }
        """;

    public static readonly Cases Firing = new()
    {
        { "query in a controller", """
            using Microsoft.AspNetCore.Mvc;
            public class OrdersController(ShopContext db) : ControllerBase
            {
                public async Task<List<Order>> Get(int id) => await db.Orders.AsNoTracking().Where(o => o.CustomerId == id).[|ToListAsync|]();
            }
            """ },
        { "overload in a controller", Api + "public class C(Api api) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<int> Get(int id) { return await api.[|GetOneAsync|](id); } }" },
        { "returned task in a controller", Api + "public class C(Api api) : Microsoft.AspNetCore.Mvc.ControllerBase { public Task<int> Get(int id) => api.[|GetAsync|](id); }" },
        { "params in a controller", "public class C(ShopContext db) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<Order?> Get(int id) => await db.Orders.[|FindAsync|](id); }" },
        { "page", Api + "public class P(Api api) : Microsoft.AspNetCore.Mvc.RazorPages.PageModel { public async Task OnGetAsync() { await api.[|GetAsync|](1); } }" },
        { "hub", Api + "public class H(Api api) : Microsoft.AspNetCore.SignalR.Hub { public async Task<int> Ask() => await api.[|GetAsync|](1); }" },
        { "middleware", Api + "public class M(Api api, Microsoft.AspNetCore.Http.RequestDelegate next) { public async Task InvokeAsync(Microsoft.AspNetCore.Http.HttpContext c) { await api.[|GetAsync|](1); await next(c); } }" },
        { "minimal API", Api + """
            static class Endpoints { public static void Map(Microsoft.AspNetCore.Builder.WebApplication app) => Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions.MapGet(app, "/", async (Microsoft.AspNetCore.Http.HttpContext c, Api api) => await api.[|GetAsync|](1)); }
            """ },
        { "private helper of a controller", Api + "public class C(Api api) : Microsoft.AspNetCore.Mvc.ControllerBase { private async Task<int> Load() => await api.[|GetAsync|](1).ConfigureAwait(false); }" },
        { "per element of a query in memory", Api + "public class S(Api api) { public Task<int[]> Get(int[] ids, CancellationToken stop) => Task.WhenAll(ids.Select(async id => { Console.WriteLine(id); return await api.[|GetAsync|](id); })); }" },
        { "awaited Task.Run", Api + "public class S(Api api) { public async Task Get(CancellationToken stop) { await Task.Run(async () => await api.[|GetAsync|](1), stop); } }" },
        { "background service", Api + """
            public class Worker(Api api) : Microsoft.Extensions.Hosting.BackgroundService
            {
                protected override async Task ExecuteAsync(CancellationToken stoppingToken)
                {
                    await Task.Run(async () => { await api.[|SaveAsync|](1); }, stoppingToken);
                }
            }
            """ },
        { "token in a field", Api + "public class S(Api api, CancellationToken t) { private readonly CancellationToken _stop = t; public async Task<int> Get() => await api.[|GetAsync|](1); }" },
        { "token in a property", Api + "public class S(Api api) { public CancellationToken Stop { get; init; } public async Task Wait() { await Task.[|Delay|](1000); await api.[|SaveAsync|](1); } }".Replace("; await api.[", ";\n await api.[", StringComparison.Ordinal) },
        { "parameter that is not the last", Api + "public class S(Api api) { public async Task<int> Get(CancellationToken stop, int id = 0) => await api.[|GetAsync|](id); }" },
        { "token in the middle", Api + "public class S(Api api) { public async Task<int> Get(int id, CancellationToken stop) => await api.[|GetManyAsync|](id); }" },
        { "token first", Api + "public class S(Api api) { public async Task<int> Get(int id, CancellationToken stop) => await api.[|GetFirstAsync|](id); }" },
        { "await foreach", "public class S { public async Task<int> Sum(IAsyncEnumerable<int> all, CancellationToken stop) { var n = 0; await foreach (var x in [|all|]) { n += x; } return n; } }" },
        { "await foreach in a controller", "public class C(ShopContext db) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Get() { await foreach (var o in [|db.Orders.AsAsyncEnumerable()|]) { Console.WriteLine(o.Id); } } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "CA2016: last parameter", Api + "public class S(Api api) { public async Task<int> Get(int id, CancellationToken stop) => await api.GetAsync(id); }" },
        { "CA2016: overload", Api + "public class S(Api api) { public async Task<int> Get(int id, CancellationToken stop) => await api.GetOneAsync(id); }" },
        { "CA2016: action with a token", Api + "public class C(Api api) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<int> Get(int id, CancellationToken stop) => await api.GetAsync(id); }" },
        { "CA2016: local function", Api + "public class S(Api api) { public async Task<int> Get(int id, CancellationToken stop) { return await Inner(); async Task<int> Inner() => await api.GetAsync(id); } }" },
        { "CA2016: token of the lambda", Api + "public class S(Api api) { public Task Get(int[] ids, CancellationToken stop) => Parallel.ForEachAsync(ids, stop, async (id, t) => { await api.GetAsync(id); }); }" },
        { "CA2016: params", "public class S(ShopContext db) { public async Task<Order?> Get(int id, CancellationToken stop) => await db.Orders.FindAsync(id); }" },
        { "passed", Api + "public class C(Api api) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<int> Get(int id) => await api.GetAsync(id, HttpContext.RequestAborted); }" },
        { "None was written", Api + "public class C(Api api) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<int> Get(int id) => await api.GetAsync(id, CancellationToken.None); }" },
        { "default was written", Api + "public class C(Api api) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<int> Get(int id) => await api.GetAsync(id, default); }" },
        { "another token is passed", Api + "public class C(Api api) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<int> Get(int id) { using var limit = new CancellationTokenSource(1000); return await api.GetAsync(id, limit.Token); } }" },
        { "takes no token", Api + "public class C(Api api) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<int> Get(int id) => await api.GetPlainAsync(id); }" },
        { "a request's write is not given up", Api + "public class C(Api api, ShopContext db) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Post(int id) { await api.SaveAsync(id); await db.SaveChangesAsync(); } }" },
        { "pause of a request", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<int> Get(int id) { await Task.Delay(2000); return id; } }" },
        { "content that is there", "public class C(System.Net.Http.HttpResponseMessage m) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<string> Get() => await m.Content.ReadAsStringAsync(); }" },
        { "body of the request", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<string> Post() { using var r = new StreamReader(Request.Body); return await r.ReadToEndAsync(); } }" },
        { "form of the request", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<int> Post() => (await Request.ReadFormAsync()).Count; }" },
        { "gets the context", "public class C(Loader l) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<int> Get() => await l.GetAsync(HttpContext); } public class Loader { public Task<int> GetAsync(Microsoft.AspNetCore.Http.HttpContext c, CancellationToken stop = default) => Task.FromResult(1); }" },
        { "commit", Api + "public class S(Api api) { public async Task Get(CancellationToken stop, int id = 0) { await api.CommitAsync(); } }" },
        { "finally", Api + "public class C(Api api) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Post(int id) { try { Console.WriteLine(); } finally { await api.GetAsync(id); } } }" },
        { "catch", Api + "public class C(Api api) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Post(int id) { try { Console.WriteLine(); } catch (Exception) { await api.GetAsync(id); } } }" },
        { "DisposeAsync", Api + "public class S(Api api, CancellationToken t) : IAsyncDisposable { private readonly CancellationToken _stop = t; public async ValueTask DisposeAsync() { await api.GetAsync(1); } }" },
        { "two tokens", Api + "public class S(Api api) { public async Task<int> Get(CancellationToken a, CancellationToken b, int id) => await api.GetAsync(id); }" },
        { "two fields", Api + "public class S(Api api, CancellationToken a, CancellationToken b) { readonly CancellationToken _a = a, _b = b; public async Task<int> Get(int id) => await api.GetAsync(id); }" },
        { "no token", Api + "public class S(Api api) { public async Task<int> Get(int id) => await api.GetAsync(id); }" },
        { "stored callback", Api + "public class S(Api api) { public Func<Task<int>> Get(CancellationToken stop) { Func<Task<int>> f = async () => await api.GetAsync(1); return f; } }" },
        { "fire and forget", Api + "public class S(Api api) { public void Get(CancellationToken stop) { _ = Task.Run(async () => await api.GetAsync(1)); } }" },
        { "static lambda", Api + "public class S { public Task<int[]> Get(Api[] all, CancellationToken stop) => Task.WhenAll(all.Select(static async a => await a.GetAsync(1))); }" },
        { "static method of a controller", Api + "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { private static async Task<int> Get(Api api) => await api.GetAsync(1); }" },
        { "nobody waits here", Api + "public class C(Api api) : Microsoft.AspNetCore.Mvc.ControllerBase { public void Get() { var t = api.GetAsync(1); Console.WriteLine(t.Status); } }" },
        { "the overload itself", "public class S { private readonly CancellationToken _stop; public Task<int> GetAsync(int id) => Task.FromResult(id); public async Task<int> GetAsync(int id, CancellationToken stop) => await GetAsync(id); public S(CancellationToken s) => _stop = s; }" },
        { "sequence with a token", Api + "public class S(Api api) { public async Task Get(CancellationToken stop) { await foreach (var x in api.All(stop)) { Console.WriteLine(x); } } }" },
        { "sequence that takes a token where it is made: CA2016", Api + "public class S(Api api) { public async Task Get(CancellationToken stop) { await foreach (var x in api.All()) { Console.WriteLine(x); } } }" },
        { "sequence with a token, in a local", Api + "public class S(Api api) { public async Task Get(CancellationToken stop) { var all = api.All(stop); await foreach (var x in all) { Console.WriteLine(x); } } }" },
        { "WithCancellation", "public class S { public async Task Get(IAsyncEnumerable<int> all, CancellationToken stop) { await foreach (var x in all.WithCancellation(stop)) { Console.WriteLine(x); } } }" },
        { "query per element: told as such", "public class C(ShopContext db) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Get(List<int> ids) { foreach (var id in ids) { Console.WriteLine(await db.Orders.FirstAsync(o => o.Id == id)); } } }" },
        { "query per level: told as such", "public class C(ShopContext db) : Microsoft.AspNetCore.Mvc.ControllerBase { private async Task<int> Depth(int id) { var o = await db.Orders.FirstOrDefaultAsync(x => x.CustomerId == id); return o is null ? 0 : 1 + await Depth(o.Id); } }" },
        { "start-up", "class Program { static readonly CancellationToken s_stop; static async Task Main() { await Task.Delay(1000); } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Is_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_which_token() => Verify.Says(
        "public class C(ShopContext db) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<List<Order>> Get() => await db.Orders.[|ToListAsync|](); }",
        "'ToListAsync' goes on after 'HttpContext.RequestAborted' is cancelled; pass the token");

    [Theory]
    [InlineData("await api.[|GetAsync|](1);", "await api.GetAsync(1, HttpContext.RequestAborted);")]
    [InlineData("await api.[|GetOneAsync|](1).ConfigureAwait(false);", "await api.GetOneAsync(1, HttpContext.RequestAborted).ConfigureAwait(false);")]
    [InlineData("await api.[|GetManyAsync|](1);", "await api.GetManyAsync(1, HttpContext.RequestAborted);")]
    [InlineData("await api.[|GetManyAsync|](1, take: 2);", "await api.GetManyAsync(1, take: 2, stop: HttpContext.RequestAborted);")]
    [InlineData("await api.[|GetFirstAsync|](1);", "await api.GetFirstAsync(HttpContext.RequestAborted, 1);")]
    [InlineData("await db.Orders.[|ToListAsync|]();", "await db.Orders.ToListAsync(HttpContext.RequestAborted);")]
    [InlineData("await db.Orders.[|FirstAsync|](o => o.IsPaid /* kept */);", "await db.Orders.FirstAsync(o => o.IsPaid /* kept */, HttpContext.RequestAborted);")]
    [InlineData("await db.Orders.[|FindAsync|](1);", "await db.Orders.FindAsync([1], HttpContext.RequestAborted);")]
    [InlineData("await EntityFrameworkQueryableExtensions.[|ToListAsync|](db.Orders);", "await EntityFrameworkQueryableExtensions.ToListAsync(db.Orders, HttpContext.RequestAborted);")]
    [InlineData("await foreach (var o in [|db.Orders.AsAsyncEnumerable()|]) { }", "await foreach (var o in db.Orders.AsAsyncEnumerable().WithCancellation(HttpContext.RequestAborted)) { }")]
    [InlineData("await foreach (var o in [|many ?? api.All2()|]) { }", "await foreach (var o in (many ?? api.All2()).WithCancellation(HttpContext.RequestAborted)) { }")]
    public Task Passes_the_token(string before, string after)
    {
        var code = Api + "public static class X { public static IAsyncEnumerable<int> All2(this Api a) => null!; } public class C(Api api, ShopContext db) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Get(IAsyncEnumerable<int>? many) {\n$\n} }";
        return Verify.Fixes(code.Replace("$", before, StringComparison.Ordinal), code.Replace("$", after, StringComparison.Ordinal));
    }

    [Fact]
    public Task Refuses_to_move_comments_into_an_array() => Verify.RefusesToFix(
        "public class C(ShopContext db) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<Order?> Get(int id) => await db.Orders.[|FindAsync|](id // the key\n); }");

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        (Api + "public class C(Api api) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<int> Get() => await api.[|GetAsync|](await api.[|GetOneAsync|](1)); }",
            Api + "public class C(Api api) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<int> Get() => await api.GetAsync(await api.GetOneAsync(1, HttpContext.RequestAborted), HttpContext.RequestAborted); }"),
        ("public class S(Api api, CancellationToken t) { private readonly CancellationToken _stop = t; public async Task<int> Get() => await api.[|GetAsync|](1); }",
            "public class S(Api api, CancellationToken t) { private readonly CancellationToken _stop = t; public async Task<int> Get() => await api.GetAsync(1, _stop); }"),
    ]);
}
