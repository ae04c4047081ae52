using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.IoUnderLock, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class IoUnderLockTests
{
    public static readonly Cases Firing = new()
    {
        { "file, behind other work", In("lock (_gate) { _count++; var line = _count + text; File.[|AppendAllText|](\"audit.log\", line); }") },
        { "the first of two", In("lock (_gate) { _count++; var all = File.[|ReadAllText|](\"a\");\n File.WriteAllText(\"b\", all + text); }") },
        { "in a loop", In("lock (_gate) { _count++; foreach (var line in text.Split(' ')) { Console.WriteLine(line); }\n File.[|Delete|](text); }") },
        { "try and finally", In("lock (_gate) { try { File.[|WriteAllText|](\"a\", text); } finally { _count++; } }") },
        { "folder", In("lock (_gate) { foreach (var f in Directory.[|GetFiles|](text)) { _count++; } }") },
        { "opening", In("lock (_gate) { using var s = new [|FileStream|](text, FileMode.Open); _count++; }") },
        { "query", Db("public Order? Find(int id) { lock (_gate) { using var db = New(); return db.Orders.[|FirstOrDefault|](o => o.Id == id); } }") },
        { "query in a list", Db("public int Count() { lock (_gate) { using var db = New(); return string.Concat(db.Orders.Where(o => o.IsPaid).[|ToList|]()).Length; } }") },
        { "save", Db("public void Add(Order o) { lock (_gate) { using var db = New(); db.Orders.Add(o);\n db.[|SaveChanges|](); } }") },
        { "command", "class C(Func<DbConnection> open) { readonly object _gate = new(); public void M() { lock (_gate) { using var c = open(); using var d = c.CreateCommand();\n d.[|ExecuteNonQuery|](); } } }" },
        { "Dapper", "class C(Func<DbConnection> open) { readonly object _gate = new(); public int M() { lock (_gate) { using var c = open();\n return c.[|ExecuteScalar|]<int>(\"select 1\"); } } }" },
        { "sleep", In("lock (_gate) { while (_count > 0) { _count--; }\n Thread.[|Sleep|](100); }") },
        { "request", "class C(System.Net.Http.HttpClient http) { readonly object _gate = new(); public void M(System.Net.Http.HttpRequestMessage m) { lock (_gate) { using var r = http.[|Send|](m); } } }" },
        { "mail", "class C { readonly object _gate = new(); public void M(System.Net.Mail.MailMessage m) { lock (_gate) { using var s = new System.Net.Mail.SmtpClient(); s.[|Send|](m); } } }" },
        { "another thread", "class C(SemaphoreSlim free) { readonly object _gate = new(); public void M() { lock (_gate) { free.[|Wait|](); } } }" },
        { "name of a host", In("lock (_gate) { System.Net.Dns.[|GetHostEntry|](text); }") },
        { "this", "class C { int _n; public void M(string path) { lock (this) { _n++; File.[|WriteAllText|](path, \"\"); } } }" },
        { "static gate", "static class C { static int s_n; static readonly object s_gate = new(); public static void M(string path) { lock (s_gate) { s_n++; File.[|WriteAllText|](path, \"\"); } } }" },
        { "the new lock", "class C { int _n; readonly Lock _gate = new(); public void M(string path) { lock (_gate) { _n++; File.[|WriteAllText|](path, \"\"); } } }" },
        { "scope of the new lock", "class C { int _n; readonly Lock _gate = new(); public void M(string path) { using (_gate.EnterScope()) { _n++; File.[|WriteAllText|](path, \"\"); } } }" },
        { "declared scope", "class C { int _n; readonly Lock _gate = new(); public void M(string path) { using var held = _gate.EnterScope(); _n++; File.[|WriteAllText|](path, \"\"); } }" },
        { "monitor", "class C { int _n; readonly object _gate = new(); public void M(string path) { Monitor.Enter(_gate); try { _n++; File.[|WriteAllText|](path, \"\"); } finally { Monitor.Exit(_gate); } } }" },
        { "write lock", "class C { int _n; readonly ReaderWriterLockSlim _gate = new(); public void M(string path) { _gate.EnterWriteLock(); try { _n++; File.[|WriteAllText|](path, \"\"); } finally { _gate.ExitWriteLock(); } } }" },
        { "mutex of the process", "class C { int _n; readonly Mutex _gate = new(); public void M(string path) { _gate.WaitOne(); try { _n++; File.[|WriteAllText|](path, \"\"); } finally { _gate.ReleaseMutex(); } } }" },
        { "lambda with a lock", "class C { int _n; readonly object _gate = new(); public Action M(string path) => () => { lock (_gate) { _n++; File.[|WriteAllText|](path, \"\"); } }; }" },
        { "helper", In("lock (_gate) { [|Put|](text); } } private static void Put(string text) { File.AppendAllText(\"a\", text);") },
        { "repository", "class Repo(ShopContext db) { public int Count() => db.Orders.Count(); } class C(Repo repo) { readonly object _gate = new(); int _n; public void M() { lock (_gate) { _n = repo.[|Count|](); _n++; } } }".Replace("_n = repo", "var n = repo", StringComparison.Ordinal).Replace("_n++", "_n += n", StringComparison.Ordinal) },
        { "three calls away", """
            class Repo(ShopContext db) { public int Count() => Rows().Count(); private List<Order> Rows() => Load(); private List<Order> Load() => db.Orders.Where(o => o.IsPaid).ToList(); }
            class C(Repo repo) { readonly object _gate = new(); public int M() { lock (_gate) { return repo.[|Count|](); } } }
            """ },
        { "saved by a helper, after one that loads once", "class C { readonly object _gate = new(); string? _text; void Load() { if (_text is not null) { return; } _text = File.ReadAllText(\"a\"); } void Save() { File.WriteAllText(\"a\", _text); } public void Add(string s) { lock (_gate) { Load(); _text += s; [|Save|](); } } }" },
        { "nested locks: told once, at the inner one", "class C { int _n; readonly object _a = new(), _b = new(); public void M(string path) { lock (_a) { lock (_b) { _n++; File.[|WriteAllText|](path, \"\"); } } } }" },
    };

    public static readonly Cases Suggested = new()
    {
        { "file", In("lock (_gate) { File.[|AppendAllText|](\"audit.log\", text); }") },
        { "in a branch", In("lock (_gate) { if (text.Length > 0) { File.[|WriteAllText|](\"a\", text); } }") },
        { "file without an asynchronous form", In("lock (_gate) { File.[|Move|](text, text + \".old\"); }") },
        { "property", "class C { readonly object _gate = new(); public string Text { get { lock (_gate) { return File.[|ReadAllText|](\"a\"); } } } }" },
        { "private, called each time", "class C { readonly object _gate = new(); public string Text => Load(); string Load() { lock (_gate) { return File.[|ReadAllText|](\"a\"); } } }" },
        { "private, kept in a local", "class C { readonly object _gate = new(); public string M(string? text) { text ??= Load(); return text; } string Load() { lock (_gate) { return File.[|ReadAllText|](\"a\"); } } }" },
        { "private, called once and each time", "class C { readonly object _gate = new(); string? _text; public string Text => _text ??= Load(); public void Again() { _text = Load(); } string Load() { lock (_gate) { return File.[|ReadAllText|](\"a\"); } } }" },
        { "only in some implementations", """
            interface IRepo { int Count(); }
            class Repo(ShopContext db) : IRepo { public int Count() => db.Orders.Count(); }
            class Fixed : IRepo { public int Count() => 1; }
            class C(IRepo repo) { readonly object _gate = new(); public int M() { lock (_gate) { return repo.[|Count|](); } } }
            """ },
    };

    public static readonly Cases Quiet = new()
    {
        { "nothing waits", In("lock (_gate) { _count++; }") },
        { "before the lock", In("var all = File.ReadAllText(text); lock (_gate) { _count = all.Length; }") },
        { "after the lock", In("string line; lock (_gate) { line = text + _count++; } File.AppendAllText(\"a\", line);") },
        { "in a lambda that runs later", In("lock (_gate) { _later = () => File.AppendAllText(\"a\", text); }") },
        { "in a local function that is called later", In("lock (_gate) { _count++; void Later() => File.AppendAllText(\"a\", text); _later = Later; }") },
        { "started, not waited for", In("lock (_gate) { _ = File.AppendAllTextAsync(\"a\", text); }") },
        { "exists", In("lock (_gate) { if (File.Exists(text) || Directory.Exists(text)) { _count++; } }") },
        { "path", In("lock (_gate) { _count = Path.GetFullPath(text).Length; }") },
        { "memory", In("lock (_gate) { using var s = new MemoryStream(); s.Write(new byte[3], 0, 3); s.Flush(); }") },
        { "text in memory", In("lock (_gate) { using var r = new StringReader(text); r.ReadToEnd(); using var w = new StringWriter(); w.Write(text); }") },
        { "console", In("lock (_gate) { Console.WriteLine(text); }") },
        { "zero time", "class C(SemaphoreSlim free) { readonly object _gate = new(); public bool M() { lock (_gate) { return free.Wait(0); } } }" },
        { "condition of a monitor", In("lock (_gate) { while (_count == 0) { Monitor.Wait(_gate); } _count--; Monitor.Pulse(_gate); }") },
        { "loaded once", "class C { readonly object _gate = new(); string? _text; public string Text { get { lock (_gate) { return _text ??= File.ReadAllText(\"a\"); } } } }" },
        { "loaded once, asked", "class C { readonly object _gate = new(); string? _text; public string Text { get { lock (_gate) { if (_text == null) { _text = File.ReadAllText(\"a\"); } return _text; } } } }" },
        { "loaded once, double-checked", "class C { readonly object _gate = new(); string? _text; public string M() { if (_text is null) { lock (_gate) { if (_text is null) { _text = File.ReadAllText(\"a\"); } } } return _text; } }" },
        { "loaded once, with a flag", "class C { readonly object _gate = new(); bool _loaded; string _text = \"\"; public void M() { lock (_gate) { if (_loaded) { return; } _text = File.ReadAllText(\"a\"); _loaded = true; } } }" },
        { "loaded once, with a flag that is asked", "class C { readonly object _gate = new(); bool _ready; public void M() { lock (_gate) { if (!_ready) { Directory.CreateDirectory(\"a\"); _ready = true; } } } }" },
        { "loaded again when it is old", "class C { readonly object _gate = new(); DateTime _read; string _text = \"\"; public string M(DateTime now) { lock (_gate) { if (now - _read > TimeSpan.FromMinutes(5)) { _text = File.ReadAllText(\"a\"); _read = now; } return _text; } } }" },
        { "loaded once by a helper", "class C { readonly object _gate = new(); string? _text; public string M() { lock (_gate) { if (_text == null) { Load(); } return _text ??= \"\"; } } void Load() { _text = File.ReadAllText(\"a\"); } }" },
        { "helper that loads once and leaves early", "class C { readonly object _gate = new(); string[]? _all; void EnsureLoaded() { if (_all is not null) { return; } if (File.Exists(\"a\")) { _all = File.ReadAllLines(\"a\"); return; } _all = []; } public int M() { lock (_gate) { EnsureLoaded(); return _all!.Length; } } }" },
        { "helper that loads once, with a flag", "class C { readonly object _gate = new(); bool _loaded; string _text = \"\"; void Load() { if (_loaded) { return; } _loaded = true; _text = File.ReadAllText(\"a\"); } public string M() { lock (_gate) { Load(); return _text; } } }" },
        { "called once: kept in a field", "class C { readonly object _gate = new(); string? _id; public string Id => _id ??= Get(); string Get() { var id = Read(); if (id.Length == 0) { id = Guid.NewGuid().ToString(); Save(id); } return id; } string Read() { lock (_gate) { return File.ReadAllText(\"id\"); } } void Save(string id) { lock (_gate) { File.WriteAllText(\"id\", id); } } }" },
        { "called once: lazy", "class C { readonly object _gate = new(); readonly Lazy<string> _id; public C() { _id = new Lazy<string>(() => Read()); } public string Id => _id.Value; string Read() { lock (_gate) { return File.ReadAllText(\"id\"); } } }" },
        { "called once: by the constructor", "class C { readonly object _gate = new(); readonly string _id; public C() { _id = Read(); } public string Id => _id; string Read() { lock (_gate) { return File.ReadAllText(\"id\"); } } }" },
        { "kept in a dictionary", "class C { readonly object _gate = new(); readonly Dictionary<string, string> _all = new(); public string M(string path) { lock (_gate) { if (!_all.TryGetValue(path, out var text)) { text = File.ReadAllText(path); _all[path] = text; } return text; } } }" },
        { "stream that the lock is for", "class C(FileStream log) { readonly object _gate = new(); readonly FileStream _log = log; public void M(byte[] line) { lock (_gate) { _log.Write(line, 0, line.Length); _log.Flush(); } } }" },
        { "stream that is locked", "class C(Stream log) { public void M(byte[] line) { lock (log) { log.Write(line, 0, line.Length); } } }" },
        { "writer that the lock is for", "class C { readonly object _gate = new(); readonly StreamWriter _log = new(\"a\"); public void M(string line) { lock (_gate) { _log.WriteLine(line); _log.Flush(); } } }" },
        { "connection that the lock is for", "class C(DbConnection c) { readonly object _gate = new(); readonly DbConnection _c = c; public int M() { lock (_gate) { return _c.Execute(\"delete from x\"); } } }" },
        { "context that the lock is for", "class C { readonly object _gate = new(); readonly ShopContext _db; public C(ShopContext db) => _db = db; public int M() { lock (_gate) { return _db.Orders.Where(o => o.IsPaid).Count(); } } }" },
        { "process that the lock is for", "class C { readonly object _gate = new(); System.Diagnostics.Process? _p; public void M() { lock (_gate) { _p?.WaitForExit(5000); } } }" },
        { "lock of this call", "class C { public void M(string path) { var gate = new object(); lock (gate) { File.WriteAllText(path, \"\"); } } }" },
        { "constructor", "class C { static readonly object s_gate = new(); public C(string path) { lock (s_gate) { File.WriteAllText(path, \"\"); } } }" },
        { "static constructor", "class C { static readonly object s_gate = new(); static C() { lock (s_gate) { File.WriteAllText(\"a\", \"\"); } } }" },
        { "Dispose", "class C : IDisposable { readonly object _gate = new(); public void Dispose() { lock (_gate) { File.Delete(\"a\"); } } }" },
        { "Stop", "class C(Thread worker) { readonly object _gate = new(); public void Stop() { lock (_gate) { worker.Join(); } } }" },
        { "Main", "class P { static readonly object s_gate = new(); static void Main() { lock (s_gate) { File.WriteAllText(\"a\", \"\"); } } }" },
        { "installer", "class PluginInstaller { readonly object _gate = new(); public void Run(string path) { lock (_gate) { File.WriteAllText(path, \"\"); } } }" },
        { "on failure", In("lock (_gate) { try { _count++; } catch (Exception e) { File.AppendAllText(\"errors\", e.Message); } }") },
        { "semaphore that is awaited", "class C { readonly SemaphoreSlim _gate = new(1, 1); public async Task M(string path) { await _gate.WaitAsync(); try { await File.WriteAllTextAsync(path, \"\"); } finally { _gate.Release(); } } }" },
        { "read lock", "class C { readonly ReaderWriterLockSlim _gate = new(); public string M(string path) { _gate.EnterReadLock(); try { return File.ReadAllText(path); } finally { _gate.ExitReadLock(); } } }" },
        { "monitor, released before", "class C { readonly object _gate = new(); int _n; public void M(string path) { Monitor.Enter(_gate); try { _n++; } finally { Monitor.Exit(_gate); } File.WriteAllText(path, \"\"); } }" },
        { "task: told as such", In("lock (_gate) { File.AppendAllTextAsync(\"a\", text).Wait(); }") },
        { "per element: told as such", Db("public void M(List<Order> orders) { lock (_gate) { using var db = New(); foreach (var o in orders) { o.Total += db.Customers.Count(c => c.Id == o.CustomerId); } } }") },
        { "member that is not known", "interface IStore { void Put(string s); } class C(IStore store) { readonly object _gate = new(); public void M(string s) { lock (_gate) { store.Put(s); } } }" },
        { "helper that does not wait", In("lock (_gate) { Add(text); } } private void Add(string text) { _count += text.Length;") },
        { "helper that returns a task", In("lock (_gate) { _task = WriteAsync(text); } } Task? _task; private static async Task WriteAsync(string text) { await File.AppendAllTextAsync(\"a\", text);") },
        { "composed query", Db("public IQueryable<Order> Paid(ShopContext db) { lock (_gate) { return db.Orders.Where(o => o.IsPaid); } }") },
        { "tracked rows", Db("public void Add(ShopContext db, Order o) { lock (_gate) { db.Orders.Add(o); } }") },
        { "expression tree", "class C { readonly object _gate = new(); public Expression<Func<string>> M() { lock (_gate) { return () => File.ReadAllText(\"a\"); } } }" },
        { "nameof", In("lock (_gate) { _count = nameof(File.ReadAllText).Length; }") },
        { "other type's members", "class File2 { public void Delete(string s) { } } class C(File2 f) { readonly object _gate = new(); public void M() { lock (_gate) { f.Delete(\"a\"); } } }" },
        { "benchmark of a lock", "namespace BenchmarkDotNet.Attributes { class BenchmarkAttribute : Attribute { } } class C { readonly object _gate = new(); [BenchmarkDotNet.Attributes.Benchmark] public void M() { lock (_gate) { Thread.Sleep(1); } } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_waits_and_what_is_locked() => Verify.Says(
        In("lock (_gate) { _count++; File.[|AppendAllText|](\"audit.log\", text); }"),
        "'AppendAllText' waits while '_gate' is locked, and every thread that needs the lock waits with it; move it out of the lock");

    [Fact]
    public Task Says_the_way_to_what_waits() => Verify.Says(
        "class Repo(ShopContext db) { public int Count() => Rows().Count; private List<Order> Rows() => db.Orders.ToList(); } class C(Repo repo) { readonly object _gate = new(); public int M() { lock (_gate) { return repo.[|Count|](); } } }",
        "'Count' waits (Repo.Count -> Repo.Rows -> ToList) while '_gate' is locked, and every thread that needs the lock waits with it; move it out of the lock");

    [Fact]
    public Task Says_nothing_of_a_name_where_there_is_none() => Verify.Says(
        "class C { int _n; public void M(string path) { lock (typeof(C)) { _n++; File.[|WriteAllText|](path, \"\"); } } }",
        "'WriteAllText' waits while an object is locked, and every thread that needs the lock waits with it; move it out of the lock");

    private static string In(string statement) => $$"""
        class Audit
        {
            private readonly object _gate = new();
            private int _count;
            private Action? _later;

            public void Write(string text)
            {
                {{statement}}
            }
        }
        """;

    private static string Db(string member) => $$"""
        class Orders(IDbContextFactory<ShopContext> factory)
        {
            private readonly object _gate = new();

            private ShopContext New() => factory.CreateDbContext();

            {{member}}
        }
        """;
}
