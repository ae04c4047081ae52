namespace PerfAnalyzers.Tests;

public sealed class RoundTripNamesTests
{
    [Theory]
    [InlineData("public List<Order> Load(ShopContext db) => db.Orders.ToList();", true, false, false)]
    [InlineData("public void Load(ShopContext db) => db.SaveChanges();", true, true, false)]
    [InlineData("public Task<string> Load(System.Net.Http.HttpClient http) => http.GetStringAsync(\"/\");", false, false, true)]
    [InlineData("public int Load(List<int> all) => all.Count;", false, false, false)]
    public void Kinds_of_round_trips_are_followed_apart(string member, bool database, bool saves, bool remote)
    {
        var snippet = Snippet.Of("class C { " + member + " int V = [|1|]; }");
        var (names, method) = (snippet.Facts.RoundTripNames, snippet.Method("C.Load"));
        Assert.Equal((database, saves, remote), (names.Database.MayReach(method), names.Saves.MayReach(method), names.Remote.MayReach(method)));
    }
}
