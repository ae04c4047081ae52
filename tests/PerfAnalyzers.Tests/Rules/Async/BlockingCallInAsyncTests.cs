using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfAnalyzers.Async;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.BlockingCallInAsync, PerfAnalyzers.Async.BlockingCallInAsyncFix>;

namespace PerfAnalyzers.Tests;

public sealed class BlockingCallInAsyncTests
{
    public static readonly Cases Firing = new()
    {
        { "an archive that is unpacked", "class Packages { public async Task Unpack(string path) { await Task.Yield(); System.IO.Compression.ZipFile.[|ExtractToDirectory|](path, \"themes\"); } }" },
        { "the asynchronous part of a method that works both ways", "class C(ShopContext db) { public async Task<int> Count(bool async) { if (async) { await Task.Yield(); return string.Concat(db.Orders.[|ToList|]()).Length; } return db.Orders.Count(); } }" },
        { "beside benchmarks", "namespace BenchmarkDotNet.Attributes { class BenchmarkAttribute : Attribute { } } class Reads { [BenchmarkDotNet.Attributes.Benchmark] public void Text() { } } class Files { public async Task<string> Load() { await Task.Yield(); return File.[|ReadAllText|](\"a\"); } }" },
        { "ToList", "class Orders(ShopContext db) { public async Task<int> All() { await Task.Yield(); return string.Concat(db.Orders.Where(o => o.IsPaid).[|ToList|]()).Length; } }" },
        { "First with a predicate", "class Orders(ShopContext db) { public async Task<Order> One(int id) { await Task.Yield(); return db.Orders.[|First|](o => o.Id == id); } }" },
        { "Sum", "class Orders(ShopContext db) { public async Task<decimal> Sum() { await Task.Yield(); return db.Orders.[|Sum|](o => o.Total); } }" },
        { "SaveChanges", "class Orders(ShopContext db) { public async Task Save(Order o) { await Task.Yield(); db.Orders.Add(o); db.[|SaveChanges|](); } }" },
        { "Find", "class Orders(ShopContext db) { public async Task<Order?> One(int id) { await Task.Yield(); return db.Orders.[|Find|](id); } }" },
        { "ExecuteDelete", "class Orders(ShopContext db) { public async Task Clear() { await Task.Yield(); db.Orders.Where(o => o.IsPaid).[|ExecuteDelete|](); } }" },
        { "query in a local", "class Orders(ShopContext db) { public async Task<Order[]> All() { var query = db.Orders.AsNoTracking(); await Task.Yield(); return query.[|ToArray|](); } }" },
        { "transaction", "class Orders(ShopContext db) { public async Task Save() { using var t = db.Database.[|BeginTransaction|](); await db.SaveChangesAsync(); t.[|Commit|](); } }" },
        { "foreach over a query", "class Orders(ShopContext db) { public async Task Print() { await Task.Yield(); [|foreach (var o in db.Orders.Where(o => o.IsPaid))|] { Console.WriteLine(o.Id); } } }" },
        { "Dapper", "class Orders(DbConnection db) { public async Task<int> All() { await Task.Yield(); return db.[|Query|]<Order>(\"select * from Orders\").Count(); } }" },
        { "Dapper command", "class Orders(DbConnection db) { public async Task Clear() { await Task.Yield(); db.[|Execute|](\"delete from Orders\"); } }" },
        { "ADO.NET", """
            class Orders(DbCommand command)
            {
                public async Task<int> Count(DbConnection connection)
                {
                    connection.[|Open|]();
                    await Task.Yield();
                    using var reader = command.[|ExecuteReader|]();
                    return reader.[|Read|]() ? reader.GetInt32(0) : 0;
                }
            }
            """ },
        { "stream", "class Files { public async Task Copy(Stream from, Stream to) { await Task.Yield(); from.[|CopyTo|](to); to.[|Flush|](); } }".Replace(" to.[|Flush", "\n to.[|Flush", StringComparison.Ordinal) },
        { "Read of a stream", "class Files { public async Task<int> Read(Stream s, byte[] b) { await Task.Yield(); return s.[|Read|](b, 0, b.Length); } }" },
        { "reader over a stream", "class Files { public async Task<string> Read(Stream s) { using var r = new StreamReader(s); await Task.Yield(); return r.[|ReadToEnd|](); } }" },
        { "File", "class Files { public async Task<string> Read(string p) { await Task.Yield(); return File.[|ReadAllText|](p); } }" },
        { "File in an async lambda", "class Files { public Func<string, Task<byte[]>> Read() => async p => { await Task.Yield(); return File.[|ReadAllBytes|](p); }; }" },
        { "File in an async local function", "class Files { public Task<byte[]> Read(string p) { return Inner(); async Task<byte[]> Inner() { await Task.Yield(); return File.[|ReadAllBytes|](p); } } }" },
        { "Thread.Sleep", "class Pause { public async Task Wait() { await Task.Yield(); Thread.[|Sleep|](500); } }" },
        { "Thread.Sleep with a time span", "class Pause { public async Task Wait(CancellationToken stop) { await Task.Yield(); Thread.[|Sleep|](TimeSpan.FromSeconds(1)); } }" },
        { "SemaphoreSlim", "class Gate { private readonly SemaphoreSlim _g = new(1); public async Task Enter() { _g.[|Wait|](); await Task.Yield(); _g.Release(); } }" },
        { "SemaphoreSlim with a timeout", "class Gate { private readonly SemaphoreSlim _g = new(1); public async Task<bool> Enter() { await Task.Yield(); return _g.[|Wait|](1000); } }" },
        { "ManualResetEventSlim", "class Gate(ManualResetEventSlim set) { public async Task Enter() { await Task.Yield(); set.[|Wait|](); } }" },
        { "WaitOne", "class Gate(AutoResetEvent set) { public async Task Enter() { await Task.Yield(); set.[|WaitOne|](); } }" },
        { "process", "class Tool { public async Task Run(System.Diagnostics.Process p) { await Task.Yield(); p.[|WaitForExit|](); } }" },
        { "HttpClient.Send", "class Api(System.Net.Http.HttpClient c) { public async Task<int> Get(System.Net.Http.HttpRequestMessage m) { await Task.Yield(); return (int)c.[|Send|](m).StatusCode; } }" },
        { "DNS", "class Api { public async Task<int> Get(string h) { await Task.Yield(); return System.Net.Dns.[|GetHostAddresses|](h).Length; } }" },
        { "socket", "class Api(System.Net.Sockets.TcpListener l) { public async Task<object> Get() { await Task.Yield(); return l.[|AcceptTcpClient|](); } }" },
        { "request form", "class M(Microsoft.AspNetCore.Http.RequestDelegate next) { public async Task InvokeAsync(Microsoft.AspNetCore.Http.HttpContext c) { var f = c.Request.[|Form|]; await next(c); Console.WriteLine(f.Count); } }" },
        { "form in an action", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<int> Post() { await Task.Yield(); return Request.[|Form|].Count; } }" },
        { "form that is read twice", "public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<string?> Upload() { var file = Request.[|Form|].Files.Count > 0 ? Request.Form.Files[0] : null; await Task.Yield(); return file?.FileName ?? Request.Form[\"name\"]; } }" },
        { "form that is read again behind an await", "class M(Microsoft.AspNetCore.Http.RequestDelegate next) { public async Task InvokeAsync(Microsoft.AspNetCore.Http.HttpContext c) { Console.WriteLine(c.Request.[|Form|].Count); await next(c); Console.WriteLine(c.Request.Form.Keys.Count); } }" },
        { "request body", "class M(Microsoft.AspNetCore.Http.RequestDelegate next) { public async Task InvokeAsync(Microsoft.AspNetCore.Http.HttpContext c) { var r = new StreamReader(c.Request.Body); var t = r.[|ReadToEnd|](); await next(c); Console.WriteLine(t); } }" },
        { "minimal API handler", """
            using Microsoft.AspNetCore.Builder;
            static class Api
            {
                public static void Map(WebApplication app) => app.MapGet("/orders", async (ShopContext db) =>
                {
                    await Task.Yield();
                    return db.Orders.[|ToList|]();
                });
            }
            """ },
        { "private helper that blocks", """
            class Orders(ShopContext db)
            {
                public async Task Pay(Order o) { o.IsPaid = true; await Task.Yield(); [|Save|](); }
                private void Save() { Console.WriteLine("saving"); db.SaveChanges(); }
            }
            """ },
        { "private static helper that reads a file", """
            class Settings
            {
                public async Task<int> Length(string p) { await Task.Yield(); return [|Load|](p).Length; }
                private static string Load(string p) => File.ReadAllText(p).Trim();
            }
            """ },
        { "local function that blocks", """
            class Settings
            {
                public async Task<int> Length(string p) { await Task.Yield(); return [|Load|]().Length; string Load() => File.ReadAllText(p); }
            }
            """ },
        { "conditional access", "class Orders { public async Task Save(ShopContext? db) { await Task.Yield(); db?.[|SaveChanges|](); } }" },
        { "distributed cache", "class Caches(Microsoft.Extensions.Caching.Distributed.IDistributedCache cache) { public async Task<int> Get(string k) { await Task.Yield(); return cache.[|Get|](k)!.Length; } }" },
        { "span", "class Files { public async Task<int> Read(Stream s, byte[] b) { await Task.Yield(); return s.[|Read|](b.AsSpan(0, 4)); } }" },
        { "async iterator", "class Rows(DbCommand c) { public async IAsyncEnumerable<int> Each() { await Task.Yield(); yield return c.[|ExecuteNonQuery|](); } }" },
        { "async void", "class Form(ShopContext db) { public async void OnClick(object sender, EventArgs e) { await Task.Yield(); db.[|SaveChanges|](); } }" },
        { "body of Parallel.ForEach", "class Files { public async Task Read(string[] paths) { await Task.Yield(); Parallel.ForEach(paths, p => { Console.WriteLine(File.[|ReadAllText|](p)); }); } }" },
        { "body of Parallel.For", "class Files { public async Task Read(SemaphoreSlim gate) { await Task.Yield(); Parallel.For(0, 9, i => { gate.[|Wait|](); gate.Release(); }); } }" },
        { "countdown", "class Gate(CountdownEvent done) { public async Task Enter() { await Task.Yield(); done.[|Wait|](); } }" },
        { "blocking collection", "class Gate(System.Collections.Concurrent.BlockingCollection<int> items) { public async Task<int> Next() { await Task.Yield(); return items.[|Take|](); } }" },
        { "stream that is in memory only sometimes", "class Files { public async Task<int> Read(bool b, string p) { Stream s = b ? new MemoryStream() : new FileStream(p, FileMode.Open); await Task.Yield(); return s.[|Read|](new byte[1], 0, 1); } }" },
    };

