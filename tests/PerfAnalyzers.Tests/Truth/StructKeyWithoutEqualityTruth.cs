using PerfAnalyzers.Allocation;

namespace PerfAnalyzers.Tests;

/// <summary>Bytes per lookup or element, and equal results after the fix: see <see cref="LoopBytes"/>.</summary>
public sealed class StructKeyWithoutEqualityTruth
{
    private static readonly LoopPair[] s_pairs =
    [
        new("dictionary", true, "var d = new Dictionary<Point, int> { [new Point { X = 1 }] = 2 }; for (var i = 0; i < n; i++) { Sink.Number += d[new Point { X = 1 }]; }", "var d = new Dictionary<Fixed, int> { [new Fixed { X = 1 }] = 2 }; for (var i = 0; i < n; i++) { Sink.Number += d[new Fixed { X = 1 }]; }"),
        new("dictionary, own equality", true, "var d = new Dictionary<OwnKey, int> { [new OwnKey { Id = 1 }] = 2 }; for (var i = 0; i < n; i++) { Sink.Number += d[new OwnKey { Id = 1 }]; }", "var d = new Dictionary<Key, int> { [new Key { Id = 1 }] = 2 }; for (var i = 0; i < n; i++) { Sink.Number += d[new Key { Id = 1 }]; }"),
        new("set", true, "var d = new HashSet<Point> { new Point { X = 1 } }; for (var i = 0; i < n; i++) { if (d.Contains(new Point { X = 1 })) { Sink.Number++; } }", "var d = new HashSet<Fixed> { new Fixed { X = 1 } }; for (var i = 0; i < n; i++) { if (d.Contains(new Fixed { X = 1 })) { Sink.Number++; } }"),
        new("concurrent dictionary", true, "var d = new System.Collections.Concurrent.ConcurrentDictionary<Point, int>(); d.TryAdd(new Point { X = 1 }, 2); for (var i = 0; i < n; i++) { Sink.Number += d[new Point { X = 1 }]; }", "var d = new System.Collections.Concurrent.ConcurrentDictionary<Fixed, int>(); d.TryAdd(new Fixed { X = 1 }, 2); for (var i = 0; i < n; i++) { Sink.Number += d[new Fixed { X = 1 }]; }"),
        new("tuple with a part", true, "var d = new Dictionary<(Point, int), int> { [(new Point { X = 1 }, 1)] = 2 }; for (var i = 0; i < n; i++) { Sink.Number += d[(new Point { X = 1 }, 1)]; }", "var d = new Dictionary<(Fixed, int), int> { [(new Fixed { X = 1 }, 1)] = 2 }; for (var i = 0; i < n; i++) { Sink.Number += d[(new Fixed { X = 1 }, 1)]; }"),
        new("record with a part", true, "var s = new Stop(new Point { X = 1 }, 1); var d = new Dictionary<Stop, int> { [new Stop(new Point { X = 1 }, 1)] = 2 }; for (var i = 0; i < n; i++) { Sink.Number += d[s]; }", "var s = new FixedStop(new Fixed { X = 1 }, 1); var d = new Dictionary<FixedStop, int> { [new FixedStop(new Fixed { X = 1 }, 1)] = 2 }; for (var i = 0; i < n; i++) { Sink.Number += d[s]; }"),
        new("nullable key", true, "var d = new HashSet<Point?> { new Point { X = 1 } }; for (var i = 0; i < n; i++) { if (d.Contains(new Point { X = 1 })) { Sink.Number++; } }", "var d = new HashSet<Fixed?> { new Fixed { X = 1 } }; for (var i = 0; i < n; i++) { if (d.Contains(new Fixed { X = 1 })) { Sink.Number++; } }"),
        new("pairs as keys", true, "var d = new HashSet<KeyValuePair<int, int>> { new(1, 2) }; for (var i = 0; i < n; i++) { if (d.Contains(new(1, 2))) { Sink.Number++; } }", "var d = new HashSet<(int, int)> { (1, 2) }; for (var i = 0; i < n; i++) { if (d.Contains((1, 2))) { Sink.Number++; } }"),
        new("list searched", true, "var d = new List<Named> { default, default, new Named { X = 1 } }; for (var i = 0; i < n; i++) { if (d.Contains(new Named { X = 1 })) { Sink.Number++; } }", "var d = new List<Key> { default, default, new Key { Id = 1 } }; for (var i = 0; i < n; i++) { if (d.Contains(new Key { Id = 1 })) { Sink.Number++; } }"),
        new("list searched, own equality", true, "var d = new List<OwnKey> { default, default, new OwnKey { Id = 1 } }; for (var i = 0; i < n; i++) { Sink.Number += d.IndexOf(new OwnKey { Id = 1 }); }", "var d = new List<Key> { default, default, new Key { Id = 1 } }; for (var i = 0; i < n; i++) { Sink.Number += d.IndexOf(new Key { Id = 1 }); }"),
        new("array searched", true, "var d = new[] { default, new Named { X = 1 } }; for (var i = 0; i < n; i++) { Sink.Number += Array.IndexOf(d, new Named { X = 1 }); }", "var d = new[] { default, new Key { Id = 1 } }; for (var i = 0; i < n; i++) { Sink.Number += Array.IndexOf(d, new Key { Id = 1 }); }"),
        new("distinct", true, "var d = new Point[n]; Sink.Number += d.Distinct().Count();", "var d = new Fixed[n]; Sink.Number += d.Distinct().Count();"),
        new("grouped", true, "foreach (var g in Enumerable.Range(0, n).GroupBy(i => new Point { X = i & 1 })) { Sink.Number++; }", "foreach (var g in Enumerable.Range(0, n).GroupBy(i => new Fixed { X = i & 1 })) { Sink.Number++; }"),
        new("sequences compared", true, "var d = new Named[n]; if (d.SequenceEqual(new Named[n])) { Sink.Number++; }", "var d = new Wide[n]; if (d.SequenceEqual(new Wide[n])) { Sink.Number++; }"),
        new("searched bit by bit", false, "var d = new List<Point> { default, new Point { X = 1 } }; for (var i = 0; i < n; i++) { if (d.Contains(new Point { X = 1 }) && d.Contains(default)) { Sink.Number++; } }"),
        new("sequences of bits compared", false, "var d = new Point[9]; var e = new Point[9]; for (var i = 0; i < n; i++) { if (Enumerable.SequenceEqual(d, e)) { Sink.Number++; } }"),
        new("default comparer", true, "var p = new OwnKey { Id = n }; for (var i = 0; i < n; i++) { if (EqualityComparer<OwnKey>.Default.Equals(p, new OwnKey { Id = i })) { Sink.Number++; } }", "var p = new Key { Id = n }; for (var i = 0; i < n; i++) { if (EqualityComparer<Key>.Default.Equals(p, new Key { Id = i })) { Sink.Number++; } }"),
        new("records compared", true, "Stop a = new(default, 1), b = new(default, 1); for (var i = 0; i < n; i++) { if (a == b) { Sink.Number++; } }", "FixedStop a = new(default, 1), b = new(default, 1); for (var i = 0; i < n; i++) { if (a == b) { Sink.Number++; } }"),

        new("record struct", false, "var d = new Dictionary<Place, int> { [new Place(1, 2)] = 2 }; for (var i = 0; i < n; i++) { Sink.Number += d[new Place(1, 2)]; }"),
        new("tuple", false, "var d = new Dictionary<(int, Color, Guid), int> { [(1, Color.Red, default)] = 2 }; for (var i = 0; i < n; i++) { Sink.Number += d[(1, Color.Red, default)]; }"),
        new("enum, date, guid", false, "var d = new HashSet<Color> { Color.Red }; var e = new HashSet<DateTime> { default }; var f = new HashSet<Guid> { default }; for (var i = 0; i < n; i++) { if (d.Contains(Color.Red) && e.Contains(default) && f.Contains(default)) { Sink.Number++; } }"),
        new("searched for numbers", false, "var d = new List<int> { 1, 2, 3 }; for (var i = 0; i < n; i++) { Sink.Number += d.IndexOf(3); }"),
        new("record of such", false, "FixedStop a = new(default, 1), b = new(default, 1); for (var i = 0; i < n; i++) { if (a == b) { Sink.Number++; } }"),
    ];

