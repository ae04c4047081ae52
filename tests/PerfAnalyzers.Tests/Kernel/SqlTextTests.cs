namespace PerfAnalyzers.Tests;

public sealed class SqlTextTests
{
    [Theory]
    [InlineData("\"insert into Orders values (1)\"", true)]
    [InlineData("\"  UPDATE Orders set Total = 1\"", true)]
    [InlineData("\"delete\" + \" from Orders\"", true)]
    [InlineData("$\"merge into {table}\"", true)]
    [InlineData("text", true)]
    [InlineData("\"select 1\"", false)]
    [InlineData("\"updated_rows\"", false)]
    [InlineData("$\"{table} insert\"", false)]
    [InlineData("table", false)]
    [InlineData("\"\"", false)]
    public void Statements_that_change_rows(string expression, bool writes)
    {
        var snippet = Snippet.Of($$"""class C { object M(string table) { var text = "insert into x"; _ = text; return [|{{expression}}|]; } }""");
        Assert.Equal(writes, SqlText.Writes(snippet.Operation));
    }
}
