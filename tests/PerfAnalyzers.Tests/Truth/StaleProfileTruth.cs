using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfAnalyzers.Measurement;
using Xunit.Abstractions;

namespace PerfAnalyzers.Tests;

/// <summary>
/// A program is compiled, and all methods of the assembly (state machines, closures and local functions included) become frames as the runtime names
/// them. Do they lead back to the source, and is the part that is lost after a change the part the rule tells?
/// </summary>
public sealed class StaleProfileTruth(ITestOutputHelper output)
{
    private const string Source = """
        using System.Collections.Concurrent;
        namespace Demo
        {
            public interface IWork { Task Run(int n); string Name { get; } }

            public class Report<TRow> : IWork where TRow : notnull
            {
                private readonly ConcurrentDictionary<TRow, List<string>> _rows = new();
                private static readonly Func<int, int> s_next = static x => x + 1;

                public Report(int size) { Size = s_next(size); Changed += () => Size++; }
                public event Action? Changed;
                public int Size { get; private set; }
                public List<string> this[TRow row, int n] => _rows.GetOrAdd(row, _ => new List<string>(n));
                string IWork.Name => "report";

                async Task IWork.Run(int n) { await RenderAsync(default!, n); await foreach (var x in Stream(n)) { Size += x; } }

                public async Task<string> RenderAsync(TRow row, int n)
                {
                    await Task.Yield();
                    Func<Task<int>> later = async () => { await Task.Delay(n); return n; };
                    return string.Join(',', Lines(n).Select(line => line + Suffix(n))) + await later() + await Inner();
                    string Suffix(int k) => new('.', k);
                    async Task<int> Inner() { await Task.Delay(n); return n; }
                }

                public IEnumerable<string> Lines(int n) { for (var i = 0; i < n; i++) { yield return Format(i); } }
                public async IAsyncEnumerable<int> Stream(int n) { for (var i = 0; i < n; i++) { await Task.Yield(); yield return i; } }

                public static string Format(int n) => n.ToString();
                public static string Format(double n, params object[] rest) => n.ToString() + rest.Length;
                public static string Format<T>(T[] items, ref int count, out long total, Dictionary<string, T?> map, Row.Cell cell) { total = count; return items.Length + "," + map.Count + cell.Id; }
                public unsafe static int Sum(int* values, byte[,] grid, (sbyte, char) pair, ReadOnlySpan<uint> span) => span.Length;
                public static Report<TRow> operator +(Report<TRow> left, Report<TRow> right) => left;

                public class Row { public struct Cell { public int Id { get; set; } public override int GetHashCode() => Id; } }
            }

            public record Total(int Sum, string Text) { public static int Of(string s) => s switch { "one" => 1, "two" => 2, "three" => 3, "four" => 4, "five" => 5, "six" => 6, "seven" => 7, _ => new { s, n = 3 }.GetHashCode() }; }
        }

        public static class Program
        {
            public static async Task Main(string[] args) { Demo.IWork work = new Demo.Report<string>(3); await work.Run(args.Length); }
        }
        """;

    private static readonly CSharpCompilationOptions s_options = new(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);

    [Fact]
    public void Every_frame_leads_back_to_the_source()
    {
        var frames = Frames();
        var finder = new ProfileFrames(Compile(Source).Assembly);
        Assert.All(frames, frame => Assert.True(finder.Exists(frame.Name, out _), frame.Name));

        // What has a name of its own leads to the very method, also among overloads.
        var named = frames.Where(static frame => !frame.Name.Contains('<', StringComparison.Ordinal)).ToList();
        Assert.All(named, frame => Assert.True(finder.Exists(frame.Name, out var method) && method is not null && method.Parameters.Length == frame.Parameters, frame.Name));
        output.WriteLine($"{frames.Count} frames, {named.Count} of them named by the source");
    }

