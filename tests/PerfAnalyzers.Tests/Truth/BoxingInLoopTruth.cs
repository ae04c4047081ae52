using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfAnalyzers.Allocation;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Bytes per iteration, counted. Each case has a bad and a good form of the same loop; the rule must speak of the bad one
/// exactly when it allocates more, claim no more than is saved, and say nothing of the good one.
/// The loops run in a process of their own with tiered compilation and precompiled code switched off, so that everything is
/// optimised from the first call on: in the first tier even the interpolated string handler boxes.
/// </summary>
public sealed class BoxingInLoopTruth
{
    private const string Shared = """
        using System.Collections;
        using System.Globalization;
        using System.Runtime.CompilerServices;

        static class Sink { public static object? Object; public static string? Text; public static int Number; public static Delegate? Delegate; }
        interface IShape { int Area(); }
        struct Square : IShape { public int Side; public int Area() => Side * Side; }
        struct Point { public int X; public int Y; public int Sum() => X + Y; }
        record struct Place(int X, int Y);
        struct Money { public int Amount; public override string ToString() => "m"; public override int GetHashCode() => Amount; public override bool Equals(object? o) => o is Money m && m.Amount == Amount; }
        struct Key : IEquatable<Key> { public int Id; public bool Equals(Key other) => Id == other.Id; public override bool Equals(object? o) => o is Key k && Equals(k); public override int GetHashCode() => Id; }
        struct BaseKey { public int Id; public override bool Equals(object? o) => o is BaseKey k && k.Id == Id; public override int GetHashCode() => base.GetHashCode(); }
        struct OwnKey { public int Id; public override bool Equals(object? o) => o is OwnKey k && k.Id == Id; public override int GetHashCode() => Id; }
        enum Color { Red, Green }
        static class Callee
        {
            [MethodImpl(MethodImplOptions.NoInlining)] public static int Area(IShape s) => s.Area();
            [MethodImpl(MethodImplOptions.NoInlining)] public static int AreaOf<T>(T s) where T : IShape => s.Area();
            public static bool IsNull(object? o) => o is null;
            [MethodImpl(MethodImplOptions.NoInlining)] public static int Sum(params ReadOnlySpan<int> all) => all.Length;
            public static IEnumerable<object> Boxed(int n) { for (var i = 0; i < n; i++) { yield return i; } }
            public static IEnumerable<int> Unboxed(int n) { for (var i = 0; i < n; i++) { yield return i; } }
            [MethodImpl(MethodImplOptions.NoInlining)] public static int Compare<T>(T a, T b, int n) where T : struct, IComparable { var r = 0; for (var i = 0; i < n; i++) { r += a.CompareTo(b); } return r; }
            [MethodImpl(MethodImplOptions.NoInlining)] public static int CompareTyped<T>(T a, T b, int n) where T : struct, IComparable<T> { var r = 0; for (var i = 0; i < n; i++) { r += a.CompareTo(b); } return r; }
            [MethodImpl(MethodImplOptions.NoInlining)] public static int Disposables<T>(T a, int n) where T : struct { var r = 0; for (var i = 0; i < n; i++) { if (a is IDisposable) { r++; } } return r; }
        }

        """;

