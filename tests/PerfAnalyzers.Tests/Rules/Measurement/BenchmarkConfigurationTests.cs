using Microsoft.CodeAnalysis;
using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Measurement.BenchmarkConfiguration, PerfAnalyzers.Measurement.BenchmarkConfigurationFix>;

namespace PerfAnalyzers.Tests;

public sealed class BenchmarkConfigurationTests
{
    public static readonly Cases Firing = new()
    {
        { "debug builds are let in", Program("BenchmarkRunner.Run<Bench>(DefaultConfig.Instance.WithOptions([|ConfigOptions.DisableOptimizationsValidator|]));") },
        { "of a configuration of one's own", Program("var config = ManualConfig.CreateEmpty().WithOptions([|ConfigOptions.DisableOptimizationsValidator|]); BenchmarkRunner.Run<Bench>(config);") },
        { "with other options", Program("BenchmarkRunner.Run<Bench>(DefaultConfig.Instance.WithOptions(ConfigOptions.JoinSummary | [|ConfigOptions.DisableOptimizationsValidator|]));") },
        { "one option", Program("BenchmarkRunner.Run<Bench>(DefaultConfig.Instance.WithOption([|ConfigOptions.DisableOptimizationsValidator|], true));") },
        { "assigned", "using BenchmarkDotNet.Configs; public class Config : ManualConfig { public Config() { Options |= [|ConfigOptions.DisableOptimizationsValidator|]; } }" + BenchmarkCode.Library },
        { "in process", Program("BenchmarkRunner.Run<Bench>(new [|DebugInProcessConfig|]());") },
        { "debug build", Program("BenchmarkRunner.Run<Bench>(new [|DebugBuildConfig|](), args);") },
        { "kept", Program("IConfig config = new [|DebugInProcessConfig|](); BenchmarkRunner.Run<Bench>(config);") },
    };

    public static readonly Cases Suggested = new()
    {
        { "no memory", BenchmarkCode.Class("[[|Benchmark|]] public int A() => 1; [Benchmark] public int B() => 2;", "") },
        { "other attributes", BenchmarkCode.Class("[[|Benchmark|](Baseline = true)] public int A() => 1;", "[Serializable]\n") },
        { "other class has it", "using BenchmarkDotNet.Attributes;\n[MemoryDiagnoser] public class A { [Benchmark] public int M() => 1; }\npublic class B { [[|Benchmark|]] public int N() => 1; }" + BenchmarkCode.Library },
    };

