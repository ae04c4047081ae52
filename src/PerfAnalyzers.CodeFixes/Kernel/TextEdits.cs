using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Kernel;

/// <summary>
/// Edits of several documents, all told in positions of the original text and applied at once: what nests is written into each
/// other, and nothing else moves. Files that several projects share are edited in each.
/// </summary>
internal sealed class TextEdits
{
    private readonly Dictionary<DocumentId, HashSet<Edit>> _edits = [];
    private readonly HashSet<(DocumentId Document, string Name)> _imports = [];

    private enum Side
    {
        After,
        Before,
        Instead,
    }

    public IReadOnlyCollection<DocumentId> Documents => _edits.Keys;

    /// <summary>Puts text around a node: outside what is put around nodes in it.</summary>
    public void Wrap(DocumentId document, TextSpan span, string before, string after)
    {
        Before(document, span, before);
        Add(document, new Edit(new TextSpan(span.End, 0), Side.After, span.Length, after));
    }

    public void Before(DocumentId document, TextSpan span, string text) => Add(document, new Edit(new TextSpan(span.Start, 0), Side.Before, -span.Length, text));

    public void Replace(DocumentId document, TextSpan span, string text) => Add(document, new Edit(span, Side.Instead, 0, text));

    /// <summary>Imports a namespace at the top of a document that is edited otherwise, too.</summary>
    public void Import(DocumentId document, string name) => _imports.Add((document, name));

    /// <summary>The solution with all edits; null when two of them speak of the same text.</summary>
    public async Task<Solution?> Apply(Solution solution, CancellationToken cancellation)
    {
        foreach (var pair in _edits)
        {
            var document = solution.GetDocument(pair.Key)!;
            var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
            if (Changes(pair.Value) is not { } changes)
            {
                return null;
            }

            var changed = await Imported(document, text.WithChanges(changes), cancellation).ConfigureAwait(false);
            solution = solution.WithDocumentText(pair.Key, changed);
            foreach (var linked in document.GetLinkedDocumentIds())
            {
                solution = solution.WithDocumentText(linked, changed);
            }
        }

        return solution;
    }

    private async Task<SourceText> Imported(Document document, SourceText text, CancellationToken cancellation)
    {
        foreach (var (id, name) in _imports)
        {
            if (id == document.Id && await document.WithText(text).GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is CompilationUnitSyntax unit)
            {
                text = SourceText.From(Usings.Add(unit, name).ToFullString(), text.Encoding, text.ChecksumAlgorithm);
            }
        }

        return text;
    }

    private static List<TextChange>? Changes(HashSet<Edit> edits)
    {
        var changes = new List<TextChange>();
        foreach (var group in edits.GroupBy(static edit => edit.Span.Start).OrderBy(static group => group.Key))
        {
            var text = new StringBuilder();
            var replaced = new TextSpan(group.Key, 0);
            foreach (var edit in group.OrderBy(static edit => edit.Side).ThenBy(static edit => edit.Rank).ThenBy(static edit => edit.Span.Length))
            {
                if (edit.Side == Side.Instead && replaced.Length > 0)
                {
                    return null;
                }

                text.Append(edit.Text);
                replaced = edit.Side == Side.Instead ? edit.Span : replaced;
            }

            if (changes.Count > 0 && changes[changes.Count - 1].Span.End > replaced.Start)
            {
                return null;
            }

            changes.Add(new TextChange(replaced, text.ToString()));
        }

        return changes;
    }

    private void Add(DocumentId document, Edit edit)
    {
        if (!_edits.TryGetValue(document, out var edits))
        {
            _edits.Add(document, edits = []);
        }

        edits.Add(edit);
    }

    private readonly record struct Edit(TextSpan Span, Side Side, int Rank, string Text);
}