    // Name, is it reported, the loop that boxes, the loop without the box (empty: a loop that allocates nothing).
    private static readonly (string Name, bool IsReported, string Bad, string Good)[] s_cases =
    [
        ("format", true, "for (var i = 0; i < n; i++) { Sink.Text = string.Format(\"{0:x}\", i + 1000); }", "for (var i = 0; i < n; i++) { Sink.Text = $\"{i + 1000:x}\"; }"),
        ("format of two", true, "for (var i = 0; i < n; i++) { Sink.Text = string.Format(\"{0}:{1}\", i % 7, n % 7); }", "for (var i = 0; i < n; i++) { Sink.Text = $\"{i % 7}:{n % 7}\"; }"),
        ("format of a constant", true, "for (var i = 0; i < n; i++) { Sink.Text = string.Format(\"{0}\", 77777); }", "for (var i = 0; i < n; i++) { Sink.Text = $\"{77777}\"; }"),
        ("format of five", true, "for (var i = 0; i < n; i++) { Sink.Text = string.Format(\"{0}{1}{2}{3}{4}\", 1, 2, 3, 4, i % 5); }", "for (var i = 0; i < n; i++) { Sink.Text = $\"{1}{2}{3}{4}{i % 5}\"; }"),
        ("format with a provider", true, "for (var i = 0; i < n; i++) { Sink.Text = string.Format(CultureInfo.InvariantCulture, \"{0}\", i + 10000); }", "for (var i = 0; i < n; i++) { Sink.Text = string.Create(CultureInfo.InvariantCulture, $\"{i + 10000}\"); }"),
        ("format of a guid", true, "var g = Guid.NewGuid(); for (var i = 0; i < n; i++) { Sink.Text = string.Format(\"{0}\", g); }", "var g = Guid.NewGuid(); for (var i = 0; i < n; i++) { Sink.Text = $\"{g}\"; }"),
        ("format of an enum", true, "for (var i = 0; i < n; i++) { Sink.Text = string.Format(\"{0}\", Color.Green); }", "for (var i = 0; i < n; i++) { Sink.Text = $\"{Color.Green}\"; }"),
        ("format of a decimal", true, "var d = 12.5m; for (var i = 0; i < n; i++) { Sink.Text = string.Format(\"{0}\", d); }", "var d = 12.5m; for (var i = 0; i < n; i++) { Sink.Text = $\"{d}\"; }"),
        ("append a format", true, "var b = new StringBuilder(); for (var i = 0; i < n; i++) { b.Clear(); b.AppendFormat(\"{0};\", i); }", "var b = new StringBuilder(); for (var i = 0; i < n; i++) { b.Clear(); b.Append($\"{i};\"); }"),
        ("append a guid", true, "var g = Guid.NewGuid(); var b = new StringBuilder(100); for (var i = 0; i < n; i++) { b.Clear(); b.Append(g); }", "var g = Guid.NewGuid(); var b = new StringBuilder(100); for (var i = 0; i < n; i++) { b.Clear(); b.Append($\"{g}\"); }"),
        ("append a struct", true, "var m = new Money(); var b = new StringBuilder(100); for (var i = 0; i < n; i++) { b.Clear(); b.Append(m); }", "var m = new Money(); var b = new StringBuilder(100); for (var i = 0; i < n; i++) { b.Clear(); b.Append($\"{m}\"); }"),
        ("append joined", true, "var b = new StringBuilder(100); for (var i = 0; i < n; i++) { b.Clear(); b.AppendJoin(',', i, i); }", "var b = new StringBuilder(100); for (var i = 0; i < n; i++) { b.Clear(); b.Append($\"{i},{i}\"); }"),
        ("concat call", true, "for (var i = 0; i < n; i++) { Sink.Text = string.Concat(i + 10000, \"x\"); }", "for (var i = 0; i < n; i++) { Sink.Text = $\"{i + 10000}x\"; }"),
        ("join call", true, "for (var i = 0; i < n; i++) { Sink.Text = string.Join(',', i + 10000, 20000); }", "for (var i = 0; i < n; i++) { Sink.Text = $\"{i + 10000},{20000}\"; }"),
        ("enum concatenated", true, "var c = Color.Green; for (var i = 0; i < n; i++) { Sink.Text = \"a\" + c; }", "var c = Color.Green; for (var i = 0; i < n; i++) { Sink.Text = $\"a{c}\"; }"),
        ("formattable", true, "for (var i = 0; i < n; i++) { Sink.Text = FormattableString.Invariant($\"{i + 1000:x}\"); }", "for (var i = 0; i < n; i++) { Sink.Text = string.Create(CultureInfo.InvariantCulture, $\"{i + 1000:x}\"); }"),
        ("object.Equals", true, "for (var i = 0; i < n; i++) { if (object.Equals(i, n)) { Sink.Number++; } }", "for (var i = 0; i < n; i++) { if (i == n) { Sink.Number++; } }"),
        ("object.Equals of nullables", true, "int? a = 3, b = n; for (var i = 0; i < n; i++) { if (object.Equals(a, b)) { Sink.Number++; } }", ""),
        ("object.Equals of enums", true, "var c = (Color)(n & 1); for (var i = 0; i < n; i++) { if (object.Equals(c, Color.Red)) { Sink.Number++; } }", ""),
        ("Equals by object", true, "for (var i = 0; i < n; i++) { if (i.Equals((object)n)) { Sink.Number++; } }", ""),
        ("CompareTo by object", true, "for (var i = 0; i < n; i++) { Sink.Number += i.CompareTo((object)n); }", ""),
        ("non-generic comparer", true, "for (var i = 0; i < n; i++) { Sink.Number += Comparer.Default.Compare(i, n); }", "for (var i = 0; i < n; i++) { Sink.Number += Comparer<int>.Default.Compare(i, n); }"),
        ("struct without hash", true, "var p = new Point { X = 1 }; for (var i = 0; i < n; i++) { Sink.Number += p.GetHashCode(); }", ""),
        ("struct without equality", true, "var p = new Point { X = 1 }; for (var i = 0; i < n; i++) { if (p.Equals(p)) { Sink.Number++; } }", ""),
        ("struct with the untyped equality", true, "var p = new Money(); for (var i = 0; i < n; i++) { if (p.Equals(p)) { Sink.Number++; } }", ""),
        ("struct without ToString", true, "var p = new Square(); for (var i = 0; i < n; i++) { Sink.Text = p.ToString(); }", ""),
        ("interface parameter", true, "var s = new Square { Side = 2 }; for (var i = 0; i < n; i++) { Sink.Number += Callee.Area(s); }", "var s = new Square { Side = 2 }; for (var i = 0; i < n; i++) { Sink.Number += Callee.AreaOf(s); }"),
        ("interface local", true, "for (var i = 0; i < n; i++) { IShape s = new Square { Side = i }; Sink.Number += s.Area(); }", ""),
        ("object local", true, "for (var i = 0; i < n; i++) { object o = i; Sink.Number += o.GetHashCode(); }", ""),
        ("elements as interface", true, "var all = new Square[n]; foreach (IShape s in all) { Sink.Number += s.Area(); }", "var all = new Square[n]; foreach (var s in all) { Sink.Number += s.Area(); }"),
        ("array list", true, "var a = new ArrayList(n); for (var i = 0; i < n; i++) { a.Add(i); }", "var a = new List<int>(n); for (var i = 0; i < n; i++) { a.Add(i); }"),
        ("hash table lookup", true, "var t = new Hashtable(); for (var i = 0; i < n; i++) { if (t.ContainsKey(i)) { Sink.Number++; } }", "var t = new Dictionary<int, int>(); for (var i = 0; i < n; i++) { if (t.ContainsKey(i)) { Sink.Number++; } }"),
        ("hash table indexer", true, "var t = new Hashtable(); for (var i = 0; i < n; i++) { Sink.Object = t[i]; }", ""),
        ("array list element", true, "var a = new ArrayList { 1 }; for (var i = 0; i < n; i++) { a[0] = i; }", ""),
        ("queue", true, "var q = new Queue(2); for (var i = 0; i < n; i++) { q.Enqueue(i); q.Dequeue(); }", "var q = new Queue<int>(2); for (var i = 0; i < n; i++) { q.Enqueue(i); q.Dequeue(); }"),
        ("enum to number", true, "var c = (Color)(n & 1); for (var i = 0; i < n; i++) { Sink.Number += Convert.ToInt32(c); }", "var c = (Color)(n & 1); for (var i = 0; i < n; i++) { Sink.Number += (int)c; }"),
        ("delegate over a struct", true, "var p = new Point { X = n }; for (var i = 0; i < n; i++) { Func<int> f = p.Sum; Sink.Delegate = f; }", ""),
        ("key as object", true, "foreach (var k in Enumerable.Range(0, n).OrderBy(i => (object)i)) { Sink.Number++; }", "foreach (var k in Enumerable.Range(0, n).OrderBy(i => i)) { Sink.Number++; }"),
        ("text of a guid inserted", true, "var g = Guid.NewGuid(); var b = new StringBuilder(100); for (var i = 0; i < n; i++) { b.Clear(); b.Insert(0, g); }", "var g = Guid.NewGuid(); var b = new StringBuilder(100); for (var i = 0; i < n; i++) { b.Clear(); b.Insert(0, g.ToString()); }"),

        ("interpolation", false, "var b = new StringBuilder(); for (var i = 0; i < n; i++) { b.Clear(); b.Append($\"{i:x}\"); }", ""),
        ("concatenation", false, "for (var i = 0; i < n; i++) { Sink.Text = \"a\" + i; }", "for (var i = 0; i < n; i++) { Sink.Text = \"a\" + i.ToString(); }"),
        ("HasFlag", false, "var c = (Color)(n & 1); for (var i = 0; i < n; i++) { if (c.HasFlag(Color.Green)) { Sink.Number++; } }", ""),
        ("enum hash", false, "var c = (Color)(n & 1); for (var i = 0; i < n; i++) { Sink.Number += c.GetHashCode(); }", ""),
        ("record struct", false, "var p = new Place(1, n); for (var i = 0; i < n; i++) { if (p.Equals(p)) { Sink.Number += p.GetHashCode(); } }", ""),
        ("typed equality", false, "var p = new Key { Id = n }; for (var i = 0; i < n; i++) { if (p.Equals(p)) { Sink.Number += p.GetHashCode(); } }", ""),
        ("default comparer", false, "var p = new Key { Id = n }; for (var i = 0; i < n; i++) { if (EqualityComparer<Key>.Default.Equals(p, p)) { Sink.Number++; } }", ""),
        ("cast to call", false, "var s = new Square { Side = n }; for (var i = 0; i < n; i++) { Sink.Number += ((IShape)s).Area(); }", ""),
        ("cast to an own interface member", false, "for (var i = 0; i < n; i++) { Sink.Number += ((IComparable<int>)i).CompareTo(n); }", ""),
        ("GetType", false, "for (var i = 0; i < n; i++) { Sink.Object = i.GetType(); }", ""),
        ("GetType of an enum", false, "var c = Color.Red; for (var i = 0; i < n; i++) { Sink.Object = c.GetType(); }", ""),
        ("unboxed at once", false, "for (var i = 0; i < n; i++) { Sink.Number += (int)(object)i; }", ""),
        ("null test of an argument", false, "for (var i = 0; i < n; i++) { if (Callee.IsNull(i)) { Sink.Number++; } }", ""),
        ("null test of a nullable", false, "int? x = n; for (var i = 0; i < n; i++) { if ((object?)x != null) { Sink.Number++; } }", ""),
        ("type test of a cast", false, "var s = new Square(); for (var i = 0; i < n; i++) { if ((object)s is IDisposable) { Sink.Number++; } }", ""),
        ("type test of a type parameter", false, "Sink.Number += Callee.Disposables(new Square(), n);", ""),
        ("span of values", false, "for (var i = 0; i < n; i++) { Sink.Number += Callee.Sum(i, i); }", ""),
        ("generic constraint", false, "Sink.Number += Callee.CompareTyped(n, 3, n);", ""),
        ("struct with ToString", false, "var m = new Money(); for (var i = 0; i < n; i++) { Sink.Text = m.ToString(); }", ""),
        ("struct with ToString concatenated", false, "var m = new Money(); for (var i = 0; i < n; i++) { Sink.Text = \"a\" + m; }", "var m = new Money(); for (var i = 0; i < n; i++) { Sink.Text = \"a\" + m.ToString(); }"),
        ("nullable formatted has no better form", false, "int? x = 12345; for (var i = 0; i < n; i++) { Sink.Text = string.Format(\"{0}\", x); }", "int? x = 12345; for (var i = 0; i < n; i++) { Sink.Text = $\"{x}\"; }"),
        ("value tuple key", false, "var d = new Dictionary<(int, int), int> { [(1, 2)] = 3 }; for (var i = 0; i < n; i++) { Sink.Number += d[(1, 2)]; }", ""),
        ("few passes", false, "for (var i = 0; i < 9; i++) { Sink.Text = string.Format(\"{0}\", i); }", "for (var i = 0; i < 9; i++) { Sink.Text = $\"{i}\"; }"),
        ("left after the first", false, "for (var i = 0; i < n; i++) { if (i == 5) { Sink.Text = string.Format(\"{0}\", i); break; } }", ""),
    ];

