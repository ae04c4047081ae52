using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using PerfAnalyzers.Allocation;

namespace PerfAnalyzers.Tests;

public sealed class ProfilesTests
{
    private const string Code = """
        using System.Collections;
        namespace Demo
        {
            public class Store<T>
            {
                public int Add(int n) => n;
                public int Add(string text, ref int n) => n;
                public int Add(T item, T[] items) => 0;
                public int Add<U>(U item, List<U> items, int? n) => 0;
                public async Task LoadAsync(int n) { await Task.Delay(n); }
                public Task LoadAsync(string s) => Task.CompletedTask;
                public IEnumerable<int> Rows() { yield return 1; }
                public int Count(int[,] grid, byte b, (int, char) pair, Row row) => 0;
                public int Count(int[,] grid, sbyte b, (int, char) pair, Row row) => 1;
                public class Row { public int Id => 1; }
            }
        }
        """;

    [Theory]
    [InlineData("Demo.Store`1[System.__Canon].Add(int32)", "Add(System.Int32)")]
    [InlineData("Demo.Store`1[System.__Canon].Add(class System.String,int32&)", "Add(System.String,System.Int32@)")]
    [InlineData("Demo.Store`1[System.Int32].Add(!0,!0[])", "Add(`0,`0[])")]
    [InlineData("Demo.Store`1[System.Int32].Add[System.__Canon](!!0,class System.Collections.Generic.List`1<!!0>,value class System.Nullable`1<int32>)", "Add``1(``0,System.Collections.Generic.List{``0},System.Nullable{System.Int32})")]
    [InlineData("Demo.Store`1[System.Int32].Count(int32[,],unsigned int8,value class System.ValueTuple`2<int32,wchar>,class Row<!0>)", "Count(System.Int32[0:,0:],System.Byte,System.ValueTuple{System.Int32,System.Char},Demo.Store{`0}.Row)")]
    [InlineData("Demo.Store`1+<LoadAsync>d__4[System.__Canon].MoveNext()", "LoadAsync(System.Int32)")]
    [InlineData("Demo.Store`1+<Rows>d__6[System.__Canon].MoveNext()", "Rows")]
    [InlineData("Demo.Store`1+Row[System.__Canon].get_Id()", "Row.get_Id")]
    public void Frames_are_methods(string frame, string id)
    {
        Assert.True(Frames().Exists(frame, out var method));
        Assert.Equal("M:Demo.Store`1." + id, method?.GetDocumentationCommentId());
    }

