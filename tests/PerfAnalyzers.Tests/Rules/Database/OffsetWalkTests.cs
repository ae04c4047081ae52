using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.OffsetWalk, PerfAnalyzers.Database.OffsetWalkFix>;

namespace PerfAnalyzers.Tests;

public sealed class OffsetWalkTests
{
    public static readonly Cases Firing = new()
    {
        { "pages until none is left", """
            class C
            {
                async Task M(ShopContext db)
                {
                    var page = 0;
                    while (true)
                    {
                        var orders = await db.Orders.OrderBy(o => o.Id).[|Skip|](page * 100).Take(100).ToListAsync();
                        if (orders.Count == 0)
                        {
                            break;
                        }

                        Console.WriteLine(orders.Sum(o => o.Total));
                        page++;
                    }
                }
            }
            """ },
        { "offset that grows", """
            class C
            {
                void M(ShopContext db)
                {
                    int skip = 0, count;
                    do
                    {
                        var ids = db.Orders.OrderBy(o => o.Id).Select(o => o.Id).[|Skip|](skip).Take(50).ToList();
                        count = ids.Count;
                        skip += count;
                        Console.WriteLine(count);
                    }
                    while (count == 50);
                }
            }
            """ },
        { "number of pages", """
            class C
            {
                async Task M(ShopContext db, int total, CancellationToken token)
                {
                    for (var i = 0; i < total; i += 200)
                    {
                        var orders = await db.Orders
                            .AsNoTracking()
                            .OrderBy(o => o.PlacedAt)
                            .[|Skip|](i)
                            .Take(200)
                            .ToListAsync(token);
                        Console.WriteLine(orders.Count);
                    }
                }
            }
            """ },
        { "iterator of pages", """
            class C
            {
                IEnumerable<Order[]> M(ShopContext db)
                {
                    for (var page = 0; ; page++)
                    {
                        var orders = db.Orders.OrderBy(o => o.Id).[|Skip|](page * 10).Take(10).ToArray();
                        if (orders.Length == 0)
                        {
                            yield break;
                        }

                        yield return orders;
                    }
                }
            }
            """ },
        { "assigned", """
            class C
            {
                void M(ShopContext db)
                {
                    var done = 0;
                    List<Order> orders;
                    while ((orders = db.Orders.OrderBy(o => o.Id).[|Skip|](done).Take(10).ToList()).Count > 0)
                    {
                        done = done + orders.Count;
                    }
                }
            }
            """ },
    };

