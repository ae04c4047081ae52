using PerfAnalyzers.Measurement;

namespace PerfAnalyzers.Tests;

/// <summary>What a runner that uses what a benchmark returns gets, and how many elements are computed.</summary>
public sealed class BenchmarkResultDiscardedTruth
{
    [Theory]
    [InlineData("[Benchmark] public void Call() { _text.Trim(); }", "a")]
    [InlineData("[Benchmark] public void Call() => int.Parse(\"12\");", 12)]
    [InlineData("[Benchmark] public void Call() { _ = Math.Max(_n, 3); }", 9)]
    public async Task Nobody_gets_a_dropped_result(string benchmark, object result)
    {
        var source = Source(benchmark);
        Assert.Single(await Executed.Review<BenchmarkResultDiscarded>(source));
        Assert.Null(await Executed.Load(source).Run("Bench.Run"));
        var fixedSource = await Executed.Fix<BenchmarkResultDiscarded, BenchmarkResultDiscardedFix>(source);
        Assert.Empty(await Executed.Review<BenchmarkResultDiscarded>(fixedSource));
        Assert.Equal(result, await Executed.Load(fixedSource).Run("Bench.Run"));
    }

    [Theory]
    [InlineData("[Benchmark] public IEnumerable<int> Call() => _data.Where(Seen);", true, 0)]
    [InlineData("[Benchmark] public void Call() { _data.Where(Seen); }", true, 0)]
    [InlineData("[Benchmark] public IEnumerable<int> Call() { foreach (var n in _data) { if (Seen(n)) { yield return n; } } }", true, 0)]
    [InlineData("[Benchmark] public List<int> Call() => _data.Where(Seen).ToList();", false, 3)]
    [InlineData("[Benchmark] public int Call() => _data.Where(Seen).Count();", false, 3)]
    public async Task A_lazy_sequence_computes_nothing(string benchmark, bool isReported, int computed)
    {
        var source = Source(benchmark);
        Assert.Equal(isReported, !(await Executed.Review<BenchmarkResultDiscarded>(source)).IsEmpty);
        var code = Executed.Load(source);
        await code.Run("Bench.Run");
        Assert.Equal(computed, await code.Run("Bench.Count"));
    }

    private static string Source(string benchmark) => BenchmarkCode.Class($$"""
        readonly string _text = " a "; readonly int[] _data = { 1, 2, 3 }; int _n = 9; static int s_seen;
        static bool Seen(int n) { s_seen++; return n > 0; }
        public static int Count() => s_seen;
        public static object? Run() => typeof(Bench).GetMethod("Call")!.Invoke(new Bench(), null);
        {{benchmark}}
        """);
}
