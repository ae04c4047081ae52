using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Allocation.StructThroughInterface, PerfAnalyzers.Allocation.StructThroughInterfaceFix>;

namespace PerfAnalyzers.Tests;

public sealed class StructThroughInterfaceTests
{
    private const string Shapes = """

        interface IShape { int Area(); int Sides { get; } }
        struct Square : IShape { public int Side; public int Area() => Side * Side; public int Sides => 4; }
        struct Circle : IShape { public int Radius; public int Area() => 3 * Radius * Radius; public int Sides => 0; }
        struct Money { public decimal Amount; public override string ToString() => "m"; public override bool Equals(object? o) => o is Money m && m.Amount == Amount; public override int GetHashCode() => 1; }
        struct Point { public int X; public int Y; }
        """;

    public static readonly Cases Firing = new()
    {
        { "own method", "class C { int M(Square[][] rows) { var sum = 0; foreach (var row in rows) foreach (var s in row) sum += [|Area|](s); return sum; } static int Area(IShape shape) => shape.Area() * shape.Sides; }" + Shapes },
        { "local function", "class C { int M(Square[] all) { var n = 0; foreach (var s in all) { n += [|Twice|](s); } return n; static int Twice(IShape x) => x.Area() * 2; } }" + Shapes },
        { "per element", "class C { int M(List<Square> all) => all.Sum(s => [|Area|](s)); static int Area(IShape shape) => shape.Area(); }" + Shapes },
        { "extension", "static class E { public static int Twice(this IShape shape) => shape.Area() * 2; } class C { int M(Square[] all) { var n = 0; foreach (var s in all) { n += s.[|Twice|](); } return n; } }" + Shapes },
        { "object whose override is called", "class C { int M(Money[] all) { var n = 0; foreach (var m in all) { n += [|Length|](m); } return n; } static int Length(object o) => o.ToString()!.Length; }" + Shapes },
        { "number as comparable", "class C { int M(int[] all, int top) { var n = 0; foreach (var i in all) { if ([|Exceeds|](i, top)) n++; } return n; } static bool Exceeds(IComparable<int> a, int b) => a.CompareTo(b) > 0; }" },
        { "formattable", "class C { void M(double[] all, List<string> to) { foreach (var d in all) { to.Add([|Text|](d)); } } static string Text(IFormattable f) => f.ToString(\"F2\", null); }" },
        { "two parameters", "class C { int M(Square[] all, Circle c) { var n = 0; foreach (var s in all) { n += [|Both|](s, c); } return n; } static int Both(IShape a, IShape b) => a.Area() + b.Area(); }" + Shapes },
        { "tested for null too", "class C { int M(Square[] all) { var n = 0; foreach (var s in all) { n += [|Area|](s); } return n; } static int Area(IShape? shape) => shape is null ? 0 : shape.Area(); }" + Shapes },
        { "another object's method", "class Meter { public int Measure(IShape s) => s.Area(); } class C { int M(Meter meter, Square[] all) { var n = 0; foreach (var s in all) { n += meter.[|Measure|](s); } return n; } }" + Shapes },
        { "while loop", "class C { int M(Queue<Square> all) { var n = 0; while (all.Count > 0) { n += [|Area|](all.Dequeue()); } return n; } static int Area(IShape shape) => shape.Area(); }" + Shapes },
    };

