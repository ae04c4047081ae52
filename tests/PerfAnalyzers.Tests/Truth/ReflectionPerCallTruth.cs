using PerfAnalyzers.Caching;

namespace PerfAnalyzers.Tests;

/// <summary>Bytes of a thousand elements or requests more: what asks the metadata again allocates for each, what has kept the answer does not.</summary>
public sealed class ReflectionPerCallTruth
{
    // Name, whether it is reported, members of a controller with a method Run(List<object> all).
    private static readonly (string Name, bool IsReported, string Members)[] s_cases =
    [
        ("types per request", true, "public int Get() => typeof(object).Assembly.GetTypes().Length; public static int Run(List<object> all) { var n = 0; var c = new C(); for (var i = 0; i < all.Count / 500; i++) { n += c.Get(); } return n; }"),
        ("assemblies per request", true, "public int Get() => AppDomain.CurrentDomain.GetAssemblies().Length; public static int Run(List<object> all) { var n = 0; var c = new C(); for (var i = 0; i < all.Count; i++) { n += c.Get(); } return n; }"),
        ("methods of each type", true, "public static int Run(List<object> all) { var n = 0; foreach (var one in all) { n += one.GetType().GetMethods().Length; } return n; }"),
        ("marks of each type", true, "public static int Run(List<object> all) => all.Sum(one => one.GetType().GetMembers().Length);"),
        ("attributes for every element", true, "public static int Run(List<object> all) { var n = 0; var properties = typeof(Thread).GetProperties(); foreach (var one in all) { foreach (var p in properties) { n += p.GetCustomAttributes(true).Length; } } return n; }"),

        ("properties once", false, "public static int Run(List<object> all) { var n = 0; var properties = typeof(Version).GetProperties(); foreach (var one in all) { n += properties.Length; } return n; }"),
        ("kept per type", false, "static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, int> s_counts = new(); public static int Run(List<object> all) { var n = 0; foreach (var one in all) { n += s_counts.GetOrAdd(one.GetType(), static t => t.GetMethods().Length); } return n; }"),
        ("kept in a field", false, "static readonly int s_types = typeof(object).Assembly.GetTypes().Length; public int Get() => s_types; public static int Run(List<object> all) { var n = 0; var c = new C(); for (var i = 0; i < all.Count; i++) { n += c.Get(); } return n; }"),
        ("one property by its name", false, "public static int Run(List<object> all) { var n = 0; foreach (var one in all) { n += one.GetType().GetProperty(\"Length\") is null ? 0 : 1; } return n; }"),
    ];

    [Fact]
    public async Task Reported_code_asks_again_and_fixed_code_does_not()
    {
        var source = "using System.Reflection;\n" + string.Join('\n', s_cases.Select(static (test, i) => $"public class Case{i} : Microsoft.AspNetCore.Mvc.ControllerBase {{ {test.Members.Replace("new C()", $"new Case{i}()", StringComparison.Ordinal)} }}"));
        var reported = (await Executed.Review<ReflectionPerCall>(source)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line - 1).ToHashSet();
        var fixedSource = await Executed.FixLines<ReflectionPerCall>(source, new ReflectionPerCallFix());
        var left = (await Executed.Review<ReflectionPerCall>(fixedSource)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line - 1).ToHashSet();
        var (code, fixedCode) = (Executed.Load(source), Executed.Load(fixedSource));
        var wrong = new List<string>();
        for (var i = 0; i < s_cases.Length; i++)
        {
            var (before, after) = (code.Delegate<Func<List<object>, int>>($"Case{i}.Run"), fixedCode.Delegate<Func<List<object>, int>>($"Case{i}.Run"));
            var isFixed = s_cases[i].Name is "types per request";
            var isLeft = s_cases[i].IsReported && !isFixed;
            var found = (reported.Contains(i), Asks(before), left.Contains(i), Asks(after));
            if (found != (s_cases[i].IsReported, s_cases[i].IsReported, isLeft, isLeft))
            {
                wrong.Add($"{s_cases[i].Name}: reported, asks, reported after the fix, asks after it: {found}");
            }

            if (s_cases[i].Name != "assemblies per request" && before(Filled(1_000)) != after(Filled(1_000)))
            {
                wrong.Add($"{s_cases[i].Name}: another answer after the fix");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static bool Asks(Func<List<object>, int> code) => Bytes(code, 2_000) - Bytes(code, 1_000) >= 24 * 1_000;

    private static List<object> Filled(int size) => [.. Enumerable.Range(0, size).Select(static n => n % 2 == 0 ? (object)"text" : new Version(1, 2))];

    private static long Bytes(Func<List<object>, int> code, int size)
    {
        var all = Filled(size);
        code(all);
        return AllocatedBytes.Of(() => code(all));
    }
}
