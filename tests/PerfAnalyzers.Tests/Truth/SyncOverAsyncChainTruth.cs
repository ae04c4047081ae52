using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>Whole call chains are executed before and after they became async: the same results, and no thread that waits.</summary>
public sealed class SyncOverAsyncChainTruth
{
    private const string Run = "public static async Task<object?> Run() { await Task.Yield(); ";

    private static readonly (string Name, string Code)[] s_cases =
    [
        ("expression body", Run + "return Load(1); } static int Load(int n) => Work.Start(n).Result;"),
        ("block", Run + "return Load(1); } static int Load(int n) { var r = Work.Start(n).Result; return r + 1; }"),
        ("void", Run + "N = 0; Save(1); return N; } static int N; static void Save(int n) { Work.Start(n).Wait(); N = n; }"),
        ("void expression body", Run + "Save(1); return 7; } static void Save(int n) => Work.Start(n).Wait();"),
        ("void that returns early", Run + "N = 0; Save(0); Save(1); return N; } static int N; static void Save(int n) { if (n == 0) { return; } Work.Start(n).Wait(); N += n; }"),
        ("get result", Run + "return Load(1); } static int Load(int n) => Work.Start(n).GetAwaiter().GetResult();"),
        ("value task", Run + "return Load(1); } static int Load(int n) => Work.Value(n).Result;"),
        ("wait all", Run + "return Load(1); } static int Load(int n) { var a = Work.Start(n); var b = Work.Start(2); Task.WaitAll(a, b); return a.Result + b.Result; }"),
        ("wait any", Run + "return Load(1); } static int Load(int n) { var tasks = new[] { Work.Start(n), Work.Start(2) }; return Task.WaitAny(tasks); }"),
        ("wait any as a statement", Run + "return Load(1); } static int Load(int n) { var a = Work.Start(n); Task.WaitAny(a, Work.Start(2)); return a.IsCompleted ? a.Result : 0; }"),
        ("token of the caller", Run + "using var s = new CancellationTokenSource(); return Load(1, s.Token) + Load(2, default) + Optional(3, s.Token); } static int Load(int n, CancellationToken stop) => Ask(n).Result; static Task<int> Ask(int n) => Ask(n, default); static async Task<int> Ask(int n, CancellationToken stop) => await Work.Start(n) + (stop.CanBeCanceled ? 100 : 0) * 0; static int Optional(int n, CancellationToken stop) => More(n).GetAwaiter().GetResult(); static async Task<int> More(int n, string s = \"ab\", CancellationToken stop = default) => await Work.Start(n) + s.Length;"),
        ("wait with token", Run + "return Load(1); } static int Load(int n) { var s = new CancellationTokenSource(); Work.Start(n).Wait(s.Token); return n; }"),
        ("three deep", Run + "return A(1); } static int A(int n) => B(n) + 1; static int B(int n) => C(n) + 1; static int C(int n) => Work.Start(n).Result;"),
        ("two callers", Run + "return A(1) + B(2); } static int A(int n) => C(n) + 1; static int B(int n) => C(n) * 2; static int C(int n) => Work.Start(n).Result;"),
        ("two waits", Run + "return A(1); } static int A(int n) => Work.Start(n).Result + B(n); static int B(int n) { Work.Start(n).Wait(); return n; }"),
        ("recursion", Run + "return Sum(4); } static int Sum(int n) => n == 0 ? 0 : Work.Start(n).Result + Sum(n - 1);"),
        ("mutual recursion", Run + "return Even(3); } static bool Even(int n) => n == 0 || Odd(n - 1); static bool Odd(int n) => n != 0 && Work.Start(1).Result == 1 && Even(n - 1);"),
        ("member of the result", Run + "return Load(1).Length; } static string Load(int n) => Work.Start(n).Result.ToString();"),
        ("member in a call", Run + "return Load(12).Substring(1).Length; } static string Load(int n) => Work.Start(n).Result.ToString();"),
        ("element of the result", Run + "return Load(1)[0]; } static int[] Load(int n) => new[] { Work.Start(n).Result };"),
        ("conditional access to the result", Run + "return Load(1)?.Length; } static string? Load(int n) => Work.Start(n).Result == 0 ? null : \"abc\";"),
        ("suppressed", Run + "return Load(1)!.Length; } static string? Load(int n) => Work.Start(n).Result == 0 ? null : \"abc\";"),
        ("concatenated", Run + "return Load(1) + \"x\"; } static string Load(int n) => Work.Start(n).Result.ToString();"),
        ("interpolated", Run + "return $\"{Load(1):N2}-{Load(2)}\"; } static int Load(int n) => Work.Start(n).Result;"),
        ("boxed", Run + "return Box(Load(1)); } static object Box(object o) => o.ToString()!; static int Load(int n) => Work.Start(n).Result;"),
        ("condition", Run + "return Load(1) ? \"yes\" : \"no\"; } static bool Load(int n) => Work.Start(n).Result == 1;"),
        ("negation", Run + "if (!Load(1)) { return 1; } return 2; } static bool Load(int n) => Work.Start(n).Result == 1;"),
        ("loop condition", Run + "var n = 0; while (More(n)) { n++; } return n; } static bool More(int n) => Work.Start(n).Result < 3;"),
        ("loop source", Run + "var n = 0; foreach (var x in Many(3)) { n += x; } return n; } static List<int> Many(int n) => Enumerable.Range(0, Work.Start(n).Result).ToList();"),
        ("compound assignment", Run + "var n = 1; n += Load(2); n *= Load(3); return n; } static int Load(int n) => Work.Start(n).Result;"),
        ("nested calls", Run + "return Load(Load(Load(1))); } static int Load(int n) => Work.Start(n).Result + 1;"),
        ("cast", Run + "return (long)Load(1); } static int Load(int n) => Work.Start(n).Result;"),
        ("switch", Run + "return Load(1) switch { 1 => \"one\", _ => \"many\" }; } static int Load(int n) => Work.Start(n).Result;"),
        ("pattern", Run + "return Load(1) is 1 or 2; } static int Load(int n) => Work.Start(n).Result;"),
        ("tuple", Run + "var (a, b) = Load(1); return a + b; } static (int A, int B) Load(int n) => (Work.Start(n).Result, 2);"),
        ("discard", Run + "_ = Load(1); return 5; } static int Load(int n) => Work.Start(n).Result;"),
        ("optional and named arguments", Run + "return Load(b: 2) + Load(1, b: 3); } static int Load(int a = 5, int b = 6) => Work.Start(a).Result * 10 + b;"),
        ("params", Run + "return Load(1, 2, 3); } static int Load(params int[] all) => Work.Start(all.Length).Result;"),
        ("generic", Run + "return Load(1) + Load(\"ab\").Length; } static T Load<T>(T value) { Work.Start(1).Wait(); return value; }"),
        ("generic type", Run + "return new Box<int>(4).Load(); } sealed class Box<T>(T value) { public T Load() { Work.Start(1).Wait(); return value; } }"),
        ("extension", Run + "return 3.LoadCase$(); } } public static class Extensions$ { public static int LoadCase$(this int n) => Work.Start(n).Result;"),
        ("instance", Run + "return new Shop().Total(2); } sealed class Shop { int _n = 1; public int Total(int n) { _n += Load(n); return _n; } int Load(int n) => Work.Start(n).Result; }"),
        ("interface", Run + "IShop s = new Shop(); return s.Total(2); } interface IShop { int Total(int n); } sealed class Shop : IShop { public int Total(int n) => Work.Start(n).Result; }"),
        ("interface, explicit", Run + "IShop s = new Shop(); return s.Total(2); } interface IShop { int Total(int n); } sealed class Shop : IShop { int IShop.Total(int n) => Work.Start(n).Result; }"),
        ("two implementations", Run + "return new IShop[] { new Shop(), new Free() }.Select(s => s.GetType().Name).First() + Sum(new Shop()) + Sum(new Free()); } static int Sum(IShop s) => s.Total(2); interface IShop { int Total(int n); } sealed class Shop : IShop { public int Total(int n) => Work.Start(n).Result; } sealed class Free : IShop { public int Total(int n) => 0; }"),
        ("implementation with a block", Run + "return Sum(new Shop()) + Sum(new Half()); } static int Sum(IShop s) => s.Total(2); interface IShop { int Total(int n); } sealed class Shop : IShop { public int Total(int n) => Work.Start(n).Result; } sealed class Half : IShop { public int Total(int n) { if (n > 1) { return n / 2; } return 0; } }"),
        ("implementation that does nothing", Run + "Log.Clear(); Do(new Shop()); Do(new Free()); return string.Join(',', Log); } static readonly List<string> Log = new(); static void Do(IShop s) => s.Save(2); interface IShop { void Save(int n); } sealed class Shop : IShop { public void Save(int n) { Work.Start(n).Wait(); Log.Add(\"saved\"); } } sealed class Free : IShop { public void Save(int n) { } }"),
        ("implementation that logs", Run + "Log.Clear(); Do(new Shop()); Do(new Free()); Do(new Early()); return string.Join(',', Log); } static readonly List<string> Log = new(); static void Do(IShop s) => s.Save(2); interface IShop { void Save(int n); } sealed class Shop : IShop { public void Save(int n) => Work.Start(n).Wait(); } sealed class Free : IShop { public void Save(int n) => Log.Add(\"free\"); } sealed class Early : IShop { public void Save(int n) { if (n == 2) { Log.Add(\"early\"); return; } Log.Add(\"late\"); } }"),
        ("implementation that throws", Run + "try { return Sum(new Bad()); } catch (NotSupportedException e) { return e.Message + Sum(new Shop()); } } static int Sum(IShop s) => s.Total(2); interface IShop { int Total(int n); } sealed class Shop : IShop { public int Total(int n) => Work.Start(n).Result; } sealed class Bad : IShop { public int Total(int n) => throw new NotSupportedException(\"no\"); }"),
        ("implementation that returns null", Run + "return (Text(new Shop()) ?? \"-\") + (Text(new None()) ?? \"none\"); } static string? Text(IShop s) => s.Text(2); interface IShop { string? Text(int n); } sealed class Shop : IShop { public string? Text(int n) => Work.Start(n).Result.ToString(); } sealed class None : IShop { public string? Text(int n) => null; }"),
        ("virtual and override", Run + "Base b = new Derived(); return b.Total(2) + new Base().Total(2); } class Base { public virtual int Total(int n) => n; } sealed class Derived : Base { public override int Total(int n) => Work.Start(n).Result + base.Total(n); }"),
        ("abstract", Run + "Base b = new Derived(); return b.Twice(2); } abstract class Base { public int Twice(int n) => Total(n) * 2; protected abstract int Total(int n); } sealed class Derived : Base { protected override int Total(int n) => Work.Start(n).Result; }"),
        ("interface through a base class", Run + "IShop s = new Derived(); return s.Total(2); } interface IShop { int Total(int n); } class Base { public int Total(int n) => Work.Start(n).Result; } sealed class Derived : Base, IShop { }"),
        ("default interface member", Run + "IShop s = new Shop(); return s.Twice(2); } interface IShop { int Total(int n); int Twice(int n) => Total(n) * 2; } sealed class Shop : IShop { public int Total(int n) => Work.Start(n).Result; }"),
        ("generic interface", Run + "IQuery<int> q = new Q(); return q.Ask(2); } interface IQuery<T> { T Ask(T n); } sealed class Q : IQuery<int> { public int Ask(int n) => Work.Start(n).Result; }"),
        ("partial", Run + "return new P$().Load(2); } } public partial class P$ { public partial int Load(int n); } public partial class P$ { public partial int Load(int n) => Work.Start(n).Result;"),
        ("local function", Run + "return F(1); int F(int n) => Work.Start(n).Result; }"),
        ("local function in a synchronous method", Run + "return G(1); } static int G(int m) { return F(m) + F(2); int F(int n) => Work.Start(n).Result; }"),
        ("lambda given to Task.Run", Run + "return await Task.Run(() => Three(3)); } static int Three(int n) => Task.FromResult(n).Result + Two(n); static int Two(int n) { if (n < 0) { Work.Start(n).Wait(); } return 2; }"),
        ("laundered", Run + "return Load(1); } static int Load(int n) => Task.Run(() => Later(n)).Result; static async Task<int> Later(int n) { await Task.CompletedTask; return n; }"),
        ("laundered async", Run + "return Load(1); } static int Load(int n) => Task.Run(async () => await Later(n)).GetAwaiter().GetResult(); static async Task<int> Later(int n) { await Task.CompletedTask; return n; }"),
        ("returns a task", Run + "return await Load(1); } static Task<int> Load(int n) { var r = Work.Start(n).Result; return Task.FromResult(r + 1); }"),
        ("returns a task of somebody", Run + "return await Load(1) + await Load(0); } static Task<int> Load(int n) { if (Work.Start(n).Result == 0) { return Work.Start(9); } return n > 5 ? Work.Start(1) : Task.FromResult(2); }"),
        ("returns an ended task", Run + "N = 0; await Save(1); await Save(0); return N; } static int N; static Task Save(int n) { if (n == 0) { return Task.CompletedTask; } Work.Start(n).Wait(); N++; return Task.CompletedTask; }"),
        ("returns a task without result", Run + "N = 0; await Save(1); await Save(0); return N; } static int N; static Task Save(int n) { if (n == 0) return Work.Start(5); N += Work.Start(n).Result; return Work.Start(3); }"),
        ("returns a value task", Run + "return await Load(1); } static ValueTask<int> Load(int n) { var r = Work.Start(n).Result; return new ValueTask<int>(r + 1); }"),
        ("exception", Run + "try { return Load(1); } catch (InvalidOperationException e) { return e.Message; } } static int Load(int n) { if (Work.Start(n).Result == 1) { throw new InvalidOperationException(\"one\"); } return n; }"),
        ("finally", Run + "N = 0; try { Load(1); } catch (InvalidOperationException) { N += 10; } return N; } static int N; static int Load(int n) { try { return Work.Start(n).Result == 1 ? throw new InvalidOperationException() : 1; } finally { N += 1; } }"),
        ("catch", Run + "return Load(1); } static int Load(int n) { try { throw new InvalidOperationException(); } catch (InvalidOperationException) { return Work.Start(n).Result; } }"),
        ("using", Run + "Log.Clear(); Load(1); return string.Join(',', Log); } static readonly List<string> Log = new(); sealed class D : IDisposable { public void Dispose() => Log.Add(\"disposed\"); } static int Load(int n) { using var d = new D(); Log.Add(\"loads\"); return Work.Start(n).Result; }"),
        ("readonly struct", Run + "return new S(3).Load(); } readonly struct S(int n) { public int Load() => Work.Start(n).Result; }"),
        ("nameof", Run + "return Load(1).ToString() + (nameof(Load).Length > 0); } static int Load(int n) => Work.Start(n).Result;"),
        ("overloads", Run + "return Load(1) + Load(\"22\"); } static int Load(int n) => Work.Start(n).Result; static int Load(string s) => Load(int.Parse(s));"),
        ("a name that is taken", Run + "return Load(1) + LoadAsync(\"ab\"); } static int Load(int n) => Work.Start(n).Result; static int LoadAsync(string s) => s.Length;"),
        ("name that ends in Async", Run + "return LoadAsync(1); } static int LoadAsync(int n) => Work.Start(n).Result;"),
        ("side effects in order", Run + "Log.Clear(); var n = A(\"1\", B(\"2\")) + A(\"3\", 1); return n + string.Join(',', Log); } static readonly List<string> Log = new(); static int A(string s, int n) { Log.Add(s); return Work.Start(n).Result; } static int B(string s) { Log.Add(s); return Work.Start(5).Result; }"),
        ("short circuit", Run + "N = 0; var r = Load(0) && Load(1) || Load(1); return r + N.ToString(); } static int N; static bool Load(int n) { N++; return Work.Start(n).Result == 1; }"),
        ("null coalescing", Run + "return Load(0) ?? Load(1) ?? \"none\"; } static string? Load(int n) => Work.Start(n).Result == 0 ? null : \"one\";"),
        ("collection", Run + "return new List<int> { Load(1), Load(2) }.Sum() + new[] { Load(3) }[0]; } static int Load(int n) => Work.Start(n).Result;"),
        ("object initializer", Run + "return new P { N = Load(4) }.N; } sealed class P { public int N { get; set; } } static int Load(int n) => Work.Start(n).Result;"),
        ("query source", Run + "return (from x in Many(3) where x > 0 select x).Count(); } static List<int> Many(int n) => Enumerable.Range(0, Work.Start(n).Result).ToList();"),
        ("ForEach", Run + "return Sum(new List<int> { 1, 2 }); } static int Sum(List<int> ids) { var n = 0; ids.ForEach(x => n += Work.Start(x).Result); return n; }"),
        ("ForEach with a block", Run + "return Sum(new List<int> { 1, 2 }); } static int Sum(List<int> ids) { var n = 1; ids.ForEach(x => { var y = Work.Start(x).Result; n = n * 10 + y; }); return n; }"),
        ("ForEach over a method", Run + "N = 0; All(new List<int> { 1, 2 }); return N; } static int N; static void All(List<int> ids) { ids.ForEach(x => Save(x)); } static void Save(int n) { Work.Start(n).Wait(); N += n; }"),
        ("ForEach that fails", Run + "N = 0; try { All(new List<int> { 1, 2, 3 }); } catch (InvalidOperationException e) { return e.Message + N; } return N; } static int N; static void All(List<int> ids) { ids.ForEach(x => Save(x)); } static void Save(int n) { N += Work.Start(n).Result; if (n == 2) { throw new InvalidOperationException(\"two\"); } }"),
        ("Select to a list", Run + "return Sum(new List<int> { 1, 2 }); } static int Sum(List<int> ids) { var all = ids.Select(x => Work.Start(x).Result * 2).ToList(); return all.Sum() + all.Count; }"),
        ("Select to an array", Run + "return Sum(new List<int> { 1, 2 }); } static int Sum(List<int> ids) { var all = ids.Select(x => Work.Start(x).Result * 2).ToArray(); return all.Sum() + all.Length; }"),
        ("Select to a list of another type", Run + "return Sum(new List<int> { 1, 2 }); } static int Sum(List<int> ids) { IReadOnlyList<int> all = ids.Select(x => Work.Start(x).Result).ToList(); return all[0] + all.Count; }"),
        ("Select over a filter, returned", Run + "return string.Join(',', Load(new List<int> { 0, 1, 2 })); } static List<string> Load(List<int> ids) { return ids.Where(x => x > 0).Select(x => Name(x)).ToList(); } static string Name(int n) => Work.Start(n).Result.ToString();"),
        ("Select, expression body", Run + "return Load(new List<int> { 1, 2 }).Sum(); } static int[] Load(List<int> ids) => ids.Select(x => Work.Start(x).Result).ToArray();"),
        ("Select in Select", Run + "return Load(new List<int> { 1, 2 }); } static int Load(List<int> ids) { var all = ids.Select((int x) => Work.Start(x).Result + Deep(x)).ToList(); return all.Sum(); } static int Deep(int n) { var all = new[] { n, 2 }.Select(y => Work.Start(y).Result).ToList(); return all.Sum(); }"),
        ("in time", Run + "return Load(3); } static int Load(int n) { var t = Work.Start(n); if (!t.Wait(100000)) { throw new TimeoutException(); } return t.Result; }"),
        ("in time, of a call", Run + "return Load(3); } static string Load(int n) { if (!Work.Start(n).Wait(TimeSpan.FromMinutes(5))) { return \"late\"; } return \"in time\"; }"),
        ("in time, failed", Run + "try { return Load(3); } catch (Exception) { return \"thrown\"; } } static async Task<int> Fail(int n) { await Work.Start(n); throw new InvalidOperationException(\"failed\"); } static string Load(int n) { var t = Fail(n); if (!t.Wait(100000)) { return \"late\"; } return \"in time\"; }"),
        ("never in time", Run + "return Load(new TaskCompletionSource<int>().Task); } static string Load(Task<int> t) { if (!t.Wait(400)) { return \"late\"; } return \"in time\"; }"),
        ("lazy value", Run + "N = 0; var c = new C(3); return c.Twice() + c.Twice() + N; } static int N; sealed class C { readonly Lazy<int> _n; public C(int n) { _n = new Lazy<int>(() => Load(n)); } public int Twice() => _n.Value * 2; static int Load(int n) { N++; return Work.Start(n).Result; } }"),
        ("lazy value of an initializer", Run + "return First() + First().Length; } static readonly Lazy<string> s_text = new(() => Work.Start(3).Result.ToString()); static string First() { return s_text.Value.Substring(0); }"),
        ("lazy value that fails", Run + "N = 0; return Try() + Try() + N; } static int N; static readonly Lazy<int> s_n = new(() => Load(3), true); static int Load(int n) { N += Work.Start(1).Result; throw new InvalidOperationException(\"no\"); } static string Try() { try { return s_n.Value.ToString(); } catch (InvalidOperationException e) { return e.Message; } }"),
        ("GetOrAdd", Run + "N = 0; return Load(1) * 100 + Load(1) * 10 + N; } static int N; static readonly System.Collections.Concurrent.ConcurrentDictionary<int, int> s_all = new(); static int Load(int n) => s_all.GetOrAdd(n, x => Make(x) + x); static int Make(int n) { N++; return Work.Start(n).Result; }"),
        ("GetOrAdd that fails", Run + "N = 0; return Try() + Try() + Try() + N; } static int N; static readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> s_all = new(); static int Load(string key) { return s_all.GetOrAdd(key, k => Make(k.Length)); } static int Make(int n) { N += Work.Start(1).Result; return N == 1 ? throw new InvalidOperationException(\"no\") : n; } static string Try() { try { return Load(\"abc\").ToString(); } catch (InvalidOperationException e) { return e.Message; } }"),
        ("a stream besides", Run + "return Load(1); } static int Load(int n) { var s = Late.Stream(); s.Write(new byte[2], 0, 2); s.Flush(); return Work.Start(n).Result + s.Read(new byte[4], 0, 4); }"),
        ("a command besides", Run + "return Load(1); } static int Load(int n) { var c = Late.Connection(); c.Open(); return Work.Start(n).Result + Late.Command().ExecuteNonQuery() * 10 + (int)Late.Command().ExecuteScalar()!; }"),
        ("rows besides", Run + "return Load(1); } static int Load(int n) { using var db = Late.Shop(); var sum = Work.Start(n).Result; foreach (var c in db.Customers.OrderBy(c => c.Id)) { sum = sum * 10 + c.Id; } return sum + db.Customers.Count(); }"),
        ("synchronous caller of a synchronous caller with locals", Run + "return Top(2); } static string Top(int n) { var list = new List<string>(); for (var i = 0; i < n; i++) { list.Add(Line(i)); } return string.Join(';', list); } static string Line(int i) { var r = Work.Start(i).Result; return \"line\" + r; }"),
    ];

