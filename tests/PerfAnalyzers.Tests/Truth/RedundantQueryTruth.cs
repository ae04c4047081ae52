using System.Text.Json;
using System.Text.Json.Serialization;
using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Queries that stay the same in a loop are part of the truth of round trips (<see cref="Growth"/>). Of queries that run twice,
/// or check for what the next one fetches, the commands of one call are counted before and after the fix.
/// </summary>
[Trait("Category", "RoundTrips")]
public sealed class RedundantQueryTruth
{
    private const string Source = """
        public static class Truth
        {
            private static List<Order> Orders(int n) => Enumerable.Range(1, n).Select(i => new Order { Id = i, CustomerId = i, Total = i, IsPaid = i % 2 == 0 }).ToList();

            public static async Task<decimal> Lookup_table(ShopContext db, SqliteConnection c, int n)
            {
                var total = 0m;
                foreach (var order in Orders(n))
                {
                    var products = await db.Products.Where(p => p.Stock > 2).ToListAsync();
                    total += products.Count * order.Total;
                }
                return total;
            }

            public static decimal Aggregate(ShopContext db, SqliteConnection c, int n)
            {
                var total = 0m;
                foreach (var order in Orders(n))
                {
                    total += order.Total * db.Products.Count(p => p.Stock == 0);
                }
                return total;
            }

            public static int For_condition(ShopContext db, SqliteConnection c, int n)
            {
                var sum = 0;
                for (var i = 0; i < n && i < db.Orders.Count(); i++)
                {
                    sum += i;
                }
                return sum;
            }

            public static async Task<string> Nested(ShopContext db, SqliteConnection c, int n)
            {
                var text = "";
                for (var i = 0; i < n; i++)
                {
                    foreach (var name in new List<string> { "a", "b", "c", "d", "e", "f", "g", "h", "i" }.Where(x => x.Length > 0))
                    {
                        text += name + await db.Products.SumAsync(p => p.Stock);
                    }
                }
                return text;
            }

            public static int Tracked_row(ShopContext db, SqliteConnection c, int n)
            {
                var made = new List<Order>();
                foreach (var order in Orders(n))
                {
                    var house = db.Customers.FirstOrDefault(x => x.Name == "Customer 3");
                    made.Add(new Order { Total = order.Total, Customer = house });
                }
                return made.Sum(o => o.Customer!.Id);
            }

            public static string Single_row(ShopContext db, SqliteConnection c, int n)
            {
                var text = "";
                foreach (var order in Orders(n))
                {
                    var house = db.Customers.Single(x => x.Name == "Customer 3");
                    text += house.Email + order.Id;
                }
                return text;
            }

            public static async Task<string> Repository(ShopContext db, SqliteConnection c, int n)
            {
                var rates = new Rates(db);
                var text = "";
                foreach (var order in Orders(n))
                {
                    text += (await rates.GetNames()).Count + order.Id;
                }
                return text;
            }

            public static string Dapper(ShopContext db, SqliteConnection c, int n)
            {
                var text = "";
                foreach (var order in Orders(n))
                {
                    text += c.ExecuteScalar<int>("select max(Stock) from Products") + order.Id;
                }
                return text;
            }

            public static string Lambda(ShopContext db, SqliteConnection c, int n) =>
                string.Concat(Orders(n).Select(o => o.Id + db.Products.Count()).ToList());

            public static string Inner_foreach(ShopContext db, SqliteConnection c, int n)
            {
                var text = "";
                foreach (var order in Orders(n))
                {
                    foreach (var product in db.Products.Where(p => p.Stock == 6)) { text += product.Id + order.Id; }
                }
                return text;
            }

            public static string Command(ShopContext db, SqliteConnection c, int n)
            {
                var text = "";
                foreach (var order in Orders(n))
                {
                    using var command = c.CreateCommand();
                    command.CommandText = "select count(*) from Products";
                    text += command.ExecuteScalar() + "," + order.Id;
                }
                return text;
            }

            public static decimal Inside_a_helper(ShopContext db, SqliteConnection c, int n)
            {
                var total = 0m;
                foreach (var order in Orders(n)) { total += Gross(db, order); }
                return total;
            }

            private static decimal Gross(ShopContext db, Order order)
            {
                var stock = db.Products.Max(p => p.Stock);
                return order.Total * stock;
            }

            public static decimal Under_a_condition(ShopContext db, SqliteConnection c, int n)
            {
                var total = 0m;
                foreach (var order in Orders(n)) { if (order.IsPaid) { total += db.Products.Max(p => p.Stock); } }
                return total;
            }

            public static int Getter(ShopContext db, SqliteConnection c, int n)
            {
                var shelf = new Shelf(db);
                var total = 0;
                foreach (var order in Orders(n)) { total += shelf.Empty + order.Id; }
                return total;
            }

            public static decimal Before_the_loop(ShopContext db, SqliteConnection c, int n)
            {
                var stock = db.Products.Max(p => p.Stock);
                return Orders(n).Sum(o => o.Total * stock);
            }

            public static int Loop_source(ShopContext db, SqliteConnection c, int n)
            {
                var sum = 0;
                foreach (var product in db.Products.Where(p => p.Id <= n).ToList()) { sum += product.Stock; }
                return sum;
            }

            public static int Kept_in_a_field(ShopContext db, SqliteConnection c, int n)
            {
                var cached = new CachedRates(db);
                var sum = 0;
                foreach (var order in Orders(n)) { sum += cached.Names().Count + order.Id; }
                return sum;
            }

            public static int Kept_in_a_local(ShopContext db, SqliteConnection c, int n)
            {
                List<string>? names = null;
                var sum = 0;
                foreach (var order in Orders(n)) { names ??= db.Products.Select(p => p.Name).ToList(); sum += names.Count + order.Id; }
                return sum;
            }

            public static int Lazily(ShopContext db, SqliteConnection c, int n)
            {
                var names = new Lazy<List<string>>(() => db.Products.Select(p => p.Name).ToList());
                var sum = 0;
                foreach (var order in Orders(n)) { sum += names.Value.Count + order.Id; }
                return sum;
            }

            public static int Found_in_the_tracker(ShopContext db, SqliteConnection c, int n)
            {
                var sum = 0;
                foreach (var order in Orders(n)) { sum += db.Customers.Find(3)!.Id + order.Id; }
                return sum;
            }

            public static int Leaves_at_once(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in Orders(n)) { return db.Products.Count() + order.Id; }
                return 0;
            }

            public static int Few_constants(ShopContext db, SqliteConnection c, int n)
            {
                var sum = 0;
                foreach (var word in new[] { "a", "b", "c" }) { sum += db.Products.Count() + word.Length; }
                return sum;
            }

            public static int Retried(ShopContext db, SqliteConnection c, int n)
            {
                for (var attempt = 0; attempt < n + 10; attempt++)
                {
                    try { return db.Products.Count(); }
                    catch (DbException) { }
                }
                return 0;
            }

            public static int Composed(ShopContext db, SqliteConnection c, int n)
            {
                IQueryable<Product> query = db.Products;
                foreach (var order in Orders(n)) { query = db.Products.Where(p => p.Stock > 0); }
                return query.Count();
            }

            public static int Sub_query(ShopContext db, SqliteConnection c, int n) =>
                db.Orders.Where(o => o.Id <= n).Select(o => new { o.Id, Max = db.Products.Max(p => p.Stock) }).ToList().Count;

            public static int Stored_lambdas(ShopContext db, SqliteConnection c, int n)
            {
                var later = new List<Func<int>>();
                foreach (var order in Orders(n)) { later.Add(() => db.Products.Count()); }
                return later[0]();
            }

            public static int Twice(ShopContext db, SqliteConnection c, int n)
            {
                db.Products.Load();
                var list = db.Products.Local.ToList();
                return Orders(n).Count(o => list.Any(p => p.Id == o.Id));
            }
        }

        public class Rates(ShopContext db) { public Task<List<string>> GetNames() => db.Products.Where(p => p.Stock > 1).Select(p => p.Name).ToListAsync(); }
        public class Shelf(ShopContext db) { public int Empty => db.Products.Count(p => p.Stock == 0); }
        public class CachedRates(ShopContext db)
        {
            private List<string>? _names;
            public List<string> Names() => _names ??= db.Products.Select(p => p.Name).ToList();
        }
        """;

