using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.FilterWithoutIndex, PerfAnalyzers.Database.FilterWithoutIndexFix>;

namespace PerfAnalyzers.Tests;

public sealed class FilterWithoutIndexTests
{
    private static readonly string s_configured = Club.Model + "public class MemberConfiguration : IEntityTypeConfiguration<Member> { public void Configure(Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<Member> b) { b.HasIndex(m => m.Email).IsUnique(); b.HasIndex(m => new { m.City, m.Zip }); b.HasAlternateKey(m => m.Phone); } } ";

    public static readonly Cases Firing = new()
    {
        { "filter by equality", Club.Model + "class C(ClubContext db) { public List<Member> M(string mail) => db.Members.Where(m => m.[|Email|] == mail).ToList(); }" },
        { "first that matches", Club.Model + "class C(ClubContext db) { public Member? M(string mail) => db.Members.FirstOrDefault(m => m.[|Email|] == mail); }" },
        { "whether there is one", Club.Model + "class C(ClubContext db) { public async Task<bool> M(string phone, CancellationToken t) => await db.Members.AnyAsync(m => m.[|Phone|] == phone, t); }" },
        { "range", Club.Model + "class C(ClubContext db) { public int M(DateTime since) => db.Visits.Count(v => v.[|At|] >= since); }" },
        { "beside a flag", Club.Model + "class C(ClubContext db) { public List<Member> M(string city) => db.Members.Where(m => m.IsActive && m.[|City|] == city).ToList(); }" },
        { "two columns", Club.Model + "class C(ClubContext db) { public List<Member> M(string city, string zip) => db.Members.Where(m => m.[|City|] == city && m.Zip == zip).ToList(); }" },
        { "order that is cut", Club.Model + "class C(ClubContext db) { public List<Visit> M() => db.Visits.OrderByDescending(v => v.[|At|]).Take(10).ToList(); }" },
        { "first in order", Club.Model + "class C(ClubContext db) { public Member? M() => db.Members.OrderBy(m => m.[|JoinedAt|]).FirstOrDefault(); }" },
        { "projection", Club.Model + "class C(ClubContext db) { public List<string> M(string zip) => db.Members.Where(m => m.[|Zip|] == zip).OrderBy(m => m.Name).Select(m => m.Email).ToList(); }" },
        { "query syntax", Club.Model + "class C(ClubContext db) { public List<Member> M(string phone) => (from m in db.Members where m.[|Phone|] == phone select m).ToList(); }" },
        { "query of a loop", Club.Model + "class C(ClubContext db) { public int M(string room) { var n = 0; foreach (var v in db.Visits.AsNoTracking().Where(v => v.[|Room|] == room)) { n += v.Minutes + v.Id + v.MemberId + v.Note.Length; } return n; } }" },
        { "join", Club.Model + "class C(ClubContext db) { public object M() => db.Members.Join(db.Visits, m => m.[|City|], v => v.Room, (m, v) => new { m.Name, v.At }).ToList(); }" },
        { "second column of an index", Club.Model.Replace("public class Member\n", "[Index(nameof(Zip), nameof(City))] public class Member\n", StringComparison.Ordinal) + "class C(ClubContext db) { public List<Member> M(string city) => db.Members.Where(m => m.[|City|] == city).ToList(); }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "key", Club.Model + "class C(ClubContext db) { public Member? M(int id) => db.Members.FirstOrDefault(m => m.Id == id); }" },
        { "foreign key", Club.Model + "class C(ClubContext db) { public List<Visit> M(int member) => db.Visits.Where(v => v.MemberId == member).ToList(); }" },
        { "beside a foreign key", Club.Model + "class C(ClubContext db) { public List<Visit> M(int member, DateTime since) => db.Visits.Where(v => v.MemberId == member && v.At >= since).ToList(); public List<Visit> N(int member, string room) => db.Visits.Where(v => v.Room == room).Where(v => v.MemberId == member).ToList(); }" },
        { "index by attribute", Club.Model.Replace("public class Member\n", "[Index(nameof(Email))] public class Member\n", StringComparison.Ordinal) + "class C(ClubContext db) { public Member? M(string mail) => db.Members.FirstOrDefault(m => m.Email == mail); }" },
        { "index by configuration class", s_configured + "class C(ClubContext db) { public Member? M(string mail) => db.Members.FirstOrDefault(m => m.Email == mail); }" },
        { "first column of an index of two", s_configured + "class C(ClubContext db) { public List<Member> M(string city) => db.Members.Where(m => m.City == city).ToList(); }" },
        { "alternate key", s_configured + "class C(ClubContext db) { public Member? M(string phone) => db.Members.FirstOrDefault(m => m.Phone == phone); }" },
        { "index by OnModelCreating", "public class Doc { public int Id { get; set; } public string Code { get; set; } = \"\"; public string Text { get; set; } = \"\"; public DateTime At { get; set; } } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Doc> Docs => Set<Doc>(); protected override void OnModelCreating(ModelBuilder b) { b.Entity<Doc>().HasIndex(d => d.Code); b.Entity<Doc>(e => { e.HasIndex(\"At\"); }); } } class C(X db) { public Doc? M(string code) => db.Docs.FirstOrDefault(d => d.Code == code); public int N(DateTime at) => db.Docs.Count(d => d.At > at); }" },
        { "index in the snapshot", "public class Doc { public int Id { get; set; } public string Code { get; set; } = \"\"; public string Text { get; set; } = \"\"; public DateTime At { get; set; } } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Doc> Docs => Set<Doc>(); } class Snapshot { void Build(ModelBuilder modelBuilder) => modelBuilder.Entity(\"Shop.Doc\", b => { b.HasIndex(\"Code\"); }); } class C(X db) { public Doc? M(string code) => db.Docs.FirstOrDefault(d => d.Code == code); }" },
        { "index of migrations", Club.Model + "class Up { void M(Microsoft.EntityFrameworkCore.Migrations.MigrationBuilder b) => b.Sql(\"CREATE INDEX ix ON Members (Email)\"); } class C(ClubContext db) { public Member? M(string mail) => db.Members.FirstOrDefault(m => m.Email == mail); }" },
        { "indexes by convention", Club.Model + "class Conventions { void M(Microsoft.EntityFrameworkCore.Metadata.IMutableEntityType e) => e.AddIndex(e.GetProperties().First()); } class C(ClubContext db) { public Member? M(string mail) => db.Members.FirstOrDefault(m => m.Email == mail); }" },
        { "configuration of another assembly", Club.Model + "class D(DbContextOptions o) : DbContext(o) { protected override void OnModelCreating(ModelBuilder b) => b.ApplyConfigurationsFromAssembly(typeof(string).Assembly); } class C(ClubContext db) { public Member? M(string mail) => db.Members.FirstOrDefault(m => m.Email == mail); }" },
        { "index that cannot be read", "public class Doc { public int Id { get; set; } public string Code { get; set; } = \"\"; public string Text { get; set; } = \"\"; public DateTime At { get; set; } } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Doc> Docs => Set<Doc>(); protected override void OnModelCreating(ModelBuilder b) { foreach (var column in Names()) { b.Entity<Doc>().HasIndex(column); } } static string[] Names() => [\"Code\"]; } class C(X db) { public Doc? M(string code) => db.Docs.FirstOrDefault(d => d.Code == code); }" },
        { "flags", Club.Model + "class C(ClubContext db) { public List<Member> M() => db.Members.Where(m => m.IsActive).ToList(); public int N() => db.Members.Count(m => !m.IsActive); }" },
        { "difference", Club.Model + "class C(ClubContext db) { public List<Member> M(string city) => db.Members.Where(m => m.City != city).ToList(); }" },
        { "part of a text", Club.Model + "class C(ClubContext db) { public List<Member> M(string text) => db.Members.Where(m => m.Name.Contains(text)).ToList(); }" },
        { "one of several conditions", Club.Model + "class C(ClubContext db) { public List<Member> M(string a, string b) => db.Members.Where(m => m.Name == a || m.City == b).ToList(); }" },
        { "navigation", Club.Model + "class C(ClubContext db) { public List<Visit> M(string name, string room) => db.Visits.Where(v => v.Member!.Name == name && v.Room == room).ToList(); }" },
        { "two columns of a row", Club.Model + "class C(ClubContext db) { public List<Member> M() => db.Members.Where(m => m.City == m.Street).ToList(); }" },
        { "lookup table", "public class Currency { public int Id { get; set; } public string Code { get; set; } = \"\"; public string Text { get; set; } = \"\"; public DateTime At { get; set; } } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Currency> Currencies => Set<Currency>(); } class C(X db) { public Currency? M(string code) => db.Currencies.FirstOrDefault(d => d.Code == code); }" },
        { "a row for each year", "public class Total { public int Id { get; set; } public int Year { get; set; } public int Month { get; set; } public int Orders { get; set; } public decimal Sum { get; set; } } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Total> Totals => Set<Total>(); } class C(X db) { public Total? M(int year) => db.Totals.SingleOrDefault(t => t.Year == year); public List<Total> N(int month) => db.Totals.Where(t => t.Month == month).OrderBy(t => t.Year).Take(3).ToList(); }" },
        { "small rows", "public class Word { public int Id { get; set; } public string Text { get; set; } = \"\"; } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Word> Words => Set<Word>(); } class C(X db) { public Word? M(string text) => db.Words.FirstOrDefault(w => w.Text == text); }" },
        { "seeded by the model", "public class Plan { public int Id { get; set; } public string Code { get; set; } = \"\"; public string Text { get; set; } = \"\"; public DateTime At { get; set; } } public class X(DbContextOptions o) : DbContext(o) { public DbSet<Plan> Plans => Set<Plan>(); protected override void OnModelCreating(ModelBuilder b) => b.Entity<Plan>().HasData(new Plan { Id = 1 }); } class C(X db) { public Plan? M(string code) => db.Plans.FirstOrDefault(d => d.Code == code); }" },
        { "order of all", Club.Model + "class C(ClubContext db) { public List<Visit> M() => db.Visits.OrderBy(v => v.At).ToList(); }" },
        { "order beside a foreign key", Club.Model + "class C(ClubContext db) { public List<Visit> M(int member) => db.Visits.Where(v => v.MemberId == member).OrderBy(v => v.At).Take(5).ToList(); }" },
        { "no filter", Club.Model + "class C(ClubContext db) { public List<Member> M() => db.Members.ToList(); public int N() => db.Members.Count(); }" },
        { "in memory", Club.Model + "class C { public List<Member> M(List<Member> all, string mail) => all.Where(m => m.Email == mail).ToList(); }" },
        { "query from elsewhere", Club.Model + "class C { public List<Member> M(IQueryable<Member> all, string mail) => all.Where(m => m.Email == mail).ToList(); }" },
        { "groups", Club.Model + "class C(ClubContext db) { public object M(string city) => db.Members.Where(m => m.City == city).GroupBy(m => m.Zip).Select(g => g.Count()).ToList(); }" },
        { "seeding", Club.Model + "class Seeder(ClubContext db) { public Member? M(string mail) => db.Members.FirstOrDefault(m => m.Email == mail); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_read() => Verify.Says(
        Club.Model + "class C(ClubContext db) { public Member? M(string mail) => db.Members.FirstOrDefault(m => m.[|Email|] == mail); }",
        "No index of 'Member' begins with 'Email': the database reads the whole table to filter by it; add one ('HasIndex')");

    private const string Doc = "public class Doc { public int Id { get; set; } public string Code { get; set; } = \"\"; public string Text { get; set; } = \"\"; public DateTime At { get; set; } }\n";

    private const string Ask = "class C(X db) { public Doc? M(string code) => db.Docs.FirstOrDefault(d => d.[|Code|] == code); }\n";

    private const string Asked = "class C(X db) { public Doc? M(string code) => db.Docs.FirstOrDefault(d => d.Code == code); }\n";

    [Fact]
    public Task Adds_it_to_the_configuration_class() => Verify.Fixes(
        "using Microsoft.EntityFrameworkCore.Metadata.Builders;\n" + Doc + """
        public class DocConfiguration : IEntityTypeConfiguration<Doc>
        {
            public void Configure(EntityTypeBuilder<Doc> builder)
            {
                // Theirs.
                builder.Property(d => d.Text).HasMaxLength(20);
            }
        }
        public class X(DbContextOptions o) : DbContext(o) { public DbSet<Doc> Docs => Set<Doc>(); }

        """+ Ask,
        "using Microsoft.EntityFrameworkCore.Metadata.Builders;\n" + Doc + """
        public class DocConfiguration : IEntityTypeConfiguration<Doc>
        {
            public void Configure(EntityTypeBuilder<Doc> builder)
            {
                // Theirs.
                builder.Property(d => d.Text).HasMaxLength(20);
                builder.HasIndex(x => x.Code);
            }
        }
        public class X(DbContextOptions o) : DbContext(o) { public DbSet<Doc> Docs => Set<Doc>(); }

        """+ Asked);

    [Fact]
    public Task Adds_it_to_the_model() => Verify.Fixes(
        Doc + "public class X(DbContextOptions o) : DbContext(o) { public DbSet<Doc> Docs => Set<Doc>(); protected override void OnModelCreating(ModelBuilder model) { model.Entity<Doc>(d => { d.HasKey(x => x.Id); }); } }\n" + Ask,
        Doc + "public class X(DbContextOptions o) : DbContext(o) { public DbSet<Doc> Docs => Set<Doc>(); protected override void OnModelCreating(ModelBuilder model) { model.Entity<Doc>(d => { d.HasKey(x => x.Id); d.HasIndex(x => x.Code); }); } }\n" + Asked);

    [Fact]
    public Task Adds_it_behind_what_configures_the_entity() => Verify.Fixes(
        Doc + """
        public class X(DbContextOptions o) : DbContext(o)
        {
            public DbSet<Doc> Docs => Set<Doc>();
            protected override void OnModelCreating(ModelBuilder model)
            {
                model.Entity<Doc>().Property(d => d.Text).HasMaxLength(20);
            }
        }

        """ + Ask,
        Doc + """
        public class X(DbContextOptions o) : DbContext(o)
        {
            public DbSet<Doc> Docs => Set<Doc>();
            protected override void OnModelCreating(ModelBuilder model)
            {
                model.Entity<Doc>().Property(d => d.Text).HasMaxLength(20);
                model.Entity<Doc>().HasIndex(x => x.Code);
            }
        }

        """ + Asked);

    [Fact]
    public Task Adds_an_attribute_where_nothing_is_configured() => Verify.Fixes(
        Doc + "public class X(DbContextOptions o) : DbContext(o) { public DbSet<Doc> Docs => Set<Doc>(); }\n" + Ask,
        "[Index(nameof(Code))]\n" + Doc + "public class X(DbContextOptions o) : DbContext(o) { public DbSet<Doc> Docs => Set<Doc>(); }\n" + Asked);

    [Fact]
    public Task Refuses_what_is_not_here() => Verify.RefusesToFix(
        Doc + "public class X(DbContextOptions o) : DbContext(o) { public DbSet<Doc> Docs => Set<Doc>(); }\nclass C(X db) { public int M(string code) => db.Docs.Count(d => d.[|Code|]\n== code); }\n".Replace("[|Code|]", "Id > 3 && d.Code", StringComparison.Ordinal));
}
