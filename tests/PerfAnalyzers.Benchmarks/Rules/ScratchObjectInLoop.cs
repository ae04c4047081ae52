using System.Text;
using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A thousand passes that fill ten elements, in a new object each and in one for all.</summary>
[Page("PERF4103")]
public class ScratchObjectInLoopBenchmark
{
    private const int Passes = 1000;
    private const int Elements = 10;

    [Benchmark]
    public int ListPerPass()
    {
        var sum = 0;
        for (var i = 0; i < Passes; i++)
        {
            var list = new List<int>();
            for (var j = 0; j < Elements; j++)
            {
                list.Add(i + j);
            }

            sum += list.Count;
        }

        return sum;
    }

    [Benchmark]
    public int ListCleared()
    {
        var sum = 0;
        var list = new List<int>();
        for (var i = 0; i < Passes; i++)
        {
            list.Clear();
            for (var j = 0; j < Elements; j++)
            {
                list.Add(i + j);
            }

            sum += list.Count;
        }

        return sum;
    }

    [Benchmark]
    public int SetPerPass()
    {
        var sum = 0;
        for (var i = 0; i < Passes; i++)
        {
            var seen = new HashSet<int>();
            for (var j = 0; j < Elements; j++)
            {
                sum += seen.Add(j % 7) ? 1 : 0;
            }
        }

        return sum;
    }

    [Benchmark]
    public int SetCleared()
    {
        var sum = 0;
        var seen = new HashSet<int>();
        for (var i = 0; i < Passes; i++)
        {
            seen.Clear();
            for (var j = 0; j < Elements; j++)
            {
                sum += seen.Add(j % 7) ? 1 : 0;
            }
        }

        return sum;
    }

    [Benchmark]
    public int BuilderPerPass()
    {
        var sum = 0;
        for (var i = 0; i < Passes; i++)
        {
            var text = new StringBuilder();
            for (var j = 0; j < Elements; j++)
            {
                text.Append(j).Append(';');
            }

            sum += text.ToString().Length;
        }

        return sum;
    }

    [Benchmark]
    public int BuilderCleared()
    {
        var sum = 0;
        var text = new StringBuilder();
        for (var i = 0; i < Passes; i++)
        {
            text.Clear();
            for (var j = 0; j < Elements; j++)
            {
                text.Append(j).Append(';');
            }

            sum += text.ToString().Length;
        }

        return sum;
    }
}
