using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A thousand values of an enum, compared and looked up through objects and as they are.</summary>
[Page("PERF4002")]
public class EnumBoxingBenchmark
{
    private readonly DayOfWeek[] _days = Enumerable.Range(0, 1000).Select(static i => (DayOfWeek)(i % 7)).ToArray();

    [Benchmark]
    public int EqualsMethod()
    {
        var count = 0;
        foreach (var day in _days)
        {
            if (day.Equals(DayOfWeek.Friday))
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
        foreach (var day in _days)
        {
            if (day == DayOfWeek.Friday)
            {
                count++;
            }
        }

        return count;
    }

    [Benchmark]
    public int IsDefinedByType()
    {
        var count = 0;
        foreach (var day in _days)
        {
            if (Enum.IsDefined(typeof(DayOfWeek), day))
            {
                count++;
            }
        }

        return count;
    }

    [Benchmark]
    public int IsDefined()
    {
        var count = 0;
        foreach (var day in _days)
        {
            if (Enum.IsDefined(day))
            {
                count++;
            }
        }

        return count;
    }

    [Benchmark]
    public int ParseByType()
    {
        var sum = 0;
        foreach (var day in _days)
        {
            sum += (int)(DayOfWeek)Enum.Parse(typeof(DayOfWeek), "Friday") + (int)day;
        }

        return sum;
    }

    [Benchmark]
    public int Parse()
    {
        var sum = 0;
        foreach (var day in _days)
        {
            sum += (int)Enum.Parse<DayOfWeek>("Friday") + (int)day;
        }

        return sum;
    }
}
