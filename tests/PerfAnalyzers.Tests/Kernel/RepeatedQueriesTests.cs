using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

/// <summary>What code changes, whether it always runs, and whether two pieces mean the same: the parts that judge redundant queries.</summary>
public sealed class RepeatedQueriesTests
{
    [Theory]
    [InlineData("[|db.SaveChanges()|];", true)]
    [InlineData("[|connection.Execute(\"delete from Orders\")|];", true)]
    [InlineData("[|connection.ExecuteScalar<int>(\"select count(*) from Orders\")|];", false)]
    [InlineData("[|connection.ExecuteScalar<int>(\"NextNumber\")|];", true)]
    [InlineData("[|db.Orders.Add(new Order())|];", false)]
    [InlineData("[|db.Orders.ToList()|];", false)]
    [InlineData("[|db.Orders.ExecuteDelete()|];", true)]
    [InlineData("[|db.Database.BeginTransaction()|];", true)]
    [InlineData("[|db.ChangeTracker.Clear()|];", true)]
    [InlineData("[|Console.WriteLine(n)|];", false)]
    [InlineData("[|Thread.Sleep(n)|];", true)]
    [InlineData("[|act()|];", true)]
    [InlineData("[|Quiet(n)|];", false)]
    [InlineData("[|Saves(db)|];", true)]
    [InlineData("[|unknown.Run()|];", true)]
    [InlineData("[|known.Run()|];", false)]
    public void Writes_are_seen_through_calls(string code, bool mayWrite)
    {
        var snippet = Of(code);
        Assert.Equal(mayWrite, new StateChanges(snippet.Facts, default).Add(snippet.Operation).MayWrite);
    }

    [Theory]
    [InlineData("_ = [|DateTime.UtcNow|];", true)]
    [InlineData("_ = [|Guid.NewGuid()|];", true)]
    [InlineData("_ = [|Due(n)|];", true)]
    [InlineData("_ = [|Quiet(n)|];", false)]
    [InlineData("_ = [|new DateTime(2026, 1, 1)|];", false)]
    public void Clocks_are_seen_through_calls(string code, bool isVolatile)
    {
        var snippet = Of(code);
        Assert.Equal(isVolatile, new StateChanges(snippet.Facts, default).Add(snippet.Operation).IsVolatile);
    }

    [Theory]
    [InlineData("[|select 1|]", true)]
    [InlineData("[|  with x as (select 1) select * from x|]", true)]
    [InlineData("[|insert into Orders values (1)|]", false)]
    [InlineData("[|GetOrders|]", false)]
    [InlineData("[|select nextval('ids')|]", false)]
    [InlineData("[|select * from Jobs with (updlock)|]", false)]
    [InlineData("[|select getdate()|]", false)]
    public void Plain_selects_read_the_same(string sql, bool onlyReads) =>
        Assert.Equal(onlyReads, SqlText.OnlyReads(Of("_ = " + sql.Replace("[|", "[|\"", StringComparison.Ordinal).Replace("|]", "\"|]", StringComparison.Ordinal) + ";").Operation));

    [Theory]
    [InlineData("[|db.Orders.Where(o => o.Id == n)|]", "[|db.Orders.Where(x => x.Id == n)|]", true)]
    [InlineData("[|db.Orders.Where(o => o.Id == 1)|]", "[|db.Orders.Where(x => x.Id == 2)|]", false)]
    [InlineData("[|db.Orders.Where(o => o.Id > n)|]", "[|db.Orders.Where(x => x.Id < n)|]", false)]
    [InlineData("[|db.Orders.Where(o => o.IsPaid)|]", "[|db.Orders.Where(x => !x.IsPaid)|]", false)]
    [InlineData("[|db.Orders.Select(o => new { o.Id })|]", "[|db.Orders.Select(x => new { x.Id })|]", true)]
    [InlineData("[|db.Orders.Select(o => o.Id)|]", "[|db.Orders.Select(x => x.CustomerId)|]", false)]
    [InlineData("[|db.Orders.Where(o => o.PlacedAt > new DateTime(2026, 1, 1))|]", "[|db.Orders.Where(o => o.PlacedAt > new DateTime(2026, 1, 2))|]", false)]
    [InlineData("[|Quiet(n)|]", "[|Quiet(n)|]", true)]
    [InlineData("[|Quiet(n)|]", "[|Quiet(n + 1)|]", false)]
    public void Same_code_is_told_from_other_code(string left, string right, bool isSame)
    {
        var snippet = Of($"_ = {left}; _ = {right};");
        Assert.Equal(isSame, SameCode.Is(snippet.Marked[0], snippet.Marked[1]));
    }

    [Theory]
    [InlineData("[|Quiet(n)|];", false)]
    [InlineData("if (n > 0) { [|Quiet(n)|]; }", true)]
    [InlineData("if ([|Quiet(n)|] > 0) { }", false)]
    [InlineData("if (n > 0) { return; } [|Quiet(n)|];", true)]
    [InlineData("if (n < 0) { throw new Exception(); } [|Quiet(n)|];", false)]
    [InlineData("foreach (var i in ids) { if (i > n) { break; } } [|Quiet(n)|];", false)]
    [InlineData("Func<int> f = () => { return 1; }; [|Quiet(n)|];", false)]
    [InlineData("_ = n > 0 && [|Quiet(n)|] > 0;", true)]
    [InlineData("_ = n switch { 1 => [|Quiet(n)|], _ => 0 };", true)]
    public void Branches_are_told_from_what_always_runs(string code, bool isConditional)
    {
        var operation = Of(code).Operation;
        Assert.Equal(isConditional, Runs.Conditionally(operation, Operations.Function(operation)));
    }

    private static Snippet Of(string body) => Snippet.Of($$"""
        interface IUnknown { void Run(); }
        interface IKnown { void Run(); }
        class Known : IKnown { public void Run() { } }
        class C
        {
            void M(ShopContext db, SqliteConnection connection, List<int> ids, int n, Action act, IUnknown unknown, IKnown known)
            {
                {{body}}
            }
            int Quiet(int x) => x;
            int Due(int x) => DateTime.Now.Day + x;
            void Saves(ShopContext db) { Store(db); }
            void Store(ShopContext db) => db.SaveChanges();
        }
        """);
}
