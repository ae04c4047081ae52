using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.ThreadPerRequest, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class ThreadPerRequestTests
{
    private const string Mvc = "using Microsoft.AspNetCore.Mvc;\n";

    // An action with a helper or two beside it.
    private static string Action(string body, string members = "") =>
        Mvc + "public class OrdersController(ShopContext db) : ControllerBase {\nprivate void Mail(int id) => Console.WriteLine(id + db.Orders.Count());\n" +
        members + "\npublic int Post(int id, int[] all) {\n" + body + "\nreturn id; } }";

    public static readonly Cases Firing = new()
    {
        { "started at once", Action("new [|Thread|](() => Mail(id)).Start();") },
        { "in a local", Action("var thread = new [|Thread|](() => Mail(id)) { IsBackground = true };\nthread.Start();") },
        { "assigned later", Action("Thread thread;\nthread = new [|Thread|](() => Mail(id));\nthread.IsBackground = true;\nthread.Start();") },
        { "target typed", Action("Thread thread = [|new|](() => Mail(id));\nthread.Start();") },
        { "waited for", Action("var thread = new [|Thread|](() => Mail(id));\nthread.Start();\nthread.Join();") },
        { "with an argument", Action("new [|Thread|](state => Mail((int)state!)).Start(id);") },
        { "method group", Action("new [|Thread|](Send).Start(id);", "private void Send(object? id) => Mail((int)id!);") },
        { "per element", Action("foreach (var one in all) {\nvar thread = new [|Thread|](() => Mail(one));\nthread.Start();\n}") },
        { "per element, kept", Action("var threads = new List<Thread>();\nforeach (var one in all) {\nthreads.Add(new [|Thread|](() => Mail(one)));\n}\nforeach (var t in threads) { t.Start(); }\nforeach (var t in threads) { t.Join(); }") },
        { "per element of a query", Action("var threads = all.Select(one => new [|Thread|](() => Mail(one))).ToList();\nthreads.ForEach(t => t.Start());") },
        { "array of threads", Action("var threads = new Thread[all.Length];\nfor (var i = 0; i < all.Length; i++) {\nvar one = all[i];\nthreads[i] = new [|Thread|](() => Mail(one));\nthreads[i].Start();\n}") },
        { "under a condition of the request", Action("if (id > 10) {\nnew [|Thread|](() => Mail(id)).Start();\n}") },
        { "page", "public class IndexModel : Microsoft.AspNetCore.Mvc.RazorPages.PageModel { public void OnPost(int id) { new [|Thread|](() => Console.WriteLine(id)).Start(); } }" },
        { "hub", "public class Chat : Microsoft.AspNetCore.SignalR.Hub { public void Send(string text) { var t = new [|Thread|](() => Console.WriteLine(text)); t.Start(); } }" },
        { "middleware", "public class Audit(Microsoft.AspNetCore.Http.RequestDelegate next) { public Task InvokeAsync(Microsoft.AspNetCore.Http.HttpContext c) { var p = c.Request.Path; new [|Thread|](() => Console.WriteLine(p)).Start(); return next(c); } }" },
        { "minimal API", """
            using Microsoft.AspNetCore.Builder;
            static class Api { public static void Map(WebApplication app) => app.MapPost("/mail", (int id) => { new [|Thread|](() => Console.WriteLine(id)).Start(); return id; }); }
            """ },
        { "filter", "public class Log : Microsoft.AspNetCore.Mvc.Filters.IActionFilter { public void OnActionExecuting(Microsoft.AspNetCore.Mvc.Filters.ActionExecutingContext c) { new [|Thread|](() => Console.WriteLine(1)).Start(); } public void OnActionExecuted(Microsoft.AspNetCore.Mvc.Filters.ActionExecutedContext c) { } }" },
        { "kept in a field of the controller", Action("_mail = new [|Thread|](() => Mail(id));\n_mail.Start();", "private Thread? _mail;") },
        { "local function", Action("Later();\nvoid Later() { new [|Thread|](() => Mail(id)).Start(); }") },
        { "private helper", Action("Notify(id);", "private void Notify(int id) { new [|Thread|](() => Mail(id)).Start(); }") },
    };

    public static readonly Cases Suggested = new()
    {
        { "helper of another type", Action("new Mailer().Notify(id);") + "\npublic class Mailer { public void Notify(int id) { new [|Thread|](() => Console.WriteLine(id)).Start(); } }" },
        { "service behind an interface", Mvc + "public class OrdersController(IMailer mailer) : ControllerBase { public void Post(int id) => mailer.Notify(id); }\npublic interface IMailer { void Notify(int id); }\npublic class Mailer : IMailer { public void Notify(int id) { var t = new [|Thread|](() => Console.WriteLine(id)); t.Start(); } }" },
        { "two calls away", Action("new Mailer().Notify(id);") + "\npublic class Mailer { public void Notify(int id) => Send(id); private void Send(int id) { new [|Thread|](() => Console.WriteLine(id)).Start(); } }" },
        { "private helper, under a condition", Action("Notify(id);", "private void Notify(int id) { if (id > 10) { new [|Thread|](() => Mail(id)).Start(); } }") },
        { "pool raised at start-up", "class Program { static void Main() { ThreadPool.[|SetMinThreads|](200, 200); } }" },
        { "pool raised per processor", "static class Setup { public static void Run() => ThreadPool.[|SetMinThreads|](Environment.ProcessorCount * 16, Environment.ProcessorCount * 16); }" },
        { "completion threads kept", "static class Setup { public static void Run() { ThreadPool.GetMinThreads(out _, out var io); ThreadPool.[|SetMinThreads|](100, io); } }" },
        { "at least a constant", "static class Setup { public static void Run() { ThreadPool.GetMinThreads(out var workers, out var io); ThreadPool.[|SetMinThreads|](Math.Max(workers, 100), io); } }" },
        { "named constant", "static class Setup { private const int Threads = 64; public static void Run() => ThreadPool.[|SetMinThreads|](Threads, Threads); }" },
        { "readonly field", "static class Setup { private static readonly int s_threads = Environment.ProcessorCount * 8; public static void Run() => ThreadPool.[|SetMinThreads|](s_threads, s_threads); }" },
        { "local", "static class Setup { public static void Run() { var n = 8 * Environment.ProcessorCount; ThreadPool.[|SetMinThreads|](n, n); } }" },
        { "pool limited", "static class Setup { public static void Run() => ThreadPool.[|SetMaxThreads|](16, 16); }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "code that is not known to serve requests", "public class Importer { public void Run() { new Thread(() => Console.WriteLine()).Start(); } }" },
        { "console", "class Program { static void Main() { var t = new Thread(() => Console.ReadLine()); t.Start(); t.Join(); } }" },
        { "hosted service", "public class Pump : Microsoft.Extensions.Hosting.BackgroundService { protected override Task ExecuteAsync(CancellationToken stop) { new Thread(() => Console.ReadLine()).Start(); return Task.CompletedTask; } }" },
        { "hosted service's start", "public class Pump : Microsoft.Extensions.Hosting.IHostedService { public Task StartAsync(CancellationToken stop) { new Thread(() => Console.ReadLine()).Start(); return Task.CompletedTask; } public Task StopAsync(CancellationToken stop) => Task.CompletedTask; }" },
        { "constructor of a controller's service", Mvc + "public class Log { public Log() { new Thread(() => Console.ReadLine()).Start(); } } public class C(Log log) : ControllerBase { public string Get() => log.ToString()!; }" },
        { "static constructor of a controller", Mvc + "public class C : ControllerBase { static C() { new Thread(() => Console.ReadLine()).Start(); } public int Get() => 1; }" },
        { "static field of a controller", Mvc + "public class C : ControllerBase { private static readonly Thread s_pump = new(() => Console.ReadLine()); public bool Get() => s_pump.IsAlive; }" },
        { "lazy", Mvc + "public class C : ControllerBase { private static readonly Lazy<Thread> s_pump = new(() => { var t = new Thread(() => Console.ReadLine()); t.Start(); return t; }); public bool Get() => s_pump.Value.IsAlive; }" },
        { "never started", Action("var thread = new Thread(() => Mail(id));\nConsole.WriteLine(thread.Name);") },
        { "started by another", Action("Begin(new Thread(() => Mail(id)));", "private static void Begin(Thread thread) => thread.Start();") },
        { "once, by a flag", Action("if (!s_isStarted) {\ns_isStarted = true;\nnew Thread(() => Mail(1)).Start();\n}", "private static bool s_isStarted;") },
        { "once, by a flag and a return", Action("if (s_isStarted) { return 0; }\ns_isStarted = true;\nnew Thread(() => Mail(1)).Start();", "private static bool s_isStarted;") },
        { "once, by an exchange", Action("if (Interlocked.Exchange(ref s_started, 1) == 0) {\nnew Thread(() => Mail(1)).Start();\n}", "private static int s_started;") },
        { "once, by an exchange and a return", Action("if (Interlocked.CompareExchange(ref s_started, 1, 0) != 0) { return 0; }\nnew Thread(() => Mail(1)).Start();", "private static int s_started;") },
        { "once, under a lock", Action("lock (s_gate) {\nif (s_pump == null) {\ns_pump = new Thread(() => Mail(1));\ns_pump.Start();\n}\n}", "private static readonly object s_gate = new(); private static Thread? s_pump;") },
        { "once, by assignment", Action("s_pump ??= Started(new Thread(() => Mail(1)));", "private static Thread? s_pump; private static Thread Started(Thread t) { t.Start(); return t; }") },
        { "again when it has ended", Action("if (s_pump is not { IsAlive: true }) {\ns_pump = new Thread(() => Mail(1));\ns_pump.Start();\n}", "private static Thread? s_pump;") },
        { "once per customer", Action("if (s_seen.TryAdd(id, true)) {\nnew Thread(() => Mail(id)).Start();\n}", "private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, bool> s_seen = new();") },
        { "in a cache's factory", Action("s_seen.GetOrAdd(id, key => { var t = new Thread(() => Mail(key)); t.Start(); return t; });", "private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, Thread> s_seen = new();") },
        { "single threaded apartment", Action("var thread = new Thread(() => Mail(id));\nthread.SetApartmentState(ApartmentState.STA);\nthread.Start();\nthread.Join();") },
        { "single threaded apartment, tried", Action("var thread = new Thread(() => Mail(id));\nthread.TrySetApartmentState(ApartmentState.STA);\nthread.Start();") },
        { "stack of its own", Action("var thread = new Thread(() => Mail(id), 64 * 1024 * 1024);\nthread.Start();\nthread.Join();") },
        { "priority of its own", Action("var thread = new Thread(() => Mail(id)) { Priority = ThreadPriority.Lowest };\nthread.Start();") },
        { "restart", Action("new Thread(() => { Thread.Sleep(1000); Environment.Exit(0); }).Start();") },
        { "installer", Mvc + "public class InstallController : ControllerBase { public void Post() { new Thread(() => Console.WriteLine()).Start(); } }" },
        { "on failure", Action("try { Mail(id); } catch (Exception) {\nnew Thread(() => Mail(id)).Start();\n}") },
        { "async function: a fault of its own", Action("new Thread(async () => { await Task.Delay(id); Mail(id); }).Start();") },
        { "pool", Action("ThreadPool.QueueUserWorkItem(_ => Mail(id));") },
        { "task", Action("_ = Task.Run(() => Mail(id));") },
        { "in a stored callback", Action("s_later = () => new Thread(() => Mail(id)).Start();", "private static Action? s_later;") },
        { "private method nobody calls", Action("", "private void Notify(int id) { new Thread(() => Mail(id)).Start(); }") },
        { "helper that serves as long as the process", Action("Pump.Ensure();") + "\npublic static class Pump { public static void Ensure() { new Thread(Loop).Start(); } private static void Loop() { while (true) { Console.ReadLine(); } } }" },
        { "helper that consumes a queue", Action("Pump.Ensure();") + "\npublic static class Pump { private static readonly System.Collections.Concurrent.BlockingCollection<int> s_all = []; public static void Ensure() { new Thread(() => { foreach (var x in s_all.GetConsumingEnumerable()) { Console.WriteLine(x); } }).Start(); } }" },
        { "helper that keeps it", Action("new Pump().Begin();") + "\npublic class Pump { private Thread? _own; public void Begin() { _own = new Thread(() => Console.ReadLine()); _own.Start(); } }" },
        { "helper called once", Action("if (!s_isStarted) {\ns_isStarted = true;\nBegin();\n}", "private static bool s_isStarted; private static void Begin() { new Thread(() => Console.ReadLine()).Start(); }") },
        { "helper that guards itself", Action("Begin();", "private static bool s_isStarted; private static void Begin() { if (s_isStarted) { return; }\ns_isStarted = true;\nnew Thread(() => Console.ReadLine()).Start(); }") },
        { "helper called on failure", Action("try { Mail(id); } catch (Exception) { Begin(); }", "private static void Begin() { new Thread(() => Console.ReadLine()).Start(); }") },
        { "helper called at start-up", "using Microsoft.AspNetCore.Builder;\nstatic class Setup { public static void UsePump(this WebApplication app) => Pump.Begin(); }\npublic static class Pump { public static void Begin() { new Thread(() => Console.ReadLine()).Start(); } }" },
        { "a method of the same name", Action("new Mailer().Notify(id);") + "\npublic class Mailer { public void Notify(int id) { } }\npublic class Pump { public void Notify(int id) { new Thread(() => Console.WriteLine(id)).Start(); } }" },
        { "an interface with two implementations", Mvc + "public class C(IMailer mailer) : ControllerBase { public void Post(int id) => mailer.Notify(id); }\npublic interface IMailer { void Notify(int id); }\npublic class Quick : IMailer { public void Notify(int id) { } }\npublic class Slow : IMailer { public void Notify(int id) { new Thread(() => Console.WriteLine(id)).Start(); } }" },
        { "a type of its own", "public class Thread(Action a) { public void Start() => a(); } public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public void Post() { new Thread(() => Console.WriteLine()).Start(); } }" },
        { "broken code", Action("new Thread(").Replace("return id;", "", StringComparison.Ordinal).Replace("new Thread(", "new Thread(() => Mail(id));", StringComparison.Ordinal).Replace("public int", "public void", StringComparison.Ordinal) },

        { "pool from configuration", "public class Setup { public static void Run(int threads) => ThreadPool.SetMinThreads(threads, threads); }" },
        { "pool from the environment", "public class Setup { public static void Run() { var n = int.Parse(Environment.GetEnvironmentVariable(\"THREADS\") ?? \"8\"); ThreadPool.SetMinThreads(n, n); } }" },
        { "pool at least what is configured", "public class Setup { public static void Run(int threads) { ThreadPool.GetMinThreads(out var w, out var io); ThreadPool.SetMinThreads(Math.Max(w, threads), io); } }" },
        { "pool put back", "public class Setup { public static void Run() { ThreadPool.GetMinThreads(out var w, out var io); ThreadPool.SetMinThreads(w, io); } }" },
        { "pool raised for a while", "public class Setup { public static void Run(Action a) { ThreadPool.GetMinThreads(out var w, out var io); ThreadPool.SetMinThreads(100, io); try { a(); } finally { ThreadPool.SetMinThreads(w, io); } } }" },
        { "pool as by default", "public class Setup { public static void Run() => ThreadPool.SetMinThreads(Environment.ProcessorCount, Environment.ProcessorCount); }" },
        { "one thread", "public class Setup { public static void Run() => ThreadPool.SetMinThreads(1, 1); }" },
        { "pool read", "public class Setup { public static int Run() { ThreadPool.GetMinThreads(out var w, out _); return w * 2; } }" },
        { "benchmark", "namespace BenchmarkDotNet.Attributes { public class BenchmarkAttribute : Attribute { } } public class B { [BenchmarkDotNet.Attributes.Benchmark] public void Run() => ThreadPool.SetMinThreads(100, 100); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Is_silent(Case code) => Verify.Silent(code.Source);

    [Theory]
    [InlineData("new [|Thread|](() => Mail(id)).Start();", "Every request creates a thread; hand the work to a queue that a background service reads")]
    [InlineData("var t = new [|Thread|](() => Mail(id));\nt.Start();\nt.Join();", "Every request creates a thread; do the work here: the request waits for it")]
    [InlineData("foreach (var one in all) { new [|Thread|](() => Mail(one)).Start(); }", "Every request creates a thread per element of 'all'; let 'Parallel.ForEachAsync' share a few threads of the pool")]
    public Task Says_what_to_do(string body, string message) => Verify.Says(Action(body), message);

    [Fact]
    public Task Says_through_what() => Verify.Says(
        Action("new Mailer().Notify(id);") + "\npublic class Mailer { public void Notify(int id) => Send(id); private void Send(int id) { new [?|Thread|](() => Console.WriteLine(id)).Start(); } }",
        "Every request creates a thread (through 'Notify -> Send'); hand the work to a queue that a background service reads");

    [Theory]
    [InlineData("ThreadPool.[?|SetMinThreads|](200, 200);", "'SetMinThreads' gives blocked calls more threads of the pool to hold; find what blocks them and await it")]
    [InlineData("ThreadPool.[?|SetMaxThreads|](16, 16);", "'SetMaxThreads' limits the pool for all code of the process; limit the work instead, with a 'SemaphoreSlim' or a bounded channel")]
    public Task Says_what_a_pool_size_does(string body, string message) => Verify.Says("class Program { static void Main() { " + body + " } }", message);
}
