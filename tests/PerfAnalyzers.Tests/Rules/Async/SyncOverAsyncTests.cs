using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Async.SyncOverAsync, PerfAnalyzers.Async.SyncOverAsyncFix>;

namespace PerfAnalyzers.Tests;

public sealed class SyncOverAsyncTests
{
    public static readonly Cases Firing = new()
    {
        { "both implementations wait", "abstract class Item { Stream? _source; public Stream Source => _source ??= OpenAsync().[|Result|]; protected abstract Task<Stream> OpenAsync(); } class Remote(System.Net.Http.HttpClient http) : Item { protected override async Task<Stream> OpenAsync() => await http.GetStreamAsync(\"/\"); } class Later(Task<Stream> stream) : Item { protected override Task<Stream> OpenAsync() => stream; }" },
        { "beside benchmarks", "namespace BenchmarkDotNet.Attributes { class BenchmarkAttribute : Attribute { } } class Reads { [BenchmarkDotNet.Attributes.Benchmark] public void Text() { } } class Orders(ShopContext db) { public void Save() { db.SaveChangesAsync().[|Wait|](); } }" },
        { "Result of a call", "class Orders(System.Net.Http.HttpClient client) { public string Load(string url) => client.GetStringAsync(url).[|Result|]; }" },
        { "Wait of a call", "class Orders(ShopContext db) { public void Save() { db.SaveChangesAsync().[|Wait|](); } }" },
        { "Wait with a token", "class Orders(ShopContext db) { public void Save(CancellationToken stop) { db.SaveChangesAsync(stop).[|Wait|](stop); } }" },
        { "Wait with a timeout", "class Orders(ShopContext db) { public bool Save() => db.SaveChangesAsync().[|Wait|](TimeSpan.FromSeconds(5)); }" },
        { "GetResult of a task", "class Orders(ShopContext db) { public List<Order> All() => db.Orders.ToListAsync().GetAwaiter().[|GetResult|](); }" },
        { "GetResult of a configured task", "class Orders(ShopContext db) { public List<Order> All() => db.Orders.ToListAsync().ConfigureAwait(false).GetAwaiter().[|GetResult|](); }" },
        { "Result of a ValueTask", "class Orders(ShopContext db) { public Order? One(int id) => db.Orders.FindAsync(id).[|Result|]; }" },
        { "GetResult of a ValueTask", "class Orders(ShopContext db) { public Order? One(int id) => db.Orders.FindAsync(id).GetAwaiter().[|GetResult|](); }" },
        { "GetResult of a configured ValueTask", "class Orders(ShopContext db) { public Order? One(int id) => db.Orders.FindAsync(id).ConfigureAwait(false).GetAwaiter().[|GetResult|](); }" },
        { "ValueTask as a task", "class Orders(ShopContext db) { public Order? One(int id) => db.Orders.FindAsync(id).AsTask().[|Result|]; }" },
        { "stored awaiter", """
            class Orders(ShopContext db)
            {
                public List<Order> All()
                {
                    var awaiter = db.Orders.ToListAsync().GetAwaiter();
                    return awaiter.[|GetResult|]();
                }
            }
            """ },
        { "WaitAll", """
            class Prices(System.Net.Http.HttpClient client)
            {
                public void Load()
                {
                    var a = client.GetStringAsync("a");
                    var b = client.GetStringAsync("b");
                    Task.[|WaitAll|](a, b);
                    Console.WriteLine(a.Result + b.Result);
                }
            }
            """ },
        { "WaitAll over a list", "class Prices(System.Net.Http.HttpClient client) { public void Load(string[] urls) => Task.[|WaitAll|](urls.Select(u => client.GetStringAsync(u)).ToArray()); }" },
        { "WaitAny", "class Prices { public int First(Task<int>[] tasks) { var i = Task.[|WaitAny|](tasks); return tasks[i].Result; } }" },
        { "local without await", """
            class Prices(System.Net.Http.HttpClient client)
            {
                public string Load()
                {
                    var task = client.GetStringAsync("a");
                    Console.WriteLine("waiting");
                    return task.[|Result|];
                }
            }
            """ },
        { "waits once although read twice", """
            class Prices(System.Net.Http.HttpClient client)
            {
                public string Load()
                {
                    var task = client.GetStringAsync("a");
                    task.[|Wait|]();
                    return task.Result + task.Result;
                }
            }
            """ },
        { "laundered through Task.Run", "class Prices(System.Net.Http.HttpClient client) { public string Load() => Task.Run(() => client.GetStringAsync(\"a\")).[|Result|]; }" },
        { "constructor", "class Prices { private readonly string _text; public Prices(System.Net.Http.HttpClient client) { _text = client.GetStringAsync(\"a\").[|Result|]; } public override string ToString() => _text; }" },
        { "constructor of one per request", """
            using Microsoft.Extensions.DependencyInjection;
            class Texts { private readonly string _all; public Texts() { _all = File.ReadAllTextAsync("texts").GetAwaiter().[|GetResult|](); } public string All => _all; }
            static class Services { public static IServiceCollection AddTexts(this IServiceCollection services) => services.AddScoped<Texts>(); }
            """ },
        { "method of the only one", """
            using Microsoft.Extensions.DependencyInjection;
            class Texts { public string All() => File.ReadAllTextAsync("texts").GetAwaiter().[|GetResult|](); }
            static class Services { public static IServiceCollection AddTexts(this IServiceCollection services) => services.AddSingleton<Texts>(); }
            """ },
        { "static constructor", "class Prices { private static readonly string s_text; static Prices() { s_text = File.ReadAllTextAsync(\"a\").[|Result|]; } public static string Text => s_text; }" },
        { "property", "class Prices(System.Net.Http.HttpClient client) { public string Text => client.GetStringAsync(\"a\").[|Result|]; }" },
        { "property with accessors", "class Prices(System.Net.Http.HttpClient client) { private string? _t; public string Text { get { return _t ??= client.GetStringAsync(\"a\").[|Result|]; } } }" },
        { "field initialiser", "class Prices { private readonly string _text = File.ReadAllTextAsync(\"a\").[|Result|]; public string Text => _text; }" },
        { "property initialiser", "class Prices { public string Text { get; } = File.ReadAllTextAsync(\"a\").GetAwaiter().[|GetResult|](); }" },
        { "lambda", "class Prices { public Func<string, string> Loader() => path => File.ReadAllTextAsync(path).[|Result|]; }" },
        { "async lambda", "class Prices { public Func<string, Task<string>> Loader() => async path => { await Task.Yield(); return File.ReadAllTextAsync(path).[|Result|]; }; }" },
        { "local function", "class Prices { public string Load() { return Read(\"a\"); static string Read(string path) => File.ReadAllTextAsync(path).[|Result|]; } }" },
        { "Lazy", "class Prices { private readonly Lazy<string> _text = new(() => File.ReadAllTextAsync(\"a\").[|Result|]); public string Text => _text.Value; }" },
        { "GetOrAdd", """
            class Prices
            {
                private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _texts = new();
                public string Load(string path) => _texts.GetOrAdd(path, p => File.ReadAllTextAsync(p).[|Result|]);
            }
            """ },
        { "iterator", "class Prices { public IEnumerable<string> Load(string[] paths) { foreach (var path in paths) { yield return File.ReadAllTextAsync(path).[|Result|]; } } }" },
        { "lock", "class Prices { private readonly object _gate = new(); public string Load() { lock (_gate) { return File.ReadAllTextAsync(\"a\").[|Result|]; } } }" },
        { "Dispose", "class Prices(Stream stream) : IDisposable { public void Dispose() => stream.DisposeAsync().AsTask().[|Wait|](); }" },
        { "operator", "class Money { public static bool operator ==(Money a, Money b) => Task.Delay(1).[|Wait|](1000); public static bool operator !=(Money a, Money b) => false; public override bool Equals(object? o) => true; public override int GetHashCode() => 0; }" },
        { "async method", "class Orders(ShopContext db) { public async Task<int> Count() { await Task.Yield(); return db.Orders.CountAsync().[|Result|]; } }" },
        { "awaited only on another path", """
            class Prices(System.Net.Http.HttpClient client)
            {
                public async Task<string> Load(bool fast)
                {
                    var task = client.GetStringAsync("a");
                    if (!fast)
                    {
                        await task;
                    }

                    return task.[|Result|];
                }
            }
            """ },
        { "awaited before it was replaced", """
            class Prices(System.Net.Http.HttpClient client)
            {
                public async Task<string> Load()
                {
                    var task = client.GetStringAsync("a");
                    await task;
                    task = client.GetStringAsync("b");
                    return task.[|Result|];
                }
            }
            """ },
        { "checked the wrong way round", """
            class Prices
            {
                public string Load(Task<string> task)
                {
                    if (task.IsCompleted)
                    {
                        return "";
                    }

                    return task.[|Result|];
                }
            }
            """ },
        { "status of the wrong kind", "class Prices { public string Load(Task<string> task) => task.Status == TaskStatus.Running ? task.[|Result|] : \"\"; }" },
        { "another one awaited", """
            class Prices(System.Net.Http.HttpClient client)
            {
                public async Task<string> Load()
                {
                    var a = client.GetStringAsync("a");
                    var b = client.GetStringAsync("b");
                    await a;
                    return b.[|Result|];
                }
            }
            """ },
        { "only one of two awaited together", """
            class Prices(System.Net.Http.HttpClient client)
            {
                public async Task<string> Load()
                {
                    var a = client.GetStringAsync("a");
                    var b = client.GetStringAsync("b");
                    await Task.WhenAny(a, b);
                    return b.[|Result|];
                }
            }
            """ },
        { "list awaited before it grew", """
            class Prices(System.Net.Http.HttpClient client)
            {
                public async Task<int> Load()
                {
                    var tasks = new List<Task<string>>();
                    await Task.WhenAll(tasks);
                    tasks.Add(client.GetStringAsync("a"));
                    var sum = 0;
                    foreach (var task in tasks)
                    {
                        sum += task.[|Result|].Length;
                    }

                    return sum;
                }
            }
            """ },
        { "deferred tasks start when they are asked for", """
            class Prices(System.Net.Http.HttpClient client)
            {
                public async Task<int> Load(string[] urls)
                {
                    var tasks = urls.Select(u => client.GetStringAsync(u));
                    await Task.Yield();
                    return tasks.Sum(t => t.[|Result|].Length);
                }
            }
            """ },
        { "wait that may time out", """
            class Prices(System.Net.Http.HttpClient client)
            {
                public string Load()
                {
                    var task = client.GetStringAsync("a");
                    task.[|Wait|](1000);
                    return task.[|Result|];
                }
            }
            """ },
        { "failure before the await", """
            class Prices(System.Net.Http.HttpClient client)
            {
                public async Task<string> Load()
                {
                    var task = client.GetStringAsync("a");
                    try
                    {
                        Check();
                        await task;
                    }
                    catch (InvalidOperationException)
                    {
                    }

                    return task.[|Result|];
                }

                private static void Check() { }
            }
            """ },
        { "select over calls", "class Prices(System.Net.Http.HttpClient client) { public List<string> Load(string[] urls) => urls.Select(u => client.GetStringAsync(u).[|Result|]).ToList(); }" },
        { "parallel body", "class Prices(System.Net.Http.HttpClient client) { public void Load(string[] urls) => Parallel.ForEach(urls, u => client.GetStringAsync(u).[|Wait|]()); }" },
        { "helper that is handed a task", "static class Tasks { public static T Await<T>(this Task<T> task) => task.GetAwaiter().GetResult(); } class Prices(System.Net.Http.HttpClient client) { public string Load() => client.GetStringAsync(\"a\").[|Await|](); }" },
        { "helper without a result", "static class Tasks { public static void Await(this Task task) { task.GetAwaiter().GetResult(); } } class Mail(System.Net.Http.HttpClient client) { public void Send() { client.DeleteAsync(\"a\").[|Await|](); } }" },
        { "helper that runs a lambda", "static class AsyncHelper { public static T RunSync<T>(Func<Task<T>> work) => Task.Run(work).GetAwaiter().GetResult(); } class Prices(ShopContext db) { public int Count() => AsyncHelper.[|RunSync|](() => db.Orders.CountAsync()); }" },
        { "helper that runs an async lambda", "static class AsyncHelper { public static void RunSync(Func<Task> work) => Task.Run(work).Wait(); } class Prices(ShopContext db) { public void Save() => AsyncHelper.[|RunSync|](async () => await db.SaveChangesAsync()); }" },
        { "helper with a name of its own", "static class Tasks { public static T Unwrap<T>(Task<T> task) { task.Wait(); return task.Result; } } class Prices(ShopContext db) { public int Count() => Tasks.[|Unwrap|](db.Orders.CountAsync()); }" },
        { "helper of value tasks", "static class Tasks { public static T Await<T>(this ValueTask<T> task) => task.GetAwaiter().GetResult(); } class Prices(ShopContext db) { public Order? Load(int id) => db.Orders.FindAsync(id).[|Await|](); }" },
        { "own helper with an asynchronous flag that asks for it", "static class Tasks { public static T Await<T>(this Task<T> task) => task.Result; } class Prices(ShopContext db) { private async Task<int> Core(bool async) => async ? await db.Orders.CountAsync() : db.Orders.Count(); public int Count() => Core(true).[|Await|](); }" },
        { "a task without a result behind a void method", "static class Later { public static void Finish(this Task task) => task.GetAwaiter().[|GetResult|](); }" },
        { "a memory stream that is copied to a file", "class Files { public void Save(byte[] b) { using var s = new MemoryStream(b); using var f = File.Create(\"a\"); s.CopyToAsync(f).[|Wait|](); } }" },
        { "own async method that is told to go on", "class C(ShopContext db) { private async Task<int> Load(bool create) { if (!create) { return 0; } return await db.Orders.CountAsync(); } public int M() => Load(true).[|Result|]; }" },
        { "own async method whose flag is not known", "class C(ShopContext db) { private async Task<int> Load(bool create) { if (!create) { return 0; } return await db.Orders.CountAsync(); } public int M(bool create) => Load(create).[|Result|]; }" },
        { "own async method that awaits before it asks", "class C(ShopContext db) { private async Task<int> Load(bool create) { await db.SaveChangesAsync(); if (!create) { return 0; } return 1; } public int M() => Load(false).[|Result|]; }" },
        { "own async method that changes its flag", "class C(ShopContext db) { private async Task<int> Load(bool create) { create = !create; if (!create) { return 0; } return await db.Orders.CountAsync(); } public int M() => Load(false).[|Result|]; }" },
        { "conditional access", "class Prices(System.Net.Http.HttpClient? client) { public string? Load() => client?.GetStringAsync(\"a\").[|Result|]; }" },
        { "minimal API", """
            using Microsoft.AspNetCore.Builder;
            static class Endpoints
            {
                public static void Map(WebApplication app) => app.MapGet("/", (ShopContext db) => db.Orders.CountAsync().[|Result|]);
            }
            """ },
        { "private twin", "class Prices { private string Load() => LoadAsync().GetAwaiter().[|GetResult|](); private async Task<string> LoadAsync() { await Task.Yield(); return \"\"; } public string M() => Load(); }" },
        { "waits for a field", "class Prices { private readonly TaskCompletionSource _ready = new(); public void Start() => _ready.Task.[|Wait|](); }" },
        { "nested task", "class Prices { public int Load(Func<Task<Task<int>>> start) => start().[|Result|].[|Result|]; }" },
        { "asynchronous arm of a two-way method", """
            class Store
            {
                private async Task<string> Load(bool async)
                {
                    if (async)
                    {
                        await Task.Yield();
                        return File.ReadAllTextAsync("a").[|Result|];
                    }

                    return File.ReadAllText("a");
                }
            }
            """ },
        { "indexer", "class Texts { public string this[string path] => File.ReadAllTextAsync(path).[|Result|]; }" },
        { "setter", "class Texts { private string _text = \"\"; public string Text { get => _text; set { _text = value; File.WriteAllTextAsync(\"a\", value).[|Wait|](); } } }" },
        { "static field initialiser", "class Prices { private static readonly string s_text = File.ReadAllTextAsync(\"a\").GetAwaiter().[|GetResult|](); public static string Text => s_text; }" },
        { "factory of a service", "using Microsoft.Extensions.DependencyInjection; class Texts(string all) { public string All => all; } static class Services { public static IServiceCollection AddTexts(this IServiceCollection services) => services.AddScoped(_ => new Texts(File.ReadAllTextAsync(\"texts\").[|Result|])); }" },
        { "query expression", "class Prices(System.Net.Http.HttpClient client) { public List<string> Load(string[] urls) => (from u in urls select client.GetStringAsync(u).[|Result|]).ToList(); }" },
        { "event handler", "class Prices(System.Net.Http.HttpClient client) { public event EventHandler? Changed; public void Watch(Prices other) => other.Changed += OnChanged; private void OnChanged(object? sender, EventArgs e) { client.GetStringAsync(\"a\").[|Wait|](); } public void Raise() => Changed?.Invoke(this, EventArgs.Empty); }" },
        { "lambda as event handler", "class Prices(System.Net.Http.HttpClient client) { public event EventHandler? Changed; public void Watch(Prices other) => other.Changed += (_, _) => client.GetStringAsync(\"a\").[|Wait|](); public void Raise() => Changed?.Invoke(this, EventArgs.Empty); }" },
        { "finalizer", "class Lease(System.Net.Http.HttpClient client) { ~Lease() { client.DeleteAsync(\"lease\").[|Wait|](); } }" },
        { "conversion", "class Text { public static implicit operator string(Text text) => File.ReadAllTextAsync(\"a\").[|Result|]; }" },
        { "public method beside an asynchronous one of something else", "class Prices(System.Net.Http.HttpClient client) { public string Load(string url) => client.GetStringAsync(url).[|Result|]; public Task<string> LoadAsync(int id) => client.GetStringAsync(\"/\" + id); }" },
        { "public method beside an asynchronous one that nobody else can call", "class Prices(System.Net.Http.HttpClient client) { public string Load(string url) => client.GetStringAsync(url).[|Result|]; private Task<string> LoadAsync(string url) => client.GetStringAsync(url); public Task<string> M() => LoadAsync(\"a\"); }" },
        { "what one per request keeps", "using Microsoft.Extensions.DependencyInjection; class Texts { private string? _all; public string All => _all ??= File.ReadAllTextAsync(\"texts\").[|Result|]; } static class Services { public static IServiceCollection AddTexts(this IServiceCollection services) => services.AddScoped<Texts>(); }" },
        { "what the only one does for what it is given", "using Microsoft.Extensions.DependencyInjection; class Store { public void Pay(Order order) { if (!order.IsPaid) { order.IsPaid = true; File.WriteAllTextAsync(\"a\", order.Id.ToString()).[|Wait|](); } } } static class Services { public static IServiceCollection AddStore(this IServiceCollection services) => services.AddSingleton<Store>(); }" },
        { "what the only one loads for others as well", "using Microsoft.Extensions.DependencyInjection; class Texts { private string? _all; public string All => _all ??= Load(); public string Load() => File.ReadAllTextAsync(\"texts\").[|Result|]; public string Again() => Load(); } static class Services { public static IServiceCollection AddTexts(this IServiceCollection services) => services.AddSingleton<Texts>(); }" },
        { "constructor of a service that the project registers per request", "using Microsoft.Extensions.DependencyInjection; interface ITexts { string All { get; } } class Texts : ITexts { public string All { get; } public Texts() { All = File.ReadAllTextAsync(\"texts\").[|Result|]; } } static class Services { public static IServiceCollection AddTexts(this IServiceCollection services) => services.AddScoped<ITexts, Texts>(); }" },
        { "callback of one's own", "class Options { public Action<string>? Changed { get; set; } } class Prices(System.Net.Http.HttpClient client) { public Options Make() => new() { Changed = url => client.GetStringAsync(url).[|Wait|]() }; }" },
        { "callback of a library that takes a task", "class Prices(System.Net.Http.HttpClient client) { public System.Net.Http.SocketsHttpHandler Make() => new() { ConnectCallback = (c, stop) => new ValueTask<Stream>(client.GetStreamAsync(\"a\").[|Result|]) }; }" },
        { "output of a process that still runs", "class Tool { public string Run(System.Diagnostics.Process p) { var text = p.StandardOutput.ReadToEndAsync().[|Result|]; p.WaitForExit(); return text; } }" },
        { "bounded wait of a method", "class Job { private readonly Task _run = Task.Run(() => Thread.Sleep(500)); public bool Join() => _run.[|Wait|](2000); }" },
        { "replaced by whom it is handed to", """
            class Prices(System.Net.Http.HttpClient client)
            {
                public async Task<string> Load()
                {
                    var task = client.GetStringAsync("a");
                    await task;
                    Renew(ref task);
                    return task.[|Result|];
                }

                private void Renew(ref Task<string> task) => task = client.GetStringAsync("b");
            }
            """ },
        { "replaced by a lambda", """
            class Prices(System.Net.Http.HttpClient client)
            {
                public async Task<string> Load(List<string> urls)
                {
                    var task = client.GetStringAsync("a");
                    await task;
                    urls.ForEach(u => task = client.GetStringAsync(u));
                    return task.[|Result|];
                }
            }
            """ },
        { "endless wait", "class Prices { public void Load(Task task) { task.[|Wait|](-1); task.Wait(); } }" },
    };

