using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace PerfAnalyzers.Tests;

/// <summary>A client of a hub on an in-memory instance: speaks SignalR's JSON protocol over a web socket.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private const byte End = 0x1e;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly WebSocket _socket;
    private readonly Queue<JsonElement> _messages = new();
    private readonly List<byte> _received = [];
    private int _invocations;

    private HubClient(WebSocket socket) => _socket = socket;

    /// <summary>Connects to the hub at <c>/hub</c> as a user.</summary>
    public static async Task<HubClient> Connect(WebInstance instance, string user)
    {
        var socket = await instance.Server.CreateWebSocketClient().ConnectAsync(new Uri("ws://localhost/hub?user=" + user), default);
        var client = new HubClient(socket);
        await client.Write("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", (await client.Read()).GetRawText());
        return client;
    }

    /// <summary>Calls a method of the hub and waits until it has returned; what is received meanwhile is kept.</summary>
    public async Task Invoke(string method, params string[] arguments)
    {
        var id = (++_invocations).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await Write(JsonSerializer.Serialize(new { type = 1, invocationId = id, target = method, arguments }));
        while (true)
        {
            var message = await Read();
            if (message.TryGetProperty("invocationId", out var answered) && answered.GetString() == id && message.GetProperty("type").GetInt32() == 3)
            {
                Assert.False(message.TryGetProperty("error", out var error), error.ToString());
                return;
            }

            _messages.Enqueue(message);
        }
    }

    /// <summary>The text of the next message the server sends.</summary>
    public async Task<string> Next()
    {
        while (true)
        {
            var message = _messages.Count > 0 ? _messages.Dequeue() : await Read();
            if (message.TryGetProperty("type", out var type) && type.GetInt32() == 1)
            {
                return message.GetProperty("arguments")[0].GetString()!;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
        _socket.Dispose();
    }

    private async Task Write(string text) => await _socket.SendAsync(Encoding.UTF8.GetBytes(text + (char)End), WebSocketMessageType.Text, true, default);

    private async Task<JsonElement> Read()
    {
        var buffer = new byte[4096];
        while (true)
        {
            var end = _received.IndexOf(End);
            if (end >= 0)
            {
                using var document = JsonDocument.Parse(_received.GetRange(0, end).ToArray());
                _received.RemoveRange(0, end + 1);
                return document.RootElement.Clone();
            }

            using var timeout = new CancellationTokenSource(s_limit);
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), timeout.Token);
            _received.AddRange(buffer.AsSpan(0, part.Count));
        }
    }
}

/// <summary>Stands for the server that a backplane uses: hands what one instance publishes to all of them.</summary>
public sealed class Bus
{
    private readonly List<Func<string, string, string, object?[], Task>> _instances = [];

    public void Join(Func<string, string, string, object?[], Task> deliver) => _instances.Add(deliver);

    public Task Publish(string audience, string name, string method, object?[] arguments) => Task.WhenAll(_instances.Select(deliver => deliver(audience, name, method, arguments)));
}

/// <summary>A hub's connections of one instance, behind a <see cref="Bus"/>: what packages with backplanes register.</summary>
public sealed class BusLifetimeManager<THub> : DefaultHubLifetimeManager<THub>
    where THub : Hub
{
    private readonly Bus _bus;

    public BusLifetimeManager(ILogger<DefaultHubLifetimeManager<THub>> logger, Bus bus)
        : base(logger)
    {
        _bus = bus;
        bus.Join((audience, name, method, arguments) => audience switch
        {
            "user" => base.SendUserAsync(name, method, arguments),
            "group" => base.SendGroupAsync(name, method, arguments),
            _ => base.SendAllAsync(method, arguments),
        });
    }

    public override Task SendAllAsync(string methodName, object?[] args, CancellationToken cancellationToken = default) => _bus.Publish("all", "", methodName, args);

    public override Task SendUserAsync(string userId, string methodName, object?[] args, CancellationToken cancellationToken = default) => _bus.Publish("user", userId, methodName, args);

    public override Task SendGroupAsync(string groupName, string methodName, object?[] args, CancellationToken cancellationToken = default) => _bus.Publish("group", groupName, methodName, args);
}

/// <summary>Takes the user from the address.</summary>
public sealed class QueryUser : IUserIdProvider
{
    public string? GetUserId(HubConnectionContext connection) => connection.GetHttpContext()!.Request.Query["user"];
}
