using System.Buffers;
using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>A read into 128 KB, made each time and rented.</summary>
[Page("PERF4104")]
public class LargeBufferPerCallBenchmark
{
    private const int Size = 128 * 1024;

    private readonly MemoryStream _source = new(new byte[4096]);

    [Benchmark]
    public int Allocated()
    {
        var buffer = new byte[Size];
        _source.Position = 0;
        return _source.Read(buffer, 0, Size);
    }

    [Benchmark]
    public int Rented()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Size);
        try
        {
            _source.Position = 0;
            return _source.Read(buffer, 0, Size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
