using PerfAnalyzers.Measurement;

namespace PerfAnalyzers.Tests;

/// <summary>How much of its work a benchmark has done when a runner that awaits what it returns goes on.</summary>
public sealed class BenchmarkAsyncVoidTruth
{
    [Fact]
    public async Task Nobody_waits_for_async_void()
    {
        var source = BenchmarkCode.Class("""
            public static readonly TaskCompletionSource Gate = new();
            public static int Done;
            public static void Open() => Gate.SetResult();
            public static int Count() => Done;
            [Benchmark] public async void Load() { for (var i = 0; i < 10; i++) { await Gate.Task; Done++; } }
            public static Task? Run() => (Task?)typeof(Bench).GetMethod("Load")!.Invoke(new Bench(), null);
            """);
        Assert.Single(await Executed.Review<BenchmarkAsyncVoid>(source));
        var code = Executed.Load(source);
        await code.Run("Bench.Run");
        Assert.Equal(0, await code.Run("Bench.Count"));

        var fixedSource = await Executed.Fix<BenchmarkAsyncVoid, BenchmarkAsyncVoidFix>(source);
        Assert.Empty(await Executed.Review<BenchmarkAsyncVoid>(fixedSource));
        code = Executed.Load(fixedSource);
        var run = code.Run("Bench.Run");
        Assert.False(run.IsCompleted);
        await code.Run("Bench.Open");
        await run;
        Assert.Equal(10, await code.Run("Bench.Count"));
    }
}
