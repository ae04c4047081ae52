using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A thousand structs handed to a parameter of their interface, and to a type parameter.</summary>
[Page("PERF4004")]
public class StructThroughInterfaceBenchmark
{
    private readonly Square[] _squares = Enumerable.Range(0, 1000).Select(static i => new Square(i)).ToArray();

    [Benchmark]
    public int InterfaceParameter()
    {
        var sum = 0;
        foreach (var square in _squares)
        {
            sum += Area(square);
        }

        return sum;
    }

    [Benchmark]
    public int TypeParameter()
    {
        var sum = 0;
        foreach (var square in _squares)
        {
            sum += AreaOf(square);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Area(IShape shape) => shape.Area();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int AreaOf<T>(T shape)
        where T : IShape => shape.Area();

    private interface IShape
    {
        int Area();
    }

    private readonly struct Square(int side) : IShape
    {
        public int Area() => side * side;
    }
}
