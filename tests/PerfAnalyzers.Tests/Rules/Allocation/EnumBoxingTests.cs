using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.EnumBoxing, PerfAnalyzers.Allocation.EnumBoxingFix>;

namespace PerfAnalyzers.Tests;

public sealed class EnumBoxingTests
{
    private const string Types = """

        enum Status { Open, Paid, Sent }
        enum Small : byte { A, B }
        [Flags] enum Rights { None = 0, Read = 1, Write = 2 }
        class Item { public Status Status { get; set; } public Status? Maybe { get; set; } public int Number { get; set; } public string Text { get; set; } = ""; }
        """;

    public static readonly Cases Firing = new()
    {
        { "Equals in nested loops", "class C { int M(Item[] a, Item[] b) { var n = 0; foreach (var x in a) foreach (var y in b) if (x.Status.[|Equals|](y.Status)) n++; return n; } }" + Types },
        { "Equals in Equals of a key", "struct Key : IEquatable<Key> { public Status S; public int Id; public bool Equals(Key other) => S.[|Equals|](other.S) && Id == other.Id; public override bool Equals(object? o) => o is Key k && Equals(k); public override int GetHashCode() => Id; }" + Types },
        { "CompareTo in a comparer", "class ByStatus : IComparer<Item> { public int Compare(Item? x, Item? y) => x!.Status.[|CompareTo|](y!.Status); }" + Types },
        { "IsDefined in nested loops", "class C { int M(Status[][] all) { var n = 0; foreach (var row in all) foreach (var s in row) if (Enum.[|IsDefined|](typeof(Status), s)) n++; return n; } }" + Types },
        { "GetName in nested loops", "class C { void M(Status[][] all, List<string?> to) { foreach (var row in all) foreach (var s in row) to.Add(Enum.[|GetName|](typeof(Status), s)); } }" + Types },
        { "Parse in nested loops", "class C { void M(string[][] all, List<Status> to) { foreach (var row in all) foreach (var s in row) to.Add((Status)Enum.[|Parse|](typeof(Status), s)); } }" + Types },
        { "ToObject in nested loops", "class C { void M(int[][] all, List<Status> to) { foreach (var row in all) foreach (var s in row) to.Add((Status)Enum.[|ToObject|](typeof(Status), s)); } }" + Types },
        { "values in a request's loop", """
            [Microsoft.AspNetCore.Mvc.ApiController]
            public class StatusController : Microsoft.AspNetCore.Mvc.ControllerBase
            {
                public int Count(List<DayOfWeek> days)
                {
                    var n = 0;
                    foreach (var day in days) { foreach (DayOfWeek d in Enum.[|GetValues|](typeof(DayOfWeek))) { if (d == day) n++; } }
                    return n;
                }
            }
            """ },
        { "per element of an inner query", "class C { int M(List<List<Item>> all, Status s) => all.Sum(row => row.Count(i => i.Status.[|Equals|](s))); }" + Types },
        { "small enum", "class C { int M(Small[][] all) { var n = 0; foreach (var row in all) foreach (var s in row) if (s.[|Equals|](Small.A)) n++; return n; } }" + Types },
        { "declared hot", "namespace BenchmarkDotNet.Attributes { class BenchmarkAttribute : Attribute { } } class C { Status _s; [BenchmarkDotNet.Attributes.Benchmark] public bool Open() => _s.[|Equals|](Status.Open); }" + Types },
    };

