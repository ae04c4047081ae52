using PerfAnalyzers.Kernel;

namespace PerfAnalyzers.Tests;

public sealed class IncludePathsTests
{
    [Theory]
    [InlineData("db.Orders.Include(o => o.Lines).ThenInclude(l => l.Product)", "Lines, Lines.Product")]
    [InlineData("db.Orders.Include(o => o.Customer!.Orders)", "Customer.Orders")]
    [InlineData("db.Orders.Include(\"Lines.Product\").Include(o => o.Customer)", "Lines.Product, Customer")]
    [InlineData("db.Orders.Include(o => o.Lines.Where(l => l.Quantity > 1).OrderBy(l => l.Id).Take(3))", "Lines (cut)")]
    [InlineData("db.Orders.Include(o => o.Lines).Where(o => o.IsPaid).Include(o => o.Lines).ThenInclude(l => l.Order)", "Lines, Lines, Lines.Order")]
    [InlineData("db.Orders.Include(n.ToString())", null)]
    [InlineData("db.Orders.Include(\"Missing\")", null)]
    public void Paths_are_read(string query, string? expected)
    {
        var snippet = Snippet.OfBody("_ = [|" + query + "|];");
        var paths = IncludePaths.Of(snippet.Facts.Queries.Of(snippet.Operation)!.Operators);
        Assert.Equal(expected, paths is null ? null : string.Join(", ", paths.Select(static path => string.Join('.', path.Steps.Select(static step => step.Name)) + (path.IsCut ? " (cut)" : ""))));
    }
}
