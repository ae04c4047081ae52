namespace PerfAnalyzers.Tests;

/// <summary>Navigations with lazy loading on, loaded and not; see <see cref="Growth"/>.</summary>
[Trait("Category", "RoundTrips")]
public sealed class NavigationPerElementTruth
{
    private const string Source = """
        public class Customer
        {
            public int Id { get; set; }
            public string Name { get; set; } = "";
            public string Email { get; set; } = "";
            public bool IsActive { get; set; }
            public virtual List<Order> Orders { get; set; } = new();
        }

        public class Order
        {
            public int Id { get; set; }
            public int CustomerId { get; set; }
            public virtual Customer? Customer { get; set; }
            public DateTime PlacedAt { get; set; }
            public decimal Total { get; set; }
            public bool IsPaid { get; set; }
            public virtual List<OrderLine> Lines { get; set; } = new();
            public string Label => Id + " " + Customer!.Name;
            public int Pieces() => Lines.Sum(l => l.Quantity);
        }

        public class OrderLine
        {
            public int Id { get; set; }
            public int OrderId { get; set; }
            public virtual Order? Order { get; set; }
            public int ProductId { get; set; }
            public virtual Product? Product { get; set; }
            public int Quantity { get; set; }
        }

        public class Product
        {
            public int Id { get; set; }
            public string Sku { get; set; } = "";
            public string Name { get; set; } = "";
            public decimal Price { get; set; }
            public int Stock { get; set; }
        }

        public class LazyShop(DbContextOptions<LazyShop> options) : DbContext(options)
        {
            public DbSet<Customer> Customers => Set<Customer>();
            public DbSet<Order> Orders => Set<Order>();
            public DbSet<OrderLine> Lines => Set<OrderLine>();
            public DbSet<Product> Products => Set<Product>();
        }

        public static class Truth
        {
            private static LazyShop Open(SqliteConnection c) =>
                new(new DbContextOptionsBuilder<LazyShop>().UseLazyLoadingProxies().UseSqlite(c).Options);

            public static List<string> Reference(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var names = new List<string>();
                foreach (var order in shop.Orders.Where(o => o.Id <= n).ToList()) { names.Add(order.Customer!.Name); }
                return names;
            }

            public static List<string> Reference_included(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var names = new List<string>();
                foreach (var order in shop.Orders.Include(o => o.Customer).Where(o => o.Id <= n).ToList()) { names.Add(order.Customer!.Name); }
                return names;
            }

            public static async Task<int> Collection(ShopContext db, SqliteConnection c, int n)
            {
                await using var shop = Open(c);
                var orders = await shop.Orders.Where(o => o.Id <= n).ToListAsync();
                var total = 0;
                foreach (var order in orders)
                {
                    foreach (var line in order.Lines) { total += line.Quantity; }
                }

                return total;
            }

            public static async Task<int> Collection_by_string(ShopContext db, SqliteConnection c, int n)
            {
                await using var shop = Open(c);
                var orders = await shop.Orders.Include("Lines.Product").Where(o => o.Id <= n).ToListAsync();
                var total = 0;
                foreach (var order in orders) { total += order.Lines.Sum(l => l.Product!.Stock); }
                return total;
            }

            public static int Collection_by_nameof(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                return shop.Orders.Include(nameof(Order.Lines)).Where(o => o.Id <= n).ToList().Sum(o => o.Lines.Count);
            }

            public static int Filtered_include(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                return shop.Orders.Include(o => o.Lines.Where(l => l.Quantity > 1).OrderBy(l => l.Id)).Where(o => o.Id <= n).ToList().Sum(o => o.Lines.Count);
            }

            public static decimal Nested(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                return shop.Orders.Where(o => o.Id <= n).ToList().Sum(o => o.Lines.Sum(l => l.Product!.Price * l.Quantity));
            }

            public static decimal Half_included(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var orders = shop.Orders
                    .Include(o => o.Lines)
                    .Where(o => o.Id <= n)
                    .ToList();
                return orders.Sum(o => o.Lines.Sum(l => l.Product!.Price * l.Quantity));
            }

            public static decimal Fully_included(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var orders = shop.Orders.Include(o => o.Lines).ThenInclude(l => l.Product).Where(o => o.Id <= n).ToList();
                return orders.Sum(o => o.Lines.Sum(l => l.Product!.Price * l.Quantity));
            }

            public static List<string> In_lambda(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var orders = shop.Orders.Where(o => o.Id <= n).OrderBy(o => o.Id).ToList();
                return orders.Select(o => o.Customer!.Email).ToList();
            }

            public static List<string> Projection(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                return shop.Orders.Where(o => o.Id <= n).Select(o => o.Customer!.Email + o.Lines.Count).ToList();
            }

            public static int Projected_rows(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var sum = 0;
                foreach (var row in shop.Orders.Where(o => o.Id <= n).Select(o => new { o.Id, o.Customer, o.Lines.Count }).ToList()) { sum += row.Customer!.Id + row.Count; }
                return sum;
            }

            public static int Foreign_key(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                return shop.Orders.Where(o => o.Id <= n).ToList().Sum(o => o.CustomerId);
            }

            public static string Single_entity(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var order = shop.Orders.First(o => o.Id == n || o.Id == 1);
                return order.Customer!.Name + order.Lines.Count;
            }

            public static int One_entity_in_a_loop(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var order = shop.Orders.First();
                var sum = 0;
                for (var i = 0; i < n; i++) { sum += order.Customer!.Id; }
                return sum;
            }

            public static List<string> Bulk_load(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                shop.Customers.Load();
                var names = new List<string>();
                foreach (var order in shop.Orders.Where(o => o.Id <= n).ToList()) { names.Add(order.Customer!.Name); }
                return names;
            }

            public static int Bulk_load_for_collections(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                shop.Orders.Where(o => o.CustomerId <= n).Load();
                return shop.Customers.Where(x => x.Id <= n).ToList().Sum(x => x.Orders.Count);
            }

            public static int Same_customer(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var sum = 0;
                foreach (var order in shop.Orders.Where(o => o.CustomerId == n).ToList()) { sum += order.Customer!.Name.Length; }
                return sum;
            }

            public static int Way_back(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var sum = 0;
                foreach (var customer in shop.Customers.Include(x => x.Orders).Where(x => x.Id <= n).ToList())
                {
                    foreach (var order in customer.Orders) { sum += order.Customer!.Name.Length; }
                }

                return sum;
            }

            public static List<string> Without_tracking(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var names = new List<string>();
                foreach (var order in shop.Orders.AsNoTracking().Where(o => o.Id <= n).ToList()) { names.Add(order.Customer!.Name); }
                return names;
            }

            private static List<Order> OrdersUpTo(LazyShop shop, int n) => shop.Orders.Where(o => o.Id <= n).ToList();

            public static int Helper_that_loads(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                return OrdersUpTo(shop, n).Sum(o => o.Customer!.Name.Length);
            }

            private static List<Order> FullOrdersUpTo(LazyShop shop, int n) => shop.Orders.Include(o => o.Customer).Where(o => o.Id <= n).ToList();

            public static int Helper_that_includes(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                return FullOrdersUpTo(shop, n).Sum(o => o.Customer!.Name.Length);
            }

            private static string Describe(Order order) => order.Id + ": " + order.Customer!.Name;

            public static List<string> Helper_that_reads(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var texts = new List<string>();
                foreach (var order in shop.Orders.Where(o => o.Id <= n).ToList()) { texts.Add(Describe(order)); }
                return texts;
            }

            public static List<string> Helper_that_reads_what_is_included(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var texts = new List<string>();
                foreach (var order in shop.Orders.Include(o => o.Customer).Where(o => o.Id <= n).ToList()) { texts.Add(Describe(order)); }
                return texts;
            }

            public static List<string> Getter(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var texts = new List<string>();
                foreach (var order in shop.Orders.Where(o => o.Id <= n).ToList()) { texts.Add(order.Label); }
                return texts;
            }

            public static int Method_of_the_entity(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                return shop.Orders.Where(o => o.Id <= n).ToList().Sum(o => o.Pieces());
            }

            public static int Pattern(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var active = 0;
                foreach (var order in shop.Orders.Where(o => o.Id <= n).ToList())
                {
                    if (order is { IsPaid: false, Customer: { IsActive: true } }) { active++; }
                }

                return active;
            }

            public static List<string> Interpolation(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var texts = new List<string>();
                foreach (var order in shop.Orders.Where(o => o.Id <= n).ToList()) { texts.Add($"{order.Id}: {order.Customer?.Name}"); }
                return texts;
            }

            public static int Null_check(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                return shop.Orders.Where(o => o.Id <= n).ToList().Count(o => o.Customer != null);
            }

            public static List<string> Grouped(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                return shop.Orders.Where(o => o.Id <= n).ToList().GroupBy(o => o.Customer!.IsActive).Select(g => g.Key + ": " + g.Count()).ToList();
            }

            public static List<string> Query_syntax(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var orders = (from o in shop.Orders where o.Id <= n orderby o.Id select o).ToList();
                return (from o in orders select o.Customer!.Name).ToList();
            }

            public static int Deep(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var sum = 0;
                foreach (var line in shop.Lines.Where(l => l.OrderId <= n).OrderBy(l => l.Id).ToList()) { sum += line.Order!.Customer!.Name.Length; }
                return sum;
            }

            public static int Dictionary(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var byId = shop.Orders.Where(o => o.Id <= n).ToDictionary(o => o.Id);
                var sum = 0;
                for (var i = 1; i <= n; i++) { sum += byId[i].Customer!.Name.Length; }
                return sum;
            }

            public static int Built_here(ShopContext db, SqliteConnection c, int n)
            {
                var customer = new Customer { Name = "x" };
                var orders = Enumerable.Range(1, n).Select(i => new Order { Id = i, Customer = customer }).ToList();
                return orders.Sum(o => o.Customer!.Name.Length);
            }

            public static int Assigned(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var customers = shop.Customers.ToDictionary(x => x.Id);
                var sum = 0;
                foreach (var order in shop.Orders.Where(o => o.Id <= n).ToList())
                {
                    order.Customer = customers[order.CustomerId];
                    sum += order.Customer.Name.Length;
                }

                return sum;
            }

            public static int Composed(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                IQueryable<Order> query = shop.Orders;
                if (n > 0) { query = query.Where(o => o.Id <= n); }
                return query.ToList().Sum(o => o.Customer!.Name.Length);
            }

            public static int Composed_with_include(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                IQueryable<Order> query = shop.Orders.Where(o => o.Id <= n);
                query = query.Include(o => o.Customer);
                return query.ToList().Sum(o => o.Customer!.Name.Length);
            }

            public static int Few(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                return shop.Orders.OrderBy(o => o.Id).Take(5).ToList().Sum(o => o.Customer!.Name.Length);
            }

            public static string First_of_many(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                foreach (var order in shop.Orders.Where(o => o.Id <= n).ToList())
                {
                    return order.Customer!.Name;
                }

                return "";
            }

            public static int Lines_of_one_order(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                var order = shop.Orders.First(o => o.Id == 3);
                var sum = 0;
                foreach (var line in order.Lines) { sum += line.Quantity; }
                return sum;
            }

            public static int Orders_of_one_customer(ShopContext db, SqliteConnection c, int n)
            {
                db.Orders.Where(o => o.Id <= n).ExecuteUpdate(s => s.SetProperty(o => o.CustomerId, 2));
                using var shop = Open(c);
                var customer = shop.Customers.First(x => x.Id == 2);
                var sum = 0;
                foreach (var order in customer.Orders) { sum += order.Lines.Count; }
                return sum;
            }

            public static int Switched_off(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                shop.ChangeTracker.LazyLoadingEnabled = false;
                return shop.Orders.Where(o => o.Id <= n).ToList().Sum(o => o.Lines.Count);
            }

            public static int Proxies_without_effect(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                return shop.Orders.Where(o => o.Id <= n).Include(o => o.Lines).ThenInclude(l => l.Product).AsSplitQuery().ToList().SelectMany(o => o.Lines).Sum(l => l.Product!.Stock);
            }

            public static int Flattened(ShopContext db, SqliteConnection c, int n)
            {
                using var shop = Open(c);
                return shop.Orders.Where(o => o.Id <= n).ToList().SelectMany(o => o.Lines).Select(l => l.Product!).Sum(p => p.Stock);
            }
        }
        """;

    private static readonly Growth s_growth = new(Source);

    public static TheoryData<string> Methods => s_growth.Methods;

    public static readonly TheoryData<string> Fixed =
    [
        "Reference", "Collection", "Nested", "Half_included", "In_lambda", "Without_tracking", "Helper_that_loads", "Helper_that_reads", "Getter", "Method_of_the_entity", "Pattern",
        "Interpolation", "Null_check", "Grouped", "Query_syntax", "Deep", "Dictionary", "Composed", "Orders_of_one_customer", "Flattened",
    ];

    [Theory, MemberData(nameof(Methods))]
    public Task Is_reported_exactly_when_commands_grow(string method) => s_growth.Agrees(method);

    [Theory, MemberData(nameof(Fixed))]
    public Task Fix_makes_commands_constant(string method) => s_growth.IsFixed(method);
}
