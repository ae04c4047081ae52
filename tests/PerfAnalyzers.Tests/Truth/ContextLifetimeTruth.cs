using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PerfAnalyzers.Database;
using Shop;

namespace PerfAnalyzers.Tests;

/// <summary>What a context that outlives its work tracks, and how many contexts are built, over ten requests.</summary>
public sealed class ContextLifetimeTruth
{
    private const int Requests = 10;
    private const int Few = 3;

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

    /// <summary>What contexts are configured with, and how many models a few of them make.</summary>
    [Theory]
    [InlineData("UseMemoryCache(new MemoryCache(new MemoryCacheOptions()))", Few)]
    [InlineData("UseInternalServiceProvider(new ServiceCollection().AddEntityFrameworkSqlite().BuildServiceProvider())", Few)]
    [InlineData("AddInterceptors(new Reading())", Few)]
    [InlineData("AddInterceptors(new Saving())", 1)]
    [InlineData("AddInterceptors(KeptReading)", 1)]
    [InlineData("UseMemoryCache(KeptCache)", 1)]
    [InlineData("EnableDetailedErrors()", 1)]
    public async Task Services_of_its_own_give_each_context_a_model(string configuration, int models)
    {
        var source = Services("protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseSqlite(connection)." + configuration + ";");
        Assert.Equal(models > 1, (await Executed.Review<ContextLifetime>(source)).Length == 1);
        using var database = new ShopDatabase(Requests);
        Assert.Equal(models, await Executed.Load(source).Run("Truth.Configured", database.Connection, Few));
        ForgetServices();
    }

    /// <summary>Logs of contexts, and how many ten of them set up.</summary>
    [Theory]
    [InlineData("UseLoggerFactory(New())", Requests)]
    [InlineData("UseLoggerFactory(LoggerFactory.Create(l => l.AddProvider(new Log())))", Requests)]
    [InlineData("UseLoggerFactory(new LoggerFactory([new Log()]))", Requests)]
    [InlineData("UseLoggerFactory(Kept)", 1)]
    public async Task Logs_of_its_own_are_set_up_for_each_context(string configuration, int logs)
    {
        var source = Services("protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseSqlite(connection)." + configuration + ";");
        Assert.Equal(logs > 1, (await Executed.Review<ContextLifetime>(source)).Length == 1);
        using var database = new ShopDatabase(Requests);
        var code = Executed.Load(source);
        Assert.Equal(1, await code.Run("Truth.Configured", database.Connection, Requests));
        Assert.Equal(logs, await code.Run("Truth.Logged"));
    }

    /// <summary>Registrations, and how many models a few scopes make.</summary>
    [Theory]
    [InlineData("AddDbContext<Books>(o => o.UseSqlite(connection).UseMemoryCache(new MemoryCache(new MemoryCacheOptions())))", Few)]
    [InlineData("AddDbContext<Books>(o => o.UseSqlite(connection).UseMemoryCache(Truth.Kept))", 1)]
    [InlineData("AddDbContext<Books>(o => o.UseSqlite(connection).UseMemoryCache(new MemoryCache(new MemoryCacheOptions())), ServiceLifetime.Scoped, ServiceLifetime.Singleton)", 1)]
    [InlineData("AddDbContextPool<Books>(o => o.UseSqlite(connection).UseMemoryCache(new MemoryCache(new MemoryCacheOptions())))", 1)]
    [InlineData("AddDbContextFactory<Books>(o => o.UseSqlite(connection).UseMemoryCache(new MemoryCache(new MemoryCacheOptions())))", 1)]
    public async Task Services_of_its_own_give_each_scope_a_model(string registration, int models)
    {
        var source = Services("") + " public class Books(DbContextOptions<Books> options) : DbContext(options) { protected override void OnModelCreating(ModelBuilder model) { Truth.Models++; model.Entity<Order>(); } }" +
            " public static class Start { public static void Add(IServiceCollection s, SqliteConnection connection) => s." + registration + "; }";
        Assert.Equal(models > 1, (await Executed.Review<ContextLifetime>(source)).Any(static report => report.GetMessage().Contains("of its own")));
        using var database = new ShopDatabase(Requests);
        var services = new ServiceCollection();
        var code = Executed.Load(source);
        await code.Run("Start.Add", services, database.Connection);
        await using var provider = services.BuildServiceProvider();
        var type = services.First(static service => typeof(DbContext).IsAssignableFrom(service.ServiceType)).ServiceType;
        for (var i = 0; i < Few; i++)
        {
            using var scope = provider.CreateScope();
            _ = ((DbContext)scope.ServiceProvider.GetRequiredService(type)).Model.FindEntityType(typeof(Order));
        }

        Assert.Equal(models, await code.Run("Truth.Made"));
        ForgetServices();
    }

