using System.Text;
using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A thousand passes of a loop, with a box in each and without.</summary>
[Page("PERF4001")]
public class BoxingInLoopBenchmark
{
    private const int Passes = 1000;

    private readonly StringBuilder _text = new(16 * Passes);
    private readonly Square[] _squares = Enumerable.Range(0, Passes).Select(static i => new Square(i)).ToArray();
    private readonly Plain[] _plain = Enumerable.Range(0, Passes).Select(static i => new Plain { X = i }).ToArray();
    private readonly Place[] _places = Enumerable.Range(0, Passes).Select(static i => new Place(i, 0)).ToArray();

    [Benchmark]
    public int AppendFormat()
    {
        _text.Clear();
        for (var i = 0; i < Passes; i++)
        {
            _text.AppendFormat("{0};", i);
        }

        return _text.Length;
    }

    [Benchmark]
    public int AppendInterpolated()
    {
        _text.Clear();
        for (var i = 0; i < Passes; i++)
        {
            _text.Append($"{i};");
        }

        return _text.Length;
    }

    [Benchmark]
    public int ObjectEquals()
    {
        var count = 0;
        for (var i = 0; i < Passes; i++)
        {
            if (Equals(i, 500))
            {
                count++;
            }
        }

        return count;
    }

    [Benchmark]
    public int EqualsOperator()
    {
        var count = 0;
        for (var i = 0; i < Passes; i++)
        {
            if (i == 500)
            {
                count++;
            }
        }

        return count;
    }

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
    public int GenericParameter()
    {
        var sum = 0;
        foreach (var square in _squares)
        {
            sum += AreaOf(square);
        }

        return sum;
    }

    [Benchmark]
    public int StructWithoutEquality()
    {
        var count = 0;
        foreach (var place in _plain)
        {
            if (place.Equals(_plain[7]))
            {
                count++;
            }
        }

        return count;
    }

    [Benchmark]
    public int RecordStruct()
    {
        var count = 0;
        foreach (var place in _places)
        {
            if (place.Equals(_places[7]))
            {
                count++;
            }
        }

        return count;
    }

    private static int Area(IShape shape) => shape.Area();

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

    private struct Plain
    {
        public int X { get; set; }

        public int Y { get; set; }
    }

    private readonly record struct Place(int X, int Y);
}
