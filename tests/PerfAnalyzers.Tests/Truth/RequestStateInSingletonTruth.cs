using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PerfAnalyzers.Scaling;

namespace PerfAnalyzers.Tests;

/// <summary>Counts the answers that name another caller, when two callers ask one host at once, and when one caller asks two hosts.</summary>
public sealed class RequestStateInSingletonTruth
{
    private const string Usings = "using Microsoft.AspNetCore.Builder; using Microsoft.AspNetCore.Http; using Microsoft.Extensions.DependencyInjection; public static class Pause { public static Task At(HttpContext context) => ((Func<Task>)context.Items[\"pause\"]!)(); }";

    private static readonly (string Name, int Wrong, string Members, string Services, string Handler)[] s_cases =
    [
        ("field of a middleware", 1, "public class Who(RequestDelegate next) { string? _user; public async Task InvokeAsync(HttpContext c) { _user = c.Request.Headers[\"X-User\"].ToString(); await Pause.At(c); await c.Response.WriteAsync(_user); if (c.Response.StatusCode == 0) { await next(c); } } }", "", "app.UseMiddleware<Who>();"),
        ("local of a middleware", 0, "public class Who(RequestDelegate next) { public async Task InvokeAsync(HttpContext c) { var user = c.Request.Headers[\"X-User\"].ToString(); await Pause.At(c); await c.Response.WriteAsync(user); if (c.Response.StatusCode == 0) { await next(c); } } }", "", "app.UseMiddleware<Who>();"),
        ("static field", 1, "static string? s_user;", "", "app.Run(async c => { s_user = c.Request.Headers[\"X-User\"].ToString(); await Pause.At(c); await c.Response.WriteAsync(s_user); });"),
        ("static field, first time only", 1, "static string? s_user;", "", "app.Run(async c => { s_user ??= c.Request.Headers[\"X-User\"].ToString(); await Pause.At(c); await c.Response.WriteAsync(s_user); });"),
        ("items of the request", 0, "", "", "app.Run(async c => { c.Items[\"user\"] = c.Request.Headers[\"X-User\"].ToString(); await Pause.At(c); await c.Response.WriteAsync((string)c.Items[\"user\"]!); });"),
        ("asynchronous local", 0, "static readonly AsyncLocal<string?> s_user = new();", "", "app.Run(async c => { s_user.Value = c.Request.Headers[\"X-User\"].ToString(); await Pause.At(c); await c.Response.WriteAsync(s_user.Value!); });"),
        ("singleton with an accessor", 1, "public class Who5(IHttpContextAccessor accessor) { public string? Name { get; private set; } public void Load() { Name = accessor.HttpContext!.Request.Headers[\"X-User\"].ToString(); } }", "services.AddHttpContextAccessor(); services.AddSingleton<Who5>();", "app.Run(async c => { var who = c.RequestServices.GetRequiredService<Who5>(); who.Load(); await Pause.At(c); await c.Response.WriteAsync(who.Name!); });"),
        ("scoped service with an accessor", 0, "public class Who6(IHttpContextAccessor accessor) { public string? Name { get; private set; } public void Load() { Name = accessor.HttpContext!.Request.Headers[\"X-User\"].ToString(); } }", "services.AddHttpContextAccessor(); services.AddScoped<Who6>();", "app.Run(async c => { var who = c.RequestServices.GetRequiredService<Who6>(); who.Load(); await Pause.At(c); await c.Response.WriteAsync(who.Name!); });"),
        ("constructor of a singleton", 1, "public class Who7 { public string Name { get; } public Who7(IHttpContextAccessor accessor) { Name = accessor.HttpContext!.Request.Headers[\"X-User\"].ToString(); } }", "services.AddHttpContextAccessor(); services.AddSingleton<Who7>();", "app.Run(async c => { var who = c.RequestServices.GetRequiredService<Who7>(); await Pause.At(c); await c.Response.WriteAsync(who.Name); });"),
        ("member of a kept object", 1, "public class State { public string? Name { get; set; } } static readonly State s_state = new();", "", "app.Run(async c => { s_state.Name = c.Request.Headers[\"X-User\"].ToString(); await Pause.At(c); await c.Response.WriteAsync(s_state.Name); });"),
        ("map by caller", 0, "static readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> s_users = new();", "", "app.Run(async c => { var user = c.Request.Headers[\"X-User\"].ToString(); s_users[user] = user; await Pause.At(c); await c.Response.WriteAsync(s_users[user]); });"),
    ];

