using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit.Abstractions;

namespace PerfAnalyzers.Tests;

/// <summary>
/// The rules about boxes against the compiler's own <c>box</c> instructions: over the cases, and over any project that has been built
/// here. <c>PERFANALYZERS_BOXES="a.dll;b.dll" dotnet test --filter BoxOracleTests</c> prints the figures of assemblies with portable
/// symbols whose sources and references are still in place.
/// </summary>
public sealed class BoxOracleTests(ITestOutputHelper output)
{
    public static readonly TheoryData<Case> All = [.. AllCases()];

    // All cases share what references cost.
    private static readonly CSharpParseOptions s_parsing = new(LanguageVersion.Preview, preprocessorSymbols: ["DEBUG"]);

    private static readonly CSharpCompilation s_prepared = CSharpCompilation.Create(
        "Boxes",
        [CSharpSyntaxTree.ParseText(Library.Usings, s_parsing, "Usings.cs", Encoding.UTF8), CSharpSyntaxTree.ParseText(Library.Model, s_parsing, "Shop.cs", Encoding.UTF8)],
        Library.References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: false));

    /// <summary>Each box in a loop of a case is reported or left out for a named reason, and each report of a box has one.</summary>
    [Theory, MemberData(nameof(All))]
    public async Task Agrees_on_the_cases(Case code)
    {
        var compilation = Compile(code.Unmarked);
        var boxes = BoxInstructions.Of(compilation, out var places).Where(static box => box.Document == "Case.cs").ToImmutableArray();
        var oracle = await BoxOracle.Of(compilation, boxes, places);
        Assert.Empty(Disagreements(oracle));
    }

    /// <summary>The same over the cases of every rule: their code boxes as well.</summary>
    [Fact, Trait("Category", "Exhaustive")]
    public async Task Agrees_on_the_cases_of_every_rule()
    {
        var fates = new ConcurrentBag<string>();
        var cases = new[] { "Firing", "Suggested", "Quiet" }.SelectMany(Cases.All).ToImmutableArray();
        await AllRules.ForEach([.. cases.Select(static found => ($"{found.Tests.Name}: {found.Case.Name}", found.Case.Unmarked))], async code =>
        {
            var compilation = Compile(code.Source);
            var boxes = BoxInstructions.Of(compilation, out var places).Where(static box => box.Document == "Case.cs").ToImmutableArray();
            var oracle = await BoxOracle.Of(compilation, boxes, places);
            Assert.Equal("", string.Join('\n', Disagreements(oracle)));
            foreach (var fate in oracle.Fates)
            {
                fates.Add(fate.Fate!);
            }
        });
        output.WriteLine($"{cases.Length} cases of {cases.Select(static found => found.Tests).Distinct().Count()} rules, {fates.Count} boxes in loops");
        foreach (var group in fates.GroupBy(static fate => fate).OrderByDescending(static group => group.Count()))
        {
            output.WriteLine($"  {group.Key,-24} {group.Count()}");
        }
    }

    [Theory]
    [InlineData("for (var i = 0; i < n; i++) { o = i; }", 1)]
    [InlineData("o = n; for (var i = 0; i < n; i++) { } o = n;", 0)]
    [InlineData("again: o = n; if (n-- > 0) goto again;", 1)]
    [InlineData("while (n-- > 0) { try { o = n; } finally { o = 2L; } }", 2)]
    [InlineData("while (n-- > 0) { try { F(n); } catch (Exception) { o = n; continue; } }", 1)]
    [InlineData("while (n-- > 0) { if (n == 7) { o = n; return; } }", 0)]
    [InlineData("do { o = n; switch (n) { case 1: o = 1L; break; case 2: return; default: o = 'x'; continue; } } while (n-- > 0);", 3)]
    public void Knows_loops(string body, int boxes) => Assert.Equal(boxes, InLoops("class C { object? o; void F(int x) { } void M(int n) { " + body + " } }"));

    [Theory]
    [InlineData("IEnumerable<object> M(int n) { yield return n; yield return n; yield return n; }", 0)]
    [InlineData("IEnumerable<object> M(int n) { while (n-- > 0) { yield return n; } }", 1)]
    [InlineData("IEnumerable<object> M(int n) { while (n-- > 0) { try { yield return n; yield return n; } finally { o = n; } } }", 2)]
    [InlineData("IEnumerable<object> M<T>(T n) where T : struct { while (true) { yield return n; } }", 1)]
    [InlineData("async Task M(int n) { o = n; await Task.Yield(); o = n; }", 0)]
    [InlineData("async Task M(int n) { while (n-- > 0) { o = n; await Task.Yield(); await Task.Yield(); } o = n; }", 1)]
    [InlineData("async Task M(int n) { while (n-- > 0) { try { await Task.Yield(); o = n; } catch (Exception) { o = 1L; } } }", 2)]
    [InlineData("async IAsyncEnumerable<object> M(int n) { yield return n; while (n-- > 0) { yield return n; await Task.Yield(); } }", 1)]
    [InlineData("async IAsyncEnumerable<object> M(int n) { yield return n; await Task.Yield(); yield return n; }", 0)]
    public void Knows_loops_of_methods_that_are_resumed(string method, int boxes) => Assert.Equal(boxes, InLoops("class C { object? o; " + method + " }"));

    /// <summary>The figures of assemblies named by the environment; without any there is nothing to do.</summary>
    [Fact]
    public async Task Agrees_on_compiled_projects()
    {
        var failures = new List<string>();
        foreach (var path in (Environment.GetEnvironmentVariable("PERFANALYZERS_BOXES") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var (file, provider) = CompiledProject.Open(path);
            using (file)
            using (provider)
            {
                var symbols = provider.GetMetadataReader();
                var compilation = CompiledProject.Rebuild(file, symbols, Assemblies(path));
                // What authors mark as experimental is an error that their projects suppress.
                var errors = compilation.GetDiagnostics().Where(static diagnostic => diagnostic is { Severity: DiagnosticSeverity.Error, IsSuppressed: false } && diagnostic.Id.StartsWith("CS", StringComparison.Ordinal)).ToArray();
                if (errors.Length > 0)
                {
                    failures.Add($"{path} is not what it was made from: {errors.Length} errors, {errors[0]}");
                    continue;
                }

                var boxes = BoxInstructions.Read(file, symbols, out var places);
                var oracle = await BoxOracle.Of(compilation, boxes, places);
                var lines = compilation.SyntaxTrees.Sum(static tree => tree.GetText().Lines.Count);
                var report = new StringBuilder($"{Path.GetFileName(path)}: {lines} lines, {boxes.Length} boxes, {oracle.Fates.Count} in loops; {oracle.Reports.Length} reports, {oracle.Founded} of boxes found there, {oracle.Unfounded.Count} of none\n");
                foreach (var group in oracle.Fates.GroupBy(static fate => fate.Fate ?? "missed").OrderByDescending(static group => group.Count()))
                {
                    report.Append($"  {group.Key,-24} {group.Count()}\n");
                }

                foreach (var fate in oracle.Fates.Where(static fate => fate.Fate is not nameof(BoxReason.Concatenation)).OrderBy(static fate => fate.Fate))
                {
                    report.Append($"  . {fate.Fate ?? "missed"} {fate.Instruction.Type} {fate.Instruction.Document}({fate.Instruction.Place.StartLine}) {fate.Instruction.Method}\n");
                }

                foreach (var found in oracle.Reports.OrderBy(static found => found.Id, StringComparer.Ordinal))
                {
                    report.Append($"  ! {found}\n");
                }

                foreach (var unfounded in oracle.Unfounded)
                {
                    report.Append($"  . unfounded {unfounded}\n");
                }

                output.WriteLine(report.ToString());
                if (Environment.GetEnvironmentVariable("PERFANALYZERS_BOXES_OUT") is { } folder)
                {
                    await File.WriteAllTextAsync(Path.Combine(folder, Path.GetFileNameWithoutExtension(path) + ".boxes.txt"), report.ToString());
                }

                failures.AddRange(oracle.Fates.Where(static fate => fate.Fate is null).Select(static fate => fate.Instruction.ToString()));
                failures.AddRange(oracle.Unfounded.Select(static diagnostic => diagnostic.ToString()));
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static IEnumerable<string> Disagreements(BoxOracle oracle) =>
        oracle.Fates.Where(static fate => fate.Fate is null or nameof(BoxSilence.Once)).Select(static fate => fate.ToString()).Concat(oracle.Unfounded.Select(static report => report.ToString()));

    private static int InLoops(string source) => BoxInstructions.Of(Compile(source)).Count(static box => box.IsInLoop && box.Document == "Case.cs");

    // Beside the assembly, in its repository, in the packages and in the SDK.
    private static ILookup<string, string> Assemblies(string path)
    {
        var repository = new FileInfo(path).Directory!;
        for (var current = repository; current is not null; current = current.Parent)
        {
            if (Path.Exists(Path.Combine(current.FullName, ".git")))
            {
                repository = current;
                break;
            }
        }

        var runtime = new DirectoryInfo(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory());
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string[] roots = [repository.FullName, packages, Path.Combine(runtime.Parent!.Parent!.Parent!.FullName, "packs")];
        return roots.Where(Directory.Exists).SelectMany(static root => Directory.EnumerateFiles(root, "*.dll", SearchOption.AllDirectories)).ToLookup(static file => Path.GetFileName(file), StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<Case> AllCases()
    {
        foreach (var cases in new[]
        {
            BoxingInLoopTests.Firing, BoxingInLoopTests.Suggested, BoxingInLoopTests.Quiet, EnumBoxingTests.Firing, EnumBoxingTests.Suggested, EnumBoxingTests.Quiet,
            StructThroughInterfaceTests.Firing, StructThroughInterfaceTests.Quiet,
        })
        {
            foreach (object[] row in (IEnumerable<object[]>)cases)
            {
                yield return (Case)row[0];
            }
        }
    }

    private static CSharpCompilation Compile(string source) =>
        s_prepared.AddSyntaxTrees(CSharpSyntaxTree.ParseText(source, s_parsing, "Case.cs", Encoding.UTF8)).WithOptions(s_prepared.Options.WithOutputKind(Library.KindOf(source)));
}
