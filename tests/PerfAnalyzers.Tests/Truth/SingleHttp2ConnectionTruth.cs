using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PerfAnalyzers.Scaling;

namespace PerfAnalyzers.Tests;

/// <summary>A real server lets 2 calls run on a connection; 6 are made that wait for each other: how many arrive?</summary>
public sealed class SingleHttp2ConnectionTruth
{
    private const int Streams = 2, Calls = 6;

    [Fact]
    public async Task Calls_wait_in_line_on_one_connection()
    {
        const string Source = """
            public class Truth
            {
                public static System.Net.Http.HttpMessageHandler Make() => new Grpc.Net.Client.GrpcChannelOptions { HttpHandler = new System.Net.Http.SocketsHttpHandler() }.HttpHandler!;
            }
            namespace Grpc.Net.Client { public class GrpcChannelOptions { public System.Net.Http.HttpMessageHandler? HttpHandler { get; set; } } }
            """;
        Assert.Single(await Executed.Review<SingleHttp2Connection>(Source));
        var fixedSource = await Executed.Fix<SingleHttp2Connection, SingleHttp2ConnectionFix>(Source);
        Assert.Empty(await Executed.Review<SingleHttp2Connection>(fixedSource));

        Assert.Equal((Streams, 1), await Serve(Source, Streams));

        // Which call goes to which connection is up to the client: it may open one more than it needs.
        var (calls, connections) = await Serve(fixedSource, Calls);
        Assert.Equal(Calls, calls);
        Assert.InRange(connections, Calls / Streams, Calls);
    }

    /// <summary>How many of the calls are being answered at once, and on how many connections, once so many are.</summary>
    private static async Task<(int Calls, int Connections)> Serve(string source, int expected)
    {
        var connections = 0;
        var calls = 0;
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Limits.Http2.MaxStreamsPerConnection = Streams;
            options.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.Use(next => connection =>
                {
                    Interlocked.Increment(ref connections);
                    return next(connection);
                });
            });
        });
        await using var app = builder.Build();
        app.Run(async context =>
        {
            if (context.Request.Path == "/first")
            {
                return;
            }

            if (Interlocked.Increment(ref calls) == expected)
            {
                arrived.SetResult();
            }

            await answer.Task;
        });
        await app.StartAsync();
        using var client = new HttpMessageInvoker((HttpMessageHandler)(await Executed.Load(source).Run("Truth.Make"))!);
        var address = app.Urls.First();

        // The first answer brings the server's limit.
        (await client.SendAsync(Request(address + "/first"), default)).Dispose();
        var running = new List<Task<HttpResponseMessage>>();
        for (var i = 0; i < Calls; i++)
        {
            running.Add(client.SendAsync(Request(address + "/wait"), default));
        }

        await arrived.Task;

        // What else could begin would have done so by now: a call more is answered on whatever connection is free.
        for (var i = 0; i < 20; i++)
        {
            await Task.Delay(5);
        }

        var counted = (Volatile.Read(ref calls), Volatile.Read(ref connections));
        answer.SetResult();
        foreach (var response in await Task.WhenAll(running))
        {
            response.Dispose();
        }

        return counted;
    }

    private static HttpRequestMessage Request(string uri) => new(HttpMethod.Get, uri) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
}
