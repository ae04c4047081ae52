using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PerfAnalyzers.Tests;

/// <summary>
/// What loops allocate, in bytes per pass. They run in a process of their own with tiered compilation and precompiled code switched
/// off, so that everything is optimised from the first call on.
/// </summary>
internal static class LoopBytes
{
    /// <summary>
    /// Bytes per pass of each loop, from two sizes: what is allocated once falls out. The least of three attempts, since growing
    /// collections and the runtime itself only add.
    /// </summary>
    /// <param name="source">A file with the usings and the model of cases.</param>
    /// <param name="loops">Static methods that take the number of passes: <c>Bad.Run</c>.</param>
    public static async Task<double[]> Of(string source, string[] loops)
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
}
