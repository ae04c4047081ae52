using PerfAnalyzers.Allocation;

namespace PerfAnalyzers.Tests;

/// <summary>Delegates and what they capture, in bytes per pass. Those that the compiler keeps cost nothing, and nothing is said of them.</summary>
public sealed class CapturingLambdaInLoopTruth : LoopAllocationsTruth
{
    private const string List = "var list = new List<int> { 1, 2, 3 }; ";
    private const string Names = "var names = new ConcurrentDictionary<int, string>(); ";

    private static readonly Loop[] s_loops =
    [
        new("lambda over a field", true, List + "for (var i = 0; i < n; i++) { Sink.Number += list.FindIndex(x => x > _least); list[0] = i; }", List + "Predicate<int> match = x => x > _least; for (var i = 0; i < n; i++) { Sink.Number += list.FindIndex(match); list[0] = i; }"),
        new("method group", true, List + "for (var i = 0; i < n; i++) { if (list.Exists(IsBig)) { Sink.Number++; } list[0] = i; }", List + "Predicate<int> match = IsBig; for (var i = 0; i < n; i++) { if (list.Exists(match)) { Sink.Number++; } list[0] = i; }"),
        new("in LINQ", true, List + "for (var i = 0; i < n; i++) { if (list.Any(x => x > _least)) { Sink.Number++; } list[0] = i; }", List + "Func<int, bool> big = x => x > _least; for (var i = 0; i < n; i++) { if (list.Any(big)) { Sink.Number++; } list[0] = i; }"),
        new("count by method group", true, List + "for (var i = 0; i < n; i++) { Sink.Number += list.Count(IsBig); list[0] = i; }", List + "Func<int, bool> big = IsBig; for (var i = 0; i < n; i++) { Sink.Number += list.Count(big); list[0] = i; }"),
        new("factory by method group", true, Names + "for (var i = 0; i < n; i++) { Sink.Text = names.GetOrAdd(i & 7, Make); }", Names + "Func<int, string> make = Make; for (var i = 0; i < n; i++) { Sink.Text = names.GetOrAdd(i & 7, make); }"),
        new("factory that captures the counter", true, Names + "for (var i = 0; i < n; i++) { Sink.Text = names.GetOrAdd(i & 7, k => k < i ? \"a\" : \"b\"); }", Names + "for (var i = 0; i < n; i++) { Sink.Text = names.GetOrAdd(i & 7, static (k, i) => k < i ? \"a\" : \"b\", i); }"),
        new("factory that captures a local of the pass", true, Names + "for (var i = 0; i < n; i++) { var j = i + 1; Sink.Text = names.GetOrAdd(i & 7, k => k < j ? \"a\" : \"b\"); }", Names + "for (var i = 0; i < n; i++) { var j = i + 1; Sink.Text = names.GetOrAdd(i & 7, static (k, j) => k < j ? \"a\" : \"b\", j); }"),
        new("factory that captures several", true, Names + "for (var i = 0; i < n; i++) { var j = i + 1; Sink.Text = names.GetOrAdd(i & 7, _ => Make(j)); }", Names + "for (var i = 0; i < n; i++) { var j = i + 1; Sink.Text = names.GetOrAdd(i & 7, static (_, state) => state.self.Make(state.j), (self: this, j)); }"),
        new("update that captures", true, "var sums = new ConcurrentDictionary<int, string>(); for (var i = 0; i < n; i++) { var j = i; sums.AddOrUpdate(3, _ => j > 3 ? \"a\" : \"b\", (_, old) => j > 4 ? old : \"c\"); }", "var sums = new ConcurrentDictionary<int, string>(); for (var i = 0; i < n; i++) { var j = i; sums.AddOrUpdate(3, static (_, j) => j > 3 ? \"a\" : \"b\", static (_, old, j) => j > 4 ? old : \"c\", j); }"),
        new("immutable update that captures", true, "var text = \"\"; for (var i = 0; i < n; i++) { var j = i; ImmutableInterlocked.Update(ref text, old => j > 3 ? \"a\" : old); }", "var text = \"\"; for (var i = 0; i < n; i++) { var j = i; ImmutableInterlocked.Update(ref text, static (old, j) => j > 3 ? \"a\" : old, j); }"),
        new("removed by a lambda", true, "var keys = new List<string> { \"a\", \"b\" }; for (var i = 0; i < n; i++) { keys[0] = \"c\"; keys.RemoveAll(x => x == _prefix); }", "var keys = new List<string> { \"a\", \"b\" }; Predicate<string> match = x => x == _prefix; for (var i = 0; i < n; i++) { keys[0] = \"c\"; keys.RemoveAll(match); }"),

        new("captures nothing", false, List + "for (var i = 0; i < n; i++) { Sink.Number += list.FindIndex(x => x > 2); list[0] = i; }", List + "Predicate<int> match = x => x > 2; for (var i = 0; i < n; i++) { Sink.Number += list.FindIndex(match); list[0] = i; }"),
        new("captures a local outside", false, List + "var least = n / 2; for (var i = 0; i < n; i++) { Sink.Number += list.FindIndex(x => x > least); list[0] = i; }", List + "var least = n / 2; Predicate<int> match = x => x > least; for (var i = 0; i < n; i++) { Sink.Number += list.FindIndex(match); list[0] = i; }"),
        new("captures a parameter", false, List + "for (var i = 0; i < n; i++) { Sink.Number += list.FindIndex(x => x > n); list[0] = i; }", List + "Predicate<int> match = x => x > n; for (var i = 0; i < n; i++) { Sink.Number += list.FindIndex(match); list[0] = i; }"),
        new("captures a parameter and a field", false, List + "for (var i = 0; i < n; i++) { Sink.Number += list.FindIndex(x => x > n + _least); list[0] = i; }", List + "Predicate<int> match = x => x > n + _least; for (var i = 0; i < n; i++) { Sink.Number += list.FindIndex(match); list[0] = i; }"),
        new("factory over what lives outside", false, Names + "for (var i = 0; i < n; i++) { Sink.Text = names.GetOrAdd(i & 7, k => k < n ? \"a\" : \"b\"); }", Names + "for (var i = 0; i < n; i++) { Sink.Text = names.GetOrAdd(i & 7, static (k, n) => k < n ? \"a\" : \"b\", n); }"),
    ];

