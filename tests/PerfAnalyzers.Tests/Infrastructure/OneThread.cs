using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Tests;

/// <summary>Work that ends only when its thread has nothing else to do: the cases' stand-in for a remote call.</summary>
public static class Work
{
    public static Task<int> Start(int result) => OneThread.Current.Start(result);

    public static ValueTask<int> Value(int result) => new(OneThread.Current.Start(result));
}

/// <summary>
/// A thread that runs one asynchronous method and everything that belongs to it, and counts how often it is blocked: the
/// runtime tells the synchronization context of every wait before it begins. Work ends in order of its start, once the
/// thread is idle or blocked, so nothing depends on time.
/// </summary>
public sealed class OneThread : SynchronizationContext
{
    [ThreadStatic]
    private static OneThread? s_current;

    // Milliseconds, and what the system answers when they are over.
    private const int Slice = 20, TimedOut = 258;

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private readonly Queue<Action> _started = new();

    public OneThread() => SetWaitNotificationRequired();

    public static new OneThread Current => s_current ?? throw new InvalidOperationException("Not on a counted thread.");

    public int Blocked { get; private set; }

    public static (object? Result, int Blocked) Run(Func<object?> code)
    {
        object? result = null;
        Exception? failure = null;
        var context = new OneThread();
        var thread = new Thread(() =>
        {
            s_current = context;
            SetSynchronizationContext(context);
            try
            {
                result = code();
                if (result is Task task)
                {
                    while (!task.IsCompleted)
                    {
                        Assert.True(context.Step() || context.WaitForPost(), "The task does not end.");
                    }

                    result = task.IsCompletedSuccessfully ? task.GetType().GetProperty("Result")?.GetValue(task) : task.Exception!.InnerException!.Message;
                }
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? (result, context.Blocked) : throw failure;
    }

    public Task<int> Start(int result)
    {
        var source = new TaskCompletionSource<int>();
        _started.Enqueue(() => source.SetResult(result));
        return source.Task;
    }

    public override SynchronizationContext CreateCopy() => this;

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_posted)
        {
            _posted.Enqueue((d, state));
            Monitor.Pulse(_posted);
        }
    }

    public override int Wait(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout)
    {
        if (IsForTask())
        {
            Blocked++;
        }

        // What is waited for may need what other threads post meanwhile.
        var waited = Stopwatch.StartNew();
        while (true)
        {
            while (Step())
            {
            }

            var isLast = millisecondsTimeout >= 0 && waited.ElapsedMilliseconds + Slice >= millisecondsTimeout;
            var ended = WaitHelper(waitHandles, waitAll, isLast ? (int)Math.Max(0, millisecondsTimeout - waited.ElapsedMilliseconds) : Slice);
            if (ended != TimedOut || isLast)
            {
                return ended;
            }

            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), "What the thread waits for does not happen.");
        }
    }

    // Some of the library's own continuations take a detour over the thread pool.
    private bool WaitForPost()
    {
        lock (_posted)
        {
            return _posted.Count > 0 || Monitor.Wait(_posted, TimeSpan.FromSeconds(30));
        }
    }

    // The runtime itself waits now and then, without any caller.
    private static bool IsForTask()
    {
        foreach (var frame in new StackTrace().GetFrames())
        {
            var type = frame.GetMethod()?.DeclaringType;
            if (type == typeof(Task))
            {
                return true;
            }

            if (type is not null && type != typeof(OneThread) && type.Namespace != "System.Threading")
            {
                return false;
            }
        }

        return false;
    }

    private bool Step()
    {
        (SendOrPostCallback Callback, object? State) posted;
        bool isPosted;
        lock (_posted)
        {
            isPosted = _posted.TryDequeue(out posted);
        }

        if (isPosted)
        {
            posted.Callback(posted.State);
            return true;
        }

        if (_started.TryDequeue(out var end))
        {
            end();
            return true;
        }

        return false;
    }

    /// <summary>
    /// Runs each case before and after the fix: it blocks exactly as often as the rule reports it, and gives the same result.
    /// </summary>
    /// <param name="cases">Name, whether the fix leaves nothing that blocks, and a method <c>M</c> on one line.</param>
    /// <param name="members">What else the class of a case holds.</param>
    /// <param name="firing">How many cases are reported at least.</param>
    /// <param name="silent">How many are not.</param>
    internal static async Task Agrees<TRule, TFix>(IReadOnlyList<(string Name, bool IsFixed, string Code)> cases, string members, int firing, int silent)
        where TRule : PerfRule, new()
        where TFix : CodeFixProvider, new()
    {
        var source = "using PerfAnalyzers.Tests; " + string.Join('\n', cases.Select((test, i) => $$"""public static class Case{{i}} { public static object Run() => M(); {{members}} public static {{test.Code}} }"""));
        var reported = Count(await Executed.Review<TRule>(source));
        var code = Executed.Load(source);
        var fixedSource = await Executed.Fix<TRule, TFix>(source);
        var left = Count(await Executed.Review<TRule>(fixedSource));
        var fixedCode = Executed.Load(fixedSource);
        for (var i = 0; i < cases.Count; i++)
        {
            var (result, blocked) = Run(() => code.Delegate<Func<object>>($"Case{i}.Run")());
            Assert.True(blocked == reported[i], $"{cases[i].Name}: blocked {blocked} times, reported {reported[i]} times");

            var (fixedResult, stillBlocked) = Run(() => fixedCode.Delegate<Func<object>>($"Case{i}.Run")());
            Assert.True(stillBlocked == left[i], $"{cases[i].Name}: fixed code blocked {stillBlocked} times, reported {left[i]} times");
            Assert.Equal(result, fixedResult);
            Assert.True(!cases[i].IsFixed || stillBlocked == 0, $"{cases[i].Name}: not fixed");
        }

        // The cases speak of both sides.
        Assert.True(reported.Count(static n => n > 0) >= firing && reported.Count(static n => n == 0) >= silent);

        // One case, one line.
        int[] Count(ImmutableArray<Diagnostic> reports)
        {
            var counts = new int[cases.Count];
            foreach (var report in reports)
            {
                counts[report.Location.GetLineSpan().StartLinePosition.Line]++;
            }

            return counts;
        }
    }
}
