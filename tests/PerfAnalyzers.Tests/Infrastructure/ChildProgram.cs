using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PerfAnalyzers.Tests;

/// <summary>A program that is compiled and run in a process of its own: what settings of the runtime, restarts and other machines change.</summary>
internal static class ChildProgram
{
    /// <summary>Runs a program and returns what it writes.</summary>
    /// <param name="source">Its only file; it sees the usings of all cases.</param>
    /// <param name="settings">Properties of its runtime configuration.</param>
    /// <param name="environment">Variables it sees beside those of this process.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<string> Run(string source, (string Name, string Value)[]? settings = null, (string Name, string Value)[]? environment = null, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("perf-program-").FullName;
        try
        {
            var program = Path.Combine(folder, "program.dll");
            var emitted = CSharpCompilation.Create("program", [CSharpSyntaxTree.ParseText("using System; using System.IO; using System.Linq; using System.Threading;\n" + source)], Library.References,
                new CSharpCompilationOptions(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release)).Emit(program);
            Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
            var properties = string.Join(", ", (settings ?? []).Select(static setting => $"\"{setting.Name}\": {setting.Value}"));
            await File.WriteAllTextAsync(Path.ChangeExtension(program, ".runtimeconfig.json"),
                $$"""{ "runtimeOptions": { "frameworks": [ { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version.Major}}.0.0" }, { "name": "Microsoft.AspNetCore.App", "version": "{{Environment.Version.Major}}.0.0" } ], "configProperties": { {{properties}} } } }""");
            return await Start(program, environment ?? [], arguments);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> Start(string program, (string Name, string Value)[] environment, string[] arguments)
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var start = new ProcessStartInfo(Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet")), [program, .. arguments]) { RedirectStandardOutput = true };
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("DOTNET_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("COMPlus_", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }
}
