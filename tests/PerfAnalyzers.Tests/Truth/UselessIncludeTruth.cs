using System.Text.Json;
using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>The SQL with and without the includes: the same where the rule says that they are dropped, less where it says that nobody reads them.</summary>
public sealed class UselessIncludeTruth
{
    private const int Size = 12;

    private static readonly JsonSerializerOptions s_json = new() { ReferenceHandler = System.Text.Json.Serialization.ReferenceHandler.IgnoreCycles };

    /// <summary>Queries whose end drops what they include.</summary>
    public static readonly TheoryData<string> Dropped =
    [
        "db.Orders.Include(o => o.Lines).Select(o => new { o.Id, o.Total }).ToList()",
        "db.Orders.Include(o => o.Customer).Select(o => new { o.Id, o.Customer!.Name, Lines = o.Lines.Count, Sum = o.Lines.Sum(l => l.Quantity) }).ToList()",
        "db.Orders.Include(o => o.Lines).ThenInclude(l => l.Product).Select(o => new { o.Id, Lines = o.Lines.Where(l => l.Quantity > 1).Select(l => new { l.Id, l.Product!.Name }).ToList() }).ToList()",
        "await db.Orders.Where(o => o.IsPaid).Include(o => o.Customer).OrderBy(o => o.Id).Select(o => o.Id).ToListAsync()",
        "db.Orders.Include(o => o.Lines).Include(o => o.Customer).Count()",
        "await db.Orders.Include(o => o.Customer).CountAsync(o => o.Customer!.IsActive)",
        "db.Orders.Include(o => o.Lines).Any(o => o.IsPaid)",
        "db.Orders.Include(o => o.Lines).All(o => o.IsPaid)",
        "(int)db.Orders.Include(o => o.Customer).Where(o => o.Customer!.IsActive).Sum(o => o.Total)",
        "db.Orders.Include(\"Lines.Product\").Select(o => o.Id).ToList()",
    ];

    [Theory, MemberData(nameof(Dropped))]
    public async Task What_is_dropped_changes_nothing(string expression)
    {
        var (bad, good) = await Compare("return " + expression + ";");
        Assert.Equal(bad, good);
    }

    /// <summary>Statements that use the entities without what they include.</summary>
    public static readonly TheoryData<string> Unread =
    [
        "var sum = 0m; foreach (var o in db.Orders.Include(o => o.Lines).ToList()) { sum += o.Total; } return sum;",
        "var ids = new List<int>(); var all = await db.Orders.Include(o => o.Customer).OrderBy(o => o.Id).ToListAsync(); foreach (var o in all) { ids.Add(o.Id); } return ids;",
        "var order = db.Orders.Include(o => o.Lines).ThenInclude(l => l.Product).FirstOrDefault(o => o.Id == 3); return order == null ? 0 : order.Total;",
    ];

    [Theory, MemberData(nameof(Unread))]
    public async Task What_nobody_reads_is_joined_for_nothing(string body)
    {
        var (bad, good) = await Compare(body);
        Assert.Contains("JOIN", bad, StringComparison.Ordinal);
        Assert.DoesNotContain("JOIN", good, StringComparison.Ordinal);
    }

    /// <summary>Methods that return entities, and callers that do without what is included.</summary>
    [Theory]
    [InlineData("internal static List<Order> Load(ShopContext db) => db.Orders.Include(o => o.Lines).ToList();", "var sum = 0m; foreach (var o in Load(db)) { sum += o.Total; } return sum;")]
    [InlineData("private static Task<List<Order>> Load(ShopContext db) => db.Orders.Include(o => o.Customer).Where(o => o.IsPaid).ToListAsync();", "var ids = new List<int>(); foreach (var o in await Load(db)) { ids.Add(o.Id); } return (ids, (await Load(db)).Count(o => o.Total > 20));")]
    [InlineData("private static async Task<Order?> Load(ShopContext db) { return await db.Orders.Include(o => o.Lines).ThenInclude(l => l.Product).FirstOrDefaultAsync(o => o.Id == 3); }", "var order = await Load(db); return order is null ? 0 : order.Total;")]
    public async Task What_no_caller_reads_is_joined_for_nothing(string method, string body)
    {
        var (bad, good) = await Compare(body, method);
        Assert.Contains("JOIN", bad, StringComparison.Ordinal);
        Assert.DoesNotContain("JOIN", good, StringComparison.Ordinal);
    }

    /// <summary>What stays silent needs its include: the SQL is another without it.</summary>
    [Theory]
    [InlineData("db.Orders.Include(o => o.Lines).Select(o => new { Order = o, o.Total }).ToList()")]
    [InlineData("db.Orders.Include(o => o.Customer).ThenInclude(c => c!.Orders).Select(o => o.Customer).ToList()")]
    public async Task Silent_forms_load_what_they_include(string expression)
    {
        var source = Method("return " + expression + ";");
        Assert.Empty(await Executed.Review<UselessInclude>(source));
        var (_, text) = await Run(source);
        Assert.Contains("JOIN", text, StringComparison.Ordinal);
    }

    private static async Task<(string Bad, string Good)> Compare(string body, string method = "")
    {
        var source = Method(body, method);
        Assert.Single(await Executed.Review<UselessInclude>(source));
        var fixedSource = await Executed.Fix<UselessInclude, UselessIncludeFix>(source);
        Assert.DoesNotContain("Include", fixedSource, StringComparison.Ordinal);
        var (before, bad) = await Run(source);
        var (after, good) = await Run(fixedSource);
        Assert.Equal(before, after);
        return (bad, good);
    }

    private static async Task<(string Result, string Text)> Run(string source)
    {
        using var database = new ShopDatabase(Size);
        using var context = database.CreateContext();
        var result = JsonSerializer.Serialize(await Executed.Load(source).Run("Truth.Run", context), s_json);
        return (result, string.Join('\n', database.Texts));
    }

    private static string Method(string body, string method = "") => "public static class Truth { " + method + " public static async Task<object?> Run(ShopContext db) { await Task.Yield(); " + body + " } }";
}