    public static readonly Cases Suggested = new()
    {
        { "a library's twin", "class Hashes { public async Task<byte[]> Get(Stream s) { await Task.Yield(); return System.Security.Cryptography.SHA256.[|HashData|](s); } }" },
        { "buffered writer over a file", "class Files { public async Task Write(string path) { using var w = new StreamWriter(path); await Task.Yield(); w.[|WriteLine|](\"a\"); } }" },
        { "writer over the body of a response", "class Files { public async Task Write(Microsoft.AspNetCore.Http.HttpContext context) { var w = new StreamWriter(context.Response.Body); await Task.Yield(); w.[|Write|](\"a\"); } }" },
        { "text writer that is a file", "class Files { private readonly TextWriter _log = File.CreateText(\"log\"); public async Task Write() { await Task.Yield(); _log.[|WriteLine|](\"a\"); } }" },
        { "helper of another type", """
            class Store(ShopContext db) { public void Save() { db.SaveChanges(); } }
            class Orders(Store store) { public async Task Pay(Order o) { o.IsPaid = true; await Task.Yield(); store.[|Save|](); } }
            """ },
        { "interface whose implementation blocks", """
            interface IStore<T> { void SaveChanges(); Task SaveChangesAsync(); }
            class Store<T>(ShopContext db) : IStore<T> { public void SaveChanges() { db.SaveChanges(); } public Task SaveChangesAsync() => db.SaveChangesAsync(); }
            class Orders(IStore<Order> store) { public async Task Pay(Order o) { o.IsPaid = true; await Task.Yield(); store.[|SaveChanges|](); } }
            """ },
        { "interface whose implementations all block", """
            interface IText { string Read(); }
            class Disk : IText { public string Read() => File.ReadAllText("a"); }
            class Table(ShopContext db) : IText { public string Read() => db.Customers.First().Name; }
            class Orders(IText text) { public async Task<string> Get() { await Task.Yield(); return text.[|Read|](); } }
            """ },
    };

