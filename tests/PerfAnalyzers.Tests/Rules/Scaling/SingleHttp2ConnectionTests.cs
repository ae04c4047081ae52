using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.SingleHttp2Connection, PerfAnalyzers.Scaling.SingleHttp2ConnectionFix>;

namespace PerfAnalyzers.Tests;

public sealed class SingleHttp2ConnectionTests
{
    public static readonly Cases Firing = new()
    {
        { "handler of a channel", In("s_channel ??= GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions { HttpHandler = new [|SocketsHttpHandler|]() });") },
        { "with settings", In("s_channel ??= GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions { HttpHandler = new [|SocketsHttpHandler|] { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) } });") },
        { "local", In("var own = new [|SocketsHttpHandler|] { KeepAlivePingDelay = TimeSpan.FromSeconds(60) }; s_channel ??= GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions { HttpHandler = own });") },
        { "assigned", In("var options = new GrpcChannelOptions(); options.HttpHandler = new [|SocketsHttpHandler|](); s_channel ??= GrpcChannel.ForAddress(\"http://a\", options);") },
        { "switched off", In("s_channel ??= GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions { HttpHandler = new [|SocketsHttpHandler|] { EnableMultipleHttp2Connections = false } });") },
        { "client factory", In("services.AddGrpcClient<Client>(o => { }).ConfigurePrimaryHttpMessageHandler(() => new [|SocketsHttpHandler|]());") },
        { "client factory, local", In("var builder = services.AddGrpcClient<Client>(o => { }); builder.ConfigurePrimaryHttpMessageHandler(() => new [|SocketsHttpHandler|]());") },
        { "wrapped", In("s_channel ??= GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions { HttpHandler = new Logged { InnerHandler = new [|SocketsHttpHandler|]() } });", "class Logged : DelegatingHandler { }") },
        { "field", In("GrpcChannel.ForAddress(\"http://a\", s_options);", "static readonly GrpcChannelOptions s_options = new() { HttpHandler = new [|SocketsHttpHandler|]() };") },
    };

