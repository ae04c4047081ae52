using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Caching.ClientPerCall, PerfAnalyzers.Caching.ClientPerCallFix>;
using VerifyAssumed = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Caching.ClientPerCall, PerfAnalyzers.Caching.ClientPerCallAssumedFix>;

namespace PerfAnalyzers.Tests;

public sealed class ClientPerCallTests
{
    private const string Using = """
        using System.Net;
        using System.Net.Http;
        using System.Net.Http.Json;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.DependencyInjection.Extensions;
        using Microsoft.Extensions.Hosting;

        """;

    private const string Redis = "namespace StackExchange.Redis { public interface IDatabase { string StringGet(string key); Task<string> StringGetAsync(string key); } public interface IConnectionMultiplexer : IDisposable { IDatabase GetDatabase(int n = -1); } public class ConnectionMultiplexer : IConnectionMultiplexer { public static ConnectionMultiplexer Connect(string s) => new(); public static Task<ConnectionMultiplexer> ConnectAsync(string s) => Task.FromResult(new ConnectionMultiplexer()); public IDatabase GetDatabase(int n = -1) => null!; public void Dispose() { } } }\n";

    private const string Cosmos = "namespace Microsoft.Azure.Cosmos { public class Container { public Task<string> ReadItemAsync(string id) => null!; } public class CosmosClientOptions { public string? Region { get; set; } } public class CosmosClient : IDisposable { public CosmosClient(string s, CosmosClientOptions? o = null) { } public Container GetContainer(string d, string c) => new(); public void Dispose() { } } }\n";

    private const string Mongo = "namespace MongoDB.Driver { public interface IMongoClient { IMongoDatabase GetDatabase(string n); } public interface IMongoDatabase { IMongoCollection<T> GetCollection<T>(string n); } public interface IMongoCollection<T> { Task<T> FirstAsync(); } public class MongoClient : IMongoClient { public MongoClient(string s) { } public IMongoDatabase GetDatabase(string n) => null!; } }\n";

    private const string ServiceBus = "namespace Azure.Messaging.ServiceBus { public class ServiceBusMessage(string body) { public string Body => body; } public class ServiceBusSender : IAsyncDisposable { public Task SendMessageAsync(ServiceBusMessage m) => Task.CompletedTask; public ValueTask DisposeAsync() => default; } public class ServiceBusClient : IAsyncDisposable { public ServiceBusClient(string s) { } public ServiceBusSender CreateSender(string q) => new(); public ValueTask DisposeAsync() => default; } }\n";

    private const string Rabbit = "namespace RabbitMQ.Client { public interface IChannel : IDisposable { Task BasicPublishAsync(string q, byte[] body); } public interface IConnection : IDisposable { Task<IChannel> CreateChannelAsync(); } public interface IConnectionFactory { Task<IConnection> CreateConnectionAsync(); } public class ConnectionFactory : IConnectionFactory { public string HostName { get; set; } = \"\"; public string UserName { get; set; } = \"\"; public Task<IConnection> CreateConnectionAsync() => null!; } }\n";

    private const string Grpc = "namespace Grpc.Net.Client { public class GrpcChannel : IDisposable { public static GrpcChannel ForAddress(string s) => new(); public void Dispose() { } } } class Greeter(Grpc.Net.Client.GrpcChannel c) { public Task<string> HelloAsync(string s) => Task.FromResult(s + c); }\n";

    private const string Mail = "namespace MailKit.Net.Smtp { public class SmtpClient : IDisposable { public void Connect(string h) { } public void Send(string m) { } public void Dispose() { } } }\n";

    private const string Storage = "namespace Azure.Core { public class TokenCredential { } } namespace Azure.Identity { public class DefaultAzureCredential : Azure.Core.TokenCredential { } } namespace Azure.Storage.Blobs { public class BlobContainerClient { public Task<string> ListAsync() => null!; } public class BlobServiceClient { public BlobServiceClient(Uri u, Azure.Core.TokenCredential c) { } public BlobContainerClient GetBlobContainerClient(string n) => new(); } }\n";

    /// <summary>A channel for each request, whose handler keeps to one connection: two faults of one line.</summary>
    internal const string ChannelWithHandler = "using Microsoft.AspNetCore.Mvc;\nnamespace Grpc.Net.Client { public class GrpcChannelOptions { public System.Net.Http.HttpMessageHandler? HttpHandler { get; set; } } public class GrpcChannel : IDisposable { public static GrpcChannel ForAddress(string s, GrpcChannelOptions o) => new(); public Task<string> HelloAsync(string name) => Task.FromResult(name); public void Dispose() { } } }\npublic class C : ControllerBase { public async Task<string> Get(string name) { using var channel = Grpc.Net.Client.GrpcChannel.[|ForAddress|](\"https://greeter\", new Grpc.Net.Client.GrpcChannelOptions { HttpHandler = new System.Net.Http.SocketsHttpHandler() }); return await channel.HelloAsync(name); } }";

