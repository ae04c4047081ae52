using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Measurement.BenchmarkSetupInBody, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class BenchmarkSetupInBodyTests
{
    public static readonly Cases Firing = new()
    {
        { "file, then work", In("[Benchmark] public int Count() { var text = File.[|ReadAllText|](\"orders.json\"); return text.Split(',').Length; }") },
        { "file as an argument", In("[Benchmark] public int Parse() => Work(File.[|ReadAllText|](\"orders.json\"));") },
        { "lines as a receiver", In("[Benchmark] public int Lines() => File.[|ReadAllLines|](_path).Length;") },
        { "awaited", In("[Benchmark] public async Task<int> Parse() { var text = await File.[|ReadAllTextAsync|](_path); return Work(text); }") },
        { "bytes", In("[Benchmark] public int Parse() { byte[] all; all = File.[|ReadAllBytes|](\"a\"); return all.Length; }") },
        { "generator", In("[Benchmark] public int Pick() { var random = new [|Random|](42); return _data[random.Next(_data.Length)]; }") },
        { "generator in place", In("[Benchmark] public int Pick() => _data[new [|Random|]().Next(3)];") },
        { "loop", In("[Benchmark] public void Many() { [|for (var i = 0; i < 1000; i++)|] { Work(\"a\"); } }") },
        { "loop of one statement", In("[Benchmark(Baseline = true)] public void Many() { [|for (int i = 0; i < 100; ++i)|] Work(\"a\"); }") },
    };

    public static readonly Cases Quiet = new()
    {
        { "setup", In("string _text = \"\"; [GlobalSetup] public void Prepare() { _text = File.ReadAllText(\"orders.json\"); } [Benchmark] public int Parse() => Work(_text);") },
        { "reading is what is measured", In("[Benchmark] public string Get() => File.ReadAllText(\"orders.json\");") },
        { "about files", "using BenchmarkDotNet.Attributes; public class FileReading { [Benchmark] public int Length() => File.ReadAllText(\"a\").Length; }" + BenchmarkCode.Library },
        { "about reading", In("[Benchmark] public int ReadLines() => File.ReadAllLines(\"a\").Length;") },
        { "argument of the benchmark", In("[Benchmark] [Arguments(\"a\")] public int Parse(string path) => Work(File.ReadAllText(path));") },
        { "about random numbers", In("[Benchmark] public int RandomNext() => new Random(1).Next();") },
        { "kept generator", In("readonly Random _random = new(1); [Benchmark] public int Pick() => _data[_random.Next(_data.Length)];") },
        { "generator is returned", In("[Benchmark] public Random Make() => new Random(1);") },
        { "generator in a setup", In("[IterationSetup] public void Prepare() { new Random(1).Shuffle(_data); } [Benchmark] public void Sort() { Work(\"a\"); }") },
        { "shared generator", In("[Benchmark] public int Pick() => _data[Random.Shared.Next(3)];") },
        { "loop over elements", In("[Benchmark] public int Sum() { var sum = 0; for (var i = 0; i < _data.Length; i++) { sum += _data[i]; } return sum; }") },
        { "counter is used", In("[Benchmark] public void Many() { for (var i = 0; i < 1000; i++) { Work(i.ToString()); } }") },
        { "operations are told", In("[Benchmark(OperationsPerInvoke = 1000)] public void Many() { for (var i = 0; i < 1000; i++) { Work(\"a\"); } }") },
        { "loop from a parameter", In("[Params(10)] public int N { get; set; } [Benchmark] public void Many() { for (var i = 0; i < N; i++) { Work(\"a\"); } }") },
        { "filling a list", In("[Benchmark] public List<int> Fill() { var list = new List<int>(); for (var i = 0; i < 100; i++) { list.Add(42); } return list; }") },
        { "no benchmark", In("public void Many() { for (var i = 0; i < 1000; i++) { Work(\"a\"); } } public int Parse() => Work(File.ReadAllText(\"a\"));") },
        { "helper", In("static string Text() => File.ReadAllText(\"a\"); [Benchmark] public int Parse() => Work(Text());") },
        { "in a lambda", In("[Benchmark] public Func<int> Make() => () => Work(File.ReadAllText(\"a\"));") },
        { "two loops", In("[Benchmark] public void Both() { for (var i = 0; i < 10; i++) { Work(\"a\"); } for (var i = 0; i < 10; i++) { Work(\"b\"); } }") },
        { "exists", In("[Benchmark] public bool Exists() { var there = File.Exists(\"a\"); return there; }") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_measured_too() => Verify.Says(
        In("[Benchmark] public int Parse() => Work(File.[|ReadAllText|](\"orders.json\"));"),
        "'ReadAllText' reads the same file in every call, which is measured with the rest; read it in a [GlobalSetup]");

    private static string In(string members) => BenchmarkCode.Class("readonly int[] _data = { 1, 2, 3 }; readonly string _path = \"a\"; int _n; int Work(string text) => _n += text.Length;\n    " + members);
}
