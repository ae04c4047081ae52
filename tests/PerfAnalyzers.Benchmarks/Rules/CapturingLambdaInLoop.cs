using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A thousand passes, each with a new delegate and with one for all.</summary>
[Page("PERF4101")]
public class CapturingLambdaInLoopBenchmark
{
    private const int Passes = 1000;

    private readonly List<int> _list = [1, 2, 3];
    private readonly ConcurrentDictionary<int, string> _names = new();
    private readonly int _least = 2;

    [Benchmark]
    public int DelegatePerPass()
    {
        var sum = 0;
        for (var i = 0; i < Passes; i++)
        {
            _list[0] = i;
            sum += _list.FindIndex(x => x > _least);
        }

        return sum;
    }

    [Benchmark]
    public int DelegateBefore()
    {
        var sum = 0;
        Predicate<int> match = x => x > _least;
        for (var i = 0; i < Passes; i++)
        {
            _list[0] = i;
            sum += _list.FindIndex(match);
        }

        return sum;
    }

    [Benchmark]
    public int CapturingFactory()
    {
        var sum = 0;
        for (var i = 0; i < Passes; i++)
        {
            var next = i + 1;
            sum += _names.GetOrAdd(i & 15, key => Name(key, next)).Length;
        }

        return sum;
    }

    [Benchmark]
    public int FactoryWithArgument()
    {
        var sum = 0;
        for (var i = 0; i < Passes; i++)
        {
            var next = i + 1;
            sum += _names.GetOrAdd(i & 15, static (key, next) => Name(key, next), next).Length;
        }

        return sum;
    }

    private static string Name(int key, int next) => key + ":" + next;
}
