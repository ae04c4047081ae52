using Verify = PerfAnalyzers.Tests.Verify<PerfAnalyzers.Measurement.StaleProfile, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace PerfAnalyzers.Tests;

public sealed class StaleProfileTests
{
    private const string Render = "Case!Demo.Report.Render(int32)";

    private const string Lines = "Case!Demo.Report.Lines(int32)";

    private const string Library = "namespace Demo { public class Report { public int Render(int n) => n + 1; public int Lines(int n) => n - 1; } }";

    private const string Program = "Console.WriteLine(args.Length);\nnamespace Demo { public class Report { public int Render(int n) => n + 1; } }";

    private static string Recorded(string code, params (string Stack, double Milliseconds)[] samples) => Attached.To(code, "perf/app.speedscope.json", Speedscope.Of(samples));

    private static string Reported(string code, params (string Stack, double Milliseconds)[] samples) => Attached.To(code, "perf/app.speedscope.json", "[||]" + Speedscope.Of(samples));

    // One frame that took all the time.
    private static string Frame(string code, string frame) => Recorded(code, ($"Case!{frame} > CPU_TIME", 100));

    public static readonly Cases Firing = new()
    {
        { "renamed method", Reported(Library, (Render + " > CPU_TIME", 60), ("Case!Demo.Report.Print(int32) > CPU_TIME", 40)) },
        { "removed type", Reported(Library, (Render + " > CPU_TIME", 60), ("Case!Demo.Totals.Sum(int32[]) > CPU_TIME", 40)) },
        { "renamed namespace", Reported(Library, ("Case!Shop.Report.Render(int32) > CPU_TIME", 10)) },
        { "time of libraries below", Reported(Library, (Render + " > CPU_TIME", 60), ("Case!Demo.Report.Print(int32) > System.Private.CoreLib!System.String.Concat(class System.String,class System.String) > CPU_TIME", 40)) },
        { "renamed asynchronous method", Reported(Library, ("Case!Demo.Report+<PrintAsync>d__1.MoveNext() > CPU_TIME", 10)) },
        { "lambda of a removed method", Reported(Library, ("Case!Demo.Report+<>c__DisplayClass3_0.<Print>b__0(int32) > CPU_TIME", 10)) },
        { "local function of a removed method", Reported(Library, ("Case!Demo.Report.<Print>g__Add|3_0(int32) > CPU_TIME", 10)) },
        { "removed method after a continuation", Reported(Library, ("Case!Demo.Report.Render(int32) > System.Private.CoreLib!System.Threading.Tasks.Task.RunContinuations(class System.Object) > Case!Demo.Report+<PrintAsync>d__1.MoveNext() > CPU_TIME", 10)) },
        { "threads that wait", Reported(Library, (Render + " > CPU_TIME", 5), (Lines + " > System.Private.CoreLib!System.Threading.Monitor.Wait(class System.Object,int32) > UNMANAGED_CODE_TIME", 95)) },
        { "application without a frame", Reported(Program, ("Other!Other.Program.Main() > CPU_TIME", 100)) },
        { "application, cut off", Attached.To(Program, "app.speedscope.json", "[||]" + Speedscope.Of((Render + " > CPU_TIME", 100))[..^40]) },
        { "application, no JSON", Attached.To(Program, "app.speedscope.json", "[||]not a profile") },
        { "application, empty", Attached.To(Program, "app.speedscope.json", "[||]") },
        { "lines of removed methods", Attached.To(Library, "app.perfprofile", "[||]# perfprofile v1; source=app.speedscope.json; own_cpu_ms=1494; collected=Release\n55.5 M:Demo.Report.Render(System.Int32)\n31 M:Demo.Report.Print(System.Int32)") },
        { "debug build", Attached.To(Library, "app.perfprofile", "[||]# perfprofile v1; source=app.speedscope.json; own_cpu_ms=1494; collected=Debug\n55.5 M:Demo.Report.Render(System.Int32)") },
        { "sampled profile of another tool", Attached.To(Library, "app.speedscope.json", """[||]{"profiles":[{"type":"sampled","samples":[[0,1],[0,2]],"weights":[4,6]}],"shared":{"frames":[{"name":"root"},{"name":"Case!Demo.Report.Render(int32)"},{"name":"Case!Demo.Report.Print(int32)"}]}}""") },
    };

