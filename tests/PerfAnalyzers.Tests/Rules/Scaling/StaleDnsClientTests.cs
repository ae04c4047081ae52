using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.StaleDnsClient, PerfAnalyzers.Scaling.StaleDnsClientFix>;

namespace PerfAnalyzers.Tests;

public sealed class StaleDnsClientTests
{
    public static readonly Cases Firing = new()
    {
        { "static field", In("static readonly HttpClient s_client = new [|HttpClient|]();") },
        { "target-typed", In("private static readonly HttpClient Client = [|new()|];") },
        { "static property", In("public static HttpClient Client { get; } = new [|HttpClient|]();") },
        { "static constructor", In("static readonly HttpClient s_client; static C() { s_client = new [|HttpClient|](); s_client.DefaultRequestHeaders.Add(\"a\", \"b\"); }") },
        { "with settings", In("static readonly HttpClient s_client = new [|HttpClient|] { Timeout = TimeSpan.FromSeconds(5) };") },
        { "plain handler", In("static readonly HttpClient s_client = new [|HttpClient|](new HttpClientHandler());") },
        { "handler without a lifetime", In("static readonly HttpClient s_client = new [|HttpClient|](new SocketsHttpHandler { UseCookies = false });") },
        { "lazy", In("static readonly Lazy<HttpClient> s_client = new(() => new [|HttpClient|]());") },
        { "of a singleton", In("readonly HttpClient _client = new [|HttpClient|](); static void Add(IServiceCollection services) => services.AddSingleton<C>();") },
        { "of a singleton, constructor", In("readonly HttpClient _client; public C() { _client = new [|HttpClient|](); } static void Add(IServiceCollection services) => services.AddSingleton<C>();") },
        { "never renewed", In("void M(IServiceCollection services) { services.AddHttpClient(\"a\").[|SetHandlerLifetime|](Timeout.InfiniteTimeSpan); }") },
        { "typed client in a singleton", In("void M(IServiceCollection services) { services.AddHttpClient<PriceClient>(); services.[|AddSingleton|]<Prices>(); }", "class PriceClient(HttpClient client) { public Uri? At => client.BaseAddress; } class Prices(PriceClient client) { public PriceClient Client => client; }") },
        { "typed client in a hosted service", In("void M(IServiceCollection services) { services.AddHttpClient<IPriceClient, PriceClient>(); services.[|AddHostedService|]<Worker>(); }", "interface IPriceClient { } class PriceClient(HttpClient client) : IPriceClient { public Uri? At => client.BaseAddress; } class Worker(IPriceClient client) : Microsoft.Extensions.Hosting.BackgroundService { protected override Task ExecuteAsync(CancellationToken t) => Task.FromResult(client); }") },
        { "typed client as a singleton", In("void M(IServiceCollection services) { services.AddHttpClient<PriceClient>(); services.[|AddSingleton|]<PriceClient>(); }", "class PriceClient(HttpClient client) { public Uri? At => client.BaseAddress; }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "lifetime", In("static readonly HttpClient s_client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) });") },
        { "handler from elsewhere", In("static readonly HttpClient s_client = new HttpClient(Make()); static HttpMessageHandler Make() => new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };") },
        { "instance field", In("readonly HttpClient _client = new HttpClient();") },
        { "given", In("readonly HttpClient _client; public C(HttpClient client) => _client = client;") },
        { "from the factory", In("readonly HttpClient _client; public C(IHttpClientFactory factory) => _client = factory.CreateClient(\"a\");") },
        { "own machine", In("static readonly HttpClient s_client = new HttpClient { BaseAddress = new Uri(\"http://localhost:5000\") };") },
        { "local", In("void M() { using var client = new HttpClient(); }") },
        { "per thread", In("[ThreadStatic] static HttpClient? t_client = new HttpClient();") },
        { "own connections", In("static readonly HttpClient s_client = new HttpClient(new SocketsHttpHandler { ConnectCallback = (c, t) => default });") },
        { "renewed", In("void M(IServiceCollection services) { services.AddHttpClient(\"a\").SetHandlerLifetime(TimeSpan.FromMinutes(5)); }") },
        { "never renewed, with a lifetime", In("void M(IServiceCollection services) { services.AddHttpClient(\"a\").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }).SetHandlerLifetime(Timeout.InfiniteTimeSpan); }") },
        { "never renewed, handler from elsewhere", In("void M(IServiceCollection services) { services.AddHttpClient(\"a\").ConfigurePrimaryHttpMessageHandler(Make).SetHandlerLifetime(Timeout.InfiniteTimeSpan); } static HttpMessageHandler Make() => new SocketsHttpHandler();") },
        { "typed client, transient user", In("void M(IServiceCollection services) { services.AddHttpClient<PriceClient>(); services.AddScoped<Prices>(); }", "class PriceClient(HttpClient client) { public Uri? At => client.BaseAddress; } class Prices(PriceClient client) { public PriceClient Client => client; }") },
        { "singleton with the factory", In("void M(IServiceCollection services) { services.AddHttpClient<PriceClient>(); services.AddSingleton<Prices>(); }", "class PriceClient(HttpClient client) { public Uri? At => client.BaseAddress; } class Prices(IHttpClientFactory clients) { public HttpClient Client => clients.CreateClient(); }") },
        { "singleton with scopes", In("void M(IServiceCollection services) { services.AddHttpClient<PriceClient>(); services.AddSingleton<Prices>(); }", "class PriceClient(HttpClient client) { public Uri? At => client.BaseAddress; } class Prices(IServiceScopeFactory scopes) { public object Scope => scopes; }") },
        { "typed client with a lifetime", In("void M(IServiceCollection services) { services.AddHttpClient<PriceClient>().UseSocketsHttpHandler((h, _) => h.PooledConnectionLifetime = TimeSpan.FromMinutes(2)).SetHandlerLifetime(Timeout.InfiniteTimeSpan); services.AddSingleton<Prices>(); }", "class PriceClient(HttpClient client) { public Uri? At => client.BaseAddress; } class Prices(PriceClient client) { public PriceClient Client => client; }") },
        { "built by a factory", In("void M(IServiceCollection services) { services.AddHttpClient<PriceClient>(); services.AddSingleton<Prices>(_ => new Prices(new PriceClient(new HttpClient()))); }", "class PriceClient(HttpClient client) { public Uri? At => client.BaseAddress; } class Prices(PriceClient client) { public PriceClient Client => client; }") },
        { "other singleton", In("void M(IServiceCollection services) { services.AddSingleton<C>(); }") },
        { "own client", "class HttpClient { } class C { static readonly HttpClient s_client = new HttpClient(); }" },
        { "named client in a singleton", In("void M(IServiceCollection services) { services.AddHttpClient(\"prices\"); services.AddSingleton<Prices>(); }", "class Prices(IHttpClientFactory clients) { public HttpClient Client => clients.CreateClient(\"prices\"); }") },
        { "function that makes one", In("static readonly Func<HttpClient> s_make = () => new HttpClient();") },
        { "in the browser", In("static readonly HttpClient s_client = new HttpClient();") + " namespace Microsoft.AspNetCore.Components.WebAssembly.Hosting { public class WebAssemblyHostBuilder { } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_stays() => Verify.Says(
        In("static readonly HttpClient s_client = new [|HttpClient|]();"),
        "This client lives as long as the process and keeps its connections: it stays with the addresses it found first, whatever DNS says later; give its handler a 'PooledConnectionLifetime'");