    [Theory]
    [InlineData("Demo.Store`1.Add(float64)")]
    [InlineData("Demo.Store`1+<>c.<Add>b__0(int32)")]
    [InlineData("Demo.Store`1+<>c..ctor()")]
    [InlineData("Demo.Store`1.<>n__0()")]
    public void Frames_may_be_one_of_several(string frame)
    {
        Assert.True(Frames().Exists(frame, out var method));
        Assert.Null(method);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Demo")]
    [InlineData("Demo.Store`1")]
    [InlineData("Demo.Store`2.Add(int32)")]
    [InlineData("Demo.Store`1.Remove(int32)")]
    [InlineData("Demo.Store`1+<Remove>d__1.MoveNext()")]
    [InlineData("Demo.Store`1+Cell.get_Id()")]
    [InlineData("Demo.Store`1.")]
    [InlineData(".<<.>>(]")]
    [InlineData("Demo.Store`1+<")]
    [InlineData("Demo.Store`1.>>")]
    public void Frames_may_be_gone(string frame) => Assert.False(Frames().Exists(frame, out _));

    [Fact]
    public void Nearest_frame_takes_the_time() => Assert.Equal(
        [("C.Inner()", 30), ("C.Outer()", 10)],
        Times(("Case!C.Outer() > CPU_TIME", 10), ("Case!C.Outer() > Case!C.Inner() > System.Private.CoreLib!System.String.Concat() > CPU_TIME", 30), ("Other!D.Run() > CPU_TIME", 50)));

    [Fact]
    public void Completed_tasks_do_not_call_what_waited() => Assert.Equal(
        [("C+<Waits>d__1.MoveNext()", 30)],
        Times(
            ("Case!C+<Reads>d__0.MoveNext() > System.Private.CoreLib!System.Threading.Tasks.Task.RunContinuations(class System.Object) > Case!C+<Waits>d__1.MoveNext() > CPU_TIME", 30),
            ("Case!C+<Reads>d__0.MoveNext() > System.Private.CoreLib!System.Threading.Tasks.Task.RunContinuations(class System.Object) > Other!D.Run() > CPU_TIME", 50)));

    [Fact]
    public void Broken_files_never_throw()
    {
        var whole = Speedscope.Of(("Case!C.Outer() > CPU_TIME", 10.5), ("Case!C+<Inner>d__0.MoveNext() > UNMANAGED_CODE_TIME", 3e-1));
        for (var i = 0; i < whole.Length; i++)
        {
            Assert.False(Read(whole[..i]).IsReadable && Read(whole[..i]).Total > 10.5);
            Read(whole.Remove(i, 1));
            Read(whole.Remove(i, 1).Insert(i, "["));
            Read(whole.Remove(i, 1).Insert(i, "\""));
            Read(whole.Remove(i, 1).Insert(i, "\\"));
            Read(whole.Remove(i, 1).Insert(i, "9e999"));
        }
    }

    [Fact]
    public void Broken_lines_never_throw()
    {
        const string Whole = "# perfprofile v1; collected=Release\n12.1 M:Demo.Store`1.Add``1(``0,System.Collections.Generic.List{``0},System.Nullable{System.Int32})\n3 M:Demo.Store`1.Count(System.Int32[0:,0:],System.Byte)~System.Int32";
        for (var i = Whole.IndexOf('\n', StringComparison.Ordinal); i < Whole.Length; i++)
        {
            _ = Profiled(Code, Whole[..i]);
            _ = Profiled(Code, Whole.Remove(i, 1));
            _ = Profiled(Code, Whole.Remove(i, 1).Insert(i, "{"));
            _ = Profiled(Code, Whole.Remove(i, 1).Insert(i, "`"));
        }
    }

    [Fact]
    public void Deep_and_long_files_are_given_up()
    {
        Assert.False(Read("{\"a\":" + new string('[', 1_000_000)).IsReadable);
        Assert.False(Read(new string(' ', ProfileSamples.MaximumLength + 1)).IsReadable);
    }

    [Theory]
    [InlineData("public class C { public void Run(int n) { [|n++|]; } }", "C.Run(int32)", nameof(HeatLevel.Declared))]
    [InlineData("public class C { public int Run(List<int> xs) => xs.Count + new[] { 1 }.Sum(x => [|x + xs.Count|]); }", "C+<>c__DisplayClass0_0.<Run>b__0(int32)", nameof(HeatLevel.Declared))]
    [InlineData("public class C { public async Task Run(int n) { await Task.Yield(); [|n++|]; } }", "C+<Run>d__0.MoveNext()", nameof(HeatLevel.Declared))]
    [InlineData("public class C<T> { public void Run(int n) { [|n++|]; } }", "C`1[System.__Canon].Run(int32)", nameof(HeatLevel.Declared))]
    [InlineData("public class C { public int Rows { get { var n = 0; [|n++|]; return n; } } }", "C.get_Rows()", nameof(HeatLevel.Declared))]
    [InlineData("public partial class C { public partial void Run(int n); public partial void Run(int n) { [|n++|]; } }", "C.Run(int32)", nameof(HeatLevel.Declared))]
    [InlineData("public class C { public void Run(int n) { [|n++|]; } public void Run(string n) { } }", "C.Run(class System.String)", nameof(HeatLevel.Neutral))]
    [InlineData("public class C { public void Run(int n) { [|n++|]; } public void Walk(int n) { } }", "C.Walk(int32)", nameof(HeatLevel.Neutral))]
    [InlineData("public class C { public override int GetHashCode() { var n = 0; [|n++|]; return n; } }", "C.GetHashCode()", nameof(HeatLevel.Contract))]
    [InlineData("public class Program { public static void Main() { var n = 0; [|n++|]; } }", "Program.Main()", nameof(HeatLevel.Cold))]
    public void What_a_profile_names_is_hot(string source, string frame, string level)
    {
        var snippet = Snippet.Of(Attached.To(source, "app.speedscope.json", Speedscope.Of(($"Case!{frame} > CPU_TIME", 10))));
        var member = snippet.Member;
        while (member is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction })
        {
            member = member.ContainingSymbol;
        }

        Assert.Equal(level, snippet.Facts.Heat.Of(snippet.Operation, member).ToString());
    }