    public static readonly Cases Quiet = new()
    {
        { "one page", "class C { List<Order> M(ShopContext db, int page) => db.Orders.OrderBy(o => o.Id).Skip(page * 10).Take(10).ToList(); }" },
        { "behind the last key", """
            class C
            {
                void M(ShopContext db)
                {
                    var last = 0;
                    while (true)
                    {
                        var orders = db.Orders.Where(o => o.Id > last).OrderBy(o => o.Id).Take(100).ToList();
                        if (orders.Count == 0) { break; }
                        last = orders[^1].Id;
                    }
                }
            }
            """ },
        { "rows that leave the filter", "class C { void M(ShopContext db) { while (true) { var open = db.Orders.Where(o => !o.IsPaid).OrderBy(o => o.Id).Take(100).ToList(); if (open.Count == 0) { break; } foreach (var o in open) { o.IsPaid = true; } db.SaveChanges(); } } }" },
        { "the same offset", "class C { void M(ShopContext db, int skip) { while (true) { var rest = db.Orders.OrderBy(o => o.Id).Skip(skip).Take(100).ToList(); if (rest.Count == 0) { break; } db.RemoveRange(rest); db.SaveChanges(); } } }" },
        { "constant offset", "class C { void M(ShopContext db) { while (true) { var rest = db.Orders.OrderBy(o => o.Id).Skip(100).Take(10).ToList(); if (rest.Count == 0) { break; } db.RemoveRange(rest); db.SaveChanges(); } } }" },
        { "list", "class C { void M(List<Order> all) { for (var i = 0; i < all.Count; i += 10) { Console.WriteLine(all.Skip(i).Take(10).Sum(o => o.Total)); Console.WriteLine(all.AsQueryable().Skip(i).Take(10).ToList().Count); } } }" },
        { "three pages", "class C { void M(ShopContext db) { for (var i = 0; i < 3; i++) { Console.WriteLine(db.Orders.OrderBy(o => o.Id).Skip(i * 10).Take(10).ToList().Count); } } }" },
        { "page of another loop", "class C { void M(ShopContext db, List<int> customers) { var page = 0; foreach (var id in customers) { Console.WriteLine(id); page++; } var rest = db.Orders.OrderBy(o => o.Id).Skip(page).Take(10).ToList(); Console.WriteLine(rest.Count); } }" },
        { "offset of the element", "class C { void M(ShopContext db, List<int> pages) { foreach (var page in pages) { var orders = db.Orders.OrderBy(o => o.Id).Skip(page * 10).Take(10).ToList(); Console.WriteLine(orders.Count); } } }" },
        { "offset that is set anew", "class C { void M(ShopContext db, Queue<int> offsets) { var skip = 0; while (offsets.Count > 0) { skip = offsets.Dequeue(); var orders = db.Orders.OrderBy(o => o.Id).Skip(skip).Take(10).ToList(); Console.WriteLine(orders.Count); } } }" },
        { "retry", "class C { List<Order> M(ShopContext db, int skip) { for (var i = 0; ; i++) { return db.Orders.OrderBy(o => o.Id).Skip(skip + i).Take(10).ToList(); } } }" },
        { "migration of data", "class Seeder { void Seed(ShopContext db) { for (var i = 0; i < 5000; i += 100) { var orders = db.Orders.OrderBy(o => o.Id).Skip(i).Take(100).ToList(); Console.WriteLine(orders.Count); } } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_it_reads() => Verify.Says(
        "class C { void M(ShopContext db) { for (var i = 0; i < 5000; i += 100) { var orders = db.Orders.OrderBy(o => o.Id).[|Skip|](i).Take(100).ToArray(); Console.WriteLine(orders.Length); } } }",
        "Each pass reads and skips all rows before 'i' again; remember the last key and ask for the rows behind it");

    [Fact]
    public Task Goes_on_behind_the_last_key() => Verify.Fixes("""
        class C
        {
            async Task M(ShopContext db)
            {
                var page = 0;

                // All of them.
                while (true)
                {
                    var orders = await db.Orders
                        .Where(o => o.IsPaid)
                        .OrderBy(o => o.Id)
                        .[|Skip|](page * 100)
                        .Take(100)
                        .ToListAsync();
                    if (orders.Count == 0)
                    {
                        break;
                    }

                    page++;
                }
            }
        }
        """, """
        class C
        {
            async Task M(ShopContext db)
            {
                var page = 0;
                var lastId = int.MinValue;

                // All of them.
                while (true)
                {
                    var orders = await db.Orders
                        .Where(o => o.IsPaid)
                        .Where(o => o.Id > lastId)
                        .OrderBy(o => o.Id)
                        .Take(100)
                        .ToListAsync();
                    if (orders.Count > 0)
                    {
                        lastId = orders[orders.Count - 1].Id;
                    }
                    if (orders.Count == 0)
                    {
                        break;
                    }

                    page++;
                }
            }
        }
        """);

    [Theory]
    [InlineData("db.Orders.OrderByDescending(o => o.Id).[|Skip|](i).Take(100).ToList()")]
    [InlineData("db.Orders.OrderBy(o => o.PlacedAt).[|Skip|](i).Take(100).ToList()")]
    [InlineData("db.Orders.OrderBy(o => o.CustomerId).ThenBy(o => o.Id).[|Skip|](i).Take(100).ToList()")]
    [InlineData("db.Orders.OrderBy(o => o.Id).Select(o => o.Total).[|Skip|](i).Take(100).ToList()")]
    [InlineData("db.Orders.OrderBy(o => o.Id).[|Skip|](i).Take(100).Select(o => o.Total).ToList()")]
    [InlineData("db.Orders.OrderBy(o => o.Id).[|Skip|](i/* all */).Take(100).ToList()")]
    public Task Refuses_other_orders_and_rows(string query) => Verify.RefusesToFix(
        "class C { void M(ShopContext db, int n) { for (var i = 0; i < n; i += 100) { var rows = " + query + "; Console.WriteLine(rows.Count); } } }");
}
