using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using PerfAnalyzers.Refactorings;

namespace PerfAnalyzers.Tests;

public sealed class CreateBenchmarkTests
{
    [Fact]
    public async Task Calls_a_static_method() => Assert.Equal(
        """
        using BenchmarkDotNet.Attributes;

        namespace Demo
        {
            [MemoryDiagnoser]
            public class TextSplitBenchmark
            {
                private readonly string _text = "some text";

                [Benchmark]
                public string[] Split() => Text.Split(_text);
            }
        }

        """,
        await Create("namespace Demo; public static class Text { public static string[] $$Split(string text) => text.Split(','); }"));

    [Fact]
    public async Task Creates_the_instance_and_awaits() => Assert.Equal(
        """
        using BenchmarkDotNet.Attributes;
        using System.Threading.Tasks;

        namespace Demo
        {
            [MemoryDiagnoser]
            public class PricesLoadBenchmark
            {
                private Prices _target = null!;
                private readonly string _region = "some text";
                [Params(10, 1000)]
                public int Count { get; set; }

                [GlobalSetup]
                public void Prepare()
                {
                    _target = new Prices(_region);
                }

                [Benchmark]
                public async Task<int> Load() => await _target.Load(Count, default);
            }
        }

        """,
        await Create("namespace Demo; public class Prices(string region) { public async Task<int> $$Load(int count, CancellationToken token) { await Task.Yield(); return count + region.Length; } }"));

    [Fact]
    public async Task Fills_collections_and_enumerates_what_is_lazy() => Assert.Equal(
        """
        using BenchmarkDotNet.Attributes;
        using System.Collections.Generic;
        using System.Linq;

        namespace Demo
        {
            [MemoryDiagnoser]
            public class FilterKeepBenchmark
            {
                private Filter _target = null!;
                private List<string> _names = null!;
                [Params(10, 1000)]
                public int Size { get; set; }
                private int[] _ids = null!;

                [GlobalSetup]
                public void Prepare()
                {
                    _target = new Filter();
                    _names = Enumerable.Range(0, Size).Select(i => "item" + i).ToList();
                    _ids = Enumerable.Range(0, Size).ToArray();
                }

                [Benchmark]
                public List<string> Keep() => _target.Keep(_names, _ids).ToList();
            }
        }

        """,
        await Create("namespace Demo; public class Filter { public IEnumerable<string> $$Keep(List<string> names, int[] ids) => names.Where(n => n.Length > ids.Length); }"));

    [Fact]
    public async Task Says_what_it_cannot_make()
    {
        var text = await Create("namespace Demo; public class Shopping { } public class Basket(Shopping shop) { public void $$Fill(Shopping other) { } }");
        Assert.Contains("private Shopping _other = null!;", text, StringComparison.Ordinal);
        Assert.Contains("throw new NotImplementedException(\"Give _shop, _other a value.\");", text, StringComparison.Ordinal);
    }

    // Each compiles with what it calls.
    [Theory]
    [InlineData("public class T { public void $$M() { } }")]
    [InlineData("public struct T { public int $$M(byte n, bool b, double d, decimal m, char c) => n; }")]
    [InlineData("public class T { public DateTime $$M(DateTime at, TimeSpan span, Guid id, DayOfWeek day, DateTimeOffset o) => at + span; }")]
    [InlineData("public class T { public bool $$M(string s, out int n) => int.TryParse(s, out n); }")]
    [InlineData("public class T { public ValueTask $$M(Uri uri) => default; }")]
    [InlineData("public class T { public async IAsyncEnumerable<int> $$M() { await Task.Yield(); yield return 1; } }")]
    [InlineData("namespace A.B { public class T { public class Inner { public Dictionary<string, List<int>> $$M(IReadOnlyList<long> all, HashSet<Guid> ids) => new(); } } }")]
    [InlineData("public class T { public int $$M(int size, int[] all, int more = 3) => size; }")]
    [InlineData("public class T { public int $$M(IEnumerable<DayOfWeek> days, params string[] rest) => rest.Length; }")]
    [InlineData("public class T { public int $$Prepare(Func<int, int> f, object o, (int A, string B) pair, int? maybe) => 1; }")]
    [InlineData("record T(int Id, string Name) { internal string $$Show() => Name; }")]
    [InlineData("public class T(IComparer<string> comparer) { public int $$M(string a, string b) => comparer.Compare(a, b); }")]
    public async Task Text_compiles(string source) => Assert.NotNull(await Create(source));

