using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>Counts the threads that requests create, and the threads of the pool that blocked work holds.</summary>
public sealed class ThreadPerRequestTruth
{
    private const int Requests = 12;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private static readonly (string Name, int Own, string Body, string Members)[] s_cases =
    [
        ("started at once", Requests, "new Thread(() => Work(done)).Start();", ""),
        ("in a local, waited for", Requests, "var thread = new Thread(() => Work(done)); thread.Start(); thread.Join();", ""),
        ("per element", 3 * Requests, "for (var i = 0; i < 3; i++) { new Thread(() => Work(done)).Start(); }", ""),
        ("through a helper", Requests, "Begin(done);", "private void Begin(CountdownEvent done) { new Thread(() => Work(done)).Start(); }"),
        ("once", 1, "if (Interlocked.Exchange(ref s_started, 1) == 0) { new Thread(() => Work(done)).Start(); } else { Work(done, isOwn: false); }", "static int s_started;"),
        ("pool", 0, "ThreadPool.QueueUserWorkItem(_ => Work(done));", ""),
        ("task", 0, "_ = Task.Run(() => Work(done));", ""),
        ("direct", 0, "Work(done, isOwn: false);", ""),
    ];

    [Fact]
    public async Task Reported_code_creates_a_thread_per_request()
    {
        var source = string.Join('\n', s_cases.Select(static (test, i) => $$"""
            public class Case{{i}} : Microsoft.AspNetCore.Mvc.ControllerBase { static readonly System.Collections.Concurrent.ConcurrentDictionary<Thread, bool> s_threads = new(); static void Work(CountdownEvent done, bool isOwn = true) { if (isOwn && !Thread.CurrentThread.IsThreadPoolThread) { s_threads[Thread.CurrentThread] = true; } done.Signal(); } public static void Run(CountdownEvent done) => new Case{{i}}().Post(done); public static int Threads() => s_threads.Count; {{test.Members}} public void Post(CountdownEvent done) { {{test.Body}} } }
            """));
        var reported = (await Executed.Review<ThreadPerRequest>(source)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line).ToHashSet();
        var code = Executed.Load(source);
        for (var i = 0; i < s_cases.Length; i++)
        {
            using var done = new CountdownEvent(s_cases[i].Name == "per element" ? 3 * Requests : Requests);
            var request = code.Delegate<Action<CountdownEvent>>($"Case{i}.Run");
            for (var number = 0; number < Requests; number++)
            {
                request(done);
            }

            Assert.True(done.Wait(s_limit), s_cases[i].Name);
            var threads = code.Delegate<Func<int>>($"Case{i}.Threads")();
            Assert.Equal((s_cases[i].Name, s_cases[i].Own), (s_cases[i].Name, threads));
            Assert.Equal((s_cases[i].Name, threads >= Requests), (s_cases[i].Name, reported.Contains(i)));
        }
    }

    [Fact]
    public async Task Threads_of_the_pool_are_held_by_what_blocks_and_not_by_what_awaits()
    {
        const string Source = """
            public static class Setup { public static bool Raise() => ThreadPool.SetMinThreads(24, 24); }
            public static class Work
            {
                public static void Block(ManualResetEventSlim gate, CountdownEvent begun) { begun.Signal(); gate.Wait(TimeSpan.FromSeconds(30)); }
                public static async Task Wait(Task gate, CountdownEvent begun) { begun.Signal(); await gate; }
            }
            """;
        Assert.Single(await Executed.Review<ThreadPerRequest>(Source));
        var code = Executed.Load(Source);
        ThreadPool.GetMinThreads(out var workers, out var ports);
        try
        {
            Assert.True(code.Delegate<Func<bool>>("Setup.Raise")());
            Assert.Equal(Requests, await Blocked(code));
            Assert.Equal(0, await Awaited(code));
        }
        finally
        {
            ThreadPool.SetMinThreads(workers, ports);
        }
    }

    // All of them have begun and none has ended: each holds the thread it began on.
    private static async Task<int> Blocked(Executed code)
    {
        var block = code.Delegate<Action<ManualResetEventSlim, CountdownEvent>>("Work.Block");
        using var gate = new ManualResetEventSlim();
        using var begun = new CountdownEvent(Requests);
        var held = 0;
        var work = Enumerable.Range(0, Requests).Select(_ => Task.Run(() =>
        {
            Interlocked.Increment(ref held);
            block(gate, begun);
            Interlocked.Decrement(ref held);
        })).ToArray();
        Assert.True(begun.Wait(s_limit));
        var result = Volatile.Read(ref held);
        gate.Set();
        await Task.WhenAll(work).WaitAsync(s_limit);
        return result;
    }

    private static async Task<int> Awaited(Executed code)
    {
        var wait = code.Delegate<Func<Task, CountdownEvent, Task>>("Work.Wait");
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var begun = new CountdownEvent(Requests);
        using var left = new CountdownEvent(Requests);
        var held = 0;
        var work = Enumerable.Range(0, Requests).Select(_ => Task.Run(() =>
        {
            Interlocked.Increment(ref held);
            var task = wait(gate.Task, begun);
            Interlocked.Decrement(ref held);
            left.Signal();
            return task;
        })).ToArray();
        Assert.True(begun.Wait(s_limit) && left.Wait(s_limit));
        var result = Volatile.Read(ref held);
        Assert.DoesNotContain(work, static task => task.IsCompleted);
        gate.SetResult();
        await Task.WhenAll(work).WaitAsync(s_limit);
        return result;
    }
}
