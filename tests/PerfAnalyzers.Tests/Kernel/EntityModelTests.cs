using Microsoft.CodeAnalysis;

namespace PerfAnalyzers.Tests;

public sealed class EntityModelTests
{
    private const string Source = """
        public class Author
        {
            private readonly List<Post> _drafts = new();
            public int Id { get; set; }
            public string Name { get; set; } = "";
            public virtual List<Post> Posts { get; set; } = new();
            public IReadOnlyCollection<Post> Drafts => _drafts.AsReadOnly();
            public Post? Newest => Posts.LastOrDefault();
            public Address Home { get; set; } = null!;
            public Address Work { get; set; } = null!;
            public Color Favourite { get; set; } = null!;
            public Settings Settings { get; set; } = null!;
            public Country? Country { get; set; }
        }
        public class Post { public int Id { get; set; } public virtual Author? Author { get; set; } public Author? Editor { get; set; } }
        public class Address { public int Id { get; set; } }
        public class Color { public string Name { get; set; } = ""; }
        public class Settings { public int Id { get; set; } }
        public class Country { public int CountryId { get; set; } }
        public class Blog : DbContext
        {
            public DbSet<Author> Authors { get; set; } = null!;
            public DbSet<Post> Posts { get; set; } = null!;
            protected override void OnConfiguring(DbContextOptionsBuilder builder) => builder.UseLazyLoadingProxies();
            protected override void OnModelCreating(ModelBuilder builder)
            {
                builder.Entity<Author>(author =>
                {
                    author.OwnsOne(a => a.Home);
                    author.Property(a => a.Settings).HasColumnType("jsonb");
                    author.Navigation(a => a.Country).AutoInclude();
                });
                builder.Entity<Post>().Navigation(p => p.Editor).AutoInclude(false);
            }
        }
        public class Plain : DbContext { protected override void OnConfiguring(DbContextOptionsBuilder builder) => builder.UseSqlite("x"); }
        public class Elsewhere(DbContextOptions<Elsewhere> options) : DbContext(options);
        """;

    private readonly Snippet _code = Snippet.Of(Source);

    [Theory]
    [InlineData("Author.Posts", true)]
    [InlineData("Author.Drafts", true)]
    [InlineData("Author.Country", true)]
    [InlineData("Post.Author", true)]
    [InlineData("Author.Newest", false)]
    [InlineData("Author.Name", false)]
    [InlineData("Author.Home", false)]
    [InlineData("Author.Work", false)]
    [InlineData("Author.Favourite", false)]
    [InlineData("Author.Settings", false)]
    [InlineData("Blog.Posts", false)]
    public void Knows_navigations(string property, bool expected) => Assert.Equal(expected, _code.Facts.Entities.IsNavigation(Property(property)));

    [Theory]
    [InlineData("Author.Country", true)]
    [InlineData("Author.Posts", false)]
    [InlineData("Post.Editor", false)]
    public void Knows_what_is_always_loaded(string property, bool expected) => Assert.Equal(expected, _code.Facts.Entities.IsAutoIncluded(Property(property)));

    [Theory]
    [InlineData("Post.Author", "Blog", "On")]
    [InlineData("Post.Author", "Plain", "Off")]
    [InlineData("Post.Author", "Elsewhere", "Unknown")]
    [InlineData("Post.Editor", "Blog", "Off")]
    public void Knows_lazy_loading(string property, string context, string expected) =>
        Assert.Equal(expected, _code.Facts.Entities.LazyLoadingOf(Property(property), _code.Model.Compilation.GetTypeByMetadataName(context)).ToString());

    [Fact]
    public void Knows_the_context_of_a_set()
    {
        var compilation = _code.Model.Compilation;
        var blog = compilation.GetTypeByMetadataName("Blog");
        Assert.Equal(blog, _code.Facts.Entities.ContextOf(blog, null), SymbolEqualityComparer.Default);
        Assert.Equal(blog, _code.Facts.Entities.ContextOf(null, compilation.GetTypeByMetadataName("Post")), SymbolEqualityComparer.Default);
        Assert.Null(_code.Facts.Entities.ContextOf(null, null));
    }

    private IPropertySymbol Property(string name) =>
        (IPropertySymbol)_code.Model.Compilation.GetTypeByMetadataName(name[..name.IndexOf('.')])!.GetMembers(name[(name.IndexOf('.') + 1)..]).Single();
}