    public static readonly Cases Suggested = new()
    {
        { "Equals in a loop", "class C { int M(Item[] a) { var n = 0; foreach (var x in a) if (x.Status.[|Equals|](Status.Paid)) n++; return n; } }" + Types },
        { "Equals per element", "class C { int M(List<Item> a) => a.Count(x => x.Status.[|Equals|](Status.Paid)); }" + Types },
        { "negated", "class C { int M(Item[] a) { var n = 0; foreach (var x in a) if (!x.Status.[|Equals|](Status.Paid)) n++; return n; } }" + Types },
        { "behind a question mark", "class C { int M(Item?[] a) { var n = 0; foreach (var x in a) if (x?.Status.[|Equals|](Status.Paid) == true) n++; return n; } }" + Types },
        { "CompareTo with an operator", "class C { int M(Item[] a) { var n = 0; foreach (var x in a) if (x.Status.[|CompareTo|](Status.Paid) >= 0) n++; return n; } }" + Types },
        { "comparison lambda", "class C { void M(List<Item> a) { foreach (var i in a) { if (Sign(i.Status.[|CompareTo|](Status.Open)) > 0) { i.Number++; } } } static int Sign(int x) => x; }" + Types },
        { "IsDefined of a cast number", "class C { int M(int[] all) { var n = 0; foreach (var i in all) if (Enum.[|IsDefined|](typeof(Status), (Status)i)) n++; return n; } }" + Types },
        { "parse with case", "class C { void M(string[] all, List<Status> to) { foreach (var s in all) to.Add((Status)Enum.[|Parse|](typeof(Status), s, true)); } }" + Types },
        { "values in a while loop", "class C { int M(Queue<int> q) { var n = 0; while (q.Count > 0) { q.Dequeue(); foreach (Status s in Enum.[|GetValues|](typeof(Status))) n += (int)s; } return n; } }" + Types },
        { "flags", "class C { int M(Rights[] a) { var n = 0; foreach (var r in a) if (r.[|Equals|](Rights.Read | Rights.Write)) n++; return n; } }" + Types },
        { "local function's loop", "class C { int M(Status[] a) { return Count(); int Count() { var n = 0; for (var i = 0; i < a.Length; i++) if (a[i].[|Equals|](a[0])) n++; return n; } } }" + Types },
    };

