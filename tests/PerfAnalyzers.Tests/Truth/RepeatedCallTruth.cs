using Counted;
using PerfAnalyzers.Caching;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Elements handed out, and bytes. A reported function hands out all elements, or allocates for the call, once more than the fixed one,
/// for each call that is told; both answer the same.
/// </summary>
public sealed class RepeatedCallTruth
{
    private const int Elements = 100;

    // Name, how many calls are too many, the body of a function over numbers.
    private static readonly (string Name, int TooMany, string Body)[] s_sums =
    [
        ("asked and returned", 1, "if (all.Max() > 50) { return all.Max(); } return 0;"),
        ("sum and share", 1, "var a = all.Sum() + 1; var b = all.Sum() * 2; return a + b;"),
        ("three times", 2, "var a = all.Sum(); var b = all.Sum(); var c = all.Sum(); return a + b * c % 7;"),
        ("filtered", 1, "var a = all.Where(n => n % 3 == 0).Sum(); var b = all.Where(n => n % 3 == 0).Sum(); return a - b;"),
        ("counted", 1, "var many = all.Count(n => n > 3); if (many > 5) { return all.Count(n => n > 3); } return many;"),
        ("copied", 1, "var copy = all.ToArray(); var n = copy.Length; return n + all.ToArray()[3];"),
        ("averages of a captured limit", 1, "var limit = all.Count / 2; var a = all.Where(n => n > limit).Average(); var b = all.Where(n => n > limit).Average(); return (int)(a + b);"),

        ("kept", 0, "var sum = all.Sum(); return sum + sum;"),
        ("different", 0, "return all.Sum() + all.Max();"),
        ("changed between", 0, "var a = all.Sum(); all.Add(3); return a - all.Sum();"),
        ("another limit", 0, "var limit = 3; var a = all.Count(n => n > limit); limit = 5; return a - all.Count(n => n > limit);"),
        ("two ways", 0, "if (all.Count > 3) { return all.Sum(); } return all.Sum() + 1;"),
    ];

    private static readonly (string Name, int TooMany, string Body)[] s_texts =
    [
        ("parts", 1, "foreach (var line in all) { n += line.Split(',')[0].Length; n += line.Split(',')[1].Length; }"),
        ("case", 1, "foreach (var line in all) { var a = line.ToLowerInvariant() == \"a\"; var b = line.ToLowerInvariant() == \"b\"; n += a || b ? 1 : 0; }"),
        ("kept parts", 0, "foreach (var line in all) { var parts = line.Split(','); n += parts[0].Length + parts[1].Length; }"),
        ("other parts", 0, "foreach (var line in all) { n += line.Split(',')[0].Length; n += line.Split(';')[0].Length; }"),
    ];

    [Fact]
    public async Task Reported_calls_hand_out_all_elements_again()
    {
        var source = "using Counted;\n" + string.Join('\n', s_sums.Select(static (test, i) => $$"""public static class Case{{i}} { public static int Run(CountedList<int> all) { {{test.Body}} } }"""));
        var (code, fixedCode, reported) = await Fixed(source);
        for (var i = 0; i < s_sums.Length; i++)
        {
            var (before, after) = (code.Delegate<Func<CountedList<int>, int>>($"Case{i}.Run"), fixedCode.Delegate<Func<CountedList<int>, int>>($"Case{i}.Run"));
            Assert.Equal((s_sums[i].Name, s_sums[i].TooMany > 0), (s_sums[i].Name, reported.Contains(i)));
            Assert.Equal((s_sums[i].Name, s_sums[i].TooMany * Elements), (s_sums[i].Name, Count(before) - Count(after)));
            Assert.Equal((s_sums[i].Name, before(Filled())), (s_sums[i].Name, after(Filled())));
        }
    }

    [Fact]
    public async Task Reported_calls_allocate_again()
    {
        var source = "using Counted;\n" + string.Join('\n', s_texts.Select(static (test, i) => $$"""public static class Case{{i}} { public static int Run(List<string> all) { var n = 0; {{test.Body}} return n; } }"""));
        var (code, fixedCode, reported) = await Fixed(source);
        for (var i = 0; i < s_texts.Length; i++)
        {
            var (before, after) = (code.Delegate<Func<List<string>, int>>($"Case{i}.Run"), fixedCode.Delegate<Func<List<string>, int>>($"Case{i}.Run"));
            Assert.Equal((s_texts[i].Name, s_texts[i].TooMany > 0), (s_texts[i].Name, reported.Contains(i)));
            var (more, less) = (Bytes(before), Bytes(after));
            Assert.Equal((s_texts[i].Name, s_texts[i].TooMany > 0 ? less * 2 : less), (s_texts[i].Name, more));
        }
    }

    private static async Task<(Executed Code, Executed Fixed, HashSet<int> Reported)> Fixed(string source)
    {
        var reported = (await Executed.Review<RepeatedCall>(source)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line - 1).ToHashSet();
        var fixedSource = await Executed.FixLines<RepeatedCall>(source, new RepeatedCallFix());
        Assert.Empty(await Executed.Review<RepeatedCall>(fixedSource));
        return (Executed.Load(source), Executed.Load(fixedSource), reported);
    }

    private static CountedList<int> Filled() => new(Enumerable.Range(0, Elements));

    private static int Count(Func<CountedList<int>, int> code) => (int)Steps.Count(() => code(Filled()));

    private static long Bytes(Func<List<string>, int> code)
    {
        var all = Enumerable.Range(0, Elements).Select(static n => "A" + n + ",B" + n).ToList();
        code(all);
        return AllocatedBytes.Of(() => code(all));
    }
}
