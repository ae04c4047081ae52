using Counted;
using CsCheck;
using PerfAnalyzers.Complexity;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Comparisons decide. One sort of n keys compares them about n log n times, and what goes through them once about n times: over
/// 16 times as many keys the comparisons of a sort grow by more than 16. In loops the work is quadratic.
/// </summary>
public sealed class SortMisuseTruth
{
    private const int Few = 256;
    private const int Many = Few * 16;

    // Each is asked for keys in random order; Value is read without a step, so that comparisons alone count.
    private static readonly (string Name, bool IsBad, bool IsFixed, string Body)[] s_cases =
    [
        ("FirstThat", true, true, "return data.Keys.OrderBy(key => key).First(key => key.Value % 7 == 3);"),
        ("FirstThatOrNone", true, true, "return data.Keys.OrderByDescending(key => key).FirstOrDefault(key => key.Value % 7 == 3);"),
        ("NoneThat", true, true, "return data.Keys.OrderBy(key => key).FirstOrDefault(key => key.Value < 0);"),
        ("FirstByTwoKeys", true, true, "return data.Keys.OrderBy(key => key.Value % 2).ThenBy(key => key).First(key => key.Value % 7 == 3);"),
        ("FirstBehindWhere", true, true, "return data.Keys.OrderBy(key => key).Where(key => key.Value % 7 == 3).First();"),
        ("FirstOfList", true, true, "return data.Keys.OrderBy(key => key).ToList()[0];"),
        ("LastOfList", true, true, "return data.Keys.OrderBy(key => key).ToList()[^1];"),
        ("FirstOfCopy", true, true, "return data.Keys.OrderBy(key => key).ToArray().First();"),
        ("LastOfCopy", true, true, "return data.Keys.OrderBy(key => key).ToList().LastOrDefault();"),
        ("FirstOfLocal", true, true, "var sorted = data.Keys.OrderByDescending(key => key).ToList();\nreturn sorted.First();"),
        ("EndsOfLocal", true, false, "var sorted = data.Keys.OrderBy(key => key).ToList();\nreturn sorted.Count == 0 ? null : (sorted[0], sorted[^1]);"),
        ("LoopThatReturns", true, false, "foreach (var key in data.Keys.OrderBy(key => key)) { return key; }\nreturn null;"),
        ("AnyThat", true, true, "return data.Keys.OrderBy(key => key).Any(key => key.Value < 0);"),
        ("AllThat", true, true, "return data.Keys.OrderBy(key => key).All(key => key.Value >= 0);"),
        ("CountThat", true, true, "return data.Keys.OrderBy(key => key).Count(key => key.Value % 3 == 0);"),
        ("Sum", true, true, "return data.Keys.OrderBy(key => key).Sum(key => key.Value % 9);"),
        ("MaxOfSelected", true, true, "return data.Keys.OrderBy(key => key).Select(key => key.Value).Max();"),
        ("SingleThat", true, true, "return data.Keys.OrderBy(key => key).SingleOrDefault(key => key.Value == 5);"),
        ("CountBehindWhere", true, true, "return data.Keys.OrderBy(key => key).Where(key => key.Value % 7 == 3).Count();"),
        ("EndOfSortedList", true, false, "var all = data.Keys.ToList();\nall.Sort();\nreturn all[^1];"),

        ("First", false, false, "return data.Keys.OrderBy(key => key).First();"),
        ("Last", false, false, "return data.Keys.OrderBy(key => key).Last();"),
        ("LastThat", false, false, "return data.Keys.OrderBy(key => key).Last(key => key.Value % 7 == 3);"),
        ("Any", false, false, "return data.Keys.OrderBy(key => key).Any();"),
        ("Count", false, false, "return data.Keys.OrderBy(key => key).Count();"),
        ("Contains", false, false, "return data.Keys.OrderBy(key => key).Contains(data.Keys[0]);"),
        ("Take", false, false, "return data.Keys.OrderBy(key => key).Take(1).ToList();"),
        ("ElementAt", false, false, "return data.Keys.OrderBy(key => key).ElementAt(0);"),
        ("SelectedFirst", false, false, "return data.Keys.OrderBy(key => key).Select(key => key.Value).First();"),
        ("MinBy", false, false, "return data.Keys.MinBy(key => key);"),
        ("WhereFirst", false, false, "return data.Keys.Where(key => key.Value % 7 == 3).OrderBy(key => key).First();"),
        ("AnyOfAll", false, false, "return data.Keys.Any(key => key.Value < 0);"),
    ];

