using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Tests;

public sealed class QueriesTests
{
    [Theory]
    [InlineData("_ = [|db.Orders|];", "", "db.Orders")]
    [InlineData("_ = [|db.Orders.Where(o => o.Id == n).OrderBy(o => o.Id)|].ToList();", "Where OrderBy", "db.Orders")]
    [InlineData("_ = [|db.Set<Order>().AsNoTracking().Include(o => o.Lines).ThenInclude(l => l.Product)|];", "AsNoTracking Include ThenInclude", "db.Set<Order>()")]
    [InlineData("_ = [|from o in db.Orders where o.IsPaid orderby o.Id select o.Id|];", "Where OrderBy Select", "db.Orders")]
    [InlineData("var q = db.Orders.Where(o => o.IsPaid); var r = q.Skip(n); _ = [|r.Take(3)|];", "Where Skip Take", "db.Orders")]
    [InlineData("_ = [|(IQueryable<Order>)db.Orders.Where(o => o.IsPaid)|];", "Where", "db.Orders")]
    [InlineData("_ = [|db.Orders.AsQueryable().Where(o => o.IsPaid)|];", "Where", "db.Orders")]
    [InlineData("_ = [|Queryable.Where(db.Orders, o => o.IsPaid)|];", "Where", "db.Orders")]
    [InlineData("_ = [|db.Orders.FromSqlRaw(\"select 1\").Where(o => o.IsPaid)|];", "FromSqlRaw Where", "db.Orders")]
    [InlineData("_ = [|Paid(db).Where(o => o.Id == n)|];", "Where", "Paid(db)")]
    [InlineData("_ = [|Given.Where(o => o.Id == n)|];", "Where", "Given")]
    public void Chains_are_read_down_to_their_root(string body, string operators, string root)
    {
        var (chain, _) = Of(body);
        Assert.NotNull(chain);
        Assert.Equal(QueryOrigin.Database, chain.Origin);
        Assert.Equal(operators, string.Join(' ', chain.Operators.Select(static call => call.TargetMethod.Name)));
        Assert.Equal(root, chain.Root.Syntax.ToString());
    }

    [Theory]
    [InlineData("var q = db.Orders.Where(o => o.IsPaid); if (n > 3) { q = q.Where(o => o.Id == n); } _ = [|q|];")]
    [InlineData("IQueryable<Order> q = db.Orders; foreach (var id in ids) { q = q.Where(o => o.Id != id); } _ = [|q|];")]
    [InlineData("IQueryable<Order> q; if (n > 3) { q = db.Orders; } else { q = Paid(db); } _ = [|q|];")]
    [InlineData("_ = [|n > 3 ? db.Orders.Where(o => o.IsPaid) : db.Orders|];")]
    [InlineData("var q = n > 3 ? db.Orders.Where(o => o.IsPaid) : Paid(db); _ = [|q|];")]
    public void Conditional_composition_is_a_database_query_with_unknown_operators(string body)
    {
        var (chain, _) = Of(body);
        Assert.Equal(QueryOrigin.Database, chain?.Origin);
        Assert.Empty(chain!.Operators);
    }

    [Theory]
    [InlineData("_ = [|ids.AsQueryable().Where(i => i > 3)|];")]
    [InlineData("var q = orders.AsQueryable(); _ = [|q.Where(o => o.IsPaid)|];")]
    [InlineData("_ = [|new[] { 1 }.AsQueryable()|];")]
    [InlineData("_ = [|n > 3 ? db.Orders : orders.AsQueryable()|];")]
    [InlineData("IQueryable<Order> q = db.Orders; if (n > 3) { q = orders.AsQueryable(); } _ = [|q|];")]
    public void Sequences_behind_AsQueryable_are_memory(string body) => Assert.Equal(QueryOrigin.Memory, Of(body).Chain?.Origin);

