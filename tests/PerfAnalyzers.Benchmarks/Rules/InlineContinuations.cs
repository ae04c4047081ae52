using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A thread that completes 20,000 awaited tasks, whose awaiting code then works for a while: enough for one pass to be measured.</summary>
[Page("PERF2008")]
public class InlineContinuationsBenchmark
{
    private const int Waiting = 20_000;

    private readonly TaskCompletionSource<int>[] _sources = new TaskCompletionSource<int>[Waiting];
    private readonly Task[] _tasks = new Task[Waiting];

    [Params(10, 100)]
    public int Spins { get; set; }

    [IterationSetup(Target = nameof(Asynchronously))]
    public void MakeAsynchronous() => Make(TaskCreationOptions.RunContinuationsAsynchronously);

    [IterationSetup(Target = nameof(Inline))]
    public void MakeInline() => Make(TaskCreationOptions.None);

    [IterationCleanup]
    public void Finish() => Task.WaitAll(_tasks);

    [Benchmark(Baseline = true)]
    public void Asynchronously() => Complete();

    [Benchmark]
    public void Inline() => Complete();

    private void Complete()
    {
        for (var i = 0; i < Waiting; i++)
        {
            _sources[i].SetResult(i);
        }
    }

    private void Make(TaskCreationOptions options)
    {
        for (var i = 0; i < Waiting; i++)
        {
            _sources[i] = new TaskCompletionSource<int>(options);
            _tasks[i] = Await(_sources[i].Task);
        }
    }

    private async Task Await(Task<int> task)
    {
        await task.ConfigureAwait(false);
        Thread.SpinWait(Spins);
    }
}
