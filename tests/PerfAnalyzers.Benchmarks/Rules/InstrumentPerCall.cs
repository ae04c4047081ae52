using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>PERF8003: counting one order.</summary>
[Page("PERF8003")]
public class InstrumentPerCallBenchmark
{
    private static readonly Meter s_meter = new("Shop");
    private static readonly Counter<int> s_orders = s_meter.CreateCounter<int>("orders");

    [Benchmark(Baseline = true, Description = "counter in a field")]
    public void Kept() => s_orders.Add(1);

    [Benchmark(Description = "counter for each call")]
    public void CounterPerCall() => s_meter.CreateCounter<int>("orders").Add(1);

    [Benchmark(Description = "meter for each call")]
    public void MeterPerCall()
    {
        using var meter = new Meter("Shop");
        meter.CreateCounter<int>("orders").Add(1);
    }
}
