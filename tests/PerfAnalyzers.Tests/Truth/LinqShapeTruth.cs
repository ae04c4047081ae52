using Counted;
using CsCheck;

namespace PerfAnalyzers.Tests;

/// <summary>What one operator does allocates less than the combination, and gives the same.</summary>
public sealed class LinqShapeTruth
{
    private const string Source = """
        using Counted;

        public static class Truth
        {
            public static object? FirstOfEach(Data data) => data.Rows.GroupBy(r => r.Number / 4).Select(g => g.First()).ToList();
            public static object? FirstOrDefaultOfEach(Data data) => data.Rows.GroupBy(r => r.Number / 4).Select(g => g.FirstOrDefault()).ToList();
            public static object? FirstOfKeys(Data data) => data.Rows.GroupBy(r => r.Parent).Select(g => g.First()).ToList();
            public static object? FirstOfNames(Data data) => data.Rows.GroupBy(r => r.Name, StringComparer.OrdinalIgnoreCase).Select(g => g.First()).ToArray();
            public static object? Counts(Data data) => data.Rows.GroupBy(r => r.Number / 4).ToDictionary(g => g.Key, g => g.Count());
            public static object? CountsOfWords(Data data) => data.Words.GroupBy(w => w).ToDictionary(g => g.Key, g => g.Count());
            public static object? CountRows(Data data) => data.Rows.GroupBy(r => r.Number / 4).Select(g => (g.Key, g.Count())).ToList();
            public static object? LargestCount(Data data) => data.Rows.GroupBy(r => r.Number / 4).Select(g => g.Count()).DefaultIfEmpty().Max();
            public static object? Totals(Data data) => data.Rows.GroupBy(r => r.Number / 4).ToDictionary(g => g.Key, g => g.Sum(r => r.Price));
            public static object? Sorted(Data data) => data.Numbers.OrderBy(n => n).ToList();
            public static object? SortedDown(Data data) => data.Keys.OrderByDescending(k => k).ToList();
            public static object? LastTurned(Data data) => data.Sequence.Reverse().FirstOrDefault();
            public static object? FirstTurned(Data data) => data.Sequence.Reverse().Last();
            public static object? Chunks(Data data) => data.Numbers.Select((n, i) => (n, i)).GroupBy(p => p.i / 5).Select(g => g.Select(p => p.n).ToList()).ToList();
            public static object? ChunksAsArrays(Data data) => data.Numbers.Select((n, i) => new { n, i }).GroupBy(p => p.i / 5).Select(g => g.Select(p => p.n).ToArray()).ToList();
            public static object? Known(Data data) { var known = Set(data); return !data.Numbers.Except(known).Any(); }
            public static object? Unknown(Data data) { var known = Set(data); return data.Numbers.Except(known).Any(); }
            public static object? Meets(Data data) { var known = Set(data); return data.Numbers.Select(n => -n - 1).Intersect(known).Any(); }

            public static object? DirectDistinct(Data data) => data.Rows.DistinctBy(r => r.Number).ToList();
            public static object? DirectCounts(Data data) => data.Rows.CountBy(r => r.Number).ToDictionary();
            public static object? DirectOrder(Data data) => data.Numbers.Order().ToList();
            public static object? LastOfEach(Data data) => data.Rows.GroupBy(r => r.Number).Select(g => g.Last()).ToList();
            public static object? WholeGroups(Data data) => data.Rows.GroupBy(r => r.Number).ToDictionary(g => g.Key, g => g.ToList());
            public static object? ByMember(Data data) => data.Rows.OrderBy(r => r.Price).ToList();

            private static HashSet<int> Set(Data data) => data.Numbers.Concat(data.Rows.Select(r => r.Number)).ToHashSet();
        }
        """;

    private static readonly TruthCode s_truth = new(Source, [.. Catalog.Rules.Where(static rule => rule.Id == "PERF5011")]);
    private static readonly Lazy<Executed> s_code = new(static () => Executed.Load(Source));

    public static TheoryData<string> Methods => s_truth.Methods;

    [Theory, MemberData(nameof(Methods))]
    public async Task Fixed_code_allocates_less_and_gives_the_same(string method)
    {
        var isReported = ((IEnumerable<object[]>)Methods).TakeWhile(static row => (string)row[0] != "DirectDistinct").Any(row => (string)row[0] == method);
        var reports = await s_truth.Reports(method);
        Assert.Equal((method, isReported), (method, reports.Count > 0));
        if (!isReported)
        {
            return;
        }

        var (text, applied) = await s_truth.Fix(method);
        Assert.Equal(1, applied);
        Assert.Empty(await s_truth.Reports(method, text));
        var before = s_code.Value.Delegate<Func<Data, object?>>("Truth." + method);
        var after = Executed.Load(text).Delegate<Func<Data, object?>>("Truth." + method);
        var (bytesBefore, bytesAfter) = (BytesOf(before), BytesOf(after));
        Assert.True(bytesAfter < bytesBefore, $"{method}: {bytesBefore} bytes, {bytesAfter} after the fix\n{text}");
        Gen.Select(Gen.Int[0, 30], Gen.Int, Gen.Bool).Sample(
            (count, seed, nulls) => Assert.Equal(Text(() => before(Data.Mixed(count, seed, nulls))), Text(() => after(Data.Mixed(count, seed, nulls)))), iter: 50, threads: 1);
    }

    private static long BytesOf(Func<Data, object?> code)
    {
        var data = Data.Distinct(400);
        code(data);
        code(data);
        return AllocatedBytes.Of(() => code(data));
    }

    private static string Text(Func<object?> code)
    {
        try
        {
            return Text(code());
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            return exception.GetType().Name;
        }
    }

    private static string Text(object? result) => result switch
    {
        string text => text,
        System.Collections.IDictionary map => string.Join(", ", map.Keys.Cast<object>().Select(key => $"{key}={map[key]}")),
        System.Collections.IEnumerable all => "[" + string.Join(", ", all.Cast<object?>().Select(Text)) + "]",
        _ => $"{result}",
    };
}
