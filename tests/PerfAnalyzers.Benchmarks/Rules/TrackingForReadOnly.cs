using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PerfAnalyzers.Benchmarks;

/// <summary>500 rows that are read, tracked and not.</summary>
[Page("PERF1107")]
public class TrackingForReadOnlyBenchmark
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private DbContextOptions<Club> _options = null!;

    [GlobalSetup]
    public void Fill()
    {
        _connection.Open();
        _options = new DbContextOptionsBuilder<Club>().UseSqlite(_connection).Options;
        using var club = new Club(_options);
        club.Database.EnsureCreated();
        for (var i = 1; i <= 500; i++)
        {
            club.Add(new Member { Id = i, Name = "Member " + i, Email = i + "@example.com", Phone = "0" + i, Street = "Street " + i, City = "City " + i, Zip = "Z" + i, IsActive = i % 2 == 0, Points = i });
        }

        club.SaveChanges();
    }

    [GlobalCleanup]
    public void Close() => _connection.Dispose();

    [Benchmark(Description = "ToList()")]
    public int Tracked()
    {
        using var club = new Club(_options);
        return Sum(club.Members.ToList());
    }

    [Benchmark(Description = "AsNoTracking().ToList()")]
    public int Untracked()
    {
        using var club = new Club(_options);
        return Sum(club.Members.AsNoTracking().ToList());
    }

    private static int Sum(List<Member> members)
    {
        var sum = 0;
        foreach (var member in members)
        {
            sum += member.Points;
        }

        return sum;
    }

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
    }

    public class Club(DbContextOptions<Club> options) : DbContext(options)
    {
        public DbSet<Member> Members => Set<Member>();
    }
}
