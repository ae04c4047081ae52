using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace PerfAnalyzers.Database;

/// <summary>Moves the save behind its loops; a loop that only adds its elements becomes one call.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
internal sealed class SaveChangesPerElementFix() : PerfFix("PERF1003")
{
    protected override string Title(string shape) => shape == SaveChangesPerElement.RangeShape ? "Add all and save once" : "Save once after the loop";

    protected override SyntaxNode? Find(SyntaxNode reported, string shape) => reported.FirstAncestorOrSelf<ExpressionStatementSyntax>();

    protected override void Edit(DocumentEditor editor, SyntaxNode node, string shape, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var save = (ExpressionStatementSyntax)node;
        var levels = int.Parse(diagnostic.Properties[SaveChangesPerElement.LevelsKey]!, CultureInfo.InvariantCulture);
        StatementSyntax? innermost = null;
        StatementSyntax? outermost = null;
        foreach (var ancestor in save.Ancestors())
        {
            if (levels > 0 && ancestor is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax)
            {
                outermost = (StatementSyntax)ancestor;
                innermost ??= outermost;
                levels--;
            }
        }

        if (innermost is null || outermost is null)
        {
            return;
        }

        var moved = save.WithLeadingTrivia(Comments(save, outermost)).WithTrailingTrivia(save.GetTrailingTrivia());
        editor.InsertAfter(outermost, moved);
        if (shape == SaveChangesPerElement.RangeShape && innermost is ForEachStatementSyntax each && each.Statement is BlockSyntax block)
        {
            var range = Range((ExpressionStatementSyntax)block.Statements[0], each.Expression).WithLeadingTrivia(each.GetLeadingTrivia()).WithTrailingTrivia(each.GetTrailingTrivia());
            editor.ReplaceNode(each, range);
        }
        else
        {
            editor.RemoveNode(save, SyntaxRemoveOptions.KeepNoTrivia);
        }
    }

    // Comments travel with the statement, each on its line; blank lines stay behind.
    private static SyntaxTriviaList Comments(StatementSyntax save, StatementSyntax loop)
    {
        var indentation = Indentation(loop);
        var trivia = new List<SyntaxTrivia>();
        foreach (var piece in save.GetLeadingTrivia())
        {
            if (!piece.IsKind(SyntaxKind.WhitespaceTrivia) && !piece.IsKind(SyntaxKind.EndOfLineTrivia))
            {
                trivia.AddRange(indentation);
                trivia.Add(piece);
                trivia.Add(EndOfLine(save));
            }
        }

        trivia.AddRange(indentation);
        return SyntaxFactory.TriviaList(trivia);
    }

    private static List<SyntaxTrivia> Indentation(StatementSyntax loop)
    {
        var leading = loop.GetLeadingTrivia();
        return leading.Count > 0 && leading[leading.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia) ? [leading[leading.Count - 1]] : [];
    }

    private static SyntaxTrivia EndOfLine(SyntaxNode node)
    {
        foreach (var piece in node.SyntaxTree.GetRoot().DescendantTrivia())
        {
            if (piece.IsKind(SyntaxKind.EndOfLineTrivia))
            {
                return piece;
            }
        }

        return SyntaxFactory.ElasticLineFeed;
    }

    private static ExpressionStatementSyntax Range(ExpressionStatementSyntax add, ExpressionSyntax source)
    {
        var call = add.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().First();
        var access = (MemberAccessExpressionSyntax)call.Expression;
        var name = access.Name.Identifier.ValueText;
        name = name == "AddAsync" ? "AddRangeAsync" : name + "Range";
        var arguments = call.ArgumentList.Arguments;
        var first = SyntaxFactory.Argument(source.WithoutTrivia());
        return add.ReplaceNode(call, call
            .WithExpression(access.WithName(SyntaxFactory.IdentifierName(name)))
            .WithArgumentList(call.ArgumentList.WithArguments(arguments.Replace(arguments[0], first))));
    }
}
