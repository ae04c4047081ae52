using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Refactorings;

/// <summary>
/// Writes a BenchmarkDotNet class for a method: into the benchmark project of the solution, if there is one, else beside the method's file.
/// </summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp, Name = nameof(CreateBenchmark))]
internal sealed class CreateBenchmark : CodeRefactoringProvider
{
    /// <summary>What the editor offers.</summary>
    public const string Title = "Create a benchmark for this method";

    private const string Attribute = "BenchmarkDotNet.Attributes.BenchmarkAttribute";

    public override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        var cancellation = context.CancellationToken;
        if (await context.Document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root ||
            root.FindNode(context.Span).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } declaration || context.Span.Start < declaration.SpanStart || context.Span.End > declaration.ParameterList.Span.End ||
            await context.Document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model || model.GetDeclaredSymbol(declaration, cancellation) is not IMethodSymbol method || !BenchmarkText.CanCall(method))
        {
            return;
        }

        var home = context.Document.Project;
        var project = await BenchmarkProject(home, cancellation).ConfigureAwait(false) ?? home;
        if (project.Id != home.Id && !BenchmarkText.IsVisible(method, fromOutside: true) && !await SeesInternals(method, project).ConfigureAwait(false))
        {
            project = home;
        }

        context.RegisterRefactoring(CodeAction.Create(Title, _ => Task.FromResult(Add(context.Document, project, method)), nameof(CreateBenchmark)));
    }

    private static Solution Add(Document document, Project project, IMethodSymbol method)
    {
        var name = method.ContainingType.Name + method.Name + "Benchmark";
        var free = name;
        for (var number = 2; project.Documents.Any(other => other.Name == free + ".cs"); number++)
        {
            free = name + number;
        }

        var space = project.Id == document.Project.Id || project.DefaultNamespace is not { Length: > 0 } other ? method.ContainingNamespace : null;
        var written = space is null ? project.DefaultNamespace : space.IsGlobalNamespace ? null : BenchmarkText.Written(space);
        var text = new BenchmarkText(method, free, written).ToString();
        var solution = project.Solution;
        if (project.Id != document.Project.Id && !project.ProjectReferences.Any(reference => reference.ProjectId == document.Project.Id))
        {
            solution = solution.AddProjectReference(project.Id, new ProjectReference(document.Project.Id));
        }

        return solution.AddDocument(DocumentId.CreateNewId(project.Id), free + ".cs", text, project.Id == document.Project.Id ? document.Folders : null);
    }

    // One that references the method's project already comes first.
    private static async Task<Project?> BenchmarkProject(Project home, CancellationToken cancellation)
    {
        Project? best = null;
        foreach (var project in home.Solution.Projects)
        {
            if (project.Language != LanguageNames.CSharp || await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation || compilation.GetTypesByMetadataName(Attribute).IsEmpty)
            {
                continue;
            }

            if (project.Id == home.Id || project.AllProjectReferences.Any(reference => reference.ProjectId == home.Id))
            {
                return project;
            }

            // A project that the method's own depends on cannot reference it.
            if (!home.Solution.GetProjectDependencyGraph().GetProjectsThatThisProjectTransitivelyDependsOn(home.Id).Contains(project.Id))
            {
                best ??= project;
            }
        }

        return best;
    }

    private static async Task<bool> SeesInternals(IMethodSymbol method, Project project) =>
        await project.GetCompilationAsync().ConfigureAwait(false) is { } compilation && method.ContainingAssembly.GivesAccessTo(compilation.Assembly);
}