    public static readonly Cases Quiet = new()
    {
        { "the synchronous part, behind the asynchronous one", "class C(ShopContext db) { public async Task<int> Count(bool async) { if (async) { return await db.Orders.CountAsync(); } db.Database.EnsureCreated(); return db.Orders.ToList().Count; } }" },
        { "the synchronous part, asked for by the flag", "class C { public async Task Save(string text, bool sync) { if (sync) { File.WriteAllText(\"a\", text); return; } await File.WriteAllTextAsync(\"a\", text); } }" },
        { "writer that may lead anywhere", "class Files { public async Task Write(StreamWriter w, TextWriter t) { await Task.Yield(); w.WriteLine(\"a\"); t.Write('a'); t.Flush(); } }" },
        { "writer over a stream of the caller", "class Files { public async Task Write(Stream s) { await using var w = new StreamWriter(s); await Task.Yield(); w.Write(\"a\"); } }" },
        { "text writer of a view", "class Tag { private readonly TextWriter _output; public Tag(TextWriter output) => _output = output; public async Task Write() { await Task.Yield(); _output.WriteLine(\"<p>\"); } }" },
        { "benchmark", "namespace BenchmarkDotNet.Attributes { class BenchmarkAttribute : Attribute { } } class Reads { [BenchmarkDotNet.Attributes.Benchmark] public async Task<string> Text() { await Task.Yield(); return File.ReadAllText(\"a\"); } }" },
        { "helper of a benchmark", "namespace BenchmarkDotNet.Attributes { class BenchmarkAttribute : Attribute { } } class Reads { [BenchmarkDotNet.Attributes.Benchmark] public Task<string> Text() => Load(); private static async Task<string> Load() { await Task.Yield(); return File.ReadAllText(\"a\"); } }" },
        { "awaited twin", "class Orders(ShopContext db) { public async Task<int> All() => (await db.Orders.ToListAsync()).Count; }" },
        { "synchronous method", "class Orders(ShopContext db) { public int All() => db.Orders.ToList().Count; }" },
        { "task returned without async", "class Orders(ShopContext db) { public Task<int> All() => Task.FromResult(db.Orders.ToList().Count); }" },
        { "list", "class Orders { public async Task<int> All(List<Order> orders) { await Task.Yield(); return orders.Where(o => o.IsPaid).ToList().Count; } }" },
        { "list as a query", "class Orders { public async Task<int> All(List<Order> orders) { await Task.Yield(); return orders.AsQueryable().Where(o => o.IsPaid).ToList().Count; } }" },
        { "rows in memory, filtered by an extension of one's own", "static class Grid { public static IQueryable<T> Page<T>(this IQueryable<T> rows, int size) => rows.Take(size); } class Orders(ShopContext db) { public async Task<int> All() { var rows = await db.Orders.ToListAsync(); return rows.Select(o => new { o.Id }).AsQueryable().Where(o => o.Id > 1).Page(9).ToList().Count; } }" },
        { "rows in memory", "class Orders(ShopContext db) { public async Task<int> All() { var rows = await db.Orders.ToListAsync(); return rows.First().Id + rows.ToArray().Length; } }" },
        { "foreach over a list", "class Orders { public async Task All(List<Order> orders) { foreach (var o in orders) { await Task.Delay(o.Id); } } }" },
        { "await foreach", "class Orders(ShopContext db) { public async Task All() { await foreach (var o in db.Orders.AsAsyncEnumerable()) { Console.WriteLine(o.Id); } } }" },
        { "Add", "class Orders(ShopContext db) { public async Task Save(Order o) { db.Orders.Add(o); db.AddRange(o); await db.SaveChangesAsync(); } }" },
        { "within a query", "class Orders(ShopContext db) { public Task<List<int>> All() => db.Customers.Select(c => c.Orders.Count()).ToListAsync(); public async Task<int> X() { return await db.Customers.CountAsync(c => db.Orders.Any(o => o.CustomerId == c.Id)); } }" },
        { "MemoryStream", "class Files { public async Task<int> Read(byte[] b) { using var m = new MemoryStream(); m.Write(b, 0, b.Length); m.Flush(); await Task.Yield(); return m.Read(b, 0, 1); } }" },
        { "MemoryStream as Stream", "class Files { public async Task<int> Read(byte[] b) { Stream m = new MemoryStream(b); await Task.Yield(); return m.Read(b, 0, 1); } }" },
        { "reader over memory", "class Files { public async Task<string> Read(byte[] b) { using var r = new StreamReader(new MemoryStream(b)); await Task.Yield(); return r.ReadToEnd(); } }" },
        { "gzip over memory", "class Files { public async Task<string> Read(byte[] b) { using var m = new MemoryStream(b); using var z = new System.IO.Compression.GZipStream(m, System.IO.Compression.CompressionMode.Decompress); using var r = new StreamReader(z); await Task.Yield(); return r.ReadToEnd(); } }" },
        { "StringReader", "class Files { public async Task<string?> Read(string s) { using var r = new StringReader(s); await Task.Yield(); return r.ReadLine(); } }" },
        { "StringReader as TextReader", "class Files { public async Task<string?> Read(string s) { TextReader r = new StringReader(s); await Task.Yield(); return r.ReadLine(); } }" },
        { "StringWriter", "class Files { public async Task<string> Read(string s) { var w = new StringWriter(); w.Write(s); w.Flush(); await Task.Yield(); return w.ToString(); } }" },
        { "Stream.Null", "class Files { public async Task Read(byte[] b) { await Task.Yield(); Stream.Null.Write(b, 0, 1); } }" },
        { "Console", "class Files { public async Task Read() { await Task.Yield(); Console.WriteLine(1); Console.Out.WriteLine(2); Console.Error.Flush(); } }" },
        { "poll of a semaphore", "class Gate { private readonly SemaphoreSlim _g = new(1); public async Task<bool> Enter() { await Task.Yield(); return _g.Wait(0) || _g.Wait(TimeSpan.Zero); } }" },
        { "Sleep(0)", "class Gate { public async Task Enter() { await Task.Yield(); Thread.Sleep(0); } }" },
        { "poll of an event", "class Gate(ManualResetEvent set) { public async Task<bool> Enter() { await Task.Yield(); return set.WaitOne(0); } }" },
        { "event that is set", "class Gate(ManualResetEventSlim set) { public async Task Enter() { await Task.Yield(); if (set.IsSet) { set.Wait(); } } }" },
        { "IsDBNull", "class Rows { public async Task<int> Read(DbDataReader r) => await r.ReadAsync() && !r.IsDBNull(0) ? r.GetFieldValue<int>(0) : 0; }" },
        { "Sqlite does not wait", "class Rows { public async Task<object?> Read(SqliteConnection c) { c.Open(); using var x = c.CreateCommand(); await Task.Yield(); return x.ExecuteScalar(); } }" },
        { "inside a lock", "class Rows(ShopContext db) { private readonly object _g = new(); public async Task Save() { await Task.Yield(); lock (_g) { db.SaveChanges(); } } }" },
        { "catch filter", "class Rows(ShopContext db) { public async Task Save() { try { await db.SaveChangesAsync(); } catch (Exception) when (db.Orders.Any()) { } } }" },
        { "catch block", "class Rows(ShopContext db) { public async Task Save() { try { await db.SaveChangesAsync(); } catch (Exception e) { File.WriteAllText(\"log\", e.Message); } } }" },
        { "synchronous lambda", "class Rows { public async Task<Func<string>> Save(string p) { await Task.Yield(); return () => File.ReadAllText(p); } }" },
        { "lambda for another thread", "class Rows { public async Task<string> Save(string p) => await Task.Run(() => File.ReadAllText(p)); }" },
        { "synchronous local function", "class Rows { public async Task<Func<string>> Save(string p) { await Task.Yield(); return Load; string Load() => File.ReadAllText(p); } }" },
        { "body of Parallel.ForEach in synchronous code", "class Files { public void Read(string[] paths) { Parallel.ForEach(paths, p => { Console.WriteLine(File.ReadAllText(p)); }); } }" },
        { "body of Parallel.ForEach in a task", "class Files { public async Task Read(string[] paths) => await Task.Run(() => Parallel.ForEach(paths, p => { Console.WriteLine(File.ReadAllText(p)); })); }" },
        { "body of Parallel.ForEach over memory", "class Files { public async Task Read(byte[][] all) { await Task.Yield(); Parallel.ForEach(all, b => { Console.WriteLine(new MemoryStream(b).Read(new byte[1], 0, 1)); }); } }" },
        { "body of Parallel.ForEach under a lock", "class Files { private readonly object _g = new(); public async Task Read(string[] paths) { await Task.Yield(); Parallel.ForEach(paths, p => { lock (_g) { File.AppendAllText(p, p); } }); } }" },
        { "archive in memory", "class Files { public async Task<byte[]> Zip() { var m = new MemoryStream(); using (var z = new System.IO.Compression.ZipArchive(m, System.IO.Compression.ZipArchiveMode.Create, true)) { using var w = new StreamWriter(z.CreateEntry(\"a\").Open()); w.Write(\"x\"); w.Flush(); } await Task.Yield(); return m.ToArray(); } }" },
        { "memory either way", "class Files { public async Task<string?> Read(string? s) { TextReader r = s is null ? TextReader.Null : new StringReader(s); await Task.Yield(); return r.ReadLine(); } }" },
        { "cipher over memory", "class Files { public async Task Seal(System.Security.Cryptography.ICryptoTransform t) { using var m = new MemoryStream(); using var z = new System.Security.Cryptography.CryptoStream(m, t, System.Security.Cryptography.CryptoStreamMode.Write); z.Write(new byte[3], 0, 3); z.Flush(); await Task.Yield(); } }" },
        { "memory in a field", "class Files { private readonly MemoryStream _m = new(); public async Task Copy() { await Task.Yield(); _m.CopyTo(Stream.Null); } }" },
        { "reading XML and JSON", "class Files { public async Task<int> Read(string s) { using var x = System.Xml.XmlReader.Create(new StringReader(s)); using var d = System.Text.Json.JsonDocument.Parse(s); await Task.Yield(); return x.Read() ? d.RootElement.GetArrayLength() : 0; } }" },
        { "Close and Dispose", "class Rows { public async Task End(DbConnection c, ShopContext db) { await Task.Yield(); c.Close(); db.Dispose(); } }" },
        { "dedicated thread", "class Rows { public async Task Start() { new Thread(() => Thread.Sleep(50)).Start(); await Task.Yield(); } }" },
        { "twin of the same type", "class Store { public void Save() { File.WriteAllText(\"a\", \"b\"); } public async Task SaveAsync() { await Task.Yield(); Save(); } }" },
        { "own stream", "class S : MemoryStream { public override async Task FlushAsync(CancellationToken t) { await Task.Yield(); Flush(); } }" },
        { "synchronous arm", "class Store(ShopContext db) { public async Task Save(bool async) { if (async) { await db.SaveChangesAsync(); } else { db.SaveChanges(); } } }" },
        { "chosen by a setting", "class Store(ShopContext db) { public bool Fast { get; set; } public async Task Save() { if (Fast) { db.SaveChanges(); } else { await db.SaveChangesAsync(); } } }" },
        { "Main", "class Program { static async Task Main() { await Task.Yield(); Console.WriteLine(File.ReadAllText(\"a\")); } }" },
        { "start-up", "class Startup(ShopContext db) { public async Task Seed() { await Task.Yield(); db.SaveChanges(); } }" },
        { "form that was read", "class M { public async Task Invoke(Microsoft.AspNetCore.Http.HttpContext c) { await c.Request.ReadFormAsync(); Console.WriteLine(c.Request.Form.Count); } }" },
        { "form in an action with parameters", "class C : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task<int> Post(int id) { await Task.Yield(); return Request.Form.Count + id; } }" },
        { "process that was awaited", "class Tool { public async Task Run(System.Diagnostics.Process p) { await p.WaitForExitAsync(); p.WaitForExit(); } }" },
        { "query per element", "class Orders(ShopContext db) { public async Task Each(List<int> ids) { await Task.Yield(); foreach (var id in ids) { Console.WriteLine(db.Orders.First(o => o.Id == id)); } } }" },
        { "wait for a task", "class Orders(ShopContext db) { public async Task X() { await Task.Yield(); db.SaveChangesAsync().Wait(); } }" },
        { "helper that does not block", "class Orders { public async Task X(Order o) { await Task.Yield(); Set(o); } private static void Set(Order o) { o.IsPaid = true; } }" },
        { "helper that writes where it is told", "class Orders { public async Task X() { await Task.Yield(); Write(new MemoryStream()); } private static void Write(Stream s) { s.Write(new byte[1], 0, 1); } }" },
        { "helper that locks", "class Orders { private readonly object _g = new(); private string? _t; public async Task<string> X() { await Task.Yield(); return Load(); } private string Load() { lock (_g) { return _t ??= File.ReadAllText(\"a\"); } } }" },
        { "helper that composes", "class Orders(ShopContext db) { public async Task<int> X() => await Paid().CountAsync(); private IQueryable<Order> Paid() => db.Orders.Where(o => o.IsPaid); }" },
        { "interface one of whose implementations is in memory", """
            interface IText { string Read(); }
            class Disk : IText { public string Read() => File.ReadAllText("a"); }
            class Memory(string text) : IText { public string Read() => text; }
            class Orders(IText text) { public async Task<string> Get() { await Task.Yield(); return text.Read(); } }
            """ },
        { "interface without an implementation here", "interface IText { string Read(); } class Orders(IText text) { public async Task<string> Get() { await Task.Yield(); return text.Read(); } }" },
        { "virtual helper", "class Orders(ShopContext db) { public async Task X() { await Task.Yield(); Save(); } protected virtual void Save() { db.SaveChanges(); } }" },
        { "only the synchronous member is overridden", "class Own : Stream { public override bool CanRead => true; public override bool CanSeek => true; public override bool CanWrite => true; public override long Length => 1; public override long Position { get; set; } public override void Flush() { } public override int Read(byte[] b, int o, int c) => 0; public override long Seek(long o, SeekOrigin s) => 0; public override void SetLength(long v) { } public override void Write(byte[] b, int o, int c) { } } class X { public async Task<int> R(Own o) { await Task.Yield(); return o.Read(new byte[1], 0, 1); } }" },
        { "own pair that does not block", "class Store { public int Get() => 1; public Task<int> GetAsync() => Task.FromResult(1); } class X { public async Task<int> R(Store s) { await Task.Yield(); return s.Get(); } }" },
        { "Dispose of a stream", "class X { public async Task R(Stream s) { await Task.Yield(); s.Dispose(); } }" },
        { "hash of memory", "class X { public async Task<byte[]> R(byte[] b) { await Task.Yield(); return System.Security.Cryptography.SHA256.HashData(new MemoryStream(b)); } }" },
        { "cancel", "class X { public async Task R(CancellationTokenSource s) { await Task.Yield(); s.Cancel(); } }" },
        { "form in a service", "class V { public async Task<int> Check(Microsoft.AspNetCore.Http.HttpContext c) { await Task.Yield(); return c.Request.Form.Count; } }" },
        { "helper that turns objects into text", "class V { public async Task<string> X(Order o) { await Task.Yield(); return Json(o); } private static string Json(Order o) => System.Text.Json.JsonSerializer.Serialize(o); }" },
        { "cache of another assembly", "class V(Microsoft.Extensions.Caching.Memory.IMemoryCache c) { public async Task<int> X() { await Task.Yield(); return Microsoft.Extensions.Caching.Memory.CacheExtensions.GetOrCreate(c, 1, e => 1); } }" },
        { "seeder", "class ShopSeeder(ShopContext db) { public async Task X() { await Task.Yield(); db.SaveChanges(); } }" },
        { "migration at start-up", "static class Setup { public static async Task MigrateShop(ShopContext db) { db.Database.Migrate(); await db.SaveChangesAsync(); } }" },
        { "helper that loads once", "class V { private string? _t; public async Task<string> X() { await Task.Yield(); return Load(); } private string Load() { if (_t == null) { _t = File.ReadAllText(\"a\"); } return _t; } }" },
        { "helper that keeps what it loaded", "class V { private string? _t; public async Task<string> X() { await Task.Yield(); return Load(); } private string Load() => _t ??= File.ReadAllText(\"a\"); }" },
        { "helper that writes on failure", "class V { public async Task X() { await Task.Yield(); Try(); } private static void Try() { try { Console.WriteLine(); } catch (Exception e) { File.WriteAllText(\"a\", e.Message); } } }" },
        { "file system that only knows names", "class V(Microsoft.Extensions.Caching.Memory.IMemoryCache c) { public async Task<bool> X() { await Task.Yield(); return c.TryGetValue(1, out _); } }" },
        { "nameof", "class X { public async Task<string> R(ShopContext db) { await Task.Yield(); return nameof(db.SaveChanges); } }" },
        { "mutex has no twin", "class X { public async Task R(Mutex m) { await Task.Yield(); m.WaitOne(); } }" },
        { "text that is parsed", "class X { public async Task<int> R(string s) { await Task.Yield(); return System.Text.Json.JsonSerializer.Deserialize<int>(s); } }" },
        { "Dispose", "class X(Stream s) : IAsyncDisposable { public async ValueTask DisposeAsync() { s.Flush(); await s.DisposeAsync(); } }" },
    };

