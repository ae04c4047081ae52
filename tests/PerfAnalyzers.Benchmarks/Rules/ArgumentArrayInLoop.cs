using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A thousand passes, each with a new array of arguments and without.</summary>
[Page("PERF4102")]
public class ArgumentArrayInLoopBenchmark
{
    private const int Passes = 1000;

    private readonly string[] _words = [.. Enumerable.Range(0, Passes).Select(static i => i + "word")];

    [Benchmark]
    public int ArrayPerPass()
    {
        var sum = 0;
        foreach (var word in _words)
        {
            sum += word.Trim(',', ';').Length;
        }

        return sum;
    }

    [Benchmark]
    public int ArrayBefore()
    {
        var sum = 0;
        var ends = new[] { ',', ';' };
        foreach (var word in _words)
        {
            sum += word.Trim(ends).Length;
        }

        return sum;
    }

    [Benchmark]
    public int ParamsArray()
    {
        var sum = 0;
        foreach (var word in _words)
        {
            sum += Max(word.Length, word[0], 3);
        }

        return sum;
    }

    [Benchmark]
    public int ParamsSpan()
    {
        var sum = 0;
        foreach (var word in _words)
        {
            sum += MaxOfSpan(word.Length, word[0], 3);
        }

        return sum;
    }

    private static int Max(params int[] values)
    {
        var most = 0;
        foreach (var value in values)
        {
            most = Math.Max(most, value);
        }

        return most;
    }

    private static int MaxOfSpan(params ReadOnlySpan<int> values)
    {
        var most = 0;
        foreach (var value in values)
        {
            most = Math.Max(most, value);
        }

        return most;
    }
}