    /// <summary>How the options of the contexts of ten scopes come about, and how many there are.</summary>
    [Theory]
    [InlineData("new DbContextOptionsBuilder<Books>().UseSqlite(s_text).Options", Requests)]
    [InlineData("new DbContextOptionsBuilder<Books>().UseSqlite(\"Data Source=:memory:\").EnableDetailedErrors().Options", Requests)]
    [InlineData("s_options", 1)]
    [InlineData("s_late ??= new DbContextOptionsBuilder<Books>().UseSqlite(s_text).Options", 1)]
    public async Task Options_of_each_scope_are_built_again(string options, int built)
    {
        var source = "using Microsoft.Extensions.DependencyInjection; public class Books : DbContext { public static readonly HashSet<object> Seen = new(ReferenceEqualityComparer.Instance); public Books(DbContextOptions<Books> options) : base(options) => Seen.Add(options); public DbSet<Order> Orders => Set<Order>(); }" +
            " public static class Truth { static readonly string s_text = \"Data Source=:memory:\"; static readonly DbContextOptions<Books> s_options = new DbContextOptionsBuilder<Books>().UseSqlite(s_text).Options; static DbContextOptions<Books>? s_late;" +
            " public static void Add(IServiceCollection s) => s.AddScoped<DbContext>(_ => new Books(" + options + ")); public static int Built() => Books.Seen.Count; }";
        Assert.Equal(built > 1, (await Executed.Review<ContextLifetime>(source)).Length == 1);
        var services = new ServiceCollection();
        var code = Executed.Load(source);
        await code.Run("Truth.Add", services);
        await using var provider = services.BuildServiceProvider();
        for (var i = 0; i < Requests; i++)
        {
            using var scope = provider.CreateScope();
            _ = scope.ServiceProvider.GetRequiredService<DbContext>();
        }

        Assert.Equal(built, await code.Run("Truth.Built"));
    }

    // Entity Framework keeps twenty sets of services for this process, and no more.
    private static void ForgetServices()
    {
        var cache = typeof(DbContext).Assembly.GetType("Microsoft.EntityFrameworkCore.Internal.ServiceProviderCache", throwOnError: true)!.GetProperty("Instance")!.GetValue(null)!;
        foreach (var field in cache.GetType().GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic))
        {
            (field.GetValue(cache) as System.Collections.IDictionary)?.Clear();
        }
    }

    private static string Services(string configuring) =>
        "using Microsoft.EntityFrameworkCore.Diagnostics; using Microsoft.Extensions.Caching.Memory; using Microsoft.Extensions.DependencyInjection; using Microsoft.Extensions.Logging;" +
        " public class Reading : IMaterializationInterceptor { } public class Saving : SaveChangesInterceptor { }" +
        " public class Log : ILoggerProvider { public Log() => Truth.Logs++; public ILogger CreateLogger(string name) => Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance; public void Dispose() { } }" +
        " public class Own(SqliteConnection connection) : DbContext { public SqliteConnection Connection => connection; static ILoggerFactory New() => LoggerFactory.Create(l => l.AddProvider(new Log())); static ILoggerFactory? s_kept; static ILoggerFactory Kept => s_kept ??= New(); static readonly Reading KeptReading = new(); static readonly MemoryCache KeptCache = new(new MemoryCacheOptions());" +
        " public DbSet<Order> Orders => Set<Order>(); protected override void OnModelCreating(ModelBuilder model) { Truth.Models++; model.Entity<Order>(); } " + configuring + " }" +
        " public static class Truth { public static readonly MemoryCache Kept = new(new MemoryCacheOptions()); public static int Models; public static int Logs; public static int Logged() => Logs; public static int Made() => Models; public static int Configured(SqliteConnection connection, int requests) { for (var i = 0; i < requests; i++) { using var db = new Own(connection); _ = db.Model.FindEntityType(typeof(Order)); } return Models; } }";

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
