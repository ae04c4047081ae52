using PerfAnalyzers.Allocation;

namespace PerfAnalyzers.Tests;

/// <summary>Bytes per iteration, and equal results after the fix: see <see cref="LoopBytes"/>.</summary>
public sealed class EnumBoxingTruth
{
    private const string Start = "var c = (Color)(n & 1); ";

    private static readonly LoopPair[] s_pairs =
    [
        new("Equals", true, Start + "for (var i = 0; i < n; i++) { if (c.Equals(Color.Green)) { Sink.Number++; } }", Start + "for (var i = 0; i < n; i++) { if (c == Color.Green) { Sink.Number++; } }"),
        new("Equals of two variables", true, Start + "var d = Color.Red; for (var i = 0; i < n; i++) { if (c.Equals(d)) { Sink.Number++; } d = c; }", Start + "var d = Color.Red; for (var i = 0; i < n; i++) { if (c == d) { Sink.Number++; } d = c; }"),
        new("Equals of the platform's enum", true, "var d = (DayOfWeek)(n % 7); for (var i = 0; i < n; i++) { if (d.Equals(DayOfWeek.Friday)) { Sink.Number++; } }"),
        new("CompareTo", true, Start + "for (var i = 0; i < n; i++) { Sink.Number += c.CompareTo(Color.Green); }", Start + "for (var i = 0; i < n; i++) { Sink.Number += Comparer<Color>.Default.Compare(c, Color.Green); }"),
        new("CompareTo and an operator", true, Start + "for (var i = 0; i < n; i++) { if (c.CompareTo(Color.Green) < 0) { Sink.Number++; } }", Start + "for (var i = 0; i < n; i++) { if (c < Color.Green) { Sink.Number++; } }"),
        new("IsDefined", true, Start + "for (var i = 0; i < n; i++) { if (Enum.IsDefined(typeof(Color), c)) { Sink.Number++; } }", Start + "for (var i = 0; i < n; i++) { if (Enum.IsDefined(c)) { Sink.Number++; } }"),
        new("GetName", true, Start + "for (var i = 0; i < n; i++) { Sink.Text = Enum.GetName(typeof(Color), c); }", Start + "for (var i = 0; i < n; i++) { Sink.Text = Enum.GetName(c); }"),
        new("Parse", true, "for (var i = 0; i < n; i++) { Sink.Number += (int)(Color)Enum.Parse(typeof(Color), \"Green\"); }", "for (var i = 0; i < n; i++) { Sink.Number += (int)Enum.Parse<Color>(\"Green\"); }"),
        new("Parse ignoring case", true, "for (var i = 0; i < n; i++) { Sink.Number += (int)(Color)Enum.Parse(typeof(Color), \"green\", true); }", "for (var i = 0; i < n; i++) { Sink.Number += (int)Enum.Parse<Color>(\"green\", true); }"),
        new("ToObject", true, "for (var i = 0; i < n; i++) { Sink.Number += (int)(Color)Enum.ToObject(typeof(Color), i & 1); }", "for (var i = 0; i < n; i++) { Sink.Number += (int)(Color)(i & 1); }"),
        new("GetValues", true, "for (var i = 0; i < n; i++) { foreach (Color c in Enum.GetValues(typeof(Color))) { Sink.Number += (int)c; } }", "for (var i = 0; i < n; i++) { foreach (Color c in Enum.GetValues<Color>()) { Sink.Number += (int)c; } }"),

        new("operator", false, Start + "for (var i = 0; i < n; i++) { if (c == Color.Green) { Sink.Number++; } }"),
        new("hash", false, Start + "for (var i = 0; i < n; i++) { Sink.Number += c.GetHashCode(); }"),
        new("HasFlag", false, Start + "for (var i = 0; i < n; i++) { if (c.HasFlag(Color.Green)) { Sink.Number++; } }"),
        new("generic IsDefined", false, Start + "for (var i = 0; i < n; i++) { if (Enum.IsDefined(c)) { Sink.Number++; } }"),
        new("generic GetName", false, Start + "for (var i = 0; i < n; i++) { Sink.Text = Enum.GetName(c); }"),
        new("generic Parse", false, "for (var i = 0; i < n; i++) { Sink.Number += (int)Enum.Parse<Color>(\"Green\"); }"),
        new("TryParse", false, "for (var i = 0; i < n; i++) { if (Enum.TryParse<Color>(\"Green\", out var c)) { Sink.Number += (int)c; } }"),
        new("default comparer", false, Start + "for (var i = 0; i < n; i++) { if (EqualityComparer<Color>.Default.Equals(c, Color.Green)) { Sink.Number++; } }"),
        new("dictionary of enums", false, Start + "var d = new Dictionary<Color, int> { [c] = 3 }; for (var i = 0; i < n; i++) { Sink.Number += d[c]; }"),
        new("comparer in a sort", false, "var a = new ColorKey(); var b = new ColorKey { Color = Color.Green }; for (var i = 0; i < n; i++) { Sink.Number += a.CompareTo(b); }"),
        new("few passes", false, Start + "for (var i = 0; i < 9; i++) { if (c.Equals(Color.Green)) { Sink.Number++; } }"),
    ];

    private static readonly LoopBytes s_bytes = LoopBytes.Of<EnumBoxing>(s_pairs);

    public static readonly TheoryData<string> Names = [.. s_pairs.Select(static pair => pair.Name)];

    [Theory, MemberData(nameof(Names))]
    public Task Reported_when_it_allocates_and_only_then(string name) => s_bytes.Check(s_pairs.Single(pair => pair.Name == name));

    [Fact]
    public async Task Fixed_code_answers_the_same()
    {
        const string Source = """
            public enum Kind { None, First, Second = 5, Last = -1 }
            public static class Truth
            {
                public static string Run(int n)
                {
                    var result = new StringBuilder();
                    Kind[] all = [Kind.None, Kind.First, Kind.Second, Kind.Last, (Kind)7];
                    foreach (var a in all)
                    {
                        foreach (Kind v in Enum.GetValues(typeof(Kind))) { result.Append((int)v); }
                        result.Append(Enum.IsDefined(typeof(Kind), a));
                        result.Append(Enum.GetName(typeof(Kind), a));
                        result.Append((Kind)Enum.Parse(typeof(Kind), a.ToString()) == a);
                        result.Append(((Kind)Enum.ToObject(typeof(Kind), n)).ToString());
                        foreach (var b in Twice(all))
                        {
                            if (a.Equals(b)) { result.Append('='); }
                            if (!a.Equals(b)) { result.Append('!'); }
                            if (a.CompareTo(b) < 0) { result.Append('<'); }
                            if (a.CompareTo(b) >= 0) { result.Append('g'); }
                            result.Append(a.CompareTo(b));
                        }
                    }
                    return result.ToString();
                }
                static IEnumerable<Kind> Twice(Kind[] all) => all.Concat(all);
            }
            """;
        var source = Source.Replace("foreach (var a in all)", "foreach (var a in Twice(all))", StringComparison.Ordinal);
        Assert.Equal(10, (await Executed.Review<EnumBoxing>(source)).Length);
        var repaired = await Executed.Fix<EnumBoxing, EnumBoxingFix>(source);
        Assert.Empty(await Executed.Review<EnumBoxing>(repaired));
        Executed before = Executed.Load(source), after = Executed.Load(repaired);
        foreach (var n in new[] { 0, 1, 5, 6, -1 })
        {
            Assert.Equal(await before.Run("Truth.Run", n), await after.Run("Truth.Run", n));
        }
    }
}
