using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.SaveChangesPerElement, PerfAnalyzers.Database.SaveChangesPerElementFix>;

namespace PerfAnalyzers.Tests;

public sealed class SaveChangesPerElementFixTests
{
    public static readonly TheoryData<string, string, string> Moves = new()
    {
        {
            "last in a foreach",
            """
            foreach (var order in orders)
            {
                order.IsPaid = true;
                db.[|SaveChanges|]();
            }
            """,
            """
            foreach (var order in orders)
            {
                order.IsPaid = true;
            }
            db.SaveChanges();
            """
        },
        {
            "awaited, with a token and comments",
            """
            // All orders.
            foreach (var order in orders) // each
            {
                order.IsPaid = true; // paid

                // Make it durable.
                await db.[|SaveChangesAsync|](token).ConfigureAwait(false); // now
            }

            Use(orders);
            """,
            """
            // All orders.
            foreach (var order in orders) // each
            {
                order.IsPaid = true; // paid
            }
            // Make it durable.
            await db.SaveChangesAsync(token).ConfigureAwait(false); // now

            Use(orders);
            """
        },
        {
            "a discarded result, in a for",
            """
            for (var i = 0; i < orders.Count; i++)
            {
                orders[i].Total = i;
                _ = await db.[|SaveChangesAsync|](token);
            }
            """,
            """
            for (var i = 0; i < orders.Count; i++)
            {
                orders[i].Total = i;
            }
            _ = await db.SaveChangesAsync(token);
            """
        },
        {
            "while over a queue",
            """
            var queue = new Queue<Order>(orders);
            while (queue.Count > 0)
            {
                db.Orders.Remove(queue.Dequeue());
                db.[|SaveChanges|]();
            }
            """,
            """
            var queue = new Queue<Order>(orders);
            while (queue.Count > 0)
            {
                db.Orders.Remove(queue.Dequeue());
            }
            db.SaveChanges();
            """
        },
        {
            "not last: only a count follows",
            """
            var count = 0;
            foreach (var order in orders)
            {
                order.IsPaid = true;
                db.[|SaveChanges|]();
                count++;
            }
            Use(count);
            """,
            """
            var count = 0;
            foreach (var order in orders)
            {
                order.IsPaid = true;
                count++;
            }
            db.SaveChanges();
            Use(count);
            """
        },
        {
            "passes that change nothing are skipped",
            """
            foreach (var order in orders)
            {
                if (order.IsPaid)
                {
                    continue;
                }

                order.IsPaid = true;
                db.[|SaveChanges|]();
            }
            """,
            """
            foreach (var order in orders)
            {
                if (order.IsPaid)
                {
                    continue;
                }

                order.IsPaid = true;
            }
            db.SaveChanges();
            """
        },
        {
            "only some elements change",
            """
            foreach (var order in orders)
            {
                var total = order.Lines.Sum(l => l.Quantity);
                if (total > 10)
                {
                    order.Total = total;
                    db.[|SaveChanges|]();
                }
            }
            """,
            """
            foreach (var order in orders)
            {
                var total = order.Lines.Sum(l => l.Quantity);
                if (total > 10)
                {
                    order.Total = total;
                }
            }
            db.SaveChanges();
            """
        },
        {
            "out of both loops",
            """
            foreach (var order in orders)
            {
                Use(order.Total);
                foreach (var line in order.Lines)
                {
                    line.Quantity++;
                    db.[|SaveChanges|]();
                }
            }
            """,
            """
            foreach (var order in orders)
            {
                Use(order.Total);
                foreach (var line in order.Lines)
                {
                    line.Quantity++;
                }
            }
            db.SaveChanges();
            """
        },
        {
            "a row made from the element",
            """
            foreach (var id in ids)
            {
                var line = new OrderLine { OrderId = id, Quantity = 1 };
                db.Lines.Add(line);
                await db.[|SaveChangesAsync|]();
            }
            """,
            """
            foreach (var id in ids)
            {
                var line = new OrderLine { OrderId = id, Quantity = 1 };
                db.Lines.Add(line);
            }
            await db.SaveChangesAsync();
            """
        },
        {
            "only adds: one call",
            """
            foreach (var order in orders)
            {
                db.Orders.Add(order);
                db.[|SaveChanges|]();
            }
            """,
            """
            db.Orders.AddRange(orders);
            db.SaveChanges();
            """
        },
        {
            "only adds, asynchronously",
            """
            // New orders.
            foreach (var order in orders.Where(o => o.Total > 0))
            {
                await db.AddAsync(order, token);
                await db.[|SaveChangesAsync|](token);
            } // done
            """,
            """
            // New orders.
            await db.AddRangeAsync(orders.Where(o => o.Total > 0), token); // done
            await db.SaveChangesAsync(token);
            """
        },
        {
            "only removes",
            """
            foreach (var order in db.Orders.Where(o => o.IsPaid).ToList())
            {
                db.Orders.Remove(order);
                db.[|SaveChanges|]();
            }
            """,
            """
            db.Orders.RemoveRange(db.Orders.Where(o => o.IsPaid).ToList());
            db.SaveChanges();
            """
        },
        {
            "adds a row it does not only pass on",
            """
            foreach (var order in orders)
            {
                // The line.
                db.Orders.Add(order);
                db.[|SaveChanges|]();
            }
            """,
            """
            foreach (var order in orders)
            {
                // The line.
                db.Orders.Add(order);
            }
            db.SaveChanges();
            """
        },
        {
            "a base type in the loop",
            """
            foreach (object order in orders)
            {
                db.Add(order);
                db.[|SaveChanges|]();
            }
            """,
            """
            foreach (object order in orders)
            {
                db.Add(order);
            }
            db.SaveChanges();
            """
        },
        {
            "changes before the loop are saved before it",
            """
            db.Orders.Add(new Order());
            db.SaveChanges();
            foreach (var order in orders)
            {
                order.IsPaid = true;
                db.[|SaveChanges|]();
            }
            """,
            """
            db.Orders.Add(new Order());
            db.SaveChanges();
            foreach (var order in orders)
            {
                order.IsPaid = true;
            }
            db.SaveChanges();
            """
        },
        {
            "within a try",
            """
            try
            {
                foreach (var order in orders)
                {
                    order.IsPaid = true;
                    db.[|SaveChanges|]();
                }
            }
            catch (DbUpdateException e)
            {
                Use(e);
            }
            """,
            """
            try
            {
                foreach (var order in orders)
                {
                    order.IsPaid = true;
                }
                db.SaveChanges();
            }
            catch (DbUpdateException e)
            {
                Use(e);
            }
            """
        },
        {
            "through a helper that only computes",
            """
            foreach (var order in orders)
            {
                order.Total = Net(order.Total);
                db.[|SaveChanges|]();
            }
            """,
            """
            foreach (var order in orders)
            {
                order.Total = Net(order.Total);
            }
            db.SaveChanges();
            """
        },
    };

