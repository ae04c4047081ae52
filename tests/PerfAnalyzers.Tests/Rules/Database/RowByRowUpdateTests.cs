using Microsoft.CodeAnalysis;
using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

using Verify = Verify<RowByRowUpdate, RowByRowUpdateFix>;

public sealed partial class RowByRowUpdateTests
{
    public static readonly Cases Firing = new()
    {
        { "a query is removed", """
            public class Cleanup(ShopContext db)
            {
                public void Run(DateTime limit)
                {
                    db.Orders.[|RemoveRange|](db.Orders.Where(o => o.PlacedAt < limit));
                    db.SaveChanges();
                }
            }
            """ },
        { "a loaded list is removed", """
            public class Cleanup(ShopContext db)
            {
                public async Task Run(DateTime limit, CancellationToken token)
                {
                    var old = await db.Orders.Where(o => o.PlacedAt < limit && o.IsPaid).ToListAsync(token);
                    db.Orders.[|RemoveRange|](old);
                    await db.SaveChangesAsync(token);
                }
            }
            """ },
        { "a list is removed where it is loaded", """
            public class Cleanup
            {
                private readonly ShopContext _db;
                public Cleanup(ShopContext db) => _db = db;
                public async Task Clear(int customer)
                {
                    _db.RemoveRange(await _db.Customers.Where(c => !c.IsActive).ToListAsync());
                    await _db.SaveChangesAsync();
                }
            }
            """.Replace("_db.RemoveRange", "_db.[|RemoveRange|]", StringComparison.Ordinal) },
        { "all rows are removed", """
            public class Cleanup(IDbContextFactory<ShopContext> contexts)
            {
                public async Task Clear()
                {
                    await using var db = await contexts.CreateDbContextAsync();
                    db.Lines.[|RemoveRange|](db.Lines);
                    await db.SaveChangesAsync();
                }
            }
            """ },
        { "each row is removed", """
            public class Cleanup(ShopContext db)
            {
                public void Run()
                {
                    [|foreach (var line in db.Lines.Where(l => l.Quantity == 0))|]
                    {
                        db.Lines.Remove(line);
                    }

                    db.SaveChanges();
                }
            }
            """ },
        { "each row of a list is removed from the context", """
            public class Cleanup(ShopContext db)
            {
                public async Task Run()
                {
                    var lines = await db.Set<OrderLine>().Where(l => l.Quantity == 0).ToListAsync();
                    [|foreach (var line in lines)|]
                        db.Remove(line);
                    await db.SaveChangesAsync();
                }
            }
            """ },
        { "removed by a lambda", """
            public class Cleanup(ShopContext db)
            {
                public void Run(int stock)
                {
                    db.Products.Where(p => p.Stock < stock).ToList().[|ForEach|](p => db.Products.Remove(p));
                    db.SaveChanges();
                }
            }
            """ },
        { "removed under a condition", """
            public class Cleanup(ShopContext db)
            {
                public void Run(DateTime limit)
                {
                    [|foreach (var order in db.Orders.ToList())|]
                    {
                        if (order.PlacedAt < limit) { db.Orders.Remove(order); }
                    }

                    db.SaveChanges();
                }
            }
            """ },
        { "removed in a transaction", """
            public class Cleanup(ShopContext db)
            {
                public async Task Run()
                {
                    await using var transaction = await db.Database.BeginTransactionAsync();
                    var unpaid = await db.Orders.Where(o => !o.IsPaid).ToListAsync();
                    db.Orders.[|RemoveRange|](unpaid);
                    await db.SaveChangesAsync();
                    await transaction.CommitAsync();
                }
            }
            """ },
        { "query syntax", """
            public class Cleanup(ShopContext db)
            {
                public void Run()
                {
                    var old = (from o in db.Orders where o.Total == 0 select o).ToList();
                    db.Orders.[|RemoveRange|](old);
                    db.SaveChanges();
                }
            }
            """ },
        { "a query in a local", """
            public class Cleanup(ShopContext db)
            {
                public void Run()
                {
                    var empty = db.Orders.Where(o => o.Total == 0);
                    db.RemoveRange(empty);
                    db.SaveChanges();
                }
            }
            """.Replace("db.RemoveRange", "db.[|RemoveRange|]", StringComparison.Ordinal) },
        { "the answer is a number", """
            public class Cleanup(ShopContext db)
            {
                public int Run()
                {
                    var old = db.Orders.Where(o => o.Total == 0).ToList();
                    db.Orders.[|RemoveRange|](old);
                    return db.SaveChanges();
                }
            }
            """ },
        { "asked first whether there are any rows", """
            public class Cleanup(ShopContext db)
            {
                public async Task Run()
                {
                    if (await db.Orders.AnyAsync(o => o.Total == 0))
                    {
                        db.Orders.[|RemoveRange|](db.Orders.Where(o => o.Total == 0));
                        await db.SaveChangesAsync();
                    }
                }
            }
            """ },
        { "a handler's try", """
            public class Cleanup(ShopContext db, Microsoft.Extensions.Logging.ILogger<Cleanup> log)
            {
                public async Task Run(int customer)
                {
                    try
                    {
                        var orders = await db.Orders.Where(o => o.CustomerId == customer).ToListAsync();
                        db.Orders.[|RemoveRange|](orders);
                        await db.SaveChangesAsync();
                    }
                    catch (DbUpdateException) { throw new InvalidOperationException(); }
                }
            }
            """ },
        { "a loop over a stream", """
            public class Cleanup(ShopContext db)
            {
                public async Task Run()
                {
                    await [|foreach (var line in db.Lines.Where(l => l.Quantity == 0).AsAsyncEnumerable())|]
                    {
                        db.Lines.Remove(line);
                    }

                    await db.SaveChangesAsync();
                }
            }
            """ },
    };

