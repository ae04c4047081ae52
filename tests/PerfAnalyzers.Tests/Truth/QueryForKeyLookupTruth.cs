using System.Text.Json;
using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>How many commands lookups of tracked entities send, before and after the fix, and the results.</summary>
public sealed class QueryForKeyLookupTruth
{
    private const int Size = 12;

    private static readonly JsonSerializerOptions s_json = new() { ReferenceHandler = System.Text.Json.Serialization.ReferenceHandler.IgnoreCycles };

    /// <summary>Lookups of an order or product by an <c>id</c>.</summary>
    public static readonly TheoryData<string> Lookups =
    [
        "db.Orders.FirstOrDefault(o => o.Id == id)",
        "db.Orders.SingleOrDefault(o => id == o.Id)",
        "db.Set<Order>().Where(o => o.Id == id).FirstOrDefault()",
        "await db.Orders.Where(o => o.Id == id).FirstOrDefaultAsync(token)",
        "await db.Orders.SingleOrDefaultAsync(o => o.Id == id, token)",
    ];

    [Theory, MemberData(nameof(Lookups))]
    public async Task Tracked_entities_are_found_without_a_command(string expression)
    {
        var source = Method(expression);
        Assert.Single(await Executed.Review<QueryForKeyLookup>(source));
        var text = await Executed.Fix<QueryForKeyLookup, QueryForKeyLookupFix>(source);
        Assert.Contains("Find", text, StringComparison.Ordinal);
        var (before, bad) = await Run(source, isTracked: true);
        var (after, good) = await Run(text, isTracked: true);
        Assert.Equal(before, after);
        Assert.Equal(Size + 1, bad);
        Assert.Equal(1, good);
    }

    /// <summary>Of what is not tracked both ask once; what does not exist is null for both.</summary>
    [Theory, MemberData(nameof(Lookups))]
    public async Task Others_are_asked_for(string expression)
    {
        var source = Method(expression);
        var text = await Executed.Fix<QueryForKeyLookup, QueryForKeyLookupFix>(source);
        var (before, bad) = await Run(source, isTracked: false);
        var (after, good) = await Run(text, isTracked: false);
        Assert.Equal(before, after);
        Assert.Equal(Size + 1, bad);
        Assert.Equal(Size + 1, good);
    }

    private static async Task<(string Results, int Commands)> Run(string source, bool isTracked)
    {
        using var database = new ShopDatabase(Size);
        using var context = database.CreateContext();
        var code = Executed.Load(source);
        var results = new List<string>();
        for (var id = isTracked ? 0 : 1; id <= (isTracked ? Size : Size + 1); id++)
        {
            if (id == 0)
            {
                await code.Run("Truth.Load", context);
                continue;
            }

            results.Add(JsonSerializer.Serialize(await code.Run("Truth.Run", context, id, CancellationToken.None), s_json));
        }

        return (string.Join('\n', results), database.Commands);
    }

    private static string Method(string expression) =>
        "public static class Truth { public static List<Order> Load(ShopContext db) => db.Orders.ToList(); public static " +
        (expression.StartsWith("await", StringComparison.Ordinal) ? "async Task<object?>" : "object?") + " Run(ShopContext db, int id, CancellationToken token) { return " + expression + "; } }";
}
