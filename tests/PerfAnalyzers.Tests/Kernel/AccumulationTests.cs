using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class AccumulationTests
{
    [Theory]
    [InlineData("var s = \"\"; foreach (var o in orders) { [|s += o.Id|]; }", true)]
    [InlineData("foreach (var o in orders) { [|_text += o.Id|]; }", true)]
    [InlineData("var s = \"\"; foreach (var o in orders) { if (s == \"\") { s = \"x\"; } else { [|s += o.Id|]; } }", true)]
    [InlineData("var all = new string[3]; foreach (var o in orders) { [|all[0] += o.Id|]; }", true)]
    [InlineData("foreach (var o in orders) { var s = \"\"; [|s += o.Id|]; }", false)]
    [InlineData("var s = \"\"; foreach (var o in orders) { s = \"\"; [|s += o.Id|]; }", false)]
    [InlineData("var s = \"\"; foreach (var o in orders) { [|s += o.Id|]; break; }", false)]
    [InlineData("var s = \"\"; for (var i = 0; i < 3; i++) { [|s += i|]; }", false)]
    [InlineData("var all = new string[3]; foreach (var o in orders) { [|all[o.Id] += o.Id|]; }", false)]
    [InlineData("var s = \"\"; [|s += \"x\"|];", false)]
    public void Something_may_carry_its_content_from_pass_to_pass(string body, bool isCarried)
    {
        var snippet = Snippet.Of($$"""class C { string _text = ""; void M(List<Order> orders) { {{body}} Console.WriteLine(_text); } }""");
        var write = (IAssignmentOperation)snippet.Operation;
        Assert.Equal(isCarried, new Accumulation(snippet.Facts, default).Of(write.Target, write) is not null);
    }

    [Fact]
    public void The_outermost_loop_that_carries_it_is_told()
    {
        var snippet = Snippet.OfBody("foreach (var outer in orders) { var s = \"\"; foreach (var o in orders) { foreach (var l in o.Lines) { [|s += l.Id|]; } } F(s.Length); }");
        var write = (IAssignmentOperation)snippet.Operation;
        var accumulation = new Accumulation(snippet.Facts, default);
        var first = accumulation.Of(write.Target, write)!;
        Assert.StartsWith("foreach (var l in", first.Owner.Syntax.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("foreach (var o in", accumulation.Outermost(write.Target, write, first).Owner.Syntax.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("_text", "this._text", true)]
    [InlineData("orders[0].Id", "orders[0].Id", true)]
    [InlineData("orders[0].Id", "orders[1].Id", false)]
    [InlineData("orders[0].Id", "orders[0].CustomerId", false)]
    public void Places_may_be_the_same(string left, string right, bool isSame)
    {
        var snippet = Snippet.Of($$"""class C { string _text = ""; object M(List<Order> orders) => ([|{{left}}|], [|{{right}}|], _text); }""");
        Assert.Equal(isSame, Accumulation.Same(snippet.Marked[0], snippet.Marked[1]));
    }
}
