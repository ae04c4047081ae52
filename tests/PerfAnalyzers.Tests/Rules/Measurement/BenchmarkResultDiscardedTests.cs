using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Measurement.BenchmarkResultDiscarded, PerfAnalyzers.Measurement.BenchmarkResultDiscardedFix>;

namespace PerfAnalyzers.Tests;

public sealed class BenchmarkResultDiscardedTests
{
    public static readonly Cases Firing = new()
    {
        { "text", In("[Benchmark] public void Trim() { _text.[|Trim|](); }") },
        { "expression", In("[Benchmark] public void Upper() => _text.[|ToUpperInvariant|]();") },
        { "number", In("[Benchmark] public void Parse() { int.[|Parse|](\"12\"); }") },
        { "discard", In("[Benchmark] public void Root() { _ = Math.[|Sqrt|](_n); }") },
        { "last of several", In("[Benchmark] public void Join() { var parts = _text.Split(','); string.[|Join|](';', parts); }") },
        { "sum", In("[Benchmark] public void Sum() { _data.[|Sum|](); }") },
        { "new list", In("[Benchmark] public void Copy() { _ = new [|List|]<int>(_data); }") },
        { "new string", In("[Benchmark] public void Repeat() { new [|string|]('a', 10); }") },
        { "lazy", In("[Benchmark] public void Where() { _data.[|Where|](n => n > 1); }") },
        { "lazy, discarded", In("[Benchmark] public void Select() => _ = _data.[|Select|](n => n * 2);") },
        { "returns a lazy sequence", In("[Benchmark] public [|IEnumerable<int>|] Where() => _data.Where(n => n > 1);") },
        { "iterator", In("[Benchmark] public [|IEnumerable<int>|] All() { foreach (var n in _data) { yield return n; } }") },
        { "query", In("[Benchmark] public [|IQueryable<int>|] Query() => _data.AsQueryable().Where(n => n > 1);") },
        { "lazy object", In("[Benchmark] public [|Lazy<int>|] Make() => new Lazy<int>(() => 1);") },
        { "enumerator", In("[Benchmark] public [|IEnumerator<int>|] Walk() => ((IEnumerable<int>)_data).GetEnumerator();") },
        { "async", In("[Benchmark] public async Task Load() { await Task.Yield(); _text.[|Trim|](); }") },
        { "marked as pure", In("[System.Diagnostics.Contracts.Pure] static int Twice(int n) => n * 2; [Benchmark] public void Call() { [|Twice|](3); }") },
    };

    public static readonly Cases Suggested = new()
    {
        { "sequence of unknown origin", In("[Benchmark] public [|IEnumerable<int>|] Load() => Make(); static IEnumerable<int> Make() => new List<int> { 1 };") },
        { "list behind an interface", In("[Benchmark] public [|IEnumerable<int>|] All() => _data.ToList();") },
    };

