namespace PerfAnalyzers.Tests;

public sealed class IndexKeysTests
{
    [Theory]
    [InlineData("int", true)]
    [InlineData("int?", true)]
    [InlineData("string", true)]
    [InlineData("Guid", true)]
    [InlineData("DayOfWeek", true)]
    [InlineData("DateTime", true)]
    [InlineData("Code", true)]
    [InlineData("Plain", true)]
    [InlineData("Open", false)]
    [InlineData("Mutable", false)]
    [InlineData("object", false)]
    [InlineData("int[]", false)]
    public void Values_of_a_type_may_be_keys(string type, bool isKey) =>
        Assert.Equal(isKey, IndexKeys.IsKey(Snippet.Of($$"""
            sealed record Code(string Text);
            sealed class Plain { public int Id; }
            class Open { public int Id; }
            sealed class Mutable : IEquatable<Mutable> { public int Id { get; set; } public bool Equals(Mutable? other) => other?.Id == Id; public override bool Equals(object? other) => Equals(other as Mutable); public override int GetHashCode() => Id; }
            class C { object? M({{type}} x) => [|x|]; }
            """).Operation.Type!));

    [Theory]
    [InlineData("o => o.Id == [|n|]", true)]
    [InlineData("o => o.Id == [|_n|]", true)]
    [InlineData("o => o.Id == [|other.Customer!.Id|]", true)]
    [InlineData("o => o.Id == [|n + 1|]", false)]
    [InlineData("o => o.Id == [|Next()|]", false)]
    public void A_needle_may_be_read_as_often_as_one_likes(string predicate, bool isReadOnly)
    {
        var snippet = Snippet.Of($$"""class C { int _n; int Next() => _n++; object? M(List<Order> all, Order other, int n) => all.First({{predicate}}); }""");
        Assert.Equal(isReadOnly, IndexKeys.IsReadOnlyNeedle(snippet.Operation));
    }

    [Theory]
    [InlineData("o.Id", true)]
    [InlineData("o.Customer!.Id", true)]
    [InlineData("o", true)]
    [InlineData("o.Lines[0]", false)]
    [InlineData("o.ToString()", false)]
    [InlineData("o.Id + 1", false)]
    public void A_key_may_be_a_path_from_the_element(string key, bool isPath) =>
        Assert.Equal(isPath, IndexKeys.IsPath(Snippet.Of($$"""class C { object? M(Order o) => [|{{key}}|]; }""").Operation));

    [Theory]
    [InlineData("F(o.Id);", true)]
    [InlineData("o.CustomerId = 3;", true)]
    [InlineData("o.Id = 3;", false)]
    [InlineData("Change(o);", false)]
    public void Keys_may_stay_in_a_region(string body, bool stays)
    {
        var snippet = Snippet.Of($$"""class C { int F(int x) => x; void Change(Order o) => o.Id++; void M(List<Order> all, int n) { foreach (var o in all) { {{body}} Console.WriteLine([|all.First(x => x.Id == n)|]); } } }""");
        var search = LinearSearches.Of(snippet.Operation, snippet.Facts)!;
        Assert.Equal(stays, IndexKeys.KeysStay(search.Equality!, snippet.Facts.Loops.Around(snippet.Operation)!.Region, snippet.Facts, default));
    }

    [Theory]
    [InlineData("c.Name.Equals(s)", true)]
    [InlineData("c.Name!.Equals(s)", false)]
    [InlineData("c.Name == s", false)]
    [InlineData("string.Equals(c.Name, s)", false)]
    public void A_comparison_may_fail_for_missing_keys(string comparison, bool isThrowing)
    {
        var snippet = Snippet.Of($$"""class Named { public string? Name; } class C { object? M(List<Named> all, string s) => [|all.First(c => {{comparison}})|]; }""");
        Assert.Equal(isThrowing, IndexKeys.IsThrowing(LinearSearches.Of(snippet.Operation, snippet.Facts)!.Equality!));
    }
}
