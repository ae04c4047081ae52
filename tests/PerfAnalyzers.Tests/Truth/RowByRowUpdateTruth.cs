namespace PerfAnalyzers.Tests;

/// <summary>Rows changed one by one or by one command, executed and counted; see <see cref="Growth"/>.</summary>
[Trait("Category", "RoundTrips")]
public sealed class RowByRowUpdateTruth
{
    private const string Source = """
        public static class Truth
        {
            public static async Task Pay_all(ShopContext db, SqliteConnection c, int n)
            {
                var orders = await db.Orders.Where(o => o.Id <= n && !o.IsPaid).ToListAsync();
                foreach (var order in orders)
                {
                    order.IsPaid = true;
                }

                await db.SaveChangesAsync();
            }

            public static void Change_over_the_query(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var product in db.Products.Where(p => p.Id <= n))
                {
                    product.Stock += 5;
                    product.Name = product.Sku;
                }

                db.SaveChanges();
            }

            public static void Change_under_a_condition(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var product in db.Products.Where(p => p.Id <= n).ToList())
                {
                    if (product.Stock < 4) { product.Stock = 40 + n; }
                }

                db.SaveChanges();
            }

            public static void Change_unless(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in db.Orders.Where(o => o.Id <= n).ToList())
                {
                    if (order.IsPaid) { continue; }
                    order.CustomerId = 1;
                    order.IsPaid = true;
                }

                db.SaveChanges();
            }

            public static async Task Change_by_a_lambda(ShopContext db, SqliteConnection c, int n)
            {
                var customers = await db.Customers.Where(x => x.Id <= n).ToListAsync();
                customers.ForEach(x => x.Email = "none");
                await db.SaveChangesAsync();
            }

            public static async Task Change_by_ForEachAsync(ShopContext db, SqliteConnection c, int n)
            {
                await db.Customers.Where(x => x.Id <= n && x.IsActive).ForEachAsync(x => { x.IsActive = false; x.Email = x.Name; });
                await db.SaveChangesAsync();
            }

            public static void Conditional_value(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var product in db.Products.Where(p => p.Id <= n)) { product.Stock = product.Stock > 3 ? product.Stock - 1 : 3; }
                db.SaveChanges();
            }

            public static void Save_kept_for_an_added_row(ShopContext db, SqliteConnection c, int n)
            {
                db.Customers.Add(new Customer { Id = 500, Name = "New" });
                foreach (var product in db.Products.Where(p => p.Id <= n)) { product.Stock = 0; }
                db.SaveChanges();
            }

            public static void Remove_a_query(ShopContext db, SqliteConnection c, int n)
            {
                db.Lines.RemoveRange(db.Lines.Where(l => l.OrderId <= n));
                db.SaveChanges();
            }

            public static async Task Remove_a_list(ShopContext db, SqliteConnection c, int n)
            {
                var lines = await db.Lines.Where(l => l.OrderId <= n && l.Quantity == 2).ToListAsync();
                db.RemoveRange(lines);
                await db.SaveChangesAsync();
            }

            public static void Remove_in_a_loop(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var line in db.Lines.Where(l => l.OrderId <= n))
                {
                    if (line.Quantity > 1) { db.Lines.Remove(line); }
                }

                db.SaveChanges();
            }

            public static void Remove_parents(ShopContext db, SqliteConnection c, int n)
            {
                db.Orders.RemoveRange(db.Orders.Where(o => o.Id <= n));
                db.SaveChanges();
            }

            public static void Remove_in_a_transaction(ShopContext db, SqliteConnection c, int n)
            {
                using var transaction = db.Database.BeginTransaction();
                var lines = db.Lines.Where(l => l.OrderId <= n).ToList();
                db.Lines.RemoveRange(lines);
                db.SaveChanges();
                transaction.Commit();
            }

            public static int Removed_and_counted(ShopContext db, SqliteConnection c, int n)
            {
                db.Lines.RemoveRange(db.Lines.Where(l => l.OrderId <= n));
                return db.SaveChanges();
            }

            public static void Touched_now(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in db.Orders.Where(o => o.Id <= n)) { order.PlacedAt = DateTime.UnixEpoch; }
                db.SaveChanges();
            }

            public static void One_update(ShopContext db, SqliteConnection c, int n) =>
                db.Orders.Where(o => o.Id <= n).ExecuteUpdate(s => s.SetProperty(o => o.IsPaid, true));

            public static int One_delete(ShopContext db, SqliteConnection c, int n) => db.Lines.Where(l => l.OrderId <= n).ExecuteDelete();

            public static void Only_read(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in db.Orders.Where(o => o.Id <= n)) { _ = order.Total; }
                db.SaveChanges();
            }

            public static void Untracked(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in db.Orders.AsNoTracking().Where(o => o.Id <= n)) { order.IsPaid = true; }
                db.SaveChanges();
            }

            public static void Never_saved(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in db.Orders.Where(o => o.Id <= n)) { order.IsPaid = true; }
            }

            public static void A_page(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in db.Orders.OrderBy(o => o.Id).Take(3).ToList()) { order.Total += n; }
                db.SaveChanges();
            }

            public static void One_row(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in db.Orders.Where(o => o.Id == 3)) { order.Total += n; }
                db.SaveChanges();
            }

            public static void One_found_row(ShopContext db, SqliteConnection c, int n)
            {
                var order = db.Orders.First(o => o.Id == 3);
                order.Total += n;
                db.SaveChanges();
            }

            public static int In_memory(ShopContext db, SqliteConnection c, int n)
            {
                var orders = Enumerable.Range(1, n).Select(i => new Order { Id = i }).ToList();
                foreach (var order in orders) { order.IsPaid = true; }
                return db.SaveChanges();
            }

            public static void Rows_that_go_with_their_parent(ShopContext db, SqliteConnection c, int n) =>
                db.Orders.Where(o => o.Id <= n).ExecuteDelete();
        }
        """;

    private static readonly Growth s_growth = new(Source);

    public static TheoryData<string> Methods => s_growth.Methods;

    [Theory, MemberData(nameof(Methods))]
    public Task Reported_exactly_when_commands_grow(string method) => s_growth.Agrees(method);

    [Theory]
    [InlineData("Pay_all")]
    [InlineData("Change_over_the_query")]
    [InlineData("Change_under_a_condition")]
    [InlineData("Change_unless")]
    [InlineData("Change_by_a_lambda")]
    [InlineData("Change_by_ForEachAsync")]
    [InlineData("Conditional_value")]
    [InlineData("Save_kept_for_an_added_row")]
    [InlineData("Remove_a_query")]
    [InlineData("Remove_a_list")]
    [InlineData("Remove_in_a_loop")]
    [InlineData("Remove_parents")]
    [InlineData("Remove_in_a_transaction")]
    [InlineData("Touched_now")]
    public Task One_command_does_the_same(string method) => s_growth.IsFixed(method);
}