    public static readonly Cases Quiet = new()
    {
        { "returned", In("[Benchmark] public string Trim() => _text.Trim();") },
        { "kept", In("string? _kept; [Benchmark] public void Trim() { _kept = _text.Trim(); }") },
        { "adds", In("readonly HashSet<int> _set = new(); [Benchmark] public void Add() { _set.Add(5); }") },
        { "appends", In("[Benchmark] public string Build() { var b = new StringBuilder(); b.Append(1); return b.ToString(); }") },
        { "ends with an effect", In("readonly StringBuilder _b = new(); [Benchmark] public void Append() { _b.Append(1); }") },
        { "own method", In("int Work() => ++_n; [Benchmark] public void Call() { Work(); }") },
        { "void call", In("[Benchmark] public void Sort() { Array.Sort((int[])_data.Clone()); }") },
        { "list", In("[Benchmark] public List<int> Where() => _data.Where(n => n > 1).ToList();") },
        { "array", In("[Benchmark] public int[] Select() => _data.Select(n => n * 2).ToArray();") },
        { "task", In("[Benchmark] public async Task<string> Load() { await Task.Yield(); return _text.Trim(); }") },
        { "awaits", In("[Benchmark] public async Task Load() { await Task.Delay(0); }") },
        { "loop", In("[Benchmark] public void Loop() { foreach (var n in _data) { _n += n; } }") },
        { "not a benchmark", In("public void Trim() { _text.Trim(); }") },
        { "setup", In("[GlobalSetup] public void Prepare() { _text.Trim(); }") },
        { "consumed", In("[Benchmark] public void Consume() { foreach (var n in _data.Where(n => n > 1)) { _n += n; } }") },
        { "read-only list", In("[Benchmark] public IReadOnlyList<int> All() => _data;") },
        { "collection", In("[Benchmark] public ICollection<int> All() => _data.ToList();") },
        { "tries", In("int _parsed; [Benchmark] public void Parse() { int.TryParse(\"1\", out _parsed); }") },
        { "method that returns lazily", In("IEnumerable<int> Where() => _data.Where(n => n > 1); [Benchmark] public int Count() => Where().Count();") },
        { "own object", In("class Node { } [Benchmark] public void Make() { _ = new Node(); }") },
        { "removes", In("readonly Dictionary<int, int> _map = new(); [Benchmark] public void Remove() { _map.Remove(1); }") },
        { "reads a stream", In("readonly Stream _stream = new MemoryStream(); [Benchmark] public void Read() { _stream.ReadByte(); }") },
        { "throws", In("[Benchmark] public void Throw() { try { throw new InvalidOperationException(); } catch (InvalidOperationException) { } }") },
        { "random", In("readonly Random _random = new(1); [Benchmark] public void Next() { _random.Next(); }") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_may_be_left_out() => Verify.Says(
        In("[Benchmark] public void Trim() { _text.[|Trim|](); }"),
        "Nobody uses the result of 'Trim', so that the compiler may leave the work out; return it from 'Trim'");

    [Fact]
    public Task Says_what_is_never_enumerated() => Verify.Says(
        In("[Benchmark] public [|IEnumerable<int>|] Where() => _data.Where(n => n > 1);"),
        "'Where' returns 'IEnumerable', which computes nothing until somebody enumerates or asks it, and nobody does; return what it computes ('ToList', 'Sum'), or consume it ('Consumer.Consume')");

    [Fact]
    public Task Returns_the_result() => Verify.Fixes(
        In("[Benchmark]\n    public void Trim()\n    {\n        var text = _text;\n        text.[|Trim|](); // both ends\n    }"),
        In("[Benchmark]\n    public string Trim()\n    {\n        var text = _text;\n        return text.Trim(); // both ends\n    }"));

    [Theory]
    [InlineData("[Benchmark] public void Upper() => _text.[|ToUpperInvariant|]();", "[Benchmark] public string Upper() => _text.ToUpperInvariant();")]
    [InlineData("[Benchmark] public void Root() { _ = Math.[|Sqrt|](_n); }", "[Benchmark] public double Root() { return Math.Sqrt(_n); }")]
    [InlineData("[Benchmark] public void Root() => _ = Math.[|Sqrt|](_n);", "[Benchmark] public double Root() => Math.Sqrt(_n);")]
    [InlineData("[Benchmark] public void Copy() { _ = new [|List|]<int>(_data); }", "[Benchmark] public List<int> Copy() { return new List<int>(_data); }")]
    [InlineData("[Benchmark] public async Task Load() { await Task.Yield(); _text.[|Trim|](); }", "[Benchmark] public async Task<string> Load() { await Task.Yield(); return _text.Trim(); }")]
    public Task Returns_it_in_any_form(string before, string after) => Verify.Fixes(In(before), In(after));

    [Theory]
    [InlineData("[Benchmark] public void Where() { _data.[|Where|](n => n > 1); }")]
    [InlineData("[Benchmark] public [|IEnumerable<int>|] Where() => _data.Where(n => n > 1);")]
    [InlineData("[Benchmark] public void Trim() { if (_n > 5) { return; } _text.[|Trim|](); }")]
    [InlineData("[Benchmark] public virtual void Trim() { _text.[|Trim|](); }")]
    public Task Leaves_what_it_cannot_write(string members) => Verify.RefusesToFix(In(members));

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (In("[Benchmark] public void A() { _text.[|Trim|](); } [Benchmark] public void B() { _data.[|Sum|](); }"), In("[Benchmark] public string A() { return _text.Trim(); } [Benchmark] public int B() { return _data.Sum(); }")),
        ("using BenchmarkDotNet.Attributes; public class D { [Benchmark] public void E() => int.[|Parse|](\"1\"); }", "using BenchmarkDotNet.Attributes; public class D { [Benchmark] public int E() => int.Parse(\"1\"); }"),
    ]);

    private static string In(string members) => BenchmarkCode.Class("readonly string _text = \" a, b \"; readonly int[] _data = { 1, 2, 3 }; int _n = 9;\n    " + members);
}
