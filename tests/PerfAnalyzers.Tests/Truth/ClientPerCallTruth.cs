using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using PerfAnalyzers.Caching;

namespace PerfAnalyzers.Tests;

/// <summary>Ten calls against a server on the loopback interface that counts the connections it accepts; and clients that count how often they are built.</summary>
public sealed class ClientPerCallTruth
{
    private const int Calls = 10;

    private const string Using = "using System.Net.Http; using Microsoft.AspNetCore.Mvc; using Microsoft.Extensions.DependencyInjection;\n";

    /// <summary>Members of a controller, whether they are reported, and the connections that ten calls open.</summary>
    [Theory]
    [InlineData("public async Task<string> Get(string url) { using var http = new HttpClient(); return await http.GetStringAsync(url); }", true, Calls)]
    [InlineData("public async Task<string> Get(string url) { using (var http = new HttpClient()) { return await http.GetStringAsync(url); } }", true, Calls)]
    [InlineData("public async Task<string> Get(string url) { var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) }; return await http.GetStringAsync(url); }", true, Calls)]
    [InlineData("public async Task<string> Get(string url) { var http = new HttpClient(); http.Timeout = TimeSpan.FromSeconds(30); var answer = await http.GetAsync(url); return await answer.Content.ReadAsStringAsync(); }", true, Calls)]
    [InlineData("public Task<string> Get(string url) => new HttpClient().GetStringAsync(url);", true, Calls)]
    [InlineData("public async Task<string> Get(string url) { using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }); return await http.GetStringAsync(url); }", true, Calls)]
    [InlineData("private readonly HttpClient _http = new HttpClient(); public Task<string> Get(string url) => _http.GetStringAsync(url);", true, Calls)]
    [InlineData("private static readonly HttpClient s_http = new HttpClient(); public Task<string> Get(string url) => s_http.GetStringAsync(url);", false, 1)]
    [InlineData("private static readonly SocketsHttpHandler s_handler = new SocketsHttpHandler(); public async Task<string> Get(string url) { using var http = new HttpClient(s_handler, false); return await http.GetStringAsync(url); }", false, 1)]
    [InlineData("private static readonly Lazy<HttpClient> s_http = new(() => new HttpClient()); public Task<string> Get(string url) => s_http.Value.GetStringAsync(url);", false, 1)]
    public async Task Each_client_opens_a_connection(string members, bool isReported, int connections)
    {
        var source = Using + "public class C : ControllerBase {\n" + members + "\n}\npublic static class Truth { public static Task<string> Run(string url) => new C().Get(url); }";
        Assert.Equal(isReported, !(await Executed.Review<ClientPerCall>(source)).IsEmpty);
        Assert.Equal(connections, await Connections(Executed.Load(source)));

        var fixedSource = await Executed.Fix<ClientPerCall, ClientPerCallFix>(source);
        if (fixedSource != source)
        {
            Assert.Empty(await Executed.Review<ClientPerCall>(fixedSource));
            Assert.Equal(1, await Connections(Executed.Load(fixedSource)));
        }
        else
        {
            Assert.True(!isReported || members.Contains("Handler", StringComparison.Ordinal) || members.StartsWith("private", StringComparison.Ordinal));
        }
    }

    /// <summary>Registrations, and how many clients ten requests build.</summary>
    [Theory]
    [InlineData("s.AddScoped<CosmosClient>()", true, Calls)]
    [InlineData("s.AddTransient<CosmosClient>()", true, 2 * Calls)]
    [InlineData("s.AddScoped(_ => new CosmosClient())", true, Calls)]
    [InlineData("s.AddSingleton<CosmosClient>()", false, 1)]
    [InlineData("s.AddSingleton(_ => new CosmosClient())", false, 1)]
    public async Task Each_scope_builds_a_client(string registration, bool isReported, int built)
    {
        var source = Using + "using Microsoft.Azure.Cosmos;\npublic static class Truth { public static void Add(IServiceCollection s) => " + registration +
            "; public static int Built() => CosmosClient.Built; public static Type Client() => typeof(CosmosClient); }\nnamespace Microsoft.Azure.Cosmos { public class CosmosClient { public static int Built; public CosmosClient() { Built++; } } }";
        Assert.Equal(isReported, !(await Executed.Review<ClientPerCall>(source)).IsEmpty);
        Assert.Equal(built, await Clients(Executed.Load(source)));
        Assert.Equal(1, await Clients(Executed.Load(await Executed.Fix<ClientPerCall, ClientPerCallAssumedFix>(source))));
    }

    private static async Task<int> Clients(Executed code)
    {
        var services = new ServiceCollection();
        await code.Run("Truth.Add", services);
        await using var provider = services.BuildServiceProvider();
        var client = (Type)(await code.Run("Truth.Client"))!;
        for (var i = 0; i < Calls; i++)
        {
            using var scope = provider.CreateScope();
            scope.ServiceProvider.GetRequiredService(client);
            scope.ServiceProvider.GetRequiredService(client);
        }

        return (int)(await code.Run("Truth.Built"))!;
    }

    private static async Task<int> Connections(Executed code)
    {
        using var server = new CountingServer();
        for (var i = 0; i < Calls; i++)
        {
            Assert.Equal("ok", await code.Run("Truth.Run", server.Url));
        }

        return server.Connections;
    }

    // Answers every request of a connection, and counts connections.
    private sealed class CountingServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private int _connections;

        public CountingServer()
        {
            _listener.Start();
            _ = Accept();
        }

        public int Connections => _connections;

        public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

        public void Dispose() => _listener.Stop();

        private async Task Accept()
        {
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptTcpClientAsync();
                    Interlocked.Increment(ref _connections);
                    _ = Answer(client);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // Stopped.
            }
        }

        private static async Task Answer(TcpClient client)
        {
            using (client)
            using (var stream = client.GetStream())
            using (var reader = new StreamReader(stream))
            {
                try
                {
                    while (await reader.ReadLineAsync() is { } line)
                    {
                        if (line.Length == 0)
                        {
                            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());
                        }
                    }
                }
                catch (IOException)
                {
                    // The other side is gone.
                }
            }
        }
    }
}
