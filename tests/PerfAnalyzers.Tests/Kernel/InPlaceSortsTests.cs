using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class InPlaceSortsTests
{
    [Theory]
    [InlineData("var all = new List<int>(); foreach (var i in ids) { all.Add(i); [|all.Sort()|]; } F(all.Count);", "Added movable")]
    [InlineData("var all = new List<int>(); foreach (var i in ids) { all.Add(i); [|all.Sort()|]; F(all[0]); }", "Added read")]
    [InlineData("foreach (var o in orders) { [|ids.Sort()|]; F(ids[0] + o.Id); }", "Unchanged read")]
    [InlineData("[|ids.Sort()|]; F(ids[0]);", null)]
    [InlineData("var all = ids.ToList(); [|all.Sort()|]; F(all[0]);", "Ends")]
    [InlineData("var all = ids.ToList(); [|all.Sort()|]; F(all[0] + all[1]);", null)]
    [InlineData("foreach (var o in orders) { var own = o.Lines.Select(l => l.Id).ToList(); [|own.Sort()|]; foreach (var i in own) { F(i); } }", null)]
    [InlineData("foreach (var o in orders) { ids[0] = o.Id; [|ids.Sort()|]; F(ids[1]); }", null)]
    [InlineData("[|ids.Sort()|]; foreach (var i in ids) { F(i); }", null)]
    public void A_sort_may_do_more_than_is_needed(string body, string? expected)
    {
        var snippet = Snippet.OfBody(body);
        var found = new InPlaceSorts(snippet.Facts, default).Of((IInvocationOperation)snippet.Operation);
        Assert.Equal(expected, found is null ? null : found.Waste + (found.Waste == InPlaceWaste.Ends ? "" : (found.IsMovable ? " movable" : "") + (found.IsRead ? " read" : "")));
    }

    [Theory]
    [InlineData("ids.Sort()", "ids")]
    [InlineData("ids.Sort((a, b) => b - a)", "ids")]
    [InlineData("Array.Sort(numbers)", "numbers")]
    [InlineData("ids.Sort(0, 3, null)", null)]
    [InlineData("Array.Sort(numbers, values)", null)]
    [InlineData("ids.Reverse()", null)]
    public void Lists_and_arrays_are_sorted_as_a_whole(string call, string? sorted) =>
        Assert.Equal(sorted, InPlaceSorts.SortedBy((IInvocationOperation)Snippet.Of($$"""class C { void M(List<int> ids, int[] numbers, string[] values) { [|{{call}}|]; } }""").Operation)?.Syntax.ToString());
}