    private const string Pairs = """
        public static class Pair
        {
            public static async Task<string> Any_then_first(ShopContext db)
            {
                if (await db.Customers.AnyAsync(c => c.Name == "Customer 3"))
                {
                    var customer = await db.Customers.FirstAsync(c => c.Name == "Customer 3");
                    return customer.Email;
                }
                return "none";
            }

            public static string Any_then_first_without_rows(ShopContext db)
            {
                if (db.Customers.Any(c => c.Name == "nobody"))
                {
                    var customer = db.Customers.Single(c => c.Name == "nobody");
                    return customer.Email;
                }
                return "none";
            }

            public static string Not_any_leaves(ShopContext db)
            {
                if (!db.Orders.Any(o => o.Id == 5))
                {
                    return "none";
                }

                var order = db.Orders.Include(o => o.Lines).Single(o => o.Id == 5);
                return order.Lines.Count + " lines";
            }

            public static string Counted_twice(ShopContext db)
            {
                var open = db.Orders.Count(o => !o.IsPaid);
                var text = open + " open";
                return text + " of " + db.Orders.Count(o => !o.IsPaid);
            }

            public static string Row_read_twice(ShopContext db)
            {
                var name = db.Customers.Where(c => c.Id == 4).Select(c => c.Name).First();
                return name + db.Customers.Where(x => x.Id == 4).Select(x => x.Name).First();
            }

            public static async Task<int> List_read_twice(ShopContext db)
            {
                var names = await db.Products.Where(p => p.Stock > 3).Select(p => p.Name).ToListAsync();
                var sum = names.Count;
                foreach (var name in await db.Products.Where(p => p.Stock > 3).Select(p => p.Name).ToListAsync()) { sum += name.Length; }
                return sum;
            }
        }
        """;

