using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.CommandPerRow, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed partial class CommandPerRowTests
{
    public static readonly Cases Firing = new()
    {
        { "Dapper on a connection of its own", Method("""
            using var own = new SqliteConnection("Data Source=shop.db");
            foreach (var order in orders)
            {
                own.[|Execute|]("insert into Orders (CustomerId, Total) values (@CustomerId, @Total)", order);
            }
            """) },
        { "Dapper, async, a factory's connection", """
            interface IConnections { Task<DbConnection> OpenAsync(); }
            class C(IConnections connections)
            {
                public async Task M(List<Order> orders)
                {
                    await using var connection = await connections.OpenAsync();
                    foreach (var order in orders)
                    {
                        await connection.[|ExecuteAsync|]("update Orders set IsPaid = 1 where Id = @Id", new { order.Id });
                    }
                }
            }
            """ },
        { "a statement in a constant", """
            class C
            {
                private const string Delete = "DELETE FROM Orders WHERE Id = @id";
                public void M(int[] ids)
                {
                    using (var connection = new SqliteConnection("Data Source=shop.db"))
                    {
                        connection.Open();
                        for (var i = 0; i < ids.Length; i++) { connection.[|Execute|](Delete, new { id = ids[i] }); }
                    }
                }
            }
            """ },
        { "a statement from elsewhere", """
            class C(string statement)
            {
                public void M(List<Order> orders)
                {
                    using var connection = new SqliteConnection("Data Source=shop.db");
                    foreach (var order in orders) { connection.[|Execute|](statement, order); }
                }
            }
            """ },
        { "an insert that returns its key", Method("""
            using var own = new SqliteConnection("Data Source=shop.db");
            foreach (var order in orders)
            {
                order.Id = await own.[|ExecuteScalarAsync|]<int>("insert into Orders (Total) values (@Total) returning Id", order);
            }
            """) },
        { "an update through Query", Method("""
            using var own = new SqliteConnection("Data Source=shop.db");
            foreach (var id in ids)
            {
                Use(own.[|QuerySingle|]<int>("update Orders set IsPaid = 1 where Id = @id returning CustomerId", new { id }));
            }
            """) },
        { "a command per row", Method("""
            using var own = new SqliteConnection("Data Source=shop.db");
            own.Open();
            foreach (var id in ids)
            {
                using var command = own.CreateCommand();
                command.CommandText = "delete from Lines where OrderId = $id";
                command.Parameters.AddWithValue("$id", id);
                command.[|ExecuteNonQuery|]();
            }
            """) },
        { "one command, changing parameters", Method("""
            using var own = new SqliteConnection("Data Source=shop.db");
            await own.OpenAsync();
            using var command = own.CreateCommand();
            command.CommandText = "insert into Orders (CustomerId) values ($id)";
            var parameter = command.Parameters.Add("$id", SqliteType.Integer);
            foreach (var id in ids)
            {
                parameter.Value = id;
                await command.[|ExecuteNonQueryAsync|](token);
            }
            """) },
        { "a command built with its connection", Method("""
            var own = new SqliteConnection("Data Source=shop.db");
            foreach (var id in ids)
            {
                using var command = new SqliteCommand("update Orders set Total = 0 where Id = " + id, own);
                command.[|ExecuteNonQuery|]();
            }
            """) },
        { "a command whose connection is set", """
            class C(DbProviderFactory factory)
            {
                public void M(int[] ids)
                {
                    using var connection = factory.CreateConnection()!;
                    connection.Open();
                    using var command = factory.CreateCommand()!;
                    command.Connection = connection;
                    command.CommandText = "update Orders set Total = 0 where Id = @id";
                    var id = command.CreateParameter();
                    command.Parameters.Add(id);
                    foreach (var each in ids) { id.Value = each; command.[|ExecuteNonQuery|](); }
                }
            }
            """ },
        { "ExecuteSql of a context of its own", """
            class C(IDbContextFactory<ShopContext> factory)
            {
                public async Task M(int[] ids)
                {
                    await using var db = await factory.CreateDbContextAsync();
                    foreach (var id in ids) { await db.Database.[|ExecuteSqlInterpolatedAsync|]($"update Orders set IsPaid = 1 where Id = {id}"); }
                }
            }
            """ },
        { "ExecuteSqlRaw of a context of its own", """
            class C(DbContextOptions<ShopContext> options)
            {
                public void M(int[] ids)
                {
                    using var db = new ShopContext(options);
                    foreach (var id in ids) { db.Database.[|ExecuteSqlRaw|]("delete from Orders where Id = {0}", id); }
                }
            }
            """ },
        { "in a lambda", Method("""
            using var own = new SqliteConnection("Data Source=shop.db");
            orders.ForEach(order => own.[|Execute|]("insert into Orders (Total) values (@Total)", new { order.Total }));
            """) },
        { "while over a queue", Method("""
            using var own = new SqliteConnection("Data Source=shop.db");
            var queue = new Queue<Order>(orders);
            while (queue.Count > 0)
            {
                var order = queue.Dequeue();
                own.[|Execute|]("replace into Orders (Id, Total) values (@Id, @Total)", order);
            }
            """) },
        { "update, and insert what was not there", Method("""
            using var own = new SqliteConnection("Data Source=shop.db");
            foreach (var order in orders)
            {
                var changed = own.[|Execute|]("update Orders set Total = @Total where Id = @Id", order);
                if (changed == 0)
                {
                    own.[|Execute|]("insert into Orders (Id, Total) values (@Id, @Total)", order);
                }
            }
            """) },
        { "through a repository that opens its connection", """
            interface IOrders { Task InsertAsync(Order order); }
            class Orders(string text) : IOrders
            {
                public async Task InsertAsync(Order order)
                {
                    await using var connection = new SqliteConnection(text);
                    await connection.ExecuteAsync("insert into Orders (Total) values (@Total)", order);
                }
            }
            class C(IOrders orders)
            {
                public async Task M(List<Order> all) { foreach (var order in all) { await orders.[|InsertAsync|](order); } }
            }
            """ },
    };

    public static readonly Cases Suggested = new()
    {
        { "a connection from elsewhere", Method("""
            foreach (var order in orders)
            {
                await connection.[|ExecuteAsync|]("insert into Orders (Total) values (@Total)", order);
            }
            """) },
        { "ExecuteSql of an injected context", Method("""
            foreach (var id in ids) { await db.Database.[|ExecuteSqlAsync|]($"update Orders set IsPaid = 1 where Id = {id}"); }
            """) },
        { "a transaction is passed", """
            class C(DbConnection connection)
            {
                public void M(List<Order> orders, DbTransaction transaction)
                {
                    foreach (var order in orders) { connection.[|Execute|]("insert into Orders (Total) values (@Total)", order, transaction); }
                }
            }
            """ },
        { "a transaction is begun", """
            class C(DbDataSource source)
            {
                public async Task M(List<Order> orders)
                {
                    await using var connection = await source.OpenConnectionAsync();
                    await using var transaction = await connection.BeginTransactionAsync();
                    foreach (var order in orders) { await connection.[|ExecuteAsync|]("insert into Orders (Total) values (@Total)", order, transaction: transaction); }
                    await transaction.CommitAsync();
                }
            }
            """ },
        { "a transaction scope", """
            class C(DbDataSource source)
            {
                public void M(List<Order> orders)
                {
                    using var scope = new System.Transactions.TransactionScope();
                    using var connection = source.OpenConnection();
                    foreach (var order in orders) { connection.[|Execute|]("insert into Orders (Total) values (@Total)", order); }
                    scope.Complete();
                }
            }
            """ },
        { "a command with its transaction", """
            class C(DbConnection connection)
            {
                public void M(int[] ids)
                {
                    using var transaction = connection.BeginTransaction();
                    using var command = connection.CreateCommand();
                    command.Transaction = transaction;
                    command.CommandText = "delete from Orders where Id = @id";
                    var id = command.CreateParameter();
                    foreach (var each in ids) { id.Value = each; command.[|ExecuteNonQuery|](); }
                    transaction.Commit();
                }
            }
            """ },
        { "a context's transaction", Method("""
            await using var transaction = await db.Database.BeginTransactionAsync(token);
            foreach (var id in ids) { await db.Database.[|ExecuteSqlAsync|]($"update Orders set IsPaid = 1 where Id = {id}", token); }
            await transaction.CommitAsync(token);
            """) },
        { "one bad row does not stop the others", Method("""
            using var own = new SqliteConnection("Data Source=shop.db");
            foreach (var order in orders)
            {
                try { own.[|Execute|]("insert into Orders (Total) values (@Total)", order); }
                catch (SqliteException e) { Use(e); }
            }
            """) },
        { "a list for Dapper, outside a transaction", Method("""
            connection.[|Execute|]("insert into Orders (Total) values (@Total)", orders);
            """) },
        { "a sequence for Dapper, async", Method("""
            await connection.[|ExecuteAsync|]("update Orders set IsPaid = 1 where Id = @Id", ids.Select(id => new { Id = id }));
            """) },
        { "through a repository with a connection of its field", """
            class Orders(DbConnection connection)
            {
                public Task InsertAsync(Order order) => connection.ExecuteAsync("insert into Orders (Total) values (@Total)", order);
            }
            class C(Orders orders)
            {
                public async Task M(List<Order> all) { foreach (var order in all) { await orders.[|InsertAsync|](order); } }
            }
            """ },
        { "through a repository that is given a transaction", """
            class Orders(DbConnection connection)
            {
                public Task InsertAsync(Order order, DbTransaction transaction) => connection.ExecuteAsync("insert into Orders (Total) values (@Total)", order, transaction);
            }
            class C(Orders orders)
            {
                public async Task M(List<Order> all, DbTransaction transaction) { foreach (var order in all) { await orders.[|InsertAsync|](order, transaction); } }
            }
            """ },
        { "through a helper", Method("""
            foreach (var id in ids) { [|Delete|](id); }

            void Delete(int id) => connection.Execute("delete from Orders where Id = @id", new { id });
            """) },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_sent_for_what_and_how() => Verify.Says(
        """
        class Orders(string text)
        {
            public void Insert(Order order)
            {
                using var connection = new SqliteConnection(text);
                connection.Execute("insert into Orders (Total) values (@Total)", order);
            }
        }
        class C(Orders orders)
        {
            public void M(List<Order> all) { foreach (var order in all) { orders.[|Insert|](order); } }
        }
        """,
        "'Orders.Insert' sends a command for every element of 'all' (Orders.Insert -> Execute): a round trip and a commit each; use one transaction, and a batch or one statement for many rows");

    private static string Method(string body) => $$"""
        class C
        {
            async Task M(ShopContext db, SqliteConnection connection, List<Order> orders, int[] ids, CancellationToken token)
            {
                await Task.Yield();
        {{body}}
            }

            void Use(object? value) { }
        }
        """;
}
