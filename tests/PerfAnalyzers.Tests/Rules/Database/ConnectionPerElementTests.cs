using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.ConnectionPerElement, PerfAnalyzers.Database.ConnectionPerElementFix>;

namespace PerfAnalyzers.Tests;

public sealed class ConnectionPerElementTests
{
    public static readonly Cases Firing = new()
    {
        { "new connection, opened and queried", Method("""
            foreach (var id in ids)
            {
                using var connection = new [|SqliteConnection|](text);
                connection.Open();
                Use(connection.QueryFirst<string>("select Name from Customers where Id = @id", new { id }));
            }
            """, "string text") },
        { "connection string of a field", """
            class C
            {
                private readonly string _text;
                public C(string text) => _text = text;
                public async Task M(List<Order> orders)
                {
                    foreach (var order in orders)
                    {
                        await using var connection = new [|SqliteConnection|](_text);
                        await connection.ExecuteAsync("insert into Orders (Total) values (@Total)", order);
                    }
                }
            }
            """ },
        { "connection string of the configuration", """
            using Microsoft.Extensions.Configuration;
            class C(IConfiguration configuration)
            {
                public void M(int[] ids)
                {
                    foreach (var id in ids)
                    {
                        using var connection = new [|SqliteConnection|](configuration.GetConnectionString("shop"));
                        Console.WriteLine(connection.ExecuteScalar<int>("select Stock from Products where Id = @id", new { id }));
                    }
                }
            }
            """ },
        { "connection string of the configuration, by key", """
            using Microsoft.Extensions.Configuration;
            class C(IConfiguration configuration)
            {
                public void M(int[] ids)
                {
                    foreach (var id in ids)
                    {
                        using (var connection = new [|SqliteConnection|](configuration["Shop:Database"])) { Console.WriteLine(connection.DataSource + id); }
                    }
                }
            }
            """ },
        { "using statement", Method("""
            foreach (var id in ids)
            {
                using (var connection = new [|SqliteConnection|]("Data Source=shop.db"))
                {
                    connection.Open();
                    using var command = connection.CreateCommand();
                    command.CommandText = "select Name from Customers where Id = " + id;
                    Use(command.ExecuteScalar());
                }
            }
            """) },
        { "closed by hand", Method("""
            for (var i = 0; i < ids.Length; i++)
            {
                var connection = new [|SqliteConnection|](text);
                connection.Open();
                Use(connection.ExecuteScalar<int>("select 1"));
                connection.Close();
            }
            """, "string text") },
        { "provider factory", Method("""
            foreach (var id in ids)
            {
                using var connection = factory.[|CreateConnection|]()!;
                connection.ConnectionString = text;
                Use(connection.ExecuteScalar<int>("select @id", new { id }));
            }
            """, "DbProviderFactory factory, string text") },
        { "data source", Method("""
            foreach (var id in ids)
            {
                await using var connection = await source.[|OpenConnectionAsync|]();
                Use(await connection.ExecuteScalarAsync<int>("select @id", new { id }));
            }
            """, "DbDataSource source") },
        { "factory of one's own", """
            interface IConnections { System.Data.IDbConnection CreateConnection(); }
            class C(IConnections connections)
            {
                public void M(int[] ids)
                {
                    foreach (var id in ids)
                    {
                        using var connection = connections.[|CreateConnection|]();
                        Console.WriteLine(connection.QueryFirst<string>("select Name from Customers where Id = @id", new { id }));
                    }
                }
            }
            """ },
        { "private helper that opens", """
            class C(string text)
            {
                public void M(int[] ids)
                {
                    foreach (var id in ids)
                    {
                        using var connection = [|Open|]();
                        Console.WriteLine(connection.QueryFirst<string>("select Name from Customers where Id = @id", new { id }));
                    }
                }
                private SqliteConnection Open()
                {
                    var connection = new SqliteConnection(text);
                    connection.Open();
                    return connection;
                }
            }
            """ },
        { "one connection opened and closed on each pass", Method("""
            using var connection = new SqliteConnection(text);
            foreach (var id in ids)
            {
                connection.[|Open|]();
                Use(connection.ExecuteScalar<int>("select @id", new { id }));
                connection.Close();
            }
            """, "string text") },
        { "field opened and closed on each pass", """
            class C(DbConnection connection)
            {
                private readonly DbConnection _connection = connection;
                public async Task M(int[] ids)
                {
                    foreach (var id in ids)
                    {
                        await _connection.[|OpenAsync|]();
                        Console.WriteLine(await _connection.ExecuteScalarAsync<int>("select @id", new { id }));
                        await _connection.CloseAsync();
                    }
                }
            }
            """ },
        { "context that reads", Method("""
            foreach (var id in ids)
            {
                using var db = new [|ShopContext|](options);
                Use(db.Customers.First(c => c.Id == id).Name);
            }
            """, "DbContextOptions<ShopContext> options") },
        { "context factory", Method("""
            foreach (var id in ids)
            {
                await using var db = await factory.[|CreateDbContextAsync|]();
                Use(await db.Customers.AsNoTracking().FirstAsync(c => c.Id == id));
            }
            """, "IDbContextFactory<ShopContext> factory") },
        { "context factory in a while", Method("""
            var queue = new Queue<int>(ids);
            while (queue.Count > 0)
            {
                var id = queue.Dequeue();
                using var db = factory.[|CreateDbContext|]();
                Use(db.Customers.Count(c => c.Id == id));
            }
            """, "IDbContextFactory<ShopContext> factory") },
        { "lambda of Select", Method("""
            var names = ids.Select(id =>
            {
                using var connection = new [|SqliteConnection|](text);
                return connection.QueryFirst<string>("select Name from Customers where Id = @id", new { id });
            }).ToList();
            Use(names);
            """, "string text") },
        { "under a condition of the element", Method("""
            foreach (var id in ids)
            {
                if (id > 0)
                {
                    using var connection = new [|SqliteConnection|](text);
                    Use(connection.ExecuteScalar<int>("select @id", new { id }));
                }
            }
            """, "string text") },
        { "connection string built before the loop", Method("""
            var builder = new SqliteConnectionStringBuilder { DataSource = text };
            var target = builder.ToString();
            foreach (var id in ids)
            {
                using var connection = new [|SqliteConnection|](target);
                Use(connection.ExecuteScalar<int>("select @id", new { id }));
            }
            """, "string text") },
    };