    private static readonly LoopBytes s_bytes = LoopBytes.Of<StructKeyWithoutEquality>(s_pairs);

    public static readonly TheoryData<string> Names = [.. s_pairs.Select(static pair => pair.Name)];

    [Theory, MemberData(nameof(Names))]
    public Task Reported_when_it_allocates_and_only_then(string name) => s_bytes.Check(s_pairs.Single(pair => pair.Name == name));

    [Fact]
    public async Task Fixed_code_compares_the_same()
    {
        const string Source = """
            public struct Point { public int X; public double Y; public string? Name; public int? Maybe; public DayOfWeek Day; }
            public readonly struct Own
            {
                private readonly int _id;
                public Own(int id) => _id = id;
                public override bool Equals(object? o) => o is Own other && other._id % 3 == _id % 3;
                public override int GetHashCode() => _id % 3;
            }
            public static class Truth
            {
                public static string Run()
                {
                    var points = new HashSet<Point>();
                    foreach (var x in new[] { 0, 1 }) foreach (var y in new[] { 0.0, -0.0, double.NaN, 2 }) foreach (var name in new[] { null, "a", new string('a', 1) }) foreach (var maybe in new int?[] { null, 0, 1 })
                    {
                        points.Add(new Point { X = x, Y = y, Name = name, Maybe = maybe, Day = (DayOfWeek)x });
                    }
                    var owns = new Dictionary<Own, int>();
                    for (var i = 0; i < 20; i++) { owns[new Own(i)] = i; }
                    return points.Count + " " + string.Join(",", owns.Values) + new Point().Equals((object)new Own()) + new Own(3).Equals((object)new Own(6)) + new Own(3).Equals(null);
                }
            }
            """;
        Assert.Equal(2, (await Executed.Review<StructKeyWithoutEquality>(Source)).Length);
        var repaired = await Executed.Fix<StructKeyWithoutEquality, StructKeyWithoutEqualityFix>(Source);
        Assert.Empty(await Executed.Review<StructKeyWithoutEquality>(repaired));
        Assert.Equal(await Executed.Load(Source).Run("Truth.Run"), await Executed.Load(repaired).Run("Truth.Run"));
    }
}
