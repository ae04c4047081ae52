using System.Data;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PerfAnalyzers.Database;
using Shop;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Connections and contexts made per element: what counts is not commands but connections that were opened. Each method runs
/// over 12 and over 36 elements; it has to be reported exactly when the number grows, and what the fix leaves no longer grows.
/// </summary>
[Trait("Category", "RoundTrips")]
public sealed class ConnectionPerElementTruth
{
    private const string Source = """
        public static class Truth
        {
            public static string New_connection(Connections connections, int[] ids)
            {
                var names = "";
                foreach (var id in ids)
                {
                    using var connection = new CountedConnection(connections.Text);
                    connection.Open();
                    names += connection.ExecuteScalar<string>("select Name from Customers where Id = @id", new { id });
                }
                return names;
            }

            public static async Task<string> Asynchronously(Connections connections, int[] ids)
            {
                var names = "";
                for (var i = 0; i < ids.Length; i++)
                {
                    await using var connection = new CountedConnection(connections.Text);
                    await connection.OpenAsync();
                    names += await connection.ExecuteScalarAsync<string>("select Name from Customers where Id = @id", new { id = ids[i] });
                }
                return names;
            }

            public static string Opened_by_Dapper(Connections connections, int[] ids)
            {
                var names = "";
                foreach (var id in ids)
                {
                    using var connection = new CountedConnection(connections.Text);
                    names += string.Concat(connection.Query<string>("select Name from Customers where Id = @id", new { id }));
                }
                return names;
            }

            public static string With_a_command(Connections connections, int[] ids)
            {
                var names = "";
                foreach (var id in ids)
                {
                    using var connection = new CountedConnection(connections.Text);
                    connection.Open();
                    using var command = connection.CreateCommand();
                    command.CommandText = "select Name from Customers where Id = $id";
                    command.Parameters.AddWithValue("$id", id);
                    names += command.ExecuteScalar();
                }
                return names;
            }

            public static string Nested(Connections connections, int[] ids)
            {
                var names = "";
                foreach (var id in ids)
                {
                    foreach (var other in ids.Where(other => other == id))
                    {
                        using var connection = new CountedConnection(connections.Text);
                        connection.Open();
                        names += connection.ExecuteScalar<string>("select Name from Customers where Id = @other", new { other });
                    }
                }
                return names;
            }

            public static string Factory(Connections connections, int[] ids)
            {
                var names = "";
                foreach (var id in ids)
                {
                    using var connection = connections.CreateConnection();
                    names += connection.ExecuteScalar<string>("select Name from Customers where Id = @id", new { id });
                }
                return names;
            }

            public static string Opened_and_closed(Connections connections, int[] ids)
            {
                var names = "";
                using var connection = new CountedConnection(connections.Text);
                foreach (var id in ids)
                {
                    connection.Open();
                    names += connection.ExecuteScalar<string>("select Name from Customers where Id = @id", new { id });
                    connection.Close();
                }
                return names;
            }

            public static string New_context(Connections connections, int[] ids)
            {
                var names = "";
                foreach (var id in ids)
                {
                    using var db = connections.CreateContext();
                    names += db.Customers.First(c => c.Id == id).Name;
                }
                return names;
            }

            public static string In_a_lambda(Connections connections, int[] ids) => string.Concat(ids.Select(id =>
            {
                using var connection = new CountedConnection(connections.Text);
                return connection.ExecuteScalar<string>("select Name from Customers where Id = @id", new { id });
            }).ToList());

            public static string Before_the_loop(Connections connections, int[] ids)
            {
                var names = "";
                using var connection = new CountedConnection(connections.Text);
                connection.Open();
                foreach (var id in ids) { names += connection.ExecuteScalar<string>("select Name from Customers where Id = @id", new { id }); }
                return names;
            }

            public static string On_first_use(Connections connections, int[] ids)
            {
                var names = "";
                CountedConnection? connection = null;
                foreach (var id in ids)
                {
                    if (connection is null) { connection = new CountedConnection(connections.Text); connection.Open(); }
                    names += connection.ExecuteScalar<string>("select Name from Customers where Id = @id", new { id });
                }
                connection?.Dispose();
                return names;
            }

            public static string When_it_is_closed(Connections connections, int[] ids)
            {
                var names = "";
                using var connection = new CountedConnection(connections.Text);
                foreach (var id in ids)
                {
                    if (connection.State != System.Data.ConnectionState.Open) { connection.Open(); }
                    names += connection.ExecuteScalar<string>("select Name from Customers where Id = @id", new { id });
                }
                return names;
            }

            public static string Few_constants(Connections connections, int[] ids)
            {
                var names = "";
                foreach (var id in new[] { 1, 2, 3 })
                {
                    using var connection = new CountedConnection(connections.Text);
                    names += connection.ExecuteScalar<string>("select Name from Customers where Id = @id", new { id });
                }
                return names;
            }

            public static string Shared_context(Connections connections, int[] ids)
            {
                using var db = connections.CreateContext();
                return string.Concat(db.Customers.Where(c => ids.Contains(c.Id)).OrderBy(c => c.Id).Select(c => c.Name));
            }

            public static string First_server_that_answers(Connections connections, int[] ids)
            {
                foreach (var id in ids)
                {
                    using var connection = new CountedConnection(connections.Text);
                    return connection.ExecuteScalar<string>("select Name from Customers where Id = @id", new { id })!;
                }
                return "";
            }
        }

        public class CountedConnection(string text) : SqliteConnection(text)
        {
            public static int Opened;
            public override void Open() { Opened++; base.Open(); }
        }

        public class Connections(string text, DbContextOptions<ShopContext> options)
        {
            public string Text { get; } = text;
            public CountedConnection CreateConnection() { var connection = new CountedConnection(Text); connection.Open(); return connection; }
            public ShopContext CreateContext() { CountedConnection.Opened++; return new ShopContext(options); }
        }

        public static class Counter
        {
            public static Connections Start(string text, DbContextOptions<ShopContext> options) { CountedConnection.Opened = 0; return new Connections(text, options); }
            public static int Opened() => CountedConnection.Opened;
        }
        """;

