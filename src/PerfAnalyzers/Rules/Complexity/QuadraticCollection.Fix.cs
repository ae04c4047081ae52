using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace PerfAnalyzers.Complexity;

/// <summary>Fills a list from its end; removes all at once; adds to a list instead of copying; makes a list a queue.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class QuadraticCollectionFix() : SolutionFix("PERF5005")
{
    protected override string Title(string shape) => shape switch
    {
        QuadraticCollection.ReverseShape => "Add at the end and reverse once",
        QuadraticCollection.RemoveAllShape => "Use 'RemoveAll'",
        QuadraticCollection.QueueShape => "Use a 'Queue'",
        _ => "Add to a list",
    };

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation)
    {
        var edits = new TextEdits();
        return await Add(edits, document, reported, shape, [], [], cancellation).ConfigureAwait(false) ? await edits.Apply(document.Project.Solution, cancellation).ConfigureAwait(false) : null;
    }

    protected override async Task<Solution> ApplyAll(Solution solution, ImmutableArray<(DocumentId Document, Diagnostic Diagnostic)> reports, CancellationToken cancellation)
    {
        var edits = new TextEdits();
        var statements = new HashSet<SyntaxNode>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, diagnostic) in reports)
        {
            if (solution.GetDocument(id) is { } document && diagnostic.Properties.TryGetValue(FixProperties.Fix, out var shape) && shape is not null &&
                await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root)
            {
                await Add(edits, document, root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), shape, statements, names, cancellation).ConfigureAwait(false);
            }
        }

        return await edits.Apply(solution, cancellation).ConfigureAwait(false) ?? solution;
    }

    private static async Task<bool> Add(
        TextEdits edits, Document document, SyntaxNode reported, string shape, HashSet<SyntaxNode> statements, HashSet<string> names, CancellationToken cancellation)
    {
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        var facts = Facts.Of(model.Compilation, document.Project.AnalyzerOptions);
        var accumulation = new Accumulation(facts, cancellation);
        if (shape == QuadraticCollection.ListShape)
        {
            return reported.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { } copy && model.GetOperation(copy, cancellation) is ISimpleAssignmentOperation assignment &&
                accumulation.Of(assignment.Target, assignment) is { } loop && ListPlan.Of(assignment.Target, accumulation.Outermost(assignment.Target, assignment, loop)) is { } list && Write(edits, document.Id, model, list, names);
        }

        if (reported.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } node || model.GetOperation(node, cancellation) is not IInvocationOperation { Instance: { } instance } call)
        {
            return false;
        }

        if (shape == QuadraticCollection.QueueShape)
        {
            foreach (var (span, text) in QueuePlan.Of(call, facts)?.Edits ?? [])
            {
                edits.Replace(document.Id, span, text);
            }

            return true;
        }

        if (shape == QuadraticCollection.ReverseShape)
        {
            return ReversePlan.Of(call, accumulation) is { } plan && Write(edits, document.Id, plan, statements);
        }

        return accumulation.Of(instance, call) is { } around && RemovalScan.Of(call, instance, around) is { Condition: { } condition } scan && Write(edits, document.Id, scan, condition, instance);
    }

    // list.Insert(0, x) becomes list.Add(x), and list.Reverse() follows the loop.
    private static bool Write(TextEdits edits, DocumentId document, ReversePlan plan, HashSet<SyntaxNode> statements)
    {
        if (!statements.Add(plan.Statement))
        {
            return true;
        }

        foreach (var insert in plan.Inserts)
        {
            edits.Replace(document, ((MemberAccessExpressionSyntax)insert.Expression).Name.Span, "Add");
            edits.Replace(document, TextSpan.FromBounds(insert.ArgumentList.Arguments[0].SpanStart, insert.ArgumentList.Arguments[1].SpanStart), "");
        }

        var layout = new Layout(plan.Statement.SpanStart, plan.Statement.SyntaxTree);
        edits.Wrap(document, plan.Statement.Span, "", $"{layout.Line}{plan.List}.Reverse();");
        return true;
    }

    private static bool Write(TextEdits edits, DocumentId document, RemovalScan scan, IOperation condition, IOperation list)
    {
        var syntax = condition.Syntax;
        var name = scan.Element?.Name ?? Layout.FreeName(scan.Loop.Syntax, "item");
        var text = syntax.ToString();
        foreach (var read in scan.Reads.OrderByDescending(static read => read.Syntax.SpanStart))
        {
            text = text.Remove(read.Syntax.SpanStart - syntax.SpanStart, read.Syntax.Span.Length).Insert(read.Syntax.SpanStart - syntax.SpanStart, name);
        }

        edits.Replace(document, scan.Loop.Syntax.Span, $"{list.Syntax}.RemoveAll({name} => {text});");
        return true;
    }

    private static bool Write(TextEdits edits, DocumentId document, SemanticModel model, ListPlan plan, HashSet<string> names)
    {
        var target = plan.Local.Name;
        var name = target;
        if (plan.Local.Type is not INamedTypeSymbol { Name: "List" })
        {
            var isImmutable = plan.Local.Type is INamedTypeSymbol;
            name = Layout.FreeName(plan.Statement, target + (isImmutable ? "Builder" : "List"));
            for (var number = 2; !names.Add(name); number++)
            {
                name = Layout.FreeName(plan.Statement, target + (isImmutable ? "Builder" : "List") + number);
            }

            var element = plan.Local.Type is IArrayTypeSymbol array ? array.ElementType.ToMinimalDisplayString(model, plan.Statement.SpanStart) : "";
            var layout = new Layout(plan.Statement.SpanStart, plan.Statement.SyntaxTree);
            edits.Wrap(
                document, plan.Statement.Span,
                (isImmutable ? $"var {name} = {target}.ToBuilder();" : $"var {name} = new List<{element}>({target});") + layout.Line,
                layout.Line + (isImmutable ? $"{target} = {name}.ToImmutable();" : $"{target} = {name}.ToArray();"));
            foreach (var length in plan.Lengths)
            {
                edits.Replace(document, length.Parent!.Syntax.Span, name + ".Count");
            }
        }

        foreach (var (statement, growth) in plan.Copies)
        {
            Write(edits, document, statement, growth, name);
        }

        return true;
    }

    // a = [.. a, x, .. more]; becomes list.Add(x); list.AddRange(more);
    private static void Write(TextEdits edits, DocumentId document, StatementSyntax statement, CopyGrowth growth, string name)
    {
        var layout = new Layout(statement.SpanStart, statement.SyntaxTree);
        var isAlone = growth.Added.Length == 1;
        var needsBlock = !isAlone && statement.Parent is not (BlockSyntax or SwitchSectionSyntax);
        var start = statement.SpanStart;
        var open = needsBlock ? "{ " : "";
        foreach (var added in growth.Added)
        {
            var value = ListPlan.ValueOf(added).Syntax;
            edits.Replace(document, TextSpan.FromBounds(start, value.SpanStart), $"{open}{name}.{(ListPlan.IsSequence(added) ? "AddRange" : "Add")}(");
            start = value.Span.End;
            open = ");" + (needsBlock ? " " : layout.Line);
        }

        edits.Replace(document, TextSpan.FromBounds(start, statement.Span.End), ");" + (needsBlock ? " }" : ""));
    }
}
