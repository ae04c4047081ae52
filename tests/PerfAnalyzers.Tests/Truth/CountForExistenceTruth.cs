using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

public sealed class CountForExistenceTruth
{
    [Fact]
    public async Task Infrastructure_runs()
    {
        const string Source = """
            public static class Truth
            {
                public static bool Bad(ShopContext db, int id) => db.Orders.Count(o => o.CustomerId == id) > 0;
                public static int Sum(SqliteConnection c) => c.ExecuteScalar<int>("select count(*) from Orders") + c.ExecuteScalar<int>("select 1");
            }
            """;
        Assert.Single(await Executed.Review<CountForExistence>(Source));
        using var database = new ShopDatabase(20);
        using var context = database.CreateContext();
        var code = Executed.Load(Source);
        Assert.Equal(true, await code.Run("Truth.Bad", context, 3));
        Assert.Equal(1, database.Commands);
        Assert.Equal(21, await code.Run("Truth.Sum", database.Connection));
        Assert.Equal(3, database.Commands);
    }
}
