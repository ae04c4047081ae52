using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfAnalyzers.Tests;

/// <summary>Runs all rules at once over code, in process and without the testing library: fast enough for thousands of variants.</summary>
internal static class AllRules
{
    /// <summary>What the assembly of a case is called.</summary>
    public const string AssemblyName = "Case";

    private static readonly CSharpCompilationOptions s_options = new CSharpCompilationOptions(
        OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: false)
        .WithSpecificDiagnosticOptions(Catalog.Rules.Select(static rule => new KeyValuePair<string, ReportDiagnostic>(rule.Id, Enabled(rule))));

    private static readonly ConcurrentDictionary<LanguageVersion, CSharpCompilation> s_prepared = new();

    /// <summary>A compilation that holds the prelude; all of one language version share what references cost.</summary>
    public static CSharpCompilation Prepared(LanguageVersion version = LanguageVersion.Preview) => s_prepared.GetOrAdd(version, static version =>
    {
        var compilation = CSharpCompilation.Create(AssemblyName, [Parse(Library.Usings, "Usings.cs", version), Parse(Library.Model, "Shop.cs", version)], Library.References, s_options);
        _ = compilation.GetSpecialType(SpecialType.System_Object);
        return compilation;
    });

    public static SyntaxTree Parse(string source, string path = "Case.cs", LanguageVersion version = LanguageVersion.Preview) =>
        CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(version, DocumentationMode.Parse), path);

    /// <summary>What all rules report in a source. Throws what a rule throws, with the source.</summary>
    public static Task<ImmutableArray<Diagnostic>> Review(string source, LanguageVersion version = LanguageVersion.Preview) =>
        Review(With(Parse(source, version: version), version), source);

    /// <summary>The prelude and a case; a program when the case has top-level statements.</summary>
    public static CSharpCompilation With(SyntaxTree code, LanguageVersion version = LanguageVersion.Preview)
    {
        var compilation = Prepared(version).AddSyntaxTrees(code);
        return Library.KindOf(code.ToString()) is OutputKind.ConsoleApplication and var kind ? compilation.WithOptions(s_options.WithOutputKind(kind)) : compilation;
    }

    /// <summary>What all rules report in a compilation under options of a global config.</summary>
    public static async Task<ImmutableArray<Diagnostic>> Review(Compilation compilation, string source, params (string Key, string Value)[] options)
    {
        if (Catalog.Analyzers.IsEmpty)
        {
            return [];
        }

        Exception? thrown = null;
        var run = compilation.WithAnalyzers(Catalog.Analyzers, new CompilationWithAnalyzersOptions(
            new AnalyzerOptions(Attached.Of(source), new GlobalConfig(options)),
            onAnalyzerException: (exception, analyzer, _) => thrown ??= new RuleException(analyzer.GetType().Name, source, exception),
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false));
        var reports = await run.GetAnalyzerDiagnosticsAsync();
        if (thrown is not null)
        {
            throw thrown;
        }

        return reports;
    }

    /// <summary>Checks each case and tells all failures at once: one run shows what is left to do.</summary>
    public static async Task ForEach(ImmutableArray<(string Name, string Source)> cases, Func<(string Name, string Source), Task> check)
    {
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(cases, async (code, _) =>
        {
            try
            {
                await check(code);
            }
            catch (Exception exception)
            {
                failures.Enqueue($"{code.Name}: {exception.Message}");
            }
        });
        Assert.True(failures.IsEmpty, $"{failures.Count} of {cases.Length} cases:\n" + string.Join("\n\n", failures.Take(10)) + "\n\n" + string.Join('\n', failures.Skip(10).Select(static failure => failure.Split('\n')[0])));
    }

    // Opt-in rules are exercised too.
    private static ReportDiagnostic Enabled(CatalogRule rule) =>
        rule.Descriptor.IsEnabledByDefault ? ReportDiagnostic.Default : rule.Descriptor.DefaultSeverity == DiagnosticSeverity.Warning ? ReportDiagnostic.Warn : ReportDiagnostic.Info;

    private sealed class RuleException(string rule, string source, Exception inner) : Exception($"{rule} threw {inner}\nover\n{source}", inner);
}

/// <summary>Options as a global config gives them.</summary>
internal sealed class GlobalConfig(params (string Key, string Value)[] options) : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(options);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

    private sealed class Values((string Key, string Value)[] options) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            foreach (var option in options)
            {
                if (KeyComparer.Equals(option.Key, key))
                {
                    value = option.Value;
                    return true;
                }
            }

            value = null;
            return false;
        }
    }
}
