using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.ClientProjection, PerfAnalyzers.Database.ClientProjectionFix>;

namespace PerfAnalyzers.Tests;

public sealed class ClientProjectionTests
{
    private const string Dto = Club.Model + "public class MemberDto { public int Id { get; set; } public string Name { get; set; } = \"\"; } ";

    public static readonly Cases Firing = new()
    {
        { "mapping method", Dto + "class C(ClubContext db) { static MemberDto Map(Member m) => new MemberDto { Id = m.Id, Name = m.Name }; public Task<List<MemberDto>> All(CancellationToken t) => db.Members.Where(m => m.IsActive).Select(m => [|Map|](m)).ToListAsync(t); }" },
        { "mapping extension", Dto + """
            static class Mapping
            {
                public static MemberDto ToDto(this Member member) => new() { Id = member.Id, Name = member.Name };
            }
            class C(ClubContext db)
            {
                public List<MemberDto> All()
                {
                    return db.Members
                        .OrderBy(m => m.Name)
                        .Select(m => m.[|ToDto|]())
                        .ToList();
                }
            }
            """ },
        { "one value", Club.Model + "class C(ClubContext db) { static string Label(Member m) => m.Name + \" <\" + m.Email + \">\"; public object All() => db.Members.Select(m => new { m.Id, Text = [|Label|](m) }).ToList(); }" },
        { "constructor", Club.Model + "class Row { public Row(Member m) { Id = m.Id; Name = m.Name; } public int Id { get; } public string Name { get; } } class C(ClubContext db) { public Row? One(int id) => db.Members.Where(m => m.Id == id).Select(m => new [|Row|](m)).FirstOrDefault(); }" },
        { "method with statements", Club.Model + "class C(ClubContext db) { string Label(Member m) { if (m.Points > 100) { return m.Name + \"!\"; } return m.Name; } public List<string> All() => db.Members.Select(m => [|Label|](m)).ToList(); }" },
        { "computed property", "public class Person { public int Id { get; set; } public string First { get; set; } = \"\"; public string Last { get; set; } = \"\"; public string Mail { get; set; } = \"\"; public string Phone { get; set; } = \"\"; public string FullName => First + \" \" + Last; } public class People(DbContextOptions o) : DbContext(o) { public DbSet<Person> All => Set<Person>(); } class C(People db) { public List<string> M() => db.All.Select(p => p.[|FullName|]).ToList(); }" },
        { "method of the entity", "public class Person { public int Id { get; set; } public string First { get; set; } = \"\"; public string Last { get; set; } = \"\"; public string Mail { get; set; } = \"\"; public string Phone { get; set; } = \"\"; public string Initials() => First.Substring(0, 1) + Last.Substring(0, 1); } public class People(DbContextOptions o) : DbContext(o) { public DbSet<Person> All => Set<Person>(); } class C(People db) { public object M() => db.All.Select(p => new { p.Id, Short = p.[|Initials|]() }).ToList(); }" },
        { "mapper of a package", Dto + "namespace AutoMapper { public interface IMapper { T Map<T>(object source); } } class C(ClubContext db, AutoMapper.IMapper mapper) { public List<MemberDto> All() => db.Members.Where(m => m.IsActive).Select(m => mapper.[|Map|]<MemberDto>(m)).ToList(); }" },
        { "query syntax", Dto + "class C(ClubContext db) { static MemberDto Map(Member m) => new MemberDto { Id = m.Id, Name = m.Name }; public List<MemberDto> All() => (from m in db.Members where m.IsActive select [|Map|](m)).ToList(); }" },
        { "service", Dto + "interface ILabels { string Of(Member m); } class Labels : ILabels { public string Of(Member m) => m.Name; } class C(ClubContext db, ILabels labels) { public List<string> All() => db.Members.Select(m => labels.[|Of|](m)).ToList(); }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "columns", Dto + "class C(ClubContext db) { public List<MemberDto> All() => db.Members.Select(m => new MemberDto { Id = m.Id, Name = m.Name }).ToList(); }" },
        { "column given to a method", Club.Model + "class C(ClubContext db) { static string Short(string s) => s.Length > 3 ? s.Substring(0, 3) : s; public List<string> All() => db.Members.Select(m => Short(m.Name)).ToList(); public object Two() => db.Members.Select(m => new { Text = Short(m.Email), m.Points }).ToList(); }" },
        { "the entity itself", Club.Model + "class C(ClubContext db) { static int Rank(Member m) => m.Points; public object All() => db.Members.Select(m => new { Member = m, Rank = Rank(m) }).ToList(); public List<Member> Same() => db.Members.Select(m => m).ToList(); }" },
        { "method that needs it all", Club.Model + "class C(ClubContext db) { static string All(Member m) => m.Id + m.Name + m.Email + m.Phone + m.Street + m.City + m.Zip + m.IsActive + m.Points + m.JoinedAt; public List<string> M() => db.Members.Select(m => All(m)).ToList(); }" },
        { "small rows", "public class Tag { public int Id { get; set; } public string Name { get; set; } = \"\"; public string Upper => Name.ToUpper(); } public class Tags(DbContextOptions o) : DbContext(o) { public DbSet<Tag> All => Set<Tag>(); } class C(Tags db) { public List<string> M() => db.All.Select(t => t.Upper).ToList(); }" },
        { "function of the database", Club.Model + "static class F { [DbFunction] public static string Label(Member m) => throw new NotSupportedException(); } class C(ClubContext db) { public List<string> All() => db.Members.Select(m => F.Label(m)).ToList(); }" },
        { "expanded by a package", Club.Model + "public class ProjectableAttribute : Attribute { } static class F { [Projectable] public static string Label(this Member m) => m.Name + m.Email; } class C(ClubContext db) { public List<string> All() => db.Members.Select(m => m.Label()).ToList(); }" },
        { "expression kept in a field", Dto + "class C(ClubContext db) { static readonly Expression<Func<Member, MemberDto>> s_map = m => new MemberDto { Id = m.Id, Name = m.Name }; public List<MemberDto> All() => db.Members.Select(s_map).ToList(); }" },
        { "in memory", Dto + "class C(ClubContext db) { static MemberDto Map(Member m) => new MemberDto { Id = m.Id, Name = m.Name }; public List<MemberDto> All(List<Member> all) => all.Select(m => Map(m)).ToList(); public List<MemberDto> Late() => db.Members.AsEnumerable().Select(m => Map(m)).ToList(); public List<MemberDto> Fake(List<Member> all) => all.AsQueryable().Select(m => Map(m)).ToList(); }" },
        { "of anonymous rows", Club.Model + "class C(ClubContext db) { static string Join(string a, string b) => a + b; public List<string> All() => db.Members.Select(m => new { m.Name, m.City }).Select(x => Join(x.Name, x.City)).ToList(); }" },
        { "functions of EF", Club.Model + "class C(ClubContext db) { public List<string?> All() => db.Members.Select(m => EF.Property<string?>(m, \"Secret\")).ToList(); }" },
        { "navigation given to a method", Club.Model + "class C(ClubContext db) { static string Label(Member? m) => m?.Name ?? \"\"; public List<string> All() => db.Visits.Select(v => Label(v.Member)).ToList(); }" },
        { "stored property with a body", "public class Person { private string _first = \"\"; public int Id { get; set; } public string First { get => _first; set => _first = value; } public string A { get; set; } = \"\"; public string B { get; set; } = \"\"; } public class People(DbContextOptions o) : DbContext(o) { public DbSet<Person> All => Set<Person>(); } class C(People db) { public List<string> M() => db.All.Select(p => p.First).ToList(); }" },
        { "own function that is mapped", Club.Model + "static class F { public static int Age(Member m) => throw new NotSupportedException(); } class D(DbContextOptions o) : DbContext(o) { protected override void OnModelCreating(ModelBuilder b) => b.HasDbFunction(() => F.Age(default!)); } class C(ClubContext db) { public List<int> All() => db.Members.Select(m => F.Age(m)).ToList(); }" },
        { "within another query", Club.Model + "class C(ClubContext db) { static string L(Member m) => m.Name; public object All() => db.Visits.Select(v => new { v.Id, Names = db.Members.Where(m => m.Id == v.MemberId).Select(m => m.Name).ToList() }).ToList(); }" },
        { "filter", Club.Model + "class C(ClubContext db) { static Expression<Func<Member, bool>> Active() => m => m.IsActive; public List<Member> All() => db.Members.Where(Active()).ToList(); }" },
        { "seeding", Dto + "class Seeder(ClubContext db) { static MemberDto Map(Member m) => new MemberDto { Id = m.Id }; public List<MemberDto> Seed() => db.Members.Select(m => Map(m)).ToList(); }" },
        { "indexed projection", Dto + "class C(ClubContext db) { public object All() => db.Members.ToList().Select((m, i) => new { m.Id, i }).ToList(); }" },
        { "method of another type of that name", Dto + "class C { static MemberDto Map(Member m) => new MemberDto { Id = m.Id }; public object All(IEnumerable<Member> all) => all.Select(Map).ToList(); }" },
        { "key of a group", Club.Model + "class C(ClubContext db) { public object All() => db.Members.GroupBy(m => m.City).Select(g => new { g.Key, Count = g.Count() }).ToList(); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_loaded() => Verify.Says(
        Club.Model + "class C(ClubContext db) { static string Label(Member m) => m.Name; public List<string> All() => db.Members.Select(m => [|Label|](m)).ToList(); }",
        "'Label' runs in memory and is given the whole 'Member': every column is loaded and the entity tracked for it; write what it computes into the 'Select'");

    [Theory]
    [InlineData("static MemberDto Map(Member x) => new MemberDto { Id = x.Id, Name = x.Name };", "m => [|Map|](m)", "m => new MemberDto { Id = m.Id, Name = m.Name }")]
    [InlineData("static MemberDto Map(Member x) => new() { Id = x.Id, Name = x.Name };", "m => [|Map|](m)", "m => new MemberDto { Id = m.Id, Name = m.Name }")]
    [InlineData("static MemberDto Map(Member x) { return new MemberDto { Id = x.Id, Name = x.Name + \" \" + x.City }; }", "m => [|Map|](m)", "m => new MemberDto { Id = m.Id, Name = m.Name + \" \" + m.City }")]
    [InlineData("static string Map(Member x) => x.IsActive ? x.Name : x.Email;", "m => new { m.Id, T = [|Map|](m) }", "m => new { m.Id, T = (m.IsActive ? m.Name : m.Email) }")]
    [InlineData("static int Map(Member x) => x.Points * 2;", "m => [|Map|](m) + 1", "m => (m.Points * 2) + 1")]
    [InlineData("static int Map(Member x) => x.Points;", "m => [|Map|](m)", "m => m.Points")]
    public Task Inlines_it(string method, string lambda, string fixedLambda) => Verify.Fixes(Method(method, lambda), Method(method, fixedLambda));

    [Fact]
    public Task Inlines_a_property() => Verify.Fixes(
        Person("p => new { p.Id, Name = p.[|FullName|] }"),
        Person("p => new { p.Id, Name = (p.First + \" \" + p.Last) }"));

    [Fact]
    public Task Keeps_the_name_of_a_member() => Verify.Fixes(
        Person("p => new { p.Id, p.[|FullName|] }"),
        Person("p => new { p.Id, FullName = (p.First + \" \" + p.Last) }"));

    [Fact]
    public Task Inlines_an_extension() => Verify.Fixes(
        Dto + "static class X { public static MemberDto ToDto(this Member x) => new() { Id = x.Id }; } class C(ClubContext db) { public object All() => db.Members.Select(m => m.[|ToDto|]()).ToList(); }",
        Dto + "static class X { public static MemberDto ToDto(this Member x) => new() { Id = x.Id }; } class C(ClubContext db) { public object All() => db.Members.Select(m => new MemberDto { Id = m.Id }).ToList(); }");

    [Theory]
    [InlineData("static string Map(Member x) => x.Name.ToUpper();", "m => [|Map|](m)")]
    [InlineData("static int Map(Member x) => x.Points / 3;", "m => [|Map|](m)")]
    [InlineData("static bool Map(Member x) => x.Name == \"a\";", "m => [|Map|](m)")]
    [InlineData("static string Map(Member x) => x.Name + x.Points;", "m => [|Map|](m)")]
    [InlineData("static string Map(Member x) { var n = x.Name; return n; }", "m => [|Map|](m)")]
    [InlineData("static int Map(Member x, int by) => x.Points + by;", "m => [|Map|](m, 3)")]
    [InlineData("static int Map(Member x) => x.Visits.Count;", "m => [|Map|](m)")]
    [InlineData("static string Map(Member x) => x.Name /* theirs */ + x.City;", "m => [|Map|](m)")]
    [InlineData("class Own { public int Id { get; set; } } static object Map(Member x) => new Own { Id = x.Id };", "m => [|Map|](m)")]
    public Task Refuses_what_may_differ(string method, string lambda) => Verify.RefusesToFix(Method(method, lambda));

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        (Method("static int Map(Member x) => x.Points;", "m => [|Map|](m)"), Method("static int Map(Member x) => x.Points;", "m => m.Points")),
        ("class D(ClubContext db) { static string L(Member x) => x.City; public object A() => db.Members.Select(m => [|L|](m)).ToList(); public object B() => db.Members.Select(q => [|L|](q)).ToList(); }", "class D(ClubContext db) { static string L(Member x) => x.City; public object A() => db.Members.Select(m => m.City).ToList(); public object B() => db.Members.Select(q => q.City).ToList(); }"),
    ]);

    private static string Method(string method, string lambda) => Dto + "class C(ClubContext db) { " + method + " public object All() => db.Members.Where(m => m.IsActive).Select(" + lambda + ").ToList(); }";

    private static string Person(string lambda) =>
        "public class Person { public int Id { get; set; } public string First { get; set; } = \"\"; public string Last { get; set; } = \"\"; public string Mail { get; set; } = \"\"; public string Phone { get; set; } = \"\"; public string FullName => First + \" \" + Last; } public class People(DbContextOptions o) : DbContext(o) { public DbSet<Person> All => Set<Person>(); } class C(People db) { public object M() => db.All.Select(" + lambda + ").ToList(); }";
}
