using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PerfAnalyzers.Tests;

/// <summary>
/// One instance of an application, on the in-memory server. Two of them are what a load balancer sees: give each its own loaded
/// assembly (<see cref="Executed.Load"/>), as two processes have their own static fields.
/// </summary>
internal sealed class WebInstance : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebInstance(WebApplication app, HttpClient client)
    {
        _app = app;
        Client = client;
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public TestServer Server => _app.GetTestServer();

    /// <summary>Starts an instance.</summary>
    /// <param name="services">What the application registers.</param>
    /// <param name="pipeline">What it uses and maps.</param>
    /// <param name="contentRoot">The folder of its machine.</param>
    public static async Task<WebInstance> Start(Action<IServiceCollection> services, Action<WebApplication> pipeline, string? contentRoot = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "Shop", ContentRootPath = contentRoot });
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        services(builder.Services);
        var app = builder.Build();
        pipeline(app);
        await app.StartAsync();
        return new WebInstance(app, app.GetTestClient());
    }

    /// <summary>What a GET answers, with the headers of a caller.</summary>
    public async Task<(int Status, string Body, string? Cookie)> Get(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request);
        var cookie = response.Headers.TryGetValues("Set-Cookie", out var cookies) ? string.Join("; ", cookies.Select(static set => set.Split(';')[0])) : null;
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), cookie);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