    public static readonly Cases Suggested = new()
    {
        { "one of two implementations has ended", "abstract class Item { Stream? _source; public Stream Source => _source ??= OpenAsync().[|Result|]; protected abstract Task<Stream> OpenAsync(); } class Remote(System.Net.Http.HttpClient http) : Item { protected override async Task<Stream> OpenAsync() => await http.GetStreamAsync(\"/\"); } class Local(Stream stream) : Item { protected override Task<Stream> OpenAsync() => Task.FromResult(stream); }" },
        { "one of two services has ended", "interface IRates { Task<decimal> GetAsync(); } class Fixed : IRates { public Task<decimal> GetAsync() => Task.FromResult(1m); } class Remote(System.Net.Http.HttpClient http) : IRates { public async Task<decimal> GetAsync() => decimal.Parse(await http.GetStringAsync(\"/\")); } class C(IRates rates) { public decimal M() => rates.GetAsync().[|Result|]; }" },
        { "explicit synchronous form of an interface that has both", "public interface IDocument { void Move(string path); Task MoveAsync(string path); } public class Document(System.Net.Http.HttpClient client) : IDocument { public async Task MoveAsync(string path) { await client.DeleteAsync(path); } void IDocument.Move(string path) => ((IDocument)this).MoveAsync(path).[|Wait|](); }" },
        { "public twin of an asynchronous method", "class Prices { public string Load() => LoadAsync().GetAwaiter().[|GetResult|](); public async Task<string> LoadAsync() { await Task.Yield(); return \"\"; } }" },
        { "public method beside an asynchronous one that does the same", "class Prices(System.Net.Http.HttpClient client) { public string Load(string url) => client.GetStringAsync(url).[|Result|]; public Task<string> LoadAsync(string url, CancellationToken stop = default) => client.GetStringAsync(url, stop); }" },
        { "override beside the asynchronous override", "abstract class Tag { protected abstract void Render(string s); protected abstract Task RenderAsync(string s); } class Media(System.Net.Http.HttpClient client) : Tag { protected override void Render(string s) { Prepare().[|Wait|](); } protected override async Task RenderAsync(string s) => await Prepare(); private async Task Prepare() => await client.GetStringAsync(\"a\"); }" },
        { "generic method beside an asynchronous one", "class Events { public void Publish<T>(T message) { Send(message!).[|Wait|](); } public async Task PublishAsync<T>(T message) => await Send(message!); private static async Task Send(object message) => await File.WriteAllTextAsync(\"a\", message.ToString()); }" },
        { "overload of an asynchronous method", "class Host { public bool Stop(object control) { Stop().[|Wait|](); return true; } public async Task Stop() => await File.WriteAllTextAsync(\"a\", \"stopped\"); }" },
        { "options that are configured", "class Limits { public string Text { get; set; } = \"\"; } class Configurer : Microsoft.Extensions.Options.IConfigureOptions<Limits> { public void Configure(Limits options) { options.Text = File.ReadAllTextAsync(\"limits\").[|Result|]; } }" },
        { "factory of the only one", "using Microsoft.Extensions.DependencyInjection; class Texts(string all) { public string All => all; } static class Services { public static IServiceCollection AddTexts(this IServiceCollection services) => services.AddSingleton(_ => new Texts(File.ReadAllTextAsync(\"texts\").[|Result|])); }" },
        { "constructor of a service that another project registers", "interface ITexts { string All { get; } } class Texts : ITexts { public string All { get; } public Texts(System.Net.Http.HttpClient client) { All = client.GetStringAsync(\"texts\").[|Result|]; } }" },
        { "what the only one keeps", "using Microsoft.Extensions.DependencyInjection; class Texts { private string? _all; public string All => _all ??= File.ReadAllTextAsync(\"texts\").[|Result|]; } static class Services { public static IServiceCollection AddTexts(this IServiceCollection services) => services.AddSingleton<Texts>(); }" },
        { "what the only one makes once", "using Microsoft.Extensions.DependencyInjection; class Texts { private readonly object _gate = new(); private string? _all; public string All { get { lock (_gate) { return _all ??= Load(); } } } public string Load() => File.ReadAllTextAsync(\"texts\").[|Result|]; } static class Services { public static IServiceCollection AddTexts(this IServiceCollection services) => services.AddSingleton<Texts>(); }" },
        { "callback of a library that takes no task", "class Prices(System.Net.Http.HttpClient client) { public System.Net.Http.HttpClientHandler Make() => new() { ServerCertificateCustomValidationCallback = (m, c, chain, e) => client.GetStringAsync(\"a\").[|Result|].Length > 0 }; }" },
        { "output of a process that has ended", "class Tool { public string Run(System.Diagnostics.Process p) { var text = p.StandardOutput.ReadToEndAsync(); p.WaitForExit(); return text.[|Result|]; } }" },
        { "public twin with arguments", "class Prices { protected void Save(int id) { SaveAsync(id).[|Wait|](); } public async Task SaveAsync(int id) { await Task.Delay(id); } }" },
        { "start-up", """
            using Microsoft.AspNetCore.Builder;
            static class Seeding
            {
                public static void ConfigureData(IApplicationBuilder app) => Task.Delay(1).[|Wait|]();
            }
            """ },
        { "constructor of the only one", """
            using Microsoft.Extensions.DependencyInjection;
            interface ITexts { string this[string key] { get; } }
            class Texts : ITexts { private readonly string _all; public Texts() { _all = File.ReadAllTextAsync("texts").GetAwaiter().[|GetResult|](); } public string this[string key] => _all; }
            static class Services { public static IServiceCollection AddTexts(this IServiceCollection services) => services.AddSingleton<ITexts, Texts>(); }
            """ },
        { "constructor of the only one, by a factory", """
            using Microsoft.Extensions.DependencyInjection;
            class Texts { private readonly string _all; public Texts(string path) { _all = File.ReadAllTextAsync(path).[|Result|]; } public string All => _all; }
            static class Services { public static IServiceCollection AddTexts(this IServiceCollection services) => services.AddSingleton(_ => new Texts("texts")); }
            """ },
        { "migration", "namespace Server.Migrations.Routines { class FixOwners(ShopContext db) { public void Perform() { db.SaveChangesAsync().[|Wait|](); } } }" },
        { "installer", "class PluginInstaller { public void Run(string path) { File.WriteAllTextAsync(path, \"\").[|Wait|](); } }" },
        { "start-up type", "static class QuartzStartup { public static void Run() => File.ReadAllTextAsync(\"a\").GetAwaiter().[|GetResult|](); }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "elements of a sequence that is reported for starting them again", "class Prices(System.Net.Http.HttpClient client) { public async Task<int> Load(string[] urls) { var tasks = urls.Select(u => client.GetStringAsync(u)); await Task.WhenAll(tasks); return tasks.Sum(t => t.Result.Length); } }" },
        { "end of the only one", "using Microsoft.Extensions.DependencyInjection; sealed class Feed(System.Net.Http.HttpClient client) : IDisposable { public void Dispose() { client.DeleteAsync(\"feed\").Wait(); } } static class Services { public static IServiceCollection AddFeed(this IServiceCollection services) => services.AddSingleton<Feed>(); }" },
        { "end that waits a while", "sealed class Job : IDisposable { private readonly Task _run = Task.Run(() => Thread.Sleep(500)); public void Dispose() { _run.Wait(2000); } }" },
        { "benchmark", "namespace BenchmarkDotNet.Attributes { class BenchmarkAttribute : Attribute { } } class Saves(ShopContext db) { [BenchmarkDotNet.Attributes.Benchmark] public void Blocking() { db.SaveChangesAsync().Wait(); } }" },
        { "helper of a benchmark", "namespace BenchmarkDotNet.Attributes { class BenchmarkAttribute : Attribute { } } class Saves(ShopContext db) { [BenchmarkDotNet.Attributes.Benchmark] public void Blocking() => Save(); private void Save() { db.SaveChangesAsync().Wait(); } }" },
        { "task in a field", "class Prices(Task<int> first) { private readonly Task<int> _pending = first; public int M() => _pending.Result; }" },
        { "task of a source in a field", "class Prices { private readonly TaskCompletionSource<int> _source = new(); public int M() => _source.Task.GetAwaiter().GetResult(); }" },
        { "lazy task", "class Prices { private readonly Lazy<Task<string>> _text = new(() => File.ReadAllTextAsync(\"a\")); public string Text => _text.Value.Result; }" },
        { "elements of somebody's list", "class Prices { public int M(List<Task<int>> tasks) => tasks.Sum(t => t.Result); }" },
        { "foreach over somebody's list", "class Prices { public int M(List<Task<int>> tasks) { var n = 0; foreach (var t in tasks) { n += t.Result; } return n; } }" },
        { "awaited before", Async("var t = Load(); await t; return t.Result;") },
        { "awaited in parentheses", Async("var t = Load(); await (t); return t.Result;") },
        { "awaited with ConfigureAwait", Async("var t = Load(); await t.ConfigureAwait(false); return t.Result;") },
        { "awaited with WaitAsync", Async("var t = Load(); await t.WaitAsync(TimeSpan.FromSeconds(1)); return t.Result;") },
        { "awaited in a helper", Async("var t = Load(); await WithTimeout(t); return t.Result;") },
        { "awaited in try, catch leaves", Async("var t = Load(); try { await t; } catch (Exception) { return 0; } return t.Result;") },
        { "awaited in try, catch goes on", Async("var t = Load(); try { await t; } catch (Exception) { Log(); } return t.IsFaulted ? 0 : t.Result;") },
        { "failure of the await itself", Async("var t = Load(); try { await t; } catch (Exception) { } return t.Result;") },
        { "awaited in try with finally", Async("var t = Load(); try { await t; } finally { Log(); } return t.Result;") },
        { "awaited in a lambda inside try", Async("if (flag) { Log(); } if (!flag) { Log(); } if (flag) { Log(); } try { Func<Task<int>> run = async () => { var t = Load(); await t; return t.Result; }; return await run(); } catch (Exception) { Log(); return 0; } finally { Log(); }") },
        { "awaited in a local function inside try", Async("if (flag) { Log(); } if (!flag) { Log(); } if (flag) { Log(); } try { return await Run(); async Task<int> Run() { var t = Load(); await t; return t.Result; } } catch (Exception) { Log(); return 0; }") },
        { "awaited in using", Async("var t = Load(); using (var s = new MemoryStream()) { await t; } return t.Result;") },
        { "awaited in both branches", Async("var t = Load(); if (flag) { await t; } else { await Task.WhenAll(t); } return t.Result;") },
        { "awaited in a loop", Async("var t = Load(); while (true) { await t; if (flag) break; } return t.Result;") },
        { "WhenAll", Async("var a = Load(); var b = Load(); await Task.WhenAll(a, b); return a.Result + b.Result;") },
        { "WhenAll configured", Async("var a = Load(); var b = Load(); await Task.WhenAll(a, b).ConfigureAwait(false); return a.Result + b.Result;") },
        { "WhenAll of an array", Async("var tasks = new[] { Load(), Load() }; await Task.WhenAll(tasks); return tasks[0].Result;") },
        { "WhenAll of an array literal", Async("var a = Load(); var b = Load(); await Task.WhenAll(new Task[] { a, b }); return a.Result + b.Result;") },
        { "WhenAll of a collection expression", Async("var a = Load(); var b = Load(); await Task.WhenAll<int>([a, b]); return a.Result + b.Result;") },
        { "WhenAll kept", Async("var a = Load(); var b = Load(); var both = Task.WhenAll(a, b); await both; return a.Result + b.Result;") },
        { "WhenAll over a list of locals", Async("var a = Load(); var all = new List<Task> { a }; await Task.WhenAll(all); return a.Result;") },
        { "WhenAll over a list filled before", Async("var a = Load(); var all = new List<Task>(); all.Add(a); await Task.WhenAll(all); return a.Result;") },
        { "foreach over awaited tasks", Async("var tasks = new List<Task<int>>(); tasks.Add(Load()); await Task.WhenAll(tasks); var n = 0; foreach (var t in tasks) { n += t.Result; } return n;") },
        { "LINQ over awaited tasks", Async("var tasks = Enumerable.Range(0, 3).Select(i => Load()).ToList(); await Task.WhenAll(tasks); return tasks.Sum(t => t.Result);") },
        { "filtered LINQ over awaited tasks", Async("var tasks = Enumerable.Range(0, 3).Select(i => Load()).ToArray(); await Task.WhenAll(tasks); return tasks.Where(t => t.Result > 1).Select(t => t.Result).First();") },
        { "first of awaited tasks", Async("var tasks = new[] { Load() }; await Task.WhenAll(tasks); return tasks.First().Result + tasks.Last().Result;") },
        { "indexer of awaited tasks", Async("var tasks = new List<Task<int>> { Load() }; await Task.WhenAll(tasks); for (var i = 0; i < tasks.Count; i++) { if (tasks[i].Result > 0) return i; } return -1;") },
        { "tasks in tuples", Async("var pairs = new[] { 1, 2 }.Select(i => (Id: i, Task: Load())).ToList(); await Task.WhenAll(pairs.Select(p => p.Task)); var n = 0; foreach (var p in pairs) { n += p.Task.Result; } return n;") },
        { "tasks in deconstructed tuples", Async("var pairs = new[] { 1, 2 }.Select(i => (Id: i, Task: Load())).ToList(); await Task.WhenAll(pairs.Select(p => p.Task)); var n = 0; foreach (var (id, task) in pairs) { n += task.Result; } return n;") },
        { "tasks in a dictionary", Async("var tasks = new Dictionary<string, Task<int>> { [\"a\"] = Load() }; await Task.WhenAll(tasks.Values); var n = tasks[\"a\"].Result; foreach (var pair in tasks) { n += pair.Value.Result; } return n + tasks.Values.Sum(t => t.Result);") },
        { "tasks as dictionary after WhenAll", Async("var tasks = new Dictionary<string, Task<int>>(); await Task.WhenAll(tasks.Values); return tasks.ToDictionary(p => p.Key, p => p.Value.Result).Count;") },
        { "WaitAll by helper of the list", Async("var tasks = new List<Task<int>> { Load() }; await All(tasks); return tasks[0].Result;") },
        { "WhenAny winner", Async("var a = Load(); var b = Load(); var winner = await Task.WhenAny(a, b); return winner.Result;") },
        { "WhenAny winner inline", Async("var a = Load(); var b = Load(); return (await Task.WhenAny(a, b)).Result;") },
        { "WhenAny winner compared", Async("var a = Load(); if (await Task.WhenAny(a, Task.Delay(100)) == a) { return a.Result; } return 0;") },
        { "WhenAny winner compared later", Async("var a = Load(); var winner = await Task.WhenAny(a, Task.Delay(100)); if (winner != a) { throw new TimeoutException(); } return a.Result;") },
        { "WhenAny loser compared", Async("var a = Load(); var delay = Task.Delay(100); if (await Task.WhenAny(a, delay) == delay) { throw new TimeoutException(); } return a.Result;") },
        { "WhenEach", Async("var n = 0; await foreach (var t in Task.WhenEach(new[] { Load(), Load() })) { n += t.Result; } return n;") },
        { "IsCompleted", Plain("return t.IsCompleted ? t.Result : 0;") },
        { "IsCompletedSuccessfully", Plain("if (t.IsCompletedSuccessfully) { return t.Result; } return 0;") },
        { "early return", Plain("if (!t.IsCompletedSuccessfully) { return 0; } return t.Result;") },
        { "and", Plain("return t.IsCompleted && t.Result > 0 ? 1 : 0;") },
        { "or, negated", Plain("if (!t.IsCompleted || t.Result < 0) { return 0; } return t.Result;") },
        { "compared with true", Plain("if (t.IsCompleted == true) { return t.Result; } return 0;") },
        { "kept in a local", Plain("var done = t.IsCompleted; if (done) { return t.Result; } return 0;") },
        { "IsFaulted or IsCanceled", Plain("if (t.IsFaulted) { t.Wait(); } if (t.IsCanceled) { t.GetAwaiter().GetResult(); } return 0;") },
        { "Status", Plain("return t.Status == TaskStatus.RanToCompletion ? t.Result : 0;") },
        { "Status, early return", Plain("if (t.Status != TaskStatus.RanToCompletion) { return 0; } return t.Result;") },
        { "Status, ordered", Plain("return t.Status >= TaskStatus.RanToCompletion ? t.Result : 0;") },
        { "Status, switched", Plain("switch (t.Status) { case TaskStatus.RanToCompletion: return t.Result; case TaskStatus.Faulted: t.Wait(); return 1; default: return 0; }") },
        { "Status, switch expression", Plain("return t.Status switch { TaskStatus.RanToCompletion => t.Result, _ => 0 };") },
        { "property pattern", Plain("return t is { IsCompletedSuccessfully: true } ? t.Result : 0;") },
        { "property pattern, negated", Plain("if (t is not { IsCompleted: true }) { return 0; } return t.Result;") },
        { "property pattern with a name", Plain("return t is { IsCompleted: true } done ? done.Result : 0;") },
        { "pattern on the status", Plain("return t.Status is TaskStatus.RanToCompletion or TaskStatus.Faulted ? t.Result : 0;") },
        { "switch expression over the task", Plain("return t switch { { IsCompletedSuccessfully: true } => t.Result, _ => 0 };") },
        { "exception checked", Plain("if (t.Exception != null) { t.Wait(); } return 0;") },
        { "loop until completed", Plain("while (!t.IsCompleted) { Thread.Yield(); } return t.Result;") },
        { "asserted", Plain("System.Diagnostics.Debug.Assert(t.IsCompleted); return t.Result;") },
        { "Wait in time", Plain("if (t == null) return 0; return 1;") },
        { "zero timeout", Plain("return t.Wait(0) ? t.Result : 0;") },
        { "zero timespan", Plain("if (!t.Wait(TimeSpan.Zero)) { return 0; } return t.Result;") },
        { "conditional access check", Plain("if (t?.IsCompleted == true) { return t.Result; } return 0;") },
        { "ValueTask completed", "class C { public int M(ValueTask<int> t) => t.IsCompletedSuccessfully ? t.Result : 0; public int N(ValueTask<int> t) { if (t.IsCompleted) { return t.GetAwaiter().GetResult(); } return 0; } }" },
        { "awaiter completed", "class C { public int M(Task<int> t) { var awaiter = t.GetAwaiter(); if (awaiter.IsCompleted) { return awaiter.GetResult(); } return 0; } }" },
        { "awaiter of a completed task", "class C { public int M(Task<int> t) { var awaiter = t.GetAwaiter(); return t.IsCompleted ? awaiter.GetResult() : 0; } }" },
        { "completed task in a field", "class C { private Task<int>? _pending; public int M() => _pending is { IsCompleted: true } ? _pending.Result : 0; }" },
        { "all checked", "class C { public int M(List<Task<int>> tasks) => tasks.All(t => t.IsCompleted) ? tasks.Sum(t => t.Result) : 0; }" },
        { "filtered by completion", "class C { public List<int> M(List<Task<int>> tasks) => tasks.Where(t => t.IsCompletedSuccessfully).Select(t => t.Result).ToList(); }" },
        { "foreach filtered by completion", "class C { public int M(List<Task<int>> tasks) { var n = 0; foreach (var t in tasks.Where(x => x.IsCompleted)) { n += t.Result; } return n; } }" },
        { "guard in the loop", "class C { public int M(List<Task<int>> tasks) { var n = 0; foreach (var t in tasks) { if (!t.IsCompleted) continue; n += t.Result; } return n; } }" },
        { "ContinueWith", "class C { public Task<int> M(Task<int> t) => t.ContinueWith(x => x.Result + 1); }" },
        { "ContinueWith, nested lambda", "class C { public Task<List<int>> M(Task<int> t, List<int> ids) => t.ContinueWith(x => ids.Select(i => i + x.Result).ToList()); }" },
        { "ContinueWith with options", "class C { public Task M(Task<int> t) => t.ContinueWith((x, state) => Console.WriteLine(x.Result), null, TaskContinuationOptions.OnlyOnRanToCompletion); }" },
        { "ContinueWith with a method", "class C { public Task M(Task<int> t) => t.ContinueWith(Done); private void Done(Task<int> t) => Console.WriteLine(t.Result); }" },
        { "ContinueWhenAll", "class C { public Task<int> M(Task<int>[] tasks) => Task.Factory.ContinueWhenAll(tasks, done => done.Sum(t => t.Result)); }" },
        { "callback that takes a task", "class C { public void M(Action<Action<Task<int>>> register) => register(t => Console.WriteLine(t.Result)); }" },
        { "FromResult", "class C { public int M() => Task.FromResult(3).Result; }" },
        { "FromResult in a local", "class C { public int M() { var t = Task.FromResult(3); return t.Result; } }" },
        { "CompletedTask", "class C { public void M() => Task.CompletedTask.Wait(); }" },
        { "ended on every path", "class C { public int M(bool b) { Task<int> t; if (b) { t = Task.FromResult(1); } else { t = Task.FromException<int>(new Exception()); } return t.Result; } }" },
        { "ValueTask from a value", "class C { public int M() { var t = new ValueTask<int>(3); return t.Result; } }" },
        { "static field of a completed task", "class C { private static readonly Task<int> s_zero = Task.FromResult(0); public int M() => s_zero.Result; }" },
        { "own method that returns completed tasks", "class C { private static Task<int> Zero(bool b) => b ? Task.FromResult(0) : Task.FromResult(1); public int M() => Zero(true).Result; }" },
        { "helpers that wait are told at their callers", "public static class Tasks { public static T Await<T>(this Task<T> task) => task.GetAwaiter().GetResult(); public static void Await(this Task task) { task.Wait(); } public static T RunSync<T>(Func<Task<T>> work) => Task.Run(work).GetAwaiter().GetResult(); }" },
        { "helper over a completed task", "static class Tasks { public static T Await<T>(this Task<T> task) => task.GetAwaiter().GetResult(); } class C { public int M() => Task.FromResult(1).Await(); }" },
        { "helper over a method that works synchronously", "static class Tasks { public static T Await<T>(this Task<T> task) => task.GetAwaiter().GetResult(); } class Prices(ShopContext db) { private async Task<int> Core(bool async) => async ? await db.Orders.CountAsync() : db.Orders.Count(); public int Count() => Core(async: false).Await(); }" },
        { "helper over an awaited task", "static class Tasks { public static T Await<T>(this Task<T> task) => task.GetAwaiter().GetResult(); } class Prices(ShopContext db) { public async Task<int> Count() { var all = db.Orders.CountAsync(); await all; return all.Await(); } }" },
        { "a method that asks whether a task has ended", "static class Tasks { public static T? Peek<T>(this Task<T> task) => task.IsCompletedSuccessfully ? task.Result : default; } class Prices(ShopContext db) { public int? Count() => db.Orders.CountAsync().Peek(); }" },
        { "a task of a task is unwrapped", "class C { public Task<int> M() => Task.Factory.StartNew(() => Task.Run(() => 1)).Unwrap(); }" },
        { "a method that forgets a task", "static class Tasks { public static void Forget(this Task task) { } } class Mail(System.Net.Http.HttpClient client) { public void Send() { client.DeleteAsync(\"a\").Forget(); } }" },
        { "a method that returns what it is given beside a task", "static class Tasks { public static T Track<T>(T value, Task<T> task) => value; } class Prices(ShopContext db) { public int Count() => Tasks.Track(1, db.Orders.CountAsync()); }" },
        { "a policy that runs work", "static class Policy { public static T Execute<T>(Func<T> work) => work(); } class Prices(ShopContext db) { public Task<int> Count() => Policy.Execute(() => db.Orders.CountAsync()); }" },
        { "own async method that is told to stop before its await", "class C(ShopContext db) { private async Task<int> Load(bool create) { if (!create) { return 0; } return await db.Orders.CountAsync(); } public int M() => Load(false).Result; }" },
        { "the same through a method that passes it on", "class C(ShopContext db) { private async Task<Order?> Ensure(int id, bool create) { var known = db.ChangeTracker.Entries<Order>().FirstOrDefault(); if (known is not null) { return known.Entity; } if (!create) { return null; } return await db.Orders.FindAsync(id); } public Task<Order?> Get(bool create) => Ensure(1, create); public Order? M() => Get(false).GetAwaiter().GetResult(); }" },
        { "own async method over an embedded resource", "class C { private readonly Dictionary<string, string> _texts = new(); private async Task Copy(string name) { using var stream = typeof(C).Assembly.GetManifestResourceStream(name); if (stream is null) { return; } var all = await System.Text.Json.JsonSerializer.DeserializeAsync<Dictionary<string, string>>(stream).ConfigureAwait(false); foreach (var key in all!.Keys) { _texts[key] = all[key]; } } public void M() => Copy(\"a\").GetAwaiter().GetResult(); }" },
        { "own async method that awaits what has ended", "class C { private async Task<int> Load() { await Task.CompletedTask; return 1; } public int M() => Load().Result; }" },
        { "a memory stream", "class C { public string M(byte[] b) { using var s = new MemoryStream(b); using var r = new StreamReader(s); return r.ReadToEndAsync().Result; } }" },
        { "authorization policies", "namespace Microsoft.AspNetCore.Authorization { public interface IAuthorizationPolicyProvider { Task<object?> GetPolicyAsync(string name); } } class C(Microsoft.AspNetCore.Authorization.IAuthorizationPolicyProvider policies) { public bool M(string name) => policies.GetPolicyAsync(name).GetAwaiter().GetResult() is not null; }" },
        { "own async method without await", "#pragma warning disable CS1998\nclass C { private static async Task<int> Zero() { return 0; } public int M() => Zero().Result; }" },
        { "completion source set before", "class C { public int M() { var source = new TaskCompletionSource<int>(); source.SetResult(1); return source.Task.Result; } }" },
        { "run synchronously", "class C { public int M() { var t = new Task<int>(() => 1); t.RunSynchronously(); return t.Result; } }" },
        { "captured after the await", Async("var t = Load(); await t; return new[] { 1, 2 }.Sum(i => i + t.Result);") },
        { "local function called after the await", Async("var t = Load(); await t; return Sum(); int Sum() => t.Result + 1;") },
        { "continuation of all", "class C { public Task<int> M(List<(int Id, Task<int> Task)> pairs) => Task.WhenAll(pairs.Select(p => p.Task)).ContinueWith(_ => pairs.Sum(p => p.Task.Result)); }" },
        { "continuation that reads the task itself", "class C { private readonly TaskCompletionSource<int> _source = new(); public Task M() => _source.Task.ContinueWith(_ => Console.WriteLine(_source.Task.Result)); }" },
        { "asked how it ended", "class C { public int M(Task<int> t) => t.IsCanceled || t.IsFaulted ? 0 : t.Result; }" },
        { "filtered by how it ended", "class C { public List<int> M(List<(int Id, Task<int> Task)> pairs) => pairs.Where(p => !p.Task.IsCanceled && !p.Task.IsFaulted).Select(p => p.Task.Result).ToList(); }" },
        { "continuation that filters by how they ended", """
            using System.Collections.Immutable;
            class C(List<int> ids)
            {
                public Task<ImmutableDictionary<int, int>> M()
                {
                    var tasks = ids.Select(id => (Id: id, Task: Task.Run(() => id))).ToImmutableList();
                    return Task.WhenAll(tasks.Select(i => i.Task)).ContinueWith(all =>
                    {
                        if (all.IsFaulted || all.IsCanceled)
                            return ImmutableDictionary<int, int>.Empty;
                        return tasks.Where(i => !i.Task.IsCanceled && !i.Task.IsFaulted).ToImmutableDictionary(i => { return i.Id; }, j => j.Task.Result);
                    });
                }
            }
            """ },
        { "nameof", "class C { public string M(Task<int> t) => nameof(t.Result); }" },
        { "expression tree", "class C { public Expression<Func<int>> M(Task<int> t) => () => t.Result; }" },
        { "own thread", "class C { public void M(Func<Task> run) { var thread = new Thread(() => run().Wait()); thread.Start(); } }" },
        { "own thread by method", "class C { public void Start() => new Thread(Run).Start(); private void Run() => Task.Delay(10).Wait(); }" },
        { "long-running task", "class C { public Task M(Func<Task> run) => Task.Factory.StartNew(() => run().Wait(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default); }" },
        { "awaiter implementation", "struct Mine(Task<int> t) : System.Runtime.CompilerServices.INotifyCompletion { public bool IsCompleted => t.IsCompleted; public int GetResult() => t.Result; public void OnCompleted(Action a) => t.ContinueWith(_ => a()); }" },
        { "synchronous arm of a two-way method", "class C { private async Task<int> Load(bool async) { if (async) { return await Slow(); } else { return Slow().Result; } } private async Task<int> Slow() { await Task.Yield(); return 1; } public Task<int> M() => Load(true); }" },
        { "after the asynchronous arm returned", "class C { private async Task<int> Load(bool useAsync) { if (useAsync) { return await Slow(); } return Slow().GetAwaiter().GetResult(); } private async Task<int> Slow() { await Task.Yield(); return 1; } }" },
        { "asked to be synchronous", "class C { private async Task<int> Load(bool async) { if (async) { await Task.Yield(); } return 1; } public int M() => Load(async: false).GetAwaiter().GetResult(); }" },
        { "other type's Result", "class Box { public int Result => 1; public void Wait() { } } class C { public int M(Box b) { b.Wait(); return b.Result; } }" },
        { "other Wait", "class C { public void M(ManualResetEventSlim gate) => gate.Wait(); }" },
        { "awaited winner in a loop", Async("var left = new List<Task<int>> { Load(), Load() }; var n = 0; while (left.Count > 0) { var t = await Task.WhenAny(left); left.Remove(t); n += t.Result; } return n;") },
        { "winner assigned in a loop", Async("var left = new List<Task<int>> { Load() }; Task<int> t; do { t = await Task.WhenAny(left); left.Remove(t); } while (t.Result > 0); return 0;") },
        { "awaited task of an object", "class C { private sealed class Job { public Task<int> Task = System.Threading.Tasks.Task.FromResult(1); } public async Task<int> M(List<object> x) { var job = new Job(); await job.Task; return job.Task.Result; } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    public static TheoryData<string, string, string> Rewrites { get; } = new()
    {
        { "Result", "return Load(1).[|Result|];", "return await Load(1);" },
        { "Result of a member", "return Text().[|Result|].Length;", "return (await Text()).Length;" },
        { "Result of an element", "return Text().[|Result|][0];", "return (await Text())[0];" },
        { "Result, conditionally", "return Text().[|Result|]?.Length ?? 0;", "return (await Text())?.Length ?? 0;" },
        { "Result, not null", "return Text().[|Result|]!.Length;", "return (await Text())!.Length;" },
        { "Result in a condition", "if (Flag().[|Result|] && !Flag().[|Result|]) { return 1; } return 0;", "if (await Flag() && !await Flag()) { return 1; } return 0;" },
        { "Result, cast", "return (int)(long)Load(1).[|Result|];", "return (int)(long)await Load(1);" },
        { "Result, negated", "return -Load(1).[|Result|];", "return -await Load(1);" },
        { "Result, switched", "return Load(1).[|Result|] switch { 1 => 2, _ => 3 };", "return (await Load(1)) switch { 1 => 2, _ => 3 };" },
        { "Result, matched", "return Load(1).[|Result|] is 1 ? 2 : 3;", "return await Load(1) is 1 ? 2 : 3;" },
        { "Result, interpolated", "return $\"{Load(1).[|Result|]:N2} {Text().[|Result|]}\".Length;", "return $\"{await Load(1):N2} {await Text()}\".Length;" },
        { "Result as argument", "return Load(Load(1).[|Result|]).[|Result|];", "return await Load(await Load(1));" },
        { "nested tasks", "return Nested().[|Result|].[|Result|];", "return await (await Nested());" },
        { "Result of a choice", "return (flag ? Load(1) : Load(2)).[|Result|];", "return await (flag ? Load(1) : Load(2));" },
        { "Result of a ValueTask", "return Value().[|Result|] + 1;", "return await Value() + 1;" },
        { "discarded", "_ = Load(1).[|Result|]; return 0;", "_ = await Load(1); return 0;" },
        { "Wait", "Load(1).[|Wait|](); return 0;", "await Load(1); return 0;" },
        { "Wait, then Result", "var t = Load(1); t.[|Wait|](); return t.Result;", "var t = Load(1); await t; return t.Result;" },
        { "Wait with a token", "Load(1).[|Wait|](stop); return 0;", "await Load(1).WaitAsync(stop); return 0;" },
        { "GetResult", "return Load(1).GetAwaiter().[|GetResult|]();", "return await Load(1);" },
        { "GetResult, configured", "return Load(1).ConfigureAwait(false).GetAwaiter().[|GetResult|]();", "return await Load(1).ConfigureAwait(false);" },
        { "GetResult, member", "return Text().ConfigureAwait(false).GetAwaiter().[|GetResult|]().Length;", "return (await Text().ConfigureAwait(false)).Length;" },
        { "GetResult as a statement", "Value().GetAwaiter().[|GetResult|](); return 0;", "await Value(); return 0;" },
        { "WaitAll", "var a = Load(1); var b = Load(2); Task.[|WaitAll|](a, b); return a.Result + b.Result;", "var a = Load(1); var b = Load(2); await Task.WhenAll(a, b); return a.Result + b.Result;" },
        { "WaitAll of an array", "var all = new[] { Load(1), Load(2) }; Task.[|WaitAll|](all); return all[0].Result;", "var all = new[] { Load(1), Load(2) }; await Task.WhenAll(all); return all[0].Result;" },
        { "in a local function", "return await F(); async Task<int> F() { await Task.Yield(); return Load(1).[|Result|]; }", "return await F(); async Task<int> F() { await Task.Yield(); return await Load(1); }" },
        { "in a lambda", "Func<Task<int>> f = async () => Load(1).[|Result|] + 1; return await f();", "Func<Task<int>> f = async () => await Load(1) + 1; return await f();" },
        { "in a using", "using (var s = new MemoryStream()) { return Load(1).[|Result|]; }", "using (var s = new MemoryStream()) { return await Load(1); }" },
        { "in catch and finally", "try { return 1; } catch (Exception) { return Load(1).[|Result|]; } finally { Load(2).[|Wait|](); }", "try { return 1; } catch (Exception) { return await Load(1); } finally { await Load(2); }" },
        { "in a try that logs", "try { return Load(1).[|Result|]; } catch (InvalidOperationException e) { Console.WriteLine(e); return 0; }", "try { return await Load(1); } catch (InvalidOperationException e) { Console.WriteLine(e); return 0; }" },
        { "source of a query", "return (from x in Many().[|Result|] where x > 1 select x).Count();", "return (from x in await Many() where x > 1 select x).Count();" },
        { "loop source", "var n = 0; foreach (var x in Many().[|Result|]) { n += x; } return n;", "var n = 0; foreach (var x in await Many()) { n += x; } return n;" },
    };

    public static TheoryData<string, string> Refusals { get; } = new()
    {
        { "in a lock", "lock (this) { return Load(1).[|Result|]; }" },
        { "in a filter", "try { return 1; } catch (Exception) when (Flag().[|Result|]) { return 2; }" },
        { "in a query clause", "return (from x in new[] { 1 } where Flag().[|Result|] select x).Count();" },
        { "in a select clause", "return (from x in new[] { 1 } select Load(x).[|Result|]).Count();" },
        { "in unsafe code", "unsafe { return Load(1).[|Result|]; }" },
        { "in a lambda that is not async", "return new[] { 1 }.Sum(x => Load(x).[|Result|]);" },
        { "behind ?.", "C? c = null; return c?.Load(1).[|Result|] ?? 0;" },
        { "with a timeout", "return Load(1).[|Wait|](100) ? 1 : 0;" },
        { "WaitAny", "var a = Load(1); return Task.[|WaitAny|](a);" },
        { "WaitAll in time", "var a = Load(1); return Task.[|WaitAll|](new[] { a }, 100) ? 1 : 0;" },
        { "stored awaiter", "var awaiter = Load(1).GetAwaiter(); return awaiter.[|GetResult|]();" },
        { "AggregateException caught", "try { return Load(1).[|Result|]; } catch (AggregateException) { return 0; }" },
        { "inner exception read", "try { return Load(1).[|Result|]; } catch (Exception e) { return e.InnerException is null ? 0 : 1; }" },
        { "span in the method", "Span<int> span = stackalloc int[1]; span[0] = 1; return span[0] + Load(1).[|Result|];" },
        { "ref local in the method", "var array = new int[1]; ref var first = ref array[0]; first = Load(1).[|Result|]; return first;" },
        { "comment between", "return Load(1) // loads\n            .[|Result|];" },
    };

    [Theory, MemberData(nameof(Rewrites))]
    public Task Awaits(string name, string before, string after)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(InAsync(before), InAsync(after));
    }

    [Theory, MemberData(nameof(Refusals))]
    public Task Does_not_await(string name, string code)
    {
        Assert.NotEmpty(name);
        return Verify.RefusesToFix(InAsync(code));
    }

    [Fact]
    public Task Keeps_comments_and_lines() => Verify.Fixes(
        """
        class C(System.Net.Http.HttpClient client)
        {
            public async Task<string> Load(string url)
            {
                await Task.Yield();

                // The header first.
                var head = client
                    .GetStringAsync(url + "/head")
                    .[|Result|]; // small

                return head + /* then the body */ client.GetStringAsync(
                    url)
                    .ConfigureAwait(false)
                    .GetAwaiter()
                    .[|GetResult|]();
            }
        }
        """,
        """
        class C(System.Net.Http.HttpClient client)
        {
            public async Task<string> Load(string url)
            {
                await Task.Yield();

                // The header first.
                var head = await client
                    .GetStringAsync(url + "/head"); // small

                return head + /* then the body */ await client.GetStringAsync(
                    url)
                    .ConfigureAwait(false);
            }
        }
        """);

    [Fact]
    public Task Configures_as_most_awaits_of_the_file() => Verify.Fixes(
        "class C { public async Task<int> M(Task<int> t, CancellationToken stop) { await Task.Delay(1).ConfigureAwait(false); t.[|Wait|](stop); Task.[|WaitAll|](Task.Delay(1), Task.Delay(2)); return Task.Run(() => 1).[|Result|]; } }",
        "class C { public async Task<int> M(Task<int> t, CancellationToken stop) { await Task.Delay(1).ConfigureAwait(false); await t.WaitAsync(stop).ConfigureAwait(false); await Task.WhenAll(Task.Delay(1), Task.Delay(2)).ConfigureAwait(false); return await Task.Run(() => 1).ConfigureAwait(false); } }");

    [Fact]
    public Task Fixes_all_documents() => Verify.FixesAll(
    [
        (
            "class A { public async Task<int> M(Func<int, Task<int>> f) { await Task.Yield(); return f(f(f(1).[|Result|]).[|Result|]).[|Result|]; } }",
            "class A { public async Task<int> M(Func<int, Task<int>> f) { await Task.Yield(); return await f(await f(await f(1))); } }"
        ),
        (
            "class B { public async Task M(Task t) { t.[|Wait|](); Task.[|WaitAll|](Task.Delay(1), t); await t; } }",
            "class B { public async Task M(Task t) { await t; await Task.WhenAll(Task.Delay(1), t); await t; } }"
        ),
    ]);

    [Fact]
    public Task Says_what_to_do() => Verify.Says(
        "class Prices { public string Load() => Text().[|Result|]; private static Task<string> Text() => File.ReadAllTextAsync(\"a\"); }",
        "'Result' holds a thread until 'Text' has ended, and under load requests queue for threads; make 'Load' and its callers async, and await it");

    [Theory]
    [InlineData("class C { public C(Task t) { t.[|Wait|](); } }", "'t'", "await it in a static factory method that then constructs 'C'")]
    [InlineData("class C(Task t) : IDisposable { public void Dispose() => t.[|Wait|](); }", "'t'", "implement IAsyncDisposable and await it in 'DisposeAsync'")]
    [InlineData("class C { public int N => File.ReadAllTextAsync(\"a\").[|Result|].Length; }", "'ReadAllTextAsync'", "make 'N' an async method and await it")]
    [InlineData("class C { private int Load() => LoadAsync().[|Result|]; private async Task<int> LoadAsync() { await Task.Yield(); return Load(); } }", "'LoadAsync'", "let the callers of 'Load' await 'LoadAsync'")]
    [InlineData("class C { public void M(Task t) { lock (this) { t.[|Wait|](); } } }", "'t'", "await it before the lock is taken, or guard with SemaphoreSlim.WaitAsync")]
    [InlineData("class C { private readonly string _a = File.ReadAllTextAsync(\"a\").[|Result|]; }", "'ReadAllTextAsync'", "keep the task and await it where the value is used")]
    [InlineData("class C { private readonly Lazy<string> _a = new(() => File.ReadAllTextAsync(\"a\").[|Result|]); }", "'ReadAllTextAsync'", "make it a Lazy<Task<…>> and await its value")]
    [InlineData("class C : IComparer<int> { public int Compare(int a, int b) { Task.Delay(a).[|Wait|](); return 0; } }", "the task", "make 'Compare', the member it implements and its callers async, and await it")]
    public Task Names_the_way_out(string source, string task, string wayOut) => Verify.Says(
        source,
        $"'{(source.Contains("[|Wait|]", StringComparison.Ordinal) ? "Wait" : "Result")}' holds a thread until {task} has ended, and under load requests queue for threads; {wayOut}");

    private static string InAsync(string body) => $$"""
        class C
        {
            public async Task<int> M(bool flag, CancellationToken stop)
            {
                await Task.Yield();
                {{body}}
            }

            private Task<int> Load(int n) => Task.Run(() => n);
            private static Task<bool> Flag() => Task.Run(() => true);
            private static Task<string> Text() => Task.Run(() => "");
            private static Task<int[]> Many() => Task.Run(() => new int[1]);
            private static Task<Task<int>> Nested() => Task.Run(() => 1).ContinueWith(t => t);
            private static async ValueTask<int> Value() { await Task.Yield(); return 1; }
        }
        """;

    private static string Async(string body) => $$"""
        class C
        {
            public async Task<int> M(bool flag)
            {
                {{body}}
            }

            private static async Task<int> Load() { await Task.Yield(); return 1; }
            private static async Task WithTimeout(Task task) => await task;
            private static async Task All(IEnumerable<Task<int>> tasks) => await Task.WhenAll(tasks);
            private static void Log() { }
        }
        """;

    private static string Plain(string body) => $$"""
        class C
        {
            public int M(Task<int> t)
            {
                {{body}}
            }
        }
        """;
}
