using Counted;
using CsCheck;

namespace PerfAnalyzers.Tests;

/// <summary>Each lookup computes a hash code and compares keys: fixed code takes fewer of these steps and gives the same.</summary>
public sealed class RepeatedLookupTruth
{
    private const string Source = """
        using Counted;

        public static class Truth
        {
            public static object? Counts(Data data)
            {
                var counts = new Dictionary<Key, int>();
                foreach (var key in data.Keys) { counts[key] = counts.GetValueOrDefault(key) + 1; }
                return counts;
            }
            public static object? CountsWithDefault(Data data)
            {
                var counts = new Dictionary<Key, int>();
                foreach (var key in data.Keys) { counts[key] = counts.TryGetValue(key, out var n) ? n + 1 : 1; }
                return counts;
            }
            public static object? CountsInTwo(Data data)
            {
                var counts = new Dictionary<Key, int>();
                foreach (var key in data.Keys)
                {
                    counts.TryGetValue(key, out var n);
                    counts[key] = n + 1;
                }
                return counts;
            }
            public static object? CountsDown(Data data)
            {
                var counts = new Dictionary<Key, long>();
                foreach (var key in data.Keys) { counts[key] = counts.GetValueOrDefault(key) - 3; }
                return counts;
            }
            public static object? Sums(Data data)
            {
                var sums = new Dictionary<Key, decimal>();
                for (var i = 0; i < data.Size; i++)
                {
                    var key = data.Keys[i];
                    var number = data.Numbers[i];
                    sums[key] = sums.GetValueOrDefault(key) + number;
                }
                return sums;
            }
            public static object? EachKey(Data data)
            {
                var map = Map(data);
                var sum = 0;
                foreach (var key in map.Keys) { sum += key.Value * map[key]; }
                return sum;
            }
            public static object? KeysOfInterface(Data data)
            {
                IReadOnlyDictionary<Key, int> map = Map(data);
                var best = 0;
                foreach (var key in map.Keys)
                {
                    var number = map[key];
                    best = Math.Max(best, number);
                }
                return best;
            }
            public static object? KeysTwice(Data data)
            {
                var map = Map(data);
                var text = "";
                foreach (var key in map.Keys) { if (map[key] > 1) { text += map[key]; } }
                return text;
            }
            public static object? Removes(Data data)
            {
                var map = Map(data);
                var sum = 0;
                foreach (var key in data.Keys)
                {
                    if (map.TryGetValue(key, out var number))
                    {
                        map.Remove(key);
                        sum += number;
                    }
                }
                return (sum, map);
            }
            public static object? Reads(Data data)
            {
                var map = Map(data);
                var sum = 0;
                foreach (var key in data.Keys)
                {
                    sum += map[key];
                    if (map[key] > 2) { sum -= map[key]; }
                }
                return sum;
            }
            public static object? ReadsMembers(Data data)
            {
                var map = new Dictionary<Key, List<int>>();
                foreach (var key in data.Keys) { map[key] = new List<int> { key.Value }; }
                var sum = 0;
                foreach (var key in data.Keys)
                {
                    map[key].Add(1);
                    map[key].Add(2);
                    sum += map[key].Count;
                }
                return sum;
            }

            public static object? Once(Data data)
            {
                var counts = new Dictionary<Key, int>();
                foreach (var key in data.Keys) { System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++; }
                return counts;
            }
            public static object? Pairs(Data data) { var sum = 0; foreach (var (key, number) in Map(data)) { sum += key.Value * number; } return sum; }
            public static object? RemovesAtOnce(Data data) { var map = Map(data); var sum = 0; foreach (var key in data.Keys) { if (map.Remove(key, out var number)) { sum += number; } } return sum; }
            public static object? ReadsOnce(Data data) { var map = Map(data); var sum = 0; foreach (var key in data.Keys) { var number = map[key]; sum += number * number - number; } return sum; }
            public static object? Writes(Data data) { var map = Map(data); foreach (var key in data.Keys) { map[key] = 1; map[key] = 2; map[key] = 3; } return map; }
            public static object? OtherKeys(Data data) { var map = Map(data); var sum = 0; foreach (var key in data.Keys) { sum += map[key] + map[data.Keys[0]] + map[data.Keys[^1]]; } return sum; }

            private static Dictionary<Key, int> Map(Data data)
            {
                var map = new Dictionary<Key, int>();
                for (var i = 0; i < data.Size; i++)
                {
                    map[data.Keys[i]] = data.Numbers[i];
                }
                return map;
            }
        }
        """;

    private static readonly TruthCode s_truth = new(Source, [.. Catalog.Rules.Where(static rule => rule.Id == "PERF5010")]);
    private static readonly Lazy<Executed> s_code = new(static () => Executed.Load(Source));

    public static TheoryData<string> Methods => s_truth.Methods;

    [Theory, MemberData(nameof(Methods))]
    public async Task Fixed_code_takes_fewer_steps_and_silent_code_has_no_lookup_to_spare(string method)
    {
        var isRepeated = ((IEnumerable<object[]>)Methods).TakeWhile(static row => (string)row[0] != "Once").Any(row => (string)row[0] == method);
        var reports = await s_truth.Reports(method);
        Assert.Equal(isRepeated, reports.Count > 0);
        if (!isRepeated)
        {
            return;
        }

        var (text, applied) = await s_truth.Fix(method);
        Assert.Equal(1, applied);
        Assert.Empty(await s_truth.Reports(method, text));
        var before = s_code.Value.Delegate<Func<Data, object?>>("Truth." + method);
        var after = Executed.Load(text).Delegate<Func<Data, object?>>("Truth." + method);
        var (stepsBefore, stepsAfter) = (StepsOf(before), StepsOf(after));
        Assert.True(stepsAfter + 90 <= stepsBefore, $"{method}: {stepsBefore} steps for 100 keys, {stepsAfter} after the fix\n{text}");
        Gen.Select(Gen.Int[0, 30], Gen.Int).Sample(
            (count, seed) => Assert.Equal(Text(before(Data.Mixed(count, seed, hasNulls: false))), Text(after(Data.Mixed(count, seed, hasNulls: false)))), iter: 50, threads: 1);
    }

    private static long StepsOf(Func<Data, object?> code)
    {
        var data = Data.Distinct(100);
        return Steps.Count(() => code(data));
    }

    private static string Text(object? result) => result switch
    {
        System.Collections.IDictionary map => string.Join(", ", map.Keys.Cast<object>().Select(key => $"{key}={map[key]}")),
        System.Runtime.CompilerServices.ITuple pair => $"{pair[0]} {Text(pair[1])}",
        _ => $"{result}",
    };
}
