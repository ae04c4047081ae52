using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.CartesianExplosion, PerfAnalyzers.Database.CartesianExplosionFix>;

namespace PerfAnalyzers.Tests;

public sealed class CartesianExplosionTests
{
    // A context that shows its options.
    private const string Model = """
        class Blog { public int Id { get; set; } public string Name { get; set; } = ""; public Owner? Owner { get; set; } public List<Post> Posts { get; set; } = new(); public ICollection<Tag> Tags { get; set; } = new List<Tag>(); public List<string> Aliases { get; set; } = new(); }
        class Owner { public int Id { get; set; } public List<Blog> Blogs { get; set; } = new(); public Photo? Photo { get; set; } }
        class Post { public int Id { get; set; } public int BlogId { get; set; } public List<Comment> Comments { get; set; } = new(); public List<Tag> Tags { get; set; } = new(); public Owner? Author { get; set; } }
        class Comment { public int Id { get; set; } public Owner? Author { get; set; } }
        class Tag { public int Id { get; set; } }
        class Photo { public int Id { get; set; } }
        class Blogs : DbContext { public DbSet<Blog> All => Set<Blog>(); public DbSet<Post> Posts => Set<Post>(); public DbSet<Tag> Tags => Set<Tag>(); public DbSet<Comment> Comments => Set<Comment>(); public DbSet<Owner> Owners => Set<Owner>(); public DbSet<Photo> Photos => Set<Photo>(); OPTIONS }
        """;

    private const string Options = "protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseSqlite(\"x\");";

    private static string With(string source, string options = Options) => source + "\n" + Model.Replace("OPTIONS", options, StringComparison.Ordinal);

    public static readonly Cases Firing = new()
    {
        { "two collections", With("class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts).[|Include|](b => b.Tags).ToList(); }") },
        { "asynchronous", With("class C { async Task<List<Blog>> M(Blogs db, CancellationToken token) => await db.All.Where(b => b.Id > 3).Include(b => b.Posts).[|Include|](b => b.Tags).OrderBy(b => b.Name).ToListAsync(token); }") },
        { "collections of a collection", With("class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts).ThenInclude(p => p.Comments).Include(b => b.Posts).[|ThenInclude|](p => p.Tags).ToList(); }") },
        { "a collection beside one of a reference", With("class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts).Include(b => b.Owner).[|ThenInclude|](o => o!.Blogs).ToList(); }") },
        { "paths as text", With("class C { List<Blog> M(Blogs db) => db.All.Include(\"Posts.Comments\").[|Include|](\"Tags\").ToList(); }") },
        { "foreach", With("class C { void M(Blogs db) { foreach (var b in db.All.Include(b => b.Posts).[|Include|](b => b.Tags)) { Console.WriteLine(b.Posts.Count); } } }") },
        { "query in a local", With("""
            class C
            {
                async Task<List<Blog>> M(Blogs db)
                {
                    var query = db.All.Include(b => b.Posts).Include(b => b.Tags);
                    return await query.[|ToListAsync|]();
                }
            }
            """) },
        { "dictionary", With("class C { Dictionary<int, Blog> M(Blogs db) => db.All.Include(b => b.Posts).[|Include|](b => b.Tags).ToDictionary(b => b.Id); }") },
        { "filtered collections", With("class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts.Where(p => p.Id > 3)).[|Include|](b => b.Tags.OrderBy(t => t.Id)).ToList(); }") },
        { "page", With("class C { List<Blog> M(Blogs db, int page) => db.All.Include(b => b.Posts).[|Include|](b => b.Tags).OrderBy(b => b.Id).Skip(page * 10).Take(10).ToList(); }") },
        { "untracked", With("class C { List<Blog> M(Blogs db) => db.All.AsNoTracking().Include(b => b.Posts).ThenInclude(p => p.Author).[|Include|](b => b.Tags).ToList(); }") },
        { "options of a registration", With("class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts).[|Include|](b => b.Tags).ToList(); } class Start { void Add(Microsoft.Extensions.DependencyInjection.IServiceCollection s) => Microsoft.Extensions.DependencyInjection.EntityFrameworkServiceCollectionExtensions.AddDbContext<Blogs>(s, o => o.UseSqlite(\"x\")); }", "") },
    };

