using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.CountForExistence, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class CountForExistenceTests
{
    public static readonly Cases Firing = new()
    {
        { "compared with zero", "class C { bool M(ShopContext db, int id) => db.Orders.[|Count|](o => o.CustomerId == id) > 0; }" },
        { "behind a filter", "class C { bool M(ShopContext db, int id) => db.Orders.Where(o => o.CustomerId == id).[|Count|]() > 0; }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "in memory", "class C { bool M(List<Order> orders, int id) => orders.Count(o => o.CustomerId == id) > 0; }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);
}
