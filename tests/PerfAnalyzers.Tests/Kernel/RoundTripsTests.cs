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
    [InlineData("[|db.Orders.AsEnumerable().Sum(o => o.Id)|]", ApiEffects.Query, "Sum")]
    [InlineData("[|db.Orders.AsEnumerable().Where(o => o.IsPaid).ToList()|]", ApiEffects.Query, "ToList")]
    [InlineData("[|new Stack<Order>(db.Orders)|]", ApiEffects.Query, "Stack")]
    [InlineData("[|s_byId(db, 1)|]", ApiEffects.Query, "s_byId")]
    [InlineData("[|s_byId.Invoke(db, 1)|]", ApiEffects.Query, "s_byId")]
    [InlineData("[|redis.StringGet(\"a\")|]", ApiEffects.Remote, "StringGet")]
    [InlineData("[|redis.StringGetAsync(\"a\")|]", ApiEffects.Remote, "StringGetAsync")]
    [InlineData("[|http.GetAsync(\"/\")|]", ApiEffects.Remote, "GetAsync")]
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
    [InlineData("[|list.AsEnumerable().Sum(o => o.Id)|]")]
    [InlineData("[|s_square(2)|]")]
    [InlineData("[|later(db, 1)|]")]
    [InlineData("[|batch.StringGetAsync(\"a\")|]")]
    [InlineData("db.Customers.Where(c => [|db.Orders.Any(o => o.CustomerId == c.Id)|])")]
    [InlineData("db.Customers.Select(c => [|c.Orders.Count()|])")]
    public void No_round_trip_is(string call) => Assert.Null(RoundTrip(call));

    private static RoundTrip? RoundTrip(string call)
    {
        var snippet = Snippet.Of($$"""
            namespace StackExchange.Redis
            {
                interface IDatabaseAsync { Task<string> StringGetAsync(string key); }
                interface IDatabase : IDatabaseAsync { string StringGet(string key); }
                interface IBatch : IDatabaseAsync { }
            }

            class C
            {
                static readonly Func<ShopContext, int, Order> s_byId = EF.CompileQuery((ShopContext db, int id) => db.Orders.First(o => o.Id == id));
                static readonly Func<int, int> s_square = x => x * x;

                object? M(ShopContext db, SqliteConnection connection, DbCommand command, IQueryable<Order> query, List<Order> list, Func<ShopContext, int, Order> later, StackExchange.Redis.IDatabase redis, StackExchange.Redis.IBatch batch, System.Net.Http.HttpClient http)
                {
                    {{(call.Contains("Open", StringComparison.Ordinal) ? call + "; return null;" : $"return {call};")}}
                }
            }
            """);
        return snippet.Facts.RoundTrips.Of(snippet.Operation);
    }
}