    public static readonly Cases Quiet = new()
    {
        { "before the loop", Method("""
            using var connection = new SqliteConnection(text);
            connection.Open();
            foreach (var id in ids) { Use(connection.ExecuteScalar<int>("select @id", new { id })); }
            """, "string text") },
        { "source of the loop", Method("""foreach (var name in new SqliteConnection(text).Query<string>("select Name from Customers")) { Use(name); }""", "string text") },
        { "target from the element", Method("foreach (var file in files) { using var connection = new SqliteConnection(\"Data Source=\" + file); connection.Open(); Use(connection.ExecuteScalar<int>(\"select 1\")); }", "string[] files") },
        { "target from a local of the pass", Method("""
            foreach (var file in files)
            {
                var text = $"Data Source={file}";
                using var connection = new SqliteConnection(text);
                Use(connection.ExecuteScalar<int>("select 1"));
            }
            """, "string[] files") },
        { "target set by the element", Method("""
            foreach (var file in files)
            {
                using var connection = new SqliteConnection();
                connection.ConnectionString = file;
                connection.Open();
            }
            """, "string[] tenantFiles, string[] files").Replace("var file in files", "var tenant in tenantFiles", StringComparison.Ordinal).Replace("= file", "= tenant", StringComparison.Ordinal) },
        { "a tenant's connection", """
            record Tenant(string Name, string Database);
            class C
            {
                public void M(List<Tenant> tenants)
                {
                    foreach (var tenant in tenants) { using var connection = new SqliteConnection(tenant.Database); connection.Open(); Console.WriteLine(connection.State); }
                }
            }
            """ },
        { "an ambient tenant", """
            interface ICurrentTenant { IDisposable Change(int id); }
            class C(IDbContextFactory<ShopContext> factory, ICurrentTenant current)
            {
                public void M(int[] ids)
                {
                    foreach (var id in ids)
                    {
                        using var scope = current.Change(id);
                        using var db = factory.CreateDbContext();
                        Console.WriteLine(db.Orders.Count());
                    }
                }
            }
            """ },
        { "shards by number", Method("""
            foreach (var id in ids)
            {
                using var connection = Shard(id);
                Use(connection.ExecuteScalar<int>("select 1"));
            }
            SqliteConnection Shard(int id) => new SqliteConnection("Data Source=shard" + id);
            """) },
        { "Parallel.ForEach", Method("Parallel.ForEach(ids, id => { using var db = new ShopContext(options); Use(db.Customers.First(c => c.Id == id)); });", "DbContextOptions<ShopContext> options") },
        { "Parallel.ForEachAsync", Method("""
            await Parallel.ForEachAsync(ids, async (id, stop) =>
            {
                await using var db = await factory.CreateDbContextAsync(stop);
                Use(await db.Customers.FirstAsync(c => c.Id == id, stop));
            });
            """, "IDbContextFactory<ShopContext> factory") },
        { "WhenAll over Select", Method("""
            Use(await Task.WhenAll(ids.Select(async id =>
            {
                await using var db = await factory.CreateDbContextAsync();
                return await db.Customers.CountAsync(c => c.Id == id);
            })));
            """, "IDbContextFactory<ShopContext> factory") },
        { "PLINQ", Method("""Use(ids.AsParallel().Select(id => { using var c = new SqliteConnection(text); return c.ExecuteScalar<int>("select @id", new { id }); }).ToList());""", "string text") },
        { "tasks started in the loop", Method("""
            var tasks = new List<Task>();
            foreach (var id in ids)
            {
                tasks.Add(Task.Run(() => { using var connection = new SqliteConnection(text); Use(connection.ExecuteScalar<int>("select @id", new { id })); }));
            }
            await Task.WhenAll(tasks);
            """, "string text") },
        { "retry", Method("""
            for (var attempt = 0; attempt < 20; attempt++)
            {
                try
                {
                    using var connection = new SqliteConnection(text);
                    connection.Open();
                    break;
                }
                catch (SqliteException) { }
            }
            """, "string text") },
        { "reconnect", Method("""
            var connection = new SqliteConnection(text);
            foreach (var id in ids)
            {
                if (connection.State != System.Data.ConnectionState.Open)
                {
                    connection.Dispose();
                    connection = new SqliteConnection(text);
                    connection.Open();
                }
                Use(connection.ExecuteScalar<int>("select @id", new { id }));
            }
            connection.Dispose();
            """, "string text") },
        { "waiting for the server", Method("""
            while (true)
            {
                using var connection = new SqliteConnection(text);
                if (connection.ExecuteScalar<int>("select 1") == 1) { break; }
                await Task.Delay(1000);
            }
            """, "string text") },
        { "waiting a number of times", Method("""
            for (var i = 0; i < 60; i++)
            {
                using (var connection = new SqliteConnection(text)) { Use(connection.ExecuteScalar<int>("select 1")); }
                Thread.Sleep(1000);
            }
            """, "string text") },
        { "failures kept apart", Method("""
            foreach (var id in ids)
            {
                try
                {
                    using var connection = new SqliteConnection(text);
                    connection.Execute("insert into Log values (@id)", new { id });
                }
                catch (DbException e) { Use(e); }
            }
            """, "string text") },
        { "message loop", """
            using System.Threading.Channels;
            class C(IDbContextFactory<ShopContext> factory, ChannelReader<int> messages)
            {
                public async Task M()
                {
                    await foreach (var id in messages.ReadAllAsync()) { using var db = factory.CreateDbContext(); Console.WriteLine(db.Orders.Count(o => o.Id == id)); }
                }
            }
            """ },
        { "service loop", Method("""
            while (!stop.IsCancellationRequested) { using var db = factory.CreateDbContext(); Use(db.Orders.Count()); }
            """, "IDbContextFactory<ShopContext> factory, CancellationToken stop") },
        { "scope per message", """
            using Microsoft.Extensions.DependencyInjection;
            class C(IServiceScopeFactory scopes)
            {
                public void M(int[] ids)
                {
                    foreach (var id in ids)
                    {
                        using var scope = scopes.CreateScope();
                        var db = scope.ServiceProvider.GetRequiredService<ShopContext>();
                        Console.WriteLine(db.Orders.Count(o => o.Id == id));
                    }
                }
            }
            """ },
        { "factory of a scope", """
            using Microsoft.Extensions.DependencyInjection;
            class C(IServiceScopeFactory scopes)
            {
                public void M(int[] ids)
                {
                    foreach (var id in ids)
                    {
                        using var scope = scopes.CreateScope();
                        using var db = scope.ServiceProvider.GetRequiredService<IDbContextFactory<ShopContext>>().CreateDbContext();
                        Console.WriteLine(db.Orders.Count(o => o.Id == id));
                    }
                }
            }
            """ },
        { "context per chunk", Method("""
            foreach (var chunk in ids.Chunk(500))
            {
                using var db = factory.CreateDbContext();
                Use(db.Orders.Where(o => chunk.Contains(o.Id)).ToList());
            }
            """, "IDbContextFactory<ShopContext> factory") },
        { "connection per group", Method("""
            foreach (var group in ids.GroupBy(id => id % 10))
            {
                using var connection = new SqliteConnection(text);
                Use(connection.Query<string>("select Name from Customers where Id in @keys", new { keys = group.ToArray() }));
            }
            """, "string text") },
        { "context per file of rows", Method("""
            foreach (var file in files)
            {
                using var db = factory.CreateDbContext();
                foreach (var line in File.ReadLines(file)) { db.Products.Add(new Product { Sku = line }); }
            }
            """, "IDbContextFactory<ShopContext> factory, string[] files") },
        { "unit of work that saves", Method("""
            foreach (var id in ids)
            {
                using var db = factory.CreateDbContext();
                db.Orders.Single(o => o.Id == id).IsPaid = true;
                db.SaveChanges();
            }
            """, "IDbContextFactory<ShopContext> factory") },
        { "fresh context every n", Method("""
            var db = factory.CreateDbContext();
            for (var i = 0; i < ids.Length; i++)
            {
                if (i % 100 == 0) { db.Dispose(); db = factory.CreateDbContext(); }
                Use(db.Orders.Find(ids[i]));
            }
            db.Dispose();
            """, "IDbContextFactory<ShopContext> factory") },
        { "created on first use", Method("""
            SqliteConnection? connection = null;
            foreach (var id in ids)
            {
                connection ??= new SqliteConnection(text);
                Use(connection.ExecuteScalar<int>("select @id", new { id }));
            }
            connection?.Dispose();
            """, "string text") },
        { "created behind a null check", Method("""
            SqliteConnection? connection = null;
            foreach (var id in ids)
            {
                if (connection == null) { connection = new SqliteConnection(text); connection.Open(); }
                Use(connection.ExecuteScalar<int>("select @id", new { id }));
            }
            """, "string text") },
        { "few constants", Method("""
            foreach (var table in new[] { "Orders", "Customers" }) { using var connection = new SqliteConnection(text); Use(connection.ExecuteScalar<int>("select count(*) from " + table)); }
            """, "string text") },
        { "counted few", Method("for (var i = 0; i < 5; i++) { using var connection = new SqliteConnection(text); connection.Open(); }", "string text") },
        { "leaves on its first pass", Method("foreach (var id in ids) { using var connection = new SqliteConnection(text); Use(connection.ExecuteScalar<int>(\"select 1\")); break; }", "string text") },
        { "opened when it is closed", Method("""
            foreach (var id in ids)
            {
                if (connection.State != System.Data.ConnectionState.Open) { connection.Open(); }
                Use(connection.ExecuteScalar<int>("select @id", new { id }));
            }
            """, "DbConnection connection") },
        { "each element's own connection", """
            class Job { public DbConnection Connection { get; set; } = null!; }
            class C { public void M(List<Job> jobs) { foreach (var job in jobs) { job.Connection.Open(); Console.WriteLine(job.Connection.State); job.Connection.Close(); } } }
            """ },
        { "opens connections that are kept", Method("""
            var pool = new List<SqliteConnection>();
            foreach (var id in ids) { var connection = new SqliteConnection(text); connection.Open(); pool.Add(connection); }
            Use(pool);
            """, "string text") },
        { "private in-memory databases", Method("""foreach (var id in ids) { using var connection = new SqliteConnection("Data Source=:memory:"); connection.Open(); Use(id); }""") },
        { "a shared connection that is handed out", """
            class C(DbConnection connection)
            {
                private DbConnection GetConnection() => connection;
                public void M(int[] ids) { foreach (var id in ids) { var c = GetConnection(); Console.WriteLine(c.State.ToString() + id); } }
            }
            """ },
        { "the context's own connection", Method("""foreach (var id in ids) { var connection = db.Database.GetDbConnection(); Use(connection.ExecuteScalar<int>("select @id", new { id })); }""", "ShopContext db") },
        { "seeder", """
            class ShopSeeder(string text) { public void Seed(int[] ids) { foreach (var id in ids) { using var c = new SqliteConnection(text); c.Execute("insert into X values (@id)", new { id }); } } }
            """ },
        { "Main", """
            static class Program { static void Main(string[] args) { foreach (var arg in args) { using var c = new SqliteConnection("Data Source=shop.db"); c.Execute(arg); } } }
            """ },
        { "stored lambda", Method("""
            var all = new List<Func<SqliteConnection>>();
            foreach (var id in ids) { all.Add(() => new SqliteConnection(text)); Use(id); }
            """, "string text") },
        { "delegate that makes it", Method("foreach (var id in ids) { using var connection = open(id); Use(connection); }", "Func<int, SqliteConnection> open") },
        { "another kind of connection", """
            class Connection : IDisposable { public void Open() { } public void Dispose() { } }
            class C { public void M(int[] ids) { foreach (var id in ids) { using var c = new Connection(); c.Open(); Console.WriteLine(id); } } }
            """ },
        { "commands are not connections", Method("""
            foreach (var id in ids) { using var command = new SqliteCommand("select 1", connection); Use(command.ExecuteScalar()); }
            """, "SqliteConnection connection") },
        { "options built for each element", Method("""
            foreach (var file in files)
            {
                var options = new DbContextOptionsBuilder<ShopContext>().UseSqlite("Data Source=" + file).Options;
                using var db = new ShopContext(options);
                Use(db.Orders.Count());
            }
            """, "string[] files") },
    };

