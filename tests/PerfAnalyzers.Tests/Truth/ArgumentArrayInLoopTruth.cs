using PerfAnalyzers.Allocation;

namespace PerfAnalyzers.Tests;

/// <summary>Arrays of arguments, in bytes per pass.</summary>
public sealed class ArgumentArrayInLoopTruth : LoopAllocationsTruth
{
    private static readonly Loop[] s_loops =
    [
        new("trim", true, "for (var i = 0; i < n; i++) { Sink.Text = \"ab\".Trim(',', ';'); }", "var ends = new[] { ',', ';' }; for (var i = 0; i < n; i++) { Sink.Text = \"ab\".Trim(ends); }"),
        new("trim of three", true, "for (var i = 0; i < n; i++) { Sink.Text = \"ab\".TrimEnd('.', ',', ';'); }", "var ends = new[] { '.', ',', ';' }; for (var i = 0; i < n; i++) { Sink.Text = \"ab\".TrimEnd(ends); }"),
        new("trim of variables", true, "var c = (char)n; for (var i = 0; i < n; i++) { Sink.Text = \"ab\".TrimStart(c, ';'); }", "var c = (char)n; var ends = new[] { c, ';' }; for (var i = 0; i < n; i++) { Sink.Text = \"ab\".TrimStart(ends); }"),
        new("written out", true, "var c = (char)n; for (var i = 0; i < n; i++) { Sink.Number += \"ab\".IndexOfAny(new[] { c, ';' }); }", "var c = (char)n; var any = new[] { c, ';' }; for (var i = 0; i < n; i++) { Sink.Number += \"ab\".IndexOfAny(any); }"),
        new("own method, same values", true, "for (var i = 0; i < n; i++) { if (Own.IsAny(i, 3, 4, 5)) { Sink.Number++; } }", "var all = new[] { 3, 4, 5 }; for (var i = 0; i < n; i++) { if (Own.IsAny(i, all)) { Sink.Number++; } }"),
        new("own method, other values", true, "for (var i = 0; i < n; i++) { Sink.Number += Own.Max(i, n, 3); }", "for (var i = 0; i < n; i++) { Sink.Number += Own.MaxOfSpan(i, n, 3); }"),
        new("searched array", true, "const int Three = 3; for (var i = 0; i < n; i++) { Sink.Number += Array.IndexOf(new[] { Three, 4 }, i); }", "var all = new[] { 3, 4 }; for (var i = 0; i < n; i++) { Sink.Number += Array.IndexOf(all, i); }"),

        new("split takes a span", false, "for (var i = 0; i < n; i++) { Sink.Number += \"ab\".Split(',', ';').Length; }", "var ends = new[] { ',', ';' }; for (var i = 0; i < n; i++) { Sink.Number += \"ab\".Split(ends).Length; }"),
        new("own span", false, "for (var i = 0; i < n; i++) { Sink.Number += Own.MaxOfSpan(i, 3, 4); }", ""),
        new("one character", false, "for (var i = 0; i < n; i++) { Sink.Text = \"ab\".Trim(','); }", ""),
        new("no arguments", false, "for (var i = 0; i < n; i++) { Sink.Number += Own.Max(); }", ""),
        new("concatenation of five", false, "var a = n.ToString(); for (var i = 0; i < n; i++) { Sink.Text = string.Concat(a, \"b\", a, \"c\", a); }", "var a = n.ToString(); for (var i = 0; i < n; i++) { Sink.Text = a + \"b\" + a + \"c\" + a; }"),
    ];

    [Fact]
    public Task Reported_when_it_allocates_and_only_then() => Agrees<ArgumentArrayInLoop>(s_loops, Claim);

    [Fact]
    public async Task Fixes_save_the_arrays()
    {
        const string Code = """
            public static class Truth
            {
                public static int Sum;
                public static int Trim(int n) { var sum = 0; for (var i = 0; i < n; i++) { sum += "a;".Trim(',', ';').Length; } return sum; }
                public static int Any(int n) { var c = (char)n; var sum = 0; for (var i = 0; i < n; i++) { sum += "a;".IndexOfAny(new[] { c, ';' }); } return sum; }
                public static void RunAny(int n) => Sum += Any(n);
            }
            """;
        var repaired = await Executed.Fix<ArgumentArrayInLoop, ArgumentArrayInLoopFix>(Code);
        Assert.Empty(await Executed.Review<ArgumentArrayInLoop>(repaired));
        Executed before = Executed.Load(Code), after = Executed.Load(repaired);
        foreach (var name in new[] { "Truth.Trim", "Truth.Any" })
        {
            Assert.Equal(await before.Run(name, 200), await after.Run(name, 200));
        }

        var bytes = await LoopBytes.Run(Code + repaired.Replace("class Truth", "class Fixed", StringComparison.Ordinal), ["Truth.RunAny", "Fixed.RunAny"]);
        Assert.Equal([32, 0], bytes);
    }
}