    public static TheoryData<string> Names { get; } = [.. s_cases.Select(static test => test.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task One_by_one(string name)
    {
        var i = Array.FindIndex(s_cases, test => test.Name == name);
        var source = Source(i, i + 1);
        Assert.NotEmpty(await Executed.Review<SyncOverAsync>(source));
        var fixedSource = await Executed.Fix<SyncOverAsync, SyncOverAsyncFix>(source);
        Compare(Executed.Load(source), Executed.Load(fixedSource), i, fixedSource);
        Assert.True((await Executed.Review<SyncOverAsync>(fixedSource)).IsEmpty, fixedSource);
        Assert.True((await Executed.Review<BlockingCallInAsync>(fixedSource)).IsEmpty, fixedSource);
    }

    [Fact]
    public async Task All_at_once()
    {
        var source = Source(0, s_cases.Length);
        var fixedSource = await FixAll(source);
        Assert.Empty((await Executed.Review<SyncOverAsync>(fixedSource)).Select(static report => report.ToString()));
        var (before, after) = (Executed.Load(source), Executed.Load(fixedSource));
        for (var i = 0; i < s_cases.Length; i++)
        {
            Compare(before, after, i, fixedSource.Split('\n')[i]);
        }
    }

    private static void Compare(Executed before, Executed after, int i, string fixedSource)
    {
        var (result, blocked) = OneThread.Run(() => before.Delegate<Func<Task<object>>>($"Case{i}.Run")());
        var (fixedResult, stillBlocked) = OneThread.Run(() => after.Delegate<Func<Task<object>>>($"Case{i}.Run")());
        Assert.True(blocked > 0 || s_cases[i].Name.Contains("laun", StringComparison.Ordinal) || s_cases[i].Name.Contains("Task.Run", StringComparison.Ordinal), s_cases[i].Name);
        Assert.True(Equals(result, fixedResult), $"{s_cases[i].Name}: {result} became {fixedResult}\n{fixedSource}");
        Assert.True(stillBlocked == 0, $"{s_cases[i].Name}: blocked {stillBlocked} times\n{fixedSource}");
    }

    private static string Source(int first, int end) => "using PerfAnalyzers.Tests; " + string.Join('\n', Enumerable.Range(first, end - first)
        .Select(static i => $"public static class Case{i} {{ {s_cases[i].Code.Replace("$(", i + "(", StringComparison.Ordinal).Replace("$ ", i + " ", StringComparison.Ordinal)} }}"));

    private static async Task<string> FixAll(string source)
    {
        using var workspace = new AdhocWorkspace();
        var document = Executed.Project(workspace).AddDocument("Case.cs", SourceText.From(source));
        var compilation = (await document.Project.GetCompilationAsync())!;
        var reports = await compilation.WithAnalyzers([new SyncOverAsync()]).GetAnalyzerDiagnosticsAsync();
        var fix = new SyncOverAsyncFix();
        var context = new FixAllContext(document, fix, FixAllScope.Solution, "PERF2001.await", ["PERF2001"], new Reports(reports), default);
        var action = (await fix.GetFixAllProvider()!.GetFixAsync(context))!;
        var changed = (await action.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single().ChangedSolution;
        return (await changed.GetDocument(document.Id)!.GetTextAsync()).ToString();
    }

    private sealed class Reports(ImmutableArray<Diagnostic> all) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(all);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(all);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(all);
    }
}