    public static readonly Cases Firing = new()
    {
        { "grpc channel in an action, with a handler of its own", ChannelWithHandler },
        { "client of the user's tables", Attached.To(Using + """public class Bus(string address) : IDisposable { public Task Send(string text) => Task.FromResult(address + text); public void Dispose() { } } public class C : ControllerBase { public async Task Post(string text) { using var bus = new [|Bus|]("amqp://shop"); await bus.Send(text); } }""", "PerfAnalyzers.Apis.txt", "M:Bus.#ctor client=\"it connects again\" name=bus") },
        { "http client in an action", Using + """public class C : ControllerBase { public async Task<string> Get(string city, CancellationToken token) { using var http = new [|HttpClient|](); return await http.GetStringAsync("https://rates/" + city, token); } }""" },
        { "http client in a using statement", Using + """public class C : ControllerBase { public async Task<string> Get(string city, CancellationToken token) { using (var http = new [|HttpClient|]()) { return await http.GetStringAsync("https://weather/" + city, token); } } }""" },
        { "http client without disposal", Using + """public class C : ControllerBase { public async Task<string> Get(string city, CancellationToken token) { var http = new [|HttpClient|](); http.DefaultRequestHeaders.Add("X-Key", "1"); var answer = await http.GetAsync("https://rates/" + city, token); return await answer.Content.ReadAsStringAsync(token); } }""" },
        { "http client with a base address", Using + """public class C(IConfiguration config) : ControllerBase { public async Task<string> Get(string city, CancellationToken token) { using var http = new [|HttpClient|] { BaseAddress = new Uri(config["Rates"]!) }; return await http.GetStringAsync("latest/" + city, token); } }""" },
        { "http client with a handler of its own", Using + """public class C : ControllerBase { public async Task<string> Get(string city, CancellationToken token) { var handler = new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip }; using var http = new [|HttpClient|](handler); return await http.GetStringAsync("https://rates/" + city, token); } }""" },
        { "http client used in place", Using + """public class C : ControllerBase { public Task<int[]?> Get(string city, CancellationToken token) => new [|HttpClient|]().GetFromJsonAsync<int[]>("https://rates/" + city, token); }""" },
        { "target-typed", Using + """public class C : ControllerBase { public async Task<string> Get(string city, CancellationToken token) { using HttpClient http = [|new|](); return await http.GetStringAsync("https://rates/" + city, token); } }""" },
        { "minimal API", Using + """static class Api { public static void Map(WebApplication app) => app.MapGet("/rates", async (string city, CancellationToken token) => { using var http = new [|HttpClient|](); return await http.GetStringAsync("https://rates/" + city, token); }); }""" },
        { "page", Using + """public class P : Microsoft.AspNetCore.Mvc.RazorPages.PageModel { public string Text = ""; public async Task OnGetAsync(string city, CancellationToken token) { using var http = new [|HttpClient|](); Text = await http.GetStringAsync("https://rates/" + city, token); } }""" },
        { "registered service", Using + """class Rates { public async Task<string> Latest(string city, CancellationToken token) { using var http = new [|HttpClient|](); return await http.GetStringAsync("https://rates/" + city, token); } } static class Startup { public static void AddRates(this IServiceCollection s) => s.AddSingleton<Rates>(); }""" },
        { "per element", Using + """
            class Pages
            {
                public async Task Load(List<string> urls)
                {
                    foreach (var url in urls)
                    {
                        using var http = new [|HttpClient|]();
                        Console.WriteLine(await http.GetStringAsync(url));
                    }
                }
            }
            """ },
        { "field of a controller", Using + """public class C : ControllerBase { private readonly HttpClient _http = new [|HttpClient|](); public Task<string> Get(string city, CancellationToken token) => _http.GetStringAsync("https://rates/" + city, token); }""" },
        { "constructor of a scoped service", Using + """class Rates { private readonly HttpClient _http; public Rates() { _http = new [|HttpClient|] { Timeout = TimeSpan.FromSeconds(5) }; } public Task<string> Latest(string city, CancellationToken token) => _http.GetStringAsync("https://rates/" + city, token); } static class Startup { public static void AddRates(this IServiceCollection s) => s.AddScoped<Rates>(); }""" },
        { "registered by itself", Using + """static class Startup { public static void AddRates(this IServiceCollection s) => s.[|AddScoped|]<HttpClient>(); }""" },
        { "built by a scoped factory", Using + """static class Startup { public static void AddRates(this IServiceCollection s) => s.AddScoped(_ => new [|HttpClient|] { BaseAddress = new Uri("https://rates") }); }""" },
        { "service that an action calls", Using + """public class Rates { public async Task<string> Latest(string city, CancellationToken token) { using var http = new [|HttpClient|](); return await http.GetStringAsync("https://rates/" + city, token); } } public class C(Rates rates) : ControllerBase { public Task<string> Get(string city, CancellationToken token) => rates.Latest(city, token); }""" },
        { "helper of an action", Using + """public class C : ControllerBase { private static HttpClient Open() => new [|HttpClient|](); public async Task<string> Get(string city, CancellationToken token) { using var http = Open(); return await http.GetStringAsync("https://rates/" + city, token); } }""" },

        { "redis in an action", Using + Redis + """public class C(IConfiguration config) : ControllerBase { public string Get(string key) { using var redis = StackExchange.Redis.ConnectionMultiplexer.[|Connect|](config.GetConnectionString("redis")!); return redis.GetDatabase().StringGet(key); } }""" },
        { "redis awaited in a service", Using + Redis + """class Cache(IConfiguration config) { public async Task<string> Get(string key) { var redis = await StackExchange.Redis.ConnectionMultiplexer.[|ConnectAsync|](config["redis"]!); return await redis.GetDatabase().StringGetAsync(key); } } static class Startup { public static void AddCache(this IServiceCollection s) => s.AddScoped<Cache>(); }""" },
        { "redis behind a property", Using + Redis + """public class Cache { public static StackExchange.Redis.IDatabase Database => StackExchange.Redis.ConnectionMultiplexer.[|Connect|]("localhost").GetDatabase(); }""" },
        { "redis registered as scoped", Using + Redis + """static class Startup { public static void AddCache(this IServiceCollection s, IConfiguration config) => s.AddScoped<StackExchange.Redis.IConnectionMultiplexer>(_ => StackExchange.Redis.ConnectionMultiplexer.[|Connect|](config["redis"]!)); }""" },
        { "cosmos in an action", Using + Cosmos + """public class C(IConfiguration config) : ControllerBase { public async Task<string> Get(string id) { using var cosmos = new [|Microsoft.Azure.Cosmos.CosmosClient|](config["cosmos"]!, new Microsoft.Azure.Cosmos.CosmosClientOptions { Region = "West Europe" }); return await cosmos.GetContainer("shop", "orders").ReadItemAsync(id); } }""" },
        { "cosmos registered as transient", Using + Cosmos + """static class Startup { public static void AddCosmos(this IServiceCollection s) => s.AddTransient(p => new [|Microsoft.Azure.Cosmos.CosmosClient|](p.GetRequiredService<IConfiguration>()["cosmos"]!)); }""" },
        { "cosmos by its type", Using + Cosmos + """static class Startup { public static void AddCosmos(this IServiceCollection s) => s.[|TryAddScoped|]<Microsoft.Azure.Cosmos.CosmosClient>(); }""" },
        { "service bus in an action", Using + ServiceBus + """public class C : ControllerBase { public async Task Post(string text) { await using var bus = new [|Azure.Messaging.ServiceBus.ServiceBusClient|]("Endpoint=sb://shop"); await using var sender = bus.CreateSender("orders"); await sender.SendMessageAsync(new Azure.Messaging.ServiceBus.ServiceBusMessage(text)); } }""" },
        { "service bus in a transient publisher", Using + ServiceBus + """class Publisher { private readonly Azure.Messaging.ServiceBus.ServiceBusClient _bus; public Publisher(IConfiguration config) { _bus = new [|Azure.Messaging.ServiceBus.ServiceBusClient|](config["bus"]!); } public Task Send(string text) => _bus.CreateSender("orders").SendMessageAsync(new(text)); } static class Startup { public static void AddBus(this IServiceCollection s) => s.AddTransient<Publisher>(); }""" },
        { "connection to a broker for each message", Using + Rabbit + """class Publisher { private readonly RabbitMQ.Client.IConnectionFactory _factory = new RabbitMQ.Client.ConnectionFactory { HostName = "mq" }; public async Task Publish(byte[] body) { using var connection = await _factory.[|CreateConnectionAsync|](); using var channel = await connection.CreateChannelAsync(); await channel.BasicPublishAsync("orders", body); } } static class Startup { public static void AddBus(this IServiceCollection s) => s.AddSingleton<Publisher>(); }""" },
        { "connection by a local factory", Using + Rabbit + """public class C : ControllerBase { public async Task Post(byte[] body) { var factory = new RabbitMQ.Client.ConnectionFactory { HostName = "mq" }; using var connection = await factory.[|CreateConnectionAsync|](); using var channel = await connection.CreateChannelAsync(); await channel.BasicPublishAsync("orders", body); } }""" },
        { "grpc channel in an action", Using + Grpc + """public class C : ControllerBase { public async Task<string> Get(string name) { using var channel = Grpc.Net.Client.GrpcChannel.[|ForAddress|]("https://greeter"); return await new Greeter(channel).HelloAsync(name); } }""" },
        { "grpc channel handed on in an action", Using + Grpc + """public class C : ControllerBase { public async Task<string> Get(string name) { var channel = Grpc.Net.Client.GrpcChannel.[|ForAddress|]("https://greeter"); var greeter = new Greeter(channel); return await greeter.HelloAsync(name); } }""" },
    };

