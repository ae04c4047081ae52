using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.ContextLifetime, PerfAnalyzers.Database.ContextLifetimeFix>;

namespace PerfAnalyzers.Tests;

public sealed class ContextLifetimeTests
{
    private const string Using = "using Microsoft.Extensions.DependencyInjection;\nusing Microsoft.Extensions.DependencyInjection.Extensions;\n";

    public static readonly Cases Firing = new()
    {
        { "registered as a singleton", Using + "class Start { void Add(IServiceCollection s) => s.[|AddDbContext|]<ShopContext>(o => o.UseSqlite(\"x\"), ServiceLifetime.Singleton); }" },
        { "registered as a singleton by name", Using + "class Start { void Add(IServiceCollection s) => s.[|AddDbContext|]<ShopContext>(contextLifetime: ServiceLifetime.Singleton, optionsAction: o => o.UseSqlite(\"x\")); }" },
        { "singleton of its own", Using + "class Start { void Add(IServiceCollection s) { s.[|AddSingleton|]<ShopContext>(); s.AddSingleton(new object()); } }" },
        { "kept by a singleton", Using + "class Prices(ShopContext db) { public int Count => db.Products.Count(); } class Start { void Add(IServiceCollection s) => s.[|AddSingleton|]<Prices>(); }" },
        { "kept by the implementation of a contract", Using + "interface IPrices { } class Prices : IPrices { readonly ShopContext _db; public Prices(ShopContext db) { _db = db; } } class Start { void Add(IServiceCollection s) => s.[|TryAddSingleton|]<IPrices, Prices>(); }" },
        { "kept by a worker", Using + "class Worker(ShopContext db) : Microsoft.Extensions.Hosting.BackgroundService { protected override Task ExecuteAsync(CancellationToken token) => db.Orders.CountAsync(token); } class Start { void Add(IServiceCollection s) => s.[|AddHostedService|]<Worker>(); }" },
        { "handed in by a factory", Using + "class Prices { public Prices(DbContext db) { } } class Start { void Add(IServiceCollection s) => s.[|AddSingleton|]<Prices>(p => new Prices(p.GetRequiredService<ShopContext>())); }" },
        { "static field", "static class Db { public static readonly ShopContext Current = new [|ShopContext|](null!); }" },
        { "static property", "static class Db { public static ShopContext Current { get; } = new [|ShopContext|](null!); }" },
        { "static field that is filled once", "static class Db { static ShopContext? s_db; public static ShopContext Get() => s_db ??= new [|ShopContext|](null!); }" },
    };

