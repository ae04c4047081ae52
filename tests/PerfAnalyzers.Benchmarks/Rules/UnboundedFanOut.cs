using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>
/// A server that does eight things at a time, 2 ms each, and that another caller asks for one thing in the middle of ours: what
/// is measured is how long that caller waits.
/// </summary>
[Page("PERF2005")]
public class UnboundedFanOutBenchmark
{
    private SemaphoreSlim _server = null!;

    [Params(100, 1_000)]
    public int Elements { get; set; }

    [GlobalSetup]
    public void Start() => _server = new SemaphoreSlim(8);

    [GlobalCleanup]
    public void Stop() => _server.Dispose();

    [Benchmark]
    public async Task OtherCallerBehindAllAtOnce()
    {
        var ours = Task.WhenAll(Enumerable.Range(0, Elements).Select(_ => Ask(default)));
        await Ask(default);
        _left = ours;
    }

    [Benchmark(Baseline = true)]
    public async Task OtherCallerBesideEightAtATime()
    {
        var ours = Parallel.ForEachAsync(Enumerable.Range(0, Elements), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, ct) => await Ask(ct));
        await Ask(default);
        _left = ours;
    }

    private Task _left = Task.CompletedTask;

    /// <summary>The rest of the work is not measured.</summary>
    [IterationCleanup]
    public void Drain() => _left.GetAwaiter().GetResult();

    private async Task Ask(CancellationToken token)
    {
        await _server.WaitAsync(token);
        try
        {
            await Task.Delay(2, token);
        }
        finally
        {
            _server.Release();
        }
    }
}