    [Fact]
    public Task Reported_when_it_allocates_and_only_then() => Agrees<CapturingLambdaInLoop>(s_loops, Claim);

    [Fact]
    public async Task Fixes_save_what_the_reports_claim()
    {
        const string Code = """
            using System.Collections.Concurrent;
            public static class Truth
            {
                public static string Hoist(int n) => new Work().Hoist(n);
                public static string State(int n) => new Work().State(n);
                public static void RunHoist(int n) => new Work().Hoist(n);
                public static void RunState(int n) => new Work().State(n);

                private sealed class Work
                {
                    private int _least = 2;
                    private bool IsBig(int i) => i > _least;
                    public string Hoist(int n)
                    {
                        var list = new List<int> { 1, 2, 3 };
                        var count = 0;
                        for (var i = 0; i < n; i++)
                        {
                            list[0] = i;
                            count += list.FindIndex(x => x > _least);
                            count += list.Exists(IsBig) ? 1 : 0;
                        }

                        return count.ToString();
                    }

                    public string State(int n)
                    {
                        var names = new ConcurrentDictionary<int, string>();
                        for (var i = 0; i < n; i++)
                        {
                            var j = i + 1;
                            names.GetOrAdd(i & 3, k => k + ":" + j + _least);
                        }

                        return names[0] + names[1];
                    }
                }
            }
            """;
        var repaired = await Executed.Fix<CapturingLambdaInLoop, CapturingLambdaInLoopFix>(Code);
        Assert.Empty(await Executed.Review<CapturingLambdaInLoop>(repaired));
        Executed before = Executed.Load(Code), after = Executed.Load(repaired);
        foreach (var name in new[] { "Truth.Hoist", "Truth.State" })
        {
            Assert.Equal(await before.Run(name, 200), await after.Run(name, 200));
        }

        var both = Code + repaired.Replace("class Truth", "class Fixed", StringComparison.Ordinal).Replace("using System.Collections.Concurrent;", "", StringComparison.Ordinal);
        var bytes = await LoopBytes.Run(both, ["Truth.RunHoist", "Fixed.RunHoist", "Truth.RunState", "Fixed.RunState"]);
        Assert.Equal([128, 0], [bytes[0], bytes[1]]);
        Assert.True(bytes[2] >= 88 && bytes[3] == 0, $"{bytes[2]} {bytes[3]}");
    }
}
