namespace PerfAnalyzers.Tests;

/// <summary>A string key is bytes for every lookup; a tuple is none, and finds the same.</summary>
public sealed class CompositeStringKeyTruth
{
    // Name, what stands before the loop, in it, and behind it.
    private static readonly (string Name, string Before, string Pass, string After)[] s_cases =
    [
        ("InterpolatedSet", "var seen = new HashSet<string>();", "if (seen.Add($\"{x}|{y}\")) { n++; }", ""),
        ("SumSet", "var seen = new HashSet<string>();", "if (seen.Add(x + \"/\" + y)) { n++; }", ""),
        ("JoinedSet", "HashSet<string> seen = [];", "if (seen.Add(string.Join(\":\", x, y))) { n++; }", ""),
        ("Sums", "var sums = new Dictionary<string, int>();", "var key = $\"{x}|{y % 3 == 0}\"; sums.TryGetValue(key, out var sum); sums[key] = sum + y;", "foreach (var sum in sums.Values) { n = n * 31 + sum; }"),
        ("Letters", "var seen = new HashSet<string>();", "if (seen.Add($\"{(DayOfWeek)(x % 7)}|{(long)y}|{x - 5}\")) { n++; }", ""),
        ("Optional", "var seen = new HashSet<string>();", "int? z = y % 2 == 0 ? null : x; if (seen.Add($\"{z}|{x}\")) { n++; }", ""),
        ("Compared", "", "if ($\"{x}|{y}\" == $\"{y}|{x}\") { n++; }", ""),
    ];

    private static readonly string s_source = "public static class Truth\n{\n" + string.Concat(s_cases.Select(static one =>
        $"    public static int {one.Name}(int count) {{ var n = 0; {one.Before} for (var i = 0; i < count; i++) {{ var x = i * 7 % 11 - 3; var y = i * 5 % 13; {one.Pass} }} {one.After} return n; }}\n")) + "}\n";

    private static readonly Lazy<Task<(Executed Before, Executed After, string Text, HashSet<int> Lines)>> s_code = new(static async () =>
    {
        var (text, reports) = await AllocatedBytes.FixAll<PerfAnalyzers.Allocation.CompositeStringKey, PerfAnalyzers.Allocation.CompositeStringKeyFix>(s_source);
        return (Executed.Load(s_source), Executed.Load(text), text, reports.Select(static report => report.Location.GetLineSpan().StartLinePosition.Line).ToHashSet());
    });

    public static readonly TheoryData<string> Names = [.. s_cases.Select(static one => one.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task Allocates_for_every_key_until_fixed(string name)
    {
        var (before, after, text, lines) = await s_code.Value;
        Assert.Contains(Array.FindIndex(s_source.Split('\n'), line => line.Contains($" {name}(int count)", StringComparison.Ordinal)), lines);
        Func<int, int> old = before.Delegate<Func<int, int>>("Truth." + name), changed = after.Delegate<Func<int, int>>("Truth." + name);
        foreach (var count in new[] { 0, 1, 2, 10, 143, 500 })
        {
            Assert.Equal(old(count), changed(count));
        }

        double bad = AllocatedBytes.PerPass(count => old(count)), good = AllocatedBytes.PerPass(count => changed(count));
        Assert.True(bad >= 24 && good < 1, $"{bad} bytes before, {good} after\n{text}");
    }
}