    public static readonly Cases Suggested = new()
    {
        { "one entity", With("class C { Blog? M(Blogs db, int id) => db.All.Include(b => b.Posts).[|Include|](b => b.Tags).FirstOrDefault(b => b.Id == id); async Task<Blog> N(Blogs db, int id) => await db.All.Include(b => b.Posts).[|Include|](b => b.Tags).SingleAsync(b => b.Id == id); }") },
        { "options out of sight", With("class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts).[|Include|](b => b.Tags).ToList(); }", "") },
        { "under conditions", With("""
            class C
            {
                List<Blog> M(Blogs db, bool posts, bool tags)
                {
                    IQueryable<Blog> query = db.All;
                    if (posts)
                    {
                        query = query.Include(b => b.Posts);
                    }

                    if (tags)
                    {
                        query = query.Include(b => b.Tags);
                    }

                    return query.[|ToList|]();
                }
            }
            """) },
    };

    public static readonly Cases Quiet = new()
    {
        { "one collection", With("class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts).ToList(); }") },
        { "collection and reference", With("class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts).Include(b => b.Owner).ThenInclude(o => o!.Photo).ToList(); }") },
        { "collection of a collection", With("class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts).ThenInclude(p => p.Comments).ThenInclude(c => c.Author).ToList(); }") },
        { "the same collection again", With("class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts).ThenInclude(p => p.Comments).Include(b => b.Posts).ThenInclude(p => p.Author).ToList(); List<Blog> N(Blogs db) => db.All.Include(\"Posts\").Include(\"Posts.Comments\").ToList(); }") },
        { "split", With("class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts).Include(b => b.Tags).AsSplitQuery().ToList(); List<Blog> N(Blogs db) => db.All.AsSplitQuery().Include(b => b.Posts).Include(b => b.Tags).ToList(); }") },
        { "single on purpose", With("class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts).Include(b => b.Tags).AsSingleQuery().ToList(); }") },
        { "split later", With("class C { List<Blog> M(Blogs db) { var query = db.All.Include(b => b.Posts).Include(b => b.Tags); return query.AsSplitQuery().ToList(); } }") },
        { "split under a condition", With("class C { List<Blog> M(Blogs db, bool many) { IQueryable<Blog> query = db.All.Include(b => b.Posts).Include(b => b.Tags); if (many) { query = query.AsSplitQuery(); } return query.ToList(); } }") },
        { "context that splits", With("class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts).Include(b => b.Tags).ToList(); }", "protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseSqlite(\"x\", o => o.UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery));") },
        { "registration that splits", With("class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts).Include(b => b.Tags).ToList(); } class Start { void Add(Microsoft.Extensions.DependencyInjection.IServiceCollection s) => Microsoft.Extensions.DependencyInjection.EntityFrameworkServiceCollectionExtensions.AddDbContext<Blogs>(s, o => o.UseSqlite(\"x\", q => q.UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery))); }", "") },
        { "a few rows of one", With("class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts.OrderBy(p => p.Id).Take(3)).Include(b => b.Tags).ToList(); }") },
        { "numbers", With("class C { int M(Blogs db) => db.All.Include(b => b.Posts).Include(b => b.Tags).Count(); bool N(Blogs db) => db.All.Include(b => b.Posts).Include(b => b.Tags).Any(); }") },
        { "projection", With("class C { List<string> M(Blogs db) => db.All.Include(b => b.Posts).Include(b => b.Tags).Select(b => b.Name).ToList(); }") },
        { "owned collection", With("class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts).Include(b => b.Tags).ToList(); }", Options + " protected override void OnModelCreating(ModelBuilder m) => m.Entity<Blog>().OwnsMany(b => b.Tags);") },
        { "query that is only composed", With("class C { IQueryable<Blog> M(Blogs db) => db.All.Include(b => b.Posts).Include(b => b.Tags); }") },
        { "query per element: that is the matter", With("class C { void M(Blogs db, List<int> ids) { foreach (var id in ids) { Console.WriteLine(db.All.Include(b => b.Posts).Include(b => b.Tags).First(b => b.Id == id)); } } }") },
        { "path that is not known", With("class C { List<Blog> M(Blogs db, string path) => db.All.Include(b => b.Posts).Include(path).ToList(); }") },
        { "own Include", With("static class X { public static List<T> Include<T>(this List<T> all, Func<T, object> f) => all; } class C { List<Blog> M(List<Blog> all) => all.Include(b => b.Posts).Include(b => b.Tags).ToList(); }") },
        { "other loops", With("class C { void M(Blogs db) { for (var i = 0; i < 3; i++) { while (i < 2) { i++; } do { i++; } while (i < 1); } } }") },
        { "seeding", With("class Seeder { void Seed(Blogs db) { foreach (var b in db.All.Include(b => b.Posts).Include(b => b.Tags).ToList()) { Console.WriteLine(b.Id); } } }") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_multiplies() => Verify.Says(
        With("class C { List<Blog> M(Blogs db) => db.All.Include(b => b.Posts).[|Include|](b => b.Tags).ToList(); }"),
        "'Posts' and 'Tags' are joined in one query, which sends each of the one with each of the other; 'AsSplitQuery' loads them apart");

    [Fact]
    public Task Splits_the_query() => Verify.Fixes(
        With("""
        class C
        {
            async Task<List<Blog>> M(Blogs db, CancellationToken token)
            {
                return await db.All
                    .Include(b => b.Posts) // all
                    .[|Include|](b => b.Tags)
                    .Where(b => b.Id > 3)
                    .ToListAsync(token);
            }
        }
        """), With("""
        class C
        {
            async Task<List<Blog>> M(Blogs db, CancellationToken token)
            {
                return await db.All
                    .Include(b => b.Posts) // all
                    .Include(b => b.Tags)
                    .Where(b => b.Id > 3)
                    .AsSplitQuery()
                    .ToListAsync(token);
            }
        }
        """));

    [Theory]
    [InlineData("db.All.Include(b => b.Posts).[|Include|](b => b.Tags).ToList()", "db.All.Include(b => b.Posts).Include(b => b.Tags).AsSplitQuery().ToList()", false)]
    [InlineData("db.All.Include(b => b.Posts).[|Include|](b => b.Tags).First(b => b.Id == id)", "db.All.Include(b => b.Posts).Include(b => b.Tags).AsSplitQuery().First(b => b.Id == id)", true)]
    [InlineData("db.All.Include(b => b.Posts).[|Include|](b => b.Tags).Where(b => b.Id == id).FirstOrDefault()", "db.All.Include(b => b.Posts).Include(b => b.Tags).Where(b => b.Id == id).AsSplitQuery().FirstOrDefault()", true)]
    [InlineData("db.All.Include(b => b.Posts).[|Include|](b => b.Tags).OrderBy(b => b.Name).First()", "db.All.Include(b => b.Posts).Include(b => b.Tags).OrderBy(b => b.Name).AsSplitQuery().First()", true)]
    public Task Splits_before_the_call_that_runs_it(string code, string fixedCode, bool isSuggestion) =>
        Verify.Fixes(With(Method(code)), With(Method(fixedCode)), isSuggestion ? DiagnosticSeverity.Info : null);

    [Theory]
    [InlineData("db.All.Include(b => b.Posts).[|Include|](b => b.Tags).OrderBy(b => b.Name).Take(10).ToList()", false)]
    [InlineData("db.All.Include(b => b.Posts).[|Include|](b => b.Tags).FirstOrDefault(b => b.Name == \"x\")", true)]
    [InlineData("EntityFrameworkQueryableExtensions.ToListAsync(db.All.Include(b => b.Posts).[|Include|](b => b.Tags)).Id", false)]
    public Task Refuses_where_the_queries_may_differ(string code, bool isSuggestion) => Verify.RefusesToFix(With(Method(code)), isSuggestion ? DiagnosticSeverity.Info : null);

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        (With("""
        class C
        {
            void M(Blogs db)
            {
                foreach (var blog in db.All.Include(b => b.Posts).[|Include|](b => b.Tags).ToList())
                {
                    Console.WriteLine(blog.Posts.Count + blog.Tags.Count);
                }
            }
        }
        """), With("""
        class C
        {
            void M(Blogs db)
            {
                foreach (var blog in db.All.Include(b => b.Posts).Include(b => b.Tags).AsSplitQuery().ToList())
                {
                    Console.WriteLine(blog.Posts.Count + blog.Tags.Count);
                }
            }
        }
        """)),
        ("class D { Post[] M(Blogs db) => db.Posts.Include(p => p.Comments).[|Include|](p => p.Tags).ToArray(); }", "class D { Post[] M(Blogs db) => db.Posts.Include(p => p.Comments).Include(p => p.Tags).AsSplitQuery().ToArray(); }"),
    ]);

    private static string Method(string expression) => "class C { object? M(Blogs db, int id) => " + expression + "; }";
}
