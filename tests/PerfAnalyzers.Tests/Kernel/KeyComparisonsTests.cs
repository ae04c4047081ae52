namespace PerfAnalyzers.Tests;

public sealed class KeyComparisonsTests
{
    [Theory]
    [InlineData("x.Id == n", "Default")]
    [InlineData("x.Name == s", "Default")]
    [InlineData("string.Equals(x.Name, s, StringComparison.Ordinal)", "Default")]
    [InlineData("x.Name.Equals(s)", "Default")]
    [InlineData("x.Code == code", "Default")]
    [InlineData("string.Equals(x.Name, s, StringComparison.OrdinalIgnoreCase)", "IgnoreCase")]
    [InlineData("StringComparer.OrdinalIgnoreCase.Equals(x.Name, s)", "IgnoreCase")]
    [InlineData("x.Name.Equals(s, StringComparison.CurrentCulture)", "Other")]
    [InlineData("x.Weight == weight", "Other")]
    [InlineData("x.Own == own", "Other")]
    [InlineData("x.Open == open", "Other")]
    [InlineData("comparer.Equals(x.Name, s)", "Other")]
    public void Keys_are_compared_in_several_ways(string predicate, string comparison)
    {
        var snippet = Snippet.Of($$"""
            record Code(int Value);
            class Open { }
            class Own { public override bool Equals(object? other) => other is Own; public override int GetHashCode() => 0; }
            class Row { public int Id; public string Name = ""; public double Weight; public Code Code = new(1); public Open Open = new(); public Own Own = new(); }
            class C { object M(List<Row> all, int n, string s, double weight, Code code, Open open, Own own, IEqualityComparer<string> comparer) => [|all.First(x => {{predicate}})|]; }
            """);
        Assert.Equal(comparison, KeyComparisons.Of(LinearSearches.Of(snippet.Operation, snippet.Facts)!.Equality!).ToString());
    }

    [Theory]
    [InlineData("StringComparer.Ordinal", "Default")]
    [InlineData("EqualityComparer<string>.Default", "Default")]
    [InlineData("null", "Default")]
    [InlineData("StringComparer.OrdinalIgnoreCase", "IgnoreCase")]
    [InlineData("StringComparer.CurrentCulture", "Other")]
    [InlineData("given", "Other")]
    public void So_do_comparers(string comparer, string comparison) =>
        Assert.Equal(comparison, KeyComparisons.OfComparer(Snippet.Of($$"""class C { IEqualityComparer<string>? M(IEqualityComparer<string> given) => [|{{comparer}}|]; }""").Operation).ToString());
}
