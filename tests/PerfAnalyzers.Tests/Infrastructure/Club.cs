using System.Text.RegularExpressions;

namespace PerfAnalyzers.Tests;

/// <summary>What a piece of code over the club's database answered and cost.</summary>
/// <param name="Result">What it returned, as JSON.</param>
/// <param name="Tracked">Entities its context tracked in the end.</param>
/// <param name="Texts">The SQL it sent.</param>
internal sealed record ClubRun(string Result, int Tracked, IReadOnlyList<string> Texts)
{
    /// <summary>How many columns the statements select together.</summary>
    public int Columns => Texts.Sum(ColumnsOf);

    // "m"."Id" of the outermost list.
    private static int ColumnsOf(string text)
    {
        var list = Regex.Match(text, "^SELECT (.*?)\\r?\\nFROM", RegexOptions.Singleline).Groups[1].Value;
        var depth = 0;
        var columns = list.Length == 0 ? 0 : 1;
        foreach (var character in list)
        {
            depth += character == '(' ? 1 : character == ')' ? -1 : 0;
            columns += character == ',' && depth == 0 ? 1 : 0;
        }

        return columns;
    }
}

/// <summary>A model with wide rows, as text in front of a case, and a database of it for cases that run.</summary>
internal static class Club
{
    /// <summary>Members with ten columns and their visits with seven.</summary>
    public const string Model = """
        public class Member
        {
            public int Id { get; set; }
            public string Name { get; set; } = "";
            public string Email { get; set; } = "";
            public string Phone { get; set; } = "";
            public string Street { get; set; } = "";
            public string City { get; set; } = "";
            public string Zip { get; set; } = "";
            public bool IsActive { get; set; }
            public int Points { get; set; }
            public DateTime JoinedAt { get; set; }
            public List<Visit> Visits { get; set; } = new();
        }

        public class Visit
        {
            public int Id { get; set; }
            public int MemberId { get; set; }
            public Member? Member { get; set; }
            public DateTime At { get; set; }
            public string Room { get; set; } = "";
            public string Note { get; set; } = "";
            public int Minutes { get; set; }
        }

        public class ClubContext(DbContextOptions<ClubContext> options) : DbContext(options)
        {
            public DbSet<Member> Members => Set<Member>();
            public DbSet<Visit> Visits => Set<Visit>();
        }

        """;

    private const string Host = """

        public static class Host
        {
            private static ClubContext Open(SqliteConnection c) => new(new DbContextOptionsBuilder<ClubContext>().UseSqlite(c).Options);

            public static void Fill(SqliteConnection c, int size)
            {
                using var db = Open(c);
                db.Database.ExecuteSqlRaw(db.Database.GenerateCreateScript());
                for (var i = 1; i <= size; i++)
                {
                    db.Members.Add(new Member { Id = i, Name = "Member " + i, Email = i + "@example.com", Phone = "0" + i, Street = "Street " + i, City = "City " + i % 5, Zip = "Z" + i, IsActive = i % 2 == 0, Points = i * 3, JoinedAt = new DateTime(2026, 1, 1).AddDays(i) });
                    db.Visits.Add(new Visit { Id = i, MemberId = 1 + i % 3, At = new DateTime(2026, 2, 1).AddHours(i), Room = "Room " + i % 4, Note = "Note " + i, Minutes = i });
                }

                db.SaveChanges();
            }

            public static async Task<(string, int)> Run(SqliteConnection c)
            {
                using var db = Open(c);
                object? result = Truth.Run(db);
                if (result is Task<object?> task)
                {
                    result = await task;
                }

                return (System.Text.Json.JsonSerializer.Serialize(result, new System.Text.Json.JsonSerializerOptions { ReferenceHandler = System.Text.Json.Serialization.ReferenceHandler.IgnoreCycles }), db.ChangeTracker.Entries().Count());
            }
        }
        """;

    /// <summary>The text of a case whose <c>Truth.Run(ClubContext db)</c> has some statements.</summary>
    /// <param name="body">Statements that return what is compared.</param>
    /// <param name="members">Members beside <c>Run</c>, and types beside <c>Truth</c> behind them.</param>
    public static string Method(string body, string members = "") =>
        Model + "public static class Truth { public static " + (body.Contains("await", StringComparison.Ordinal) ? "async Task<object?>" : "object?") + " Run(ClubContext db) { " + body + " } } " + members;

    /// <summary>Runs such a case over a database of its own.</summary>
    /// <param name="source">The case.</param>
    /// <param name="size">How many members and visits there are.</param>
    /// <param name="look">Called for each statement afterwards, on the same database.</param>
    public static async Task<ClubRun> Run(string source, int size = 12, Action<Microsoft.Data.Sqlite.SqliteConnection, string>? look = null)
    {
        var code = Executed.Load(source + Host);
        using var database = new ShopDatabase(1);
        await code.Run("Host.Fill", database.Connection, size);
        var before = database.Texts.Count;
        var (result, tracked) = ((string, int))(await code.Run("Host.Run", database.Connection))!;
        var run = new ClubRun(result, tracked, [.. database.Texts.Skip(before)]);
        foreach (var text in look is null ? [] : run.Texts)
        {
            look!(database.Connection, text);
        }

        return run;
    }
}
