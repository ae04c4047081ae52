using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace PerfAnalyzers.Benchmarks;

/// <summary>One debug message per element, while the level is off.</summary>
[Page("PERF4302")]
[MemoryDiagnoser]
public class LogFormattingInLoopBenchmark
{
    private readonly ILogger _log = NullLogger.Instance;

    [Params(100)]
    public int Size { get; set; }

    [Benchmark(Baseline = true)]
    public int AskedFirst()
    {
        var sum = 0;
        for (var i = 0; i < Size; i++)
        {
            if (_log.IsEnabled(LogLevel.Debug))
            {
                _log.LogDebug("at {Index} of {Size}", i, Size);
            }

            sum += i;
        }

        return sum;
    }

    [Benchmark]
    public int Boxed()
    {
        var sum = 0;
        for (var i = 0; i < Size; i++)
        {
            _log.LogDebug("at {Index} of {Size}", i, Size);
            sum += i;
        }

        return sum;
    }

    [Benchmark]
    public int PutTogether()
    {
        var sum = 0;
        for (var i = 0; i < Size; i++)
        {
#pragma warning disable CA2254 // what is measured
            _log.LogDebug($"at {i} of {Size}");
#pragma warning restore CA2254
            sum += i;
        }

        return sum;
    }
}
