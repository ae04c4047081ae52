using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using PerfAnalyzers.Scaling;

namespace PerfAnalyzers.Tests;

/// <summary>Two instances of a chat, a client at each: counts the messages of one that reach the other.</summary>
public sealed class SignalRWithoutBackplaneTruth
{
    private static string Program(string services) => $$"""
        using Microsoft.AspNetCore.Builder; using Microsoft.AspNetCore.SignalR; using Microsoft.Extensions.DependencyInjection; using PerfAnalyzers.Tests;
        var builder = WebApplication.CreateBuilder(args);
        App.Services(builder.Services);
        var app = builder.Build();
        App.Use(app);
        app.Run();
        public static class App
        {
            public static void Services(IServiceCollection services) { {{services}} }
            public static void Use(WebApplication app) => app.MapHub<Chat>("/hub");
        }
        public class Chat : Hub
        {
            public Task Say(string text) => Clients.All.SendAsync("said", text);
            public Task Tell(string user, string text) => Clients.User(user).SendAsync("said", text);
            public Task Join(string room) => Groups.AddToGroupAsync(Context.ConnectionId, room);
            public Task Room(string room, string text) => Clients.Group(room).SendAsync("said", text);
        }
        """;

    [Fact]
    public async Task Messages_end_at_the_instance_without_a_backplane()
    {
        var alone = Program("services.AddSignalR();");
        var shared = Program("services.AddSignalR(); services.AddSingleton(typeof(HubLifetimeManager<>), typeof(BusLifetimeManager<>));");
        Assert.Single(await Executed.ReviewWith<SignalRWithoutBackplane>(alone, ("perfanalyzers.deployment", "multi_instance")));
        Assert.Empty(await Executed.ReviewWith<SignalRWithoutBackplane>(alone));
        Assert.Empty(await Executed.ReviewWith<SignalRWithoutBackplane>(shared, ("perfanalyzers.deployment", "multi_instance")));
        Assert.Equal((3, 0), await Received(alone));
        Assert.Equal((3, 3), await Received(shared));
    }

    // Of three messages: to all, to a user, to a group; at a client of the same instance and of another.
    private static async Task<(int Same, int Other)> Received(string source)
    {
        var bus = new Bus();
        await using var first = await Start(source, bus);
        await using var second = await Start(source, bus);
        return (await Received(first, first), await Received(first, second));
    }

    private static async Task<int> Received(WebInstance of, WebInstance at)
    {
        await using var ann = await HubClient.Connect(of, "ann");
        await using var bob = await HubClient.Connect(at, "bob");
        await bob.Invoke("Join", "room");
        await ann.Invoke("Say", "to all");
        await ann.Invoke("Tell", "bob", "to bob");
        await ann.Invoke("Room", "room", "to the room");

        // Whatever was sent before arrives before.
        await bob.Invoke("Tell", "bob", "end");
        var received = 0;
        while (await bob.Next() != "end")
        {
            received++;
        }

        return received;
    }

    private static Task<WebInstance> Start(string source, Bus bus)
    {
        var code = Executed.Load(source);
        return WebInstance.Start(
            services =>
            {
                services.AddSingleton(bus).AddSingleton<IUserIdProvider, QueryUser>();
                code.Delegate<Action<IServiceCollection>>("App.Services")(services);
            },
            code.Delegate<Action<WebApplication>>("App.Use"));
    }
}
