using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using PerfAnalyzers.Scaling;

namespace PerfAnalyzers.Tests;

/// <summary>A real server counts the connections of a client: each one asks DNS anew. The lifetime of two minutes is cut to a millisecond here.</summary>
public sealed class StaleDnsClientTruth
{
    private const int Requests = 5;

    [Theory]
    [InlineData("new HttpClient()")]
    [InlineData("new HttpClient { Timeout = TimeSpan.FromSeconds(30) }")]
    [InlineData("new HttpClient(new HttpClientHandler())")]
    [InlineData("new HttpClient(new SocketsHttpHandler { UseCookies = false })")]
    public async Task A_client_without_a_lifetime_keeps_its_first_connection(string made)
    {
        var source = $"using System.Net.Http; public static class Truth {{ static readonly HttpClient s_client = {made}; public static HttpClient Get() => s_client; }}";
        Assert.Single(await Executed.Review<StaleDnsClient>(source));
        var fixedSource = await Executed.Fix<StaleDnsClient, StaleDnsClientFix>(source);
        Assert.Empty(await Executed.Review<StaleDnsClient>(fixedSource));
        Assert.Contains("FromMinutes(2)", fixedSource, StringComparison.Ordinal);
        Assert.Equal((1, Requests), (await Connections(await Client(source)), await Connections(await Client(fixedSource.Replace("FromMinutes(2)", "FromMilliseconds(1)", StringComparison.Ordinal)))));
    }

    [Fact]
    public async Task A_handler_that_is_never_renewed_keeps_its_first_connection()
    {
        const string Source = "using System.Net.Http; using Microsoft.Extensions.DependencyInjection; public static class Truth { public static void Add(IServiceCollection services) { services.AddHttpClient(\"a\").SetHandlerLifetime(Timeout.InfiniteTimeSpan); } }";
        Assert.Single(await Executed.Review<StaleDnsClient>(Source));
        var fixedSource = await Executed.Fix<StaleDnsClient, StaleDnsClientFix>(Source);
        Assert.Empty(await Executed.Review<StaleDnsClient>(fixedSource));
        Assert.Equal((1, Requests), (await Connections(await Named(Source)), await Connections(await Named(fixedSource.Replace("FromMinutes(2)", "FromMilliseconds(1)", StringComparison.Ordinal)))));
    }

    private static async Task<HttpClient> Client(string source) => (HttpClient)(await Executed.Load(source).Run("Truth.Get"))!;

    private static async Task<HttpClient> Named(string source)
    {
        var services = new ServiceCollection();
        await Executed.Load(source).Run("Truth.Add", services);
        return services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>().CreateClient("a");
    }

    private static async Task<int> Connections(HttpClient client)
    {
        var connections = 0;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection =>
            {
                Interlocked.Increment(ref connections);
                return next(connection);
            });
        }));
        await using var app = builder.Build();
        app.Run(static _ => Task.CompletedTask);
        await app.StartAsync();
        for (var i = 0; i < Requests; i++)
        {
            using (await client.GetAsync(app.Urls.First()))
            {
            }

            await Task.Delay(20);
        }

        return connections;
    }
}
