using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PerfAnalyzers.Database;
using Shop;

namespace PerfAnalyzers.Tests;

/// <summary>A sequence of unknown length is asked for a thousand elements at a time, whatever its length.</summary>
[Trait("Category", "RoundTrips")]
public sealed class RoundTripPerElementChunksTruth
{
    private const string Source = """
        public static class Truth
        {
            public static List<string> Rows(ShopContext db, IEnumerable<int> ids)
            {
                var names = new List<string>();
                foreach (var id in ids)
                {
                    names.Add(db.Customers.AsNoTracking().FirstOrDefault(c => c.Id == id)?.Name ?? "none");
                }

                return names;
            }

            public static async Task<List<string>> Counted(ShopContext db, IEnumerable<int> ids)
            {
                var counts = new List<string>();
                foreach (var id in ids)
                {
                    counts.Add(id + ":" + await db.Orders.CountAsync(o => o.CustomerId == id));
                }

                return counts;
            }

            public static async Task<List<string>> Lists(ShopContext db, IEnumerable<int> ids)
            {
                var found = new List<string>();
                foreach (var id in ids)
                {
                    var lines = await db.Lines.AsNoTracking().Where(l => l.OrderId == id).OrderByDescending(l => l.Id).ToListAsync();
                    found.Add(string.Join(',', lines.Select(l => l.ProductId)));
                }

                return found;
            }

            public static List<string> Existing(ShopContext db, IEnumerable<int> ids)
            {
                var found = new List<string>();
                foreach (var id in ids)
                {
                    if (db.Orders.Any(o => o.CustomerId == id)) { found.Add(id.ToString()); }
                }

                return found;
            }
        }
        """;

    private static readonly Lazy<Task<string>> s_fixed = new(static () => Executed.Fix<RoundTripPerElement, RoundTripPerElementFix>(Source));

    [Theory]
    [InlineData("Rows")]
    [InlineData("Counted")]
    [InlineData("Lists")]
    [InlineData("Existing")]
    public async Task One_command_per_thousand_elements(string method)
    {
        const int Elements = 5_000;
        var (before, commandsBefore) = await Run(Executed.Load(Source), method, Keys(Elements));
        var (after, commandsAfter) = await Run(Executed.Load(await s_fixed.Value), method, Keys(Elements));
        Assert.Equal(Elements, commandsBefore);
        Assert.Equal(5, commandsAfter);
        Assert.Equal(before, after);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(1_000, 1)]
    [InlineData(1_001, 2)]
    [InlineData(40_000, 40)]
    public async Task As_many_commands_as_chunks(int elements, int commands)
    {
        var (names, sent) = await Run(Executed.Load(await s_fixed.Value), "Rows", Keys(elements));
        Assert.Equal(commands, sent);
        Assert.Equal(elements, names.Count);
        Assert.Equal(Math.Min(elements, 40), names.Count(static name => name != "none"));
    }

    // Why: one query for all of them is refused by SQLite since Entity Framework Core sends a parameter per key.
    [Fact]
    public void Forty_thousand_keys_do_not_fit_into_one_query_everywhere()
    {
        using var database = new ShopDatabase(40);
        using var db = database.CreateContext();
        var ids = Keys(40_000).ToList();
        var refused = Record.Exception(() => db.Customers.Where(c => ids.Contains(c.Id)).ToList());
        if (typeof(DbContext).Assembly.GetName().Version!.Major >= 10)
        {
            Assert.Contains("too many SQL variables", Assert.IsType<SqliteException>(refused).Message);
        }
        else
        {
            Assert.Null(refused);
        }
    }

    [Fact]
    public async Task What_is_fixed_is_not_reported()
    {
        Assert.Equal(4, (await Executed.Review<RoundTripPerElement>(Source)).Length);
        Assert.Empty(await Executed.Review<RoundTripPerElement>(await s_fixed.Value));
    }

    // Read as they are asked for: nothing here is a collection.
    private static IEnumerable<int> Keys(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            yield return i;
        }
    }

    private static async Task<(List<string> Result, int Commands)> Run(Executed code, string method, IEnumerable<int> keys)
    {
        using var database = new ShopDatabase(40);
        using var db = database.CreateContext();
        return ((List<string>)(await code.Run("Truth." + method, db, keys))!, database.Commands);
    }
}
