namespace PerfAnalyzers.Tests;

public sealed partial class CommandPerRowTests
{
    private const string Insert = "insert into Orders (Total) values (@Total)";

    public static readonly Cases Quiet = new()
    {
        { "one command", Method($"connection.Execute(\"{Insert}\", new {{ Total = 1 }});") },
        { "one row as parameters", Method($"connection.Execute(\"{Insert}\", orders[0]);") },
        { "a list in a transaction", """
            class C(DbConnection connection)
            {
                public void M(List<Order> orders, DbTransaction transaction) => connection.Execute("insert into Orders (Total) values (@Total)", orders, transaction);
            }
            """ },
        { "a list in a transaction begun here", """
            class C(DbDataSource source)
            {
                public async Task M(List<Order> orders)
                {
                    await using var connection = await source.OpenConnectionAsync();
                    await using var transaction = await connection.BeginTransactionAsync();
                    await connection.ExecuteAsync("insert into Orders (Total) values (@Total)", orders, transaction);
                    await transaction.CommitAsync();
                }
            }
            """ },
        { "a list in a transaction scope", Method("""
            using var scope = new System.Transactions.TransactionScope();
            connection.Execute("insert into Orders (Total) values (@Total)", orders);
            scope.Complete();
            """) },
        { "a short list", Method("connection.Execute(\"insert into Customers (Name) values (@Name)\", new[] { new { Name = \"a\" }, new { Name = \"b\" } });") },
        { "a dictionary of parameters", Method("connection.Execute(\"insert into Customers (Name) values (@Name)\", new Dictionary<string, object> { [\"Name\"] = \"a\" });") },
        { "dynamic parameters", Method("""
            var parameters = new DynamicParameters();
            parameters.Add("Total", 1);
            connection.Execute("insert into Orders (Total) values (@Total)", parameters);
            """) },
        { "a list of keys in one statement", Method("connection.Execute(\"delete from Orders where Id in @ids\", new { ids });") },
        { "a list for a read", Method("Use(connection.Query<int>(\"select Id from Orders where Id in @ids\", new { ids }));") },
        { "SQLite in a transaction", Method("""
            using var transaction = connection.BeginTransaction();
            foreach (var order in orders) { connection.Execute("insert into Orders (Total) values (@Total)", order, transaction); }
            transaction.Commit();
            """) },
        { "an SQLite command in a transaction", Method("""
            using var transaction = connection.BeginTransaction();
            using var command = connection.CreateCommand();
            command.CommandText = "insert into Orders (CustomerId) values ($id)";
            var parameter = command.Parameters.Add("$id", SqliteType.Integer);
            foreach (var id in ids) { parameter.Value = id; command.ExecuteNonQuery(); }
            transaction.Commit();
            """) },
        { "SQLite in a transaction that is given", """
            class C(SqliteConnection connection)
            {
                public void M(List<Order> orders, SqliteTransaction transaction)
                {
                    foreach (var order in orders) { connection.Execute("insert into Orders (Total) values (@Total)", order, transaction); }
                }
            }
            """ },
        { "a batch", """
            class C(DbDataSource source)
            {
                public void M(List<Order> orders)
                {
                    using var connection = source.OpenConnection();
                    using var batch = connection.CreateBatch();
                    foreach (var order in orders)
                    {
                        var command = batch.CreateBatchCommand();
                        command.CommandText = "update Orders set Total = " + order.Total;
                        batch.BatchCommands.Add(command);
                    }
                    batch.ExecuteNonQuery();
                }
            }
            """ },
        { "a batch per chunk", """
            class C(DbConnection connection)
            {
                public void M(List<Order> orders)
                {
                    foreach (var chunk in orders.Chunk(100))
                    {
                        using var batch = connection.CreateBatch();
                        foreach (var order in chunk)
                        {
                            var command = batch.CreateBatchCommand();
                            command.CommandText = "update Orders set Total = " + order.Total;
                            batch.BatchCommands.Add(command);
                        }
                        batch.ExecuteNonQuery();
                    }
                }
            }
            """ },
        { "a statement per chunk", Method("""
            foreach (var chunk in ids.Chunk(500)) { connection.Execute("delete from Orders where Id in @chunk", new { chunk }); }
            """) },
        { "many rows in one statement", Method("""
            var text = new StringBuilder("insert into Customers (Name) values ");
            foreach (var id in ids) { text.Append("('").Append(id).Append("'),"); }
            connection.Execute(text.ToString().TrimEnd(','));
            """) },
        { "many rows in one statement per chunk", Method("""
            foreach (var chunk in ids.Chunk(100))
            {
                var values = string.Join(",", chunk.Select(id => "(" + id + ")"));
                connection.Execute("insert into Customers (Id) values " + values);
            }
            """) },
        { "a script of statements", Method("foreach (var statement in File.ReadLines(\"schema.sql\")) { connection.Execute(statement); }") },
        { "a script through ADO.NET", Method("""
            foreach (var statement in File.ReadLines("schema.sql"))
            {
                using var command = connection.CreateCommand();
                command.CommandText = statement;
                command.ExecuteNonQuery();
            }
            """) },
        { "statements that were built before", """
            record Statement(string Text, object Values);
            class C(DbConnection connection)
            {
                public void M(List<Statement> all) { foreach (var one in all) { connection.Execute(one.Text, one.Values); } }
            }
            """ },
        { "a script through a helper", """
            class Runner(ShopContext db)
            {
                public void Run(string command) { Console.WriteLine(command); db.Database.ExecuteSqlRaw(command); }
                public void RunAll(IEnumerable<string> commands) { foreach (var command in commands) { Run(command); } }
            }
            """ },
        { "an inbox", """
            interface IMediator { Task Publish(object message); }
            class C(DbDataSource source, IMediator mediator)
            {
                public async Task M(List<Order> messages)
                {
                    await using var connection = await source.OpenConnectionAsync();
                    foreach (var message in messages)
                    {
                        await mediator.Publish(message);
                        await connection.ExecuteAsync("update Orders set IsPaid = 1 where Id = @Id", new { message.Id });
                    }
                }
            }
            """ },
        { "failures are noted", """
            class Result { public bool HasFailed; }
            class C(DbDataSource source, Func<Order, Result> work)
            {
                public void M(List<Order> orders)
                {
                    using var connection = source.OpenConnection();
                    foreach (var order in orders)
                    {
                        var result = work(order);
                        if (result.HasFailed) { connection.Execute("update Orders set Total = -1 where Id = @Id", new { order.Id }); }
                    }
                }
            }
            """ },
        { "tables are created", Method("foreach (var id in ids) { connection.Execute($\"create table T{id} (Id int)\"); }") },
        { "tables are dropped", Method("foreach (var id in ids) { await db.Database.ExecuteSqlRawAsync(\"drop table T\" + id); }") },
        { "a pragma", Method("foreach (var id in ids) { connection.Execute(\"pragma user_version = \" + id); }") },
        { "an index is rebuilt", Method("foreach (var id in ids) { using var command = new SqliteCommand($\"alter index I{id} rebuild\", connection); command.ExecuteNonQuery(); }") },
        { "a few constants", Method("""
            foreach (var name in new[] { "a", "b", "c" }) { connection.Execute("insert into Customers (Name) values (@name)", new { name }); }
            """) },
        { "a short loop", Method("for (var i = 0; i < 4; i++) { connection.Execute(\"insert into Customers (Id) values (@i)\", new { i }); }") },
        { "the same row for every pass", Method("foreach (var id in ids) { Use(id); connection.Execute(\"update Counter set Value = Value + 1\"); }") },
        { "a message loop", """
            class C(DbConnection connection, System.Threading.Channels.ChannelReader<Order> orders)
            {
                public async Task M(CancellationToken token)
                {
                    await foreach (var order in orders.ReadAllAsync(token)) { await connection.ExecuteAsync("insert into Orders (Total) values (@Total)", order); }
                }
            }
            """ },
        { "a background service", """
            class C(DbDataSource source) : Microsoft.Extensions.Hosting.BackgroundService
            {
                protected override async Task ExecuteAsync(CancellationToken stop)
                {
                    var tick = 0;
                    while (!stop.IsCancellationRequested)
                    {
                        tick++;
                        await using var connection = await source.OpenConnectionAsync(stop);
                        await connection.ExecuteAsync("insert into Ticks (Id) values (@tick)", new { tick });
                    }
                }
            }
            """ },
        { "retry", Method("""
            for (var attempt = 0; attempt < 100; attempt++)
            {
                if (connection.Execute("update Orders set Total = @attempt where IsPaid = 0", new { attempt }) > 0) { break; }
            }
            """) },
        { "a search for a free row", Method("""
            foreach (var id in ids)
            {
                var taken = connection.Execute("update Orders set IsPaid = 1 where Id = @id and IsPaid = 0", new { id });
                if (taken == 1) { return; }
            }
            """) },
        { "left on the first pass", Method("foreach (var id in ids) { connection.Execute(\"delete from Orders where Id = @id\", new { id }); break; }") },
        { "tenants", """
            class C
            {
                public void M(Dictionary<string, string> tenants)
                {
                    foreach (var tenant in tenants)
                    {
                        using var connection = new SqliteConnection(tenant.Value);
                        connection.Execute("update Settings set Name = @Key", new { tenant.Key });
                    }
                }
            }
            """ },
        { "a list of connections", """
            class C { public void M(List<DbConnection> shards, int id) { foreach (var shard in shards) { shard.Execute("delete from Orders where Id = @id", new { id }); } } }
            """ },
        { "a context per element", """
            using Microsoft.Extensions.DependencyInjection;
            class C(IServiceProvider services)
            {
                public async Task M(int[] ids)
                {
                    foreach (var id in ids)
                    {
                        using var scope = services.CreateScope();
                        var db = scope.ServiceProvider.GetRequiredService<ShopContext>();
                        await db.Database.ExecuteSqlAsync($"delete from Orders where Id = {id}");
                    }
                }
            }
            """ },
        { "migration", """
            class OrdersMigration(DbConnection connection) { public void Run(int[] ids) { foreach (var id in ids) { connection.Execute("delete from Orders where Id = @id", new { id }); } } }
            """ },
        { "seeder", """
            class Seeder(DbConnection connection) { public void Run(int[] ids) { foreach (var id in ids) { connection.Execute("insert into Orders (Id) values (@id)", new { id }); } } }
            """ },
        { "installer with a list", """
            class Installer(DbConnection connection) { public void Run(List<Order> orders) => connection.Execute("insert into Orders (Id) values (@Id)", orders); }
            """ },
        { "error path", Method("""
            foreach (var id in ids)
            {
                try { Use(id); }
                catch (Exception) { connection.Execute("insert into Errors (Id) values (@id)", new { id }); }
            }
            """) },
        { "stored lambdas", Method("""
            var later = new List<Action>();
            foreach (var id in ids) { later.Add(() => connection.Execute("delete from Orders where Id = @id", new { id })); }
            Use(later);
            """) },
        { "reads", Method("foreach (var id in ids) { Use(connection.QueryFirst<int>(\"select Total from Orders where Id = @id\", new { id })); }") },
        { "ExecuteUpdate is another matter", Method("foreach (var id in ids) { db.Orders.Where(o => o.Id == id).ExecuteUpdate(s => s.SetProperty(o => o.IsPaid, true)); }") },
        { "tracked changes", Method("foreach (var order in orders) { order.IsPaid = true; } db.SaveChanges();") },
        { "an Execute of something else", """
            class Runner { public void Execute(string what, object value) { } }
            class C { void M(Runner runner, int[] ids) { foreach (var id in ids) { runner.Execute("delete from x", id); } } }
            """ },
        { "a repository in memory", """
            interface IOrders { void Insert(Order order); }
            class Orders : IOrders { private readonly List<Order> _all = new(); public void Insert(Order order) => _all.Add(order); }
            class C(IOrders orders) { public void M(List<Order> all) { foreach (var order in all) { orders.Insert(order); } } }
            """ },
        { "a repository given a batch", """
            class Orders(DbConnection connection) { public void Delete(int[] ids) => connection.Execute("delete from Orders where Id in @ids", new { ids }); }
            class C(Orders orders) { public void M(List<int[]> all) { foreach (var ids in all) { orders.Delete(ids); } } }
            """ },
        { "handlers that each do their own work", """
            interface IHandler { void Handle(Order order); }
            class Log(DbConnection connection) : IHandler { public void Handle(Order order) => connection.Execute("insert into Log (Id) values (@Id)", order); }
            class C(IEnumerable<IHandler> handlers) { public void M(Order order) { foreach (var handler in handlers) { handler.Handle(order); } } }
            """ },
        { "nameof", Method("foreach (var id in ids) { Use(id + nameof(SqlMapper.Execute)); }") },
    };
}