    [Theory]
    [InlineData("class T { private void $$M() { } }")]
    [InlineData("class T<U> { public void $$M() { } }")]
    [InlineData("class T { public void $$M<U>() { } }")]
    [InlineData("interface I { void $$M(); }")]
    [InlineData("abstract class T { public void $$M() { } }")]
    [InlineData("class T { public void $$M(ref int n) { } }")]
    [InlineData("class T { public void $$M(Span<int> n) { } }")]
    [InlineData("class T { public Span<int> $$M() => default; }")]
    [InlineData("class T { public void $$M(Missing n) { } }")]
    [InlineData("class T { public void M() { $$Console.WriteLine(); } }")]
    [InlineData("class T { public T() { $$ } }")]
    public async Task Is_not_offered(string source)
    {
        using var workspace = new AdhocWorkspace();
        var (document, span) = Document(workspace, source);
        Assert.Null(await Offered(document, span));
    }

    [Fact]
    public async Task Goes_into_the_benchmark_project()
    {
        using var workspace = new AdhocWorkspace();
        var (document, span) = Document(workspace, "namespace Demo; public class T { public void $$M() { } }");
        var id = ProjectId.CreateNewId();
        var project = document.Project.Solution.AddProject(ProjectInfo.Create(id, VersionStamp.Default, "Demo.Benchmarks", "Demo.Benchmarks", LanguageNames.CSharp, compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary), metadataReferences: Library.References))
            .GetProject(id)!.WithDefaultNamespace("Demo.Benchmarks").AddDocument("Library.cs", "using System;\n" + BenchmarkCode.Library).Project;
        document = project.Solution.GetDocument(document.Id)!;
        var added = await Apply((await Offered(document, span))!, document);
        Assert.Equal(project.Id, added.Project.Id);
        Assert.Equal("TMBenchmark.cs", added.Name);
        Assert.Contains(added.Project.ProjectReferences, reference => reference.ProjectId == document.Project.Id);
        Assert.Empty((await added.Project.GetCompilationAsync())!.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error));
        Assert.StartsWith("using BenchmarkDotNet.Attributes;\nusing Demo;\n\nnamespace Demo.Benchmarks\n", (await added.GetTextAsync()).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Has_a_name_of_its_own()
    {
        using var workspace = new AdhocWorkspace();
        var (document, span) = Document(workspace, "public class T { public void $$M() { } }");
        document = document.Project.AddDocument("TMBenchmark.cs", "").Project.GetDocument(document.Id)!;
        Assert.Equal("TMBenchmark2.cs", (await Apply((await Offered(document, span))!, document)).Name);
    }

    private static async Task<string> Create(string source)
    {
        using var workspace = new AdhocWorkspace();
        var (document, span) = Document(workspace, source);
        var action = await Offered(document, span);
        Assert.NotNull(action);
        Assert.Equal(CreateBenchmark.Title, action.Title);
        var added = await Apply(action, document);
        var project = added.Project.AddDocument("Library.cs", "using System;\n" + BenchmarkCode.Library).Project;
        var text = (await added.GetTextAsync()).ToString();
        var errors = (await project.GetCompilationAsync())!.GetDiagnostics().Where(static found => found.Severity == DiagnosticSeverity.Error);
        Assert.True(!errors.Any(), string.Join('\n', errors) + "\n" + text);
        return text;
    }

    private static (Document Document, Microsoft.CodeAnalysis.Text.TextSpan Span) Document(AdhocWorkspace workspace, string source)
    {
        var position = source.IndexOf("$$", StringComparison.Ordinal);
        var document = Executed.Project(workspace).AddDocument("Case.cs", source.Remove(position, 2));
        return (document, new(position, 0));
    }

    private static async Task<CodeAction?> Offered(Document document, Microsoft.CodeAnalysis.Text.TextSpan span)
    {
        CodeAction? action = null;
        await new CreateBenchmark().ComputeRefactoringsAsync(new CodeRefactoringContext(document, span, offered => action = offered, default));
        return action;
    }

    private static async Task<Document> Apply(CodeAction action, Document document)
    {
        var solution = (await action.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single().ChangedSolution;
        var added = solution.GetChanges(document.Project.Solution).GetProjectChanges().SelectMany(static change => change.GetAddedDocuments()).Single();
        return solution.GetDocument(added)!;
    }
}