    public static readonly Cases Quiet = new()
    {
        { "no profile", Library },
        { "all methods are there", Recorded(Library, (Render + " > CPU_TIME", 60), ($"{Render} > {Lines} > CPU_TIME", 40)) },
        { "a small part is gone", Recorded(Library, (Render + " > CPU_TIME", 75), ("Case!Demo.Report.Print(int32) > CPU_TIME", 25)) },
        { "what is gone only called", Recorded(Library, ($"Case!Demo.Report.Print(int32) > {Render} > CPU_TIME", 100)) },
        { "what is gone waited", Recorded(Library, (Render + " > CPU_TIME", 60), ("Case!Demo.Report.Print(int32) > UNMANAGED_CODE_TIME", 80)) },
        { "the entry point waits", Recorded(Program, ("Case!Program.<Main>$(class System.String[]) > Microsoft.Extensions.Hosting.Abstractions!Host.Run() > UNMANAGED_CODE_TIME", 5000), (Render + " > CPU_TIME", 20)) },
        { "threads of the runtime", Recorded(Library, (Render + " > CPU_TIME", 10), ("System.Private.CoreLib!System.Threading.PortableThreadPool+WorkerThread.WorkerThreadStart() > UNMANAGED_CODE_TIME", 9000), ("System.Private.CoreLib!System.GC.RunFinalizers() > CPU_TIME", 9000)) },
        { "completed before a continuation of somebody else", Recorded(Library, (Render + " > CPU_TIME", 10), ("Case!Demo.Report.Print(int32) > System.Private.CoreLib!System.Threading.Tasks.AwaitTaskContinuation.RunOrScheduleAction(class System.Action,bool) > Other!Other.Work() > CPU_TIME", 90)) },
        { "library, profile of the application", Recorded(Library, ("Other!Other.Program.Main() > CPU_TIME", 100)) },
        { "library, cut off", Attached.To(Library, "app.speedscope.json", Speedscope.Of((Render + " > CPU_TIME", 100))[..^40]) },
        { "library, empty", Attached.To(Library, "app.speedscope.json", "") },
        { "library, lines of another project", Attached.To(Library, "app.perfprofile", "# perfprofile v1; source=app.speedscope.json; collected=Debug\n99 M:Other.Work") },
        { "library, lines said to be of another project", Attached.To(Library, "app.perfprofile", "# perfprofile v1; assembly=Other; collected=Release\n60 M:Other.Work\n40 M:Demo.Report.Render(System.Int32)") },
        { "lines of methods that are there", Attached.To(Library, "app.perfprofile", "# perfprofile v1; source=app.speedscope.json; own_cpu_ms=1494; collected=Release\n# most of it\n\n55.5 M:Demo.Report.Render(System.Int32)\n2 M:Demo.Report.Gone\nnonsense\n-5 M:Demo.Report.Gone\nNaN M:Demo.Report.Gone\n7 T:Gone") },
        { "other JSON", Attached.To(Program, "appsettings.json", "{}") },
        { "other JSON of a tool", Attached.To(Program, "app.nettrace.json", "nonsense") },
        { "changed parameters", Frame(Library, "Demo.Report.Render(class System.String,int32)") },
        { "overloads, changed parameters", Frame("public class C { public int Add(int x) => x; public int Add(string x) => x.Length; }", "C.Add(float64)") },
        { "generic type", Frame("namespace Demo { public class Cache<TKey, TValue> { public TValue Get(TKey key) => default!; } }", "Demo.Cache`2[System.Int32,System.__Canon].Get(!0)") },
        { "nested generic type", Frame("namespace Demo { public class Cache<T> { public class Row<U> { public void Add(T t, U[] us) { } } } }", "Demo.Cache`1+Row`1[System.Collections.Generic.List`1[System.Int32[]],System.__Canon].Add(!0,!1[])") },
        { "generic method", Frame("public static class Maps { public static R Map<T, R>(T t, Func<T, R> map) => map(t); }", "Maps.Map[System.__Canon,System.Int32](!!0,class System.Func`2<!!0,!!1>)") },
        { "iterator", Frame("public class C { public IEnumerable<int> Rows(int n) { yield return n; } }", "C+<Rows>d__0.MoveNext()") },
        { "iterator's enumerator", Frame("public class C { public IEnumerable<int> Rows(int n) { yield return n; } }", "C+<Rows>d__0.System.Collections.Generic.IEnumerable<System.Int32>.GetEnumerator()") },
        { "asynchronous method of a generic type", Frame("public class C<T> { public async Task<T> LoadAsync(T t) { await Task.Yield(); return t; } }", "C`1+<LoadAsync>d__0[System.__Canon].MoveNext()") },
        { "lambda", Frame("public class C { public int Sum(List<int> xs) => xs.Sum(x => x + 1); }", "C+<>c.<Sum>b__0_0(int32)") },
        { "capturing lambda", Frame("public class C { public int Sum(List<int> xs, int n) => xs.Sum(x => x + n); }", "C+<>c__DisplayClass0_0.<Sum>b__0(int32)") },
        { "lambda of a generic method", Frame("public class C { public int Sum<T>(List<T> xs) => xs.Sum(x => x!.GetHashCode()); }", "C+<>c__0`1[System.__Canon].<Sum>b__0_0(!0)") },
        { "asynchronous lambda", Frame("public class C { public Func<Task> Later() => async () => await Task.Yield(); }", "C+<>c+<<Later>b__0_0>d.MoveNext()") },
        { "lambda of a constructor", Frame("public class C { private readonly Func<int> _f; public C(int n) { _f = () => n; } public int Run() => _f(); }", "C+<>c__DisplayClass1_0.<.ctor>b__0()") },
        { "lambda of an initializer", Frame("public class C { private static readonly Func<int> s_f = () => 3; public int Run() => s_f(); }", "C+<>c.<.cctor>b__2_0()") },
        { "local function", Frame("public class C { public int Sum(int n) { return Add(n); static int Add(int x) => x + 1; } }", "C.<Sum>g__Add|0_0(int32)") },
        { "asynchronous local function", Frame("public class C { public Task Sum(int n) { return Add(n); static async Task Add(int x) => await Task.Delay(x); } }", "C+<<Sum>g__Add|0_0>d.MoveNext()") },
        { "top-level statements", Frame(Program, "Program.<Main>$(class System.String[])") },
        { "asynchronous top-level statements", Frame("await Task.Delay(args.Length);", "Program+<<Main>$>d__0.MoveNext()") },
        { "what waits for them", Recorded("await Task.Delay(args.Length);", ("Case!Program.<Main>(class System.String[]) > CPU_TIME", 5)) },
        { "constructor", Frame("public class C { public C(int n) { } }", "C..ctor(int32)") },
        { "constructor nobody wrote", Frame("public class C { private readonly List<int> _xs = new(); public int Run() => _xs.Count; }", "C..ctor()") },
        { "static initializers", Frame("public class C { private static readonly DateTime s_now = DateTime.UnixEpoch; public DateTime Run() => s_now; }", "C..cctor()") },
        { "property", Frame("public class C { public int Rows { get; set; } }", "C.get_Rows()") },
        { "indexer", Frame("public class C { public int this[int i] => i; }", "C.get_Item(int32)") },
        { "operator", Frame("public class C { public static C operator +(C a, C b) => a; }", "C.op_Addition(class C,class C)") },
        { "event", Frame("public class C { public event Action? Changed; public void Run() => Changed?.Invoke(); }", "C.add_Changed(class System.Action)") },
        { "explicit implementation", Frame("namespace Demo { public interface IWork { void Run(); } public class Job : IWork { void IWork.Run() { } } }", "Demo.Job.Demo.IWork.Run()") },
        { "asynchronous explicit implementation", Frame("namespace Demo { public interface IWork { Task Run(); } public class Job : IWork { async Task IWork.Run() => await Task.Yield(); } }", "Demo.Job+<Demo-IWork-Run>d__0.MoveNext()") },
        { "record", Frame("public record Row(int Id);", "Row.<Clone>$()") },
        { "what the compiler adds", Recorded(Library, ($"{Render} > Case!<PrivateImplementationDetails>.ComputeStringHash(class System.String) > CPU_TIME", 100)) },
        { "anonymous type", Recorded(Library, ($"{Render} > Case!<>f__AnonymousType0`1[System.Int32].GetHashCode() > CPU_TIME", 100)) },
        { "types of one file", Recorded(Library, ($"{Render} > Case!System.Text.RegularExpressions.Generated.<RegexGenerator_g>FE7C0C0__Word_0+RunnerFactory+Runner.Scan(value class System.ReadOnlySpan`1<wchar>) > CPU_TIME", 100)) },
        { "sampled profile of this code", Attached.To(Library, "app.speedscope.json", """{"profiles":[{"type":"sampled","samples":[[0,1],[0,1]],"weights":[4,6]}],"shared":{"frames":[{"name":"root"},{"name":"Case!Demo.Report.Render(int32)"}]}}""") },
    };