    public static readonly Cases Suggested = new()
    {
        { "http client in a class of a library", Using + """public class Rates { public async Task<string> Latest(string city, CancellationToken token) { using var http = new [|HttpClient|](); return await http.GetStringAsync("https://rates/" + city, token); } }""" },
        { "mongo in an action", Using + Mongo + """public class C(IConfiguration config) : ControllerBase { public async Task<Order> Get() { var mongo = new [|MongoDB.Driver.MongoClient|](config["mongo"]!); return await mongo.GetDatabase("shop").GetCollection<Order>("orders").FirstAsync(); } }""" },
        { "mongo registered as scoped", Using + Mongo + """static class Startup { public static void AddMongo(this IServiceCollection s) => s.AddScoped<MongoDB.Driver.IMongoClient>(_ => new [|MongoDB.Driver.MongoClient|]("mongodb://localhost")); }""" },
        { "blob service in an action", Using + Storage + """public class C : ControllerBase { public async Task<string> Get() { var blobs = new [|Azure.Storage.Blobs.BlobServiceClient|](new Uri("https://shop.blob"), new Azure.Identity.DefaultAzureCredential()); return await blobs.GetBlobContainerClient("images").ListAsync(); } }""" },
        { "mail connection per recipient", Using + Mail + """class Letters { public void Send(List<string> letters) { foreach (var letter in letters) { using var smtp = new [|MailKit.Net.Smtp.SmtpClient|](); smtp.Connect("mail"); smtp.Send(letter); } } }""" },
        { "smtp client per recipient", Using + """class Letters { public void Send(List<string> to) { foreach (var one in to) { using var smtp = new [|System.Net.Mail.SmtpClient|]("mail"); smtp.Send("shop@x", one, "Hello", "…"); } } }""" },
    };

