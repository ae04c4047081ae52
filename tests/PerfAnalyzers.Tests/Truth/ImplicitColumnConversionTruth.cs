using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;
using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>The plans of comparisons with wider values and with values of the column's type; and the type that a text is sent with.</summary>
public sealed class ImplicitColumnConversionTruth
{
    /// <summary>Filters of orders that widen the column, and the same with the value converted before.</summary>
    public static readonly TheoryData<string, string> Filters = new()
    {
        { "o.CustomerId == wide", "o.CustomerId == (int)wide" },
        { "o.Id == wide", "o.Id == (int)wide" },
        { "wide == o.CustomerId && o.Total > 0", "(int)wide == o.CustomerId && o.Total > 0" },
        { "o.Id >= floating", "o.Id >= (int)floating" },
        { "o.CustomerId == maybe", "o.CustomerId == (int?)maybe" },
    };

    [Theory, MemberData(nameof(Filters))]
    public async Task A_column_that_is_converted_is_scanned(string bad, string good)
    {
        Assert.Single(await Executed.Review<ImplicitColumnConversion>(Source(bad)));
        Assert.Empty(await Executed.Review<ImplicitColumnConversion>(Source(good)));
        var (before, scanned) = await Run(Source(bad));
        var (after, sought) = await Run(Source(good));
        Assert.Equal(before, after);
        Assert.True(scanned.Contains("SCAN", StringComparison.Ordinal), scanned);
        Assert.True(sought.Contains("SEARCH", StringComparison.Ordinal), sought);
    }

    /// <summary>What stays silent is sought as it is: the mapper takes these conversions back, or there is none.</summary>
    [Theory]
    [InlineData("o.CustomerId == narrow")]
    [InlineData("o.Id == 3L")]
    public async Task Silent_forms_are_sought(string filter)
    {
        Assert.Empty(await Executed.Review<ImplicitColumnConversion>(Source(filter)));
        if (filter.Contains("narrow", StringComparison.Ordinal))
        {
            Assert.Contains("SEARCH", (await Run(Source(filter))).Plan, StringComparison.Ordinal);
        }
    }

    /// <summary>Dapper sends a text as Unicode, which is wider than varchar, unless it is told otherwise.</summary>
    [Fact]
    public void A_text_is_sent_as_Unicode()
    {
        Assert.Equal(DbType.String, Sent(new { code = "a" }));
        Assert.Equal(DbType.AnsiString, Sent(new { code = new DbString { Value = "a", IsAnsi = true } }));
    }

    private static DbType Sent(object parameters)
    {
        using var connection = new RecordingConnection();
        connection.Open();
        Assert.Equal(1, connection.ExecuteScalar<long>("select 1 where 'a' = @code", parameters));
        return connection.Types[0];
    }

    private static async Task<(string Ids, string Plan)> Run(string source)
    {
        using var database = new ShopDatabase(20);
        using var context = database.CreateContext();
        var ids = (string)(await Executed.Load(source).Run("Truth.Run", context))!;
        using var explain = new SqliteCommand("explain query plan " + database.Texts[0], database.Connection);
        foreach (var name in System.Text.RegularExpressions.Regex.Matches(database.Texts[0], "@[A-Za-z0-9_]+").Select(static match => match.Value).Distinct())
        {
            explain.Parameters.AddWithValue(name, 3);
        }

        using var reader = explain.ExecuteReader();
        var plan = "";
        while (reader.Read())
        {
            plan += reader.GetString(3) + "\n";
        }

        return (ids, plan);
    }

    private static string Source(string filter) =>
        "public static class Truth { public static string Run(ShopContext db) { var (wide, floating, narrow, maybe) = (3L, 3d, (short)3, (long?)3); return string.Join(',', db.Orders.Where(o => " + filter + ").OrderBy(o => o.PlacedAt).Select(o => o.Id).ToList()); } }";

    private sealed class RecordingConnection() : SqliteConnection("Data Source=:memory:")
    {
        public List<DbType> Types { get; } = [];

        public override SqliteCommand CreateCommand() => new RecordingCommand(this);

        protected override System.Data.Common.DbCommand CreateDbCommand() => CreateCommand();
    }

    private sealed class RecordingCommand : SqliteCommand
    {
        private readonly RecordingConnection _owner;

        public RecordingCommand(RecordingConnection owner)
        {
            _owner = owner;
            Connection = owner;
        }

        public override SqliteDataReader ExecuteReader(CommandBehavior behavior)
        {
            foreach (SqliteParameter parameter in Parameters)
            {
                _owner.Types.Add(parameter.DbType);
            }

            return base.ExecuteReader(behavior);
        }
    }
}
