using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A thousand keys are looked up in a dictionary.</summary>
[Page("PERF4303")]
[MemoryDiagnoser]
public class AllocationInContractMemberBenchmark
{
    private readonly Dictionary<Combined, int> _combined = [];
    private readonly Dictionary<PutTogether, int> _putTogether = [];

    [Params(1_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < Size; i++)
        {
            _combined[new Combined("region" + i % 7, "name" + i)] = i;
            _putTogether[new PutTogether("region" + i % 7, "name" + i)] = i;
        }
    }

    [Benchmark(Baseline = true)]
    public int HashCodeCombine()
    {
        var sum = 0;
        foreach (var key in _combined.Keys)
        {
            sum += _combined[key];
        }

        return sum;
    }

    [Benchmark]
    public int HashOfText()
    {
        var sum = 0;
        foreach (var key in _putTogether.Keys)
        {
            sum += _putTogether[key];
        }

        return sum;
    }

    private sealed class Combined(string region, string name) : IEquatable<Combined>
    {
        private readonly string _region = region, _name = name;

        public bool Equals(Combined? other) => other is not null && _region == other._region && _name == other._name;

        public override bool Equals(object? obj) => Equals(obj as Combined);

        public override int GetHashCode() => HashCode.Combine(_region, _name);
    }

    private sealed class PutTogether(string region, string name) : IEquatable<PutTogether>
    {
        private readonly string _region = region, _name = name;

        public bool Equals(PutTogether? other) => other is not null && _region == other._region && _name == other._name;

        public override bool Equals(object? obj) => Equals(obj as PutTogether);

#pragma warning disable PERF4303 // what is measured
        public override int GetHashCode() => $"{_region}/{_name}".GetHashCode(StringComparison.Ordinal);
#pragma warning restore PERF4303
    }
}
