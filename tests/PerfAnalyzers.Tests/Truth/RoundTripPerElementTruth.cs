namespace PerfAnalyzers.Tests;

/// <summary>Queries per element, and what only looks like them; see <see cref="Growth"/>.</summary>
[Trait("Category", "RoundTrips")]
public sealed class RoundTripPerElementTruth
{
    private const string Source = """
        public static class Truth
        {
            private static List<Order> Orders(int n) => Enumerable.Range(1, n).Select(i => new Order { Id = i, CustomerId = i }).ToList();
            private static int[] Ids(int n) => Enumerable.Range(1, n).ToArray();

            public static void Foreach_first(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in Orders(n)) { _ = db.Customers.First(x => x.Id == order.CustomerId).Name; }
            }

            public static async Task Foreach_async(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in Orders(n)) { _ = await db.Customers.FirstOrDefaultAsync(x => x.Id == order.CustomerId); }
            }

            public static void Source_of_foreach(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in db.Orders.Where(o => o.Id <= n)) { _ = order.Total; }
            }

            public static void Inner_foreach(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n)) { foreach (var order in db.Orders.Where(o => o.CustomerId == id)) { _ = order.Total; } }
            }

            public static void Batch(ShopContext db, SqliteConnection c, int n)
            {
                var ids = Ids(n);
                var byId = db.Customers.Where(x => ids.Contains(x.Id)).ToDictionary(x => x.Id);
                foreach (var order in Orders(n)) { _ = byId[order.CustomerId].Name; }
            }

            public static void Find_untracked(ShopContext db, SqliteConnection c, int n)
            {
                for (var i = 1; i <= n; i++) { _ = db.Customers.Find(i); }
            }

            public static void Local_only(ShopContext db, SqliteConnection c, int n)
            {
                db.Customers.Load();
                foreach (var id in Ids(n)) { _ = db.Customers.Local.FirstOrDefault(x => x.Id == id); }
            }

            public static void Composition(ShopContext db, SqliteConnection c, int n)
            {
                IQueryable<Order> query = db.Orders;
                foreach (var id in Ids(n)) { query = query.Where(o => o.Id != id); }
                _ = query.Count();
            }

            public static void Count_in_lambda(ShopContext db, SqliteConnection c, int n) =>
                _ = Ids(n).Select(id => db.Orders.Count(o => o.CustomerId == id)).ToList();

            public static void Any_in_where(ShopContext db, SqliteConnection c, int n) =>
                _ = Orders(n).Where(o => db.Lines.Any(l => l.OrderId == o.Id)).ToList();

            public static void Sub_query(ShopContext db, SqliteConnection c, int n) =>
                _ = db.Customers.Where(x => x.Id <= n).Select(x => new { x.Id, Count = db.Orders.Count(o => o.CustomerId == x.Id) }).ToList();

            public static void For_each_of_list(ShopContext db, SqliteConnection c, int n) =>
                Orders(n).ForEach(o => db.Customers.Find(o.CustomerId));

            public static void To_dictionary(ShopContext db, SqliteConnection c, int n) =>
                _ = Ids(n).ToDictionary(id => id, id => db.Products.Where(p => p.Id == id).Select(p => p.Price).Single());

            public static void Query_syntax(ShopContext db, SqliteConnection c, int n) =>
                _ = (from o in Orders(n) select (from x in db.Customers where x.Id == o.CustomerId select x.Name).First()).ToList();

            public static void Add_range(ShopContext db, SqliteConnection c, int n)
            {
                var all = new List<OrderLine>();
                foreach (var id in Ids(n)) { all.AddRange(db.Lines.Where(l => l.OrderId == id)); }
            }

            public static void Queue_walk(ShopContext db, SqliteConnection c, int n)
            {
                var queue = new Queue<int>(Ids(n));
                while (queue.Count > 0) { var id = queue.Dequeue(); _ = db.Orders.Any(o => o.Id == id); }
            }

            public static void Delete_each(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n)) { db.Lines.Where(l => l.Id == id).ExecuteDelete(); }
            }

            public static void Dapper_each(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n)) { _ = c.QueryFirstOrDefault<string>("select Name from Customers where Id = @id", new { id }); }
            }

            public static void Dapper_batch(ShopContext db, SqliteConnection c, int n) =>
                _ = c.Query<string>("select Name from Customers where Id in @ids", new { ids = Ids(n) }).ToList();

            public static void Command_each(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n))
                {
                    using var command = c.CreateCommand();
                    command.CommandText = "select Name from Customers where Id = $id";
                    command.Parameters.AddWithValue("$id", id);
                    _ = command.ExecuteScalar();
                }
            }

            public static void One_command_many_parameters(ShopContext db, SqliteConnection c, int n)
            {
                using var command = c.CreateCommand();
                command.CommandText = "select Name from Customers where Id = $id";
                var parameter = command.CreateParameter();
                parameter.ParameterName = "$id";
                command.Parameters.Add(parameter);
                foreach (var id in Ids(n)) { parameter.Value = id; _ = command.ExecuteScalar(); }
            }

            public static void Reader(ShopContext db, SqliteConnection c, int n)
            {
                using var command = c.CreateCommand();
                command.CommandText = "select Id from Orders where Id <= " + n;
                using var reader = command.ExecuteReader();
                while (reader.Read()) { _ = reader.GetInt32(0); }
            }

            public static void Memo(ShopContext db, SqliteConnection c, int n)
            {
                var known = new Dictionary<int, string>();
                for (var i = 0; i < n; i++)
                {
                    var id = 1 + i % 3;
                    if (!known.TryGetValue(id, out var name)) { known[id] = name = db.Customers.First(x => x.Id == id).Name; }
                }
            }

            public static void Caching_repository(ShopContext db, SqliteConnection c, int n)
            {
                var customers = new CachedCustomers(db);
                for (var i = 0; i < n; i++) { _ = customers.NameOf(1 + i % 3); }
            }

            public static void Lazily_loaded(ShopContext db, SqliteConnection c, int n)
            {
                var products = new LoadedProducts(db);
                foreach (var id in Ids(n)) { _ = products.PriceOf(id); }
            }

            public static void Few_constants(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var name in new[] { "a", "b" }) { _ = db.Customers.Any(x => x.Name == name); }
            }

            public static void Leaves_at_once(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n)) { _ = db.Customers.Find(id); break; }
            }

            public static void Private_helper(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in Orders(n)) { _ = NameOf(db, order); }
            }

            private static string NameOf(ShopContext db, Order order) => db.Customers.Single(x => x.Id == order.CustomerId).Name;

            public static void Helper_that_composes(ShopContext db, SqliteConnection c, int n)
            {
                IQueryable<Order> query = db.Orders;
                foreach (var id in Ids(n)) { query = Without(query, id); }
                _ = query.ToList();
            }

            private static IQueryable<Order> Without(IQueryable<Order> query, int id) => query.Where(o => o.Id != id);

            public static async Task Repository(ShopContext db, SqliteConnection c, int n)
            {
                ICustomers customers = new Customers(db);
                foreach (var order in Orders(n)) { _ = await customers.NameOf(order.CustomerId); }
            }

            public static async Task Two_layers(ShopContext db, SqliteConnection c, int n)
            {
                var greeter = new Greeter(new Customers(db));
                foreach (var order in Orders(n)) { _ = await greeter.Greet(order); }
            }

            public static void Method_group(ShopContext db, SqliteConnection c, int n)
            {
                var loader = new ProductLoader(db);
                _ = Ids(n).Select(loader.Load).ToList();
            }

            public static void In_memory_implementation(ShopContext db, SqliteConnection c, int n)
            {
                INames names = new FixedNames();
                foreach (var id in Ids(n)) { _ = names.Of(id); }
            }

            public static void Constructor(ShopContext db, SqliteConnection c, int n) => _ = Orders(n).Select(o => new OrderView(db, o)).ToList();

            public static void Getter(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var row in Ids(n).Select(id => new LazyRow(db, id))) { _ = row.Customer; }
            }

            public static void Local_function(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n)) { Load(id); }

                void Load(int id) => _ = db.Orders.Where(o => o.CustomerId == id).ToList();
            }

            public static async Task Tasks_in_turn(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n)) { await Work(() => db.Orders.Where(o => o.Id == id).ToListAsync()); }
            }

            private static Task Work<T>(Func<Task<T>> work) => Task.CompletedTask;

            public static void Prepared_lookup(ShopContext db, SqliteConnection c, int n)
            {
                var lookup = db.Orders.ToLookup(o => o.CustomerId);
                foreach (var id in Ids(n)) { _ = lookup[id].Count(); }
            }

            public static void Tracked_entities(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n)) { db.Orders.Add(new Order { CustomerId = id }); }
                db.ChangeTracker.Clear();
            }
        }

        public interface ICustomers { Task<string> NameOf(int id); }
        public class Customers(ShopContext db) : ICustomers { public async Task<string> NameOf(int id) => (await db.Customers.FirstAsync(x => x.Id == id)).Name; }
        public class Greeter(ICustomers customers) { public async Task<string> Greet(Order order) => "Dear " + await customers.NameOf(order.CustomerId); }
        public interface INames { string Of(int id); }
        public class FixedNames : INames { public string Of(int id) => "n" + id; }
        public class ProductLoader(ShopContext db) { public Product Load(int id) => db.Products.AsNoTracking().First(p => p.Id == id); }
        public class OrderView(ShopContext db, Order order) { public string Customer { get; } = db.Customers.Single(x => x.Id == order.CustomerId).Name; }
        public class LazyRow(ShopContext db, int id) { public string Customer => db.Customers.Single(x => x.Id == id).Name; }
        public class CachedCustomers(ShopContext db)
        {
            private readonly Dictionary<int, string> _known = new();
            public string NameOf(int id)
            {
                if (_known.TryGetValue(id, out var name)) { return name; }
                return _known[id] = db.Customers.First(x => x.Id == id).Name;
            }
        }
        public class LoadedProducts(ShopContext db)
        {
            private Dictionary<int, decimal>? _prices;
            public decimal PriceOf(int id) { _prices ??= db.Products.ToDictionary(p => p.Id, p => p.Price); return _prices[id]; }
        }
        """;

    private static readonly Growth s_growth = new(Source);

    public static TheoryData<string> Methods => s_growth.Methods;

    [Theory, MemberData(nameof(Methods))]
    public Task Reported_exactly_when_commands_grow(string method) => s_growth.Agrees(method);
}
