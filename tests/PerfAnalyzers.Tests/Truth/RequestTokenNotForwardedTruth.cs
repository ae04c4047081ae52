using System.Collections.Immutable;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfAnalyzers.Async;

namespace PerfAnalyzers.Tests;

/// <summary>Counts the steps that work takes for a caller who has gone away.</summary>
public sealed class RequestTokenNotForwardedTruth
{
    private const string Work = """
        public static class Work { public static int Steps; public static async Task<int> GetAsync(int id, CancellationToken stop = default) { for (var i = 0; i < 10; i++) { stop.ThrowIfCancellationRequested(); Interlocked.Increment(ref Steps); await Task.Yield(); } return id; } public static async IAsyncEnumerable<int> All([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop = default) { for (var i = 0; i < 10; i++) { stop.ThrowIfCancellationRequested(); Interlocked.Increment(ref Steps); await Task.Yield(); yield return i; } } public static IAsyncEnumerable<int> Kept() => s_all(default); private static readonly Func<CancellationToken, IAsyncEnumerable<int>> s_all = All; } public static class Steps { public static int Get() => Work.Steps; }
        """;

    private static readonly (string Name, bool IsReported, string Body)[] s_cases =
    [
        ("call", true, "return await Work.GetAsync(7);"),
        ("sequence", true, "var n = 0; await foreach (var x in Work.Kept()) { n += x; } return n;"),
        ("per element", true, "return (await Task.WhenAll(new[] { 1, 2 }.Select(async x => await Work.GetAsync(x)))).Sum();"),
        ("passed", false, "return await Work.GetAsync(7, HttpContext.RequestAborted);"),
    ];

    [Fact]
    public async Task Reported_work_goes_on()
    {
        var source = Work + "\n" + string.Join('\n', s_cases.Select(static (test, i) => $$"""
            public class Case{{i}} : Microsoft.AspNetCore.Mvc.ControllerBase { public static Task<int> Run(Microsoft.AspNetCore.Http.HttpContext c) => new Case{{i}} { ControllerContext = new() { HttpContext = c } }.Get(); public async Task<int> Get() { {{test.Body}} } }
            """));
        var reported = (await Executed.Review<RequestTokenNotForwarded>(source)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line - 1).ToHashSet();
        var fixedSource = await Executed.Fix<RequestTokenNotForwarded, RequestTokenNotForwardedFix>(source);
        Assert.Empty(await Executed.Review<RequestTokenNotForwarded>(fixedSource));
        for (var i = 0; i < s_cases.Length; i++)
        {
            var (gone, result) = await Count(source, i);
            var (goneFixed, fixedResult) = await Count(fixedSource, i);
            Assert.Equal((s_cases[i].Name, s_cases[i].IsReported), (s_cases[i].Name, reported.Contains(i)));
            Assert.Equal(s_cases[i].IsReported, gone > 0);
            Assert.Equal(0, goneFixed);
            Assert.Equal(result, fixedResult);
        }
    }

    /// <summary>Where CA2016 of the SDK speaks, the rule does not, over all its cases.</summary>
    [Fact]
    public async Task Calls_that_the_SDK_reports_are_left_to_it()
    {
        // Beside the runtime the tests run on; a machine without an SDK cannot have built them.
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../../sdk"));
        var path = !Directory.Exists(root) ? null : Directory.GetFiles(root, "Microsoft.CodeAnalysis.NetAnalyzers.dll", SearchOption.AllDirectories).Order(StringComparer.Ordinal).LastOrDefault();
        if (path is null)
        {
            return;
        }

        Assembly.LoadFrom(path);
        var analyzers = Types(Assembly.LoadFrom(Path.Combine(Path.GetDirectoryName(path)!, "Microsoft.CodeAnalysis.CSharp.NetAnalyzers.dll")))
            .Concat(Types(Assembly.LoadFrom(path)))
            .Where(static type => !type.IsAbstract && typeof(DiagnosticAnalyzer).IsAssignableFrom(type) && type.Name.EndsWith("ForwardCancellationTokenToInvocationsAnalyzer", StringComparison.Ordinal))
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!).ToImmutableArray();
        Assert.NotEmpty(analyzers);

        var told = 0;
        foreach (var cases in new[] { RequestTokenNotForwardedTests.Firing, RequestTokenNotForwardedTests.Quiet })
        {
            foreach (object[] row in (IEnumerable<object[]>)cases)
            {
                var code = (Case)row[0];
                var compilation = AllRules.Prepared().AddSyntaxTrees(AllRules.Parse(code.Unmarked));
                var theirs = await compilation.WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync();
                var ours = await compilation.WithAnalyzers([new RequestTokenNotForwarded()]).GetAnalyzerDiagnosticsAsync();
                Assert.DoesNotContain(ours, report => theirs.Any(other => other.Id == "CA2016" && other.Location.SourceSpan.IntersectsWith(report.Location.SourceSpan)));
                told += theirs.Any(static other => other.Id == "CA2016") ? 1 : 0;
                Assert.True(!code.Name.StartsWith("CA2016", StringComparison.Ordinal) || theirs.Any(static other => other.Id == "CA2016"), code.Name);
            }
        }

        Assert.True(told >= 6);
    }

    private static Type[] Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            return [.. exception.Types.OfType<Type>()];
        }
    }

    // Steps for a caller who left before, and the result for one who stays.
    private static async Task<(int Gone, object? Result)> Count(string source, int number)
    {
        var code = Executed.Load(source);
        using var left = new CancellationTokenSource();
        left.Cancel();
        try
        {
            await code.Run($"Case{number}.Run", new DefaultHttpContext { RequestAborted = left.Token });
        }
        catch (OperationCanceledException)
        {
        }

        var steps = code.Delegate<Func<int>>("Steps.Get");
        var gone = steps();
        return (gone, await code.Run($"Case{number}.Run", new DefaultHttpContext()));
    }
}
