using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Database.ContextLifetime, PerfAnalyzers.Database.ContextLifetimeFix>;

namespace PerfAnalyzers.Tests;

public sealed class ContextLifetimeTests
{
    private const string Using = "using Microsoft.Extensions.DependencyInjection;\nusing Microsoft.Extensions.DependencyInjection.Extensions;\n";

    private const string Log = "using Microsoft.Extensions.Logging;\n";
    private const string Web = "using Microsoft.AspNetCore.Mvc;\n";

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
        { "cache of its own for each context", "using Microsoft.Extensions.Caching.Memory; class Own : DbContext { protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseSqlite(\"x\").[|UseMemoryCache|](new MemoryCache(new MemoryCacheOptions())); }" },
        { "cache of its own for each request", Web + "using Microsoft.Extensions.Caching.Memory; class OrdersController : ControllerBase { [HttpGet] public int Get() { var b = new DbContextOptionsBuilder<ShopContext>();\n b.UseSqlite(\"x\" + DateTime.Now);\n b.[|UseMemoryCache|](new MemoryCache(new MemoryCacheOptions()));\n using var db = new ShopContext(b.Options); return db.Orders.Count(); } }" },
        { "services of its own for each scope", Using + "class Start { void Add(IServiceCollection s) => s.AddDbContext<Audited>(o => o.UseSqlite(\"x\").[|UseInternalServiceProvider|](new ServiceCollection().AddEntityFrameworkSqlite().BuildServiceProvider())); } class Audited(DbContextOptions<Audited> o, ICloneable user) : DbContext(o) { public ICloneable User => user; }" },
        { "interceptor that services hold", "using Microsoft.EntityFrameworkCore.Diagnostics; class Hook : IMaterializationInterceptor { } class Own : DbContext { protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseSqlite(\"x\").[|AddInterceptors|](new Hook()); }" },
    };

    public static readonly Cases Suggested = new()
    {
        { "log of its own for each context", "class Own : DbContext { protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseSqlite(\"x\").[|UseLoggerFactory|](new Microsoft.Extensions.Logging.LoggerFactory()); }" },
        { "log of its own, through a local", Log + "class Own : DbContext { protected override void OnConfiguring(DbContextOptionsBuilder b) { var log = LoggerFactory.Create(l => { }); b.UseSqlite(\"x\"); b.[|UseLoggerFactory|](log); } }" },
        { "log of its own, from a method", Log + "class Own : DbContext { protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseSqlite(\"x\").[|UseLoggerFactory|](New()); static ILoggerFactory New() { return LoggerFactory.Create(l => { }); } }" },
        { "log of its own, from a property", Log + "class Own : DbContext { static ILoggerFactory Log => LoggerFactory.Create(l => { }); protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseSqlite(\"x\").[|UseLoggerFactory|](Log); }" },
        { "log of its own for each scope", Using + Log + "class Start { void Add(IServiceCollection s) => s.AddDbContext<Audited>(o => o.UseSqlite(\"x\").[|UseLoggerFactory|](LoggerFactory.Create(l => { }))); } class Audited(DbContextOptions<Audited> o, ICloneable user) : DbContext(o) { public ICloneable User => user; }" },
        { "log of its own for each request", Web + Log + "class OrdersController : ControllerBase { [HttpGet] public int Get() { var b = new DbContextOptionsBuilder<ShopContext>();\n b.UseSqlite(\"x\" + DateTime.Now);\n b.[|UseLoggerFactory|](LoggerFactory.Create(l => { }));\n using var db = new ShopContext(b.Options); return db.Orders.Count(); } }" },
        { "options for each request", Web + "class OrdersController : ControllerBase { [HttpGet] public int Get() { using var db = new ShopContext(new [|DbContextOptionsBuilder|]<ShopContext>().UseSqlite(\"x\").Options); return db.Orders.Count(); } }" },
        { "options for each request, from configuration", Web + "class OrdersController(Microsoft.Extensions.Configuration.IConfiguration settings) : ControllerBase { [HttpGet] public int Get() { var b = new [|DbContextOptionsBuilder|]<ShopContext>(); b.UseSqlite(settings[\"Shop\"]).EnableDetailedErrors(); var options = b.Options; using var db = new ShopContext(options); return db.Orders.Count(); } }" },
        { "options for each scope", Using + "class Start { readonly string _text = \"x\"; void Add(IServiceCollection s) => s.AddScoped<ShopContext>(_ => { var b = new [|DbContextOptionsBuilder|]<ShopContext>(); b.UseSqlite(_text); return new ShopContext(b.Options); }); }" },
        { "options for each scope of another container", "class Container { public Registration<T> Register<T>(Func<Container, T> build) => new(); } class Registration<T> { public Registration<T> AsSelf() => this; public void InstancePerLifetimeScope() { } } class Module(string text) { void Load(Container c) => c.Register(r => new ShopContext(new [|DbContextOptionsBuilder|]<ShopContext>().UseSqlite(text).Options)).AsSelf().InstancePerLifetimeScope(); }" },
        { "options for each pass", "class Import { readonly string _text = \"x\"; public void Run(List<Order> orders) { foreach (var order in orders) {\n using var db = new ShopContext(new [|DbContextOptionsBuilder|]<ShopContext>().UseSqlite(_text).Options);\n db.Add(order);\n db.SaveChanges(); } } }" },
        { "options in the factory of contexts", "class Contexts(string text) : IDbContextFactory<ShopContext> { public ShopContext CreateDbContext() => new(new [|DbContextOptionsBuilder|]<ShopContext>().UseSqlite(text).Options); }" },
        { "cache of its own where nobody configured", "using Microsoft.Extensions.Caching.Memory; class Own : DbContext { protected override void OnConfiguring(DbContextOptionsBuilder b) { if (!b.IsConfigured) { b.UseSqlite(\"x\").[|UseMemoryCache|](new MemoryCache(new MemoryCacheOptions())); } } }" },
        { "log of its own where nobody configured", "class Own : DbContext { protected override void OnConfiguring(DbContextOptionsBuilder b) { if (!b.IsConfigured) { b.UseSqlite(\"x\").[|UseLoggerFactory|](new Microsoft.Extensions.Logging.LoggerFactory()); } } }" },
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
        { "options of a tenant", Web + "class OrdersController : ControllerBase { [HttpGet] public int Get(string tenant) { using var db = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseSqlite(\"Data Source=\" + tenant).Options); return db.Orders.Count(); } }" },
        { "options of the current tenant", Web + "class Tenant { public string ConnectionString { get; set; } = \"\"; } class OrdersController(Tenant currentTenant) : ControllerBase { [HttpGet] public int Get() { using var db = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseSqlite(currentTenant.ConnectionString).Options); return db.Orders.Count(); } }" },
        { "options per element", "class Import { public void Run(List<string> files) { foreach (var file in files) { using var db = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseSqlite(\"Data Source=\" + file).Options); db.Database.EnsureCreated(); } } }" },
        { "options of another container, once", "class Container { public Registration<T> Register<T>(Func<Container, T> build) => new(); } class Registration<T> { public void SingleInstance() { } } class Module(string text) { void Load(Container c) => c.Register(r => new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseSqlite(text).Options)).SingleInstance(); }" },
        { "options of a tenant for each scope", Using + "interface ITenant { string Text { get; } } class Start { void Add(IServiceCollection s) => s.AddScoped<ShopContext>(p => new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseSqlite(p.GetRequiredService<ITenant>().Text).Options)); }" },
        { "options once", "class Tool { public int Run() { using var db = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseSqlite(\"x\").Options); return db.Orders.Count(); } }" },
        { "options that are kept", Web + "class OrdersController : ControllerBase { static readonly DbContextOptions<ShopContext> s_options = new DbContextOptionsBuilder<ShopContext>().UseSqlite(\"x\").Options; static DbContextOptions<ShopContext>? s_late; [HttpGet] public int Get() { s_late ??= new DbContextOptionsBuilder<ShopContext>().UseSqlite(\"x\").Options; using var db = new ShopContext(s_options); return db.Orders.Count(); } }" },
        { "options for tools", "class Design : Microsoft.EntityFrameworkCore.Design.IDesignTimeDbContextFactory<ShopContext> { public ShopContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<ShopContext>().UseSqlite(\"x\").Options); }" },
        { "options for migrations", Web + "class MigrationController : ControllerBase { [HttpPost] public void Post() { using var db = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseSqlite(\"x\").Options); db.Database.EnsureCreated(); } }" },
        { "options that somebody else completes", Web + "class OrdersController(Action<DbContextOptionsBuilder> configure) : ControllerBase { [HttpGet] public int Get() { var b = new DbContextOptionsBuilder<ShopContext>(); b.UseSqlite(\"x\"); configure(b); using var db = new ShopContext(b.Options); return db.Orders.Count(); } }" },
        { "log of the application", Using + Log + "class Own(ILoggerFactory log) : DbContext { protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseSqlite(\"x\").UseLoggerFactory(log); } class Start { void Add(IServiceCollection s) { var log = LoggerFactory.Create(l => { }); s.AddDbContext<Audited>(o => o.UseSqlite(\"x\").UseLoggerFactory(log)); } } class Audited(DbContextOptions<Audited> o, ICloneable user) : DbContext(o) { public ICloneable User => user; }" },
        { "log that is kept", Log + "class Own : DbContext { static readonly ILoggerFactory s_log = LoggerFactory.Create(l => { }); static ILoggerFactory? s_late; static ILoggerFactory Late => s_late ??= LoggerFactory.Create(l => { }); static ILoggerFactory Kept { get; } = LoggerFactory.Create(l => { }); protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseSqlite(\"x\").UseLoggerFactory(s_log).UseLoggerFactory(Late).UseLoggerFactory(Kept); }" },
        { "log of a pool and of a factory", Using + Log + "class Start { void Add(IServiceCollection s) { s.AddDbContextPool<ShopContext>(o => o.UseSqlite(\"x\").UseLoggerFactory(LoggerFactory.Create(l => { }))); s.AddDbContextFactory<ShopContext>(o => o.UseSqlite(\"x\").UseLoggerFactory(LoggerFactory.Create(l => { }))); } }" },
        { "log of options that live on", Using + Log + "class Start { void Add(IServiceCollection s) => s.AddDbContext<ShopContext>(o => o.UseSqlite(\"x\").UseLoggerFactory(LoggerFactory.Create(l => { })), ServiceLifetime.Scoped, ServiceLifetime.Singleton); }" },
        { "cache that is kept", "using Microsoft.Extensions.Caching.Memory; class Own(IMemoryCache cache) : DbContext { static readonly MemoryCache s_cache = new(new MemoryCacheOptions()); protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseSqlite(\"x\").UseMemoryCache(s_cache).UseMemoryCache(cache); }" },
        { "interceptor of each context", "using Microsoft.EntityFrameworkCore.Diagnostics; class Hook : SaveChangesInterceptor { } class Own : DbContext { protected override void OnConfiguring(DbContextOptionsBuilder b) => b.UseSqlite(\"x\").AddInterceptors(new Hook()); }" },
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