    public static readonly Cases Quiet = new()
    {
        { "memory", BenchmarkCode.Class("[Benchmark] public int A() => 1;") },
        { "memory of the base class", "using BenchmarkDotNet.Attributes;\n[MemoryDiagnoser] public abstract class A { } public class B : A { [Benchmark] public int N() => 1; }" + BenchmarkCode.Library },
        { "configuration of one's own", BenchmarkCode.Class("[Benchmark] public int A() => 1;", "[Config(typeof(string))]\n") },
        { "memory for all", "using BenchmarkDotNet.Attributes; public class B { [Benchmark] public int N() => 1; } class P { object M() => BenchmarkDotNet.Configs.ManualConfig.CreateEmpty().AddDiagnoser(BenchmarkDotNet.Diagnosers.MemoryDiagnoser.Default); }" + BenchmarkCode.Library },
        { "abstract", "using BenchmarkDotNet.Attributes; public abstract class B { [Benchmark] public int N() => 1; }" + BenchmarkCode.Library },
        { "no benchmark", "public class B { public int N() => 1; }" + BenchmarkCode.Library },
        { "only a setup", "using BenchmarkDotNet.Attributes; public class B { [GlobalSetup] public void N() { } }" + BenchmarkCode.Library },
        { "default", Program("BenchmarkRunner.Run<Bench>();") },
        { "other option", Program("BenchmarkRunner.Run<Bench>(DefaultConfig.Instance.WithOptions(ConfigOptions.JoinSummary));") },
        { "switched off", Program("BenchmarkRunner.Run<Bench>(DefaultConfig.Instance.WithOption(ConfigOptions.DisableOptimizationsValidator, false));") },
        { "under a debugger", Program("if (System.Diagnostics.Debugger.IsAttached) { BenchmarkRunner.Run<Bench>(new DebugInProcessConfig()); }") },
        { "under a debugger, chosen", Program("BenchmarkRunner.Run<Bench>(System.Diagnostics.Debugger.IsAttached ? new DebugInProcessConfig() : DefaultConfig.Instance);") },
        { "in debug builds", "#define DEBUG\n" + Program("\n#if DEBUG\nBenchmarkRunner.Run<Bench>(new DebugInProcessConfig());\n#else\nBenchmarkRunner.Run<Bench>();\n#endif\n") },
        { "option in debug builds", "#define DEBUG\n" + Program("var config = DefaultConfig.Instance;\n#if DEBUG\nconfig = config.WithOptions(ConfigOptions.DisableOptimizationsValidator);\n#endif\nBenchmarkRunner.Run<Bench>(config);") },
        { "asked for", Program("BenchmarkRunner.Run<Bench>(args.Contains(\"--debug\") ? new DebugInProcessConfig() : null);") },
        { "compared", Program("var config = ManualConfig.CreateEmpty(); Console.WriteLine((config.Options & ConfigOptions.DisableOptimizationsValidator).ToString());") },
        { "own class of that name", "class DebugInProcessConfig { } class C { object M() => new DebugInProcessConfig(); }" + BenchmarkCode.Library },
        { "nameof", Program("Console.WriteLine(nameof(ConfigOptions.DisableOptimizationsValidator));") },
        { "static class", "static class B { public static int N() => 1; }" + BenchmarkCode.Library },
        { "memory among others", BenchmarkCode.Class("[Benchmark] public int A() => 1;", "[Serializable, MemoryDiagnoser]\n") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Suggested))]
    public Task Suggests(Case code) => Verify.Suggests(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_let_in() => Verify.Says(
        Program("BenchmarkRunner.Run<Bench>(new [|DebugInProcessConfig|]());"),
        "'DebugInProcessConfig' runs benchmarks for a debugger, not for their times; use it behind '#if DEBUG' or 'Debugger.IsAttached', and run with '-c Release'");

    [Fact]
    public Task Measures_memory() => Verify.Fixes(
        "using BenchmarkDotNet.Attributes;\n\n// Reads.\npublic class B\n{\n    [[|Benchmark|]]\n    public int N() => 1;\n}\n" + BenchmarkCode.Library,
        "using BenchmarkDotNet.Attributes;\n\n// Reads.\n[MemoryDiagnoser]\npublic class B\n{\n    [Benchmark]\n    public int N() => 1;\n}\n" + BenchmarkCode.Library,
        DiagnosticSeverity.Info);

    [Theory]
    [InlineData("BenchmarkRunner.Run<Bench>(new [|DebugInProcessConfig|]());", "BenchmarkRunner.Run<Bench>();")]
    [InlineData("BenchmarkRunner.Run<Bench>(DefaultConfig.Instance.WithOptions([|ConfigOptions.DisableOptimizationsValidator|]));", "BenchmarkRunner.Run<Bench>(DefaultConfig.Instance);")]
    public Task Takes_the_setting_out(string before, string after) => Verify.Fixes(Program(before), Program(after));

    [Theory]
    [InlineData("BenchmarkRunner.Run<Bench>(DefaultConfig.Instance.WithOptions(ConfigOptions.JoinSummary | [|ConfigOptions.DisableOptimizationsValidator|]));")]
    [InlineData("IConfig config = new [|DebugInProcessConfig|](); BenchmarkRunner.Run<Bench>(config);")]
    [InlineData("BenchmarkRunner.Run<Bench>(new [|DebugBuildConfig|](), args);")]
    public Task Leaves_what_it_cannot_write(string body) => Verify.RefusesToFix(Program(body));

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (Program("BenchmarkRunner.Run<Bench>(new [|DebugInProcessConfig|]()); BenchmarkRunner.Run<Bench>(new [|DebugBuildConfig|]());"), Program("BenchmarkRunner.Run<Bench>(); BenchmarkRunner.Run<Bench>();")),
        ("class D { void M() { BenchmarkDotNet.Running.BenchmarkRunner.Run<D>(new [|BenchmarkDotNet.Configs.DebugInProcessConfig|]()); } }", "class D { void M() { BenchmarkDotNet.Running.BenchmarkRunner.Run<D>(); } }"),
    ]);

    private static string Program(string body) =>
        $"using BenchmarkDotNet.Configs;\nusing BenchmarkDotNet.Running;\npublic class Bench {{ }}\nclass Tool\n{{\n    static void Start(string[] args)\n    {{\n        {body}\n    }}\n}}\n{BenchmarkCode.Library}";
}
