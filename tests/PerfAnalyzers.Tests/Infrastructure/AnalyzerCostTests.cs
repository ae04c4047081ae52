using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Tests;

/// <summary>
/// What each rule allocates at most over an application, kept in <c>docs/analyzer-cost.md</c>. Bytes are steadier from run to
/// run and machine to machine than time. They still come in two levels for rules that follow calls: a body the driver has bound a
/// moment earlier costs them nothing, and which comes first is up to two threads. So only the upper level is held.
/// </summary>
[Collection(nameof(AnalyzerCostTests))]
public sealed partial class AnalyzerCostTests
{
    private const string Document = "docs/analyzer-cost.md";
    private const double Tolerance = 0.15;
    private const long SlackKilobytes = 64;

    [CollectionDefinition(nameof(AnalyzerCostTests), DisableParallelization = true)]
    public sealed class Alone;

    [Fact]
    public void Generated_code_compiles() =>
        Assert.Empty(GeneratedCode.Create().GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));

#if !ROSLYN_FLOOR
    [Fact]
    public async Task Rules_allocate_no_more_than_the_document_says()
    {
        var compilation = GeneratedCode.Create();
        await Measure(compilation, Catalog.Rules);

        var kept = Row().Matches(Repository.Read(Document)).ToDictionary(
            static match => match.Groups[1].Value, static match => long.Parse(match.Groups[2].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
        var costs = new List<(string Name, long Kilobytes)>();
        foreach (var rule in Catalog.Rules)
        {
            var kilobytes = await Measure(compilation, [rule]);

            // A figure that has risen is measured again: syntax that was collected meanwhile is made anew at the rule's expense.
            costs.Add((rule.Name, IsKept(rule.Name, kilobytes) ? kept[rule.Name] : Math.Min(kilobytes, await Measure(compilation, [rule]))));
        }

        if (kept.Count == costs.Count && costs.All(cost => IsKept(cost.Name, cost.Kilobytes)))
        {
            return;
        }

        var table = new StringBuilder("| Rule | Allocated, KB |\n|---|---:|\n");
        foreach (var (name, kilobytes) in costs)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {name} | {kilobytes:N0} |\n");
        }

        Section.Holds(Document, "cost", table.ToString());

        bool IsKept(string name, long now) => kept.TryGetValue(name, out var before) && now - before <= Math.Max(SlackKilobytes, before * Tolerance);
    }

    // A clone has facts of its own: nothing is left over from the run before.
    private static async Task<long> Measure(CSharpCompilation compilation, ImmutableArray<CatalogRule> rules)
    {
        var meters = rules.Select(static rule => new AllocationMeter(rule.Analyzer)).ToImmutableArray();
        await compilation.Clone().WithAnalyzers([.. meters], new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            onAnalyzerException: static (exception, _, _) => throw exception,
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false)).GetAnalyzerDiagnosticsAsync();
        return meters.Sum(static meter => meter.Bytes) / 1024;
    }

    [GeneratedRegex(@"^\| ([^|-]+?) \| ([0-9,]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
#endif
}
