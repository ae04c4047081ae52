using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.UnguardedPeriodicJob, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class UnguardedPeriodicJobTests
{
    private static readonly (string, string) s_several = ("perfanalyzers.deployment", "multi_instance");

    private const string Usings = """
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        using System.Net.Http;

        public interface IMailer { Task SendEmailAsync(string to, string text); }

        """;

    private static string Job(string body, string members = "") =>
        Usings + "public class Reminders(IServiceScopeFactory scopes, HttpClient http, IMailer mailer) : BackgroundService {\n" + members +
        "\nprotected IServiceScopeFactory Scopes => scopes; protected HttpClient Http => http; protected IMailer Mailer => mailer;\nprotected override async Task ExecuteAsync(CancellationToken stop) {\n" + body + "\n} }";

    private static string Ticks(string work, string members = "") =>
        Job("using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1));\nwhile (await timer.[|WaitForNextTickAsync|](stop)) {\n" + work + "\n}", members);

    private static string Quietly(string work, string members = "") => Ticks(work, members).Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);

    private const string Save = "await using var scope = Scopes.CreateAsyncScope();\nvar db = scope.ServiceProvider.GetRequiredService<ShopContext>();\nawait db.Orders.Where(o => !o.IsPaid).ExecuteUpdateAsync(s => s.SetProperty(o => o.IsPaid, true), stop);";

    public static readonly Cases Firing = new()
    {
        { "rows updated", Ticks(Save) },
        { "rows saved", Ticks("await using var scope = Scopes.CreateAsyncScope();\nvar db = scope.ServiceProvider.GetRequiredService<ShopContext>();\nvar order = await db.Orders.FirstAsync(stop);\norder.IsPaid = true;\nawait db.SaveChangesAsync(stop);") },
        { "mail", Ticks("await Mailer.SendEmailAsync(\"a@b\", \"due\");") },
        { "posted", Ticks("await Http.PostAsync(\"sync\", null, stop);") },
        { "delay", Job("while (!stop.IsCancellationRequested) {\nawait Mailer.SendEmailAsync(\"a@b\", \"due\");\nawait Task.[|Delay|](TimeSpan.FromMinutes(1), stop);\n}") },
        { "endless", Job("while (true) {\nawait Task.[|Delay|](1000, stop);\nawait Http.DeleteAsync(\"old\", stop);\n}") },
        { "in a helper", Ticks("await Run(stop);", "private async Task Run(CancellationToken stop) {\n" + Save + "\n}") },
        { "in a service", Ticks("await new Payments(Scopes).Collect();") + "\npublic class Payments(IServiceScopeFactory scopes) { public async Task Collect() { using var scope = scopes.CreateScope(); var db = scope.ServiceProvider.GetRequiredService<ShopContext>(); db.Orders.Add(new Order()); await db.SaveChangesAsync(); } }" },
        { "in a try", Ticks("try {\n" + Save + "\n} catch (InvalidOperationException) { }") },
        { "timer", Usings + "public class Reminders(IMailer mailer) : IHostedService { private Timer? _timer; public Task StartAsync(CancellationToken stop) {\n_timer = new [|Timer|](_ => mailer.SendEmailAsync(\"a@b\", \"due\"), null, TimeSpan.Zero, TimeSpan.FromMinutes(1));\nreturn Task.CompletedTask; } public Task StopAsync(CancellationToken stop) { _timer?.Dispose(); return Task.CompletedTask; } }" },
        { "timer with a method", Usings + "public class Reminders(IMailer mailer) : IHostedService { private Timer? _timer; public Task StartAsync(CancellationToken stop) {\n_timer = new [|Timer|](Run, null, 0, 60000);\nreturn Task.CompletedTask; } private void Run(object? state) { mailer.SendEmailAsync(\"a@b\", \"due\"); } public Task StopAsync(CancellationToken stop) { _timer?.Dispose(); return Task.CompletedTask; } }" },
    };

    public static readonly Cases Quiet = new()
    {
        { "cache refreshed", Quietly("_rates = await Http.GetStringAsync(\"rates\", stop); Console.WriteLine(_rates);", "private string? _rates;") },
        { "rows read", Quietly("await using var scope = Scopes.CreateAsyncScope(); var db = scope.ServiceProvider.GetRequiredService<ShopContext>(); Console.WriteLine(await db.Orders.CountAsync(stop));") },
        { "log", Quietly("Console.WriteLine(GC.GetTotalMemory(false));") },
        { "distributed lock", Quietly("await using var held = await DistributedLocks.Take(\"reminders\");\n" + Save) + "\npublic static class DistributedLocks { public static Task<IAsyncDisposable> Take(string name) => throw new NotSupportedException(name); }" },
        { "lease", Quietly("if (!await BlobLease.TryTake()) { continue; }\n" + Save) + "\npublic static class BlobLease { public static Task<bool> TryTake() => Task.FromResult(true); }" },
        { "leader", Quietly("if (!Cluster.IsLeader) { continue; }\n" + Save) + "\npublic static class Cluster { public static bool IsLeader => true; }" },
        { "claimed rows", Quietly("var claimed = await ClaimNext(); Console.WriteLine(claimed);\n" + Save, "private Task<int> ClaimNext() => Task.FromResult(1);") },
        { "queue", Quietly("var next = await _queue.Reader.ReadAsync(stop); Console.WriteLine(next);\n" + Save, "private readonly System.Threading.Channels.Channel<int> _queue = System.Threading.Channels.Channel.CreateUnbounded<int>();") },
        { "once at start", Job(Save) },
        { "loop without a pause", Job("for (var i = 0; i < 3; i++) {\n" + Save + "\n}") },
        { "outside of hosted services", Usings + "public class Poller(IMailer mailer) { public async Task Run(CancellationToken stop) { while (true) { await mailer.SendEmailAsync(\"a\", \"b\"); await Task.Delay(1000, stop); } } }" },
        { "timer of something else", Usings + "public class Poller(IMailer mailer) { public object Start() => new Timer(_ => mailer.SendEmailAsync(\"a\", \"b\"), null, 0, 1000); }" },
        { "timer that writes nothing", Usings + "public class Beat : IHostedService { private Timer? _timer; public Task StartAsync(CancellationToken stop) { _timer = new Timer(_ => Console.WriteLine(\"alive\"), null, 0, 1000); return Task.CompletedTask; } public Task StopAsync(CancellationToken stop) { _timer?.Dispose(); return Task.CompletedTask; } }" },
        { "delay before the first run", Job("await Task.Delay(1000, stop);\n" + Save) },
        { "skipped rows", Quietly("await using var scope = Scopes.CreateAsyncScope(); var db = scope.ServiceProvider.GetRequiredService<ShopContext>(); await db.Database.ExecuteSqlRawAsync(\"update x set y = 1 where id in (select id from x for update skip locked)\", stop);") },
        { "own instance's entry", Quietly("Console.WriteLine(Environment.MachineName);\n" + Save) },
        { "consumer", Quietly("var message = await Consumer.Next(); Console.WriteLine(message);\n" + Save) + "\npublic static class Consumer { public static Task<string> Next() => Task.FromResult(\"x\"); }" },
        { "helper that is not here", Quietly("await Work.Run();") + "\npublic abstract class Work { public static Task Run() => Current!.Do(); protected abstract Task Do(); public static Work? Current; }" },
        { "file", Quietly("await File.WriteAllTextAsync(\"beat\", \"x\", stop);") },
        { "asked for", Quietly("await Http.GetAsync(\"health\", stop);") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Job_of_every_instance_is_reported(Case code) => Verify.Fires(code.Source, s_several);

    [Theory, MemberData(nameof(Firing))]
    public Task Nothing_is_said_where_nobody_knows_of_several_instances(Case code) => Verify.Silent(code.Unmarked);

    [Theory, MemberData(nameof(Quiet))]
    public Task Other_jobs_are_not(Case code) => Verify.Silent(code.Source, s_several);

    [Fact]
    public Task Says_what_is_multiplied() => Verify.Says(
        Ticks("await Mailer.SendEmailAsync(\"a@b\", \"due\");"),
        "Every instance runs this job at each tick, and each writes ('SendEmailAsync'): work and messages are multiplied by the number of instances; let one of them lead (a distributed lock, a lease) or claim rows before the work",
        s_several);
}