    public static readonly Cases Quiet = new()
    {
        { "static field", Using + """public class C : ControllerBase { private static readonly HttpClient s_http = new(); public Task<string> Get() => s_http.GetStringAsync("https://rates"); }""" },
        { "static property", Using + """static class Http { public static HttpClient Shared { get; } = new HttpClient(); }""" },
        { "lazy", Using + """static class Http { static readonly Lazy<HttpClient> s_http = new(() => new HttpClient()); public static HttpClient Shared => s_http.Value; }""" },
        { "filled once", Using + """public class C : ControllerBase { private static HttpClient? s_http; public Task<string> Get() => (s_http ??= new HttpClient()).GetStringAsync("https://rates"); }""" },
        { "filled once under a lock", Redis + """class Cache { static readonly object s_lock = new(); static StackExchange.Redis.ConnectionMultiplexer? s_redis; public static StackExchange.Redis.IDatabase Get() { if (s_redis == null) { lock (s_lock) { if (s_redis == null) { s_redis = StackExchange.Redis.ConnectionMultiplexer.Connect("x"); } } } return s_redis.GetDatabase(); } }""" },
        { "reconnects when needed", Rabbit + """class Bus { RabbitMQ.Client.IConnection? _connection; readonly RabbitMQ.Client.ConnectionFactory _factory = new(); public async Task<RabbitMQ.Client.IConnection> Get() { if (_connection != null) return _connection; _connection = await _factory.CreateConnectionAsync(); return _connection; } }""" },
        { "from a factory", Using + """interface IHttpClientFactory { HttpClient CreateClient(); } class Rates(IHttpClientFactory f) : ControllerBase { public async Task<string> Get() { using var http = f.CreateClient(); return await http.GetStringAsync("https://rates"); } }""" },
        { "typed client", Using + """class Rates(HttpClient http) { public Task<string> Latest() => http.GetStringAsync("latest"); } static class Startup { public static void AddRates(this IServiceCollection s) => s.AddTransient<Rates>(); }""" },
        { "handler that is shared", Using + """public class C(HttpMessageHandler handler) : ControllerBase { public async Task<string> Get() { using var http = new HttpClient(handler, disposeHandler: false); return await http.GetStringAsync("https://rates"); } }""" },
        { "handler of a field", Using + """public class C : ControllerBase { private static readonly SocketsHttpHandler s_handler = new(); public Task<string> Get() => new HttpClient(s_handler).GetStringAsync("https://rates"); }""" },
        { "cookies of a caller", Using + """public class C : ControllerBase { public async Task<string> Get() { var jar = new CookieContainer(); using var http = new HttpClient(new HttpClientHandler { CookieContainer = jar }); await http.GetStringAsync("https://bank/login"); return await http.GetStringAsync("https://bank/account"); } }""" },
        { "proxy that a caller names", Using + """public class C : ControllerBase { public async Task<string> Get(string proxy) { using var http = new HttpClient(new HttpClientHandler { Proxy = new WebProxy(proxy) }); return await http.GetStringAsync("https://rates"); } }""" },
        { "certificate of a caller", Using + """public class C : ControllerBase { [NonAction] public async Task<string> Get(System.Security.Cryptography.X509Certificates.X509Certificate2 own) { var handler = new HttpClientHandler(); handler.ClientCertificates.Add(own); using var http = new HttpClient(handler); return await http.GetStringAsync("https://rates"); } }""" },
        { "per tenant", Using + Mongo + """public interface ITenant { string ConnectionString { get; } } public class C(IServiceProvider p) : ControllerBase { public async Task<Order> Get() { var tenant = p.GetRequiredService<ITenant>(); return await new MongoDB.Driver.MongoClient(tenant.ConnectionString).GetDatabase("a").GetCollection<Order>("b").FirstAsync(); } }""" },
        { "address of a caller", Using + Redis + """public class C : ControllerBase { public string Test(string connection) { using var redis = StackExchange.Redis.ConnectionMultiplexer.Connect(connection); return redis.GetDatabase().StringGet("ping"); } }""" },
        { "settings that were loaded", Using + Cosmos + """public interface ISettings { Task<string> Load(); } public class C(ISettings settings) : ControllerBase { public async Task<string> Get(string id) { var text = await settings.Load(); using var cosmos = new Microsoft.Azure.Cosmos.CosmosClient(text); return await cosmos.GetContainer("a", "b").ReadItemAsync(id); } }""" },
        { "cache per tenant", Using + Mongo + """public class Clients { private readonly System.Collections.Concurrent.ConcurrentDictionary<string, MongoDB.Driver.MongoClient> _all = new(); public MongoDB.Driver.MongoClient For(string tenant) => _all.GetOrAdd(tenant, t => new MongoDB.Driver.MongoClient(t)); }""" },
        { "own cache", Using + """public class Clients { private readonly Dictionary<string, HttpClient> _all = new(); public HttpClient For(string name) { if (!_all.TryGetValue(name, out var http)) { http = new HttpClient(); _all[name] = http; } return http; } }""" },
        { "singleton factory", Using + Cosmos + """static class Startup { public static void AddCosmos(this IServiceCollection s, IConfiguration c) { s.AddSingleton(_ => new Microsoft.Azure.Cosmos.CosmosClient(c["x"]!)); s.AddSingleton(new Microsoft.Azure.Cosmos.CosmosClient(c["y"]!)); } }""" },
        { "field of a singleton", Using + """class Rates { private readonly HttpClient _http = new(); public Task<string> Latest() => _http.GetStringAsync("https://rates"); } static class Startup { public static void AddRates(this IServiceCollection s) => s.AddSingleton<Rates>(); }""" },
        { "field of a worker", Using + ServiceBus + """class Worker : BackgroundService { private readonly Azure.Messaging.ServiceBus.ServiceBusClient _bus = new("x"); protected override Task ExecuteAsync(CancellationToken token) => _bus.CreateSender("a").SendMessageAsync(new("b")); }""" },
        { "worker that connects once", Using + Rabbit + """class Worker : BackgroundService { protected override async Task ExecuteAsync(CancellationToken token) { var factory = new RabbitMQ.Client.ConnectionFactory { HostName = "mq" }; using var connection = await factory.CreateConnectionAsync(); using var channel = await connection.CreateChannelAsync(); while (!token.IsCancellationRequested) { await channel.BasicPublishAsync("a", []); await Task.Delay(1000, token); } } }""" },
        { "scoped factory of a tenant", Using + Cosmos + """interface ITenant { string Cosmos { get; } } static class Startup { public static void AddCosmos(this IServiceCollection s) => s.AddScoped(p => { var tenant = p.GetRequiredService<ITenant>(); return new Microsoft.Azure.Cosmos.CosmosClient(tenant.Cosmos); }); }""" },
        { "grpc client on a shared channel", Using + Grpc + """public class C(Grpc.Net.Client.GrpcChannel channel) : ControllerBase { public Task<string> Get(string name) => new Greeter(channel).HelloAsync(name); }""" },
        { "database of a shared multiplexer", Using + Redis + """public class C(StackExchange.Redis.IConnectionMultiplexer redis) : ControllerBase { public string Get(string key) => redis.GetDatabase().StringGet(key); }""" },
        { "one letter", Using + Mail + """class Letters { public void Send(string letter) { using var smtp = new MailKit.Net.Smtp.SmtpClient(); smtp.Connect("mail"); smtp.Send(letter); } } static class Startup { public static void AddLetters(this IServiceCollection s) => s.AddScoped<Letters>(); }""" },
        { "scoped smtp client", Using + """static class Startup { public static void AddMail(this IServiceCollection s) => s.AddScoped(_ => new System.Net.Mail.SmtpClient("mail")); }""" },
        { "one connection for all letters", Mail + """class Letters { public void Send(List<string> letters) { using var smtp = new MailKit.Net.Smtp.SmtpClient(); smtp.Connect("mail"); foreach (var letter in letters) { smtp.Send(letter); } } }""" },
        { "Main", Using + """static class Program { static async Task Main(string[] args) { using var http = new HttpClient(); Console.WriteLine(await http.GetStringAsync(args[0])); } }""" },
        { "start-up check", Using + """class Server { public async Task StartAsync() { using var http = new HttpClient(); await http.GetStringAsync("https://license"); } }""" },
        { "factory of clients", Using + """public static class Clients { public static HttpClient Create(string name) { var http = new HttpClient(); http.DefaultRequestHeaders.Add("X-Name", name); return http; } }""" },
        { "handed to somebody", Using + """class Sdk(HttpClient http) { public HttpClient Http => http; } class Sdks { public Sdk For(int n) { var http = new HttpClient(); return new Sdk(http); } }""" },
        { "kept by an object", Using + """class Rates { private HttpClient? _http; public void Reset() { _http = new HttpClient(); } }""" },
        { "client per account in a loop", Mongo + """class Accounts { public List<MongoDB.Driver.MongoClient> Open(List<string> accounts) { var all = new List<MongoDB.Driver.MongoClient>(); foreach (var account in accounts) { all.Add(new MongoDB.Driver.MongoClient(account)); } return all; } }""" },
        { "browser", Using + """namespace Microsoft.AspNetCore.Components.WebAssembly.Hosting { public class WebAssemblyHostBuilder { } } static class Startup { public static void AddHttp(this IServiceCollection s, string address) => s.AddScoped(_ => new HttpClient { BaseAddress = new Uri("https://app") }); }""" },
        { "sql connection", """class C { public async Task<int> M(string s) { using var c = new SqliteConnection(s); return await c.QueryFirstAsync<int>("select 1"); } }""" },
        { "own type of the same name", """class HttpClient : IDisposable { public string Get() => ""; public void Dispose() { } } public class C : Microsoft.AspNetCore.Mvc.ControllerBase { public string Get() { using var http = new HttpClient(); return http.Get(); } }""" },
        { "request message", Using + """public class C(HttpClient http) : ControllerBase { public async Task<string> Get() { using var message = new HttpRequestMessage(HttpMethod.Get, "https://rates"); using var answer = await http.SendAsync(message); return await answer.Content.ReadAsStringAsync(); } }""" },
        { "after a failure", Using + """public class C : ControllerBase { public string Get(string s) { try { return s.Trim(); } catch (Exception e) { using var http = new HttpClient(); http.Send(new HttpRequestMessage(HttpMethod.Post, "https://alerts") { Content = new StringContent(e.Message) }); return ""; } } }""" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_it_costs() => Verify.Says(
        Using + """public class C : ControllerBase { public async Task<string> Get() { using var http = new [|HttpClient|](); return await http.GetStringAsync("https://rates"); } }""",
        "'HttpClient' is built on every request: it opens connections of its own, and each keeps its port for minutes after it was closed; share one, or take it from an 'IHttpClientFactory'");

    [Fact]
    public Task Says_for_whom() => Verify.Says(
        Using + Cosmos + """static class Startup { public static void AddCosmos(this IServiceCollection s) => s.[|AddScoped|]<Microsoft.Azure.Cosmos.CosmosClient>(); }""",
        "'CosmosClient' is built for each scope, and so for each request: it reads the account's regions and the containers' partitions again, and opens connections of its own; share one for the whole process");

    private static Task Fixes(string source, string fixedSource, DiagnosticSeverity? severity = null) => Verify.Fixes(Using + source, Using + fixedSource, severity);

    [Fact]
    public Task Shares_one_in_a_field() => Fixes(
        """
        public class C : ControllerBase
        {
            private readonly int _n;

            public async Task<string> Get(string currency)
            {
                // Fresh ones.
                using var client = new [|HttpClient|]();
                return _n + await client.GetStringAsync("https://rates/" + currency);
            }
        }
        """,
        """
        public class C : ControllerBase
        {
            private static readonly HttpClient Client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2), UseCookies = false });
            private readonly int _n;

            public async Task<string> Get(string currency)
            {
                // Fresh ones.
                return _n + await Client.GetStringAsync("https://rates/" + currency);
            }
        }
        """);

    [Fact]
    public Task Unwraps_using_statements() => Fixes(
        """
        public class C : ControllerBase
        {
            private static readonly string[] s_names = { "a" };

            public async Task<string> Get(string currency)
            {
                currency = currency.Trim();

                // Fresh ones.
                using (var c = new [|HttpClient|] { Timeout = TimeSpan.FromSeconds(5) })
                {
                    var text = await c.GetStringAsync("https://rates/" + currency);
                    if (text.Length > 0)
                    {
                        return text; // all of it
                    }
                }

                return s_names[0];
            }
        }
        """,
        """
        public class C : ControllerBase
        {
            private static readonly string[] s_names = { "a" };
            private static readonly HttpClient s_http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2), UseCookies = false }) { Timeout = TimeSpan.FromSeconds(5) };

            public async Task<string> Get(string currency)
            {
                currency = currency.Trim();

                // Fresh ones.
                var text = await s_http.GetStringAsync("https://rates/" + currency);
                if (text.Length > 0)
                {
                    return text; // all of it
                }

                return s_names[0];
            }
        }
        """);

    [Fact]
    public Task Folds_settings_and_moves_what_is_used_in_place() => Fixes(
        """
        public class C : ControllerBase
        {
            public async Task<string> Get()
            {
                HttpClient http = [|new|]();
                http.Timeout = TimeSpan.FromSeconds(5);
                return await http.GetStringAsync("https://rates");
            }

            public Task<int[]?> All() => new [|HttpClient|]().GetFromJsonAsync<int[]>("https://rates");
        }
        """,
        """
        public class C : ControllerBase
        {
            private static readonly HttpClient Http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2), UseCookies = false })
            {
                Timeout = TimeSpan.FromSeconds(5),
            };
            private static readonly HttpClient Http2 = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2), UseCookies = false });

            public async Task<string> Get()
            {
                return await Http.GetStringAsync("https://rates");
            }

            public Task<int[]?> All() => Http2.GetFromJsonAsync<int[]>("https://rates");
        }
        """);

    [Fact]
    public Task Shares_clients_of_services() => Verify.Fixes(
        Using + Cosmos + """
        public class C : ControllerBase
        {
            public async Task<string> Get(string id)
            {
                using var client = new [|Microsoft.Azure.Cosmos.CosmosClient|]("AccountEndpoint=https://shop");
                return await client.GetContainer("shop", "orders").ReadItemAsync(id);
            }
        }
        """,
        Using + Cosmos + """
        public class C : ControllerBase
        {
            private static readonly Microsoft.Azure.Cosmos.CosmosClient Client = new Microsoft.Azure.Cosmos.CosmosClient("AccountEndpoint=https://shop");

            public async Task<string> Get(string id)
            {
                return await Client.GetContainer("shop", "orders").ReadItemAsync(id);
            }
        }
        """);

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        (Using + """
        public class C : ControllerBase
        {
            public async Task<string> A() { using var client = new [|HttpClient|](); return await client.GetStringAsync("a"); }
            public async Task<string> B() { using var client = new [|HttpClient|](); return await client.GetStringAsync("b"); }
        }
        """,
        Using + """
        public class C : ControllerBase
        {
            private static readonly HttpClient Client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2), UseCookies = false });

            public async Task<string> A() { return await Client.GetStringAsync("a"); }
            public async Task<string> B() { return await Client.GetStringAsync("b"); }
        }
        """),
        (Using + """
        public class D : ControllerBase
        {
            public async Task<string> A() { using var client = new [|HttpClient|](); return await client.GetStringAsync("a"); }
        }
        """,
        Using + """
        public class D : ControllerBase
        {
            private static readonly HttpClient Client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2), UseCookies = false });

            public async Task<string> A() { return await Client.GetStringAsync("a"); }
        }
        """),
    ]);

