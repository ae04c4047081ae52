using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.RequestStateInSingleton, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class RequestStateInSingletonTests
{
    private const string Http = """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.AspNetCore.Mvc.Filters;
        using Microsoft.Extensions.DependencyInjection;
        using System.Security.Claims;

        """;

    private static string Middleware(string body, string members = "private string? _user;") =>
        Http + "public class Tenancy(RequestDelegate next) {\n" + members + "\npublic async Task InvokeAsync(HttpContext context) {\n" + body + "\nawait next(context); } }";

    private static string Service(string body, string members = "private string? _user;", string registration = "services.AddSingleton<CurrentUser>();") =>
        Http + "public class CurrentUser(IHttpContextAccessor accessor) {\n" + members + "\npublic void Load() {\n" + body + "\n} public HttpContext? Now => accessor.HttpContext; }\n" +
        "public static class Composition { public static void AddUsers(this IServiceCollection services) { " + registration + " } }";

    private static string Controller(string body, string members) =>
        Http + "public class HomeController : ControllerBase {\n" + members + "\npublic int Get(int id) {\n" + body + "\nreturn id; } }";

    public static readonly Cases Firing = new()
    {
        { "user in a middleware", Middleware("[|_user|] = context.User.Identity?.Name;") },
        { "header in a middleware", Middleware("[|_user|] = context.Request.Headers[\"X-Tenant\"].ToString();") },
        { "context in a middleware", Middleware("[|_context|] = context;", "private HttpContext? _context;") },
        { "session in a middleware", Middleware("[|_session|] = context.Session;", "private ISession? _session;") },
        { "through a local", Middleware("var name = context.User.FindFirst(\"sub\")?.Value;\n[|_user|] = name;") },
        { "out of a header lookup", Middleware("if (context.Request.Headers.TryGetValue(\"X-Tenant\", out var tenant)) {\n[|_user|] = tenant;\n}") },
        { "parsed", Middleware("[|_tenant|] = int.Parse(context.Request.Query[\"tenant\"]!);", "private int _tenant;") },
        { "with a default", Middleware("[|_user|] = context.User.Identity?.Name ?? \"anonymous\";") },
        { "kept only the first time", Middleware("[|_user|] ??= context.User.Identity?.Name;") },
        { "permission of the user", Middleware("[|_isAdmin|] = context.User.IsInRole(\"admin\");", "private bool _isAdmin;") },
        { "automatic property", Middleware("[|User|] = context.User;", "public ClaimsPrincipal? User { get; private set; }") },
        { "object made of it", Middleware("[|_caller|] = new Caller(context.User.Identity!.Name!);", "private Caller? _caller; public record Caller(string Name);") },
        { "member of a kept object", Middleware("[|_state.Name|] = context.User.Identity!.Name;", "private readonly State _state = new(); public class State { public string? Name { get; set; } }") },
        { "helper named after it", Middleware("[|_tenant|] = TenantOf(context.Request);", "private string? _tenant; private static string TenantOf(HttpRequest request) => request.Headers[\"X-Tenant\"].ToString();") },
        { "singleton with an accessor", Service("[|_user|] = accessor.HttpContext?.User.Identity?.Name;") },
        { "singleton behind an interface", Http + "public interface IWho { string? Name(); } public class Who(IHttpContextAccessor accessor) : IWho { private string? _name;\npublic string? Name() {\n[|_name|] = accessor.HttpContext!.User.FindFirst(\"name\")!.Value;\nreturn _name; } } public static class Composition { public static void AddUsers(this IServiceCollection services) => services.AddSingleton<IWho, Who>(); }" },
        { "singleton told who it is", Http + "public class Who { private ClaimsPrincipal? _user; public void Set(ClaimsPrincipal user) {\n[|_user|] = user;\n} } public static class Composition { public static void AddUsers(this IServiceCollection services) => services.AddSingleton<Who>(); }" },
        { "constructor of a singleton", Http + "public class Who { private readonly HttpContext? _context; public Who(IHttpContextAccessor accessor) {\n[|_context|] = accessor.HttpContext;\n} } public static class Composition { public static void AddUsers(this IServiceCollection services) => services.AddSingleton<Who>(); }" },
        { "field of a singleton", Http + "public class Who(IHttpContextAccessor accessor) { private readonly ClaimsPrincipal? _user =\n[|accessor.HttpContext?.User|]; } public static class Composition { public static void AddUsers(this IServiceCollection services) => services.AddSingleton<Who>(); }" },
        { "hosted service", Http + "public class Pump(IHttpContextAccessor accessor) : Microsoft.Extensions.Hosting.BackgroundService { private string? _culture; public void Trigger() {\n[|_culture|] = accessor.HttpContext!.Request.Headers.AcceptLanguage.ToString();\n} protected override Task ExecuteAsync(CancellationToken stop) => Task.CompletedTask; }" },
        { "filter attribute", Http + "public class AuditAttribute : ActionFilterAttribute { private string? _user; public override void OnActionExecuting(ActionExecutingContext c) {\n[|_user|] = c.HttpContext.User.Identity!.Name;\n} }" },
        { "static field of a controller", Controller("[|s_user|] = User.Identity!.Name;", "private static string? s_user;") },
        { "static property of another type", Controller("[|App.Tenant|] = Request.Headers[\"X-Tenant\"];", "") + "\npublic static class App { public static string? Tenant { get; set; } }" },
        { "member of a static object", Controller("[|App.Current.User|] = User;", "") + "\npublic class App { public static readonly App Current = new(); public ClaimsPrincipal? User { get; set; } }" },
        { "static field in a page", Http + "public class IndexModel : Microsoft.AspNetCore.Mvc.RazorPages.PageModel { private static string? s_cart; public void OnGet() {\n[|s_cart|] = HttpContext.Session.Id;\n} }" },
        { "static field in inline middleware", Http + "public static class Pipeline { private static string? s_agent; public static void UseAgent(this IApplicationBuilder app) => app.Use(async (context, next) => {\n[|s_agent|] = context.Request.Headers.UserAgent.ToString();\nawait next(context); }); }" },
        { "static field in a hub", Http + "public class Chat : Microsoft.AspNetCore.SignalR.Hub { private static string? s_current; public override Task OnConnectedAsync() {\n[|s_current|] = Context.ConnectionId;\nreturn Task.CompletedTask; } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "local", Middleware("var user = context.User.Identity?.Name; Console.WriteLine(user + _user);") },
        { "items of the request", Middleware("context.Items[\"user\"] = context.User.Identity?.Name; Console.WriteLine(_user);") },
        { "asynchronous local", Middleware("_current.Value = context.User.Identity?.Name;", "private static readonly AsyncLocal<string?> _current = new();") },
        { "thread static", Middleware("s_user = context.User.Identity?.Name;", "[ThreadStatic] private static string? s_user;") },
        { "service of the request", Middleware("_clock = context.RequestServices.GetRequiredService<TimeProvider>();", "private TimeProvider? _clock;") },
        { "address of the site", Middleware("_base ??= $\"{context.Request.Scheme}://{context.Request.Host}\";", "private string? _base;") },
        { "counter", Middleware("_served++; _bytes += 10;", "private int _served; private long _bytes;") },
        { "time of the last request", Middleware("_last = DateTime.UtcNow;", "private DateTime _last;") },
        { "last path, for operators", Middleware("_lastPath = context.Request.Path;", "private string? _lastPath;") },
        { "map by user", Middleware("_seen[context.User.Identity!.Name!] = DateTime.UtcNow;", "private readonly System.Collections.Concurrent.ConcurrentDictionary<string, DateTime> _seen = new();") },
        { "middleware with a contract is made per request", Http + "public class Tenancy : IMiddleware { private string? _user; public Task InvokeAsync(HttpContext context, RequestDelegate next) { _user = context.User.Identity?.Name; Console.WriteLine(_user); return next(context); } }" },
        { "scoped service", Service("_user = accessor.HttpContext?.User.Identity?.Name;", registration: "services.AddScoped<CurrentUser>();") },
        { "transient service", Service("_user = accessor.HttpContext?.User.Identity?.Name;", registration: "services.AddTransient<CurrentUser>();") },
        { "service that nobody registers here", Service("_user = accessor.HttpContext?.User.Identity?.Name;", registration: "") },
        { "accessor kept by a singleton", Http + "public class Who { private readonly IHttpContextAccessor _accessor; public Who(IHttpContextAccessor accessor) { _accessor = accessor; } public string? Name => _accessor.HttpContext?.User.Identity?.Name; } public static class Composition { public static void AddUsers(this IServiceCollection services) => services.AddSingleton<Who>(); }" },
        { "scoped service filled by a middleware", Http + "public class Caller { public string? Name { get; set; } } public class Tenancy(RequestDelegate next) { public Task InvokeAsync(HttpContext context, Caller caller) { caller.Name = context.User.Identity?.Name; return next(context); } }" },
        { "field of a controller", Controller("_user = User.Identity!.Name;", "private string? _user;") },
        { "field of a hub", Http + "public class Chat : Microsoft.AspNetCore.SignalR.Hub { private string? _name; public override Task OnConnectedAsync() { _name = Context.UserIdentifier; return Task.CompletedTask; } }" },
        { "field of a page", Http + "public class IndexModel : Microsoft.AspNetCore.Mvc.RazorPages.PageModel { public string? Who { get; set; } public void OnGet() { Who = User.Identity!.Name; } }" },
        { "static services at start-up", Http + "public static class Root { public static IServiceProvider? Services { get; set; } public static void UseRoot(this IApplicationBuilder app) { Services = app.ApplicationServices; } }" },
        { "static accessor", Http + "public static class Current { private static IHttpContextAccessor? s_accessor; public static void Use(IHttpContextAccessor accessor) { s_accessor = accessor; } public static string? Name => s_accessor?.HttpContext?.User.Identity?.Name; }" },
        { "settings loaded for the first request", Middleware("_settings ??= await Load(context.RequestAborted);", "private Dictionary<string, string>? _settings; private static Task<Dictionary<string, string>> Load(CancellationToken stop) => Task.FromResult(new Dictionary<string, string>());") },
        { "own accessor with an asynchronous local", Http + "public class Own { private static readonly AsyncLocal<HttpContext?> s_context = new(); public HttpContext? Context { get => s_context.Value; set => s_context.Value = value; } } public class Tenancy(RequestDelegate next) { private readonly Own _own = new(); public Task InvokeAsync(HttpContext context) { _own.Context = context; return next(context); } }" },
        { "object made per request", Middleware("var caller = new Caller(); caller.Name = context.User.Identity?.Name; context.Items[\"caller\"] = caller;", "public class Caller { public string? Name { get; set; } }") },
        { "reset", Middleware("_user = null; _user = \"\";") },
        { "attribute that is no filter", Http + "public class NoteAttribute : Attribute { private string? _text; public void Set(HttpContext context) { _text = context.Request.Path; Console.WriteLine(_text); } }" },
        { "filter made per request", Http + "public class Audit : IActionFilter { private string? _user; public void OnActionExecuting(ActionExecutingContext c) { _user = c.HttpContext.User.Identity!.Name; } public void OnActionExecuted(ActionExecutedContext c) { Console.WriteLine(_user); } }" },
        { "principal without a server's user", Http + "public class Jobs { private readonly ClaimsPrincipal _system; public Jobs() { _system = new ClaimsPrincipal(new ClaimsIdentity(\"system\")); } public string? Name => _system.Identity?.Name; } public static class Composition { public static void AddJobs(this IServiceCollection services) => services.AddSingleton<Jobs>(); }" },
        { "feature of the server", Middleware("_endpoint = context.GetEndpoint();", "private Endpoint? _endpoint;") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task State_of_a_request_in_a_shared_field_is_reported(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Other_state_is_not(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_who_overwrites_it() => Verify.Says(
        Middleware("[|_user|] = context.User.Identity?.Name;"),
        "'_user' keeps what one request brings ('HttpContext.User') in the middleware 'Tenancy': the next request overwrites it, and another instance never has it; pass it on, or keep it in a scoped service or 'HttpContext.Items'");

    [Fact]
    public Task Says_what_a_static_member_keeps() => Verify.Says(
        Controller("[|s_user|] = User.Identity!.Name;", "private static string? s_user;"),
        "'s_user' keeps what one request brings ('HttpContext.User') in a static member: the next request overwrites it, and another instance never has it; pass it on, or keep it in a scoped service or 'HttpContext.Items'");
}