    [Theory]
    [InlineData(3, "", true)]
    [InlineData(0.5, "", false)]
    [InlineData(3, "5", false)]
    [InlineData(0.5, "0", true)]
    public void Little_time_is_not_hot(double milliseconds, string percent, bool isHot)
    {
        var source = Attached.To("public class C { public void Run(int n) { [|n++|]; } public void Walk() { } }", "app.speedscope.json", Speedscope.Of(("Case!C.Run(int32) > CPU_TIME", milliseconds), ("Case!C.Walk() > CPU_TIME", 100 - milliseconds)));
        var snippet = Snippet.Of(source, percent.Length > 0 ? [(Profiles.HotPercent.Key, percent)] : []);
        Assert.Equal(isHot, snippet.Facts.Heat.OfMember(snippet.Member) == HeatLevel.Declared);
    }

    [Theory]
    [InlineData("# perfprofile v1; collected=Release\n12.1 M:C.Run(System.Int32)", true)]
    [InlineData("# perfprofile v1; collected=Debug\n12.1 M:C.Run(System.Int32)", false)]
    [InlineData("# perfprofile v1; assembly=Other\n12.1 M:C.Run(System.Int32)", false)]
    [InlineData("12.1 M:C.Run(System.Int32)", false)]
    public void Lines_name_hot_methods(string lines, bool isHot)
    {
        var snippet = Snippet.Of(Attached.To("public class C { public void Run(int n) { [|n++|]; } }", "app.perfprofile", lines));
        Assert.Equal(isHot, snippet.Facts.Heat.OfMember(snippet.Member) == HeatLevel.Declared);
    }

    [Fact]
    public void Hot_handlers_still_serve_requests()
    {
        var snippet = Snippet.Of(Attached.To(
            "public class OrdersController : Microsoft.AspNetCore.Mvc.ControllerBase { public int Get(int n) { [|n++|]; return n; } }", "app.speedscope.json", Speedscope.Of(("Case!OrdersController.Get(int32) > CPU_TIME", 10))));
        Assert.Equal(HeatLevel.Declared, snippet.Facts.Heat.OfMember(snippet.Member));
        Assert.True(snippet.Facts.Heat.IsInRequest(snippet.Operation, snippet.Member));
    }

    [Fact]
    public async Task A_box_in_a_loop_is_a_warning_where_a_profile_names_the_method()
    {
        const string Boxing = "public class C { public void Run(List<int> xs, System.Collections.ArrayList all) { foreach (var x in xs) { all.[|Add|](x); } } }";
        await Verify<BoxingInLoop, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>.Suggests(Boxing);
        await Verify<BoxingInLoop, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>.Fires(Attached.To(
            Boxing, "app.speedscope.json", Speedscope.Of(("Case!C.Run(class System.Collections.Generic.List`1<int32>,class System.Collections.ArrayList) > CPU_TIME", 10))));
    }

    private static ProfileFrames Frames() => new(AllRules.With(AllRules.Parse(Code)).Assembly);

    private static ProfileSamples Read(string text) => ProfileSamples.Read(SourceText.From(text), isSpeedscope: true, "Case");

    private static (string, double)[] Times(params (string, double)[] samples) => [.. Read(Speedscope.Of(samples)).Times.Select(static pair => (pair.Key, pair.Value)).OrderBy(static pair => pair.Key, StringComparer.Ordinal)];

    private static Profile? Profiled(string code, string lines)
    {
        var compilation = AllRules.With(AllRules.Parse(code));
        var files = Attached.Of(Attached.To("", "app.perfprofile", lines));
        return Facts.Of(compilation, new Microsoft.CodeAnalysis.Diagnostics.AnalyzerOptions(files)).Profiles.In(files[0]);
    }
}
