using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.ConnectionMapInMemory, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class ConnectionMapInMemoryTests
{
    private const string Usings = """
        using Microsoft.AspNetCore.SignalR;
        using Microsoft.Extensions.DependencyInjection;
        using System.Collections.Concurrent;

        """;

    private static string Hub(string body, string members = "", string parameters = "") =>
        Usings + $"public class Chat{parameters} : Hub {{\n" + members + "\npublic override async Task OnConnectedAsync() {\n" + body + "\nawait base.OnConnectedAsync(); } }";

    private static string Tracker(string body, string members, string registration = "services.AddSingleton<Presence>();") =>
        Hub("presence.[|Connected|](Context.UserIdentifier!, Context.ConnectionId);", parameters: "(Presence presence)") +
        "\npublic class Presence {\n" + members + "\npublic void Connected(string user, string connection) {\n" + body + "\n} }\npublic static class Composition { public static void AddChat(this IServiceCollection services) { " + registration + " } }";

    public static readonly Cases Suggested = new()
    {
        { "map of connections", Hub("[|s_users|][Context.UserIdentifier!] = Context.ConnectionId;", "private static readonly ConcurrentDictionary<string, string> s_users = new();") },
        { "plain dictionary", Hub("lock (s_users) {\n[|s_users|][Context.UserIdentifier!] = Context.ConnectionId;\n}", "private static readonly Dictionary<string, string> s_users = new();") },
        { "added", Hub("s_users.[|TryAdd|](Context.ConnectionId, DateTime.UtcNow);", "private static readonly ConcurrentDictionary<string, DateTime> s_users = new();") },
        { "set of connections", Hub("s_connections.[|Add|](Context.ConnectionId);", "private static readonly HashSet<string> s_connections = new();") },
        { "list of connections per user", Hub("s_users.GetOrAdd(Context.UserIdentifier!, static _ => new List<string>()).[|Add|](Context.ConnectionId);", "private static readonly ConcurrentDictionary<string, List<string>> s_users = new();") },
        { "in a local", Hub("var id = Context.ConnectionId;\ns_connections.[|Add|](id);", "private static readonly List<string> s_connections = new();") },
        { "in an object", Hub("s_connections.[|Add|](new Client(Context.ConnectionId));", "private static readonly List<Client> s_connections = new(); public record Client(string Id);") },
        { "in a list", Hub("[|s_users|][\"all\"] = new List<string> { Context.ConnectionId };", "private static readonly Dictionary<string, List<string>> s_users = new();") },
        { "changed", Hub("s_users.[|AddOrUpdate|](Context.UserIdentifier!, Context.ConnectionId, (_, _) => Context.ConnectionId);", "private static readonly ConcurrentDictionary<string, string> s_users = new();") },
        { "static collection of another type", Hub("[|Presence.Users|][Context.ConnectionId] = \"x\";") + "\npublic static class Presence { public static readonly ConcurrentDictionary<string, string> Users = new(); }" },
        { "method of a hub", Usings + "public class Chat : Hub { private static readonly Dictionary<string, string> s_names = new(); public void Join(string name) {\n[|s_names|][Context.ConnectionId] = name;\n} }" },
        { "typed hub", Usings + "public interface IClient { Task Say(string text); } public class Chat : Hub<IClient> { private static readonly HashSet<string> s_ids = new(); public void Join() {\ns_ids.[|Add|](Context.ConnectionId);\n} }" },
        { "tracker that is a singleton", Tracker("_users[user] = connection;", "private readonly Dictionary<string, string> _users = new();") },
        { "tracker with a static map", Tracker("lock (s_users) { if (s_users.ContainsKey(user)) { s_users[user].Add(connection); } else { s_users.Add(user, new List<string> { connection }); } }", "private static readonly Dictionary<string, List<string>> s_users = new();", "services.AddScoped<Presence>();") },
        { "tracker with a looked up list", Tracker("if (!_users.TryGetValue(user, out var list)) { list = new(); } list.Add(connection);", "private readonly Dictionary<string, List<string>> _users = new();") },
        { "static tracker", Hub("Presence.[|Connected|](Context.ConnectionId);") + "\npublic static class Presence { private static readonly HashSet<string> s_ids = new(); public static void Connected(string id) { s_ids.Add(id); } }" },
        { "tracker behind an interface", Hub("presence.[|Connected|](Context.ConnectionId);", parameters: "(IPresence presence)") + "\npublic interface IPresence { void Connected(string id); } public class Presence : IPresence { private static readonly ConcurrentDictionary<string, int> s_ids = new(); public void Connected(string id) { s_ids.TryAdd(id, 0); } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "group", Hub("await Groups.AddToGroupAsync(Context.ConnectionId, \"user:\" + Context.UserIdentifier);") },
        { "items of the connection", Hub("Context.Items[\"id\"] = Context.ConnectionId;") },
        { "local collection", Hub("var ids = new List<string>(); ids.Add(Context.ConnectionId); await Clients.Clients(ids).SendAsync(\"x\");") },
        { "instance field", Hub("_ids.Add(Context.ConnectionId);", "private readonly List<string> _ids = new();") },
        { "counter", Hub("Interlocked.Increment(ref s_online);", "private static int s_online;") },
        { "log", Hub("Console.WriteLine(Context.ConnectionId);") },
        { "sent", Hub("await Clients.Others.SendAsync(\"joined\", Context.UserIdentifier);") },
        { "removed", Usings + "public class Chat : Hub { private static readonly HashSet<string> s_ids = new(); public void Leave() { s_ids.Remove(Context.ConnectionId); } }" },
        { "asked", Usings + "public class Chat : Hub { private static readonly HashSet<string> s_ids = new(); public bool Has() => s_ids.Contains(Context.ConnectionId); }" },
        { "database", Hub("db.Customers.Add(new Customer { Name = Context.UserIdentifier! }); await db.SaveChangesAsync();", parameters: "(ShopContext db)") },
        { "tracker in a database", Hub("await presence.Connected(Context.ConnectionId);", parameters: "(Presence presence)") + "\npublic class Presence(ShopContext db) { public async Task Connected(string id) { db.Customers.Add(new Customer { Name = id }); await db.SaveChangesAsync(); } }" },
        { "tracker that cannot be seen", Hub("presence.Connected(Context.ConnectionId);", parameters: "(IPresence presence)") + "\npublic interface IPresence { void Connected(string id); }" },
        { "tracker with two implementations", Hub("presence.Connected(Context.ConnectionId);", parameters: "(IPresence presence)") + "\npublic interface IPresence { void Connected(string id); } public class Local : IPresence { private static readonly List<string> s_ids = new(); public void Connected(string id) { s_ids.Add(id); } } public class Remote : IPresence { public void Connected(string id) { Console.WriteLine(id); } }" },
        { "scoped tracker", Hub("presence.Connected(Context.ConnectionId);", parameters: "(Presence presence)") + "\npublic class Presence { private readonly List<string> _ids = new(); public void Connected(string id) { _ids.Add(id); } } public static class Composition { public static void AddChat(this IServiceCollection services) => services.AddScoped<Presence>(); }" },
        { "tracker that stores something else", Hub("presence.Connected(Context.ConnectionId);", parameters: "(Presence presence)") + "\npublic class Presence { private static readonly List<DateTime> s_times = new(); public void Connected(string id) { s_times.Add(DateTime.UtcNow); Console.WriteLine(id); } }" },
        { "static map of something else", Usings + "public class Chat : Hub { private static readonly Dictionary<string, string> s_texts = new(); public void Write(string key, string text) { s_texts[key] = text; } }" },
        { "outside of hubs", "public class Sockets { private static readonly Dictionary<string, string> s_ids = new(); public void Open(string connectionId) { s_ids[connectionId] = connectionId; } }" },
        { "own context", Usings + "public class HubLike { public static readonly List<string> Ids = new(); public string ConnectionId => \"1\"; public void Open() { Ids.Add(ConnectionId); } }" },
        { "context's name in a lambda", Hub("s_actions.Add(() => Console.WriteLine(Context.ConnectionId));", "private static readonly List<Action> s_actions = new();") },
        { "parameter of the client", Usings + "public class Chat : Hub { public Task To(string connectionId) => Clients.Client(connectionId).SendAsync(\"hi\"); }" },
        { "user sent to", Usings + "public class Chat : Hub { public Task Me(string text) => Clients.User(Context.UserIdentifier!).SendAsync(\"x\", text); }" },
    };

    [Theory, MemberData(nameof(Suggested))]
    public Task Map_of_connections_is_a_suggestion(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task It_is_reported_where_several_instances_run(Case code) => Verify.Fires(code.Source, ("perfanalyzers.deployment", "multi_instance"));

    [Theory, MemberData(nameof(Quiet))]
    public Task Other_uses_are_not(Case code) => Verify.Silent(code.Source, ("perfanalyzers.deployment", "multi_instance"));

    [Fact]
    public Task One_instance_is_silent() => Verify.Silent(Hub("s_connections.Add(Context.ConnectionId);", "private static readonly HashSet<string> s_connections = new();"), ("perfanalyzers.deployment", "single_instance"));

    [Fact]
    public Task Says_who_is_not_found() => Verify.Says(
        Tracker("_users[user] = connection;", "private readonly Dictionary<string, string> _users = new();").Replace("[|", "[?|", StringComparison.Ordinal),
        "'Presence._users' knows the connections of this process alone: whoever is connected to another instance is not found, and a restart forgets them all; send to 'Clients.User(…)' or to groups ('Groups.AddToGroupAsync')");
}
