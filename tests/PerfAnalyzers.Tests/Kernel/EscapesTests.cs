namespace PerfAnalyzers.Tests;

public sealed class EscapesTests
{
    [Theory]
    [InlineData("x.Add(3); n = x.Count;")]
    [InlineData("x.Add(3); foreach (var i in x) { n += i; }")]
    [InlineData("n = x.Where(i => i > 3).Select(i => i + 1).Sum();")]
    [InlineData("var all = x.ToArray(); s_kept = all;")]
    [InlineData("var all = x.ToList(); s_kept = all;")]
    [InlineData("s_kept = string.Join(',', x);")]
    [InlineData("s_kept = new List<int>(x);")]
    [InlineData("s_kept = (int[])[.. x];")]
    [InlineData("var y = x; y.Add(4); n = y[0];")]
    [InlineData("if (x != null && x is not null) { n = x[^1]; }")]
    [InlineData("n = Sum(x);")]
    [InlineData("n = Twice(x);")]
    [InlineData("n = Generic(x);")]
    [InlineData("x.ForEach(i => n += i + x.Count);")]
    [InlineData("n = ids.Count(i => x.Contains(i));")]
    [InlineData("n = ids.Where(i => x.Contains(i)).ToList().Count;")]
    [InlineData("ids.AddRange(x);")]
    [InlineData("n = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ids).Length; x.Sort();")]
    [InlineData("s_kept = $\"{x}\";")]
    public void Forgotten(string body) => Assert.True(Stays(body));

    [Theory]
    [InlineData("s_kept = x;")]
    [InlineData("s_kept = x.AsReadOnly();")]
    [InlineData("s_kept = x.Where(i => i > 3);")]
    [InlineData("var y = x; s_kept = y;")]
    [InlineData("var y = n > 3 ? x : ids; s_kept = y;")]
    [InlineData("s_kept = x ?? ids;")]
    [InlineData("s_kept = new[] { x };")]
    [InlineData("s_kept = (x, 3);")]
    [InlineData("s_kept = new { x };")]
    [InlineData("s_kept = (Action)(() => x.Add(3));")]
    [InlineData("s_kept = (Func<int, bool>)x.Contains;")]
    [InlineData("s_kept = ids.Where(i => x.Contains(i));")]
    [InlineData("lists.Add(x);")]
    [InlineData("s_kept = Same(x);")]
    [InlineData("s_kept = Lazy(x);")]
    [InlineData("s_kept = Later(x);")]
    [InlineData("Keep(x);")]
    [InlineData("s_kept = x.Aggregate(x, (a, i) => a);")]
    [InlineData("Task.Run(() => x.Add(3));")]
    [InlineData("void Add() => x.Add(3); s_kept = (Action)Add;")]
    [InlineData("unknown.Take(x);")]
    [InlineData("Change(ref x);")]
    [InlineData("dynamic d = x; s_kept = d;")]
    [InlineData("foreach (var list in new[] { x }) { s_kept = list; }")]
    public void Kept(string body) => Assert.False(Stays(body));

    private static bool Stays(string body)
    {
        var code = Snippet.Of($$"""
            interface IUnknown { void Take(List<int> x); }
            class C
            {
                static object? s_kept;
                void M(List<int> ids, List<List<int>> lists, int n, IUnknown unknown)
                {
                    var x = [|new List<int>()|];
                    {{body}}
                }
                static int Sum(IEnumerable<int> all) { var n = 0; foreach (var i in all) { n += i; } return n; }
                static int Twice(List<int> all) => Sum(all) * 2;
                static int Generic<T>(List<T> all) => all.Count;
                static List<int> Same(List<int> all) => all;
                static IEnumerable<int> Lazy(List<int> all) { foreach (var i in all) { yield return i; } }
                static async Task<int> Later(List<int> all) { await Task.Yield(); return all.Count; }
                static void Keep(List<int> all) => s_kept = all;
                static void Change(ref List<int> all) => s_kept = all;
            }
            """);
        var local = OneResult.Declared(code.Operation)!;
        return new Escapes(code.Facts, default).StaysIn(local, Operations.Function(code.Operation));
    }
}
