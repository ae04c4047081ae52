using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.OverFetch, PerfAnalyzers.Database.OverFetchFix>;

namespace PerfAnalyzers.Tests;

public sealed class OverFetchTests
{
    public static readonly Cases Firing = new()
    {
        { "a column in a loop", Club.Model + """
            class C(ClubContext db)
            {
                public async Task Mail(CancellationToken token)
                {
                    var members = await db.Members.Where(m => m.IsActive).[|ToListAsync|](token);
                    foreach (var member in members)
                    {
                        Console.WriteLine(member.Email);
                    }
                }
            }
            """ },
        { "query of a loop", Club.Model + """
            class C(ClubContext db)
            {
                public void Print()
                {
                    foreach (var member in [|db.Members.OrderBy(m => m.Name)|])
                    {
                        Console.WriteLine($"{member.Id}: {member.Name}");
                    }
                }
            }
            """ },
        { "mapped to a small object", Club.Model + """
            class Choice { public int Id { get; set; } public string Text { get; set; } = ""; }
            class C(ClubContext db)
            {
                public List<Choice> Choices()
                {
                    var members = db.Members.OrderBy(m => m.Name).[|ToList|]();
                    return members.Select(m => new Choice { Id = m.Id, Text = m.Name }).ToList();
                }
                public Choice[] Array() => db.Members.Where(m => m.IsActive).AsNoTracking().[|ToList|]().Select(m => new Choice { Id = m.Id, Text = m.Name }).ToArray();
            }
            """ },
        { "one column of one row", Club.Model + """
            class C(ClubContext db)
            {
                public async Task<string?> Mail(int id, CancellationToken token)
                {
                    var member = await db.Members.[|FirstOrDefaultAsync|](m => m.Id == id, token);
                    return member?.Email;
                }
                public bool IsActive(string email) => db.Members.[|Single|](m => m.Email == email).IsActive;
            }
            """ },
        { "a flag of one row", Club.Model + """
            class C(ClubContext db)
            {
                public void Check(int id)
                {
                    var member = db.Members.[|FirstOrDefault|](m => m.Id == id);
                    if (member == null)
                    {
                        throw new InvalidOperationException();
                    }

                    if (!member.IsActive)
                    {
                        Console.WriteLine("inactive");
                    }
                }
            }
            """ },
        { "few columns of many in several places", Club.Model + """
            class C(ClubContext db)
            {
                public decimal Average(DateTime since)
                {
                    var visits = db.Visits.Where(v => v.At >= since).[|ToList|]();
                    if (visits.Count == 0)
                    {
                        return 0;
                    }

                    var longest = 0;
                    for (var i = 0; i < visits.Count; i++)
                    {
                        longest = Math.Max(longest, visits[i].Minutes);
                    }

                    return longest / (decimal)visits.Count;
                }
            }
            """ },
        { "conditional composition", Club.Model + """
            class C(ClubContext db)
            {
                public HashSet<string> Cities(bool active)
                {
                    var query = db.Members.AsQueryable();
                    if (active)
                    {
                        query = query.Where(m => m.IsActive);
                    }

                    var cities = new HashSet<string>();
                    foreach (var member in query.[|ToList|]())
                    {
                        cities.Add(member.City);
                    }

                    return cities;
                }
            }
            """ },
        { "key for a second query", Club.Model + """
            class C(ClubContext db)
            {
                public int Visits(string email)
                {
                    var member = db.Members.[|Single|](m => m.Email == email);
                    return db.Visits.Count(v => v.MemberId == member.Id);
                }
            }
            """ },
        { "repository for a column", Club.Model + """
            public interface IMembers { Task<Member?> Find(int id, CancellationToken token); }
            public class Members(ClubContext db) : IMembers { public async Task<Member?> Find(int id, CancellationToken token) => await db.Members.FirstOrDefaultAsync(m => m.Id == id, token); }
            class C(IMembers members)
            {
                public async Task<string?> Mail(int id, CancellationToken token)
                {
                    var member = await members.[|Find|](id, token);
                    return member?.Email;
                }
            }
            """ },
        { "repository for a count", Club.Model + """
            public class Members(ClubContext db) { public List<Member> Active() => db.Members.Where(m => m.IsActive).ToList(); }
            class C(Members members)
            {
                public int Number()
                {
                    var active = members.[|Active|]();
                    return active.Count;
                }
            }
            """ },
        { "repository for a flag", Club.Model + """
            public class Members(ClubContext db) { public Member? ByMail(string email) => db.Members.SingleOrDefault(m => m.Email == email); }
            class C(Members members)
            {
                public void Register(string email)
                {
                    if (members.[|ByMail|](email) != null)
                    {
                        throw new InvalidOperationException("taken");
                    }
                }
            }
            """ },
    };

