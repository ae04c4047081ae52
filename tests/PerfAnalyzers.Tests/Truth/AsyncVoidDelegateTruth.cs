using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>What is started, what has ended when the call returns, and where exceptions go; a gate holds all work until the counts are read.</summary>
public sealed class AsyncVoidDelegateTruth
{
    private const int Elements = 8;

    private const string Source = """
        public static class Truth
        {
            static int Started, Ended;
            public static int[] Counts() => [Started, Ended];

            static async Task Work(int n, Task gate)
            {
                Interlocked.Increment(ref Started);
                await gate;
                Interlocked.Increment(ref Ended);
            }

            static async Task Fail(int n, Task gate)
            {
                await Work(n, gate);
                throw new IOException();
            }

            public static void List(List<int> ids, Task gate) => ids.ForEach(async id => await Work(id, gate));
            public static void Array(List<int> ids, Task gate) => System.Array.ForEach(ids.ToArray(), async id => await Work(id, gate));
            public static void Parallel(List<int> ids, Task gate) => System.Threading.Tasks.Parallel.ForEach(ids, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async id => await Work(id, gate));
            public static void Own(List<int> ids, Task gate) { foreach (var id in ids) { Run(async () => await Work(id, gate)); } }
            static void Run(Action action) => action();

            public static Task AwaitedList(List<int> ids, Task gate) => Each(ids, id => Work(id, gate));
            public static Task AwaitedParallel(List<int> ids, Task gate) => System.Threading.Tasks.Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (id, _) => await Work(id, gate));
            static async Task Each(List<int> ids, Func<int, Task> work) { foreach (var id in ids) { await work(id); } }

            public static void Lost(List<int> ids, Task gate) => ids.ForEach(async id => await Fail(id, gate));
            public static Task Thrown(List<int> ids, Task gate) => Each(ids, id => Fail(id, gate));
        }
        """;

    [Theory]
    [InlineData("List")]
    [InlineData("Array")]
    [InlineData("Parallel")]
    [InlineData("Own")]
    public async Task The_call_returns_with_all_started_and_nothing_done(string method)
    {
        var code = Executed.Load(Source);
        var gate = new TaskCompletionSource();
        await code.Run("Truth." + method, Ids(), gate.Task);
        Assert.Equal((Elements, 0), Counts(code));
        gate.SetResult();
        await IsReported(method);
    }

    [Theory]
    [InlineData("AwaitedList", 1)]
    [InlineData("AwaitedParallel", 2)]
    public async Task Awaited_work_keeps_its_limit_and_is_done_at_the_end(string method, int limit)
    {
        var code = Executed.Load(Source);
        var gate = new TaskCompletionSource();
        var run = code.Run("Truth." + method, Ids(), gate.Task);
        Assert.False(run.IsCompleted);
        Assert.InRange(Counts(code).Started, 0, limit);
        gate.SetResult();
        await run;
        Assert.Equal((Elements, Elements), Counts(code));
    }

    [Fact]
    public async Task Exceptions_reach_the_context_and_not_the_caller()
    {
        var code = Executed.Load(Source);
        var lost = code.Delegate<Action<List<int>, Task>>("Truth.Lost");
        var context = new Counting();
        context.Within(() => lost(Ids(), Task.CompletedTask));
        Assert.Equal((Elements, Elements, Elements), (context.Operations, context.Ended, context.Unhandled));
        await IsReported("Lost");

        var thrown = code.Delegate<Func<List<int>, Task, Task>>("Truth.Thrown");
        Task? task = null;
        context = new Counting();
        context.Within(() => task = thrown(Ids(), Task.CompletedTask));
        await Assert.ThrowsAsync<IOException>(() => task!);
        Assert.Equal((0, 0), (context.Operations, context.Unhandled));
    }

    private static async Task IsReported(string method)
    {
        var lines = Source.Split('\n');
        var reported = (await Executed.Review<AsyncVoidDelegate>(Source)).Select(report => lines[report.Location.GetLineSpan().StartLinePosition.Line]).ToList();
        Assert.Contains(reported, line => line.Contains(" " + method + "(", StringComparison.Ordinal));
        Assert.DoesNotContain(reported, static line => line.Contains("Task Awaited", StringComparison.Ordinal) || line.Contains("Task Thrown", StringComparison.Ordinal));
    }

    private static List<int> Ids() => [.. Enumerable.Range(0, Elements)];

    private static (int Started, int Ended) Counts(Executed code) => code.Delegate<Func<int[]>>("Truth.Counts")() is [var started, var ended] ? (started, ended) : default;

    private sealed class Counting : SynchronizationContext
    {
        public int Operations { get; private set; }

        public int Ended { get; private set; }

        public int Unhandled { get; private set; }

        public override void OperationStarted() => Operations++;

        public override void OperationCompleted() => Ended++;

        public override void Post(SendOrPostCallback d, object? state)
        {
            try
            {
                d(state);
            }
            catch (IOException)
            {
                Unhandled++;
            }
        }

        public void Within(Action action)
        {
            var before = Current;
            SetSynchronizationContext(this);
            try
            {
                action();
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }
    }
}
