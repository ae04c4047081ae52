using PerfAnalyzers.Allocation;

namespace PerfAnalyzers.Tests;

/// <summary>Bytes per iteration: see <see cref="LoopBytes"/>.</summary>
public sealed class BoxingInLoopTruth
{
    private static readonly LoopPair[] s_pairs =
    [
        new("format", true, "for (var i = 0; i < n; i++) { Sink.Text = string.Format(\"{0:x}\", i + 1000); }", "for (var i = 0; i < n; i++) { Sink.Text = $\"{i + 1000:x}\"; }"),
        new("format of two", true, "for (var i = 0; i < n; i++) { Sink.Text = string.Format(\"{0}:{1}\", i % 7, n % 7); }", "for (var i = 0; i < n; i++) { Sink.Text = $\"{i % 7}:{n % 7}\"; }"),
        new("format of a constant", true, "for (var i = 0; i < n; i++) { Sink.Text = string.Format(\"{0}\", 77777); }", "for (var i = 0; i < n; i++) { Sink.Text = $\"{77777}\"; }"),
        new("format of five", true, "for (var i = 0; i < n; i++) { Sink.Text = string.Format(\"{0}{1}{2}{3}{4}\", 1, 2, 3, 4, i % 5); }", "for (var i = 0; i < n; i++) { Sink.Text = $\"{1}{2}{3}{4}{i % 5}\"; }"),
        new("format with a provider", true, "for (var i = 0; i < n; i++) { Sink.Text = string.Format(CultureInfo.InvariantCulture, \"{0}\", i + 10000); }", "for (var i = 0; i < n; i++) { Sink.Text = string.Create(CultureInfo.InvariantCulture, $\"{i + 10000}\"); }"),
        new("format of a guid", true, "var g = Guid.NewGuid(); for (var i = 0; i < n; i++) { Sink.Text = string.Format(\"{0}\", g); }", "var g = Guid.NewGuid(); for (var i = 0; i < n; i++) { Sink.Text = $\"{g}\"; }"),
        new("format of an enum", true, "for (var i = 0; i < n; i++) { Sink.Text = string.Format(\"{0}\", Color.Green); }", "for (var i = 0; i < n; i++) { Sink.Text = $\"{Color.Green}\"; }"),
        new("format of a decimal", true, "var d = 12.5m; for (var i = 0; i < n; i++) { Sink.Text = string.Format(\"{0}\", d); }", "var d = 12.5m; for (var i = 0; i < n; i++) { Sink.Text = $\"{d}\"; }"),
        new("append a format", true, "var b = new StringBuilder(); for (var i = 0; i < n; i++) { b.Clear(); b.AppendFormat(\"{0};\", i); }", "var b = new StringBuilder(); for (var i = 0; i < n; i++) { b.Clear(); b.Append($\"{i};\"); }"),
        new("append a guid", true, "var g = Guid.NewGuid(); var b = new StringBuilder(100); for (var i = 0; i < n; i++) { b.Clear(); b.Append(g); }", "var g = Guid.NewGuid(); var b = new StringBuilder(100); for (var i = 0; i < n; i++) { b.Clear(); b.Append($\"{g}\"); }"),
        new("append a struct", true, "var m = new Money(); var b = new StringBuilder(100); for (var i = 0; i < n; i++) { b.Clear(); b.Append(m); }", "var m = new Money(); var b = new StringBuilder(100); for (var i = 0; i < n; i++) { b.Clear(); b.Append($\"{m}\"); }"),
        new("append joined", true, "var b = new StringBuilder(100); for (var i = 0; i < n; i++) { b.Clear(); b.AppendJoin(',', i, i); }", "var b = new StringBuilder(100); for (var i = 0; i < n; i++) { b.Clear(); b.Append($\"{i},{i}\"); }"),
        new("concat call", true, "for (var i = 0; i < n; i++) { Sink.Text = string.Concat(i + 10000, \"x\"); }", "for (var i = 0; i < n; i++) { Sink.Text = $\"{i + 10000}x\"; }"),
        new("join call", true, "for (var i = 0; i < n; i++) { Sink.Text = string.Join(',', i + 10000, 20000); }", "for (var i = 0; i < n; i++) { Sink.Text = $\"{i + 10000},{20000}\"; }"),
        new("enum concatenated", true, "var c = Color.Green; for (var i = 0; i < n; i++) { Sink.Text = \"a\" + c; }", "var c = Color.Green; for (var i = 0; i < n; i++) { Sink.Text = $\"a{c}\"; }"),
        new("formattable", true, "for (var i = 0; i < n; i++) { Sink.Text = FormattableString.Invariant($\"{i + 1000:x}\"); }", "for (var i = 0; i < n; i++) { Sink.Text = string.Create(CultureInfo.InvariantCulture, $\"{i + 1000:x}\"); }"),
        new("object.Equals", true, "for (var i = 0; i < n; i++) { if (object.Equals(i, n)) { Sink.Number++; } }", "for (var i = 0; i < n; i++) { if (i == n) { Sink.Number++; } }"),
        new("object.Equals of nullables", true, "int? a = 3, b = n; for (var i = 0; i < n; i++) { if (object.Equals(a, b)) { Sink.Number++; } }", ""),
        new("object.Equals of enums", true, "var c = (Color)(n & 1); for (var i = 0; i < n; i++) { if (object.Equals(c, Color.Red)) { Sink.Number++; } }", ""),
        new("Equals by object", true, "for (var i = 0; i < n; i++) { if (i.Equals((object)n)) { Sink.Number++; } }", ""),
        new("CompareTo by object", true, "for (var i = 0; i < n; i++) { Sink.Number += i.CompareTo((object)n); }", ""),
        new("non-generic comparer", true, "for (var i = 0; i < n; i++) { Sink.Number += Comparer.Default.Compare(i, n); }", "for (var i = 0; i < n; i++) { Sink.Number += Comparer<int>.Default.Compare(i, n); }"),
        new("struct without hash", true, "var p = new Point { X = 1 }; for (var i = 0; i < n; i++) { Sink.Number += p.GetHashCode(); }", ""),
        new("struct without equality", true, "var p = new Point { X = 1 }; for (var i = 0; i < n; i++) { if (p.Equals(p)) { Sink.Number++; } }", ""),
        new("struct with the untyped equality", true, "var p = new Money(); for (var i = 0; i < n; i++) { if (p.Equals(p)) { Sink.Number++; } }", ""),
        new("struct without ToString", true, "var p = new Square(); for (var i = 0; i < n; i++) { Sink.Text = p.ToString(); }", ""),
        new("interface local", true, "for (var i = 0; i < n; i++) { IShape s = new Square { Side = i }; Sink.Number += s.Area(); }", ""),
        new("object local", true, "for (var i = 0; i < n; i++) { object o = i; Sink.Number += o.GetHashCode(); }", ""),
        new("elements as interface", true, "var all = new Square[n]; foreach (IShape s in all) { Sink.Number += s.Area(); }", "var all = new Square[n]; foreach (var s in all) { Sink.Number += s.Area(); }"),
        new("array list", true, "var a = new ArrayList(n); for (var i = 0; i < n; i++) { a.Add(i); }", "var a = new List<int>(n); for (var i = 0; i < n; i++) { a.Add(i); }"),
        new("hash table lookup", true, "var t = new Hashtable(); for (var i = 0; i < n; i++) { if (t.ContainsKey(i)) { Sink.Number++; } }", "var t = new Dictionary<int, int>(); for (var i = 0; i < n; i++) { if (t.ContainsKey(i)) { Sink.Number++; } }"),
        new("hash table indexer", true, "var t = new Hashtable(); for (var i = 0; i < n; i++) { Sink.Object = t[i]; }", ""),
        new("array list element", true, "var a = new ArrayList { 1 }; for (var i = 0; i < n; i++) { a[0] = i; }", ""),
        new("queue", true, "var q = new Queue(2); for (var i = 0; i < n; i++) { q.Enqueue(i); q.Dequeue(); }", "var q = new Queue<int>(2); for (var i = 0; i < n; i++) { q.Enqueue(i); q.Dequeue(); }"),
        new("enum to number", true, "var c = (Color)(n & 1); for (var i = 0; i < n; i++) { Sink.Number += Convert.ToInt32(c); }", "var c = (Color)(n & 1); for (var i = 0; i < n; i++) { Sink.Number += (int)c; }"),
        new("delegate over a struct", true, "var p = new Point { X = n }; for (var i = 0; i < n; i++) { Func<int> f = p.Sum; Sink.Delegate = f; }", ""),
        new("key as object", true, "foreach (var k in Enumerable.Range(0, n).OrderBy(i => (object)i)) { Sink.Number++; }", "foreach (var k in Enumerable.Range(0, n).OrderBy(i => i)) { Sink.Number++; }"),
        new("text of a guid inserted", true, "var g = Guid.NewGuid(); var b = new StringBuilder(100); for (var i = 0; i < n; i++) { b.Clear(); b.Insert(0, g); }", "var g = Guid.NewGuid(); var b = new StringBuilder(100); for (var i = 0; i < n; i++) { b.Clear(); b.Insert(0, g.ToString()); }"),

        new("struct without ToString in a hole", true, "var p = new Square(); for (var i = 0; i < n; i++) { Sink.Text = $\"at {p}\"; }", "for (var i = 0; i < n; i++) { Sink.Text = $\"at {nameof(Square)}\"; }"),
        new("dynamic sum", true, "dynamic d = 0; for (var i = 0; i < n; i++) { d += i; } Sink.Number = (int)d;", "int d = 0; for (var i = 0; i < n; i++) { d += i; } Sink.Number = d;"),
        new("dynamic difference", true, "dynamic d = 1L; for (var i = 0L; i < n; i++) { d = d - i; } Sink.Number = (int)(long)d;", "long d = 1; for (var i = 0L; i < n; i++) { d = d - i; } Sink.Number = (int)d;"),

        new("interpolation", false, "var b = new StringBuilder(); for (var i = 0; i < n; i++) { b.Clear(); b.Append($\"{i:x}\"); }", ""),
        new("concatenation", false, "for (var i = 0; i < n; i++) { Sink.Text = \"a\" + i; }", "for (var i = 0; i < n; i++) { Sink.Text = \"a\" + i.ToString(); }"),
        new("HasFlag", false, "var c = (Color)(n & 1); for (var i = 0; i < n; i++) { if (c.HasFlag(Color.Green)) { Sink.Number++; } }", ""),
        new("enum hash", false, "var c = (Color)(n & 1); for (var i = 0; i < n; i++) { Sink.Number += c.GetHashCode(); }", ""),
        new("record struct", false, "var p = new Place(1, n); for (var i = 0; i < n; i++) { if (p.Equals(p)) { Sink.Number += p.GetHashCode(); } }", ""),
        new("typed equality", false, "var p = new Key { Id = n }; for (var i = 0; i < n; i++) { if (p.Equals(p)) { Sink.Number += p.GetHashCode(); } }", ""),
        new("default comparer", false, "var p = new Key { Id = n }; for (var i = 0; i < n; i++) { if (EqualityComparer<Key>.Default.Equals(p, p)) { Sink.Number++; } }", ""),
        new("cast to call", false, "var s = new Square { Side = n }; for (var i = 0; i < n; i++) { Sink.Number += ((IShape)s).Area(); }", ""),
        new("cast to an own interface member", false, "for (var i = 0; i < n; i++) { Sink.Number += ((IComparable<int>)i).CompareTo(n); }", ""),
        new("GetType", false, "for (var i = 0; i < n; i++) { Sink.Object = i.GetType(); }", ""),
        new("GetType of an enum", false, "var c = Color.Red; for (var i = 0; i < n; i++) { Sink.Object = c.GetType(); }", ""),
        new("unboxed at once", false, "for (var i = 0; i < n; i++) { Sink.Number += (int)(object)i; }", ""),
        new("null test of an argument", false, "for (var i = 0; i < n; i++) { if (Callee.IsNull(i)) { Sink.Number++; } }", ""),
        new("null test of a nullable", false, "int? x = n; for (var i = 0; i < n; i++) { if ((object?)x != null) { Sink.Number++; } }", ""),
        new("type test of a cast", false, "var s = new Square(); for (var i = 0; i < n; i++) { if ((object)s is IDisposable) { Sink.Number++; } }", ""),
        new("type test of a type parameter", false, "Sink.Number += Callee.Disposables(new Square(), n);", ""),
        new("span of values", false, "for (var i = 0; i < n; i++) { Sink.Number += Callee.Sum(i, i); }", ""),
        new("generic constraint", false, "Sink.Number += Callee.CompareTyped(n, 3, n);", ""),
        new("struct with ToString", false, "var m = new Money(); for (var i = 0; i < n; i++) { Sink.Text = m.ToString(); }", ""),
        new("struct with ToString concatenated", false, "var m = new Money(); for (var i = 0; i < n; i++) { Sink.Text = \"a\" + m; }", "var m = new Money(); for (var i = 0; i < n; i++) { Sink.Text = \"a\" + m.ToString(); }"),
        new("nullable formatted has no better form", false, "int? x = 12345; for (var i = 0; i < n; i++) { Sink.Text = string.Format(\"{0}\", x); }", "int? x = 12345; for (var i = 0; i < n; i++) { Sink.Text = $\"{x}\"; }"),
        new("value tuple key", false, "var d = new Dictionary<(int, int), int> { [(1, 2)] = 3 }; for (var i = 0; i < n; i++) { Sink.Number += d[(1, 2)]; }", ""),
        new("few passes", false, "for (var i = 0; i < 9; i++) { Sink.Text = string.Format(\"{0}\", i); }", "for (var i = 0; i < 9; i++) { Sink.Text = $\"{i}\"; }"),
        new("left after the first", false, "for (var i = 0; i < n; i++) { if (i == 5) { Sink.Text = string.Format(\"{0}\", i); break; } }", ""),
    ];