    // One call in a loop over as many elements: n times n log n.
    private static readonly Complexity s_loops = new("""
        using Counted;

        public static class Truth
        {
            public static object? SortedPerKey(Data data)
            {
                var hits = 0;
                foreach (var number in data.Numbers)
                {
                    var sorted = data.Keys.OrderBy(key => key).ToList();
                    hits += sorted[number % sorted.Count].Value;
                }

                return hits;
            }

            public static object? InnerLoop(Data data)
            {
                var hits = 0;
                foreach (var number in data.Numbers)
                {
                    foreach (var key in data.Keys.OrderByDescending(key => key))
                    {
                        if (key.Value > number)
                        {
                            hits++;
                            break;
                        }
                    }
                }

                return hits;
            }

            public static object? PerElementOfQuery(Data data)
            {
                return data.Numbers.Select(number => data.Keys.OrderBy(key => key).ToList().FindIndex(key => key.Value == number)).ToList();
            }

            public static object? FilteredAndSorted(Data data)
            {
                var result = new List<object?>();
                foreach (var number in data.Numbers)
                {
                    var even = data.Keys.Where(key => key.Value % 2 == 0).OrderBy(key => key).ToArray();
                    result.Add(even.Length == 0 ? null : even[number % even.Length]);
                }

                return result;
            }

            public static object? SortedAfterEachAddition(Data data)
            {
                var all = new List<Key>();
                foreach (var key in data.Keys)
                {
                    all.Add(key);
                    all.Sort();
                }

                return all;
            }

            public static object? QueueBySorting(Data data)
            {
                var open = new List<Key>();
                var last = 0;
                foreach (var key in data.Keys)
                {
                    open.Insert(0, key);
                    open.Sort();
                    last += open[0].Value;
                }

                return last;
            }

            public static object? SortedAgain(Data data)
            {
                var hits = 0;
                foreach (var number in data.Numbers)
                {
                    data.Keys.Sort();
                    hits += data.Keys[0].Value + number;
                }

                return hits;
            }

            public static object? SortedOnce(Data data)
            {
                var sorted = data.Keys.OrderBy(key => key).ToList();
                var hits = 0;
                foreach (var number in data.Numbers)
                {
                    hits += sorted[number % sorted.Count].Value;
                }

                return hits;
            }

            public static object? SortedBehind(Data data)
            {
                var all = new List<Key>();
                foreach (var key in data.Keys)
                {
                    all.Add(key);
                }

                all.Sort();
                return all;
            }

            public static object? Queue(Data data)
            {
                var open = new PriorityQueue<Key, int>();
                var last = 0;
                foreach (var key in data.Keys)
                {
                    open.Enqueue(key, key.Value);
                    last += open.Peek().Value;
                }

                return last;
            }

            public static object? SortedWithinGroups(Data data)
            {
                var firsts = new List<Key>();
                foreach (var group in data.Keys.GroupBy(key => key.Value / 4))
                {
                    firsts.AddRange(group.OrderBy(key => key).ToList());
                }

                return firsts;
            }

            public static object? SortedForOnePass(Data data)
            {
                foreach (var number in data.Numbers)
                {
                    return data.Keys.OrderBy(key => key).ToList();
                }

                return null;
            }

            public static object? SortedThreeTimes(Data data)
            {
                var hits = 0;
                for (var i = 0; i < 3; i++)
                {
                    hits += data.Keys.OrderBy(key => key).ToList()[i].Value;
                }

                return hits;
            }
        }
        """, "PERF5007");

    public static TheoryData<string> Loops => s_loops.Methods;

    [Theory, MemberData(nameof(Loops))]
    public Task Reported_loops_are_quadratic(string method) => s_loops.Agrees(method);

    [Theory]
    [InlineData("SortedPerKey")]
    [InlineData("InnerLoop")]
    [InlineData("PerElementOfQuery")]
    [InlineData("FilteredAndSorted")]
    public Task Fixed_loops_sort_once(string method) => s_loops.IsFixed(method);

    [Fact]
    public async Task Reported_sorts_compare_more_than_one_pass_does()
    {
        var source = Source(s_cases);
        var lines = (await Executed.Review<SortMisuse>(source)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line).ToHashSet();
        var code = Executed.Load(source);
        for (var i = 0; i < s_cases.Length; i++)
        {
            var test = s_cases[i];
            Assert.Equal((test.Name, test.IsBad), (test.Name, lines.Contains(i)));
            Assert.Equal((test.Name, test.IsBad), (test.Name, Sorts(code, test.Name)));
        }
    }

