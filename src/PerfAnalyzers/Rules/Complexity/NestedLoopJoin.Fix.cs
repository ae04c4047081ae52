using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Operations;

namespace PerfAnalyzers.Complexity;

/// <summary>Builds a lookup before the loops and walks the group of the key.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class NestedLoopJoinFix() : SolutionFix("PERF5002")
{
    protected override string Title(string shape) => shape == NestedLoopJoin.JoinShape ? "Use a join clause" : "Build a lookup before the loops";

    protected override async Task<Solution?> Apply(Document document, SyntaxNode reported, string shape, CancellationToken cancellation)
    {
        if (shape == NestedLoopJoin.JoinShape)
        {
            return reported.FirstAncestorOrSelf<WhereClauseSyntax>() is { } where && QueryJoin.Joined(where) is { } body && await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } whole
                ? document.WithSyntaxRoot(whole.ReplaceNode(where.Parent!, body)).Project.Solution
                : null;
        }

        var parts = shape.Split('@');
        if (reported.FirstAncestorOrSelf<ForEachStatementSyntax>() is not { Statement: BlockSyntax { Statements: [IfStatementSyntax check, ..] } } loop ||
            IndexPlaces.At(loop, int.Parse(parts[1], CultureInfo.InvariantCulture)) is not { } place ||
            await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model || model.GetOperation(loop, cancellation) is not IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol: var element } } ||
            model.GetOperation(check.Condition, cancellation) is not { } condition || KeyEquality.Of(condition, element, parts[0] == NestedLoopJoin.ContinueShape) is not { } equality)
        {
            return null;
        }

        var index = IndexDeclarations.Lookup(loop.Expression, element.Type, equality, place, model);
        var walked = SyntaxFactory.ParseExpression($"{index.Name}[{Operations.Unconverted(equality.Needle).Syntax}]").WithTriviaFrom(loop.Expression);
        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!.TrackNodes(loop, place);
        var current = root.GetCurrentNode(loop)!;
        root = root.ReplaceNode(current, WithoutCheck(current.WithExpression(walked), equality, parts[0], loop));
        return document.WithSyntaxRoot(index.Declare(root, root.GetCurrentNode(place)!)).Project.Solution;
    }

    // What the group answers already need not be asked again; comments stay where they are.
    private static ForEachStatementSyntax WithoutCheck(ForEachStatementSyntax loop, KeyEquality equality, string shape, ForEachStatementSyntax original)
    {
        var block = (BlockSyntax)loop.Statement;
        var check = (IfStatementSyntax)block.Statements[0];
        if (shape == NestedLoopJoin.ContinueShape)
        {
            var rest = block.Statements.RemoveAt(0);
            return equality.IsWhole && !Comments.In(((BlockSyntax)original.Statement).Statements[0]) && !check.GetLeadingTrivia().Any(Comments.Is)
                ? loop.WithStatement(block.WithStatements(rest.Replace(rest[0], rest[0].WithLeadingTrivia(check.GetLeadingTrivia()))))
                : loop;
        }

        if (!equality.IsWhole)
        {
            return IndexDeclarations.CanDrop(equality) ? loop.WithStatement(block.WithStatements([check.WithCondition(SyntaxFactory.ParseExpression(IndexDeclarations.Rest(equality)).WithTriviaFrom(check.Condition))])) : loop;
        }

        return check.Statement is BlockSyntax inner && !check.GetLeadingTrivia().Any(Comments.Is) && !Comments.In(original.Statement, ((IfStatementSyntax)((BlockSyntax)original.Statement).Statements[0]).Statement)
            ? loop.WithStatement(inner.WithTriviaFrom(block)).WithAdditionalAnnotations(Formatter.Annotation)
            : loop;
    }
}
