namespace PerfAnalyzers.Tests;

/// <summary>A collection that grows allocates all the arrays it grows out of; with its capacity it allocates one.</summary>
public sealed class MissingCapacityTruth
{
    private static readonly (string Name, string Body)[] s_cases =
    [
        ("FromArray", "var all = new List<int>(); foreach (var x in data) { all.Add(x + 1); } return all;"),
        ("TargetTyped", "List<long> all = new(); foreach (var x in data) { all.Add(x); } return all;"),
        ("Expression", "List<string> all = []; foreach (var x in data) { all.Add(\"x\"); } return all;"),
        ("FromList", "var list = new List<int>(data); var all = new List<int>(); foreach (var x in list) { all.Add(-x); } return all;"),
        ("Counter", "var all = new List<int>(); for (var i = 0; i < data.Length; i++) { all.Add(data[i] * 2); } return all;"),
        ("Constant", "var all = new List<int>(); for (var i = 0; i < 700; i++) { all.Add(i); } return all;"),
        ("Map", "var all = new Dictionary<int, int>(); foreach (var x in data) { all.Add(x, x); } return all;"),
        ("MapByIndexer", "var all = new Dictionary<int, int>(); foreach (var x in data) { all[x] = x; } return all;"),
        ("MapWithComparer", "var all = new Dictionary<int, int>(EqualityComparer<int>.Default); foreach (var x in data) { all[x] = x; } return all;"),
        ("Set", "var all = new HashSet<int>(); foreach (var x in data) { all.Add(x + 1); } return all;"),
        ("Open", "var all = new Queue<int>(); foreach (var x in data) { all.Enqueue(x + 1); } return all;"),
        ("Pushed", "var all = new Stack<int>(); foreach (var x in data) { all.Push(x + 1); } return all;"),
        ("Ordered", "var all = new PriorityQueue<int, int>(); foreach (var x in data) { all.Enqueue(x, -x); } return all.UnorderedItems.Select(static p => p.Element).ToList();"),
        ("OneOfTwo", "var all = new List<int>(); foreach (var x in data) { if (x % 2 == 0) { all.Add(x); } else { all.Add(-x); } } return all;"),
    ];

    private static readonly string s_source = "public static class Truth\n{\n" + string.Concat(s_cases.Select(static one => $"    public static System.Collections.IEnumerable {one.Name}(int[] data) {{ {one.Body} }}\n")) + "}\n";

    private static readonly Lazy<Task<(Executed Before, Executed After, string Text, HashSet<int> Lines)>> s_code = new(static async () =>
    {
        var (text, reports) = await AllocatedBytes.FixAll<PerfAnalyzers.Allocation.MissingCapacity, PerfAnalyzers.Allocation.MissingCapacityFix>(s_source);
        return (Executed.Load(s_source), Executed.Load(text), text, reports.Select(static report => report.Location.GetLineSpan().StartLinePosition.Line).ToHashSet());
    });

    public static readonly TheoryData<string> Names = [.. s_cases.Select(static one => one.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task Grows_until_fixed(string name)
    {
        var (before, after, text, lines) = await s_code.Value;
        Assert.Contains(Array.FindIndex(s_source.Split('\n'), line => line.Contains($" {name}(int[]", StringComparison.Ordinal)), lines);
        Func<int[], System.Collections.IEnumerable> old = before.Delegate<Func<int[], System.Collections.IEnumerable>>("Truth." + name), changed = after.Delegate<Func<int[], System.Collections.IEnumerable>>("Truth." + name);
        foreach (var size in new[] { 100, 1000, 5000 })
        {
            int[] data = [.. Enumerable.Range(0, size).Select(static i => (i * 31) % 100_003)];
            Assert.Equal(old(data).Cast<object>(), changed(data).Cast<object>());
            long bad = AllocatedBytes.Of(() => old(data)), good = AllocatedBytes.Of(() => changed(data));
            Assert.True(good < bad * 0.75, $"{size}: {bad} bytes before, {good} after\n{text}");
        }

        Assert.Equal(old([]).Cast<object>(), changed([]).Cast<object>());
    }
}
