using PerfAnalyzers.Allocation;

namespace PerfAnalyzers.Tests;

/// <summary>Bytes per iteration, and equal results after the fix: see <see cref="LoopBytes"/>.</summary>
public sealed class StructThroughInterfaceTruth
{
    private static readonly LoopPair[] s_pairs =
    [
        new("interface parameter", true, "var s = new Square { Side = 2 }; for (var i = 0; i < n; i++) { Sink.Number += Callee.Area(s); }", "var s = new Square { Side = 2 }; for (var i = 0; i < n; i++) { Sink.Number += Callee.AreaOf(s); }"),
        new("object parameter", true, "var k = new OwnKey { Id = n }; for (var i = 0; i < n; i++) { Sink.Number += Callee.Hash(k); }", "var k = new OwnKey { Id = n }; for (var i = 0; i < n; i++) { Sink.Number += Callee.HashOf(k); }"),
        new("comparable", true, "for (var i = 0; i < n; i++) { if (Callee.Exceeds(i, 5)) { Sink.Number++; } }", "for (var i = 0; i < n; i++) { if (Callee.ExceedsOf(i, 5)) { Sink.Number++; } }"),
        new("two parameters", true, "var s = new Square { Side = 2 }; for (var i = 0; i < n; i++) { Sink.Number += Callee.Both(s, s); }", "var s = new Square { Side = 2 }; for (var i = 0; i < n; i++) { Sink.Number += Callee.BothOf(s, s); }"),
        new("per element", true, "var all = new Square[n]; Sink.Number += all.Sum(s => Callee.Area(s));", "var all = new Square[n]; Sink.Number += all.Sum(s => Callee.AreaOf(s));"),

        new("generic", false, "var s = new Square { Side = 2 }; for (var i = 0; i < n; i++) { Sink.Number += Callee.AreaOf(s); }"),
        new("cast to call", false, "var s = new Square { Side = 2 }; for (var i = 0; i < n; i++) { Sink.Number += ((IShape)s).Area(); }"),
        new("only tested for null", false, "for (var i = 0; i < n; i++) { if (Callee.IsNull(i)) { Sink.Number++; } }"),
        new("few passes", false, "var s = new Square { Side = 2 }; for (var i = 0; i < 9; i++) { Sink.Number += Callee.Area(s); }"),
    ];

    private static readonly LoopBytes s_bytes = LoopBytes.Of<StructThroughInterface>(s_pairs);

    public static readonly TheoryData<string> Names = [.. s_pairs.Select(static pair => pair.Name)];

    [Theory, MemberData(nameof(Names))]
    public Task Reported_when_it_allocates_and_only_then(string name) => s_bytes.Check(s_pairs.Single(pair => pair.Name == name));

    [Fact]
    public async Task Fixed_code_answers_the_same()
    {
        const string Source = """
            interface IShape { int Area(); int Sides { get; } }
            struct Square : IShape { public int Side; public int Area() => Side * Side; public int Sides => 4; }
            public static class Truth
            {
                public static int Run(int n)
                {
                    var sum = 0;
                    for (var i = 0; i < n; i++)
                    {
                        sum += Area(new Square { Side = i });
                        sum += Hash(i);
                        sum += Twice(new Square { Side = i });
                    }
                    return sum;
                    static int Twice(IShape shape) => shape.Area() * 2;
                }
                private static int Area(IShape shape) => shape.Area() * shape.Sides;
                private static int Hash(object o) => o.GetHashCode();
            }
            """;
        var repaired = await Executed.Fix<StructThroughInterface, StructThroughInterfaceFix>(Source);
        Assert.Equal(3, (await Executed.Review<StructThroughInterface>(Source)).Length);
        Assert.Empty(await Executed.Review<StructThroughInterface>(repaired));
        Assert.Equal(await Executed.Load(Source).Run("Truth.Run", 100), await Executed.Load(repaired).Run("Truth.Run", 100));
        var bytes = await LoopBytes.Run(
            Source.Replace("int Run(int n)", "void Run(int n)", StringComparison.Ordinal).Replace("return sum;", "", StringComparison.Ordinal) +
            repaired.Replace("interface IShape { int Area(); int Sides { get; } }", "", StringComparison.Ordinal).Replace("struct Square : IShape { public int Side; public int Area() => Side * Side; public int Sides => 4; }", "", StringComparison.Ordinal)
                .Replace("class Truth", "class Fixed", StringComparison.Ordinal).Replace("int Run(int n)", "void Run(int n)", StringComparison.Ordinal).Replace("return sum;", "", StringComparison.Ordinal),
            ["Truth.Run", "Fixed.Run"]);
        Assert.Equal(0, bytes[1]);
        Assert.True(bytes[0] >= 24, $"{bytes[0]} bytes");
    }
}