    [Theory]
    [InlineData("IQueryable<Order> _all = new List<Order>().AsQueryable(); object M() => [|_all.Where(o => o.IsPaid)|];", nameof(QueryOrigin.Memory))]
    [InlineData("List<Order> _list = []; IQueryable<Order> All => _list.AsQueryable(); object M() => [|All|];", nameof(QueryOrigin.Memory))]
    [InlineData("List<Order> _list = []; IQueryable<Order> All { get { return _list.AsQueryable(); } } object M() => [|All|];", nameof(QueryOrigin.Memory))]
    [InlineData("List<Order> _list = []; IQueryable<Order> All() => _list.AsQueryable().Where(o => o.IsPaid); object M() => [|All().OrderBy(o => o.Id)|];", nameof(QueryOrigin.Memory))]
    [InlineData("List<Order> _list = []; object M() { return [|All()|]; IQueryable<Order> All() => _list.AsQueryable(); }", nameof(QueryOrigin.Memory))]
    [InlineData("List<Order> _list = []; IQueryable<Order> All(ShopContext? db) { if (db is null) { return _list.AsQueryable(); } return db.Orders; } object M() => [|All(null)|];", nameof(QueryOrigin.Database))]
    [InlineData("List<Order> _list = []; public virtual IQueryable<Order> All() => _list.AsQueryable(); object M() => [|All()|];", nameof(QueryOrigin.Database))]
    [InlineData("IQueryable<Order> All() => All(); object M() => [|All()|];", nameof(QueryOrigin.Database))]
    [InlineData("IQueryable<Order> _all; public C(IQueryable<Order> all) => _all = all; object M() => [|_all|];", nameof(QueryOrigin.Database))]
    public void Members_of_the_compilation_are_looked_into(string members, string origin)
    {
        var snippet = Snippet.Of("class C { " + members + " }");
        Assert.Equal(origin, snippet.Facts.Queries.Of(snippet.Operation)?.Origin.ToString());
    }

    [Theory]
    [InlineData("_ = [|ids.Where(i => i > 3)|];")]
    [InlineData("_ = [|db.Orders.AsEnumerable().Where(o => o.IsPaid)|];")]
    [InlineData("_ = [|db.Orders.ToList()|];")]
    [InlineData("_ = [|n|];")]
    [InlineData("_ = [|db|];")]
    [InlineData("_ = [|\"text\"|];")]
    public void Anything_else_is_no_query(string body) => Assert.Null(Of(body).Chain);

    [Fact]
    public void Without_a_mapper_there_are_no_queries()
    {
        var facts = Facts.Of(CSharpCompilation.Create("Plain", references: Basic.Reference.Assemblies.Net100.References.All), new AnalyzerOptions([]));
        Assert.False(facts.Queries.HasMapper);
    }

    [Theory]
    [InlineData("_ = [|db.Orders.ToList()|];", "ToList")]
    [InlineData("_ = await [|db.Orders.FirstOrDefaultAsync(o => o.Id == n)|];", "FirstOrDefaultAsync")]
    [InlineData("_ = [|db.Orders.Count(o => o.IsPaid)|];", "Count")]
    [InlineData("_ = [|db.Orders.Find(n)|];", "Find")]
    [InlineData("[|foreach|] (var o in db.Orders) { }", "foreach")]
    [InlineData("_ = [|new List<Order>(db.Orders)|];", "List")]
    [InlineData("orders.[|AddRange(db.Orders)|];", "AddRange")]
    [InlineData("_ = [|string.Join(',', db.Orders.Select(o => o.Id))|];", "Join")]
    [InlineData("_ = [|connection.Query<int>(\"select 1\")|];", "Query")]
    [InlineData("_ = [|connection.CreateCommand().ExecuteScalar()|];", "ExecuteScalar")]
    public void Round_trips_are_where_rows_are_needed(string body, string name)
    {
        var snippet = Wrap(body);
        var roundTrip = snippet.Facts.RoundTrips.Of(snippet.Operation);
        Assert.Equal(name, roundTrip?.Name);
        Assert.Equal(ApiEffects.Query, roundTrip?.Effects);
    }

    [Theory]
    [InlineData("_ = [|db.Orders.Where(o => o.IsPaid)|];")]
    [InlineData("_ = [|orders.ToList()|];")]
    [InlineData("_ = [|orders.AsQueryable().Count()|];")]
    [InlineData("[|foreach|] (var o in orders) { }")]
    [InlineData("_ = [|new List<Order>(orders)|];")]
    [InlineData("orders.[|AddRange(orders)|];")]
    [InlineData("_ = db.Customers.Where(c => [|db.Orders.Count(o => o.CustomerId == c.Id)|] > 3);")]
    [InlineData("_ = db.Customers.Select(c => [|c.Orders.Count()|]);")]
    [InlineData("_ = [|db.Orders.Add(new Order())|];")]
    public void Composing_and_memory_make_none(string body)
    {
        var snippet = Wrap(body);
        Assert.Null(snippet.Facts.RoundTrips.Of(snippet.Operation));
    }

    private static (QueryChain? Chain, Snippet Snippet) Of(string body)
    {
        var snippet = Wrap(body);
        return (snippet.Facts.Queries.Of(snippet.Operation), snippet);
    }

    private static Snippet Wrap(string body) => Snippet.Of($$"""
        class C
        {
            static IQueryable<Order> Given => throw new Exception();
            static IQueryable<Order> Paid(ShopContext db) => db.Orders.Where(o => o.IsPaid);
            async Task M(ShopContext db, SqliteConnection connection, List<int> ids, List<Order> orders, int n)
            {
                await Task.Yield();
                {{body}}
            }
        }
        """);
}