    private const string Unfixed = """
        public static class Pair
        {
            public static int List_then_count(ShopContext db)
            {
                var open = db.Orders.Where(o => !o.IsPaid);
                var list = open.ToList();
                return list.Count + open.Count();
            }

            public static int Enumerated_twice(ShopContext db)
            {
                var open = db.Orders.Where(o => !o.IsPaid);
                var sum = 0;
                foreach (var order in open) { sum += order.Id; }
                foreach (var order in open) { sum -= order.Id; }
                return sum;
            }

            public static int Any_then_list(ShopContext db)
            {
                if (!db.Orders.Where(o => o.IsPaid).Any()) { return 0; }
                return db.Orders.Where(o => o.IsPaid).OrderBy(o => o.Id).ToList().Count;
            }
        }
        """;

    private static readonly Growth s_growth = new(Source);

    public static TheoryData<string> Methods => s_growth.Methods;

    [Theory, MemberData(nameof(Methods))]
    public Task Reported_exactly_when_commands_grow(string method) => s_growth.Agrees(method);

    [Theory]
    [InlineData("Lookup_table")]
    [InlineData("Aggregate")]
    [InlineData("Nested")]
    [InlineData("Tracked_row")]
    [InlineData("Single_row")]
    [InlineData("Repository")]
    [InlineData("Dapper")]
    public Task Fixed(string method) => s_growth.IsFixed(method);

    [Theory]
    [InlineData("Any_then_first")]
    [InlineData("Any_then_first_without_rows")]
    [InlineData("Not_any_leaves")]
    [InlineData("Counted_twice")]
    [InlineData("Row_read_twice")]
    [InlineData("List_read_twice")]
    public async Task One_command_less(string method)
    {
        var text = await Executed.Fix<RedundantQuery, RedundantQueryFix>(Pairs);
        text = await Executed.Fix<RedundantQuery, RedundantQueryAssumingFix>(text);
        Assert.Empty(await Executed.Review<RedundantQuery>(text));
        var (before, commands) = await Run(Pairs, method);
        var (after, fewer) = await Run(text, method);
        Assert.Equal(before, after);
        var saved = method == "Any_then_first_without_rows" ? 0 : 1;
        Assert.Equal(commands - saved, fewer);
    }

    [Theory]
    [InlineData("List_then_count")]
    [InlineData("Enumerated_twice")]
    [InlineData("Any_then_list")]
    public async Task Two_commands_where_one_would_do(string method)
    {
        Assert.Equal(3, (await Executed.Review<RedundantQuery>(Unfixed)).Length);
        Assert.Equal(2, (await Run(Unfixed, method)).Commands);
    }

    private static async Task<(string Outcome, int Commands)> Run(string source, string method)
    {
        using var database = new ShopDatabase(12);
        using var context = database.CreateContext();
        var result = await Executed.Load(source).Run("Pair." + method, context);
        return (JsonSerializer.Serialize(result, new JsonSerializerOptions { ReferenceHandler = ReferenceHandler.IgnoreCycles }), database.Commands);
    }
}
