using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Scaling.BackgroundServiceIgnoresStop, PerfAnalyzers.Scaling.BackgroundServiceIgnoresStopFix>;

namespace PerfAnalyzers.Tests;

public sealed class BackgroundServiceIgnoresStopTests
{
    public static readonly Cases Firing = new()
    {
        { "while true", In("[|while (true)|] { await Work(); await Task.Delay(1000); }") },
        { "for ever", In("[|for (;;)|] { await Work(); await Task.Delay(TimeSpan.FromMinutes(1)); }") },
        { "do while true", In("[|do|] { await Work(); await Task.Delay(1000); } while (true);") },
        { "errors are logged", In("[|while (true)|] { try { await Work(); } catch (Exception e) { Console.WriteLine(e); } await Task.Delay(1000); }") },
        { "timer", In("using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5)); [|while (await timer.WaitForNextTickAsync())|] { await Work(); }") },
        { "channel", In("var queue = System.Threading.Channels.Channel.CreateUnbounded<int>(); [|await foreach (var item in queue.Reader.ReadAllAsync())|] { Console.WriteLine(item); await Work(); }", "").Replace("[|await foreach (var item in queue.Reader.ReadAllAsync())|]", "await [|foreach (var item in queue.Reader.ReadAllAsync())|]") },
        { "blocking", "class Pump : Microsoft.Extensions.Hosting.BackgroundService { protected override Task ExecuteAsync(CancellationToken stoppingToken) { return Task.Run(() => { [|while (true)|] { Console.Write('.'); Thread.Sleep(1000); } }); } }" },
        { "awaited run", In("await Task.Run(async () => {\n [|while (true)|] { await Work();\n await Task.Delay(10); } });") },
        { "first work, then a loop", In("await Work(); [|while (true)|] { foreach (var n in new[] { 1, 2 }) { if (n == 1) { continue; } await Work(); } await Task.Delay(5000); }") },
        { "in a scope", In("[|while (true)|] { using var cancel = new MemoryStream(); await Work(); await Task.Delay(1000, CancellationToken.None); }") },
        { "own name", "class Pump : Microsoft.Extensions.Hosting.BackgroundService { protected override async Task ExecuteAsync(CancellationToken ct) { [|while (true)|] { await Task.Delay(1000); } } }" },
        { "base class of the project", "abstract class Base : Microsoft.Extensions.Hosting.BackgroundService { } class Pump : Base { protected override async Task ExecuteAsync(CancellationToken ct) { [|while (true)|] { await Task.Delay(1000); } } }" },
    };