    [Theory, MemberData(nameof(Firing))]
    public Task Profiles_of_other_code_are_reported(Case code) => Verify.Fires(code.Source);

    [Theory, MemberData(nameof(Quiet))]
    public Task Profiles_of_this_code_are_not(Case code) => Verify.Silent(code.Source);

    [Fact]
    public Task Test_projects_may_have_any_profile() =>
        Verify.Silent(Recorded(Library, ("Case!Demo.Report.Print(int32) > CPU_TIME", 40)), ("build_property.IsTestProject", "true"));

    [Fact]
    public Task Says_how_much_is_gone() => Verify.Says(
        Reported(Library, (Render + " > CPU_TIME", 55), ("Case!Demo.Totals`1[System.__Canon].Sum(!0[]) > CPU_TIME", 40), ("Case!Demo.Report.Print() > CPU_TIME", 5)),
        "Profile 'app.speedscope.json' is of older code: 45 % of the CPU time lies in methods that are not there any more, such as 'Demo.Totals`1.Sum'; record it again");

    [Fact]
    public Task Says_that_threads_waited() => Verify.Says(
        Reported(Library, (Render + " > CPU_TIME", 4), (Render + " > UNMANAGED_CODE_TIME", 96)),
        "Profile 'app.speedscope.json' shows threads that wait: 96 % of the time lies in unmanaged code; record the application under load");

    [Fact]
    public Task Says_that_it_is_of_another_application() => Verify.Says(
        Reported(Program, ("Other!Other.Program.Main() > CPU_TIME", 100)),
        "Profile 'app.speedscope.json' has no method of 'Case' on any stack; record this application, or take the file out of the project");

    [Fact]
    public Task Says_that_it_is_of_a_debug_build() => Verify.Says(
        Attached.To(Library, "app.perfprofile", "[||]# perfprofile v1; collected=debug\n5 M:Demo.Report.Render(System.Int32)"),
        "Profile 'app.perfprofile' was recorded of a Debug build, where other methods take the time; record a Release build");

    [Fact]
    public Task Says_that_it_cannot_be_read() => Verify.Says(
        Attached.To(Program, "app.perfprofile", "[||]5 M:Demo.Report.Render(System.Int32)"),
        "Profile 'app.perfprofile' cannot be read: it is no profile, cut off, or longer than 16 million characters; record it again, for a shorter time");
}
