using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PerfAnalyzers.Scaling;

namespace PerfAnalyzers.Tests;

/// <summary>Real hosts with a short shutdown time-out are stopped: does the service run on until it is cut off?</summary>
public sealed class BackgroundServiceIgnoresStopTruth
{
    [Theory]
    [InlineData("while (true) { await Task.Delay(5); }", true)]
    [InlineData("for (;;) { await Task.Yield(); await Task.Delay(5); }", true)]
    [InlineData("do { await Task.Delay(5); } while (true);", true)]
    [InlineData("using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5)); while (await timer.WaitForNextTickAsync()) { await Task.Yield(); }", true)]
    [InlineData("while (true) { try { await Task.Delay(5); } catch (Exception) { } }", true)]
    [InlineData("while (!token.IsCancellationRequested) { await Task.Delay(5); }", false)]
    [InlineData("while (true) { await Task.Delay(5, token); }", false)]
    [InlineData("using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5)); while (await timer.WaitForNextTickAsync(token)) { await Task.Yield(); }", false)]
    public async Task Reported_services_are_cut_off(string body, bool isReported)
    {
        var source = $"public class Pump : Microsoft.Extensions.Hosting.BackgroundService {{ public static readonly TaskCompletionSource Started = new(); public static Pump Make() => new(); public static Task Start() => Started.Task; protected override async Task ExecuteAsync(CancellationToken token) {{ Started.TrySetResult(); {body} }} }}";
        Assert.Equal(isReported, !(await Executed.Review<BackgroundServiceIgnoresStop>(source)).IsEmpty);
        Assert.Equal(isReported, await RunsAfterStop(source));

        var fixedSource = await Executed.Fix<BackgroundServiceIgnoresStop, BackgroundServiceIgnoresStopFix>(source);
        Assert.Empty(await Executed.Review<BackgroundServiceIgnoresStop>(fixedSource));
        Assert.False(await RunsAfterStop(fixedSource));
    }

    private static async Task<bool> RunsAfterStop(string source)
    {
        var code = Executed.Load(source);
        var service = (BackgroundService)(await code.Run("Pump.Make"))!;
        var isFixed = !(await Executed.Review<BackgroundServiceIgnoresStop>(source)).Any();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = isFixed ? TimeSpan.FromSeconds(60) : TimeSpan.FromMilliseconds(200));
        builder.Services.AddSingleton<IHostedService>(service);
        using var host = builder.Build();
        await host.StartAsync();
        await code.Run("Pump.Start");
        try
        {
            await host.StopAsync();
        }
        catch (OperationCanceledException)
        {
            // The host says so when the time-out was hit.
        }

        return !service.ExecuteTask!.IsCompleted;
    }
}