    [Fact]
    public async Task Fixed_sorts_compare_as_one_pass_does_and_give_the_same()
    {
        var source = Source(s_cases.Where(static test => test.IsFixed));
        var fixedSource = await Executed.Fix<SortMisuse, SortMisuseFix>(source);
        Assert.Empty(await Executed.Review<SortMisuse>(fixedSource));
        var code = Executed.Load(source);
        var fixedCode = Executed.Load(fixedSource);
        foreach (var test in s_cases.Where(static test => test.IsFixed))
        {
            Assert.False(Sorts(fixedCode, test.Name), test.Name + "\n" + fixedSource);
            Same(code, fixedCode, test.Name, fixedSource);
        }
    }

    [Theory]
    [InlineData("return data.Rows.OrderBy(row => row.Name).Where(row => row.Number % 2 == 0).ToList();")]
    [InlineData("return data.Rows.OrderBy(row => row.Id).OrderBy(row => row.Parent).ToList();")]
    [InlineData("return data.Rows.OrderByDescending(row => row.Id).ThenBy(row => row.Name).OrderByDescending(row => row.Parent).ThenBy(row => row.Price).ToList();")]
    [InlineData("return data.Words.OrderBy(word => word).OrderBy(word => word).ToList();")]
    [InlineData("var all = new List<int>(); foreach (var x in data.Numbers) { all.Add(x); all.Sort(); } return all;")]
    public async Task Other_fixes_take_fewer_steps_and_give_the_same(string body)
    {
        var source = Source([("Case", true, true, body)]);
        var fixedSource = await Executed.Fix<SortMisuse, SortMisuseFix>(source);
        Assert.NotEqual(source, fixedSource);
        Assert.Empty(await Executed.Review<SortMisuse>(fixedSource));
        var code = Executed.Load(source);
        var fixedCode = Executed.Load(fixedSource);
        if (!body.Contains("Numbers", StringComparison.Ordinal) && !body.Contains("Words", StringComparison.Ordinal))
        {
            Assert.True(Steps(fixedCode, "Case", Many) < Steps(code, "Case", Many));
        }

        Same(code, fixedCode, "Case", fixedSource);
    }

    private static string Source(IEnumerable<(string Name, bool IsBad, bool IsFixed, string Body)> cases) => string.Join('\n', cases.Select(static test =>
        $$"""public static class {{test.Name}} { public static object? Run(Counted.Data data) { {{test.Body.Replace("\n", " ", StringComparison.Ordinal)}} } }"""));

    // For 16 times as many, one pass compares 16 times as often; a sort half as often again. A partial one takes up to three per key.
    private static bool Sorts(Executed code, string name) => Steps(code, name, Many) > 20 * Math.Max(Steps(code, name, Few), 3 * Few);

    private static long Steps(Executed code, string name, int size)
    {
        var run = code.Delegate<Func<Data, object?>>(name + ".Run");
        var data = Data.Distinct(size);
        return Counted.Steps.Count(() => run(data));
    }

    // Equal keys, missing ones, and nothing at all.
    private static void Same(Executed code, Executed fixedCode, string name, string text) => Gen.Select(Gen.Int[0, 30], Gen.Int, Gen.Bool).Sample(
        (count, seed, nulls) =>
        {
            var hasNulls = nulls && text.Contains("row =>", StringComparison.Ordinal);
            var before = Outcome(code, name, Data.Mixed(count, seed, hasNulls));
            var after = Outcome(fixedCode, name, Data.Mixed(count, seed, hasNulls));
            Assert.True(before == after, $"{name} over {count}: {before} became {after}\n{text}");
        },
        iter: 60,
        threads: 1);

    private static string Outcome(Executed code, string name, Data data)
    {
        try
        {
            var result = code.Delegate<Func<Data, object?>>(name + ".Run")(data);
            var all = data.Keys.Cast<object?>().Concat(data.Rows).ToList();

            // Which of equal keys it is counts too.
            return result is System.Collections.IEnumerable and not string
                ? string.Join(',', ((System.Collections.IEnumerable)result).Cast<object?>().Select(element => Which(element, all)))
                : Which(result, all);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or NullReferenceException)
        {
            return exception.GetType().Name;
        }
    }

    private static string Which(object? element, List<object?> all) =>
        element is Key or Row ? element + "@" + all.FindIndex(other => ReferenceEquals(other, element)) : element?.ToString() ?? "null";
}
