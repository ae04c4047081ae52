using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace PerfAnalyzers.Tests;

/// <summary>Runs one rule, and its fix, over a case. <c>[|…|]</c> marks what must be reported, <c>[?|…|]</c> what is a suggestion; nothing else may be.</summary>
internal static class Verify<TRule, TFix>
    where TRule : DiagnosticAnalyzer, new()
    where TFix : CodeFixProvider, new()
{
    /// <summary>The rule reports the marked spans at its own severity, and nothing else.</summary>
    public static Task Fires([StringSyntax("C#-test")] string source, params (string Key, string Value)[] options) =>
        Run(source, Rule.DefaultSeverity, options);

    /// <summary>The rule reports the marked spans as suggestions, and nothing else.</summary>
    public static Task Suggests([StringSyntax("C#-test")] string source, params (string Key, string Value)[] options) =>
        Run(source, DiagnosticSeverity.Info, options);

    /// <summary>The rule reports nothing.</summary>
    public static Task Silent([StringSyntax("C#-test")] string source, params (string Key, string Value)[] options)
    {
        Assert.DoesNotContain("[|", source, StringComparison.Ordinal);
        return Run(source, Rule.DefaultSeverity, options);
    }

    /// <summary>The rule reports the one marked span with exactly this message.</summary>
    public static Task Says([StringSyntax("C#-test")] string source, string message, params (string Key, string Value)[] options)
    {
        var test = Create(source, Rule.DefaultSeverity, options);
        test.TestState.ExpectedDiagnostics[0] = test.TestState.ExpectedDiagnostics[0].WithMessage(message);
        return test.RunAsync();
    }

    /// <summary>The fix turns the marked code into <paramref name="fixedSource"/>: one by one, and in Fix All when it is automatic.</summary>
    /// <param name="source">Code with the reported spans marked.</param>
    /// <param name="fixedSource">The result; spans that stay reported are marked.</param>
    /// <param name="severity">The severity of the reports; the rule's own when null.</param>
    public static Task Fixes([StringSyntax("C#-test")] string source, [StringSyntax("C#-test")] string fixedSource, DiagnosticSeverity? severity = null)
    {
        var test = Create(source, severity ?? Rule.DefaultSeverity, []);
        test.FixedState.Sources.Add(("/0/Test0.cs", Mark(fixedSource, severity ?? Rule.DefaultSeverity, test.FixedState.ExpectedDiagnostics)));
        AddPrelude(test.FixedState);
        return test.RunAsync();
    }

    /// <summary>The rule reports the marked spans and offers no fix for them.</summary>
    public static Task RefusesToFix([StringSyntax("C#-test")] string source, DiagnosticSeverity? severity = null) => Fixes(source, source, severity);

    /// <summary>As <see cref="RefusesToFix(string, DiagnosticSeverity?)"/>, with options.</summary>
    public static Task RefusesToFix([StringSyntax("C#-test")] string source, params (string Key, string Value)[] options) => FixesWith(source, source, options);

    /// <summary>As <see cref="Fixes"/>, with options.</summary>
    public static Task FixesWith([StringSyntax("C#-test")] string source, [StringSyntax("C#-test")] string fixedSource, params (string Key, string Value)[] options)
    {
        var test = Create(source, Rule.DefaultSeverity, options);
        test.FixedState.Sources.Add(("/0/Test0.cs", Mark(fixedSource, Rule.DefaultSeverity, test.FixedState.ExpectedDiagnostics)));
        AddPrelude(test.FixedState);
        return test.RunAsync();
    }

    /// <summary>As <see cref="Fixes"/>, over several documents, Fix All included.</summary>
    public static Task FixesAll((string Source, string Fixed)[] documents, DiagnosticSeverity? severity = null)
    {
        var test = Create(null, severity ?? Rule.DefaultSeverity, []);
        for (var i = 0; i < documents.Length; i++)
        {
            test.TestState.Sources.Add(($"/0/Test{i}.cs", Mark(documents[i].Source, severity ?? Rule.DefaultSeverity, test.TestState.ExpectedDiagnostics)));
            test.FixedState.Sources.Add(($"/0/Test{i}.cs", Mark(documents[i].Fixed, severity ?? Rule.DefaultSeverity, test.FixedState.ExpectedDiagnostics)));
        }

        AddPrelude(test.TestState);
        AddPrelude(test.FixedState);
        test.TestState.OutputKind = Library.KindOf(documents[0].Source);
        return test.RunAsync();
    }

    private static DiagnosticDescriptor Rule { get; } = new TRule().SupportedDiagnostics[0];

    private static Task Run(string source, DiagnosticSeverity severity, (string Key, string Value)[] options)
    {
        var test = Create(source, severity, options);
        test.CodeFixTestBehaviors |= CodeFixTestBehaviors.SkipFixAllCheck;
        test.IsAnalyzerTest = true;
        return test.RunAsync();
    }

    private static Test Create(string? source, DiagnosticSeverity severity, (string Key, string Value)[] options)
    {
        var test = new Test();
        if (source is not null)
        {
            var (code, path, text) = Attached.Split(source);
            if (path is not null)
            {
                test.TestState.AdditionalFiles.Add((path, Mark(text, severity, test.TestState.ExpectedDiagnostics)));
            }

            test.TestState.Sources.Add(("/0/Test0.cs", Mark(code, severity, test.TestState.ExpectedDiagnostics)));
            AddPrelude(test.TestState);
            test.TestState.OutputKind = Library.KindOf(source);
        }

        if (options.Length > 0)
        {
            var config = new StringBuilder("is_global = true\n");
            foreach (var (key, value) in options)
            {
                config.Append(key).Append(" = ").Append(value).Append('\n');
            }

            test.TestState.AnalyzerConfigFiles.Add(("/.globalconfig", config.ToString()));
        }

        return test;
    }

    private static void AddPrelude(SolutionState state)
    {
        state.Sources.Add(("/0/Usings.cs", Library.Usings));
        state.Sources.Add(("/0/Shop.cs", Library.Model));
    }

    // The library's own [|…|] insists on the descriptor's severity; numbered spans with an explicit result do not.
    private static string Mark(string source, DiagnosticSeverity severity, List<DiagnosticResult> expected)
    {
        var marked = new StringBuilder();
        var position = 0;
        for (int start; (start = source.IndexOf('[', position)) >= 0;)
        {
            var isSuggestion = string.CompareOrdinal(source, start, "[?|", 0, 3) == 0;
            if (!isSuggestion && string.CompareOrdinal(source, start, "[|", 0, 2) != 0)
            {
                marked.Append(source, position, start + 1 - position);
                position = start + 1;
                continue;
            }

            var number = expected.Count;
            marked.Append(source, position, start - position).Append("{|#").Append(number).Append(':');
            expected.Add(new DiagnosticResult(Rule.Id, isSuggestion ? DiagnosticSeverity.Info : severity).WithLocation(number).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));
            position = start + (isSuggestion ? 3 : 2);
        }

        return marked.Append(source, position, source.Length - position).ToString();
    }

    private sealed class Test : CSharpCodeFixTest<TRule, TFix, DefaultVerifier>
    {
        /// <summary>Cases may name their assembly: it is called the same where all rules run.</summary>
        protected override string DefaultTestProjectName => AllRules.AssemblyName;

        public Test()
        {
            // No package: nothing is fetched while tests run.
            ReferenceAssemblies = new ReferenceAssemblies("net10.0");
            TestState.AdditionalReferences.AddRange(Library.References);
            MarkupOptions = MarkupOptions.None;
        }

        /// <summary>Only the rule's verdict is wanted, no fix is tried.</summary>
        public bool IsAnalyzerTest { get; set; }

        protected override IEnumerable<CodeFixProvider> GetCodeFixProviders() => IsAnalyzerTest ? [] : base.GetCodeFixProviders();

        protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Diagnose);

        protected override CompilationOptions CreateCompilationOptions() =>
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);
    }
}
