namespace PerfAnalyzers.Tests;

/// <summary>Commands per row, and what only looks like them; see <see cref="Growth"/>.</summary>
[Trait("Category", "RoundTrips")]
public sealed class CommandPerRowTruth
{
    private const string Source = """
        public static class Truth
        {
            private static List<Order> Rows(int n) => Enumerable.Range(1, n).Select(i => new Order { Id = i, CustomerId = i, Total = i + 0.5m }).ToList();

            public static void Dapper_update(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var row in Rows(n)) { c.Execute("update Orders set Total = @Total where Id = @Id", new { row.Id, row.Total }); }
            }

            public static async Task Dapper_insert_async(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var row in Rows(n)) { await c.ExecuteAsync("insert into Products (Sku, Name, Price, Stock) values (@Sku, '', @Total, 0)", new { Sku = "N" + row.Id, row.Total }); }
            }

            public static void Dapper_delete_in_lambda(ShopContext db, SqliteConnection c, int n) =>
                Rows(n).ForEach(row => c.Execute("delete from Lines where OrderId = @Id", new { row.Id }));

            public static List<int> Insert_returning(ShopContext db, SqliteConnection c, int n)
            {
                var keys = new List<int>();
                for (var i = 0; i < n; i++)
                {
                    keys.Add(c.ExecuteScalar<int>("insert into Products (Sku, Name, Price, Stock) values (@sku, '', 1, 0) returning Id", new { sku = "S" + i }));
                }

                return keys;
            }

            public static void Dapper_list(ShopContext db, SqliteConnection c, int n) =>
                c.Execute("update Orders set Total = @Total where Id = @Id", Rows(n).Select(row => new { row.Id, row.Total }));

            public static void Keys_in_one_statement(ShopContext db, SqliteConnection c, int n) =>
                c.Execute("update Orders set IsPaid = 1 where Id in @ids", new { ids = Rows(n).Select(row => row.Id) });

            public static void Values_in_one_statement(ShopContext db, SqliteConnection c, int n)
            {
                var values = string.Join(",", Rows(n).Select(row => $"('X{row.Id}', '', 1, 0)"));
                c.Execute("insert into Products (Sku, Name, Price, Stock) values " + values);
            }

            public static void Json_in_one_statement(ShopContext db, SqliteConnection c, int n)
            {
                var json = System.Text.Json.JsonSerializer.Serialize(Rows(n).Select(row => row.Id));
                c.Execute("update Orders set IsPaid = 1 where Id in (select value from json_each(@json))", new { json });
            }

            public static void Command_per_row(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var row in Rows(n))
                {
                    using var command = c.CreateCommand();
                    command.CommandText = "delete from Lines where OrderId = $id";
                    command.Parameters.AddWithValue("$id", row.Id);
                    command.ExecuteNonQuery();
                }
            }

            public static void One_command(ShopContext db, SqliteConnection c, int n)
            {
                using var command = c.CreateCommand();
                command.CommandText = "update Orders set IsPaid = 1 where Id = $id";
                var id = command.CreateParameter();
                id.ParameterName = "$id";
                command.Parameters.Add(id);
                for (var i = 1; i <= n; i++) { id.Value = i; command.ExecuteNonQuery(); }
            }

            public static void One_statement(ShopContext db, SqliteConnection c, int n)
            {
                using var command = c.CreateCommand();
                command.CommandText = "update Orders set IsPaid = 1 where Id <= $n";
                command.Parameters.AddWithValue("$n", n);
                command.ExecuteNonQuery();
            }

            public static async Task Context_sql(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var row in Rows(n)) { await db.Database.ExecuteSqlAsync($"update Orders set Total = {row.Total} where Id = {row.Id}"); }
            }

            public static void Context_sql_once(ShopContext db, SqliteConnection c, int n) =>
                db.Database.ExecuteSql($"update Orders set IsPaid = 1 where Id <= {n}");

            public static void Context_sql_in_transaction(ShopContext db, SqliteConnection c, int n)
            {
                using var transaction = db.Database.BeginTransaction();
                foreach (var row in Rows(n)) { db.Database.ExecuteSql($"delete from Lines where OrderId = {row.Id}"); }
                transaction.Commit();
            }

            public static void In_a_transaction(ShopContext db, SqliteConnection c, int n) => InTransaction(c, n);

            private static void InTransaction(DbConnection connection, int n)
            {
                using var transaction = connection.BeginTransaction();
                foreach (var row in Rows(n)) { connection.Execute("update Orders set Total = @Total where Id = @Id", new { row.Id, row.Total }, transaction); }
                transaction.Commit();
            }

            public static async Task Store_each(ShopContext db, SqliteConnection c, int n)
            {
                var store = new OrderStore(c);
                foreach (var row in Rows(n)) { await store.PayAsync(row.Id); }
            }

            public static async Task Store_once(ShopContext db, SqliteConnection c, int n)
            {
                var store = new OrderStore(c);
                await store.PayAllAsync(Rows(n).Select(row => row.Id).ToArray());
            }

            public static void Store_behind_interface(ShopContext db, SqliteConnection c, int n)
            {
                ILineStore lines = new LineStore(c);
                foreach (var row in Rows(n)) { lines.Clear(row.Id); }
            }

            public static void Store_in_memory(ShopContext db, SqliteConnection c, int n)
            {
                IMemoryStore lines = new MemoryStore();
                foreach (var row in Rows(n)) { lines.Forget(row.Id); }
            }

            public static void Chunks(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var chunk in Rows(n).Select(row => row.Id).Chunk(100)) { c.Execute("update Orders set IsPaid = 1 where Id in @chunk", new { chunk }); }
            }

            public static void Few(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var name in new[] { "a", "b" }) { c.Execute("insert into Customers (Name, Email, IsActive) values (@name, '', 1)", new { name }); }
            }

            public static int First_free(ShopContext db, SqliteConnection c, int n)
            {
                foreach (var row in Rows(n))
                {
                    var taken = c.Execute("update Orders set Total = 0 where Id = @Id and Total > 0", new { row.Id });
                    if (taken == 1) { return row.Id; }
                }

                return 0;
            }

            public static void Retry(ShopContext db, SqliteConnection c, int n)
            {
                for (var attempt = 1; attempt <= n; attempt++)
                {
                    if (c.Execute("update Orders set Total = @attempt where Id = 1", new { attempt }) > 0) { break; }
                }
            }

            public static void Collected(ShopContext db, SqliteConnection c, int n)
            {
                var text = new StringBuilder();
                foreach (var row in Rows(n)) { text.Append("update Orders set IsPaid = 1 where Id = ").Append(row.Id).Append(';'); }
                c.Execute(text.ToString());
            }
        }

        public class OrderStore(SqliteConnection connection)
        {
            public Task PayAsync(int id) => connection.ExecuteAsync("update Orders set IsPaid = 1 where Id = @id", new { id });
            public Task PayAllAsync(int[] ids) => connection.ExecuteAsync("update Orders set IsPaid = 1 where Id in @ids", new { ids });
        }

        public interface ILineStore { void Clear(int order); }
        public class LineStore(SqliteConnection connection) : ILineStore
        {
            public void Clear(int order)
            {
                using var command = connection.CreateCommand();
                command.CommandText = "delete from Lines where OrderId = $order";
                command.Parameters.AddWithValue("$order", order);
                command.ExecuteNonQuery();
            }
        }

        public interface IMemoryStore { void Forget(int order); }
        public class MemoryStore : IMemoryStore
        {
            private readonly HashSet<int> _all = new();
            public void Forget(int order) => _all.Remove(order);
        }
        """;

    private static readonly Growth s_growth = new(Source);

    public static TheoryData<string> Methods => s_growth.Methods;

    [Theory, MemberData(nameof(Methods))]
    public Task Agrees(string method) => s_growth.Agrees(method);
}
