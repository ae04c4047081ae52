using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// The frame of a fix that may edit several documents: a call and what it calls. Fix All applies the fixes one after the other,
/// first diagnostic first, each to the solution the one before has left: what they share (a method added for both) is found, not
/// made twice.
/// </summary>
internal abstract class SolutionFix(string id) : FixFrame(id)
{
    public sealed override FixAllProvider? GetFixAllProvider() => IsAutomatic ? new AllFixes(this) : null;

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            var document = context.Document;
            if (diagnostic.Properties.TryGetValue(FixProperties.Fix, out var shape) && shape is not null &&
                await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is { } root &&
                await IsOffered(document, root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), shape, context.CancellationToken).ConfigureAwait(false))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        Title(shape),
                        cancellation => ApplyAll(document.Project.Solution, [(document.Id, diagnostic)], cancellation),
                        equivalenceKey: FixableDiagnosticIds[0] + "." + shape),
                    diagnostic);
            }
        }
    }

    /// <summary>What only the solution tells: the rule has seen one project.</summary>
    protected virtual Task<bool> IsOffered(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) => Task.FromResult(true);

    /// <summary>Applies one fix.</summary>
    /// <param name="document">The document as it is now, with the solution it belongs to.</param>
    /// <param name="reported">The reported node in it.</param>
    /// <param name="shape">What the rule marked the diagnostic with.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The changed solution, or null when the code is no longer of the expected form.</returns>
    protected abstract Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation);

    /// <summary>Applies all fixes: one after the other, unless a fix plans them together.</summary>
    protected virtual async Task<Solution> ApplyAll(Solution solution, ImmutableArray<(DocumentId Document, Diagnostic Diagnostic)> reports, CancellationToken cancellation)
    {
        var marks = new List<(DocumentId Document, SyntaxAnnotation Mark, string Shape)>();
        foreach (var group in reports.GroupBy(static report => report.Document))
        {
            var root = await solution.GetDocument(group.Key)!.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
            if (root is null)
            {
                continue;
            }

            var nodes = new Dictionary<SyntaxNode, SyntaxAnnotation>();
            foreach (var (_, diagnostic) in group.OrderBy(static report => report.Diagnostic.Location.SourceSpan.Start))
            {
                var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
                if (diagnostic.Properties.TryGetValue(FixProperties.Fix, out var shape) && shape is not null && !nodes.ContainsKey(node))
                {
                    nodes.Add(node, new SyntaxAnnotation());
                    marks.Add((group.Key, nodes[node], shape));
                }
            }

            solution = solution.WithDocumentSyntaxRoot(group.Key, root.ReplaceNodes(nodes.Keys, (original, current) => current.WithAdditionalAnnotations(nodes[original])));
        }

        foreach (var (id, mark, shape) in marks)
        {
            var document = solution.GetDocument(id)!;
            var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
            if (root?.GetAnnotatedNodes(mark).FirstOrDefault() is { } node)
            {
                solution = await Apply(document, node, shape, cancellation).ConfigureAwait(false) ?? solution;
            }
        }

        return solution;
    }

    private sealed class AllFixes(SolutionFix fix) : FixAllProvider
    {
        public override async Task<CodeAction?> GetFixAsync(FixAllContext context)
        {
            var found = context.Scope switch
            {
                FixAllScope.Document when context.Document is { } document => await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false),
                FixAllScope.Solution => await OfSolution(context).ConfigureAwait(false),
                _ => await context.GetAllDiagnosticsAsync(context.Project).ConfigureAwait(false),
            };

            // A file of several projects (or targets) is edited once.
            var reports = ImmutableArray.CreateBuilder<(DocumentId, Diagnostic)>();
            var places = new HashSet<(string?, int)>();
            foreach (var diagnostic in found)
            {
                if (context.Solution.GetDocument(diagnostic.Location.SourceTree) is { } document && places.Add((document.FilePath ?? document.Id.Id.ToString(), diagnostic.Location.SourceSpan.Start)))
                {
                    reports.Add((document.Id, diagnostic));
                }
            }

            var solution = context.Solution;
            var all = reports.ToImmutable();
            return all.IsEmpty ? null : CodeAction.Create("Fix all", cancellation => fix.ApplyAll(solution, all, cancellation), context.CodeActionEquivalenceKey);
        }

        private static async Task<ImmutableArray<Diagnostic>> OfSolution(FixAllContext context)
        {
            var all = ImmutableArray.CreateBuilder<Diagnostic>();
            foreach (var project in context.Solution.Projects)
            {
                all.AddRange(await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false));
            }

            return all.ToImmutable();
        }
    }
}
