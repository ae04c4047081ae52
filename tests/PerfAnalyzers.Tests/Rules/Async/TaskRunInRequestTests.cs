using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.TaskRunInRequest, PerfAnalyzers.Async.TaskRunInRequestFix>;

namespace PerfAnalyzers.Tests;

public sealed class TaskRunInRequestTests
{
    private const string Controller = """
        using Microsoft.AspNetCore.Mvc;
        public class PricesController(ShopContext db) : ControllerBase
        {
            private decimal Price(int id) => id * 2m;
            private async Task<decimal> PriceAsync(int id) { await Task.Yield(); return id; }
            private async Task SaveAsync() => await db.SaveChangesAsync();
            private async ValueTask<int> CountAsync() { await Task.Yield(); return 1; }
            public async Task<decimal> Get(int id, CancellationToken stop) { await Task.Yield();
        $
            return 0; }
        }
        """;

    public static readonly Cases Firing = new()
    {
        { "work in an action", """
            using Microsoft.AspNetCore.Mvc;
            public class PricesController : ControllerBase
            {
                public async Task<decimal> Get(int id) => await Task.[|Run|](() => Price(id));
                private static decimal Price(int id) => id * 2m;
            }
            """ },
        { "asynchronous work in an action", """
            using Microsoft.AspNetCore.Mvc;
            public class PricesController(Prices prices) : ControllerBase
            {
                public async Task<decimal> Get(int id) { var p = await Task.[|Run|](() => prices.GetAsync(id)); return p; }
            }
            public class Prices { public async Task<decimal> GetAsync(int id) { await Task.Yield(); return id; } }
            """ },
        { "async lambda", "public class C(ShopContext db) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Post() { await Task.[|Run|](async () => await db.SaveChangesAsync()); } }" },
        { "configured", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Post(int[] all) { await Task.[|Run|](() => Array.Sort(all)).ConfigureAwait(false); } }" },
        { "block", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<int> Post(int[] all) => await Task.[|Run|](() => { var n = 0; foreach (var x in all) { n += x; } return n; }); }" },
        { "returned by an action", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public Task<int> Get(int[] all) => Task.[|Run|](() => all.Length * 2); }" },
        { "page", "public class Page : Microsoft.AspNetCore.Mvc.RazorPages.PageModel { public async Task OnGetAsync(int[] all) { await Task.[|Run|](() => Array.Sort(all)); } }" },
        { "hub", "public class Chat : Microsoft.AspNetCore.SignalR.Hub { public async Task Send(int[] all) { await Task.[|Run|](() => Array.Sort(all)); } }" },
        { "middleware", "public class M(Microsoft.AspNetCore.Http.RequestDelegate next) { public async Task InvokeAsync(Microsoft.AspNetCore.Http.HttpContext c) { await Task.[|Run|](() => c.Items.Clear()); await next(c); } }" },
        { "minimal API", """
            using Microsoft.AspNetCore.Builder;
            static class Api { public static void Map(WebApplication app) => app.MapGet("/sum", async (int a, int b) => await Task.[|Run|](() => Math.Max(a, b))); }
            """ },
        { "StartNew", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Post(int[] all) { await Task.Factory.[|StartNew|](() => Array.Sort(all)); } }" },
        { "query in an action", "public class C(ShopContext db) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<List<Order>> Get() => await Task.[|Run|](() => db.Orders.ToList()); }" },
        { "local function of an action", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public Task Post(int[] all) { return Inner(); async Task Inner() { await Task.[|Run|](() => Array.Sort(all)); } } }" },
        { "wrapper over a query", "public class Orders(ShopContext db) { public Task<List<Order>> AllAsync() => Task.[|Run|](() => db.Orders.ToList()); }" },
        { "wrapper that awaits", "public class Files { public async Task<string> ReadAsync(string path) { return await Task.[|Run|](() => File.ReadAllText(path)); } }" },
        { "wrapper over a save", "public class Orders(ShopContext db) { public Task SaveAsync() { return Task.[|Run|](() => db.SaveChanges()); } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "processor work elsewhere", "public class Prices { public Task<int> SumAsync(int[] all) => Task.Run(() => all.Sum()); }" },
        { "asynchronous work elsewhere", "public class Prices(Stream s) { public async Task Flush() => await Task.Run(() => s.FlushAsync()); }" },
        { "background service", "public class Worker : Microsoft.Extensions.Hosting.BackgroundService { protected override async Task ExecuteAsync(CancellationToken stop) { await Task.Run(() => Console.ReadLine(), stop); } }" },
        { "work beside other work", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<int> Get(int[] all) { var sum = Task.Run(() => all.Sum()); Array.Reverse(all); return await sum; } }" },
        { "two at once", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Get(int[] a, int[] b) { await Task.WhenAll(Task.Run(() => Array.Sort(a)), Task.Run(() => Array.Sort(b))); } }" },
        { "with a limit", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Get(int[] a) { await Task.Run(() => Array.Sort(a)).WaitAsync(TimeSpan.FromSeconds(1)); } }" },
        { "first of two", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Get(int[] a) { await Task.WhenAny(Task.Run(() => Array.Sort(a)), Task.Delay(100)); } }" },
        { "nobody waits", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public void Get(int[] a) { _ = Task.Run(() => Array.Sort(a)); } }" },
        { "dedicated thread", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Get(int[] a) { await Task.Factory.StartNew(() => Array.Sort(a), TaskCreationOptions.LongRunning); } }" },
        { "another scheduler", "public class C(TaskScheduler own) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Get(int[] a) { await Task.Factory.StartNew(() => Array.Sort(a), CancellationToken.None, TaskCreationOptions.None, own); } }" },
        { "in a stored callback", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public Func<Task> Get(int[] a) { Func<Task> f = async () => await Task.Run(() => Array.Sort(a)); return f; } }" },
        { "in background work", "public class C(Stream s) : Microsoft.AspNetCore.Mvc.ControllerBase { public void Get(int[] a) { _ = Task.Run(async () => { await Task.Run(() => Array.Sort(a)); await s.FlushAsync(); }); } }" },
        { "private helper of a controller", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public void Get(int[] a) { } private async Task Sort(int[] a) { await Task.Run(() => Array.Sort(a)); } }" },
        { "waits for a task: told as such", "public class C(Stream s) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Get() { await Task.Run(() => s.FlushAsync().Wait()); } }" },
        { "catch block", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Get(int[] a) { try { await Task.Yield(); } catch (Exception) { await Task.Run(() => Array.Sort(a)); } } }" },
        { "wrapper over memory", "public class Files { public Task<int> ReadAsync(MemoryStream s, byte[] b) => Task.Run(() => s.Read(b, 0, 1)); }" },
        { "wrapper that does more", "public class Orders(ShopContext db) { public async Task<int> AllAsync() { Console.WriteLine(); return await Task.Run(() => db.Orders.ToList().Count); } }" },
        { "wrapper without a twin", "public class Orders { public Task<string?> ReadAsync() => Task.Run(() => Console.ReadLine()); }" },
        { "desktop", """
            namespace System.Windows.Forms { public class Control { } }
            public class Orders(ShopContext db) { public Task<List<Order>> AllAsync() => Task.Run(() => db.Orders.ToList()); }
            """ },
        { "a type of its own with the same name", "class Task2 { public static async Task Run(Action a) { await Task.Yield(); a(); } } public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Get(int[] a) { await Task2.Run(() => Array.Sort(a)); } }" },
        { "start-up", "class Program { static async Task Main() { await Task.Run(() => Console.ReadLine()); } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Is_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_that_the_work_is_asynchronous() => Verify.Says(
        "public class C(ShopContext db) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Post() { await Task.[|Run|](() => db.SaveChangesAsync()); } }",
        "'Run' takes a second thread-pool thread to start work that is asynchronous by itself; await that work directly");

    [Fact]
    public Task Says_that_the_request_waits() => Verify.Says(
        "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Post(int[] a) { await Task.[|Run|](() => Array.Sort(a)); } }",
        "'Run' takes a second thread-pool thread for work the request waits for; do it here");

    [Fact]
    public Task Says_what_blocks() => Verify.Says(
        "public class C(ShopContext db) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Post() { await Task.[|Run|](() => db.SaveChanges()); } }",
        "'Run' takes a second thread-pool thread and blocks it in 'SaveChanges'; await 'SaveChangesAsync'");

    [Theory]
    [InlineData("return await Task.[|Run|](() => PriceAsync(id));", "return await PriceAsync(id);")]
    [InlineData("return await Task.[|Run|](async () => await PriceAsync(id));", "return await PriceAsync(id);")]
    [InlineData("await Task.[|Run|](async () => { await SaveAsync(); });", "await SaveAsync();")]
    [InlineData("return await Task.[|Run|](async () => await PriceAsync(id).ConfigureAwait(false));", "return await PriceAsync(id).ConfigureAwait(false);")]
    [InlineData("return await Task.[|Run|](async () => await PriceAsync(id).ConfigureAwait(false)).ConfigureAwait(false);", "return await PriceAsync(id).ConfigureAwait(false);")]
    [InlineData("return (await Task.[|Run|](async () => await CountAsync())) + 1;", "return (await CountAsync()) + 1;")]
    [InlineData("await SaveAsync(); return await Task.[|Run|](() => Price(id));", "await SaveAsync(); return Price(id);")]
    [InlineData("await SaveAsync(); return (await Task.[|Run|](() => id + 1)) * 2;", "await SaveAsync(); return (id + 1) * 2;")]
    [InlineData("await SaveAsync(); return 2 * await Task.[|Run|](() => id + 1);", "await SaveAsync(); return 2 * (id + 1);")]
    [InlineData("await SaveAsync(); await Task.[|Run|](() => { db.Orders.Add(new Order()); }).ConfigureAwait(false);", "await SaveAsync(); db.Orders.Add(new Order());")]
    [InlineData("await SaveAsync(); await Task.Factory.[|StartNew|](() => Price(id), CancellationToken.None); // kept", "await SaveAsync(); Price(id); // kept")]
    [InlineData("return (await Task.[|Run|](() => db.Orders.Where(o => o.Id == id).ToList())).Count;", "return (await db.Orders.Where(o => o.Id == id).ToListAsync(stop)).Count;")]
    [InlineData("return await Task.[|Run|](() => db.SaveChanges());", "return await db.SaveChangesAsync(stop);")]
    [InlineData("var text = await Task.[|Run|](() => System.IO.File.ReadAllText(\"a\"));", "var text = await System.IO.File.ReadAllTextAsync(\"a\", stop);")]
    public Task Takes_the_work_out(string before, string after) =>
        Verify.Fixes(Controller.Replace("$", before, StringComparison.Ordinal), Controller.Replace("$", after, StringComparison.Ordinal));

    [Theory]
    [InlineData("return await Task.[|Run|](() => PriceAsync(id), stop);")]
    [InlineData("await SaveAsync(); return await Task.[|Run|](() => { var p = Price(id); return p + 1; });")]
    [InlineData("await SaveAsync(); return await Task.[|Run|](() => int.TryParse(\"1\", out var n) ? n : 0);")]
    [InlineData("await SaveAsync(); return await Task.[|Run|](/* long */ () => Price(id));")]
    [InlineData("await SaveAsync(); object o = await Task.[|Run|]<object>(() => \"a\");")]
    [InlineData("await Task.[|Run|](async () => { await SaveAsync(); Price(id); });")]
    public Task Refuses(string code) => Verify.RefusesToFix(Controller.Replace("$", code, StringComparison.Ordinal));

    [Fact]
    public Task Refuses_where_no_await_is_left() => Verify.RefusesToFix(
        "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Post(int[] a) { await Task.[|Run|](() => Array.Sort(a)); } }");

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        ("public class C(ShopContext db) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Post() { await Task.[|Run|](() => db.SaveChangesAsync()); await db.Set(await Task.[|Run|](() => db.Name())); } } static class E { public static async Task<string> Name(this ShopContext c) { await Task.Yield(); return \"\"; } public static Task Set(this ShopContext c, string s) => Task.CompletedTask; }",
            "public class C(ShopContext db) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Post() { await db.SaveChangesAsync(); await db.Set(await db.Name()); } } static class E { public static async Task<string> Name(this ShopContext c) { await Task.Yield(); return \"\"; } public static Task Set(this ShopContext c, string s) => Task.CompletedTask; }"),
        ("public class Orders(ShopContext db) { public Task<List<Order>> AllAsync() => Task.[|Run|](() => db.Orders.ToList()); }",
            "public class Orders(ShopContext db) { public Task<List<Order>> AllAsync() => db.Orders.ToListAsync(); }"),
    ]);
}