    public static readonly Cases Suggested = new()
    {
        { "a constant", """
            public class Billing(ShopContext db)
            {
                public async Task PayAll(int customer)
                {
                    var orders = await db.Orders.Where(o => o.CustomerId == customer).ToListAsync();
                    [|foreach (var order in orders)|]
                    {
                        order.IsPaid = true;
                    }

                    await db.SaveChangesAsync();
                }
            }
            """ },
        { "over the query", """
            public class Billing(ShopContext db)
            {
                public void PayAll()
                {
                    [|foreach (var order in db.Orders.Where(o => !o.IsPaid))|] { order.IsPaid = true; }
                    db.SaveChanges();
                }
            }
            """ },
        { "a captured value and the row's own column", """
            public record Discount(decimal Factor, string Reason);
            public class Prices(ShopContext db)
            {
                public async Task Apply(Discount discount)
                {
                    [|foreach (var product in await db.Products.ToListAsync())|]
                    {
                        product.Price = product.Price * discount.Factor;
                        product.Name = discount.Reason;
                    }

                    await db.SaveChangesAsync();
                }
            }
            """ },
        { "increments", """
            public class Stock(ShopContext db)
            {
                public void Count()
                {
                    [|foreach (var product in db.Products.Where(p => p.Stock > 0))|] { product.Stock++; product.Price += 1; }
                    db.SaveChanges();
                }
            }
            """ },
        { "ForEach", """
            public class Customers(ShopContext db)
            {
                public async Task Deactivate()
                {
                    var customers = await db.Customers.Where(c => c.Email == "").ToListAsync();
                    customers.[|ForEach|](c => c.IsActive = false);
                    await db.SaveChangesAsync();
                }
            }
            """ },
        { "ForEachAsync", """
            public class Customers(ShopContext db)
            {
                public async Task Deactivate()
                {
                    await db.Customers.Where(c => c.Email == "").[|ForEachAsync|](c => { c.IsActive = false; });
                    await db.SaveChangesAsync();
                }
            }
            """ },
        { "a condition in the loop", """
            public class Stock(ShopContext db)
            {
                public void Mark(int limit)
                {
                    var products = db.Products.ToList();
                    [|foreach (var product in products)|]
                    {
                        if (product.Stock < limit) { product.Stock = limit; }
                    }

                    db.SaveChanges();
                }
            }
            """ },
        { "rows are skipped", """
            public class Stock(ShopContext db)
            {
                public void Mark()
                {
                    [|foreach (var order in db.Orders.ToList())|]
                    {
                        if (order.IsPaid) { continue; }
                        order.IsPaid = true;
                    }

                    db.SaveChanges();
                }
            }
            """ },
        { "a conditional value", """
            public class Stock(ShopContext db)
            {
                public void Mark()
                {
                    [|foreach (var product in db.Products.ToList())|] { product.Price = product.Stock > 10 ? product.Price - 1 : product.Price; }
                    db.SaveChanges();
                }
            }
            """ },
        { "marked as changed as well", """
            public class Stock(ShopContext db)
            {
                public void Empty()
                {
                    [|foreach (var product in db.Products.ToList())|]
                    {
                        product.Stock = 0;
                        db.Products.Update(product);
                    }

                    db.SaveChanges();
                }
            }
            """ },
        { "the time", """
            public class Orders(ShopContext db)
            {
                public void Touch()
                {
                    [|foreach (var order in db.Orders.Where(o => o.IsPaid).ToList())|] { order.PlacedAt = DateTime.UtcNow; }
                    db.SaveChanges();
                }
            }
            """ },
        { "a row is added before", """
            public class Orders(ShopContext db)
            {
                public async Task Close(int customer)
                {
                    db.Customers.Add(new Customer { Name = "x" });
                    var orders = await db.Orders.Where(o => o.CustomerId == customer).ToListAsync();
                    [|foreach (var order in orders)|] { order.IsPaid = true; }
                    await db.SaveChangesAsync();
                }
            }
            """ },
        { "a list that is counted", """
            public class Cleanup(ShopContext db)
            {
                public async Task Run()
                {
                    var old = await db.Orders.Where(o => o.Total == 0).ToListAsync();
                    if (old.Count > 0)
                    {
                        return;
                    }

                    db.Orders.[|RemoveRange|](old);
                    await db.SaveChangesAsync();
                }
            }
            """ },
        { "inside the context", """
            public class Store(DbContextOptions<Store> options) : DbContext(options)
            {
                public DbSet<Product> Products => Set<Product>();
                public void Empty()
                {
                    [|foreach (var product in Products.Where(p => p.Stock > 0))|] { product.Stock = 0; }
                    SaveChanges();
                }
            }
            """ },
        { "a log line between", """
            public class Stock(ShopContext db)
            {
                public void Empty()
                {
                    [|foreach (var product in db.Products.ToList())|] { product.Stock = 0; }
                    Console.WriteLine("emptied");
                    db.SaveChanges();
                }
            }
            """ },
        { "an enumeration and a null", """
            public enum State { Open, Closed }
            public class Ticket { public int Id { get; set; } public State State { get; set; } public DateTime? Due { get; set; } public string? Owner { get; set; } }
            public class Desk(DbContextOptions<Desk> options) : DbContext(options) { public DbSet<Ticket> Tickets { get; set; } = null!; }
            public class Tickets(Desk desk)
            {
                public async Task CloseAll()
                {
                    var open = await desk.Tickets.Where(t => t.State == State.Open).ToListAsync();
                    [|foreach (var ticket in open)|]
                    {
                        ticket.State = State.Closed;
                        ticket.Due = null;
                        ticket.Owner = null;
                    }

                    await desk.SaveChangesAsync();
                }
            }
            """ },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Message_says_what_is_loaded() => Verify.Says("""
        public class Cleanup(ShopContext db)
        {
            public void Run() { db.Orders.[|RemoveRange|](db.Orders.Where(o => o.IsPaid)); db.SaveChanges(); }
        }
        """, "'RemoveRange' loads every 'Order' row and deletes it by itself: one 'ExecuteDelete' does it without loading any");

    [Fact]
    public Task Suggestions_can_be_left_out() => Verify.Silent("""
        public class Billing(ShopContext db)
        {
            public void PayAll() { foreach (var order in db.Orders) { order.IsPaid = true; } db.SaveChanges(); }
        }
        """, ("perfanalyzers.include_suggestions", "false"));

    private static Task Fixes(string before, string after) => Verify.Fixes(Method(before), Method(after), before.Contains("Remove", StringComparison.Ordinal) ? null : DiagnosticSeverity.Info);

    private static Task Refuses(string code, DiagnosticSeverity severity = DiagnosticSeverity.Info) => Verify.RefusesToFix(Method(code), severity);

    private static string Method(string body) => $$"""
        public class Service(ShopContext db)
        {
            public async Task Run(int limit, CancellationToken token)
            {
                await Task.Yield();
                {{body.ReplaceLineEndings("\n").Replace("\n", "\n        ", StringComparison.Ordinal).Replace("\n        \n", "\n\n", StringComparison.Ordinal)}}
            }
        }
        """;

    [Fact]
    public Task Fixes_a_removed_query() => Fixes("""
        db.Orders.[|RemoveRange|](db.Orders.Where(o => o.IsPaid));
        await db.SaveChangesAsync(token);
        """, """
        await db.Orders.Where(o => o.IsPaid).ExecuteDeleteAsync(token);
        """);

    [Fact]
    public Task Fixes_a_removed_list() => Fixes("""
        // Old orders go.
        var old = await db.Orders.Where(o => o.Total == limit).ToListAsync(token);
        db.RemoveRange(old);
        await db.SaveChangesAsync();
        Console.WriteLine();
        """.Replace("db.RemoveRange", "db.[|RemoveRange|]", StringComparison.Ordinal), """
        // Old orders go.
        await db.Orders.Where(o => o.Total == limit).ExecuteDeleteAsync(token);
        Console.WriteLine();
        """);

    [Fact]
    public Task Fixes_a_removal_in_a_loop() => Fixes("""
        [|foreach (var line in db.Lines.OrderBy(l => l.Id))|]
        {
            if (line.Quantity <= limit) { db.Lines.Remove(line); }
        }

        db.SaveChanges();
        """, """
        db.Lines.OrderBy(l => l.Id).Where(line => line.Quantity <= limit).ExecuteDelete();
        """);

    [Fact]
    public Task Fixes_an_update() => Fixes("""
        var orders = await db.Orders.Where(o => o.CustomerId == limit).ToListAsync();
        [|foreach (var order in orders)|]
        {
            order.IsPaid = true;
            order.Total = limit;
        }

        await db.SaveChangesAsync(token).ConfigureAwait(false);
        """, """
        await db.Orders.Where(o => o.CustomerId == limit).ExecuteUpdateAsync(s => s.SetProperty(order => order.IsPaid, true).SetProperty(order => order.Total, (decimal)limit), token).ConfigureAwait(false);
        """);

    [Fact]
    public Task Fixes_an_update_from_the_rows_own_columns() => Fixes("""
        [|foreach (var product in db.Products)|]
        {
            product.Stock += limit - 1;
            product.Name = product.Sku;
            product.Price++;
        }

        db.SaveChanges();
        """, """
        db.Products.ExecuteUpdate(s => s.SetProperty(product => product.Stock, product => product.Stock + (limit - 1)).SetProperty(product => product.Name, product => product.Sku).SetProperty(product => product.Price, product => product.Price + 1));
        """);

    [Fact]
    public Task Fixes_an_update_with_a_condition() => Fixes("""
        [|foreach (var product in db.Products.ToList())|]
        {
            if (product.Stock >= limit || product.Price == 0)
                continue;
            product.Stock = limit;
        }

        db.SaveChanges();
        """, """
        db.Products.Where(product => !(product.Stock >= limit || product.Price == 0)).ExecuteUpdate(s => s.SetProperty(product => product.Stock, limit));
        """);

    [Fact]
    public Task Fixes_an_update_by_a_lambda() => Fixes("""
        var s = db.Customers.Where(c => !c.IsActive);
        (await s.ToListAsync(token)).[|ForEach|](c => c.Email = "");
        await db.SaveChangesAsync();
        """, """
        var s = db.Customers.Where(c => !c.IsActive);
        await s.ExecuteUpdateAsync(setters => setters.SetProperty(c => c.Email, ""), token);
        """);

    [Fact]
    public Task Fixes_query_syntax() => Fixes("""
        [|foreach (var order in from o in db.Orders where !o.IsPaid select o)|] { order.IsPaid = true; }
        db.SaveChanges();
        """, """
        (from o in db.Orders where !o.IsPaid select o).ExecuteUpdate(s => s.SetProperty(order => order.IsPaid, true));
        """);

    [Fact]
    public Task Keeps_the_save_for_rows_that_are_added() => Fixes("""
        db.Products.Add(new Product());
        [|foreach (var order in db.Orders)|] { order.IsPaid = true; }
        db.SaveChanges();
        """, """
        db.Products.Add(new Product());
        db.Orders.ExecuteUpdate(s => s.SetProperty(order => order.IsPaid, true));
        db.SaveChanges();
        """);

    [Fact]
    public Task Keeps_the_save_of_a_private_method() => Verify.Fixes("""
        public class Service(ShopContext db)
        {
            private void Pay()
            {
                [|foreach (var order in db.Orders)|] { order.IsPaid = true; }
                db.SaveChanges();
            }
        }
        """, """
        public class Service(ShopContext db)
        {
            private void Pay()
            {
                db.Orders.ExecuteUpdate(s => s.SetProperty(order => order.IsPaid, true));
                db.SaveChanges();
            }
        }
        """, DiagnosticSeverity.Info);

    [Fact]
    public Task Fixes_nulls_and_enumerations() => Verify.Fixes("""
        public enum State { Open, Closed }
        public class Ticket { public int Id { get; set; } public State State { get; set; } public DateTime? Due { get; set; } public string? Owner { get; set; } public byte Level { get; set; } public int? Rank { get; set; } }
        public class Desk(DbContextOptions<Desk> options) : DbContext(options) { public DbSet<Ticket> Tickets { get; set; } = null!; }
        public class Tickets(Desk desk)
        {
            public void CloseAll()
            {
                [|foreach (var t in desk.Tickets)|]
                {
                    t.State = State.Closed;
                    t.Due = null;
                    t.Owner = null;
                    t.Level += 1;
                    t.Rank = 5;
                }

                desk.SaveChanges();
            }
        }
        """, """
        public enum State { Open, Closed }
        public class Ticket { public int Id { get; set; } public State State { get; set; } public DateTime? Due { get; set; } public string? Owner { get; set; } public byte Level { get; set; } public int? Rank { get; set; } }
        public class Desk(DbContextOptions<Desk> options) : DbContext(options) { public DbSet<Ticket> Tickets { get; set; } = null!; }
        public class Tickets(Desk desk)
        {
            public void CloseAll()
            {
                desk.Tickets.ExecuteUpdate(s => s.SetProperty(t => t.State, State.Closed).SetProperty(t => t.Due, (DateTime?)null).SetProperty(t => t.Owner, (string?)null).SetProperty(t => t.Level, t => (byte)(t.Level + 1)).SetProperty(t => t.Rank, (int?)5));
            }
        }
        """, DiagnosticSeverity.Info);

    [Fact]
    public Task Refuses_when_the_number_is_used() => Refuses("""
        db.Orders.[|RemoveRange|](db.Orders.Where(o => o.IsPaid));
        var count = await db.SaveChangesAsync(token);
        """, DiagnosticSeverity.Warning);

    [Fact]
    public Task Refuses_the_clock() => Refuses("""
        [|foreach (var order in db.Orders)|] { order.PlacedAt = DateTime.UtcNow; }
        db.SaveChanges();
        """);

    [Fact]
    public Task Refuses_text_in_a_condition() => Refuses("""
        [|foreach (var c in db.Customers)|] { if (c.Name == "x") { c.IsActive = false; } }
        db.SaveChanges();
        """);

    [Fact]
    public Task Refuses_what_reads_a_column_that_was_set() => Refuses("""
        [|foreach (var p in db.Products)|] { p.Price = 2; p.Stock = p.Stock + 1; p.Name = p.Sku; p.Sku = p.Name; }
        db.SaveChanges();
        """);

    [Fact]
    public Task Refuses_when_rows_were_loaded_before() => Refuses("""
        var first = db.Orders.First();
        [|foreach (var order in db.Orders)|] { order.IsPaid = true; }
        db.SaveChanges();
        """);

    [Fact]
    public Task Refuses_to_lose_a_comment() => Refuses("""
        [|foreach (var order in db.Orders)|] { order.IsPaid = true; /* by decree */ }
        db.SaveChanges();
        """);

    [Fact]
    public Task Refuses_a_list_that_is_counted() => Refuses("""
        var old = await db.Orders.Where(o => o.Total == 0).ToListAsync();
        if (old.Count == 0) { return; }
        db.Orders.[|RemoveRange|](old);
        await db.SaveChangesAsync();
        """);

    [Fact]
    public Task Refuses_a_save_with_a_flag() => Refuses("""
        [|foreach (var order in db.Orders)|] { order.IsPaid = true; }
        db.SaveChanges(false);
        """);

    [Fact]
    public Task Refuses_division() => Refuses("""
        [|foreach (var p in db.Products)|] { p.Stock /= 2; }
        db.SaveChanges();
        """);

    [Fact]
    public Task Refuses_where_the_methods_are_not_imported() => Verify.RefusesToFix("""
        namespace Elsewhere
        {
            public class Service(Shop.ShopContext db)
            {
                public void Run(ref int limit)
                {
                    [|foreach (var order in db.Orders)|] { order.CustomerId = limit; }
                    db.SaveChanges();
                }
            }
        }
        """, DiagnosticSeverity.Info);
}