    public static readonly TheoryData<string, string> Refused = new()
    {
        { "a query in the pass", "foreach (var id in ids) { var order = db.Orders.Find(id)!; order.IsPaid = true; db.[|SaveChanges|](); }" },
        { "a question about the rows", "foreach (var id in ids) { var order = db.Orders.First(o => o.Id == id); order.IsPaid = true; db.[|SaveChanges|](); }" },
        { "a return", "foreach (var order in orders) { if (order.Total < 0) { return; } order.IsPaid = true; db.[|SaveChanges|](); }" },
        { "a throw", "foreach (var order in orders) { if (order.Total < 0) { throw new InvalidOperationException(); } order.IsPaid = true; db.[|SaveChanges|](); }" },
        { "a throw in an expression", "foreach (var order in orders) { order.Customer = order.Customer ?? throw new InvalidOperationException(); db.[|SaveChanges|](); }" },
        { "continue after a change", "foreach (var order in orders) { order.IsPaid = true; if (order.Total < 0) { continue; } db.[|SaveChanges|](); }" },
        { "break after a change", "foreach (var order in orders) { order.IsPaid = true; if (order.Total < 0) { break; } db.[|SaveChanges|](); }" },
        { "a change outside the condition", "foreach (var order in orders) { order.Total++; if (order.IsPaid) { order.Total--; db.[|SaveChanges|](); } }" },
        { "something after it", "foreach (var order in orders) { order.IsPaid = true; db.[|SaveChanges|](); Use(order); }" },
        { "a change after it", "foreach (var order in orders) { order.IsPaid = true; db.[|SaveChanges|](); order.Total++; }" },
        { "the tracker is cleared", "foreach (var order in orders) { db.Update(order); db.[|SaveChanges|](); db.ChangeTracker.Clear(); }" },
        { "the row is detached", "foreach (var order in orders) { db.Update(order); db.[|SaveChanges|](); db.Entry(order).State = EntityState.Detached; }" },
        { "code nobody knows", "foreach (var order in orders) { order.IsPaid = true; stranger.Look(order); db.[|SaveChanges|](); }" },
        { "a delegate", "foreach (var order in orders) { order.IsPaid = true; later(order); db.[|SaveChanges|](); }" },
        { "a file is written", "using var file = File.CreateText(\"x\"); foreach (var order in orders) { order.IsPaid = true; file.WriteLine(order.Total); db.[|SaveChanges|](); }" },
        { "a using in the pass", "foreach (var order in orders) { using var stream = new MemoryStream(); order.IsPaid = true; db.[|SaveChanges|](); }" },
        { "try and finally", "foreach (var order in orders) { try { order.IsPaid = true; db.[|SaveChanges|](); } finally { Use(order); } }" },
        { "a lock", "foreach (var order in orders) { lock (orders) { order.IsPaid = true; db.[|SaveChanges|](); } }" },
        { "rows that wait before the loop", "db.Orders.Add(new Order()); foreach (var order in orders) { order.IsPaid = true; db.[|SaveChanges|](); }" },
        { "a change that waits before the loop", "orders[0].Total = 1; foreach (var order in orders) { order.IsPaid = true; db.[|SaveChanges|](); }" },
        { "changes stay pending", "foreach (var order in orders) { order.IsPaid = true; db.[|SaveChanges|](false); }" },
        { "a token of the pass", "foreach (var order in orders) { var own = new CancellationTokenSource(100).Token; order.IsPaid = true; await db.[|SaveChangesAsync|](own); }" },
        { "a lambda", "orders.ForEach(order => { order.IsPaid = true; db.[|SaveChanges|](); });" },
        { "a helper that saves", "foreach (var order in orders) { order.IsPaid = true; [|Save|](db); }" },
        { "the loop is not in a block", "if (orders.Count > 9) foreach (var order in orders) { order.IsPaid = true; db.[|SaveChanges|](); }" },
        { "nothing else in the loop", "foreach (var order in orders) { db.[|SaveChanges|](); }" },
        { "no block", "foreach (var order in orders) db.[|SaveChanges|]();" },
        { "a directive", "foreach (var order in orders)\n{\n    order.IsPaid = true;\n#if !NEVER\n    db.[|SaveChanges|]();\n#endif\n}" },
        { "the added row is shown to others", "foreach (var id in ids) { var order = new Order { CustomerId = id }; db.Orders.Add(order); order.Total = Net(order); db.[|SaveChanges|](); }" },
        { "the source asks for what is saved", "foreach (var order in Open(db)) { order.IsPaid = true; db.[|SaveChanges|](); }" },
        { "a lambda of the source asks", "foreach (var order in orders.Where(o => Count(db) > 0)) { order.IsPaid = true; db.[|SaveChanges|](); }" },
        { "a failure reports how many were saved", "var count = 0; try { foreach (var order in orders) { order.IsPaid = true; db.[|SaveChanges|](); count++; } } catch (Exception) { Use(count); }" },
        { "both ways of a condition", "foreach (var order in orders) { if (order.IsPaid) { order.Total = 0; db.[|SaveChanges|](); } else { order.Total = 1; } }" },
    };

