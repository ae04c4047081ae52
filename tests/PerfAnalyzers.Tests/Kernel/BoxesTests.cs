using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfAnalyzers.Allocation;

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

    /// <summary>A report that speaks of a conversion points into a statement that has a box instruction.</summary>
    [Theory, MemberData(nameof(All))]
    public async Task Reports_point_at_boxes(Case code)
    {
        var compilation = Compile(code.Unmarked);
        var emitted = BoxInstructions.Of(compilation);
        var inherited = Judge(compilation).Where(static box => !box.IsEmitted).Select(static box => box.Value.Syntax.Span).ToArray();
        foreach (var report in await Report(compilation))
        {
            var at = report.Location.GetLineSpan().StartLinePosition;
            var isEmitted = emitted.Any(box => box.Document == "Case.cs" &&
                (box.StartLine, box.StartColumn).CompareTo((at.Line + 1, at.Character + 1)) <= 0 && (box.EndLine, box.EndColumn).CompareTo((at.Line + 1, at.Character + 1)) >= 0);
            Assert.True(isEmitted || inherited.Length > 0 || report.GetMessage(null).StartsWith("each element", StringComparison.Ordinal), report.ToString());
        }
    }

    /// <summary>Every allocating box inside a loop of the cases is reported or left out for a reason that has a name.</summary>
    [Theory, MemberData(nameof(All))]
    public async Task Every_box_is_reported_or_left_out_for_a_named_reason(Case code)
    {
        var compilation = Compile(code.Unmarked);
        var facts = Facts.Of(compilation, new AnalyzerOptions([]));
        var reports = await Report(compilation);
        foreach (var box in Judge(compilation).Where(static box => box.Allocates))
        {
            var operation = box.Reason == BoxReason.LoopElement ? Ancestor<ILoopOperation>(box.Value)
                : box.Value.Parent is IConversionOperation { Parent: IArgumentOperation { Parent: IInvocationOperation call } } ? call : box.Value;
            var member = box.Value.SemanticModel!.GetEnclosingSymbol(box.Value.Syntax.SpanStart)!;
            var silence = BoxingInLoop.SilenceAt(operation, member, facts, default, out _, out _);
            var isReported = reports.Any(report => Statement(box.Value.Syntax).Span.Contains(report.Location.SourceSpan));
            Assert.True(isReported || silence != BoxSilence.None || s_noWayOut.Contains(code.Name), $"{code.Name}: {box.Reason} of {box.Value.Syntax} is neither reported nor excluded");
        }
    }

    [Theory, MemberData(nameof(Values))]
    public void Knows_what_a_box_costs(string type, object value)
    {
        var compilation = Compile($"class C {{ {type} _field; }}");
        var field = (IFieldSymbol)compilation.GetTypeByMetadataName("C")!.GetMembers("_field")[0];
        var copy = RuntimeHelpers.GetUninitializedObject(value.GetType());
        var before = GC.GetAllocatedBytesForCurrentThread();
        copy = RuntimeHelpers.GetUninitializedObject(value.GetType());
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(copy);
        Assert.Equal((int)bytes, Boxes.BytesOf(field.Type));
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
    public async Task Lays_out_structs_of_the_source(string declaration, int? bytes)
    {
        var compilation = Compile("#pragma warning disable\n" + declaration);
        Assert.Equal(bytes, Boxes.BytesOf(compilation.GetTypeByMetadataName("S")!));
        if (bytes is not null)
        {
            var code = Executed.Load("#pragma warning disable\n" + declaration + " static class T { static object? s; public static object Box() => new S(); public static long Cost() { Box(); var a = GC.GetAllocatedBytesForCurrentThread(); s = Box(); return GC.GetAllocatedBytesForCurrentThread() - a; } }");
            Assert.Equal((long)bytes, await code.Run("T.Cost"));
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

    // Cases whose boxes are allocated, and where the author has no choice.
    private static readonly HashSet<string> s_noWayOut =
    [
        "query key", "data row", "bag of objects", "list of objects", "object field", "kept by the callee", "virtual callee", "callee of an interface", "reflection", "reflection invoke", "mixed yields",
        "prescribed yields", "local that holds several types", "local that goes where objects go", "projection to objects", "delegate over a struct that changes", "nullable formatted", "reference equality",
        "struct that leaves ToString to ValueType formatted", "formattable for a query", "callee only tests for null", "parameter of a command", "enum equality is another subject",
    ];

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

    private static List<Box> Judge(Compilation compilation)
    {
        var tree = compilation.SyntaxTrees.First();
        var model = compilation.GetSemanticModel(tree);
        var boxes = new List<Box>();
        var seen = new HashSet<IOperation>();
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (model.GetOperation(node) is { Parent: null } root && seen.Add(root))
            {
                foreach (var operation in root.DescendantsAndSelf())
                {
                    if (!Operations.IsInExpressionTree(operation) && (Boxes.Of(operation) ?? (operation is IForEachLoopOperation loop ? Boxes.OfElement(loop) : null)) is { } box)
                    {
                        boxes.Add(box);
                    }
                }
            }
        }

        return boxes;
    }

    private static async Task<ImmutableArray<Diagnostic>> Report(Compilation compilation) =>
        await compilation.WithAnalyzers([new BoxingInLoop()]).GetAnalyzerDiagnosticsAsync();

    private static T Ancestor<T>(IOperation operation)
        where T : class, IOperation
    {
        var current = operation;
        while (current is not T)
        {
            current = current.Parent!;
        }

        return (T)current;
    }

    private static SyntaxNode Statement(SyntaxNode node) =>
        node.AncestorsAndSelf().First(static n => n is Microsoft.CodeAnalysis.CSharp.Syntax.StatementSyntax or Microsoft.CodeAnalysis.CSharp.Syntax.ArrowExpressionClauseSyntax or Microsoft.CodeAnalysis.CSharp.Syntax.MemberDeclarationSyntax);

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
