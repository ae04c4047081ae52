namespace PerfAnalyzers.Tests;

/// <summary>A copy allocates what it holds; without it the same answer takes next to nothing.</summary>
public sealed class NeedlessMaterializationTruth
{
    private static readonly (string Name, string Body)[] s_cases =
    [
        ("Counted", "return data.Where(x => x > 2).ToList().Count;"),
        ("CountedArray", "return data.Where(x => x > 2).ToArray().Length;"),
        ("CountedAll", "return data.ToList().Count;"),
        ("AskedForAny", "return data.Where(x => x > 2).ToList().Count > 0 ? 1 : 0;"),
        ("AskedForNone", "return data.Where(x => x > 2).ToList().Count == 0 ? 1 : 0;"),
        ("Exists", "return data.Where(x => x > 2).ToList().Exists(x => x == 90) ? 1 : 0;"),
        ("Found", "return data.Where(x => x > 2).ToList().Find(x => x == 90);"),
        ("Contained", "return data.Select(x => x * 2).ToList().Contains(84) ? 1 : 0;"),
        ("First", "return data.Where(x => x >= 0).ToList().FirstOrDefault();"),
        ("Summed", "return data.Where(x => x > 2).ToArray().Sum();"),
        ("FilteredAgain", "return data.Select(x => x * 2).ToList().Where(x => x % 3 == 0).Max();"),
        ("Enumerated", "var n = 0; foreach (var x in data.Where(x => x > 2).ToList()) { n += x; } return n;"),
        ("ThroughLocal", "var some = data.Where(x => x > 2).ToList(); foreach (var x in some) { if (x == 95) { return x; } } return 0;"),
        ("Joined", "return string.Join(\",\", data.Where(x => x > 2).Select(x => \"ab\").ToList()).Length;"),
        ("Added", "var all = new HashSet<int>(data.Length) { 1 }; all.UnionWith(data.Select(x => x % 7).ToList()); return all.Count;"),
    ];

    private static readonly string s_source = "public static class Truth\n{\n" + string.Concat(s_cases.Select(static one => $"    public static int {one.Name}(int[] data) {{ {one.Body} }}\n")) + "}\n";

    private static readonly Lazy<Task<(Executed Before, Executed After, string Text, HashSet<int> Lines)>> s_code = new(static async () =>
    {
        var (text, reports) = await AllocatedBytes.FixAll<PerfAnalyzers.Allocation.NeedlessMaterialization, PerfAnalyzers.Allocation.NeedlessMaterializationFix>(s_source);
        return (Executed.Load(s_source), Executed.Load(text), text, reports.Select(static report => report.Location.GetLineSpan().StartLinePosition.Line).ToHashSet());
    });

    public static readonly TheoryData<string> Names = [.. s_cases.Select(static one => one.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task Copies_until_fixed(string name)
    {
        var (before, after, text, lines) = await s_code.Value;
        Assert.Contains(Array.FindIndex(s_source.Split('\n'), line => line.Contains($" {name}(int[]", StringComparison.Ordinal)), lines);
        Func<int[], int> old = before.Delegate<Func<int[], int>>("Truth." + name), changed = after.Delegate<Func<int[], int>>("Truth." + name);
        foreach (var size in new[] { 1, 90, 1000, 5000 })
        {
            int[] data = [.. Enumerable.Range(0, size).Select(static i => (i * 7) % 101)];
            Assert.Equal(old(data), changed(data));
        }

        // The copy's bytes grow with the source.
        int[] few = [.. Enumerable.Range(3, 1000)], many = [.. Enumerable.Range(3, 3000)];
        long bad = AllocatedBytes.Of(() => old(many)) - AllocatedBytes.Of(() => old(few)), good = AllocatedBytes.Of(() => changed(many)) - AllocatedBytes.Of(() => changed(few));
        Assert.True(bad - good >= 8000, $"{bad} bytes more before, {good} after\n{text}");
    }
}
