using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A little arithmetic per element, and one sum that all share.</summary>
[Page("PERF2103")]
public class SerializedParallelBodyBenchmark
{
    private readonly object _gate = new();
    private double[] _values = [];

    [Params(1_000, 100_000)]
    public int Elements { get; set; }

    [GlobalSetup]
    public void Start()
    {
        _values = new double[Elements];
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = i;
        }
    }

    [Benchmark]
    public double WholeBodyLocked()
    {
        double sum = 0;
        Parallel.For(0, _values.Length, i =>
        {
            lock (_gate)
            {
                sum += Work(_values[i]);
            }
        });
        return sum;
    }

    [Benchmark(Baseline = true)]
    public double PlainLoop()
    {
        double sum = 0;
        for (var i = 0; i < _values.Length; i++)
        {
            sum += Work(_values[i]);
        }

        return sum;
    }

    [Benchmark]
    public double SumPerThread()
    {
        double sum = 0;
        Parallel.For(0, _values.Length, static () => 0.0, (i, _, part) => part + Work(_values[i]), part =>
        {
            lock (_gate)
            {
                sum += part;
            }
        });
        return sum;
    }

    private static double Work(double value)
    {
        for (var i = 0; i < 20; i++)
        {
            value = Math.Sqrt(value + i);
        }

        return value;
    }
}
