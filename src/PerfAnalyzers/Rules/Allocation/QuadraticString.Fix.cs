using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Allocation;

/// <summary>Builds the string in a <c>StringBuilder</c>; concatenates a sequence at once; asks a builder for its own length.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class QuadraticStringFix() : SolutionFix("PERF4201")
{
    protected override string Title(string shape) => shape switch
    {
        QuadraticString.ConcatShape => "Use 'string.Concat'",
        QuadraticString.LengthShape => "Ask the builder for its length",
        _ => "Append to a StringBuilder",
    };

    protected override Task<bool> IsOffered(Document document, SyntaxNode reported, string shape, CancellationToken cancellation) =>
        Task.FromResult(Call(reported, shape) is not null || shape == QuadraticString.BuilderShape && reported.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is not null);

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation)
    {
        var edits = new TextEdits();
        return await Add(edits, document, reported, shape, [], [], cancellation).ConfigureAwait(false) ? await edits.Apply(document.Project.Solution, cancellation).ConfigureAwait(false) : null;
    }

    protected override async Task<Solution> ApplyAll(Solution solution, ImmutableArray<(DocumentId Document, Diagnostic Diagnostic)> reports, CancellationToken cancellation)
    {
        var edits = new TextEdits();
        var symbols = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, diagnostic) in reports)
        {
            if (solution.GetDocument(id) is { } document && diagnostic.Properties.TryGetValue(FixProperties.Fix, out var shape) && shape is not null &&
                await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root)
            {
                var reported = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
                await Add(edits, document, reported, shape, symbols, names, cancellation).ConfigureAwait(false);
            }
        }

        return await edits.Apply(solution, cancellation).ConfigureAwait(false) ?? solution;
    }

    private static InvocationExpressionSyntax? Call(SyntaxNode reported, string shape) =>
        shape is QuadraticString.ConcatShape or QuadraticString.LengthShape ? reported.FirstAncestorOrSelf<InvocationExpressionSyntax>() : null;

    private static async Task<bool> Add(
        TextEdits edits, Document document, SyntaxNode reported, string shape, HashSet<ISymbol> symbols, HashSet<string> names, CancellationToken cancellation)
    {
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        if (Call(reported, shape) is { } call)
        {
            return model.GetOperation(call, cancellation) is IInvocationOperation operation &&
                (shape == QuadraticString.ConcatShape ? Concat(edits, document.Id, operation, call) : Length(edits, document.Id, operation));
        }

        if (reported.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is not { } append || model.GetOperation(append, cancellation) is not IAssignmentOperation assignment)
        {
            return false;
        }

        var accumulation = new Accumulation(Facts.Of(model.Compilation, document.Project.AnalyzerOptions), cancellation);
        if (StringReads.Widest(assignment.Target, assignment, accumulation) is not { } loop || BuilderPlan.Of(assignment.Target, loop, cancellation) is not { } plan)
        {
            return false;
        }

        // Two loops fill one string: a variable that has become a builder is one for both.
        if (!symbols.Add(plan.Symbol) && plan.Declarator is not null)
        {
            return true;
        }

        new BuilderEdits(edits, document.Id, plan, names).Add();
        await Import(edits, document, model, append, cancellation).ConfigureAwait(false);
        return true;
    }

    // lines.Aggregate("", (all, line) => all + line)
    private static bool Concat(TextEdits edits, DocumentId document, IInvocationOperation aggregate, InvocationExpressionSyntax call)
    {
        var source = aggregate.Arguments[0].Value.Syntax;
        if (Comments.In(call, source))
        {
            return false;
        }

        edits.Replace(document, TextSpan.FromBounds(call.SpanStart, source.SpanStart), "string.Concat(");
        edits.Replace(document, TextSpan.FromBounds(source.Span.End, call.Span.End), ")");
        return true;
    }

    // text.ToString().Length, text.ToString() == ""
    private static bool Length(TextEdits edits, DocumentId document, IInvocationOperation text)
    {
        if (text.Instance is not { } builder || Emptiness.AskedBy(text) is not { } question)
        {
            return false;
        }

        if (question is IPropertyReferenceOperation)
        {
            edits.Replace(document, TextSpan.FromBounds(builder.Syntax.Span.End, text.Syntax.Span.End), "");
        }
        else
        {
            BuilderEdits.Ask(edits, document, question, builder.Syntax.ToString());
        }

        return true;
    }

    private static async Task Import(TextEdits edits, Document document, SemanticModel model, SyntaxNode place, CancellationToken cancellation)
    {
        foreach (var known in model.LookupNamespacesAndTypes(place.SpanStart, null, "StringBuilder"))
        {
            if (known.ContainingNamespace is { Name: "Text", ContainingNamespace.Name: "System" })
            {
                return;
            }
        }

        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is CompilationUnitSyntax unit)
        {
            string old = unit.ToFullString(), text = Usings.Add(unit, "System.Text").ToFullString();
            int start = 0, end = 0;
            while (start < old.Length && old[start] == text[start])
            {
                start++;
            }

            while (end < old.Length - start && old[old.Length - 1 - end] == text[text.Length - 1 - end])
            {
                end++;
            }

            edits.Replace(document.Id, TextSpan.FromBounds(start, old.Length - end), text.Substring(start, text.Length - end - start));
        }
    }
}
