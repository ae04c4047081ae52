using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfAnalyzers.Measurement;

/// <summary>Returns the task.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class BenchmarkAsyncVoidFix() : SolutionFix("PERF9003")
{
    protected override string Title(string shape) => "Return a 'Task'";

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation)
    {
        if (reported.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method || await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root ||
            await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
        {
            return null;
        }

        root = root.ReplaceNode(method, method.WithReturnType(SyntaxFactory.IdentifierName("Task").WithTriviaFrom(method.ReturnType)));
        if (model.LookupNamespacesAndTypes(method.SpanStart, name: "Task").IsEmpty && root is CompilationUnitSyntax unit)
        {
            root = Usings.Add(unit, "System.Threading.Tasks");
        }

        return document.Project.Solution.WithDocumentSyntaxRoot(document.Id, root);
    }
}
