using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class SequencesTests
{
    [Theory]
    [InlineData("[|ids|].First()", "First")]
    [InlineData("Enumerable.Count([|ids|])", "Count")]
    [InlineData("([|ids.Where(i => i > 1)|]).Sum()", "Sum")]
    [InlineData("([|from i in ids select i + 1|]).Max()", "Max")]
    [InlineData("ids.Concat([|ids|]).Count()", null)]
    [InlineData("[|ids|].Count", null)]
    [InlineData("string.Join(\",\", [|ids|])", null)]
    public void An_operator_follows(string code, string? next) =>
        Assert.Equal(next, Sequences.Next(Snippet.Of($$"""class C { object M(List<int> ids) => {{code}}; }""").Operation)?.TargetMethod.Name);

    [Theory]
    [InlineData("ids.Where(i => i > 1)", true)]
    [InlineData("ids.OrderBy(i => i)", true)]
    [InlineData("ids.ToList()", false)]
    [InlineData("ids.AsEnumerable()", false)]
    [InlineData("ids.Sum()", false)]
    [InlineData("ids.FindAll(i => i > 1)", false)]
    public void Operators_may_be_lazy(string call, bool isLazy) =>
        Assert.Equal(isLazy, Sequences.IsLazy(((IInvocationOperation)Snippet.Of($$"""class C { object M(List<int> ids) => [|{{call}}|]; }""").Operation).TargetMethod));

    [Theory]
    [InlineData("ids.OrderBy(i => i).Select(i => i + 1)", true)]
    [InlineData("from i in ids orderby i select i", true)]
    [InlineData("ids.Order()", true)]
    [InlineData("ids.Select(i => i + 1)", false)]
    [InlineData("Enumerable.Range(0, 9).Select(i => i)", false)]
    public void A_chain_may_hold_a_sort(string chain, bool isSorted) =>
        Assert.Equal(isSorted, Sequences.IsSorted(Snippet.Of($$"""class C { object M(List<int> ids) => [|{{chain}}|]; }""").Operation));

    [Theory]
    [InlineData("int[]", "Int32")]
    [InlineData("List<string>", "String")]
    [InlineData("ReadOnlySpan<char>", "Char")]
    [InlineData("string", null)]
    [InlineData("Dictionary<int, string>", null)]
    public void Types_write_what_they_hold(string type, string? element) =>
        Assert.Equal(element, Sequences.ElementOf(Snippet.Of($$"""class C { void M({{type}} x) { var y = [|x|]; } }""").Operation.Type)?.Name);
}
