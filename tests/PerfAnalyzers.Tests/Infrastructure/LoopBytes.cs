using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Tests;

/// <summary>A loop in two forms. Variable <c>n</c> says how often it runs.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="IsReported">The rule speaks of the bad form.</param>
/// <param name="Bad">The loop that allocates.</param>
/// <param name="Good">The loop without what is reported; empty: a loop that allocates nothing.</param>
public sealed record LoopPair(string Name, bool IsReported, string Bad, string Good = "");

/// <summary>
/// Bytes per iteration, counted. The rule must speak of the bad form exactly when it allocates more, claim no more than is saved, and
/// say nothing of the good one. The loops run in a process of their own with tiered compilation and precompiled code switched off, so
/// that everything is optimised from the first call on: in the first tier even the interpolated string handler boxes.
/// </summary>
internal sealed class LoopBytes
{
    /// <summary>Types that the loops share.</summary>
    public const string Shared = """
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
        struct Fixed : IEquatable<Fixed> { public int X; public int Y; public readonly bool Equals(Fixed other) => X == other.X && Y == other.Y; public readonly override bool Equals(object? o) => o is Fixed f && Equals(f); public readonly override int GetHashCode() => HashCode.Combine(X, Y); }
        struct Named { public string? Name; public int X; }
        record struct Wide(string? Name, int X);
        record Stop(Point At, int Id);
        record FixedStop(Fixed At, int Id);
        sealed class ColorKey : IComparable<ColorKey> { public Color Color; [MethodImpl(MethodImplOptions.NoInlining)] public int CompareTo(ColorKey? other) => Comparer<Color>.Default.Compare(Color, other!.Color); }
        static class Callee
        {
            [MethodImpl(MethodImplOptions.NoInlining)] public static int Area(IShape s) => s.Area();
            [MethodImpl(MethodImplOptions.NoInlining)] public static int AreaOf<T>(T s) where T : IShape => s.Area();
            [MethodImpl(MethodImplOptions.NoInlining)] public static int Hash(object o) => o.GetHashCode();
            [MethodImpl(MethodImplOptions.NoInlining)] public static int HashOf<T>(T o) => o!.GetHashCode();
            [MethodImpl(MethodImplOptions.NoInlining)] public static bool Exceeds(IComparable<int> a, int b) => a.CompareTo(b) > 0;
            [MethodImpl(MethodImplOptions.NoInlining)] public static bool ExceedsOf<T>(T a, int b) where T : IComparable<int> => a.CompareTo(b) > 0;
            [MethodImpl(MethodImplOptions.NoInlining)] public static int Both(IShape a, IShape b) => a.Area() + b.Area();
            [MethodImpl(MethodImplOptions.NoInlining)] public static int BothOf<TA, TB>(TA a, TB b) where TA : IShape where TB : IShape => a.Area() + b.Area();
            public static bool IsNull(object? o) => o is null;
            [MethodImpl(MethodImplOptions.NoInlining)] public static int Sum(params ReadOnlySpan<int> all) => all.Length;
            public static IEnumerable<object> Boxed(int n) { for (var i = 0; i < n; i++) { yield return i; } }
            public static IEnumerable<int> Unboxed(int n) { for (var i = 0; i < n; i++) { yield return i; } }
            [MethodImpl(MethodImplOptions.NoInlining)] public static int Compare<T>(T a, T b, int n) where T : struct, IComparable { var r = 0; for (var i = 0; i < n; i++) { r += a.CompareTo(b); } return r; }
            [MethodImpl(MethodImplOptions.NoInlining)] public static int CompareTyped<T>(T a, T b, int n) where T : struct, IComparable<T> { var r = 0; for (var i = 0; i < n; i++) { r += a.CompareTo(b); } return r; }
            [MethodImpl(MethodImplOptions.NoInlining)] public static int Disposables<T>(T a, int n) where T : struct { var r = 0; for (var i = 0; i < n; i++) { if (a is IDisposable) { r++; } } return r; }
        }

        """;

    private readonly Lazy<Task<Dictionary<string, Result>>> _results;

