using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>Twins are executed: who awaits them waits no longer, who cannot waits as before, and both get the same.</summary>
public sealed class SyncOverAsyncTwinTruth
{
    private const string Run = "public static async Task<object?> Run() { await Task.Yield(); ", Stay = " } public static object? Stay() { ";

    private static readonly (string Name, string Code)[] s_cases =
    [
        ("property", Run + "return Load(1);" + Stay + "return N; } static int N => Load(3); static int Load(int n) => Work.Start(n).Result;"),
        ("method group", Run + "return Load(1);" + Stay + "return new[] { 2, 3 }.Select(Load).Sum(); } static int Load(int n) => Work.Start(n).Result;"),
        ("lambda", Run + "return Load(1);" + Stay + "return new[] { 2 }.Select(x => Load(x)).Sum(); } static int Load(int n) { var r = Work.Start(n).Result; return r * 2; }"),
        ("without a result", Run + "N = 0; Save(1); return N;" + Stay + "N = 0; Twice(); return N; } static int N; static void Twice() => Then(() => Save(2)); static void Then(Action a) => a(); static void Save(int n) { Work.Start(n).Wait(); N += n; }"),
        ("returns early", Run + "N = 0; Save(0); Save(1); return N;" + Stay + "N = 0; Then(Save); return N; } static int N; static void Then(Action<int> a) { a(0); a(2); } static void Save(int n) { if (n == 0) { return; } Work.Start(n).Wait(); N += n; }"),
        ("exception", Run + "try { return Load(1); } catch (InvalidOperationException e) { return e.Message; }" + Stay + "try { return N; } catch (InvalidOperationException e) { return e.Message; } } static int N => Load(1); static int Load(int n) { if (Work.Start(n).Result == 1) { throw new InvalidOperationException(\"one\"); } return n; }"),
        ("interface of a library", Run + "return new C().Compare(1, 2);" + Stay + "return string.Join(',', new SortedSet<int>(new C()) { 3, 5, 4 }); } sealed class C : IComparer<int> { public int Compare(int x, int y) => Work.Start(x - y).Result; }"),
        ("interface", Run + "return Sum(new Slow()) + Sum(new Free());" + Stay + "return new P(new Slow()).N + new P(new Free()).N; } static int Sum(I i) => i.Load(2); sealed class P(I i) { public int N => i.Load(3); } interface I { int Load(int n); } sealed class Slow : I { public int Load(int n) => Work.Start(n).Result; } sealed class Free : I { public int Load(int n) => n * 10; }"),
        ("interface without a result", Run + "return Sum(new Slow()) + Sum(new Free());" + Stay + "return new P(new Slow()).N + new P(new Free()).N; } static int Sum(I i) { i.Save(2); return N; } static int N; sealed class P(I i) { public int N { get { i.Save(3); return Case.N; } } } interface I { void Save(int n); } sealed class Slow : I { public void Save(int n) { Work.Start(n).Wait(); Case.N = n; } } sealed class Free : I { public void Save(int n) { Case.N = n * 10; } }"),
        ("virtual", Run + "Base b = new Derived(); return b.Load(2) + new Base().Load(4);" + Stay + "Base b = new Derived(); return b.N; } class Base { public virtual int Load(int n) => n; public int N => Load(5); } sealed class Derived : Base { public override int Load(int n) { var own = base.Load(n); return Work.Start(n).Result + own; } }"),
        ("virtual without a result", Run + "Base b = new Derived(); b.Save(2); return Total;" + Stay + "Base b = new Derived(); return b.N + Total; } static int Total; class Base { public virtual void Save(int n) { if (n == 7) { return; } Total += n; } public int N { get { Save(5); return 1; } } } sealed class Derived : Base { public override void Save(int n) { base.Save(n); Work.Start(n).Wait(); } }"),
        ("recursion", Run + "return Sum(0);" + Stay + "return N; } static int N => Sum(0); static int Sum(int n) => n > 0 ? 0 : Work.Start(7).Result + Sum(n + 1);"),
        ("generic", Run + "return Load(\"a\").Length;" + Stay + "return N.Length; } static string N => Load(\"bc\"); static T Load<T>(T n) where T : class { Work.Start(1).Wait(); return n; }"),
        ("optional arguments", Run + "return Load(b: 2) + Load();" + Stay + "return N; } static int N => Load(1); static int Load(int a = 5, int b = 6) => Work.Start(a).Result * 10 + b;"),
        ("params", Run + "return Load(1, 2) + Load();" + Stay + "return N; } static int N => Load(1, 2, 3); static int Load(params int[] all) => Work.Start(all.Length).Result;"),
        ("extension", Run + "return 3.Load();" + Stay + "return N; } static int N => 4.Load(); static int Load(this int n) => Work.Start(n).Result;"),
        ("three deep", Run + "return A(1);" + Stay + "return N; } static int N => B(2); static int A(int n) => B(n) + 1; static int B(int n) => C(n) + 1; static int C(int n) => Work.Start(n).Result;"),
    ];

    public static TheoryData<string> Names { get; } = [.. s_cases.Select(static test => test.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task Waits_no_longer_and_gives_the_same(string name)
    {
        var source = "using PerfAnalyzers.Tests; public static class Case { " + s_cases.Single(test => test.Name == name).Code + " }";
        Assert.NotEmpty(await Executed.Review<SyncOverAsync>(source));
        var fixedSource = await Executed.Fix<SyncOverAsync, SyncOverAsyncFix>(source);
        var (before, after) = (Executed.Load(source), Executed.Load(fixedSource));
        var (result, blocked) = OneThread.Run(() => before.Delegate<Func<Task<object>>>("Case.Run")());
        var (fixedResult, stillBlocked) = OneThread.Run(() => after.Delegate<Func<Task<object>>>("Case.Run")());
        Assert.True(Equals(result, fixedResult), $"{result} became {fixedResult}\n{fixedSource}");
        Assert.True(blocked > 0 && stillBlocked == 0, $"blocked {blocked}, then {stillBlocked} times\n{fixedSource}");
        Assert.Equal(OneThread.Run(() => before.Delegate<Func<object>>("Case.Stay")()).Result, OneThread.Run(() => after.Delegate<Func<object>>("Case.Stay")()).Result);
    }
}
