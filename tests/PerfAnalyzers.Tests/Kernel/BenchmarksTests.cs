using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Tests;

/// <summary>What counts as code that measures.</summary>
public sealed class BenchmarksTests
{
    private const string Library = "namespace BenchmarkDotNet.Attributes { class BenchmarkAttribute : Attribute { } } namespace BenchmarkDotNet.Running { static class BenchmarkRunner { public static void Run<T>() { } } class BenchmarkSwitcher { public static BenchmarkSwitcher FromAssembly(object a) => new(); public void Run() { } } } ";

    [Theory]
    [InlineData("class C { [BenchmarkDotNet.Attributes.Benchmark] public int M() => [|1 + 1|]; }", true)]
    [InlineData("class C { [BenchmarkDotNet.Attributes.Benchmark] public int M() => F(); int F() => [|Environment.TickCount|]; }", true)]
    [InlineData("class C { [BenchmarkDotNet.Attributes.Benchmark] public int M() => 1; class Inner { int F() => [|Environment.TickCount|]; } }", true)]
    [InlineData("class Base { [BenchmarkDotNet.Attributes.Benchmark] public int M() => 1; } class C : Base { int F() => [|Environment.TickCount|]; }", true)]
    [InlineData("class Quick : BenchmarkDotNet.Attributes.BenchmarkAttribute { } class C { [Quick] public int M() => [|Environment.TickCount|]; }", true)]
    [InlineData("class C { [BenchmarkDotNet.Attributes.Benchmark] public int M() => 1; } class D { int F() => [|Environment.TickCount|]; }", false)]
    [InlineData("class C { class Inner { [BenchmarkDotNet.Attributes.Benchmark] public int M() => 1; } int F() => [|Environment.TickCount|]; }", false)]
    [InlineData("class BenchmarkAttribute : Attribute { } class C { [Benchmark] public int M() => [|Environment.TickCount|]; }", false)]
    public void A_type_is_a_benchmark(string code, bool expected)
    {
        var snippet = Snippet.Of(Library + code);
        Assert.Equal(expected, Benchmarks.Has(snippet.Member, snippet.Facts));
    }

    [Fact]
    public void Without_the_library_nothing_is()
    {
        var snippet = Snippet.Of("class C { int F() => [|Environment.TickCount|]; }");
        Assert.False(Benchmarks.Has(snippet.Member, snippet.Facts));
        Assert.False(Benchmarks.IsProject(snippet.Facts, default));
    }

    [Theory]
    [InlineData("class Program { static void Main() => BenchmarkDotNet.Running.BenchmarkRunner.Run<Program>(); }", true)]
    [InlineData("class Program { static void Main() => BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(1).Run(); }", true)]
    [InlineData("class Program { static void Main() => All(); static void All() => BenchmarkDotNet.Running.BenchmarkRunner.Run<Program>(); }", true)]
    [InlineData("class Program { static void Main() => Console.WriteLine(); } class Tool { void All() => BenchmarkDotNet.Running.BenchmarkRunner.Run<Program>(); }", false)]
    [InlineData("class Program { static void Main() => Console.WriteLine(); }", false)]
    public void A_project_is_about_benchmarks(string program, bool expected) => Assert.Equal(expected, IsProject(Library + program, OutputKind.ConsoleApplication));

    [Fact]
    public void Top_level_statements_are_an_entry_point()
    {
        Assert.True(IsProject("BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(1).Run(); " + Library, OutputKind.ConsoleApplication));
        Assert.False(IsProject("Console.WriteLine(); " + Library, OutputKind.ConsoleApplication));
    }

    [Fact]
    public void A_library_has_no_entry_point() =>
        Assert.False(IsProject(Library + "class Program { static void Main() => BenchmarkDotNet.Running.BenchmarkRunner.Run<Program>(); }", OutputKind.DynamicallyLinkedLibrary));

    private static bool IsProject(string source, OutputKind kind)
    {
        var compilation = AllRules.Prepared();
        return Benchmarks.IsProject(Facts.Of(compilation.WithOptions(compilation.Options.WithOutputKind(kind)).AddSyntaxTrees(AllRules.Parse(source)), new AnalyzerOptions([])), default);
    }
}
