using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Threads that each ask something slow once and add to a total: under the lock, and before it.</summary>
[Page("PERF2101")]
public class IoUnderLockBenchmark
{
    private readonly object _gate = new();
    private long _total;

    [Params(1, 4, 16)]
    public int Threads { get; set; }

    [Benchmark(Baseline = true)]
    public long Before() => Run(() =>
    {
        var answer = Ask();
        lock (_gate)
        {
            _total += answer;
        }
    });

    [Benchmark]
    public long Under() => Run(() =>
    {
        lock (_gate)
        {
            _total += Ask();
        }
    });

    private static int Ask()
    {
        Thread.Sleep(5);
        return 1;
    }

    private long Run(Action work)
    {
        var threads = new Thread[Threads];
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(() => work());
            threads[i].Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }

        return _total;
    }
}