    public static readonly TheoryData<string, string, string> Rewritten = new()
    {
        { "ToList", "class O(ShopContext db) { public async Task<List<Order>> A() { await Task.Yield(); return db.Orders.[|ToList|](); } }", "class O(ShopContext db) { public async Task<List<Order>> A() { await Task.Yield(); return await db.Orders.ToListAsync(); } }" },
        { "parentheses", "class O(ShopContext db) { public async Task<int> A() { await Task.Yield(); return db.Orders.[|ToList|]().Capacity; } }", "class O(ShopContext db) { public async Task<int> A() { await Task.Yield(); return (await db.Orders.ToListAsync()).Capacity; } }" },
        { "token in scope", "class O(ShopContext db) { public async Task A(CancellationToken stop) { await Task.Yield(); db.[|SaveChanges|](); } }", "class O(ShopContext db) { public async Task A(CancellationToken stop) { await Task.Yield(); await db.SaveChangesAsync(stop); } }" },
        { "token after a predicate", "class O(ShopContext db) { public async Task<Order> A(int id, CancellationToken stop) { await Task.Yield(); return db.Orders.[|First|](o => o.Id == id); } }", "class O(ShopContext db) { public async Task<Order> A(int id, CancellationToken stop) { await Task.Yield(); return await db.Orders.FirstAsync(o => o.Id == id, stop); } }" },
        { "a token is no key", "class O(ShopContext db) { public async Task<Order?> A(int id, CancellationToken stop) { await Task.Yield(); return db.Orders.[|Find|](id); } }", "class O(ShopContext db) { public async Task<Order?> A(int id, CancellationToken stop) { await Task.Yield(); return await db.Orders.FindAsync(id); } }" },
        { "a token is no parameter object", "class O(DbConnection c) { public async Task A(CancellationToken stop) { await Task.Yield(); c.[|Execute|](\"x\"); } }", "class O(DbConnection c) { public async Task A(CancellationToken stop) { await Task.Yield(); await c.ExecuteAsync(\"x\"); } }" },
        { "type arguments", "class O(DbConnection c) { public async Task<int> A() { await Task.Yield(); return c.[|Query|]<Order>(\"x\").Count(); } }", "class O(DbConnection c) { public async Task<int> A() { await Task.Yield(); return (await c.QueryAsync<Order>(\"x\")).Count(); } }" },
        { "Sleep", "class O { public async Task A() { await Task.Yield(); Thread.[|Sleep|](500); } }", "class O { public async Task A() { await Task.Yield(); await Task.Delay(500); } }" },
        { "Sleep with a token", "class O { public async Task A(CancellationToken t) { await Task.Yield(); Thread.[|Sleep|](TimeSpan.FromSeconds(5)); } }", "class O { public async Task A(CancellationToken t) { await Task.Yield(); await Task.Delay(TimeSpan.FromSeconds(5), t); } }" },
        { "semaphore", "class O(SemaphoreSlim g) { public async Task A() { g.[|Wait|](); await Task.Yield(); } }", "class O(SemaphoreSlim g) { public async Task A() { await g.WaitAsync(); await Task.Yield(); } }" },
        { "ConfigureAwait of the file", "class O(ShopContext db) { public async Task A() { await Task.Delay(1).ConfigureAwait(false); db.[|SaveChanges|](); } }", "class O(ShopContext db) { public async Task A() { await Task.Delay(1).ConfigureAwait(false); await db.SaveChangesAsync().ConfigureAwait(false); } }" },
        { "foreach", "class O(ShopContext db) { public async Task A() { await Task.Yield(); [|foreach (var o in db.Orders.Where(o => o.IsPaid))|] { Console.WriteLine(o.Id); } } }", "class O(ShopContext db) { public async Task A() { await Task.Yield(); await foreach (var o in db.Orders.Where(o => o.IsPaid).AsAsyncEnumerable()) { Console.WriteLine(o.Id); } } }" },
        { "form", "class M { public async Task Invoke(Microsoft.AspNetCore.Http.HttpContext c) { await Task.Yield(); Console.WriteLine(c.Request.[|Form|].Count); } }", "class M { public async Task Invoke(Microsoft.AspNetCore.Http.HttpContext c) { await Task.Yield(); Console.WriteLine((await c.Request.ReadFormAsync()).Count); } }" },
        { "using declaration", "class O(DbCommand c) { public async Task A(CancellationToken t) { await Task.Yield(); using var r = c.[|ExecuteReader|](); } }", "class O(DbCommand c) { public async Task A(CancellationToken t) { await Task.Yield(); using var r = await c.ExecuteReaderAsync(t); } }" },
        { "cast and forgiveness", "class O(DbCommand c) { public async Task<int> A() { await Task.Yield(); return (int)c.[|ExecuteScalar|]()!; } }", "class O(DbCommand c) { public async Task<int> A() { await Task.Yield(); return (int)(await c.ExecuteScalarAsync())!; } }" },
        { "comments and lines", "class O(ShopContext db)\n{\n    public async Task<Order[]> A()\n    {\n        await Task.Yield();\n        // paid ones\n        return db.Orders // all\n            .Where(o => o.IsPaid)\n            .[|ToArray|](); // done\n    }\n}\n", "class O(ShopContext db)\n{\n    public async Task<Order[]> A()\n    {\n        await Task.Yield();\n        // paid ones\n        return await db.Orders // all\n            .Where(o => o.IsPaid)\n            .ToArrayAsync(); // done\n    }\n}\n" },
        { "nested", "class O { public async Task A(string p) { await Task.Yield();\nConsole.WriteLine(File.[|ReadAllText|](\nFile.[|ReadAllText|](p))); } }", "class O { public async Task A(string p) { await Task.Yield();\nConsole.WriteLine(await File.ReadAllTextAsync(\nawait File.ReadAllTextAsync(p))); } }" },
        { "helper with a twin", "class O(ShopContext db) { public async Task A() { await Task.Yield(); [|Save|](); } private void Save() { db.SaveChanges(); } private Task SaveAsync() => db.SaveChangesAsync(); }", "class O(ShopContext db) { public async Task A() { await Task.Yield(); await SaveAsync(); } private void Save() { db.SaveChanges(); } private Task SaveAsync() => db.SaveChangesAsync(); }" },
        { "file stream", "class F { public async Task<int> A(FileStream s, byte[] b) { await Task.Yield(); return s.[|Read|](b, 0, 9); } }", "class F { public async Task<int> A(FileStream s, byte[] b) { await Task.Yield(); return await s.ReadAsync(b, 0, 9); } }" },
        { "token of the lambda", "class O { public Func<CancellationToken, Task<string>> A(string p) => async t => { await Task.Yield(); return File.[|ReadAllText|](p); }; }", "class O { public Func<CancellationToken, Task<string>> A(string p) => async t => { await Task.Yield(); return await File.ReadAllTextAsync(p, t); }; }" },
    };

