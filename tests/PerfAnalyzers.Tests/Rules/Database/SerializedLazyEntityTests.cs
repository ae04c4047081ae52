using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.SerializedLazyEntity, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class SerializedLazyEntityTests
{
    private const string Types = """
        public class Author { public int Id { get; set; } public string Name { get; set; } = ""; public virtual List<Book> Books { get; set; } = new(); }
        public class Book { public int Id { get; set; } public string Title { get; set; } = ""; public int AuthorId { get; set; } public virtual Author? Author { get; set; } }
        public class BookDto { public int Id { get; set; } public string Title { get; set; } = ""; }

        """;

    private const string Lazy = Types + """
        public class Library(DbContextOptions<Library> options) : DbContext(options)
        {
            public DbSet<Author> Authors => Set<Author>();
            public DbSet<Book> Books => Set<Book>();
            protected override void OnConfiguring(DbContextOptionsBuilder builder) => builder.UseLazyLoadingProxies();
        }

        """;

    private const string Eager = Types + """
        public class Library(DbContextOptions<Library> options) : DbContext(options)
        {
            public DbSet<Author> Authors => Set<Author>();
            public DbSet<Book> Books => Set<Book>();
            protected override void OnConfiguring(DbContextOptionsBuilder builder) => builder.UseSqlite("x");
        }

        """;

    private const string Controller = "Microsoft.AspNetCore.Mvc.ControllerBase";

    public static readonly Cases Firing = new()
    {
        { "text of rows", Lazy + "class C(Library db) { public string M() { var books = db.Books.Where(b => b.AuthorId == 3).ToList(); return System.Text.Json.JsonSerializer.Serialize([|books|]); } }" },
        { "text of one", Lazy + "class C(Library db) { public string M(int id) { var book = db.Books.Find(id); return System.Text.Json.JsonSerializer.Serialize([|book|]); } }" },
        { "result of an action", Lazy + "public class BooksController(Library db) : " + Controller + " { public async Task<Microsoft.AspNetCore.Mvc.IActionResult> Get(int id, CancellationToken t) { var book = await db.Books.FirstOrDefaultAsync(b => b.Id == id, t); return book == null ? NotFound() : Ok([|book|]); } }" },
        { "returned by an action", Lazy + "public class AuthorsController(Library db) : " + Controller + " { public async Task<List<Author>> Get(CancellationToken t)\n{ var authors = await db.Authors.OrderBy(a => a.Name).ToListAsync(t);\nreturn [|authors|]; } }" },
        { "typed result", Lazy + "public class AuthorsController(Library db) : " + Controller + " { public async Task<Microsoft.AspNetCore.Mvc.ActionResult<Author>> Get(int id, CancellationToken t) { var author = await db.Authors.SingleAsync(a => a.Id == id, t); return [|author|]; } }" },
        { "minimal API", Lazy + """
            static class Endpoints
            {
                public static void Run(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder app)
                {
                    Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions.MapGet(app, "/books/{id}", (Library db, int id) =>
                    {
                        var book = db.Books.Find(id);
                        return Microsoft.AspNetCore.Http.Results.Ok([|book|]);
                    });
                }
            }
            """ },
        { "part of it is included", Types + """
            public class Shelf { public int Id { get; set; } public virtual List<Book> Books { get; set; } = new(); public virtual Author? Owner { get; set; } }
            public class Library(DbContextOptions<Library> options) : DbContext(options)
            {
                public DbSet<Author> Authors => Set<Author>();
                public DbSet<Book> Books => Set<Book>();
                public DbSet<Shelf> Shelves => Set<Shelf>();
                protected override void OnConfiguring(DbContextOptionsBuilder builder) => builder.UseLazyLoadingProxies();
            }
            class C(Library db) { public string M() { var all = db.Shelves.Include(s => s.Books).ToList(); return System.Text.Json.JsonSerializer.Serialize([|all|]); } }
            """ },
        { "of a repository", Lazy + """
            public class Books(Library db) { public async Task<Book?> Get(int id, CancellationToken t) => await db.Books.FirstOrDefaultAsync(b => b.Id == id, t); }
            public class BooksController(Books books) : Microsoft.AspNetCore.Mvc.ControllerBase
            {
                public async Task<Microsoft.AspNetCore.Mvc.IActionResult> Get(int id, CancellationToken t)
                {
                    var book = await books.Get(id, t);
                    return Ok([|book|]);
                }
            }
            """ },
    };

    public static readonly Cases Quiet = new()
    {
        { "no lazy loading", Eager + "class C(Library db) { public string M() { var books = db.Books.ToList(); return System.Text.Json.JsonSerializer.Serialize(books); } }" },
        { "proxies switched off", Types + "public class Library(DbContextOptions<Library> options) : DbContext(options) { public DbSet<Author> Authors => Set<Author>(); public DbSet<Book> Books => Set<Book>(); protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseLazyLoadingProxies(false); } class C(Library db) { public string M() { var books = db.Books.ToList(); return System.Text.Json.JsonSerializer.Serialize(books); } }" },
        { "lazy loading switched off", Lazy + "class C(Library db) { public string M() { db.ChangeTracker.LazyLoadingEnabled = false; var books = db.Books.ToList(); return System.Text.Json.JsonSerializer.Serialize(books); } }" },
        { "projection", Lazy + "class C(Library db) { public string M() { var books = db.Books.Select(b => new BookDto { Id = b.Id, Title = b.Title }).ToList(); return System.Text.Json.JsonSerializer.Serialize(books); } public string N() => System.Text.Json.JsonSerializer.Serialize(db.Books.Select(b => b.Title).ToList()); }" },
        { "mapped in memory", Lazy + "class C(Library db) { public string M() { var books = db.Books.ToList(); var dtos = books.Select(b => new BookDto { Id = b.Id }).ToList(); return System.Text.Json.JsonSerializer.Serialize(dtos); } }" },
        { "left out by an attribute", "public class Author { public int Id { get; set; } [System.Text.Json.Serialization.JsonIgnore] public virtual List<Book> Books { get; set; } = new(); } public class Book { public int Id { get; set; } [System.Text.Json.Serialization.JsonIgnore] public virtual Author? Author { get; set; } } public class Library(DbContextOptions<Library> options) : DbContext(options) { public DbSet<Author> Authors => Set<Author>(); public DbSet<Book> Books => Set<Book>(); protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseLazyLoadingProxies(); } class C(Library db) { public string M() { var books = db.Books.ToList(); return System.Text.Json.JsonSerializer.Serialize(books); } }" },
        { "included", Lazy + "class C(Library db) { public string M() { var books = db.Books.Include(b => b.Author).ToList(); return System.Text.Json.JsonSerializer.Serialize(books); } }" },
        { "contract of one's own", Lazy + "class R : System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver { } class C(Library db) { public string M() { var books = db.Books.ToList(); return System.Text.Json.JsonSerializer.Serialize(books); } }" },
        { "no navigations", "public class Note { public int Id { get; set; } public virtual string Text { get; set; } = \"\"; } public class X(DbContextOptions<X> options) : DbContext(options) { public DbSet<Note> Notes => Set<Note>(); protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseLazyLoadingProxies(); } class C(X db) { public string M() { var notes = db.Notes.ToList(); return System.Text.Json.JsonSerializer.Serialize(notes); } }" },
        { "made here", Lazy + "class C { public string M() => System.Text.Json.JsonSerializer.Serialize(new Book { Title = \"x\" }); public string N() { var book = new Book(); return System.Text.Json.JsonSerializer.Serialize(book); } }" },
        { "handed in", Lazy + "class C { public string M(Book book) => System.Text.Json.JsonSerializer.Serialize(book); public string N(List<Book> books) => System.Text.Json.JsonSerializer.Serialize(books); }" },
        { "kept in a field", Lazy + "class C { private readonly List<Book> _books = new(); public string M() => System.Text.Json.JsonSerializer.Serialize(_books); }" },
        { "column of it", Lazy + "class C(Library db) { public string M(int id) { var book = db.Books.Find(id); return System.Text.Json.JsonSerializer.Serialize(book!.Title); } }" },
        { "returned by a service", Lazy + "public class Books(Library db) { public List<Book> All() => db.Books.ToList(); public Book? One(int id) => db.Books.Find(id); }" },
        { "private method of a controller", Lazy + "public class BooksController(Library db) : " + Controller + " { private Book? Load(int id) => db.Books.Find(id); public object Get(int id) => Ok(Load(id)!.Title); }" },
        { "navigation that is not virtual", "public class A { public int Id { get; set; } public List<B> Bs { get; set; } = new(); } public class B { public int Id { get; set; } public A? A { get; set; } } public class X(DbContextOptions<X> options) : DbContext(options) { public DbSet<A> As => Set<A>(); public DbSet<B> Bs => Set<B>(); protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseLazyLoadingProxies(o => o.IgnoreNonVirtualNavigations()); } class C(X db) { public string M() { var all = db.As.ToList(); return System.Text.Json.JsonSerializer.Serialize(all); } }" },
        { "owned", "[Owned] public class Address { public string Street { get; set; } = \"\"; } public class A { public int Id { get; set; } public virtual Address? Address { get; set; } } public class X(DbContextOptions<X> options) : DbContext(options) { public DbSet<A> As => Set<A>(); protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseLazyLoadingProxies(); } class C(X db) { public string M() { var all = db.As.ToList(); return System.Text.Json.JsonSerializer.Serialize(all); } }" },
        { "always included", Types + "public class Library(DbContextOptions<Library> options) : DbContext(options) { public DbSet<Author> Authors => Set<Author>(); public DbSet<Book> Books => Set<Book>(); protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseLazyLoadingProxies(); protected override void OnModelCreating(ModelBuilder m) => m.Entity<Book>().Navigation(b => b.Author).AutoInclude(); } class C(Library db) { public string M() { var books = db.Books.ToList(); return System.Text.Json.JsonSerializer.Serialize(books); } }" },
        { "deserialized", Lazy + "class C(Library db) { public void M(string text) { var book = System.Text.Json.JsonSerializer.Deserialize<Book>(text); db.Add(book!); db.SaveChanges(); } }" },
        { "seeding", Lazy + "class BookSeeder(Library db) { public string M() { var books = db.Books.ToList(); return System.Text.Json.JsonSerializer.Serialize(books); } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_loaded() => Verify.Says(
        Lazy + "class C(Library db) { public string M(int id) { var book = db.Books.Find(id); return System.Text.Json.JsonSerializer.Serialize([|book|]); } }",
        "Each 'Book' is serialized with 'Author', which is loaded by a query of its own when it is read, and so is what that leads to; select what the response needs");
}
