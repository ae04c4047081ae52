namespace PerfAnalyzers.Tests;

public sealed class DeferredSequencesTests
{
    [Theory]
    [InlineData("var paid = orders.Where(o => o.IsPaid); foreach (var i in ids) { n += [|paid|].Count(o => o.Id == i); }", "Count certain")]
    [InlineData("var paid = orders.Where(o => o.IsPaid); foreach (var i in ids) { foreach (var o in [|paid|]) { n += o.Id * i; } }", "foreach certain")]
    [InlineData("var paid = orders.Where(o => o.IsPaid); foreach (var i in ids) { if (i > n) { n += [|paid|].Count(); } }", "Count perhaps")]
    [InlineData("var paid = orders.Where(o => o.IsPaid); foreach (var i in ids) { n += [|paid|].Any(o => o.Id == i) ? 1 : 0; }", "Any perhaps")]
    [InlineData("foreach (var i in ids) { n += [|Paid|].Count(); }", null)]
    [InlineData("var paid = orders.Where(o => o.IsPaid).ToList(); foreach (var i in ids) { n += [|paid|].Count(o => o.Id == i); }", null)]
    [InlineData("var paid = orders.Where(o => o.IsPaid); n += [|paid|].Count();", null)]
    [InlineData("foreach (var i in ids) { var paid = orders.Where(o => o.IsPaid); n += [|paid|].Count(); }", null)]
    [InlineData("var paid = orders.Where(o => o.Id > n); foreach (var i in ids) { n += [|paid|].Count(); }", null)]
    [InlineData("var few = orders.Where(o => o.IsPaid).Take(3); foreach (var i in ids) { n += [|few|].Count(); }", null)]
    [InlineData("var paid = orders.Where(o => o.IsPaid); foreach (var i in ids) { Keep([|paid|]); }", null)]
    public void A_use_may_compute_a_sequence_again(string body, string? expected)
    {
        var snippet = Snippet.Of($$"""class C { private readonly List<Order> _orders = []; private List<Order> Paid => _orders; void Keep(object x) => _orders.Add((Order)x); void M(List<int> ids, List<Order> orders, int n) { {{body}} Console.WriteLine(n); } }""");
        var found = new DeferredSequences(snippet.Facts, default).Of(snippet.Operation);
        Assert.Equal(expected, found is null ? null : $"{(found.Evaluation as Microsoft.CodeAnalysis.Operations.IInvocationOperation)?.TargetMethod.Name ?? "foreach"} {(found.IsCertain ? "certain" : "perhaps")}");
    }
}
