using PerfAnalyzers.Database;

namespace PerfAnalyzers.Tests;

/// <summary>How many commands a serializer causes over lazily loaded entities, and over what the response needs.</summary>
public sealed class SerializedLazyEntityTruth
{
    private const string Model = """
        public class Author { public int Id { get; set; } public string Name { get; set; } = ""; public virtual List<Book> Books { get; set; } = new(); }
        public class Book { public int Id { get; set; } public string Title { get; set; } = ""; public int AuthorId { get; set; } public virtual Author? Author { get; set; } }
        public class Library(DbContextOptions<Library> options) : DbContext(options)
        {
            public DbSet<Author> Authors => Set<Author>();
            public DbSet<Book> Books => Set<Book>();
            protected override void OnConfiguring(DbContextOptionsBuilder builder) => builder.UseLazyLoadingProxies();
        }

        public static class Host
        {
            private static Library Open(SqliteConnection c) => new(new DbContextOptionsBuilder<Library>().UseSqlite(c).Options);

            public static void Fill(SqliteConnection c, int size)
            {
                using var db = Open(c);
                db.Database.ExecuteSqlRaw(db.Database.GenerateCreateScript());
                for (var i = 1; i <= size; i++)
                {
                    db.Add(new Author { Id = i, Name = "Author " + i, Books = [new Book { Id = i, Title = "Book " + i }] });
                }

                db.SaveChanges();
            }

            public static string Run(SqliteConnection c)
            {
                using var db = Open(c);
                return Truth.Run(db);
            }
        }

        """;

    /// <summary>Statements that serialize, with and without what is loaded lazily.</summary>
    public static readonly TheoryData<string, string> Serializing = new()
    {
        { "var all = db.Books.OrderBy(b => b.Id).ToList(); return System.Text.Json.JsonSerializer.Serialize(all, Options);", "var all = db.Books.OrderBy(b => b.Id).Select(b => new { b.Id, b.Title }).ToList(); return System.Text.Json.JsonSerializer.Serialize(all, Options);" },
        { "var all = db.Authors.OrderBy(a => a.Id).ToList(); return System.Text.Json.JsonSerializer.Serialize(all, Options);", "var all = db.Authors.OrderBy(a => a.Id).Select(a => new { a.Id, a.Name, Books = a.Books.Count }).ToList(); return System.Text.Json.JsonSerializer.Serialize(all, Options);" },
        { "var all = db.Books.Where(b => b.Id > 0).ToArray(); return System.Text.Json.JsonSerializer.Serialize(all, Options);", "var all = db.Books.Include(b => b.Author).ThenInclude(a => a!.Books).Where(b => b.Id > 0).ToArray(); return System.Text.Json.JsonSerializer.Serialize(all, Options);" },
    };

    [Theory, MemberData(nameof(Serializing))]
    public async Task A_serializer_walks_the_tables(string bad, string good)
    {
        Assert.Single(await Executed.Review<SerializedLazyEntity>(Source(bad)));
        Assert.Empty(await Executed.Review<SerializedLazyEntity>(Source(good)));
        Assert.True(await Commands(bad, 6) > 6);
        Assert.True(await Commands(bad, 18) > 18);
        Assert.Equal(1, await Commands(good, 6));
        Assert.Equal(1, await Commands(good, 18));
    }

    private static async Task<int> Commands(string body, int size)
    {
        var code = Executed.Load(Source(body));
        using var database = new ShopDatabase(1);
        await code.Run("Host.Fill", database.Connection, size);
        var before = database.Commands;
        await code.Run("Host.Run", database.Connection);
        return database.Commands - before;
    }

    private static string Source(string body) => Model +
        "public static class Truth { private static readonly System.Text.Json.JsonSerializerOptions Options = new() { ReferenceHandler = System.Text.Json.Serialization.ReferenceHandler.IgnoreCycles }; public static string Run(Library db) { " + body + " } }";
}