    public static readonly Cases Unfixed = new()
    {
        { "several requests, which share cookies", Using + """public class C : ControllerBase { public async Task<string> Get() { using var http = new [|HttpClient|](); await http.GetStringAsync("https://a/login"); return await http.GetStringAsync("https://a/b"); } }""" },
        { "headers of a caller", Using + """public class C : ControllerBase { public async Task<string> Get(string key) { using var http = new [|HttpClient|](); http.DefaultRequestHeaders.Add("X-Key", key); return await http.GetStringAsync("https://a"); } }""" },
        { "address from the configuration", Using + """public class C(IConfiguration config) : ControllerBase { public async Task<string> Get() { using var http = new [|HttpClient|] { BaseAddress = new Uri(config["Rates"]!) }; return await http.GetStringAsync("latest"); } }""" },
        { "connects while it is built", Using + Redis + """public class C : ControllerBase { public string Get(string key) { using var redis = StackExchange.Redis.ConnectionMultiplexer.[|Connect|]("localhost"); return redis.GetDatabase().StringGet(key); } }""" },
        { "handed on", Using + Grpc + """public class C : ControllerBase { public async Task<string> Get(string name) { using var channel = Grpc.Net.Client.GrpcChannel.[|ForAddress|]("https://greeter"); return await new Greeter(channel).HelloAsync(name); } }""" },
        { "names that would meet", Using + """public class C : ControllerBase { public async Task<string> Get() { using (var http = new [|HttpClient|]()) { var text = await http.GetStringAsync("a"); if (text != "") return text; } { var text = "none"; return text; } } }""" },
        { "field of a controller", Using + """public class C : ControllerBase { private readonly HttpClient _http = new [|HttpClient|](); public Task<string> Get() => _http.GetStringAsync("https://rates"); }""" },
        { "generic controller", Using + """public class C<T> : ControllerBase { public async Task<string> Get() { using var http = new [|HttpClient|](); return await http.GetStringAsync("https://rates"); } }""" },
        { "factory of the service", Using + Rabbit + """public class C : ControllerBase { public async Task Post(byte[] body) { var factory = new RabbitMQ.Client.ConnectionFactory { HostName = "mq" }; using var connection = await factory.[|CreateConnectionAsync|](); using var channel = await connection.CreateChannelAsync(); await channel.BasicPublishAsync("orders", body); } }""" },
    };

