using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PerfAnalyzers.Scaling;

namespace PerfAnalyzers.Tests;

/// <summary>Starts a job on one instance and on two, lets time pass for three ticks and counts the mails.</summary>
public sealed class UnguardedPeriodicJobTruth
{
    private const int Ticks = 3;

    private static string Job(string work, string parameter = "") => $$"""
        using Microsoft.Extensions.DependencyInjection; using Microsoft.Extensions.Hosting; using PerfAnalyzers.Tests;
        public static class App { public static void Services(IServiceCollection services) => services.AddHostedService<Reminders>(); }
        public class Reminders(Outbox outbox, ManualClock clock{{parameter}}) : BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stop)
            {
                using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
                clock.Ready();
                while (await timer.WaitForNextTickAsync(stop))
                {
                    {{work}}
                    clock.Done();
                }
            }
        }
        """;

    [Fact]
    public async Task Every_instance_does_the_work_unless_one_of_them_leads()
    {
        var unguarded = Job("await outbox.SendEmailAsync(\"due\");");
        var guarded = Job("if (leaders.IsLeader(this)) { await outbox.SendEmailAsync(\"due\"); }", ", Leaders leaders");
        Assert.Single(await Executed.ReviewWith<UnguardedPeriodicJob>(unguarded, ("perfanalyzers.deployment", "multi_instance")));
        Assert.Empty(await Executed.ReviewWith<UnguardedPeriodicJob>(unguarded));
        Assert.Empty(await Executed.ReviewWith<UnguardedPeriodicJob>(guarded, ("perfanalyzers.deployment", "multi_instance")));
        Assert.Equal(Ticks, await Mails(unguarded, instances: 1));
        Assert.Equal(2 * Ticks, await Mails(unguarded, instances: 2));
        Assert.Equal(Ticks, await Mails(guarded, instances: 1));
        Assert.Equal(Ticks, await Mails(guarded, instances: 2));
    }

    private static async Task<int> Mails(string source, int instances)
    {
        var outbox = new Outbox();
        var leaders = new Leaders();
        var clocks = new List<ManualClock>();
        var hosts = new List<IHost>();
        for (var i = 0; i < instances; i++)
        {
            var code = Executed.Load(source);
            var clock = new ManualClock();
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.Services.AddSingleton(outbox).AddSingleton(clock).AddSingleton(leaders);
            code.Delegate<Action<IServiceCollection>>("App.Services")(builder.Services);
            var host = builder.Build();
            await host.StartAsync();
            await clock.WaitUntilReady();
            clocks.Add(clock);
            hosts.Add(host);
        }

        for (var tick = 0; tick < Ticks; tick++)
        {
            foreach (var clock in clocks)
            {
                await clock.Tick();
            }
        }

        foreach (var host in hosts)
        {
            await host.StopAsync();
            host.Dispose();
        }

        return outbox.Sent;
    }
}

/// <summary>Counts mails.</summary>
public sealed class Outbox
{
    private int _sent;

    public int Sent => _sent;

    public Task SendEmailAsync(string text)
    {
        Assert.NotEmpty(text);
        Interlocked.Increment(ref _sent);
        return Task.CompletedTask;
    }
}

/// <summary>Stands for a lease outside of the instances: whoever asks first leads.</summary>
public sealed class Leaders
{
    private readonly ConcurrentDictionary<string, object> _leaders = new();

    public bool IsLeader(object candidate) => ReferenceEquals(_leaders.GetOrAdd("job", candidate), candidate);
}

/// <summary>Time that passes when it is told to.</summary>
public sealed class ManualClock : TimeProvider
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _done = new(0);
    private Action? _fire;

    public void Ready() => _ready.SetResult();

    public void Done() => _done.Release();

    public Task WaitUntilReady() => _ready.Task.WaitAsync(s_limit);

    /// <summary>One period passes; ends when the work of it is done.</summary>
    public async Task Tick()
    {
        _fire!();
        Assert.True(await _done.WaitAsync(s_limit));
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _fire = () => callback(state);
        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