    private static readonly Lazy<Executed> s_code = new(static () => Executed.Load(Source));

    public static TheoryData<string, bool> Methods => new()
    {
        { "New_connection", true },
        { "Asynchronously", true },
        { "Opened_by_Dapper", true },
        { "With_a_command", true },
        { "Nested", true },
        { "Factory", true },
        { "Opened_and_closed", false },
        { "New_context", false },
        { "In_a_lambda", false },
    };

    public static TheoryData<string> Silent => ["Before_the_loop", "On_first_use", "When_it_is_closed", "Few_constants", "Shared_context", "First_server_that_answers"];

    [Theory, MemberData(nameof(Methods))]
    public async Task Reported_where_connections_grow(string method, bool isFixed)
    {
        Assert.NotEmpty(await Reports(Source, method));
        var few = await Run(s_code.Value, method, 12);
        var many = await Run(s_code.Value, method, 36);
        Assert.Equal((12, 36), (few.Opened, many.Opened));

        var text = await Executed.Fix<ConnectionPerElement, ConnectionPerElementFix>(Source);
        Assert.Equal(!isFixed, (await Reports(text, method)).Count > 0);
        var code = Executed.Load(text);
        foreach (var elements in new[] { 0, 1, 12, 36 })
        {
            var before = await Run(s_code.Value, method, elements);
            var after = await Run(code, method, elements);
            Assert.Equal(before.Outcome, after.Outcome);
            Assert.True(!isFixed || after.Opened <= 1, $"{after.Opened} connections for {elements} elements\n{text}");
        }
    }

    [Theory, MemberData(nameof(Silent))]
    public async Task Silent_where_they_do_not(string method)
    {
        Assert.Empty(await Reports(Source, method));
        Assert.Equal((await Run(s_code.Value, method, 12)).Opened, (await Run(s_code.Value, method, 36)).Opened);
    }

    private static async Task<List<Microsoft.CodeAnalysis.Diagnostic>> Reports(string text, string method)
    {
        var member = Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes()
            .OfType<Microsoft.CodeAnalysis.CSharp.Syntax.MethodDeclarationSyntax>().Single(node => node.Identifier.ValueText == method);
        return [.. (await Executed.Review<ConnectionPerElement>(text)).Where(report => member.Span.Contains(report.Location.SourceSpan))];
    }

    private static async Task<(string Outcome, int Opened)> Run(Executed code, string method, int elements)
    {
        // A named in-memory database lives as long as one connection is open.
        var text = $"Data Source=truth{Guid.NewGuid():N};Mode=Memory;Cache=Shared";
        using var keeper = new SqliteConnection(text);
        keeper.Open();
        var options = new DbContextOptionsBuilder<ShopContext>().UseSqlite(text).Options;
        using (var context = new ShopContext(options))
        {
            context.Database.EnsureCreated();
            context.Customers.AddRange(Enumerable.Range(1, 40).Select(static id => new Customer { Id = id, Name = "Customer " + id }));
            context.SaveChanges();
        }

        var connections = await code.Run("Counter.Start", text, options);
        var result = await code.Run("Truth." + method, connections, Enumerable.Range(1, elements).ToArray());
        return (JsonSerializer.Serialize(result), (int)(await code.Run("Counter.Opened"))!);
    }
}
