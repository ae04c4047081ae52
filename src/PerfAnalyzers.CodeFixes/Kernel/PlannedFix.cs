using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Kernel;

/// <summary>The frame of a fix that carries out what the rule has planned: see <see cref="PlannedEdits"/>.</summary>
internal abstract class PlannedFix(string id) : SolutionFix(id)
{
    /// <summary>Whether a shape is one of this fix.</summary>
    protected virtual bool Is(string shape) => true;

    protected sealed override Task<bool> IsOffered(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) => Task.FromResult(Is(shape));

    protected sealed override Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) => Task.FromResult<Solution?>(null);

    // All plans speak of the text as it was, so they are carried out at once.
    protected sealed override async Task<Solution> ApplyAll(Solution solution, ImmutableArray<(DocumentId Document, Diagnostic Diagnostic)> reports, CancellationToken cancellation)
    {
        var edits = new TextEdits();
        var replaced = new List<(DocumentId Document, TextSpan Span)>();
        foreach (var (document, diagnostic) in reports)
        {
            if (!diagnostic.Properties.TryGetValue(FixProperties.Fix, out var shape) || shape is null || !Is(shape))
            {
                continue;
            }

            var (plan, import) = PlannedEdits.Read(diagnostic.Properties);
            if (plan.Exists(edit => edit.After is null && replaced.Exists(other => other.Document == document && other.Span.OverlapsWith(edit.Span))))
            {
                continue;
            }

            foreach (var edit in plan)
            {
                if (edit.After is { } after)
                {
                    edits.Wrap(document, edit.Span, edit.Before, after);
                }
                else
                {
                    edits.Replace(document, edit.Span, edit.Before);
                    replaced.Add((document, edit.Span));
                }
            }

            if (import is not null)
            {
                edits.Import(document, import);
            }
        }

        return await edits.Apply(solution, cancellation).ConfigureAwait(false) ?? solution;
    }
}