    public static readonly Cases Quiet = new()
    {
        { "once", "class C { int M(Square s) => Area(s); static int Area(IShape shape) => shape.Area(); }" + Shapes },
        { "class", "class Disc : IShape { public int Area() => 1; public int Sides => 0; } class C { int M(Disc[] all) { var n = 0; foreach (var s in all) { n += Area(s); } return n; } static int Area(IShape shape) => shape.Area(); }" + Shapes },
        { "generic already", "class C { int M(Square[] all) { var n = 0; foreach (var s in all) { n += Area(s); } return n; } static int Area<T>(T shape) where T : IShape => shape.Area(); }" + Shapes },
        { "kept", "class C { readonly List<IShape> _all = new(); void M(Square[] all) { foreach (var s in all) { Keep(s); } } void Keep(IShape s) { s.Area(); _all.Add(s); } }" + Shapes },
        { "stored in a field", "class C { IShape? _last; void M(Square[] all) { foreach (var s in all) { Keep(s); } } void Keep(IShape s) => _last = s; }" + Shapes },
        { "returned", "class C { int M(Square[] all) { var n = 0; foreach (var s in all) { n += Same(s).Area(); } return n; } static IShape Same(IShape s) { s.Area(); return s; } }" + Shapes },
        { "type tested", "class C { int M(Square[] all) { var n = 0; foreach (var s in all) { n += Area(s); } return n; } static int Area(IShape s) => s is Circle c ? c.Radius : s.Area(); }" + Shapes },
        { "asked for its type", "class C { int M(Square[] all) { var n = 0; foreach (var s in all) { n += Name(s); } return n; } static int Name(object s) => s.GetType().Name.Length; }" + Shapes },
        { "virtual", "class C { int M(Square[] all) { var n = 0; foreach (var s in all) { n += Area(s); } return n; } protected virtual int Area(IShape s) => s.Area(); }" + Shapes },
        { "interface member", "interface IMeter { int Measure(IShape s); } class C : IMeter { int M(Square[] all) { var n = 0; foreach (var s in all) { n += Measure(s); } return n; } public int Measure(IShape s) => s.Area(); }" + Shapes },
        { "override", "abstract class B { public abstract int Measure(IShape s); } class C : B { int M(Square[] all) { var n = 0; foreach (var s in all) { n += Measure(s); } return n; } public override int Measure(IShape s) => s.Area(); }" + Shapes },
        { "library", "class C { void M(int[] all, List<IComparable> to) { foreach (var s in all) { to.Add(s); } } }" },
        { "only tested for null", "class C { int M(Square[] all) { var n = 0; foreach (var s in all) { n += Has(s); } return n; } static int Has(IShape? s) => s is null ? 0 : 1; }" + Shapes },
        { "params", "class C { int M(Square[] all) { var n = 0; foreach (var s in all) { n += Sum(s, s); } return n; } static int Sum(params IShape[] s) => s[0].Area(); }" + Shapes },
        { "few passes", "class C { int M(Square s) { var n = 0; for (var i = 0; i < 4; i++) { n += Area(s); } return n; } static int Area(IShape shape) => shape.Area(); }" + Shapes },
        { "struct that leaves the override to ValueType", "class C { int M(Point[] all) { var n = 0; foreach (var p in all) { n += Length(p); } return n; } static int Length(object o) => o.ToString()!.Length; }" + Shapes },
        { "thrown", "class C { void M(Square[] all) { foreach (var s in all) { if (s.Side < 0) throw new ArgumentException(Text(s)); } } static string Text(IShape s) => s.Area().ToString(); }" + Shapes },
        { "nullable", "class C { int M(Square?[] all) { var n = 0; foreach (var s in all) { n += Area(s); } return n; } static int Area(IShape? shape) => shape is null ? 0 : shape.Area(); }" + Shapes },
        { "captured by a lambda that stays", "class C { void M(Square[] all, List<Func<int>> to) { foreach (var s in all) { Defer(s, to); } } static void Defer(IShape s, List<Func<int>> to) { IShape kept = s; to.Add(() => kept.Area()); } }" + Shapes },
        { "passed on", "class C { int M(Square[] all) { var n = 0; foreach (var s in all) { n += First(s); } return n; } static int First(IShape s) => Second(s); static int Second(IShape s) => s.GetHashCode() + (s == s ? 1 : 0); }" + Shapes },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_boxed_for_what() => Verify.Says(
        "class C { int M(Square[] all) { var sum = 0; foreach (var s in all) sum += [|Area|](s); return sum; } static int Area(IShape shape) => shape.Area(); }" + Shapes,
        "'Area' takes 's' as 'IShape', which boxes it for every element of 'all', 24 bytes each time; make 'Area' generic in the type of 'shape'");

    public static readonly TheoryData<string, string, string, string> Rewrites = new()
    {
        { "static method", "Area(s)", "static int Area(IShape shape) => shape.Area();", "static int Area<TShape>(TShape shape) where TShape : IShape => shape.Area();" },
        { "block", "Area(s)", "static int Area(IShape shape)\n    {\n        return shape.Area();\n    }", "static int Area<TShape>(TShape shape) where TShape : IShape\n    {\n        return shape.Area();\n    }" },
        { "other parameters", "Area(2, s, 3)", "static int Area(int a, IShape shape, int b) => a * shape.Area() * b;", "static int Area<TShape>(int a, TShape shape, int b) where TShape : IShape => a * shape.Area() * b;" },
        { "generic method", "Area(s, \"\")", "static int Area<T>(IShape shape, T other) where T : class => shape.Area();", "static int Area<T, TShape>(TShape shape, T other) where TShape : IShape where T : class => shape.Area();" },
        { "two parameters", "Area(s, s)", "static int Area(IShape a, IShape b) => a.Area() + b.Area();", "static int Area<TA, TB>(TA a, TB b) where TA : IShape where TB : IShape => a.Area() + b.Area();" },
        { "object", "Area(m)", "static int Area(object o) => o.ToString()!.Length;", "static int Area<TO>(TO o) => o.ToString()!.Length;" },
    };

    [Theory, MemberData(nameof(Rewrites))]
    public Task Fixes(string name, string call, string bad, string good)
    {
        Assert.NotEmpty(name);
        return Verify.Fixes(Using("[|Area|]" + call[4..], bad), Using(call, good), DiagnosticSeverity.Info);

        static string Using(string call, string method) => "class C\n{\n    int M(Square[] all, Money m) { var n = 0; foreach (var s in all) { n += " + call + "; } return n; }\n\n    " + method + "\n}\n" + Shapes;
    }

    public static readonly TheoryData<string, string> Refused = new()
    {
        { "others may call it", "public class C { public int M(Square[] all) { var n = 0; foreach (var s in all) { n += [|Area|](s); } return n; } public static int Area(IShape shape) => shape.Area(); } public interface IShape { int Area(); } public struct Square : IShape { public int Area() => 1; }" },
        { "null is handed over elsewhere", "class C { int M(Square[] all) { var n = Area(null); foreach (var s in all) { n += [|Area|](s); } return n; } static int Area(IShape shape) => shape.Area(); }" + Shapes },
        { "used as a delegate", "class C { int M(Square[] all, List<IShape> others) { var f = Area; var n = others.Sum(f); foreach (var s in all) { n += [|Area|](s); } return n; } static int Area(IShape shape) => shape.Area(); }" + Shapes },
        { "annotated parameter", "class C { int M(Square[] all) { var n = 0; foreach (var s in all) { n += [|Area|](s); } return n; } static int Area(IShape? shape) => shape is null ? 0 : shape.Area(); }" + Shapes },
    };

    [Theory, MemberData(nameof(Refused))]
    public Task Refuses(string name, string code)
    {
        Assert.NotEmpty(name);
        return Verify.RefusesToFix(code, DiagnosticSeverity.Info);
    }
}
