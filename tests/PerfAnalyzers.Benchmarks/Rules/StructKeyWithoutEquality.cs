using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A lookup by a struct that leaves its equality to ValueType, by one that overrides Equals, and by one that implements the interface.</summary>
[Page("PERF4003")]
public class StructKeyWithoutEqualityBenchmark
{
    private readonly Dictionary<Plain, int> _plain = [];
    private readonly Dictionary<Overriding, int> _overriding = [];
    private readonly Dictionary<Place, int> _places = [];

    [Params(100, 10_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        for (var i = 0; i < Size; i++)
        {
            _plain[new Plain { X = i, Y = 1 }] = i;
            _overriding[new Overriding(i, 1)] = i;
            _places[new Place(i, 1)] = i;
        }
    }

    [Benchmark]
    public int ValueType() => _plain[new Plain { X = Size / 2, Y = 1 }];

    [Benchmark]
    public int OverriddenEquals() => _overriding[new Overriding(Size / 2, 1)];

    [Benchmark]
    public int RecordStruct() => _places[new Place(Size / 2, 1)];

    private struct Plain
    {
        public int X { get; set; }

        public int Y { get; set; }
    }

    private readonly struct Overriding(int x, int y)
    {
        private readonly int _x = x;
        private readonly int _y = y;

        public override bool Equals(object? obj) => obj is Overriding other && _x == other._x && _y == other._y;

        public override int GetHashCode() => HashCode.Combine(_x, _y);
    }

    private readonly record struct Place(int X, int Y);
}
