using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class ExternalWorkTests
{
    [Theory]
    [InlineData("await db.SaveChangesAsync();", "SaveChangesAsync", false)]
    [InlineData("await db.Orders.ExecuteDeleteAsync();", "ExecuteDeleteAsync", false)]
    [InlineData("await db.Orders.ToListAsync();", null, true)]
    [InlineData("await http.PostAsync(\"a\", null);", "PostAsync", false)]
    [InlineData("await http.GetStringAsync(\"a\");", null, true)]
    [InlineData("await mailer.SendEmailAsync(\"a\");", "SendEmailAsync", false)]
    [InlineData("await Save(db);", "SaveChangesAsync", false)]
    [InlineData("await Load(db);", null, true)]
    [InlineData("await Task.Delay(1);", null, false)]
    [InlineData("Console.WriteLine(1);", null, false)]
    public void Reads_and_writes_outside_are_known(string code, string? write, bool reads)
    {
        var snippet = Snippet.Of($$"""
            interface IMailer { Task SendEmailAsync(string to); }
            class C
            {
                static Task Save(ShopContext db) => db.SaveChangesAsync();
                static Task<List<Order>> Load(ShopContext db) => db.Orders.ToListAsync();
                async Task M(ShopContext db, System.Net.Http.HttpClient http, IMailer mailer) { await Task.Yield(); {{code}} [|Console.WriteLine()|]; }
            }
            """);
        var body = Operations.Root(snippet.Operation).Descendants().ToList();
        var work = new ExternalWork(snippet.Facts, default);

        Assert.Equal(write, work.Writes(body));
        Assert.Equal(reads, work.Reads(body));
    }

    [Theory]
    [InlineData("var x = DistributedLock.Take();", true)]
    [InlineData("var x = IsLeader();", true)]
    [InlineData("var x = new BlobLeaseClient();", true)]
    [InlineData("var x = \"select pg_advisory_lock(1)\";", true)]
    [InlineData("var x = \"select 1 for update\";", true)]
    [InlineData("gate.Release();", false)]
    [InlineData("IDistributedCache cache;", false)]
    [InlineData("lock (x) { }", false)]
    public void Words_of_coordination_are_known(string code, bool isCoordinated) => Assert.Equal(isCoordinated, ExternalWork.IsCoordinated(CSharpSyntaxTree.ParseText(code).GetRoot()));

    [Theory]
    [InlineData("[|s_map[1] = 2|]", "s_map", false)]
    [InlineData("[|s_map.Add(1, 2)|]", "s_map", false)]
    [InlineData("[|s_lists[1].Add(2)|]", "s_lists", true)]
    [InlineData("[|s_lists.GetOrAdd(1, _ => new List<int>()).Add(2)|]", "s_lists", true)]
    [InlineData("[|s_map.Remove(1)|]", null, false)]
    [InlineData("[|s_map.ContainsKey(1)|]", null, false)]
    public void Additions_to_kept_collections_are_known(string code, string? holder, bool isElement)
    {
        var snippet = Snippet.Of("class C { static Dictionary<int, int> s_map = new(); static System.Collections.Concurrent.ConcurrentDictionary<int, List<int>> s_lists = new(); void M() { " + code + "; } }");
        var write = snippet.Operation is IExpressionStatementOperation statement ? statement.Operation : snippet.Operation;
        var collection = CollectionAdditions.Collection(write);
        Assert.Equal(holder is null, collection is null);
        if (collection is not null)
        {
            Assert.Equal(holder, CollectionAdditions.Holder(collection, out var element)?.Member.Name);
            Assert.Equal(isElement, element);
        }
    }

    [Theory]
    [InlineData("[|Context.ConnectionId|]", true)]
    [InlineData("[|new List<string> { Context.UserIdentifier! }|]", true)]
    [InlineData("[|\"user:\" + Context.UserIdentifier|]", true)]
    [InlineData("[|\"user\" + 1|]", false)]
    [InlineData("[|new Func<string>(() => Context.ConnectionId)|]", false)]
    public void Connections_of_hubs_are_known(string value, bool feeds)
    {
        var snippet = Snippet.Of("class C : Microsoft.AspNetCore.SignalR.Hub { object M() => " + value + "; }");
        Assert.True(HubConnections.IsHub(snippet.Member.ContainingType, snippet.Facts));
        Assert.Equal(feeds, HubConnections.Feed(snippet.Operation));
    }
}
