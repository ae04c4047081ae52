using BenchmarkDotNet.Attributes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PerfAnalyzers.Benchmarks;

/// <summary>500 rows of ten columns, of which one is read: loaded whole, and selected.</summary>
[Page("PERF1105")]
public class OverFetchBenchmark
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
    public int Whole()
    {
        using var club = new Club(_options);
        var length = 0;
        foreach (var member in club.Members.ToList())
        {
            length += member.Email.Length;
        }

        return length;
    }

    [Benchmark(Description = "Select(m => new { m.Email }).ToList()")]
    public int Selected()
    {
        using var club = new Club(_options);
        var length = 0;
        foreach (var member in club.Members.Select(m => new { m.Email }).ToList())
        {
            length += member.Email.Length;
        }

        return length;
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
