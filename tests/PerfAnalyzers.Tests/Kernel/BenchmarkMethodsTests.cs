namespace PerfAnalyzers.Tests;

public sealed class BenchmarkMethodsTests
{
    [Fact]
    public void Attributes_are_found_on_members_and_bases()
    {
        var snippet = Snippet.Of("using BenchmarkDotNet.Attributes; [MemoryDiagnoser] class Base { [IterationSetup] public void Prepare() { } } class B : Base { [Benchmark] public void M() { [|N()|]; } void N() { } }" + BenchmarkCode.Library);
        var type = snippet.Facts.Type("B")!;
        Assert.True(BenchmarkMethods.AreKnown(snippet.Facts));
        Assert.True(BenchmarkMethods.Is(snippet.Method("B.M"), snippet.Facts));
        Assert.False(BenchmarkMethods.Is(snippet.Method("B.N"), snippet.Facts));
        Assert.True(BenchmarkMethods.HasOnClass(type, "MemoryDiagnoserAttribute", snippet.Facts));
        Assert.True(BenchmarkMethods.HasOnMethod(type, "IterationSetupAttribute", snippet.Facts));
        Assert.False(BenchmarkMethods.HasOnMethod(type, "GlobalSetupAttribute", snippet.Facts));
        Assert.False(BenchmarkMethods.MeasureMemory(snippet.Model.Compilation));
    }

    [Fact]
    public void A_configuration_measures_memory() => Assert.True(BenchmarkMethods.MeasureMemory(
        Snippet.Of("class C { object M() => [|BenchmarkDotNet.Diagnosers.MemoryDiagnoser.Default|]; }" + BenchmarkCode.Library).Model.Compilation));
}
