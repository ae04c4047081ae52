using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PerfAnalyzers.Scaling;

namespace PerfAnalyzers.Tests;

/// <summary>Counts the threads that requests hold while their clients have sent a head and no body, on a real server.</summary>
public sealed class SynchronousIoAllowedTruth
{
    private const int Requests = 6;

    private const string Source = """
        using Microsoft.AspNetCore.Builder; using Microsoft.AspNetCore.Hosting; using Microsoft.AspNetCore.Http; using Microsoft.AspNetCore.Http.Features;
        public static class Server { public static void Compose(WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(options => options.AllowSynchronousIO = true); public static Task Read(HttpContext c) { using var reader = new StreamReader(c.Request.Body); return c.Response.WriteAsync(reader.ReadToEnd()); } }
        public static class Feature { public static void Compose(WebApplicationBuilder builder) { } public static Task Read(HttpContext c) { c.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO = true; using var reader = new StreamReader(c.Request.Body); return c.Response.WriteAsync(reader.ReadToEnd()); } }
        public static class Banned { public static void Compose(WebApplicationBuilder builder) { } public static Task Read(HttpContext c) { using var reader = new StreamReader(c.Request.Body); return c.Response.WriteAsync(reader.ReadToEnd()); } }
        public static class Awaited { public static void Compose(WebApplicationBuilder builder) { } public static async Task Read(HttpContext c) { using var reader = new StreamReader(c.Request.Body); await c.Response.WriteAsync(await reader.ReadToEndAsync()); } }
        """;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Slow_clients_hold_threads_where_it_is_allowed()
    {
        Assert.Equal([1, 2], (await Executed.Review<SynchronousIoAllowed>(Source)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line).Order());
        var code = Executed.Load(Source);
        ThreadPool.GetMinThreads(out var workers, out var ports);
        ThreadPool.SetMinThreads(Math.Max(workers, 4 * Requests), ports);
        try
        {
            Assert.Equal((Requests, "body body body body body body"), await Held(code, "Server"));
            Assert.Equal((Requests, "body body body body body body"), await Held(code, "Feature"));
            Assert.Equal((0, "500 500 500 500 500 500"), await Held(code, "Banned"));
            Assert.Equal((0, "body body body body body body"), await Held(code, "Awaited"));
        }
        finally
        {
            ThreadPool.SetMinThreads(workers, ports);
        }
    }

    // How many threads are inside the handler when every client waits, and what the clients are answered once they have sent their bodies.
    private static async Task<(int Held, string Answers)> Held(Executed code, string type)
    {
        var read = code.Delegate<Func<HttpContext, Task>>(type + ".Read");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        code.Delegate<Action<WebApplicationBuilder>>(type + ".Compose")(builder);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        using var settled = new CountdownEvent(Requests);
        var held = 0;
        app.Run(context =>
        {
            context.Request.Body = new WatchedBody(context, settled, change => Interlocked.Add(ref held, change));
            return read(context);
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var client = new HttpClient();
        var bodies = Enumerable.Range(0, Requests).Select(static _ => new LateBody()).ToArray();
        var answers = bodies.Select(body => client.PostAsync(address, body)).ToArray();
        Assert.True(settled.Wait(s_limit), type);
        var result = Volatile.Read(ref held);
        foreach (var body in bodies)
        {
            body.Send();
        }

        var texts = new List<string>();
        foreach (var answer in answers)
        {
            using var response = await answer.WaitAsync(s_limit);
            texts.Add(response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync() : ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return (result, string.Join(' ', texts));
    }

    // Tells when a reader begins to wait, and whether its thread waits with it.
    private sealed class WatchedBody(HttpContext context, CountdownEvent settled, Action<int> hold) : Stream
    {
        private readonly Stream _body = context.Request.Body;
        private int _isSettled;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (!context.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO)
            {
                Settle();
                return _body.Read(buffer, offset, count);
            }

            hold(1);
            Settle();
            try
            {
                return _body.Read(buffer, offset, count);
            }
            finally
            {
                hold(-1);
            }
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = _body.ReadAsync(buffer, cancellationToken);
            Settle();
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private void Settle()
        {
            if (Interlocked.Exchange(ref _isSettled, 1) == 0)
            {
                settled.Signal();
            }
        }
    }

    // The head goes out at once, the body when it is told to.
    private sealed class LateBody : HttpContent
    {
        private readonly TaskCompletionSource _send = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Send() => _send.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            await _send.Task;
            await stream.WriteAsync("body"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 4;
            return true;
        }
    }
}
