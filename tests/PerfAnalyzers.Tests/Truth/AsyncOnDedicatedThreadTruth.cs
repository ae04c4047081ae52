using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>Counts threads that are created for an async function, and have ended while it still waits.</summary>
public sealed class AsyncOnDedicatedThreadTruth
{
    private static readonly (string Name, int Threads, int Ended, string Start)[] s_cases =
    [
        ("long running", 1, 1, "Task.Factory.StartNew(async () => { Seen(); await gate; return 7; }, TaskCreationOptions.LongRunning).Unwrap()"),
        ("long running, default scheduler", 1, 1, "Task.Factory.StartNew(async () => { Seen(); await gate; return 7; }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()"),
        ("long running, loop", 1, 1, "Task.Factory.StartNew(async () => { Seen(); for (var i = 0; i < 3; i++) { await gate; } return 7; }, TaskCreationOptions.LongRunning).Unwrap()"),
        ("pool", 0, 0, "Task.Run(async () => { Seen(); await gate; return 7; })"),
        ("synchronous work", 1, 0, "Task.Factory.StartNew(() => { Seen(); return gate.Result; }, TaskCreationOptions.LongRunning)"),
    ];

    [Fact]
    public async Task Reported_threads_end_at_the_first_await()
    {
        var source = string.Join('\n', s_cases.Select(static (test, i) =>
            $$"""public static class Case{{i}} { static Thread? s_thread; static bool s_isPool; static void Seen() { s_isPool = Thread.CurrentThread.IsThreadPoolThread; Volatile.Write(ref s_thread, Thread.CurrentThread); } public static Task<int> Run(Task<int> gate) => {{test.Start}}; public static Thread? Runner() => Volatile.Read(ref s_thread); public static bool IsPool() => s_isPool; }"""));
        var reported = (await Executed.Review<AsyncOnDedicatedThread>(source)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line).ToHashSet();
        var fixedSource = await Executed.Fix<AsyncOnDedicatedThread, AsyncOnDedicatedThreadFix>(source);
        Assert.Empty(await Executed.Review<AsyncOnDedicatedThread>(fixedSource));
        var code = Executed.Load(source);
        var fixedCode = Executed.Load(fixedSource);
        for (var i = 0; i < s_cases.Length; i++)
        {
            var (threads, ended, result) = await Count(code, i);
            Assert.Equal((s_cases[i].Name, s_cases[i].Threads, s_cases[i].Ended, 7), (s_cases[i].Name, threads, ended, result));
            Assert.Equal(ended > 0, reported.Contains(i));

            var (fixedThreads, left, fixedResult) = await Count(fixedCode, i);
            Assert.Equal((s_cases[i].Name, reported.Contains(i) ? 0 : threads, 0, result), (s_cases[i].Name, fixedThreads, left, fixedResult));
        }
    }

    // Nothing can finish before the gate opens: a thread that has ended by then was not needed.
    private static async Task<(int Threads, int Ended, int Result)> Count(Executed code, int number)
    {
        var gate = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var task = code.Delegate<Func<Task<int>, Task<int>>>($"Case{number}.Run")(gate.Task);
        var thread = code.Delegate<Func<Thread?>>($"Case{number}.Runner");
        SpinWait.SpinUntil(() => thread() is not null);
        var own = code.Delegate<Func<bool>>($"Case{number}.IsPool")() ? 0 : 1;
        var isSynchronous = s_cases[number].Name == "synchronous work";
        var ended = own == 1 && !isSynchronous && thread()!.Join(TimeSpan.FromSeconds(30)) ? 1 : 0;
        Assert.False(task.IsCompleted);
        Assert.True(!isSynchronous || thread()!.IsAlive);
        gate.SetResult(7);
        return (own, ended, await task);
    }
}