    public static readonly Cases Refused = new()
    {
        { "no twin", "class G(ManualResetEventSlim s) { public async Task E() { await Task.Yield(); s.[|Wait|](); } }" },
        { "body of Parallel.ForEach", "class F { public async Task R(string[] paths) { await Task.Yield(); Parallel.ForEach(paths, p => { Console.WriteLine(File.[|ReadAllText|](p)); }); } }" },
        { "conditional access", "class O { public async Task S(ShopContext? db) { await Task.Yield(); db?.[|SaveChanges|](); } }" },
        { "span", "class F { public async Task<int> R(Stream s, byte[] b) { await Task.Yield(); return s.[|Read|](b.AsSpan(0, 4)); } }" },
        { "helper without a twin", "class O(ShopContext db) { public async Task A() { await Task.Yield(); [|Save|](); } private void Save() { db.SaveChanges(); } }" },
        { "unsafe", "class O(ShopContext db) { public async Task A() { await Task.Yield(); unsafe { db.[|SaveChanges|](); } } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Is_silent(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Rewritten))]
    public Task Awaits(string name, string source, string expected)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(source, expected);
    }

    [Theory, MemberData(nameof(Refused))]
    public Task Refuses_to_fix(Case code) => Verify.RefusesToFix(code.Source);

    [Fact]
    public Task Says_what_waits_and_what_to_await() => Verify.Says(
        "class O(ShopContext db) { public async Task A() { await Task.Yield(); db.[|SaveChanges|](); } }",
        "'SaveChanges' holds the thread of an async function while it waits; await 'SaveChangesAsync'");

    [Fact]
    public Task Says_what_a_parallel_loop_should_be() => Verify.Says(
        "class F { public async Task R(string[] paths) { await Task.Yield(); Parallel.ForEach(paths, p => { Console.WriteLine(File.[|ReadAllText|](p)); }); } }",
        "'ReadAllText' holds the thread of an async function while it waits in 'Parallel.ForEach'; await 'ReadAllTextAsync' in 'Parallel.ForEachAsync'");

    [Theory]
    [InlineData("return db.Orders.ToList();", "return await db.Orders.ToListAsync();")]
    [InlineData("foreach (var o in db.Orders) { Console.WriteLine(o.Id); } return null;", "await foreach (var o in db.Orders.AsAsyncEnumerable()) { Console.WriteLine(o.Id); } return null;")]
    public async Task Adds_the_using_of_an_extension_once(string before, string after)
    {
        const string Usings = "// shop\nusing System;\nusing System.Collections.Generic;\nusing System.Linq;\nusing System.Threading.Tasks;\nusing Shop;\n\n";
        using var workspace = new AdhocWorkspace();
        var project = Executed.Project(workspace);
        project = project.RemoveDocument(project.DocumentIds[0]);
        var document = project.AddDocument("Case.cs", Usings +
            $"class O(ShopContext db) {{ public async Task<List<Order>?> A() {{ await Task.Yield(); {before} }} public async Task<int> B() {{ await Task.Yield(); return db.Orders.Count(); }} }}\n");
        for (var left = 2; left > 0; left--)
        {
            var compilation = (await document.Project.GetCompilationAsync())!;
            Assert.DoesNotContain(compilation.GetDiagnostics(), static found => found.Severity == DiagnosticSeverity.Error);
            var reports = await compilation.WithAnalyzers([new BlockingCallInAsync()]).GetAnalyzerDiagnosticsAsync();
            Assert.Equal(left, reports.Length);
            CodeAction? action = null;
            await new BlockingCallInAsyncFix().RegisterCodeFixesAsync(new CodeFixContext(document, reports[0], (offered, _) => action = offered, default));
            document = (await action!.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        }

        var text = (await document.GetTextAsync()).ToString();
        Assert.Contains(after, text, StringComparison.Ordinal);
        Assert.Contains("return await db.Orders.CountAsync();", text, StringComparison.Ordinal);
        Assert.Single(text.Split('\n'), static line => line == "using Microsoft.EntityFrameworkCore;");
        Assert.StartsWith("// shop\nusing System;", text, StringComparison.Ordinal);
        Assert.DoesNotContain((await document.Project.GetCompilationAsync())!.GetDiagnostics(), static found => found.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public Task Suggestions_can_be_left_out() => Verify.Silent(
        Cases.All(nameof(Suggested)).First(static found => found.Tests == typeof(BlockingCallInAsyncTests)).Case.Unmarked, ("perfanalyzers.include_suggestions", "false"));

    [Fact]
    public Task Fixes_several_documents() => Verify.FixesAll(
    [
        ("class O(ShopContext db) { public async Task A() { await Task.Yield(); db.[|SaveChanges|](); } }", "class O(ShopContext db) { public async Task A() { await Task.Yield(); await db.SaveChangesAsync(); } }"),
        ("class P { public async Task<string> A() { await Task.Yield(); return File.[|ReadAllText|](\"a\"); } }", "class P { public async Task<string> A() { await Task.Yield(); return await File.ReadAllTextAsync(\"a\"); } }"),
    ]);
}