    [Theory]
    [InlineData("RenderAsync", "PrintAsync")]
    [InlineData("Report", "Document")]
    [InlineData("Lines", "Rows")]
    [InlineData("record Total", "record Sums")]
    [InlineData("namespace Demo", "namespace Shop")]
    public async Task Share_of_what_is_gone_is_what_the_rule_says(string before, string after)
    {
        var frames = Frames();
        var changed = Compile(Source.Replace(before, after, StringComparison.Ordinal).Replace(before == "namespace Demo" ? "Demo." : "\0", "Shop.", StringComparison.Ordinal));
        var finder = new ProfileFrames(changed.Assembly);
        var lost = frames.Where(frame => !finder.Exists(frame.Name, out _)).ToList();

        // Nothing is lost but what carries the old name.
        var name = before.Split(' ')[^1];
        Assert.All(lost, frame => Assert.Contains(name, frame.Name, StringComparison.Ordinal));
        Assert.Equal(frames.Count(frame => Names(frame.Name, name)), lost.Count);

        var profile = Attached.To("", "app.speedscope.json", Speedscope.Of([.. frames.Select(static frame => ($"Truth!{frame.Name} > CPU_TIME", 1.0))]));
        var reports = await changed.WithAnalyzers([new StaleProfile()], new AnalyzerOptions(Attached.Of(profile))).GetAnalyzerDiagnosticsAsync();
        var share = 100.0 * lost.Count / frames.Count;
        Assert.Equal(share > 30, !reports.IsEmpty);
        Assert.All(reports, report => Assert.Contains($": {share:0} % of", report.GetMessage(), StringComparison.Ordinal));
        output.WriteLine($"{before} -> {after}: {lost.Count} of {frames.Count} frames, {share:0} %; {(reports.IsEmpty ? "silent" : reports[0].GetMessage())}");
    }

    // The name as a part of the frame's path, or of what the compiler makes of a member; not in a parameter.
    private static bool Names(string frame, string name) =>
        frame[..frame.IndexOf('(', StringComparison.Ordinal)].Split('.', '+', '<', '>', '`').Contains(name, StringComparer.Ordinal);

    private static CSharpCompilation Compile(string source) => CSharpCompilation.Create(
        "Truth",
        [CSharpSyntaxTree.ParseText(source, new(LanguageVersion.Preview), "Case.cs"), CSharpSyntaxTree.ParseText(Library.Usings.Replace("global using Shop;", "", StringComparison.Ordinal), new(LanguageVersion.Preview), "Usings.cs")],
        Library.References,
        s_options);

    private static ImmutableList<(string Name, int Parameters)> Frames()
    {
        using var image = new MemoryStream();
        var result = Compile(Source).Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        image.Position = 0;
        var context = new AssemblyLoadContext("Truth", isCollectible: true);
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var frames = context.LoadFromStream(image).GetTypes()
            .SelectMany(static type => type.GetMembers(All).OfType<MethodBase>())
            .Where(static method => method.GetMethodBody() is not null)
            .Select(static method => (Name(method), method.GetParameters().Length))
            .Where(static frame => !ProfileFrames.IsMadeByTools(frame.Item1))
            .ToImmutableList();
        context.Unload();
        return frames;
    }

    // As the runtime names methods in its events: instantiations after the whole type, nested types without the types around them in parameters.
    private static string Name(MethodBase method) =>
        method.DeclaringType!.FullName + (method.DeclaringType.IsGenericType ? "[System.__Canon]" : "") + "." + method.Name + (method.IsGenericMethod ? "[System.__Canon]" : "") +
        "(" + string.Join(',', method.GetParameters().Select(static parameter => Name(parameter.ParameterType))) + ")";

    private static string Name(Type type)
    {
        if (type.IsByRef || type.IsPointer)
        {
            return Name(type.GetElementType()!) + (type.IsByRef ? "&" : "*");
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        }

        if (type.IsGenericParameter)
        {
            return (type.DeclaringMethod is null ? "!" : "!!") + type.GenericParameterPosition;
        }

        return Type.GetTypeCode(type) switch
        {
            _ when type.IsEnum => "value class " + type.FullName,
            TypeCode.Boolean => "bool",
            TypeCode.Char => "wchar",
            TypeCode.SByte => "int8",
            TypeCode.Byte => "unsigned int8",
            TypeCode.Int16 => "int16",
            TypeCode.UInt16 => "unsigned int16",
            TypeCode.Int32 => "int32",
            TypeCode.UInt32 => "unsigned int32",
            TypeCode.Int64 => "int64",
            TypeCode.UInt64 => "unsigned int64",
            TypeCode.Single => "float32",
            TypeCode.Double => "float64",
            _ => (type.IsValueType ? "value class " : "class ") + (type.IsNested || type.Namespace is null ? "" : type.Namespace + ".") + type.Name +
                (type.IsGenericType ? "<" + string.Join(',', type.GetGenericArguments().Select(Name)) + ">" : ""),
        };
    }
}
