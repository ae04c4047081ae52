using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PerfAnalyzers.Tests;

/// <summary>What <see cref="Boxes"/> says, against the compiler's own <c>box</c> instructions and the runtime's own sizes.</summary>
public sealed class BoxesTests
{
    public static readonly TheoryData<Case> All = [.. AllCases()];

    public static readonly TheoryData<string, object> Values = new()
    {
        { "bool", true },
        { "int", 1 },
        { "byte", (byte)1 },
        { "char", 'c' },
        { "long", 1L },
        { "double", 1.0 },
        { "decimal", 1m },
        { "Guid", Guid.Empty },
        { "DateTime", DateTime.MinValue },
        { "DateTimeOffset", DateTimeOffset.MinValue },
        { "DateOnly", DateOnly.MinValue },
        { "TimeOnly", TimeOnly.MinValue },
        { "TimeSpan", TimeSpan.Zero },
        { "Int128", (Int128)1 },
        { "Half", (Half)1 },
        { "Index", new Index(1) },
        { "Range", 1..2 },
        { "DayOfWeek", DayOfWeek.Friday },
        { "int?", (int?)1 },
        { "(int, long)", (1, 2L) },
        { "(byte, int, byte)", ((byte)1, 2, (byte)3) },
        { "(byte, string, byte)", ((byte)1, "", (byte)3) },
        { "(int, int, int)", (1, 2, 3) },
        { "KeyValuePair<int, string>", new KeyValuePair<int, string>(1, "") },
        { "KeyValuePair<int, (int, Guid)>", new KeyValuePair<int, (int, Guid)>(1, (2, Guid.Empty)) },
    };

    /// <summary>Every box instruction is foreseen by a judgement, and every judgement that promises one has it: same number per file.</summary>
    [Theory, MemberData(nameof(All))]
    public void Agrees_with_the_compiler(Case code)
    {
        var compilation = Compile(code.Unmarked);
        var judged = Judge(compilation);
        var emitted = BoxInstructions.Of(compilation).Count(static box => box.Document == "Case.cs");
        Assert.True(emitted == judged.Count(static box => box.IsEmitted), $"emitted {emitted}, judged: {string.Join(", ", judged.Select(static box => $"{box.Reason} of {box.Value.Syntax}"))}\n{code.Unmarked}");
    }

    /// <summary>A string handler cannot be kept over an await: then holes are arguments of <c>string.Format</c>.</summary>
    [Theory]
    [InlineData("string M(int i, string s) => $\"{i}{s}\";", 0)]
    [InlineData("async System.Threading.Tasks.Task<string> M(int i, System.Threading.Tasks.Task<int> s) => $\"{i}{await s}\";", 2)]
    [InlineData("System.FormattableString M(int i, string s) => $\"{i}{s}\";", 1)]
    public void Knows_how_strings_are_interpolated(string method, int boxes)
    {
        var compilation = Compile("class C { " + method + " }");
        Assert.Equal(boxes, BoxInstructions.Of(compilation).Count(static box => box.Document == "Case.cs"));
        Assert.Equal(boxes, Judge(compilation).Count(static box => box.IsEmitted));
    }

    [Theory, MemberData(nameof(Values))]
    public void Knows_what_a_box_costs(string type, object value)
    {
        var compilation = Compile($"class C {{ {type} _field; }}");
        var field = (IFieldSymbol)compilation.GetTypeByMetadataName("C")!.GetMembers("_field")[0];
        var bytes = AllocatedBytes.Of(() => RuntimeHelpers.GetUninitializedObject(value.GetType()));
        Assert.Equal((int)bytes, BoxSizes.Of(field.Type));
    }

    [Theory]
    [InlineData("struct S { byte _a; int _b; byte _c; }", 32)]
    [InlineData("struct S { byte _a; string _b; byte _c; }", 32)]
    [InlineData("struct S { byte _a; string _b; int _c; byte _d; }", 32)]
    [InlineData("struct S { long _a; long _b; long _c; }", 40)]
    [InlineData("struct S { decimal _a; bool _b; }", 40)]
    [InlineData("struct S { static int s; const int C = 1; }", 24)]
    [InlineData("struct S { public int A { get; set; } public Guid? B { get; set; } }", 40)]
    [InlineData("[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] struct S { [System.Runtime.InteropServices.FieldOffset(0)] int _a; }", null)]
    [InlineData("struct S { CancellationTokenSource _a; System.Threading.CancellationToken _b; }", null)]
    public void Lays_out_structs_of_the_source(string declaration, int? bytes)
    {
        var compilation = Compile("#pragma warning disable\n" + declaration);
        Assert.Equal(bytes, BoxSizes.Of(compilation.GetTypeByMetadataName("S")!));
        if (bytes is not null)
        {
            var code = Executed.Load("#pragma warning disable\n" + declaration + " static class T { static object? s; public static void Box() => s = new S(); }");
            Assert.Equal((long)bytes, AllocatedBytes.Of(code.Delegate<Action>("T.Box")));
        }
    }

    [Fact]
    public void Reasons_of_silence()
    {
        const string Source = """
            interface I { int Area(); }
            struct S : I { public int Area() => 1; }
            class C
            {
                int M<TClass, TOpen>(S s, DayOfWeek day, int? n, TClass c, TOpen o) where TClass : class
                {
                    object a = c!, b = o!;
                    var r = ((I)s).Area() + (int)(object)5 + s.GetType().Name.Length;
                    if ((object?)n == null || day.HasFlag(DayOfWeek.Friday) || (object)s is IDisposable) { r++; }
                    return r + ("" + r + day.GetHashCode()).Length;
                }
            }
            """;
        var reasons = Judge(Compile(Source)).Select(static box => box.Reason).ToHashSet();
        Assert.Superset(
            new HashSet<BoxReason> { BoxReason.ReferenceTypeParameter, BoxReason.OpenTypeParameter, BoxReason.Receiver, BoxReason.UnboxedAtOnce, BoxReason.TypeQuery, BoxReason.Tested, BoxReason.EnumFlag, BoxReason.Concatenation, BoxReason.EnumMember },
            reasons);
        Assert.DoesNotContain(BoxReason.Conversion, reasons);
    }

    private static IEnumerable<Case> AllCases()
    {
        foreach (var cases in new[] { BoxingInLoopTests.Firing, BoxingInLoopTests.Suggested, BoxingInLoopTests.Quiet })
        {
            foreach (object[] row in (IEnumerable<object[]>)cases)
            {
                yield return (Case)row[0];
            }
        }
    }

    private static List<Box> Judge(Compilation compilation) => [.. BoxOracle.JudgementsIn(compilation.SyntaxTrees.First(), compilation).Where(static judged => !BoxPlaces.IsLeftOut(judged.Operation)).Select(static judged => judged.Box)];

    private static CSharpCompilation Compile(string source)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview, preprocessorSymbols: ["DEBUG"]);
        return CSharpCompilation.Create(
            "Boxes",
            [
                CSharpSyntaxTree.ParseText(source, options, "Case.cs", System.Text.Encoding.UTF8),
                CSharpSyntaxTree.ParseText(Library.Usings, options, "Usings.cs", System.Text.Encoding.UTF8),
                CSharpSyntaxTree.ParseText(Library.Model, options, "Shop.cs", System.Text.Encoding.UTF8),
            ],
            Library.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
    }
}
