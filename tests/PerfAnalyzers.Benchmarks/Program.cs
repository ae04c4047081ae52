using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace PerfAnalyzers.Benchmarks;

/// <summary>The rule page whose Measured section shows a benchmark class's results.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PageAttribute(string id) : Attribute
{
    public string Id => id;
}

/// <summary>
/// Runs benchmarks (<c>-- --filter *CountForExistence*</c>) and writes each printed table between the benchmark markers of
/// the rule's page.
/// </summary>
public static class Program
{
    private const string Start = "<!-- benchmark -->";
    private const string End = "<!-- /benchmark -->";

    public static void Main(string[] args)
    {
        var config = DefaultConfig.Instance
            .AddJob(Job.ShortRun)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .HideColumns(Column.Job, Column.IterationCount, Column.LaunchCount, Column.WarmupCount, Column.Error, Column.StdDev, Column.Median, Column.RatioSD, Column.AllocRatio, Column.Gen0, Column.Gen1, Column.Gen2);
        foreach (var summary in BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config))
        {
            if (summary.BenchmarksCases.Length > 0 && summary.Reports.All(static report => report.Success) &&
                summary.BenchmarksCases[0].Descriptor.Type.GetCustomAttribute<PageAttribute>() is { } page)
            {
                Write(page.Id, summary);
            }
        }
    }

    private static void Write(string id, Summary summary)
    {
        var path = Path.Combine(Root(), "docs", "rules", id + ".md");
        var text = File.ReadAllText(path);
        var start = text.IndexOf(Start, StringComparison.Ordinal);
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (start < 0 || end < start)
        {
            throw new InvalidOperationException($"{path} has no {Start} … {End} markers.");
        }

        using var output = new StringWriter();
        MarkdownExporter.GitHub.ExportToLog(summary, new Logger(output));
        var table = output.ToString().ReplaceLineEndings("\n").Trim();
        File.WriteAllText(path, text[..(start + Start.Length)] + "\n" + table + "\n" + text[end..]);
        Console.WriteLine($"Wrote {path}");
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "PerfAnalyzers.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Run from inside the repository.");
        }

        return folder;
    }

    private sealed class Logger(TextWriter writer) : BenchmarkDotNet.Loggers.ILogger
    {
        public string Id => nameof(Logger);

        public int Priority => 0;

        public void Write(BenchmarkDotNet.Loggers.LogKind logKind, string text) => writer.Write(text);

        public void WriteLine() => writer.WriteLine();

        public void WriteLine(BenchmarkDotNet.Loggers.LogKind logKind, string text) => writer.WriteLine(text);

        public void Flush() => writer.Flush();
    }
}
