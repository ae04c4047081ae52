using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>Counts how often a waiting function is woken up before what it waits for has happened.</summary>
public sealed class PollingTruth
{
    private const int Ticks = 100;

    private static readonly (string Name, bool IsReported, string Body)[] s_cases =
    [
        ("polled", true, "while (!signal.IsCompleted) { await Task.Yield(); } return 7;"),
        ("polled, of a source", true, "var kept = signal; while (kept.IsCompleted == false) { await Task.Yield(); } return 7;"),
        ("awaited", false, "await signal; return 7;"),
    ];

    [Fact]
    public async Task Reported_loops_wake_up_for_nothing()
    {
        var source = string.Join('\n', s_cases.Select(static (test, i) => $$"""public static class Case{{i}} { public static async Task<int> Run(Task signal) { {{test.Body}} } }"""));
        var reported = (await Executed.Review<Polling>(source)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line).ToHashSet();
        var fixedSource = await Executed.Fix<Polling, PollingFix>(source);
        Assert.Empty(await Executed.Review<Polling>(fixedSource));
        var code = Executed.Load(source);
        var fixedCode = Executed.Load(fixedSource);
        for (var i = 0; i < s_cases.Length; i++)
        {
            var (result, wakeUps) = Context.Run(code.Delegate<Func<Task, Task<int>>>($"Case{i}.Run"));
            var (fixedResult, left) = Context.Run(fixedCode.Delegate<Func<Task, Task<int>>>($"Case{i}.Run"));
            Assert.Equal((s_cases[i].Name, s_cases[i].IsReported), (s_cases[i].Name, reported.Contains(i)));
            Assert.Equal((s_cases[i].Name, s_cases[i].IsReported ? Ticks : 0), (s_cases[i].Name, wakeUps));
            Assert.Equal(0, left);
            Assert.Equal(result, fixedResult);
        }
    }

    /// <summary>Runs what is posted to it, one per tick; after 100 ticks the signal is given.</summary>
    private sealed class Context : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();

        public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue((d, state));

        public static (int Result, int WakeUps) Run(Func<Task, Task<int>> code)
        {
            var context = new Context();
            var previous = Current;
            SetSynchronizationContext(context);
            try
            {
                var signal = new TaskCompletionSource();
                var task = code(signal.Task);
                var wakeUps = 0;
                for (var tick = 0; tick < Ticks; tick++)
                {
                    if (context._posted.TryDequeue(out var next))
                    {
                        wakeUps++;
                        next.Callback(next.State);
                    }
                }

                Assert.False(task.IsCompleted);
                signal.SetResult();
                while (context._posted.TryDequeue(out var next))
                {
                    next.Callback(next.State);
                }

                Assert.True(task.IsCompletedSuccessfully);
                return (task.Result, wakeUps);
            }
            finally
            {
                SetSynchronizationContext(previous);
            }
        }
    }
}