    [Fact]
    public async Task Reported_state_is_answered_to_somebody_else()
    {
        var source = Usings + "\n" + string.Join('\n', s_cases.Select(static (test, i) =>
            $"public static class Case{i} {{ {test.Members} public static void Services(IServiceCollection services) {{ {test.Services} }} public static void Use(WebApplication app) {{ {test.Handler} }} }}"));
        var reported = (await Executed.Review<RequestStateInSingleton>(source)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line - 1).ToHashSet();
        var code = Executed.Load(source);
        for (var i = 0; i < s_cases.Length; i++)
        {
            var wrong = await WrongAnswers(code, $"Case{i}");
            Assert.Equal((s_cases[i].Name, s_cases[i].Wrong), (s_cases[i].Name, wrong));
            Assert.Equal((s_cases[i].Name, wrong > 0), (s_cases[i].Name, reported.Contains(i)));
        }
    }

    [Fact]
    public async Task What_one_instance_keeps_another_does_not_know()
    {
        const string Source = """
            using Microsoft.AspNetCore.Builder; using Microsoft.AspNetCore.Http; using Microsoft.Extensions.DependencyInjection;
            public static class Kept { static string? s_user; public static void Services(IServiceCollection services) { } public static void Use(WebApplication app) => app.Run(async c => { if (c.Request.Path == "/in") { s_user = c.Request.Headers["X-User"].ToString(); } await c.Response.WriteAsync(s_user ?? "nobody"); }); }
            public static class Sent { public static void Services(IServiceCollection services) { } public static void Use(WebApplication app) => app.Run(async c => { if (c.Request.Path == "/in") { c.Response.Cookies.Append("user", c.Request.Headers["X-User"].ToString()); } await c.Response.WriteAsync(c.Request.Cookies["user"] ?? "nobody"); }); }
            """;
        Assert.Equal([1], (await Executed.Review<RequestStateInSingleton>(Source)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line));
        Assert.Equal(("ann", "nobody"), await SignInThenAsk(Source, "Kept"));
        Assert.Equal(("ann", "ann"), await SignInThenAsk(Source, "Sent"));
    }

    private static async Task<(string Same, string Other)> SignInThenAsk(string source, string type)
    {
        await using var first = await Start(Executed.Load(source), type, static _ => { });
        await using var second = await Start(Executed.Load(source), type, static _ => { });
        var (_, _, cookie) = await first.Get("/in", ("X-User", "ann"));
        var same = await first.Get("/who", ("Cookie", cookie ?? ""));
        var other = await second.Get("/who", ("Cookie", cookie ?? ""));
        return (same.Body, other.Body);
    }

    // The first caller is held where its state is kept, until the second has been served.
    private static async Task<int> WrongAnswers(Executed code, string type)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await Start(code, type, app => app.Use((context, next) =>
        {
            var isFirst = context.Request.Headers["X-User"] == "ann";
            context.Items["pause"] = () =>
            {
                if (!isFirst)
                {
                    return Task.CompletedTask;
                }

                arrived.TrySetResult();
                return release.Task;
            };
            return next(context);
        }));

        var ann = host.Get("/", ("X-User", "ann"));
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var bob = await host.Get("/", ("X-User", "bob"));
        release.SetResult();
        return (bob.Body == "bob" ? 0 : 1) + ((await ann).Body == "ann" ? 0 : 1);
    }

    private static Task<WebInstance> Start(Executed code, string type, Action<WebApplication> before) => WebInstance.Start(
        services => code.Delegate<Action<IServiceCollection>>(type + ".Services")(services),
        app =>
        {
            before(app);
            code.Delegate<Action<WebApplication>>(type + ".Use")(app);
        });
}
