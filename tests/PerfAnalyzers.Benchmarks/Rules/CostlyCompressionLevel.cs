using System.IO.Compression;
using System.Text;
using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>One response of JSON, compressed with Brotli as the middleware does it.</summary>
[Page("PERF7007")]
public class CostlyCompressionLevelBenchmark
{
    private byte[] _response = [];

    /// <summary>Customers in the response.</summary>
    [Params(100, 1_000, 10_000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup() => _response = Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, Rows).Select(static i => $$"""{"id":{{i}},"name":"Customer {{i * 7919 % 1000}}","city":"City {{i % 100}}","total":{{i * 31 % 977}}.50}""")));

    [Benchmark(Baseline = true)]
    public void Fastest() => Compress(CompressionLevel.Fastest);

    [Benchmark]
    public void SmallestSize() => Compress(CompressionLevel.SmallestSize);

    private void Compress(CompressionLevel level)
    {
        using var stream = new BrotliStream(Stream.Null, level);
        stream.Write(_response);
    }
}
