namespace PerfAnalyzers.Tests;

/// <summary>Lookups per element become one query: executed before and after; see <see cref="Growth.IsFixed"/>.</summary>
[Trait("Category", "RoundTrips")]
public sealed class RoundTripPerElementFixTruth
{
    private const string Source = """
        public static class Truth
        {
            private static List<Order> OrdersOf(int n) => Enumerable.Range(1, n).Select(i => new Order { Id = i, CustomerId = 1 + i * 2 % 50 }).ToList();
            private static List<Order> KnownOrders(int n) => Enumerable.Range(1, n).Select(i => new Order { Id = i, CustomerId = 1 + i * 3 % 40 }).ToList();
            private static List<int> IdsOf(int n) => Enumerable.Range(1, n).ToList();
            private static int[] ArrayOf(int n) => Enumerable.Range(1, n).ToArray();

            public static List<string> First(ShopContext db, SqliteConnection c, int n)
            {
                var names = new List<string>();
                foreach (var order in KnownOrders(n))
                {
                    var customer = db.Customers.First(x => x.Id == order.CustomerId);
                    names.Add(customer.Name);
                }

                return names;
            }

            public static async Task<List<string>> First_or_default(ShopContext db, SqliteConnection c, int n)
            {
                var token = CancellationToken.None;
                var orders = OrdersOf(n);
                var names = new List<string>();
                foreach (var order in orders)
                {
                    var customer = await db.Customers.FirstOrDefaultAsync(x => x.Id == order.CustomerId, token);
                    names.Add(customer?.Name ?? "Guest");
                }

                return names;
            }

            public static async Task<List<string>> A_missing_row_throws(ShopContext db, SqliteConnection c, int n)
            {
                var names = new List<string>();
                foreach (var order in OrdersOf(n))
                {
                    names.Add((await db.Customers.FirstAsync(x => x.Id == order.CustomerId)).Name);
                }

                return names;
            }

            public static List<int> Two_rows_throw(ShopContext db, SqliteConnection c, int n)
            {
                var found = new List<int>();
                foreach (var id in IdsOf(n))
                {
                    found.Add(db.Lines.Where(l => l.Quantity > (l.OrderId == n ? 0 : 1)).Single(l => l.OrderId == id).ProductId);
                }

                return found;
            }

            public static async Task<List<string?>> Untracked(ShopContext db, SqliteConnection c, int n)
            {
                var names = new List<string?>();
                foreach (var order in OrdersOf(n))
                {
                    var customer = await db.Customers.AsNoTracking().SingleOrDefaultAsync(x => order.CustomerId == x.Id);
                    if (customer is null) { continue; }
                    names.Add(customer.Name);
                }

                return names;
            }

            public static async Task<List<int>> Included(ShopContext db, SqliteConnection c, int n)
            {
                var counts = new List<int>();
                foreach (var id in IdsOf(n))
                {
                    var order = await db.Orders.Include(o => o.Lines).ThenInclude(l => l.Product).AsNoTracking().FirstAsync(o => o.Id == id);
                    counts.Add(order.Lines.Sum(l => l.Product!.Stock));
                }

                return counts;
            }

            public static List<string> Other_conditions(ShopContext db, SqliteConnection c, int n)
            {
                var minimum = 5;
                var names = new List<string>();
                foreach (var order in OrdersOf(n))
                {
                    var customer = db.Customers.Where(x => x.Id > minimum).FirstOrDefault(x => x.IsActive && x.Id == order.CustomerId);
                    names.Add(customer?.Name ?? "-");
                }

                return names;
            }

            public static async Task<List<decimal>> Latest(ShopContext db, SqliteConnection c, int n)
            {
                var totals = new List<decimal>();
                foreach (var id in IdsOf(n))
                {
                    var latest = await db.Orders.OrderByDescending(o => o.PlacedAt).FirstOrDefaultAsync(o => o.CustomerId == id);
                    totals.Add(latest?.Total ?? 0);
                }

                return totals;
            }

            public static async Task<List<int>> Rows(ShopContext db, SqliteConnection c, int n)
            {
                var found = new List<int>();
                foreach (var order in KnownOrders(n))
                {
                    var lines = await db.Lines.Where(l => l.OrderId == order.Id).OrderBy(l => l.ProductId).ToListAsync();
                    found.AddRange(lines.Select(l => l.ProductId));
                }

                return found;
            }

            public static List<int> Row_array(ShopContext db, SqliteConnection c, int n)
            {
                var found = new List<int>();
                foreach (var id in ArrayOf(n))
                {
                    OrderLine[] lines = db.Lines.AsNoTracking().Where(l => l.OrderId == id && l.Quantity > 1).ToArray();
                    found.Add(lines.Length);
                }

                return found;
            }

            public static List<int> Inner_loop(ShopContext db, SqliteConnection c, int n)
            {
                var found = new List<int>();
                foreach (var id in IdsOf(n))
                {
                    foreach (var line in db.Lines.Where(l => l.OrderId == id).OrderBy(l => l.Id))
                    {
                        found.Add(line.ProductId);
                    }
                }

                return found;
            }

            public static async Task<List<int>> Existing(ShopContext db, SqliteConnection c, int n)
            {
                var found = new List<int>();
                foreach (var order in OrdersOf(n))
                {
                    if (await db.Orders.AnyAsync(o => o.CustomerId == order.CustomerId && o.IsPaid)) { found.Add(order.Id); }
                }

                return found;
            }

            public static bool[] Existing_at_once(ShopContext db, SqliteConnection c, int n)
            {
                var found = new bool[n];
                foreach (var id in ArrayOf(n))
                {
                    found[id - 1] = db.Orders.Where(o => o.CustomerId == id).Any();
                }

                return found;
            }

            public static async Task<List<int>> Counted(ShopContext db, SqliteConnection c, int n)
            {
                var counts = new List<int>();
                foreach (var id in IdsOf(n))
                {
                    counts.Add(await db.Orders.CountAsync(o => o.CustomerId == id && !o.IsPaid));
                }

                return counts;
            }

            public static long Counted_long(ShopContext db, SqliteConnection c, int n)
            {
                long count = 0;
                foreach (var id in IdsOf(n)) { count += db.Lines.Where(l => l.ProductId == id).LongCount(l => l.Quantity > 1); }
                return count;
            }

            public static List<int> Added_up(ShopContext db, SqliteConnection c, int n)
            {
                var sums = new List<int>();
                foreach (var id in IdsOf(n))
                {
                    sums.Add(db.Lines.Where(l => l.ProductId == id).Sum(l => l.Quantity));
                }

                return sums;
            }

            public static async Task<List<int>> Added_up_projection(ShopContext db, SqliteConnection c, int n)
            {
                var sums = new List<int>();
                foreach (var id in IdsOf(n))
                {
                    sums.Add(await db.Lines.Where(l => l.ProductId == id).Select(l => l.Quantity * 2).SumAsync());
                }

                return sums;
            }

            public static async Task<List<DateTime?>> Greatest(ShopContext db, SqliteConnection c, int n)
            {
                var dates = new List<DateTime?>();
                foreach (var id in IdsOf(n))
                {
                    dates.Add(await db.Orders.Where(o => o.CustomerId == id && o.IsPaid).MaxAsync(o => (DateTime?)o.PlacedAt));
                }

                return dates;
            }

            public static async Task<List<string?>> Projected(ShopContext db, SqliteConnection c, int n)
            {
                var names = new List<string?>();
                foreach (var order in OrdersOf(n))
                {
                    names.Add(await db.Customers.Where(x => x.Id == order.CustomerId).Select(x => x.Name).FirstOrDefaultAsync());
                }

                return names;
            }

            public static List<int> Projected_rows(ShopContext db, SqliteConnection c, int n)
            {
                var stocks = new List<int>();
                foreach (var id in IdsOf(n))
                {
                    stocks.AddRange(db.Lines.Where(l => l.OrderId == id).OrderBy(l => l.Id).Select(line => line.Product!.Stock).ToList());
                }

                return stocks;
            }

            public static List<string?> Found(ShopContext db, SqliteConnection c, int n)
            {
                var names = new List<string?>();
                foreach (var order in OrdersOf(n))
                {
                    names.Add(db.Customers.Find(order.CustomerId)?.Name);
                }

                return names;
            }

            public static async Task<List<string?>> Found_async(ShopContext db, SqliteConnection c, int n)
            {
                var names = new List<string?>();
                foreach (var order in OrdersOf(n))
                {
                    var customer = await db.Customers.FindAsync(order.CustomerId);
                    names.Add(customer?.Name);
                }

                return names;
            }

            public static List<string> Key_in_a_local(ShopContext db, SqliteConnection c, int n)
            {
                var names = new List<string>();
                foreach (var order in KnownOrders(n))
                {
                    var id = order.CustomerId;
                    if (id % 3 == 0) { continue; }
                    var customer = db.Customers.First(x => x.Id == id);
                    names.Add(customer.Name + id);
                }

                return names;
            }

            public static async Task<List<string>> Query_as_source(ShopContext db, SqliteConnection c, int n)
            {
                var names = new List<string>();
                foreach (var order in db.Orders.AsNoTracking().Where(o => o.Id <= n).OrderBy(o => o.Id))
                {
                    var customer = await db.Customers.AsNoTracking().FirstAsync(x => x.Id == order.CustomerId).ConfigureAwait(false);
                    names.Add(customer.Name);
                }

                return names;
            }

            public static async Task<List<int>> Fetched_source(ShopContext db, SqliteConnection c, int n)
            {
                var counts = new List<int>();
                foreach (var order in await db.Orders.Where(o => o.Id <= n).ToListAsync())
                {
                    counts.Add(await db.Lines.CountAsync(l => l.OrderId == order.Id));
                }

                return counts;
            }

            public static List<string?> Sequence(ShopContext db, SqliteConnection c, int n) => NamesOfSequence(db, OrdersOf(n).Where(o => o.Id > 0));

            private static List<string?> NamesOfSequence(ShopContext db, IEnumerable<Order> orders)
            {
                var names = new List<string?>();
                foreach (var order in orders)
                {
                    if (order.Id % 5 == 0) { continue; }
                    names.Add(db.Customers.Find(order.CustomerId)?.Name);
                }

                return names;
            }

            public static Task<List<string>> Sequence_left_by_return(ShopContext db, SqliteConnection c, int n) => NamesUpTo(db, OrdersOf(n).Select(o => o));

            private static async Task<List<string>> NamesUpTo(ShopContext db, IEnumerable<Order> orders)
            {
                var names = new List<string>();
                foreach (var order in orders)
                {
                    var count = await db.Orders.CountAsync(o => o.CustomerId == order.CustomerId);
                    var customer = await db.Customers.FirstOrDefaultAsync(x => x.Id == order.CustomerId);
                    names.Add(customer?.Name + count);
                    if (names.Count == 30) { return names; }
                }

                return names;
            }

            public static List<string> Nullable_keys(ShopContext db, SqliteConnection c, int n)
            {
                var parents = Enumerable.Range(1, n).Select(i => new { Id = i, ParentId = i % 3 == 0 ? (int?)null : i }).ToList();
                var names = new List<string>();
                foreach (var child in parents)
                {
                    var parent = db.Customers.FirstOrDefault(x => x.Id == child.ParentId);
                    names.Add(parent?.Name ?? "none");
                }

                return names;
            }

            public static List<string> Values_of_nullable_keys(ShopContext db, SqliteConnection c, int n)
            {
                var parents = Enumerable.Range(1, n).Select(i => new { Id = i, ParentId = i % 3 == 0 ? (int?)null : i }).ToList();
                var names = new List<string>();
                foreach (var child in parents)
                {
                    if (child.ParentId == null) { names.Add("none"); continue; }
                    names.Add(db.Customers.First(x => x.Id == child.ParentId.Value).Name);
                }

                return names;
            }

            public static async Task<List<string>> Two_lookups(ShopContext db, SqliteConnection c, int n)
            {
                var result = new List<string>();
                foreach (var order in KnownOrders(n))
                {
                    var customer = await db.Customers.FirstAsync(x => x.Id == order.CustomerId);
                    var count = await db.Lines.CountAsync(l => l.OrderId == order.Id);
                    result.Add(customer.Name + count);
                }

                return result;
            }

            public static async Task<List<string>> Changed(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in KnownOrders(n))
                {
                    var customer = await db.Customers.FirstOrDefaultAsync(x => x.Id == order.CustomerId);
                    if (customer is not null) { customer.Name += "!"; customer.IsActive = true; }
                }

                return db.ChangeTracker.Entries<Customer>().OrderBy(e => e.Entity.Id).Select(e => e.Entity.Id + e.Entity.Name + e.State).ToList();
            }

            public static List<string> Pairs(ShopContext db, SqliteConnection c, int n)
            {
                var amounts = Enumerable.Range(1, n).ToDictionary(i => i, i => i * 10);
                var names = new List<string>();
                foreach (var pair in amounts)
                {
                    names.Add(db.Products.Single(p => p.Id == pair.Key).Name + pair.Value);
                }

                return names;
            }

            public static List<decimal> Lambda(ShopContext db, SqliteConnection c, int n)
            {
                var orders = KnownOrders(n);
                var products = orders.Select(o => db.Products.First(p => p.Id == o.CustomerId)).ToList();
                return products.Select(p => p.Price).ToList();
            }

            public static Dictionary<int, string> Lambda_of_a_dictionary(ShopContext db, SqliteConnection c, int n)
            {
                var ids = IdsOf(n);
                return ids.ToDictionary(id => id, id => db.Products.Where(p => p.Id == id).Select(p => p.Name).Single());
            }

            public static int Lambda_of_a_sum(ShopContext db, SqliteConnection c, int n)
            {
                var orders = OrdersOf(n);
                var count = orders.Sum(order => db.Orders.Count(o => o.CustomerId == order.CustomerId));
                return count;
            }

            public static async Task<List<string>> Nested(ShopContext db, SqliteConnection c, int n)
            {
                var orders = await db.Orders.AsNoTracking().Include(o => o.Lines).Where(o => o.Id <= n).OrderBy(o => o.Id).ToListAsync();
                var names = new List<string>();
                foreach (var order in orders)
                {
                    names.Add("order " + order.Id);
                    foreach (var line in order.Lines)
                    {
                        var product = await db.Products.FirstAsync(p => p.Id == line.ProductId);
                        names.Add(product.Name);
                    }
                }

                return names;
            }

            public static async Task<List<string>> Helper(ShopContext db, SqliteConnection c, int n)
            {
                var names = new List<string>();
                foreach (var order in OrdersOf(n))
                {
                    var customer = await FindCustomer(db, order.CustomerId);
                    names.Add(customer?.Name ?? "none");
                }

                return names;
            }

            private static async Task<Customer?> FindCustomer(ShopContext db, int id)
            {
                return await db.Customers.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id);
            }

            public static async Task<List<int>> Repository(ShopContext db, SqliteConnection c, int n)
            {
                IOrderLines store = new OrderLines(db);
                var counts = new List<int>();
                foreach (var id in IdsOf(n))
                {
                    var lines = await store.OfOrderAsync(id, CancellationToken.None);
                    counts.Add(lines.Sum(l => l.Quantity));
                }

                return counts;
            }

            public static async Task<List<string>> Throwing_repository(ShopContext db, SqliteConnection c, int n)
            {
                var store = new Products(db);
                var names = new List<string>();
                foreach (var order in OrdersOf(n))
                {
                    names.Add((await store.GetById(order.CustomerId)).Name);
                }

                return names;
            }

            public static List<string> Local_function(ShopContext db, SqliteConnection c, int n)
            {
                var names = new List<string>();
                foreach (var id in IdsOf(n))
                {
                    names.Add(Load(id).Name);
                }

                return names;

                Product Load(int productId) => db.Products.Single(p => p.Id == productId);
            }

            public static async Task<List<string?>> Two_loops_one_helper(ShopContext db, SqliteConnection c, int n)
            {
                var store = new CustomerStore(db);
                var names = new List<string?>();
                foreach (var order in OrdersOf(n)) { names.Add((await store.FindAsync(order.CustomerId))?.Name); }
                foreach (var id in IdsOf(n)) { names.Add((await store.FindAsync(id))?.Email); }
                return names;
            }
        }

        public interface IOrderLines { Task<List<OrderLine>> OfOrderAsync(int orderId, CancellationToken token); }
        public class OrderLines(ShopContext db) : IOrderLines
        {
            public Task<List<OrderLine>> OfOrderAsync(int orderId, CancellationToken token) =>
                db.Lines.Where(l => l.OrderId == orderId).ToListAsync(token);
        }

        public class Products(ShopContext db)
        {
            public Task<Product> GetById(int id) => db.Products.FirstAsync(p => p.Id == id);
        }

        public class CustomerStore(ShopContext db)
        {
            public async Task<Customer?> FindAsync(int id)
            {
                return await db.Customers.SingleOrDefaultAsync(x => x.Id == id);
            }
        }
        """;

    private static readonly Growth s_growth = new(Source);

    public static TheoryData<string> Methods => s_growth.Methods;

    [Theory, MemberData(nameof(Methods))]
    public Task Reported_exactly_when_commands_grow(string method) => s_growth.Agrees(method);

    [Theory, MemberData(nameof(Methods))]
    public Task Fixed(string method) => s_growth.IsFixed(method);
}
