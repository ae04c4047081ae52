using System.Diagnostics;
using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>PERF8001: what it costs to look at the clock twice.</summary>
[Page("PERF8001")]
public class WallClockElapsedBenchmark
{
    [Benchmark(Baseline = true, Description = "Stopwatch.GetElapsedTime")]
    public TimeSpan Ticks()
    {
        var start = Stopwatch.GetTimestamp();
        return Stopwatch.GetElapsedTime(start);
    }

    [Benchmark(Description = "DateTime.UtcNow")]
    public TimeSpan Universal()
    {
        var start = DateTime.UtcNow;
        return DateTime.UtcNow - start;
    }

    [Benchmark(Description = "DateTime.Now")]
    public TimeSpan Local()
    {
        var start = DateTime.Now;
        return DateTime.Now - start;
    }
}
