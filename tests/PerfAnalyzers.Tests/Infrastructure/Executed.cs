using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Tests;

/// <summary>
/// Code that is analyzed, fixed, compiled and run: the ground truth of the rules. Cases see the same usings and model as
/// everywhere; the model's types are those of this assembly, so tests can hand in contexts and entities.
/// </summary>
internal sealed class Executed
{
    private readonly Assembly _assembly;

    private Executed(Assembly assembly) => _assembly = assembly;

    /// <summary>Compiles optimised code into this process. Throws with the compiler's errors.</summary>
    public static Executed Load(string source)
    {
        using var image = new MemoryStream();
        var result = Compile(source).Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error)) + "\n" + source);
        return new Executed(Assembly.Load(image.ToArray()));
    }

    /// <summary>Calls a static method of the loaded code and awaits its task, if it returns one; returns the result.</summary>
    /// <param name="name">Type and method: <c>Cases.Bad</c>.</param>
    /// <param name="arguments">Its arguments.</param>
    public async Task<object?> Run(string name, params object?[] arguments)
    {
        var result = Method(name).Invoke(null, arguments);
        if (result is Task task)
        {
            await task;
            return task.GetType().GetProperty("Result")?.GetValue(task);
        }

        return result;
    }

    /// <summary>Runs the program's top-level statements in this thread.</summary>
    public void RunProgram(params string[] arguments) => _assembly.EntryPoint!.Invoke(null, [arguments]);

    /// <summary>A static method as a delegate: no reflection where allocations are counted.</summary>
    public TDelegate Delegate<TDelegate>(string name)
        where TDelegate : Delegate => Method(name).CreateDelegate<TDelegate>();

    /// <summary>What a rule reports in a source.</summary>
    public static async Task<ImmutableArray<Diagnostic>> Review<TRule>(string source)
        where TRule : DiagnosticAnalyzer, new() =>
        await Compile(source).WithAnalyzers([new TRule()]).GetAnalyzerDiagnosticsAsync();

    /// <summary>What a rule reports in a source under options of a global config.</summary>
    public static async Task<ImmutableArray<Diagnostic>> ReviewWith<TRule>(string source, params (string Key, string Value)[] options)
        where TRule : DiagnosticAnalyzer, new() =>
        await Compile(source).WithAnalyzers([new TRule()], new AnalyzerOptions([], new GlobalConfig(options))).GetAnalyzerDiagnosticsAsync();

    /// <summary>What several rules report in a source.</summary>
    public static Task<ImmutableArray<Diagnostic>> Review(string source, ImmutableArray<CatalogRule> rules) => Review(Compile(source), rules);

    /// <summary>What several rules report in a compilation.</summary>
    public static async Task<ImmutableArray<Diagnostic>> Review(Compilation compilation, ImmutableArray<CatalogRule> rules)
    {
        var reports = await compilation.WithAnalyzers([.. rules.Select(static rule => (DiagnosticAnalyzer)rule.Analyzer)]).GetAnalyzerDiagnosticsAsync();
        Assert.DoesNotContain(reports, static report => report.Id.StartsWith("AD", StringComparison.Ordinal));
        return reports;
    }

    /// <summary>A project as <see cref="Load"/> compiles it, without the case's own document.</summary>
    public static Project Project(AdhocWorkspace workspace, OutputKind kind = OutputKind.DynamicallyLinkedLibrary) => workspace.AddProject(ProjectInfo.Create(
        ProjectId.CreateNewId(), VersionStamp.Default, "Truth", "Truth", LanguageNames.CSharp,
        compilationOptions: s_options.WithOutputKind(kind), parseOptions: s_parse, metadataReferences: References)).AddDocument("Usings.cs", Library.Usings).Project;

    /// <summary>Applies a fix to every report of a rule, one after the other, until none is left that can be fixed.</summary>
    public static async Task<string> Fix<TRule, TFix>(string source)
        where TRule : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        for (var round = 0; round < 50; round++)
        {
            using var workspace = new AdhocWorkspace();
            var document = Project(workspace, Library.KindOf(source)).AddDocument("Case.cs", SourceText.From(source));
            var compilation = (await document.Project.GetCompilationAsync())!;
            var reports = await compilation.WithAnalyzers([new TRule()]).GetAnalyzerDiagnosticsAsync();
            CodeAction? action = null;
            foreach (var report in reports)
            {
                await new TFix().RegisterCodeFixesAsync(new CodeFixContext(document, report, (offered, _) => action ??= offered, default));
                if (action is not null)
                {
                    break;
                }
            }

            if (action is null)
            {
                return source;
            }

            var operations = await action.GetOperationsAsync(default);
            var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
            source = (await changed.GetTextAsync()).ToString();
        }

        throw new InvalidOperationException("The fix does not end:\n" + source);
    }

    /// <summary>Applies fixes to every report of a rule, each to the code as it was, and takes the line of the report from the result: for cases that stand on lines of their own.</summary>
    public static async Task<string> FixLines<TRule>(string source, params CodeFixProvider[] fixes)
        where TRule : DiagnosticAnalyzer, new()
    {
        using var workspace = new AdhocWorkspace();
        var document = Project(workspace, Library.KindOf(source)).AddDocument("Case.cs", SourceText.From(source));
        var compilation = (await document.Project.GetCompilationAsync())!;
        var lines = source.Split('\n');
        foreach (var report in await compilation.WithAnalyzers([new TRule()]).GetAnalyzerDiagnosticsAsync())
        {
            CodeAction? action = null;
            foreach (var fix in fixes)
            {
                await fix.RegisterCodeFixesAsync(new CodeFixContext(document, report, (offered, _) => action ??= offered, default));
            }

            if (action is not null)
            {
                var operations = await action.GetOperationsAsync(default);
                var changed = await operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!.GetTextAsync();
                Assert.Equal(lines.Length, changed.Lines.Count);
                var line = report.Location.GetLineSpan().StartLinePosition.Line;
                lines[line] = changed.Lines[line].ToString();
            }
        }

        return string.Join('\n', lines);
    }

    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.Preview);

    // Rules that are off by default are asked for by the tests that name them.
    private static readonly CSharpCompilationOptions s_options =
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable)
            .WithSpecificDiagnosticOptions(Catalog.Rules.Where(static rule => !rule.Descriptor.IsEnabledByDefault).Select(static rule => new KeyValuePair<string, ReportDiagnostic>(rule.Id, ReportDiagnostic.Info)));

    private static ImmutableArray<MetadataReference> References { get; } =
        Library.References.Add(MetadataReference.CreateFromFile(typeof(Shop.ShopContext).Assembly.Location));

    private static CSharpCompilation Compile(string source) => CSharpCompilation.Create(
        "Truth" + Guid.NewGuid().ToString("N"),
        [CSharpSyntaxTree.ParseText(source, s_parse, "Case.cs"), CSharpSyntaxTree.ParseText(Library.Usings, s_parse, "Usings.cs")],
        References,
        s_options.WithOutputKind(Library.KindOf(source)));

    private MethodInfo Method(string name)
    {
        var dot = name.LastIndexOf('.');
        var type = _assembly.GetType(name[..dot], throwOnError: true)!;
        return type.GetMethod(name[(dot + 1)..], BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            ?? throw new MissingMethodException(name);
    }
}