    private static readonly Lazy<Task<Dictionary<string, Result>>> s_results = new(Measure);

    public static readonly TheoryData<string> Names = [.. s_cases.Select(static c => c.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task Reported_when_it_allocates_and_only_then(string name)
    {
        var result = (await s_results.Value)[name];
        var expected = s_cases.Single(c => c.Name == name).IsReported;
        var saved = result.Bad - result.Good;
        Assert.True(expected == (saved > 0), $"bad {result.Bad} B, good {result.Good} B per iteration");
        Assert.Equal(expected, result.BadReports.Length > 0);
        Assert.Empty(result.GoodReports);
        foreach (var message in result.BadReports)
        {
            var claimed = int.Parse(Regex.Match(message, "(\\d+) bytes each time").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(claimed <= Math.Round(saved), $"claims {claimed}, saves {saved}: {message}");
        }
    }

    [Fact]
    public async Task Fixes_save_what_the_reports_claim()
    {
        const string Loops = """
            public static class Truth
            {
                public static string Text { get; set; } = "";
                public static void Format(int n) { for (var i = 0; i < n; i++) { Text = string.Format("{0,4}|{1:x2}", i % 10, n % 7); } }
                public static void Append(int n) { var b = new StringBuilder(64); for (var i = 0; i < n; i++) { b.Clear(); b.AppendFormat("<{0}>", i); } Text = b.ToString(); }
                public static void Compare(int n) { var r = 0; for (var i = 0; i < n; i++) { if (object.Equals(i, n - 1)) { r++; } if (!i.Equals((object)n)) { r++; } } Text = r.ToString(); }
            }
            """;
        var repaired = await Executed.Fix<BoxingInLoop, BoxingInLoopFix>(Loops);
        Assert.Equal(4, (await Executed.Review<BoxingInLoop>(Loops)).Length);
        Assert.Empty(await Executed.Review<BoxingInLoop>(repaired));
        Executed before = Executed.Load(Loops), after = Executed.Load(repaired);
        foreach (var name in new[] { "Truth.Format", "Truth.Append", "Truth.Compare" })
        {
            Assert.Equal(await Result(before, name), await Result(after, name));
        }

        var both = Loops + repaired.Replace("class Truth", "class Fixed", StringComparison.Ordinal);
        var bytes = await Run(both, ["Truth.Format", "Fixed.Format", "Truth.Append", "Fixed.Append", "Truth.Compare", "Fixed.Compare"]);
        Assert.Equal([48, 24, 72], [bytes[0] - bytes[1], bytes[2] - bytes[3], bytes[4] - bytes[5]]);

        static async Task<object?> Result(Executed code, string name)
        {
            await code.Run(name, 1234);
            return code.Delegate<Func<string>>("Truth.get_Text")();
        }
    }

    private static async Task<Dictionary<string, Result>> Measure()
    {
        var source = new System.Text.StringBuilder(Shared);
        var lines = new Dictionary<int, (string Name, bool IsBad)>();
        var line = Shared.Split('\n').Length;
        for (var i = 0; i < s_cases.Length; i++)
        {
            foreach (var (form, body) in new[] { ("Bad", s_cases[i].Bad), ("Good", s_cases[i].Good) })
            {
                source.Append($"static class {form}{i} {{ public static void Run(int n) {{ {body} }} }}\n");
                lines.Add(line++, (s_cases[i].Name, form == "Bad"));
            }
        }

        var text = source.ToString();
        var reports = (await Executed.Review<BoxingInLoop>(text)).Select(static report => (Line: report.Location.GetLineSpan().StartLinePosition.Line + 1, Message: report.GetMessage(null))).ToArray();
        var bytes = await Run(text, [.. Enumerable.Range(0, s_cases.Length).SelectMany(static i => new[] { $"Bad{i}.Run", $"Good{i}.Run" })]);
        var results = new Dictionary<string, Result>();
        for (var i = 0; i < s_cases.Length; i++)
        {
            var name = s_cases[i].Name;
            string[] Of(bool isBad) => [.. reports.Where(report => lines.TryGetValue(report.Line, out var at) && at == (name, isBad)).Select(static report => report.Message)];
            results.Add(name, new Result(bytes[2 * i], bytes[(2 * i) + 1], Of(true), Of(false)));
        }

        return results;
    }

    /// <summary>
    /// Bytes per iteration of each loop, from two sizes: what is allocated once falls out. The least of three attempts, since
    /// growing collections and the runtime itself only add.
    /// </summary>
    private static async Task<double[]> Run(string source, string[] loops)
    {
        var program = $$"""
            static class Program
            {
                static void Main()
                {
                    foreach (var run in new Action<int>[] { {{string.Join(", ", loops)}} })
                    {
                        run(100);
                        var least = double.MaxValue;
                        for (var attempt = 0; attempt < 3; attempt++)
                        {
                            var start = GC.GetAllocatedBytesForCurrentThread();
                            run(1000);
                            var middle = GC.GetAllocatedBytesForCurrentThread();
                            run(3000);
                            var end = GC.GetAllocatedBytesForCurrentThread();
                            least = Math.Min(least, (end - middle - (middle - start)) / 2000.0);
                        }

                        Console.WriteLine(least.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
                    }
                }
            }
            """;
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var compilation = CSharpCompilation.Create(
            "loops",
            [CSharpSyntaxTree.ParseText(source, options), CSharpSyntaxTree.ParseText(program, options), CSharpSyntaxTree.ParseText(Library.Usings, options), CSharpSyntaxTree.ParseText(Library.Model, options)],
            Library.References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        var folder = Directory.CreateTempSubdirectory("boxing-");
        try
        {
            var path = Path.Combine(folder.FullName, "loops.dll");
            var result = compilation.Emit(path);
            Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error)));
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "loops.runtimeconfig.json"),
                $$"""{ "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version}}" } } }""");
            var runtime = new DirectoryInfo(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory());
            var host = Path.Combine(runtime.Parent!.Parent!.Parent!.FullName, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
            var start = new ProcessStartInfo(host, [path]) { RedirectStandardOutput = true };
            start.Environment["DOTNET_TieredCompilation"] = "0";
            start.Environment["DOTNET_ReadyToRun"] = "0";
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(loops.Length, lines.Length);
            return [.. lines.Select(static line => double.Parse(line, System.Globalization.CultureInfo.InvariantCulture))];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed record Result(double Bad, double Good, string[] BadReports, string[] GoodReports);
}
