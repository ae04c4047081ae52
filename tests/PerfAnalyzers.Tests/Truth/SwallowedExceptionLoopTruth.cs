using PerfAnalyzers.Monitoring;

namespace PerfAnalyzers.Tests;

/// <summary>Counts how often a failing dependency is asked while the loop has waited not once, and how often where it paces itself.</summary>
public sealed class SwallowedExceptionLoopTruth
{
    private const int Enough = 10_000;

    [Theory]
    [InlineData("while (s_runs) { try { Work(); } catch { } }", true, Enough)]
    [InlineData("while (s_runs) { try { Work(); await Task.Delay(60_000); } catch (Exception) { } }", true, Enough)]
    [InlineData("while (s_runs) { try { Work(); } catch { } await Task.Delay(60_000); }", false, 1)]
    [InlineData("while (s_runs) { try { await Task.Delay(60_000); Work(); } catch { } }", false, 0)]
    public async Task Reported_loops_fail_without_a_pause(string body, bool isReported, int failures)
    {
        var source = $$"""
            public static class Truth
            {
                static volatile bool s_runs = true; static int s_failures;
                static void Work() { if (++s_failures == {{Enough}}) { s_runs = false; } throw new InvalidOperationException(); }
                public static int Failures() => s_failures;
                public static Task Start() { _ = Go(); return Task.CompletedTask; }
                static async Task Go() { {{body}} await Task.Yield(); }
            }
            """;
        Assert.Equal(isReported, !(await Executed.Review<SwallowedExceptionLoop>(source)).IsEmpty);
        var code = Executed.Load(source);
        await code.Run("Truth.Start");
        Assert.Equal(failures, await code.Run("Truth.Failures"));
    }
}
