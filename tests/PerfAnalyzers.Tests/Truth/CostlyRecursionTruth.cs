namespace PerfAnalyzers.Tests;

/// <summary>Steps and bytes decide: what one level costs is paid at all of them.</summary>
public sealed class CostlyRecursionTruth
{
    // n levels or nodes, and n steps at each.
    private static readonly Complexity s_steps = new("""
        using Counted;

        public static class Truth
        {
            public static object? ScanPerNode(Data data) => Visit(data.Rows, 0);

            private static int Visit(List<Row> rows, int id)
            {
                var visited = 1;
                foreach (var row in rows.Where(row => row.Parent!.Value == id))
                {
                    visited += row.Id!.Value > id ? Visit(rows, row.Id.Value) : 0;
                }

                return visited;
            }

            public static object? LookupPerNode(Data data) => Walk(data.Rows.ToLookup(row => row.Parent!.Value), 0);

            private static int Walk(ILookup<int, Row> byParent, int id)
            {
                var visited = 1;
                foreach (var row in byParent[id])
                {
                    visited += row.Id!.Value > id ? Walk(byParent, row.Id.Value) : 0;
                }

                return visited;
            }
        }
        """, "PERF5008", size: 64);

    private static readonly Complexity s_bytes = new("""
        using Counted;

        public static class Truth
        {
            public static object? CopyOfTheRest(Data data) => AddUp(data.Numbers);

            private static int AddUp(List<int> numbers) => numbers.Count == 0 ? 0 : numbers[0] + AddUp(numbers.Skip(1).ToList());

            public static object? RangeOfAnArray(Data data) => Largest(data.Numbers.ToArray());

            private static int Largest(int[] numbers) => numbers.Length == 0 ? 0 : Math.Max(numbers[^1], Largest(numbers[..^1]));

            public static object? RestOfAText(Data data) => Threes(string.Concat(data.Numbers.Select(number => number % 10)));

            private static int Threes(string text) => text.Length == 0 ? 0 : (text[0] == '3' ? 1 : 0) + Threes(text.Substring(1));

            public static object? ListsOfLists(Data data) => Collect(data.Numbers, 0).Count;

            private static List<int> Collect(List<int> numbers, int depth)
            {
                var all = new List<int>();
                if (depth < numbers.Count)
                {
                    all.Add(numbers[depth]);
                    all.AddRange(Collect(numbers, depth + 1));
                }

                return all;
            }

            public static object? StartIndex(Data data) => From(data.Numbers, 0);

            private static int From(List<int> numbers, int start) => start == numbers.Count ? 0 : numbers[start] + From(numbers, start + 1);

            public static object? ListToFill(Data data)
            {
                var all = new List<int>();
                Fill(data.Numbers, 0, all);
                return all.Count;
            }

            private static void Fill(List<int> numbers, int depth, List<int> all)
            {
                if (depth < numbers.Count)
                {
                    all.Add(numbers[depth]);
                    Fill(numbers, depth + 1, all);
                }
            }
        }
        """, "PERF5008", Meter.Bytes);

    public static TheoryData<string> Stepping => s_steps.Methods;

    public static TheoryData<string> Copying => s_bytes.Methods;

    [Theory, MemberData(nameof(Stepping))]
    public Task Reported_recursions_scan_per_node(string method) => s_steps.Agrees(method);

    [Theory, MemberData(nameof(Copying))]
    public Task Reported_recursions_copy_per_level(string method) => s_bytes.Agrees(method);

    // Calls, not time: each number takes more than one and a half times as many as the one before.
    [Theory]
    [InlineData("static int Run(int n) { s_calls++; return n < 2 ? n : Run(n - 1) + Run(n - 2); }", true)]
    [InlineData("static int Run(int n) { s_calls++; return n < 2 ? n : Math.Max(Run(n - 1), Run(n - 3)); }", true)]
    [InlineData("static int Run(int n) { s_calls++; return n < 2 ? n : 1 + Run(n - 1); }", false)]
    public async Task Reported_recursions_are_exponential(string method, bool isExponential)
    {
        var source = $$"""public static class Case { private static long s_calls; public static long Count(int n) { s_calls = 0; Run(n); return s_calls; } {{method}} }""";
        var code = Executed.Load(source);
        var calls = code.Delegate<Func<int, long>>("Case.Count");
        var grows = calls(24) > 1.3 * calls(23) && calls(23) > 1.3 * calls(22);
        var reports = await Executed.Review<PerfAnalyzers.Complexity.CostlyRecursion>(source);
        Assert.Equal((isExponential, isExponential), (grows, reports.Length > 0));
    }
}
