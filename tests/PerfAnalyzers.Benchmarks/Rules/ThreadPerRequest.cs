using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>Work of some hundred nanoseconds beside a request, waited for: on a thread of its own, and on one of the pool.</summary>
[Page("PERF2104")]
public class ThreadPerRequestBenchmark
{
    private readonly int[] _prices = [.. Enumerable.Range(0, 1_000)];

    /// <summary>Requests served one after the other.</summary>
    [Params(1, 10, 100)]
    public int Requests { get; set; }

    [Benchmark(Baseline = true)]
    public int Pool()
    {
        using var done = new CountdownEvent(Requests);
        var sum = 0;
        for (var i = 0; i < Requests; i++)
        {
            ThreadPool.QueueUserWorkItem(_ => Serve(ref sum, done));
        }

        done.Wait();
        return sum;
    }

    [Benchmark]
    public int ThreadPerRequest()
    {
        using var done = new CountdownEvent(Requests);
        var sum = 0;
        for (var i = 0; i < Requests; i++)
        {
            new Thread(() => Serve(ref sum, done)).Start();
        }

        done.Wait();
        return sum;
    }

    private void Serve(ref int sum, CountdownEvent done)
    {
        var own = 0;
        foreach (var price in _prices)
        {
            own += price;
        }

        Interlocked.Add(ref sum, own);
        done.Signal();
    }
}
