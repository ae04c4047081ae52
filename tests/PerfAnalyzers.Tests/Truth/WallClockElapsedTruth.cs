using PerfAnalyzers.Monitoring;

namespace PerfAnalyzers.Tests;

/// <summary>The clock on the wall is moved by an hour while something runs, as the end of summer time does: what is told of its duration?</summary>
[Collection(nameof(WallClockElapsedTruth))]
public sealed class WallClockElapsedTruth
{
    [CollectionDefinition(nameof(WallClockElapsedTruth), DisableParallelization = true)]
    public sealed class Alone;

    [Theory]
    [InlineData("var start = DateTime.Now; work(); return DateTime.Now - start;")]
    [InlineData("var start = DateTime.Now; work(); return DateTime.Now.Subtract(start);")]
    [InlineData("DateTime start; start = DateTime.Now; work(); var taken = (DateTime.Now - start); return taken;")]
    public async Task Reported_durations_jump_with_the_clock(string body)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var source = $"public static class Truth {{ public static TimeSpan Run(Action work) {{ {body} }} }}";
        Assert.Single(await Executed.Review<WallClockElapsed>(source));
        var fixedSource = await Executed.Fix<WallClockElapsed, WallClockElapsedFix>(source);
        Assert.Empty(await Executed.Review<WallClockElapsed>(fixedSource));
        Assert.Equal((1, 0), (await Hours(source), await Hours(fixedSource)));
    }

    private static async Task<int> Hours(string source)
    {
        var run = Executed.Load(source).Delegate<Func<Action, TimeSpan>>("Truth.Run");
        var zone = Environment.GetEnvironmentVariable("TZ");
        try
        {
            await Task.CompletedTask;
            MoveTo("UTC0");
            return (int)Math.Round(run(static () => MoveTo("Etc/GMT-1")).TotalHours);
        }
        finally
        {
            MoveTo(zone);
        }
    }

    private static void MoveTo(string? zone)
    {
        Environment.SetEnvironmentVariable("TZ", zone);
        TimeZoneInfo.ClearCachedData();
    }
}