    public static readonly Cases Suggested = new()
    {
        { "short time-out", Startup("builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = [|TimeSpan.FromSeconds(2)|]);") },
        { "no time-out", Startup("builder.Services.Configure<HostOptions>(o => { o.ShutdownTimeout = [|TimeSpan.Zero|]; });") },
        { "of the web host", Startup("builder.WebHost.UseShutdownTimeout([|TimeSpan.FromMilliseconds(500)|]);") },
        { "outside of development, too", Startup("if (!builder.Environment.IsDevelopment()) { builder.WebHost.UseShutdownTimeout([|new TimeSpan(0, 0, 1)|]); }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "asks its token", In("while (!stoppingToken.IsCancellationRequested) { await Work(); await Task.Delay(1000); }") },
        { "hands its token on", In("while (true) { await Work(); await Task.Delay(1000, stoppingToken); }") },
        { "throws when cancelled", In("while (true) { stoppingToken.ThrowIfCancellationRequested(); await Work(); }") },
        { "registered", In("var done = new TaskCompletionSource(); stoppingToken.Register(() => done.SetResult()); while (true) { if (await Task.WhenAny(done.Task, Work()) == done.Task) { return; } }") },
        { "timer with the token", In("using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5)); while (await timer.WaitForNextTickAsync(stoppingToken)) { await Work(); }") },
        { "token in another method", In("await Loop(stoppingToken);", "async Task Loop(CancellationToken token) { while (!token.IsCancellationRequested) { await Work(); } }") },
        { "linked source", In("using var linked = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken); while (true) { await Task.Delay(1000, linked.Token); }") },
        { "ends by itself", In("while (true) { if (await Next() == 0) { break; } }", "Task<int> Next() => Task.FromResult(0);") },
        { "returns", In("while (true) { if (await Next() == 0) { return; } }", "Task<int> Next() => Task.FromResult(0);") },
        { "gives up", In("while (true) { if (await Next() == 0) { throw new InvalidOperationException(); } }", "Task<int> Next() => Task.FromResult(0);") },
        { "seeds once", In("foreach (var name in new[] { \"a\", \"b\" }) { Console.WriteLine(name); await Work(); }") },
        { "flag that StopAsync sets", In("while (!_stopped) { await Work(); await Task.Delay(100); }", "volatile bool _stopped; public override Task StopAsync(CancellationToken ct) { _stopped = true; return base.StopAsync(ct); }") },
        { "own source", In("while (true) { await Task.Delay(1000, _source.Token); }", "readonly CancellationTokenSource _source = new(); public override void Dispose() { _source.Cancel(); base.Dispose(); }") },
        { "timer that is disposed", In("while (await _timer.WaitForNextTickAsync()) { await Work(); }", "readonly PeriodicTimer _timer = new(TimeSpan.FromSeconds(1)); public override Task StopAsync(CancellationToken ct) { _timer.Dispose(); return base.StopAsync(ct); }") },
        { "no loop", In("await Work();") },
        { "started and left", In("_ = Task.Run(async () => { while (true) { await Work(); } }); await Work();") },
        { "lifetime", "class Pump(Microsoft.Extensions.Hosting.IHostApplicationLifetime lifetime) : Microsoft.Extensions.Hosting.BackgroundService { protected override async Task ExecuteAsync(CancellationToken t) { while (true) { await Task.Delay(1000, lifetime.ApplicationStopping); } } }" },
        { "not a background service", "class Pump { protected virtual Task Base(CancellationToken t) => Task.CompletedTask; protected async Task ExecuteAsync(CancellationToken t) { while (true) { await Task.Delay(1000); } } }" },
        { "counts", In("for (var i = 0; i < 3; i++) { await Work(); }") },
        { "bounded while", In("var left = 3; while (left-- > 0) { await Work(); }") },
        { "generous time-out", Startup("builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(45));") },
        { "time-out from settings", Startup("builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(builder.Configuration.GetValue<int>(\"Stop\")));") },
        { "short while developing", Startup("if (builder.Environment.IsDevelopment()) { builder.WebHost.UseShutdownTimeout(TimeSpan.FromSeconds(1)); }") },
        { "short in debug builds", "#define DEBUG\nusing Microsoft.Extensions.DependencyInjection;\nusing Microsoft.Extensions.Hosting;\nclass C\n{\n    void M(IServiceCollection services)\n    {\n#if DEBUG\n        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));\n#endif\n    }\n}" },
        { "another time-out", Startup("builder.Services.AddHttpClient(\"a\", c => c.Timeout = TimeSpan.FromSeconds(2));") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_a_stop_takes() => Verify.Says(
        In("[|while (true)|] { await Work(); }"),
        "This loop never looks at 'stoppingToken': a host that stops waits for it until its shutdown time-out, 30 s unless set, at every deployment and scale-in; loop while '!stoppingToken.IsCancellationRequested' and hand it to what waits");

    [Fact]
    public Task Loops_until_the_host_stops() => Verify.Fixes(
        In("[|while (true)|] // for ever\n    {\n        await Work();\n        await Task.Delay(1000);\n    }"),
        In("while (!stoppingToken.IsCancellationRequested) // for ever\n    {\n        await Work();\n        await Task.Delay(1000, stoppingToken);\n    }"));

    [Fact]
    public Task Leaves_a_guarded_wait_as_it_is() => Verify.Fixes(
        In("[|for (;;)|] { try { await Work(); await Task.Delay(1000); } catch (Exception e) { Console.WriteLine(e); } }"),
        In("for (; !stoppingToken.IsCancellationRequested;) { try { await Work(); await Task.Delay(1000); } catch (Exception e) { Console.WriteLine(e); } }"));

    [Fact]
    public Task Hands_the_token_to_a_timer() => Verify.Fixes(
        In("using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5)); [|while (await timer.WaitForNextTickAsync())|] { await Work(); }"),
        In("using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5)); while (await timer.WaitForNextTickAsync(stoppingToken)) { await Work(); }"));

    [Theory]
    [InlineData("class Pump : Microsoft.Extensions.Hosting.BackgroundService { protected override Task ExecuteAsync(CancellationToken t) { [|while (true)|] { Thread.Sleep(1000); } } }")]
    [InlineData("class Pump : Microsoft.Extensions.Hosting.BackgroundService { protected override Task ExecuteAsync(CancellationToken t) => Task.Run(async () => { [|while (true)|] { await Task.Delay(1); } }); }")]
    public Task Leaves_what_it_cannot_write(string source) => Verify.RefusesToFix(source);

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (In("[|do|] { await Work(); await Task.Delay(1); } while (true);"), In("do { await Work(); await Task.Delay(1, stoppingToken); } while (!stoppingToken.IsCancellationRequested);")),
        (In("[|while (true)|] { await Task.Delay(1); }").Replace("class Pump", "class Other"), In("while (!stoppingToken.IsCancellationRequested) { await Task.Delay(1, stoppingToken); }").Replace("class Pump", "class Other")),
    ]);

    private static string In(string body, string members = "") =>
        $"class Pump : Microsoft.Extensions.Hosting.BackgroundService\n{{\n    static async Task Work() => await Task.Yield();\n    {members}\n    protected override async Task ExecuteAsync(CancellationToken stoppingToken)\n    {{\n    {body}\n    }}\n}}";

    private static string Startup(string body) => $$"""
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Hosting;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        class C
        {
            void M(WebApplicationBuilder builder)
            {
                {{body}}
            }
        }
        """;
}
