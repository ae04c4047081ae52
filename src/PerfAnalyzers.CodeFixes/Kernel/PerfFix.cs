using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// The frame of a fix that edits one document. A fix is offered only for diagnostics the rule marked with
/// <see cref="FixProperties.Fix"/> and only when <see cref="Find"/> finds what it needs. Fix All edits each document once,
/// innermost and last diagnostic first, so nested rewrites see each other's result.
/// </summary>
internal abstract class PerfFix(string id) : FixFrame(id)
{
    /// <summary>
    /// True when fixes that share something they add (a field) must meet the first diagnostic first, as they do one by one. Then
    /// no rewritten node may lie inside another.
    /// </summary>
    protected virtual bool StartsAtTop => false;

    public sealed override FixAllProvider? GetFixAllProvider() => IsAutomatic
        ? FixAllProvider.Create(async (context, document, diagnostics) => await ApplyAll(document, diagnostics, context.CancellationToken).ConfigureAwait(false))
        : null;

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue(FixProperties.Fix, out var shape) || shape is null)
            {
                continue;
            }

            var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
            if (root is null || Find(root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), shape) is null)
            {
                continue;
            }

            context.RegisterCodeFix(
                CodeAction.Create(
                    Title(shape),
                    cancellation => ApplyAll(context.Document, ImmutableArray.Create(diagnostic), cancellation),
                    equivalenceKey: FixableDiagnosticIds[0] + "." + shape),
                diagnostic);
        }
    }

    /// <summary>The node to rewrite for a reported node, or null when the code is not of the expected form.</summary>
    protected abstract SyntaxNode? Find(SyntaxNode reported, string shape);

    /// <summary>
    /// Rewrites one node. Only <paramref name="editor"/> may be changed; use its callback overloads where the node's own
    /// descendants may be rewritten too.
    /// </summary>
    protected abstract void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation);

    private async Task<Document> ApplyAll(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        var direction = StartsAtTop ? -1 : 1;
        foreach (var diagnostic in diagnostics.Sort((left, right) => direction * right.Location.SourceSpan.Start.CompareTo(left.Location.SourceSpan.Start)))
        {
            if (diagnostic.Properties.TryGetValue(FixProperties.Fix, out var shape) && shape is not null &&
                Find(editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), shape) is { } node)
            {
                Edit(editor, node, shape, diagnostic, cancellation);
            }
        }

        return editor.GetChangedDocument();
    }
}
