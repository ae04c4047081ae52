using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Measurement.BenchmarkAsyncVoid, PerfAnalyzers.Measurement.BenchmarkAsyncVoidFix>;

namespace PerfAnalyzers.Tests;

public sealed class BenchmarkAsyncVoidTests
{
    public static readonly Cases Firing = new()
    {
        { "benchmark", BenchmarkCode.Class("[Benchmark] public async [|void|] Load() { await Task.Yield(); }") },
        { "baseline", BenchmarkCode.Class("[Benchmark(Baseline = true)] public async [|void|] Load() { await Task.Delay(1); }") },
        { "expression", BenchmarkCode.Class("[Benchmark] public async [|void|] Load() => await Task.Delay(1);") },
        { "setup", BenchmarkCode.Class("[GlobalSetup] public async [|void|] Prepare() { await Task.Yield(); } [Benchmark] public Task Load() => Task.CompletedTask;") },
        { "cleanup", BenchmarkCode.Class("[GlobalCleanup] public async [|void|] Finish() => await Task.Yield(); [Benchmark] public Task Load() => Task.CompletedTask;") },
        { "setup of iterations", BenchmarkCode.Class("[IterationSetup] public async [|void|] Prepare() => await Task.Yield(); [Benchmark] public Task Load() => Task.CompletedTask;") },
        { "cleanup of iterations", BenchmarkCode.Class("[IterationCleanup] public async [|void|] Finish() => await Task.Yield(); [Benchmark] public Task Load() => Task.CompletedTask;") },
        { "base class", "using BenchmarkDotNet.Attributes; public abstract class Base { [Benchmark] public async [|void|] Load() => await Task.Yield(); }" + BenchmarkCode.Library },
        { "attribute of one's own", "public class FastAttribute : BenchmarkDotNet.Attributes.BenchmarkAttribute { } [BenchmarkDotNet.Attributes.MemoryDiagnoser] public class B { [Fast] public async [|void|] Load() => await Task.Yield(); }" + BenchmarkCode.Library },
    };

    public static readonly Cases Quiet = new()
    {
        { "task", BenchmarkCode.Class("[Benchmark] public async Task Load() { await Task.Yield(); }") },
        { "task with a result", BenchmarkCode.Class("[Benchmark] public async Task<int> Load() { await Task.Yield(); return 1; }") },
        { "value task", BenchmarkCode.Class("[Benchmark] public async ValueTask Load() { await Task.Yield(); }") },
        { "not async", BenchmarkCode.Class("int _n; [Benchmark] public void Count() { _n++; }") },
        { "returns a task", BenchmarkCode.Class("[Benchmark] public Task Load() => Task.Delay(1);") },
        { "blocking setup", BenchmarkCode.Class("[GlobalSetup] public void Prepare() => Thread.Sleep(0);") },
        { "setup with a task", BenchmarkCode.Class("[GlobalSetup] public async Task Prepare() => await Task.Yield();") },
        { "helper without an attribute", BenchmarkCode.Class("[Benchmark] public void Load() => Go(); async void Go() => await Task.Yield();") },
        { "event handler", "class C { async void OnClick(object sender, EventArgs e) { await Task.Yield(); } }" + BenchmarkCode.Library },
        { "other attribute of that name", "class BenchmarkAttribute : Attribute { } class C { [Benchmark] async void M() { await Task.Yield(); } }" + BenchmarkCode.Library },
        { "no benchmarks known", "class BenchmarkAttribute : Attribute { } class C { [Benchmark] async void M() { await Task.Yield(); } }" },
        { "async lambda inside", BenchmarkCode.Class("[Benchmark] public Func<Task> Make() { return async () => await Task.Yield(); }") },
        { "local function", BenchmarkCode.Class("[Benchmark] public Task Load() { return Go(); async Task Go() => await Task.Yield(); }") },
        { "iterator", BenchmarkCode.Class("[Benchmark] public async Task<int> Load() { var n = 0; await foreach (var i in All()) { n += i; } return n; } async IAsyncEnumerable<int> All() { await Task.Yield(); yield return 1; }") },
        { "params", BenchmarkCode.Class("[Params(1, 2)] public int N { get; set; } [Benchmark] public Task Load() => Task.Delay(N);") },
        { "broken", BenchmarkCode.Class("[Benchmark] public Task Load() => Task.FromResult(1);") },
        { "arguments", BenchmarkCode.Class("[Benchmark] [Arguments(1)] public Task<int> Load(int n) => Task.FromResult(n);") },
        { "static class", "static class C { public static async void Fire() => await Task.Yield(); }" + BenchmarkCode.Library },
        { "override", "abstract class B { public abstract void Go(); } class C : B { public override async void Go() => await Task.Yield(); }" + BenchmarkCode.Library },
        { "interface", "interface I { void Go(); } class C : I { public async void Go() => await Task.Yield(); }" + BenchmarkCode.Library },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Fires(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Stays_silent(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Says_what_is_measured() => Verify.Says(
        BenchmarkCode.Class("[Benchmark] public async [|void|] Load() { await Task.Yield(); }"),
        "'Load' returns at its first await, so that what is measured is the way there; BenchmarkDotNet refuses to run it; return a 'Task'");

    [Fact]
    public Task Says_what_runs_beside() => Verify.Says(
        BenchmarkCode.Class("[GlobalSetup] public async [|void|] Prepare() { await Task.Yield(); }"),
        "'Prepare' returns at its first await, so that the benchmarks run beside it; BenchmarkDotNet refuses to run it; return a 'Task'");

    [Fact]
    public Task Returns_a_task() => Verify.Fixes(
        BenchmarkCode.Class("[Benchmark]\n    // all of it\n    public async [|void|] Load()\n    {\n        await Task.Yield();\n    }"),
        BenchmarkCode.Class("[Benchmark]\n    // all of it\n    public async Task Load()\n    {\n        await Task.Yield();\n    }"));

    [Fact]
    public Task Leaves_overridable_methods() => Verify.RefusesToFix(BenchmarkCode.Class("[Benchmark] public virtual async [|void|] Load() => await Task.Yield();"));

    [Fact]
    public Task Fixes_all_of_several_files() => Verify.FixesAll(
    [
        (BenchmarkCode.Class("[Benchmark] public async [|void|] A() => await Task.Yield(); [Benchmark] public async [|void|] B() => await Task.Yield();"),
            BenchmarkCode.Class("[Benchmark] public async Task A() => await Task.Yield(); [Benchmark] public async Task B() => await Task.Yield();")),
        ("using BenchmarkDotNet.Attributes; public class D { [GlobalSetup] public async [|void|] Prepare() => await Task.Yield(); }", "using BenchmarkDotNet.Attributes; public class D { [GlobalSetup] public async Task Prepare() => await Task.Yield(); }"),
    ]);
}
