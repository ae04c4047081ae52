using PerfAnalyzers.Measurement;

namespace PerfAnalyzers.Tests;

/// <summary>The state that the first and the second call of a benchmark begin with.</summary>
public sealed class BenchmarkMutatesStateTruth
{
    [Theory]
    [InlineData("[Benchmark] public void Sort() => Array.Sort(_data);", true)]
    [InlineData("[Benchmark] public void Sort() => _list.Sort();", true)]
    [InlineData("[Benchmark] public void Add() => _list.Add(5);", true)]
    [InlineData("[Benchmark] public void Clear() => _list.Clear();", true)]
    [InlineData("[Benchmark] public void Turn() => Array.Reverse(_data);", true)]
    [InlineData("[Benchmark] public void Take() => _list.RemoveAt(0);", true)]
    [InlineData("[Benchmark] public void Build() => _text.Append('a');", true)]
    [InlineData("[Benchmark] public void Sort() { var copy = (int[])_data.Clone(); Array.Sort(copy); }", false)]
    [InlineData("[Benchmark] public void AddRemove() { _list.Add(5); _list.RemoveAt(_list.Count - 1); }", false)]
    [InlineData("[Benchmark] public void Find() => _list.Contains(2);", false)]
    public async Task Reported_benchmarks_measure_something_else_the_second_time(string benchmark, bool isReported)
    {
        var source = BenchmarkCode.Class($$"""
            int[] _data = { 3, 1, 2 }; readonly List<int> _list = new() { 3, 1, 2 }; readonly StringBuilder _text = new();
            string State() => string.Join(",", _data) + ";" + string.Join(",", _list) + ";" + _text;
            public static string[] Run()
            {
                var bench = new Bench();
                var method = typeof(Bench).GetMethods().Single(m => m.GetCustomAttributes(typeof(BenchmarkAttribute), false).Length > 0);
                var first = bench.State();
                method.Invoke(bench, null);
                return new[] { first, bench.State() };
            }
            {{benchmark}}
            """);
        var states = (string[])(await Executed.Load(source).Run("Bench.Run"))!;
        Assert.Equal(isReported, !(await Executed.Review<BenchmarkMutatesState>(source)).IsEmpty);
        Assert.Equal(isReported, states[0] != states[1]);
    }
}