    [Theory]
    [InlineData("static readonly HttpClient s_client = new [|HttpClient|]();", "static readonly HttpClient s_client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) });")]
    [InlineData("static readonly HttpClient s_client = [|new()|]; // shared", "static readonly HttpClient s_client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }); // shared")]
    [InlineData("static readonly HttpClient s_client = new [|HttpClient|] { Timeout = TimeSpan.FromSeconds(5) };", "static readonly HttpClient s_client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }) { Timeout = TimeSpan.FromSeconds(5) };")]
    [InlineData("static readonly HttpClient s_client = new [|HttpClient|](new SocketsHttpHandler { UseCookies = false });", "static readonly HttpClient s_client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2), UseCookies = false });")]
    [InlineData("static readonly HttpClient s_client = new [|HttpClient|](new HttpClientHandler(), true);", "static readonly HttpClient s_client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }, true);")]
    [InlineData("void M(IServiceCollection services) { services.AddHttpClient(\"a\").[|SetHandlerLifetime|](Timeout.InfiniteTimeSpan); }", "void M(IServiceCollection services) { services.AddHttpClient(\"a\").SetHandlerLifetime(Timeout.InfiniteTimeSpan).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }); }")]
    public Task Gives_connections_a_lifetime(string before, string after) => Verify.Fixes(In(before), In(after));

    [Theory]
    [InlineData("static readonly HttpClient s_client = new [|HttpClient|](new HttpClientHandler { UseProxy = false });")]
    [InlineData("static readonly HttpClient s_client = new [|HttpClient|](/* default */);")]
    public Task Leaves_what_it_cannot_write(string members) => Verify.RefusesToFix(In(members));

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (In("static readonly HttpClient s_a = new [|HttpClient|]();\n    static readonly HttpClient s_b = new [|HttpClient|]();"),
            In("static readonly HttpClient s_a = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) });\n    static readonly HttpClient s_b = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) });")),
        ("class D { static readonly System.Net.Http.HttpClient s_client = new [|System.Net.Http.HttpClient|](); }", "class D { static readonly System.Net.Http.HttpClient s_client = new System.Net.Http.HttpClient(new global::System.Net.Http.SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }); }"),
    ]);

    private static string In(string members, string types = "") => $$"""
        using System.Net.Http;
        using Microsoft.Extensions.DependencyInjection;
        class C
        {
            {{members}}
        }
        {{types}}
        """;
}
