using System.Reflection;
using PerfAnalyzers.Measurement;

namespace PerfAnalyzers.Tests;

/// <summary>What a runner reads from a class and a configuration, before and after the fix.</summary>
public sealed class BenchmarkConfigurationTruth
{
    [Fact]
    public async Task Memory_is_measured_where_an_attribute_says_so()
    {
        var source = BenchmarkCode.Class("[Benchmark] public int A() => 1; public static int Diagnosers() => typeof(Bench).GetCustomAttributes(true).OfType<MemoryDiagnoserAttribute>().Count();", "");
        Assert.Single(await Executed.Review<BenchmarkConfiguration>(source));
        var fixedSource = await Executed.Fix<BenchmarkConfiguration, BenchmarkConfigurationFix>(source);
        Assert.Empty(await Executed.Review<BenchmarkConfiguration>(fixedSource));
        Assert.Equal((0, 1), (await Executed.Load(source).Run("Bench.Diagnosers"), await Executed.Load(fixedSource).Run("Bench.Diagnosers")));
    }

    /// <summary>The validator that the option switches off asks what this asks: was the assembly optimized?</summary>
    [Theory]
    [InlineData(Microsoft.CodeAnalysis.OptimizationLevel.Debug, false)]
    [InlineData(Microsoft.CodeAnalysis.OptimizationLevel.Release, true)]
    public void A_debug_build_is_not_optimized(Microsoft.CodeAnalysis.OptimizationLevel level, bool isOptimized)
    {
        using var image = new MemoryStream();
        var compilation = Microsoft.CodeAnalysis.CSharp.CSharpCompilation.Create(
            "Built" + level, [Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText("public class C { }")], Library.References, new(Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary, optimizationLevel: level));
        Assert.True(compilation.Emit(image).Success);
        var attribute = Assembly.Load(image.ToArray()).GetCustomAttribute<System.Diagnostics.DebuggableAttribute>();
        Assert.Equal(isOptimized, attribute is not { IsJITOptimizerDisabled: true });
    }
}