    public static readonly Cases Suggested = new()
    {
        { "could be pooled", Using + "class Start { void Add(IServiceCollection s) => s.[|AddDbContext|]<ShopContext>(o => o.UseSqlite(\"x\")); }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "pool", Using + "class Start { void Add(IServiceCollection s) => s.AddDbContextPool<ShopContext>(o => o.UseSqlite(\"x\")); }" },
        { "factory", Using + "class Prices(IDbContextFactory<ShopContext> db) { public int Count => db.CreateDbContext().Products.Count(); } class Start { void Add(IServiceCollection s) { s.AddDbContextFactory<ShopContext>(o => o.UseSqlite(\"x\")); s.AddSingleton<Prices>(); } }" },
        { "scoped service", Using + "class Prices(ShopContext db) { public int Count => db.Products.Count(); } class Start { void Add(IServiceCollection s) => s.AddScoped<Prices>(); void More(IServiceCollection s) => s.AddTransient<Prices>(); }" },
        { "scope of its own", Using + "class Worker(IServiceScopeFactory scopes) : Microsoft.Extensions.Hosting.BackgroundService { protected override async Task ExecuteAsync(CancellationToken token) { using var scope = scopes.CreateScope(); await scope.ServiceProvider.GetRequiredService<ShopContext>().Orders.CountAsync(token); } } class Start { void Add(IServiceCollection s) => s.AddHostedService<Worker>(); }" },
        { "scope in a factory", Using + "class Prices { public Prices(int n) { } } class Start { void Add(IServiceCollection s) => s.AddSingleton<Prices>(p => { using var scope = p.CreateScope(); return new Prices(scope.ServiceProvider.GetRequiredService<ShopContext>().Products.Count()); }); }" },
        { "way to a context", Using + "class Start { void Add(IServiceCollection s) => s.AddSingleton<Func<IServiceProvider, ShopContext>>(_ => p => p.GetRequiredService<ShopContext>()); }" },
        { "other lifetimes", Using + "class Start { void Add(IServiceCollection s) { s.AddDbContext<ShopContext>(o => o.UseSqlite(\"x\"), ServiceLifetime.Transient); s.AddDbContext<ShopContext>(o => o.UseSqlite(\"x\"), ServiceLifetime.Scoped, ServiceLifetime.Singleton); } }" },
        { "context with state", Using + "class Tenants(DbContextOptions<Tenants> o) : DbContext(o) { public int Tenant { get; set; } } class Start { void Add(IServiceCollection s) => s.AddDbContext<Tenants>(o => o.UseSqlite(\"x\")); }" },
        { "context with services", Using + "interface IUser { } class Audited(DbContextOptions<Audited> o, IUser user) : DbContext(o) { public IUser User => user; } class Start { void Add(IServiceCollection s) => s.AddDbContext<Audited>(o => o.UseSqlite(\"x\")); }" },
        { "context that configures itself", Using + "class Own(DbContextOptions<Own> o) : DbContext(o) { protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseSqlite(\"x\"); } class Start { void Add(IServiceCollection s) => s.AddDbContext<Own>(o => { }); }" },
        { "options from services", Using + "class Start { void Add(IServiceCollection s) => s.AddDbContext<ShopContext>((p, o) => o.UseSqlite(p.GetRequiredService<string>())); }" },
        { "options elsewhere", Using + "class Start { void Add(IServiceCollection s) => s.AddDbContext<ShopContext>(); }" },
        { "context of each call", "static class Db { public static ShopContext New() => new ShopContext(null!); public static ShopContext Current => new(null!); }" },
        { "static way to contexts", "static class Db { public static readonly Func<ShopContext> New = () => new ShopContext(null!); }" },
        { "per thread", "static class Db { [ThreadStatic] static ShopContext? s_db; public static ShopContext Get() => s_db ??= new ShopContext(null!); static readonly AsyncLocal<ShopContext> s_flow = new(); }" },
        { "field of an object", "class Db { readonly ShopContext _db = new(null!); public int M() => _db.Orders.Count(); }" },
        { "own AddSingleton", "class Bag { public void AddSingleton<T>() { } } class C { void M(Bag b) => b.AddSingleton<ShopContext>(); }" },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_who_keeps_it() => Verify.Says(
        Using + "class Prices(ShopContext db) { public int Count => db.Products.Count(); } class Start { void Add(IServiceCollection s) => s.[|AddSingleton|]<Prices>(); }",
        "'Prices' lives as long as the process and keeps the 'ShopContext' it is given; give it an 'IDbContextFactory' or 'IServiceScopeFactory'");

    [Fact]
    public Task Takes_a_pool() => Verify.Fixes(
        Using + "class Start { void Add(IServiceCollection s) => s.[|AddDbContext|]<ShopContext>(o => o.UseSqlite(\"x\")); }",
        Using + "class Start { void Add(IServiceCollection s) => s.AddDbContextPool<ShopContext>(o => o.UseSqlite(\"x\")); }",
        DiagnosticSeverity.Info);

    [Fact]
    public Task Refuses_what_lives_too_long() => Verify.RefusesToFix(Using + "class Start { void Add(IServiceCollection s) => s.[|AddDbContext|]<ShopContext>(o => o.UseSqlite(\"x\"), ServiceLifetime.Singleton); }");

    [Fact]
    public Task Fixes_all() => Verify.FixesAll(
    [
        (Using + "class Start { void Add(IServiceCollection s) => s.[|AddDbContext|]<ShopContext>(o => o.UseSqlite(\"x\")); }", Using + "class Start { void Add(IServiceCollection s) => s.AddDbContextPool<ShopContext>(o => o.UseSqlite(\"x\")); }"),
        (Using + "class Other { void Add(IServiceCollection s) => s.[|AddDbContext|]<ShopContext>(o => o.UseSqlite(\"y\")); }", Using + "class Other { void Add(IServiceCollection s) => s.AddDbContextPool<ShopContext>(o => o.UseSqlite(\"y\")); }"),
    ], DiagnosticSeverity.Info);
}
