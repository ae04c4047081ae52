using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class OneResultTests
{
    [Theory]
    [InlineData("foreach (var x in list) { n += x; }", true)]
    [InlineData("n += list.Count + list[0];", true)]
    [InlineData("if (list.Contains(n)) { n++; }", true)]
    [InlineData("n += list.Sum();", true)]
    [InlineData("list.Add(n);", false)]
    [InlineData("Keep(list);", false)]
    [InlineData("_kept = list;", false)]
    [InlineData("list = [n];", false)]
    public void A_local_may_be_shared_when_nobody_changes_or_keeps_it(string use, bool isShared)
    {
        var snippet = Snippet.Of($$"""class C { List<int>? _kept; void Keep(List<int> all) => _kept = all; void M(int n) { while (n < 100) [|{ [|var list = new List<int> { n };|] {{use}} n++; }|] Console.WriteLine(_kept); } }""");
        var local = ((IVariableDeclarationGroupOperation)snippet.Marked[0]).Declarations[0].Declarators[0].Symbol;
        Assert.Equal(isShared, OneResult.IsShared(local, snippet.Facts.Loops.Around(snippet.Marked[0])!.Region, isTracked: false));
    }

    [Theory]
    [InlineData("var a = [|F(1)|];", "a")]
    [InlineData("int a = ([|F(1)|]);", "a")]
    [InlineData("int a = [|F(1)|], b = 2;", null)]
    [InlineData("var a = [|F(1)|] + 1;", null)]
    [InlineData("n = [|F(1)|];", null)]
    public void A_value_may_be_that_of_one_local(string statement, string? local) => Assert.Equal(local, OneResult.Declared(Snippet.OfBody(statement).Operation)?.Name);

    [Theory]
    [InlineData("order", "order2")]
    [InlineData("other", "other")]
    [InlineData("ids", "ids2")]
    public void Names_are_free_in_the_member(string wanted, string given) =>
        Assert.Equal(given, OneResult.Unused(wanted, Operations.Function(Snippet.OfBody("var order = 1; [|F(order)|];").Operation)));

    [Theory]
    [InlineData("Orders", "orders")]
    [InlineData("Class", "classValue")]
    [InlineData("x", "x")]
    public void Names_are_those_of_locals(string name, string local) => Assert.Equal(local, OneResult.Camel(name));

    [Theory]
    [InlineData("foreach (var o in orders) { o.IsPaid = true; }", true)]
    [InlineData("foreach (var l in orders[0].Lines) { l.Quantity = 3; }", false)]
    [InlineData("var fresh = new Order { IsPaid = true };", false)]
    public void Members_of_elements_may_be_changed(string statement, bool isChanged)
    {
        var snippet = Snippet.OfBody(statement + " F([|orders|].Count);");
        Assert.Equal(isChanged, OneResult.ChangesMembers(snippet.Operation.Type!, Operations.Root(snippet.Operation)));
    }
}