    public static readonly Cases Refused = new()
    {
        { "a context goes on tracking", Method("foreach (var id in ids) { using var db = new [|ShopContext|](options); Use(db.Customers.First(c => c.Id == id).Name); }", "DbContextOptions<ShopContext> options") },
        { "handed to other code", Method("foreach (var id in ids) { using var connection = new [|SqliteConnection|](text); Use(connection); }", "string text") },
        { "closed in the pass", Method("foreach (var id in ids) { using var connection = new [|SqliteConnection|](text); connection.Open(); Use(id); connection.Close(); }", "string text") },
        { "a temporary table", Method("""foreach (var id in ids) { using var connection = new [|SqliteConnection|](text); connection.Open(); connection.Execute("create temp table T (Id int)"); Use(id); }""", "string text") },
        { "a reader that stays open", Method("""foreach (var id in ids) { using var connection = new [|SqliteConnection|](text); Use(connection.ExecuteReader("select 1").FieldCount + id); }""", "string text") },
        { "opened later", Method("""foreach (var id in ids) { using var connection = new [|SqliteConnection|](text); Use(id); connection.Open(); Use(connection.ExecuteScalar<int>("select 1")); }""", "string text") },
        { "a name of its own in another loop", Method("""
            foreach (var id in ids) { using var connection = new [|SqliteConnection|](text); Use(connection.ExecuteScalar<int>("select @id", new { id })); }
            using (var connection = new SqliteConnection(text)) { Use(1); }
            """, "string text") },
        { "in a lambda", Method("""Use(ids.Select(id => { using var connection = new [|SqliteConnection|](text); return connection.ExecuteScalar<int>("select @id", new { id }); }).ToList());""", "string text") },
        { "a using statement", Method("""foreach (var id in ids) { using (var connection = new [|SqliteConnection|](text)) { Use(connection.ExecuteScalar<int>("select @id", new { id })); } }""", "string text") },
        { "under a condition", Method("""foreach (var id in ids) { if (id > 0) { using var connection = new [|SqliteConnection|](text); Use(connection.ExecuteScalar<int>("select @id", new { id })); } }""", "string text") },
        { "a transaction that is not disposed", Method("""foreach (var id in ids) { using var connection = new [|SqliteConnection|](text); connection.Open(); var t = connection.BeginTransaction(); connection.Execute("insert into X values (@id)", new { id }); t.Commit(); }""", "string text") },
        { "opened and closed", Method("foreach (var id in ids) { connection.[|Open|](); Use(connection.ExecuteScalar<int>(\"select 1\") + id); connection.Close(); }", "DbConnection connection") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Silent(Case code) => Verify.Silent(code.Source);

    [Theory, MemberData(nameof(Refused))]
    public Task Refuses(Case code) => Verify.RefusesToFix(code.Source);

    [Fact]
    public Task Says_what_it_costs() => Verify.Says(
        Method("foreach (var id in ids) { using var connection = new [|SqliteConnection|](text); connection.Open(); Use(connection.ExecuteScalar<int>(\"select 1\") + id); }", "string text"),
        "'SqliteConnection' makes a connection for every element of 'ids' although the target stays the same; open one before the loop");

    [Fact]
    public Task Says_it_of_contexts() => Verify.Says(
        Method("foreach (var id in ids) { using var db = factory.[|CreateDbContext|](); Use(db.Orders.Count(o => o.Id == id)); }", "IDbContextFactory<ShopContext> factory"),
        "'CreateDbContext' makes a context for every element of 'ids' although the target stays the same; share one over the loop");

    [Fact]
    public Task Hoists_declaration_and_open() => Verify.Fixes(
        Method("""
                    Use("start");

                    foreach (var id in ids)
                    {
                        // The shop's database.
                        using var connection = new [|SqliteConnection|](text);
                        connection.Open();

                        Use(connection.ExecuteScalar<int>("select @id", new { id }));
                    }
            """, "string text"),
        Method("""
                    Use("start");

                    // The shop's database.
                    using var connection = new SqliteConnection(text);
                    connection.Open();
                    foreach (var id in ids)
                    {
                        Use(connection.ExecuteScalar<int>("select @id", new { id }));
                    }
            """, "string text"));

    [Fact]
    public Task Hoists_an_awaited_open() => Verify.Fixes(
        Method("""
                    for (var i = 0; i < ids.Length; i++)
                    {
                        await using var connection = new [|SqliteConnection|](text);
                        await connection.OpenAsync().ConfigureAwait(false);
                        using var command = new SqliteCommand("select " + ids[i], connection);
                        Use(await command.ExecuteScalarAsync());
                    }
            """, "string text"),
        Method("""
                    await using var connection = new SqliteConnection(text);
                    await connection.OpenAsync().ConfigureAwait(false);
                    for (var i = 0; i < ids.Length; i++)
                    {
                        using var command = new SqliteCommand("select " + ids[i], connection);
                        Use(await command.ExecuteScalarAsync());
                    }
            """, "string text"));

    [Fact]
    public Task Opens_what_its_uses_opened() => Verify.Fixes(
        Method("""
                    foreach (var id in ids)
                    {
                        await using var connection = new [|SqliteConnection|](text);
                        Use(await connection.QueryAsync<string>("select Name from Customers where Id = @id", new { id }));
                    }
            """, "string text"),
        Method("""
                    await using var connection = new SqliteConnection(text);
                    await connection.OpenAsync();
                    foreach (var id in ids)
                    {
                        Use(await connection.QueryAsync<string>("select Name from Customers where Id = @id", new { id }));
                    }
            """, "string text"));

    [Fact]
    public Task Hoists_what_a_factory_makes() => Verify.Fixes(
        Method("""
                    foreach (var id in ids)
                    {
                        Use(id);
                        await using var connection = await source.[|OpenConnectionAsync|]();
                        Use(await connection.QueryAsync<string>("select Name from Customers where Id = @id", new { id }));
                    }
            """, "DbDataSource source"),
        Method("""
                    await using var connection = await source.OpenConnectionAsync();
                    foreach (var id in ids)
                    {
                        Use(id);
                        Use(await connection.QueryAsync<string>("select Name from Customers where Id = @id", new { id }));
                    }
            """, "DbDataSource source"));

    [Fact]
    public Task Keeps_transactions_of_the_pass() => Verify.Fixes(
        Method("""
                    foreach (var id in ids)
                    {
                        using var connection = new [|SqliteConnection|](text);
                        connection.Open();
                        using var transaction = connection.BeginTransaction();
                        connection.Execute("insert into Log values (@id)", new { id }, transaction);
                        transaction.Commit();
                    }
            """, "string text"),
        Method("""
                    using var connection = new SqliteConnection(text);
                    connection.Open();
                    foreach (var id in ids)
                    {
                        using var transaction = connection.BeginTransaction();
                        connection.Execute("insert into Log values (@id)", new { id }, transaction);
                        transaction.Commit();
                    }
            """, "string text"));

    [Fact]
    public Task Hoists_one_loop_at_a_time() => Verify.Fixes(
        Method("""
                    foreach (var id in ids)
                    {
                        using var outer = new [|SqliteConnection|](text);
                        Use(outer.ExecuteScalar<int>("select @id", new { id }));
                        foreach (var other in ids)
                        {
                            using var inner = new [|SqliteConnection|](text);
                            Use(inner.ExecuteScalar<int>("select @other", new { other }));
                        }
                    }
            """, "string text"),
        Method("""
                    using var outer = new SqliteConnection(text);
                    outer.Open();
                    using var inner = new SqliteConnection(text);
                    inner.Open();
                    foreach (var id in ids)
                    {
                        Use(outer.ExecuteScalar<int>("select @id", new { id }));
                        foreach (var other in ids)
                        {
                            Use(inner.ExecuteScalar<int>("select @other", new { other }));
                        }
                    }
            """, "string text"));

    [Fact]
    public Task Hoists_in_all_documents() => Verify.FixesAll(
    [
        (Method("""
                    foreach (var id in ids)
                    {
                        using var connection = new [|SqliteConnection|](text);
                        Use(connection.ExecuteScalar<int>("select @id", new { id }));
                    }
            """, "string text").Replace("class C", "class A", StringComparison.Ordinal),
        Method("""
                    using var connection = new SqliteConnection(text);
                    connection.Open();
                    foreach (var id in ids)
                    {
                        Use(connection.ExecuteScalar<int>("select @id", new { id }));
                    }
            """, "string text").Replace("class C", "class A", StringComparison.Ordinal)),
        (Method("""
                    foreach (var id in ids)
                    {
                        using var shop = new [|SqliteConnection|](text);
                        shop.Open();
                        Use(shop.ExecuteScalar<int>("select @id", new { id }));
                    }
            """, "string text"),
        Method("""
                    using var shop = new SqliteConnection(text);
                    shop.Open();
                    foreach (var id in ids)
                    {
                        Use(shop.ExecuteScalar<int>("select @id", new { id }));
                    }
            """, "string text")),
    ]);

    private static string Method(string body, string parameters = "int unused") => $$"""
        class C
        {
            async Task M(int[] ids, {{parameters}})
            {
                await Task.Yield();
        {{body}}
            }

            void Use(object? value) { }
        }
        """;
}
