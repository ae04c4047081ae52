using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>How many rows the database reads to walk a table, counted by a function that it calls for each.</summary>
public sealed class OffsetWalkTruth
{
    /// <summary>Walks over all orders, five at a time, that return the keys in their order.</summary>
    public static readonly TheoryData<string> Walks =
    [
        """
        var page = 0;
        while (true)
        {
            var rows = await db.Orders.FromSql($"select * from Orders where counted(Id) > 0").AsNoTracking().OrderBy(o => o.Id).Skip(page * 5).Take(5).ToListAsync();
            if (rows.Count == 0)
            {
                break;
            }

            all.AddRange(rows.Select(o => o.Id));
            page++;
        }
        """,
        """
        var skip = 0;
        int count;
        do
        {
            var rows = db.Orders.FromSql($"select * from Orders where counted(Id) > 0").AsNoTracking().OrderBy(o => o.Id).Skip(skip).Take(5).ToArray();
            all.AddRange(rows.Select(o => o.Id));
            count = rows.Length;
            skip += count;
        }
        while (count == 5);
        """,
    ];

    [Theory, MemberData(nameof(Walks))]
    public async Task A_walk_by_key_reads_each_row_once(string walk)
    {
        var source = "public static class Truth { public static async Task<string> Run(ShopContext db) { await Task.Yield(); var all = new List<int>();\n" + walk + "\nreturn string.Join(',', all); } }";
        Assert.Single(await Executed.Review<OffsetWalk>(source));
        var fixedSource = await Executed.Fix<OffsetWalk, OffsetWalkFix>(source);
        Assert.DoesNotContain("Skip", fixedSource, StringComparison.Ordinal);
        var (bad, good) = (Executed.Load(source), Executed.Load(fixedSource));
        var rows = new List<(int Bad, int Good)>();
        foreach (var size in new[] { 20, 40, 80 })
        {
            var (before, read) = await Run(bad, size);
            var (after, left) = await Run(good, size);
            Assert.Equal(before, after);
            rows.Add((read, left));
        }

        // Twice the rows: four times the reads by offset, twice by key.
        Assert.True(rows[2].Bad > 3 * rows[1].Bad && rows[1].Bad > 2.5 * rows[0].Bad, string.Join(' ', rows));
        Assert.True(rows[2].Good < 2.5 * rows[1].Good, string.Join(' ', rows));
    }

    private static async Task<(object? Result, int Rows)> Run(Executed code, int size)
    {
        using var database = new ShopDatabase(size);
        var rows = 0;
        database.Connection.CreateFunction("counted", (int id) =>
        {
            rows++;
            return id;
        });
        using var context = database.CreateContext();
        return (await code.Run("Truth.Run", context), rows);
    }
}
