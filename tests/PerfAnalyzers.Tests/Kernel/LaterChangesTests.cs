using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Tests;

public sealed class LaterChangesTests
{
    [Theory]
    [InlineData("ids.Where(i => i > n)", "F(1);", false)]
    [InlineData("ids.Where(i => i > n)", "F(ids.Count + n);", false)]
    [InlineData("ids.Where(i => i > n)", "n++;", true)]
    [InlineData("ids.Where(i => i > n)", "ids.Add(1);", true)]
    [InlineData("ids.Where(i => i > n)", "ids[0] = 1;", true)]
    [InlineData("ids.Where(i => i > n)", "ids = [];", true)]
    [InlineData("ids.Where(i => i > _limit)", "_limit = 3;", true)]
    [InlineData("ids.Where(i => i > _limit)", "Raise();", true)]
    [InlineData("orders.Where(o => o.IsPaid)", "orders[0].IsPaid = true;", true)]
    [InlineData("orders.Where(o => o.IsPaid)", "F(orders[0].Id);", false)]
    public void What_a_value_is_made_of_may_change(string value, string behind, bool mayChange)
    {
        var snippet = Snippet.Of($$"""class C { int _limit; void Raise() => _limit++; int F(int x) => x; void M(List<int> ids, List<Order> orders, int n) { n = n + 1; [|var made = {{value}};|] {{behind}} Console.WriteLine(made); } }""");
        var declaration = (IVariableDeclarationGroupOperation)snippet.Operation;
        Assert.Equal(mayChange, LaterChanges.MayChange(declaration.Declarations[0].Declarators[0].GetVariableInitializer()!.Value, declaration, snippet.Facts, default));
    }
}