    [Theory, MemberData(nameof(Moves))]
    public Task Fixes(string name, string source, string fixedSource)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(Code(source), Code(fixedSource));
    }

    [Theory, MemberData(nameof(Refused))]
    public Task Refuses(string name, string source)
    {
        Assert.NotEmpty(name);
        return Verify.RefusesToFix(Code(source));
    }

    [Fact]
    public Task Refuses_where_a_helper_queries() =>
        Verify.RefusesToFix(Code("foreach (var order in orders) { order.Total = Count(db); db.[|SaveChanges|](); }"), DiagnosticSeverity.Info);

    [Fact]
    public Task Refuses_a_suggestion() => Verify.RefusesToFix(
        Code("foreach (var order in orders) { try { order.IsPaid = true; db.[|SaveChanges|](); } catch (DbUpdateException) { } }"), DiagnosticSeverity.Info);

    [Fact]
    public Task Fixes_all_in_nested_loops() => Verify.FixesAll(
        [(Code("""
            foreach (var order in orders)
            {
                foreach (var line in order.Lines)
                {
                    line.Quantity++;
                    db.[|SaveChanges|]();
                }
            }

            foreach (var order in orders)
            {
                db.Orders.Add(order);
                db.[|SaveChanges|]();
            }

            for (var i = 0; i < ids.Length; i++)
            {
                db.Orders.Add(new Order { CustomerId = ids[i] });
                await db.[|SaveChangesAsync|](token);
            }
            """), Code("""
            foreach (var order in orders)
            {
                foreach (var line in order.Lines)
                {
                    line.Quantity++;
                }
            }
            db.SaveChanges();

            db.Orders.AddRange(orders);
            db.SaveChanges();

            for (var i = 0; i < ids.Length; i++)
            {
                db.Orders.Add(new Order { CustomerId = ids[i] });
            }
            await db.SaveChangesAsync(token);
            """))]);

    [Fact]
    public Task Fixes_all_in_two_documents() => Verify.FixesAll([
        (Document("A", "foreach (var order in orders)\n        {\n            order.IsPaid = true;\n            db.[|SaveChanges|]();\n        }"),
         Document("A", "foreach (var order in orders)\n        {\n            order.IsPaid = true;\n        }\n        db.SaveChanges();")),
        (Document("B", "foreach (var order in orders)\n        {\n            db.Remove(order);\n            db.[|SaveChanges|]();\n        }"),
         Document("B", "db.RemoveRange(orders);\n        db.SaveChanges();"))]);

    private static string Document(string name, string body) => $$"""
        class {{name}}
        {
            void M(ShopContext db, List<Order> orders)
            {
                {{body}}
            }
        }
        """;

    private static string Code(string body) => $$"""
        interface IStranger { void Look(Order order); }
        class C
        {
            async Task M(ShopContext db, List<Order> orders, int[] ids, IStranger stranger, Action<Order> later, CancellationToken token)
            {
                await Task.Yield();
        {{(body.Contains("#if", StringComparison.Ordinal) ? body : "        " + body.Replace("\n", "\n        ", StringComparison.Ordinal).Replace("\n        \n", "\n\n", StringComparison.Ordinal))}}
            }

            void Use(object? value) { }
            static decimal Net(decimal total) => Math.Round(total / 1.2m, 2);
            static decimal Net(Order order) => order.Id;
            static int Count(ShopContext db) => db.Orders.Count();
            static IEnumerable<Order> Open(ShopContext db) { while (db.Orders.FirstOrDefault(o => !o.IsPaid) is { } order) { yield return order; } }
            static void Save(ShopContext db) => db.SaveChanges();
        }
        """;
}
