using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PerfAnalyzers.PackageTests;

/// <summary>The <c>dotnet</c> command, as a user runs it.</summary>
internal static class Dotnet
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(8);

    /// <summary>Runs to the end; standard output and error are one text.</summary>
    public static async Task<CommandResult> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What dotnet test tells its own children would make an inner build another one than a user's.
        foreach (var name in start.Environment.Keys.Where(static n => n.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(s_limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new CommandResult("dotnet " + string.Join(' ', arguments), process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"dotnet {string.Join(' ', arguments)} took longer than {s_limit}.");
        }
    }
}

/// <summary>What a command printed.</summary>
internal sealed record CommandResult(string Command, int ExitCode, string Output, string Errors)
{
    public CommandResult Succeeded()
    {
        Assert.True(ExitCode == 0, ToString());
        return this;
    }

    public CommandResult Failed()
    {
        Assert.True(ExitCode != 0, ToString());
        return this;
    }

    /// <summary>The distinct <c>severity id</c> pairs printed for the files and the project in a folder.</summary>
    public IReadOnlyList<string> Diagnostics(string project) =>
        [.. Regex.Matches(Output, $@"(?<severity>warning|error) (?<id>PERF\d+): .*\[.*[\\/]{Regex.Escape(project)}\.csproj")
            .Select(static m => m.Groups["severity"].Value + " " + m.Groups["id"].Value)
            .Distinct()
            .Order(StringComparer.Ordinal)];

    public override string ToString() => $"{Command}: exit code {ExitCode}\n{Output}\n{Errors}";
}
