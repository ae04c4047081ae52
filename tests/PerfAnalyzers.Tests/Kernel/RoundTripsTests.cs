namespace PerfAnalyzers.Tests;

public sealed class RoundTripsTests
{
    [Theory]
    [InlineData("[|db.Orders.First()|]", ApiEffects.Query, "First")]
    [InlineData("[|db.Orders.Where(o => o.IsPaid).ToList()|]", ApiEffects.Query, "ToList")]
    [InlineData("[|db.Orders.CountAsync()|]", ApiEffects.Query, "CountAsync")]
    [InlineData("[|db.Orders.Find(1)|]", ApiEffects.Query, "Find")]
    [InlineData("[|db.Set<Order>().Any()|]", ApiEffects.Query, "Any")]
    [InlineData("[|query.Max(o => o.Id)|]", ApiEffects.Query, "Max")]
    [InlineData("[|new List<Order>(db.Orders)|]", ApiEffects.Query, "List")]
    [InlineData("[|string.Join(',', db.Orders.Select(o => o.Id))|]", ApiEffects.Query, "Join")]
    [InlineData("[|db.Orders.ExecuteDelete()|]", ApiEffects.Command, "ExecuteDelete")]
    [InlineData("[|db.SaveChanges()|]", ApiEffects.Save, "SaveChanges")]
    [InlineData("[|connection.Query<int>(\"select 1\")|]", ApiEffects.Query, "Query")]
    [InlineData("[|connection.Execute(\"delete from Orders\")|]", ApiEffects.RowCommand, "Execute")]
    [InlineData("[|command.ExecuteScalar()|]", ApiEffects.Query, "ExecuteScalar")]
    [InlineData("[|command.ExecuteReaderAsync()|]", ApiEffects.Query, "ExecuteReaderAsync")]
    [InlineData("[|command.ExecuteNonQuery()|]", ApiEffects.RowCommand, "ExecuteNonQuery")]
    [InlineData("[|connection.Open()|]", ApiEffects.Connect, "Open")]
    public void A_round_trip_is(string call, object effects, string name)
    {
        var found = RoundTrip(call);
        Assert.NotNull(found);
        Assert.Equal(effects, found.Value.Effects);
        Assert.Equal(name, found.Value.Name);
    }

    [Theory]
    [InlineData("[|list.First()|]")]
    [InlineData("[|list.AsQueryable().First()|]")]
    [InlineData("[|db.Orders.Local.First()|]")]
    [InlineData("[|db.Orders.AsEnumerable()|]")]
    [InlineData("[|db.Orders.Where(o => o.IsPaid)|]")]
    [InlineData("[|db.Orders.Add(new Order())|]")]
    [InlineData("[|string.Join(',', list)|]")]
    [InlineData("[|new List<Order>(list)|]")]
    [InlineData("db.Customers.Where(c => [|db.Orders.Any(o => o.CustomerId == c.Id)|])")]
    [InlineData("db.Customers.Select(c => [|c.Orders.Count()|])")]
    public void No_round_trip_is(string call) => Assert.Null(RoundTrip(call));

    private static RoundTrip? RoundTrip(string call)
    {
        var snippet = Snippet.Of($$"""
            class C
            {
                object? M(ShopContext db, SqliteConnection connection, DbCommand command, IQueryable<Order> query, List<Order> list)
                {
                    {{(call.Contains("Open", StringComparison.Ordinal) ? call + "; return null;" : $"return {call};")}}
                }
            }
            """);
        return snippet.Facts.RoundTrips.Of(snippet.Operation);
    }
}