    public static readonly Cases Quiet = new()
    {
        { "projection", Club.Model + "class C(ClubContext db) { int M() { var n = 0; foreach (var m in db.Members.Select(m => new { m.Id }).ToList()) { n += m.Id; } return n; } string? N(int id) => db.Members.Where(m => m.Id == id).Select(m => m.Email).FirstOrDefault(); }" },
        { "small rows", "class C(ShopContext db) { int M() { var n = 0; foreach (var o in db.Orders.Where(o => o.IsPaid).ToList()) { n += o.Id; } return n; } string N(int id) => db.Customers.First(c => c.Id == id).Name; }" },
        { "most columns are read", Club.Model + "class C(ClubContext db) { void M() { foreach (var m in db.Members.ToList()) { Console.WriteLine(m.Id + m.Name + m.Email + m.Phone + m.Street + m.City); } } }" },
        { "several columns of one row", Club.Model + "class C(ClubContext db) { string M(int id) { var m = db.Members.First(m => m.Id == id); return m.Name + m.Street + m.City; } }" },
        { "changed", Club.Model + "class C(ClubContext db) { void M() { foreach (var m in db.Members.Where(m => m.IsActive).ToList()) { m.Points = 0; } } void N(int id) { var m = db.Members.First(m => m.Id == id); m.IsActive = false; } }" },
        { "changed and saved", Club.Model + "class C(ClubContext db) { void M(int id) { var m = db.Members.First(m => m.Id == id); m.Points++; db.SaveChanges(); } }" },
        { "saved nearby", Club.Model + "class C(ClubContext db) { void M(int id) { var m = db.Members.First(m => m.Id == id); db.Visits.Add(new Visit { MemberId = m.Id }); db.SaveChanges(); } }" },
        { "returned", Club.Model + "class C(ClubContext db) { List<Member> M() => db.Members.Where(m => m.IsActive).ToList(); Member? N(int id) { var m = db.Members.FirstOrDefault(m => m.Id == id); return m; } }" },
        { "serialized", Club.Model + "class C(ClubContext db) { string M() => System.Text.Json.JsonSerializer.Serialize(db.Members.Where(m => m.IsActive).ToList()); }" },
        { "handed on", Club.Model + "class C(ClubContext db) { static void Mail(Member m) { Console.WriteLine(m.Email); } void M() { foreach (var m in db.Members.Where(m => m.IsActive).ToList()) { Mail(m); } } }" },
        { "handed to what cannot be seen", Club.Model + "interface IMailer { void Send(Member m); } class C(ClubContext db, IMailer mailer) { void M() { foreach (var m in db.Members.ToList()) { mailer.Send(m); } } }" },
        { "kept", Club.Model + "class C(ClubContext db) { private List<Member> _all = new(); int M() { _all = db.Members.ToList(); return _all.Count; } }" },
        { "put into a dictionary", Club.Model + "class C(ClubContext db) { string M(int id) { var all = db.Members.ToDictionary(m => m.Id); return all[id].Name; } }" },
        { "boxed into text", Club.Model + "class C(ClubContext db) { void M() { foreach (var m in db.Members.ToList()) { Console.WriteLine(m); } } }" },
        { "own method of the entity", "public class Box { public int Id { get; set; } public int A { get; set; } public int B { get; set; } public int D { get; set; } public int E { get; set; } public int F { get; set; } public int Sum() => A + B + D + E + F; } public class Boxes(DbContextOptions o) : DbContext(o) { public DbSet<Box> All => Set<Box>(); } class C(Boxes db) { int M() { var n = 0; foreach (var b in db.All.ToList()) { n += b.Sum(); } return n; } }" },
        { "navigation is read", Club.Model + "class C(ClubContext db) { int M() { var n = 0; foreach (var m in db.Members.Include(m => m.Visits).ToList()) { n += m.Visits.Count; } return n; } }" },
        { "found by key", Club.Model + "class C(ClubContext db) { string? M(int id) => db.Members.Find(id)?.Email; async Task<string?> N(int id) => (await db.Members.FindAsync(id))?.Email; }" },
        { "loaded for other code of the context", Club.Model + "class C(ClubContext db) { void M() { db.Members.Where(m => m.IsActive).ToList(); } }" },
        { "joined by fix-up", Club.Model + "class C(ClubContext db) { int M(int id) { var m = db.Members.First(m => m.Id == id); var n = m.Points; foreach (var v in db.Visits.Where(v => v.MemberId == id).ToList()) { n += v.Minutes + v.Id + v.MemberId + v.Member!.Points + v.Room.Length + v.Note.Length; } return n; } }" },
        { "of any query", Club.Model + "class C { int M(IQueryable<Member> q) { var n = 0; foreach (var m in q.ToList()) { n += m.Id; } return n; } }" },
        { "in memory", Club.Model + "class C { int M(List<Member> all) { var n = 0; foreach (var m in all.Where(m => m.IsActive).ToList()) { n += m.Id; } return n; } }" },
        { "migration", Club.Model + "class MigrateMembers(ClubContext db) { void M() { foreach (var m in db.Members.ToList()) { Console.WriteLine(m.Id); } } }" },
        { "repository whose caller reads much", Club.Model + "public class Members(ClubContext db) { public Member Get(int id) => db.Members.First(m => m.Id == id); } class C(Members members) { string M(int id) { var m = members.Get(id); return m.Name + m.Street + m.Zip + m.City; } }" },
        { "repository whose caller changes", Club.Model + "public class Members(ClubContext db) { public Member Get(int id) => db.Members.First(m => m.Id == id); } class C(Members members, ClubContext db) { void M(int id) { members.Get(id).Points++; db.SaveChanges(); } }" },
        { "repository whose caller hands on", Club.Model + "public class Members(ClubContext db) { public Member? Get(int id) => db.Members.FirstOrDefault(m => m.Id == id); } class C(Members members) { Member M(int id) => members.Get(id) ?? throw new InvalidOperationException(); }" },
        { "repository that caches", Club.Model + "public class Members(ClubContext db) { private readonly Dictionary<int, Member> _all = new(); public Member Get(int id) { if (_all.TryGetValue(id, out var m)) { return m; } m = db.Members.First(m => m.Id == id); _all[id] = m; return m; } } class C(Members members) { string M(int id) => members.Get(id).Email; }" },
        { "repository with a query", Club.Model + "public class Members(ClubContext db) { public IQueryable<Member> All() => db.Members.Where(m => m.IsActive); } class C(Members members) { int M() => members.All().Count(); }" },
        { "loaded for its effect", Club.Model + "public class Members(ClubContext db) { public List<Member> Load() => db.Members.Where(m => m.IsActive).ToList(); } class C(Members members) { void M() { members.Load(); } }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_read() => Verify.Says(
        Club.Model + "class C(ClubContext db) { void M() { foreach (var m in db.Members.Where(m => m.IsActive).[|ToList|]()) { Console.WriteLine(m.Name + m.Email); } } }",
        "'ToList' loads all 10 columns of 'Member', and the code reads 'Name', 'Email'; 'Select' what is read");

    [Fact]
    public Task Says_what_is_missing() => Verify.Says(
        Club.Model + "public class Members(ClubContext db) { public List<Member> Active() => db.Members.Where(m => m.IsActive).ToList(); } class C(Members members) { int M() { var all = members.[|Active|](); return all.Count; } }",
        "'Active' loads all 10 columns of 'Member', and the code only counts them; a method that counts in the database is missing");

    [Theory]
    [InlineData("foreach (var m in db.Members.[|ToList|]()) { Console.WriteLine(m.Name); }", "foreach (var m in db.Members.Select(row => new { row.Name }).ToList()) { Console.WriteLine(m.Name); }")]
    [InlineData("foreach (var member in [|db.Members|]) { Console.WriteLine(member.Name); }", "foreach (var member in db.Members.Select(m => new { m.Name })) { Console.WriteLine(member.Name); }")]
    [InlineData("var all = await db.Members.Where(m => m.IsActive).[|ToListAsync|](token); foreach (var x in all) { Console.WriteLine(x.City + x.Name); }", "var all = await db.Members.Where(m => m.IsActive).Select(m => new { m.Name, m.City }).ToListAsync(token); foreach (var x in all) { Console.WriteLine(x.City + x.Name); }")]
    [InlineData("var one = await db.Members.[|FirstOrDefaultAsync|](x => x.Id == 3, token); Console.WriteLine(one?.Email);", "var one = await db.Members.Where(x => x.Id == 3).Select(m => new { m.Email }).FirstOrDefaultAsync(token); Console.WriteLine(one?.Email);")]
    [InlineData("var m = 3; Console.WriteLine(db.Members.[|Single|](x => x.Id == m).Email);", "var m = 3; Console.WriteLine(db.Members.Where(x => x.Id == m).Select(row => new { row.Email }).Single().Email);")]
    public Task Selects_what_is_read(string code, string fixedCode) => Verify.Fixes(Method(code), Method(fixedCode));

    [Fact]
    public Task Keeps_the_layout() => Verify.Fixes(Club.Model + """
        class C(ClubContext db)
        {
            public async Task Mail(CancellationToken token)
            {
                var members = await db.Members
                    .Where(m => m.IsActive)
                    .[|ToListAsync|](token);
                foreach (var member in members)
                {
                    Console.WriteLine(member.Email); // theirs
                }
            }
        }
        """, Club.Model + """
        class C(ClubContext db)
        {
            public async Task Mail(CancellationToken token)
            {
                var members = await db.Members
                    .Where(m => m.IsActive)
                    .Select(m => new { m.Email })
                    .ToListAsync(token);
                foreach (var member in members)
                {
                    Console.WriteLine(member.Email); // theirs
                }
            }
        }
        """);

    [Theory]
    [InlineData("foreach (Member m in db.Members.[|ToList|]()) { Console.WriteLine(m.Name); }")]
    [InlineData("List<Member> all = db.Members.[|ToList|](); foreach (var m in all) { Console.WriteLine(m.Name); }")]
    [InlineData("Member? one = null; if (token.CanBeCanceled) { one = db.Members.[|First|](x => x.Id == 3); } Console.WriteLine(one?.Email);")]
    [InlineData("foreach (var m in db.Members.[|ToList|](/* all */)) { Console.WriteLine(m.Name); }")]
    public Task Refuses_where_the_type_is_named(string code) => Verify.RefusesToFix(Method(code));

    private static string Method(string statements) =>
        Club.Model + "class C(ClubContext db) { " + (statements.Contains("await", StringComparison.Ordinal) ? "async Task" : "void") + " M(CancellationToken token) { " + statements + " } }";
}