    private LoopBytes(LoopPair[] pairs, Func<string, Task<System.Collections.Immutable.ImmutableArray<Diagnostic>>> review) => _results = new(() => Measure(pairs, review));

    /// <summary>Pairs that a rule is asked about.</summary>
    public static LoopBytes Of<TRule>(LoopPair[] pairs)
        where TRule : DiagnosticAnalyzer, new() => new(pairs, static source => Executed.Review<TRule>(source));

    /// <summary>Fails unless the rule is right about a pair.</summary>
    public async Task Check(LoopPair pair)
    {
        var result = (await _results.Value)[pair.Name];
        var saved = result.Bad - result.Good;
        Assert.True(pair.IsReported == (saved > 0), $"bad {result.Bad} B, good {result.Good} B per iteration");
        Assert.True(pair.IsReported == (result.BadReports.Length > 0), $"{result.BadReports.Length} reports of the bad form");
        Assert.Empty(result.GoodReports);
        foreach (var message in result.BadReports)
        {
            if (Regex.Match(message, "(\\d+) bytes each time") is { Success: true } match)
            {
                var claimed = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
                Assert.True(claimed <= Math.Round(saved), $"claims {claimed}, saves {saved}: {message}");
            }
        }
    }

    private static async Task<Dictionary<string, Result>> Measure(LoopPair[] pairs, Func<string, Task<System.Collections.Immutable.ImmutableArray<Diagnostic>>> review)
    {
        var source = new System.Text.StringBuilder(Shared);
        var lines = new Dictionary<int, (string Name, bool IsBad)>();
        var line = Shared.Split('\n').Length;
        for (var i = 0; i < pairs.Length; i++)
        {
            foreach (var (form, body) in new[] { ("Bad", pairs[i].Bad), ("Good", pairs[i].Good) })
            {
                source.Append($"static class {form}{i} {{ public static void Run(int n) {{ {body} }} }}\n");
                lines.Add(line++, (pairs[i].Name, form == "Bad"));
            }
        }

        var text = source.ToString();
        var reports = (await review(text)).Select(static report => (Line: report.Location.GetLineSpan().StartLinePosition.Line + 1, Message: report.GetMessage(null))).ToArray();
        var bytes = await Run(text, [.. Enumerable.Range(0, pairs.Length).SelectMany(static i => new[] { $"Bad{i}.Run", $"Good{i}.Run" })]);
        var results = new Dictionary<string, Result>();
        for (var i = 0; i < pairs.Length; i++)
        {
            var name = pairs[i].Name;
            string[] Of(bool isBad) => [.. reports.Where(report => lines.TryGetValue(report.Line, out var at) && at == (name, isBad)).Select(static report => report.Message)];
            results.Add(name, new Result(bytes[2 * i], bytes[(2 * i) + 1], Of(true), Of(false)));
        }

        return results;
    }

    /// <summary>
    /// Bytes per iteration of each loop, from two sizes: what is allocated once falls out. The least of several attempts at each, since
    /// growing collections and the runtime itself only add.
    /// </summary>
    public static async Task<double[]> Run(string source, string[] loops)
    {
        var program = $$"""
            static class Program
            {
                static void Main()
                {
                    foreach (var run in new Action<int>[] { {{string.Join(", ", loops)}} })
                    {
                        run(100);
                        var (shorter, longer) = (long.MaxValue, long.MaxValue);
                        for (var attempt = 0; attempt < 5; attempt++)
                        {
                            var start = GC.GetAllocatedBytesForCurrentThread();
                            run(1000);
                            var middle = GC.GetAllocatedBytesForCurrentThread();
                            run(3000);
                            var end = GC.GetAllocatedBytesForCurrentThread();
                            (shorter, longer) = (Math.Min(shorter, middle - start), Math.Min(longer, end - middle));
                        }

                        Console.WriteLine(((longer - shorter) / 2000.0).ToString("R", System.Globalization.CultureInfo.InvariantCulture));
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
        var folder = Directory.CreateTempSubdirectory("loops-");
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
            return [.. lines.Select(static line => double.Parse(line, CultureInfo.InvariantCulture))];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed record Result(double Bad, double Good, string[] BadReports, string[] GoodReports);
}
