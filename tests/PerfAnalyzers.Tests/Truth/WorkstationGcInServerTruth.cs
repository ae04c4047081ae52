using System.Globalization;
using PerfAnalyzers.Scaling;

namespace PerfAnalyzers.Tests;

/// <summary>Starts a program under settings of the runtime and asks it what it runs with: the collector, and how often hot methods are compiled again.</summary>
public sealed class WorkstationGcInServerTruth
{
    private const int Methods = 60;

    [Fact]
    public async Task The_collector_is_what_the_project_says_and_not_what_code_says()
    {
        const string Late = """
            AppContext.SetSwitch("System.GC.Server", true);
            Environment.SetEnvironmentVariable("DOTNET_gcServer", "1");
            Console.WriteLine(System.Runtime.GCSettings.IsServerGC);
            """;
        Assert.Equal([0, 1], (await Executed.Review<WorkstationGcInServer>(Late)).Select(static report => report.Location.GetLineSpan().StartLinePosition.Line).Order());
        Assert.Equal("False", await Run(Late));
        Assert.Equal("True", await Run(Late, ("System.GC.Server", "true")));
        Assert.Equal("False", await Run("Console.WriteLine(System.Runtime.GCSettings.IsServerGC);"));
        Assert.Equal("True", await Run("Console.WriteLine(System.Runtime.GCSettings.IsServerGC);", ("System.GC.Server", "true")));
    }

    [Fact]
    public async Task Hot_methods_are_compiled_again_only_with_tiers_and_once_more_for_a_profile()
    {
        // Methods that are called again and again, until nothing has been compiled for a while.
        var source = "for (var i = 0; i < 5; i++) { Pass(); Count(); Thread.Sleep(10); }\nvar before = Count(); var last = before; var quiet = 0;\n" +
            "while (quiet < 60) { Pass(); Thread.Sleep(50); var now = Count(); quiet = now == last ? quiet + 1 : 0; last = now; }\nConsole.WriteLine(last - before);\n" +
            "static long Count() => System.Runtime.JitInfo.GetCompiledMethodCount();\nstatic void Pass() { " +
            string.Concat(Enumerable.Range(0, Methods).Select(static i => $"for (var i = 0; i < 40; i++) {{ Hot.M{i}(i); }} ")) + "}\n" +
            "static class Hot { " + string.Concat(Enumerable.Range(0, Methods).Select(static i => $"[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)] public static int M{i}(int x) => x + {i}; ")) + "}";
        var runs = await Task.WhenAll(
            Run(source, ("System.Runtime.TieredCompilation", "false")),
            Run(source, ("System.Runtime.TieredPGO", "false")),
            Run(source));
        var (none, tiers, profiled) = (Number(runs[0]), Number(runs[1]), Number(runs[2]));
        Assert.True(none < Methods / 2 && tiers >= Methods && tiers < 2 * Methods && profiled >= 2 * Methods, $"Compiled again: {none} without tiers, {tiers} without profiles, {profiled} by default.");
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static Task<string> Run(string source, params (string Name, string Value)[] settings) => ChildProgram.Run(source, settings);
}
