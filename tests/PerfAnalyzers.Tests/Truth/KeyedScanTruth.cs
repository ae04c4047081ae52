namespace PerfAnalyzers.Tests;

/// <summary>
/// One question per key to a collection that finds keys: where it is walked, the comparisons grow with the square of its size; where
/// it is asked, they do not.
/// </summary>
public sealed class KeyedScanTruth
{
    private const string Source = """
        using System.Collections.Frozen;
        using System.Collections.Immutable;
        using Counted;

        public static class Truth
        {
            public static object? AnyPair(Data data) { var map = Map(data); return data.Keys.Count(key => map.Any(p => p.Key == key)); }
            public static object? AnyEquals(Data data) { var map = Map(data); return data.Keys.Count(key => map.Any(p => p.Key.Equals(key))); }
            public static object? AnyOfInterface(Data data) { IReadOnlyDictionary<Key, int> map = Map(data); return data.Keys.Count(key => map.Any(p => key == p.Key)); }
            public static object? AnyAndMore(Data data) { var map = Map(data); return data.Keys.Count(key => map.Any(p => p.Key == key && p.Value > 3)); }
            public static object? None(Data data) { var map = Map(data); return data.Keys.Count(key => map.All(p => p.Key != key)); }
            public static object? Counts(Data data) { var map = Map(data); return data.Keys.Count(key => map.Count(p => p.Key == key) > 0); }
            public static object? CountsNone(Data data) { var map = Map(data); return data.Keys.Count(key => map.Count(p => p.Key == key) == 0); }
            public static object? FirstValue(Data data) { var map = Map(data); return map.Keys.Sum(key => map.First(p => p.Key == key).Value); }
            public static object? FirstOrDefault(Data data) { var map = Map(data); return data.Keys.Sum(key => map.FirstOrDefault(p => p.Key == key).Value); }
            public static object? FirstOrDefaultOfInterface(Data data) { IDictionary<Key, int> map = Map(data); return data.Keys.Sum(key => map.FirstOrDefault(p => p.Key == key).Value); }
            public static object? WhereAny(Data data) { var map = Map(data); return data.Keys.Count(key => map.Where(p => p.Key == key).Any()); }
            public static object? WhereSelect(Data data) { var map = Map(data); return data.Keys.Sum(key => map.Where(p => p.Key == key).Select(p => p.Value).FirstOrDefault()); }
            public static object? WhereSelectSingle(Data data) { var map = Map(data); return map.Keys.Sum(key => map.Where(p => p.Key == key).Select(p => p.Value).Single()); }
            public static object? KeysAny(Data data) { var map = Map(data); return data.Keys.Count(key => map.Keys.Any(k => k == key)); }
            public static object? KeysCopied(Data data) { var map = Map(data); return data.Keys.Count(key => map.Keys.ToList().Contains(key)); }
            public static object? KeysSelected(Data data) { var map = Map(data); return data.Keys.Count(key => map.Select(p => p.Key).Contains(key)); }
            public static object? Loop(Data data)
            {
                var map = Map(data);
                var sum = 0;
                foreach (var key in data.Keys)
                {
                    foreach (var p in map)
                    {
                        if (p.Key == key)
                        {
                            sum += p.Value;
                            break;
                        }
                    }
                }
                return sum;
            }
            public static object? LoopOfParts(Data data) { var map = Map(data); return data.Keys.Sum(key => FindOne(map, key)); }
            public static object? SetAny(Data data) { var set = data.Rows.Select(r => r.Id).ToHashSet(); return data.Keys.Count(key => set.Any(x => x == key)); }
            public static object? SetNone(Data data) { var set = data.Rows.Select(r => r.Id).ToHashSet(); return data.Keys.Count(key => set.All(x => x != key)); }
            public static object? SetOfInterface(Data data) { ISet<Key?> set = data.Rows.Select(r => r.Id).ToHashSet(); return data.Keys.Count(key => set.Count(x => x == key) != 0); }
            public static object? SetLoop(Data data)
            {
                var set = data.Rows.Select(r => r.Id).ToHashSet();
                var found = 0;
                foreach (var key in data.Keys)
                {
                    foreach (var x in set)
                    {
                        if (x == key)
                        {
                            found++;
                            break;
                        }
                    }
                }
                return found;
            }
            public static object? LookupAny(Data data) { var all = data.Rows.ToLookup(r => r.Parent); return data.Keys.Count(key => all.Any(g => g.Key == key)); }
            public static object? LookupFlat(Data data) { var all = data.Rows.ToLookup(r => r.Parent); return data.Keys.Sum(key => all.Where(g => g.Key == key).SelectMany(g => g).Count()); }
            public static object? Frozen(Data data) { var map = Map(data).ToFrozenDictionary(); return data.Keys.Count(key => map.Any(p => p.Key == key)); }
            public static object? Immutable(Data data) { var map = Map(data).ToImmutableDictionary(); return data.Keys.Sum(key => map.FirstOrDefault(p => p.Key == key).Value); }
            public static object? Concurrent(Data data) { var map = new System.Collections.Concurrent.ConcurrentDictionary<Key, int>(Map(data)); return data.Keys.Sum(key => map.FirstOrDefault(p => p.Key == key).Value); }

            public static object? AsksIndexer(Data data) { var map = Map(data); return map.Keys.Sum(key => map[key]); }
            public static object? AsksTryGetValue(Data data) { var map = Map(data); return data.Keys.Sum(key => map.TryGetValue(key, out var value) ? value : 0); }
            public static object? AsksContainsKey(Data data) { var map = Map(data); return data.Keys.Count(key => map.ContainsKey(key)); }
            public static object? AsksKeysContains(Data data) { var map = Map(data); return data.Keys.Count(key => map.Keys.Contains(key)); }
            public static object? AsksSet(Data data) { var set = data.Rows.Select(r => r.Id).ToHashSet(); return data.Keys.Count(key => set.Contains(key)); }
            public static object? AsksLookup(Data data) { var all = data.Rows.ToLookup(r => r.Parent); return data.Keys.Sum(key => all[key].Count()); }
            public static object? AsksFirstOnly(Data data) { var map = Map(data); return data.Keys.Count(key => map.First().Value > 3); }
            public static object? Filters(Data data) { var map = Map(data); return map.Where(p => p.Value > 3).Count(); }
            public static object? Walks(Data data) { var map = Map(data); var sum = 0; foreach (var p in map) { if (p.Value > 3) { sum += p.Value; } } return sum; }
            public static object? AllButOne(Data data) { var map = Map(data); return map.Where(p => p.Value != 7).Select(p => p.Value).Sum(); }

            private static int FindOne(Dictionary<Key, int> map, Key wanted)
            {
                foreach (var (key, value) in map)
                {
                    if (key == wanted)
                    {
                        return value;
                    }
                }
                return 0;
            }

            private static Dictionary<Key, int> Map(Data data)
            {
                var map = new Dictionary<Key, int>();
                foreach (var row in data.Rows)
                {
                    if (row.Id is { } id)
                    {
                        map[id] = row.Number;
                    }
                }
                return map;
            }
        }
        """;

    private static readonly Complexity s_truth = new(Source, "PERF5004");

    public static TheoryData<string> Methods => s_truth.Methods;

    public static TheoryData<string> Reported => [.. ((IEnumerable<object[]>)s_truth.Methods).Select(static row => (string)row[0]).TakeWhile(static name => name != "AsksIndexer")];

    [Theory, MemberData(nameof(Methods))]
    public Task Walks_grow_and_lookups_do_not(string method) => s_truth.Agrees(method);

    // A key that is null is an assumption the fix names.
    [Theory, MemberData(nameof(Reported))]
    public Task Fixes_find_the_same(string method) => s_truth.IsFixed(method, hasNulls: method.StartsWith("Set", StringComparison.Ordinal) || method.StartsWith("Lookup", StringComparison.Ordinal));
}
