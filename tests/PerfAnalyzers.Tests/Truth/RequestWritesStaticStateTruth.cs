using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PerfAnalyzers.Scaling;

namespace PerfAnalyzers.Tests;

/// <summary>Asks two instances of an application: does the second know what was told to the first, and do both hand out the same number?</summary>
public sealed class RequestWritesStaticStateTruth
{
    private const string Usings = "using Microsoft.AspNetCore.Builder; using Microsoft.AspNetCore.Http; using Microsoft.Extensions.Caching.Distributed; using Microsoft.Extensions.Caching.Memory; using System.Collections.Concurrent; public class Ticket { public string Number { get; set; } = \"\"; }";

    // What is asked of the first instance, then of the first and of the second; and what they answer.
    private static readonly (string Name, bool IsReported, string Same, string Other, string Members, string Routes)[] s_cases =
    [
        ("static map", true, "book", "", "static readonly ConcurrentDictionary<string, string> s_carts = new();",
            "app.MapGet(\"/one\", (string user) => { s_carts[user] = \"book\"; return \"\"; }); app.MapGet(\"/two\", (string user) => s_carts.TryGetValue(user, out var cart) ? cart : \"\");"),
        ("static list", true, "ann", "", "static readonly List<string> s_users = new();",
            "app.MapGet(\"/one\", (string user) => { s_users.Add(user); return \"\"; }); app.MapGet(\"/two\", (string user) => s_users.Contains(user) ? user : \"\");"),
        ("static field", true, "ann", "nobody", "static string s_owner = \"nobody\";",
            "app.MapGet(\"/one\", (string user) => { s_owner = user; return \"\"; }); app.MapGet(\"/two\", (string user) => s_owner);"),
        ("shared store", false, "book", "book", "",
            "app.MapGet(\"/one\", (string user, IDistributedCache store) => { store.SetString(user, \"book\"); return \"\"; }); app.MapGet(\"/two\", (string user, IDistributedCache store) => store.GetString(user) ?? \"\");"),
        ("memo", false, "ANN", "ANN", "static readonly ConcurrentDictionary<string, string> s_names = new();",
            "app.MapGet(\"/one\", (string user) => s_names.GetOrAdd(user, static name => name.ToUpperInvariant())); app.MapGet(\"/two\", (string user) => s_names.GetOrAdd(user, static name => name.ToUpperInvariant()));"),
    ];

    [Fact]
    public async Task What_requests_keep_in_static_members_another_instance_does_not_know()
    {
        var source = Usings + "\n" + string.Join('\n', s_cases.Select(static (test, i) => $"public static class Case{i} {{ {test.Members} public static void Use(WebApplication app) {{ {test.Routes} }} }}"));
        var reported = await Reported(source);
        for (var i = 0; i < s_cases.Length; i++)
        {
            var store = Store();
            await using var first = await Start(source, $"Case{i}", store);
            await using var second = await Start(source, $"Case{i}", store);
            Assert.Equal(200, (await first.Get("/one?user=ann")).Status);
            Assert.Equal((s_cases[i].Name, s_cases[i].Same, s_cases[i].Other), (s_cases[i].Name, (await first.Get("/two?user=ann")).Body, (await second.Get("/two?user=ann")).Body));
            Assert.Equal((s_cases[i].Name, s_cases[i].IsReported), (s_cases[i].Name, reported.Contains(i + 1)));
        }
    }

    [Fact]
    public async Task Two_instances_hand_out_the_same_number()
    {
        const string Source = Usings + """

            public static class Counted { static int s_next; public static void Use(WebApplication app) => app.MapGet("/one", () => { var ticket = new Ticket { Number = "T-" + Interlocked.Increment(ref s_next) }; return ticket.Number; }); }
            public static class Unique { public static void Use(WebApplication app) => app.MapGet("/one", () => { var ticket = new Ticket { Number = "T-" + Guid.CreateVersion7() }; return ticket.Number; }); }
            """;
        Assert.Equal([1], await Reported(Source));
        Assert.Equal(3, await Distinct(Source, "Counted"));
        Assert.Equal(6, await Distinct(Source, "Unique"));
    }

    [Fact]
    public async Task What_is_demanded_of_the_memory_cache_is_refused_elsewhere_and_after_eviction()
    {
        const string Source = Usings + """

            public static class Local { public class Codes(IMemoryCache cache) { public void Send(string mail) { cache.Set("code:" + mail, "1234"); } public bool Verify(string mail, string code) => cache.TryGetValue("code:" + mail, out string? known) && known == code; } public static void Use(WebApplication app) { app.MapGet("/one", (string user, IMemoryCache c) => new Codes(c).Send(user)); app.MapGet("/two", (string user, IMemoryCache c) => new Codes(c).Verify(user, "1234")); app.MapGet("/full", (IMemoryCache c) => ((MemoryCache)c).Compact(1)); } }
            public static class Shared { public class Codes(IDistributedCache cache) { public void Send(string mail) { cache.SetString("code:" + mail, "1234"); } public bool Verify(string mail, string code) => cache.GetString("code:" + mail) is { } known && known == code; } public static void Use(WebApplication app) { app.MapGet("/one", (string user, IDistributedCache c) => new Codes(c).Send(user)); app.MapGet("/two", (string user, IDistributedCache c) => new Codes(c).Verify(user, "1234")); app.MapGet("/full", (IMemoryCache c) => ((MemoryCache)c).Compact(1)); } }
            """;
        Assert.Equal([1], await Reported(Source));
        Assert.Equal("true false false", await Codes(Source, "Local"));
        Assert.Equal("true true true", await Codes(Source, "Shared"));
    }

    private static async Task<HashSet<int>> Reported(string source) =>
        (await Executed.Review<RequestWritesStaticState>(source)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line).ToHashSet();

    // Three from each of two instances.
    private static async Task<int> Distinct(string source, string type)
    {
        var numbers = new HashSet<string>();
        for (var instance = 0; instance < 2; instance++)
        {
            await using var host = await Start(source, type, Store());
            for (var i = 0; i < 3; i++)
            {
                numbers.Add((await host.Get("/one")).Body);
            }
        }

        return numbers.Count;
    }

    private static async Task<string> Codes(string source, string type)
    {
        var store = Store();
        await using var first = await Start(source, type, store);
        await using var second = await Start(source, type, store);
        await first.Get("/one?user=ann");
        var same = (await first.Get("/two?user=ann")).Body;
        var other = (await second.Get("/two?user=ann")).Body;
        await first.Get("/full");
        return $"{same} {other} {(await first.Get("/two?user=ann")).Body}";
    }

    // Stands for a store outside of the instances.
    private static MemoryDistributedCache Store() => new(Options.Create(new MemoryDistributedCacheOptions()));

    private static Task<WebInstance> Start(string source, string type, IDistributedCache store)
    {
        var code = Executed.Load(source);
        return WebInstance.Start(services => services.AddMemoryCache().AddSingleton(store), code.Delegate<Action<WebApplication>>(type + ".Use"));
    }
}