    private static readonly LoopBytes s_bytes = LoopBytes.Of<BoxingInLoop>(s_pairs);

    public static readonly TheoryData<string> Names = [.. s_pairs.Select(static pair => pair.Name)];

    [Theory, MemberData(nameof(Names))]
    public Task Reported_when_it_allocates_and_only_then(string name) => s_bytes.Check(s_pairs.Single(pair => pair.Name == name));

    [Fact]
    public async Task Fixes_save_what_the_reports_claim()
    {
        const string Loops = """
            public static class Truth
            {
                public static string Text { get; set; } = "";
                public static void Format(int n) { for (var i = 0; i < n; i++) { Text = string.Format("{0,4}|{1:x2}", i % 10, n % 7); } }
                public static void Append(int n) { var b = new StringBuilder(64); for (var i = 0; i < n; i++) { b.Clear(); b.AppendFormat("<{0}>", i); } Text = b.ToString(); }
                public static void Compare(int n) { var r = 0; for (var i = 0; i < n; i++) { if (object.Equals(i, n - 1)) { r++; } if (!i.Equals((object)n)) { r++; } } Text = r.ToString(); }
            }
            """;
        var repaired = await Executed.Fix<BoxingInLoop, BoxingInLoopFix>(Loops);
        Assert.Equal(4, (await Executed.Review<BoxingInLoop>(Loops)).Length);
        Assert.Empty(await Executed.Review<BoxingInLoop>(repaired));
        Executed before = Executed.Load(Loops), after = Executed.Load(repaired);
        foreach (var name in new[] { "Truth.Format", "Truth.Append", "Truth.Compare" })
        {
            Assert.Equal(await Result(before, name), await Result(after, name));
        }

        var both = Loops + repaired.Replace("class Truth", "class Fixed", StringComparison.Ordinal);
        var bytes = await LoopBytes.Run(both, ["Truth.Format", "Fixed.Format", "Truth.Append", "Fixed.Append", "Truth.Compare", "Fixed.Compare"]);
        Assert.Equal([48, 24, 72], [bytes[0] - bytes[1], bytes[2] - bytes[3], bytes[4] - bytes[5]]);

        static async Task<object?> Result(Executed code, string name)
        {
            await code.Run(name, 1234);
            return code.Delegate<Func<string>>("Truth.get_Text")();
        }
    }
}
