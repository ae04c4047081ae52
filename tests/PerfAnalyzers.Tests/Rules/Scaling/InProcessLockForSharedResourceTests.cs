using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.InProcessLockForSharedResource, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class InProcessLockForSharedResourceTests
{
    private static readonly (string, string) s_several = ("perfanalyzers.deployment", "multi_instance");

    private const string Gate = "private static readonly SemaphoreSlim s_gate = new(1, 1);";

    private static string Service(string body, string members = Gate, string more = "") =>
        "using Microsoft.Extensions.DependencyInjection;\nusing System.Collections.Concurrent;\npublic class Stock(ShopContext db, System.Net.Http.HttpClient http) {\n" + members + "\npublic async Task<bool> Take(int id) {\n" + body + "\n} public System.Net.Http.HttpClient Http => http; public ShopContext Db => db; }\n" + more;

    private static string Held(string region, string members = Gate, string before = "await s_gate.[|WaitAsync|]();") =>
        Service(before + "\ntry {\n" + region + "\nreturn true;\n} finally { s_gate.Release(); }", members);

    private const string TakeOne = "var order = await db.Orders.FirstAsync(o => o.Id == id);\nif (order.IsPaid) { return false; }\norder.IsPaid = true;\nawait db.SaveChangesAsync();";

    public static readonly Cases Firing = new()
    {
        { "semaphore around read and save", Held(TakeOne) },
        { "with a token", Held(TakeOne, before: "await s_gate.[|WaitAsync|](CancellationToken.None);") },
        { "without a finally", Service("await s_gate.[|WaitAsync|]();\n" + TakeOne + "\ns_gate.Release();\nreturn true;") },
        { "with a time-out", Held(TakeOne, before: "if (!await s_gate.[|WaitAsync|](1000)) { return false; }") },
        { "one per key", Service("var gate = s_gates.GetOrAdd(id, static _ => new SemaphoreSlim(1, 1));\nawait gate.[|WaitAsync|]();\ntry {\n" + TakeOne + "\nreturn true;\n} finally { gate.Release(); }", "private static readonly ConcurrentDictionary<int, SemaphoreSlim> s_gates = new();") },
        { "count alone", Held(TakeOne, "private static readonly SemaphoreSlim s_gate = new SemaphoreSlim(1);") },
        { "insert if there is none", Held("if (await db.Customers.AnyAsync(c => c.Id == id)) { return false; }\ndb.Customers.Add(new Customer { Id = id });\nawait db.SaveChangesAsync();") },
        { "command", Held("var order = await db.Orders.FirstAsync(o => o.Id == id);\nawait db.Orders.Where(o => o.Id == order.Id).ExecuteUpdateAsync(s => s.SetProperty(o => o.IsPaid, true));") },
        { "other machine", Held("var text = await Http.GetStringAsync(\"stock\");\nif (text.Length == 0) { return false; }\nawait Http.PostAsync(\"stock\", null);") },
        { "in helpers", Service("await s_gate.[|WaitAsync|]();\ntry {\nvar order = await Load(id);\nawait Save(order);\nreturn true;\n} finally { s_gate.Release(); }", Gate + "\nprivate Task<Order> Load(int id) => Db.Orders.FirstAsync(o => o.Id == id);\nprivate async Task Save(Order order) { order.IsPaid = true; await Db.SaveChangesAsync(); }") },
        { "lock statement", Service("await Task.Yield();\n[|lock|] (s_sync) {\nvar order = db.Orders.First(o => o.Id == id);\norder.IsPaid = true;\ndb.SaveChanges();\n}\nreturn true;", "private static readonly object s_sync = new();") },
        { "lock of a singleton", Service("await Task.Yield(); return true;", more: "public class Numbers(IServiceScopeFactory scopes) { private readonly object _sync = new(); public int Next() {\n[|lock|] (_sync) {\nusing var scope = scopes.CreateScope();\nvar db = scope.ServiceProvider.GetRequiredService<ShopContext>();\nvar next = db.Orders.Max(o => o.Id) + 1;\ndb.Orders.Add(new Order { Id = next });\ndb.SaveChanges();\nreturn next; } } } public static class Composition { public static void AddNumbers(this IServiceCollection services) => services.AddSingleton<Numbers>(); }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "cache filled once", Held("_orders = await Db.Orders.ToListAsync(); await Db.SaveChangesAsync();", Gate + " private List<Order>? _orders;", "await s_gate.WaitAsync();") },
        { "memory cache", Service("await s_gate.WaitAsync();\ntry { var all = await Db.Orders.ToListAsync(); Cache!.Set(\"all\", all); await Db.SaveChangesAsync(); return true; } finally { s_gate.Release(); }", Gate + " public Microsoft.Extensions.Caching.Memory.IMemoryCache? Cache { get; set; }").Replace("using System.Collections.Concurrent;", "using System.Collections.Concurrent;\nusing Microsoft.Extensions.Caching.Memory;") },
        { "throttle", Held(TakeOne, "private static readonly SemaphoreSlim s_gate = new(10);", "await s_gate.WaitAsync();") },
        { "semaphore of the object", Service("await _gate.WaitAsync();\ntry {\n" + TakeOne + "\nreturn true;\n} finally { _gate.Release(); }", "private readonly SemaphoreSlim _gate = new(1, 1);") },
        { "only reads", Held("var order = await db.Orders.FirstAsync(o => o.Id == id);\nConsole.WriteLine(order.Id);", before: "await s_gate.WaitAsync();") },
        { "only writes", Held("db.Customers.Add(new Customer { Id = id });\nawait db.SaveChangesAsync();", before: "await s_gate.WaitAsync();") },
        { "save after the lock", Service("await s_gate.WaitAsync();\nvar order = await db.Orders.FirstAsync(o => o.Id == id);\ns_gate.Release();\norder.IsPaid = true;\nawait db.SaveChangesAsync();\nreturn true;") },
        { "distributed lock inside", Held("await using var shared = await DistributedLocks.Take(id);\n" + TakeOne, before: "await s_gate.WaitAsync();") + "\npublic static class DistributedLocks { public static Task<IAsyncDisposable> Take(int id) => throw new NotSupportedException(id.ToString()); }" },
        { "concurrency token", Held("try {\n" + TakeOne + "\n} catch (DbUpdateConcurrencyException) { return false; }", before: "await s_gate.WaitAsync();") },
        { "serializable transaction", Held("await using var tx = await db.Database.BeginTransactionAsync();\nConsole.WriteLine(System.Data.IsolationLevel.Serializable.ToString());\n" + TakeOne, before: "await s_gate.WaitAsync();") },
        { "no lock", Service(TakeOne + "\nreturn true;") },
        { "list in memory", Service("await Task.Yield(); lock (s_sync) { s_seen.Add(id); } return true;", "private static readonly object s_sync = new(); private static readonly HashSet<int> s_seen = new();") },
        { "local lock", Service("var sync = new SemaphoreSlim(1, 1); await sync.WaitAsync();\n" + TakeOne + "\nsync.Release(); return true;", "") },
        { "file", Held("var text = await File.ReadAllTextAsync(\"a\");\nawait File.WriteAllTextAsync(\"a\", text);", before: "await s_gate.WaitAsync();") },
        { "work in a lambda", Held("_ = Task.Run(async () => { var order = await Db.Orders.FirstAsync(); order.IsPaid = true; await Db.SaveChangesAsync(); });", before: "await s_gate.WaitAsync();") },
        { "wait for an event", Service("using var ready = new ManualResetEventSlim(); ready.Wait(1); " + TakeOne + "\nreturn true;", "") },
        { "wait of a task", Service("await Task.Delay(1).WaitAsync(TimeSpan.FromSeconds(1)); " + TakeOne + "\nreturn true;", "") },
        { "unknown count", Service("await s_gate.WaitAsync();\n" + TakeOne + "\ns_gate.Release(); return true;", "private static readonly SemaphoreSlim s_gate = Make(); private static SemaphoreSlim Make() => new(Environment.ProcessorCount);") },
        { "semaphore that is handed in", "public class Stock(ShopContext db, SemaphoreSlim gate) { public async Task Take(int id) { await gate.WaitAsync(); var order = await db.Orders.FirstAsync(o => o.Id == id); order.IsPaid = true; await db.SaveChangesAsync(); gate.Release(); } }" },
        { "start-up", "public static class Program { private static readonly object s_sync = new(); public static void Main() { using var db = new ShopContext(new DbContextOptions<ShopContext>()); lock (s_sync) { if (!db.Orders.Any()) { db.Orders.Add(new Order()); db.SaveChanges(); } } } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Lock_of_one_process_around_shared_data_is_reported(Case code) => Verify.Fires(code.Source, s_several);

    [Theory, MemberData(nameof(Firing))]
    public Task Nothing_is_said_where_nobody_knows_of_several_instances(Case code) => Verify.Silent(code.Unmarked);

    [Theory, MemberData(nameof(Quiet))]
    public Task Other_locks_are_not(Case code) => Verify.Silent(code.Source, s_several);

    [Fact]
    public Task Evidence_makes_it_a_suggestion() => Verify.Suggests(
        Held(TakeOne) + "\npublic static class More { public static IServiceCollection AddStackExchangeRedisCache(this IServiceCollection s, Action<object> o) => s; public static void AddCaches(this IServiceCollection s) { s.AddStackExchangeRedisCache(_ => { }); } }");

    [Fact]
    public Task Says_what_both_do() => Verify.Says(
        Held(TakeOne),
        "'s_gate' is held by one caller of each instance: two instances read the same state and both write ('SaveChangesAsync'); let the database decide (a conditional update, a concurrency token, a unique index) or take a distributed lock",
        s_several);
}
