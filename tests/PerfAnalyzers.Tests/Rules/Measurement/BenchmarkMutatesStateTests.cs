using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Measurement.BenchmarkMutatesState, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class BenchmarkMutatesStateTests
{
    public static readonly Cases Firing = new()
    {
        { "sorts an array", In("[Benchmark] public void Sort() => Array.[|Sort|](_data);") },
        { "sorts an array with a comparer", In("[Benchmark] public int[] Sort() { Array.[|Sort|](_data, (a, b) => b - a); return _data; }") },
        { "sorts a list", In("[Benchmark] public void Sort() { _list.[|Sort|](); }") },
        { "sorts a span", In("[Benchmark] public void Sort() => _data.AsSpan().[|Sort|]();") },
        { "adds", In("[Benchmark] public void Add() => _list.[|Add|](5);") },
        { "adds in a loop", In("[Benchmark] public int AddMany() { for (var i = 0; i < 100; i++) { _list.[|Add|](i); } return _list.Count; }") },
        { "adds a range", In("[Benchmark] public void AddRange() => _list.[|AddRange|](_data);") },
        { "inserts", In("[Benchmark] public void Insert() { this._list.[|Insert|](0, 1); }") },
        { "clears", In("[Benchmark] public void Clear() => _list.[|Clear|]();") },
        { "removes", In("[Benchmark] public void RemoveAll() => _list.[|RemoveAll|](n => n > 5);") },
        { "empties a queue", In("[Benchmark] public int Drain() { var sum = 0; while (_queue.Count > 0) { sum += _queue.[|Dequeue|](); } return sum; }") },
        { "grows a builder", In("[Benchmark] public void Build() => _text.[|Append|](\"abc\");") },
        { "property", In("public List<int> Rows { get; } = new(); [Benchmark] public void Add() => Rows.[|Add|](1);") },
        { "static field", In("static readonly List<int> s_all = new(); [Benchmark] public void Add() => s_all.[|Add|](1);") },
    };

    public static readonly Cases Suggested = new()
    {
        { "turns an array", In("[Benchmark] public void Turn() => Array.[|Reverse|](_data);") },
        { "turns a list", In("[Benchmark] public void Turn() => _list.[|Reverse|]();") },
    };

    public static readonly Cases Quiet = new()
    {
        { "copy", In("[Benchmark] public void Sort() { var copy = (int[])_data.Clone(); Array.Sort(copy); }") },
        { "copy of a list", In("[Benchmark] public List<int> Sort() { var copy = new List<int>(_list); copy.Sort(); return copy; }") },
        { "iteration setup", In("[IterationSetup] public void Shuffle() => new Random(1).Shuffle(_data); [Benchmark] public void Sort() => Array.Sort(_data);") },
        { "renewed before", In("[Benchmark] public void Sort() { _data = Enumerable.Range(0, 10).ToArray(); Array.Sort(_data); }") },
        { "filled from a copy", In("readonly int[] _source = new int[100]; [Benchmark] public void Sort() { Array.Copy(_source, _data, 100); Array.Sort(_data); }") },
        { "copied to", In("readonly int[] _source = new int[100]; [Benchmark] public void Sort() { _source.AsSpan().CopyTo(_data); Array.Sort(_data); }") },
        { "cleared first", In("[Benchmark] public int Fill() { _list.Clear(); for (var i = 0; i < 100; i++) { _list.Add(i); } return _list.Count; }") },
        { "taken away again", In("[Benchmark] public void AddRemove() { _list.Add(5); _list.RemoveAt(_list.Count - 1); }") },
        { "in and out", In("[Benchmark] public int Pump() { _queue.Enqueue(1); return _queue.Dequeue(); }") },
        { "builder is cleared", In("[Benchmark] public string Build() { _text.Clear(); _text.Append(\"a\").Append('b'); return _text.ToString(); }") },
        { "builder is cut", In("[Benchmark] public string Build() { _text.Append(\"a\"); var all = _text.ToString(); _text.Length = 0; return all; }") },
        { "sorted in the setup", In("[GlobalSetup] public void Prepare() => Array.Sort(_data); [Benchmark] public int Find() => Array.BinarySearch(_data, 5);") },
        { "filled in the setup", In("[GlobalSetup] public void Prepare() { for (var i = 0; i < 9; i++) { _list.Add(i); } } [Benchmark] public bool Has() => _list.Contains(5);") },
        { "local", In("[Benchmark] public int Local() { var list = new List<int>(); list.Add(1); return list.Count; }") },
        { "reads", In("[Benchmark] public int First() => _queue.Peek() + _list[0];") },
        { "ordered", In("[Benchmark] public int[] Ordered() => _data.OrderBy(n => n).ToArray();") },
        { "reversed by LINQ", In("[Benchmark] public int[] Turned() => _data.Reverse().ToArray();") },
        { "no benchmark", In("public void Sort() => Array.Sort(_data);") },
        { "set", In("readonly HashSet<int> _set = new(); [Benchmark] public bool Add() => _set.Add(5);") },
        { "own Add", "using BenchmarkDotNet.Attributes; public class Bench { readonly Sum _sum = new(); [Benchmark] public void Add() => _sum.Add(5); class Sum { int _n; public void Add(int n) => _n += n; } }" + BenchmarkCode.Library },
        { "immutable", In("readonly System.Collections.Immutable.ImmutableList<int> _kept = System.Collections.Immutable.ImmutableList<int>.Empty; [Benchmark] public object Add() => _kept.Add(5);") },
        { "span fill", In("[Benchmark] public void Fill() => _data.AsSpan().Fill(1);") },
        { "overwrites", In("[Benchmark] public void Set() { _data[0] = 1; _list[0] = 2; }") },
        { "lambda that is only made", In("[Benchmark] public Action Make() => () => _list.Add(1);") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_the_next_call_sees() => Verify.Says(
        In("[Benchmark] public void Sort() => Array.[|Sort|](_data);"),
        "'Sort' changes '_data' for the calls that follow: from the second on what it sorts is sorted already; work on a copy, or renew it in an [IterationSetup]");

    private static string In(string members) =>
        BenchmarkCode.Class("int[] _data = new int[100]; readonly List<int> _list = new() { 3, 1, 2 }; readonly Queue<int> _queue = new(); readonly StringBuilder _text = new();\n    " + members);
}
