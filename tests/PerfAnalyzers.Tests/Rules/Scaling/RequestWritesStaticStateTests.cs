using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.RequestWritesStaticState, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class RequestWritesStaticStateTests
{
    private const string Usings = """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.Caching.Memory;
        using Microsoft.Extensions.DependencyInjection;
        using System.Collections.Concurrent;

        """;

    private static string Action(string body, string members = "") =>
        Usings + "public class CartController : ControllerBase {\n" + members + "\npublic IActionResult Post(string user, Line line, int id) {\n" + body + "\nreturn Ok(); } }\npublic class Line { public int Id { get; set; } public string? Number { get; set; } public string? Name { get; set; } public string? TraceId { get; set; } }";

    private static string Codes(string set, string check, string members = "") =>
        Usings + "public class CodesController(IMemoryCache cache) : ControllerBase {\n" + members + "\npublic IActionResult Send(string mail) { var code = mail.Length.ToString();\n" + set + "\nreturn Ok(); }\npublic IActionResult Enter(string mail, string code) {\n" + check + "\nreturn Ok(); } }";

    public static readonly Cases Suggested = new()
    {
        { "map by user", Action("[|s_carts|][user] = line;", "private static readonly ConcurrentDictionary<string, Line> s_carts = new();") },
        { "plain dictionary", Action("lock (s_carts) {\n[|s_carts|][user] = line;\n}", "private static readonly Dictionary<string, Line> s_carts = new();") },
        { "list", Action("s_lines.[|Add|](line);", "private static readonly List<Line> s_lines = new();") },
        { "queue", Action("s_lines.[|Enqueue|](line);", "private static readonly ConcurrentQueue<Line> s_lines = new();") },
        { "bag", Action("s_lines.[|Add|](line);", "private static readonly ConcurrentBag<Line> s_lines = new();") },
        { "added once", Action("if (!s_carts.[|TryAdd|](user, line)) {\nreturn Conflict();\n}", "private static readonly ConcurrentDictionary<string, Line> s_carts = new();") },
        { "element of an entry", Action("s_carts.GetOrAdd(user, static _ => new List<Line>()).[|Add|](line);", "private static readonly ConcurrentDictionary<string, List<Line>> s_carts = new();") },
        { "entry made empty and filled", Action("if (!s_carts.TryGetValue(user, out var cart)) {\n[|s_carts|][user] = cart = new List<Line>();\n}\ncart.Add(line);", "private static readonly Dictionary<string, List<Line>> s_carts = new();") },
        { "changed or added", Action("s_carts.[|AddOrUpdate|](user, line, (_, _) => line);", "private static readonly ConcurrentDictionary<string, Line> s_carts = new();") },
        { "static property", Action("[|Settings.Banner|] = line.Name;") + "\npublic static class Settings { public static string? Banner { get; set; } }" },
        { "static field", Action("[|s_limit|] = id;", "private static int s_limit;") },
        { "static field of the first request", Action("[|s_owner|] ??= user;", "private static string? s_owner;") },
        { "minimal API", Usings + "public static class Api { private static readonly ConcurrentDictionary<int, string> s_names = new();\npublic static void Map(WebApplication app) => app.MapPut(\"/names/{id}\", (int id, string name) => {\n[|s_names|][id] = name;\n}); }" },
        { "hub", Usings + "public class Board : Microsoft.AspNetCore.SignalR.Hub { private static readonly ConcurrentDictionary<string, string> s_notes = new();\npublic void Write(string key, string text) {\n[|s_notes|][key] = text;\n} }" },
        { "middleware", Usings + "public class Blocker(RequestDelegate next) { private static readonly HashSet<string> s_blocked = new();\npublic Task InvokeAsync(HttpContext context) {\ns_blocked.[|Add|](context.Request.Headers[\"X-Client\"].ToString());\nreturn next(context); } }" },
        { "helper", Action("Carts.Put(user, line);") + "\npublic static class Carts { private static readonly Dictionary<string, Line> s_all = new();\npublic static void Put(string user, Line line) {\n[|s_all|][user] = line;\n} }" },
        { "number of an order", Action("line.Number = \"ORD-\" + Interlocked.[|Increment|](ref s_next);", "private static int s_next;") },
        { "number in a text", Action("line.Number = $\"{DateTime.UtcNow:yyyy}-{Interlocked.[|Increment|](ref s_next):D6}\";", "private static int s_next;") },
        { "id", Action("line.Id = ++[|s_next|];", "private static int s_next;") },
        { "id of a new object", Action("Keep(new Line { Id = [|s_next|]++ });", "private static int s_next; private static void Keep(Line line) => Console.WriteLine(line.Name);") },
        { "id in a local", Action("var number = Interlocked.[|Increment|](ref s_next);\nline.Id = number;", "private static int s_next;") },
        { "generator", Action("line.Number = Numbers.NextNumber();") + "\npublic static class Numbers { private static int s_next;\npublic static string NextNumber() {\nreturn \"R\" + Interlocked.[|Increment|](ref s_next).ToString(\"D6\");\n} }" },
        { "generator that is a singleton", Usings + "public class Numbers { private long _next;\npublic long NextId() {\nreturn Interlocked.[|Increment|](ref _next);\n} } public static class Composition { public static void AddNumbers(this IServiceCollection services) => services.AddSingleton<Numbers>(); }" },
        { "one-time code", Codes("cache.[|Set|](\"code:\" + mail, code, TimeSpan.FromMinutes(5));", "if (!cache.TryGetValue(\"code:\" + mail, out string? known) || known != code) {\nreturn Unauthorized();\n}") },
        { "one-time code in a text", Codes("cache.[|Set|]($\"code:{mail}\", code, TimeSpan.FromMinutes(5));", "if (cache.TryGetValue($\"code:{mail}\", out string? known) && known == code) {\nreturn Ok();\n}\nreturn BadRequest();") },
        { "one-time code, asked by value", Codes("cache.[|Set|](KeyOf(mail), code);", "var known = cache.Get<string>(KeyOf(mail));\nif (known is null || known != code) {\nreturn Forbid();\n}", "private static string KeyOf(string mail) => \"code/\" + mail;") },
        { "token that must be there", Codes("cache.[|Set|](\"token:\" + mail, code);", "if (!cache.TryGetValue(\"token:\" + mail, out _)) {\nthrow new InvalidOperationException(code);\n}") },
        { "verification", Usings + "public class Otp(IMemoryCache cache) { public void Send(string mail, string code) {\ncache.[|Set|](\"otp:\" + mail, code, TimeSpan.FromMinutes(5));\n} public bool Verify(string mail, string code) => cache.TryGetValue(\"otp:\" + mail, out string? known) && known == code; }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "memo", Action("s_names.GetOrAdd(user, static name => name.Trim());", "private static readonly ConcurrentDictionary<string, string> s_names = new();") },
        { "memo by hand", Action("if (!s_names.TryGetValue(user, out var name)) {\nname = user.Trim();\ns_names[user] = name;\n}\nConsole.WriteLine(name);", "private static readonly ConcurrentDictionary<string, string> s_names = new();") },
        { "memo behind a return", Action("if (s_names.TryGetValue(user, out var name)) { return Ok(name); }\ns_names[user] = user.Trim();", "private static readonly ConcurrentDictionary<string, string> s_names = new();") },
        { "cache by name", Action("s_lineCache[user] = line;", "private static readonly ConcurrentDictionary<string, Line> s_lineCache = new();") },
        { "locks", Action("var gate = s_gates.GetOrAdd(user, static _ => new SemaphoreSlim(1)); gate.Release();", "private static readonly ConcurrentDictionary<string, SemaphoreSlim> s_gates = new();") },
        { "statistics", Action("s_visits.AddOrUpdate(user, 1, static (_, n) => n + 1);", "private static readonly ConcurrentDictionary<string, int> s_visits = new();") },
        { "work under way", Action("if (!s_busy.TryAdd(user, line)) { return Conflict(); }\ntry { Console.WriteLine(line.Id); } finally { s_busy.TryRemove(user, out _); }", "private static readonly ConcurrentDictionary<string, Line> s_busy = new();") },
        { "by type", Action("s_names[line.GetType()] = line.Name!;", "private static readonly ConcurrentDictionary<Type, string> s_names = new();") },
        { "static constructor", Usings + "public class CartController : ControllerBase { private static readonly HashSet<string> s_names = new(); static CartController() { s_names.Add(\"a\"); } public bool Get(string user) => s_names.Contains(user); }" },
        { "counter", Action("Interlocked.Increment(ref s_served); s_errors++;", "private static int s_served; private static int s_errors;") },
        { "round robin", Action("var next = Interlocked.Increment(ref s_next) % 3; Console.WriteLine(next);", "private static int s_next;") },
        { "sampling", Action("if (Interlocked.Increment(ref s_next) % 100 == 0) { Console.WriteLine(user); }", "private static int s_next;") },
        { "index of an array", Action("Console.WriteLine(s_hosts[Interlocked.Increment(ref s_next) % s_hosts.Length]);", "private static int s_next; private static readonly string[] s_hosts = [\"a\", \"b\"];") },
        { "trace id", Action("line.TraceId = \"t\" + Interlocked.Increment(ref s_next);", "private static int s_next;") },
        { "number of a request", Action("line.Number = \"R\" + Interlocked.Increment(ref s_requests);", "private static int s_requests;") },
        { "id outside of requests", "public class Node { private static int s_next; public int Id { get; } = Interlocked.Increment(ref s_next); public int Twice() => Id * 2; }" },
        { "generator nobody asks in a request", "public static class Ids { private static int s_next; public static int NextId() => Interlocked.Increment(ref s_next); } public class Editor { public int Open() => Ids.NextId(); }" },
        { "flag", Action("s_isReady = true;", "private static bool s_isReady;") },
        { "time", Action("s_lastCall = DateTime.UtcNow;", "private static DateTime s_lastCall;") },
        { "last user, for operators", Action("s_lastUser = user;", "private static string? s_lastUser;") },
        { "thread static", Action("t_user = user; Console.WriteLine(t_user);", "[ThreadStatic] private static string? t_user;") },
        { "asynchronous local", Action("s_user.Value = user;", "private static readonly AsyncLocal<string?> s_user = new();") },
        { "instance field", Action("_lines.Add(line);", "private readonly List<Line> _lines = new();") },
        { "local", Action("var lines = new List<Line>(); lines.Add(line); Console.WriteLine(lines[0].Id);") },
        { "known to nobody", "public static class Carts { private static readonly Dictionary<string, string> s_all = new(); public static void Put(string user, string line) { s_all[user] = line; } }" },
        { "filled at start-up", Usings + "public static class Routes { private static readonly Dictionary<string, string> s_all = new(); public static void UseRoutes(this IApplicationBuilder app, string name) { s_all[name] = name; } }" },
        { "data that no request brings", Action("s_names[DateTime.UtcNow] = Environment.MachineName;", "private static readonly ConcurrentDictionary<DateTime, string> s_names = new();") },
        { "service kept", Usings + "public class CartController(ShopContext db) : ControllerBase { private static object? s_model; public void Get() { s_model ??= db.Model; } }" },
        { "database", Usings + "public class CartController(ShopContext db) : ControllerBase { public void Post(Order order) { db.Orders.Add(order); db.SaveChanges(); } }" },
        { "cache that is filled again", Codes("cache.Set(\"user:\" + mail, code);", "if (!cache.TryGetValue(\"user:\" + mail, out string? known)) {\nknown = mail.Trim();\ncache.Set(\"user:\" + mail, known);\n}\nConsole.WriteLine(known);") },
        { "cache made on demand", Codes("cache.Set(\"user:\" + mail, code);", "var known = cache.GetOrCreate(\"user:\" + mail, _ => mail.Trim());\nif (known is null) { return NotFound(); }") },
        { "hit refuses", Codes("cache.Set(\"blocked:\" + mail, true, TimeSpan.FromMinutes(5));", "if (cache.TryGetValue(\"blocked:\" + mail, out _)) { return Forbid(); }") },
        { "miss goes on", Codes("cache.Set(\"hint:\" + mail, code);", "if (cache.TryGetValue(\"hint:\" + mail, out string? hint)) { Console.WriteLine(hint); }") },
        { "other key", Codes("cache.Set(\"hint:\" + mail, code);", "if (!cache.TryGetValue(\"code:\" + mail, out _)) { return Forbid(); }") },
        { "wrapper", Usings + "public class Wrapper(IMemoryCache cache) { public void Set(string key, string value) => cache.Set(\"w:\" + key, value); public bool TryGet(string key, out string? value) => cache.TryGetValue(\"w:\" + key, out value); }" },
        { "second level", Usings + "namespace Microsoft.Extensions.Caching.Distributed { public interface Marker { } }\npublic class Codes(IMemoryCache cache, Microsoft.Extensions.Caching.Distributed.IDistributedCache shared) : ControllerBase { public void Send(string mail) { cache.Set(\"code:\" + mail, mail); shared.Remove(mail); } public IActionResult Enter(string mail) { if (!cache.TryGetValue(\"code:\" + mail, out _)) { return BadRequest(); } return Ok(); } }".Replace("namespace Microsoft.Extensions.Caching.Distributed { public interface Marker { } }\n", "") },
    };

    [Theory, MemberData(nameof(Suggested))]
    public Task Data_of_requests_in_one_process_is_a_suggestion(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task It_is_reported_where_several_instances_run(Case code) => Verify.Fires(code.Source, ("perfanalyzers.deployment", "multi_instance"));

    [Theory, MemberData(nameof(Suggested))]
    public Task One_instance_is_silent(Case code) => Verify.Silent(code.Unmarked, ("perfanalyzers.deployment", "single_instance"));

    [Theory, MemberData(nameof(Quiet))]
    public Task Other_state_is_not(Case code) => Verify.Silent(code.Source, ("perfanalyzers.deployment", "multi_instance"));

    [Fact]
    public Task Says_what_is_lost() => Verify.Says(
        Action("[?|s_carts|][user] = line;", "private static readonly ConcurrentDictionary<string, Line> s_carts = new();"),
        "Requests keep their data in the static 's_carts': other instances do not see it, and a restart forgets it; keep it in a database or a distributed cache");
}