    public static readonly Cases Quiet = new()
    {
        { "once", "class C { bool M(Item a) => a.Status.Equals(Status.Paid); }" + Types },
        { "operator", "class C { int M(Item[] a) { var n = 0; foreach (var x in a) if (x.Status == Status.Paid) n++; return n; } }" + Types },
        { "hash code", "class C { int M(Item[] a) { var n = 0; foreach (var x in a) n ^= x.Status.GetHashCode(); return n; } }" + Types },
        { "HasFlag", "class C { int M(Rights[] a) { var n = 0; foreach (var x in a) if (x.HasFlag(Rights.Read)) n++; return n; } }" + Types },
        { "text", "class C { void M(Item[] a, List<string> to) { foreach (var x in a) to.Add(x.Status.ToString()); } }" + Types },
        { "generic members", "class C { int M(Item[] a) { var n = 0; foreach (var x in a) if (Enum.IsDefined(x.Status) && Enum.GetName(x.Status) != null && Enum.Parse<Status>(x.Text) == x.Status && Enum.TryParse<Status>(x.Text, out var s) && s == Status.Open) n++; return n; } }" + Types },
        { "number that is not of the enum's type", "class C { int M(long[] all) { var n = 0; foreach (var i in all) if (Enum.IsDefined(typeof(Status), (object)i)) n++; return n; } }" + Types },
        { "number", "class C { int M(int[] all) { var n = 0; foreach (var i in all) if (Enum.IsDefined(typeof(Status), i)) n++; return n; } }" + Types },
        { "name", "class C { int M(string[] all) { var n = 0; foreach (var s in all) if (Enum.IsDefined(typeof(Status), s)) n++; return n; } }" + Types },
        { "type is a variable", "class C { int M(Type type, Status[] all) { var n = 0; foreach (var s in all) if (Enum.IsDefined(type, s)) n++; return n; } }" + Types },
        { "open type", "class C { int M<T>(T[] all) where T : struct, Enum { var n = 0; foreach (var s in all) foreach (var t in all) if (s.Equals(t) || Enum.IsDefined(typeof(T), s)) n++; return n; } }" },
        { "parsed to an object", "class C { void M(string[] all, List<object> to) { foreach (var s in all) to.Add(Enum.Parse(typeof(Status), s)); } }" + Types },
        { "ToObject kept as object", "class C { void M(int[] all, List<object> to) { foreach (var s in all) to.Add(Enum.ToObject(typeof(Status), s)); } }" + Types },
        { "values once", "class C { int M() { var n = 0; foreach (Status s in Enum.GetValues(typeof(Status))) n += (int)s; return n; } }" + Types },
        { "values as an array", "class C { int M(int[] all) { var n = 0; foreach (var i in all) n += Enum.GetValues(typeof(Status)).Length; return n; } }" + Types },
        { "compared with an object", "class C { int M(Status[] a, object o) { var n = 0; foreach (var x in a) if (x.Equals(o)) n++; return n; } }" + Types },
        { "compared with another enum", "class C { int M(Status[] a, Small o) { var n = 0; foreach (var x in a) if (x.Equals(o)) n++; return n; } }" + Types },
        { "compared with a nullable", "class C { int M(Status[] a, Status? o) { var n = 0; foreach (var x in a) if (x.Equals(o)) n++; return n; } }" + Types },
        { "nullable compares itself", "class C { int M(Status?[] a, Status o) { var n = 0; foreach (var x in a) if (x.Equals(o)) n++; return n; } }" + Types },
        { "few passes", "class C { int M(Status s) { var n = 0; for (var i = 0; i < 3; i++) if (s.Equals((Status)i)) n++; return n; } }" + Types },
        { "left after the first", "class C { int M(Status[] a) { foreach (var x in a) { if (x == Status.Open) { return x.Equals(a[0]) ? 1 : 2; } } return 0; } }" + Types },
        { "thrown", "class C { void M(int[] a) { foreach (var x in a) { if (x < 0) throw new ArgumentException(Enum.GetName(typeof(Status), (Status)x)); } } }" + Types },
        { "queryable", "class C { List<Order> M(IQueryable<Order> q, DayOfWeek d) => q.Where(o => o.PlacedAt.DayOfWeek.Equals(d)).ToList(); }" },
        { "text for people", "class C { readonly List<Item> _a = new(); public override string ToString() { var b = new StringBuilder(); foreach (var x in _a) { if (x.Status.Equals(Status.Open)) b.Append('o'); } return b.ToString(); } }" + Types },
        { "constant", "class C { int M(int[] a) { var n = 0; foreach (var x in a) if (Enum.IsDefined(typeof(Status), Status.Open)) n++; return n; } }" + Types },
        { "own method of that name", "static class E { public static bool Equals(this Status s, Status t, int x) => s == t; } class C { int M(Status[] a) { var n = 0; foreach (var x in a) if (x.Equals(Status.Open, 1)) n++; return n; } }" + Types },
        { "default comparers", "class C { int M(Status[] a) { var n = 0; foreach (var x in a) if (EqualityComparer<Status>.Default.Equals(x, Status.Open) && Comparer<Status>.Default.Compare(x, Status.Open) == 0) n++; return n; } }" + Types },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_boxes_how_much_and_the_way_out() => Verify.Says(
        "class C { int M(Item[] a, Item[] b) { var n = 0; foreach (var x in a) foreach (var y in b) if (x.Status.[|Equals|](y.Status)) n++; return n; } }" + Types,
        "'Equals' boxes both values of 'Status' for every element of 'b', 48 bytes each time; compare with '=='");

    [Fact]
    public Task Says_which_overload() => Verify.Says(
        "class C { int M(Status[][] all) { var n = 0; foreach (var row in all) foreach (var s in row) if (Enum.[|IsDefined|](typeof(Status), s)) n++; return n; } }" + Types,
        "'IsDefined' boxes the value of 'Status' for every element of 'row', 24 bytes each time; call 'IsDefined<Status>'");

    public static readonly TheoryData<string, string> Rewrites = new()
    {
        { "if (x.Status.[|Equals|](y.Status)) { }", "if (x.Status == y.Status) { }" },
        { "if (!x.Status.[|Equals|](y.Status)) { }", "if (x.Status != y.Status) { }" },
        { "if (x.Status.[|Equals|](Status.Open) && n > 0) { }", "if (x.Status == Status.Open && n > 0) { }" },
        { "var same = x.Status.[|Equals|](n > 0 ? y.Status : Status.Open);", "var same = x.Status == (n > 0 ? y.Status : Status.Open);" },
        { "var text = x.Status.[|Equals|](y.Status).ToString();", "var text = (x.Status == y.Status).ToString();" },
        { "var text = x.Status.[|Equals|](y.Status) ? 1 : 2;", "var text = (x.Status == y.Status) ? 1 : 2;" },
        { "if (x.Status.[|CompareTo|](y.Status) < 0) { }", "if (x.Status < y.Status) { }" },
        { "if (x.Status.[|CompareTo|](y.Status) == 0) { }", "if (x.Status == y.Status) { }" },
        { "n += x.Status.[|CompareTo|](y.Status);", "n += Comparer<Status>.Default.Compare(x.Status, y.Status);" },
        { "if (Enum.[|IsDefined|](typeof(Status), x.Status)) { }", "if (Enum.IsDefined(x.Status)) { }" },
        { "if (Enum.[|IsDefined|](typeof(Status), (Status)n)) { }", "if (Enum.IsDefined((Status)n)) { }" },
        { "var name = Enum.[|GetName|](typeof(Status), x.Status);", "var name = Enum.GetName(x.Status);" },
        { "x.Status = (Status)Enum.[|Parse|](typeof(Status), x.Text);", "x.Status = Enum.Parse<Status>(x.Text);" },
        { "x.Status = (Status)Enum.[|Parse|](typeof(Status), x.Text, true);", "x.Status = Enum.Parse<Status>(x.Text, true);" },
        { "x.Status = ((Status)(Enum.[|Parse|](typeof(Status), x.Text)));", "x.Status = (Enum.Parse<Status>(x.Text));" },
        { "x.Status = (Status)Enum.[|ToObject|](typeof(Status), x.Number);", "x.Status = (Status)x.Number;" },
        { "x.Status = (Status)Enum.[|ToObject|](typeof(Status), -x.Number);", "x.Status = (Status)(-x.Number);" },
        { "foreach (Status s in Enum.[|GetValues|](typeof(Status))) { n += (int)s; }", "foreach (Status s in Enum.GetValues<Status>()) { n += (int)s; }" },
    };

    [Theory, MemberData(nameof(Rewrites))]
    public Task Fixes(string bad, string good) => Verify.Fixes(InNestedLoops(bad), InNestedLoops(good));

    [Theory]
    [InlineData("x.Status.[|Equals|](y.Status);")]
    [InlineData("if (x?.Status.[|Equals|](y.Status) == true) { }")]
    [InlineData("if (x.Status.[|Equals|](/* of y */ y.Status)) { }")]
    [InlineData("if (Enum.[|IsDefined|](value: x.Status, enumType: typeof(Status))) { }")]
    [InlineData("n += x.Small.[|CompareTo|](y.Small);")]
    [InlineData("if (x.Status.[|Equals|](x.Status)) { }")]
    public Task Refuses(string code) => Verify.RefusesToFix(InNestedLoops(code));

    [Fact]
    public Task Fixes_several_reports_and_documents() => Verify.FixesAll(
    [
        (InNestedLoops("if (x.Status.[|Equals|](y.Status) && Enum.[|IsDefined|](typeof(Status), (Status)Enum.[|Parse|](typeof(Status), x.Text))) { }"), InNestedLoops("if (x.Status == y.Status && Enum.IsDefined(Enum.Parse<Status>(x.Text))) { }")),
        ("class D { int M(DayOfWeek[][] all) { var n = 0; foreach (var row in all) foreach (var d in row) if (d.[|Equals|](DayOfWeek.Friday)) n++; return n; } }", "class D { int M(DayOfWeek[][] all) { var n = 0; foreach (var row in all) foreach (var d in row) if (d == DayOfWeek.Friday) n++; return n; } }"),
    ]);

    [Fact]
    public Task Fixes_suggestions() => Verify.Fixes(
        "class C { int M(DayOfWeek[] all) { var n = 0; foreach (var d in all) if (d.[|Equals|](DayOfWeek.Friday)) n++; return n; } }",
        "class C { int M(DayOfWeek[] all) { var n = 0; foreach (var d in all) if (d == DayOfWeek.Friday) n++; return n; } }",
        DiagnosticSeverity.Info);

    private static string InNestedLoops(string statement) => $$"""
        enum Status { Open, Paid, Sent }
        enum Small : byte { A, B }
        class Item { public Status Status { get; set; } public Small Small { get; set; } public int Number { get; set; } public string Text { get; set; } = ""; }
        class C
        {
            void M(Item[] a, Item[] b, int n)
            {
                foreach (var x in a)
                {
                    foreach (var y in b)
                    {
                        {{statement}}
                    }
                }
            }
        }
        """;
}