    [Theory, MemberData(nameof(Unfixed))]
    public Task Offers_no_fix(Case code) => Verify.RefusesToFix(code.Source);

    [Fact]
    public Task Takes_it_from_the_factory_at_hand() => VerifyAssumed.Fixes(
        Using + """
        namespace System.Net.Http { public interface IHttpClientFactory { HttpClient CreateClient(string name); } public static class HttpClientFactoryExtensions { public static HttpClient CreateClient(this IHttpClientFactory f) => f.CreateClient(""); } }
        public class C(IHttpClientFactory clients) : ControllerBase
        {
            public async Task<string> Get()
            {
                using var http = new [|HttpClient|]();
                return await http.GetStringAsync("https://rates");
            }
        }
        """,
        Using + """
        namespace System.Net.Http { public interface IHttpClientFactory { HttpClient CreateClient(string name); } public static class HttpClientFactoryExtensions { public static HttpClient CreateClient(this IHttpClientFactory f) => f.CreateClient(""); } }
        public class C(IHttpClientFactory clients) : ControllerBase
        {
            public async Task<string> Get()
            {
                using var http = clients.CreateClient();
                return await http.GetStringAsync("https://rates");
            }
        }
        """);

    [Fact]
    public Task Registers_one_for_all() => VerifyAssumed.Fixes(
        Using + Cosmos + """static class Startup { public static void AddCosmos(this IServiceCollection s) { s.[|AddScoped|]<Microsoft.Azure.Cosmos.CosmosClient>(); s.AddTransient(p => new [|Microsoft.Azure.Cosmos.CosmosClient|](p.GetRequiredService<IConfiguration>()["cosmos"]!)); } }""",
        Using + Cosmos + """static class Startup { public static void AddCosmos(this IServiceCollection s) { s.AddSingleton<Microsoft.Azure.Cosmos.CosmosClient>(); s.AddSingleton(p => new Microsoft.Azure.Cosmos.CosmosClient(p.GetRequiredService<IConfiguration>()["cosmos"]!)); } }""");

    [Fact]
    public Task Refuses_to_register_one_for_all() => VerifyAssumed.RefusesToFix(
        Using + """static class Startup { public static void AddRates(this IServiceCollection s) => s.[|AddScoped|]<HttpClient>(); }""");
}
