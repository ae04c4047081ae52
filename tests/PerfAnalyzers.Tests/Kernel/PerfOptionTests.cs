using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Tests;

public sealed class PerfOptionTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData(" True ", true)]
    [InlineData("false", false)]
    [InlineData("yes", true)]
    [InlineData("", true)]
    [InlineData(null, true)]
    public void Flags(string? text, bool expected) => Assert.Equal(expected, PerfOption.Flag("flag", true).In(Options("perfanalyzers.flag", text), null));

    [Theory]
    [InlineData("0", 0)]
    [InlineData(" 12 ", 12)]
    [InlineData("-1", 7)]
    [InlineData("1.5", 7)]
    [InlineData("many", 7)]
    [InlineData("99999999999", 7)]
    [InlineData(null, 7)]
    public void Numbers(string? text, int expected) => Assert.Equal(expected, PerfOption.Number("number", 7).In(Options("perfanalyzers.number", text), null));

    [Theory]
    [InlineData("a, b", "a, b")]
    [InlineData(null, "")]
    public void Lists(string? text, string expected) => Assert.Equal(expected, PerfOption.List("list").In(Options("perfanalyzers.list", text), null));

    [Fact]
    public void Keys_are_written_as_users_write_them()
    {
        Assert.All(Catalog.Options, static option => Assert.Matches("^perfanalyzers(\\.[a-z0-9_]+)+$", option.Key));
        Assert.Equal(Catalog.Options.Length, Catalog.Options.Select(static option => option.Key).Distinct().Count());
    }

    [Fact]
    public async Task Proven_and_likely_reports_have_their_own_severity()
    {
        var reports = await Review(ReportDiagnostic.Default);
        Assert.Equal([DiagnosticSeverity.Warning, DiagnosticSeverity.Info], reports.Select(static report => report.Severity));
    }

    [Fact]
    public async Task A_severity_of_the_user_applies_to_both()
    {
        var reports = await Review(ReportDiagnostic.Error);
        Assert.Equal([DiagnosticSeverity.Error, DiagnosticSeverity.Error], reports.Select(static report => report.Severity));
    }

    [Fact]
    public async Task Without_suggestions_only_the_proven_are_raised()
    {
        var reports = await Review(ReportDiagnostic.Error, (Site.IncludeSuggestions.Key, "false"));
        Assert.Equal(DiagnosticSeverity.Error, Assert.Single(reports).Severity);
        Assert.Equal("M", reports[0].GetMessage());
    }

    private static async Task<ImmutableArray<Diagnostic>> Review(ReportDiagnostic severity, params (string Key, string Value)[] options)
    {
        var compilation = CSharpCompilation.Create(
            "Severities",
            [AllRules.Parse("class C { void M() { M(); N(); } void N() { } }")],
            Library.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary).WithSpecificDiagnosticOptions([new("PERF0000", severity)]));
        var reports = await compilation.WithAnalyzers([new TwoSeverities()], new AnalyzerOptions([], new GlobalConfig(options))).GetAnalyzerDiagnosticsAsync();
        return [.. reports.OrderBy(static report => report.Location.SourceSpan.Start)];
    }

    private static AnalyzerOptions Options(string key, string? value) => new([], value is null ? new GlobalConfig() : new GlobalConfig((key, value)));

    /// <summary>Warns of calls of M, suggests calls of anything else.</summary>
#pragma warning disable RS1036, RS1038, RS1041, RS2008 // not shipped
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class TwoSeverities() : PerfRule(s_rule)
    {
        private static readonly DiagnosticDescriptor s_rule = new("PERF0000", "Call", "{0}", "Tests", DiagnosticSeverity.Warning, isEnabledByDefault: true);

        protected override void Start(RuleContext context) => context.On(
            static site =>
            {
                var name = Operations.SymbolOf(site.Operation)!.Name;
                if (name == "M")
                {
                    site.Report(s_rule, site.Operation.Syntax.GetLocation(), null, null, name);
                }
                else
                {
                    site.Suggest(s_rule, site.Operation.Syntax.GetLocation(), null, null, name);
                }
            },
            OperationKind.Invocation);
    }
#pragma warning restore RS1036, RS1038, RS1041, RS2008
}
