using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PerfAnalyzers.Database;
using Shop;

namespace PerfAnalyzers.Tests;

/// <summary>What a context that outlives its work tracks, and how many contexts are built, over ten requests.</summary>
public sealed class ContextLifetimeTruth
{
    private const int Requests = 10;

    /// <summary>Registrations, and how many entities the last request finds tracked.</summary>
    [Theory]
    [InlineData("s.AddDbContext<ShopContext>(o => o.UseSqlite(connection), ServiceLifetime.Singleton)", true, Requests)]
    [InlineData("s.AddDbContext<ShopContext>(o => o.UseSqlite(connection)).AddSingleton<ShopContext>()", true, Requests)]
    [InlineData("s.AddDbContext<ShopContext>(o => o.UseSqlite(connection), ServiceLifetime.Scoped)", false, 1)]
    [InlineData("s.AddDbContextPool<ShopContext>(o => o.UseSqlite(connection))", false, 1)]
    public async Task A_context_of_the_process_tracks_all_it_has_loaded(string registration, bool isReported, int tracked)
    {
        var source = Source(registration);
        var reports = await Executed.Review<ContextLifetime>(source);
        Assert.Equal(isReported, reports.Any(static report => report.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Warning));
        var (last, _) = await Run(Executed.Load(source));
        Assert.Equal(tracked, last);
    }

    [Fact]
    public async Task A_pool_builds_one()
    {
        var source = Source("s.AddDbContext<Books>(o => o.UseSqlite(connection))") + " public class Books(DbContextOptions<Books> options) : DbContext(options) { public DbSet<Order> Orders => Set<Order>(); }";
        Assert.Single(await Executed.Review<ContextLifetime>(source));
        var (_, built) = await Run(Executed.Load(source));
        var (_, pooled) = await Run(Executed.Load(await Executed.Fix<ContextLifetime, ContextLifetimeFix>(source)));
        Assert.Equal(Requests, built);
        Assert.Equal(1, pooled);
    }

    private static async Task<(int Tracked, int Contexts)> Run(Executed code)
    {
        using var database = new ShopDatabase(Requests);
        var services = new ServiceCollection();
        await code.Run("Truth.Add", services, database.Connection);
        await using var provider = services.BuildServiceProvider();
        var type = services.First(static service => typeof(DbContext).IsAssignableFrom(service.ServiceType)).ServiceType;
        var contexts = new HashSet<DbContext>(ReferenceEqualityComparer.Instance);
        var tracked = 0;
        for (var id = 1; id <= Requests; id++)
        {
            using var scope = provider.CreateScope();
            var context = (DbContext)scope.ServiceProvider.GetRequiredService(type);
            contexts.Add(context);
            _ = context.Set<Order>().First(order => order.Id == id);
            tracked = context.ChangeTracker.Entries().Count();
        }

        return (tracked, contexts.Count);
    }

    private static string Source(string registration) =>
        "using Microsoft.Extensions.DependencyInjection; public static class Truth { public static void Add(IServiceCollection s, SqliteConnection connection) { " + registration + "; } }";
}
