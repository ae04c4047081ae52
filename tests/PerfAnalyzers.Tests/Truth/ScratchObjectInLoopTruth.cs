using PerfAnalyzers.Allocation;

namespace PerfAnalyzers.Tests;

/// <summary>Objects that a pass fills and forgets, in bytes per pass.</summary>
public sealed class ScratchObjectInLoopTruth : LoopAllocationsTruth
{
    private static readonly Loop[] s_loops =
    [
        new("list", true, "for (var i = 0; i < n; i++) { var l = new List<int>(); l.Add(i); l.Add(2); Sink.Number += l.Count; }", "var l = new List<int>(); for (var i = 0; i < n; i++) { l.Clear(); l.Add(i); l.Add(2); Sink.Number += l.Count; }"),
        new("set", true, "for (var i = 0; i < n; i++) { var s = new HashSet<int>(); s.Add(i); if (!s.Add(3)) { Sink.Number++; } }", "var s = new HashSet<int>(); for (var i = 0; i < n; i++) { s.Clear(); s.Add(i); if (!s.Add(3)) { Sink.Number++; } }"),
        new("dictionary", true, "for (var i = 0; i < n; i++) { var d = new Dictionary<int, int>(); d[i] = 1; d[3] = 2; Sink.Number += d.Count; }", "var d = new Dictionary<int, int>(); for (var i = 0; i < n; i++) { d.Clear(); d[i] = 1; d[3] = 2; Sink.Number += d.Count; }"),
        new("builder", true, "for (var i = 0; i < n; i++) { var b = new StringBuilder(); b.Append('x').Append('y'); Sink.Text = b.ToString(); }", "var b = new StringBuilder(); for (var i = 0; i < n; i++) { b.Clear(); b.Append('x').Append('y'); Sink.Text = b.ToString(); }"),
        new("queue", true, "for (var i = 0; i < n; i++) { var q = new Queue<int>(); q.Enqueue(i); while (q.Count > 0) { Sink.Number += q.Dequeue(); } }", "var q = new Queue<int>(); for (var i = 0; i < n; i++) { q.Clear(); q.Enqueue(i); while (q.Count > 0) { Sink.Number += q.Dequeue(); } }"),
        new("stack", true, "for (var i = 0; i < n; i++) { var q = new Stack<int>(); q.Push(i); while (q.Count > 0) { Sink.Number += q.Pop(); } }", "var q = new Stack<int>(); for (var i = 0; i < n; i++) { q.Clear(); q.Push(i); while (q.Count > 0) { Sink.Number += q.Pop(); } }"),
        new("sorted set", true, "for (var i = 0; i < n; i++) { var q = new SortedSet<int>(); Sink.Number += q.Add(i) ? 1 : 0; }", "var q = new List<int>(); for (var i = 0; i < n; i++) { q.Clear(); q.Add(i); Sink.Number += q.Count; }"),
        new("counting array", true, "for (var i = 0; i < n; i++) { var a = new int[26]; a[i % 26]++; Sink.Number += a[3]; }", "var a = new int[26]; for (var i = 0; i < n; i++) { Array.Clear(a); a[i % 26]++; Sink.Number += a[3]; }"),
        new("buffer", true, "for (var i = 0; i < n; i++) { var b = new byte[64]; Sink.Number += Encoding.UTF8.GetBytes(\"ab\", 0, 2, b, 0); }", "var b = new byte[64]; for (var i = 0; i < n; i++) { Sink.Number += Encoding.UTF8.GetBytes(\"ab\", 0, 2, b, 0); }"),
        new("joined", true, "for (var i = 0; i < n; i++) { var l = new List<string>(); l.Add(\"a\"); l.Add(\"b\"); Sink.Text = string.Join(\",\", l); }", "var l = new List<string>(); for (var i = 0; i < n; i++) { l.Clear(); l.Add(\"a\"); l.Add(\"b\"); Sink.Text = string.Join(\",\", l); }"),

        new("kept", false, "var all = new List<List<int>>(9000); for (var i = 0; i < n; i++) { var l = new List<int>(); l.Add(i); all.Add(l); }", ""),
        new("yielded numbers only", false, "foreach (var x in Each(n)) { Sink.Number += x; } static IEnumerable<int> Each(int n) { for (var i = 0; i < n; i++) { yield return i; } }", ""),
        new("made before", false, "var l = new List<int>(); for (var i = 0; i < n; i++) { l.Clear(); l.Add(i); Sink.Number += l.Count; }", ""),
    ];

    [Fact]
    public Task Reported_when_it_allocates_and_only_then() => Agrees<ScratchObjectInLoop>(s_loops, static _ => 0);

    [Fact]
    public async Task Fixed_code_gives_the_same_and_allocates_nothing()
    {
        const string Code = """
            public static class Truth
            {
                public static int Sum;
                public static int Lists(int n) { var sum = 0; for (var i = 0; i < n; i++) { var l = new List<int>(); for (var j = 0; j < i % 5; j++) { l.Add(j * i); } l.Reverse(); sum += l.Count > 0 ? l[0] : 7; } return sum; }
                public static int Sets(int n) { var sum = 0; for (var i = 0; i < n; i++) { var s = new HashSet<int>(); for (var j = 0; j < i % 7; j++) { if (!s.Add(j * i % 3)) { sum++; } } } return sum; }
                public static int Counts(int n) { var sum = 0; for (var i = 0; i < n; i++) { var a = new int[8]; for (var j = 0; j < i % 9; j++) { a[j * i & 7]++; } sum += a[0]; } return sum; }
                public static string Texts(int n) { var last = ""; for (var i = 0; i < n; i++) { var b = new StringBuilder(); b.Append(i).Append(';'); if (i == n - 1) { last = b.ToString(); } } return last; }
                public static void RunLists(int n) => Sum += Lists(n);
                public static void RunSets(int n) => Sum += Sets(n);
                public static void RunCounts(int n) => Sum += Counts(n);
            }
            """;
        Assert.Equal(4, (await Executed.Review<ScratchObjectInLoop>(Code)).Length);
        var repaired = await Executed.Fix<ScratchObjectInLoop, ScratchObjectInLoopFix>(Code);
        Assert.Empty(await Executed.Review<ScratchObjectInLoop>(repaired));
        Executed before = Executed.Load(Code), after = Executed.Load(repaired);
        foreach (var name in new[] { "Truth.Lists", "Truth.Sets", "Truth.Counts", "Truth.Texts" })
        {
            Assert.Equal(await before.Run(name, 300), await after.Run(name, 300));
        }

        var bytes = await LoopBytes.Run(Code + repaired.Replace("class Truth", "class Fixed", StringComparison.Ordinal), ["Truth.RunLists", "Fixed.RunLists", "Truth.RunSets", "Fixed.RunSets", "Truth.RunCounts", "Fixed.RunCounts"]);
        Assert.True(bytes[0] > 32 && bytes[2] > 32 && bytes[4] > 32, string.Join(' ', bytes));
        Assert.Equal([0, 0, 0], [bytes[1], bytes[3], bytes[5]]);
    }
}
