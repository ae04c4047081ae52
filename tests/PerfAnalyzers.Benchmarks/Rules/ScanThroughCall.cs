using BenchmarkDotNet.Attributes;

namespace PerfAnalyzers.Benchmarks;

/// <summary>The parent of every span of a trace, by a property that searches the trace and by a dictionary the trace keeps.</summary>
[Page("PERF5003")]
public class ScanThroughCallBenchmark
{
    private Trace _trace = new();

    [Params(16, 100, 1_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _trace = new Trace();
        for (var i = 0; i < Size; i++)
        {
            _trace.Add(new Span(_trace, "span " + i, "span " + (i / 2)));
        }
    }

    [Benchmark(Baseline = true)]
    public int KeptDictionary()
    {
        var found = 0;
        foreach (var span in _trace.Spans)
        {
            found += span.Kept is null ? 0 : 1;
        }

        return found;
    }

    [Benchmark]
    public int SearchingProperty()
    {
        var found = 0;
        foreach (var span in _trace.Spans)
        {
            found += span.Parent is null ? 0 : 1;
        }

        return found;
    }

    private sealed class Trace
    {
        public List<Span> Spans { get; } = [];

        public Dictionary<string, Span> ById { get; } = [];

        public void Add(Span span)
        {
            Spans.Add(span);
            ById[span.Id] = span;
        }
    }

    private sealed class Span(Trace trace, string id, string parentId)
    {
        public string Id => id;

        public Span? Parent => trace.Spans.FirstOrDefault(span => span.Id == parentId);

        public Span? Kept => trace.ById.GetValueOrDefault(parentId);
    }
}
