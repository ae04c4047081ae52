using System.Text;
using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A thousand lines, looked at through strings that are thrown away and where they are.</summary>
[Page("PERF4202")]
[MemoryDiagnoser]
public class TemporaryStringBenchmark
{
    private readonly string[] _lines = [.. Enumerable.Range(0, 1000).Select(static i => $"2026-01-{i % 28 + 1:00};sensor-{i};{i * 37};ok ")];

    [Benchmark]
    public int SplitForOnePart()
    {
        var sum = 0;
        foreach (var line in _lines)
        {
            sum += line.Split(';')[0].Length;
        }

        return sum;
    }

    [Benchmark]
    public int CutAtIndexOf()
    {
        var sum = 0;
        foreach (var line in _lines)
        {
            sum += line[..(line.IndexOf(';') is var end and >= 0 ? end : line.Length)].Length;
        }

        return sum;
    }

    [Benchmark]
    public int SubstringCompared()
    {
        var count = 0;
        foreach (var line in _lines)
        {
            if (line.Substring(0, 7) == "2026-01")
            {
                count++;
            }
        }

        return count;
    }

    [Benchmark]
    public int SpanCompared()
    {
        var count = 0;
        foreach (var line in _lines)
        {
            if (line.AsSpan(0, 7).SequenceEqual("2026-01"))
            {
                count++;
            }
        }

        return count;
    }

    [Benchmark]
    public int SplitToCount()
    {
        var sum = 0;
        foreach (var line in _lines)
        {
            sum += line.Split(';').Length;
        }

        return sum;
    }

    [Benchmark]
    public int SeparatorsCounted()
    {
        var sum = 0;
        foreach (var line in _lines)
        {
            sum += line.AsSpan().Count(';') + 1;
        }

        return sum;
    }

    [Benchmark]
    public int BytesMade()
    {
        var sum = 0;
        foreach (var line in _lines)
        {
            sum += Encoding.UTF8.GetBytes(line).Length;
        }

        return sum;
    }

    [Benchmark]
    public int BytesCounted()
    {
        var sum = 0;
        foreach (var line in _lines)
        {
            sum += Encoding.UTF8.GetByteCount(line);
        }

        return sum;
    }
}
