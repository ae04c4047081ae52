using PerfAnalyzers.Measurement;

namespace PerfAnalyzers.Tests;

/// <summary>How often a benchmark does, in ten calls, what it needs once, and how often what it is about.</summary>
public sealed class BenchmarkSetupInBodyTruth
{
    private const int Calls = 10;

    [Theory]
    [InlineData("[Benchmark] public int Call() { var text = File.ReadAllText(Path); return Work(text); }", true, Calls, Calls)]
    [InlineData("string? _text; [GlobalSetup] public void Prepare() { _text = File.ReadAllText(Path); } [Benchmark] public int Call() => Work(_text!);", false, 1, Calls)]
    [InlineData("[GlobalSetup] public void Prepare() { } [Benchmark] public void Call() { for (var i = 0; i < 100; i++) { Work(\"a\"); } }", true, 0, Calls * 100)]
    [InlineData("[GlobalSetup] public void Prepare() { } [Benchmark] public int Call() => Work(\"a\");", false, 0, Calls)]
    public async Task Reported_benchmarks_do_more_than_they_are_about(string members, bool isReported, int reads, int works)
    {
        var source = BenchmarkCode.Class($$"""
            static int s_reads, s_works;
            static string Path { get { s_reads++; return s_file; } }
            static string s_file = "";
            static int Work(string text) { s_works++; return text.Length; }
            public static int[] Run(string file)
            {
                s_file = file;
                var bench = new Bench();
                typeof(Bench).GetMethod("Prepare")?.Invoke(bench, null);
                for (var i = 0; i < {{Calls}}; i++) { typeof(Bench).GetMethod("Call")!.Invoke(bench, null); }
                return new[] { s_reads, s_works };
            }
            {{members}}
            """);
        Assert.Equal(isReported, !(await Executed.Review<BenchmarkSetupInBody>(source)).IsEmpty);
        var file = Path.GetTempFileName();
        try
        {
            Assert.Equal([reads, works], (int[])(await Executed.Load(source).Run("Bench.Run", file))!);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
