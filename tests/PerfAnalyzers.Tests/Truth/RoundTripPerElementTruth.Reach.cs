namespace PerfAnalyzers.Tests;

/// <summary>Where elements are visited: loops, lambdas, iterators, consumers of queries; and loops whose commands stay few.</summary>
[Trait("Category", "RoundTrips")]
public sealed class RoundTripPerElementReachTruth
{
    private const string Source = """
        using System.Collections.Concurrent;
        using System.Data;

        public static class Truth
        {
            private static List<Order> Orders(int n) => Enumerable.Range(1, n).Select(i => new Order { Id = i, CustomerId = i }).ToList();
            private static int[] Ids(int n) => Enumerable.Range(1, n).ToArray();

            public static void Do_while(ShopContext db, SqliteConnection c, int n)
            {
                var i = 0;
                var ids = Ids(n);
                do { _ = db.Orders.Count(o => o.CustomerId == ids[i]); i++; } while (i < ids.Length);
            }

            public static async Task Await_foreach(ShopContext db, SqliteConnection c, int n)
            {
                await foreach (var id in Stream(n)) { _ = await db.Customers.Where(x => x.Id == id).Select(x => x.Name).SingleAsync(); }
            }

            private static async IAsyncEnumerable<int> Stream(int n)
            {
                for (var i = 1; i <= n; i++) { await Task.Yield(); yield return i; }
            }

            public static void Query_per_row_of_a_query(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var customer in db.Customers.Where(x => x.Id <= n).ToList()) { _ = db.Orders.Where(o => o.CustomerId == customer.Id).Sum(o => (double)o.Total); }
            }

            public static void New_list(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n)) { _ = new List<OrderLine>(db.Lines.Where(l => l.OrderId == id)); }
            }

            public static void Queue_of_a_query(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n)) { _ = new Queue<int>(db.Lines.Where(l => l.OrderId == id).Select(l => l.ProductId)); }
            }

            public static void Union_with(ShopContext db, SqliteConnection c, int n)
            {
                var products = new HashSet<int>();
                foreach (var order in Orders(n)) { products.UnionWith(db.Lines.Where(l => l.OrderId == order.Id).Select(l => l.ProductId)); }
            }

            public static void Joined(ShopContext db, SqliteConnection c, int n)
            {
                var text = new StringBuilder();
                foreach (var order in Orders(n)) { text.AppendLine(string.Join(", ", db.Lines.Where(l => l.OrderId == order.Id).Select(l => l.ProductId))); }
            }

            public static void Spread(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in Orders(n)) { List<OrderLine> lines = [.. db.Lines.Where(l => l.OrderId == order.Id)]; _ = lines.Count; }
            }

            public static void Memory_operator_over_a_query(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in Orders(n)) { _ = db.Lines.Where(l => l.OrderId == order.Id).AsEnumerable().Sum(l => l.Quantity); }
            }

            public static void Deferred_query_is_never_run(ShopContext db, SqliteConnection c, int n)
            {
                var queries = new List<IQueryable<OrderLine>>();
                foreach (var order in Orders(n)) { queries.Add(db.Lines.Where(l => l.OrderId == order.Id)); }
            }

            public static void Select_with_index(ShopContext db, SqliteConnection c, int n) =>
                _ = Orders(n).Select((o, i) => i + db.Customers.Single(x => x.Id == o.CustomerId).Name).ToList();

            public static void Select_many(ShopContext db, SqliteConnection c, int n) =>
                _ = Ids(n).SelectMany(id => db.Lines.Where(l => l.OrderId == id).ToList()).ToList();

            public static void Aggregate(ShopContext db, SqliteConnection c, int n) =>
                _ = Ids(n).Aggregate(0, (sum, id) => sum + db.Lines.Count(l => l.OrderId == id));

            public static void Group_key(ShopContext db, SqliteConnection c, int n) =>
                _ = Orders(n).GroupBy(o => db.Customers.Where(x => x.Id == o.CustomerId).Select(x => x.IsActive).First()).ToList();

            public static void Sort_key(ShopContext db, SqliteConnection c, int n) =>
                _ = Orders(n).OrderBy(o => db.Customers.Find(o.CustomerId)!.Name).ToList();

            public static void After_as_enumerable(ShopContext db, SqliteConnection c, int n) =>
                _ = db.Customers.Where(x => x.Id <= n).ToList().Select(x => db.Orders.Count(o => o.CustomerId == x.Id)).ToList();

            public static void Before_to_list(ShopContext db, SqliteConnection c, int n) =>
                _ = db.Customers.Where(x => x.Id <= n).Select(x => db.Orders.Count(o => o.CustomerId == x.Id)).ToList();

            public static void Query_syntax_sub_query(ShopContext db, SqliteConnection c, int n) =>
                _ = (from x in db.Customers where x.Id <= n let last = (from o in db.Orders where o.CustomerId == x.Id select o.Id).FirstOrDefault() select last).ToList();

            public static void Array_for_each(ShopContext db, SqliteConnection c, int n) =>
                Array.ForEach(Ids(n), id => db.Customers.Find(id));

            public static void Convert_all(ShopContext db, SqliteConnection c, int n) =>
                _ = Orders(n).ConvertAll(o => db.Customers.First(x => x.Id == o.CustomerId));

            public static void Remove_all(ShopContext db, SqliteConnection c, int n) =>
                _ = Orders(n).RemoveAll(o => !db.Customers.Any(x => x.Id == o.CustomerId));

            public static Task When_all(ShopContext db, SqliteConnection c, int n) =>
                Task.WhenAll(Ids(n).Select(id => c.QueryFirstAsync<string>("select Name from Customers where Id = @id", new { id })));

            public static async Task Tasks_added(ShopContext db, SqliteConnection c, int n)
            {
                var tasks = new List<Task<string>>();
                foreach (var id in Ids(n)) { tasks.Add(FetchName(c, id)); }
                await Task.WhenAll(tasks);
            }

            private static Task<string> FetchName(SqliteConnection c, int id) => c.QuerySingleAsync<string>("select Name from Products where Id = @id", new { id });

            private static Task<Product> FetchProduct(ShopContext db, int id) => db.Products.SingleAsync(p => p.Id == id);

            public static async Task When_all_of_two(ShopContext db, SqliteConnection c, int n)
            {
                var both = await Task.WhenAll(FetchProduct(db, 1), FetchProduct(db, 2));
                foreach (var product in both) { _ = product.Name; }
            }

            public static void Iterator(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var customer in EachCustomer(db, Ids(n))) { _ = customer.Name; }
            }

            private static IEnumerable<Customer> EachCustomer(ShopContext db, int[] ids)
            {
                foreach (var id in ids) { yield return db.Customers.Single(x => x.Id == id); }
            }

            public static async Task Async_iterator(ShopContext db, SqliteConnection c, int n)
            {
                await foreach (var count in EachCount(db, Ids(n))) { _ = count; }
            }

            private static async IAsyncEnumerable<int> EachCount(ShopContext db, int[] ids)
            {
                foreach (var id in ids) { yield return await db.Orders.CountAsync(o => o.CustomerId == id); }
            }

            public static void Iterator_over_memory(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var total in Totals(db.Orders.ToList())) { _ = total; }
            }

            private static IEnumerable<decimal> Totals(List<Order> orders)
            {
                foreach (var order in orders) { yield return order.Total; }
            }

            public static void Iterator_with_one_query(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var name in NamesUpTo(db, n)) { _ = name.Length; }
            }

            private static IEnumerable<string> NamesUpTo(ShopContext db, int n)
            {
                foreach (var customer in db.Customers.Where(x => x.Id <= n)) { yield return customer.Name; }
            }

            public static void Try_per_element(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n))
                {
                    try { _ = db.Customers.Single(x => x.Id == id); }
                    catch (InvalidOperationException) { Console.WriteLine(id); }
                }
            }

            public static void Switch_arm(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in Orders(n))
                {
                    _ = order.IsPaid switch { true => "paid", false => db.Customers.Where(x => x.Id == order.CustomerId).Select(x => x.Email).First() };
                }
            }

            public static void Entry_load(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in db.Orders.Where(o => o.Id <= n).ToList()) { db.Entry(order).Collection(o => o.Lines).Load(); }
            }

            public static void Reload(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in db.Orders.Where(o => o.Id <= n).ToList()) { db.Entry(order).Reload(); }
            }

            public static void Navigation_query(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in db.Orders.Where(o => o.Id <= n).ToList()) { _ = db.Entry(order).Collection(o => o.Lines).Query().Count(); }
            }

            public static void Raw_sql(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n)) { _ = db.Database.SqlQuery<int>($"select count(*) as Value from Orders where CustomerId = {id}").Single(); }
            }

            public static void Composed_under_a_condition(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n))
                {
                    var query = db.Orders.Where(o => o.CustomerId == id);
                    if (n > 3) { query = query.Where(o => o.IsPaid); }
                    _ = query.ToList();
                }
            }

            // Chunks, pages, walks.

            public static void Chunks(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var chunk in Ids(n).Chunk(50)) { _ = db.Customers.Where(x => chunk.Contains(x.Id)).ToList(); }
            }

            public static void Chunks_filled_by_hand(ShopContext db, SqliteConnection c, int n)
            {
                var batch = new List<int>();
                foreach (var id in Ids(n))
                {
                    batch.Add(id);
                    if (batch.Count == 100) { _ = db.Customers.Where(x => batch.Contains(x.Id)).ToList(); batch.Clear(); }
                }

                _ = db.Customers.Where(x => batch.Contains(x.Id)).ToList();
            }

            public static void Deleted_by_chunk(ShopContext db, SqliteConnection c, int n)
            {
                for (var start = 0; start < n; start += 100)
                {
                    var ids = Ids(n).Skip(start).Take(100).ToList();
                    db.Lines.Where(l => ids.Contains(l.Id)).ExecuteDelete();
                }
            }

            public static void Pages(ShopContext db, SqliteConnection c, int n)
            {
                for (var page = 0; ; page++)
                {
                    var rows = db.Orders.OrderBy(o => o.Id).Skip(page * 100).Take(100).ToList();
                    if (rows.Count < 100) { break; }
                }
            }

            public static void Keyset(ShopContext db, SqliteConnection c, int n)
            {
                var last = 0;
                while (true)
                {
                    var rows = db.Orders.Where(o => o.Id > last).OrderBy(o => o.Id).Take(100).ToList();
                    if (rows.Count < 100) { break; }
                    last = rows[^1].Id;
                }
            }

            public static void Walk_to_the_root(ShopContext db, SqliteConnection c, int n)
            {
                int? next = 3;
                while (next is { } id)
                {
                    var order = db.Orders.First(o => o.Id == id);
                    next = order.Id > 1 ? order.Id - 1 : null;
                }
            }

            // Retries, polls, searches, constants.

            public static void Retry(ShopContext db, SqliteConnection c, int n)
            {
                for (var attempt = 0; attempt < n; attempt++)
                {
                    try { _ = db.Customers.Count(x => x.Id > attempt); return; }
                    catch (SqliteException) { Thread.Sleep(1); }
                }
            }

            public static async Task Poll(ShopContext db, SqliteConnection c, int n)
            {
                for (var i = 0; !await db.Orders.AnyAsync(o => o.Id == 1); i++) { await Task.Delay(1); }
            }

            public static void Search_with_break(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n))
                {
                    var customer = db.Customers.FirstOrDefault(x => x.Id == id && x.Id == 3);
                    if (customer != null) { _ = customer.Name; break; }
                }
            }

            public static string? Search_with_return(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n))
                {
                    if (db.Customers.Any(x => x.Id == id)) { return "c" + id; }
                }

                return null;
            }

            public static void Free_name(ShopContext db, SqliteConnection c, int n)
            {
                var name = "Customer 1";
                for (var i = 2; db.Customers.Any(x => x.Name == name && x.Id < 4); i++) { name = "Customer " + i; }
            }

            public static void Constants(ShopContext db, SqliteConnection c, int n)
            {
                string[] names = ["a", "b", "c"];
                foreach (var name in names) { _ = db.Customers.Count(x => x.Name == name); }
            }

            public static void Values_of_an_enum(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var day in Enum.GetValues<DayOfWeek>()) { _ = db.Orders.Count(o => o.Id % 7 == (int)day); }
            }

            public static void Constant_bound(ShopContext db, SqliteConnection c, int n)
            {
                for (var month = 1; month <= 6; month++) { _ = db.Orders.Count(o => o.PlacedAt.Month == month); }
            }

            // Kept answers.

            public static void Known_keys(ShopContext db, SqliteConnection c, int n)
            {
                var seen = new HashSet<int>();
                foreach (var id in Ids(n)) { if (seen.Add(id % 3)) { _ = db.Customers.Count(x => x.Id % 3 == id % 3); } }
            }

            public static void Contains_key(ShopContext db, SqliteConnection c, int n)
            {
                var names = new Dictionary<int, string>();
                foreach (var id in Ids(n))
                {
                    var key = 1 + id % 3;
                    if (!names.ContainsKey(key)) { names.Add(key, db.Customers.Where(x => x.Id == key).Select(x => x.Name).Single()); }
                }
            }

            public static void Get_or_add(ShopContext db, SqliteConnection c, int n)
            {
                var names = new ConcurrentDictionary<int, string>();
                foreach (var id in Ids(n)) { _ = names.GetOrAdd(id % 3, key => db.Customers.First(x => x.Id % 3 == key).Name); }
            }

            public static void Coalesced(ShopContext db, SqliteConnection c, int n)
            {
                List<Product>? products = null;
                foreach (var id in Ids(n)) { products ??= db.Products.Where(p => p.Id >= id).ToList(); }
            }

            public static void Cached_value_or_query(ShopContext db, SqliteConnection c, int n)
            {
                var known = new Dictionary<int, Customer>();
                foreach (var id in Ids(n))
                {
                    var key = 1 + id % 3;
                    var customer = known.GetValueOrDefault(key) ?? db.Customers.Find(key);
                    known[key] = customer!;
                }
            }

            public static void Loaded_before(ShopContext db, SqliteConnection c, int n)
            {
                db.Customers.Load();
                foreach (var order in Orders(n)) { _ = db.ChangeTracker.Entries<Customer>().First(e => e.Entity.Id == order.CustomerId); }
            }

            // Dapper and ADO.NET.

            public static void Dapper_parameters(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n))
                {
                    var parameters = new DynamicParameters();
                    parameters.Add("id", id);
                    _ = c.QuerySingle<string>("select Name from Customers where Id = @id", parameters);
                }
            }

            public static async Task Dapper_command(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var order in Orders(n))
                {
                    var command = new CommandDefinition("select Name from Customers where Id = @id", new { id = order.CustomerId });
                    _ = await c.QueryFirstOrDefaultAsync<string>(command);
                }
            }

            public static void Dapper_multiple(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var id in Ids(n))
                {
                    using var grid = c.QueryMultiple("select Name from Customers where Id = @id; select Id from Orders where CustomerId = @id", new { id });
                    _ = grid.Read<string>().ToList();
                }
            }

            public static void Dapper_scalar_in_lambda(ShopContext db, SqliteConnection c, int n) =>
                _ = Ids(n).Select(id => c.ExecuteScalar<int>("select count(*) from Orders where CustomerId = @id", new { id })).ToList();

            public static void Dapper_chunks(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var ids in Ids(n).Chunk(50)) { _ = c.Query<string>("select Name from Customers where Id in @ids", new { ids }).ToList(); }
            }

            public static void Dapper_once(ShopContext db, SqliteConnection c, int n)
            {
                var names = c.Query<(int Id, string Name)>("select Id, Name from Customers").ToDictionary(row => row.Id, row => row.Name);
                foreach (var order in Orders(n)) { _ = names[order.CustomerId]; }
            }

            public static void Ado_interface(ShopContext db, SqliteConnection c, int n)
            {
                IDbConnection connection = c;
                foreach (var id in Ids(n))
                {
                    using IDbCommand command = connection.CreateCommand();
                    command.CommandText = $"select Name from Customers where Id = {id}";
                    _ = command.ExecuteScalar();
                }
            }

            public static void Ado_named_parameter(ShopContext db, SqliteConnection c, int n)
            {
                using var command = c.CreateCommand();
                command.CommandText = "select count(*) from Orders where CustomerId = $id";
                command.Parameters.Add("$id", SqliteType.Integer);
                foreach (var id in Ids(n)) { command.Parameters["$id"].Value = id; _ = command.ExecuteScalar(); }
            }

            public static void Ado_per_row(ShopContext db, SqliteConnection c, int n)
            {
                var ids = new List<int>();
                using (var list = c.CreateCommand())
                {
                    list.CommandText = "select Id from Orders where Id <= " + n;
                    using var reader = list.ExecuteReader();
                    while (reader.Read()) { ids.Add(reader.GetInt32(0)); }
                }

                foreach (var id in ids)
                {
                    using var lines = c.CreateCommand();
                    lines.CommandText = "select ProductId from Lines where OrderId = " + id;
                    using var rows = lines.ExecuteReader();
                    while (rows.Read()) { _ = rows.GetInt32(0); }
                }
            }

            public static void Ado_one_statement(ShopContext db, SqliteConnection c, int n)
            {
                using var command = c.CreateCommand();
                var names = new List<string>();
                foreach (var id in Ids(n))
                {
                    names.Add("$p" + id);
                    command.Parameters.AddWithValue("$p" + id, id);
                }

                command.CommandText = $"select Name from Customers where Id in ({string.Join(", ", names)})";
                using var reader = command.ExecuteReader();
                while (reader.Read()) { _ = reader.GetString(0); }
            }

            public static void Tree_of_a_lookup(ShopContext db, SqliteConnection c, int n)
            {
                var children = db.Orders.Where(o => o.Id <= n).ToList().ToLookup(o => o.CustomerId);
                foreach (var id in Ids(n)) { _ = CountBelow(children, id, 0); }
            }

            private static int CountBelow(ILookup<int, Order> children, int id, int depth) =>
                depth > 3 ? 0 : children[id].Sum(child => 1 + CountBelow(children, child.Id, depth + 1));
        }
        """;

    private static readonly Growth s_growth = new(Source);

    public static TheoryData<string> Methods => s_growth.Methods;

    [Theory, MemberData(nameof(Methods))]
    public Task Reported_exactly_when_commands_grow(string method) => s_growth.Agrees(method);
}
