using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using PerfAnalyzers.Scaling;

namespace PerfAnalyzers.Tests;

/// <summary>Two instances behind a backplane: counts the messages to a user that arrive, when the hub looks the connection up and when it names the user.</summary>
public sealed class ConnectionMapInMemoryTruth
{
    private static string Hub(string members, string connected, string tell) => $$"""
        using Microsoft.AspNetCore.Builder; using Microsoft.AspNetCore.SignalR; using System.Collections.Concurrent;
        public static class App { public static void Use(WebApplication app) => app.MapHub<Chat>("/hub"); }
        public class Chat : Hub { {{members}} public override async Task OnConnectedAsync() { {{connected}} await base.OnConnectedAsync(); } public async Task Tell(string user, string text) { {{tell}} } }
        """;

    private static readonly (string Name, bool IsReported, int Same, int Other, string Source)[] s_cases =
    [
        ("map of connections", true, 1, 0, Hub("static readonly ConcurrentDictionary<string, string> s_users = new();", "s_users[Context.UserIdentifier!] = Context.ConnectionId;", "if (s_users.TryGetValue(user, out var id)) { await Clients.Client(id).SendAsync(\"said\", text); }")),
        ("lists of connections", true, 1, 0, Hub("static readonly ConcurrentDictionary<string, List<string>> s_users = new();", "s_users.GetOrAdd(Context.UserIdentifier!, static _ => new List<string>()).Add(Context.ConnectionId);", "if (s_users.TryGetValue(user, out var ids)) { await Clients.Clients(ids).SendAsync(\"said\", text); }")),
        ("user", false, 1, 1, Hub("", "", "await Clients.User(user).SendAsync(\"said\", text);")),
        ("group of a user", false, 1, 1, Hub("", "await Groups.AddToGroupAsync(Context.ConnectionId, \"user:\" + Context.UserIdentifier);", "await Clients.Group(\"user:\" + user).SendAsync(\"said\", text);")),
    ];

    [Fact]
    public async Task A_map_knows_the_connections_of_its_own_instance()
    {
        foreach (var (name, isReported, same, other, source) in s_cases)
        {
            Assert.Equal((name, isReported), (name, (await Executed.Review<ConnectionMapInMemory>(source)).Length == 1));
            var bus = new Bus();
            await using var first = await Start(source, bus);
            await using var second = await Start(source, bus);
            Assert.Equal((name, same, other), (name, await Received(first, first), await Received(first, second)));
        }
    }

    private static async Task<int> Received(WebInstance of, WebInstance at)
    {
        await using var ann = await HubClient.Connect(of, "ann");
        await using var bob = await HubClient.Connect(at, "bob");
        await bob.Invoke("Tell", "nobody", "connected");
        await ann.Invoke("Tell", "bob", "hello");
        await bob.Invoke("Tell", "bob", "end");
        var received = 0;
        while (await bob.Next() != "end")
        {
            received++;
        }

        return received;
    }

    private static Task<WebInstance> Start(string source, Bus bus) => WebInstance.Start(
        services =>
        {
            services.AddSingleton(bus).AddSingleton<IUserIdProvider, QueryUser>();
            services.AddSignalR();
            services.AddSingleton(typeof(HubLifetimeManager<>), typeof(BusLifetimeManager<>));
        },
        Executed.Load(source).Delegate<Action<WebApplication>>("App.Use"));
}