    public static readonly Cases Quiet = new()
    {
        { "channel for each request, which is told of the same line", ClientPerCallTests.ChannelWithHandler.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal) },
        { "switched on", In("GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true } });") },
        { "set later", In("var own = new SocketsHttpHandler(); own.EnableMultipleHttp2Connections = true; GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions { HttpHandler = own });") },
        { "from settings", In("GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = Environment.ProcessorCount > 1 } });") },
        { "channel's own handler", In("GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions());") },
        { "no options", In("GrpcChannel.ForAddress(\"http://a\");") },
        { "client factory's own", In("services.AddGrpcClient<Client>(o => { });") },
        { "plain client", In("var client = new HttpClient(new SocketsHttpHandler()); Console.WriteLine(client.BaseAddress);") },
        { "plain factory", In("services.AddHttpClient(\"a\").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler());") },
        { "other handler", In("GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions { HttpHandler = new HttpClientHandler() });") },
        { "parameter", In("GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions { HttpHandler = handler });") },
        { "helper", In("GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions { HttpHandler = Make() });", "static SocketsHttpHandler Make() => new SocketsHttpHandler();") },
        { "field of another use", In("Console.WriteLine(_handler);", "readonly SocketsHttpHandler _handler = new();") },
        { "unused local", In("var handler2 = new SocketsHttpHandler(); Console.WriteLine(handler2.UseCookies.ToString());") },
        { "own options", "class Options { public object? HttpHandler { get; set; } } class C { object M() => new Options { HttpHandler = new System.Net.Http.SocketsHttpHandler() }; }" },
        { "no gRPC", "class C { object M() => new System.Net.Http.SocketsHttpHandler(); }" },
        { "lambda for something else", In("Func<SocketsHttpHandler> make = () => new SocketsHttpHandler(); Console.WriteLine(make);") },
        { "disposed", In("using var probe = new SocketsHttpHandler();") },
        { "passed on", In("Use(new SocketsHttpHandler());", "static void Use(HttpMessageHandler handler) { }") },
        { "invoker", In("var invoker = new HttpMessageInvoker(new SocketsHttpHandler()); Console.WriteLine(invoker);") },
        { "returned", In("Console.WriteLine(Make());", "static HttpMessageHandler Make() { return new SocketsHttpHandler(); }") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_waits() => Verify.Says(
        In("s_channel ??= GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions { HttpHandler = new [|SocketsHttpHandler|]() });"),
        "This handler keeps to one HTTP/2 connection: when its streams are taken, 100 as a rule, calls wait in line; set 'EnableMultipleHttp2Connections = true', as the channel's own handler has it");

    [Theory]
    [InlineData("new [|SocketsHttpHandler|]()", "new SocketsHttpHandler { EnableMultipleHttp2Connections = true }")]
    [InlineData("new [|SocketsHttpHandler|] { UseCookies = false }", "new SocketsHttpHandler { EnableMultipleHttp2Connections = true, UseCookies = false }")]
    [InlineData("new [|SocketsHttpHandler|]\n            {\n                UseCookies = false,\n            }", "new SocketsHttpHandler\n            {\n                EnableMultipleHttp2Connections = true,\n                UseCookies = false,\n            }")]
    [InlineData("new [|SocketsHttpHandler|] { EnableMultipleHttp2Connections = false }", "new SocketsHttpHandler { EnableMultipleHttp2Connections = true }")]
    public Task Opens_further_connections(string before, string after) => Verify.Fixes(
        In($"s_channel ??= GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions {{ HttpHandler = {before} }});"), In($"s_channel ??= GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions {{ HttpHandler = {after} }});"));

    [Fact]
    public Task Leaves_comments() => Verify.RefusesToFix(In("s_channel ??= GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions { HttpHandler = new [|SocketsHttpHandler|] { /* none */ } });"));

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (In("var a = new [|SocketsHttpHandler|](); GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions { HttpHandler = a });\n        s_channel ??= GrpcChannel.ForAddress(\"http://b\", new GrpcChannelOptions { HttpHandler = new [|SocketsHttpHandler|]() });"),
            In("var a = new SocketsHttpHandler { EnableMultipleHttp2Connections = true }; GrpcChannel.ForAddress(\"http://a\", new GrpcChannelOptions { HttpHandler = a });\n        s_channel ??= GrpcChannel.ForAddress(\"http://b\", new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true } });")),
        ("class D { Grpc.Net.Client.GrpcChannelOptions O => new() { HttpHandler = new [|System.Net.Http.SocketsHttpHandler|]() }; }", "class D { Grpc.Net.Client.GrpcChannelOptions O => new() { HttpHandler = new System.Net.Http.SocketsHttpHandler { EnableMultipleHttp2Connections = true } }; }"),
    ]);

    private static string In(string body, string members = "") => $$"""
        using System.Net.Http;
        using Grpc.Net.Client;
        using Microsoft.Extensions.DependencyInjection;
        class Client { }
        class C
        {
            static GrpcChannel? s_channel;
            {{members}}
            void M(IServiceCollection services, SocketsHttpHandler handler)
            {
                {{body}}
            }
        }
        namespace Grpc.Net.Client
        {
            public class GrpcChannelOptions { public HttpMessageHandler? HttpHandler { get; set; } public HttpClient? HttpClient { get; set; } }
            public class GrpcChannel { public static GrpcChannel ForAddress(string address, GrpcChannelOptions? options = null) => new(); }
        }
        namespace Microsoft.Extensions.DependencyInjection
        {
            public static class GrpcClientServiceExtensions { public static IHttpClientBuilder AddGrpcClient<T>(this IServiceCollection services, Action<object> configure) where T : class => services.AddHttpClient(typeof(T).Name); }
        }
        """;
}
